//! What a model file holds: settings, vocabulary, weights.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::{
    attention::Heads,
    format::{FILE, Sections},
    kernel::{Byte, Instructions, LANES},
    linear::{INPUT_BLOCK, Input, Left, Linear, Stored},
    rows::{GELU_FLOOR, dot},
};
use crate::{Error, Result};

/// The sizes of a model and what it is made for; the section `settings`, as JSON.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Settings {
    /// Width of the hidden states.
    pub(crate) hidden: usize,
    pub(crate) layers: usize,
    pub(crate) heads: usize,
    /// Width of the feed-forward network.
    pub(crate) intermediate: usize,
    /// Rows of the embeddings of pieces.
    pub(crate) vocabulary: usize,
    /// Rows of the embeddings of positions.
    pub(crate) positions: usize,
    /// Rows of the embeddings of token types.
    pub(crate) types: usize,
    pub(crate) epsilon: f32,
    pub(crate) activation: Activation,
    /// Pieces that are read at once, the marks around them included.
    pub(crate) window: usize,
    /// Whether the token type of a piece is the case of its word, as the news models are trained; else it is 0.
    pub(crate) case_types: bool,
    /// Names of the labels, in the order of the logits.
    pub(crate) labels: Vec<String>,
    /// By which the logits are divided before they become the confidence of a name, by its type; 1 where none is given.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) temperatures: BTreeMap<String, f32>,
}

/// What stands between the two maps of the feed-forward network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Activation {
    Gelu,
    Relu,
}

impl Activation {
    /// How far its values reach below 0.
    pub(super) fn floor(self) -> f32 {
        match self {
            Activation::Gelu => GELU_FLOOR,
            Activation::Relu => 0.0,
        }
    }

    /// How the next map takes its values.
    pub(super) fn input(self) -> Input {
        Input::Unsigned { floor: self.floor() }
    }
}

/// The token types of a model that knows cases: seven cases and the marks.
pub(crate) const CASE_TYPES: usize = 8;

/// Pieces below which a window holds no sentence to speak of.
const SMALLEST_WINDOW: usize = 16;

/// Pieces beyond which attention, whose work grows with the square, would take forever.
const LARGEST_WINDOW: usize = 1 << 12;

impl Settings {
    /// # Errors
    ///
    /// If the sizes make no sense together.
    pub(super) fn check(&self) -> Result<()> {
        self.shape().check()?;
        let sizes = [self.layers, self.vocabulary, self.positions, self.types, self.labels.len()];
        let problem = if sizes.iter().any(|size| !(1..=1 << 24).contains(size)) {
            TOO_LARGE
        } else if !(SMALLEST_WINDOW..=self.positions).contains(&self.window) {
            "the window does not fit the positions"
        } else if self.window > LARGEST_WINDOW {
            "the window is larger than attention can look"
        } else if self.case_types && self.types < CASE_TYPES {
            "there are too few token types for the cases of words"
        } else if !self.temperatures.values().all(|temperature| (0.01..=100.0).contains(temperature)) {
            "a temperature is not between 0.01 and 100"
        } else {
            return Ok(());
        };
        Err(Error::model("settings", problem))
    }

    pub(super) fn shape(&self) -> Shape {
        let &Settings { hidden, heads, intermediate, epsilon, activation, .. } = self;
        Shape { hidden, heads, intermediate, epsilon, activation }
    }
}

/// The sizes of a layer.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Shape {
    /// Width of the hidden states.
    pub(crate) hidden: usize,
    pub(crate) heads: usize,
    /// Width of the feed-forward network.
    pub(crate) intermediate: usize,
    pub(crate) epsilon: f32,
    pub(crate) activation: Activation,
}

impl Shape {
    pub(super) fn heads(&self) -> Heads {
        Heads { count: self.heads, width: self.hidden / self.heads }
    }

    /// # Errors
    ///
    /// If the sizes make no sense together.
    pub(super) fn check(&self) -> Result<()> {
        let sizes = [self.hidden, self.heads, self.intermediate];
        let width = self.hidden.checked_div(self.heads).unwrap_or(0);
        let problem = if sizes.iter().any(|size| !(1..=1 << 24).contains(size)) {
            TOO_LARGE
        } else if !width.is_multiple_of(2) || width * self.heads != self.hidden {
            "the heads do not share the hidden states evenly"
        } else if self.hidden.max(self.intermediate) > 1 << 15 {
            "a layer is so wide that sums of 32 bits may overflow"
        } else if !(0.0..1.0).contains(&self.epsilon) {
            "the epsilon is not between 0 and 1"
        } else {
            return Ok(());
        };
        Err(Error::model("settings", problem))
    }
}

const TOO_LARGE: &str = "a size is 0 or too large";

/// Everything that the forward pass multiplies with.
#[derive(Debug)]
pub(super) struct Weights {
    pub(super) embeddings: Embeddings,
    pub(super) layers: Vec<Layer>,
    pub(super) classifier: Classifier,
}

/// What a piece is before the first layer: the normalized sum of three rows.
#[derive(Debug)]
pub(super) struct Embeddings {
    pub(super) words: Embedding,
    pub(super) positions: Embedding,
    pub(super) types: Embedding,
    pub(super) norm: Norm,
}

/// One layer: self-attention and a feed-forward network, each followed by a residual sum and a normalization.
#[derive(Debug)]
pub(super) struct Layer {
    pub(super) query: Linear,
    pub(super) key: Linear,
    pub(super) value: Linear,
    pub(super) attention_output: Linear,
    pub(super) attention_norm: Norm,
    pub(super) expansion: Linear,
    pub(super) contraction: Linear,
    pub(super) output_norm: Norm,
}

/// The learned gain and bias of a layer normalization.
#[derive(Debug)]
pub(super) struct Norm {
    pub(super) gain: Vec<f32>,
    pub(super) bias: Vec<f32>,
}

/// A table of rows of bytes, each with a scale.
#[derive(Debug)]
pub(super) struct Embedding {
    bytes: Bytes,
    scale: Bytes,
    width: usize,
}

impl Embedding {
    /// Adds a row of the table to `output`.
    #[inline(always)]
    pub(super) fn add_row(&self, index: u32, output: &mut [f32]) {
        let index = index as usize;
        let row = &self.bytes[index * self.width..][..self.width];
        let scale = f32::from_le_bytes(*self.scale[4 * index..].first_chunk().expect("every row has a scale"));
        for (value, &byte) in output.iter_mut().zip(row) {
            *value += f32::from(byte as i8) * scale;
        }
    }
}

/// The map from hidden states to logits, in f32.
#[derive(Debug)]
pub(super) struct Classifier {
    /// `[labels][hidden]`.
    weight: Vec<f32>,
    bias: Vec<f32>,
}

impl Classifier {
    /// The number of labels.
    pub(super) fn labels(&self) -> usize {
        self.bias.len()
    }

    /// The logits of a hidden state.
    #[inline(always)]
    pub(super) fn apply(&self, hidden: &[f32], logits: &mut [f32]) {
        for ((logit, weight), bias) in logits.iter_mut().zip(self.weight.chunks_exact(hidden.len())).zip(&self.bias) {
            *logit = dot(hidden, weight) + bias;
        }
    }
}

/// A model file: its settings and sections, checked against each other when they are read.
#[derive(Debug)]
pub(crate) struct ModelFile {
    sections: Sections,
    pub(crate) settings: Settings,
}

impl ModelFile {
    /// # Errors
    ///
    /// If the bytes are no model file or its settings make no sense.
    pub(crate) fn read(file: Bytes) -> Result<Self> {
        let sections = Sections::read(file)?;
        let settings: Settings =
            serde_json::from_slice(&sections.get("settings")?).map_err(|error| Error::model("settings", error))?;
        settings.check()?;
        Ok(ModelFile { sections, settings })
    }

    /// The whole file.
    pub(crate) fn bytes(&self) -> Bytes {
        self.sections.file()
    }

    /// The `tokenizer.json` that the model was trained with.
    ///
    /// # Errors
    ///
    /// If it is missing.
    pub(crate) fn tokenizer(&self) -> Result<Bytes> {
        self.sections.get("tokenizer")
    }

    /// # Errors
    ///
    /// If a section is missing or its length does not fit the settings.
    pub(super) fn weights<K: Instructions>(&self) -> Result<Weights> {
        let &Settings { hidden, vocabulary, positions, types, ref labels, .. } = &self.settings;
        let shape = self.settings.shape();
        Ok(Weights {
            embeddings: Embeddings {
                words: self.embedding("embedding.word", vocabulary)?,
                positions: self.embedding("embedding.position", positions)?,
                types: self.embedding("embedding.type", types)?,
                norm: self.sections.norm("embedding.norm", hidden)?,
            },
            layers: self.sections.layers::<Left<K>>(self.settings.layers, &shape)?,
            classifier: self.sections.classifier("classifier", labels.len(), hidden)?,
        })
    }

    fn embedding(&self, name: &str, rows: usize) -> Result<Embedding> {
        let width = self.settings.hidden;
        self.sections.numbers(&format!("{name}.scale"), rows)?;
        Ok(Embedding {
            bytes: self.sections.exact(&format!("{name}.rows"), rows.checked_mul(width))?,
            scale: self.sections.exact(&format!("{name}.scale"), rows.checked_mul(4))?,
            width,
        })
    }
}

/// Weights as they lie in a file, checked against the sizes that they should have.
impl Sections {
    pub(super) fn layers<B: Byte>(&self, count: usize, shape: &Shape) -> Result<Vec<Layer>> {
        (0..count).map(|index| self.layer::<B>(index, shape)).collect()
    }

    fn layer<B: Byte>(&self, index: usize, shape: &Shape) -> Result<Layer> {
        let &Shape { hidden, intermediate, activation, .. } = shape;
        let name = |part: &str| format!("layer.{index}.{part}");
        let map = |part: &str| self.linear::<B>(&name(part), hidden, hidden, Input::Signed);
        Ok(Layer {
            query: map("query")?,
            key: map("key")?,
            value: map("value")?,
            attention_output: map("attention_output")?,
            attention_norm: self.norm(&name("attention_norm"), hidden)?,
            expansion: self.linear::<B>(&name("expansion"), intermediate, hidden, Input::Signed)?,
            contraction: self.linear::<B>(&name("contraction"), hidden, intermediate, activation.input())?,
            output_norm: self.norm(&name("output_norm"), hidden)?,
        })
    }

    pub(super) fn linear<B: Byte>(&self, name: &str, outputs: usize, inputs: usize, input: Input) -> Result<Linear> {
        let (columns, inputs) = (outputs.next_multiple_of(LANES), inputs.next_multiple_of(INPUT_BLOCK));
        let panels = self.exact(&format!("{name}.panels"), columns.checked_mul(inputs))?;
        let sums = self.exact(&format!("{name}.sums"), columns.checked_mul(4))?;
        let sums = sums.as_chunks().0.iter().map(|bytes| i32::from_le_bytes(*bytes)).collect();
        let (scale, bias) = (self.numbers(&format!("{name}.scale"), columns)?, self.numbers(&format!("{name}.bias"), columns)?);
        Ok(Linear::new::<B>(Stored { panels, inputs, outputs, scale, bias, sums }, input))
    }

    fn norm(&self, name: &str, width: usize) -> Result<Norm> {
        let numbers = |part| self.numbers(&format!("{name}.{part}"), width);
        Ok(Norm { gain: numbers("gain")?, bias: numbers("bias")? })
    }

    pub(super) fn classifier(&self, name: &str, labels: usize, width: usize) -> Result<Classifier> {
        let weight = self.numbers(&format!("{name}.weight"), labels.saturating_mul(width))?;
        Ok(Classifier { weight, bias: self.numbers(&format!("{name}.bias"), labels)? })
    }

    pub(super) fn numbers(&self, name: &str, count: usize) -> Result<Vec<f32>> {
        let section = self.exact(name, count.checked_mul(4))?;
        let numbers: Vec<f32> = section.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
        if numbers.iter().all(|number| number.is_finite()) {
            Ok(numbers)
        } else {
            Err(Error::model(FILE, format!("section `{name}` holds a number that is not finite")))
        }
    }
}
