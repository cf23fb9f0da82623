//! Taggers of BERT and its kin by `rust-bert` and libtorch 2.4.0.
//!
//! Of `rust-bert` the models alone are used, not its pipeline, which gives entities to the wrong text when there are more texts
//! than fit one batch, panics on labels other than BIO, and counts offsets in characters.

mod architecture;

use std::{
    fmt,
    path::Path,
    sync::{Arc, Mutex},
};

use tch::{Device, Kind, Tensor, nn};

use self::architecture::{Architecture, Classifier, Sequence, architecture};
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
    use serde::Deserialize;

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
