//! Entities: which mentions of one document name the same thing, and why we think so.

mod aliases;
mod clusters;
mod gazetteer;
mod names;
mod people;
mod references;
mod rules;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::{Antecedent, Document, EntityType, Mention, MentionId, MentionKind};
use clusters::Clusters;
use names::Names;

pub(crate) use names::normalized;
pub use rules::MergeRules;

/// The index of an entity in its extraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EntityId(pub usize);

/// Something that a document names once or more: the cluster of its mentions.
#[derive(Debug, Clone, PartialEq)]
pub struct Entity {
    /// The fullest name that the document gives it; for a nationality word, its country.
    pub name: String,
    /// What it is.
    pub entity_type: EntityType,
    /// Its mentions in reading order.
    pub mentions: Vec<MentionId>,
    /// Why each later mention was added.
    pub merges: Vec<Merge>,
    /// Its identifier in a public register: for a country `iso3166:` and its two letters.
    pub link: Option<String>,
}

/// A mention that joined an entity, and the reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merge {
    /// The mention that joined.
    pub mention: MentionId,
    /// The mention that it was matched with.
    pub antecedent: MentionId,
    /// Why the two are one.
    pub reason: MergeReason,
}

/// Why two mentions are taken for one entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum MergeReason {
    /// The same words: `Kyiv`, `Kyiv`.
    SameName,
    /// The same words in other letters: `KYIV`, `Kyiv`; `Łódź`, `Lodz`.
    Variant,
    /// A last name after the full name: `Lavrov`, `Sergei Lavrov`.
    Surname,
    /// Some of the words of the full name: `George Bush`, `George W. Bush`; `Nokia`, `Nokia Corporation`.
    TokenSubset,
    /// An acronym introduced in brackets: `International Atomic Energy Agency (IAEA)`.
    BracketedAcronym,
    /// The initials of the full name: `European Union`, `EU`.
    Initials,
    /// A nationality word and its country: `Russian`, `Russia`.
    Nationality,
    /// Two names of one country: `U.S.`, `United States`.
    CountryName,
    /// A noun phrase or a pronoun that means it: `the minister`, `he`.
    Reference,
    /// The caller said so.
    Requested,
}

/// Clusters the mentions of a document into entities, in the order of their first mention.
///
/// Sure rules come first; a later one adds to what the earlier ones found and never undoes it. What fits two entities
/// joins neither. References join the entity of the mention that they continue.
pub(crate) fn resolve(document: &Document, mentions: &[Mention], antecedents: &[Antecedent], rules: &MergeRules) -> Vec<Entity> {
    let names: Vec<usize> = (0..mentions.len()).filter(|&mention| mentions[mention].kind == MentionKind::Name).collect();
    let named: Vec<Mention> = names.iter().map(|&mention| mentions[mention]).collect();
    let mut entities = resolve_names(document, &named, rules);
    references::join(&mut entities, &names, mentions.len(), antecedents);
    entities
}

fn resolve_names(document: &Document, mentions: &[Mention], rules: &MergeRules) -> Vec<Entity> {
    let names = Names::of(document, mentions);
    let mut clusters = Clusters::new(document, mentions, &names, rules);
    aliases::join_equal(&names, &mut clusters);
    aliases::join_countries(&names, &mut clusters);
    aliases::join_bracketed(document, mentions, &names, &mut clusters);
    aliases::join_initials(&names, &mut clusters);
    aliases::join_parts(&names, &mut clusters);
    people::join(&names, &mut clusters);
    aliases::join_requested(&names, rules, &mut clusters);
    clusters.into_entities(document, mentions)
}
