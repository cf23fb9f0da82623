//! The steps of the forward pass, from one state of a pack to the next.
//!
//! All of them are inlined into [`Forward`]: see [`Job`].

use std::ops::Range;

use super::{
    Matrix, Pack,
    attention::{Attend, Heads, Space, WORD_LIMIT, Words, query_limit},
    kernel::{Instructions, Job, LANES},
    linear::{Activations, Input, Linear},
    rows::{self, quantize_signed, quantize_unsigned},
    weights::{Activation, Classifier, Embeddings, Layer, Norm, Shape},
};

/// Rows that go through the maps together: few enough that what lies between two maps stays in the nearer caches, enough
/// that the weights are seldom fetched.
pub(super) const BLOCK: usize = 48;

/// The pieces of a pack between two steps, and memory to work in.
#[derive(Debug)]
pub(super) struct State<K: Instructions> {
    heads: Heads,
    epsilon: f32,
    activation: Activation,
    /// The hidden states, `width` numbers a piece.
    hidden: Vec<f32>,
    width: usize,
    /// The hidden states as the maps take them.
    input: Activations<K>,
    queries: Words,
    keys: Words,
    values: Words,
    context: Activations<K>,
    /// A block between the two maps of the feed-forward network.
    expanded: Activations<K>,
    sums: Vec<i32>,
    /// One row of what a map gives.
    row: Vec<f32>,
    space: Space,
}

impl<K: Instructions> State<K> {
    pub(super) fn new(shape: Shape) -> Self {
        let Shape { hidden: width, intermediate, epsilon, activation, .. } = shape;
        let widest = width.max(intermediate).next_multiple_of(LANES);
        let mut expanded = Activations::new(intermediate, activation.input());
        expanded.fit(BLOCK);
        State {
            heads: shape.heads(),
            epsilon,
            activation,
            hidden: Vec::new(),
            width,
            input: Activations::new(width, Input::Signed),
            queries: Words::new(width),
            keys: Words::new(width),
            values: Words::new(width),
            context: Activations::new(width, Input::Signed),
            expanded,
            sums: vec![0; BLOCK * widest],
            row: vec![0.0; widest],
            space: Space::default(),
        }
    }

    fn fit(&mut self, rows: usize) {
        self.hidden.resize(rows * self.width, 0.0);
        self.input.fit(rows);
        self.context.fit(rows);
        for words in [&mut self.queries, &mut self.keys, &mut self.values] {
            words.fit(rows);
        }
    }
}

/// What a pass starts from.
pub(super) enum Source<'a> {
    /// The pieces of the pack, by these embeddings.
    Pieces(&'a Embeddings),
    /// Hidden states of all pieces.
    States(&'a Matrix),
}

/// What a pass ends in, for the pieces that are asked for.
pub(super) enum Output<'a> {
    Logits(&'a Classifier, &'a mut Matrix),
    States(&'a mut Matrix),
}

/// A pass through layers: from the pieces of a pack, or from their hidden states, to those that are asked for.
pub(super) struct Forward<'a, K: Instructions> {
    pub(super) state: &'a mut State<K>,
    pub(super) source: Source<'a>,
    pub(super) layers: &'a [Layer],
    pub(super) pack: &'a Pack,
    /// Where the hidden states of all pieces go, as they are after so many layers.
    pub(super) kept: Option<(usize, &'a mut Matrix)>,
    pub(super) output: Output<'a>,
}

impl<K: Instructions> Job<K> for Forward<'_, K> {
    #[inline(always)]
    fn run(self) {
        let Forward { state, source, layers, pack, mut kept, output } = self;
        let everything = pack.sequences.clone();
        let asked = asked_of(&pack.sequences, &pack.asked);
        state.fit(pack.len());
        match source {
            Source::Pieces(embeddings) => state.embed(embeddings, pack),
            Source::States(states) => state.start_from(states),
        }
        for (index, layer) in layers.iter().enumerate() {
            let is_last = index + 1 == layers.len();
            if let Some((_, states)) = kept.as_mut().filter(|(depth, _)| *depth == index) {
                states.copy_from(&state.hidden);
            }
            state.project_keys_and_values(layer, pack.len());
            if is_last {
                // No piece reads another one after this: only those that are asked for go on.
                state.keep(&pack.asked);
            }
            let asking = if is_last { &asked } else { &everything };
            let rows = asking.last().map_or(0, |last| last.end);
            state.project_queries(layer, rows);
            for (asking, sequence) in asking.iter().zip(&everything) {
                state.attend(asking.clone(), sequence.clone());
            }
            for block in blocks(rows) {
                state.take_context(layer, block.clone());
                state.feed_forward(layer, block);
            }
        }
        match output {
            Output::Logits(classifier, logits) => state.classify(classifier, logits),
            Output::States(states) => states.copy_from(&state.hidden),
        }
    }
}

/// Where the pieces of each sequence that are asked for stand among all that are.
fn asked_of(sequences: &[Range<usize>], asked: &[usize]) -> Vec<Range<usize>> {
    let count = |end: usize| asked.partition_point(|&piece| piece < end);
    sequences.iter().map(|sequence| count(sequence.start)..count(sequence.end)).collect()
}

/// Blocks of rows, as even as can be.
pub(super) fn blocks(rows: usize) -> impl Iterator<Item = Range<usize>> {
    let count = rows.div_ceil(BLOCK);
    (0..count).map(move |index| rows * index / count..rows * (index + 1) / count)
}

impl<K: Instructions> State<K> {
    /// Sums of word, position and type embeddings, normalized.
    #[inline(always)]
    fn embed(&mut self, embeddings: &Embeddings, pack: &Pack) {
        self.hidden.fill(0.0);
        for sequence in &pack.sequences {
            for (position, index) in sequence.clone().enumerate() {
                let row = &mut self.hidden[index * self.width..][..self.width];
                let piece = pack.pieces[index];
                embeddings.words.add_row(piece.id, row);
                embeddings.positions.add_row(position as u32, row);
                embeddings.types.add_row(piece.type_id, row);
                normalize(row, &embeddings.norm, self.epsilon);
                self.input.store(index, |bytes| quantize_signed(row, bytes));
            }
        }
    }

    /// Takes up hidden states, a row a piece.
    #[inline(always)]
    fn start_from(&mut self, states: &Matrix) {
        for (index, row) in states.rows().enumerate() {
            self.hidden[index * self.width..][..self.width].copy_from_slice(row);
            self.input.store(index, |bytes| quantize_signed(row, bytes));
        }
    }

    #[inline(always)]
    fn project_keys_and_values(&mut self, layer: &Layer, rows: usize) {
        let State { input, sums, row, keys, values, .. } = self;
        project(input, rows, &layer.key, query_limit(self.heads.width), keys, sums, row);
        project(input, rows, &layer.value, WORD_LIMIT, values, sums, row);
    }

    #[inline(always)]
    fn project_queries(&mut self, layer: &Layer, rows: usize) {
        let State { input, sums, row, queries, .. } = self;
        project(input, rows, &layer.query, query_limit(self.heads.width), queries, sums, row);
    }

    /// Keeps these rows of the hidden states alone.
    fn keep(&mut self, rows: &[usize]) {
        for (to, &from) in rows.iter().enumerate() {
            self.hidden.copy_within(from * self.width..(from + 1) * self.width, to * self.width);
            self.input.relocate(from, to);
        }
        self.hidden.truncate(rows.len() * self.width);
    }

    #[inline(always)]
    fn attend(&mut self, asking: Range<usize>, sequence: Range<usize>) {
        let State { heads, queries, keys, values, space, context: output, .. } = self;
        Attend { heads: *heads, queries, asking, sequence, keys, values, space, output }.run();
    }

    #[inline(always)]
    fn take_context(&mut self, layer: &Layer, block: Range<usize>) {
        let sums = layer.attention_output.multiply(&self.context, block.clone(), &mut self.sums);
        for (index, sums) in block.zip(sums) {
            let hidden = &mut self.hidden[index * self.width..][..self.width];
            let update = affine(sums, self.context.scale(index), &layer.attention_output, &mut self.row);
            add_and_normalize(hidden, update, &layer.attention_norm, self.epsilon);
            self.input.store(index, |bytes| quantize_signed(hidden, bytes));
        }
    }

    #[inline(always)]
    fn feed_forward(&mut self, layer: &Layer, block: Range<usize>) {
        let (activation, width) = (self.activation, self.width);
        let sums = layer.expansion.multiply(&self.input, block.clone(), &mut self.sums);
        for (place, (index, sums)) in block.clone().zip(sums).enumerate() {
            let row = affine(sums, self.input.scale(index), &layer.expansion, &mut self.row);
            match activation {
                Activation::Gelu => row.iter_mut().for_each(|value| *value = rows::gelu(*value)),
                Activation::Relu => row.iter_mut().for_each(|value| *value = rows::relu(*value)),
            }
            self.expanded.store(place, |bytes| quantize_unsigned(row, activation.floor(), bytes));
        }
        let sums = layer.contraction.multiply(&self.expanded, 0..block.len(), &mut self.sums);
        for (place, (index, sums)) in block.zip(sums).enumerate() {
            let hidden = &mut self.hidden[index * width..][..width];
            let update = affine(sums, self.expanded.scale(place), &layer.contraction, &mut self.row);
            add_and_normalize(hidden, update, &layer.output_norm, self.epsilon);
            self.input.store(index, |bytes| quantize_signed(hidden, bytes));
        }
    }

    #[inline(always)]
    fn classify(&self, classifier: &Classifier, logits: &mut Matrix) {
        for (logits, hidden) in logits.rows_mut().zip(self.hidden.chunks_exact(self.width)) {
            classifier.apply(hidden, logits);
        }
    }
}

/// Queries, keys or values of so many rows.
#[inline(always)]
fn project<K: Instructions>(
    input: &Activations<K>,
    rows: usize,
    map: &Linear,
    limit: f32,
    output: &mut Words,
    sums: &mut [i32],
    row: &mut [f32],
) {
    for block in blocks(rows) {
        let sums = map.multiply(input, block.clone(), sums);
        for (index, sums) in block.zip(sums) {
            output.store(index, affine(sums, input.scale(index), map, row), limit);
        }
    }
}

/// What the sums of a map stand for.
#[inline(always)]
fn affine<'a>(sums: &[i32], scale: f32, map: &Linear, row: &'a mut [f32]) -> &'a mut [f32] {
    let row = &mut row[..map.outputs];
    rows::affine(sums, scale, &map.scale, &map.bias, row);
    row
}

#[inline(always)]
fn add_and_normalize(hidden: &mut [f32], update: &[f32], norm: &Norm, epsilon: f32) {
    rows::add(hidden, update);
    normalize(hidden, norm, epsilon);
}

#[inline(always)]
fn normalize(row: &mut [f32], norm: &Norm, epsilon: f32) {
    rows::normalize(row, &norm.gain, &norm.bias, epsilon);
}
