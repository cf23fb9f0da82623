//! Names that mean the same thing, whatever they name; people have [rules of their own](super::people).

use std::collections::HashMap;

use super::{
    Clusters, MergeReason, MergeRules, gazetteer,
    names::{Name, Names},
};
use crate::{Document, EntityType, Mention, Span};

/// Words of a full name that its acronym leaves out.
const SMALL_WORDS: [&str; 9] = ["of", "the", "and", "for", "in", "on", "de", "to", "a"];

/// Words that a short form of an organization's name leaves out.
const COMPANY_WORDS: [&str; 20] = [
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
    "oyj",
    "ab",
    "group",
    "holding",
    "holdings",
    "incorporated",
];

/// Joins mentions of the same name and type; a person's last name alone is left to the rules for people.
pub(super) fn join_equal(names: &Names, clusters: &mut Clusters) {
    for name in names.all.iter().filter(|name| name.coarse != EntityType::Person || name.words.len() > 1) {
        for &mention in &name.mentions[1..] {
            clusters.join_equal(mention, name.first());
        }
    }
}

/// Joins all names of a country, and the words for its people.
pub(super) fn join_countries(names: &Names, clusters: &mut Clusters) {
    let mut firsts: HashMap<&str, &Name> = HashMap::new();
    for name in &names.all {
        let Some(country) = gazetteer::country_of(name) else { continue };
        let first = *firsts.entry(country.code).or_insert(name);
        let people = [first, name].iter().any(|name| name.coarse == EntityType::Miscellaneous);
        let reason = if people { MergeReason::Nationality } else { MergeReason::CountryName };
        clusters.join(name.first(), first.first(), reason);
    }
}

/// Joins a name and its acronym where one stands behind the other in brackets.
pub(super) fn join_bracketed(document: &Document, mentions: &[Mention], names: &Names, clusters: &mut Clusters) {
    for (index, pair) in mentions.windows(2).enumerate() {
        let between = Span::new(pair[0].span.end, pair[1].span.start);
        let [outer, inner] = [index, index + 1].map(|mention| &names.all[names.of_mention[mention]]);
        let bracketed = document[between].trim() == "(" && document.text()[pair[1].span.end..].starts_with(')');
        if bracketed && (abbreviates(inner, outer) || abbreviates(outer, inner)) {
            clusters.join(index + 1, index, MergeReason::BracketedAcronym);
        }
    }
}

/// Whether a short name's letters stand in the full name in order, the first at its start.
fn abbreviates(short: &Name, full: &Name) -> bool {
    let acronym = acronym(short);
    let mut letters = full.words.iter().flat_map(|word| word.chars());
    let within = acronym.is_some_and(|acronym| acronym.chars().all(|letter| letters.any(|other| other == letter)));
    within && full.words.len() > 1 && short.coarse == full.coarse && short.words[0].chars().next() == full.words[0].chars().next()
}

/// Joins acronyms to the one full name of the same type with these initials.
pub(super) fn join_initials(names: &Names, clusters: &mut Clusters) {
    let mut by_initials: HashMap<(String, EntityType), Vec<&Name>> = HashMap::new();
    for name in names.all.iter().filter(|name| name.words.len() > 1 && name.coarse != EntityType::Person) {
        let large = initials(name.words.iter().filter(|word| !SMALL_WORDS.contains(&word.as_str())));
        let all = initials(name.words.iter());
        if all != large {
            by_initials.entry((all, name.coarse)).or_default().push(name);
        }
        by_initials.entry((large, name.coarse)).or_default().push(name);
    }
    for name in &names.all {
        let Some(acronym) = acronym(name) else { continue };
        let full = by_initials.get(&(acronym, name.coarse)).map_or(&[][..], Vec::as_slice);
        join_only(name, full, MergeReason::Initials, clusters);
    }
}

fn initials<'a>(words: impl Iterator<Item = &'a String>) -> String {
    words.filter_map(|word| word.chars().next()).collect()
}

/// The letters of an acronym, in lower case: two to seven, all written as capitals.
fn acronym(name: &Name) -> Option<String> {
    let letters: String = name.text.chars().filter(|character| character.is_alphanumeric()).collect();
    let loud = letters.chars().all(|letter| letter.is_uppercase() || letter.is_numeric());
    (loud && name.words.len() == 1 && (2..=7).contains(&letters.chars().count())).then(|| name.words[0].clone())
}

/// Joins organizations named with and without words such as `Inc.`.
pub(super) fn join_parts(names: &Names, clusters: &mut Clusters) {
    let mut by_core: HashMap<&[String], Vec<&Name>> = HashMap::new();
    for name in names.all.iter().filter(|name| name.coarse == EntityType::Organization) {
        by_core.entry(core(&name.words)).or_default().push(name);
    }
    for name in names.all.iter().filter(|name| name.coarse == EntityType::Organization) {
        let longer: Vec<&Name> = by_core
            .get(&name.words[..])
            .into_iter()
            .flatten()
            .copied()
            .filter(|full| full.words.len() > name.words.len())
            .collect();
        join_only(name, &longer, MergeReason::TokenSubset, clusters);
    }
}

/// The words of an organization's name without those behind that say what form of company it is.
fn core(words: &[String]) -> &[String] {
    let kept = words.iter().rposition(|word| !COMPANY_WORDS.contains(&word.as_str()));
    &words[..kept.map_or(words.len(), |last| last + 1)]
}

/// Joins a name to a fuller one, if all the fuller ones are one entity.
fn join_only(name: &Name, fuller: &[&Name], reason: MergeReason, clusters: &mut Clusters) {
    if let Some((full, others)) = fuller.split_first()
        && others.iter().all(|other| clusters.joined(full.first(), other.first()))
    {
        clusters.join(name.first(), full.first(), reason);
    }
}

/// Joins what the caller says is one.
pub(super) fn join_requested(names: &Names, rules: &MergeRules, clusters: &mut Clusters) {
    if rules.must().is_empty() {
        return;
    }
    let mut by_name: HashMap<String, Vec<&Name>> = HashMap::new();
    for name in &names.all {
        by_name.entry(name.normalized()).or_default().push(name);
    }
    for (name, other) in rules.must() {
        let named = [name, other].into_iter().filter_map(|name| by_name.get(name)).flatten();
        let mentions: Vec<usize> = named.flat_map(|name| &name.mentions).copied().collect();
        mentions.windows(2).for_each(|pair| clusters.join(pair[1].max(pair[0]), pair[1].min(pair[0]), MergeReason::Requested));
    }
}
