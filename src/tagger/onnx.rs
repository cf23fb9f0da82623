//! Taggers of ONNX models, by `rten`, in pure Rust.

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
};

use rten::{Model, NodeId, RunOptions, ThreadPool, ValueOrView};
use rten_tensor::{AsView, Layout, NdTensor};

use super::{
    Tagger,
    folder::{Config, FolderTagger, Network, guarded},
    scheme::LabelMap,
};
use crate::{Document, Error, Mention, Result, encoder::Piece};

/// Finds names with an ONNX model for token classification.
///
/// The folder holds `model.onnx` or `model.rten`, `config.json` with `id2label`, and `tokenizer.json` (or BERT's `vocab.txt`).
/// A model may ask for `input_ids`, `attention_mask` and `token_type_ids`; its output is `logits`, or the first. It reads windows
/// of at most 128 pieces, whole sentences, one at a time. On one machine the answers are the same each time; sums are in
/// f32 and may differ in their last bits from one processor to another. Copies share the model.
///
/// ```no_run
/// use newsgraph::{Extractor, OnnxTagger};
///
/// let extractor = Extractor::with_tagger(OnnxTagger::from_folder("models/bert-base-ner-onnx")?);
/// let extraction = extractor.extract("Kaja Kallas spoke to Reuters in Tallinn.")?;
/// # Ok::<(), newsgraph::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct OnnxTagger(Arc<FolderTagger<Onnx>>);

impl OnnxTagger {
    /// The names under which a folder's model is looked for.
    pub const FILES: [&str; 2] = ["model.onnx", "model.rten"];

    /// Loads a model whose labels are read by their names; see [`LabelMap::new`].
    ///
    /// # Errors
    ///
    /// If a file is missing or broken, the type of a label is unknown or the model asks for other inputs.
    pub fn from_folder(folder: impl AsRef<Path>) -> Result<Self> {
        Self::with_labels(folder, &LabelMap::new())
    }

    /// Loads a model, with a word on its labels.
    ///
    /// # Errors
    ///
    /// As [`from_folder`](Self::from_folder).
    pub fn with_labels(folder: impl AsRef<Path>, labels: &LabelMap) -> Result<Self> {
        let folder = folder.as_ref();
        let config = Config::read(folder)?;
        let path = file(folder)?;
        let network = guarded(&name(&path), || Onnx::load(&path))?;
        Ok(OnnxTagger(Arc::new(FolderTagger::new(folder, &config, labels, network)?)))
    }
}

impl Tagger for OnnxTagger {
    fn tag(&self, document: &Document) -> Result<Vec<Mention>> {
        self.0.tag(document)
    }
}

/// The first of the model's names that is there.
fn file(folder: &Path) -> Result<PathBuf> {
    let paths = || OnnxTagger::FILES.iter().map(|name| folder.join(name));
    let there = paths().find(|path| path.is_file());
    let source = || std::io::Error::from(std::io::ErrorKind::NotFound);
    there.ok_or_else(|| Error::Read { path: folder.join(OnnxTagger::FILES[0]), source: source() })
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// What an input of the model is filled with.
#[derive(Debug, Clone, Copy)]
enum Input {
    Ids,
    Mask,
    Types,
}

/// A model and what goes in and out.
pub(super) struct Onnx {
    model: Model,
    inputs: Vec<(NodeId, Input)>,
    output: NodeId,
    file: String,
    /// The library's own would be as large as an environment variable says.
    threads: Arc<ThreadPool>,
}

impl fmt::Debug for Onnx {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "Onnx({}, {} weights)", self.file, self.model.total_params())
    }
}

impl Onnx {
    fn load(path: &Path) -> Result<Self> {
        let file = name(path);
        let model = Model::load_file(path).map_err(|error| Error::model(&file, error))?;
        let inputs = model.input_ids().iter().map(|&id| Ok((id, input(&model, id, &file)?))).collect::<Result<Vec<_>>>()?;
        let output = model.find_node("logits").or_else(|| model.output_ids().first().copied());
        let output = output.ok_or_else(|| Error::model(&file, "it has no output"))?;
        let threads = Arc::new(ThreadPool::with_num_threads(rayon::current_num_threads()));
        Ok(Onnx { model, inputs, output, file, threads })
    }

    fn run(&self, sequence: &[Piece]) -> Result<Vec<f32>> {
        let row = |input: Input| -> Vec<i32> {
            let number = |piece: &Piece| match input {
                Input::Ids => piece.id as i32,
                Input::Mask => 1,
                Input::Types => piece.type_id as i32,
            };
            sequence.iter().map(number).collect()
        };
        let tensor = |input: Input| ValueOrView::from(NdTensor::from_data([1, sequence.len()], row(input)));
        let inputs = self.inputs.iter().map(|&(id, input)| (id, tensor(input))).collect();
        let options = RunOptions::default().with_thread_pool(Some(self.threads.clone()));
        let failed = |error: &dyn fmt::Display| Error::model(&self.file, error);
        let [logits] = self.model.run_n(inputs, [self.output], Some(options)).map_err(|error| failed(&error))?;
        let logits: NdTensor<f32, 3> = logits.try_into().map_err(|error: rten::TryFromValueError| failed(&error))?;
        match logits.shape() {
            [1, rows, _] if rows == sequence.len() => Ok(logits.to_vec()),
            shape => Err(failed(&format!("its logits are of shape {shape:?} for {} pieces", sequence.len()))),
        }
    }
}

fn input(model: &Model, id: NodeId, file: &str) -> Result<Input> {
    let info = model.node_info(id);
    match info.as_ref().and_then(|info| info.name()).unwrap_or_default() {
        "input_ids" => Ok(Input::Ids),
        "attention_mask" => Ok(Input::Mask),
        "token_type_ids" => Ok(Input::Types),
        other => Err(Error::model(file, format!("it asks for `{other}`, and only ids, mask and token types are known"))),
    }
}

impl Network for Onnx {
    /// On a thread of its own: one of rayon's that waits for another pool takes up the next window meanwhile, and within that
    /// the next, until its stack is full.
    fn logits(&self, sequence: &[Piece]) -> Result<Vec<f32>> {
        let run = || guarded(&self.file, || self.run(sequence));
        std::thread::scope(|scope| scope.spawn(run).join().expect("panics are caught"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tagger::folder::testing::{changed, reference, tiny};

    #[test]
    fn logits_are_those_of_onnxruntime() {
        let folder = tiny("ner");
        let network = Onnx::load(&folder.join("model.onnx")).expect("the model is sound");
        for (sequence, want) in reference("ner") {
            let got = network.logits(&sequence).expect("it can be read");
            let apart = got.iter().zip(&want).map(|(got, want)| (got - want).abs()).fold(0.0, f32::max);
            assert!(got.len() == want.len() && apart < 1e-4, "{apart} on {} pieces", sequence.len());
        }
    }

    #[test]
    fn folders_that_cannot_be_used_are_refused_with_the_reason() {
        for (file, from, to, said) in [
            ("config.json", "B-PER", "B-CITY", "what type is `CITY`?"),
            ("config.json", "\"8\": \"I-MISC\"", "\"9\": \"I-MISC\"", "`id2label` lacks 8"),
            ("config.json", ",\n  \"8\": \"I-MISC\"", "", "pieces and 8 labels"),
            ("config.json", "\"max_position_embeddings\": 64", "\"max_position_embeddings\": 2", "of no use"),
            ("config.json", "\"vocab_size\": 105", "\"vocab_size\": 9", "more pieces than the model"),
            ("config.json", "{", "", "config.json"),
            ("vocab.txt", "[CLS]", "[CLs]", "lacks `[CLS]`"),
            ("vocab.txt", "[UNK]", "[UNk]", "lacks `[UNK]`"),
            ("tokenizer_config.json", "}", "", "tokenizer_config.json"),
        ] {
            let folder = changed("ner", file, from, to);
            let error = OnnxTagger::from_folder(folder.path()).expect_err(said).to_string();
            assert!(error.contains(said), "{error}");
        }
        let folder = changed("ner", "vocab.txt", "[UNK]", "[UNK]");
        std::fs::remove_file(folder.path().join("model.onnx")).expect("it was there");
        let error = OnnxTagger::from_folder(folder.path()).expect_err("there is no model").to_string();
        assert!(error.contains("model.onnx"), "{error}");
    }

    #[test]
    fn models_with_changed_bytes_are_read_or_refused() {
        let model = std::fs::read(tiny("ner").join("model.onnx")).expect("it ships");
        let document = Document::new("Kyiv and Ankara met.");
        for place in (0..model.len()).step_by(977).chain(0..64) {
            let mut model = model.clone();
            model[place] ^= 0x55;
            let folder = changed("ner", "vocab.txt", "[UNK]", "[UNK]");
            std::fs::write(folder.path().join("model.onnx"), &model).expect("it can be written");
            if let Ok(tagger) = OnnxTagger::from_folder(folder.path()) {
                let _ = tagger.tag(&document);
            }
        }
    }
}
