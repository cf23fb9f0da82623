//! What quotations tell of pronouns in them: `I` is the speaker, `we` the speaker's organization, and `he` someone else.

use std::collections::HashMap;

use super::{Quotation, QuotationKind};
use crate::{Document, Mention, MentionId, MentionKind, gender};

/// Whom a pronoun between quotation marks means, as far as the speaker tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Voice {
    /// Who speaks.
    pub(crate) speaker: MentionId,
    /// What the pronoun says of whom it means.
    pub(crate) person: Person,
}

/// The grammatical person of a pronoun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Person {
    /// `I`: the speaker.
    Speaker,
    /// `we`: the speaker and others.
    Speakers,
    /// `he`, `it`: another than the speaker, as 194 of 214 times in our annotation; most of the others are speakers found wrongly.
    Another,
}

impl Person {
    fn of(pronoun: &str) -> Option<Self> {
        match pronoun {
            "i" | "me" | "my" | "mine" | "myself" => Some(Person::Speaker),
            "we" | "us" | "our" | "ours" | "ourselves" => Some(Person::Speakers),
            "they" | "them" | "their" | "theirs" | "themselves" | "it" | "its" | "itself" => Some(Person::Another),
            pronoun => gender::of_pronoun(pronoun).map(|_| Person::Another),
        }
    }
}

/// What direct quotations whose speaker is known tell of the pronouns in them.
pub(crate) fn voices(document: &Document, mentions: &[Mention], quotations: &[Quotation]) -> HashMap<MentionId, Voice> {
    let direct: Vec<&Quotation> = quotations.iter().filter(|quotation| quotation.kind == QuotationKind::Direct).collect();
    let pronouns = mentions.iter().enumerate().filter(|(_, mention)| mention.kind == MentionKind::Pronoun);
    let voice = |(index, mention): (usize, &Mention)| {
        let around = direct.iter().filter(|quotation| quotation.span.contains(mention.span));
        let speaker = around.min_by_key(|quotation| quotation.span.len())?.speaker?;
        let person = Person::of(&document[mention.span].to_lowercase())?;
        Some((MentionId(index), Voice { speaker, person }))
    };
    pronouns.filter_map(voice).collect()
}
