//! Titles and the words before them, as tables.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use super::Role;

/// What a title says of its holder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Title {
    /// The role, in a place or by itself.
    pub(super) role: Role,
    /// The role in an organization.
    pub(super) in_organization: Role,
}

/// The most words of a title in the table.
pub(super) const LONGEST_TITLE: usize = 5;

struct Lexicon {
    titles: HashMap<&'static str, Title>,
    words: HashSet<&'static str>,
    modifiers: HashSet<&'static str>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let titles: HashMap<&str, Title> = rows(include_str!("titles.tsv")).filter_map(title).collect();
    let words = titles.keys().flat_map(|title| title.split(' ')).filter(|word| !matches!(*word, "of" | "the" | "in")).collect();
    let modifiers = rows(include_str!("modifiers.txt")).flat_map(|line| line.split(' ')).collect();
    Lexicon { titles, words, modifiers }
});

fn rows(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.lines().filter(|line| !line.starts_with('#'))
}

fn title(row: &'static str) -> Option<(&'static str, Title)> {
    let mut columns = row.split('\t');
    let name = columns.next()?;
    let role: Role = columns.next()?.parse().ok()?;
    let in_organization = columns.next().and_then(|role| role.parse().ok()).unwrap_or(role);
    Some((name, Title { role, in_organization }))
}

/// What a title, in lower case, says.
pub(super) fn find(title: &str) -> Option<Title> {
    LEXICON.titles.get(title).copied()
}

/// Whether a word, in lower case, may stand before a title as part of it.
pub(super) fn is_modifier(word: &str) -> bool {
    LEXICON.modifiers.contains(word) || LEXICON.words.contains(word)
}

/// Whether a word, in lower case, is part of a title: `chief`, `foreign`, `minister`.
pub(crate) fn is_title_word(word: &str) -> bool {
    is_modifier(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_whole() {
        let written = rows(include_str!("titles.tsv")).filter(|row| !row.is_empty()).count();
        assert_eq!(LEXICON.titles.len(), written, "a title stands twice, or its role has no such name");
        assert!(LEXICON.titles.keys().all(|title| title.split(' ').count() <= LONGEST_TITLE && title.to_lowercase() == **title));
        assert!(LEXICON.modifiers.iter().all(|word| !word.contains(char::is_whitespace) && word.to_lowercase() == **word));
    }
}
