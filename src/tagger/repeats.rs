//! Names that stand in a document more than once support each other.
//!
//! One place may say what a name is (`Special Investigation Team (SIT)`, `Prime Minister Abe`) and another little (`SIT found`).
//! So the type that a name seems to have elsewhere speaks for that type here, and a bare surname is taken for the person whose
//! full name the document gives. Such evidence from beyond the sentence is that of Chieu and Ng (2002) and of Krishnan and
//! Manning (2006), with averages of probabilities in place of features.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::labels::{Kind, Labels, probability};
use crate::{EntityType, Span};

/// What a certain type elsewhere adds to the logits here. Tuned on the development sets: 2 and 8 do less.
const WEIGHT: f32 = 4.0;

/// How many places a full name stands for that tells whose surname a word is.
const FULL_NAME: f32 = 2.0;

/// The longest name that is looked for, in words; longer ones are not repeated. It bounds the work for a word.
const LONGEST: usize = 8;

/// What the encoder says of one sentence.
#[derive(Debug)]
pub(super) struct Labelled<'a> {
    pub(super) words: &'a [Span],
    /// Of all words, one row after another.
    pub(super) logits: Vec<f32>,
    /// The label of each word.
    pub(super) path: Vec<usize>,
}

impl Labelled<'_> {
    /// Number of labels.
    fn width(&self) -> usize {
        (self.logits.len() / self.words.len().max(1)).max(1)
    }

    fn row(&self, word: usize) -> &[f32] {
        &self.logits[word * self.width()..][..self.width()]
    }

    /// The logits of each word.
    pub(super) fn rows(&self) -> Vec<&[f32]> {
        self.logits.chunks_exact(self.width()).collect()
    }
}

/// Labels again, from supported logits, the sentences in which names stand that the document has elsewhere too.
pub(super) fn support(labels: &Labels, text: &str, readings: &mut [Labelled]) {
    let bonuses = Repeats::new(labels, text, readings).bonuses();
    for (reading, bonus) in readings.iter_mut().zip(bonuses).filter(|(_, bonus)| !bonus.is_empty()) {
        reading.logits.iter_mut().zip(bonus).for_each(|(logit, bonus)| *logit += bonus);
        reading.path = labels.best_path(&reading.rows());
    }
}

/// A document's names and where else their words stand.
struct Repeats<'a> {
    text: &'a str,
    readings: &'a [Labelled<'a>],
    kinds: Vec<Kind>,
    /// Where each name's words stand.
    places: Vec<Place>,
    /// How many places each name has, and the sum of the probabilities of each type there.
    totals: Vec<(f32, Vec<f32>)>,
    /// How sure it is that somebody bears a surname whose full name the document gives.
    surnames: FxHashMap<&'a str, f32>,
}

/// A place where the words of a name stand.
#[derive(Debug)]
struct Place {
    name: usize,
    sentence: usize,
    words: Range<usize>,
    /// How probable a name of each type is there.
    types: Vec<f32>,
}

impl<'a> Repeats<'a> {
    fn new(labels: &Labels, text: &'a str, readings: &'a [Labelled<'a>]) -> Self {
        let kinds = labels.kinds();
        let found: Vec<Vec<_>> = readings.iter().map(|reading| labels.names(&reading.path).collect()).collect();
        let (places, totals) = (Vec::new(), Vec::new());
        let mut repeats = Repeats { text, readings, kinds, places, totals, surnames: FxHashMap::default() };
        let mut forms = Forms::default();
        for (sentence, names) in found.iter().enumerate() {
            for (name, entity_type) in names.iter().filter(|(name, _)| name.len() <= LONGEST) {
                forms.insert(name.clone().map(|word| repeats.word(sentence, word)));
                repeats.note_surname(sentence, name, *entity_type);
            }
        }
        for (sentence, names) in found.iter().enumerate() {
            let places = repeats.places_in(&forms, sentence, names.iter().map(|(name, _)| name));
            repeats.places.extend(places);
        }
        repeats.total(forms.count);
        repeats
    }

    fn word(&self, sentence: usize, word: usize) -> &'a str {
        &self.text[self.readings[sentence].words[word].range()]
    }

    /// How probable a name of each type is in these words.
    fn types(&self, sentence: usize, words: &Range<usize>) -> Vec<f32> {
        let reading = &self.readings[sentence];
        let type_probability = |kind: &Kind| -> f32 {
            let inside = words.clone().skip(1).map(|word| (word, kind.inside));
            let labels = std::iter::once((words.start, Some(kind.begin))).chain(inside);
            labels.map(|(word, label)| label.map_or(0.0, |label| probability(reading.row(word), label, 1.0))).product()
        };
        self.kinds.iter().map(type_probability).collect()
    }

    fn person(&self) -> Option<usize> {
        self.kinds.iter().position(|kind| kind.entity_type == EntityType::Person)
    }

    fn note_surname(&mut self, sentence: usize, name: &Range<usize>, entity_type: EntityType) {
        let last = self.word(sentence, name.end - 1);
        if let Some(person) = self.person()
            && entity_type == EntityType::Person
            && name.len() > 1
            && is_surname(last)
        {
            let sure = self.types(sentence, name)[person];
            let best = self.surnames.entry(last).or_default();
            *best = best.max(sure);
        }
    }

    /// The places of all names in a sentence; not those within another name, which may be something else.
    fn places_in<'b>(&self, forms: &Forms, sentence: usize, names: impl Iterator<Item = &'b Range<usize>>) -> Vec<Place> {
        let length = self.readings[sentence].words.len();
        let mut names_of: Vec<Option<&Range<usize>>> = vec![None; length];
        names.for_each(|name| names_of[name.clone()].fill(Some(name)));
        let mut places = Vec::new();
        for start in 0..length {
            let rest = (start..length).map(|word| self.word(sentence, word));
            for (name, count) in forms.at(rest) {
                let words = start..start + count;
                if names_of[words.clone()].iter().all(|name| name.is_none_or(|name| *name == words)) {
                    let types = self.types(sentence, &words);
                    places.push(Place { name, sentence, words, types });
                }
            }
        }
        places
    }

    fn total(&mut self, names: usize) {
        self.totals = vec![(0.0, vec![0.0; self.kinds.len()]); names];
        for place in &self.places {
            let (count, sums) = &mut self.totals[place.name];
            *count += 1.0;
            sums.iter_mut().zip(&place.types).for_each(|(sum, own)| *sum += own);
        }
    }

    /// What is added to the logits of each sentence; empty where nothing is.
    fn bonuses(&self) -> Vec<Vec<f32>> {
        let mut bonuses = vec![Vec::new(); self.readings.len()];
        for place in &self.places {
            let Some(elsewhere) = self.elsewhere(place) else { continue };
            let reading = &self.readings[place.sentence];
            let bonus = &mut bonuses[place.sentence];
            bonus.resize(reading.logits.len(), 0.0);
            for (kind, probability) in self.kinds.iter().zip(elsewhere) {
                for word in place.words.clone() {
                    let label = if word == place.words.start { Some(kind.begin) } else { kind.inside };
                    label.into_iter().for_each(|label| bonus[word * reading.width() + label] += WEIGHT * probability);
                }
            }
        }
        bonuses
    }

    /// How probable each type is in the other places of a name; none if there is no other.
    fn elsewhere(&self, place: &Place) -> Option<Vec<f32>> {
        let (count, sums) = &self.totals[place.name];
        let mut count = count - 1.0;
        let mut sums: Vec<f32> = sums.iter().zip(&place.types).map(|(sum, own)| (sum - own).max(0.0)).collect();
        if place.words.len() == 1
            && let Some(sure) = self.surnames.get(self.word(place.sentence, place.words.start))
            && let Some(person) = self.person()
        {
            sums[person] += FULL_NAME * sure;
            count += FULL_NAME;
        }
        (count > 0.0).then(|| sums.into_iter().map(|sum| sum / count).collect())
    }
}

/// Whether the last word of a person's name may stand for the person.
fn is_surname(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase) && word.chars().nth(2).is_some()
}

/// Sequences of words, as a tree of prefixes.
#[derive(Default)]
struct Forms<'a> {
    next: FxHashMap<(usize, &'a str), usize>,
    /// The number of the form that ends at each node but the root.
    form: Vec<Option<usize>>,
    count: usize,
}

impl<'a> Forms<'a> {
    fn insert(&mut self, words: impl Iterator<Item = &'a str>) {
        let mut node = 0;
        for word in words {
            node = *self.next.entry((node, word)).or_insert_with(|| {
                self.form.push(None);
                self.form.len()
            });
        }
        let count = &mut self.count;
        self.form[node - 1].get_or_insert_with(|| {
            *count += 1;
            *count - 1
        });
    }

    /// The forms with which the words begin, each with its length.
    fn at<'b>(&self, words: impl Iterator<Item = &'b str>) -> impl Iterator<Item = (usize, usize)>
    where
        'a: 'b,
    {
        let nodes = words.scan(0, |node, word| {
            *node = *self.next.get(&(*node, word))?;
            Some(*node)
        });
        nodes.enumerate().filter_map(|(index, node)| Some((self.form[node - 1]?, index + 1)))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    const PER: usize = 1;
    const ORG: usize = 3;

    /// Words of a sentence, each with the label that it seems to have and by how much that is ahead of O.
    type Words = Vec<(&'static str, usize, f32)>;

    fn relabelled(sentences: &[Words]) -> Vec<Vec<usize>> {
        let names = ["O", "B-PER", "I-PER", "B-ORG", "I-ORG"].map(str::to_owned);
        let labels = Labels::new(&names, &BTreeMap::new()).expect("the labels are BIO");
        let (mut text, mut spans) = (String::new(), Vec::new());
        for sentence in sentences {
            let place = |&(word, ..): &(&str, usize, f32)| {
                let start = text.len();
                text += word;
                let span = Span::new(start, text.len());
                text.push(' ');
                span
            };
            spans.push(sentence.iter().map(place).collect::<Vec<Span>>());
        }
        let reading = |(sentence, words): (&Words, &'static [Span])| {
            let row = |&(_, seems, lead): &(&str, usize, f32)| {
                (0..5).map(move |label| {
                    if label == seems {
                        3.0 + lead
                    } else if label == 0 {
                        3.0
                    } else {
                        1.0
                    }
                })
            };
            let logits: Vec<f32> = sentence.iter().flat_map(row).collect();
            let path = labels.best_path(&logits.chunks_exact(5).collect::<Vec<_>>());
            Labelled { words, logits, path }
        };
        let spans: Vec<&'static [Span]> = spans.into_iter().map(|spans| &*spans.leak()).collect();
        let mut readings: Vec<Labelled> = sentences.iter().zip(spans).map(reading).collect();
        support(&labels, &text, &mut readings);
        readings.into_iter().map(|reading| reading.path).collect()
    }

    #[test]
    fn places_of_one_name_support_each_other() {
        for (sentences, want) in [
            // Two sure places for one that nearly was missed, and one that was of another type.
            (
                vec![vec![("SIT", ORG, 6.0)], vec![("SIT", ORG, 6.0)], vec![("SIT", ORG, -1.0)]],
                vec![vec![ORG], vec![ORG], vec![ORG]],
            ),
            (
                vec![vec![("Odhikar", ORG, 6.0)], vec![("Odhikar", ORG, 6.0)], vec![("Odhikar", PER, 1.0)]],
                vec![vec![ORG], vec![ORG], vec![ORG]],
            ),
            // What is sure stays.
            (vec![vec![("Moon", ORG, 6.0)], vec![("Moon", PER, 6.0)]], vec![vec![ORG], vec![PER]]),
            // A surname follows the full name.
            (
                vec![vec![("Shinzo", PER, 6.0), ("Abe", 2, 6.0)], vec![("for", 0, 1.0), ("Abe", ORG, 1.0)]],
                vec![vec![PER, 2], vec![0, PER]],
            ),
            // A word of a longer name is not one of its own, and letters count.
            (
                vec![vec![("Nokia", ORG, 6.0)], vec![("Nokia", PER, 1.0), ("Tyres", 2, 1.0)], vec![("nokia", ORG, -1.0)]],
                vec![vec![ORG], vec![PER, 2], vec![0]],
            ),
            (vec![vec![]], vec![vec![]]),
            (vec![], vec![]),
        ] {
            assert_eq!(relabelled(&sentences), want, "{sentences:?}");
        }
    }

    #[test]
    fn forms_are_found_where_they_begin() {
        let mut forms = Forms::default();
        for form in [&["New", "York"][..], &["York"], &["New", "York", "Times"], &["York"]] {
            forms.insert(form.iter().copied());
        }
        assert_eq!(forms.count, 3);
        for (words, want) in [
            (&["New", "York", "Times"][..], vec![(0, 2), (2, 3)]),
            (&["York", "Times"], vec![(1, 1)]),
            (&["New"], vec![]),
            (&[], vec![]),
        ] {
            assert_eq!(forms.at(words.iter().copied()).collect::<Vec<_>>(), want, "{words:?}");
        }
    }
}
