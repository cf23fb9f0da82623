//! Weights of a BERT token classifier, as Hugging Face names and stores them.

use std::{collections::BTreeMap, fmt};

use half::{f16, slice::HalfFloatSliceExt};
use safetensors::{Dtype, SafeTensors, tensor::TensorView};
use serde::Deserialize;

use super::{Layer, Linear, Norm, kernel::LANES};
use crate::{Error, Result};

const FILE: &str = "model.safetensors";

/// The parts of `config.json` that the forward pass needs.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Config {
    pub(crate) hidden_size: usize,
    pub(crate) num_hidden_layers: usize,
    pub(crate) num_attention_heads: usize,
    pub(crate) max_position_embeddings: usize,
    pub(crate) type_vocab_size: usize,
    pub(crate) vocab_size: usize,
    pub(crate) intermediate_size: usize,
    pub(crate) layer_norm_eps: f32,
    pub(crate) hidden_act: String,
    /// Label names by index, the index as a string.
    pub(crate) id2label: BTreeMap<String, String>,
}

/// Everything that the forward pass multiplies with.
#[derive(Debug)]
pub(crate) struct Weights {
    pub(crate) words: Embedding,
    pub(crate) positions: Embedding,
    pub(crate) types: Embedding,
    pub(crate) embedding_norm: Norm,
    pub(crate) layers: Vec<Layer>,
    pub(crate) classifier: Linear,
}

/// A table of rows, left as stored: half-precision numbers in the model's file.
pub(crate) struct Embedding {
    bytes: &'static [u8],
    width: usize,
}

impl fmt::Debug for Embedding {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "Embedding([{}, {}])", self.bytes.len() / 2 / self.width, self.width)
    }
}

impl Embedding {
    /// Adds a row of the table to `output`.
    pub(crate) fn add_row(&self, index: u32, output: &mut [f32]) {
        let row = &self.bytes[2 * index as usize * self.width..][..2 * self.width];
        for (value, bytes) in output.iter_mut().zip(row.chunks_exact(2)) {
            *value += f16::from_le_bytes([bytes[0], bytes[1]]).to_f32();
        }
    }
}

impl Weights {
    /// Reads a safetensors file of half-precision tensors.
    ///
    /// # Errors
    ///
    /// If the file is no such file or its tensors do not have the shapes that `config` says.
    pub(crate) fn read(bytes: &'static [u8], config: &Config) -> Result<Self> {
        if config.hidden_act != "gelu" {
            return Err(Error::model(
                "config.json",
                format!("`hidden_act` is `{}`, and `gelu` alone is known", config.hidden_act),
            ));
        }
        if !config.hidden_size.is_multiple_of(config.num_attention_heads.max(1) * LANES) {
            return Err(Error::model("config.json", format!("the width of a head is not a multiple of {LANES}")));
        }
        let tensors = SafeTensors::deserialize(bytes).map_err(|error| Error::model(FILE, error))?;
        let reader = Reader { tensors, config };
        Ok(Weights {
            words: reader.embedding("word_embeddings", config.vocab_size)?,
            positions: reader.embedding("position_embeddings", config.max_position_embeddings)?,
            types: reader.embedding("token_type_embeddings", config.type_vocab_size)?,
            embedding_norm: reader.norm("bert.embeddings.LayerNorm")?,
            layers: (0..config.num_hidden_layers).map(|index| reader.layer(index)).collect::<Result<_>>()?,
            classifier: reader.linear(&["classifier"], config.id2label.len(), config.hidden_size)?,
        })
    }

    /// Width of the hidden states.
    pub(crate) fn hidden(&self) -> usize {
        self.words.width
    }
}

struct Reader<'a> {
    tensors: SafeTensors<'static>,
    config: &'a Config,
}

impl Reader<'_> {
    fn layer(&self, index: usize) -> Result<Layer> {
        let &Config { hidden_size: hidden, intermediate_size: intermediate, .. } = self.config;
        let name = |part: &str| format!("bert.encoder.layer.{index}.{part}");
        let [query, key, value] = ["query", "key", "value"].map(|part| name(&format!("attention.self.{part}")));
        Ok(Layer {
            qkv: self.linear(&[&query, &key, &value], hidden, hidden)?,
            attention_output: self.linear(&[&name("attention.output.dense")], hidden, hidden)?,
            attention_norm: self.norm(&name("attention.output.LayerNorm"))?,
            expansion: self.linear(&[&name("intermediate.dense")], intermediate, hidden)?,
            contraction: self.linear(&[&name("output.dense")], hidden, intermediate)?,
            output_norm: self.norm(&name("output.LayerNorm"))?,
        })
    }

    fn embedding(&self, name: &str, rows: usize) -> Result<Embedding> {
        let width = self.config.hidden_size;
        let tensor = self.tensor(&format!("bert.embeddings.{name}.weight"), &[rows, width])?;
        Ok(Embedding { bytes: tensor.data(), width })
    }

    fn norm(&self, name: &str) -> Result<Norm> {
        let width = self.config.hidden_size;
        Ok(Norm {
            gain: self.values(&format!("{name}.weight"), &[width])?,
            bias: self.values(&format!("{name}.bias"), &[width])?,
        })
    }

    /// One map of the named maps side by side, each of shape `[outputs, inputs]`.
    fn linear(&self, names: &[&str], outputs: usize, inputs: usize) -> Result<Linear> {
        let (mut weight, mut bias) = (Vec::new(), Vec::new());
        for name in names {
            weight.extend(self.values(&format!("{name}.weight"), &[outputs, inputs])?);
            bias.extend(self.values(&format!("{name}.bias"), &[outputs])?);
        }
        Ok(Linear::new(&weight, bias))
    }

    fn values(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>> {
        let tensor = self.tensor(name, shape)?;
        let halves: Vec<f16> = tensor.data().chunks_exact(2).map(|bytes| f16::from_le_bytes([bytes[0], bytes[1]])).collect();
        Ok(halves.to_f32_vec())
    }

    fn tensor(&self, name: &str, shape: &[usize]) -> Result<TensorView<'static>> {
        let tensor = self.tensors.tensor(name).map_err(|error| Error::model(FILE, error))?;
        if tensor.dtype() != Dtype::F16 || tensor.shape() != shape {
            let problem = format!("`{name}` is {:?} {:?}, not F16 {shape:?}", tensor.dtype(), tensor.shape());
            return Err(Error::model(FILE, problem));
        }
        Ok(tensor)
    }
}
