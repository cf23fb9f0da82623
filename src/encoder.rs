//! The forward pass of BERT (Devlin et al. 2019, section 3; Vaswani et al. 2017, section 3) with a classifier on top.
//!
//! It knows tensors and has never heard of news: piece ids and type ids go in, a row of logits a piece comes out.

mod kernel;
mod weights;

pub(crate) use kernel::{Linear, exp};
pub(crate) use weights::{Config, Weights};

use kernel::Matrix;

/// A BERT encoder for token classification.
#[derive(Debug)]
pub(crate) struct Encoder {
    weights: Weights,
    heads: usize,
    epsilon: f32,
}

/// One layer: self-attention and a feed-forward network, each followed by a residual sum and a normalization.
#[derive(Debug)]
pub(crate) struct Layer {
    /// Queries, keys and values side by side.
    pub(crate) qkv: Linear,
    pub(crate) attention_output: Linear,
    pub(crate) attention_norm: Norm,
    pub(crate) expansion: Linear,
    pub(crate) contraction: Linear,
    pub(crate) output_norm: Norm,
}

/// The learned gain and bias of a layer normalization (Ba et al. 2016).
#[derive(Debug)]
pub(crate) struct Norm {
    pub(crate) gain: Vec<f32>,
    pub(crate) bias: Vec<f32>,
}

/// A piece of a word as the encoder reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Piece {
    /// Row of the word embeddings.
    pub(crate) id: u32,
    /// Row of the token-type embeddings.
    pub(crate) type_id: u32,
}

impl Encoder {
    pub(crate) fn new(config: &Config, weights: Weights) -> Self {
        Encoder { weights, heads: config.num_attention_heads, epsilon: config.layer_norm_eps }
    }

    /// The logits of each piece of one sequence, shape `[pieces, labels]`.
    ///
    /// # Panics
    ///
    /// If the sequence is longer than the position embeddings or an id lies outside of its table.
    pub(crate) fn logits(&self, pieces: &[Piece]) -> Matrix {
        let mut hidden = self.embed(pieces);
        for layer in &self.weights.layers {
            self.attend(layer, &mut hidden);
            self.feed_forward(layer, &mut hidden);
        }
        self.weights.classifier.apply(&hidden)
    }

    /// Sums of word, position and type embeddings, normalized; shape `[pieces, hidden]`.
    fn embed(&self, pieces: &[Piece]) -> Matrix {
        let weights = &self.weights;
        let mut hidden = Matrix::zeros(pieces.len(), weights.hidden());
        for (position, piece) in pieces.iter().enumerate() {
            let row = hidden.row_mut(position);
            weights.words.add_row(piece.id, row);
            weights.positions.add_row(position as u32, row);
            weights.types.add_row(piece.type_id, row);
        }
        kernel::normalize(&mut hidden, &weights.embedding_norm, self.epsilon);
        hidden
    }

    fn attend(&self, layer: &Layer, hidden: &mut Matrix) {
        let qkv = layer.qkv.apply(hidden);
        let mut context = Matrix::zeros(hidden.rows(), hidden.columns());
        kernel::attention(&qkv, self.heads, &mut context);
        self.add_and_normalize(layer.attention_output.apply(&context), hidden, &layer.attention_norm);
    }

    fn feed_forward(&self, layer: &Layer, hidden: &mut Matrix) {
        let mut expanded = layer.expansion.apply(hidden);
        kernel::gelu(&mut expanded);
        self.add_and_normalize(layer.contraction.apply(&expanded), hidden, &layer.output_norm);
    }

    fn add_and_normalize(&self, update: Matrix, hidden: &mut Matrix, norm: &Norm) {
        hidden.add(&update);
        kernel::normalize(hidden, norm, self.epsilon);
    }
}
