//! Whose words: the subject of a verb of speech.

use std::ops::Range;

use super::cues::{is_document, is_filler, is_weekday};
use crate::{
    EntityType,
    office::is_title_word,
    words::{Words, is_be, is_determiner, is_possessive, is_preposition},
};

/// Words of a noun phrase are followed no further than this.
const LONGEST_PHRASE: usize = 14;

/// Who is the subject of a verb of speech, and the tokens of the phrase that says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Subject {
    pub(super) who: Who,
    pub(super) tokens: Range<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    /// A mention.
    Mention(usize),
    /// `he`, `she`: the token.
    Pronoun(usize),
    /// Someone whom no mention names.
    Other,
}

/// The subject before the verb at `cue`, not before `floor`.
pub(super) fn before(words: &Words, cue: usize, floor: usize) -> Option<Subject> {
    let end = skip_fillers(words, cue, floor);
    let last = end.checked_sub(1).filter(|&last| last >= floor)?;
    match words.lower(last) {
        "he" | "she" => Some(Subject { who: pronoun(words, last), tokens: last..end }),
        "who" | "which" => relative(words, last, floor),
        "," | ")" | "-" | "–" | "—" | "--" => apposed(words, last, floor),
        _ if words.is_mark(last) => None,
        _ => Some(phrase_before(words, end, floor)),
    }
}

/// A pronoun that the mentions hold, or the pronoun as such.
fn pronoun(words: &Words, token: usize) -> Who {
    words.mention(token).map_or(Who::Pronoun(token), Who::Mention)
}

/// The end of the subject, where adverbs, auxiliaries and days stand before the verb: `Rutte on Monday also said`.
fn skip_fillers(words: &Words, cue: usize, floor: usize) -> usize {
    let mut end = cue;
    while end > floor {
        let word = words.lower(end - 1);
        let quoted_as = word == "as" && end > floor + 1 && matches!(words.lower(end - 2), "quoted" | "cited");
        if words.mention(end - 1).is_some() {
            break;
        } else if quoted_as {
            end -= 2;
        } else if is_filler(word) || is_be(word) || is_weekday(word) || word == "on" && is_weekday(words.lower(end)) {
            end -= 1;
        } else {
            break;
        }
    }
    end
}

/// `Kallas, who met Lavrov, said`; `Ann Lee, who said`.
fn relative(words: &Words, who: usize, floor: usize) -> Option<Subject> {
    let comma = usize::from(words.lower(who.checked_sub(1)?) == ",");
    let end = who - comma;
    (end > floor).then(|| phrase_before(words, end, floor))
}

/// The name before an apposition that ends with a mark: `Rutte, the head of NATO, said`.
fn apposed(words: &Words, mark: usize, floor: usize) -> Option<Subject> {
    let start = mark.saturating_sub(3 * LONGEST_PHRASE).max(floor);
    let opens = |token: usize| matches!(words.lower(token), "," | "(" | "-" | "–" | "—" | "--");
    let names = (start + 1..mark).filter(|&token| opens(token)).filter_map(|token| {
        let subject = phrase_before(words, token, floor);
        matches!(subject.who, Who::Mention(_)).then_some(Subject { tokens: subject.tokens.start..mark, ..subject })
    });
    let mut names = names.filter(|subject| subject.tokens.start == floor || stands_free(words, subject.tokens.start));
    names.next().or_else(|| {
        let opening = (start..mark).rev().find(|&token| opens(token))?;
        let alone = opening > floor && !is_preposition(words.lower(floor));
        alone.then_some(Subject { who: Who::Other, tokens: floor..mark })
    })
}

/// Whether a phrase that begins here depends on nothing before it in its clause.
fn stands_free(words: &Words, start: usize) -> bool {
    let Some(before) = start.checked_sub(1) else { return true };
    words.is_mark(before)
        || matches!(words.lower(before), "and" | "but" | "while" | "as" | "that" | "because" | "though" | "when")
}

/// The noun phrase that ends before `end`: a name if its head is one.
fn phrase_before(words: &Words, end: usize, floor: usize) -> Subject {
    let start = phrase_start(words, end, floor);
    let Some(mention) = words.mention_ending(end - 1).filter(|&mention| speaks(words, mention)) else {
        return Subject { who: Who::Other, tokens: start..end };
    };
    // `a spokesman for Nokia`, but `Ann Lee of Nokia`; `In Kyiv Rutte said`.
    let head = preposition(words, start, words.tokens_of(mention).start).filter(|&preposition| preposition > floor);
    let who = match head.map(|preposition| (preposition, words.mention_ending(preposition - 1))) {
        None => Who::Mention(mention),
        Some((_, Some(head))) if words.mentions[head].entity_type == EntityType::Person => Who::Mention(head),
        Some((preposition, _)) if opens_clause(words, preposition) => Who::Mention(mention),
        Some(_) => Who::Other,
    };
    Subject { who, tokens: start..end }
}

/// The first preposition of a phrase, outside its names.
fn preposition(words: &Words, start: usize, end: usize) -> Option<usize> {
    (start..end).find(|&token| words.mention(token).is_none() && is_preposition(words.lower(token)))
}

/// Whether a preposition stands where no noun is before it.
fn opens_clause(words: &Words, preposition: usize) -> bool {
    words.is_mark(preposition - 1) || matches!(words.lower(preposition - 1), "and" | "but" | "that")
}

/// Where the noun phrase begins that ends before `end`: after a mark, a conjunction or a verb form.
fn phrase_start(words: &Words, end: usize, floor: usize) -> usize {
    let limit = end.saturating_sub(LONGEST_PHRASE).max(floor);
    let stops = |token: usize| {
        let word = words.lower(token);
        words.mention(token).is_none()
            && (words.is_mark(token) && !is_possessive(word)
                || matches!(
                    word,
                    "but"
                        | "while"
                        | "as"
                        | "that"
                        | "because"
                        | "though"
                        | "although"
                        | "when"
                        | "where"
                        | "if"
                        | "who"
                        | "which"
                ))
    };
    (limit..end).rev().find(|&token| stops(token)).map_or(limit, |token| token + 1)
}

/// Whether a mention can be one who speaks.
pub(super) fn speaks(words: &Words, mention: usize) -> bool {
    use EntityType::*;
    matches!(words.mentions[mention].entity_type, Person | Organization | GeopoliticalEntity | Facility | Group)
}

/// The subject after the verb: `said NATO chief Mark Rutte`; `according to Rutte`.
pub(super) fn after(words: &Words, cue: usize, ceiling: usize) -> Option<Subject> {
    let mut start = cue + 1;
    let document = issued(words, start, ceiling);
    start = document.unwrap_or(start);
    if matches!(words.lower(start), "he" | "she") {
        return Some(Subject { who: pronoun(words, start), tokens: start..start + 1 });
    }
    let end = phrase_end(words, start, ceiling);
    let last = end.checked_sub(1).filter(|&last| last >= start)?;
    let named = words.mention_ending(last).filter(|&mention| speaks(words, mention));
    let who = named.or_else(|| apposition(words, end, ceiling)).map_or(Who::Other, Who::Mention);
    Some(Subject { who, tokens: cue + 1..end })
}

/// `a report by the UN`: where the one begins who issued the document.
fn issued(words: &Words, start: usize, ceiling: usize) -> Option<usize> {
    let by = (start..ceiling.min(start + 7)).find(|&token| matches!(words.lower(token), "by" | "from" | "of"))?;
    let has_document = (start..by).all(|token| words.mention(token).is_none()) && is_document(words.lower(by - 1));
    has_document.then(|| (by + 1..ceiling).find(|&token| !is_determiner(words.lower(token))).unwrap_or(by + 1))
}

/// `said the company's head, Ann Lee.`
fn apposition(words: &Words, end: usize, ceiling: usize) -> Option<usize> {
    let mention = (end + 1 < ceiling && words.lower(end) == ",").then(|| words.mention(end + 1)).flatten()?;
    (words.mentions[mention].entity_type == EntityType::Person).then_some(mention)
}

/// Where the noun phrase ends that starts at `start`: before a mark, a preposition, a verb.
fn phrase_end(words: &Words, start: usize, ceiling: usize) -> usize {
    let mut token = start;
    while token < ceiling.min(start + LONGEST_PHRASE) {
        let word = words.lower(token);
        let of_name = words.mention(token).is_some() || words.is_capital(token) || is_possessive(word);
        // A name ends the phrase, unless it goes on as a title does: `Kremlin spokesman`, `Nokia's head`.
        let after_name = token > start
            && words.mention_ending(token - 1).is_some_and(|mention| words.mentions[mention].entity_type == EntityType::Person);
        let stops = words.is_mark(token) && !is_possessive(word)
            || is_preposition(word)
            || is_filler(word)
            || is_be(word)
            || is_weekday(word)
            || matches!(word, "who" | "that" | "as" | "and" | "while" | "when" | "which" | "or" | "but");
        if !of_name && (stops || after_name && !is_title_word(word)) || after_name && is_weekday(word) {
            break;
        }
        token += 1;
    }
    token
}

/// The first in a sentence who can be the subject of its main verb: `Rutte met Kallas, adding that`.
pub(super) fn of_sentence(words: &Words, tokens: Range<usize>, is_open: impl Fn(usize) -> bool) -> Option<Subject> {
    for token in tokens.clone().filter(|&token| is_open(token)) {
        let starts = words.mention(token).filter(|&mention| words.tokens_of(mention).start == token);
        if matches!(words.lower(token), "he" | "she") {
            return Some(Subject { who: pronoun(words, token), tokens: token..token + 1 });
        }
        let Some(mention) = starts.filter(|&mention| speaks(words, mention)) else { continue };
        let end = words.tokens_of(mention).end;
        let modifies = words.mention_ending(end - 1).is_none()
            || is_possessive(words.lower(end))
            || words.mention(end).is_some()
            || is_title_word(words.lower(end));
        let depends = before_titles(words, token, tokens.start).checked_sub(1).filter(|&before| before >= tokens.start);
        let depends = depends.is_some_and(|before| words.mention(before).is_none() && is_preposition(words.lower(before)));
        if !modifies && !depends {
            return Some(Subject { who: Who::Mention(mention), tokens: token..end });
        }
    }
    None
}

/// The first of the titles and articles before a name.
fn before_titles(words: &Words, token: usize, floor: usize) -> usize {
    let belongs = |token: usize| {
        let word = words.lower(token);
        words.mention(token).is_some()
            || is_determiner(word)
            || is_possessive(word)
            || is_title_word(word)
            || matches!(word, "mr." | "mrs." | "ms." | "dr." | "sir" | "mr" | "mrs" | "ms" | "dr")
    };
    let mut start = token;
    while start > floor && belongs(start - 1) {
        start -= 1;
    }
    start
}
