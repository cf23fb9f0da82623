//! Labels of words to mentions: BIO tags (Ramshaw and Marcus 1995), decoded so that none is out of place.

use std::collections::BTreeMap;

use crate::{EntityType, Error, Mention, MentionKind, Result, Span};

/// What the model says of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    Outside,
    Begin(EntityType),
    Inside(EntityType),
}

impl Label {
    fn parse(name: &str) -> Result<Self> {
        match name.split_once('-') {
            None if name == "O" => Ok(Label::Outside),
            Some(("B", entity_type)) => Ok(Label::Begin(entity_type.parse()?)),
            Some(("I", entity_type)) => Ok(Label::Inside(entity_type.parse()?)),
            _ => Err(Error::model("config.json", format!("`{name}` is no BIO label"))),
        }
    }

    /// Whether the label may stand after `previous`; `None` is the start of a sentence.
    fn may_follow(self, previous: Option<Label>) -> bool {
        match (self, previous) {
            (Label::Inside(own), Some(Label::Begin(other) | Label::Inside(other))) => own == other,
            (Label::Inside(_), _) => false,
            _ => true,
        }
    }
}

/// The labels of a model, in the order of its logits.
#[derive(Debug)]
pub(super) struct Labels(Vec<Label>);

impl Labels {
    /// From `id2label` of a Hugging Face `config.json`.
    pub(super) fn new(id2label: &BTreeMap<String, String>) -> Result<Self> {
        let name = |index: usize| {
            let missing = || Error::model("config.json", format!("`id2label` lacks {index}"));
            id2label.get(&index.to_string()).ok_or_else(missing)
        };
        (0..id2label.len()).map(|index| Label::parse(name(index)?)).collect::<Result<_>>().map(Labels)
    }

    /// The mentions of a sentence, given its words and a row of logits for each.
    pub(super) fn mentions(&self, text: &str, words: &[Span], logits: &[Vec<f32>]) -> Vec<Mention> {
        let probabilities: Vec<Vec<f32>> = logits.iter().map(|logits| softmax(logits)).collect();
        let path = self.best_path(&probabilities);
        let mut mentions = Vec::new();
        let mut word = 0;
        while word < path.len() {
            let mut end = word + 1;
            if let Label::Begin(entity_type) = self.0[path[word]] {
                end += path[end..].iter().take_while(|&&label| self.0[label] == Label::Inside(entity_type)).count();
                let chosen: f32 = (word..end).map(|word| probabilities[word][path[word]]).sum();
                let span = Span::new(words[word].start, words[end - 1].end).snapped(text);
                let confidence = chosen / (end - word) as f32;
                mentions.push(Mention { span, entity_type, confidence, kind: MentionKind::Name });
            }
            word = end;
        }
        // Two words of one grapheme, such as a letter and a stray combining mark, may be tagged apart.
        mentions.dedup_by(|later, earlier| later.span.overlaps(earlier.span));
        mentions
    }

    /// The most probable legal sequence of labels (Viterbi 1967), as indices.
    fn best_path(&self, probabilities: &[Vec<f32>]) -> Vec<usize> {
        let Some((first, rest)) = probabilities.split_first() else { return Vec::new() };
        let mut scores: Vec<f32> = (0..self.0.len()).map(|label| self.step(None, label) + first[label].ln()).collect();
        let mut back = Vec::with_capacity(rest.len());
        for word in rest {
            let best: Vec<usize> = (0..self.0.len()).map(|label| self.best_previous(&scores, label)).collect();
            scores = best
                .iter()
                .enumerate()
                .map(|(label, &from)| scores[from] + self.step(Some(from), label) + word[label].ln())
                .collect();
            back.push(best);
        }
        let mut path = vec![highest(&scores)];
        for best in back.iter().rev() {
            path.push(best[path[path.len() - 1]]);
        }
        path.reverse();
        path
    }

    fn best_previous(&self, scores: &[f32], label: usize) -> usize {
        let totals: Vec<f32> = scores.iter().enumerate().map(|(from, score)| score + self.step(Some(from), label)).collect();
        highest(&totals)
    }

    /// The cost of going from one label to the next: nothing if it is legal.
    fn step(&self, from: Option<usize>, to: usize) -> f32 {
        if self.0[to].may_follow(from.map(|from| self.0[from])) { 0.0 } else { f32::NEG_INFINITY }
    }
}

/// Index of the highest value, the first among equals.
fn highest(values: &[f32]) -> usize {
    (1..values.len()).fold(0, |best, index| if values[index] > values[best] { index } else { best })
}

fn softmax(logits: &[f32]) -> Vec<f32> {
    let highest = logits.iter().fold(f32::NEG_INFINITY, |highest, &logit| highest.max(logit));
    let powers: Vec<f32> = logits.iter().map(|logit| (logit - highest).exp()).collect();
    let total: f32 = powers.iter().sum();
    powers.iter().map(|power| power / total).collect()
}
