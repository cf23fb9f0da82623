//! Affine maps with weights of 8 bits, and the activations that they take.

use std::{ops::Range, slice::ChunksExact};

use bytes::Bytes;

use super::kernel::{Byte, Instructions, LANES, Multiply, Product, Rows};

/// The left side of a product of bytes.
pub(super) type Left<K> = <<K as Instructions>::Bytes as Product>::Left;

/// Bytes of each column in a group.
pub(super) const DEPTH: usize = 4;

/// Inputs are padded to a multiple of this, two groups.
pub(super) const INPUT_BLOCK: usize = 8;

/// An affine map: `output = input · weightᵀ + bias`.
///
/// Every output has a scale of its own, by which its weights, integers from -127 to 127, are multiplied.
#[derive(Debug)]
pub(super) struct Linear {
    /// `[outputs / LANES][inputs / DEPTH][LANES][DEPTH]`.
    panels: Bytes,
    /// With the padding.
    inputs: usize,
    /// Without the padding.
    pub(super) outputs: usize,
    /// Of the padding too.
    pub(super) scale: Vec<f32>,
    pub(super) bias: Vec<f32>,
    /// Where the sums of each output start, so that the kernel's shift of its inputs cancels out.
    start: Vec<i32>,
}

/// A map as a model file holds it.
pub(super) struct Stored {
    pub(super) panels: Bytes,
    pub(super) inputs: usize,
    pub(super) outputs: usize,
    pub(super) scale: Vec<f32>,
    pub(super) bias: Vec<f32>,
    /// The sum of each output's weights.
    pub(super) sums: Vec<i32>,
}

/// What the inputs of a map are rounded to.
#[derive(Debug, Clone, Copy)]
pub(super) enum Input {
    /// `scale * byte`, bytes from -127 to 127.
    Signed,
    /// `scale * byte - floor`, bytes from 0 to 255.
    Unsigned { floor: f32 },
}

impl Linear {
    /// For a kernel that stores its inputs as `B`.
    pub(super) fn new<B: Byte>(stored: Stored, input: Input) -> Self {
        let Stored { panels, inputs, outputs, scale, bias, sums } = stored;
        let (shift, floor) = match input {
            Input::Signed => (B::SIGNED_SHIFT, 0.0),
            Input::Unsigned { floor } => (B::UNSIGNED_SHIFT, floor),
        };
        let start = sums.iter().map(|sum| sum.wrapping_mul(-shift)).collect();
        let lift = |((bias, scale), &sum): ((&f32, &f32), &i32)| bias - sum as f32 * scale * floor;
        let bias = bias.iter().zip(&scale).zip(&sums).map(lift).collect();
        Linear { panels, inputs, outputs, scale, bias, start }
    }

    /// The integer part of the map, of whole panels of outputs: a row of sums for each row of the input.
    pub(super) fn multiply<'a, K: Instructions>(
        &self,
        input: &Activations<K>,
        rows: Range<usize>,
        sums: &'a mut [i32],
    ) -> ChunksExact<'a, i32> {
        let sums = &mut sums[..rows.len() * self.scale.len()];
        K::run(Multiply::<K::Bytes> {
            rows: Rows::new(&input.bytes[rows.start * input.stride..], input.stride, rows.len()),
            panels: self.panels.as_chunks().0,
            groups: self.inputs / DEPTH,
            start: &self.start,
            output: sums,
        });
        sums.chunks_exact(self.scale.len())
    }
}

/// Rows of activations of 8 bits, as a kernel stores them, each with its scale.
#[derive(Debug)]
pub(super) struct Activations<K: Instructions> {
    bytes: Vec<Left<K>>,
    scale: Vec<f32>,
    stride: usize,
    /// What fills a row up to the stride.
    zero: Left<K>,
}

impl<K: Instructions> Activations<K> {
    /// No rows yet, of this width.
    pub(super) fn new(width: usize, input: Input) -> Self {
        let zero = match input {
            Input::Signed => Byte::signed(0),
            Input::Unsigned { .. } => Byte::unsigned(0),
        };
        Activations { bytes: Vec::new(), scale: Vec::new(), stride: width.next_multiple_of(INPUT_BLOCK), zero }
    }

    /// Makes place for so many rows.
    pub(super) fn fit(&mut self, rows: usize) {
        self.bytes.resize(rows * self.stride, self.zero);
        self.scale.resize(rows, 0.0);
    }

    pub(super) fn scale(&self, row: usize) -> f32 {
        self.scale[row]
    }

    /// Stores a row by a function that fills it in and returns its scale.
    #[inline(always)]
    pub(super) fn store(&mut self, row: usize, fill: impl FnOnce(&mut [Left<K>]) -> f32) {
        self.scale[row] = fill(&mut self.bytes[row * self.stride..][..self.stride]);
    }

    /// Moves a row to the place of an earlier one.
    pub(super) fn relocate(&mut self, from: usize, to: usize) {
        self.bytes.copy_within(from * self.stride..(from + 1) * self.stride, to * self.stride);
        self.scale[to] = self.scale[from];
    }
}

const _: () = assert!(LANES * DEPTH == 64, "a group of bytes is as wide as the widest register");
