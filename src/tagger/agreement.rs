//! What a pronoun cannot mean: something of another number, kind or gender than its form.

use std::{collections::HashMap, sync::LazyLock};

use rustc_hash::FxHashMap;

use crate::{Document, EntityType, Mention, MentionKind};

/// Whom a form can mean, and what is known of whom a name or a chain of references means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gender {
    Female,
    Male,
    /// A person, of whom no more is known.
    Person,
    /// No person.
    Thing,
}

impl Gender {
    /// Of a pronoun; none for one that may mean anything.
    pub(super) fn of_pronoun(lower: &str) -> Option<Self> {
        match lower {
            "he" | "him" | "his" | "himself" => Some(Gender::Male),
            "she" | "her" | "hers" | "herself" => Some(Gender::Female),
            "it" | "its" | "itself" => Some(Gender::Thing),
            _ => None,
        }
    }

    /// Whether both can be true of one.
    pub(super) fn fits(self, other: Self) -> bool {
        self == other
            || matches!((self, other), (Gender::Person, Gender::Male | Gender::Female))
            || matches!((self, other), (Gender::Male | Gender::Female, Gender::Person))
    }
}

static GIVEN_NAMES: LazyLock<HashMap<&str, Gender>> = LazyLock::new(|| {
    let row = |row: &'static str| {
        let (name, gender) = row.split_once('\t')?;
        Some((name, if gender == "f" { Gender::Female } else { Gender::Male }))
    };
    include_str!("given_names.tsv").lines().filter_map(row).collect()
});

/// What is known of the bearers of a document's names, by mention; none for references.
pub(super) fn of_names(document: &Document, mentions: &[Mention]) -> Vec<Option<Gender>> {
    let people = || mentions.iter().filter(|mention| is_person(mention)).map(|mention| &document[mention.span]);
    let mut by_last_word: FxHashMap<&str, Option<Gender>> = FxHashMap::default();
    for (name, gender) in people().filter_map(|name| Some((name, of_full_name(name)?))) {
        let known = by_last_word.entry(last_word(name)).or_insert(Some(gender));
        *known = known.filter(|known| *known == gender);
    }
    let gender = |mention: &Mention| {
        let name = &document[mention.span];
        match mention.entity_type {
            _ if mention.kind != MentionKind::Name => None,
            EntityType::Person => {
                let known = of_full_name(name).or_else(|| by_last_word.get(last_word(name)).copied().flatten());
                Some(known.unwrap_or(Gender::Person))
            }
            _ => Some(Gender::Thing),
        }
    };
    mentions.iter().map(gender).collect()
}

fn is_person(mention: &Mention) -> bool {
    mention.kind == MentionKind::Name && mention.entity_type == EntityType::Person
}

/// By the given name of a name of two words or more.
fn of_full_name(name: &str) -> Option<Gender> {
    let (first, _) = name.split_once(char::is_whitespace)?;
    GIVEN_NAMES.get(first.to_lowercase().as_str()).copied()
}

fn last_word(name: &str) -> &str {
    name.trim_end_matches("'s").trim_end_matches("’s").rsplit(char::is_whitespace).next().unwrap_or(name)
}

/// By which two names are likely one: the last word of a person's name, all of another's.
pub(super) fn key(document: &Document, mention: &Mention) -> String {
    let name = &document[mention.span];
    if mention.entity_type == EntityType::Person { last_word(name).to_lowercase() } else { name.to_lowercase() }
}

#[cfg(test)]
mod tests {
    use super::{Gender::*, *};
    use crate::entity::testing::marked;

    #[test]
    fn the_table_is_whole() {
        let rows = include_str!("given_names.tsv").lines().filter(|row| !row.starts_with('#')).count();
        assert_eq!(GIVEN_NAMES.len(), rows);
        assert!(GIVEN_NAMES.keys().all(|name| name.to_lowercase() == **name));
    }

    #[test]
    fn names_tell_whom_they_can_mean() {
        for (text, want) in [
            ("[PER Maria Fox] met [PER John Lee]. [PER Fox] won.", vec![Female, Male, Female]),
            ("[PER Maria Fox] met [PER John Fox]. [PER Fox] won.", vec![Female, Male, Person]),
            ("[PER Zzyzx Lee] of [ORG Ab] in [GPE Oslo]", vec![Person, Thing, Thing]),
        ] {
            let (document, mentions) = marked(text);
            let found: Vec<Gender> = of_names(&document, &mentions).into_iter().flatten().collect();
            assert_eq!(found, want, "{text}");
        }
    }

    #[test]
    fn forms_agree_with_whom_they_mean() {
        for (pronoun, other, want) in
            [("he", Male, true), ("she", Male, false), ("her", Person, true), ("its", Person, false), ("him", Thing, false)]
        {
            assert_eq!(Gender::of_pronoun(pronoun).is_some_and(|own| own.fits(other)), want, "{pronoun} {other:?}");
        }
        assert_eq!(Gender::of_pronoun("they"), None);
    }
}
