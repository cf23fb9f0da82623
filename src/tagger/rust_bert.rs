//! Taggers of BERT and its kin by `rust-bert` and libtorch 2.4.0.
//!
//! Of `rust-bert` the models alone are used, not its pipeline, which gives entities to the wrong text when there are more texts
//! than fit one batch, panics on labels other than BIO, and counts offsets in characters.

use std::{
    fmt,
    path::Path,
    sync::{Arc, Mutex},
};

use rust_bert::{
    RustBertError, bert::BertForTokenClassification, distilbert::DistilBertForTokenClassification,
    electra::ElectraForTokenClassification, roberta::RobertaForTokenClassification,
};
use serde::{Deserialize, de::DeserializeOwned};
use tch::{Device, Kind, Tensor, nn};

use super::{
    Tagger,
    folder::{CONFIG, Config, FolderTagger, Network, guarded},
    scheme::LabelMap,
};
use crate::{Document, Error, Mention, Result, encoder::Piece, models::folder::read};

/// Finds names with a model that libtorch runs: BERT, RoBERTa (XLM-R, CamemBERT), DistilBERT or ELECTRA, as `config.json` says.
///
/// The folder holds `config.json` with `id2label`, `model.safetensors` and `tokenizer.json` (or `vocab.txt`). libtorch sets one
/// number of threads for the whole process (`tch::set_num_threads`), and one window goes through a model at a time, so on many
/// articles a tagger for each thread is faster. Copies share the model. It computes in f32, and norms layers with
/// an epsilon of 1e-12 whatever `config.json` says.
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
        let settings = read(folder, CONFIG)?;
        let architecture = architecture(&settings)?;
        let network = guarded(weights, || Torch::load(&folder.join(weights), weights, architecture, &settings))?;
        Ok(RustBertTagger(Arc::new(FolderTagger::new(folder, &config, labels, network)?)))
    }
}

impl Tagger for RustBertTagger {
    fn tag(&self, document: &Document) -> Result<Vec<Mention>> {
        self.0.tag(document)
    }
}

/// A token classifier that `rust-bert` has.
struct Architecture {
    /// Its names in `config.json`, as `model_type` and as a class in `architectures`.
    names: &'static [(&'static str, &'static str)],
    /// Sets it up with random weights.
    new: fn(nn::Path, &[u8]) -> Result<Classifier>,
}

/// Computes the logits of a sequence.
type Classifier = Box<dyn Fn(&Sequence) -> Result<Tensor, RustBertError> + Send>;

/// What goes into a model, each a row of numbers.
struct Sequence {
    ids: Tensor,
    types: Tensor,
    mask: Tensor,
}

/// Of RoBERTa's network there are several models.
const ARCHITECTURES: [Architecture; 4] = [
    Architecture {
        names: &[("bert", "BertForTokenClassification")],
        new: |root, settings| {
            let model = BertForTokenClassification::new(root, &parsed(settings)?).map_err(refused)?;
            Ok(Box::new(move |Sequence { ids, types, mask }| {
                Ok(model.forward_t(Some(ids), Some(mask), Some(types), None, None, false).logits)
            }))
        },
    },
    Architecture {
        names: &[
            ("roberta", "RobertaForTokenClassification"),
            ("xlm-roberta", "XLMRobertaForTokenClassification"),
            ("camembert", "CamembertForTokenClassification"),
        ],
        new: |root, settings| {
            let model = RobertaForTokenClassification::new(root, &parsed(settings)?).map_err(refused)?;
            Ok(Box::new(move |Sequence { ids, types, mask }| {
                Ok(model.forward_t(Some(ids), Some(mask), Some(types), None, None, false).logits)
            }))
        },
    },
    Architecture {
        names: &[("distilbert", "DistilBertForTokenClassification")],
        new: |root, settings| {
            let model = DistilBertForTokenClassification::new(root, &parsed(settings)?).map_err(refused)?;
            Ok(Box::new(move |Sequence { ids, mask, .. }| Ok(model.forward_t(Some(ids), Some(mask), None, false)?.logits)))
        },
    },
    Architecture {
        names: &[("electra", "ElectraForTokenClassification")],
        new: |root, settings| {
            let model = ElectraForTokenClassification::new(root, &parsed(settings)?).map_err(refused)?;
            Ok(Box::new(move |Sequence { ids, types, mask }| {
                Ok(model.forward_t(Some(ids), Some(mask), Some(types), None, None, false).logits)
            }))
        },
    },
];

/// Left out: `rust-bert` 0.23 looks up the positions of content-to-position attention without the offset of the table's middle,
/// and divides by d where the model divides by √d (He et al. 2021, "DeBERTa", equations 3 and 4). On a model with random
/// weights a logit is 0.3 off those of PyTorch.
const DEBERTA: &str = "deberta-v2";

/// The settings as `rust-bert` has them.
fn parsed<C: DeserializeOwned>(settings: &[u8]) -> Result<C> {
    serde_json::from_slice(settings).map_err(refused)
}

fn refused(problem: impl fmt::Display) -> Error {
    Error::model(CONFIG, problem)
}

/// The settings that are looked at before `rust-bert` sees them: it would panic on what makes no sense, and set aside what they
/// ask for. The other names are DistilBERT's.
#[derive(Deserialize)]
struct Settings {
    #[serde(default)]
    model_type: Option<String>,
    #[serde(default)]
    architectures: Vec<String>,
    #[serde(alias = "dim")]
    hidden_size: i64,
    #[serde(alias = "hidden_dim")]
    intermediate_size: i64,
    #[serde(alias = "n_heads")]
    num_attention_heads: i64,
    #[serde(alias = "n_layers")]
    num_hidden_layers: i64,
    max_position_embeddings: i64,
    vocab_size: i64,
    /// ELECTRA's.
    #[serde(default)]
    embedding_size: Option<i64>,
    /// DistilBERT has none.
    #[serde(default = "one")]
    type_vocab_size: i64,
}

fn one() -> i64 {
    1
}

/// The architecture that the settings ask for, if they make sense.
fn architecture(settings: &[u8]) -> Result<&'static Architecture> {
    let settings: Settings = parsed(settings)?;
    let architecture = settings.architecture()?;
    let sizes = [
        ("hidden_size", settings.hidden_size),
        ("intermediate_size", settings.intermediate_size),
        ("num_attention_heads", settings.num_attention_heads),
        ("num_hidden_layers", settings.num_hidden_layers),
        ("max_position_embeddings", settings.max_position_embeddings),
        ("vocab_size", settings.vocab_size),
        ("embedding_size", settings.embedding_size.unwrap_or(1)),
        ("type_vocab_size", settings.type_vocab_size),
    ];
    if let Some((name, size)) = sizes.iter().find(|(_, size)| !(1..=1 << 24).contains(size)) {
        return Err(refused(format!("`{name}` is {size}")));
    }
    if settings.hidden_size % settings.num_attention_heads != 0 {
        return Err(refused("the heads do not share the hidden states evenly"));
    }
    match settings.weights() <= 1 << 31 {
        true => Ok(architecture),
        false => Err(refused("it asks for more than 2 thousand million weights")),
    }
}

impl Settings {
    fn architecture(&self) -> Result<&'static Architecture> {
        let type_of = |class: &str| names().find(|(_, own)| *own == class).map(|(model_type, _)| model_type);
        let by_class = self.architectures.iter().find_map(|class| type_of(class));
        let Some(model_type) = self.model_type.as_deref().or(by_class) else {
            return Err(refused("`model_type` is missing"));
        };
        let known = ARCHITECTURES.iter().find(|known| known.names.iter().any(|(own, _)| *own == model_type));
        if model_type == DEBERTA {
            return Err(refused("`rust-bert` computes DeBERTa's attention wrongly; exported to ONNX, `OnnxTagger` can read it"));
        }
        let Some(architecture) = known else {
            let known: Vec<&str> = names().map(|(model_type, _)| model_type).collect();
            return Err(refused(format!("`model_type` is `{model_type}`, and only these are known: {}", known.join(", "))));
        };
        let is_own = |class: &String| architecture.names.iter().any(|(_, own)| own == class);
        match self.architectures.is_empty() || self.architectures.iter().any(is_own) {
            true => Ok(architecture),
            false => Err(refused(format!("`{}` is no token classifier of `{model_type}`", self.architectures.join(", ")))),
        }
    }

    /// How many numbers libtorch sets aside before it looks at the weights; BERT-large has 3e8.
    fn weights(&self) -> i64 {
        let layer = self.hidden_size * (4 * self.hidden_size + 2 * self.intermediate_size);
        let width = self.hidden_size.max(self.embedding_size.unwrap_or(0));
        let embeddings = width * (self.vocab_size + self.max_position_embeddings + self.type_vocab_size + self.hidden_size);
        layer.saturating_mul(self.num_hidden_layers).saturating_add(embeddings)
    }
}

/// The names of all architectures.
fn names() -> impl Iterator<Item = (&'static str, &'static str)> {
    ARCHITECTURES.iter().flat_map(|architecture| architecture.names.iter().copied())
}

/// A model in libtorch's memory.
pub(super) struct Torch {
    /// Tensors may go from one thread to another, but not be used by two.
    model: Mutex<Classifier>,
    file: String,
}

impl fmt::Debug for Torch {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "Torch({})", self.file)
    }
}

impl Torch {
    fn load(path: &Path, name: &str, architecture: &Architecture, settings: &[u8]) -> Result<Self> {
        if let Err(source) = std::fs::metadata(path) {
            return Err(Error::Read { path: path.to_owned(), source });
        }
        let mut weights = nn::VarStore::new(Device::Cpu);
        let model = (architecture.new)(weights.root(), settings)?;
        weights.load(path).map_err(|error| Error::model(name, error))?;
        // Loading takes over the precision of the file, and half of it is 5e-3 off in a probability.
        weights.float();
        weights.freeze();
        Ok(Torch { model: Mutex::new(model), file: name.to_owned() })
    }

    fn run(&self, sequence: &[Piece]) -> Result<Vec<f32>> {
        let failed = |error: tch::TchError| Error::model(&self.file, error);
        let tensor = |number: &dyn Fn(&Piece) -> i64| -> Result<Tensor> {
            let numbers: Vec<i64> = sequence.iter().map(number).collect();
            Tensor::f_from_slice(&numbers).and_then(|tensor| tensor.f_unsqueeze(0)).map_err(failed)
        };
        let sequence = Sequence {
            ids: tensor(&|piece| i64::from(piece.id))?,
            types: tensor(&|piece| i64::from(piece.type_id))?,
            mask: tensor(&|_| 1)?,
        };
        // A panic of an earlier window leaves the weights as they were: they are only read.
        let model = self.model.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let logits = tch::no_grad(|| model(&sequence)).map_err(|error| Error::model(&self.file, error))?;
        drop(model);
        let logits = logits.f_to_kind(Kind::Float).and_then(|logits| logits.f_contiguous()).map_err(failed)?;
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
    use crate::tagger::{
        embedded,
        folder::testing::{changed, reference, tiny},
    };

    const TINY: [&str; 4] = ["ner", "roberta", "distilbert", "electra"];

    fn tagger(folder: impl AsRef<Path>) -> FolderTagger<Torch> {
        let tagger = RustBertTagger::from_folder(folder).expect("it is sound");
        Arc::into_inner(tagger.0).expect("nobody else has it")
    }

    fn furthest(got: &[f32], want: &[f32]) -> f32 {
        assert_eq!(got.len(), want.len());
        got.iter().zip(want).map(|(got, want)| (got - want).abs()).fold(0.0, f32::max)
    }

    /// The reference of `tiny-ner` is onnxruntime's, that of the others PyTorch's.
    #[test]
    fn logits_of_every_architecture_are_those_of_the_reference() {
        for name in TINY {
            let network = tagger(tiny(name)).network;
            for (sequence, want) in reference(name) {
                let got = network.logits(&sequence).expect("it can be read");
                let apart = furthest(&got, &want);
                assert!(apart < 1e-4, "{name}: {apart} on {} pieces", sequence.len());
                assert_eq!(got, network.logits(&sequence).expect("it can be read"), "{name}");
            }
        }
    }

    fn news() -> FolderTagger<Torch> {
        tagger(concat!(env!("CARGO_MANIFEST_DIR"), "/models/news-en"))
    }

    fn softmax(logits: &[f32]) -> Vec<f32> {
        let total: f32 = logits.iter().map(|logit| logit.exp()).sum();
        logits.iter().map(|logit| logit.exp() / total).collect()
    }

    #[test]
    fn the_news_model_gives_the_logits_of_pytorch() {
        let network = news().network;
        let (mut logits_apart, mut apart) = (0.0_f32, 0.0_f32);
        for sentence in embedded::tests::reference().sentences {
            let pieces = sentence.ids.iter().zip(&sentence.type_ids);
            let pieces: Vec<Piece> = pieces.map(|(&id, &type_id)| Piece { id, type_id }).collect();
            let got = network.logits(&pieces).expect("it can be read");
            for (got, want) in got.chunks(got.len() / pieces.len()).zip(&sentence.logits) {
                logits_apart = logits_apart.max(furthest(got, want));
                apart = apart.max(furthest(&softmax(got), &softmax(want)));
            }
        }
        assert!(logits_apart < 1e-3 && apart < 1e-4, "logits {logits_apart}, probabilities {apart} apart");
    }

    /// The best label of every piece and its probability, by PyTorch in f32; see `training/export.py`.
    #[derive(Deserialize)]
    struct Labels {
        labels: Vec<usize>,
        probabilities: Vec<f32>,
    }

    #[test]
    fn the_news_model_labels_200_sentences_as_pytorch_does() {
        let labels: Vec<Labels> =
            serde_json::from_str(include_str!("../../tests/data/reference-labels.json")).expect("the reference is of this form");
        let news = news();
        let (mut equal, mut total, mut apart) = (0, 0, 0.0_f32);
        let sentences: Vec<&str> = include_str!("../../tests/data/no-relations.txt").lines().collect();
        assert_eq!((sentences.len(), labels.len()), (200, 200));
        for (sentence, want) in sentences.into_iter().zip(labels) {
            let pieces = news.tokenizer.cut(&Document::new(sentence)).expect("any text can be cut");
            let sequence: Vec<Piece> = pieces.enclosed(pieces.all()).collect();
            assert_eq!(sequence.len(), want.labels.len(), "{sentence}");
            let logits = news.network.logits(&sequence).expect("it can be read");
            let rows = logits.chunks(logits.len() / sequence.len());
            for ((row, &label), &probability) in rows.zip(&want.labels).zip(&want.probabilities) {
                let row = softmax(row);
                equal += usize::from(row.iter().all(|&other| other <= row[label]));
                total += 1;
                apart = apart.max((row[label] - probability).abs());
            }
        }
        assert!(equal == total && apart < 1e-3, "{equal} of {total} labels, probabilities {apart} apart");
    }

    #[test]
    fn folders_that_cannot_be_used_are_refused_with_the_reason() {
        for (name, from, to, said) in [
            ("ner", "\"num_attention_heads\": 2", "\"num_attention_heads\": 3", "heads do not share"),
            ("ner", "\"num_attention_heads\": 2", "\"num_attention_heads\": 0", "`num_attention_heads` is 0"),
            ("ner", "\"hidden_size\": 16", "\"hidden_size\": 16000000", "2 thousand million"),
            ("ner", "\"hidden_size\": 16", "\"hidden_size\": 32", "model.safetensors"),
            ("ner", "gelu", "gelu_fast", "gelu_fast"),
            ("ner", "\"model_type\": \"bert\"", "\"model_type\": \"albert\"", "`albert`"),
            ("ner", "\"model_type\": \"bert\"", "\"model_type\": \"roberta\"", "no token classifier of `roberta`"),
            ("ner", "BertForTokenClassification", "BertForMaskedLM", "`BertForMaskedLM` is no token classifier"),
            ("ner", "B-PER", "B-CITY", "what type is `CITY`?"),
            ("ner", "{", "", "config.json"),
            ("roberta", "\"hidden_size\": 16", "\"hidden_size\": \"16\"", "invalid type"),
            ("distilbert", "\"n_heads\": 2", "\"n_heads\": 5", "heads do not share"),
            ("distilbert", "\"qa_dropout\"", "\"dropout_of_qa\"", "qa_dropout"),
            ("electra", "\"model_type\": \"electra\"", "\"model_type\": \"deberta-v2\"", "DeBERTa's attention"),
            ("electra", "\"embedding_size\": 8", "\"embedding_size\": 0", "`embedding_size` is 0"),
            ("electra", "\"embedding_size\": 8", "\"embedding_size\": 9", "model.safetensors"),
        ] {
            let folder = changed(name, CONFIG, from, to);
            let error = RustBertTagger::from_folder(folder.path()).expect_err(said).to_string();
            assert!(error.contains(said), "{error}");
        }
        let gone = RustBertTagger::with_weights(tiny("ner"), "gone.ot", &LabelMap::new());
        let error = gone.expect_err("it is gone").to_string();
        assert!(error.contains("gone.ot"), "{error}");
    }

    #[test]
    fn an_architecture_is_known_by_its_class_alone() {
        let folder = changed("electra", CONFIG, "\"model_type\": \"electra\",", "");
        RustBertTagger::from_folder(folder.path()).expect("the class is enough");
    }
}
