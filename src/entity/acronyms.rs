//! Acronyms and what they stand for.

use std::collections::HashMap;

use super::{
    Clusters, MergeReason, aliases,
    names::{Name, Names},
};
use crate::{Document, EntityType, Mention};

/// Words of a full name that its acronym leaves out.
pub(super) const SMALL_WORDS: [&str; 13] = ["of", "the", "and", "for", "in", "on", "de", "to", "a", "at", "des", "der", "with"];

/// Letters of the longest acronym that is looked for; the longest common ones in news have seven.
const LONGEST: usize = 8;

/// Joins a name and its acronym where one stands behind the other in brackets.
///
/// An acronym whose letters the name lacks is that of the name in another language: `Kurdistan Workers' Party (PKK)`.
pub(super) fn join_bracketed(document: &Document, mentions: &[Mention], names: &Names, clusters: &mut Clusters) {
    for (index, pair) in mentions.windows(2).enumerate() {
        let Some(between) = pair[1].span.start.checked_sub(pair[0].span.end) else { continue };
        let between = &document.text()[pair[0].span.end..pair[0].span.end + between];
        let bracketed = between.trim() == "(" && document.text()[pair[1].span.end..].starts_with(')');
        let [outer, inner] = [index, index + 1].map(|mention| &names.all[names.of_mention[mention]]);
        if bracketed && (abbreviates(inner, outer) || abbreviates(outer, inner)) {
            clusters.join(index + 1, index, MergeReason::BracketedAcronym);
        }
    }
}

/// Whether a short name is made of capitals and the full one, of the same type, has two words or more.
fn abbreviates(short: &Name, full: &Name) -> bool {
    let Some(acronym) = acronym(short) else { return false };
    let mut letters = full.words.iter().flat_map(|word| word.chars());
    let within = acronym.chars().all(|letter| letters.any(|other| other == letter));
    let translated = short.coarse == EntityType::Organization && acronym.chars().count() > 2;
    full.words.len() > 1 && short.coarse == full.coarse && (within || translated)
}

/// Joins acronyms to the one full name of the same type with these initials.
pub(super) fn join_initials(names: &Names, clusters: &mut Clusters) {
    let mut by_initials: HashMap<(String, EntityType), Vec<&Name>> = HashMap::new();
    for name in names.all.iter().filter(|name| name.words.len() > 1) {
        for initials in all_initials(name) {
            by_initials.entry((initials, name.coarse)).or_default().push(name);
        }
    }
    for name in &names.all {
        let Some(acronym) = acronym(name) else { continue };
        let short = name.coarse == EntityType::Person && acronym.chars().count() < 3;
        if let Some(full) = by_initials.get(&(acronym, name.coarse)).filter(|_| !short) {
            aliases::join_only(name, full, MergeReason::Initials, clusters);
        }
    }
}

/// The initials of a name with and without its small words and what says the form of a company.
fn all_initials(name: &Name) -> Vec<String> {
    let initials = |words: &mut dyn Iterator<Item = &String>| -> String {
        words.filter_map(|word| word.chars().next()).take(LONGEST + 1).collect()
    };
    let is_large = |word: &&String| !SMALL_WORDS.contains(&word.as_str());
    let core = super::organizations::core(&name.words);
    let mut found = vec![
        initials(&mut name.words.iter()),
        initials(&mut name.words.iter().filter(is_large)),
        initials(&mut core.iter().filter(is_large)),
    ];
    found.sort_unstable();
    found.dedup();
    found.retain(|initials| initials.chars().count() > 1);
    found
}

/// The letters of an acronym, in lower case: all written as capitals, without a space.
fn acronym(name: &Name) -> Option<String> {
    let letters = || name.text.chars().filter(|character| character.is_alphanumeric());
    let loud = letters().all(|letter| letter.is_uppercase() || letter.is_numeric());
    let short = (2..=LONGEST).contains(&letters().take(LONGEST + 1).count());
    (loud && short && !name.text.contains(char::is_whitespace)).then(|| name.words.concat())
}
