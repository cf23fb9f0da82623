//! Nodes: who is who across articles, summed up from what each article adds.

use std::{
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
    sync::Arc,
};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{NameLink, SourceDocument, name_link::in_order, office::NodeOffice};
use crate::EntityType;

/// Someone or something across articles.
///
/// All but [`id`](Self::id) and [`documents`](Self::documents) sums up [`documents`](Self::documents).
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The same in every graph of the same articles: the entity's link, or its coarse type and normalized name.
    pub id: String,
    /// The name that most articles use, the first in the alphabet among equals.
    pub name: String,
    /// The type that most articles give it, the first in the order of [`EntityType`] among equals.
    pub entity_type: EntityType,
    /// Every form in which articles name it, with the number of mentions; repeats left out.
    pub aliases: BTreeMap<String, usize>,
    /// Number of mentions in all articles, by name or otherwise; repeats left out.
    pub mentions: usize,
    /// Day of the earliest dated article that names it.
    pub first: Option<Date>,
    /// Day of the latest dated article that names it.
    pub last: Option<Date>,
    /// The articles that name it, and how.
    pub documents: BTreeMap<Arc<SourceDocument>, Naming>,
    names: BTreeMap<String, usize>,
    types: BTreeMap<EntityType, usize>,
}

/// How one article names a [`Node`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Naming {
    /// The fullest name that the article gives it.
    pub name: String,
    /// What the article takes it for.
    #[serde(rename = "type")]
    pub entity_type: EntityType,
    /// Number of mentions, by name or otherwise; repeats left out.
    pub mentions: usize,
    /// Every name used, with the number of mentions; repeats left out.
    pub aliases: BTreeMap<String, usize>,
    /// Why the article's names are this node's, where its id is not the article's own; sorted by id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<NameLink>,
    /// The offices that the article gives it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub offices: BTreeSet<NodeOffice>,
}

impl Node {
    /// Why names of other ids are this node's, with the number of articles of each; sorted by id.
    ///
    /// Links that differ in score alone are one here, with the lowest: [`Naming::links`] has them by article.
    pub fn links(&self) -> Vec<(NameLink, usize)> {
        let mut links: BTreeMap<_, (NameLink, usize)> = BTreeMap::new();
        for link in self.documents.values().flat_map(|naming| &naming.links) {
            let (least, count) = links.entry((&link.from, link.reason)).or_insert_with(|| (link.clone(), 0));
            *count += 1;
            if (link.score, link.shared) < (least.score, least.shared) {
                (least.score, least.shared) = (link.score, link.shared);
            }
        }
        links.into_values().collect()
    }

    /// The node of an id that these articles name.
    pub(crate) fn gather(id: String, documents: BTreeMap<Arc<SourceDocument>, Naming>) -> Self {
        let mut node = Node {
            id,
            name: String::new(),
            entity_type: EntityType::Miscellaneous,
            aliases: BTreeMap::new(),
            mentions: 0,
            first: None,
            last: None,
            documents: BTreeMap::new(),
            names: BTreeMap::new(),
            types: BTreeMap::new(),
        };
        documents.into_iter().for_each(|(document, naming)| node.add(document, naming));
        node
    }

    /// Adds what an article says of the node, or more of what it says.
    pub(super) fn add(&mut self, document: Arc<SourceDocument>, naming: Naming) {
        self.mentions += naming.mentions;
        add(&mut self.aliases, &naming.aliases);
        (self.first, self.last) = document.widen(self.first, self.last);
        match self.documents.entry(document) {
            Entry::Vacant(free) => {
                count(&mut self.names, naming.name.clone(), &mut self.name);
                count(&mut self.types, naming.entity_type, &mut self.entity_type);
                free.insert(naming);
            }
            Entry::Occupied(mut taken) => {
                let known = taken.get().clone();
                taken.get_mut().join(naming);
                recount(&mut self.names, &known.name, taken.get().name.clone(), &mut self.name);
                recount(&mut self.types, &known.entity_type, taken.get().entity_type, &mut self.entity_type);
            }
        }
    }

    /// Every name that it goes by; some come twice.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.aliases.keys().chain(self.names.keys()).map(String::as_str)
    }
}

impl Naming {
    /// Two entities of one article that turned out to be one: the longer name holds, the first type.
    ///
    /// The outcome does not depend on the order of any number of them.
    pub(super) fn join(&mut self, other: Naming) {
        let length = |name: &str| name.chars().count();
        if (length(&other.name), &self.name) > (length(&self.name), &other.name) {
            self.name = other.name;
        }
        self.entity_type = self.entity_type.min(other.entity_type);
        self.mentions += other.mentions;
        self.offices.extend(other.offices);
        add(&mut self.aliases, &other.aliases);
        self.links.extend(other.links);
        self.links.sort_by(in_order);
        self.links.dedup_by(|later, kept| (&later.from, later.reason) == (&kept.from, kept.reason));
    }

    /// Every name that it uses; some come twice.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.aliases.keys().chain([&self.name]).map(String::as_str)
    }
}

/// Counts `new` instead of `old`; `winner` becomes the one counted most often, the first of equals.
fn recount<T: Ord + Clone>(counts: &mut BTreeMap<T, usize>, old: &T, new: T, winner: &mut T) {
    if *old == new {
        return;
    }
    if let Some(votes) = counts.get_mut(old) {
        *votes -= 1;
    }
    counts.retain(|_, votes| *votes > 0);
    *counts.entry(new).or_default() += 1;
    if let Some((best, _)) = counts.iter().rev().max_by_key(|(_, votes)| **votes) {
        winner.clone_from(best);
    }
}

/// Counts one more `choice`; `winner` stays the one counted most often, the first of equals.
fn count<T: Ord + Clone>(counts: &mut BTreeMap<T, usize>, choice: T, winner: &mut T) {
    let votes = counts.entry(choice.clone()).or_default();
    *votes += 1;
    let (votes, best) = (*votes, counts.get(winner).copied().unwrap_or(0));
    if votes > best || votes == best && choice < *winner {
        *winner = choice;
    }
}

fn add(counts: &mut BTreeMap<String, usize>, more: &BTreeMap<String, usize>) {
    more.iter().for_each(|(alias, count)| *counts.entry(alias.clone()).or_default() += count);
}
