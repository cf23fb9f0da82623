//! What stands between quotation marks, in the article that it stands in.

use std::ops::Range;

use super::marks::Quoted;
use crate::words::Words;

/// What stands between quotation marks, and whether it has found its place.
pub(super) struct Quote {
    pub(super) quoted: Quoted,
    pub(super) tokens: Range<usize>,
    pub(super) paragraph: usize,
    /// The paragraph that it ends in.
    pub(super) last: usize,
    pub(super) taken: bool,
}

impl Quote {
    pub(super) fn new(words: &Words, quoted: Quoted) -> Option<Self> {
        let tokens = words.token_at(quoted.span.start)..words.token_at(quoted.span.end);
        let place = |offset| words.document.sentence_at(offset).map(|sentence| words.document.sentences()[sentence].paragraph);
        let (paragraph, last) = (place(quoted.span.start)?, place(quoted.span.end - 1)?);
        (!tokens.is_empty()).then_some(Quote { quoted, tokens, paragraph, last, taken: false })
    }

    pub(super) fn is_single(&self, words: &Words) -> bool {
        let marks = &words.document.text()[self.quoted.span.start..self.quoted.inner.start];
        matches!(marks, "‘" | "'")
    }

    pub(super) fn opens_paragraph(&self, words: &Words) -> bool {
        words.document.paragraphs()[self.paragraph].span.start == self.quoted.span.start
    }
}

/// Whether quoted words can stand for themselves; `deep state` and `The Crown` cannot.
pub(super) fn is_sentence(inner: &str) -> bool {
    let inner = inner.trim();
    let stops = inner.ends_with(['.', '!', '?', ',', '…', '—', '-']);
    stops && inner.split_whitespace().nth(3).is_some()
}
