//! Names that merely stand together: how often a relation is seen where there is none.

use std::ops::Add;

use serde::Serialize;

use crate::{Extractor, RelationType, Result, Tagger};

/// Texts in which no relation holds between any two names, and in how many of them one was seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Unrelated {
    /// How many there are.
    pub texts: usize,
    /// In how many a typed relation was seen.
    pub seen: usize,
}

impl Add for Unrelated {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Unrelated { texts: self.texts + other.texts, seen: self.seen + other.seen }
    }
}

/// Reads texts without relations, such as the lines of `tests/data/no-relations.txt`.
///
/// ```
/// use newsgraph::{Extractor, evaluation};
///
/// let texts = ["Ann Lee was born on the day on which Kyiv had snow."];
/// assert_eq!(evaluation::unrelated(texts, &Extractor::new()?)?.texts, 1);
/// # Ok::<(), newsgraph::Error>(())
/// ```
///
/// # Errors
///
/// If the tagger fails.
pub fn unrelated<'t, T: Tagger>(texts: impl IntoIterator<Item = &'t str>, extractor: &Extractor<T>) -> Result<Unrelated> {
    let mut unrelated = Unrelated::default();
    for text in texts {
        let extraction = extractor.extract(text)?;
        let is_seen = extraction.relations().iter().any(|relation| relation.relation_type != RelationType::CoMention);
        unrelated = unrelated + Unrelated { texts: 1, seen: usize::from(is_seen) };
    }
    Ok(unrelated)
}
