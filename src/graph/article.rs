//! What one extraction adds to a graph, before it is known where.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use super::{
    EdgeEvidence, LinkReason, NameLink, Naming, SourceDocument, Support,
    names::{NAMESAKE, NameClasses, key},
    office::NodeOffice,
};
use crate::{Document, Entity, Extraction, Mention, MentionKind, Relation, RelationSource, Span, Zone, text::fingerprint};

/// How an entity is found among nodes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NodeKey {
    /// Its link, else the class of its name, else its coarse type and normalized name.
    pub(super) id: String,
    /// The class of its name, where it has a link too: the two are one node.
    pub(super) class: Option<String>,
}

impl SourceDocument {
    pub(super) fn of(document: &Document) -> Self {
        SourceDocument {
            id: document.id().into(),
            fingerprint: fingerprint(document.text()),
            date: document.date(),
            title: document.title().map(str::to_owned),
            source: document.source().map(str::to_owned),
        }
    }
}

/// How the article names each of its entities; `None` for those that it names outside its content only.
pub(super) fn namings(extraction: &Extraction, classes: &NameClasses) -> Vec<Option<(NodeKey, Naming)>> {
    let entities = extraction.entities().iter();
    let mut named: Vec<Option<(NodeKey, Naming)>> = entities.map(|entity| naming(extraction, entity, classes)).collect();
    for office in extraction.offices() {
        let of = office.of.and_then(|of| named[of.0].as_ref()).map(|(key, _)| key.id.clone());
        if let Some((_, naming)) = &mut named[office.person.0] {
            naming.offices.insert(NodeOffice::new(office, &extraction[office.title], of));
        }
    }
    named
}

fn naming(extraction: &Extraction, entity: &Entity, classes: &NameClasses) -> Option<(NodeKey, Naming)> {
    let document = extraction.document();
    let mentions = entity.mentions.iter().map(|&mention| &extraction[mention]);
    let content: Vec<&Mention> = mentions.filter(|mention| is_content(document, mention.span)).collect();
    if content.is_empty() {
        return None;
    }
    let mut naming = Naming {
        name: entity.name.clone(),
        entity_type: entity.entity_type,
        mentions: 0,
        aliases: BTreeMap::new(),
        links: Vec::new(),
        offices: BTreeSet::new(),
    };
    for mention in content.into_iter().filter(|mention| !document.is_repeat(mention.span.start)) {
        naming.mentions += 1;
        if mention.kind == MentionKind::Name {
            *naming.aliases.entry(extraction[mention.span].to_owned()).or_default() += 1;
        }
    }
    let node_key =
        namesake_key(extraction, entity, &mut naming, classes).unwrap_or_else(|| node_key(entity, &mut naming, classes));
    Some((node_key, naming))
}

/// The key of an entity that the caller says is another of its name than elsewhere.
fn namesake_key(extraction: &Extraction, entity: &Entity, naming: &mut Naming, classes: &NameClasses) -> Option<NodeKey> {
    let name = key(&entity.name);
    let which = classes.namesake(&name, extraction.document().id()).filter(|_| entity.link.is_none())?;
    let own = format!("{}:{name}", entity.entity_type.coarse());
    naming.links.push(requested(&own));
    Some(NodeKey { id: format!("{own}{NAMESAKE}={which}"), class: None })
}

/// The key of an entity; aliases that the rules keep off it leave `naming` with their mentions.
fn node_key(entity: &Entity, naming: &mut Naming, classes: &NameClasses) -> NodeKey {
    let name = key(&entity.name);
    let link = entity.link.clone().filter(|link| !link.is_empty() && !classes.is_unlinked(&name));
    let class = if classes.is_empty() { None } else { class_of(&name, link.is_some(), naming, classes) };
    let class = class.map(|first_name| format!("ANY:{first_name}"));
    let own = || format!("{}:{name}", entity.entity_type.coarse());
    match (link, class) {
        (Some(link), class) => NodeKey { id: link, class },
        (None, Some(class)) => {
            naming.links.push(requested(&own()));
            NodeKey { id: class, class: None }
        }
        (None, None) => NodeKey { id: own(), class: None },
    }
}

/// The caller's word for it that a name is another's.
fn requested(id: &str) -> NameLink {
    NameLink { from: id.into(), reason: LinkReason::Requested, score: 1.0, shared: 0 }
}

fn class_of(name: &str, linked: bool, naming: &mut Naming, classes: &NameClasses) -> Option<String> {
    let mut keyed: Vec<(String, String, usize)> =
        naming.aliases.iter().map(|(alias, count)| (key(alias), alias.clone(), *count)).collect();
    keyed.sort_by(|(a, _, many), (b, _, few)| few.cmp(many).then_with(|| a.cmp(b)));
    let candidates = keyed.iter().map(|(alias, ..)| alias.as_str()).filter(|alias| !linked || !classes.is_unlinked(alias));
    let kept: HashSet<&str> = classes.compatible(std::iter::once(name).chain(candidates));
    for (alias, written, count) in &keyed {
        if !kept.contains(alias.as_str()) {
            naming.aliases.remove(written);
            naming.mentions -= count;
        }
    }
    let by_alias = || kept.iter().filter_map(|alias| classes.class(alias)).min();
    classes.class(name).or_else(by_alias).map(str::to_owned)
}

fn is_content(document: &Document, span: Span) -> bool {
    document.zone_at(span.start).is_content()
}

/// Whether a mention counts as evidence: the first time, in what the article tells; patterns also read datelines.
fn is_told(document: &Document, span: Span, source: Option<RelationSource>) -> bool {
    let dateline = source == Some(RelationSource::Pattern) && document.zone_at(span.start) == Zone::Dateline;
    (dateline || is_content(document, span)) && !document.is_repeat(span.start)
}

/// What each relation adds to an edge; `None` for those that the article states in repeats or outside its content only.
pub(super) fn supports(extraction: &Extraction) -> Vec<Option<Support>> {
    let mut texts = HashMap::new();
    extraction.relations().iter().map(|relation| support(extraction, relation, &mut texts)).collect()
}

fn support(extraction: &Extraction, relation: &Relation, texts: &mut HashMap<Span, Arc<str>>) -> Option<Support> {
    let document = extraction.document();
    let mut evidence = Vec::new();
    for place in &relation.evidence {
        let [subject, object] = [place.subject, place.object].map(|mention| extraction[mention].span);
        let counts = [subject, object].iter().all(|span| is_told(document, *span, relation.source));
        if counts {
            let text = texts.entry(place.sentence).or_insert_with(|| document[place.sentence].into()).clone();
            let Relation { flags, source, .. } = *relation;
            evidence.push(EdgeEvidence {
                sentence: place.sentence,
                subject,
                object,
                trigger: place.trigger,
                flags,
                source,
                text,
            });
        }
    }
    if evidence.is_empty() && !relation.evidence.is_empty() {
        return None;
    }
    evidence.sort_unstable();
    let unquoted = if evidence.is_empty() { vec![relation.flags] } else { Vec::new() };
    Some(Support { weight: relation.weight, confidence: relation.confidence, evidence, unquoted })
}
