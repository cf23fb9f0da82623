//! Which names were taken for one entity, against which are.

use std::{
    collections::{BTreeMap, HashMap},
    ops::Add,
};

use serde::{Serialize, Serializer, ser::SerializeStruct};

use super::{ClusterScores, GoldDocument, clusters, counts::ratio, report::HEADLINE};
use crate::{Entity, Extraction, Mention, MentionKind, MergeReason, MergeRules, Span, entity};

/// How well names of one entity were joined, for four choices of names.
///
/// Persons, organizations and places are scored by themselves too, as annotation manuals differ on nationality words: in some
/// data `German` is Germany, in some it is not.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Resolutions {
    /// The names that the extractor found.
    pub found: Resolution,
    /// Of these the persons, organizations and places.
    pub found_headline: Resolution,
    /// The names of the gold data, so that the tagger's mistakes do not count.
    pub given: Resolution,
    /// Of these the persons, organizations and places.
    pub given_headline: Resolution,
}

/// How well some names were joined.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Resolution {
    /// Cluster against cluster.
    pub clusters: ClusterScores,
    /// Merges by their reason.
    pub merges: BTreeMap<MergeReason, Links>,
}

/// Names that were joined to an antecedent. Only those count of which both are names of the gold data.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Links {
    /// How many of them are the antecedent's entity.
    pub correct: usize,
    /// How many there are.
    pub predicted: usize,
}

impl Links {
    /// Share of the merges that are right, 0 to 1; 0 if there are none.
    pub fn precision(self) -> f64 {
        ratio(self.correct as f64, self.predicted as f64)
    }
}

impl Resolution {
    /// All merges, whatever their reason.
    pub fn links(&self) -> Links {
        self.merges.values().copied().fold(Links::default(), Links::add)
    }
}

/// Scores the entities of one document; none if its gold data does not say which name which.
pub(super) fn score(gold: &GoldDocument, extraction: &Extraction) -> Option<Resolutions> {
    let clusters = gold.clusters()?;
    let mentions = gold_mentions(gold);
    let entities = entity::resolve(extraction.document(), &mentions, &MergeRules::new());
    let judge = Judge::new(clusters, gold);
    Some(Resolutions {
        found: judge.score(extraction.mentions(), extraction.entities(), |_| true),
        found_headline: judge.score(extraction.mentions(), extraction.entities(), is_headline),
        given: judge.score(&mentions, &entities, |_| true),
        given_headline: judge.score(&mentions, &entities, is_headline),
    })
}

/// The gold data's names as a tagger would hand them over.
fn gold_mentions(gold: &GoldDocument) -> Vec<Mention> {
    let mention = |name: &super::GoldName| Mention {
        span: name.span,
        entity_type: name.entity_type,
        confidence: 1.0,
        kind: MentionKind::Name,
    };
    gold.clustered().iter().map(mention).collect()
}

fn is_headline(mention: &Mention) -> bool {
    HEADLINE.contains(&mention.entity_type.coarse())
}

/// The gold clusters of a document, and where each name belongs.
struct Judge<'a> {
    clusters: &'a [Vec<Span>],
    places: HashMap<Span, (usize, Mention)>,
}

impl<'a> Judge<'a> {
    fn new(clusters: &'a [Vec<Span>], gold: &GoldDocument) -> Self {
        let types: HashMap<Span, Mention> = gold_mentions(gold).into_iter().map(|mention| (mention.span, mention)).collect();
        let places = clusters.iter().enumerate().flat_map(|(cluster, spans)| spans.iter().map(move |&span| (span, cluster)));
        Judge { clusters, places: places.map(|(span, cluster)| (span, (cluster, types[&span]))).collect() }
    }

    /// Scores the names, and the gold names, that are chosen.
    fn score(&self, mentions: &[Mention], entities: &[Entity], chosen: fn(&Mention) -> bool) -> Resolution {
        let is_name = |mention: &Mention| mention.kind == MentionKind::Name && chosen(mention);
        let predicted = |entity: &Entity| -> Vec<Span> {
            entity
                .mentions
                .iter()
                .map(|id| &mentions[id.0])
                .filter(|mention| is_name(mention))
                .map(|mention| mention.span)
                .collect()
        };
        let predicted: Vec<Vec<Span>> = entities.iter().map(predicted).collect();
        let kept = |cluster: &Vec<Span>| cluster.iter().copied().filter(|span| chosen(&self.places[span].1)).collect();
        let gold: Vec<Vec<Span>> = self.clusters.iter().map(kept).collect();
        Resolution { clusters: clusters::score(&gold, &predicted), merges: self.merges(mentions, entities, is_name) }
    }

    fn merges(
        &self,
        mentions: &[Mention],
        entities: &[Entity],
        is_name: impl Fn(&Mention) -> bool,
    ) -> BTreeMap<MergeReason, Links> {
        let mut merges: BTreeMap<MergeReason, Links> = BTreeMap::new();
        for merge in entities.iter().flat_map(|entity| &entity.merges) {
            let ends = [merge.mention, merge.antecedent].map(|id| &mentions[id.0]);
            if let [Some((cluster, _)), Some((other, _))] = ends.map(|mention| self.places.get(&mention.span))
                && ends.iter().all(|mention| is_name(mention))
            {
                let links = merges.entry(merge.reason).or_default();
                *links = *links + Links { correct: usize::from(cluster == other), predicted: 1 };
            }
        }
        merges
    }
}

impl Add for Links {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Links { correct: self.correct + other.correct, predicted: self.predicted + other.predicted }
    }
}

impl Add for Resolution {
    type Output = Self;

    fn add(mut self, other: Self) -> Self {
        for (reason, links) in other.merges {
            let sum = self.merges.entry(reason).or_default();
            *sum = *sum + links;
        }
        Resolution { clusters: self.clusters + other.clusters, merges: self.merges }
    }
}

impl Add for Resolutions {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Resolutions {
            found: self.found + other.found,
            found_headline: self.found_headline + other.found_headline,
            given: self.given + other.given,
            given_headline: self.given_headline + other.given_headline,
        }
    }
}

/// With the precision beside the counts.
impl Serialize for Links {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut links = serializer.serialize_struct("Links", 3)?;
        links.serialize_field("predicted", &self.predicted)?;
        links.serialize_field("correct", &self.correct)?;
        links.serialize_field("precision", &self.precision())?;
        links.end()
    }
}
