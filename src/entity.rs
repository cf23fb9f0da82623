//! Entities: which mentions of one document name the same thing, and why we think so.

mod acronyms;
mod aliases;
mod clusters;
mod gazetteer;
mod names;
mod organizations;
mod people;
mod reason;
mod registered;
mod rules;
mod spelling;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::{Document, EntityType, Mention, MentionId, MentionKind};
use clusters::Clusters;
use names::Names;

pub(crate) use gazetteer::country_code;
pub(crate) use names::normalized;
pub use reason::MergeReason;
pub(crate) use registered::link_organizations;
pub use rules::MergeRules;
pub(crate) use spelling::romanized;

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
    /// Its identifier in a public register: for a country `iso3166:` and its two letters, for an organization
    /// that news names often `wikidata:` and its number; with the feature `places`, for a region
    /// or city `geonames:` and its number.
    pub link: Option<String>,
}

impl Entity {
    /// Every mention that it tells of.
    fn ids(&mut self) -> impl Iterator<Item = &mut MentionId> {
        let merges = self.merges.iter_mut().flat_map(|merge| [&mut merge.mention, &mut merge.antecedent]);
        self.mentions.iter_mut().chain(merges)
    }
}

/// A mention that joined an entity, and the reason.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Merge {
    /// The mention that joined.
    pub mention: MentionId,
    /// The mention that it was matched with.
    pub antecedent: MentionId,
    /// Why the two are one.
    pub reason: MergeReason,
    /// How often merges for that reason are right, 0 to 1: see [`MergeReason::precision`]; for a reference how sure the model is.
    pub score: f32,
}

/// Clusters the names among the mentions of a document into entities.
pub(crate) fn resolve_names(document: &Document, mentions: &[Mention], rules: &MergeRules) -> Vec<Entity> {
    let names: Vec<usize> = (0..mentions.len()).filter(|&mention| mentions[mention].kind == MentionKind::Name).collect();
    let named: Vec<Mention> = names.iter().map(|&mention| mentions[mention]).collect();
    let mut entities = resolve(document, &named, rules);
    entities.iter_mut().flat_map(Entity::ids).for_each(|id| *id = MentionId(names[id.0]));
    entities
}

/// Clusters names into entities, in the order of their first mention.
///
/// Sure rules come first; a later one adds to what the earlier ones found and never undoes it. What fits two entities
/// joins neither, but for a bare surname, which is that of the person named first.
pub(crate) fn resolve(document: &Document, mentions: &[Mention], rules: &MergeRules) -> Vec<Entity> {
    let names = Names::of(document, mentions);
    let mut clusters = Clusters::new(document, mentions, &names, rules);
    aliases::join_equal(&names, &mut clusters);
    aliases::join_areas(&names, &mut clusters);
    acronyms::join_bracketed(document, mentions, &names, &mut clusters);
    acronyms::join_initials(&names, &mut clusters);
    aliases::join_spellings(&names, &mut clusters);
    aliases::join_plurals(&names, &mut clusters);
    organizations::join(&names, &mut clusters);
    people::join(&names, &mut clusters);
    aliases::join_types(&names, &mut clusters);
    aliases::join_requested(&names, rules, &mut clusters);
    clusters.into_entities(document, mentions)
}
