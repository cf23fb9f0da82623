//! Words, numbers and punctuation.

use unicode_segmentation::UnicodeSegmentation;

use super::Span;

/// The tokens of one sentence, sorted, disjoint, covering all that is not white space.
pub(super) fn split(text: &str, sentence: Span) -> Vec<Span> {
    let words = text[sentence.range()].split_word_bound_indices();
    let spans = words.map(|(at, word)| Span::new(sentence.start + at, sentence.start + at + word.len()));
    spans.filter(|span| !span.trimmed(text).is_empty()).collect()
}
