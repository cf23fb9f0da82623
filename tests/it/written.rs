//! The texts written for training: their marks are whole, and none repeats one that is tuned on.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use newsgraph::{EntityType, RelationType};

use crate::articles::path;

/// A text with marks: `{e1:PER|Ann Lee}`, and lines such as `@ e1 leads e2 "chief" past`.
struct Block {
    file: String,
    id: String,
    text: String,
    /// The types of the names of each entity; empty if it has none.
    entities: BTreeMap<String, BTreeSet<EntityType>>,
    relations: Vec<String>,
}

/// All texts of `training/written/`.
fn blocks() -> Vec<Block> {
    let entries = fs::read_dir(path("training/written")).expect("the texts are there");
    let read = |entry: fs::DirEntry| {
        let file = entry.file_name().into_string().expect("it is UTF-8");
        let text = fs::read_to_string(entry.path()).expect("it can be read");
        format!("\n{text}").split("\n## ").skip(1).map(|block| Block::read(&file, block)).collect::<Vec<_>>()
    };
    entries.flat_map(|entry| read(entry.expect("it can be listed"))).collect()
}

impl Block {
    fn read(file: &str, block: &str) -> Self {
        let mut lines = block.lines();
        let id = lines.next().expect("a block has a name").trim().to_owned();
        let (text, entities) = unmarked(lines.next().expect("a block has a text"), &id);
        let relations = lines.filter(|line| !line.trim().is_empty()).map(str::to_owned).collect();
        Block { file: file.to_owned(), id, text, entities, relations }
    }

    /// What is wrong with a relation.
    fn fault(&self, line: &str) -> Option<&'static str> {
        let Some((ends, rest)) = line.strip_prefix("@ ").and_then(|line| line.split_once(" \"")) else {
            return Some("no trigger");
        };
        let Some((trigger, flags)) = rest.rsplit_once('"') else { return Some("an open trigger") };
        let [subject, relation, object] = ends.split(' ').collect::<Vec<_>>()[..] else { return Some("no two ends") };
        let named = |entity: &str| self.entities.get(entity).is_some_and(|types| !types.is_empty());
        let relation: Option<RelationType> = relation.parse().ok();
        match () {
            () if relation.is_none_or(|relation| relation == RelationType::CoMention) => Some("an unknown relation"),
            () if !named(subject) || !named(object) => Some("an end that has no name"),
            () if subject == object => Some("one entity at both ends"),
            () if trigger.is_empty() || !self.text.contains(trigger) => Some("a trigger that is not in the text"),
            () if flags.split_whitespace().any(|flag| !matches!(flag, "neg" | "hyp" | "past" | "alleged")) => {
                Some("an unknown flag")
            }
            () => None,
        }
    }

    /// Every eight words that follow each other, in lower case.
    fn runs(&self) -> BTreeSet<Vec<String>> {
        let words = self.text.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
        let words: Vec<String> = words.map(str::to_lowercase).collect();
        words.windows(8).map(<[String]>::to_vec).collect()
    }
}

/// A text without its marks, and the types of each entity's names.
fn unmarked(marked: &str, id: &str) -> (String, BTreeMap<String, BTreeSet<EntityType>>) {
    let (mut text, mut open, mut entities) = (String::new(), 0, BTreeMap::<String, BTreeSet<EntityType>>::new());
    let mut rest = marked;
    while let Some(at) = rest.find(['{', '}']) {
        text.push_str(&rest[..at]);
        if rest[at..].starts_with('}') {
            open -= 1;
            rest = &rest[at + 1..];
        } else {
            let (mark, after) = rest[at + 1..].split_once('|').expect("a mark has a text");
            let (entity, kind) = mark.split_once(':').expect("a mark has a kind");
            let types = entities.entry(entity.to_owned()).or_default();
            if !matches!(kind, "nom" | "pro") {
                types.insert(kind.parse().unwrap_or_else(|_| panic!("{id}: the type {kind}")));
            }
            (open, rest) = (open + 1, after);
        }
        assert!(open >= 0, "{id}: a mark ends that has not begun");
    }
    assert_eq!(open, 0, "{id}: a mark does not end");
    (text + rest, entities)
}

#[test]
fn the_texts_written_for_training_are_well_formed() {
    let blocks = blocks();
    let mut ids = BTreeSet::new();
    for block in &blocks {
        assert!(ids.insert(&block.id), "{} stands twice", block.id);
        for (entity, types) in &block.entities {
            assert!(!types.is_empty(), "{} {}: {entity} has no name", block.file, block.id);
        }
        for line in &block.relations {
            assert_eq!(block.fault(line), None, "{} {}: {line}", block.file, block.id);
        }
    }
}

#[test]
fn no_text_repeats_one_of_tuning_txt() {
    let (tuning, training): (Vec<Block>, Vec<Block>) = blocks().into_iter().partition(|block| block.file == "tuning.txt");
    let tuned: BTreeSet<Vec<String>> = tuning.iter().flat_map(Block::runs).collect();
    assert!(!tuned.is_empty());
    for block in training {
        assert!(block.runs().is_disjoint(&tuned), "{} {} repeats a text of tuning.txt", block.file, block.id);
    }
}
