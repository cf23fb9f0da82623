//! The case that words would have in running text, for headlines in capitals (truecasing; Lita et al. 2003).

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::{Paragraph, Sentence, Token, Zone};

/// How a word is written; the classes that the tagger was trained with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Case {
    /// All lower case.
    Lower,
    /// First letter upper, the rest lower.
    Title,
    /// Two letters or more, all upper.
    Upper,
    /// Any other mixture.
    Mixed,
    /// Holds a digit.
    Digit,
    /// No letter and no digit.
    Symbol,
    /// A single capital letter.
    Initial,
}

impl Case {
    /// The case of a word as written; characters without case, such as hyphens, do not count.
    ///
    /// ```
    /// use newsgraph::Case;
    ///
    /// for (word, case) in [("visits", Case::Lower), ("Kyiv", Case::Title), ("NATO", Case::Upper), ("McCain", Case::Mixed)] {
    ///     assert_eq!(Case::of(word), case);
    /// }
    /// ```
    pub fn of(word: &str) -> Case {
        let mut rest = word.chars();
        let first = rest.next();
        if word.chars().any(char::is_numeric) {
            Case::Digit
        } else if !word.chars().any(char::is_alphabetic) {
            Case::Symbol
        } else if is_lower(word) {
            Case::Lower
        } else if word.chars().count() == 1 {
            Case::Initial
        } else if is_upper(word) {
            Case::Upper
        } else if first.is_some_and(char::is_uppercase) && is_lower(rest.as_str()) {
            Case::Title
        } else {
            Case::Mixed
        }
    }
}

/// Python's `str.islower`, with which the training data were classed: a cased character, and none that is not lower.
fn is_lower(word: &str) -> bool {
    word.chars().any(char::is_lowercase) && !word.chars().any(|character| character.is_uppercase() || is_titlecase(character))
}

/// Python's `str.isupper`.
fn is_upper(word: &str) -> bool {
    word.chars().any(char::is_uppercase) && !word.chars().any(|character| character.is_lowercase() || is_titlecase(character))
}

/// Letters such as `ǅ`, which are neither upper nor lower (general category Lt).
fn is_titlecase(character: char) -> bool {
    matches!(character, 'ǅ' | 'ǈ' | 'ǋ' | 'ǲ' | 'ᾼ' | 'ῌ' | 'ῼ')
        || matches!(character, '\u{1f88}'..='\u{1f8f}' | '\u{1f98}'..='\u{1f9f}' | '\u{1fa8}'..='\u{1faf}')
}

/// The usual spelling of words in news: lower case, or the capitals of an acronym. Made by `scripts/casing_lexicon.py`.
static LEXICON: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("lexicon.txt").lines().filter(|line| !line.starts_with('#')).collect());

/// Whether a word in capitals is an acronym and no shouted word.
pub(super) fn is_acronym(word: &str) -> bool {
    LEXICON.contains(word) && is_upper(word)
}

/// Whether a word is usually written in lower case, and so is probably no part of a name.
pub(super) fn is_common(word: &str) -> bool {
    LEXICON.contains(word.to_lowercase().as_str())
}

/// Gives the words of headlines in capitals the case that they have in running text.
pub(super) fn restore(text: &str, paragraphs: &[Paragraph], sentences: &[Sentence], tokens: &mut [Token]) {
    let style = |sentence: &Sentence| Style::of(text, &paragraphs[sentence.paragraph], sentence, tokens);
    let styles: Vec<Style> = sentences.iter().map(style).collect();
    if styles.iter().all(|style| *style == Style::Running) {
        return;
    }
    let running = sentences.iter().zip(&styles).filter(|(_, style)| **style == Style::Running).map(|(sentence, _)| sentence);
    let usage = Usage::read(text, running, tokens);
    for (sentence, style) in sentences.iter().zip(&styles).filter(|(_, style)| **style != Style::Running) {
        for (position, token) in tokens[sentence.tokens.clone()].iter_mut().enumerate() {
            let word = &text[token.span.range()];
            token.restored = style.restored(word, position == 0, &usage).filter(|&case| case != Case::of(word));
        }
    }
}

/// How a line uses capitals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    /// As in text.
    Running,
    /// `Lavrov Rules Out Kyiv Visit`.
    TitleCase,
    /// `RIGHTS GROUP SAYS 40 DETAINEES FREED`.
    Capitals,
}

impl Style {
    fn of(text: &str, paragraph: &Paragraph, sentence: &Sentence, tokens: &[Token]) -> Style {
        let words = || tokens[sentence.tokens.clone()].iter().map(|token| &text[token.span.range()]);
        if !text[sentence.span.range()].contains(char::is_uppercase) {
            return Style::Running;
        }
        let count = |is_case: fn(&str) -> bool| words().filter(|word| is_case(word)).count();
        let (upper, lower) = (count(|word| Case::of(word) == Case::Upper), count(|word| word.chars().any(char::is_lowercase)));
        // `McDONALD` and `de` do not make a shouted line less so; a list of acronyms (`AP, NATO`) is none.
        let shouted = upper >= 3 || upper == 2 && words().any(|word| word.chars().count() >= 5);
        if shouted && lower * 8 <= upper {
            return Style::Capitals;
        }
        let is_title = matches!(paragraph.zone, Zone::Headline | Zone::Subheading)
            || paragraph.zone == Zone::Body
                && paragraph.span == sentence.span
                && !text[..sentence.span.end].ends_with(['.', '!', '?', '”', '"']);
        let (long_title, long_lower) = long_words(words().skip(1));
        if is_title && long_title >= 2 && long_lower * 6 <= long_title { Style::TitleCase } else { Style::Running }
    }

    /// The case of a word in running text, from how the article writes it, else from the lexicon, else by the style.
    fn restored(self, word: &str, is_first: bool, usage: &Usage) -> Option<Case> {
        if !matches!(Case::of(word), Case::Upper | Case::Title | Case::Initial | Case::Mixed) {
            return None;
        }
        let known = usage.case(word).or_else(|| lexical_case(word));
        match self {
            Style::Running => None,
            // The first word of a line in running text has its capital as well.
            _ if is_first && known == Some(Case::Lower) => Some(Case::Title),
            Style::TitleCase => known,
            Style::Capitals if word.chars().count() == 1 => known,
            Style::Capitals => Some(known.unwrap_or_else(|| compound_case(word))),
        }
    }
}

/// Words of four letters and more, which Title Case always capitalises: how many are, how many are not.
fn long_words<'t>(words: impl Iterator<Item = &'t str>) -> (usize, usize) {
    let long = words.filter(|word| word.chars().filter(|character| character.is_alphabetic()).count() >= 4);
    let (title, lower): (Vec<&str>, Vec<&str>) = long.partition(|word| word.starts_with(char::is_uppercase));
    (title.len(), lower.len())
}

fn lexical_case(word: &str) -> Option<Case> {
    let lower = word.to_lowercase();
    if word.starts_with(['\'', '’']) || LEXICON.contains(lower.replace('’', "'").as_str()) {
        return Some(Case::Lower);
    }
    LEXICON.contains(word.to_uppercase().as_str()).then_some(Case::Upper)
}

/// Unknown words in capitals are probably names; of `LONG-TERM` and `US-LED` the parts may be known.
fn compound_case(word: &str) -> Case {
    let parts: Vec<Option<Case>> = word.split('-').map(lexical_case).collect();
    match parts.as_slice() {
        [_] => Case::Title,
        parts if parts.iter().all(|part| *part == Some(Case::Lower)) => Case::Lower,
        [first, rest @ ..] if *first != Some(Case::Upper) && rest.iter().all(|part| *part == Some(Case::Lower)) => Case::Title,
        _ => Case::Mixed,
    }
}

/// How the running text of an article writes its words, keyed by their lower case.
struct Usage(HashMap<String, HashMap<Case, usize>>);

impl Usage {
    fn read<'s>(text: &str, sentences: impl Iterator<Item = &'s Sentence>, tokens: &[Token]) -> Self {
        let mut usage: HashMap<String, HashMap<Case, usize>> = HashMap::new();
        for sentence in sentences {
            for (position, token) in tokens[sentence.tokens.clone()].iter().enumerate() {
                let word = &text[token.span.range()];
                let case = Case::of(word);
                // The capital at the start of a sentence says nothing.
                if matches!(case, Case::Upper | Case::Mixed) || position > 0 && matches!(case, Case::Lower | Case::Title) {
                    *usage.entry(word.to_lowercase()).or_default().entry(case).or_default() += 1;
                }
            }
        }
        Usage(usage)
    }

    /// The case the word mostly has; on a tie the one with more capitals is the surer sign.
    fn case(&self, word: &str) -> Option<Case> {
        let counts = self.0.get(&word.to_lowercase())?;
        let order = [Case::Lower, Case::Title, Case::Mixed, Case::Upper];
        order.into_iter().max_by_key(|case| counts.get(case).copied().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::super::Document;
    use super::*;

    #[test]
    fn classes_words_as_in_training() {
        for (word, want) in [
            ("visits", Case::Lower),
            ("don't", Case::Lower),
            ("Kyiv", Case::Title),
            ("Kyiv-born", Case::Title),
            ("NATO", Case::Upper),
            ("U.S.", Case::Upper),
            ("AT&T", Case::Upper),
            ("McCain", Case::Mixed),
            ("iPhone", Case::Mixed),
            ("US-led", Case::Mixed),
            ("O'Brien", Case::Mixed),
            ("A", Case::Initial),
            ("Ł", Case::Initial),
            ("习", Case::Initial),
            ("习近", Case::Mixed),
            ("5G", Case::Digit),
            ("½", Case::Digit),
            ("—", Case::Symbol),
            ("", Case::Symbol),
            ("ß", Case::Lower),
            ("ǅ", Case::Initial),
            ("ǅA", Case::Mixed),
            ("Łódź", Case::Title),
            ("ŁÓDŹ", Case::Upper),
        ] {
            assert_eq!(Case::of(word), want, "{word:?}");
        }
    }

    fn restored(text: &str) -> Vec<(&str, Case)> {
        let document = Document::new(text);
        let sentence = &document.sentences()[0];
        let tokens = &document.tokens()[sentence.tokens.clone()];
        tokens.iter().filter_map(|token| Some((&text[token.span.range()], token.restored?))).collect()
    }

    #[test]
    fn restores_the_case_of_headlines() {
        use Case::{Lower, Mixed, Title};
        for (text, want) in [
            (
                "ANGELA MERKEL MEETS EMMANUEL MACRON IN PARIS",
                vec![
                    ("ANGELA", Title),
                    ("MERKEL", Title),
                    ("MEETS", Lower),
                    ("EMMANUEL", Title),
                    ("MACRON", Title),
                    ("IN", Lower),
                    ("PARIS", Title),
                ],
            ),
            ("Siemens Opens Lagos Plant", vec![("Opens", Lower), ("Plant", Lower)]),
            ("NATO CHIEF VISITS KYIV", vec![("CHIEF", Lower), ("VISITS", Lower), ("KYIV", Title)]),
            ("SIEMENS BUILDS LONG-TERM NATO-LED PLAN'S END", {
                let case = [("SIEMENS", Title), ("BUILDS", Lower), ("LONG-TERM", Lower), ("NATO-LED", Mixed), ("PLAN", Lower)];
                case.into_iter().chain([("'S", Lower), ("END", Lower)]).collect()
            }),
            // The article knows better than the lexicon.
            ("Siemens Opens Lagos Plant\n\nThe city has a Plant now, said McVitie.", vec![("Opens", Lower)]),
            (
                "MCVITIE OPENS ZORAN\n\nThe firm McVitie and the zoran.",
                vec![("MCVITIE", Mixed), ("OPENS", Lower), ("ZORAN", Lower)],
            ),
            // Running text, names and acronyms stay as they are.
            ("Lavrov met Rutte in Kyiv.", vec![]),
            ("AP", vec![]),
            ("NATO, EU, UN", vec![]),
            ("2026 3.5 — 40", vec![]),
        ] {
            assert_eq!(restored(text), want, "{text:?}");
        }
    }
}
