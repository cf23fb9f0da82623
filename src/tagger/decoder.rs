//! From the logits of a foreign model's labels to those of BIO labels of our types.
//!
//! A sentence is decoded in the model's own scheme first; then each word's row is folded, label by label, into `O` and `B-` and
//! `I-` of each type, so that all that follows knows one scheme alone.

use std::collections::BTreeMap;

use super::{
    labels::Labels,
    scheme::{LabelMap, Part, Scheme, Tag},
};
use crate::{EntityType, Error, Result};

/// The logit of what cannot be: its probability is 0.
const NEVER: f32 = -1e4;

/// Reads the labels of a foreign model.
#[derive(Debug)]
pub(super) struct Decoder {
    scheme: Scheme,
    /// Whether the labels told the scheme.
    is_told: bool,
    tags: Vec<Tag>,
    /// The types that are found, in the order of the columns of [`Decoder::bio`].
    types: Vec<EntityType>,
    /// Which of them each label is.
    places: Vec<Option<usize>>,
    bio: Labels,
}

/// The labels of a sentence's words and their logits, in BIO.
#[derive(Debug, PartialEq)]
pub(super) struct Decoded {
    pub(super) path: Vec<usize>,
    pub(super) logits: Vec<f32>,
}

impl Decoder {
    /// From the labels of a model, in the order of its logits.
    ///
    /// # Errors
    ///
    /// If the type of one is unknown, one stands there twice, or they do not fit the scheme.
    pub(super) fn new(labels: &[String], map: &LabelMap, temperatures: &BTreeMap<String, f32>) -> Result<Self> {
        let tags: Vec<Tag> = labels.iter().map(|label| map.tag(label)).collect::<Result<_>>()?;
        let told = map.scheme_of(&tags);
        let scheme = told.unwrap_or(Scheme::Iob1);
        check(&tags, scheme)?;
        let mut types: Vec<EntityType> = tags.iter().filter_map(|tag| tag.entity_type).collect();
        types.sort();
        types.dedup();
        let place = |tag: &Tag| tag.entity_type.and_then(|own| types.iter().position(|&entity_type| entity_type == own));
        let places = tags.iter().map(place).collect();
        let pairs = types.iter().flat_map(|entity_type| [format!("B-{entity_type}"), format!("I-{entity_type}")]);
        let names: Vec<String> = std::iter::once("O".to_owned()).chain(pairs).collect();
        Ok(Decoder { scheme, is_told: told.is_some(), tags, bio: Labels::new(&names, temperatures)?, places, types })
    }

    /// The number of the model's labels.
    pub(super) fn width(&self) -> usize {
        self.tags.len()
    }

    /// The same, in the scheme in which the model labels a sentence with names, if the labels alone do not tell it: names open
    /// with `B-` in BIO and with `I-` in IOB1.
    pub(super) fn tried(self, rows: &[&[f32]]) -> Self {
        let best = |row: &&[f32]| (1..row.len()).fold(0, |best, label| if row[label] > row[best] { label } else { best });
        let path: Vec<usize> = rows.iter().map(best).collect();
        let part = |word: usize| self.tags[path[word]].part;
        let opens = |word: usize, with: Part| part(word) == with && (word == 0 || part(word - 1) == Part::Outside);
        let count = |with: Part| (0..path.len()).filter(|&word| opens(word, with)).count();
        let scheme = if self.is_told || count(Part::Inside) > count(Part::Begin) { self.scheme } else { Scheme::Bio };
        Decoder { scheme, ..self }
    }

    /// The labels in which is decoded.
    pub(super) fn bio(&self) -> &Labels {
        &self.bio
    }

    /// A sentence, given a row of the model's logits for each word.
    pub(super) fn decode(&self, rows: &[&[f32]]) -> Decoded {
        let own = self.best_path(rows);
        let mut path: Vec<usize> = Vec::with_capacity(own.len());
        let mut logits = Vec::with_capacity(rows.len() * self.columns());
        for (word, row) in rows.iter().enumerate() {
            let previous = word.checked_sub(1).map(|word| own[word]);
            let column = self.column(own[word], previous, path.last().copied());
            path.push(column);
            logits.extend(self.fold(row, previous));
        }
        Decoded { path, logits }
    }

    fn columns(&self) -> usize {
        1 + 2 * self.types.len()
    }

    /// The column of a word's label.
    fn column(&self, label: usize, previous: Option<usize>, column_before: Option<usize>) -> usize {
        let Some(place) = self.places[label] else { return 0 };
        let (begin, inside) = (1 + 2 * place, 2 + 2 * place);
        let continues = matches!(self.tags[label].part, Part::Inside | Part::Last) && self.is_same_type(label, previous);
        if continues && column_before.is_some_and(|column| column == begin || column == inside) { inside } else { begin }
    }

    fn is_same_type(&self, label: usize, previous: Option<usize>) -> bool {
        previous.is_some_and(|previous| self.tags[previous].name == self.tags[label].name)
    }

    /// A row of logits in BIO: each label's probability goes to the label that it would be here.
    fn fold(&self, row: &[f32], previous: Option<usize>) -> Vec<f32> {
        let mut folded = vec![NEVER; self.columns()];
        for (label, &logit) in row.iter().enumerate() {
            let column = match (self.places[label], self.tags[label].part) {
                (None, _) => 0,
                (Some(place), Part::Begin | Part::Unit) => 1 + 2 * place,
                (Some(place), _) if self.scheme != Scheme::Iob1 || self.is_same_type(label, previous) => 2 + 2 * place,
                (Some(place), _) => 1 + 2 * place,
            };
            folded[column] = log_sum(folded[column], logit);
        }
        folded
    }

    /// The most probable legal sequence of the model's labels (Viterbi 1967).
    fn best_path(&self, rows: &[&[f32]]) -> Vec<usize> {
        let Some((first, rest)) = rows.split_first() else { return Vec::new() };
        let mut scores: Vec<f32> = (0..self.width()).map(|label| self.step(None, Some(label)) + first[label]).collect();
        let mut back = Vec::with_capacity(rest.len());
        for row in rest {
            let best: Vec<usize> = (0..self.width()).map(|label| self.best_previous(&scores, Some(label))).collect();
            let score = |(label, &from): (usize, &usize)| scores[from] + self.step(Some(from), Some(label)) + row[label];
            scores = best.iter().enumerate().map(score).collect();
            back.push(best);
        }
        let mut path = vec![self.best_previous(&scores, None)];
        for best in back.iter().rev() {
            path.push(best[path[path.len() - 1]]);
        }
        path.reverse();
        path
    }

    fn best_previous(&self, scores: &[f32], label: Option<usize>) -> usize {
        let total = |from: usize| scores[from] + self.step(Some(from), label);
        let better = |best: usize, from: usize| if total(from) > total(best) { from } else { best };
        (1..scores.len()).fold(0, better)
    }

    /// The cost of going from one label to the next, from the start or to the end of a sentence: nothing if it is legal.
    fn step(&self, from: Option<usize>, to: Option<usize>) -> f32 {
        let same = from.zip(to).is_some_and(|(from, to)| self.tags[from].name == self.tags[to].name);
        let part = |label: Option<usize>| label.map_or(Part::Outside, |label| self.tags[label].part);
        let legal = match self.scheme {
            Scheme::Iob1 => true,
            Scheme::Bio => part(to) != Part::Inside || same && part(from) != Part::Outside,
            Scheme::Bilou => {
                let is_open = matches!(part(from), Part::Begin | Part::Inside);
                let continues = matches!(part(to), Part::Inside | Part::Last);
                is_open == continues && (!is_open || same)
            }
        };
        if legal { 0.0 } else { NEVER }
    }
}

/// # Errors
///
/// If a label stands there twice or has no part in the scheme.
fn check(tags: &[Tag], scheme: Scheme) -> Result<()> {
    let is_like = |tag: &Tag, part: Part| tags.iter().any(|other| other.part == part && other.name == tag.name);
    for (index, tag) in tags.iter().enumerate() {
        let name = &tag.name;
        let problem = if tags[..index].contains(tag) {
            format!("a label of `{name}` stands there twice")
        } else if scheme != Scheme::Bilou && matches!(tag.part, Part::Last | Part::Unit) {
            format!("`{name}` has labels for the last or only word, which `{}` does not have", scheme.name())
        } else if scheme != Scheme::Iob1 && tag.part == Part::Inside && !is_like(tag, Part::Begin) {
            format!("`{name}` has a label for the inside of a name and none for its start: is it `iob1`?")
        } else {
            continue;
        };
        return Err(Error::model("config.json", problem));
    }
    if tags.is_empty() { Err(Error::model("config.json", "`id2label` is empty")) } else { Ok(()) }
}

/// The logarithm of the sum of two numbers whose logarithms are given.
fn log_sum(a: f32, b: f32) -> f32 {
    let (low, high) = if a < b { (a, b) } else { (b, a) };
    high + (low - high).exp().ln_1p()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decoder(labels: &[&str], map: &LabelMap) -> Result<Decoder> {
        Decoder::new(&labels.iter().map(|label| (*label).to_owned()).collect::<Vec<_>>(), map, &BTreeMap::new())
    }

    const BIO: &[&str] = &["O", "B-PER", "I-PER", "B-LOC", "I-LOC"];
    const PLAIN: &[&str] = &["O", "PER", "LOC"];
    const BILOU: &[&str] = &["O", "B-PER", "I-PER", "L-PER", "U-PER", "B-LOC", "I-LOC", "L-LOC", "U-LOC"];
    const MANY: &[&str] = &["O", "B-LAW", "I-LAW", "B-LANGUAGE", "I-LANGUAGE", "B-DATE", "I-DATE"];

    /// Sentences, each word by the label that it seems to have, and what is read: the words of names, by their columns.
    #[test]
    fn names_are_read_in_every_scheme() {
        for (labels, scheme, seems, want) in [
            // `I-` opens names in IOB1, and `B-` parts two that touch.
            (BIO, Scheme::Iob1, &["I-PER", "I-PER", "B-PER", "I-LOC", "O"][..], "B-PER I-PER B-PER B-LOC O"),
            (BIO, Scheme::Iob1, &["B-PER", "I-PER", "O", "B-LOC"], "B-PER I-PER O B-LOC"),
            // In BIO the next best takes the place of what is not legal.
            (BIO, Scheme::Bio, &["B-PER", "I-PER", "B-LOC"], "B-PER I-PER B-LOC"),
            (BIO, Scheme::Bio, &["I-PER", "O"], "O O"),
            // Names of one type without prefixes cannot be told apart.
            (PLAIN, Scheme::Iob1, &["PER", "PER", "LOC", "O", "PER"], "B-PER I-PER B-LOC O B-PER"),
            (BILOU, Scheme::Bilou, &["B-PER", "I-PER", "L-PER", "U-PER", "U-LOC", "O"], "B-PER I-PER I-PER B-PER B-LOC O"),
            // A name that is begun must end.
            (BILOU, Scheme::Bilou, &["O", "O", "B-PER"], "O O O"),
            // Two types of the model's that are one of ours stay apart, and dates are no names.
            (
                MANY,
                Scheme::Iob1,
                &["B-LAW", "I-LAW", "I-LANGUAGE", "B-DATE", "I-DATE", "I-LAW"],
                "B-MISC I-MISC B-MISC O O B-MISC",
            ),
        ] {
            let decoder = decoder(labels, &LabelMap::new().scheme(scheme)).expect("the labels are known");
            let row = |seems: &&str| labels.iter().map(|label| if label == seems { 4.0 } else { 0.0 }).collect();
            let rows: Vec<Vec<f32>> = seems.iter().map(row).collect();
            let decoded = decoder.decode(&rows.iter().map(Vec::as_slice).collect::<Vec<_>>());
            let mut names = vec!["O".to_owned()];
            names.extend(decoder.types.iter().flat_map(|kind| [format!("B-{kind}"), format!("I-{kind}")]));
            let got: Vec<&str> = decoded.path.iter().map(|&column| names[column].as_str()).collect();
            assert_eq!(got.join(" "), want, "{seems:?}");
        }
    }

    #[test]
    fn a_trial_tells_schemes_apart_that_look_alike() {
        for (given, seems, want) in [
            (LabelMap::new(), &["B-PER", "I-PER", "O", "B-LOC"][..], Scheme::Bio),
            (LabelMap::new(), &["I-PER", "I-PER", "O", "I-LOC"], Scheme::Iob1),
            (LabelMap::new(), &["O", "O"], Scheme::Bio),
            (LabelMap::new().scheme(Scheme::Iob1), &["B-PER", "O"], Scheme::Iob1),
            (LabelMap::new().scheme(Scheme::Bio), &["I-PER", "O"], Scheme::Bio),
        ] {
            let row = |seems: &&str| BIO.iter().map(|label| if label == seems { 4.0 } else { 0.0 }).collect();
            let rows: Vec<Vec<f32>> = seems.iter().map(row).collect();
            let decoder = decoder(BIO, &given).expect("the labels are known");
            assert_eq!(decoder.tried(&rows.iter().map(Vec::as_slice).collect::<Vec<_>>()).scheme, want, "{seems:?}");
        }
    }

    #[test]
    fn probabilities_are_kept() {
        let decoder = decoder(BILOU, &LabelMap::new()).expect("the labels are known");
        let row: Vec<f32> = (0..BILOU.len()).map(|label| label as f32 / 3.0 - 1.0).collect();
        let folded = decoder.fold(&row, None);
        let sum = |logits: &[f32]| logits.iter().map(|logit| logit.exp()).sum::<f32>();
        assert!((sum(&folded) - sum(&row)).abs() < 1e-3, "{folded:?}");
        assert!((folded[1] - log_sum(row[1], row[4])).abs() < 1e-6, "B- and U- are one");
    }

    #[test]
    fn labels_that_make_no_sense_are_refused() {
        for (labels, scheme, said) in [
            (&["O", "B-PER", "B-PER"][..], Scheme::Bio, "twice"),
            (&["O", "I-PER"], Scheme::Bio, "none for its start"),
            (&["O", "U-PER"], Scheme::Bio, "last or only word"),
            (&["O", "B-CITY"], Scheme::Bio, "`CITY`"),
            (&[], Scheme::Bio, "empty"),
        ] {
            let error = decoder(labels, &LabelMap::new().scheme(scheme)).expect_err(said).to_string();
            assert!(error.contains(said), "{error}");
        }
    }

    proptest! {
        #[test]
        fn any_logits_give_a_legal_path(
            rows in prop::collection::vec(prop::collection::vec(-30.0..30.0_f32, 9), 0..12),
            scheme in prop::sample::select(&Scheme::ALL[..]),
        ) {
            let labels = if scheme == Scheme::Bilou { BILOU } else { BIO };
            let decoder = decoder(labels, &LabelMap::new().scheme(scheme)).expect("the labels are known");
            let rows: Vec<&[f32]> = rows.iter().map(|row| &row[..labels.len()]).collect();
            let Decoded { path, logits } = decoder.decode(&rows);
            prop_assert_eq!((path.len(), logits.len()), (rows.len(), rows.len() * 5));
            for (word, &column) in path.iter().enumerate() {
                let inside = column > 0 && column % 2 == 0;
                prop_assert!(!inside || word > 0 && (path[word - 1] == column || path[word - 1] == column - 1), "{path:?}");
            }
        }
    }
}
