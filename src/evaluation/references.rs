//! Noun phrases and pronouns found against those given, and clusters of all mentions.

use std::{collections::HashMap, ops::Add};

use serde::Serialize;

use super::{ClusterScores, Counts, GoldDocument, clusters, relations::counterparts};
use crate::{Extraction, MentionId, MentionKind, Span};

/// How well noun phrases and pronouns were found and led to what they mean.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct References {
    /// Noun phrases: right if the span is the same and they mean the same entity.
    pub nominals: Counts,
    /// Pronouns, likewise.
    pub pronouns: Counts,
    /// Clusters of all mentions, names and references.
    pub clusters: ClusterScores,
}

impl Add for References {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        References {
            nominals: self.nominals + other.nominals,
            pronouns: self.pronouns + other.pronouns,
            clusters: self.clusters + other.clusters,
        }
    }
}

/// Scores the references of one document; none if its gold data does not say which name which.
pub(super) fn score(gold: &GoldDocument, extraction: &Extraction) -> Option<References> {
    let names = gold.clusters()?;
    let [predicted_names, predicted] = [true, false].map(|names_alone| clusters_of(extraction, names_alone));
    let stand_for = counterparts(names, &predicted_names);
    let given: HashMap<(Span, MentionKind), usize> =
        gold.references().iter().map(|reference| ((reference.span, reference.kind), reference.cluster)).collect();
    let mut clustered = names.to_vec();
    for reference in gold.references() {
        clustered[reference.cluster].push(reference.span);
    }
    let counts = |kind: MentionKind| {
        let found = extraction.entities().iter().enumerate().flat_map(|(entity, members)| {
            members.mentions.iter().filter(|&&id| extraction[id].kind == kind).map(move |&id| (entity, id))
        });
        let is_right = |(entity, id): (usize, MentionId)| {
            let cluster = given.get(&(extraction[id].span, kind));
            cluster.is_some() && stand_for[entity] == cluster.copied()
        };
        let found: Vec<bool> = found.map(is_right).collect();
        Counts {
            gold: given.keys().filter(|(_, other)| *other == kind).count(),
            predicted: found.len(),
            correct: found.iter().filter(|right| **right).count(),
        }
    };
    Some(References {
        nominals: counts(MentionKind::Nominal),
        pronouns: counts(MentionKind::Pronoun),
        clusters: clusters::score(&clustered, &predicted),
    })
}

/// The spans of each entity, of its names alone or of all its mentions.
fn clusters_of(extraction: &Extraction, names_alone: bool) -> Vec<Vec<Span>> {
    let spans = |mentions: &[MentionId]| {
        let chosen = mentions.iter().map(|&id| &extraction[id]);
        chosen.filter(|mention| !names_alone || mention.kind == MentionKind::Name).map(|mention| mention.span).collect()
    };
    extraction.entities().iter().map(|entity| spans(&entity.mentions)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Document, EntityType, Findings, Mention, Result, Tagger, evaluation::read_gold};

    const GOLD: &str = concat!(
        r#"{"id": "a", "text": "Ada met Tom. She left him.", "mentions": [{"start": 0, "end": 3, "label": "PER", "entity": 0}, "#,
        r#"{"start": 8, "end": 11, "label": "PER", "entity": 1}, {"start": 13, "end": 16, "label": "pro", "entity": 0}, "#,
        r#"{"start": 22, "end": 25, "label": "pro", "entity": 1}], "clusters": [{}, {}]}"#,
    );

    /// Finds Ada, Tom and `She`, who means the one of the two that it is told.
    struct Told(usize);

    impl Tagger for Told {
        fn tag(&self, document: &Document) -> Result<Vec<Mention>> {
            Ok(self.read(document)?.mentions)
        }

        fn read(&self, _: &Document) -> Result<Findings> {
            use MentionKind::{Name, Pronoun};
            let mention = |(start, end, kind)| Mention {
                span: Span::new(start, end),
                entity_type: EntityType::Person,
                confidence: 1.0,
                kind,
            };
            let mentions = [(0, 3, Name), (8, 11, Name), (13, 16, Pronoun)].map(mention).to_vec();
            let link = crate::Antecedent { mention: MentionId(2), antecedent: MentionId(self.0), confidence: 0.9 };
            Ok(Findings { mentions, antecedents: vec![link], relations: Vec::new() })
        }
    }

    #[test]
    fn a_pronoun_is_right_if_it_means_the_right_one() {
        for (meant, correct) in [(0, 1), (1, 0)] {
            let gold = read_gold(GOLD.as_bytes()).next().expect("one line").expect("well formed");
            let extraction = crate::Extractor::with_tagger(Told(meant)).extract(gold.text()).expect("it never fails");
            let scores = score(&gold, &extraction).expect("there are clusters");
            assert_eq!(scores.pronouns, Counts { gold: 2, predicted: 1, correct }, "{meant}");
            assert_eq!(scores.nominals, Counts::default());
            assert_eq!(scores.clusters.b_cubed.f1() > 0.7, correct == 1, "{meant}: {:?}", scores.clusters);
        }
    }
}
