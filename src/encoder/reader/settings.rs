//! What a reader's file says of itself.

use serde::{Deserialize, Serialize};

use super::super::{format::Sections, weights::Shape};
use crate::{Error, Result};

/// The sizes of a reader, and what its outputs mean; the section `reader`, as JSON.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct ReaderSettings {
    #[serde(flatten)]
    pub(crate) shape: Shape,
    /// Layers of the encoder below it.
    pub(crate) trunk: usize,
    /// Layers of its own.
    pub(crate) layers: usize,
    /// Labels of the encoder below it.
    pub(crate) labels: usize,
    /// Labels of words of its own.
    pub(crate) references: Vec<String>,
    /// Kinds of spans.
    pub(crate) kinds: Vec<String>,
    /// What a pair can be, in the order of the logits.
    pub(crate) relations: Vec<String>,
    pub(crate) flags: Vec<String>,
    /// Heads with which pairs look for words, the first two for the begin and the end of a trigger, and the width of each.
    pub(crate) looks: (usize, usize),
    /// Width of the product of two spans.
    pub(crate) factors: usize,
    /// Width of a pair.
    pub(crate) pair: usize,
    /// Lower bounds of the ranges of distances, in words, from the second on.
    pub(crate) distances: Vec<i32>,
    /// Width of what is kept of a span for ranking, and the sizes of the tables of features.
    pub(crate) rank: usize,
    pub(crate) features: Vec<usize>,
    /// The logit from which on a relation is believed.
    pub(crate) threshold: f32,
}

impl ReaderSettings {
    /// # Errors
    ///
    /// If the sizes make no sense together.
    pub(super) fn check(&self) -> Result<()> {
        self.shape.check()?;
        let (heads, width) = self.looks;
        let sizes = [self.trunk, self.layers, self.labels, self.references.len(), self.kinds.len(), self.relations.len()];
        let others = [self.flags.len(), heads, width, self.factors, self.pair, self.rank];
        let problem = if sizes.iter().chain(&others).any(|size| !(1..=1 << 12).contains(size)) {
            "a size of the reader is 0 or too large"
        } else if heads < 2 {
            "no heads look for the trigger"
        } else if self.features.len() != super::ranks::FEATURES || self.features.iter().any(|size| !(1..=1 << 12).contains(size))
        {
            "the tables of features are not those that are known"
        } else if !self.distances.is_sorted() || self.distances.len() > 1 << 8 {
            "the distances do not rise"
        } else {
            return Ok(());
        };
        Err(Error::model("reader", problem))
    }

    /// Width of all heads that look for words.
    pub(super) fn seen(&self) -> usize {
        self.looks.0 * self.looks.1
    }

    /// The maps of 8 bits: name, outputs, inputs.
    #[cfg(feature = "convert")]
    pub(in super::super) fn maps(&self) -> Vec<(String, usize, usize)> {
        let (hidden, rank, seen) = (self.shape.hidden, self.rank, self.seen());
        let parts = seen + self.factors + self.pair;
        let outputs = self.relations.len() + self.flags.len();
        let maps = [
            ("pairs.subject", hidden, 2 * hidden),
            ("pairs.object", hidden, 2 * hidden),
            ("pairs.subject_parts", parts, hidden),
            ("pairs.object_parts", parts, hidden),
            ("pairs.words", 2 * seen, hidden),
            ("pairs.context", self.pair, seen + self.factors),
            ("pairs.output", outputs, self.pair),
            ("ranks.span", rank, 2 * hidden),
            ("ranks.own", 2 * rank, rank),
            ("ranks.other", 2 * rank, rank),
            ("ranks.product", 2 * rank, rank),
        ];
        maps.map(|(name, outputs, inputs)| (name.to_owned(), outputs, inputs)).to_vec()
    }

    /// The tables in f32: name, shape.
    #[cfg(feature = "convert")]
    pub(in super::super) fn tables(&self) -> Vec<(String, Vec<usize>)> {
        let (hidden, rank) = (self.shape.hidden, self.rank);
        let mut tables = vec![
            ("said".to_owned(), vec![self.labels, hidden]),
            ("pairs.kinds".to_owned(), vec![self.kinds.len(), hidden]),
            ("pairs.distances".to_owned(), vec![self.distances.len() + 1, self.pair]),
            ("ranks.kinds".to_owned(), vec![self.kinds.len(), rank]),
            ("ranks.score.weight".to_owned(), vec![1, 2 * rank]),
            ("ranks.score.bias".to_owned(), vec![1]),
        ];
        let features = self.features.iter().enumerate();
        tables.extend(features.map(|(index, &rows)| (format!("ranks.feature.{index}"), vec![rows, 2 * rank])));
        tables
    }
}

/// A reader's file: its settings and sections.
#[derive(Debug)]
pub(crate) struct ReaderFile {
    pub(super) sections: Sections,
    pub(crate) settings: ReaderSettings,
}
