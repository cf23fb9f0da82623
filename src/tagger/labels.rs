//! Labels of words to mentions: BIO tags (Ramshaw and Marcus 1995), decoded so that none is out of place.

use std::{collections::BTreeMap, ops::Range};

use super::viterbi;
use crate::{EntityType, Error, Mention, MentionKind, Result, Span, encoder::exp};

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
            _ => Err(Error::model("settings", format!("`{name}` is no BIO label"))),
        }
    }

    fn temperature(self, temperatures: &BTreeMap<String, f32>) -> f32 {
        match self {
            Label::Outside => 1.0,
            Label::Begin(entity_type) | Label::Inside(entity_type) => {
                temperatures.get(entity_type.label()).copied().unwrap_or(1.0)
            }
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

/// The labels of a model, in the order of its logits, and the temperature of each (Guo et al. 2017, §4.2).
#[derive(Debug)]
pub(super) struct Labels {
    labels: Vec<Label>,
    temperatures: Vec<f32>,
}

/// A type of names, by its labels.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kind {
    pub(super) entity_type: EntityType,
    pub(super) begin: usize,
    /// None if names of the type are one word.
    pub(super) inside: Option<usize>,
}

impl Labels {
    /// From their names.
    ///
    /// # Errors
    ///
    /// If one is no BIO label, stands there twice (so that there are never many), or could never be found; if a temperature is
    /// given for what is no type.
    pub(super) fn new(names: &[String], temperatures: &BTreeMap<String, f32>) -> Result<Self> {
        let mut labels = Vec::new();
        for name in names {
            let label = Label::parse(name)?;
            if labels.contains(&label) {
                return Err(Error::model("settings", format!("the label `{name}` stands there twice")));
            }
            labels.push(label);
        }
        for label in &labels {
            if let Label::Inside(entity_type) = label
                && !labels.contains(&Label::Begin(*entity_type))
            {
                let problem = format!("there is a label `I-{0}` and none `B-{0}`: BIO is needed", entity_type.label());
                return Err(Error::model("settings", problem));
            }
        }
        for name in temperatures.keys() {
            name.parse::<EntityType>()?;
        }
        let temperatures = labels.iter().map(|label| label.temperature(temperatures)).collect();
        Ok(Labels { labels, temperatures })
    }

    /// The mentions of a sentence, given its words, the label of each, and the logits, which tell how sure they are.
    pub(super) fn mentions(&self, text: &str, words: &[Span], path: &[usize], logits: &[&[f32]]) -> Vec<Mention> {
        let mention = |(range, entity_type): (Range<usize>, EntityType)| {
            let span = Span::new(words[range.start].start, words[range.end - 1].end).snapped(text);
            let chosen: f32 = range.clone().map(|word| self.probability(logits[word], path[word])).sum();
            let confidence = chosen / range.len() as f32;
            Mention { span, entity_type, confidence, kind: MentionKind::Name }
        };
        let mut mentions: Vec<Mention> = self.names(path).map(mention).collect();
        // Two words of one grapheme, such as a letter and a stray combining mark, may be tagged apart.
        mentions.dedup_by(|later, earlier| later.span.overlaps(earlier.span));
        mentions
    }

    /// The names that a legal sequence of labels tells, as ranges of words with their type.
    pub(super) fn names(&self, path: &[usize]) -> impl Iterator<Item = (Range<usize>, EntityType)> {
        let begins = path.iter().enumerate().filter_map(|(word, &label)| match self.labels[label] {
            Label::Begin(entity_type) => Some((word, entity_type)),
            _ => None,
        });
        begins.map(|(start, entity_type)| {
            let inside = |&&label: &&usize| self.labels[label] == Label::Inside(entity_type);
            (start..start + 1 + path[start + 1..].iter().take_while(inside).count(), entity_type)
        })
    }

    /// The labels that begin and continue a name of each type.
    pub(super) fn kinds(&self) -> Vec<Kind> {
        let position = |wanted: Label| self.labels.iter().position(|&label| label == wanted);
        let kind = |(begin, label): (usize, &Label)| match *label {
            Label::Begin(entity_type) => Some(Kind { entity_type, begin, inside: position(Label::Inside(entity_type)) }),
            _ => None,
        };
        self.labels.iter().enumerate().filter_map(kind).collect()
    }

    /// The most probable legal sequence of labels, as indices.
    pub(super) fn best_path(&self, logits: &[&[f32]]) -> Vec<usize> {
        viterbi::best_path(logits, |from, to| to.is_none_or(|to| self.labels[to].may_follow(from.map(|from| self.labels[from]))))
    }

    /// The probability of one of the labels, at the temperature of its type.
    fn probability(&self, logits: &[f32], label: usize) -> f32 {
        probability(logits, label, self.temperatures[label])
    }
}

/// The probability of one of the labels (softmax).
pub(super) fn probability(logits: &[f32], label: usize, temperature: f32) -> f32 {
    let highest = logits.iter().fold(f32::NEG_INFINITY, |highest, &logit| highest.max(logit));
    let power = |logit: f32| exp((logit - highest) / temperature);
    power(logits[label]) / logits.iter().map(|&logit| power(logit)).sum::<f32>()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels() -> Labels {
        let names = ["O", "B-PER", "I-PER", "B-ORG", "I-ORG"];
        Labels::new(&names.map(str::to_owned), &BTreeMap::new()).expect("the labels are BIO")
    }

    #[test]
    fn paths_are_legal_and_as_probable_as_can_be() {
        const LOW: f32 = -9.0;
        for (logits, want) in [
            // An inside label cannot open a sentence: the next best takes its place.
            (vec![[0.0, 2.0, 5.0, LOW, LOW]], vec![1]),
            (vec![[LOW, 5.0, LOW, LOW, LOW], [LOW, LOW, 5.0, LOW, LOW], [5.0, LOW, LOW, LOW, LOW]], vec![1, 2, 0]),
            // Inside of another type cannot follow.
            (vec![[LOW, 5.0, LOW, LOW, LOW], [LOW, LOW, 3.0, LOW, 4.0]], vec![1, 2]),
            // Two names side by side.
            (vec![[LOW, 5.0, LOW, LOW, LOW], [LOW, 5.0, LOW, LOW, LOW]], vec![1, 1]),
            (vec![], vec![]),
        ] {
            let rows: Vec<&[f32]> = logits.iter().map(|row| row.as_slice()).collect();
            assert_eq!(labels().best_path(&rows), want, "{logits:?}");
        }
    }

    #[test]
    fn a_mention_reaches_from_its_first_word_to_its_last() {
        let text = "Ann Lee and NATO";
        let words = [(0, 3), (4, 7), (8, 11), (12, 16)].map(|(start, end)| Span::new(start, end));
        let sure = |label: usize| (0..5).map(|other| if other == label { 9.0 } else { 0.0 }).collect::<Vec<f32>>();
        let logits = [sure(1), sure(2), sure(0), sure(3)];
        let mentions = labels().mentions(text, &words, &[1, 2, 0, 3], &logits.each_ref().map(Vec::as_slice));
        let found: Vec<_> = mentions.iter().map(|mention| (&text[mention.span.range()], mention.entity_type.label())).collect();
        assert_eq!(found, [("Ann Lee", "PER"), ("NATO", "ORG")]);
        assert!(mentions.iter().all(|mention| (0.99..=1.0).contains(&mention.confidence)));
    }

    #[test]
    fn a_temperature_bears_on_the_confidence_of_its_type_alone() {
        let (text, words) = ("Ann", [Span::new(0, 3)]);
        let names = ["O", "B-PER", "B-ORG"].map(str::to_owned);
        for (temperature, best, want) in [(1.0, 1, 0.787), (2.0, 1, 0.576), (0.5, 1, 0.964), (2.0, 2, 0.787)] {
            let temperatures = BTreeMap::from([("PER".to_owned(), temperature)]);
            let labels = Labels::new(&names, &temperatures).expect("the labels are BIO");
            let logits: Vec<f32> = (0..3).map(|label| if label == best { 2.0 } else { 0.0 }).collect();
            let confidence = labels.mentions(text, &words, &[best], &[&logits])[0].confidence;
            assert!((confidence - want).abs() < 1e-3, "{temperature} {best}: {confidence}");
        }
        assert!(Labels::new(&names, &BTreeMap::from([("O".to_owned(), 2.0)])).is_err(), "O is no type");
    }

    #[test]
    fn labels_that_are_not_bio_are_refused() {
        for name in ["PER", "B-", "B-CITY", "S-PER", ""] {
            assert!(Labels::new(&[name.to_owned()], &BTreeMap::new()).is_err(), "{name:?}");
        }
        for (names, told) in
            [(&["O", "B-PER", "O"][..], "`O` stands there twice"), (&["O", "B-PER", "I-PER", "I-ORG"], "none `B-ORG`")]
        {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            let error = Labels::new(&names, &BTreeMap::new()).expect_err(told);
            assert!(error.to_string().contains(told), "{error}");
        }
    }
}
