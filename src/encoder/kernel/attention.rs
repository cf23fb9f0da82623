//! Scaled dot-product attention (Vaswani et al. 2017, section 3.2).

use super::{LANES, Matrix, dispatched, elementwise, linear};

dispatched! {
    /// Attention of every head over one sequence; `qkv` holds queries, keys and values side by side, `context` takes the
    /// heads' results side by side. The width of a head is a multiple of [`LANES`].
    pub(crate) fn attention(qkv: &Matrix, heads: usize, context: &mut Matrix) = attention_body
}

#[inline(always)]
fn attention_body<const ROWS: usize>(qkv: &Matrix, heads: usize, context: &mut Matrix) {
    let (length, hidden) = (qkv.rows(), context.columns());
    let width = hidden / heads;
    let mut keys = vec![[0.0; LANES]; length.div_ceil(LANES) * width];
    let mut values = vec![[0.0; LANES]; width / LANES * length];
    let mut queries = vec![[0.0; ROWS]; width];
    let mut weights = vec![[0.0; ROWS]; length];
    let mut scores = Matrix::zeros(ROWS, length.next_multiple_of(LANES));
    for head in 0..heads {
        let first = head * width;
        key_panels(qkv, hidden + first, width, &mut keys);
        value_panels(qkv, 2 * hidden + first, width, &mut values);
        for first_row in (0..length).step_by(ROWS) {
            linear::interleave(qkv, first_row, first, &mut queries);
            for (index, panel) in keys.chunks_exact(width).enumerate() {
                store(&mut scores, 0, index * LANES, linear::multiply(&queries, panel), [1.0; ROWS]);
            }
            let scales: [f32; ROWS] = std::array::from_fn(|row| 1.0 / soften(&mut scores.row_mut(row)[..length], width));
            linear::interleave(&scores, 0, 0, &mut weights);
            for (index, panel) in values.chunks_exact(length).enumerate() {
                store(context, first_row, first + index * LANES, linear::multiply(&weights, panel), scales);
            }
        }
    }
}

/// The keys of one head, those of [`LANES`] positions side by side.
#[inline(always)]
fn key_panels(qkv: &Matrix, first: usize, width: usize, panels: &mut [[f32; LANES]]) {
    for position in 0..qkv.rows() {
        let panel = &mut panels[position / LANES * width..][..width];
        for (lanes, key) in panel.iter_mut().zip(&qkv.row(position)[first..]) {
            lanes[position % LANES] = *key;
        }
    }
}

/// The values of one head, [`LANES`] of their dimensions side by side.
#[inline(always)]
fn value_panels(qkv: &Matrix, first: usize, width: usize, panels: &mut [[f32; LANES]]) {
    for (index, panel) in panels.chunks_exact_mut(qkv.rows()).enumerate().take(width / LANES) {
        for (position, lanes) in panel.iter_mut().enumerate() {
            lanes.copy_from_slice(&qkv.row(position)[first + index * LANES..][..LANES]);
        }
    }
}

/// Writes products, each row scaled; rows beyond the last are left out.
#[inline(always)]
fn store<const ROWS: usize>(
    output: &mut Matrix,
    first_row: usize,
    first: usize,
    sums: [[f32; LANES]; ROWS],
    scales: [f32; ROWS],
) {
    for (offset, (sums, scale)) in sums.into_iter().zip(scales).enumerate() {
        if first_row + offset < output.rows() {
            let place = output.row_mut(first_row + offset)[first..].first_chunk_mut::<LANES>();
            let place = place.expect("the width of a head is a multiple of the lanes");
            for (value, sum) in place.iter_mut().zip(sums) {
                *value = sum * scale;
            }
        }
    }
}

/// Softmax without its last division; the sum to divide by is returned.
#[inline(always)]
fn soften(scores: &mut [f32], width: usize) -> f32 {
    let scale = 1.0 / (width as f32).sqrt();
    let highest = elementwise::highest(scores);
    for score in scores.iter_mut() {
        *score = elementwise::exp((*score - highest) * scale);
    }
    elementwise::sum(scores, |score| score)
}
