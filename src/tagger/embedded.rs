//! The tagger that the crate's own engine runs, with the model that is part of the crate or with another one.

use std::{ops::Range, sync::Arc};

use bytes::Bytes;
use rayon::prelude::*;

use super::{
    Tagger, findings,
    labels::Labels,
    pieces::{Pieces, WordPieces},
    reading::{self, Local, WindowWords},
    references::ReferenceLabels,
    repeats::{self, Labelled},
    windows::{self, Passage},
};
use crate::{
    Document, Error, Findings, Kernel, Mention, Model, RelationType, Result,
    encoder::{Encoder, Matrix, ModelFile, Pack, Reader, ReaderFile, exp},
};

/// Pieces that go through the encoder together, more only where a sentence is longer. Four times as many are 2 % faster on
/// one thread, but leave an article too few packs to share among threads.
const PACK: usize = 128;

/// Finds names with the English news model that is compiled into the crate, or with a model of the same form.
///
/// The model that is part of the crate has a reader besides, which finds references and relations ([`Tagger::read`]). Copies
/// share the model.
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
    engines: Arc<Engines>,
}

/// What does not depend on the kernel.
#[derive(Debug)]
struct Parts {
    file: ModelFile,
    tokenizer: WordPieces,
    labels: Labels,
    reader: Option<ReaderParts>,
}

#[derive(Debug)]
struct ReaderParts {
    file: ReaderFile,
    labels: ReferenceLabels,
    relations: Vec<RelationType>,
}

#[derive(Debug)]
struct Engines {
    encoder: Encoder,
    reader: Option<Reader>,
}

impl Engines {
    fn new(model: &Parts, kernel: Kernel) -> Result<Self> {
        let reader = model.reader.as_ref().map(|reader| Reader::new(&reader.file, kernel)).transpose()?;
        Ok(Engines { encoder: Encoder::new(&model.file, kernel)?, reader })
    }
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
        Self::load(Bytes::from_static(model.bytes()), model.reader_bytes().map(Bytes::from_static))
    }

    /// Loads a model file, which is used where it lies: a `Vec<u8>`, or a memory map, of which only the parts in use take
    /// up memory. It finds names alone.
    ///
    /// # Errors
    ///
    /// If the bytes are no model file, or a broken one; memory is set aside only for what the bytes hold.
    pub fn from_bytes(file: impl AsRef<[u8]> + Send + Sync + 'static) -> Result<Self> {
        Self::load(Bytes::from_owner(file), None)
    }

    /// Converts and loads a Hugging Face folder, as [`convert`](crate::convert) does, with its reader if `reader.json` is there.
    ///
    /// # Errors
    ///
    /// If a file cannot be read or is none that can be used.
    #[cfg(feature = "convert")]
    pub fn from_folder(folder: impl AsRef<std::path::Path>) -> Result<Self> {
        let folder = folder.as_ref();
        let tagger = Self::from_bytes(crate::convert(folder)?)?;
        if folder.join("reader.json").exists() { tagger.with_reader(crate::convert_reader(folder)?) } else { Ok(tagger) }
    }

    /// Reads references and relations too, with a file that was made for this model.
    ///
    /// # Errors
    ///
    /// If the bytes are no such file, a broken one, or one for another model.
    pub fn with_reader(self, reader: impl AsRef<[u8]> + Send + Sync + 'static) -> Result<Self> {
        Self::load(self.model.file.bytes(), Some(Bytes::from_owner(reader)))?.with_kernel(self.kernel())
    }

    fn load(file: Bytes, reader: Option<Bytes>) -> Result<Self> {
        let file = ModelFile::read(file)?;
        let tokenizer = WordPieces::new(&file.tokenizer()?, &file.settings)?;
        let labels = Labels::new(&file.settings.labels, &file.settings.temperatures)?;
        let reader = reader.map(|reader| ReaderParts::read(reader, &file)).transpose()?;
        let model = Parts { file, tokenizer, labels, reader };
        Ok(EmbeddedTagger { engines: Arc::new(Engines::new(&model, Kernel::best())?), model: Arc::new(model) })
    }

    /// Computes with another kernel than the fastest; what is found is the same.
    ///
    /// # Errors
    ///
    /// If the model is broken, which loading it has ruled out.
    pub fn with_kernel(self, kernel: Kernel) -> Result<Self> {
        Ok(EmbeddedTagger { engines: Arc::new(Engines::new(&self.model, kernel)?), ..self })
    }

    /// What the tagger computes with.
    pub fn kernel(&self) -> Kernel {
        self.engines.encoder.kernel()
    }
}

impl ReaderParts {
    fn read(bytes: Bytes, model: &ModelFile) -> Result<Self> {
        let file = ReaderFile::read(bytes)?;
        let (settings, below) = (&file.settings, &model.settings);
        if settings.shape.hidden != below.hidden || settings.labels != below.labels.len() || settings.trunk >= below.layers {
            return Err(Error::model("reader", "it was made for another model"));
        }
        let relations = settings.relations.iter().map(|name| name.parse()).collect::<Result<_>>()?;
        Ok(ReaderParts { labels: ReferenceLabels::new(settings)?, relations, file })
    }
}

impl Tagger for EmbeddedTagger {
    fn tag(&self, document: &Document) -> Result<Vec<Mention>> {
        let pieces = self.model.tokenizer.cut(document)?;
        let passages = windows::passages(document, &pieces, self.model.file.settings.window);
        let packs = packs(&passages);
        let mut sentences: Vec<Labelled> =
            packs.into_par_iter().flat_map_iter(|pack| self.label_pack(&pieces, &passages[pack])).collect();
        Ok(self.names(document, &mut sentences))
    }

    fn read(&self, document: &Document) -> Result<Findings> {
        let (Some(parts), Some(reader)) = (&self.model.reader, &self.engines.reader) else {
            return Ok(self.tag(document)?.into());
        };
        let pieces = self.model.tokenizer.cut(document)?;
        let passages = windows::passages(document, &pieces, self.model.file.settings.window);
        let packs = packs(&passages).into_par_iter();
        let read: Vec<(Vec<Labelled>, Local)> =
            packs.map(|pack| self.read_pack(document, &pieces, &passages[pack], parts, reader)).collect();
        let (sentences, locals): (Vec<_>, Vec<_>) = read.into_iter().unzip();
        let mut sentences: Vec<Labelled> = sentences.into_iter().flatten().collect();
        let names = self.names(document, &mut sentences);
        let local = locals.into_iter().fold(Local::default(), Local::append);
        Ok(findings::combine(document, names, &local, &parts.labels, &parts.relations, reader))
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

/// The windows of a few passages; of each word the first piece is asked for.
fn pack_of(pieces: &Pieces, passages: &[Passage]) -> Pack {
    let mut pack = Pack::default();
    for window in passages.iter().flat_map(|passage| &passage.windows) {
        // The mark at the start moves every piece by one.
        let first = window.own.clone().filter(|&piece| pieces.starts_word(piece));
        pack.push(pieces.enclosed(window.pieces.clone()), first.map(|piece| piece - window.pieces.start + 1));
    }
    pack
}

impl EmbeddedTagger {
    /// What the encoder says of the sentences of a few passages, each by itself.
    fn label_pack<'a>(&self, pieces: &'a Pieces, passages: &[Passage]) -> Vec<Labelled<'a>> {
        self.labelled(pieces, passages, &self.engines.encoder.logits(&pack_of(pieces, passages)))
    }

    fn labelled<'a>(&self, pieces: &'a Pieces, passages: &[Passage], logits: &Matrix) -> Vec<Labelled<'a>> {
        let mut rows = logits.rows();
        let mut labelled = |sentence: usize| {
            let words = pieces.words_of(sentence);
            let own: Vec<&[f32]> = rows.by_ref().take(words.len()).collect();
            Labelled { words, path: self.model.labels.best_path(&own), logits: own.concat() }
        };
        passages.iter().flat_map(|passage| passage.sentences.clone()).map(&mut labelled).collect()
    }

    /// The names of a document, given what the encoder says of all its sentences.
    fn names(&self, document: &Document, sentences: &mut [Labelled]) -> Vec<Mention> {
        repeats::support(&self.model.labels, document.text(), sentences);
        let mentions = |Labelled { words, path, .. }: &Labelled, rows: &[&[f32]]| {
            self.model.labels.mentions(document.text(), words, path, rows)
        };
        sentences.par_iter().flat_map_iter(|sentence| mentions(sentence, &sentence.rows())).collect()
    }

    /// What the encoder and the reader say of a few passages.
    fn read_pack<'a>(
        &self,
        document: &Document,
        pieces: &'a Pieces,
        passages: &[Passage],
        parts: &ReaderParts,
        reader: &Reader,
    ) -> (Vec<Labelled<'a>>, Local) {
        let pack = pack_of(pieces, passages);
        let (logits, states) = self.engines.encoder.logits_and_states(&pack, parts.file.settings.trunk);
        let sentences = self.labelled(pieces, passages, &logits);
        let words = reader.words(&pack, states, &probabilities(&logits));
        let windows = window_words(&self.model.labels, passages, pieces, &sentences);
        let read = |window: &WindowWords| reading::read_window(reader, &parts.labels, &words, window, document.text());
        let local = windows.iter().map(read).fold(Local::default(), Local::append);
        (sentences, local)
    }
}

/// The words of each window of a pack with the names that the window's sentences show.
fn window_words<'a>(labels: &Labels, passages: &[Passage], pieces: &'a Pieces, sentences: &[Labelled]) -> Vec<WindowWords<'a>> {
    let mut sentences = sentences.iter();
    let mut windows = Vec::new();
    let mut row = 0;
    for passage in passages {
        let (mut names, mut words) = (Vec::new(), 0);
        for sentence in sentences.by_ref().take(passage.sentences.len()) {
            let found = labels.names(&sentence.path);
            names.extend(found.map(|(name, entity_type)| (words + name.start..words + name.end, entity_type)));
            words += sentence.words.len();
        }
        let mut first = 0;
        for window in &passage.windows {
            let count = window.own.clone().filter(|&piece| pieces.starts_word(piece)).count();
            let own = names.iter().filter(|(name, _)| first <= name.start && name.end <= first + count);
            windows.push(WindowWords {
                rows: row..row + count,
                spans: pieces.words_from(window.own.start, count),
                names: own.map(|(name, entity_type)| (name.start - first..name.end - first, *entity_type)).collect(),
            });
            (row, first) = (row + count, first + count);
        }
    }
    windows
}

/// Softmax of each row.
fn probabilities(logits: &Matrix) -> Matrix {
    let mut probabilities = logits.clone();
    for row in probabilities.rows_mut() {
        let highest = row.iter().fold(f32::NEG_INFINITY, |highest, &logit| highest.max(logit));
        row.iter_mut().for_each(|logit| *logit = exp(*logit - highest));
        let total: f32 = row.iter().sum();
        row.iter_mut().for_each(|power| *power /= total);
    }
    probabilities
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
            let logits = tagger.engines.encoder.logits(&pack);
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
            if let Some(reader) = model.reader_bytes() {
                let converted = crate::convert_reader(&folder).expect("the folder is complete");
                let anew =
                    format!("`newsgraph models convert --reader models/{model} models/{model}/reader.newsgraph` makes it anew");
                assert!(converted == reader, "{anew}");
            }
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
