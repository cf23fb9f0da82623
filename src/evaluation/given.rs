//! The gold data's mentions and entities as an extractor would have found them.

use std::cmp::Reverse;

use super::GoldDocument;
use crate::{Document, Entity, EntityType, Extraction, Extractor, Mention, MentionId, MentionKind, Result, Tagger, entity};

/// What an extractor says of gold entities, each by the number of its cluster; none if the gold data has no relations.
pub(super) fn extract<T: Tagger>(gold: &GoldDocument, extractor: &Extractor<T>) -> Result<Option<Extraction>> {
    let (Some(clusters), Some(_)) = (gold.clusters(), gold.relations()) else { return Ok(None) };
    let (mentions, owners): (Vec<Mention>, Vec<usize>) = mentions(gold, clusters.len()).into_iter().unzip();
    let entity = |cluster: usize| {
        let ids = (0..mentions.len()).filter(|&mention| owners[mention] == cluster).map(MentionId).collect();
        described(gold, &mentions, ids)
    };
    let entities = (0..clusters.len()).map(entity).collect();
    extractor.extract_given(Document::new(gold.text()).with_id(gold.id()), mentions, entities).map(Some)
}

/// All mentions with their clusters, in reading order, the longer first; a reference is of the type of its cluster's first name.
fn mentions(gold: &GoldDocument, clusters: usize) -> Vec<(Mention, usize)> {
    let mut types = vec![EntityType::Miscellaneous; clusters];
    let mut mentions = Vec::new();
    for (name, cluster) in gold.clustered().iter().rev().filter_map(|name| Some((name, gold.cluster_of(name.span)?))) {
        types[cluster] = name.entity_type;
        mentions.push((mention(name.span, name.entity_type, MentionKind::Name), cluster));
    }
    let references = gold.references().iter();
    mentions.extend(references.map(|said| (mention(said.span, types[said.cluster], said.kind), said.cluster)));
    mentions.sort_by_key(|(mention, _)| (mention.span.start, Reverse(mention.span.end), mention.kind as u8));
    mentions
}

fn mention(span: crate::Span, entity_type: EntityType, kind: MentionKind) -> Mention {
    Mention { span, entity_type, confidence: 1.0, kind }
}

/// A cluster as an entity: of the type of its names, a country's where one of them means a country or its people.
fn described(gold: &GoldDocument, mentions: &[Mention], ids: Vec<MentionId>) -> Entity {
    let names = ids.iter().map(|id| &mentions[id.0]).filter(|mention| mention.kind == MentionKind::Name);
    let text = |mention: &Mention| &gold.text()[mention.span.range()];
    let is_people = |mention: &&Mention| {
        matches!(mention.entity_type.coarse(), EntityType::Location) || mention.entity_type == EntityType::Group
    };
    let code = names.clone().filter(is_people).find_map(|mention| entity::country_code(text(mention)));
    let other = names.clone().map(|mention| mention.entity_type).find(|&entity_type| entity_type != EntityType::Group);
    let first = names.clone().next();
    let entity_type = match code {
        Some(_) => EntityType::GeopoliticalEntity,
        None => other.or(first.map(|mention| mention.entity_type)).unwrap_or(EntityType::Miscellaneous),
    };
    let name = first.map_or(String::new(), |mention| text(mention).to_owned());
    Entity { name, entity_type, mentions: ids, merges: Vec::new(), link: code.map(|code| format!("iso3166:{code}")) }
}
