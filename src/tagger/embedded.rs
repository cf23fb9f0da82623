//! The tagger that the crate's own engine runs, with the model that is part of the crate or with another one.

use std::{ops::Range, sync::Arc};

use bytes::Bytes;
use rayon::prelude::*;

use super::{
    Tagger,
    labels::Labels,
    pieces::{Pieces, WordPieces},
    repeats::{self, Reading},
    windows::{self, Passage},
};
use crate::{
    Document, Kernel, Mention, Model, Result,
    encoder::{Encoder, ModelFile, Pack},
};

/// Pieces that go through the encoder together, more only where a sentence is longer. Four times as many are 2 % faster on
/// one thread, but leave an article too few packs to share among threads.
const PACK: usize = 128;

/// Finds names with the English news model that is compiled into the crate, or with a model of the same form.
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
    model: Arc<Parts>,
    encoder: Arc<Encoder>,
}

/// What does not depend on the kernel.
#[derive(Debug)]
struct Parts {
    file: ModelFile,
    tokenizer: WordPieces,
    labels: Labels,
}

impl EmbeddedTagger {
    /// Loads the default model.
    ///
    /// # Errors
    ///
    /// If the embedded model is broken, which the crate's tests rule out.
    pub fn new() -> Result<Self> {
        Self::with_model(Model::default())
    }

    /// Loads a model that is part of the crate.
    ///
    /// # Errors
    ///
    /// If the embedded model is broken, which the crate's tests rule out.
    pub fn with_model(model: Model) -> Result<Self> {
        Self::read(Bytes::from_static(model.bytes()))
    }

    /// Loads a model file, which is used where it lies: a `Vec<u8>`, or a memory map, of which only the parts in use take
    /// up memory.
    ///
    /// # Errors
    ///
    /// If the bytes are no model file, or a broken one; memory is set aside only for what the bytes hold.
    pub fn from_bytes(file: impl AsRef<[u8]> + Send + Sync + 'static) -> Result<Self> {
        Self::read(Bytes::from_owner(file))
    }

    fn read(file: Bytes) -> Result<Self> {
        let file = ModelFile::read(file)?;
        let tokenizer = WordPieces::new(&file.tokenizer()?, &file.settings)?;
        let labels = Labels::new(&file.settings.labels, &file.settings.temperatures)?;
        let encoder = Encoder::new(&file, Kernel::best())?;
        Ok(EmbeddedTagger { model: Arc::new(Parts { file, tokenizer, labels }), encoder: Arc::new(encoder) })
    }

    /// Computes with another kernel than the fastest; what is found is the same.
    ///
    /// # Errors
    ///
    /// If the model is broken, which loading it has ruled out.
    pub fn with_kernel(self, kernel: Kernel) -> Result<Self> {
        let encoder = Encoder::new(&self.model.file, kernel)?;
        Ok(EmbeddedTagger { encoder: Arc::new(encoder), ..self })
    }

    /// What the tagger computes with.
    pub fn kernel(&self) -> Kernel {
        self.encoder.kernel()
    }
}

impl Tagger for EmbeddedTagger {
    fn tag(&self, document: &Document) -> Result<Vec<Mention>> {
        let pieces = self.model.tokenizer.cut(document)?;
        let passages = windows::passages(document, &pieces, self.model.file.settings.window);
        let packs = packs(&passages);
        let mut readings: Vec<Reading> =
            packs.into_par_iter().flat_map_iter(|pack| self.read_pack(&pieces, &passages[pack])).collect();
        repeats::support(&self.model.labels, document.text(), &mut readings);
        let mentions = |Reading { words, path, .. }: &Reading, rows: &[&[f32]]| {
            self.model.labels.mentions(document.text(), words, path, rows)
        };
        Ok(readings.par_iter().flat_map_iter(|reading| mentions(reading, &reading.rows())).collect())
    }
}

/// Neighbouring passages that are read together, as ranges of indices.
fn packs(passages: &[Passage]) -> Vec<Range<usize>> {
    let mut packs: Vec<Range<usize>> = Vec::new();
    let mut size = 0;
    for (index, passage) in passages.iter().enumerate() {
        let length: usize = passage.windows.iter().map(|window| window.pieces.len()).sum();
        match packs.last_mut().filter(|_| size + length <= PACK) {
            Some(pack) => (pack.end, size) = (index + 1, size + length),
            None => {
                packs.push(index..index + 1);
                size = length;
            }
        }
    }
    packs
}

impl EmbeddedTagger {
    /// What the encoder says of the sentences of a few passages, each by itself.
    fn read_pack<'a>(&self, pieces: &'a Pieces, passages: &[Passage]) -> Vec<Reading<'a>> {
        let mut pack = Pack::default();
        for window in passages.iter().flat_map(|passage| &passage.windows) {
            // The mark at the start moves every piece by one.
            let first = window.own.clone().filter(|&piece| pieces.starts_word(piece));
            pack.push(pieces.enclosed(window.pieces.clone()), first.map(|piece| piece - window.pieces.start + 1));
        }
        let logits = self.encoder.logits(&pack);
        let mut rows = logits.rows();
        let mut reading = |sentence: usize| {
            let words = pieces.words_of(sentence);
            let own: Vec<&[f32]> = rows.by_ref().take(words.len()).collect();
            Reading { words, path: self.model.labels.best_path(&own), logits: own.concat() }
        };
        passages.iter().flat_map(|passage| passage.sentences.clone()).map(&mut reading).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::encoder::{Piece, tests::small_model};

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

    /// Logits that are nearer than this are as good as equal.
    const TIE: f32 = 0.5;

    /// The logits of PyTorch are in f32, ours from integers of 8 bits.
    #[test]
    fn logits_are_near_those_of_pytorch() {
        let tagger = EmbeddedTagger::new().expect("the model is sound");
        let (mut squares, mut total, mut flips) = (0.0, 0.0, 0);
        for sentence in reference().sentences {
            let ids = sentence.ids.iter().zip(&sentence.type_ids);
            let pieces = ids.map(|(&id, &type_id)| Piece { id, type_id });
            let mut pack = Pack::default();
            pack.push(pieces, 0..sentence.ids.len());
            let logits = tagger.encoder.logits(&pack);
            for (row, want) in logits.rows().zip(&sentence.logits) {
                squares += row.iter().zip(want).map(|(logit, want)| (logit - want).powi(2)).sum::<f32>();
                total += want.iter().map(|want| want.powi(2)).sum::<f32>();
                flips += usize::from(want[best(want)] - want[best(row)] > TIE);
            }
        }
        let error = (squares / total).sqrt();
        assert!(error < 0.05, "the logits are off by {error} of their size");
        assert_eq!(flips, 0, "labels change that are no ties");
    }

    fn best(logits: &[f32]) -> usize {
        (0..logits.len()).max_by(|&a, &b| logits[a].total_cmp(&logits[b])).expect("there are labels")
    }

    #[test]
    fn pieces_equal_those_of_the_training() {
        let tagger = EmbeddedTagger::new().expect("the model is sound");
        for sentence in reference().sentences {
            let document = Document::new(sentence.text.as_str());
            let pieces = tagger.model.tokenizer.cut(&document).expect("any text can be cut");
            let ids: Vec<u32> = pieces.enclosed(pieces.all()).map(|piece| piece.id).collect();
            assert_eq!(ids, sentence.ids, "{:?}", sentence.text);
        }
    }

    #[test]
    fn every_kernel_finds_the_same() {
        let document = Document::new(include_str!("../../examples/articles/01-lavrov-kyiv-nato.txt"));
        let tagger = EmbeddedTagger::new().expect("the model is sound");
        let want = tagger.tag(&document).expect("any text can be read");
        for kernel in Kernel::available() {
            let tagger = tagger.clone().with_kernel(kernel).expect("the model is sound");
            assert_eq!((tagger.kernel(), tagger.tag(&document).expect("any text can be read")), (kernel, want.clone()));
        }
    }

    #[cfg(feature = "convert")]
    #[test]
    fn embedded_files_are_converted_from_the_trained_weights() {
        for model in Model::ALL {
            let folder = format!("{}/models/{model}", env!("CARGO_MANIFEST_DIR"));
            let converted = crate::convert(&folder).expect("the folder is complete");
            let anew = format!("`newsgraph models convert models/{model} models/{model}/model.newsgraph` makes it anew");
            assert!(converted == model.bytes(), "{anew}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn a_file_with_any_bytes_changed_is_read_or_refused(
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
            end in prop::option::weighted(0.2, any::<prop::sample::Index>()),
        ) {
            let mut bytes = small_model();
            for (place, byte) in changes {
                let place = place.index(bytes.len());
                bytes[place] = byte;
            }
            bytes.truncate(end.map_or(bytes.len(), |end| end.index(bytes.len())));
            if let Ok(tagger) = EmbeddedTagger::from_bytes(bytes) {
                let document = Document::new("Kaja Kallas spoke to Reuters in Tallinn.");
                let mentions = tagger.tag(&document).expect("any text can be read");
                prop_assert!(mentions.iter().all(|mention| document.text().get(mention.span.range()).is_some()));
            }
        }
    }
}
