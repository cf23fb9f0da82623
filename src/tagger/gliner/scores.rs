//! From GLiNER's logits to names.

use std::ops::Range;

use crate::tagger::session::Array;

/// A run of words that may be a name.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate {
    pub(super) words: Range<usize>,
    /// Which of the caller's labels it has.
    pub(super) label: usize,
    /// Its probability.
    pub(super) score: f32,
}

/// What the logits are of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Mode {
    /// Of every run of at most so many words (Zaratiana et al. 2023).
    Span { width: usize },
    /// Of every word as the first, the last and any word of a name (Stepanov and Shtopko 2024, "GLiNER multi-task").
    Token,
}

/// The runs of words that are surer than the threshold; `None` if the logits are not of so many words and labels.
pub(super) fn candidates(mode: Mode, logits: &Array<f32>, words: usize, labels: usize, threshold: f32) -> Option<Vec<Candidate>> {
    match (mode, &logits.shape[..]) {
        (Mode::Span { width }, &[1, rows, columns, depth]) if (rows, columns, depth) == (words, width, labels) => {
            Some(spans(logits, words, width, labels, threshold))
        }
        (Mode::Token, &[1, rows, columns, 3]) if (rows, columns) == (words, labels) => {
            Some(runs(words, labels, threshold, |part, word, label| logits.numbers[(word * labels + label) * 3 + part]))
        }
        // As the first exports had it.
        (Mode::Token, &[3, 1, rows, columns]) if (rows, columns) == (words, labels) => {
            Some(runs(words, labels, threshold, |part, word, label| logits.numbers[(part * words + word) * labels + label]))
        }
        _ => None,
    }
}

fn spans(logits: &Array<f32>, words: usize, width: usize, labels: usize, threshold: f32) -> Vec<Candidate> {
    let candidate = |(place, &logit): (usize, &f32)| {
        let (start, more, label) = (place / labels / width, place / labels % width, place % labels);
        Candidate { words: start..start + more + 1, label, score: sigmoid(logit) }
    };
    let candidates = logits.numbers.iter().enumerate().map(candidate);
    candidates.filter(|candidate| candidate.score > threshold && candidate.words.end <= words).collect()
}

/// Runs whose first word may open a name, whose last may end it and all of whose words may be in it; the least sure counts.
fn runs(words: usize, labels: usize, threshold: f32, logit: impl Fn(usize, usize, usize) -> f32) -> Vec<Candidate> {
    let mut found = Vec::new();
    for label in 0..labels {
        let score = |part: usize, word: usize| sigmoid(logit(part, word, label));
        for start in (0..words).filter(|&word| score(0, word) > threshold) {
            let mut least = score(0, start);
            for last in start..words {
                let inside = score(2, last);
                if inside < threshold {
                    break;
                }
                least = least.min(inside);
                let end = score(1, last);
                if end > threshold {
                    found.push(Candidate { words: start..last + 1, label, score: least.min(end) });
                }
            }
        }
    }
    found
}

fn sigmoid(logit: f32) -> f32 {
    1.0 / (1.0 + (-logit).exp())
}

/// The surest candidates that share no word, in reading order.
pub(super) fn surest(mut candidates: Vec<Candidate>) -> Vec<Candidate> {
    candidates.sort_by(|a, b| b.score.total_cmp(&a.score));
    let words = candidates.iter().map(|candidate| candidate.words.end).max().unwrap_or(0);
    let mut taken = vec![false; words];
    candidates.retain(|candidate| {
        let is_free = !taken[candidate.words.clone()].contains(&true);
        if is_free {
            taken[candidate.words.clone()].fill(true);
        }
        is_free
    });
    candidates.sort_by_key(|candidate| candidate.words.start);
    candidates
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(words: Range<usize>, label: usize, score: f32) -> Candidate {
        Candidate { words, label, score }
    }

    #[test]
    fn spans_are_read_by_start_width_and_label() {
        let mut numbers = vec![-9.0; 3 * 2 * 2];
        // The second word alone, the first two together, and one that ends after the text.
        (numbers[5], numbers[2], numbers[10]) = (1.0, 2.0, 9.0);
        let logits = Array { shape: vec![1, 3, 2, 2], numbers };
        let got = candidates(Mode::Span { width: 2 }, &logits, 3, 2, 0.5).expect("the shape is right");
        assert_eq!(got, [candidate(0..2, 0, sigmoid(2.0)), candidate(1..2, 1, sigmoid(1.0))]);
        assert_eq!(candidates(Mode::Span { width: 3 }, &logits, 3, 2, 0.5), None);
        assert_eq!(candidates(Mode::Token, &logits, 3, 2, 0.5), None);
    }

    #[test]
    fn runs_go_from_an_opening_to_an_ending_word_in_both_layouts() {
        // Words by label, each as first, last, and any.
        let rows = [[[3.0, -9.0, 2.0], [-9.0; 3]], [[-9.0, 1.0, 4.0], [-9.0; 3]], [[-9.0, 5.0, -1.0], [9.0, 9.0, -9.0]]];
        let last: Vec<f32> = rows.iter().flatten().flatten().copied().collect();
        let first = (0..3).flat_map(|part| rows.iter().flatten().map(move |row| row[part]));
        let want = [candidate(0..2, 0, sigmoid(1.0))];
        for (shape, numbers) in [(vec![1, 3, 2, 3], last), (vec![3, 1, 3, 2], first.collect())] {
            assert_eq!(candidates(Mode::Token, &Array { shape, numbers }, 3, 2, 0.5).expect("the shape is right"), want);
        }
    }

    #[test]
    fn the_surest_win() {
        let given = vec![candidate(0..2, 0, 0.7), candidate(1..3, 1, 0.9), candidate(3..4, 0, 0.6), candidate(1..3, 0, 0.8)];
        assert_eq!(surest(given), [candidate(1..3, 1, 0.9), candidate(3..4, 0, 0.6)]);
        assert_eq!(surest(Vec::new()), []);
    }
}
