//! From a Hugging Face folder to a model file.

use std::{collections::BTreeMap, fs, path::Path};

use half::{bf16, f16};
use safetensors::{Dtype, SafeTensors};
use serde::Deserialize;

use super::{
    format,
    kernel::LANES,
    linear::{DEPTH, INPUT_BLOCK},
    reader::ReaderSettings,
    weights::{Activation, CASE_TYPES, Settings, Shape},
};
use crate::{Error, Result, models::folder};

/// Pieces that a converted model reads at once, if it has so many positions.
const WINDOW: usize = 128;

/// The parts of `config.json` that matter.
#[derive(Debug, Deserialize)]
struct Config {
    #[serde(default)]
    model_type: Option<String>,
    #[serde(default)]
    position_embedding_type: Option<String>,
    hidden_act: String,
    hidden_size: usize,
    num_hidden_layers: usize,
    num_attention_heads: usize,
    intermediate_size: usize,
    vocab_size: usize,
    max_position_embeddings: usize,
    type_vocab_size: usize,
    layer_norm_eps: f32,
    /// Label names by index, the index as a string.
    id2label: BTreeMap<String, String>,
    /// Of confidences, by type; a field of this crate's.
    #[serde(default)]
    temperatures: BTreeMap<String, f32>,
}

/// Turns a BERT token classifier of Hugging Face's into a model file, with weights of 8 bits.
///
/// The folder holds `config.json`, `model.safetensors` (f32, f16 or bf16) and `tokenizer.json`, or BERT's
/// older `vocab.txt`. Every output of a map and
/// every row of an embedding is scaled so that its greatest weight is 127 (symmetric, per channel). A model with eight token
/// types is taken for one that reads the case of words there, as the news models do; others get type 0.
///
/// # Errors
///
/// If a file cannot be read or the model is no BERT token classifier. Whether its labels (BIO of this crate's entity types) and
/// its tokenizer are ones that can be used shows when the file is loaded.
///
/// ```no_run
/// use newsgraph::{EmbeddedTagger, Extractor, convert};
///
/// let model = convert("bert-base-NER")?;
/// let extractor = Extractor::with_tagger(EmbeddedTagger::from_bytes(model)?);
/// # Ok::<(), newsgraph::Error>(())
/// ```
pub fn convert(folder: impl AsRef<Path>) -> Result<Vec<u8>> {
    let path = folder.as_ref();
    let read = |name: &str| {
        let path = path.join(name);
        fs::read(&path).map_err(|source| Error::Read { path, source })
    };
    let config: Config = serde_json::from_slice(&read("config.json")?).map_err(|error| Error::model("config.json", error))?;
    let settings = config.settings()?;
    settings.check()?;
    let weights = read(TENSORS)?;
    let tensors = SafeTensors::deserialize(&weights).map_err(|error| Error::model(TENSORS, error))?;
    let mut writer = Writer { tensors, file: TENSORS, sections: BTreeMap::new() };
    writer.write(&settings)?;
    let json = serde_json::to_vec(&settings)?;
    writer.sections.extend([("settings".to_owned(), json), ("tokenizer".to_owned(), folder::tokenizer(path)?)]);
    Ok(format::write(&writer.sections))
}

const TENSORS: &str = "model.safetensors";

impl Config {
    fn settings(&self) -> Result<Settings> {
        let unknown = |what: &str, value: &str, known: &str| {
            Err(Error::model("config.json", format!("`{what}` is `{value}`, and {known} alone is known")))
        };
        let activation = match self.hidden_act.as_str() {
            // The forms by the hyperbolic tangent differ by less than the rounding of the activations.
            "gelu" | "gelu_new" | "gelu_pytorch_tanh" => Activation::Gelu,
            "relu" => Activation::Relu,
            other => return unknown("hidden_act", other, "`gelu` or `relu`"),
        };
        match (self.model_type.as_deref().unwrap_or("bert"), self.position_embedding_type.as_deref().unwrap_or("absolute")) {
            ("bert", "absolute") => {}
            ("bert", other) => return unknown("position_embedding_type", other, "`absolute`"),
            (other, _) => return unknown("model_type", other, "`bert`"),
        }
        Ok(Settings {
            hidden: self.hidden_size,
            layers: self.num_hidden_layers,
            heads: self.num_attention_heads,
            intermediate: self.intermediate_size,
            vocabulary: self.vocab_size,
            positions: self.max_position_embeddings,
            types: self.type_vocab_size,
            epsilon: self.layer_norm_eps,
            activation,
            window: WINDOW.min(self.max_position_embeddings),
            case_types: self.type_vocab_size == CASE_TYPES,
            labels: self.labels()?,
            temperatures: self.temperatures.clone(),
        })
    }

    fn labels(&self) -> Result<Vec<String>> {
        let label = |index: usize| {
            let missing = || Error::model("config.json", format!("`id2label` lacks {index}"));
            self.id2label.get(&index.to_string()).cloned().ok_or_else(missing)
        };
        (0..self.id2label.len()).map(label).collect()
    }
}

/// Turns what reads references and relations with a model, `reader.json` and `reader.safetensors` of a folder, into a file.
///
/// # Errors
///
/// If a file cannot be read or does not fit the other.
pub fn convert_reader(folder: impl AsRef<Path>) -> Result<Vec<u8>> {
    let folder = folder.as_ref();
    let read = |name: &str| {
        let path = folder.join(name);
        fs::read(&path).map_err(|source| Error::Read { path, source })
    };
    let settings = read("reader.json")?;
    let settings: ReaderSettings = serde_json::from_slice(&settings).map_err(|error| Error::model("reader.json", error))?;
    let weights = read(READER_TENSORS)?;
    let tensors = SafeTensors::deserialize(&weights).map_err(|error| Error::model(READER_TENSORS, error))?;
    let mut writer = Writer { tensors, file: READER_TENSORS, sections: BTreeMap::new() };
    writer.write_reader(&settings)?;
    writer.sections.insert("reader".to_owned(), serde_json::to_vec(&settings)?);
    Ok(format::write(&writer.sections))
}

const READER_TENSORS: &str = "reader.safetensors";

struct Writer<'a> {
    tensors: SafeTensors<'a>,
    /// Where they are from.
    file: &'static str,
    sections: BTreeMap<String, Vec<u8>>,
}

impl Writer<'_> {
    fn write(&mut self, settings: &Settings) -> Result<()> {
        let hidden = settings.hidden;
        for (name, tensor, rows) in [
            ("embedding.word", "word_embeddings", settings.vocabulary),
            ("embedding.position", "position_embeddings", settings.positions),
            ("embedding.type", "token_type_embeddings", settings.types),
        ] {
            self.embedding(name, &format!("bert.embeddings.{tensor}.weight"), rows, hidden)?;
        }
        self.norm("embedding.norm", "bert.embeddings.LayerNorm", hidden)?;
        for index in 0..settings.layers {
            self.layer(index, &format!("bert.encoder.layer.{index}"), &settings.shape())?;
        }
        let labels = settings.labels.len();
        self.numbers("classifier.weight", "classifier.weight", &[labels, hidden])?;
        self.numbers("classifier.bias", "classifier.bias", &[labels])
    }

    fn layer(&mut self, index: usize, source: &str, shape: &Shape) -> Result<()> {
        let &Shape { hidden, intermediate, .. } = shape;
        let name = |part: &str| format!("layer.{index}.{part}");
        for part in ["query", "key", "value"] {
            self.linear(&name(part), &format!("{source}.attention.self.{part}"), hidden, hidden)?;
        }
        self.linear(&name("attention_output"), &format!("{source}.attention.output.dense"), hidden, hidden)?;
        self.norm(&name("attention_norm"), &format!("{source}.attention.output.LayerNorm"), hidden)?;
        self.linear(&name("expansion"), &format!("{source}.intermediate.dense"), intermediate, hidden)?;
        self.linear(&name("contraction"), &format!("{source}.output.dense"), hidden, intermediate)?;
        self.norm(&name("output_norm"), &format!("{source}.output.LayerNorm"), hidden)
    }

    fn write_reader(&mut self, settings: &ReaderSettings) -> Result<()> {
        let hidden = settings.shape.hidden;
        for index in 0..settings.layers {
            self.layer(index, &format!("layers.{index}"), &settings.shape)?;
        }
        for (name, outputs, inputs) in settings.maps() {
            self.linear(&name, &name, outputs, inputs)?;
        }
        for (name, shape) in settings.tables() {
            self.numbers(&name, &name, &shape)?;
        }
        let references = settings.references.len();
        self.numbers("references.weight", "references.weight", &[references, hidden])?;
        self.numbers("references.bias", "references.bias", &[references])
    }

    fn embedding(&mut self, name: &str, source: &str, rows: usize, width: usize) -> Result<()> {
        let (bytes, scale) = quantize(&self.tensor(source, &[rows, width])?, width);
        self.sections.insert(format!("{name}.rows"), bytes.iter().map(|&byte| byte as u8).collect());
        self.sections.insert(format!("{name}.scale"), little_endian(&scale));
        Ok(())
    }

    fn norm(&mut self, name: &str, source: &str, width: usize) -> Result<()> {
        self.numbers(&format!("{name}.gain"), &format!("{source}.weight"), &[width])?;
        self.numbers(&format!("{name}.bias"), &format!("{source}.bias"), &[width])
    }

    fn linear(&mut self, name: &str, source: &str, outputs: usize, inputs: usize) -> Result<()> {
        let (bytes, mut scale) = quantize(&self.tensor(&format!("{source}.weight"), &[outputs, inputs])?, inputs);
        let mut bias = self.tensor(&format!("{source}.bias"), &[outputs])?;
        let mut sums: Vec<i32> = bytes.chunks(inputs).map(|row| row.iter().map(|&byte| i32::from(byte)).sum()).collect();
        let columns = outputs.next_multiple_of(LANES);
        scale.resize(columns, 0.0);
        bias.resize(columns, 0.0);
        sums.resize(columns, 0);
        self.sections.insert(format!("{name}.panels"), panels(&bytes, inputs, columns));
        self.sections.insert(format!("{name}.scale"), little_endian(&scale));
        self.sections.insert(format!("{name}.bias"), little_endian(&bias));
        self.sections.insert(format!("{name}.sums"), sums.iter().flat_map(|sum| sum.to_le_bytes()).collect());
        Ok(())
    }

    fn numbers(&mut self, name: &str, source: &str, shape: &[usize]) -> Result<()> {
        let numbers = self.tensor(source, shape)?;
        self.sections.insert(name.to_owned(), little_endian(&numbers));
        Ok(())
    }

    fn tensor(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>> {
        let tensor = self.tensors.tensor(name).map_err(|error| Error::model(self.file, error))?;
        if tensor.shape() != shape {
            return Err(Error::model(self.file, format!("`{name}` is of shape {:?}, not {shape:?}", tensor.shape())));
        }
        let pairs = || tensor.data().as_chunks::<2>().0.iter();
        let numbers: Vec<f32> = match tensor.dtype() {
            Dtype::F32 => tensor.data().as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect(),
            Dtype::F16 => pairs().map(|bytes| f16::from_le_bytes(*bytes).to_f32()).collect(),
            Dtype::BF16 => pairs().map(|bytes| bf16::from_le_bytes(*bytes).to_f32()).collect(),
            other => return Err(Error::model(self.file, format!("`{name}` is of type {other:?}, not F32, F16 or BF16"))),
        };
        match numbers.iter().all(|number| number.is_finite()) {
            true => Ok(numbers),
            false => Err(Error::model(self.file, format!("`{name}` holds a number that is not finite"))),
        }
    }
}

/// Rows of bytes from -127 to 127, and the scale of each row.
fn quantize(weight: &[f32], width: usize) -> (Vec<i8>, Vec<f32>) {
    let mut bytes = Vec::with_capacity(weight.len());
    let mut scales = Vec::new();
    for row in weight.chunks(width) {
        let most = row.iter().fold(0.0_f32, |most, value| most.max(value.abs()));
        let scale = if most > 0.0 { most / 127.0 } else { 1.0 };
        bytes.extend(row.iter().map(|value| (value / scale).round_ties_even() as i8));
        scales.push(scale);
    }
    (bytes, scales)
}

/// The weights of whole panels of outputs, as the kernels read them; see `linear.rs`.
fn panels(bytes: &[i8], inputs: usize, columns: usize) -> Vec<u8> {
    let padded = inputs.next_multiple_of(INPUT_BLOCK);
    let mut panels = vec![0; padded * columns];
    for (output, row) in bytes.chunks(inputs).enumerate() {
        for (input, &byte) in row.iter().enumerate() {
            let group = output / LANES * (padded / DEPTH) + input / DEPTH;
            panels[(group * LANES + output % LANES) * DEPTH + input % DEPTH] = byte as u8;
        }
    }
    panels
}

fn little_endian(numbers: &[f32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}
