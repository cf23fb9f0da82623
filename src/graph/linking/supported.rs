//! Full names that need support: acronyms, spellings, names with fewer parts.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, HashMap},
};

use super::{
    Linking,
    context::Contexts,
    groups::{Grounds, Groups},
    shape::{initials, is_part_of, is_respelled, last_word, romanized, skeleton},
    short::{Bearers, best},
};
use crate::{EntityType, graph::LinkReason};

pub(super) fn join(linking: &Linking, groups: &mut Groups) {
    let contexts = Contexts::of(groups);
    if linking.allows(LinkReason::Initials) {
        join_initials(linking, &contexts, groups);
    }
    if linking.allows(LinkReason::Transliteration) {
        join_spellings(linking, &contexts, groups);
    }
    if linking.allows(LinkReason::NameParts) {
        join_parts(linking, &contexts, groups);
    }
}

/// Joins acronyms to the full name with these initials that is named beside the same.
fn join_initials(linking: &Linking, contexts: &Contexts, groups: &mut Groups) {
    let mut by_initials: HashMap<(EntityType, String), Vec<usize>> = HashMap::new();
    let roster = groups.roster();
    for (number, bearer) in roster.iter().enumerate().filter(|(_, bearer)| bearer.coarse != EntityType::Person) {
        for initials in initials(&bearer.name) {
            by_initials.entry((bearer.coarse, initials)).or_default().push(number);
        }
    }
    for (number, bearer) in roster.iter().enumerate().filter(|(_, bearer)| bearer.is_loud && !bearer.name.contains(' ')) {
        let full = by_initials.get(&(bearer.coarse, bearer.name.clone())).map_or(&[][..], Vec::as_slice);
        let roots: BTreeSet<usize> = full.iter().map(|&number| contexts.root(number)).collect();
        let candidates = roots.into_iter().map(|root| (root, contexts.shared(number, root)));
        join_best(number, candidates, LinkReason::Initials, linking, contexts, groups);
    }
}

/// Joins a node to the candidate whose support is high enough and beyond doubt.
fn join_best(
    number: usize,
    candidates: impl IntoIterator<Item = (usize, Vec<usize>)>,
    reason: LinkReason,
    linking: &Linking,
    contexts: &Contexts,
    groups: &mut Groups,
) {
    let eligible = candidates.into_iter().filter(|(root, _)| {
        *root != contexts.root(number)
            && groups.may_join(groups.root(number), groups.root(*root))
            && groups.articles_apart(number, *root) == 0
    });
    if let Some((root, score, shared)) = best(eligible, contexts, linking.min_score) {
        groups.join(number, root, Grounds { reason, score, shared });
    }
}

/// Joins spellings of one name to the one in most articles, if both are named beside the same.
fn join_spellings(linking: &Linking, contexts: &Contexts, groups: &mut Groups) {
    let roster = groups.roster();
    let spelled: Vec<String> = roster.iter().map(|bearer| romanized(&bearer.name)).collect();
    let mut blocks: BTreeMap<(EntityType, String), Vec<usize>> = BTreeMap::new();
    for (number, bearer) in roster.iter().enumerate() {
        if bearer.coarse != EntityType::Person || bearer.name.contains(' ') {
            blocks.entry((bearer.coarse, skeleton(&spelled[number]))).or_default().push(number);
        }
    }
    for mut block in blocks.into_values().filter(|block| block.len() > 1) {
        block.sort_by_key(|&number| (Reverse(roster[number].node.documents.len()), number));
        for place in 1..block.len() {
            let number = block[place];
            let is_person = roster[number].coarse == EntityType::Person;
            let is_spelling = |other: &usize| {
                spelled[*other] == spelled[number] || is_person && is_respelled(&spelled[*other], &spelled[number])
            };
            join_spelling(number, block[..place].iter().copied().filter(is_spelling), linking, contexts, groups);
        }
    }
}

/// Of the earlier spellings, the best supported; half the support will do, for a full name tells much by itself.
fn join_spelling(
    number: usize,
    earlier: impl Iterator<Item = usize>,
    linking: &Linking,
    contexts: &Contexts,
    groups: &mut Groups,
) {
    let apart = |other: &usize| groups.root(*other) == groups.root(number) || groups.articles_apart(number, *other) > 0;
    let scored = earlier.filter(|other| !apart(other)).map(|other| {
        let shared = contexts.shared(number, other);
        (contexts.score(&shared), Reverse(other), shared.len())
    });
    let best = scored.max_by(|(score, place, _), (other, other_place, _)| score.total_cmp(other).then(place.cmp(other_place)));
    if let Some((score, Reverse(other), shared)) = best.filter(|(score, ..)| *score >= linking.min_score / 2.0 && *score > 0.0) {
        groups.join(number, other, Grounds { reason: LinkReason::Transliteration, score, shared });
    }
}

/// Joins people's names of several words to a fuller one.
fn join_parts(linking: &Linking, contexts: &Contexts, groups: &mut Groups) {
    let roster = groups.roster();
    let people =
        || (0..roster.len()).filter(|&number| roster[number].coarse == EntityType::Person && roster[number].name.contains(' '));
    let blocks = people().fold(HashMap::<&str, usize>::new(), |mut blocks, number| {
        *blocks.entry(last_word(&roster[number].name)).or_default() += 1;
        blocks
    });
    let bearers = Bearers::of(people(), |word| blocks.get(word).is_some_and(|count| *count > 1), contexts, groups);
    for number in people() {
        let name = &roster[number].name;
        let fits = |full: usize| full != number && (is_part_of(name, &roster[full].name) || bearers.is_alias(name, full));
        let candidates = bearers.beside(last_word(name), contexts.beside(number), fits, contexts);
        let several = candidates.into_iter().filter(|(_, shared)| shared.len() > 1);
        join_best(number, several, LinkReason::NameParts, linking, contexts, groups);
    }
}
