//! Scaled dot-product attention (Vaswani et al. 2017, section 3.2) in integers of 16 bits.
//!
//! Queries, keys, values and probabilities are rounded to so many bits that no sum overflows: about 13 each for queries and
//! keys, 15 for the others. That is near to f32, at twice its speed, and exact on every machine.

use std::ops::Range;

use super::{
    kernel::{Instructions, LANES, Multiply, Rows},
    linear::Activations,
    rows::{self, exp2, highest, magnitude, quantize_signed},
};

/// The greatest word that a value or a probability becomes.
pub(super) const WORD_LIMIT: f32 = 32767.0;

/// The greatest word that a query or a key becomes, so that their dot product stays below 2^30.
pub(super) fn query_limit(width: usize) -> f32 {
    ((1 << 30) as f32 / width as f32).sqrt().floor().min(WORD_LIMIT)
}

/// Queries that are answered at a time.
const BLOCK: usize = 48;

/// The sizes of heads.
#[derive(Debug, Clone, Copy)]
pub(super) struct Heads {
    pub(super) count: usize,
    /// Dimensions of each; even.
    pub(super) width: usize,
}

/// Rows of words, each with its scale.
#[derive(Debug)]
pub(super) struct Words {
    values: Vec<i16>,
    scale: Vec<f32>,
    stride: usize,
}

impl Words {
    /// No rows yet, of this width.
    pub(super) fn new(width: usize) -> Self {
        Words { values: Vec::new(), scale: Vec::new(), stride: width }
    }

    /// Makes place for so many rows.
    pub(super) fn fit(&mut self, rows: usize) {
        self.values.resize(rows * self.stride, 0);
        self.scale.resize(rows, 0.0);
    }

    /// Stores the numbers of a row as words of at most `limit`.
    #[inline(always)]
    pub(super) fn store(&mut self, row: usize, numbers: &[f32], limit: f32) {
        self.scale[row] = rows::quantize_words(numbers, limit, &mut self.values[row * self.stride..][..self.stride]);
    }

    fn row(&self, row: usize) -> &[i16] {
        &self.values[row * self.stride..][..self.stride]
    }
}

/// The attention of every head over one sequence.
pub(super) struct Attend<'a, K: Instructions> {
    pub(super) heads: Heads,
    pub(super) queries: &'a Words,
    /// The rows of the sequence that ask, and those of all of it.
    pub(super) asking: Range<usize>,
    pub(super) sequence: Range<usize>,
    pub(super) keys: &'a Words,
    pub(super) values: &'a Words,
    pub(super) space: &'a mut Space,
    /// Where the heads' results go, side by side, a row for each that asks.
    pub(super) output: &'a mut Activations<K>,
}

/// Memory to work in.
#[derive(Debug, Default)]
pub(super) struct Space {
    /// Of the sequence; everything that has a number for each of its pieces is padded to a multiple of [`LANES`].
    length: usize,
    key_panels: Vec<[i16; 32]>,
    value_panels: Vec<[i16; 32]>,
    zeros: Vec<i32>,
    /// Of each key and value; beyond the last stands anything, and meets the probability 0.
    key_scale: Vec<f32>,
    value_weight: Vec<f32>,
    scores: Vec<i32>,
    powers: Vec<f32>,
    probabilities: Vec<i16>,
    sums: Vec<i32>,
    context: Vec<f32>,
}

impl<K: Instructions> Attend<'_, K> {
    #[inline(always)]
    pub(super) fn run(self) {
        let hidden = self.heads.count * self.heads.width;
        self.space.fit(self.sequence.len(), self.heads.width, self.asking.len() * hidden);
        let [keys, values] = [self.keys, self.values].map(|words| &words.scale[self.sequence.clone()]);
        let value_scale = self.space.weigh(keys, values);
        for at in (0..hidden).step_by(self.heads.width) {
            let head = at..at + self.heads.width;
            pack_keys(self.keys, &self.sequence, head.clone(), &mut self.space.key_panels);
            pack_values(self.values, &self.sequence, head.clone(), &mut self.space.value_panels);
            for start in self.asking.clone().step_by(BLOCK) {
                let block = start..self.asking.end.min(start + BLOCK);
                self.space.score::<K>(self.queries, block.clone(), head.clone());
                for (index, row) in block.clone().enumerate() {
                    let sharpness = self.queries.scale[row] * std::f32::consts::LOG2_E / (head.len() as f32).sqrt();
                    self.space.soften(index, sharpness);
                }
                let place = (start - self.asking.start) * hidden + at;
                self.space.mix::<K>(block.len(), head.len(), value_scale, place, hidden);
            }
        }
        for (row, context) in self.asking.zip(self.space.context.chunks_exact(hidden)) {
            self.output.store(row, |bytes| quantize_signed(context, bytes));
        }
    }
}

impl Space {
    #[inline(always)]
    fn fit(&mut self, length: usize, width: usize, context: usize) {
        let (padded, columns) = (length.next_multiple_of(LANES), width.next_multiple_of(LANES));
        self.length = length;
        self.key_panels.resize(padded / LANES * width / 2, [0; 32]);
        self.value_panels.resize(columns / LANES * length.div_ceil(2), [0; 32]);
        self.zeros.resize(padded.max(columns), 0);
        self.key_scale.resize(padded, 0.0);
        self.value_weight.resize(padded, 0.0);
        self.scores.resize(BLOCK * padded, 0);
        self.powers.resize(padded, 0.0);
        self.probabilities.resize(BLOCK * padded, 0);
        self.sums.resize(BLOCK * columns, 0);
        self.context.resize(context, 0.0);
    }

    /// Takes the scales of keys and values, the latter as weights of their probabilities, and returns the scale of the
    /// result.
    #[inline(always)]
    fn weigh(&mut self, keys: &[f32], values: &[f32]) -> f32 {
        let most = magnitude(values);
        self.key_scale[..keys.len()].copy_from_slice(keys);
        self.value_weight.iter_mut().zip(values).for_each(|(weight, scale)| *weight = scale / most);
        most / WORD_LIMIT
    }

    /// The products of a block of queries with the keys.
    #[inline(always)]
    fn score<K: Instructions>(&mut self, queries: &Words, block: Range<usize>, head: Range<usize>) {
        K::run(Multiply::<K::Words> {
            rows: Rows::new(&queries.values[block.start * queries.stride + head.start..], queries.stride, block.len()),
            panels: &self.key_panels,
            groups: head.len() / 2,
            start: &self.zeros,
            output: &mut self.scores,
        });
    }

    /// The mean of the values, for each of the block's queries by its probabilities; rows of `width` numbers go `stride`
    /// apart from `place` on.
    #[inline(always)]
    fn mix<K: Instructions>(&mut self, count: usize, width: usize, scale: f32, place: usize, stride: usize) {
        K::run(Multiply::<K::Words> {
            rows: Rows::new(&self.probabilities, self.powers.len(), count),
            panels: &self.value_panels,
            groups: self.length.div_ceil(2),
            start: &self.zeros,
            output: &mut self.sums,
        });
        let rows = self.context[place..].chunks_mut(stride).zip(self.sums.chunks_exact(width.next_multiple_of(LANES)));
        for (context, sums) in rows.take(count) {
            context[..width].iter_mut().zip(sums).for_each(|(value, &sum)| *value = sum as f32 * scale);
        }
    }

    /// Softmax over the scores of one query; each probability is multiplied with the weight of its value.
    #[inline(always)]
    fn soften(&mut self, row: usize, sharpness: f32) {
        let padded = self.powers.len();
        let scores = &self.scores[row * padded..][..padded];
        let probabilities = &mut self.probabilities[row * padded..][..padded];
        let powers = &mut self.powers[..];
        for ((power, &score), scale) in powers.iter_mut().zip(scores).zip(&self.key_scale) {
            *power = score as f32 * scale;
        }
        powers[self.length..].fill(f32::NEG_INFINITY);
        let most = highest(powers);
        for power in powers.iter_mut() {
            *power = exp2((*power - most) * sharpness);
        }
        let scale = WORD_LIMIT / rows::sum(powers);
        for ((probability, power), weight) in probabilities.iter_mut().zip(powers).zip(&self.value_weight) {
            *probability = rows::to_word(*power * scale * weight);
        }
    }
}

/// The keys of one head as panels of a product: `[length / LANES][width / 2][LANES][2]`.
#[inline(always)]
fn pack_keys(keys: &Words, sequence: &Range<usize>, head: Range<usize>, panels: &mut [[i16; 32]]) {
    for (panel, rows) in panels.chunks_exact_mut(head.len() / 2).zip(sequence.clone().step_by(LANES)) {
        for (lane, row) in (rows..sequence.end.min(rows + LANES)).enumerate() {
            let (key, _) = keys.row(row)[head.clone()].as_chunks::<2>();
            for (group, pair) in panel.iter_mut().zip(key) {
                [group[2 * lane], group[2 * lane + 1]] = *pair;
            }
        }
    }
}

/// The values of one head as panels of a product: `[width / LANES][length / 2][LANES][2]`.
#[inline(always)]
fn pack_values(values: &Words, sequence: &Range<usize>, head: Range<usize>, panels: &mut [[i16; 32]]) {
    let starts = head.clone().step_by(LANES);
    for (panel, start) in panels.chunks_exact_mut(sequence.len().div_ceil(2)).zip(starts) {
        let lanes = start..head.end.min(start + LANES);
        for (group, row) in panel.iter_mut().zip(sequence.clone().step_by(2)) {
            // What stands beside the last of an odd number meets the probability 0.
            let second = (row + 1).min(sequence.end - 1);
            let (first, second) = (&values.row(row)[lanes.clone()], &values.row(second)[lanes.clone()]);
            let (pairs, _) = group.as_chunks_mut::<2>();
            for (pair, (first, second)) in pairs.iter_mut().zip(first.iter().zip(second)) {
                *pair = [*first, *second];
            }
        }
    }
}
