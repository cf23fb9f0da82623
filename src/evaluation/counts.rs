use std::{
    collections::BTreeMap,
    iter::Sum,
    ops::{Add, Index},
};

use serde::{Serialize, Serializer, ser::SerializeStruct};

/// How many there are, how many were found, and how many of these are right.
///
/// ```
/// use newsgraph::evaluation::Counts;
///
/// let counts = Counts { gold: 4, predicted: 2, correct: 1 } + Counts { gold: 1, predicted: 2, correct: 2 };
/// assert_eq!((counts.precision(), counts.recall()), (0.75, 0.6));
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// In the gold data.
    pub gold: usize,
    /// Found.
    pub predicted: usize,
    /// Found and in the gold data.
    pub correct: usize,
}

impl Counts {
    /// Share of what was found that is right, 0 to 1; 0 if nothing was found.
    pub fn precision(self) -> f64 {
        ratio(self.correct as f64, self.predicted as f64)
    }

    /// Share of the gold data that was found, 0 to 1; 0 if there is none.
    pub fn recall(self) -> f64 {
        ratio(self.correct as f64, self.gold as f64)
    }

    /// The harmonic mean of precision and recall (van Rijsbergen 1979), 0 to 1.
    pub fn f1(self) -> f64 {
        ratio(2.0 * self.correct as f64, (self.gold + self.predicted) as f64)
    }
}

/// A part of a whole, 0 if the whole is nothing.
pub(super) fn ratio(part: f64, whole: f64) -> f64 {
    if whole == 0.0 { 0.0 } else { part / whole }
}

impl Add for Counts {
    type Output = Counts;

    fn add(self, other: Counts) -> Counts {
        Counts {
            gold: self.gold + other.gold,
            predicted: self.predicted + other.predicted,
            correct: self.correct + other.correct,
        }
    }
}

impl Sum for Counts {
    fn sum<I: Iterator<Item = Counts>>(counts: I) -> Counts {
        counts.fold(Counts::default(), Counts::add)
    }
}

/// With precision, recall and F1 beside the counts.
impl Serialize for Counts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut counts = serializer.serialize_struct("Counts", 6)?;
        counts.serialize_field("gold", &self.gold)?;
        counts.serialize_field("predicted", &self.predicted)?;
        counts.serialize_field("correct", &self.correct)?;
        counts.serialize_field("precision", &self.precision())?;
        counts.serialize_field("recall", &self.recall())?;
        counts.serialize_field("f1", &self.f1())?;
        counts.end()
    }
}

/// Counts by type, for entity types or relation types.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Table<K: Ord>(BTreeMap<K, Counts>);

impl<K: Ord + Copy> Table<K> {
    /// The types that occur, with their counts.
    pub fn iter(&self) -> impl Iterator<Item = (K, Counts)> {
        self.0.iter().map(|(&key, &counts)| (key, counts))
    }

    /// The counts of all types together.
    pub fn micro(&self) -> Counts {
        self.0.values().copied().sum()
    }
}

impl<K: Ord> Default for Table<K> {
    fn default() -> Self {
        Table(BTreeMap::new())
    }
}

/// Adds up the counts of each type.
impl<K: Ord> FromIterator<(K, Counts)> for Table<K> {
    fn from_iter<I: IntoIterator<Item = (K, Counts)>>(rows: I) -> Self {
        let mut table = BTreeMap::new();
        for (key, counts) in rows {
            let sum: &mut Counts = table.entry(key).or_default();
            *sum = *sum + counts;
        }
        Table(table)
    }
}

impl<K: Ord> Add for Table<K> {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        self.0.into_iter().chain(other.0).collect()
    }
}

/// The counts of one type; all zero if it does not occur.
impl<K: Ord> Index<K> for Table<K> {
    type Output = Counts;

    fn index(&self, key: K) -> &Counts {
        const NONE: &Counts = &Counts { gold: 0, predicted: 0, correct: 0 };
        self.0.get(&key).unwrap_or(NONE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn precision_recall_and_f1() {
        for (gold, predicted, correct, want) in [
            (0, 0, 0, [0.0, 0.0, 0.0]),
            (4, 0, 0, [0.0, 0.0, 0.0]),
            (0, 4, 0, [0.0, 0.0, 0.0]),
            (4, 4, 4, [1.0, 1.0, 1.0]),
            (5, 4, 3, [0.75, 0.6, 2.0 / 3.0]),
        ] {
            let counts = Counts { gold, predicted, correct };
            assert_eq!([counts.precision(), counts.recall(), counts.f1()], want, "{counts:?}");
        }
    }

    #[test]
    fn tables_add_up_type_by_type() {
        let one = Counts { gold: 1, predicted: 1, correct: 0 };
        let table = Table::from_iter([("a", one), ("b", one), ("a", one)]) + Table::from_iter([("b", one)]);
        assert_eq!(table["a"], one + one);
        assert_eq!(table["b"], one + one);
        assert_eq!(table["c"], Counts::default());
        assert_eq!(table.micro(), Counts { gold: 4, predicted: 4, correct: 0 });
    }

    #[test]
    fn json_holds_the_measures() {
        let json = serde_json::to_value(Counts { gold: 2, predicted: 1, correct: 1 }).expect("counts are plain numbers");
        assert_eq!((&json["precision"], &json["recall"], &json["gold"]), (&1.0.into(), &0.5.into(), &2.into()));
    }
}
