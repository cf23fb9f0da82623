//! Short and full names of organizations, and of other things whose names are made of common words.

use std::collections::HashMap;

use super::{
    Clusters, MergeReason, acronyms::SMALL_WORDS, aliases, gazetteer,
    names::{Name, Names},
};
use crate::EntityType;

/// Words that say what form a company has.
const COMPANY_WORDS: [&str; 24] = [
    "inc",
    "corp",
    "corporation",
    "co",
    "company",
    "ltd",
    "limited",
    "plc",
    "llc",
    "gmbh",
    "ag",
    "sa",
    "se",
    "nv",
    "spa",
    "oyj",
    "ab",
    "asa",
    "kg",
    "pjsc",
    "group",
    "holding",
    "holdings",
    "incorporated",
];

/// Words that a ministry's name has or not, whatever the order of the others.
const LOOSE_WORDS: [&str; 2] = ["affairs", "us"];

/// British spellings in names of public bodies, and the American ones.
const SPELLINGS: [(&str, &str); 6] = [
    ("defence", "defense"),
    ("centre", "center"),
    ("labour", "labor"),
    ("organisation", "organization"),
    ("programme", "program"),
    ("defenders", "defenders"),
];

/// Joins the names of one organization.
pub(super) fn join(names: &Names, clusters: &mut Clusters) {
    join_grouped(names, core_key, MergeReason::CompanyForm, clusters);
    join_grouped(names, bag_key, MergeReason::WordOrder, clusters);
    join_subsets(names, clusters);
}

/// Joins the organizations that have a key in common.
fn join_grouped(names: &Names, key: fn(&Name) -> Option<String>, reason: MergeReason, clusters: &mut Clusters) {
    let mut firsts: HashMap<String, &Name> = HashMap::new();
    for name in names.all.iter().filter(|name| name.coarse == EntityType::Organization) {
        let Some(key) = key(name) else { continue };
        let first = *firsts.entry(key).or_insert(name);
        clusters.join(name.first(), first.first(), reason);
    }
}

fn core_key(name: &Name) -> Option<String> {
    Some(core(&name.words).join(" "))
}

/// The words of an organization's name without those behind that say what form of company it is.
pub(super) fn core(words: &[String]) -> &[String] {
    let kept = words.iter().rposition(|word| !COMPANY_WORDS.contains(&word.as_str()));
    &words[..kept.map_or(words.len(), |last| last + 1)]
}

/// The words that count, in alphabetical order: the same for `Ministry of Defence` and `Defense Ministry`.
fn bag_key(name: &Name) -> Option<String> {
    let counts = |word: &&str| !SMALL_WORDS.contains(word) && !LOOSE_WORDS.contains(word);
    let mut words: Vec<&str> = name.words.iter().map(|word| american(word)).filter(counts).collect();
    words.sort_unstable();
    (words.len() > 1).then(|| words.join(" "))
}

fn american(word: &str) -> &str {
    SPELLINGS.iter().find(|(british, _)| *british == word).map_or(word, |(_, american)| american)
}

/// Longest name, in words, of which the parts are looked at: beyond it there are slogans and titles, and time must stay linear.
const LONGEST: usize = 12;

/// Joins a part of a name to the one full name that it is a part of.
fn join_subsets(names: &Names, clusters: &mut Clusters) {
    let mut by_part: HashMap<(String, EntityType), Vec<&Name>> = HashMap::new();
    for name in names.all.iter().filter(|name| (2..=LONGEST).contains(&name.words.len())) {
        for part in parts(name) {
            by_part.entry((part, name.fine)).or_default().push(name);
        }
    }
    for name in &names.all {
        if let Some(full) = by_part.get(&(name.normalized(), name.fine)) {
            let before: Vec<&Name> = full.iter().copied().filter(|full| full.first() < name.first()).collect();
            aliases::join_only(name, if before.is_empty() { full } else { &before }, MergeReason::TokenSubset, clusters);
        }
    }
}

/// The short forms that a name can have.
fn parts(name: &Name) -> Vec<String> {
    let words = &name.words[..];
    let mut parts = match name.fine {
        EntityType::Organization => organization_parts(name),
        EntityType::Location | EntityType::Facility | EntityType::GeopoliticalEntity => place_parts(words),
        EntityType::Event | EntityType::Product => (1..words.len()).map(|start| words[start..].join(" ")).collect(),
        _ => Vec::new(),
    };
    parts.sort_unstable();
    parts.dedup();
    parts
}

fn organization_parts(name: &Name) -> Vec<String> {
    let words = &name.words[..];
    let mut parts: Vec<String> = (1..words.len()).map(|start| words[start..].join(" ")).collect();
    parts.extend((1..words.len()).map(|end| words[..end].join(" ")));
    parts
}

/// Words for kinds of places that a short form leaves out.
const PLACE_WORDS: [&str; 14] = [
    "city", "province", "district", "region", "county", "governorate", "oblast", "strip", "sea", "ocean", "peninsula", "airport",
    "base", "stadium",
];

fn place_parts(words: &[String]) -> Vec<String> {
    let kept = words.iter().rposition(|word| !PLACE_WORDS.contains(&word.as_str())).map_or(0, |last| last + 1);
    let short = words[..kept].join(" ");
    if kept == words.len() || short.is_empty() || gazetteer::is_country(&short) { Vec::new() } else { vec![short] }
}
