//! Names that mean the same thing, whatever they name; people have [rules of their own](super::people).

use std::collections::HashMap;

use super::{
    Clusters, MergeReason, MergeRules,
    gazetteer::{self, AreaId},
    names::{Name, Names},
};
use crate::EntityType;

/// Joins mentions of the same name and type; a person's last name alone is left to the rules for people.
pub(super) fn join_equal(names: &Names, clusters: &mut Clusters) {
    for name in names.all.iter().filter(|name| name.coarse != EntityType::Person || name.sounds.len() > 1) {
        for &mention in &name.mentions[1..] {
            clusters.join_equal(mention, name.first());
        }
    }
}

/// Joins all names of a country or another area, and the words for its people; what can mean two areas means the one that
/// the document also names otherwise.
pub(super) fn join_areas(names: &Names, clusters: &mut Clusters) {
    let mut firsts: HashMap<AreaId, &Name> = HashMap::new();
    for name in &names.all {
        if let Some(area) = gazetteer::area_of(name) {
            join_area(name, firsts.entry(area).or_insert(name), clusters);
        }
    }
    for name in &names.all {
        let named = gazetteer::areas_of(name).iter().filter_map(|area| firsts.get(area)).collect::<Vec<_>>();
        if let [first] = named[..] {
            join_area(name, first, clusters);
        }
    }
}

fn join_area(name: &Name, first: &Name, clusters: &mut Clusters) {
    let people = [first, name].iter().any(|name| name.coarse == EntityType::Miscellaneous);
    let is_country = gazetteer::area_of(first).is_some_and(|area| gazetteer::area(area).code.is_some());
    let reason = match (people, is_country) {
        (true, _) => MergeReason::Nationality,
        (_, true) => MergeReason::CountryName,
        _ => MergeReason::PlaceName,
    };
    clusters.join(name.first().max(first.first()), name.first().min(first.first()), reason);
}

/// Joins names of one spelling and two types, where they are long enough not to mean two things.
pub(super) fn join_types(names: &Names, clusters: &mut Clusters) {
    let mut firsts: HashMap<&[String], &Name> = HashMap::new();
    for name in names.all.iter().filter(|name| name.words.len() > 1) {
        let first = *firsts.entry(&name.words).or_insert(name);
        clusters.join(name.first(), first.first(), MergeReason::OtherType);
    }
}

/// Joins names that sound alike: what is written in other letters elsewhere is written in several ways in ours.
pub(super) fn join_spellings(names: &Names, clusters: &mut Clusters) {
    let mut firsts: HashMap<(&[String], EntityType), &Name> = HashMap::new();
    for name in names.all.iter().filter(|name| name.coarse != EntityType::Person || name.sounds.len() > 1) {
        let first = *firsts.entry((&name.sounds, name.coarse)).or_insert(name);
        clusters.join(name.first(), first.first(), MergeReason::Transliteration);
    }
}

/// Joins groups, products and places to the word for more of them.
pub(super) fn join_plurals(names: &Names, clusters: &mut Clusters) {
    let by_name: HashMap<(String, EntityType), &Name> =
        names.all.iter().map(|name| ((name.normalized(), name.fine), name)).collect();
    for name in names.all.iter().filter(|name| name.coarse != EntityType::Person && name.text.ends_with('s')) {
        let normalized = name.normalized();
        let Some(single) = normalized.strip_suffix('s').filter(|single| single.chars().count() > 2) else { continue };
        if let Some(single) = by_name.get(&(single.to_owned(), name.fine)) {
            clusters.join(name.first().max(single.first()), name.first().min(single.first()), MergeReason::Plural);
        }
    }
}

/// Joins a name to a fuller one, if all the fuller ones are one entity.
pub(super) fn join_only(name: &Name, fuller: &[&Name], reason: MergeReason, clusters: &mut Clusters) {
    if let Some((full, others)) = fuller.split_first()
        && others.iter().all(|other| clusters.joined(full.first(), other.first()))
    {
        clusters.join(name.first(), full.first(), reason);
    }
}

/// Joins what the caller says is one.
pub(super) fn join_requested(names: &Names, rules: &MergeRules, clusters: &mut Clusters) {
    if rules.must().is_empty() {
        return;
    }
    let mut by_name: HashMap<String, Vec<&Name>> = HashMap::new();
    for name in &names.all {
        by_name.entry(name.normalized()).or_default().push(name);
    }
    for (name, other) in rules.must() {
        let named = [name, other].into_iter().filter_map(|name| by_name.get(name)).flatten();
        let mentions: Vec<usize> = named.flat_map(|name| &name.mentions).copied().collect();
        mentions.windows(2).for_each(|pair| clusters.join(pair[1].max(pair[0]), pair[1].min(pair[0]), MergeReason::Requested));
    }
}
