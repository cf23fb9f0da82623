//! Names that need no support: those that everyone knows, those that an article explains.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, HashMap},
};

use super::{
    Linking,
    groups::{Bearer, Grounds, Groups},
    institutions::institution,
    shape::{core, is_capitals},
};
use crate::{
    EntityType,
    graph::{LinkReason, names::key},
};

pub(super) fn join(linking: &Linking, groups: &mut Groups) {
    if linking.allows(LinkReason::KnownName) {
        let own = |bearer: &Bearer| institution(&bearer.name, bearer.is_loud).filter(|_| bearer.coarse != EntityType::Person);
        join_blocks(own, LinkReason::KnownName, groups);
    }
    if linking.allows(LinkReason::Variant) {
        join_blocks(company, LinkReason::Variant, groups);
    }
    if linking.allows(LinkReason::Alias) {
        join_aliases(groups);
    }
}

fn company<'b>(bearer: &'b Bearer) -> Option<&'b str> {
    (bearer.coarse == EntityType::Organization).then(|| core(&bearer.name))
}

/// Joins nodes with the same own name to the one that bears it or, if none does, the one in most articles.
fn join_blocks<'g>(own_name: impl Fn(&'g Bearer<'g>) -> Option<&'g str>, reason: LinkReason, groups: &mut Groups<'g>) {
    let mut blocks: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (number, bearer) in groups.roster().iter().enumerate() {
        if let Some(own) = own_name(bearer) {
            blocks.entry(own).or_default().push(number);
        }
    }
    for (own, mut block) in blocks {
        let roster = groups.roster();
        block.sort_by_key(|&number| (roster[number].name != own, Reverse(roster[number].node.documents.len()), number));
        for other in &block[1..] {
            groups.join(*other, block[0], Grounds { reason, score: 1.0, shared: 0 });
        }
    }
}

/// Coarse type and name as looked up.
type NameKey = (EntityType, String);

/// Joins names to the one node that articles also call so.
fn join_aliases(groups: &mut Groups) {
    let by_alias = bearers_by_alias(groups.roster());
    for (number, bearer) in groups.roster().iter().enumerate() {
        let bearers = by_alias.get(&(bearer.coarse, bearer.name.clone())).map_or(&[][..], Vec::as_slice);
        let others: BTreeSet<usize> =
            bearers.iter().map(|&other| groups.root(other)).filter(|&root| root != groups.root(number)).collect();
        let Some(&other) = others.first().filter(|_| others.len() == 1) else { continue };
        let together = bearers.iter().map(|&bearer_of| articles_with(&groups.roster()[bearer_of], &bearer.name)).sum::<usize>();
        let apart = groups.articles_apart(number, other);
        if together > apart {
            let score = together as f64 / (together + apart) as f64;
            groups.join(number, other, Grounds { reason: LinkReason::Alias, score, shared: 0 });
        }
    }
}

/// The nodes by their telling aliases, those that are not merely a part of the name.
fn bearers_by_alias(roster: &[Bearer]) -> HashMap<NameKey, Vec<usize>> {
    let mut by_alias: HashMap<NameKey, Vec<usize>> = HashMap::new();
    for (number, bearer) in roster.iter().enumerate() {
        let telling = bearer.node.aliases.keys().filter(|alias| is_telling(alias, &bearer.name));
        for alias in telling.map(|alias| key(alias)).collect::<BTreeSet<_>>() {
            by_alias.entry((bearer.coarse, alias)).or_default().push(number);
        }
    }
    by_alias
}

/// Whether an alias is an acronym, or of several words of which one is not the name's: part of a name may be another's.
fn is_telling(alias: &str, name: &str) -> bool {
    let looked_up = key(alias);
    let is_part = looked_up.split(' ').all(|word| name.split(' ').any(|other| other == word));
    looked_up != name && (is_capitals(alias) || looked_up.contains(' ')) && !is_part
}

fn articles_with(bearer: &Bearer, alias: &str) -> usize {
    let uses = |naming: &&crate::Naming| naming.aliases.keys().any(|other| key(other) == alias);
    bearer.node.documents.values().filter(uses).count()
}
