//! Words cut into the pieces that the encoder knows.

use std::ops::Range;

use super::cutter::Cutter;
use crate::{
    Case, Document, Error, Result, Span, Token,
    encoder::{Piece, Settings},
};

/// The longest stretch of text that is cut at once, in bytes.
const CHUNK: usize = 1 << 14;

/// The longest token that is cut into pieces, in bytes; anything longer is no word.
const LONGEST_TOKEN: usize = 1 << 10;

/// Cuts documents into pieces with the case of each word beside them.
#[derive(Debug)]
pub(super) struct WordPieces {
    cutter: Cutter,
    start: Piece,
    end: Piece,
    case_types: bool,
}

/// The pieces of a document.
#[derive(Debug)]
pub(super) struct Pieces {
    pieces: Vec<Piece>,
    /// Index of each word's first piece; sorted.
    starts: Vec<usize>,
    /// Where each word stands in the text.
    words: Vec<Span>,
    /// The words of each sentence.
    sentences: Vec<Range<usize>>,
    start: Piece,
    end: Piece,
}

impl WordPieces {
    /// From a Hugging Face `tokenizer.json`.
    ///
    /// # Errors
    ///
    /// If the file is broken or has pieces that the model does not.
    pub(super) fn new(json: &[u8], settings: &Settings) -> Result<Self> {
        Self::with_vocabulary(json, settings.vocabulary, settings.case_types)
    }

    /// For a model of so many pieces, which reads the case of words as token types or has none of them.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub(super) fn with_vocabulary(json: &[u8], vocabulary: usize, case_types: bool) -> Result<Self> {
        let cutter = Cutter::read(json)?;
        if cutter.highest_id() as usize >= vocabulary {
            return Err(Error::model("tokenizer.json", "it has more pieces than the model"));
        }
        // The marks of BERT, or those of RoBERTa and its kin.
        let mark = |token: &str, other: &str| -> Result<Piece> {
            let id = cutter.id(token).or_else(|| cutter.id(other));
            let id = id.ok_or_else(|| Error::model("tokenizer.json", format!("it lacks `{token}`")))?;
            Ok(Piece { id, type_id: 0 })
        };
        let (start, end) = (mark("[CLS]", "<s>")?, mark("[SEP]", "</s>")?);
        Ok(WordPieces { cutter, start, end, case_types })
    }

    pub(super) fn cut(&self, document: &Document) -> Result<Pieces> {
        let mut pieces = Pieces::new(self.start, self.end);
        for sentence in document.sentences() {
            let first = pieces.words.len();
            for tokens in chunks(&document.tokens()[sentence.tokens.clone()]) {
                self.cut_chunk(document, tokens, &mut pieces)?;
            }
            pieces.sentences.push(first..pieces.words.len());
        }
        Ok(pieces)
    }

    /// The same with the words of each sentence as `split` finds them, each cut by itself.
    #[cfg(feature = "onnx")]
    pub(super) fn cut_words(&self, document: &Document, split: impl Fn(&str) -> Vec<Range<usize>>) -> Result<Pieces> {
        let mut pieces = Pieces::new(self.start, self.end);
        for sentence in document.sentences() {
            let (first, text) = (pieces.words.len(), &document[sentence.span]);
            for word in split(text) {
                let ids = self.ids(&text[word.clone()])?.into_iter().map(|id| Piece { id, type_id: 0 });
                pieces.push_word(Span::new(word.start, word.end).shifted(sentence.span.start), ids);
            }
            pieces.sentences.push(first..pieces.words.len());
        }
        Ok(pieces)
    }

    /// The pieces of a word or a few; the one for what is unknown if there are none or far too many.
    #[cfg(feature = "onnx")]
    pub(super) fn ids(&self, text: &str) -> Result<Vec<u32>> {
        let ids = if text.len() > LONGEST_TOKEN { Vec::new() } else { self.cutter.ids(text)? };
        Ok(if ids.is_empty() { vec![self.cutter.unknown()] } else { ids })
    }

    fn cut_chunk(&self, document: &Document, tokens: &[Token], pieces: &mut Pieces) -> Result<()> {
        let chunk = Span::new(tokens[0].span.start, tokens[tokens.len() - 1].span.end);
        if chunk.len() > CHUNK {
            pieces.push_word(chunk, [Piece { id: self.cutter.unknown(), type_id: self.type_id(Case::Mixed) }]);
            return Ok(());
        }
        let mut tokens = tokens.iter().peekable();
        self.cutter.cut(&document[chunk], |place, ids| {
            let span = Span::new(place.start, place.end).shifted(chunk.start);
            while tokens.next_if(|token| token.span.end <= span.start).is_some() {}
            let restored = tokens.peek().and_then(|token| token.restored);
            let type_id = self.type_id(restored.unwrap_or_else(|| Case::of(&document[span])));
            pieces.push_word(span, ids.iter().map(|&id| Piece { id, type_id }));
        })
    }

    /// The number under which the model was taught a case; 0 is for `[CLS]` and `[SEP]`.
    fn type_id(&self, case: Case) -> u32 {
        match case {
            _ if !self.case_types => 0,
            Case::Lower => 1,
            Case::Title => 2,
            Case::Upper => 3,
            Case::Mixed => 4,
            Case::Digit => 5,
            Case::Symbol => 6,
            Case::Initial => 7,
        }
    }
}

/// Runs of whole tokens of at most [`CHUNK`] bytes; a token that is too long stands alone.
fn chunks(tokens: &[Token]) -> impl Iterator<Item = &[Token]> {
    let mut rest = tokens;
    std::iter::from_fn(move || {
        let first = rest.first()?;
        let fits = |token: &Token| token.span.len() <= LONGEST_TOKEN && token.span.end - first.span.start <= CHUNK;
        let length = rest.iter().take_while(|token| fits(token)).count().max(1);
        let (chunk, others) = rest.split_at(length);
        rest = others;
        Some(chunk)
    })
}

impl Pieces {
    /// None, between the marks for start and end.
    fn new(start: Piece, end: Piece) -> Self {
        Pieces { pieces: Vec::new(), starts: Vec::new(), words: Vec::new(), sentences: Vec::new(), start, end }
    }

    fn push_word(&mut self, span: Span, pieces: impl IntoIterator<Item = Piece>) {
        self.starts.push(self.pieces.len());
        self.words.push(span);
        self.pieces.extend(pieces);
    }

    /// One sentence of words with so many pieces each.
    #[cfg(test)]
    pub(super) fn of_lengths(lengths: &[usize]) -> Self {
        let mark = Piece { id: 0, type_id: 0 };
        let mut pieces = Pieces::new(mark, mark);
        pieces.sentences.push(0..lengths.len());
        lengths.iter().for_each(|&length| pieces.push_word(Span::new(0, 1), std::iter::repeat_n(mark, length)));
        pieces
    }

    /// Every piece of the document, as a range of indices.
    #[cfg(test)]
    pub(super) fn all(&self) -> Range<usize> {
        0..self.pieces.len()
    }

    /// The pieces of a range between the marks for start and end.
    pub(super) fn enclosed(&self, range: Range<usize>) -> impl Iterator<Item = Piece> {
        let inner = self.pieces[range].iter().copied();
        std::iter::once(self.start).chain(inner).chain([self.end])
    }

    /// The words of a sentence.
    pub(super) fn words_of(&self, sentence: usize) -> &[Span] {
        &self.words[self.sentences[sentence].clone()]
    }

    /// So many words, from the first that starts at a piece or after it.
    pub(super) fn words_from(&self, piece: usize, count: usize) -> &[Span] {
        let first = self.starts.partition_point(|&start| start < piece);
        &self.words[first..first + count]
    }

    /// The words of a sentence, as a range of indices.
    #[cfg(feature = "onnx")]
    pub(super) fn words_in(&self, sentence: usize) -> Range<usize> {
        self.sentences[sentence].clone()
    }

    /// The words whose first piece is in a range, as a range of indices.
    #[cfg(feature = "onnx")]
    pub(super) fn words_starting_in(&self, range: Range<usize>) -> Range<usize> {
        let first_from = |piece: usize| self.starts.partition_point(|&start| start < piece);
        first_from(range.start)..first_from(range.end)
    }

    #[cfg(feature = "onnx")]
    pub(super) fn word(&self, index: usize) -> Span {
        self.words[index]
    }

    /// The pieces of a sentence, as a range of indices.
    pub(super) fn of_sentence(&self, sentence: usize) -> Range<usize> {
        let words = &self.sentences[sentence];
        self.start_of(words.start)..self.start_of(words.end)
    }

    /// Index of a word's first piece; for the number of words, the number of pieces.
    pub(super) fn start_of(&self, word: usize) -> usize {
        self.starts.get(word).copied().unwrap_or(self.pieces.len())
    }

    /// Whether a word starts at the piece.
    pub(super) fn starts_word(&self, piece: usize) -> bool {
        self.starts.binary_search(&piece).is_ok()
    }

    /// The last start of a word at or before the piece, or the piece itself where a word is longer than `reach` pieces.
    pub(super) fn word_start_before(&self, piece: usize, reach: usize) -> usize {
        let index = self.starts.partition_point(|&start| start <= piece);
        let start = index.checked_sub(1).map_or(0, |index| self.starts[index]);
        if piece - start < reach { start } else { piece }
    }
}
