//! From a raw article to what it says; this file alone knows the order of the steps.

use std::collections::VecDeque;

use rayon::prelude::*;

use crate::{
    CoMention, Document, EmbeddedTagger, Extraction, MergeRules, Result, Scope, Tagger, entity, extraction, office, quotation,
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

impl<T: Tagger> Extractor<T> {
    /// An extractor with a tagger of the caller's.
    pub fn with_tagger(tagger: T) -> Self {
        Extractor { tagger, co_mention: CoMention::default(), merge_rules: MergeRules::default(), min_confidence: 0.0 }
    }

    /// Sets how near two entities must stand to be co-mentioned; in one sentence unless set.
    #[must_use]
    pub fn scope(mut self, scope: Scope) -> Self {
        self.co_mention.scope = scope;
        self
    }

    /// Leaves out mentions of which the tagger is less sure, 0 to 1.
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

    /// Reads one article.
    ///
    /// # Errors
    ///
    /// If the tagger fails.
    pub fn extract(&self, article: impl Into<Document>) -> Result<Extraction> {
        let document = article.into();
        let mut mentions = self.tagger.tag(&document)?;
        mentions.retain(|mention| mention.confidence >= self.min_confidence);
        let entities = entity::resolve(&document, &mentions, &self.merge_rules);
        let relations = self.co_mention.relate(&document, &mentions, &entities);
        let owners = extraction::owners(&entities, mentions.len());
        let words = Words::new(&document, &mentions);
        let offices = office::find(&words, &entities, &owners);
        let quotations = quotation::find(&words, owners);
        Ok(Extraction::new(document, mentions, entities, relations).with_quotations(quotations).with_offices(offices))
    }
}

/// Articles that are read together on all threads; enough to keep them busy, few enough to hold in memory.
const BATCH: usize = 64;

impl<T: Tagger + Sync> Extractor<T> {
    /// Reads any number of articles on all threads of the current rayon pool, in order, holding few of them at a time.
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
