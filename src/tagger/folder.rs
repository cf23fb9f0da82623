//! What every tagger of a Hugging Face folder shares: the settings, the tokenizer, windows, labels. A network gives the logits.

use std::{collections::BTreeMap, path::Path};

use rayon::prelude::*;
use serde::Deserialize;

use super::{
    decoder::Decoder,
    pieces::{Pieces, WordPieces},
    repeats::{self, Labelled},
    scheme::LabelMap,
    windows::{self, Passage},
};
use crate::{
    Document, Error, Mention, Result,
    encoder::{CASE_TYPES, Piece},
    models::folder::{read, tokenizer},
};

/// Pieces that a network reads at once, if it has so many positions; as in converted models.
const WINDOW: usize = 128;

/// The fewest that leave room for text between the marks.
const SMALLEST_WINDOW: usize = 16;

/// A sentence with plain names, each after a word that is none.
pub(super) const TRIAL: &str = "John Smith of London works for Microsoft in Germany, and Mary Jones for Toyota in Japan.";

/// Computes logits; all that differs from one engine to another.
pub(super) trait Network: Send + Sync {
    /// A row of logits for each piece of a sequence, one after the other.
    ///
    /// # Errors
    ///
    /// If the engine fails.
    fn logits(&self, sequence: &[Piece]) -> Result<Vec<f32>>;
}

/// The parts of `config.json` that matter to every network.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Config {
    #[serde(default)]
    pub(super) model_type: Option<String>,
    pub(super) vocab_size: usize,
    #[serde(default)]
    max_position_embeddings: Option<usize>,
    #[serde(default)]
    type_vocab_size: Option<usize>,
    /// Names of labels by index, the index as a string.
    id2label: BTreeMap<String, String>,
    /// Of confidences, by type; a field of this crate's.
    #[serde(default)]
    temperatures: BTreeMap<String, f32>,
}

impl Config {
    /// # Errors
    ///
    /// If it cannot be read or the settings make no sense.
    pub(super) fn read(folder: &Path) -> Result<Self> {
        let config: Config = serde_json::from_slice(&read(folder, CONFIG)?).map_err(|error| Error::model(CONFIG, error))?;
        let positive = (1..=1 << 24).contains(&config.vocab_size);
        match positive && config.window() >= SMALLEST_WINDOW {
            true => Ok(config),
            false => Err(Error::model(CONFIG, "the vocabulary or the window is of no use")),
        }
    }

    fn window(&self) -> usize {
        // RoBERTa's positions begin after that of the padding (Liu et al. 2019; `padding_idx + 1` in its code).
        let taken = match self.model_type.as_deref() {
            Some("roberta" | "xlm-roberta" | "camembert" | "longformer") => 2,
            _ => 0,
        };
        self.max_position_embeddings.map_or(WINDOW, |positions| WINDOW.min(positions.saturating_sub(taken)))
    }

    /// Labels in the order of the logits.
    fn labels(&self) -> Result<Vec<String>> {
        let label = |index: usize| {
            let missing = || Error::model(CONFIG, format!("`id2label` lacks {index}"));
            self.id2label.get(&index.to_string()).cloned().ok_or_else(missing)
        };
        (0..self.id2label.len()).map(label).collect()
    }

    /// The rows of the token types' embeddings; none if there are no token types.
    pub(super) fn types(&self) -> Option<usize> {
        self.type_vocab_size
    }
}

pub(super) const CONFIG: &str = "config.json";

/// A tagger of a network.
#[derive(Debug)]
pub(super) struct FolderTagger<N> {
    pub(super) tokenizer: WordPieces,
    decoder: Decoder,
    window: usize,
    pub(super) network: N,
}

impl<N: Network> FolderTagger<N> {
    /// From a folder and the network that was loaded from it.
    ///
    /// # Errors
    ///
    /// If the labels or the tokenizer cannot be used, or do not fit the network.
    pub(super) fn new(folder: &Path, config: &Config, map: &LabelMap, network: N) -> Result<Self> {
        let decoder = Decoder::new(&config.labels()?, map, &config.temperatures)?;
        // A model with as many token types as there are classes of case is taken for one that reads them, as in `convert`.
        let case_types = config.types() == Some(CASE_TYPES);
        let tokenizer = WordPieces::with_vocabulary(&tokenizer(folder)?, config.vocab_size, case_types)?;
        let tagger = FolderTagger { tokenizer, decoder, window: config.window(), network };
        // Whether labels, vocabulary and network fit each other shows at the first sentence.
        let document = Document::new(TRIAL);
        let pieces = tagger.tokenizer.cut(&document)?;
        let passages = windows::passages(&document, &pieces, tagger.window);
        let rows = passages.iter().map(|passage| tagger.rows(&pieces, passage)).collect::<Result<Vec<_>>>()?.concat();
        let width = tagger.decoder.width();
        let decoder = tagger.decoder.tried(&rows.chunks_exact(width).collect::<Vec<_>>());
        Ok(FolderTagger { decoder, ..tagger })
    }

    pub(super) fn tag(&self, document: &Document) -> Result<Vec<Mention>> {
        let pieces = self.tokenizer.cut(document)?;
        let passages = windows::passages(document, &pieces, self.window);
        let read = |passage: &Passage| self.read_passage(&pieces, passage);
        let read: Vec<Vec<Labelled>> = passages.par_iter().map(read).collect::<Result<_>>()?;
        let mut readings: Vec<Labelled> = read.into_iter().flatten().collect();
        let labels = self.decoder.bio();
        repeats::support(labels, document.text(), &mut readings);
        let mentions = |reading: &Labelled| labels.mentions(document.text(), reading.words, &reading.path, &reading.rows());
        Ok(readings.iter().flat_map(mentions).collect())
    }

    /// What the network says of the sentences of a passage.
    fn read_passage<'a>(&self, pieces: &'a Pieces, passage: &Passage) -> Result<Vec<Labelled<'a>>> {
        let own = self.rows(pieces, passage)?;
        let mut rows = own.chunks_exact(self.decoder.width());
        let reading = |sentence: usize| {
            let words = pieces.words_of(sentence);
            let decoded = self.decoder.decode(&rows.by_ref().take(words.len()).collect::<Vec<_>>());
            Labelled { words, logits: decoded.logits, path: decoded.path }
        };
        Ok(passage.sentences.clone().map(reading).collect())
    }

    /// The logits of a passage's words. Windows go through the network one at a time: nothing is padded, and what a window says
    /// depends on it alone.
    fn rows(&self, pieces: &Pieces, passage: &Passage) -> Result<Vec<f32>> {
        let width = self.decoder.width();
        let mut own = Vec::new();
        for window in passage.windows.iter().filter(|window| !window.own.is_empty()) {
            let logits = self.logits(pieces, window.pieces.clone())?;
            // The mark at the start moves every piece by one.
            let first = window.own.clone().filter(|&piece| pieces.starts_word(piece));
            own.extend(first.flat_map(|piece| logits[(piece - window.pieces.start + 1) * width..][..width].to_vec()));
        }
        Ok(own)
    }

    /// The logits of a window, as many as there should be and all of them numbers.
    fn logits(&self, pieces: &Pieces, window: std::ops::Range<usize>) -> Result<Vec<f32>> {
        let sequence: Vec<Piece> = pieces.enclosed(window).collect();
        let logits = self.network.logits(&sequence)?;
        let (want, got) = (sequence.len() * self.decoder.width(), logits.len());
        if want != got {
            let problem = format!("{got} logits came for {} pieces and {} labels", sequence.len(), self.decoder.width());
            return Err(Error::model(CONFIG, problem));
        }
        match logits.iter().all(|logit| logit.is_finite()) {
            true => Ok(logits),
            false => Err(Error::model("weights", "a logit is not finite")),
        }
    }
}

/// Runs code of another library's; a panic there is an error here.
///
/// # Errors
///
/// If it fails or panics.
pub(super) fn guarded<T>(file: &str, run: impl FnOnce() -> Result<T>) -> Result<T> {
    let told = |panic: Box<dyn std::any::Any + Send>| {
        let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
        Error::model(file, text.unwrap_or("its engine gave up").trim_end())
    };
    // Whatever was half done is dropped with the closure or never used again.
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)).unwrap_or_else(|panic| Err(told(panic)))
}

/// The models with random weights that `tests/data/tiny_ner.py` and `tests/data/tiny_architectures.py` make.
#[cfg(test)]
pub(super) mod testing {
    use std::{fs, path::PathBuf};

    use super::*;

    #[derive(Deserialize)]
    struct Reference {
        ids: Vec<u32>,
        logits: Vec<Vec<f32>>,
    }

    pub(in crate::tagger) fn tiny(name: &str) -> PathBuf {
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/data/tiny-{name}"))
    }

    /// Sequences, and the logits that another engine computes for them.
    pub(in crate::tagger) fn reference(name: &str) -> Vec<(Vec<Piece>, Vec<f32>)> {
        let json = fs::read(tiny(name).join("reference-logits.json")).expect("it ships");
        let reference: Vec<Reference> = serde_json::from_slice(&json).expect("the reference is of this form");
        let pieces = |ids: Vec<u32>| ids.into_iter().map(|id| Piece { id, type_id: 0 }).collect();
        reference.into_iter().map(|sequence| (pieces(sequence.ids), sequence.logits.concat())).collect()
    }

    /// The folder with a change in one of its files.
    pub(in crate::tagger) fn changed(name: &str, file: &str, from: &str, to: &str) -> tempfile::TempDir {
        let folder = tempfile::TempDir::new().expect("a temporary directory");
        for entry in fs::read_dir(tiny(name)).expect("it ships") {
            let path = entry.expect("it can be listed").path();
            fs::copy(&path, folder.path().join(path.file_name().expect("it has a name"))).expect("it can be copied");
        }
        let text = fs::read_to_string(folder.path().join(file)).expect("it is text");
        assert!(text.contains(from), "{file} has no {from:?}");
        fs::write(folder.path().join(file), text.replacen(from, to, 1)).expect("it can be written");
        folder
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_of_another_library_is_an_error() {
        let error = guarded::<()>("model.onnx", || panic!("index {} out of range", 7)).expect_err("it panics");
        assert_eq!(error.to_string(), "model file `model.onnx`: index 7 out of range");
    }
}
