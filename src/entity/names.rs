//! Names as they are compared.

use std::collections::HashMap;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::{people, spelling};
use crate::{Document, EntityType, Mention};

/// A name without case, accents, punctuation and possessive: `Łódź’s` and `Lodz`, `J. D. Vance` and `JD Vance` are one.
pub(crate) fn normalized(name: &str) -> String {
    words(name).join(" ")
}

fn words(name: &str) -> Vec<String> {
    let name = name.trim_end_matches("'s").trim_end_matches("’s");
    let letters = name.nfkd().filter(|&character| !is_combining_mark(character) && !is_apostrophe(character));
    let plain: String = letters.flat_map(char::to_lowercase).map(without_stroke).collect();
    let parts = plain
        .split(|character: char| !character.is_alphanumeric() && !matches!(character, '&' | '+'))
        .filter(|part| !part.is_empty());
    let mut words: Vec<String> = Vec::new();
    let mut after_initial = false;
    for part in parts {
        let initial = part.chars().count() == 1;
        match words.last_mut() {
            Some(last) if initial && after_initial => last.push_str(part),
            _ => words.push(part.to_owned()),
        }
        after_initial = initial;
    }
    words
}

fn is_apostrophe(character: char) -> bool {
    matches!(character, '\'' | '’' | 'ʼ' | '`')
}

/// Letters that Unicode does not take apart but that news writes without their stroke.
fn without_stroke(character: char) -> char {
    match character {
        'ł' => 'l',
        'ø' => 'o',
        'đ' => 'd',
        'ı' => 'i',
        other => other,
    }
}

/// One name of a document, with all its mentions.
#[derive(Debug)]
pub(super) struct Name {
    /// As compared.
    pub(super) words: Vec<String>,
    /// The words as they sound, without the Arabic article.
    pub(super) sounds: Vec<String>,
    /// As first written.
    pub(super) text: String,
    /// The type that its mentions have in common.
    pub(super) coarse: EntityType,
    /// The type of the first mention.
    pub(super) fine: EntityType,
    /// Whether it stands behind the title of those who are known by their given name: `Queen Elizabeth II`.
    pub(super) is_royal: bool,
    /// Indices of the mentions, in reading order.
    pub(super) mentions: Vec<usize>,
}

impl Name {
    pub(super) fn new(words: Vec<String>, text: &str, fine: EntityType) -> Self {
        let articles = words.iter().filter(|word| spelling::is_article(word)).count();
        let kept = words.iter().filter(|word| articles == words.len() || !spelling::is_article(word));
        let sound = |word: &String| if people::is_generation(word) { word.clone() } else { spelling::romanized(word) };
        let sounds = kept.map(sound).collect();
        Name { words, sounds, text: text.to_owned(), coarse: fine.coarse(), fine, is_royal: false, mentions: Vec::new() }
    }

    /// The name as compared.
    pub(super) fn normalized(&self) -> String {
        self.words.join(" ")
    }

    /// The first mention.
    pub(super) fn first(&self) -> usize {
        self.mentions[0]
    }
}

/// The distinct names of a document: one for each normalized form and coarse type, in the order of their first mention.
#[derive(Debug)]
pub(super) struct Names {
    pub(super) all: Vec<Name>,
    /// The name of each mention.
    pub(super) of_mention: Vec<usize>,
}

impl Names {
    pub(super) fn of(document: &Document, mentions: &[Mention]) -> Self {
        let mut names = Names { all: Vec::new(), of_mention: Vec::with_capacity(mentions.len()) };
        let mut known: HashMap<(Vec<String>, EntityType), usize> = HashMap::new();
        for (index, mention) in mentions.iter().enumerate() {
            let (text, coarse) = (&document[mention.span], mention.entity_type.coarse());
            let words = if coarse == EntityType::Person { without_titles(words(text)) } else { words(text) };
            let key = (if words.is_empty() { vec![text.to_owned()] } else { words }, coarse);
            let id = *known.entry(key).or_insert_with_key(|(words, _)| {
                names.all.push(Name::new(words.clone(), text, mention.entity_type));
                names.all.len() - 1
            });
            names.all[id].is_royal |= coarse == EntityType::Person && is_royal(document, mention);
            names.all[id].mentions.push(index);
            names.of_mention.push(id);
        }
        names
    }
}

/// Titles that may stand at the head of a person's name and are no part of it.
const TITLES: [&str; 23] = [
    "mr",
    "mrs",
    "ms",
    "dr",
    "prof",
    "professor",
    "sir",
    "dame",
    "lord",
    "lady",
    "pope",
    "king",
    "queen",
    "prince",
    "princess",
    "emperor",
    "sheikh",
    "sheik",
    "ayatollah",
    "president",
    "chancellor",
    "late",
    "the",
];

/// Titles of those whom news calls by their given name.
const ROYAL_TITLES: [&str; 9] = ["pope", "king", "queen", "prince", "princess", "emperor", "empress", "saint", "patriarch"];

/// The words behind the titles; all of them if there is nothing behind.
fn without_titles(mut words: Vec<String>) -> Vec<String> {
    let titles = words.iter().take_while(|word| TITLES.contains(&word.as_str())).count();
    words.drain(..if titles == words.len() { 0 } else { titles });
    words
}

/// Whether a royal title stands before the name or at its head.
fn is_royal(document: &Document, mention: &Mention) -> bool {
    let is_title = |word: Option<&str>| word.is_some_and(|word| ROYAL_TITLES.contains(&word.to_lowercase().as_str()));
    let before = &document.text()[..mention.span.start];
    let start = before.char_indices().rev().nth(12).map_or(0, |(start, _)| start);
    is_title(before[start..].split_whitespace().next_back()) || is_title(document[mention.span].split_whitespace().next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_differ_in_writing_only_are_equal() {
        for (name, other) in [
            ("Łódź", "LODZ"),
            ("Volodymyr Zelenskyy’s", "volodymyr zelenskyy"),
            ("U.S.", "US"),
            ("J. D. Vance", "JD Vance"),
            ("J.D. Vance", "JD Vance"),
            ("Conor O’Brien", "Conor O'Brien"),
            ("al-Qaeda", "Al Qaeda"),
            ("Türkiye", "Turkiye"),
            ("Bogota\u{301}", "Bogotá"),
        ] {
            assert_eq!(normalized(name), normalized(other), "{name} and {other}");
        }
        for (name, other) in [("AT&T", "AT T"), ("Paris", "Parish"), ("Lavrov", "Sergei Lavrov")] {
            assert_ne!(normalized(name), normalized(other), "{name} and {other}");
        }
    }
}
