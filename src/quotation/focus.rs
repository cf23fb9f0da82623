//! Whom `he` and `she` mean: the person that the article spoke of last.

use crate::{
    EntityId, EntityType, Mention, MentionKind,
    words::{Words, is_possessive},
};

/// A person stays in focus so many paragraphs on.
const REACH: usize = 2;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gender {
    Female,
    Male,
}

/// The persons of an article, by what is known of their gender.
pub(super) struct People {
    owners: Vec<Option<EntityId>>,
    genders: Vec<Option<Gender>>,
}

impl People {
    /// Reads the titles beside names: `Mr. Fox`, `Queen Máxima`. A person with titles of both genders has none.
    pub(super) fn read(words: &Words, owners: Vec<Option<EntityId>>) -> Self {
        let entities = owners.iter().flatten().map(|owner| owner.0 + 1).max().unwrap_or(0);
        let mut told = vec![(false, false); entities];
        for (mention, owner) in owners.iter().enumerate() {
            let tokens = words.tokens_of(mention);
            let title = tokens.start.checked_sub(1).and_then(|before| gender_of_title(words.lower(before)));
            let own = gender_of_title(words.lower(tokens.start)).filter(|_| !tokens.is_empty());
            if let (Some(owner), Some(gender)) = (owner, title.or(own)) {
                told[owner.0].0 |= gender == Gender::Female;
                told[owner.0].1 |= gender == Gender::Male;
            }
        }
        let gender = |told: (bool, bool)| match told {
            (true, false) => Some(Gender::Female),
            (false, true) => Some(Gender::Male),
            _ => None,
        };
        People { owners, genders: told.into_iter().map(gender).collect() }
    }

    fn fits(&self, mention: usize, gender: Gender) -> bool {
        self.owners[mention].is_none_or(|owner| self.genders[owner.0].is_none_or(|known| known == gender))
    }
}

fn gender_of_title(word: &str) -> Option<Gender> {
    match word {
        "mr" | "mr." | "sir" | "king" | "prince" | "lord" | "congressman" | "chairman" | "spokesman" | "father" | "pope" => {
            Some(Gender::Male)
        }
        "mrs" | "mrs." | "ms" | "ms." | "queen" | "princess" | "lady" | "dame" | "congresswoman" | "chairwoman"
        | "spokeswoman" | "sister" => Some(Gender::Female),
        _ => None,
    }
}

/// The gender that a pronoun tells, in lower case.
pub(super) fn gender_of(pronoun: &str) -> Gender {
    if pronoun == "she" { Gender::Female } else { Gender::Male }
}

/// The persons that were last spoken of, the latest last.
#[derive(Default)]
pub(super) struct Focus {
    /// A mention, and the paragraph where it was in focus.
    recent: Vec<(usize, usize)>,
}

impl Focus {
    /// Puts a mention into focus, if it is a person's.
    pub(super) fn turn_to(&mut self, mention: usize, paragraph: usize, mentions: &[Mention]) {
        if is_person(&mentions[mention]) {
            self.recent.retain(|(other, _)| *other != mention);
            self.recent.push((mention, paragraph));
        }
        // Two who may be meant are enough: `he` and `she`.
        if self.recent.len() > 4 {
            self.recent.remove(0);
        }
    }

    /// The last person of a gender that was spoken of in this paragraph or those before.
    pub(super) fn last(&self, gender: Gender, paragraph: usize, people: &People) -> Option<usize> {
        let near = self.recent.iter().rev().filter(|(_, place)| place + REACH >= paragraph);
        near.map(|(mention, _)| *mention).find(|&mention| people.fits(mention, gender))
    }
}

fn is_person(mention: &Mention) -> bool {
    mention.entity_type == EntityType::Person && mention.kind != MentionKind::Pronoun
}

/// The last person named before a pronoun in its sentence who fits it and is no one's modifier.
pub(super) fn within(words: &Words, start: usize, pronoun: usize, gender: Gender, people: &People) -> Option<usize> {
    let mut mentions: Vec<usize> = (start..pronoun).filter_map(|token| words.mention(token)).collect();
    mentions.dedup();
    let fits = |&mention: &usize| {
        is_person(&words.mentions[mention])
            && people.fits(mention, gender)
            && !is_possessive(words.lower(words.tokens_of(mention).end))
    };
    mentions.into_iter().find(fits)
}
