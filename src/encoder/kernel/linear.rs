//! Matrix products with fixed weights.

use super::{LANES, Matrix, dispatched};

/// An affine map: `output = input · weightᵀ + bias`.
///
/// The weights lie in panels of [`LANES`] outputs, `[outputs / LANES][inputs][LANES]`, so that the inner loop reads them
/// in order (Goto and van de Geijn 2008).
#[derive(Debug)]
pub(crate) struct Linear {
    panels: Vec<[f32; LANES]>,
    bias: Vec<f32>,
    inputs: usize,
}

impl Linear {
    /// From a weight of shape `[outputs, inputs]`, as PyTorch stores it.
    pub(crate) fn new(weight: &[f32], bias: Vec<f32>) -> Self {
        let inputs = weight.len() / bias.len();
        let mut panels = vec![[0.0; LANES]; bias.len().div_ceil(LANES) * inputs];
        for (output, row) in weight.chunks_exact(inputs).enumerate() {
            let panel = &mut panels[output / LANES * inputs..][..inputs];
            panel.iter_mut().zip(row).for_each(|(lanes, &value)| lanes[output % LANES] = value);
        }
        Linear { panels, bias, inputs }
    }

    /// The map of every row of `input`.
    pub(crate) fn apply(&self, input: &Matrix) -> Matrix {
        assert_eq!(input.columns(), self.inputs, "the input fits the weight");
        let mut output = Matrix::zeros(input.rows(), self.bias.len());
        product(self, input, &mut output);
        output
    }
}

dispatched! {
    fn product(linear: &Linear, input: &Matrix, output: &mut Matrix) = product_in_blocks
}

#[inline(always)]
fn product_in_blocks<const ROWS: usize>(linear: &Linear, input: &Matrix, output: &mut Matrix) {
    let mut block = vec![[0.0; ROWS]; linear.inputs];
    for first_row in (0..input.rows()).step_by(ROWS) {
        interleave(input, first_row, 0, &mut block);
        for (index, panel) in linear.panels.chunks_exact(linear.inputs).enumerate() {
            store(linear, output, first_row, index * LANES, multiply(&block, panel));
        }
    }
}

/// Puts the values of a few rows side by side, from a column on; beyond the last row stays what was there, unread.
#[inline(always)]
pub(super) fn interleave<const ROWS: usize>(matrix: &Matrix, first_row: usize, first: usize, block: &mut [[f32; ROWS]]) {
    for offset in 0..ROWS.min(matrix.rows() - first_row) {
        for (values, value) in block.iter_mut().zip(&matrix.row(first_row + offset)[first..]) {
            values[offset] = *value;
        }
    }
}

/// The products of a few rows with one panel.
#[inline(always)]
pub(super) fn multiply<const ROWS: usize>(block: &[[f32; ROWS]], panel: &[[f32; LANES]]) -> [[f32; LANES]; ROWS] {
    let mut sums = [[0.0; LANES]; ROWS];
    for (values, weights) in block.iter().zip(panel) {
        for (sums, value) in sums.iter_mut().zip(values) {
            for (sum, weight) in sums.iter_mut().zip(weights) {
                *sum += value * weight;
            }
        }
    }
    sums
}

/// Writes the products with the bias added; the last block may have rows, and the last panel lanes, too many.
#[inline(always)]
fn store<const ROWS: usize>(linear: &Linear, output: &mut Matrix, first_row: usize, first: usize, sums: [[f32; LANES]; ROWS]) {
    let bias = &linear.bias[first..];
    for (offset, sums) in sums.into_iter().enumerate() {
        if first_row + offset < output.rows() {
            let row = &mut output.row_mut(first_row + offset)[first..];
            match (row.first_chunk_mut(), bias.first_chunk()) {
                // Of known length: a loop whose length varies would keep all sums in memory, at a fortieth of the speed.
                (Some(row), Some(bias)) => add::<LANES>(row, &sums, bias),
                _ => row.iter_mut().zip(sums).zip(bias).for_each(|((value, sum), bias)| *value = sum + bias),
            }
        }
    }
}

#[inline(always)]
fn add<const N: usize>(output: &mut [f32; N], sums: &[f32; N], bias: &[f32; N]) {
    for ((value, sum), bias) in output.iter_mut().zip(sums).zip(bias) {
        *value = sum + bias;
    }
}
