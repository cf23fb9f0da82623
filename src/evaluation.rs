//! Measures an extractor against gold data: names, clusters and typed relations.
//!
//! Gold data is one JSON document a line, its offsets in Unicode characters; [`read_gold`] tells the fields. Every figure is
//! kept as counts that add up, so documents are scored one by one and none is held.
//!
//! ```
//! use newsgraph::{Extractor, evaluation};
//!
//! let gold = r#"{"id": "a1", "text": "Łódź hosts NATO.", "entities": [{"start": 11, "end": 15, "label": "ORG"}]}"#;
//! let report = evaluation::evaluate(evaluation::read_gold(gold.as_bytes()), &Extractor::new()?)?;
//! assert_eq!(report.headline().gold, 1);
//! println!("{report}");
//! # Ok::<(), newsgraph::Error>(())
//! ```

mod assignment;
mod bootstrap;
mod calibration;
mod clusters;
mod coreference;
mod counts;
mod given;
mod gold;
mod names;
#[cfg(feature = "places")]
mod places;
mod references;
mod relations;
mod report;
mod resolution;
mod unrelated;

pub use calibration::{Calibration, Threshold};
pub use clusters::{ClusterCounts, ClusterScores, Share};
pub use coreference::Coreference;
pub use counts::{Counts, Table};
pub use gold::{GoldDocument, GoldName, GoldReference, GoldRelation, read_gold};
#[cfg(feature = "places")]
pub use places::PlaceCounts;
pub use references::References;
pub use relations::RelationScores;
pub use report::Report;
pub use resolution::{Links, Resolution, Resolutions};
pub use unrelated::{Unrelated, unrelated};

use crate::{Document, Extraction, Extractor, MentionKind, Result, Span, Tagger};

/// Reads every gold document with the extractor and scores what it finds.
///
/// # Errors
///
/// The first error of the gold data or of the tagger.
pub fn evaluate<T: Tagger>(gold: impl IntoIterator<Item = Result<GoldDocument>>, extractor: &Extractor<T>) -> Result<Report> {
    gold.into_iter().map(|gold| evaluate_one(&gold?, extractor)).sum()
}

/// Reads one gold document with the extractor and scores what it finds; if it has relations, also those between its own entities.
///
/// # Errors
///
/// If the tagger fails.
pub fn evaluate_one<T: Tagger>(gold: &GoldDocument, extractor: &Extractor<T>) -> Result<Report> {
    let extraction = extractor.extract(Document::new(gold.text()).with_id(gold.id()))?;
    let report = score(gold, &extraction);
    let Some(given) = given::extract(gold, extractor)? else { return Ok(report) };
    let counterparts: Vec<Option<usize>> = (0..given.entities().len()).map(Some).collect();
    Ok(report.with_given_relations(relations::score(gold, &given, &counterparts)))
}

/// Scores what was found in one document; add the reports of many.
///
/// The extraction must be of the gold document's text: positions are compared, not words.
///
/// ```
/// use newsgraph::{Extractor, Result, evaluation};
///
/// let gold = r#"{"id": "a1", "text": "Quiet.", "entities": []}"#;
/// let extractor = Extractor::new()?;
/// let report: evaluation::Report = evaluation::read_gold(gold.as_bytes())
///     .map(|gold| gold.and_then(|gold| Ok(evaluation::score(&gold, &extractor.extract(gold.text())?))))
///     .sum::<Result<_>>()?;
/// assert_eq!(report.documents(), 1);
/// # Ok::<(), newsgraph::Error>(())
/// ```
pub fn score(gold: &GoldDocument, extraction: &Extraction) -> Report {
    let predicted = predicted_clusters(extraction);
    let report = Report::of_document(
        gold,
        names::score(gold, extraction),
        resolution::score(gold, extraction),
        references::score(gold, extraction),
        gold.clusters().and_then(|clusters| relations::score(gold, extraction, &relations::counterparts(clusters, &predicted))),
    );
    let report = report.with_coreference(coreference::score(gold, extraction));
    #[cfg(feature = "places")]
    let report = report.with_places(places::score(gold, extraction));
    report
}

/// The names of each predicted entity; descriptions and pronouns are not scored.
fn predicted_clusters(extraction: &Extraction) -> Vec<Vec<Span>> {
    let names = |mentions: &[crate::MentionId]| {
        let names = mentions.iter().map(|&mention| &extraction[mention]).filter(|mention| mention.kind == MentionKind::Name);
        names.map(|mention| mention.span).collect()
    };
    extraction.entities().iter().map(|entity| names(&entity.mentions)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Entity, EntityId, EntityType, Flags, Mention, MentionId, Relation, RelationType};

    /// Tags each of the given words, of the given type, wherever it stands.
    struct Words(Vec<(&'static str, EntityType, MentionKind)>);

    impl Tagger for Words {
        fn tag(&self, document: &Document) -> Result<Vec<Mention>> {
            let places = |(word, entity_type, kind): &(&'static str, EntityType, MentionKind)| {
                let mention = |start| Mention {
                    span: Span::new(start, start + word.len()),
                    entity_type: *entity_type,
                    confidence: 1.0,
                    kind: *kind,
                };
                document.text().match_indices(word).map(move |(start, _)| mention(start)).collect::<Vec<_>>()
            };
            let mut mentions: Vec<Mention> = self.0.iter().flat_map(places).collect();
            mentions.sort_by_key(|mention| mention.span);
            Ok(mentions)
        }
    }

    const GOLD: &str = concat!(
        r#"{"id": "a1", "text": "😀 Łukasz Nowak leads the EU. He left Łódź’s hall.", "mentions": ["#,
        r#"{"start": 2, "end": 14, "label": "PER", "entity": 0}, {"start": 25, "end": 27, "label": "ORG", "entity": 1}, "#,
        r#"{"start": 29, "end": 31, "label": "pro", "entity": 0}, {"start": 37, "end": 41, "label": "GPE", "entity": 2}], "#,
        r#""clusters": [{}, {}, {}], "relations": [{"head": 0, "type": "leads", "tail": 1}]}"#,
    );

    fn gold() -> GoldDocument {
        read_gold(GOLD.as_bytes()).next().expect("one line").expect("well formed")
    }

    /// What the tagger finds, one entity a mention, the first leading the second.
    fn extraction(tagger: Words) -> Extraction {
        let document = Document::new(gold().text());
        let mentions = tagger.tag(&document).expect("it never fails");
        let entity = |(id, mention): (usize, &Mention)| Entity {
            name: document[mention.span].to_owned(),
            entity_type: mention.entity_type,
            mentions: vec![MentionId(id)],
            merges: Vec::new(),
            link: None,
        };
        let entities = mentions.iter().enumerate().map(entity).collect();
        let leads = Relation {
            subject: EntityId(0),
            relation_type: RelationType::Leads,
            object: EntityId(1),
            confidence: 1.0,
            weight: 1.0,
            flags: Flags::default(),
            source: None,
            evidence: Vec::new(),
        };
        Extraction::new(document, mentions, entities, vec![leads])
    }

    #[test]
    fn scores_names_clusters_and_relations() {
        use EntityType::*;
        use MentionKind::*;
        // Words found; right of the exact, the lenient, the fine names, the relations; CEAFe's agreement.
        for (words, exact, lenient, fine, relations, ceaf_e) in [
            (
                vec![("Łukasz Nowak", Person, Name), ("EU", Organization, Name), ("Łódź", GeopoliticalEntity, Name)],
                3,
                3,
                3,
                1,
                3.0,
            ),
            (vec![("Łukasz Nowak", Person, Name), ("the EU", Organization, Name), ("Łódź’s", Location, Name)], 1, 3, 1, 0, 1.0),
            (vec![("Łukasz Nowak", Group, Name), ("EU", Product, Name), ("Łódź", Facility, Name)], 1, 1, 0, 1, 3.0),
            (vec![("Łukasz Nowak", Person, Nominal), ("EU", Organization, Name), ("He", Person, Pronoun)], 1, 1, 1, 0, 1.0),
            (vec![("Nowak", Person, Name), ("EU. He", Organization, Name)], 0, 0, 0, 0, 0.0),
        ] {
            let report = score(&gold(), &extraction(Words(words.clone())));
            let fine_names = report.fine().expect("the gold data has GPE").micro();
            let relation = report.relations().expect("they are given").types[RelationType::Leads];
            let counts = [report.names().micro(), report.lenient().micro(), fine_names, relation].map(|counts| counts.correct);
            assert_eq!(counts, [exact, lenient, fine, relations], "{words:?}");
            assert_eq!(report.clusters().expect("they are given").ceaf_e.recall, Share { part: ceaf_e, whole: 3.0 }, "{words:?}");
        }
    }

    /// Finds nothing, and says of mentions that are given that the first leads the second, by the fourth token.
    struct Leading;

    impl Tagger for Leading {
        fn tag(&self, _: &Document) -> Result<Vec<Mention>> {
            Ok(Vec::new())
        }

        fn relate(&self, document: &Document, _: &[Mention]) -> Result<Vec<crate::MentionRelation>> {
            let (subject, object, relation_type) = (MentionId(0), MentionId(1), RelationType::Leads);
            let trigger = document.tokens().get(3).map(|token| token.span);
            let flags = Flags::default();
            Ok(vec![crate::MentionRelation { subject, relation_type, object, confidence: 1.0, flags, trigger }])
        }
    }

    #[test]
    fn relations_are_scored_between_gold_mentions_too() {
        let triggered = GOLD.replace(r#""type": "leads""#, r#""type": "leads", "trigger": "leads""#);
        let masked = triggered.replace(r#"]}"#, r#"], "relation_types": ["visits"]}"#);
        for (line, counts, triggers) in [(GOLD, (1, 1), 0.0), (&triggered, (1, 1), 1.0), (&masked, (0, 0), 0.0)] {
            let gold = read_gold(line.as_bytes()).next().expect("one line").expect("well formed");
            let report = evaluate_one(&gold, &Extractor::with_tagger(Leading)).expect("it never fails");
            let given = report.given_relations().cloned().unwrap_or_default();
            let leads = given.types[RelationType::Leads];
            assert_eq!(((leads.predicted, leads.correct), given.triggers.part), (counts, triggers), "{line}");
            assert_eq!(report.relations().map_or(0, |found| found.types.micro().predicted), 0, "{line}");
        }
    }

    #[test]
    fn a_part_is_reported_if_every_document_tells() {
        let names_only = r#"{"id": "a2", "text": "Kyiv", "entities": [{"start": 0, "end": 4, "label": "LOC"}]}"#;
        let extractor = Extractor::with_tagger(Words(vec![("Kyiv", EntityType::GeopoliticalEntity, MentionKind::Name)]));
        for (lines, has_clusters) in [(GOLD.to_owned(), true), (format!("{GOLD}\n{names_only}"), false), (String::new(), false)] {
            let report = evaluate(read_gold(lines.as_bytes()), &extractor).expect("well formed");
            assert_eq!((report.clusters().is_some(), report.relations().is_some()), (has_clusters, has_clusters), "{lines}");
            assert_eq!(report.documents(), lines.lines().count());
        }
        let broken = evaluate(read_gold(&b"{}"[..]), &extractor).expect_err("there is no text");
        assert!(broken.to_string().starts_with("gold data, line 1: "), "{broken}");
    }

    #[test]
    fn the_table_is_aligned() {
        let words =
            Words(vec![("Łukasz Nowak", EntityType::Person, MentionKind::Name), ("hall", EntityType::Work, MentionKind::Name)]);
        let report = score(&gold(), &extraction(words));
        let want = "\
1 documents, 10 words

names, exact                  gold predicted  correct  precision  recall     F1
  PER                            1         1        1      100.0   100.0  100.0
  ORG                            1         0        0        0.0     0.0    0.0
  LOC                            1         0        0        0.0     0.0    0.0
  PER/ORG/LOC                    3         1        1      100.0    33.3   50.0
  MISC                           0         1  not in this gold data
";
        let printed = report.to_string();
        assert!(printed.starts_with(want), "{printed}");
        let prose = ["not in this", "calibration error"];
        let full_rows = printed.lines().filter(|line| line.starts_with("  ") && !prose.iter().any(|words| line.contains(words)));
        full_rows.for_each(|line| assert_eq!(line.chars().count(), 79, "{line:?}"));
        let json = serde_json::to_value(&report).expect("plain data");
        assert_eq!((&json["headline"]["precision"], &json["names"]["PER"]["gold"]), (&1.0.into(), &1.into()));
        assert_eq!((&json["interval"], &json["relations"]["types"]["leads"]["predicted"]), (&serde_json::Value::Null, &1.into()));
    }
}
