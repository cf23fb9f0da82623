//! Taggers that are told in words what to find: GLiNER (Zaratiana et al. 2023, "GLiNER: Generalist Model for Named Entity
//! Recognition using Bidirectional Transformer"). Its inputs are named and laid out as its authors' library does it.

mod config;
mod scores;
mod words;

use std::{collections::BTreeMap, ops::Range, path::Path, sync::Arc};

use rayon::prelude::*;

use self::{
    config::{CONFIG, Config, prompt},
    scores::{Candidate, Mode, candidates, surest},
};
use super::{
    Tagger,
    folder::TRIAL,
    pieces::{Pieces, WordPieces},
    session::{Array, Session},
    windows::{self, Passage, Window},
};
use crate::{Document, EntityType, Error, Mention, MentionKind, Result, Span, encoder::Piece, models::folder::tokenizer};

/// Finds names of types that the caller puts in words, with a GLiNER model in ONNX.
///
/// The folder holds `model.onnx` or `model.rten`, `gliner_config.json` and `tokenizer.json`. Models that score spans and models
/// that score tokens are known, with one encoder for text and labels. A name is as sure as the model's probability, and those
/// above a half are found unless [`threshold`](Self::threshold) says otherwise; it lies within one sentence. What a window of
/// whole sentences says depends on the window and the labels alone.
///
/// Tested on small models with random weights that GLiNER's own library made, exported and read; not yet on a published one.
///
/// ```no_run
/// use newsgraph::{EntityType, Extractor, GlinerTagger};
///
/// let types = [("politician", EntityType::Person), ("news agency", EntityType::Organization)];
/// let extractor = Extractor::with_tagger(GlinerTagger::from_folder("models/gliner-small", types)?);
/// let extraction = extractor.extract("Kaja Kallas spoke to Reuters in Tallinn.")?;
/// # Ok::<(), newsgraph::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct GlinerTagger {
    model: Arc<Gliner>,
    threshold: f32,
}

#[derive(Debug)]
struct Gliner {
    tokenizer: WordPieces,
    session: Session,
    mode: Mode,
    /// What stands before the text: the labels, each after a mark, and a mark at the end.
    prompt: Vec<Piece>,
    types: Vec<EntityType>,
    /// Pieces that are read at once, of the text and the marks around it.
    window: usize,
}

/// How the library multiplies spans with labels.
const SPANS_BY_LABELS: &str = "BLKD,BCD->BLKC";

/// Positions of the encoders that GLiNER is built on.
const POSITIONS: usize = 512;

/// The fewest pieces of text that a window must leave room for.
const SMALLEST_WINDOW: usize = 32;

impl GlinerTagger {
    /// Loads a model that looks for what the labels say, each of them of a type of ours.
    ///
    /// # Errors
    ///
    /// If a file is missing or broken, the model asks for other inputs, or there are no labels, equal ones or too long ones.
    pub fn from_folder<L: Into<String>>(
        folder: impl AsRef<Path>,
        labels: impl IntoIterator<Item = (L, EntityType)>,
    ) -> Result<Self> {
        let labels = labels.into_iter().map(|(label, entity_type)| (label.into(), entity_type)).collect();
        let tagger = GlinerTagger { model: Arc::new(Gliner::load(folder.as_ref(), labels)?), threshold: 0.5 };
        // Whether the files fit each other shows at the first sentence.
        tagger.tag(&Document::new(TRIAL))?;
        Ok(tagger)
    }

    /// Finds the names whose probability is above this.
    #[must_use]
    pub fn threshold(mut self, threshold: f32) -> Self {
        self.threshold = threshold;
        self
    }
}

impl Tagger for GlinerTagger {
    fn tag(&self, document: &Document) -> Result<Vec<Mention>> {
        let pieces = self.model.tokenizer.cut_words(document, words::split)?;
        let passages = windows::passages(document, &pieces, self.model.window);
        let read = |passage: &Passage| self.model.read_passage(&pieces, passage, self.threshold);
        let read: Vec<Vec<Mention>> = passages.par_iter().map(read).collect::<Result<_>>()?;
        Ok(read.into_iter().flatten().collect())
    }
}

impl Gliner {
    fn load(folder: &Path, labels: Vec<(String, EntityType)>) -> Result<Self> {
        let config = Config::read(folder)?;
        let json = tokenizer(folder)?;
        let tokenizer = WordPieces::with_vocabulary(&json, usize::MAX, false)?;
        let prompt = prompt(&config, &tokenizer, &json, &labels)?;
        let session = Session::load_with_equation(folder, SPANS_BY_LABELS)?;
        let mode = mode(&session, &config)?;
        let window = config.max_len.saturating_add(2).min(POSITIONS.saturating_sub(prompt.len()));
        if window < SMALLEST_WINDOW {
            let problem = format!("{} pieces of labels leave {window} for the text", prompt.len());
            return Err(Error::model(CONFIG, problem));
        }
        let types = labels.into_iter().map(|(_, entity_type)| entity_type).collect();
        Ok(Gliner { tokenizer, session, mode, prompt, types, window })
    }

    /// The names in a passage. Windows of one long sentence are read one at a time, and the surest names of all of them kept.
    fn read_passage(&self, pieces: &Pieces, passage: &Passage, threshold: f32) -> Result<Vec<Mention>> {
        let read = |window: &Window| self.read_window(pieces, window, threshold);
        let found: Vec<Vec<Candidate>> = passage.windows.iter().map(read).collect::<Result<_>>()?;
        let sentences: Vec<Range<usize>> = passage.sentences.clone().map(|sentence| pieces.words_in(sentence)).collect();
        let within_one = |candidate: &Candidate| {
            let sentence = sentences.partition_point(|words| words.end <= candidate.words.start);
            sentences.get(sentence).is_some_and(|words| candidate.words.end <= words.end)
        };
        let found = surest(found.into_iter().flatten().filter(within_one).collect());
        let mention = |candidate: Candidate| Mention {
            span: Span::new(pieces.word(candidate.words.start).start, pieces.word(candidate.words.end - 1).end),
            entity_type: self.types[candidate.label],
            confidence: candidate.score,
            kind: MentionKind::Name,
        };
        Ok(found.into_iter().map(mention).collect())
    }

    /// What may be a name and begins in the window's own part, in words of the document.
    fn read_window(&self, pieces: &Pieces, window: &Window, threshold: f32) -> Result<Vec<Candidate>> {
        let words = pieces.words_starting_in(window.pieces.clone());
        let own = pieces.words_starting_in(window.own.clone());
        if own.is_empty() {
            return Ok(Vec::new());
        }
        let inputs = self.inputs(pieces, window);
        let logits = self.session.run(|name| inputs[name].clone())?;
        if !logits.numbers.iter().all(|logit| logit.is_finite()) {
            return Err(self.session.error("a logit is not finite"));
        }
        let (count, labels) = (words.len(), self.types.len());
        let found = candidates(self.mode, &logits, count, labels, threshold).ok_or_else(|| {
            let shape = &logits.shape;
            self.session.error(format!("its logits are of shape {shape:?} for {count} words and {labels} labels"))
        })?;
        let in_document = |Candidate { words: at, label, score }| Candidate {
            words: words.start + at.start..words.start + at.end,
            label,
            score,
        };
        let found = found.into_iter().map(in_document);
        Ok(found.filter(|candidate| own.contains(&candidate.words.start)).collect())
    }

    /// The inputs by their names; the model asks for those of its mode.
    fn inputs(&self, pieces: &Pieces, window: &Window) -> BTreeMap<&'static str, Array<i32>> {
        let mut sequence: Vec<Piece> = pieces.enclosed(window.pieces.clone()).collect();
        sequence.splice(1..1, self.prompt.iter().copied());
        let mut mask = vec![0; sequence.len()];
        let words = pieces.words_starting_in(window.pieces.clone());
        for (number, word) in (1..).zip(words.clone()) {
            mask[1 + self.prompt.len() + pieces.start_of(word) - window.pieces.start] = number;
        }
        let row = |numbers: Vec<i32>| Array { shape: vec![1, numbers.len()], numbers };
        let mut inputs = BTreeMap::from([
            ("input_ids", row(sequence.iter().map(|piece| piece.id as i32).collect())),
            ("attention_mask", row(vec![1; sequence.len()])),
            ("words_mask", row(mask)),
            ("text_lengths", row(vec![words.len() as i32])),
        ]);
        if let Mode::Span { width } = self.mode {
            let spans = || (0..words.len()).flat_map(|start| (start..start + width).map(move |last| (start, last)));
            let ends = spans().flat_map(|(start, last)| [start as i32, last as i32]).collect();
            inputs.insert("span_idx", Array { shape: vec![1, words.len() * width, 2], numbers: ends });
            inputs.insert("span_mask", row(spans().map(|(_, last)| i32::from(last < words.len())).collect()));
        }
        inputs
    }
}

/// Which mode the model's inputs are of.
fn mode(session: &Session, config: &Config) -> Result<Mode> {
    const ALL: [&str; 6] = ["input_ids", "attention_mask", "words_mask", "text_lengths", "span_idx", "span_mask"];
    if let Some(other) = session.inputs().find(|name| !ALL.contains(name)) {
        return Err(session.error(format!("it asks for `{other}`, and only these are known: {}", ALL.join(", "))));
    }
    match session.inputs().any(|name| name == "span_idx") {
        true if !(1..=1 << 10).contains(&config.max_width) => {
            Err(Error::model(CONFIG, format!("`max_width` is {}", config.max_width)))
        }
        true => Ok(Mode::Span { width: config.max_width }),
        false if session.inputs().any(|name| name == "span_mask") => Err(session.error("it asks for `span_mask` alone")),
        false => Ok(Mode::Token),
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::{config::TOKENIZER, *};
    use crate::tagger::folder::testing::{changed, tiny};

    const LABELS: [(&str, EntityType); 3] =
        [("person", EntityType::Person), ("government body", EntityType::Organization), ("city", EntityType::GeopoliticalEntity)];

    /// What onnxruntime and GLiNER's own library say; see `tests/data/tiny_gliner.py`.
    #[derive(Deserialize)]
    struct Reference {
        labels: Vec<String>,
        texts: Vec<ReferenceText>,
    }

    #[derive(Deserialize)]
    struct ReferenceText {
        text: String,
        inputs: BTreeMap<String, Vec<i32>>,
        shape: Vec<usize>,
        logits: Vec<f32>,
        /// Start and end in characters, label, probability.
        names: Vec<(usize, usize, String, f32)>,
    }

    #[test]
    fn inputs_logits_and_names_are_those_of_the_library() {
        for name in ["gliner-span", "gliner-token"] {
            let json = std::fs::read(tiny(name).join("reference.json")).expect("it ships");
            let reference: Reference = serde_json::from_slice(&json).expect("it is of this form");
            assert!(reference.labels.iter().eq(LABELS.map(|(label, _)| label).iter()));
            let GlinerTagger { model, threshold } = GlinerTagger::from_folder(tiny(name), LABELS).expect("it is sound");
            for want in reference.texts {
                let document = Document::new(want.text.as_str());
                let pieces = model.tokenizer.cut_words(&document, words::split).expect("any text can be cut");
                // As the library, the longest text too in one window.
                let whole = Window { pieces: pieces.all(), own: pieces.all() };
                let inputs = model.inputs(&pieces, &whole);
                for (input, numbers) in &want.inputs {
                    assert_eq!(&inputs[input.as_str()].numbers, numbers, "{name}: {input} of {:?}", want.text);
                }
                let logits = model.session.run(|name| inputs[name].clone()).expect("it can be read");
                assert_eq!(logits.shape, want.shape, "{name}: {:?}", want.text);
                let apart = logits.numbers.iter().zip(&want.logits).map(|(got, want)| (got - want).abs()).fold(0.0, f32::max);
                assert!(apart < 1e-3, "{name}: {apart} on {:?}", want.text);
                let found = surest(model.read_window(&pieces, &whole, threshold).expect("it can be read"));
                let at = |character: usize| want.text.char_indices().nth(character).map_or(want.text.len(), |(byte, _)| byte);
                assert_eq!(found.len(), want.names.len(), "{name}: {found:?} in {:?}", want.text);
                for (got, (start, end, label, score)) in found.iter().zip(&want.names) {
                    let span = pieces.word(got.words.start).start..pieces.word(got.words.end - 1).end;
                    assert_eq!((span, LABELS[got.label].0), (at(*start)..at(*end), label.as_str()), "{name}: {:?}", want.text);
                    assert!((got.score - score).abs() < 1e-4, "{name}: {} for {score} in {:?}", got.score, want.text);
                }
            }
        }
    }

    #[test]
    fn names_lie_within_sentences_and_have_the_types_of_their_labels() {
        let text = "Kyiv met NATO. The city of Ankara said no. ".repeat(40);
        let document = Document::new(text.as_str());
        for name in ["gliner-span", "gliner-token"] {
            let tagger = GlinerTagger::from_folder(tiny(name), LABELS).expect("it is sound");
            let found = tagger.tag(&document).expect("it can be read");
            assert!(!found.is_empty(), "{name}");
            for mention in &found {
                let sentence = document.sentence_at(mention.span.start).expect("there is one");
                assert!(mention.span.end <= document.sentences()[sentence].span.end, "{name}: {mention:?}");
                assert!(LABELS.iter().any(|(_, entity_type)| *entity_type == mention.entity_type), "{name}: {mention:?}");
            }
            assert!(tagger.threshold(1.0).tag(&document).expect("it can be read").is_empty(), "{name}");
        }
    }

    #[test]
    fn folders_and_labels_that_cannot_be_used_are_refused_with_the_reason() {
        for (name, file, from, to, said) in [
            ("gliner-span", CONFIG, "first", "mean", "`subtoken_pooling` is `mean`"),
            ("gliner-span", CONFIG, "<<SEP>>", "<<END>>", "lacks `<<END>>`"),
            ("gliner-span", CONFIG, "\"max_width\": 4", "\"max_width\": 0", "`max_width` is 0"),
            ("gliner-span", CONFIG, "\"max_width\": 4", "\"max_width\": 5", "model.onnx"),
            ("gliner-span", CONFIG, "\"max_len\": 48", "\"max_len\": 4", "leave 6 for the text"),
            ("gliner-token", CONFIG, "{", "", CONFIG),
            ("gliner-token", TOKENIZER, "<<ENT>>", "<<END>>", "lacks `<<ENT>>`"),
        ] {
            let folder = changed(name, file, from, to);
            let error = GlinerTagger::from_folder(folder.path(), LABELS).expect_err(said).to_string();
            assert!(error.contains(said), "{error}");
        }
        let folder = changed("gliner-span", CONFIG, "first", "first");
        std::fs::copy(tiny("ner").join("model.onnx"), folder.path().join("model.onnx")).expect("it can be copied");
        let error = GlinerTagger::from_folder(folder.path(), LABELS).expect_err("it is no such model").to_string();
        assert!(error.contains("asks for `token_type_ids`"), "{error}");
        let many: Vec<String> = (0..200).map(|number| format!("city {number}")).collect();
        let long = "of the city ".repeat(90);
        for (labels, said) in [
            (vec![], "the list of labels"),
            (vec!["city", "city"], "stands there twice"),
            (vec![" "], "it is empty"),
            (vec![long.as_str()], "far too long"),
            (many.iter().map(String::as_str).collect(), "for the text"),
        ] {
            let labels = labels.into_iter().map(|label| (label, EntityType::Person));
            let error = GlinerTagger::from_folder(tiny("gliner-span"), labels).expect_err(said).to_string();
            assert!(error.contains(said), "{error}");
        }
    }
}
