//! What the reader says of a pack: references, and vectors and pairs of the mentions in each window.

use std::ops::Range;

use super::{labels::probability, references::ReferenceLabels};
use crate::{
    EntityType, MentionKind, Span,
    encoder::{Ends, Matrix, PairScore, Reader},
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

/// What the reader says of one window.
pub(super) fn read_window(reader: &Reader, labels: &ReferenceLabels, words: &Matrix, window: &WindowWords, text: &str) -> Local {
    let found = found(labels, &reader.labels(&words.slice(window.rows.clone())), window);
    if found.is_empty() {
        return Local::default();
    }
    let start = window.rows.start;
    let span_of =
        |words: &Range<usize>| Span::new(window.spans[words.start].start, window.spans[words.end - 1].end).snapped(text);
    let ends: Vec<Ends> = found
        .iter()
        .map(|found| Ends {
            first: start + found.words.start,
            last: start + found.words.end - 1,
            kind: labels.kind(found.kind, found.entity_type),
        })
        .collect();
    let vectors = reader.spans(words, &ends);
    let mention = |(found, vector): (&Found, &[f32])| LocalMention {
        span: span_of(&found.words),
        kind: found.kind,
        confidence: found.confidence,
        vector: vector.to_vec(),
    };
    let pairs = reader.pairs(words, window.rows.clone(), &ends, &labels.pairs(&ends)).into_iter();
    let pairs = pairs.map(|pair| {
        let trigger = span_of(&(pair.trigger.start - start..pair.trigger.end - start));
        (pair, trigger)
    });
    Local { mentions: found.iter().zip(vectors.rows()).map(mention).collect(), pairs: pairs.collect() }
}

/// Names and references of a window, by where they start, the longer first.
fn found(labels: &ReferenceLabels, logits: &Matrix, window: &WindowWords) -> Vec<Found> {
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
    // A reference is no name, and no part of one.
    let within_name =
        |words: &Range<usize>| window.names.iter().any(|(name, _)| name.start <= words.start && words.end <= name.end);
    let mut found: Vec<Found> = references.filter(|found| !within_name(&found.words)).chain(names).collect();
    found.sort_by_key(|found| (found.words.start, std::cmp::Reverse(found.words.end)));
    found
}
