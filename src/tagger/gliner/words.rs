//! Words as GLiNER's models were taught: its library's pattern `\w+(?:[-_]\w+)*|\S`, on whole graphemes.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

/// The words of a text and its signs, each sign by itself. A combining mark stays with its letter, where the pattern would
/// part them.
pub(super) fn split(text: &str) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    // Whether the last word may go on, and a hyphen after it, which belongs to it if a letter follows.
    let (mut letters, mut hyphen) = (false, None);
    for (start, grapheme) in text.grapheme_indices(true) {
        let place = start..start + grapheme.len();
        let is_letter = grapheme.starts_with(|first: char| first.is_alphanumeric() || first == '_');
        match words.last_mut() {
            Some(word) if is_letter && letters => {
                word.end = place.end;
                hyphen = None;
            }
            Some(_) if grapheme == "-" && letters && hyphen.is_none() => hyphen = Some(place.end),
            _ => {
                // The hyphen was none.
                words.extend(hyphen.take().map(|end| end - 1..end));
                letters = is_letter;
                if !grapheme.starts_with(char::is_whitespace) {
                    words.push(place);
                }
            }
        }
    }
    words.extend(hyphen.map(|end| end - 1..end));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_the_pattern() {
        for (text, want) in [
            ("Kaja Kallas, 47.", &["Kaja", "Kallas", ",", "47", "."][..]),
            ("a well-known NATO-led X_1 -", &["a", "well-known", "NATO-led", "X_1", "-"]),
            ("non- and -ism, a--b", &["non", "-", "and", "-", "ism", ",", "a", "-", "-", "b"]),
            ("U.S.'s\r\n\"x-\"", &["U", ".", "S", ".", "'", "s", "\"", "x", "-", "\""]),
            ("東京 met Łódź", &["東京", "met", "Łódź"]),
            ("Bogota\u{301}-Sur \u{301}", &["Bogota\u{301}-Sur"]),
            ("x-", &["x", "-"]),
            (" ", &[]),
            ("", &[]),
        ] {
            let got: Vec<&str> = split(text).into_iter().map(|word| &text[word]).collect();
            assert_eq!(got, want, "{text:?}");
        }
    }
}
