//! Taggers of BERT models by `rust-bert` and libtorch 2.4.0.
//!
//! Of `rust-bert` the model alone is used, not its pipeline, which gives entities to the wrong text when there are more texts than
//! fit one batch, panics on labels other than BIO, and counts offsets in characters.

use std::{
    fmt,
    path::Path,
    sync::{Arc, Mutex},
};

use rust_bert::bert::{BertConfig, BertForTokenClassification};
use tch::{Device, Kind, Tensor, nn};

use super::{
    Tagger,
    folder::{Config, FolderTagger, Network, guarded},
    scheme::LabelMap,
};
use crate::{Document, Error, Mention, Result, encoder::Piece, models::folder::read};

/// Finds names with a BERT model that libtorch runs.
///
/// The folder holds `config.json` with `id2label`, `model.safetensors` and `tokenizer.json` (or `vocab.txt`). libtorch sets one
/// number of threads for the whole process (`tch::set_num_threads`), and one window goes through a model at a time, so on many
/// articles a tagger for each thread is faster. Copies share the model.
///
/// libtorch tells of failures by panics, which are caught and become errors; the panic hook still prints its line, and a
/// program with `panic = "abort"` ends.
///
/// ```no_run
/// use newsgraph::{Extractor, RustBertTagger};
///
/// let extractor = Extractor::with_tagger(RustBertTagger::from_folder("models/bert-base-ner")?);
/// let extraction = extractor.extract("Kaja Kallas spoke to Reuters in Tallinn.")?;
/// # Ok::<(), newsgraph::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct RustBertTagger(Arc<FolderTagger<Torch>>);

impl RustBertTagger {
    /// The weights that are loaded unless others are named.
    pub const FILE: &str = "model.safetensors";

    /// Loads a model whose labels are read by their names; see [`LabelMap::new`].
    ///
    /// # Errors
    ///
    /// If a file is missing or broken or the type of a label is unknown.
    pub fn from_folder(folder: impl AsRef<Path>) -> Result<Self> {
        Self::with_labels(folder, &LabelMap::new())
    }

    /// Loads a model, with a word on its labels.
    ///
    /// # Errors
    ///
    /// As [`from_folder`](Self::from_folder).
    pub fn with_labels(folder: impl AsRef<Path>, labels: &LabelMap) -> Result<Self> {
        Self::with_weights(folder, Self::FILE, labels)
    }

    /// Loads a model from weights of another name. Files other than `.safetensors` may hold code that runs when they are loaded
    /// (`.bin` and `.pt` are Python pickles): name only such as you trust.
    ///
    /// # Errors
    ///
    /// As [`from_folder`](Self::from_folder).
    pub fn with_weights(folder: impl AsRef<Path>, weights: &str, labels: &LabelMap) -> Result<Self> {
        let folder = folder.as_ref();
        let config = Config::read(folder)?;
        let bert = bert_config(folder, &config)?;
        let network = guarded(weights, || Torch::load(&folder.join(weights), weights, &bert))?;
        Ok(RustBertTagger(Arc::new(FolderTagger::new(folder, &config, labels, network)?)))
    }
}

impl Tagger for RustBertTagger {
    fn tag(&self, document: &Document) -> Result<Vec<Mention>> {
        self.0.tag(document)
    }
}

/// The settings as `rust-bert` has them, checked: it would panic on what makes no sense.
fn bert_config(folder: &Path, config: &Config) -> Result<BertConfig> {
    let refused = |problem: String| Error::model("config.json", problem);
    let model_type = config.model_type.as_deref().unwrap_or("bert");
    if model_type != "bert" {
        return Err(refused(format!("`model_type` is `{model_type}`, and `bert` alone is known")));
    }
    let bert: BertConfig = serde_json::from_slice(&read(folder, "config.json")?).map_err(|error| refused(error.to_string()))?;
    let sizes = [
        bert.hidden_size,
        bert.intermediate_size,
        bert.max_position_embeddings,
        bert.num_attention_heads,
        bert.num_hidden_layers,
        bert.type_vocab_size,
        bert.vocab_size,
    ];
    if sizes.iter().any(|size| !(1..=1 << 24).contains(size)) {
        return Err(refused("a size is 0 or too large".into()));
    }
    // What the settings alone make libtorch set aside, before it looks at the weights; BERT-large has 3e8 numbers.
    let layer = bert.hidden_size * (4 * bert.hidden_size + 2 * bert.intermediate_size);
    let embeddings = bert.hidden_size * (bert.vocab_size + bert.max_position_embeddings + bert.type_vocab_size);
    match bert.hidden_size % bert.num_attention_heads {
        0 if layer.saturating_mul(bert.num_hidden_layers).saturating_add(embeddings) <= 1 << 31 => Ok(bert),
        0 => Err(refused("it asks for more than 2 thousand million weights".into())),
        _ => Err(refused("the heads do not share the hidden states evenly".into())),
    }
}

/// A model in libtorch's memory.
pub(super) struct Torch {
    /// Tensors may go from one thread to another, but not be used by two.
    model: Mutex<BertForTokenClassification>,
    file: String,
}

impl fmt::Debug for Torch {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "Torch({})", self.file)
    }
}

impl Torch {
    fn load(path: &Path, name: &str, config: &BertConfig) -> Result<Self> {
        if let Err(source) = std::fs::metadata(path) {
            return Err(Error::Read { path: path.to_owned(), source });
        }
        let mut weights = nn::VarStore::new(Device::Cpu);
        let model = BertForTokenClassification::new(weights.root(), config).map_err(|error| Error::model(name, error))?;
        weights.load(path).map_err(|error| Error::model(name, error))?;
        weights.freeze();
        Ok(Torch { model: Mutex::new(model), file: name.to_owned() })
    }

    fn run(&self, sequence: &[Piece]) -> Result<Vec<f32>> {
        let failed = |error: tch::TchError| Error::model(&self.file, error);
        let tensor = |number: &dyn Fn(&Piece) -> i64| -> Result<Tensor> {
            let numbers: Vec<i64> = sequence.iter().map(number).collect();
            Tensor::f_from_slice(&numbers).and_then(|tensor| tensor.f_unsqueeze(0)).map_err(failed)
        };
        let ids = tensor(&|piece| i64::from(piece.id))?;
        let types = tensor(&|piece| i64::from(piece.type_id))?;
        let mask = tensor(&|_| 1)?;
        // A panic of an earlier window leaves the weights as they were: they are only read.
        let model = self.model.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let output = tch::no_grad(|| model.forward_t(Some(&ids), Some(&mask), Some(&types), None, None, false));
        drop(model);
        let logits = output.logits.f_to_kind(Kind::Float).and_then(|logits| logits.f_contiguous()).map_err(failed)?;
        let mut numbers = vec![0.0; logits.numel()];
        let count = numbers.len();
        logits.f_copy_data(&mut numbers, count).map_err(failed)?;
        Ok(numbers)
    }
}

impl Network for Torch {
    fn logits(&self, sequence: &[Piece]) -> Result<Vec<f32>> {
        guarded(&self.file, || self.run(sequence))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tagger::folder::testing::{changed, reference, tiny};

    #[test]
    fn logits_are_those_of_onnxruntime() {
        let folder = tiny();
        let config = Config::read(&folder).and_then(|config| bert_config(&folder, &config)).expect("it is sound");
        let network = Torch::load(&folder.join("model.safetensors"), "model.safetensors", &config).expect("it is sound");
        for (sequence, want) in reference() {
            let got = network.logits(&sequence).expect("it can be read");
            let apart = got.iter().zip(&want).map(|(got, want)| (got - want).abs()).fold(0.0, f32::max);
            assert!(got.len() == want.len() && apart < 1e-4, "{apart} on {} pieces", sequence.len());
        }
    }

    #[test]
    fn folders_that_cannot_be_used_are_refused_with_the_reason() {
        for (file, from, to, said) in [
            ("config.json", "\"num_attention_heads\": 2", "\"num_attention_heads\": 3", "heads do not share"),
            ("config.json", "\"num_attention_heads\": 2", "\"num_attention_heads\": 0", "a size is 0"),
            ("config.json", "\"hidden_size\": 16", "\"hidden_size\": 16000000", "2 thousand million"),
            ("config.json", "\"hidden_size\": 16", "\"hidden_size\": 32", "model.safetensors"),
            ("config.json", "gelu", "gelu_fast", "gelu_fast"),
            ("config.json", "\"model_type\": \"bert\"", "\"model_type\": \"roberta\"", "`roberta`"),
            ("config.json", "B-PER", "B-CITY", "what type is `CITY`?"),
            ("config.json", "{", "", "config.json"),
        ] {
            let folder = changed(file, from, to);
            let error = RustBertTagger::from_folder(folder.path()).expect_err(said).to_string();
            assert!(error.contains(said), "{error}");
        }
        let error = RustBertTagger::with_weights(tiny(), "gone.ot", &LabelMap::new()).expect_err("it is gone").to_string();
        assert!(error.contains("gone.ot"), "{error}");
    }
}
