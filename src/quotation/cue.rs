//! A verb of speech where it is used as one.

use std::ops::Range;

use super::cues::{self, CueVerb};
use crate::words::{Words, is_be, is_determiner, is_possessive, is_preposition};

/// A verb of speech in its sentence.
pub(super) struct Cue {
    pub(super) token: usize,
    pub(super) tokens: Range<usize>,
    pub(super) verb: CueVerb,
    pub(super) sentence: Range<usize>,
    pub(super) paragraph: usize,
    /// Where the last quotation before it ends, or the sentence begins.
    pub(super) floor: usize,
    /// Where the next quotation begins, or the sentence ends.
    pub(super) ceiling: usize,
}

impl Cue {
    /// The verb of speech at a token, where it is used as one; `quote_of` are the quotation marks that each token stands in.
    pub(super) fn at(
        words: &Words,
        quote_of: &[Option<usize>],
        token: usize,
        sentence: &Range<usize>,
        paragraph: usize,
    ) -> Option<Self> {
        let is_open = quote_of[token].is_none() && words.mention(token).is_none();
        let according = words.lower(token) == "according" && words.lower(token + 1) == "to";
        let verb = if according { Some(CueVerb::default()) } else { cues::verb(words.lower(token)) };
        let verb = verb.filter(|_| is_open)?;
        let before = token.checked_sub(1).filter(|&before| before >= sentence.start).map_or("", |before| words.lower(before));
        let denied = matches!(before, "not" | "never") || before.ends_with("n't") || before.ends_with("n’t");
        let is_noun = is_determiner(before) && before != "that" || is_possessive(before);
        let depends = is_preposition(before) && !(verb.participle || verb.base && before == "to");
        let passive = is_be(before) && !verb.participle;
        if !according && (denied || is_noun || depends || passive) {
            return None;
        }
        let in_quote = |token: &usize| quote_of[*token].is_some();
        let floor = (sentence.start..token).rev().find(in_quote).map_or(sentence.start, |token| token + 1);
        let ceiling = (token + 1..sentence.end).find(in_quote).unwrap_or(sentence.end);
        let tokens = token..token + 1 + usize::from(according);
        Some(Cue { token, tokens, verb, sentence: sentence.clone(), paragraph, floor, ceiling })
    }
}
