//! Captions and headlines that a page shows more than once.

use std::borrow::Cow;
use std::collections::HashMap;

use super::{Paragraph, Sentence, credits};

/// Shorter sentences such as `Yes.` recur without being copies.
const SHORTEST_SENTENCE: usize = 4;

/// Points every repeated paragraph and sentence to its first occurrence.
pub(super) fn mark(text: &str, paragraphs: &mut [Paragraph], sentences: &mut [Sentence]) {
    let first_paragraphs = firsts(paragraphs.iter().map(|paragraph| uncredited(&text[paragraph.span.range()])));
    for (index, (paragraph, first)) in paragraphs.iter_mut().zip(first_paragraphs).enumerate() {
        paragraph.repeat_of = (first < index).then_some(first);
    }
    let first_sentences = firsts(sentences.iter().map(|sentence| &text[sentence.span.range()]));
    for (index, (sentence, first)) in sentences.iter_mut().zip(first_sentences).enumerate() {
        let is_long = || text[sentence.span.range()].split_whitespace().nth(SHORTEST_SENTENCE - 1).is_some();
        sentence.repeat_of = (first < index && is_long()).then_some(first);
    }
}

/// For every text the index of the first with the same words.
pub(super) fn firsts<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<usize> {
    let mut seen = HashMap::new();
    texts.enumerate().map(|(index, text)| *seen.entry(collapsed(text)).or_insert(index)).collect()
}

/// The text with single blanks, copied only where it has others.
fn collapsed(text: &str) -> Cow<'_, str> {
    let mut before = 'x';
    let is_plain = text.chars().all(|character| {
        let odd = character.is_whitespace() && (character != ' ' || before == ' ');
        before = character;
        !odd
    });
    if is_plain { Cow::Borrowed(text) } else { Cow::Owned(text.split_whitespace().collect::<Vec<_>>().join(" ")) }
}

/// A caption is the same with another agency behind it.
fn uncredited(paragraph: &str) -> &str {
    credits::trailing(paragraph).map_or(paragraph, |start| paragraph[..start].trim_end())
}

#[cfg(test)]
mod tests {
    use super::super::Document;

    #[test]
    fn points_to_the_first_of_the_same_words() {
        let caption = "Lavrov speaks in Moscow on Friday.";
        for (text, paragraphs, sentences) in [
            ("One two three four.\n\nOne  two\u{a0}three four.", vec![None, Some(0)], vec![None, Some(0)]),
            ("Yes, he did.\n\nYes, he did.", vec![None, Some(0)], vec![None, None]),
            ("A b c d. E f g h. A b c d.", vec![None], vec![None, None, Some(0)]),
            (&format!("{caption} Pool via Reuters\n\n{caption}"), vec![None, Some(0)], vec![None, None, Some(0)]),
            (&format!("{caption} AFP\n\n{caption} TT"), vec![None, Some(0)], vec![None, None, Some(0), None]),
            ("One two three four.\n\nOne two three five.", vec![None, None], vec![None, None]),
        ] {
            let document = Document::new(text);
            let found: Vec<_> = document.paragraphs().iter().map(|paragraph| paragraph.repeat_of).collect();
            assert_eq!(found, paragraphs, "{text:?}");
            let found: Vec<_> = document.sentences().iter().map(|sentence| sentence.repeat_of).collect();
            assert_eq!(found, sentences, "{text:?}");
        }
    }

    #[test]
    fn knows_repeats_by_offset() {
        let text = "Guterres opens the river summit. Getty Images\n\nGuterres opens the river summit.";
        let document = Document::new(text);
        assert!(!document.is_repeat(0));
        assert!(document.is_repeat(text.rfind("Guterres").expect("it is there")));
    }
}
