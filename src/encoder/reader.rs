//! A second set of layers on the middle of the encoder, and what is read from them: labels of words, scores of pairs of
//! spans, and how well one span continues another.
//!
//! The maps are of 8 bits, as the encoder's. What a span or a label stands for is not known here.

mod maps;
mod pairs;
mod ranks;
mod settings;

use std::{
    fmt,
    ops::{Deref, Range},
};

use bytes::Bytes;

pub(crate) use pairs::PairScore;
pub(crate) use settings::{ReaderFile, ReaderSettings};

use super::{
    Idle, Kernel, Matrix, Pack,
    kernel::{Instructions, Work},
    linear::Left,
    steps::{Forward, Output, Source},
    weights::{Classifier, Layer, Shape},
};
use crate::Result;
use maps::apply;
use pairs::PairMaps;
use ranks::{FEATURES, RankMaps};

/// The first and last word of a span, as rows of a matrix, and its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ends {
    pub(crate) first: usize,
    pub(crate) last: usize,
    pub(crate) kind: usize,
}

/// Layers on the middle of an encoder, with heads; what it can do is said at [`Engine`].
pub(crate) struct Reader {
    engine: Box<dyn Engine>,
    pub(crate) settings: ReaderSettings,
}

impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.debug_struct("Reader").finish_non_exhaustive()
    }
}

impl Reader {
    /// # Errors
    ///
    /// If the file's weights do not fit its settings.
    pub(crate) fn new(file: &ReaderFile, kernel: Kernel) -> Result<Self> {
        Ok(Reader { engine: kernel.dispatch(Load(file))?, settings: file.settings.clone() })
    }
}

impl Deref for Reader {
    type Target = dyn Engine;

    fn deref(&self) -> &Self::Target {
        &*self.engine
    }
}

/// A reader whose instruction set is hidden.
pub(crate) trait Engine: Send + Sync {
    /// The vectors of the pieces that are asked for, shape `[asked, hidden]`, given the encoder's states of all pieces and what
    /// it says of those asked for, shape `[asked, labels]`.
    fn words(&self, pack: &Pack, states: Matrix, said: &Matrix) -> Matrix;

    /// Logits of the labels of words, shape `[words, labels]`.
    fn labels(&self, words: &Matrix) -> Matrix;

    /// Scores of ordered pairs of spans that stand in a range of words, of those that are worth keeping.
    fn pairs(&self, words: &Matrix, range: Range<usize>, spans: &[Ends], chosen: &[(usize, usize)]) -> Vec<PairScore>;

    /// What is kept of spans for [`rank`](Self::rank), shape `[spans, rank]`.
    fn spans(&self, words: &Matrix, spans: &[Ends]) -> Matrix;

    /// How well each candidate, a vector with its features, is continued by a span.
    fn rank(&self, span: &[f32], candidates: &[(&[f32], [usize; FEATURES])]) -> Vec<f32>;
}

struct Load<'a>(&'a ReaderFile);

impl Work for Load<'_> {
    type Output = Result<Box<dyn Engine>>;

    fn with<K: Instructions>(self) -> Self::Output {
        let ReaderFile { sections, settings } = self.0;
        let &ReaderSettings { ref shape, layers, labels, .. } = settings;
        Ok(Box::new(Model::<K> {
            said: sections.numbers("said", labels.saturating_mul(shape.hidden))?,
            layers: sections.layers::<Left<K>>(layers, shape)?,
            classifier: sections.classifier("references", settings.references.len(), shape.hidden)?,
            pairs: PairMaps::read::<Left<K>>(sections, settings)?,
            ranks: RankMaps::read::<Left<K>>(sections, settings)?,
            shape: *shape,
            idle: Idle::default(),
        }))
    }
}

/// Weights as an instruction set needs them, and memory to work in.
struct Model<K: Instructions> {
    /// What each of the encoder's labels adds to a piece, `[labels][hidden]`.
    said: Vec<f32>,
    layers: Vec<Layer>,
    classifier: Classifier,
    pairs: PairMaps,
    ranks: RankMaps,
    shape: Shape,
    idle: Idle<K>,
}

impl<K: Instructions> Engine for Model<K> {
    fn words(&self, pack: &Pack, mut states: Matrix, said: &Matrix) -> Matrix {
        for (&piece, said) in pack.asked.iter().zip(said.rows()) {
            let state = states.row_mut(piece);
            for (probability, row) in said.iter().zip(self.said.chunks_exact(self.shape.hidden)) {
                state.iter_mut().zip(row).for_each(|(value, weight)| *value += probability * weight);
            }
        }
        let mut words = Matrix::zeros(0, self.shape.hidden);
        self.idle.with(self.shape, |state| {
            let (source, output) = (Source::States(&states), Output::States(&mut words));
            K::run(Forward { state, source, layers: &self.layers, pack, kept: None, output });
        });
        words
    }

    fn labels(&self, words: &Matrix) -> Matrix {
        maps::classify::<K>(&self.classifier, words)
    }

    fn pairs(&self, words: &Matrix, range: Range<usize>, spans: &[Ends], chosen: &[(usize, usize)]) -> Vec<PairScore> {
        self.pairs.score::<K>(words, range, spans, chosen)
    }

    fn spans(&self, words: &Matrix, spans: &[Ends]) -> Matrix {
        self.ranks.spans::<K>(words, spans)
    }

    fn rank(&self, span: &[f32], candidates: &[(&[f32], [usize; FEATURES])]) -> Vec<f32> {
        self.ranks.rank::<K>(span, candidates)
    }
}

impl ReaderFile {
    /// # Errors
    ///
    /// If the bytes are no reader's file or its settings make no sense.
    pub(crate) fn read(file: Bytes) -> Result<Self> {
        let sections = super::format::Sections::read(file)?;
        let settings: ReaderSettings =
            serde_json::from_slice(&sections.get("reader")?).map_err(|error| crate::Error::model("reader", error))?;
        settings.check()?;
        Ok(ReaderFile { sections, settings })
    }
}

/// The vectors of the first and the last word of each span side by side.
fn ends_of(words: &Matrix, spans: &[Ends]) -> Matrix {
    let mut ends = Matrix::zeros(spans.len(), 2 * words.columns());
    for (row, span) in ends.rows_mut().zip(spans) {
        let (first, last) = row.split_at_mut(words.columns());
        first.copy_from_slice(words.row(span.first));
        last.copy_from_slice(words.row(span.last));
    }
    ends
}

/// A map of the ends of spans, and what their kinds add, through GELU.
fn span_vectors<K: Instructions>(map: &super::linear::Linear, kinds: &[f32], ends: &Matrix, spans: &[Ends]) -> Matrix {
    let mut vectors = apply::<K>(map, ends);
    let width = vectors.columns();
    for (row, span) in vectors.rows_mut().zip(spans) {
        row.iter_mut().zip(&kinds[span.kind * width..]).for_each(|(value, kind)| *value += kind);
    }
    maps::gelu::<K>(&mut vectors);
    vectors
}
