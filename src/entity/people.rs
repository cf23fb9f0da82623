//! Short forms of people's names.

use std::collections::HashMap;

use super::{
    Clusters, MergeReason,
    names::{Name, Names},
};
use crate::EntityType;

/// Words that tell father from son, or one king from another.
const GENERATIONS: [&str; 16] =
    ["jr", "sr", "junior", "senior", "ii", "iii", "iv", "vi", "vii", "viii", "ix", "xii", "xiii", "xiv", "xvi", "xxiii"];

/// Joins short forms of people's names to full ones: those of several words to the one person they fit, then those of one word,
/// mention by mention.
pub(super) fn join(names: &Names, clusters: &mut Clusters) {
    let bearers = Bearers::of(names);
    for id in people(names).filter(|&id| names.all[id].sounds.len() > 1) {
        join_full(names, id, &bearers, clusters);
    }
    let mut alone = HashMap::new();
    for id in people(names).filter(|&id| names.all[id].sounds.len() == 1) {
        join_short(names, id, &bearers, &mut alone, clusters);
    }
}

fn people(names: &Names) -> impl Iterator<Item = usize> {
    (0..names.all.len()).filter(|&id| names.all[id].coarse == EntityType::Person)
}

/// The full names of a document, by what a shorter form of them has in common with them, as it sounds.
#[derive(Default)]
struct Bearers<'a> {
    by_word: HashMap<&'a str, Vec<usize>>,
    /// By the first word or its first letter, and the last word.
    by_ends: HashMap<(&'a str, &'a str), Vec<usize>>,
    /// By the last words, two or more of them, without the first.
    by_tail: HashMap<String, Vec<usize>>,
    /// By all words in alphabetical order.
    by_bag: HashMap<Vec<&'a str>, Vec<usize>>,
}

/// Most full names that a shorter one is compared with; it could not be told which of so many it means.
const MOST_BEARERS: usize = 64;

impl<'a> Bearers<'a> {
    fn of(names: &'a Names) -> Self {
        let mut bearers = Bearers::default();
        for id in people(names).filter(|&id| names.all[id].sounds.len() > 1) {
            bearers.add(id, &without_generation(&names.all[id].sounds));
        }
        bearers
    }

    fn add(&mut self, id: usize, words: &[&'a str]) {
        let mut distinct = sorted(words);
        self.by_bag.entry(distinct.clone()).or_default().push(id);
        distinct.dedup();
        distinct.iter().for_each(|word| self.by_word.entry(word).or_default().push(id));
        let (first, last) = (words[0], words[words.len() - 1]);
        let initial = first.chars().next().map_or("", |letter| &first[..letter.len_utf8()]);
        for first in [first, initial].into_iter().take(if initial == first { 1 } else { 2 }) {
            self.by_ends.entry((first, last)).or_default().push(id);
        }
        for start in 1..words.len().saturating_sub(1).min(MOST_TAILS) {
            self.by_tail.entry(words[start..].join(" ")).or_default().push(id);
        }
    }

    /// The full names that can be longer forms of a name of several words, or the same in another order.
    fn longer(&self, words: &[&'a str]) -> Vec<usize> {
        let same_ends = self.by_ends.get(&(words[0], words[words.len() - 1]));
        let same_tail = self.by_tail.get(&words.join(" "));
        let lists = [same_ends, same_tail, self.by_bag.get(&sorted(words))];
        let mut found: Vec<usize> = lists.into_iter().flatten().flatten().copied().take(MOST_BEARERS + 1).collect();
        found.sort_unstable();
        found.dedup();
        if found.len() > MOST_BEARERS { Vec::new() } else { found }
    }
}

/// Most words of a name that a last name is looked for behind.
const MOST_TAILS: usize = 6;

fn sorted<'a>(words: &[&'a str]) -> Vec<&'a str> {
    let mut words = words.to_vec();
    words.sort_unstable();
    words
}

/// Joins a name of several words to the one person whose fuller name it fits.
fn join_full(names: &Names, id: usize, bearers: &Bearers, clusters: &mut Clusters) {
    let short = &names.all[id];
    let mut candidates = bearers.longer(&without_generation(&short.sounds));
    candidates.retain(|&full| full != id && fits(short, &names.all[full]).is_some());
    let Some((&first, others)) = candidates.split_first() else { return };
    if others.iter().all(|&other| clusters.joined(names.all[first].first(), names.all[other].first())) {
        let reason = fits(short, &names.all[first]).expect("candidates fit");
        clusters.join(short.first(), names.all[first].first(), reason);
    }
}

/// How a name of several words fits a full name, if it does.
fn fits(short: &Name, full: &Name) -> Option<MergeReason> {
    let generation = |name: &Name| name.words.iter().find(|word| is_generation(word)).cloned();
    if generation(short) != generation(full) {
        return None;
    }
    let (short, full) = (without_generation(&short.sounds), without_generation(&full.sounds));
    if short == full {
        Some(MergeReason::Transliteration)
    } else if short.len() < full.len() && full.ends_with(&short) {
        Some(MergeReason::Surname)
    } else if short.len() <= full.len() && fits_in_order(&short, &full) {
        Some(MergeReason::TokenSubset)
    } else {
        (sorted(&short) == sorted(&full)).then_some(MergeReason::WordOrder)
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

/// How a name of one word fits a full name; what comes first is more likely meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// The last name, or the given name of a king or pope.
    Known,
    /// The last name of one who is told from another by `Jr.` and the like.
    KnownJunior,
    /// The first name.
    Given,
    /// A word between.
    Inner,
}

/// How a name of one word fits a full name; the sounds are those of both.
fn fit(word: &str, full: &Name) -> Option<Fit> {
    let words = without_generation(&full.sounds);
    let is_junior = words.len() < full.sounds.len();
    if words.first() == Some(&word) && (full.is_royal || words.len() == 1) {
        Some(Fit::Known)
    } else if words.last() == Some(&word) {
        Some(if is_junior { Fit::KnownJunior } else { Fit::Known })
    } else if words.first() == Some(&word) {
        Some(Fit::Given)
    } else {
        words.contains(&word).then_some(Fit::Inner)
    }
}

/// Joins each mention of a name of one word to the person it fits best; mentions that fit none stay together.
///
/// Of several it is the one named first, whom the article is about: on the cases in the project's own annotation and DWIE's,
/// that is right more often than the one named last. Whoever is only named later is meant where nobody stands before.
fn join_short(names: &Names, id: usize, bearers: &Bearers, alone: &mut HashMap<String, usize>, clusters: &mut Clusters) {
    let short = &names.all[id];
    let word = &short.sounds[0];
    let found = bearers.by_word.get(word.as_str()).map_or(&[][..], Vec::as_slice);
    let mut candidates: Vec<(Fit, usize)> = found.iter().filter_map(|&full| Some((fit(word, &names.all[full])?, full))).collect();
    candidates.sort_unstable();
    let groups: Vec<Group> = candidates.chunk_by(|a, b| a.0 == b.0).map(|group| Group::of(names, group, clusters)).collect();
    for &mention in &short.mentions {
        let before = groups.iter().find_map(|group| group.before(mention));
        if let Some((antecedent, group)) = before.or_else(|| groups.first().map(|group| (group.mentions[0], group))) {
            clusters.join(mention, antecedent, group.reason(short, names));
        } else if let Some(&other) = alone.get(word) {
            clusters.join_equal(mention, other);
        } else {
            alone.insert(word.clone(), mention);
        }
    }
}

/// The full names that a short form fits equally well.
struct Group {
    fit: Fit,
    /// Their mentions, in reading order.
    mentions: Vec<usize>,
    is_one_person: bool,
}

impl Group {
    fn of(names: &Names, candidates: &[(Fit, usize)], clusters: &mut Clusters) -> Self {
        let mut mentions: Vec<usize> = candidates.iter().flat_map(|&(_, full)| &names.all[full].mentions).copied().collect();
        mentions.sort_unstable();
        let is_one_person = candidates.windows(2).all(|pair| {
            let [first, second] = [pair[0].1, pair[1].1].map(|full| names.all[full].first());
            clusters.joined(first, second)
        });
        Group { fit: candidates[0].0, mentions, is_one_person }
    }

    /// The first mention of a full name, if it stands before a mention.
    fn before(&self, mention: usize) -> Option<(usize, &Self)> {
        (self.mentions[0] < mention).then_some((self.mentions[0], self))
    }

    fn reason(&self, short: &Name, names: &Names) -> MergeReason {
        let full = &names.all[names.of_mention[self.mentions[0]]];
        match self.fit {
            _ if !short.words.last().is_some_and(|last| full.words.contains(last)) => MergeReason::Transliteration,
            Fit::Known | Fit::KnownJunior if !self.is_one_person => MergeReason::SharedSurname,
            Fit::Known | Fit::KnownJunior if full.is_royal => MergeReason::GivenName,
            Fit::Known | Fit::KnownJunior => MergeReason::Surname,
            Fit::Given => MergeReason::GivenName,
            Fit::Inner => MergeReason::TokenSubset,
        }
    }
}

/// Whether a word tells one person of a name from another.
pub(super) fn is_generation(word: &str) -> bool {
    GENERATIONS.contains(&word)
}

/// The words without `Jr.` and the like, which never stand first.
fn without_generation(words: &[String]) -> Vec<&str> {
    words.iter().enumerate().filter(|(index, word)| *index == 0 || !is_generation(word)).map(|(_, word)| word.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::{super::spelling, *};

    fn name(text: &str) -> Name {
        Name::new(text.split(' ').map(str::to_owned).collect(), text, EntityType::Person)
    }

    #[test]
    fn full_names_fit_longer_ones() {
        for (short, full, want) in [
            ("von der leyen", "ursula von der leyen", Some(MergeReason::Surname)),
            ("george bush", "george w bush", Some(MergeReason::TokenSubset)),
            ("g bush", "george w bush", Some(MergeReason::TokenSubset)),
            ("ozil mesut", "mesut ozil", Some(MergeReason::WordOrder)),
            ("giorgio vassari", "giorgio vasari", Some(MergeReason::Transliteration)),
            ("donald trump", "donald trump jr", None),
            ("george w bush", "george hw bush", None),
            ("anna keller", "maria keller", None),
        ] {
            assert_eq!(fits(&name(short), &name(full)), want, "{short} for {full}");
        }
    }

    #[test]
    fn words_fit_full_names() {
        for (word, full, want) in [
            ("lavrov", "sergei lavrov", Some(Fit::Known)),
            ("pruitt", "dale pruitt iii", Some(Fit::KnownJunior)),
            ("xi", "xi jinping", Some(Fit::Given)),
            ("lula", "luiz lula da silva", Some(Fit::Inner)),
            ("junior", "dale pruitt junior", None),
            ("lavrova", "sergei lavrov", None),
        ] {
            assert_eq!(fit(&spelling::romanized(word), &name(full)), want, "{word} for {full}");
        }
    }
}
