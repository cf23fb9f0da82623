//! Scaled dot-product attention (Vaswani et al. 2017, section 3.2).

use super::{LANES, Matrix, dispatched, elementwise};

dispatched! {
    /// Attention of every head over one sequence; `qkv` holds queries, keys and values side by side, `context` takes the
    /// heads' results side by side.
    pub(crate) fn attention(qkv: &Matrix, heads: usize, context: &mut Matrix) = attention_body
}

#[inline(always)]
fn attention_body<const ROWS: usize>(qkv: &Matrix, heads: usize, context: &mut Matrix) {
    let hidden = context.columns();
    let width = hidden / heads;
    let mut keys = Matrix::zeros(width, qkv.rows().next_multiple_of(LANES));
    let mut scores = vec![0.0; keys.columns()];
    for head in 0..heads {
        let first = head * width;
        transpose(qkv, hidden + first, &mut keys);
        for index in 0..qkv.rows() {
            let query = &qkv.row(index)[first..][..width];
            score(query, &keys, &mut scores);
            let scale = 1.0 / soften(&mut scores[..qkv.rows()], width);
            mix(qkv, 2 * hidden + first, &scores, scale, &mut context.row_mut(index)[first..][..width]);
        }
    }
}

/// Turns the keys of one head so that those of all positions lie side by side.
#[inline(always)]
fn transpose(qkv: &Matrix, first: usize, keys: &mut Matrix) {
    for position in 0..qkv.rows() {
        for dimension in 0..keys.rows() {
            keys.row_mut(dimension)[position] = qkv.row(position)[first + dimension];
        }
    }
}

/// The products of one query with all keys.
#[inline(always)]
fn score(query: &[f32], keys: &Matrix, scores: &mut [f32]) {
    for (block, scores) in scores.chunks_exact_mut(LANES).enumerate() {
        let mut sums = [0.0; LANES];
        for (dimension, query) in query.iter().enumerate() {
            let keys = &keys.row(dimension)[block * LANES..][..LANES];
            sums.iter_mut().zip(keys).for_each(|(sum, key)| *sum += query * key);
        }
        scores.copy_from_slice(&sums);
    }
}

/// Softmax without its last division; the sum to divide by is returned.
#[inline(always)]
fn soften(scores: &mut [f32], width: usize) -> f32 {
    let scale = 1.0 / (width as f32).sqrt();
    let highest = scores.iter().fold(f32::NEG_INFINITY, |highest, &score| if score > highest { score } else { highest });
    scores.iter_mut().for_each(|score| *score = elementwise::exp((*score - highest) * scale));
    elementwise::sum(scores, |score| score)
}

/// The values of all positions, weighted by their scores.
#[inline(always)]
fn mix(qkv: &Matrix, first: usize, scores: &[f32], scale: f32, output: &mut [f32]) {
    for (chunk, output) in output.chunks_mut(LANES).enumerate() {
        let mut sums = [0.0; LANES];
        for (position, score) in scores[..qkv.rows()].iter().enumerate() {
            let values = &qkv.row(position)[first + chunk * LANES..];
            sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += score * value);
        }
        output.iter_mut().zip(sums).for_each(|(output, sum)| *output = sum * scale);
    }
}
