//! Which code cuts a model's text into pieces.

use std::ops::Range;

use super::word_piece::WordPiece;
use crate::{Error, Result};

/// Cuts text into words and their pieces.
#[derive(Debug)]
pub(super) enum Cutter {
    /// Our own code, for what BERT's models have.
    WordPiece(Box<WordPiece>),
    /// The `tokenizers` crate, for everything else.
    #[cfg(feature = "tokenizers")]
    Tokenizers { tokenizer: Box<tokenizers::Tokenizer>, vocabulary: Vocabulary },
}

/// The marks of a foreign tokenizer.
#[cfg(feature = "tokenizers")]
#[derive(Debug)]
pub(super) struct Vocabulary {
    ids: std::collections::HashMap<String, u32>,
    unknown: u32,
}

impl Cutter {
    /// From a Hugging Face `tokenizer.json`.
    pub(super) fn read(json: &[u8]) -> Result<Self> {
        match WordPiece::read(json)? {
            Some(word_piece) => Ok(Cutter::WordPiece(Box::new(word_piece))),
            None => Self::foreign(json),
        }
    }

    #[cfg(not(feature = "tokenizers"))]
    fn foreign(_: &[u8]) -> Result<Self> {
        Err(Error::model("tokenizer.json", "it is not BERT's; others need the feature `tokenizers`"))
    }

    #[cfg(feature = "tokenizers")]
    fn foreign(json: &[u8]) -> Result<Self> {
        let broken = |error| Error::model("tokenizer.json", error);
        let parsed = tokenizers::Tokenizer::from_bytes(json).map_err(broken)?;
        let ids = parsed.get_vocab(true);
        let unknown = ids.get("[UNK]").or_else(|| ids.get("<unk>"));
        let unknown = *unknown.ok_or_else(|| Error::model("tokenizer.json", "it lacks `[UNK]`"))?;
        // No truncation, no padding, and `[MASK]` in an article is four letters in brackets.
        let mut tokenizer = tokenizers::Tokenizer::new(parsed.get_model().clone());
        tokenizer.with_normalizer(parsed.get_normalizer().cloned()).map_err(broken)?;
        tokenizer.with_pre_tokenizer(parsed.get_pre_tokenizer().cloned());
        Ok(Cutter::Tokenizers { tokenizer: Box::new(tokenizer), vocabulary: Vocabulary { ids, unknown } })
    }

    /// The id of a piece of the vocabulary.
    pub(super) fn id(&self, piece: &str) -> Option<u32> {
        match self {
            Cutter::WordPiece(word_piece) => word_piece.id(piece),
            #[cfg(feature = "tokenizers")]
            Cutter::Tokenizers { vocabulary, .. } => vocabulary.ids.get(piece).copied(),
        }
    }

    /// The piece for what is unknown.
    pub(super) fn unknown(&self) -> u32 {
        match self {
            Cutter::WordPiece(word_piece) => word_piece.unknown(),
            #[cfg(feature = "tokenizers")]
            Cutter::Tokenizers { vocabulary, .. } => vocabulary.unknown,
        }
    }

    pub(super) fn highest_id(&self) -> u32 {
        match self {
            Cutter::WordPiece(word_piece) => word_piece.highest_id(),
            #[cfg(feature = "tokenizers")]
            Cutter::Tokenizers { vocabulary, .. } => vocabulary.ids.values().copied().max().unwrap_or(0),
        }
    }

    /// All pieces of a text, those without a place in it too.
    ///
    /// # Errors
    ///
    /// If a foreign tokenizer fails.
    #[cfg(feature = "onnx")]
    pub(super) fn ids(&self, text: &str) -> Result<Vec<u32>> {
        match self {
            Cutter::WordPiece(word_piece) => {
                let mut ids = Vec::new();
                word_piece.cut(text, |_, pieces| ids.extend_from_slice(pieces));
                Ok(ids)
            }
            Cutter::Tokenizers { tokenizer, .. } => {
                let encoding = tokenizer.encode(text, false).map_err(|error| Error::model("tokenizer.json", error))?;
                Ok(encoding.get_ids().to_vec())
            }
        }
    }

    /// Calls `found` with the place of each word, in bytes, and its pieces, in reading order.
    ///
    /// # Errors
    ///
    /// If a foreign tokenizer fails.
    pub(super) fn cut(
        &self,
        text: &str,
        #[cfg_attr(not(feature = "tokenizers"), expect(unused_mut))] mut found: impl FnMut(Range<usize>, &[u32]),
    ) -> Result<()> {
        match self {
            Cutter::WordPiece(word_piece) => word_piece.cut(text, found),
            #[cfg(feature = "tokenizers")]
            Cutter::Tokenizers { tokenizer, .. } => {
                let encoding = tokenizer.encode(text, false).map_err(|error| Error::model("tokenizer.json", error))?;
                let places: Vec<Range<usize>> = encoding.get_offsets().iter().map(|&place| trimmed(text, place)).collect();
                let words = encoding.get_word_ids();
                let is_one_word = |&before: &usize, &piece: &usize| {
                    let signs = [before, piece].map(|piece| is_sign(&text[places[piece].clone()]));
                    words[before] == words[piece] && !signs.contains(&true)
                };
                let pieces: Vec<usize> = (0..words.len()).collect();
                for word in pieces.chunk_by(is_one_word) {
                    let (first, last) = (word[0], word[word.len() - 1]);
                    // All of its pieces may be blanks.
                    let place = trimmed(text, (places[first].start, places[last].end));
                    if !place.is_empty() {
                        found(place, &encoding.get_ids()[first..=last]);
                    }
                }
            }
        }
        Ok(())
    }
}

/// The place of a piece without the blanks that SentencePiece and byte-level BPE count to the word after them.
#[cfg(feature = "tokenizers")]
fn trimmed(text: &str, (start, end): (usize, usize)) -> Range<usize> {
    let piece = text.get(start..end).unwrap_or_default();
    let start = start + piece.len() - piece.trim_start().len();
    start..start + piece.trim().len()
}

/// Whether a piece is punctuation, which is a word of its own in every annotation; SentencePiece leaves it at words.
#[cfg(feature = "tokenizers")]
fn is_sign(piece: &str) -> bool {
    !piece.is_empty() && piece.chars().all(|character| character.is_ascii_punctuation())
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNIGRAM: &str = r#"{"version": "1.0", "truncation": null, "padding": null, "added_tokens": [], "normalizer": null,
        "pre_tokenizer": {"type": "Whitespace"}, "post_processor": null, "decoder": null,
        "model": {"type": "Unigram", "unk_id": 0, "byte_fallback": false,
            "vocab": [["[UNK]", 0.0], ["[CLS]", 0.0], ["[SEP]", 0.0], ["Ky", -1.0], ["iv", -1.0], ["in", -1.0]]}}"#;

    #[cfg(feature = "tokenizers")]
    #[test]
    fn a_tokenizer_of_another_kind_is_left_to_the_other_crate() {
        let cutter = Cutter::read(UNIGRAM.as_bytes()).expect("it is sound");
        let mut words = Vec::new();
        cutter.cut("in Kyiv", |place, ids| words.push((place, ids.to_vec()))).expect("it can be cut");
        assert_eq!(words, [(0..2, vec![5]), (3..7, vec![3, 4])]);
        assert_eq!((cutter.id("[SEP]"), cutter.unknown(), cutter.highest_id()), (Some(2), 0, 5));
    }

    /// As XLM-R's tokenizer is made: blanks belong to the word that follows, and commas to the word before.
    #[cfg(feature = "tokenizers")]
    #[test]
    fn words_have_no_blanks_and_signs_are_words() {
        let json = r#"{"version": "1.0", "truncation": null, "padding": null, "added_tokens": [], "normalizer": null,
            "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": true},
            "post_processor": null, "decoder": null, "model": {"type": "Unigram", "unk_id": 2, "byte_fallback": false, "vocab":
            [["<s>", 0.0], ["</s>", 0.0], ["<unk>", 0.0], ["▁Ky", -1.0], ["iv", -1.0], [",", -1.0], ["▁in", -1.0], ["▁", -2.0]]}}"#;
        let cutter = Cutter::read(json.as_bytes()).expect("it is sound");
        let (text, mut words) = ("in  Kyiv, in", Vec::new());
        cutter.cut(text, |place, ids| words.push((&text[place], ids.to_vec()))).expect("it can be cut");
        assert_eq!(words, [("in", vec![6]), ("Kyiv", vec![3, 4]), (",", vec![5]), ("in", vec![6])]);
        assert_eq!((cutter.id("<s>"), cutter.unknown()), (Some(0), 2));
    }

    /// As RoBERTa's tokenizer is made, of bytes; one of those blanks is two.
    #[cfg(feature = "tokenizers")]
    #[test]
    fn blanks_in_bytes_are_no_words() {
        let json = include_str!("../../tests/data/tiny-roberta/tokenizer.json");
        let cutter = Cutter::read(json.as_bytes()).expect("it is sound");
        let (text, mut words) = ("Ä \u{a0}\u{a0}a", Vec::new());
        cutter.cut(text, |place, _| words.push(&text[place])).expect("it can be cut");
        assert_eq!(words, ["Ä", "a"]);
    }

    #[cfg(not(feature = "tokenizers"))]
    #[test]
    fn a_tokenizer_of_another_kind_is_refused_with_the_feature_that_reads_it() {
        let error = Cutter::read(UNIGRAM.as_bytes()).expect_err("it is not BERT's");
        assert!(error.to_string().contains("feature `tokenizers`"), "{error}");
    }
}
