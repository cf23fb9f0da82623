//! From a raw article to what it says; this file alone knows the order of the steps.

use std::{collections::VecDeque, path::Path};

use rayon::prelude::*;

use crate::{
    Antecedent, AnyTagger, CoMention, Document, EmbeddedTagger, Entity, Extraction, Findings, Mention, MentionRelation,
    MergeRules, Office, Quotation, Relation, Result, Scope, Tagger, entity, extraction, gender, office, quotation,
    reference::{Heard, Named},
    relation, tagger,
    words::Words,
};

/// Reads articles.
///
/// Built once, shared by reference between threads; its output is a function of the article alone.
///
/// ```
/// let extractor = newsgraph::Extractor::new()?;
/// let extraction = extractor.extract("NATO chief Mark Rutte met Volodymyr Zelenskyy in Kyiv on Friday.")?;
/// let names: Vec<&str> = extraction.entities().iter().map(|entity| entity.name.as_str()).collect();
/// assert_eq!(names, ["NATO", "Mark Rutte", "Volodymyr Zelenskyy", "Kyiv"]);
/// # Ok::<(), newsgraph::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Extractor<T = EmbeddedTagger> {
    tagger: T,
    co_mention: CoMention,
    merge_rules: MergeRules,
    min_confidence: f32,
    names_alone: bool,
}

impl Extractor {
    /// An extractor with the embedded English news model.
    ///
    /// # Errors
    ///
    /// If the embedded model is broken, which the crate's tests rule out.
    pub fn new() -> Result<Self> {
        Ok(Extractor::with_tagger(EmbeddedTagger::new()?))
    }
}

impl Extractor<AnyTagger> {
    /// An extractor with a model by its name or path: one that is part of the crate, a model file, or a folder with an ONNX model
    /// (feature `onnx`) or a BERT model of Hugging Face's (feature `convert`).
    ///
    /// ```
    /// let extractor = newsgraph::Extractor::open("news-en")?;
    /// assert_eq!(extractor.extract("Kyiv is far from here.")?.entities()[0].name, "Kyiv");
    /// # Ok::<(), newsgraph::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If there is no such model, it is broken, or it needs a feature that this build does not have.
    pub fn open(model: impl AsRef<Path>) -> Result<Self> {
        Ok(Extractor::with_tagger(tagger::open(model.as_ref())?))
    }
}

impl<T: Tagger> Extractor<T> {
    /// An extractor with a tagger of the caller's.
    pub fn with_tagger(tagger: T) -> Self {
        Extractor {
            tagger,
            co_mention: CoMention::default(),
            merge_rules: MergeRules::default(),
            min_confidence: 0.0,
            names_alone: false,
        }
    }

    /// Sets how near two entities must stand to be co-mentioned; in one sentence unless set.
    #[must_use]
    pub fn scope(mut self, scope: Scope) -> Self {
        self.co_mention.scope = scope;
        self
    }

    /// Leaves out names of which the tagger is less sure, 0 to 1, and the references and relations that hang on them; how sure a
    /// relation is does not count: see [`Filter::min_confidence`](crate::Filter::min_confidence).
    #[must_use]
    pub fn min_confidence(mut self, probability: f32) -> Self {
        self.min_confidence = probability;
        self
    }

    /// Sets which names must and must not be taken for one entity.
    #[must_use]
    pub fn merge_rules(mut self, rules: MergeRules) -> Self {
        self.merge_rules = rules;
        self
    }

    /// Finds names and their co-mentions alone, without references and typed relations, in about 70 % of the time.
    ///
    /// ```
    /// use newsgraph::{Extractor, RelationType};
    ///
    /// let extraction = Extractor::new()?.names_alone().extract("Sergei Lavrov flew to Ankara.")?;
    /// assert!(extraction.relations().iter().all(|relation| relation.relation_type == RelationType::CoMention));
    /// # Ok::<(), newsgraph::Error>(())
    /// ```
    #[must_use]
    pub fn names_alone(mut self) -> Self {
        self.names_alone = true;
        self
    }

    /// Reads one article.
    ///
    /// # Errors
    ///
    /// If the tagger fails.
    ///
    /// # Panics
    ///
    /// If a tagger of the caller's tells of mentions or places that are not there.
    pub fn extract(&self, article: impl Into<Document>) -> Result<Extraction> {
        let document = article.into();
        let findings = if self.names_alone { self.tagger.tag(&document)?.into() } else { self.tagger.read(&document)? };
        let Findings { mentions: found, antecedents, relations: stated } = findings.settled(self.min_confidence);
        let words = Words::of_names(&document, &found);
        let names = entity::resolve_names(&document, &found, &self.merge_rules);
        let offices = office::find(&words, &names, &extraction::owners(&names, found.len()));
        let genders = gender::of_entities(&document, &found, &names);
        let named = Named { document: &document, entities: &names, genders: &genders, offices: &offices };
        let (mentions, mut entities, quotations) = referred(&named, &found, &antecedents);
        entity::link_organizations(&mut entities);
        #[cfg(feature = "places")]
        let entities = crate::place::link(&document, &mentions, entities);
        let relations = self.relations(&words, &mentions, &entities, &offices, &stated);
        Ok(Extraction::new(document, mentions, entities, relations).with_quotations(quotations).with_offices(offices))
    }

    /// Reads one article whose mentions and entities are given.
    ///
    /// # Errors
    ///
    /// If the tagger fails.
    pub(crate) fn extract_given(&self, document: Document, mentions: Vec<Mention>, entities: Vec<Entity>) -> Result<Extraction> {
        let stated = if self.names_alone { Vec::new() } else { self.tagger.relate(&document, &mentions)? };
        let words = Words::of_names(&document, &mentions);
        let offices = office::find(&words, &entities, &extraction::owners(&entities, mentions.len()));
        let relations = self.relations(&words, &mentions, &entities, &offices, &stated);
        Ok(Extraction::new(document, mentions, entities, relations).with_offices(offices))
    }

    /// What links the entities of an article; `words` are those beside its names.
    fn relations(
        &self,
        words: &Words,
        mentions: &[Mention],
        entities: &[Entity],
        offices: &[Office],
        stated: &[MentionRelation],
    ) -> Vec<Relation> {
        let owners = extraction::owners(entities, mentions.len());
        let patterned = if self.names_alone { Vec::new() } else { relation::patterns(words, entities, &owners, offices) };
        let mut relations = relation::typed(words.document, mentions, entities, &owners, stated, &patterned);
        relations.extend(self.co_mention.relate(words.document, mentions, entities));
        relations
    }
}

/// The mentions with their types, the entities with their references, and who says what.
///
/// Who speaks tells whom pronouns mean, and a speaker may be a pronoun: so references are read before quotations and after.
fn referred(named: &Named, found: &[Mention], antecedents: &[Antecedent]) -> (Vec<Mention>, Vec<Entity>, Vec<Quotation>) {
    let (mentions, entities) = named.with_references(found, antecedents, None);
    let owners = extraction::owners(&entities, mentions.len());
    let quotations = quotation::find(&Words::new(named.document, &mentions), &owners, named.genders);
    let heard = Heard { speakers: &quotation::speakers(&mentions, &quotations), owners: &owners };
    let (mentions, entities) = named.with_references(found, antecedents, Some(heard));
    (mentions, entities, quotations)
}

/// Articles that are read together on all threads; enough to keep them busy, few enough to hold in memory.
const BATCH: usize = 64;

impl<T: Tagger + Sync> Extractor<T> {
    /// Reads any number of articles on all threads of the current rayon pool, in order, 64 at a time, so that few of them are held and
    /// a slow source is waited for. Each item is an article's own: after an error the next article follows.
    ///
    /// ```
    /// use newsgraph::{Extractor, RelationGraph, Result};
    ///
    /// let articles = ["Lavrov flew to Ankara.", "Ankara hosts NATO in July."];
    /// let graph = Extractor::new()?.extract_all(articles).collect::<Result<RelationGraph>>()?;
    /// assert_eq!(graph.documents().count(), 2);
    /// # Ok::<(), newsgraph::Error>(())
    /// ```
    pub fn extract_all<I>(&self, articles: I) -> impl Iterator<Item = Result<Extraction>>
    where
        I: IntoIterator<Item: Into<Document>>,
    {
        let mut articles = articles.into_iter();
        let mut ready = VecDeque::new();
        std::iter::from_fn(move || {
            if ready.is_empty() {
                let batch: Vec<Document> = articles.by_ref().take(BATCH).map(Into::into).collect();
                ready = batch.into_par_iter().map(|document| self.extract(document)).collect();
            }
            ready.pop_front()
        })
    }
}
