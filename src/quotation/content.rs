//! What is said in the article's own words: the clause after a verb of speech, or the one before it.

use std::ops::Range;

use super::cues::{CueVerb, is_filler, is_occasion, is_weekday};
use crate::words::{Words, is_be, is_determiner, is_possessive, is_preposition};

/// The fewest tokens that say something.
const SHORTEST: usize = 3;

/// The most tokens between a verb and its `that`.
const LONGEST_GAP: usize = 12;

/// The tokens of reported speech.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) tokens: Range<usize>,
}

impl Place {
    /// Without the marks around; none if too little is left.
    pub(super) fn trimmed(words: &Words, mut tokens: Range<usize>) -> Option<Self> {
        let closes = |token: usize| matches!(words.lower(token), "”" | "\"" | "’" | ")" | "?" | "!" | "%" | "'");
        while tokens.len() > 1 && words.is_mark(tokens.end - 1) && !closes(tokens.end - 1) {
            tokens.end -= 1;
        }
        while tokens.len() > 1 && matches!(words.lower(tokens.start), "," | ":" | "—" | "–" | "-" | "--" | ";") {
            tokens.start += 1;
        }
        (tokens.len() >= SHORTEST).then_some(Place { tokens })
    }
}

/// What follows the verb at `cue`: after `that`, or at once.
pub(super) fn after(words: &Words, sentence: &Range<usize>, cue: usize, verb: CueVerb) -> Option<Place> {
    let mut start = cue + 1;
    if verb.has_listener {
        start = listener_end(words, start, sentence.end)?;
    }
    if let Some(that) = find_that(words, start, sentence.end) {
        return Place::trimmed(words, that + 1..sentence.end);
    }
    let start = skip_occasion(words, start, sentence.end);
    let is_clause =
        verb.bare && opens_clause(words, start) && (is_plain(words.lower(cue)) || has_verb(words, start..sentence.end));
    is_clause.then(|| Place::trimmed(words, start..sentence.end)).flatten()
}

/// Verbs after which a clause without `that` is the rule.
fn is_plain(verb: &str) -> bool {
    matches!(verb, "said" | "says" | "say" | "saying" | "told" | "tells" | "tell" | "telling")
}

/// `said on Monday that`, `told the paper that`.
fn find_that(words: &Words, start: usize, end: usize) -> Option<usize> {
    let that = (start..end.min(start + LONGEST_GAP)).find(|&token| words.lower(token) == "that")?;
    let first = words.lower(start);
    let light = that == start || is_preposition(first) || is_weekday(first) || is_filler(first) || first == ",";
    light.then_some(that)
}

/// The end of the one who is told: `Reuters`, `the paper`, `a crowd of supporters`.
fn listener_end(words: &Words, start: usize, end: usize) -> Option<usize> {
    let mut token = start;
    while token < end.min(start + LONGEST_GAP) {
        let word = words.lower(token);
        let goes_on = words.mention(token).is_some()
            || token == start
            || is_possessive(word)
            || is_determiner(words.lower(token - 1)) && word != "that"
            || is_possessive(words.lower(token - 1));
        if !goes_on {
            break;
        }
        token += 1;
    }
    (token > start && token < end).then_some(token)
}

/// Past `on Monday`, `in a statement`, `to reporters in Kyiv,`.
fn skip_occasion(words: &Words, start: usize, end: usize) -> usize {
    let mut at = start;
    loop {
        let word = words.lower(at);
        let next = if is_weekday(word) || matches!(word, "yesterday" | "today" | "later" | "recently" | "earlier") {
            at + 1
        } else if is_preposition(word) {
            let Some(occasion) = (at + 1..end.min(at + 7)).find(|&token| is_occasion(words.lower(token))) else { return at };
            occasion + 1
        } else {
            return at;
        };
        at = next + usize::from(words.lower(next) == ",");
        if at >= end {
            return end;
        }
    }
}

/// Whether a clause can begin with this word.
fn opens_clause(words: &Words, token: usize) -> bool {
    const NEVER: &[&str] = &[
        "so", "nothing", "little", "much", "goodbye", "hello", "to", "as", "when", "where", "more", "what", "who", "whether",
        "how", "why", "and", "or", "but",
    ];
    let word = words.lower(token);
    let adverbial = matches!(word, "after" | "before" | "during" | "in" | "with" | "since");
    let answers = matches!(word, "yes" | "no") && (words.is_mark(token + 1) || words.lower(token + 1) == "to");
    !(words.is_mark(token) || answers || NEVER.contains(&word) || is_preposition(word) && !adverbial)
}

/// Whether a verb shows in a clause before another one begins; `announced a plan that would` has none.
fn has_verb(words: &Words, tokens: Range<usize>) -> bool {
    let until = |token: &usize| {
        !matches!(words.lower(*token), "that" | "who" | "which" | "to" | "," | ";" | "after" | "as" | "when" | "where")
    };
    let is_verb = |word: &str| {
        is_be(word)
            || matches!(
                word,
                "has"
                    | "have"
                    | "had"
                    | "will"
                    | "would"
                    | "can"
                    | "could"
                    | "may"
                    | "might"
                    | "must"
                    | "should"
                    | "did"
                    | "does"
                    | "do"
                    | "won't"
                    | "won’t"
                    | "cannot"
                    | "can't"
                    | "can’t"
                    | "don't"
                    | "don’t"
                    | "didn't"
                    | "didn’t"
            )
    };
    tokens.skip(1).take_while(until).any(|token| is_verb(words.lower(token)))
}

/// The clause before `, Rutte said`, where `end` is the token after the comma.
pub(super) fn before(words: &Words, sentence: &Range<usize>, end: usize) -> Option<Place> {
    let comma =
        end.checked_sub(1).filter(|&comma| comma > sentence.start && matches!(words.lower(comma), "," | "—" | "–" | "--"))?;
    Place::trimmed(words, sentence.start..comma)
}

/// The sentence without `according to Rutte`, which opens or closes it.
pub(super) fn around(words: &Words, sentence: &Range<usize>, cue: usize, end: usize) -> Option<Place> {
    if cue > sentence.start + 2 {
        return Place::trimmed(words, sentence.start..cue);
    }
    let comma = (end..sentence.end).find(|&token| words.lower(token) == ",")?;
    Place::trimmed(words, comma + 1..sentence.end)
}

/// Whether nothing but time and place can follow a verb here: `, Rutte said on Monday.`
pub(super) fn ends_clause(words: &Words, token: usize, end: usize) -> bool {
    let word = words.lower(token);
    token >= end || words.is_mark(token) || is_preposition(word) || is_weekday(word) || is_filler(word)
}
