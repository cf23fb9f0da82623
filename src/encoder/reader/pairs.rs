//! Relations of ordered pairs of spans.
//!
//! The words that two spans look at together make the pair's context: the product of their attention, as the localized context
//! of ATLOP (Zhou et al. 2021, arXiv:2010.11304, section 3.3).

use std::ops::Range;

use super::{
    Ends, ReaderSettings, ends_of,
    maps::{apply, gelu},
    span_vectors,
};
use crate::{
    Result,
    encoder::{
        Matrix,
        format::Sections,
        kernel::{Byte, Instructions, Job},
        linear::{Input, Linear},
        rows::{self, dot, exp, highest},
    },
};

/// Pairs of which no relation is at least so likely, as a logit, are not kept; about 0.08.
const FLOOR: f32 = -2.5;

/// How far below the best a word's attention may lie, as a logit, and still be told apart from nothing.
const DEEPEST: f32 = -40.0;

/// The longest trigger, in words.
const LONGEST_TRIGGER: usize = 8;

/// What is said of a pair of spans.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PairScore {
    /// Indices of the spans.
    pub(crate) subject: usize,
    pub(crate) object: usize,
    /// A logit for each relation.
    pub(crate) relations: Vec<f32>,
    pub(crate) flags: Vec<f32>,
    /// The words that say so, rows of the words' matrix.
    pub(crate) trigger: Range<usize>,
}

#[derive(Debug)]
pub(super) struct PairMaps {
    /// What a kind adds to a span, `[kinds][hidden]`.
    kinds: Vec<f32>,
    subject: Linear,
    object: Linear,
    /// From a span to its queries, its factor and its part of the pair.
    subject_parts: Linear,
    object_parts: Linear,
    /// From a word to its keys and values.
    words: Linear,
    /// From the context and the product of the factors to a part of the pair.
    context: Linear,
    /// `[ranges][pair]`, and where the ranges begin, from the second on.
    distances: Vec<f32>,
    bounds: Vec<i32>,
    /// Relations, then flags.
    output: Linear,
    relations: usize,
    /// Heads that look for words, and the width of each.
    looks: (usize, usize),
    /// Width of a pair.
    pair: usize,
}

impl PairMaps {
    pub(super) fn read<B: Byte>(sections: &Sections, settings: &ReaderSettings) -> Result<Self> {
        let hidden = settings.shape.hidden;
        let looks = settings.seen();
        let parts = looks + settings.factors + settings.pair;
        let map = |name: &str, outputs: usize, inputs: usize| {
            sections.linear::<B>(&format!("pairs.{name}"), outputs, inputs, Input::Signed)
        };
        Ok(PairMaps {
            kinds: sections.numbers("pairs.kinds", settings.kinds.len() * hidden)?,
            subject: map("subject", hidden, 2 * hidden)?,
            object: map("object", hidden, 2 * hidden)?,
            subject_parts: map("subject_parts", parts, hidden)?,
            object_parts: map("object_parts", parts, hidden)?,
            words: map("words", 2 * looks, hidden)?,
            context: map("context", settings.pair, looks + settings.factors)?,
            distances: sections.numbers("pairs.distances", (settings.distances.len() + 1) * settings.pair)?,
            bounds: settings.distances.clone(),
            output: map("output", settings.relations.len() + settings.flags.len(), settings.pair)?,
            relations: settings.relations.len(),
            looks: settings.looks,
            pair: settings.pair,
        })
    }

    pub(super) fn score<K: Instructions>(
        &self,
        words: &Matrix,
        range: Range<usize>,
        spans: &[Ends],
        chosen: &[(usize, usize)],
    ) -> Vec<PairScore> {
        if chosen.is_empty() {
            return Vec::new();
        }
        let ends = ends_of(words, spans);
        let subjects = apply::<K>(&self.subject_parts, &span_vectors::<K>(&self.subject, &self.kinds, &ends, spans));
        let objects = apply::<K>(&self.object_parts, &span_vectors::<K>(&self.object, &self.kinds, &ends, spans));
        let (contexts, triggers) = self.contexts::<K>(&subjects, &objects, &words.slice(range.clone()), chosen);
        let mut pairs = apply::<K>(&self.context, &contexts);
        for (pair, &(subject, object)) in pairs.rows_mut().zip(chosen) {
            rows::add(pair, self.part(&subjects, subject));
            rows::add(pair, self.part(&objects, object));
            rows::add(pair, self.distance(spans[subject].first, spans[object].first));
        }
        gelu::<K>(&mut pairs);
        let outputs = apply::<K>(&self.output, &pairs);
        let mut scores = Vec::new();
        for ((output, triggered), &(subject, object)) in outputs.rows().zip(triggers).zip(chosen) {
            let (relations, flags) = output.split_at(self.relations);
            if highest(relations) > FLOOR {
                let trigger = triggered.start + range.start..triggered.end + range.start;
                scores.push(PairScore { subject, object, relations: relations.to_vec(), flags: flags.to_vec(), trigger });
            }
        }
        scores
    }

    /// What each pair sees when its spans look together, with the product of their factors behind, and its trigger.
    fn contexts<K: Instructions>(
        &self,
        subjects: &Matrix,
        objects: &Matrix,
        words: &Matrix,
        chosen: &[(usize, usize)],
    ) -> (Matrix, Vec<Range<usize>>) {
        let words = &apply::<K>(&self.words, words);
        let looks = [subjects, objects].map(|parts| {
            let mut looks = Looks::new(parts.len(), self.looks, words.len());
            K::run(Look { parts, words, looks: &mut looks });
            looks
        });
        let (mut contexts, mut triggers) = (Matrix::zeros(chosen.len(), subjects.columns() - self.pair), Vec::new());
        let looks = &looks;
        K::run(Context { chosen, subjects, objects, words, looks, contexts: &mut contexts, triggers: &mut triggers });
        (contexts, triggers)
    }

    /// A span's part of a pair.
    fn part<'a>(&self, parts: &'a Matrix, span: usize) -> &'a [f32] {
        &parts.row(span)[parts.columns() - self.pair..]
    }

    /// What the distance from one word to another adds to a pair.
    fn distance(&self, subject: usize, object: usize) -> &[f32] {
        let distance = object as i32 - subject as i32;
        let range = self.bounds.partition_point(|&bound| bound < distance);
        &self.distances[range * self.pair..][..self.pair]
    }
}

/// How much each span looks at each word, with each head: `exp(logit - the highest logit)`, and the logits.
struct Looks {
    heads: usize,
    width: usize,
    words: usize,
    logits: Vec<f32>,
    powers: Vec<f32>,
}

impl Looks {
    fn new(spans: usize, (heads, width): (usize, usize), words: usize) -> Self {
        let size = spans * heads * words;
        Looks { heads, width, words, logits: vec![0.0; size], powers: vec![0.0; size] }
    }

    #[inline(always)]
    fn range(&self, span: usize, head: usize) -> Range<usize> {
        let start = (span * self.heads + head) * self.words;
        start..start + self.words
    }
}

/// The attention of spans to words.
struct Look<'a> {
    parts: &'a Matrix,
    words: &'a Matrix,
    looks: &'a mut Looks,
}

impl<K: Instructions> Job<K> for Look<'_> {
    #[inline(always)]
    fn run(self) {
        let Look { parts, words, looks } = self;
        let (width, sharpness) = (looks.width, 1.0 / (looks.width as f32).sqrt());
        for (span, queries) in parts.rows().enumerate() {
            for head in 0..looks.heads {
                let (range, place) = (looks.range(span, head), head * width..(head + 1) * width);
                for (logit, word) in looks.logits[range.clone()].iter_mut().zip(words.rows()) {
                    *logit = dot(&queries[place.clone()], &word[place.clone()]) * sharpness;
                }
                let most = highest(&looks.logits[range.clone()]);
                for (power, logit) in looks.powers[range.clone()].iter_mut().zip(&looks.logits[range]) {
                    *power = exp((logit - most).max(DEEPEST));
                }
            }
        }
    }
}

/// What pairs of spans see when they look together.
struct Context<'a> {
    chosen: &'a [(usize, usize)],
    subjects: &'a Matrix,
    objects: &'a Matrix,
    words: &'a Matrix,
    looks: &'a [Looks; 2],
    contexts: &'a mut Matrix,
    triggers: &'a mut Vec<Range<usize>>,
}

impl<K: Instructions> Job<K> for Context<'_> {
    #[inline(always)]
    fn run(self) {
        let [left, right] = self.looks;
        let queries = left.heads * left.width;
        let mut weights = vec![0.0; left.words];
        for (&(subject, object), context) in self.chosen.iter().zip(self.contexts.rows_mut()) {
            let (seen, product) = context.split_at_mut(queries);
            for head in 0..left.heads {
                let powers = left.powers[left.range(subject, head)].iter().zip(&right.powers[right.range(object, head)]);
                weights.iter_mut().zip(powers).for_each(|(weight, (one, other))| *weight = one * other);
                let total = 1.0 / rows::sum(&weights);
                let seen = &mut seen[head * left.width..][..left.width];
                for (weight, word) in weights.iter().zip(self.words.rows()) {
                    let value = &word[queries + head * left.width..][..left.width];
                    seen.iter_mut().zip(value).for_each(|(sum, value)| *sum += weight * total * value);
                }
            }
            let factors = self.subjects.row(subject)[queries..].iter().zip(&self.objects.row(object)[queries..]);
            product.iter_mut().zip(factors).for_each(|(product, (one, other))| *product = one * other);
            self.triggers.push(trigger(left, right, subject, object));
        }
    }
}

/// The words at which two spans look together for the begin and, from there on, for the end of the trigger.
#[inline(always)]
fn trigger(left: &Looks, right: &Looks, subject: usize, object: usize) -> Range<usize> {
    let best = |head: usize, within: Range<usize>| {
        let (one, other) = (&left.logits[left.range(subject, head)], &right.logits[right.range(object, head)]);
        let start = within.start;
        within.fold((start, f32::NEG_INFINITY), |best, word| {
            let logit = one[word] + other[word];
            if logit > best.1 { (word, logit) } else { best }
        })
    };
    let (first, _) = best(0, 0..left.words);
    let (last, _) = best(1, first..left.words.min(first + LONGEST_TRIGGER));
    first..last + 1
}
