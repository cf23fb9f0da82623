//! Maps of whole matrices, compiled for the instruction set.

use super::super::{
    Matrix,
    kernel::{Instructions, Job, LANES},
    linear::{Activations, Input, Linear},
    rows::{self, quantize_signed},
    steps::{BLOCK, blocks},
    weights::Classifier,
};

/// A linear map of 8 bits, its inputs rounded row by row.
pub(super) fn apply<K: Instructions>(map: &Linear, input: &Matrix) -> Matrix {
    let mut output = Matrix::zeros(input.len(), map.outputs);
    K::run(Apply { map, input, output: &mut output });
    output
}

struct Apply<'a> {
    map: &'a Linear,
    input: &'a Matrix,
    output: &'a mut Matrix,
}

impl<K: Instructions> Job<K> for Apply<'_> {
    #[inline(always)]
    fn run(self) {
        let Apply { map, input, output } = self;
        let mut activations = Activations::<K>::new(input.columns(), Input::Signed);
        activations.fit(input.len());
        for (index, row) in input.rows().enumerate() {
            activations.store(index, |bytes| quantize_signed(row, bytes));
        }
        let mut sums = vec![0; BLOCK * map.outputs.next_multiple_of(LANES)];
        for block in blocks(input.len()) {
            let sums = map.multiply(&activations, block.clone(), &mut sums);
            for (index, sums) in block.zip(sums) {
                rows::affine(sums, activations.scale(index), &map.scale, &map.bias, output.row_mut(index));
            }
        }
    }
}

/// The Gaussian error linear unit of every number.
pub(super) fn gelu<K: Instructions>(matrix: &mut Matrix) {
    K::run(Gelu(matrix));
}

struct Gelu<'a>(&'a mut Matrix);

impl<K: Instructions> Job<K> for Gelu<'_> {
    #[inline(always)]
    fn run(self) {
        for row in self.0.rows_mut() {
            row.iter_mut().for_each(|value| *value = rows::gelu(*value));
        }
    }
}

/// A map in f32.
pub(super) fn classify<K: Instructions>(classifier: &Classifier, input: &Matrix) -> Matrix {
    let mut output = Matrix::zeros(input.len(), classifier.labels());
    K::run(Classify { classifier, input, output: &mut output });
    output
}

struct Classify<'a> {
    classifier: &'a Classifier,
    input: &'a Matrix,
    output: &'a mut Matrix,
}

impl<K: Instructions> Job<K> for Classify<'_> {
    #[inline(always)]
    fn run(self) {
        for (logits, row) in self.output.rows_mut().zip(self.input.rows()) {
            self.classifier.apply(row, logits);
        }
    }
}
