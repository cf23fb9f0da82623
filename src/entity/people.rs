//! Short forms of people's names.

use std::collections::HashMap;

use super::{Clusters, MergeReason, names::Names};
use crate::EntityType;

/// Words that tell father from son.
const GENERATIONS: [&str; 7] = ["jr", "sr", "junior", "senior", "ii", "iii", "iv"];

/// Joins short forms of people's names to the full name, where only one person named so far fits.
pub(super) fn join(names: &Names, clusters: &mut Clusters) {
    let bearers = bearers(names);
    for id in people(names) {
        let name = &names.all[id];
        let same_ends =
            [name.words.first(), name.words.last()].into_iter().flatten().filter_map(|word| bearers.get(word.as_str()));
        let mut candidates: Vec<usize> = same_ends.flatten().copied().filter(|&full| full != id).collect();
        candidates.sort_unstable();
        candidates.dedup();
        candidates.retain(|&full| fits(&name.words, &names.all[full].words).is_some());
        join_name(names, id, &candidates, clusters);
    }
}

fn people(names: &Names) -> impl Iterator<Item = usize> {
    (0..names.all.len()).filter(|&id| names.all[id].coarse == EntityType::Person)
}

/// The full names that begin or end with a word.
fn bearers(names: &Names) -> HashMap<&str, Vec<usize>> {
    let mut bearers: HashMap<&str, Vec<usize>> = HashMap::new();
    for id in people(names).filter(|&id| names.all[id].words.len() > 1) {
        for word in without_generation(&names.all[id].words) {
            bearers.entry(word).or_default().push(id);
        }
    }
    bearers
}

/// Joins each mention of a short form to the one person it fits; those that fit none or several stay together.
fn join_name(names: &Names, short: usize, candidates: &[usize], clusters: &mut Clusters) {
    let mut left: Option<usize> = None;
    for &mention in &names.all[short].mentions {
        if let Some(full) = only_bearer(names, mention, candidates, clusters) {
            let reason = fits(&names.all[short].words, &names.all[full].words).expect("candidates fit");
            clusters.join(mention, names.all[full].first(), reason);
        } else if let Some(left) = left {
            clusters.join_equal(mention, left);
        } else {
            left = Some(mention);
        }
    }
}

/// The one person that a mention can mean: of those named before it or, where there are none, of all.
fn only_bearer(names: &Names, mention: usize, candidates: &[usize], clusters: &mut Clusters) -> Option<usize> {
    let before = candidates.iter().filter(|&&full| names.all[full].first() < mention).count();
    let mut eligible = candidates.iter().filter(|&&full| before == 0 || names.all[full].first() < mention);
    let first = *eligible.next()?;
    eligible.all(|&other| clusters.joined(names.all[first].first(), names.all[other].first())).then_some(first)
}

/// How a short form fits a full name, if it does.
fn fits(short: &[String], full: &[String]) -> Option<MergeReason> {
    let generation = |words: &[String]| words.iter().find(|word| is_generation(word)).cloned();
    if short.len() > 1 && generation(short) != generation(full) {
        return None;
    }
    let (short, full) = (without_generation(short), without_generation(full));
    if short.is_empty() || short.len() > full.len() {
        None
    } else if full.ends_with(&short) {
        Some(MergeReason::Surname)
    } else if short.len() == 1 {
        (short[0] == full[0]).then_some(MergeReason::TokenSubset)
    } else {
        fits_in_order(&short, &full).then_some(MergeReason::TokenSubset)
    }
}

/// Whether first and last words agree and every word between stands in the full name too, in the same order.
fn fits_in_order(short: &[&str], full: &[&str]) -> bool {
    let mut rest = full.iter();
    let in_order = short.iter().all(|word| rest.any(|other| can_be(word, other)));
    in_order && can_be(short[0], full[0]) && short.last() == full.last()
}

/// Whether a given name can be the other or its initial.
fn can_be(word: &str, other: &str) -> bool {
    word == other || (word.chars().count() == 1 && other.starts_with(word))
}

fn is_generation(word: &str) -> bool {
    GENERATIONS.contains(&word)
}

fn without_generation(words: &[String]) -> Vec<&str> {
    words.iter().map(String::as_str).filter(|word| !is_generation(word)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_fit_the_names_that_they_shorten() {
        let words = |name: &str| -> Vec<String> { name.split(' ').map(str::to_owned).collect() };
        for (short, full, want) in [
            ("lavrov", "sergei lavrov", Some(MergeReason::Surname)),
            ("von der leyen", "ursula von der leyen", Some(MergeReason::Surname)),
            ("xi", "xi jinping", Some(MergeReason::TokenSubset)),
            ("george bush", "george w bush", Some(MergeReason::TokenSubset)),
            ("g bush", "george w bush", Some(MergeReason::TokenSubset)),
            ("pruitt", "dale pruitt iii", Some(MergeReason::Surname)),
            ("donald trump", "donald trump jr", None),
            ("george w bush", "george hw bush", None),
            ("anna keller", "maria keller", None),
            ("lavrova", "sergei lavrov", None),
        ] {
            assert_eq!(fits(&words(short), &words(full)), want, "{short} for {full}");
        }
    }
}
