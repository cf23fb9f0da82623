/// A matrix of f32, row by row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Matrix {
    values: Vec<f32>,
    columns: usize,
}

impl Matrix {
    pub(super) fn zeros(rows: usize, columns: usize) -> Self {
        Matrix { values: vec![0.0; rows * columns], columns }
    }

    pub(crate) fn rows(&self) -> impl ExactSizeIterator<Item = &[f32]> {
        self.values.chunks_exact(self.columns)
    }

    pub(super) fn rows_mut(&mut self) -> impl ExactSizeIterator<Item = &mut [f32]> {
        self.values.chunks_exact_mut(self.columns)
    }
}
