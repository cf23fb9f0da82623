//! How well one span continues another (Lee et al. 2017, arXiv:1707.07045, section 4, for spans that are given).

use super::{Ends, ReaderSettings, ends_of, maps, maps::apply, span_vectors};
use crate::{
    Result,
    encoder::{
        Matrix,
        format::Sections,
        kernel::{Byte, Instructions},
        linear::{Input, Linear},
        rows,
        weights::Classifier,
    },
};

/// Features of a pair beside the vectors, each the index of a row of its table.
pub(crate) const FEATURES: usize = 5;

#[derive(Debug)]
pub(super) struct RankMaps {
    /// What a kind adds to a span, `[kinds][rank]`.
    kinds: Vec<f32>,
    span: Linear,
    /// From the span, from the candidate, and from their product.
    parts: [Linear; 3],
    /// A table of rows for each feature.
    features: Vec<Vec<f32>>,
    score: Classifier,
}

impl RankMaps {
    pub(super) fn read<B: Byte>(sections: &Sections, settings: &ReaderSettings) -> Result<Self> {
        let (hidden, rank) = (settings.shape.hidden, settings.rank);
        let map = |name: &str, outputs: usize, inputs: usize| {
            sections.linear::<B>(&format!("ranks.{name}"), outputs, inputs, Input::Signed)
        };
        let table = |(index, rows): (usize, &usize)| sections.numbers(&format!("ranks.feature.{index}"), rows * 2 * rank);
        Ok(RankMaps {
            kinds: sections.numbers("ranks.kinds", settings.kinds.len() * rank)?,
            span: map("span", rank, 2 * hidden)?,
            parts: [map("own", 2 * rank, rank)?, map("other", 2 * rank, rank)?, map("product", 2 * rank, rank)?],
            features: settings.features.iter().enumerate().map(table).collect::<Result<_>>()?,
            score: sections.classifier("ranks.score", 1, 2 * rank)?,
        })
    }

    pub(super) fn spans<K: Instructions>(&self, words: &Matrix, spans: &[Ends]) -> Matrix {
        span_vectors::<K>(&self.span, &self.kinds, &ends_of(words, spans), spans)
    }

    pub(super) fn rank<K: Instructions>(&self, span: &[f32], candidates: &[(&[f32], [usize; FEATURES])]) -> Vec<f32> {
        let [mut others, mut products] = [(); 2].map(|()| Matrix::zeros(candidates.len(), span.len()));
        for ((other, product), (vector, _)) in others.rows_mut().zip(products.rows_mut()).zip(candidates) {
            other.copy_from_slice(vector);
            product.iter_mut().zip(span.iter().zip(*vector)).for_each(|(product, (one, other))| *product = one * other);
        }
        let mut own = Matrix::zeros(1, span.len());
        own.row_mut(0).copy_from_slice(span);
        let (own, others) = (apply::<K>(&self.parts[0], &own), apply::<K>(&self.parts[1], &others));
        let mut hidden = apply::<K>(&self.parts[2], &products);
        for ((row, other), (_, features)) in hidden.rows_mut().zip(others.rows()).zip(candidates) {
            rows::add(row, own.row(0));
            rows::add(row, other);
            for (table, feature) in self.features.iter().zip(features) {
                let width = row.len();
                rows::add(row, &table[feature * width..][..width]);
            }
        }
        maps::gelu::<K>(&mut hidden);
        maps::classify::<K>(&self.score, &hidden).rows().map(|row| row[0]).collect()
    }
}
