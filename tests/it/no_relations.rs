//! Names that merely stand together: how often the extractor says that one has to do with the other.

use newsgraph::RelationType;

use crate::articles::{EXTRACTOR, path};

/// Sentences in which no relation holds between any two names; see `training/RESULTS.md`.
const SENTENCES: &str = "tests/data/no-relations.txt";

/// The share of sentences in which a relation may be seen.
const MOST: f64 = 0.05;

#[test]
fn few_relations_are_seen_where_there_are_none() {
    let text = std::fs::read_to_string(path(SENTENCES)).expect("the sentences are part of the tests");
    let sentences: Vec<&str> = text.lines().collect();
    let seen: Vec<String> = sentences.iter().filter_map(|sentence| relation_in(sentence)).collect();
    let share = seen.len() as f64 / sentences.len() as f64;
    assert!(share <= MOST, "{} of {} sentences:\n{}", seen.len(), sentences.len(), seen.join("\n"));
}

fn relation_in(sentence: &str) -> Option<String> {
    let extraction = EXTRACTOR.extract(sentence).expect("any text can be read");
    let typed = |relation: &&newsgraph::Relation| relation.relation_type != RelationType::CoMention;
    let relation = extraction.relations().iter().find(typed)?;
    let name = |id: newsgraph::EntityId| &extraction[id].name;
    Some(format!("{} {} {}: {sentence}", name(relation.subject), relation.relation_type, name(relation.object)))
}
