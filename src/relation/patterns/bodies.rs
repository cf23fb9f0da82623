//! `Sudanese Armed Forces`, `Supreme Court of Peru`: public bodies that bear the name of a country that is named by itself too.

use super::{Names, asserted, country_of};
use crate::{EntityId, EntityType, MentionRelation, RelationType, entity::country_code};

const PRECISION: f32 = 0.95;

/// How names of public bodies end, before `of`.
const BODIES: &[&str] = &[
    "agency",
    "air force",
    "armed forces",
    "army",
    "border guard",
    "bureau",
    "cabinet",
    "central bank",
    "coast guard",
    "commission",
    "congress",
    "court",
    "defence force",
    "defence forces",
    "defense force",
    "defense forces",
    "department",
    "federal reserve",
    "government",
    "house of representatives",
    "marine corps",
    "ministry",
    "national assembly",
    "national guard",
    "navy",
    "parliament",
    "police",
    "senate",
    "service",
    "treasury",
];

/// Words of armies, parties, unions and news agencies that no country owns.
const PRIVATE: &[&str] = &[
    "democratic",
    "free",
    "front",
    "labour congress",
    "liberation",
    "national army",
    "national congress",
    "news agency",
    "party",
    "press agency",
    "resistance",
    "union",
];

/// The longest form of a country, in words.
const LONGEST: usize = 4;

pub(super) fn find(names: &Names) -> Vec<MentionRelation> {
    let bodies = names.iter().filter(|(_, mention)| mention.entity_type == EntityType::Organization && names.is_told(mention));
    let told = bodies.filter_map(|(body, mention)| {
        let country = owner_of(&names.words.document[mention.span])?;
        let object = names.nearest(named(names, country)?, mention.span)?;
        Some(asserted((body, RelationType::GovernmentBodyOf, object), PRECISION, Some(mention.span)))
    });
    told.collect()
}

/// The code of the country whose public body a name is.
fn owner_of(name: &str) -> Option<&'static str> {
    let lower = name.to_lowercase();
    let body = lower.find(" of ").or(lower.find(" for ")).map_or(lower.as_str(), |end| &lower[..end]);
    let is_public = BODIES.iter().any(|ending| ends_with(body, ending) || ends_with(&lower, ending));
    if !is_public || PRIVATE.iter().any(|words| has_words(body, words)) {
        return None;
    }
    let words: Vec<&str> = name.split(' ').collect();
    let first = (1..words.len().min(LONGEST + 1)).rev().find_map(|count| country_code(&possessor(&words[..count])));
    let owner = || name.split_once(" of ").map(|(_, owner)| owner.trim_start_matches("the "));
    first.or_else(|| owner().and_then(country_code))
}

fn has_words(name: &str, words: &str) -> bool {
    format!(" {name} ").contains(&format!(" {words} "))
}

fn ends_with(name: &str, ending: &str) -> bool {
    name.strip_suffix(ending).is_some_and(|rest| rest.ends_with(' ') || rest.is_empty())
}

fn possessor(words: &[&str]) -> String {
    let joined = words.join(" ");
    joined.strip_suffix("'s").or(joined.strip_suffix("’s")).unwrap_or(&joined).to_owned()
}

/// The entity that a country is in the document.
fn named(names: &Names, country: &str) -> Option<EntityId> {
    names.entities.iter().position(|entity| country_of(entity) == Some(country)).map(EntityId)
}
