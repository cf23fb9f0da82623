//! Whom `he` and `she` mean: the person that the article spoke of last.

use crate::{
    EntityId, EntityType, Mention, MentionKind,
    gender::{Gender, Known},
    words::{Words, is_possessive},
};

/// A person stays in focus so many paragraphs on.
const REACH: usize = 2;

/// The persons of an article, by what is known of their gender.
pub(super) struct People<'a> {
    owners: &'a [Option<EntityId>],
    genders: &'a [Known],
}

impl<'a> People<'a> {
    /// The entities of all mentions, and their genders.
    pub(super) fn new(owners: &'a [Option<EntityId>], genders: &'a [Known]) -> Self {
        People { owners, genders }
    }

    fn fits(&self, mention: usize, gender: Gender) -> bool {
        self.owners[mention].is_none_or(|owner| self.genders[owner.0].gender().is_none_or(|known| known == gender))
    }
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
