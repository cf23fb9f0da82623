//! A line of gold data as it is written, and the document that it tells.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde::{Deserialize, de::IgnoredAny};

use super::{Chain, GoldDocument, GoldName, GoldReference, GoldRelation};
#[cfg(feature = "places")]
use crate::place::Coordinates;
use crate::{EntityType, Flags, MentionKind, Offsets, RelationType, Span};

#[derive(Deserialize)]
struct Line {
    id: String,
    text: String,
    #[serde(default)]
    entities: Vec<Item>,
    mentions: Option<Vec<Item>>,
    clusters: Option<Vec<IgnoredAny>>,
    relations: Option<Vec<RelationItem>>,
    relation_types: Option<Vec<String>>,
    partial: Option<Partial>,
}

/// Whether some mentions alone are marked: a truth value, or Python's word for one.
#[derive(Deserialize)]
#[serde(untagged)]
enum Partial {
    Value(bool),
    Word(String),
}

impl Partial {
    fn holds(&self) -> bool {
        match self {
            Partial::Value(value) => *value,
            Partial::Word(word) => word.eq_ignore_ascii_case("true"),
        }
    }
}

/// A mention, or, without a place, a cluster.
#[derive(Deserialize)]
struct Item {
    start: Option<usize>,
    end: Option<usize>,
    #[serde(default)]
    label: String,
    raw_label: Option<String>,
    kind: Option<String>,
    entity: Option<usize>,
    #[cfg(feature = "places")]
    lat: Option<f32>,
    #[cfg(feature = "places")]
    lon: Option<f32>,
}

#[derive(Deserialize)]
struct RelationItem {
    head: usize,
    tail: usize,
    r#type: String,
    #[serde(default)]
    trigger: String,
    #[serde(default)]
    flags: Vec<String>,
}

impl RelationItem {
    fn relation(&self, relation_type: RelationType, text: &str) -> GoldRelation {
        let places = text.match_indices(&self.trigger).filter(|(_, words)| !words.is_empty());
        let triggers = places.map(|(start, words)| Span::new(start, start + words.len())).collect();
        GoldRelation { subject: self.head, relation_type, object: self.tail, flags: self.flags(), triggers }
    }

    fn flags(&self) -> Flags {
        let has = |name: &str| self.flags.iter().any(|flag| flag == name);
        Flags { negated: has("neg"), hypothetical: has("hyp"), past: has("past"), alleged: has("alleged") }
    }
}

/// What is wrong with a line, in words.
pub(super) type Problem = String;

/// Reads a line.
pub(super) fn parse(line: &str) -> Result<GoldDocument, Problem> {
    let line: Line = serde_json::from_str(line).map_err(|error| format!("malformed JSON, {error}"))?;
    let id = line.id.clone();
    line.document().map_err(|problem| format!("document `{id}`: {problem}"))
}

impl Line {
    fn document(self) -> Result<GoldDocument, Problem> {
        let mut ignored = BTreeMap::new();
        let mentions = self.mentions.as_deref().unwrap_or_default();
        let chains = self.is_of_chains(mentions).then(|| self.chains(mentions)).transpose()?;
        let mentions = if chains.is_some() { &[][..] } else { mentions };
        let clusters = (self.mentions.is_some() && chains.is_none()).then(|| self.clusters(mentions)).transpose()?;
        let (clusters, clustered) = clusters.map_or((None, Vec::new()), |(clusters, clustered)| (Some(clusters), clustered));
        let listed = self.entities.iter().any(Item::has_place);
        let (list, items) = if listed { ("entities", self.entities.as_slice()) } else { ("mentions", mentions) };
        let (names, is_fine) = names(items, &byte_spans(&self.text, list, items)?, &mut ignored);
        let relations = match (&self.relations, &clusters) {
            (Some(relations), Some(clusters)) => typed_relations(relations, &self.text, clusters.len(), &mut ignored)?,
            _ => None,
        };
        let references =
            if clusters.is_some() { references(mentions, &byte_spans(&self.text, "mentions", mentions)?) } else { Vec::new() };
        let relation_types = self.relation_types.as_deref().map(annotated).transpose()?;
        #[cfg(feature = "places")]
        let points = self.points(mentions)?;
        Ok(GoldDocument {
            #[cfg(feature = "places")]
            points,
            chains,
            is_partial: self.is_partial(),
            id: self.id,
            text: self.text,
            names,
            is_fine,
            clusters,
            clustered,
            references,
            relations,
            relation_types,
            ignored,
        })
    }

    /// Whether it tells who is who and no more: kinds without types, or some of the pronouns.
    fn is_of_chains(&self, mentions: &[Item]) -> bool {
        let has_pronoun = mentions.iter().any(|mention| mention.reference() == Some(MentionKind::Pronoun));
        let is_typed = |mention: &Item| mention.label.parse::<EntityType>().is_ok();
        let is_untyped = mentions.iter().any(|mention| mention.kind.is_some()) && !mentions.iter().any(is_typed);
        is_untyped || self.is_partial() && has_pronoun
    }

    fn is_partial(&self) -> bool {
        self.partial.as_ref().is_some_and(Partial::holds)
    }

    /// The mentions of each cluster.
    fn chains(&self, mentions: &[Item]) -> Result<Vec<Chain>, Problem> {
        let mut chains = vec![Chain::new(); self.clusters.as_ref().map_or(self.entities.len(), Vec::len)];
        let spans = byte_spans(&self.text, "mentions", mentions)?;
        for (index, (mention, span)) in mentions.iter().zip(spans).enumerate() {
            let Some(entity) = mention.entity else { continue };
            let chain = chains.get_mut(entity).ok_or_else(|| format!("`mentions[{index}]`: there is no cluster {entity}"))?;
            chain.push((span, mention.reference().unwrap_or(MentionKind::Name)));
        }
        Ok(chains)
    }

    /// The mentions whose entity has coordinates.
    #[cfg(feature = "places")]
    fn points(&self, mentions: &[Item]) -> Result<Vec<(Span, Coordinates)>, Problem> {
        let spans = byte_spans(&self.text, "mentions", mentions)?;
        let point = |(mention, span): (&Item, Span)| {
            let entity = self.entities.get(mention.entity?)?;
            Some((span, Coordinates { latitude: entity.lat?, longitude: entity.lon? }))
        };
        Ok(mentions.iter().zip(spans).filter_map(point).collect())
    }

    /// The spans of each cluster's names, and all of them with their types; a place that two clusters claim stays with the first.
    fn clusters(&self, mentions: &[Item]) -> Result<(Vec<Vec<Span>>, Vec<GoldName>), Problem> {
        let without_place = self.entities.iter().filter(|item| !item.has_place()).count();
        let mut clusters = vec![Vec::new(); self.clusters.as_ref().map_or(without_place, Vec::len)];
        let (mut taken, mut clustered) = (HashSet::new(), Vec::new());
        let spans = byte_spans(&self.text, "mentions", mentions)?;
        for (index, (mention, span)) in mentions.iter().zip(spans).enumerate() {
            let Some(entity) = mention.entity else { continue };
            let cluster = clusters.get_mut(entity).ok_or_else(|| format!("`mentions[{index}]`: there is no cluster {entity}"))?;
            if let Some(entity_type) = mention.entity_type()
                && taken.insert(span)
            {
                cluster.push(span);
                clustered.push(GoldName { span, entity_type });
            }
        }
        clustered.sort_by_key(|name| name.span);
        Ok((clusters, clustered))
    }
}

/// The references among the items that mean a cluster.
fn references(items: &[Item], spans: &[Span]) -> Vec<GoldReference> {
    let reference = |(item, &span): (&Item, &Span)| Some(GoldReference { span, kind: item.reference()?, cluster: item.entity? });
    items.iter().zip(spans).filter_map(reference).collect()
}

/// The names among the items, and whether their types are as fine as the library's.
fn names(items: &[Item], spans: &[Span], ignored: &mut BTreeMap<String, usize>) -> (Vec<GoldName>, bool) {
    let (mut names, mut is_fine) = (Vec::new(), true);
    for (item, &span) in items.iter().zip(spans) {
        match item.entity_type() {
            Some(entity_type) => names.push(GoldName { span, entity_type }),
            None if item.is_name() => *ignored.entry(item.label.clone()).or_default() += 1,
            None => {}
        }
        is_fine &= item.raw_label.as_ref().is_none_or(|label| label.parse::<EntityType>().is_ok());
    }
    (names, is_fine)
}

/// The relations that a set annotates.
fn annotated(labels: &[String]) -> Result<BTreeSet<RelationType>, Problem> {
    labels.iter().map(|label| label.parse().map_err(|error: crate::Error| format!("`relation_types`: {error}"))).collect()
}

/// The relations if all their types are known: a foreign set's `member_of` is not ours.
fn typed_relations(
    items: &[RelationItem],
    text: &str,
    clusters: usize,
    ignored: &mut BTreeMap<String, usize>,
) -> Result<Option<Vec<GoldRelation>>, Problem> {
    let (mut relations, mut all_known) = (Vec::new(), true);
    for (index, item) in items.iter().enumerate() {
        if item.head.max(item.tail) >= clusters {
            return Err(format!("`relations[{index}]`: there is no cluster {}", item.head.max(item.tail)));
        }
        match item.r#type.parse() {
            Ok(relation_type) if relation_type != RelationType::CoMention => {
                relations.push(item.relation(relation_type, text));
            }
            _ => {
                all_known = false;
                *ignored.entry(item.r#type.clone()).or_default() += 1;
            }
        }
    }
    Ok(all_known.then_some(relations))
}

impl Item {
    fn has_place(&self) -> bool {
        self.start.is_some() || self.end.is_some()
    }

    fn is_name(&self) -> bool {
        self.reference().is_none()
    }

    /// Which kind of reference it is, if it is one.
    fn reference(&self) -> Option<MentionKind> {
        match (self.label.as_str(), self.kind.as_deref()) {
            ("nom", _) | (_, Some("NOM")) => Some(MentionKind::Nominal),
            ("pro", _) | (_, Some("PRO")) => Some(MentionKind::Pronoun),
            _ => None,
        }
    }

    /// The finest type that its labels tell; none if it is no name or of no type of ours.
    fn entity_type(&self) -> Option<EntityType> {
        let label: EntityType = self.label.parse().ok().filter(|_| self.is_name())?;
        let raw = self.raw_label.as_ref().and_then(|raw| raw.parse::<EntityType>().ok());
        Some(raw.filter(|raw| raw.coarse() == label).unwrap_or(label))
    }
}

/// The places of the items in bytes; `list` is the field that they are from.
fn byte_spans(text: &str, list: &str, items: &[Item]) -> Result<Vec<Span>, Problem> {
    let length = text.chars().count();
    let span = |(index, item): (usize, &Item)| match (item.start, item.end) {
        (Some(start), Some(end)) if start < end && end <= length => Ok(Span::new(start, end)),
        (Some(start), Some(end)) => Err(format!("`{list}[{index}]`: {start}..{end} is no span of a text of {length} characters")),
        _ => Err(format!("`{list}[{index}]`: `start` or `end` is missing")),
    };
    let spans: Vec<Span> = items.iter().enumerate().map(span).collect::<Result<_, _>>()?;
    Ok(Offsets::Char.to_bytes(text, &spans).expect("every end is within the text"))
}
