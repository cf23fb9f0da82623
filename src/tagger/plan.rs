//! How a document goes through the encoder: its pieces, their passages, and the packs of passages that are read together.

use std::ops::Range;

use super::{
    pieces::Pieces,
    reading::WindowWords,
    windows::{self, Passage},
};
use crate::{Document, EntityType, encoder::Pack};

/// Pieces that go through the encoder together, more only where a sentence is longer. Four times as many are 2 % faster on
/// one thread, but leave an article too few packs to share among threads.
const PACK: usize = 128;

/// The pieces of a document, and what is read at once.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) pieces: Pieces,
    passages: Vec<Passage>,
    /// Neighbouring passages that are read together, as ranges of indices.
    pub(super) packs: Vec<Range<usize>>,
}

impl Plan {
    /// For windows of at most so many pieces.
    pub(super) fn new(document: &Document, pieces: Pieces, window: usize) -> Self {
        let passages = windows::passages(document, &pieces, window);
        Plan { packs: packs(&passages), pieces, passages }
    }

    /// The sentences of a few passages.
    pub(super) fn sentences(&self, passages: &Range<usize>) -> impl Iterator<Item = usize> {
        self.passages[passages.clone()].iter().flat_map(|passage| passage.sentences.clone())
    }

    /// The windows of a few passages; of each word the first piece is asked for.
    pub(super) fn pack(&self, passages: &Range<usize>) -> Pack {
        let mut pack = Pack::default();
        for window in self.passages[passages.clone()].iter().flat_map(|passage| &passage.windows) {
            // The mark at the start moves every piece by one.
            let first = window.own.clone().filter(|&piece| self.pieces.starts_word(piece));
            pack.push(self.pieces.enclosed(window.pieces.clone()), first.map(|piece| piece - window.pieces.start + 1));
        }
        pack
    }

    /// The words of each window of a few passages, given the names of each sentence, in words of it.
    pub(super) fn window_words(
        &self,
        passages: &Range<usize>,
        names: &[Vec<(Range<usize>, EntityType)>],
    ) -> Vec<WindowWords<'_>> {
        let mut names = names.iter();
        let (mut windows, mut row) = (Vec::new(), 0);
        for passage in &self.passages[passages.clone()] {
            let names = self.names_in(passage, names.by_ref());
            let mut first = 0;
            for window in &passage.windows {
                let count = window.own.clone().filter(|&piece| self.pieces.starts_word(piece)).count();
                let own = names.iter().filter(|(name, _)| first <= name.start && name.end <= first + count);
                windows.push(WindowWords {
                    rows: row..row + count,
                    spans: self.pieces.words_from(window.own.start, count),
                    names: own.map(|(name, entity_type)| (name.start - first..name.end - first, *entity_type)).collect(),
                });
                (row, first) = (row + count, first + count);
            }
        }
        windows
    }

    /// The names of a passage, in words of it.
    fn names_in<'a>(
        &self,
        passage: &Passage,
        names: impl Iterator<Item = &'a Vec<(Range<usize>, EntityType)>>,
    ) -> Vec<(Range<usize>, EntityType)> {
        let (mut found, mut words) = (Vec::new(), 0);
        for (sentence, names) in passage.sentences.clone().zip(names) {
            found.extend(names.iter().map(|(name, entity_type)| (words + name.start..words + name.end, *entity_type)));
            words += self.pieces.words_of(sentence).len();
        }
        found
    }
}

/// Groups neighbouring passages.
fn packs(passages: &[Passage]) -> Vec<Range<usize>> {
    let mut packs: Vec<Range<usize>> = Vec::new();
    let mut size = 0;
    for (index, passage) in passages.iter().enumerate() {
        let length: usize = passage.windows.iter().map(|window| window.pieces.len()).sum();
        match packs.last_mut().filter(|_| size + length <= PACK) {
            Some(pack) => (pack.end, size) = (index + 1, size + length),
            None => {
                packs.push(index..index + 1);
                size = length;
            }
        }
    }
    packs
}
