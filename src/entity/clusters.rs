//! Mentions joined step by step, each step with its reason.

use std::collections::BTreeMap;

use super::{Entity, Merge, MergeReason, MergeRules, gazetteer, names::Names};
use crate::{Case, Document, EntityType, Mention, MentionId, Span, Zone};

/// A union-find over mentions that keeps apart what the caller's rules forbid (Tarjan 1975).
pub(super) struct Clusters<'a> {
    names: &'a Names,
    /// Each mention as written.
    texts: Vec<&'a str>,
    rules: &'a MergeRules,
    parents: Vec<usize>,
    merges: Vec<Merge>,
}

impl<'a> Clusters<'a> {
    /// Every mention on its own.
    pub(super) fn new(document: &'a Document, mentions: &[Mention], names: &'a Names, rules: &'a MergeRules) -> Self {
        let texts = mentions.iter().map(|mention| &document[mention.span]).collect();
        Clusters { names, texts, rules, parents: (0..mentions.len()).collect(), merges: Vec::new() }
    }

    /// Whether two mentions are known to be one entity.
    pub(super) fn joined(&mut self, mention: usize, other: usize) -> bool {
        self.root(mention) == self.root(other)
    }

    /// Joins a mention, and all that are one with it, to an antecedent, unless the caller forbids it.
    pub(super) fn join(&mut self, mention: usize, antecedent: usize, reason: MergeReason) {
        let (root, other) = (self.root(mention), self.root(antecedent));
        if root == other || self.forbidden(root, other) {
            return;
        }
        self.parents[root.max(other)] = root.min(other);
        self.merges.push(Merge {
            mention: MentionId(mention),
            antecedent: MentionId(antecedent),
            reason,
            score: reason.precision(),
        });
    }

    /// Joins two mentions of the same name.
    pub(super) fn join_equal(&mut self, mention: usize, antecedent: usize) {
        let same = self.texts[mention] == self.texts[antecedent];
        self.join(mention, antecedent, if same { MergeReason::SameName } else { MergeReason::Variant });
    }

    /// The first mention of the cluster.
    pub(super) fn root(&mut self, mention: usize) -> usize {
        let parent = self.parents[mention];
        if parent != mention {
            self.parents[mention] = self.root_above(parent);
        }
        self.parents[mention]
    }

    fn root_above(&self, mut mention: usize) -> usize {
        while self.parents[mention] != mention {
            mention = self.parents[mention];
        }
        mention
    }

    fn forbidden(&self, root: usize, other: usize) -> bool {
        if self.rules.cannot().is_empty() {
            return false;
        }
        let names = |root| {
            let members = (0..self.parents.len()).filter(move |&mention| self.root_above(mention) == root);
            members.map(|mention| self.names.all[self.names.of_mention[mention]].normalized())
        };
        names(root).any(|name| names(other).any(|other| self.rules.forbid(&name, &other)))
    }

    /// The clusters as entities, in the order of their first mention.
    pub(super) fn into_entities(mut self, document: &Document, mentions: &[Mention]) -> Vec<Entity> {
        let names = self.names;
        let mut members: BTreeMap<usize, Vec<MentionId>> = BTreeMap::new();
        for mention in 0..mentions.len() {
            members.entry(self.root(mention)).or_default().push(MentionId(mention));
        }
        let mut merges: BTreeMap<usize, Vec<Merge>> = BTreeMap::new();
        for merge in std::mem::take(&mut self.merges) {
            merges.entry(self.root(merge.mention.0)).or_default().push(merge);
        }
        let entity = |(root, ids): (usize, Vec<MentionId>)| {
            let mut merges = merges.remove(&root).unwrap_or_default();
            merges.sort_by_key(|merge| merge.mention);
            let (name, entity_type, link) = describe(document, mentions, names, &ids);
            Entity { name, entity_type, mentions: ids, merges, link }
        };
        members.into_iter().map(entity).collect()
    }
}

/// Name, type and link of an entity, given its mentions; of a place, the words for its people do not count.
fn describe(document: &Document, mentions: &[Mention], names: &Names, ids: &[MentionId]) -> (String, EntityType, Option<String>) {
    let area = |id: &MentionId| gazetteer::area_of(&names.all[names.of_mention[id.0]]);
    if let Some(country) = ids.iter().filter_map(area).map(gazetteer::area).find(|area| area.code.is_some()) {
        let link = country.code.map(|code| format!("iso3166:{code}"));
        return (country.name.to_owned(), EntityType::GeopoliticalEntity, link);
    }
    let is_group = |id: &MentionId| mentions[id.0].entity_type == EntityType::Group;
    let others: Vec<MentionId> = ids.iter().filter(|id| !is_group(id)).copied().collect();
    let ids = if others.is_empty() { ids } else { &others[..] };
    let best = ids.iter().max_by_key(|id| {
        let span = mentions[id.0].span;
        let name = &names.all[names.of_mention[id.0]];
        let readable = document.zone_at(span.start) != Zone::Dateline && Case::of(&document[span]) != Case::Upper;
        // The last of the equals wins: prefer the fullest name, then one in running text, then the first.
        (name.words.len(), readable, std::cmp::Reverse(id.0))
    });
    let best = best.expect("an entity has a mention");
    (written_out(document, mentions[best.0]), common_type(mentions, ids), None)
}

/// The type that most mentions have, the first in the order of types among equals.
fn common_type(mentions: &[Mention], ids: &[MentionId]) -> EntityType {
    let count = |entity_type| ids.iter().filter(|id| mentions[id.0].entity_type == entity_type).count();
    let types = EntityType::ALL.into_iter().rev();
    types.max_by_key(|&entity_type| count(entity_type)).expect("there are types")
}

/// The name in the case of running text: `ANGELA MERKEL` of a headline, `KYIV` of a dateline.
fn written_out(document: &Document, mention: Mention) -> String {
    let mut name = String::new();
    let mut end = mention.span.start;
    let place = mention.entity_type.coarse() == EntityType::Location && document.zone_at(end) == Zone::Dateline;
    for token in document.tokens_within(mention.span) {
        // A mention may end inside a token: `US` in `US-led`.
        let span = Span::new(token.span.start.max(mention.span.start), token.span.end.min(mention.span.end));
        let word = &document[span];
        name.push_str(&document.text()[end..span.start]);
        let loud = Case::of(word) == Case::Upper && (token.restored == Some(Case::Title) || place && word.len() > 3);
        name.push_str(&if loud { title_case(word) } else { word.to_owned() });
        end = span.end;
    }
    name.push_str(&document.text()[end..mention.span.end]);
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(super) fn title_case(word: &str) -> String {
    let mut characters = word.chars();
    characters.next().into_iter().chain(characters.flat_map(char::to_lowercase)).collect()
}
