/// A matrix of f32, row by row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Matrix {
    values: Vec<f32>,
    columns: usize,
}

impl Matrix {
    pub(crate) fn zeros(rows: usize, columns: usize) -> Self {
        Matrix { values: vec![0.0; rows * columns], columns }
    }

    pub(crate) fn rows(&self) -> impl ExactSizeIterator<Item = &[f32]> {
        self.values.chunks_exact(self.columns)
    }

    pub(crate) fn row(&self, index: usize) -> &[f32] {
        &self.values[index * self.columns..][..self.columns]
    }

    pub(crate) fn row_mut(&mut self, index: usize) -> &mut [f32] {
        &mut self.values[index * self.columns..][..self.columns]
    }

    /// The number of rows.
    pub(crate) fn len(&self) -> usize {
        self.values.len() / self.columns
    }

    /// Some of the rows.
    pub(crate) fn slice(&self, rows: std::ops::Range<usize>) -> Matrix {
        Matrix { values: self.values[rows.start * self.columns..rows.end * self.columns].to_vec(), columns: self.columns }
    }

    pub(crate) fn columns(&self) -> usize {
        self.columns
    }

    /// Takes other values, of as many rows as they are.
    pub(super) fn copy_from(&mut self, values: &[f32]) {
        self.values.clear();
        self.values.extend_from_slice(values);
    }

    pub(crate) fn rows_mut(&mut self) -> impl ExactSizeIterator<Item = &mut [f32]> {
        self.values.chunks_exact_mut(self.columns)
    }
}
