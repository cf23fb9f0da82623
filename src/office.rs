//! Offices: the titles that an article gives to people, as data.

mod find;
mod lexicon;
mod phrase;
mod role;
#[cfg(test)]
mod tests;

use crate::{EntityId, MentionId, Span};

pub(crate) use find::find;
pub(crate) use lexicon::is_title_word;
pub use role::Role;

/// An office that the article says someone holds, held or is to hold.
///
/// ```
/// use newsgraph::Role;
///
/// let text = "Former Nokia chief executive Ann Lee met Russian Foreign Minister Sergei Lavrov.";
/// let extraction = newsgraph::Extractor::new()?.extract(text)?;
/// let told = |office: &newsgraph::Office| (extraction[office.person].name.clone(), office.role, office.past);
/// let offices: Vec<_> = extraction.offices().iter().map(told).collect();
/// let want = [("Ann Lee", Role::ChiefExecutive, true), ("Sergei Lavrov", Role::Minister, false)];
/// assert_eq!(offices, want.map(|(name, role, past)| (name.to_owned(), role, past)));
/// assert_eq!(&extraction[extraction.offices()[1].title], "Foreign Minister");
/// # Ok::<(), newsgraph::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Office {
    /// Who.
    pub person: EntityId,
    /// The title where the article first gives it, without the name of what it is of and without `former`.
    pub title: Span,
    /// What kind of office it is.
    pub role: Role,
    /// The organization or place that it is of; for a nationality word, the country.
    pub of: Option<EntityId>,
    /// No longer held: `former`, `ex-`, `resigned as`; also `then-`, held when the thing told happened.
    pub past: bool,
    /// Held for someone else, or for a time: `acting`, `interim`.
    pub acting: bool,
    /// Not yet held: `-elect`, `designate`, `incoming`.
    pub elect: bool,
    /// The mentions of the person beside the title, in reading order.
    pub evidence: Vec<MentionId>,
}
