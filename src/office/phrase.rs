//! Title phrases: `former Russian Foreign Minister`, `the EU's foreign policy chief`, `chief executive and founder of Nokia`.

use std::ops::Range;

use super::{
    Role,
    lexicon::{self, LONGEST_TITLE, Title},
};
use crate::{
    EntityType,
    words::{Words, is_be, is_determiner, is_possessive, is_preposition},
};

/// Words of a phrase before its title, and of what it is of, are followed no further than this.
const REACH: usize = 12;

/// A title phrase as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Phrase {
    /// The title itself.
    pub(super) title: Range<usize>,
    /// All of the phrase.
    pub(super) tokens: Range<usize>,
    pub(super) meaning: Title,
    /// `deputy`, `vice`.
    pub(super) deputy: bool,
    /// The mention of what it is of.
    pub(super) of: Option<usize>,
    pub(super) flags: Flags,
}

/// Whether an office is over, held for another, or yet to come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Flags {
    pub(super) past: bool,
    pub(super) acting: bool,
    pub(super) elect: bool,
}

impl Flags {
    /// What a word of its own says, in lower case.
    fn of(word: &str) -> Option<Flags> {
        let none = Flags::default();
        match word {
            "former" | "then" | "ex" | "late" | "onetime" | "one-time" | "ousted" | "deposed" | "retired" | "ex-" | "past"
            | "disgraced" => Some(Flags { past: true, ..none }),
            "acting" | "interim" | "caretaker" | "transitional" => Some(Flags { acting: true, ..none }),
            "incoming" | "designate" | "elect" | "prospective" => Some(Flags { elect: true, ..none }),
            _ => None,
        }
    }

    pub(super) fn or(self, other: Flags) -> Flags {
        Flags { past: self.past || other.past, acting: self.acting || other.acting, elect: self.elect || other.elect }
    }
}

/// A word without `ex-`, `then-`, `-elect`, and what these say.
fn stripped(word: &str) -> (&str, Flags) {
    let mut flags = Flags::default();
    let mut bare = word;
    for prefix in ["ex-", "then-", "former-"] {
        if let Some(rest) = bare.strip_prefix(prefix).filter(|rest| !rest.is_empty()) {
            (bare, flags.past) = (rest, true);
        }
    }
    for suffix in ["-elect", "-designate", "-in-waiting"] {
        if let Some(rest) = bare.strip_suffix(suffix).filter(|rest| !rest.is_empty()) {
            (bare, flags.elect) = (rest, true);
        }
    }
    (bare, flags)
}

/// The longest title that ends before `end`, not before `floor`: where it begins, what it means, what its words flag.
fn title_ending(words: &Words, end: usize, floor: usize) -> Option<(usize, Title, Flags)> {
    let first = end.saturating_sub(LONGEST_TITLE).max(floor);
    (first..end).find_map(|start| {
        let (mut name, mut flags) = (String::new(), Flags::default());
        for token in start..end {
            let (word, said) = stripped(words.lower(token));
            flags = flags.or(said);
            name.push_str(if token > start { " " } else { "" });
            name.push_str(word);
        }
        lexicon::find(&name).map(|title| (start, title, flags))
    })
}

/// The phrase that ends before `end`: `Russian Foreign Minister` or `President of Ukraine`, a name after it.
pub(super) fn ending(words: &Words, end: usize, floor: usize) -> Option<Phrase> {
    read_ending(words, end, floor).or_else(|| {
        let holder = words.mention_ending(end.checked_sub(1)?).filter(|&mention| can_have(words, mention))?;
        let start = words.tokens_of(holder).start;
        let article = usize::from(start > floor && words.lower(start - 1) == "the");
        let of = (start - article).checked_sub(1).filter(|&of| of > floor && matches!(words.lower(of), "of" | "for" | "at"))?;
        let phrase = read_ending(words, of, floor)?;
        Some(Phrase { of: Some(holder), tokens: phrase.tokens.start..end, ..phrase })
    })
}

fn read_ending(words: &Words, end: usize, floor: usize) -> Option<Phrase> {
    let (head, meaning, mut flags) = title_ending(words, end, floor)?;
    let (mut start, mut at, mut of, mut deputy, mut adjacent) = (head, head, None, false, true);
    if let Some(mention) = words.mention(head).filter(|&mention| words.tokens_of(mention).end < end) {
        // `Treasury Secretary`: the title begins within the name of what it is of.
        (of, at, adjacent) = (Some(mention).filter(|&mention| can_have(words, mention)), words.tokens_of(mention).start, false);
    }
    while at > floor.max(head.saturating_sub(REACH)) {
        let last = at - 1;
        let (word, said) = stripped(words.lower(last));
        if let Some(mention) =
            words.mention_ending(last).filter(|&mention| words.mentions[mention].entity_type != EntityType::Person)
        {
            of = of.or(Some(mention).filter(|&mention| can_have(words, mention)));
            (at, adjacent) = (words.tokens_of(mention).start.min(last), false);
        } else if words.mention(last).is_some() {
            break;
        } else if is_possessive(word) && at >= floor + 2 && words.mention_ending(last - 1).is_some() {
            (at, adjacent) = (last, false);
        } else if let Some(flag) = Flags::of(word) {
            flags = flags.or(flag);
            (at, adjacent) = (last, false);
        } else if lexicon::is_modifier(word) {
            flags = flags.or(said);
            deputy |= adjacent && is_deputy(word);
            (at, start) = (last, if adjacent { last } else { start });
        } else {
            break;
        }
    }
    Some(Phrase { title: start..end, tokens: at..end, meaning, deputy, of, flags })
}

fn is_deputy(word: &str) -> bool {
    matches!(word, "deputy" | "vice" | "assistant" | "associate" | "under")
}

/// The phrase that begins at `start`, and those joined to it: `the chief executive and founder of Nokia`.
pub(super) fn starting(words: &Words, start: usize, ceiling: usize) -> Vec<Phrase> {
    let Some(mut phrase) = read_starting(words, start, ceiling) else { return Vec::new() };
    let end = phrase.tokens.end;
    let mut joined = if words.lower(end) == "and" && end + 1 < ceiling { read_starting(words, end + 1, ceiling) } else { None };
    if let Some(second) = &mut joined {
        let shared = phrase.of.or(second.of);
        (phrase.of, second.of) = (phrase.of.or(shared), second.of.or(shared));
        second.flags = second.flags.or(phrase.flags);
    }
    std::iter::once(phrase).chain(joined).collect()
}

fn read_starting(words: &Words, start: usize, ceiling: usize) -> Option<Phrase> {
    let end = title_end(words, start, ceiling)?;
    let mut phrase = read_ending(words, end, start)?;
    phrase.tokens.end = end;
    let says_more = matches!(words.lower(end), "of" | "for" | "at" | "in") && end + 1 < ceiling;
    if let Some((mention, end)) = says_more.then(|| holder(words, end + 1, ceiling)).flatten() {
        let placed = words.mentions[mention].entity_type != EntityType::Organization;
        // `at` and `in` say where someone sits, `of` and `for` whose title it is.
        if phrase.of.is_none() || matches!(words.lower(phrase.title.end), "of" | "for") && !placed {
            phrase.of = Some(mention);
        }
        phrase.tokens.end = end;
    }
    phrase.flags = (start..phrase.title.start).filter_map(|token| Flags::of(words.lower(token))).fold(phrase.flags, Flags::or);
    Some(phrase)
}

/// Where the first title of a noun phrase ends, if a title is its head.
fn title_end(words: &Words, start: usize, ceiling: usize) -> Option<usize> {
    let mut end = None;
    for token in start..ceiling.min(start + REACH) {
        let word = words.lower(token);
        let inside = words.mention(token).is_some();
        let stops = words.is_mark(token) && !is_possessive(word)
            || is_preposition(word)
            || is_be(word)
            || matches!(
                word,
                "and" | "or" | "but" | "who" | "that" | "which" | "as" | "while" | "to" | "has" | "had" | "will" | "not"
            );
        if !inside && stops {
            // `Secretary of State`, `Minister of Finance`: the title goes on.
            let longer = (token + 2..=ceiling.min(token + 4))
                .rev()
                .find(|&end| word == "of" && title_ending(words, end, start).is_some_and(|(head, ..)| head < token));
            return longer.or(end.filter(|&end| end == token));
        }
        if inside && words.mentions[words.mention(token)?].entity_type == EntityType::Person {
            return None;
        }
        end = title_ending(words, token + 1, start).map(|_| token + 1).or(end);
    }
    end.filter(|&end| end == ceiling.min(start + REACH))
}

/// What `of` leads to: the name that ends the noun phrase, else the first in it; and where it ends.
fn holder(words: &Words, start: usize, ceiling: usize) -> Option<(usize, usize)> {
    let stops = |token: &usize| {
        let word = words.lower(*token);
        words.mention(*token).is_none()
            && (words.is_mark(*token) && !is_possessive(word)
                || is_preposition(word)
                || is_be(word)
                || matches!(word, "and" | "who" | "since" | "until" | "has" | "had"))
    };
    let end = (start..ceiling.min(start + REACH)).find(stops).unwrap_or(ceiling.min(start + REACH));
    let last = words.mention_ending(end.checked_sub(1)?).filter(|_| end > start);
    let first = (start..end).find_map(|token| words.mention(token).filter(|&mention| can_have(words, mention)));
    Some((last.filter(|&mention| can_have(words, mention)).or(first)?, end))
}

/// Whether a mention can have offices.
fn can_have(words: &Words, mention: usize) -> bool {
    use EntityType::*;
    matches!(words.mentions[mention].entity_type, Organization | GeopoliticalEntity | Location | Facility | Group)
}

/// Whether a phrase opens with an article or holds a possessive, and so stands for itself.
pub(super) fn is_definite(words: &Words, phrase: &Phrase) -> bool {
    let article = phrase.tokens.start.checked_sub(1).is_some_and(|before| is_determiner(words.lower(before)));
    article || phrase.tokens.clone().any(|token| is_possessive(words.lower(token)))
}

impl Phrase {
    /// The role, given what the office is of.
    pub(super) fn role(&self, of: Option<EntityType>) -> Role {
        match of {
            _ if self.deputy => Role::Deputy,
            Some(EntityType::Organization | EntityType::Facility) => self.meaning.in_organization,
            _ => self.meaning.role,
        }
    }
}
