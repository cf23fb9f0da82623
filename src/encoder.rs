//! The forward pass of BERT (Devlin et al. 2019, section 3; Vaswani et al. 2017, section 3) with a classifier on top, in
//! integers of 8 bits.
//!
//! It knows tensors and has never heard of news: piece ids and type ids go in, a row of logits a piece comes out. Each output
//! of a map has a scale of its own for its weights, each piece one for its activations, chosen as they come: a piece reads
//! the same whatever stands beside it in a pack.

mod attention;
#[cfg(feature = "convert")]
mod convert;
mod format;
mod kernel;
mod linear;
mod matrix;
#[cfg(feature = "probe")]
pub mod probe;
mod reader;
mod rows;
mod steps;
#[cfg(test)]
pub(crate) mod tests;
mod weights;

use std::{fmt, ops::Range, sync::Mutex};

#[cfg(feature = "convert")]
pub use convert::{convert, convert_reader};
pub use kernel::Kernel;
pub(crate) use matrix::Matrix;
pub(crate) use reader::{Ends, PairScore, Reader, ReaderFile, ReaderSettings};
pub(crate) use rows::exp;
#[cfg(any(feature = "onnx", feature = "rust-bert"))]
pub(crate) use weights::CASE_TYPES;
pub(crate) use weights::{ModelFile, Settings};

use kernel::{Instructions, Work};
use steps::{Forward, Output, Source, State};
use weights::{Shape, Weights};

use crate::Result;

/// A piece of a word as the encoder reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Piece {
    /// Row of the word embeddings.
    pub(crate) id: u32,
    /// Row of the token-type embeddings.
    pub(crate) type_id: u32,
}

/// Sequences that are read together, one after the other and without padding; none sees another.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Pack {
    pieces: Vec<Piece>,
    /// Where each sequence stands among the pieces.
    sequences: Vec<Range<usize>>,
    /// The pieces whose logits are asked for; sorted.
    asked: Vec<usize>,
}

impl Pack {
    /// Adds a sequence, of whose pieces those at the `asked` places, in order, are asked for.
    pub(crate) fn push(&mut self, sequence: impl IntoIterator<Item = Piece>, asked: impl IntoIterator<Item = usize>) {
        let start = self.pieces.len();
        self.pieces.extend(sequence);
        self.sequences.push(start..self.pieces.len());
        self.asked.extend(asked.into_iter().map(|place| start + place));
    }

    /// The number of pieces.
    pub(crate) fn len(&self) -> usize {
        self.pieces.len()
    }
}

/// A BERT encoder for token classification.
pub(crate) struct Encoder {
    engine: Box<dyn Engine>,
    kernel: Kernel,
    hidden: usize,
}

impl fmt::Debug for Encoder {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.debug_struct("Encoder").field("kernel", &self.kernel).finish_non_exhaustive()
    }
}

impl Encoder {
    /// # Errors
    ///
    /// If the file's weights do not fit its settings.
    pub(crate) fn new(file: &ModelFile, kernel: Kernel) -> Result<Self> {
        Ok(Encoder { engine: kernel.dispatch(Load(file))?, kernel, hidden: file.settings.hidden })
    }

    pub(crate) fn kernel(&self) -> Kernel {
        self.kernel
    }

    /// The logits of the pieces that are asked for, shape `[asked, labels]`.
    ///
    /// # Panics
    ///
    /// If a sequence is longer than the position embeddings or an id lies outside of its table.
    pub(crate) fn logits(&self, pack: &Pack) -> Matrix {
        self.engine.logits(pack, None)
    }

    /// The logits, and the hidden states of all pieces after so many layers, shape `[pieces, hidden]`.
    ///
    /// # Panics
    ///
    /// As [`Encoder::logits`].
    pub(crate) fn logits_and_states(&self, pack: &Pack, layers: usize) -> (Matrix, Matrix) {
        let mut states = Matrix::zeros(0, self.hidden);
        let logits = self.engine.logits(pack, Some((layers, &mut states)));
        (logits, states)
    }
}

/// An encoder whose instruction set is hidden.
trait Engine: Send + Sync {
    fn logits(&self, pack: &Pack, kept: Option<(usize, &mut Matrix)>) -> Matrix;
}

struct Load<'a>(&'a ModelFile);

impl Work for Load<'_> {
    type Output = Result<Box<dyn Engine>>;

    fn with<K: Instructions>(self) -> Self::Output {
        let weights = self.0.weights::<K>()?;
        Ok(Box::new(Model::<K> { weights, settings: self.0.settings.clone(), idle: Idle::default() }))
    }
}

/// Weights as an instruction set needs them, and memory to work in.
struct Model<K: Instructions> {
    weights: Weights,
    settings: Settings,
    idle: Idle<K>,
}

impl<K: Instructions> Engine for Model<K> {
    fn logits(&self, pack: &Pack, kept: Option<(usize, &mut Matrix)>) -> Matrix {
        let Weights { embeddings, layers, classifier } = &self.weights;
        let mut logits = Matrix::zeros(pack.asked.len(), self.settings.labels.len());
        self.idle.with(self.settings.shape(), |state| {
            let output = Output::Logits(classifier, &mut logits);
            K::run(Forward { state, source: Source::Pieces(embeddings), layers, pack, kept, output });
        });
        logits
    }
}

/// Memory to work in that no thread uses at the moment.
struct Idle<K: Instructions>(Mutex<Vec<State<K>>>);

impl<K: Instructions> Default for Idle<K> {
    fn default() -> Self {
        Idle(Mutex::default())
    }
}

impl<K: Instructions> Idle<K> {
    fn with(&self, shape: Shape, work: impl FnOnce(&mut State<K>)) {
        let idle = self.0.lock().expect("nothing panics while it holds the lock").pop();
        let mut state = idle.unwrap_or_else(|| State::new(shape));
        work(&mut state);
        self.0.lock().expect("as above").push(state);
    }
}
