//! Taggers of ONNX models, by `rten`, in pure Rust.

use std::{path::Path, sync::Arc};

use super::{
    Tagger,
    folder::{Config, FolderTagger, Network},
    scheme::LabelMap,
    session::{self, Array, Session},
};
use crate::{Document, Mention, Result, encoder::Piece};

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
    pub const FILES: [&str; 2] = session::FILES;

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
        let network = Onnx::load(folder)?;
        Ok(OnnxTagger(Arc::new(FolderTagger::new(folder, &config, labels, network)?)))
    }
}

impl Tagger for OnnxTagger {
    fn tag(&self, document: &Document) -> Result<Vec<Mention>> {
        self.0.tag(document)
    }
}

/// A model for token classification.
#[derive(Debug)]
pub(super) struct Onnx(Session);

impl Onnx {
    fn load(folder: &Path) -> Result<Self> {
        let session = Session::load(folder)?;
        if let Some(other) = session.inputs().find(|&name| number(name).is_none()) {
            return Err(session.error(format!("it asks for `{other}`, and only ids, mask and token types are known")));
        }
        Ok(Onnx(session))
    }
}

/// What an input of the model is filled with.
fn number(input: &str) -> Option<fn(&Piece) -> i32> {
    match input {
        "input_ids" => Some(|piece| piece.id as i32),
        "attention_mask" => Some(|_| 1),
        "token_type_ids" => Some(|piece| piece.type_id as i32),
        _ => None,
    }
}

impl Network for Onnx {
    fn logits(&self, sequence: &[Piece]) -> Result<Vec<f32>> {
        let row = |input: &str| Array {
            shape: vec![1, sequence.len()],
            numbers: sequence.iter().map(number(input).expect("the inputs are checked")).collect(),
        };
        let Array { shape, numbers } = self.0.run(row)?;
        match shape[..] {
            [1, rows, _] if rows == sequence.len() => Ok(numbers),
            _ => Err(self.0.error(format!("its logits are of shape {shape:?} for {} pieces", sequence.len()))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tagger::folder::testing::{changed, reference, tiny};

    #[test]
    fn logits_are_those_of_onnxruntime() {
        let network = Onnx::load(&tiny("ner")).expect("the model is sound");
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
