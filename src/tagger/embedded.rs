//! The tagger whose model is part of the crate.

use std::sync::Arc;

use rayon::prelude::*;

use super::{
    Tagger,
    labels::Labels,
    pieces::{Pieces, WordPieces},
    windows::{self, Passage},
};
use crate::{
    Document, Error, Mention, Result,
    encoder::{Config, Encoder, Piece, Weights},
};

static WEIGHTS: &[u8] = include_bytes!("../../models/news-en/model.safetensors");
static TOKENIZER: &[u8] = include_bytes!("../../models/news-en/tokenizer.json");
static CONFIG: &[u8] = include_bytes!("../../models/news-en/config.json");

/// Finds names with the English news model that is compiled into the crate.
///
/// Copies share the model.
///
/// ```
/// use newsgraph::{Document, EmbeddedTagger, Tagger};
///
/// let document = Document::new("Kaja Kallas spoke to Reuters in Tallinn.");
/// let mentions = EmbeddedTagger::new()?.tag(&document)?;
/// let names: Vec<_> = mentions.iter().map(|mention| (&document[mention.span], mention.entity_type.label())).collect();
/// assert_eq!(names, [("Kaja Kallas", "PER"), ("Reuters", "ORG"), ("Tallinn", "GPE")]);
/// # Ok::<(), newsgraph::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct EmbeddedTagger {
    model: Arc<Model>,
}

#[derive(Debug)]
struct Model {
    tokenizer: WordPieces,
    encoder: Encoder,
    labels: Labels,
}

impl EmbeddedTagger {
    /// Loads the embedded model.
    ///
    /// # Errors
    ///
    /// If the embedded model is broken, which the crate's tests rule out.
    pub fn new() -> Result<Self> {
        let config: Config = serde_json::from_slice(CONFIG).map_err(|error| Error::model("config.json", error))?;
        let model = Model {
            tokenizer: WordPieces::new(TOKENIZER)?,
            labels: Labels::new(&config.id2label)?,
            encoder: Encoder::new(&config, Weights::read(WEIGHTS, &config)?),
        };
        Ok(EmbeddedTagger { model: Arc::new(model) })
    }
}

impl Tagger for EmbeddedTagger {
    fn tag(&self, document: &Document) -> Result<Vec<Mention>> {
        let pieces = self.model.tokenizer.cut(document)?;
        let passages = windows::passages(document, &pieces);
        let mentions = passages.into_par_iter().flat_map_iter(|passage| self.model.read(document, &pieces, &passage));
        Ok(mentions.collect())
    }
}

impl Model {
    /// The mentions of a few sentences that are read together.
    fn read(&self, document: &Document, pieces: &Pieces, passage: &Passage) -> Vec<Mention> {
        let logits = self.word_logits(pieces, passage);
        let mut rest = logits.as_slice();
        let mut mentions = Vec::new();
        for sentence in passage.sentences.clone() {
            let words = pieces.words_of(sentence);
            let (own, others) = rest.split_at(words.len());
            rest = others;
            mentions.extend(self.labels.mentions(document.text(), words, own));
        }
        mentions
    }

    /// The logits of each word of the passage, read at its first piece.
    fn word_logits(&self, pieces: &Pieces, passage: &Passage) -> Vec<Vec<f32>> {
        let mut words = Vec::new();
        for window in &passage.windows {
            let sequence: Vec<Piece> = pieces.enclosed(window.pieces.clone());
            let logits = self.encoder.logits(&sequence);
            let first = window.own.clone().filter(|&piece| pieces.starts_word(piece));
            words.extend(first.map(|piece| logits.row(piece - window.pieces.start + 1).to_vec()));
        }
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sentences with the logits that PyTorch computes from the same weights; see `training/`.
    #[derive(serde::Deserialize)]
    struct Reference {
        sentences: Vec<ReferenceSentence>,
    }

    #[derive(serde::Deserialize)]
    struct ReferenceSentence {
        text: String,
        ids: Vec<u32>,
        type_ids: Vec<u32>,
        logits: Vec<Vec<f32>>,
    }

    fn reference() -> Reference {
        let json = include_str!("../../tests/data/reference-logits.json");
        serde_json::from_str(json).expect("the reference is of this form")
    }

    #[test]
    fn logits_equal_those_of_pytorch() {
        let tagger = EmbeddedTagger::new().expect("the model is sound");
        for sentence in reference().sentences {
            let ids = sentence.ids.iter().zip(&sentence.type_ids);
            let pieces: Vec<Piece> = ids.map(|(&id, &type_id)| Piece { id, type_id }).collect();
            let logits = tagger.model.encoder.logits(&pieces);
            for (row, want) in sentence.logits.iter().enumerate() {
                let difference = logits.row(row).iter().zip(want).map(|(logit, want)| (logit - want).abs()).fold(0.0, f32::max);
                assert!(difference <= 1e-3, "piece {row} of {:?} is off by {difference}", sentence.text);
            }
        }
    }

    #[test]
    fn pieces_equal_those_of_the_training() {
        let tokenizer = WordPieces::new(TOKENIZER).expect("the tokenizer is sound");
        for sentence in reference().sentences {
            let document = Document::new(sentence.text.as_str());
            let pieces = tokenizer.cut(&document).expect("any text can be cut");
            let ids: Vec<u32> = pieces.enclosed(pieces.all()).iter().map(|piece| piece.id).collect();
            assert_eq!(ids, sentence.ids, "{:?}", sentence.text);
        }
    }
}
