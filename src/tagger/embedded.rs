//! The tagger that the crate's own engine runs, with the model that is part of the crate or with another one.

use std::{ops::Range, sync::Arc};

use bytes::Bytes;
use rayon::prelude::*;

use super::{
    Tagger, findings,
    labels::Labels,
    pieces::WordPieces,
    plan::Plan,
    reading::{self, Local, WindowWords},
    references::ReferenceLabels,
    repeats::{self, Labelled},
};
use crate::{
    Document, Error, Findings, Kernel, Mention, MentionRelation, Model, RelationType, Result, Span,
    encoder::{Encoder, Matrix, ModelFile, PairScore, Reader, ReaderFile, exp},
};

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
        let plan = self.plan(document)?;
        let label = |passages: &Range<usize>| {
            let logits = self.engines.encoder.logits(&plan.pack(passages));
            self.labelled(&plan, passages, &logits)
        };
        let mut sentences: Vec<Labelled> = plan.packs.par_iter().flat_map_iter(label).collect();
        Ok(self.names(document, &mut sentences))
    }

    fn read(&self, document: &Document) -> Result<Findings> {
        let (Some(parts), Some(reader)) = (&self.model.reader, &self.engines.reader) else {
            return Ok(self.tag(document)?.into());
        };
        let plan = self.plan(document)?;
        let read = |passages: &Range<usize>| self.read_pack(document, &plan, passages, parts, reader);
        let (sentences, locals): (Vec<_>, Vec<_>) = plan.packs.par_iter().map(read).unzip();
        let mut sentences: Vec<Labelled> = sentences.into_iter().flatten().collect();
        let names = self.names(document, &mut sentences);
        let local = locals.into_iter().fold(Local::default(), Local::append);
        Ok(findings::combine(document, names, &local, &parts.labels, &parts.relations, reader))
    }

    fn relate(&self, document: &Document, mentions: &[Mention]) -> Result<Vec<MentionRelation>> {
        let (Some(parts), Some(reader)) = (&self.model.reader, &self.engines.reader) else { return Ok(Vec::new()) };
        let plan = self.plan(document)?;
        let relate = |passages: &Range<usize>| {
            let (_, words) = self.encoded(&plan, passages, parts, reader);
            let windows = plan.window_words(passages, &vec![Vec::new(); plan.sentences(passages).count()]).into_iter();
            let text = document.text();
            let pairs = windows.flat_map(|window| reading::relate_window(reader, &parts.labels, &words, &window, text, mentions));
            let stated = |(pair, trigger): (PairScore, Span)| {
                let ends = (pair.subject, pair.object);
                findings::stated(ends, &pair, trigger, &parts.relations, reader.settings.threshold).collect::<Vec<_>>()
            };
            pairs.flat_map(stated).collect::<Vec<_>>()
        };
        Ok(plan.packs.par_iter().flat_map_iter(relate).collect())
    }
}

impl EmbeddedTagger {
    fn plan(&self, document: &Document) -> Result<Plan> {
        Ok(Plan::new(document, self.model.tokenizer.cut(document)?, self.model.file.settings.window))
    }

    /// What the encoder says of the sentences of a few passages, each by itself.
    fn labelled<'a>(&self, plan: &'a Plan, passages: &Range<usize>, logits: &Matrix) -> Vec<Labelled<'a>> {
        let mut rows = logits.rows();
        let labelled = |sentence: usize| {
            let words = plan.pieces.words_of(sentence);
            let own: Vec<&[f32]> = rows.by_ref().take(words.len()).collect();
            Labelled { words, path: self.model.labels.best_path(&own), logits: own.concat() }
        };
        plan.sentences(passages).map(labelled).collect()
    }

    /// The names of a document, given what the encoder says of all its sentences.
    fn names(&self, document: &Document, sentences: &mut [Labelled]) -> Vec<Mention> {
        repeats::support(&self.model.labels, document.text(), sentences);
        let mentions = |Labelled { words, path, .. }: &Labelled, rows: &[&[f32]]| {
            self.model.labels.mentions(document.text(), words, path, rows)
        };
        sentences.par_iter().flat_map_iter(|sentence| mentions(sentence, &sentence.rows())).collect()
    }

    /// What the encoder says of the words of a few passages, and the reader's vectors of them.
    fn encoded(&self, plan: &Plan, passages: &Range<usize>, parts: &ReaderParts, reader: &Reader) -> (Matrix, Matrix) {
        let pack = plan.pack(passages);
        let (logits, states) = self.engines.encoder.logits_and_states(&pack, parts.file.settings.trunk);
        let words = reader.words(&pack, states, &probabilities(&logits));
        (logits, words)
    }

    /// What the encoder and the reader say of a few passages.
    fn read_pack<'a>(
        &self,
        document: &Document,
        plan: &'a Plan,
        passages: &Range<usize>,
        parts: &ReaderParts,
        reader: &Reader,
    ) -> (Vec<Labelled<'a>>, Local) {
        let (logits, words) = self.encoded(plan, passages, parts, reader);
        let sentences = self.labelled(plan, passages, &logits);
        let names: Vec<Vec<_>> = sentences.iter().map(|sentence| self.model.labels.names(&sentence.path).collect()).collect();
        let windows = plan.window_words(passages, &names);
        let read = |window: &WindowWords| reading::read_window(reader, &parts.labels, &words, window, document.text());
        let local = windows.iter().map(read).fold(Local::default(), Local::append);
        (sentences, local)
    }
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
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::encoder::{Pack, Piece, tests::small_model};

    /// Sentences with the logits that PyTorch computes from the same weights; see `training/`.
    #[derive(serde::Deserialize)]
    pub(in crate::tagger) struct Reference {
        pub(in crate::tagger) sentences: Vec<ReferenceSentence>,
    }

    #[derive(serde::Deserialize)]
    pub(in crate::tagger) struct ReferenceSentence {
        text: String,
        pub(in crate::tagger) ids: Vec<u32>,
        pub(in crate::tagger) type_ids: Vec<u32>,
        pub(in crate::tagger) logits: Vec<Vec<f32>>,
    }

    pub(in crate::tagger) fn reference() -> Reference {
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

    #[test]
    fn mentions_that_are_given_are_related_as_those_found() {
        let document = Document::new("NATO chief Mark Rutte met Volodymyr Zelenskyy in Kyiv on Friday. He thanked Ukraine.");
        let tagger = EmbeddedTagger::new().expect("the model is sound");
        let findings = tagger.read(&document).expect("any text can be read");
        assert!(!findings.relations.is_empty(), "{findings:?}");
        assert_eq!(tagger.relate(&document, &findings.mentions).expect("any text can be read"), findings.relations);
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
