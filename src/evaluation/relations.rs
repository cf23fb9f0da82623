//! Typed relations found against relations given, between entities that were found as well or that were given.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    ops::Add,
};

use serde::Serialize;

use super::{Counts, GoldDocument, GoldRelation, Share, Table};
use crate::{EntityId, Extraction, Relation, RelationSource, RelationType, Span};

/// The gold cluster that each predicted entity stands for: the one with which it shares most names, the first among equals.
pub(super) fn counterparts(gold: &[Vec<Span>], predicted: &[Vec<Span>]) -> Vec<Option<usize>> {
    let owners = gold.iter().enumerate().flat_map(|(cluster, spans)| spans.iter().map(move |&span| (span, cluster)));
    let owners: HashMap<Span, usize> = owners.collect();
    predicted.iter().map(|spans| most_frequent(spans.iter().filter_map(|span| owners.get(span).copied()))).collect()
}

fn most_frequent(clusters: impl Iterator<Item = usize>) -> Option<usize> {
    let mut counts = BTreeMap::new();
    clusters.for_each(|cluster| *counts.entry(cluster).or_insert(0) += 1);
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map(|(cluster, _)| cluster)
}

/// How well typed relations were found.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct RelationScores {
    /// By type; what is found or given with several flags is one, and flags do not count.
    pub types: Table<RelationType>,
    /// Of the relations found, how often all four flags are right.
    pub flags: Share,
    /// Of the relations found whose words the gold data tells, how often the words found are among them.
    pub triggers: Share,
    /// Of the relations, those that patterns found; gold counts all.
    pub patterns: Counts,
}

impl Add for RelationScores {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        RelationScores {
            types: self.types + other.types,
            flags: self.flags + other.flags,
            triggers: self.triggers + other.triggers,
            patterns: self.patterns + other.patterns,
        }
    }
}

/// Scores the typed relations of one document; none if its gold data has none. What it does not annotate does not count.
///
/// `counterparts` are the clusters that the entities stand for.
pub(super) fn score(gold: &GoldDocument, extraction: &Extraction, counterparts: &[Option<usize>]) -> Option<RelationScores> {
    let given: Vec<&GoldRelation> = gold.relations()?.iter().filter(|given| gold.annotates(given.relation_type)).collect();
    let found: Vec<&Relation> = extraction.relations().iter().filter(|relation| gold.annotates(relation.relation_type)).collect();
    let of_patterns = found.iter().copied().filter(|relation| relation.source == Some(RelationSource::Pattern));
    let (flags, triggers) = score_manner(&given, &found, counterparts);
    let patterns = score_types(&given, &of_patterns.collect::<Vec<_>>(), counterparts).micro();
    Some(RelationScores { types: score_types(&given, &found, counterparts), flags, triggers, patterns })
}

/// Counts right relations. If an entity was found in two halves, both of which bear a relation, one of the two is right.
fn score_types(gold: &[&GoldRelation], predicted: &[&Relation], counterparts: &[Option<usize>]) -> Table<RelationType> {
    let predicted: BTreeSet<Triple<EntityId>> =
        predicted.iter().map(|relation| triple(relation.subject, relation.relation_type, relation.object)).collect();
    let given: BTreeSet<Triple<usize>> = gold.iter().map(|gold| triple(gold.subject, gold.relation_type, gold.object)).collect();
    let in_gold = |&(subject, relation_type, object): &Triple<EntityId>| {
        Some(triple(counterparts[subject.0]?, relation_type, counterparts[object.0]?))
    };
    let found: BTreeSet<Triple<usize>> = predicted.iter().filter_map(in_gold).collect();
    let given =
        given.iter().map(|triple| (triple.1, Counts { gold: 1, predicted: 0, correct: usize::from(found.contains(triple)) }));
    let predicted = predicted.iter().map(|triple| (triple.1, Counts { predicted: 1, ..Counts::default() }));
    given.chain(predicted).collect()
}

/// Of the relations that were found, how often all four flags are right too, and how often words found are words given.
///
/// A relation may be given or found with several flags; one pair that agrees is enough.
fn score_manner(gold: &[&GoldRelation], predicted: &[&Relation], counterparts: &[Option<usize>]) -> (Share, Share) {
    let (mut flags, mut triggers) = (Share::default(), Share::default());
    for relation in gold {
        let wanted = triple(relation.subject, relation.relation_type, relation.object);
        let same = |found: &&&Relation| {
            let ends = counterparts[found.subject.0].zip(counterparts[found.object.0]);
            ends.is_some_and(|(subject, object)| triple(subject, found.relation_type, object) == wanted)
        };
        let found: Vec<&&Relation> = predicted.iter().filter(same).collect();
        if !found.is_empty() {
            flags = flags + one(found.iter().any(|found| found.flags == relation.flags));
            let words = |span: Span| relation.triggers.iter().any(|trigger| trigger.overlaps(span));
            let evidence = found.iter().flat_map(|found| &found.evidence).filter_map(|evidence| evidence.trigger);
            triggers =
                triggers + if relation.triggers.is_empty() { Share::default() } else { one(evidence.into_iter().any(words)) };
        }
    }
    (flags, triggers)
}

fn one(is_right: bool) -> Share {
    Share { part: if is_right { 1.0 } else { 0.0 }, whole: 1.0 }
}

type Triple<E> = (E, RelationType, E);

/// A relation without its direction if it has none.
fn triple<E: Ord + Copy>(subject: E, relation_type: RelationType, object: E) -> Triple<E> {
    if relation_type.is_symmetric() && object < subject {
        (object, relation_type, subject)
    } else {
        (subject, relation_type, object)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Flags, RelationType::*};

    fn spans(starts: &[usize]) -> Vec<Span> {
        starts.iter().map(|&start| Span::new(start, start + 1)).collect()
    }

    fn relation((subject, relation_type, object): (usize, RelationType, usize)) -> Relation {
        let (subject, object) = (EntityId(subject), EntityId(object));
        let (confidence, weight, flags) = (1.0, 1.0, Flags::default());
        Relation { subject, relation_type, object, confidence, weight, flags, source: None, evidence: Vec::new() }
    }

    #[test]
    fn an_entity_stands_for_the_cluster_it_shares_most_with() {
        let gold = [spans(&[0, 1, 2]), spans(&[3, 4]), spans(&[])];
        for (predicted, want) in [
            (&[0, 1][..], Some(0)),
            (&[0, 3, 4], Some(1)),
            (&[3, 0], Some(0)),
            (&[4, 9, 8, 7], Some(1)),
            (&[9], None),
            (&[], None),
        ] {
            assert_eq!(counterparts(&gold, &[spans(predicted)]), [want], "{predicted:?}");
        }
    }

    #[test]
    fn relations_count_if_both_ends_and_type_are_right() {
        // Entities 0 and 3 are halves of cluster 0, entity 4 is nobody.
        let counterparts = [Some(0), Some(1), Some(2), Some(0), None];
        for (gold, predicted, want) in [
            (vec![(0, Leads, 1)], vec![(0, Leads, 1)], (1, 1, 1)),
            (vec![(0, Leads, 1)], vec![(1, Leads, 0)], (1, 1, 0)),
            (vec![(0, Leads, 1)], vec![(0, WorksFor, 1)], (1, 1, 0)),
            (vec![(0, MeetsWith, 1)], vec![(1, MeetsWith, 0)], (1, 1, 1)),
            (vec![(1, MeetsWith, 0)], vec![(0, MeetsWith, 1), (1, MeetsWith, 0)], (1, 1, 1)),
            (vec![(0, Leads, 1)], vec![(0, CoMention, 1)], (1, 0, 0)),
            (vec![(0, Leads, 1)], vec![(0, Leads, 1), (3, Leads, 1)], (1, 2, 1)),
            (vec![(0, Leads, 1), (0, Leads, 1)], vec![(3, Leads, 1)], (1, 1, 1)),
            (vec![(0, Leads, 1)], vec![(4, Leads, 1), (0, Visits, 2)], (1, 2, 0)),
            (vec![], vec![(0, Leads, 3)], (0, 1, 0)),
            (vec![], vec![], (0, 0, 0)),
        ] {
            let relations: Vec<Relation> = predicted.iter().copied().map(relation).collect();
            let given = gold.iter().map(|&(subject, relation_type, object)| GoldRelation {
                subject,
                relation_type,
                object,
                flags: Flags::default(),
                triggers: Vec::new(),
            });
            let given: Vec<GoldRelation> = given.collect();
            let found: Vec<&Relation> = relations.iter().filter(|found| found.relation_type != CoMention).collect();
            let counts = score_types(&given.iter().collect::<Vec<_>>(), &found, &counterparts).micro();
            assert_eq!((counts.gold, counts.predicted, counts.correct), want, "{gold:?} {predicted:?}");
        }
    }
}
