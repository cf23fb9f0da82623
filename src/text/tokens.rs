//! Words, numbers and punctuation.
//!
//! As in the Penn Treebank with three differences that keep names and amounts in one piece: a hyphenated word is one token
//! (`US-led`), so are a contraction (`don't`) and an amount with its currency sign (`$1.2bn`). The possessive `'s` is a token.

use unicode_segmentation::UnicodeSegmentation;

use super::Span;
use super::abbreviations::{self, Ending};

/// The tokens of one sentence, sorted, disjoint, covering all that is not white space.
pub(super) fn split(text: &str, sentence: Span) -> Vec<Span> {
    let slice = &text[sentence.range()];
    let (mut tokens, mut at, mut glued) = (Vec::new(), 0, false);
    while at < slice.len() {
        let rest = &slice[at..];
        let blank = blank_length(rest);
        let length = if blank > 0 { blank } else { token_length(rest, glued) };
        if blank == 0 {
            tokens.push(Span::new(at, at + length).shifted(sentence.start));
        }
        glued = blank == 0;
        at += length;
    }
    tokens
}

/// A blank that carries a combining mark is no blank.
fn blank_length(rest: &str) -> usize {
    let first = grapheme(rest);
    if first.chars().all(char::is_whitespace) { first.len() } else { 0 }
}

/// The length of the token that `rest` begins with; `glued` to one before it may be a possessive.
fn token_length(rest: &str, glued: bool) -> usize {
    let first = grapheme(rest);
    let after = &rest[first.len()..];
    match first {
        _ if is_word(first) => address_length(rest).unwrap_or_else(|| word_length(rest)),
        "'" | "’" if glued && is_possessive(after) => first.len() + 1,
        "@" | "#" if is_word(grapheme(after)) => first.len() + run_length(after),
        "$" | "€" | "£" | "¥" | "₹" if after.starts_with(|character: char| character.is_ascii_digit()) => {
            first.len() + run_length(after)
        }
        "." | "-" | "!" | "?" | "=" | "*" | "~" | "…" => repeated_length(rest, first),
        _ => first.len(),
    }
}

/// The first grapheme; plain letters are told by their bytes because the segmentation is slow.
fn grapheme(rest: &str) -> &str {
    match rest.as_bytes() {
        [] => "",
        [first, second, ..] if first.is_ascii() && second.is_ascii() && *first != b'\r' => &rest[..1],
        _ => rest.graphemes(true).next().unwrap_or(rest),
    }
}

fn first_char(grapheme: &str) -> Option<char> {
    grapheme.chars().next()
}

fn is_word(grapheme: &str) -> bool {
    first_char(grapheme).is_some_and(|character| character.is_alphanumeric() || character == '_')
}

/// Scripts without blanks: every character is a token.
fn is_ideograph(character: char) -> bool {
    matches!(character, '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}')
        || matches!(character, '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// A word with its own full stop but without its possessive `'s`.
fn word_length(rest: &str) -> usize {
    let length = run_length(rest);
    let word = &rest[..length];
    if let Some(name) =
        word.strip_suffix(['s', 'S']).and_then(|word| word.strip_suffix(['\'', '’'])).filter(|name| !name.is_empty())
    {
        return name.len();
    }
    length + own_stop(word, &rest[length..])
}

/// Letters, digits and what joins them.
fn run_length(rest: &str) -> usize {
    let first = grapheme(rest);
    let (mut length, mut before) = (first.len(), first_char(first).unwrap_or(' '));
    while !is_ideograph(before) {
        let next = grapheme(&rest[length..]);
        let Some(character) = first_char(next).filter(|&character| !is_ideograph(character)) else { break };
        if is_word(next) {
            (length, before) = (length + next.len(), character);
            continue;
        }
        let second = grapheme(&rest[length + next.len()..]);
        match first_char(second) {
            Some(after) if next.len() == character.len_utf8() && !is_ideograph(after) && joins(before, character, after) => {
                (length, before) = (length + next.len() + second.len(), after);
            }
            _ => break,
        }
    }
    length
}

/// Whether a mark between two characters keeps them in one word.
fn joins(before: char, mark: char, after: char) -> bool {
    match mark {
        '\'' | '’' => after.is_alphabetic(),
        '-' | '‐' | '\u{2011}' | '.' | '@' => after.is_alphanumeric(),
        ',' | ':' => before.is_numeric() && after.is_numeric(),
        '&' | '\u{ad}' => before.is_alphabetic() && after.is_alphabetic(),
        '$' | '€' | '£' => before.is_uppercase() && after.is_numeric(),
        _ => false,
    }
}

/// One byte if the full stop after the word is the word's own.
fn own_stop(word: &str, after: &str) -> usize {
    if grapheme(after) != "." || after.starts_with("..") {
        return 0;
    }
    let follows = after[1..].trim_start();
    let is_own = match abbreviations::ending(word) {
        None => false,
        Some(Ending::UnlessNumber) => follows.starts_with(char::is_numeric),
        Some(Ending::Initial) => follows.contains(char::is_alphanumeric),
        Some(_) => true,
    };
    usize::from(is_own)
}

fn is_possessive(after: &str) -> bool {
    let s = grapheme(after);
    matches!(s, "s" | "S") && !is_word(grapheme(&after[1..]))
}

/// A web address, without the punctuation of the sentence that follows it.
fn address_length(rest: &str) -> Option<usize> {
    let head = rest.as_bytes();
    let schemes: [&[u8]; 3] = [b"http://", b"https://", b"www."];
    schemes.iter().find(|scheme| head.len() > scheme.len() && head[..scheme.len()].eq_ignore_ascii_case(scheme))?;
    let (mut at, mut end) = (0, 0);
    while at < rest.len() && blank_length(&rest[at..]) == 0 {
        let next = grapheme(&rest[at..]);
        at += next.len();
        if !matches!(next, "." | "," | ";" | ":" | "!" | "?" | ")" | "]" | "\"" | "'" | "”" | "’" | "»" | ">") {
            end = at;
        }
    }
    Some(end)
}

fn repeated_length(rest: &str, first: &str) -> usize {
    let mut length = first.len();
    while grapheme(&rest[length..]) == first {
        length += first.len();
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<&str> {
        split(text, Span::new(0, text.len())).into_iter().map(|span| &text[span.range()]).collect()
    }

    #[test]
    fn splits_words_numbers_and_marks() {
        for (text, want) in [
            ("He left the U.S. on Jan. 5.", "He|left|the|U.S.|on|Jan.|5|."),
            ("Zelenskyy's plan", "Zelenskyy|'s|plan"),
            ("the U.S.'s and Kyiv’s", "the|U.S.|'s|and|Kyiv|’s"),
            ("ZELENSKYY'S", "ZELENSKYY|'S"),
            ("I don't know; it's James' car", "I|don't|know|;|it|'s|James|'|car"),
            ("O'Brien and l'État", "O'Brien|and|l'État"),
            ("the 'sources'", "the|'|sources|'"),
            ("a US-led long-term deal", "a|US-led|long-term|deal"),
            ("It rose 3.5% to $1.2bn, A$2 and €30,000.", "It|rose|3.5|%|to|$1.2bn|,|A$2|and|€30,000|."),
            ("(AP) — He", "(|AP|)|—|He"),
            ("earn... and… so", "earn|...|and|…|so"),
            ("Really?!", "Really|?|!"),
            ("yes -- no - 5–6", "yes|--|no|-|5|–|6"),
            ("at No.10 or No. 10", "at|No.10|or|No.|10"),
            ("No.", "No|."),
            ("J. D. Vance and Plan B.", "J.|D.|Vance|and|Plan|B|."),
            ("Gov. Lee, Apple Inc.", "Gov.|Lee|,|Apple|Inc."),
            ("AT&T, 10:15, 24/7", "AT&T|,|10:15|,|24|/|7"),
            ("See https://a.org/b?c=1, (www.x.com).", "See|https://a.org/b?c=1|,|(|www.x.com|)|."),
            ("a.b@example.co.uk", "a.b@example.co.uk"),
            ("@ann_lee #news # @", "@ann_lee|#news|#|@"),
            ("👩‍👩‍👧🇺🇦!", "👩‍👩‍👧|🇺🇦|!"),
            ("e\u{301}a .\u{301} \u{301}", "e\u{301}a|.\u{301}| \u{301}"),
            ("习近平 met東京", "习|近|平|met|東|京"),
            ("a\u{a0}b\r\nc\u{ad}d", "a|b|c\u{ad}d"),
            ("\0\u{202e}x", "\0|\u{202e}|x"),
            ("", ""),
        ] {
            assert_eq!(tokens(text).join("|"), want, "{text:?}");
        }
    }
}
