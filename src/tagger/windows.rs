//! Windows of whole sentences: what the encoder reads at once.
//!
//! Where one window ends depends on the sentences within reach alone and not on how the document begins. So an article
//! reads the same with another one before it.

use std::ops::Range;

use super::pieces::Pieces;
use crate::{Document, text::fingerprint};

/// How far a model looks.
#[derive(Debug, Clone, Copy)]
struct Reach {
    /// Pieces that the encoder reads at once, without the two marks around them.
    limit: usize,
    /// Pieces that neighbouring windows of one long sentence share.
    overlap: usize,
}

impl Reach {
    /// For windows of so many pieces, with the marks.
    fn new(window: usize) -> Self {
        Reach { limit: window - 2, overlap: (window - 2) / 3 }
    }
}

/// Sentences that are read together.
#[derive(Debug, PartialEq)]
pub(super) struct Passage {
    /// Which sentences.
    pub(super) sentences: Range<usize>,
    /// One window; more only if a single sentence does not fit one.
    pub(super) windows: Vec<Window>,
}

/// Pieces that the encoder reads at once.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Window {
    /// What is read, as indices of the document's pieces.
    pub(super) pieces: Range<usize>,
    /// The part for which this window speaks; the rest is context.
    pub(super) own: Range<usize>,
}

/// Cuts a document into passages for windows of at most `window` pieces; together they hold every sentence once.
pub(super) fn passages(document: &Document, pieces: &Pieces, window: usize) -> Vec<Passage> {
    let reach = Reach::new(window);
    let lengths: Vec<usize> = (0..document.sentences().len()).map(|sentence| pieces.of_sentence(sentence).len().max(1)).collect();
    let priorities: Vec<u64> = document.sentences().iter().map(|sentence| fingerprint(&document[sentence.span])).collect();
    let passages = groups(&lengths, &priorities, reach.limit).into_iter();
    passages.map(|sentences| Passage { windows: windows(pieces, &sentences, reach), sentences }).collect()
}

fn windows(pieces: &Pieces, sentences: &Range<usize>, reach: Reach) -> Vec<Window> {
    let whole = pieces.of_sentence(sentences.start).start..pieces.of_sentence(sentences.end - 1).end;
    if whole.len() <= reach.limit {
        vec![Window { pieces: whole.clone(), own: whole }]
    } else {
        overlapping(pieces, whole, reach)
    }
}

/// Windows over a sentence that is too long for one; each speaks for what lies farthest from its ends.
fn overlapping(pieces: &Pieces, sentence: Range<usize>, Reach { limit, overlap }: Reach) -> Vec<Window> {
    let mut windows: Vec<Window> = Vec::new();
    let mut start = sentence.start;
    loop {
        let end = if start + limit < sentence.end { pieces.word_start_before(start + limit, overlap / 2) } else { sentence.end };
        let own = windows.last().map_or(sentence.start, |window| window.own.end);
        let last = end == sentence.end;
        let own_end = if last { end } else { pieces.word_start_before(end - overlap / 2, overlap / 4) };
        windows.push(Window { pieces: start..end, own: own..own_end });
        if last {
            return windows;
        }
        start = pieces.word_start_before(end - overlap, overlap / 4);
    }
}

/// Groups neighbouring sentences up to `limit` pieces.
///
/// The start of a sentence opens a group if its priority is the highest of a stretch around it that is longer than the
/// limit. That is the cut of a treap (Seidel and Aragon 1996), found by looking at the neighbourhood alone.
fn groups(lengths: &[usize], priorities: &[u64], limit: usize) -> Vec<Range<usize>> {
    let mut starts: Vec<usize> =
        (0..lengths.len()).filter(|&sentence| opens_group(lengths, priorities, sentence, limit)).collect();
    starts.push(lengths.len());
    starts.windows(2).map(|pair| pair[0]..pair[1]).collect()
}

fn opens_group(lengths: &[usize], priorities: &[u64], sentence: usize, limit: usize) -> bool {
    let mut total = lengths[sentence];
    for before in (0..sentence).rev() {
        total += lengths[before];
        if total > limit || priorities[before] >= priorities[sentence] {
            break;
        }
    }
    if sentence == 0 || total > limit {
        return true;
    }
    for after in sentence + 1..lengths.len() {
        if priorities[after] > priorities[sentence] {
            return false;
        }
        total += lengths[after];
        if total > limit {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Windows of 128 pieces.
    const LIMIT: usize = 126;

    proptest! {
        #[test]
        fn groups_hold_every_sentence_once_and_fit(sentences in prop::collection::vec((1..200_usize, 0..9_u64), 0..60)) {
            let (lengths, priorities): (Vec<usize>, Vec<u64>) = sentences.into_iter().unzip();
            let groups = groups(&lengths, &priorities, LIMIT);
            prop_assert!(groups.iter().cloned().flatten().eq(0..lengths.len()));
            for group in groups {
                let total: usize = lengths[group.clone()].iter().sum();
                prop_assert!(total <= LIMIT || group.len() == 1, "{group:?} holds {total} pieces");
            }
        }

        #[test]
        fn groups_do_not_depend_on_what_lies_out_of_reach(
            before in prop::collection::vec((1..60_usize, any::<u64>()), 0..30),
            after in prop::collection::vec((20..60_usize, any::<u64>()), 20..40),
        ) {
            let split = |sentences: Vec<(usize, u64)>| -> (Vec<usize>, Vec<u64>) { sentences.into_iter().unzip() };
            let alone = split(after.clone());
            let shift = before.len();
            let together = split(before.into_iter().chain(after).collect());
            let far = |group: &Range<usize>| group.start > 2 * LIMIT / 20;
            let alone: Vec<_> = groups(&alone.0, &alone.1, LIMIT).into_iter().filter(far).collect();
            let together = groups(&together.0, &together.1, LIMIT).into_iter();
            let together: Vec<_> = together.filter(|group| group.start >= shift).map(|group| group.start - shift..group.end - shift).filter(far).collect();
            prop_assert_eq!(alone, together);
        }
    }

    #[test]
    fn a_long_sentence_is_cut_with_overlap_and_nothing_is_lost() {
        for words in [vec![1; 1000], vec![3; 300], vec![90; 20], vec![400, 1, 1, 400], vec![127], vec![2; 64]] {
            let pieces = Pieces::of_lengths(&words);
            let whole = 0..words.iter().sum();
            let windows = overlapping(&pieces, whole.clone(), Reach::new(LIMIT + 2));
            assert!(windows.iter().flat_map(|window| window.own.clone()).eq(whole), "{words:?}");
            for window in windows {
                assert!(window.pieces.len() <= LIMIT && window.pieces.start <= window.own.start, "{words:?}: {window:?}");
                assert!(window.own.end <= window.pieces.end && !window.own.is_empty(), "{words:?}: {window:?}");
            }
        }
    }
}
