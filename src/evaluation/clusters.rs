//! Clusters found against clusters given, as CoNLL-2012's scorer compares them (Pradhan et al. 2014).
//!
//! Mentions found and mentions given need not be the same: a mention that the other side lacks stands alone there.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    ops::Add,
};

use serde::{Serialize, Serializer, ser::SerializeStruct};

use super::{assignment, counts::ratio};
use crate::Span;

/// The three measures of CoNLL-2012's shared task and LEA, over the names of entities with one name or more.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct ClusterScores {
    /// Links that are needed to connect each cluster (Vilain et al. 1995); says nothing of entities named once.
    pub muc: ClusterCounts,
    /// Mention by mention, how much of its cluster is right (Bagga and Baldwin 1998).
    pub b_cubed: ClusterCounts,
    /// Clusters paired one with one so that they agree best, each as heavy as any other (Luo 2005, φ4); the pairing is exact.
    pub ceaf_e: ClusterCounts,
    /// Links of each cluster that are right, weighed by its size; a name that stands alone is one link (Moosavi and Strube 2016).
    pub lea: ClusterCounts,
}

/// What one measure counts; the two sides differ in what they count.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct ClusterCounts {
    /// How much of the gold clusters was found.
    pub recall: Share,
    /// How much of the predicted clusters is right.
    pub precision: Share,
}

/// A part of a whole, which adds up over documents.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Share {
    /// The part.
    pub part: f64,
    /// All of it.
    pub whole: f64,
}

impl ClusterScores {
    /// The mean of the three F1, by which CoNLL-2012 ranked systems, 0 to 1.
    pub fn conll(self) -> f64 {
        (self.muc.f1() + self.b_cubed.f1() + self.ceaf_e.f1()) / 3.0
    }
}

impl ClusterCounts {
    /// The harmonic mean of precision and recall, 0 to 1.
    pub fn f1(self) -> f64 {
        let (precision, recall) = (self.precision.value(), self.recall.value());
        ratio(2.0 * precision * recall, precision + recall)
    }
}

/// As its value.
impl Serialize for Share {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.value())
    }
}

impl Share {
    /// The part divided by the whole, 0 if there is nothing.
    pub fn value(self) -> f64 {
        ratio(self.part, self.whole)
    }
}

/// Scores the clusters of one document; empty ones count for nothing.
pub(super) fn score(gold: &[Vec<Span>], predicted: &[Vec<Span>]) -> ClusterScores {
    let counts = |found, confirmed, weight: fn(f64) -> f64| ClusterCounts {
        recall: Share { part: found, whole: total(gold, weight) },
        precision: Share { part: confirmed, whole: total(predicted, weight) },
    };
    let shared = shared_mentions(gold, predicted);
    let links = sum(shared.values().map(|common| common - 1.0));
    let of_gold = sum(shared.iter().map(|(&(row, _), common)| common * common / gold[row].len() as f64));
    let of_predicted = sum(shared.iter().map(|(&(_, column), common)| common * common / predicted[column].len() as f64));
    let agreement = best_agreement(gold, predicted, &shared);
    let resolved = |cluster_of: fn(usize, usize) -> usize, clusters: &[Vec<Span>]| {
        sum(shared.iter().map(|(&(row, column), &common)| {
            let size = clusters[cluster_of(row, column)].len();
            let alone = size == 1 && gold[row].len() == predicted[column].len();
            size as f64 * if size == 1 { f64::from(alone) } else { links_among(common) / links_among(size as f64) }
        }))
    };
    let (of_rows, of_columns) = (resolved(|row, _| row, gold), resolved(|_, column| column, predicted));
    ClusterScores {
        muc: counts(links, links, |size| size - 1.0),
        b_cubed: counts(of_gold, of_predicted, |size| size),
        ceaf_e: counts(agreement, agreement, |_| 1.0),
        lea: counts(of_rows, of_columns, |size| size),
    }
}

fn links_among(mentions: f64) -> f64 {
    mentions * (mentions - 1.0) / 2.0
}

fn total(clusters: &[Vec<Span>], weight: fn(f64) -> f64) -> f64 {
    sum(clusters.iter().filter(|cluster| !cluster.is_empty()).map(|cluster| weight(cluster.len() as f64)))
}

/// The sum that for nothing is 0; std's is -0, which prints so.
fn sum(values: impl Iterator<Item = f64>) -> f64 {
    values.fold(0.0, f64::add)
}

/// How many mentions a gold and a predicted cluster have in common, for those that have any.
type Shared = BTreeMap<(usize, usize), f64>;

fn shared_mentions(gold: &[Vec<Span>], predicted: &[Vec<Span>]) -> Shared {
    let places = |clusters: &[Vec<Span>]| -> HashMap<Span, usize> {
        clusters.iter().enumerate().flat_map(|(index, cluster)| cluster.iter().map(move |&span| (span, index))).collect()
    };
    let predicted = places(predicted);
    let mut shared = Shared::new();
    for (span, row) in places(gold) {
        if let Some(&column) = predicted.get(&span) {
            *shared.entry((row, column)).or_default() += 1.0;
        }
    }
    shared
}

/// The sum of Luo's φ4 over the best pairing of clusters. Clusters that no chain of shared mentions joins cannot disturb each
/// other, so each group is paired by itself: groups are small where documents are long, and pairing takes cubic time.
fn best_agreement(gold: &[Vec<Span>], predicted: &[Vec<Span>], shared: &Shared) -> f64 {
    let agreement = |row: usize, column: usize| {
        let common = shared.get(&(row, column)).copied().unwrap_or_default();
        2.0 * common / (gold[row].len() + predicted[column].len()) as f64
    };
    let best = |group: &Group| {
        let weights = |&row: &usize| group.columns.iter().map(|&column| agreement(row, column)).collect();
        assignment::best_total(&group.rows.iter().map(weights).collect::<Vec<_>>())
    };
    sum(groups(shared).iter().map(best))
}

/// Gold clusters (rows) and predicted ones (columns) that shared mentions join.
#[derive(Default)]
struct Group {
    rows: BTreeSet<usize>,
    columns: BTreeSet<usize>,
}

fn groups(shared: &Shared) -> Vec<Group> {
    let columns_of = neighbors(shared.keys().copied());
    let rows_of = neighbors(shared.keys().map(|&(row, column)| (column, row)));
    let mut seen = BTreeSet::new();
    let mut groups = Vec::new();
    for &first in columns_of.keys() {
        let (mut group, mut open) = (Group::default(), vec![first]);
        while let Some(row) = open.pop() {
            if seen.insert(row) {
                group.rows.insert(row);
                let fresh = columns_of[&row].iter().filter(|&&column| group.columns.insert(column));
                open.extend(fresh.flat_map(|column| &rows_of[column]));
            }
        }
        groups.push(group);
    }
    groups
}

fn neighbors(pairs: impl Iterator<Item = (usize, usize)>) -> BTreeMap<usize, Vec<usize>> {
    let mut neighbors: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    pairs.for_each(|(from, to)| neighbors.entry(from).or_default().push(to));
    neighbors
}

impl Add for ClusterScores {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        ClusterScores {
            muc: self.muc + other.muc,
            b_cubed: self.b_cubed + other.b_cubed,
            ceaf_e: self.ceaf_e + other.ceaf_e,
            lea: self.lea + other.lea,
        }
    }
}

impl Add for ClusterCounts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        ClusterCounts { recall: self.recall + other.recall, precision: self.precision + other.precision }
    }
}

impl Add for Share {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Share { part: self.part + other.part, whole: self.whole + other.whole }
    }
}

impl Serialize for ClusterScores {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut scores = serializer.serialize_struct("ClusterScores", 5)?;
        scores.serialize_field("muc", &self.muc)?;
        scores.serialize_field("b_cubed", &self.b_cubed)?;
        scores.serialize_field("ceaf_e", &self.ceaf_e)?;
        scores.serialize_field("lea", &self.lea)?;
        scores.serialize_field("conll", &self.conll())?;
        scores.end()
    }
}

impl Serialize for ClusterCounts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut counts = serializer.serialize_struct("ClusterCounts", 3)?;
        counts.serialize_field("precision", &self.precision.value())?;
        counts.serialize_field("recall", &self.recall.value())?;
        counts.serialize_field("f1", &self.f1())?;
        counts.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Clusters of one-letter mentions: `ab c` are {a, b} and {c}.
    fn clusters(letters: &str) -> Vec<Vec<Span>> {
        let mention = |letter: u8| Span::new(letter.into(), usize::from(letter) + 1);
        letters.split(' ').map(|cluster| cluster.bytes().map(mention).collect()).collect()
    }

    fn percent(value: f64) -> f64 {
        (value * 1000.0).round() / 10.0
    }

    #[test]
    fn agrees_with_the_literature() {
        for (source, gold, predicted, muc, b_cubed, ceaf_e) in [
            ("Luo 2005, table 1 (a)", "12345 67 89ABC", "12345 6789ABC", 94.7, 86.5, 73.3),
            ("Luo 2005, table 1 (b)", "12345 67 89ABC", "1234589ABC 67", 94.7, 73.7, 66.7),
            ("Luo 2005, table 1 (c)", "12345 67 89ABC", "123456789ABC", 90.0, 54.5, 29.4),
            ("Luo 2005, table 1 (d)", "12345 67 89ABC", "1 2 3 4 5 6 7 8 9 A B C", 0.0, 40.0, 17.8),
            ("Pradhan et al. 2014, §4", "abc defg", "ab cd fghi", 40.0, 45.5, 52.0),
            ("nothing in common", "ab", "cd", 0.0, 0.0, 0.0),
            ("all right", "ab c", "c ab", 100.0, 100.0, 100.0),
            ("singletons alone", "a b", "a b", 0.0, 100.0, 100.0),
            ("nothing found", "ab c", "", 0.0, 0.0, 0.0),
            ("nothing to find", "", "", 0.0, 0.0, 0.0),
        ] {
            let scores = score(&clusters(gold), &clusters(predicted));
            let got = [scores.muc, scores.b_cubed, scores.ceaf_e].map(|counts| percent(counts.f1()));
            assert_eq!(got, [muc, b_cubed, ceaf_e], "{source}");
        }
    }

    #[test]
    fn precision_and_recall_are_not_mixed_up() {
        let scores = score(&clusters("abc defg"), &clusters("ab cd fghi"));
        let both = |counts: ClusterCounts| [percent(counts.recall.value()), percent(counts.precision.value())];
        assert_eq!([scores.muc, scores.b_cubed, scores.ceaf_e].map(both), [[40.0, 40.0], [41.7, 50.0], [65.0, 43.3]]);
        assert_eq!(percent(scores.conll()), 45.8);
    }

    #[test]
    fn links_are_weighed_by_the_size_of_their_cluster() {
        for (source, gold, predicted, recall, precision) in [
            ("Moosavi and Strube 2016, §3.2", "abc defg", "ab cd fghi", 23.8, 33.3),
            ("a singleton found", "a bc", "a bc", 100.0, 100.0),
            ("a singleton joined to another", "a bc", "abc", 66.7, 33.3),
            ("singletons that should be one", "ab", "a b", 0.0, 0.0),
            ("nothing", "", "", 0.0, 0.0),
        ] {
            let lea = score(&clusters(gold), &clusters(predicted)).lea;
            assert_eq!([percent(lea.recall.value()), percent(lea.precision.value())], [recall, precision], "{source}");
        }
    }

    #[test]
    fn ceaf_pairs_for_the_best_sum_not_greedily() {
        // The closest pair is abcde with abcx, 6/9; without it two pairs can be made.
        let scores = score(&clusters("abcde x"), &clusters("abcx de"));
        assert_eq!(percent(scores.ceaf_e.recall.part), percent(4.0 / 7.0 + 2.0 / 5.0));
    }

    #[test]
    fn empty_clusters_count_for_nothing() {
        let mut gold = clusters("ab c");
        let want = score(&gold, &clusters("ab"));
        gold.insert(1, Vec::new());
        assert_eq!(score(&gold, &clusters("ab")), want);
    }

    #[test]
    fn pairing_group_by_group_is_pairing_all_at_once() {
        let mut seed = 1_u64;
        let mut below = |end: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) % end
        };
        for _ in 0..200 {
            let [gold, predicted] = [0, 1].map(|_| {
                let mut clusters = vec![Vec::new(); 8];
                (0..16).for_each(|start| clusters[below(8) as usize].push(Span::new(start, start + 1)));
                clusters
            });
            let agreement = |row: &Vec<Span>, column: &Vec<Span>| {
                let common = row.iter().filter(|span| column.contains(span)).count();
                2.0 * common as f64 / (row.len() + column.len()).max(1) as f64
            };
            let weights = gold.iter().map(|row| predicted.iter().map(|column| agreement(row, column)).collect());
            let whole = assignment::best_total(&weights.collect::<Vec<_>>());
            let grouped = score(&gold, &predicted).ceaf_e.recall.part;
            assert!((whole - grouped).abs() < 1e-9, "{whole} {grouped} {gold:?} {predicted:?}");
        }
    }
}
