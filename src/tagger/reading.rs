//! What the reader says of a pack: references, and vectors and pairs of the mentions in each window.

use std::ops::Range;

use super::{labels::probability, references::ReferenceLabels};
use crate::{
    EntityType, Mention, MentionKind, Span,
    encoder::{Ends, Matrix, PairScore, Reader},
    pronoun::Form,
};

/// A mention as a window alone shows it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct LocalMention {
    pub(super) span: Span,
    pub(super) kind: MentionKind,
    pub(super) confidence: f32,
    /// What is kept of it to find out whom references mean.
    pub(super) vector: Vec<f32>,
}

/// What the reader says of some windows: mentions, and pairs of them.
#[derive(Debug, Default)]
pub(super) struct Local {
    pub(super) mentions: Vec<LocalMention>,
    /// Pairs of mentions, and the words of the trigger.
    pub(super) pairs: Vec<(PairScore, Span)>,
}

impl Local {
    /// Adds what another part of the document says.
    pub(super) fn append(mut self, other: Local) -> Self {
        let shift = self.mentions.len();
        self.mentions.extend(other.mentions);
        self.pairs.extend(other.pairs.into_iter().map(|(mut pair, trigger)| {
            (pair.subject, pair.object) = (pair.subject + shift, pair.object + shift);
            (pair, trigger)
        }));
        self
    }
}

/// A mention in words, rows of the pack's matrix.
struct Found {
    words: Range<usize>,
    kind: MentionKind,
    /// Of a name.
    entity_type: Option<EntityType>,
    confidence: f32,
}

/// A window of a pack: its words and the names among them.
pub(super) struct WindowWords<'a> {
    /// Rows of the pack's matrix.
    pub(super) rows: Range<usize>,
    pub(super) spans: &'a [Span],
    /// The names that stand in it, in words of the window.
    pub(super) names: Vec<(Range<usize>, EntityType)>,
}

impl WindowWords<'_> {
    /// The bytes of some words.
    fn span(&self, words: &Range<usize>, text: &str) -> Span {
        Span::new(self.spans[words.start].start, self.spans[words.end - 1].end).snapped(text)
    }

    /// The words that a span touches.
    fn words(&self, span: Span) -> Range<usize> {
        let start = self.spans.partition_point(|word| word.end <= span.start);
        start..self.spans.partition_point(|word| word.start < span.end).max(start)
    }
}

/// What the reader says of one window.
pub(super) fn read_window(reader: &Reader, labels: &ReferenceLabels, words: &Matrix, window: &WindowWords, text: &str) -> Local {
    let found = found(labels, &reader.labels(&words.slice(window.rows.clone())), window, text);
    if found.is_empty() {
        return Local::default();
    }
    let ends = ends(labels, &found, window);
    let vectors = reader.spans(words, &ends);
    let mention = |(found, vector): (&Found, &[f32])| LocalMention {
        span: window.span(&found.words, text),
        kind: found.kind,
        confidence: found.confidence,
        vector: vector.to_vec(),
    };
    let mentions = found.iter().zip(vectors.rows()).map(mention).collect();
    Local { mentions, pairs: pairs(reader, labels, words, window, &ends, text) }
}

/// What the reader says of pairs of mentions that are given, as far as they stand in one window, by their indices.
pub(super) fn relate_window(
    reader: &Reader,
    labels: &ReferenceLabels,
    words: &Matrix,
    window: &WindowWords,
    text: &str,
    mentions: &[Mention],
) -> Vec<(PairScore, Span)> {
    let (numbers, found): (Vec<usize>, Vec<Found>) = given(window, mentions).unzip();
    let pairs = pairs(reader, labels, words, window, &ends(labels, &found, window), text).into_iter();
    let numbered = |(pair, trigger): (PairScore, Span)| {
        (PairScore { subject: numbers[pair.subject], object: numbers[pair.object], ..pair }, trigger)
    };
    pairs.map(numbered).collect()
}

/// The given mentions that lie whole in a window, with their indices.
fn given(window: &WindowWords, mentions: &[Mention]) -> impl Iterator<Item = (usize, Found)> {
    let (start, end) = (window.spans.first().map_or(0, |word| word.start), window.spans.last().map_or(0, |word| word.end));
    let first = mentions.partition_point(|mention| mention.span.start < start);
    let within = mentions[first..].iter().take_while(move |mention| mention.span.start < end);
    within.enumerate().filter(move |(_, mention)| mention.span.end <= end).filter_map(move |(index, mention)| {
        let is_name = mention.kind == MentionKind::Name;
        let words = window.words(mention.span);
        let entity_type = is_name.then_some(mention.entity_type);
        (!words.is_empty()).then_some((first + index, Found { words, kind: mention.kind, entity_type, confidence: 1.0 }))
    })
}

fn ends(labels: &ReferenceLabels, found: &[Found], window: &WindowWords) -> Vec<Ends> {
    let start = window.rows.start;
    let ends = found.iter().map(|found| Ends {
        first: start + found.words.start,
        last: start + found.words.end - 1,
        kind: labels.kind(found.kind, found.entity_type),
    });
    ends.collect()
}

/// The scores of pairs of mentions, with the words of their triggers.
fn pairs(
    reader: &Reader,
    labels: &ReferenceLabels,
    words: &Matrix,
    window: &WindowWords,
    ends: &[Ends],
    text: &str,
) -> Vec<(PairScore, Span)> {
    let start = window.rows.start;
    let pairs = reader.pairs(words, window.rows.clone(), ends, &labels.pairs(ends)).into_iter();
    let triggered = |pair: PairScore| {
        let trigger = window.span(&(pair.trigger.start - start..pair.trigger.end - start), text);
        (pair, trigger)
    };
    pairs.map(triggered).collect()
}

/// Names and references of a window, by where they start, the longer first.
fn found(labels: &ReferenceLabels, logits: &Matrix, window: &WindowWords, text: &str) -> Vec<Found> {
    let names = window.names.iter().map(|(words, entity_type)| Found {
        words: words.clone(),
        kind: MentionKind::Name,
        entity_type: Some(*entity_type),
        confidence: 1.0,
    });
    let path = labels.best_path(&logits.rows().collect::<Vec<_>>());
    let references = labels.references(&path).into_iter().map(|(words, kind)| {
        let sure: f32 = words.clone().map(|word| probability(logits.row(word), path[word], 1.0)).sum();
        Found { confidence: sure / words.len() as f32, words, kind, entity_type: None }
    });
    // A reference is no name, and no part of one; a pronoun is one that the ranker knows.
    let within_name =
        |words: &Range<usize>| window.names.iter().any(|(name, _)| name.start <= words.start && words.end <= name.end);
    let is_known =
        |found: &Found| found.kind != MentionKind::Pronoun || Form::of(&text[window.span(&found.words, text).range()]).is_some();
    let references = references.filter(|found| !within_name(&found.words) && is_known(found));
    let mut found: Vec<Found> = references.chain(names).collect();
    found.sort_by_key(|found| (found.words.start, std::cmp::Reverse(found.words.end)));
    found
}
