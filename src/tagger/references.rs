//! Noun phrases and pronouns that mean something named, and which mention each of them continues.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::viterbi;
use crate::{
    Antecedent, Document, EntityType, Error, Mention, MentionId, MentionKind, RelationType, Result, Zone,
    encoder::{Ends, Reader, ReaderSettings, exp},
    pronoun::Form,
};

/// What the reader's labels of words stand for, and the numbers of the kinds of mentions.
#[derive(Debug)]
pub(super) struct ReferenceLabels {
    labels: Vec<ReferenceLabel>,
    kinds: FxHashMap<Kind, usize>,
    /// Whether any relation can hold between mentions of these kinds, `[subjects][objects]`.
    related: Vec<bool>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ReferenceLabel {
    Outside,
    BeginNominal,
    InsideNominal,
    Pronoun,
}

/// Names by their type, references by their kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    Name(EntityType),
    Reference(MentionKind),
}

impl ReferenceLabels {
    /// # Errors
    ///
    /// If the reader has labels or kinds that are not known, or lacks some.
    pub(super) fn new(settings: &ReaderSettings) -> Result<Self> {
        let label = |name: &String| match name.as_str() {
            "O" => Ok(ReferenceLabel::Outside),
            "B-nom" => Ok(ReferenceLabel::BeginNominal),
            "I-nom" => Ok(ReferenceLabel::InsideNominal),
            "pro" => Ok(ReferenceLabel::Pronoun),
            other => Err(Error::model("reader", format!("`{other}` is no label of references"))),
        };
        let kind = |(number, name): (usize, &String)| match name.as_str() {
            "nom" => Ok((Kind::Reference(MentionKind::Nominal), number)),
            "pro" => Ok((Kind::Reference(MentionKind::Pronoun), number)),
            name => Ok((Kind::Name(name.parse()?), number)),
        };
        let kinds: FxHashMap<Kind, usize> = settings.kinds.iter().enumerate().map(kind).collect::<Result<_>>()?;
        if kinds.len() != EntityType::ALL.len() + 2 {
            return Err(Error::model("reader", "it lacks a kind of mentions"));
        }
        let related = related(&kinds);
        Ok(ReferenceLabels { labels: settings.references.iter().map(label).collect::<Result<_>>()?, kinds, related })
    }

    /// The number of a kind of mentions; a name has a type.
    pub(super) fn kind(&self, kind: MentionKind, entity_type: Option<EntityType>) -> usize {
        self.kinds[&entity_type.map_or(Kind::Reference(kind), Kind::Name)]
    }

    /// The ordered pairs of mentions between which a relation can hold.
    pub(super) fn pairs(&self, ends: &[Ends]) -> Vec<(usize, usize)> {
        let related = |&(subject, object): &(usize, usize)| {
            subject != object && self.related[ends[subject].kind * self.kinds.len() + ends[object].kind]
        };
        let all = (0..ends.len()).flat_map(|subject| (0..ends.len()).map(move |object| (subject, object)));
        all.filter(related).collect()
    }

    /// The most probable labels in which every noun phrase has two words or more: 93 of 100 have in our tuning set, and nearly
    /// all shorter ones that would be found are parts of longer ones.
    pub(super) fn best_path(&self, logits: &[&[f32]]) -> Vec<usize> {
        use ReferenceLabel::{BeginNominal, InsideNominal};
        let label = |index: Option<usize>| index.map(|index| self.labels[index]);
        viterbi::best_path(logits, |from, to| match (label(from), label(to)) {
            (Some(BeginNominal), to) => to == Some(InsideNominal),
            (from, Some(InsideNominal)) => from == Some(InsideNominal),
            _ => true,
        })
    }

    /// The references that labels of words tell, as ranges of words.
    pub(super) fn references(&self, path: &[usize]) -> Vec<(Range<usize>, MentionKind)> {
        let mut references: Vec<(Range<usize>, MentionKind)> = Vec::new();
        let mut open = false;
        for (word, &label) in path.iter().enumerate() {
            let label = self.labels[label];
            match (label, references.last_mut()) {
                (ReferenceLabel::InsideNominal, Some((nominal, _))) if open => nominal.end = word + 1,
                (ReferenceLabel::BeginNominal | ReferenceLabel::InsideNominal, _) => {
                    references.push((word..word + 1, MentionKind::Nominal));
                }
                (ReferenceLabel::Pronoun, _) => references.push((word..word + 1, MentionKind::Pronoun)),
                (ReferenceLabel::Outside, _) => {}
            }
            open = matches!(label, ReferenceLabel::BeginNominal | ReferenceLabel::InsideNominal);
        }
        references
    }
}

/// Whether any relation but a co-mention can hold between kinds; what a reference means is not known yet.
fn related(kinds: &FxHashMap<Kind, usize>) -> Vec<bool> {
    let mut related = vec![true; kinds.len() * kinds.len()];
    for (subject, row) in kinds {
        for (object, column) in kinds {
            if let (Kind::Name(subject), Kind::Name(object)) = (subject, object) {
                let mut typed = RelationType::ALL.iter().filter(|&&relation_type| !VAGUE.contains(&relation_type));
                related[row * kinds.len() + column] = typed.any(|relation_type| relation_type.allows(*subject, *object));
            }
        }
    }
    related
}

/// Relations that can hold between anything.
const VAGUE: [RelationType; 2] = [RelationType::CoMention, RelationType::PartOf];

/// What is less likely than this is not told; of up to 46 candidates one is always above it.
const UNLIKELY: f32 = 0.002;

/// Mentions that a reference looks back over.
const REACH: usize = 40;

/// Mentions that follow in its sentence, of which it may mean a name.
const AHEAD: usize = 6;

/// The mentions of a document, as the ranker sees them.
pub(super) struct Ranking<'a> {
    document: &'a Document,
    mentions: &'a [Mention],
    /// What is kept of each mention; nothing of a name that only its repeats show.
    vectors: Vec<Option<&'a [f32]>>,
    kinds: Vec<usize>,
    sentences: Vec<Option<usize>>,
}

impl<'a> Ranking<'a> {
    pub(super) fn new(
        document: &'a Document,
        mentions: &'a [Mention],
        vectors: Vec<Option<&'a [f32]>>,
        labels: &ReferenceLabels,
    ) -> Self {
        let kind =
            |mention: &Mention| labels.kind(mention.kind, (mention.kind == MentionKind::Name).then_some(mention.entity_type));
        Ranking {
            document,
            mentions,
            vectors,
            kinds: mentions.iter().map(kind).collect(),
            sentences: mentions.iter().map(|mention| document.sentence_at(mention.span.start)).collect(),
        }
    }

    /// The mentions that each reference may continue, the likeliest first.
    pub(super) fn antecedents(&self, reader: &Reader) -> Vec<Antecedent> {
        let references = (0..self.mentions.len()).filter(|&mention| self.mentions[mention].kind != MentionKind::Name);
        references.flat_map(|mention| self.antecedents_of(reader, mention)).collect()
    }

    fn antecedents_of(&self, reader: &Reader, mention: usize) -> Vec<Antecedent> {
        let Some(vector) = self.vectors[mention] else { return Vec::new() };
        let candidates: Vec<usize> = self.candidates(mention).filter(|&other| self.vectors[other].is_some()).collect();
        let reference = (mention, Form::of(self.text(mention)).map_or(Form::COUNT, |form| form as usize));
        let told: Vec<(&[f32], [usize; 5])> = candidates
            .iter()
            .filter_map(|&other| Some((self.vectors[other]?, self.features(reader, reference, other))))
            .collect();
        let mut scores = reader.rank(vector, &told);
        softmax(&mut scores);
        let link = |(&other, &confidence): (&usize, &f32)| Antecedent {
            mention: MentionId(mention),
            antecedent: MentionId(other),
            confidence,
        };
        let mut links: Vec<Antecedent> =
            candidates.iter().zip(&scores).map(link).filter(|link| link.confidence >= UNLIKELY).collect();
        links.sort_by(|one, other| other.confidence.total_cmp(&one.confidence));
        links
    }

    /// What a reference may mean: what stands before it, and names that follow in its sentence.
    fn candidates(&self, mention: usize) -> impl Iterator<Item = usize> {
        let own = self.mentions[mention].span;
        let before = (mention.saturating_sub(REACH)..mention)
            .filter(move |&other| self.mentions[other].span.end <= own.start && self.is_talked_of(other));
        let after = (mention + 1..self.mentions.len().min(mention + 1 + AHEAD)).filter(move |&other| {
            let is_name = self.mentions[other].kind == MentionKind::Name;
            is_name && self.sentences[other] == self.sentences[mention] && self.mentions[other].span.start >= own.end
        });
        before.chain(after)
    }

    /// Whether it stands in what the article tells, not in a credit or a byline.
    fn is_talked_of(&self, mention: usize) -> bool {
        let zone = self.document.zone_at(self.mentions[mention].span.start);
        zone.is_content() || zone == Zone::Dateline
    }

    fn text(&self, mention: usize) -> &str {
        &self.document[self.mentions[mention].span]
    }

    /// What the ranker is told of a reference and a candidate, as `features` in `training/ranking.py`.
    fn features(&self, reader: &Reader, (mention, form): (usize, usize), other: usize) -> [usize; 5] {
        let sentences = match (self.sentences[mention], self.sentences[other]) {
            (Some(own), Some(sentence)) if other < mention => own.saturating_sub(sentence).min(6),
            _ if other < mention => 6,
            _ => 7,
        };
        let repeats = (mention.saturating_sub(REACH)..mention).filter(|&earlier| self.text(earlier) == self.text(other)).count();
        let opens = other == 0 || self.sentences[other - 1] != self.sentences[other];
        let kinds = reader.settings.kinds.len();
        [form * kinds + self.kinds[other], sentences, bucket(mention.abs_diff(other) - 1), repeats.min(5), usize::from(opens)]
    }
}

/// Scores into probabilities.
fn softmax(scores: &mut [f32]) {
    let most = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    scores.iter_mut().for_each(|score| *score = exp(*score - most));
    let total: f32 = scores.iter().sum();
    scores.iter_mut().for_each(|score| *score /= total);
}

/// 0 to 4, then by doubling, up to 11.
fn bucket(count: usize) -> usize {
    if count < 5 { count } else { (3 + count.ilog2() as usize).min(11) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noun_phrases_have_a_begin_and_more_words() {
        use ReferenceLabel::{BeginNominal, InsideNominal, Outside, Pronoun};
        let labels = vec![Outside, BeginNominal, InsideNominal, Pronoun];
        let labels = ReferenceLabels { labels, kinds: FxHashMap::default(), related: Vec::new() };
        for (logits, want) in [
            (vec![[0.0, 4.0, 0.0, 0.0], [1.0, 0.0, 4.0, 0.0]], vec![(0..2, MentionKind::Nominal)]),
            // A begin alone, and an inside alone: the phrase is whole or none.
            (vec![[0.0, 4.0, 0.0, 0.0], [3.0, 0.0, 2.0, 0.0]], vec![(0..2, MentionKind::Nominal)]),
            (vec![[3.0, 0.0, 0.0, 0.0], [0.0, 0.0, 2.0, 0.0]], vec![]),
            (vec![[0.0, 9.0, 0.0, 0.0]], vec![]),
            (vec![[0.0, 0.0, 0.0, 4.0], [4.0, 0.0, 0.0, 0.0]], vec![(0..1, MentionKind::Pronoun)]),
            (vec![], vec![]),
        ] {
            let rows: Vec<&[f32]> = logits.iter().map(|row| row.as_slice()).collect();
            assert_eq!(labels.references(&labels.best_path(&rows)), want, "{logits:?}");
        }
    }

    #[test]
    fn counts_fall_into_ranges() {
        for (count, want) in [(0, 0), (4, 4), (5, 5), (7, 5), (8, 6), (16, 7), (39, 8), (4000, 11)] {
            assert_eq!(bucket(count), want, "{count}");
        }
    }
}
