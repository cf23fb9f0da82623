//! The JSON of a graph: node-link, as networkx reads and writes it, with all that each article adds.

mod read;

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashSet},
};

use jiff::civil::Date;
use petgraph::stable_graph::NodeIndex;
use serde::{Deserialize, Serialize, Serializer, ser::SerializeStruct};

use super::{Edge, Naming, Node, RelationGraph, SourceDocument, Support, counts};
use crate::{EntityType, RelationType};

/// What belongs to no single node or edge.
#[derive(Serialize, Deserialize)]
struct OriginRecord<'a> {
    documents: Vec<DocumentRecord<'a>>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    redirects: Cow<'a, BTreeMap<String, String>>,
}

#[derive(Serialize, Deserialize)]
struct DocumentRecord<'a> {
    id: Cow<'a, str>,
    fingerprint: Fingerprint,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    date: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<Cow<'a, str>>,
}

#[derive(Serialize, Deserialize)]
struct NodeRecord<'a> {
    id: Cow<'a, str>,
    #[serde(flatten)]
    sums: NodeSums<'a>,
    documents: Vec<Part<'a, Naming>>,
}

/// What a node's documents add up to; a reader may leave it out.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct NodeSums<'a> {
    name: Option<Cow<'a, str>>,
    #[serde(rename = "type")]
    entity_type: Option<EntityType>,
    aliases: Option<Cow<'a, BTreeMap<String, usize>>>,
    mentions: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last: Option<Date>,
}

#[derive(Serialize, Deserialize)]
struct EdgeRecord<'a> {
    source: Cow<'a, str>,
    target: Cow<'a, str>,
    /// Tells parallel edges apart; networkx wants it under this name.
    #[serde(skip_deserializing)]
    key: &'static str,
    relation: RelationType,
    #[serde(skip_deserializing)]
    directed: bool,
    #[serde(flatten)]
    sums: EdgeSums,
    documents: Vec<Part<'a, Support>>,
}

/// What an edge's documents add up to; a reader may leave it out.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct EdgeSums {
    weight: Option<f64>,
    confidence: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last: Option<Date>,
    /// The number of articles by how they say it; co-mentions have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    flags: Option<BTreeMap<String, usize>>,
}

/// What one article adds.
#[derive(Serialize, Deserialize)]
#[serde(bound(deserialize = "T: Deserialize<'de>"))]
struct Part<'a, T: Clone> {
    document: Cow<'a, str>,
    /// Only where two articles bear the same id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fingerprint: Option<Fingerprint>,
    #[serde(flatten)]
    part: Cow<'a, T>,
}

/// Sixteen hexadecimal digits: JavaScript cannot hold a number of 64 bits.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
struct Fingerprint(u64);

/// Written as a node-link object: a list of `nodes` and one of `edges`, each with its articles and their evidence.
///
/// ```
/// use newsgraph::RelationGraph;
///
/// let graph: RelationGraph = serde_json::from_str(r#"{"graph": {"documents": []}, "nodes": [], "edges": []}"#)?;
/// assert_eq!(graph.nodes().count(), 0);
/// # Ok::<(), newsgraph::Error>(())
/// ```
impl Serialize for RelationGraph {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let shared = shared_ids(self);
        let id = |index: NodeIndex| self.graph[index].id.as_str();
        let nodes = Sequence(|| self.nodes().map(|(_, node)| NodeRecord::new(node, &shared)));
        let edges =
            Sequence(|| self.edges().map(|(source, edge, target)| EdgeRecord::new(id(source), edge, id(target), &shared)));
        let mut record = serializer.serialize_struct("RelationGraph", 5)?;
        record.serialize_field("directed", &true)?;
        record.serialize_field("multigraph", &true)?;
        record.serialize_field("graph", &OriginRecord::new(self))?;
        record.serialize_field("nodes", &nodes)?;
        record.serialize_field("edges", &edges)?;
        record.end()
    }
}

/// A list that is written as it is made, and never held.
struct Sequence<F>(F);

impl<F: Fn() -> I, I: Iterator<Item: Serialize>> Serialize for Sequence<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

/// Ids that two articles bear.
fn shared_ids(graph: &RelationGraph) -> HashSet<&str> {
    let mut seen = HashSet::new();
    graph.documents().map(|document| &*document.id).filter(|id| !seen.insert(*id)).collect()
}

impl<'a> OriginRecord<'a> {
    fn new(graph: &'a RelationGraph) -> Self {
        let documents = graph.documents().map(DocumentRecord::from).collect();
        OriginRecord { documents, redirects: Cow::Borrowed(graph.redirects()) }
    }
}

impl<'a> NodeRecord<'a> {
    fn new(node: &'a Node, shared: &HashSet<&str>) -> Self {
        let documents = node.documents.iter().map(|(document, naming)| Part::new(document, naming, shared)).collect();
        NodeRecord { id: Cow::Borrowed(&node.id), sums: NodeSums::from(node), documents }
    }
}

impl<'a> EdgeRecord<'a> {
    fn new(source: &'a str, edge: &'a Edge, target: &'a str, shared: &HashSet<&str>) -> Self {
        EdgeRecord {
            source: Cow::Borrowed(source),
            target: Cow::Borrowed(target),
            key: edge.relation.label(),
            relation: edge.relation,
            directed: !edge.relation.is_symmetric(),
            sums: EdgeSums::from(edge),
            documents: edge.documents.iter().map(|(document, support)| Part::new(document, support, shared)).collect(),
        }
    }
}

impl<'a, T: Clone> Part<'a, T> {
    fn new(document: &'a SourceDocument, part: &'a T, shared: &HashSet<&str>) -> Self {
        let fingerprint = shared.contains(&*document.id).then_some(Fingerprint(document.fingerprint));
        Part { document: Cow::Borrowed(&document.id), fingerprint, part: Cow::Borrowed(part) }
    }
}

impl<'a> From<&'a SourceDocument> for DocumentRecord<'a> {
    fn from(document: &'a SourceDocument) -> Self {
        DocumentRecord {
            id: Cow::Borrowed(&document.id),
            fingerprint: Fingerprint(document.fingerprint),
            date: document.date,
            title: document.title.as_deref().map(Cow::Borrowed),
            source: document.source.as_deref().map(Cow::Borrowed),
        }
    }
}

impl<'a> From<&'a Node> for NodeSums<'a> {
    fn from(node: &'a Node) -> Self {
        NodeSums {
            name: Some(Cow::Borrowed(&node.name)),
            entity_type: Some(node.entity_type),
            aliases: Some(Cow::Borrowed(&node.aliases)),
            mentions: Some(node.mentions),
            first: node.first,
            last: node.last,
        }
    }
}

impl From<&Edge> for EdgeSums {
    fn from(edge: &Edge) -> Self {
        let (weight, confidence) = (Some(edge.weight), Some(edge.confidence));
        EdgeSums { weight, confidence, first: edge.first, last: edge.last, flags: counts(edge) }
    }
}

impl From<Fingerprint> for String {
    fn from(Fingerprint(bits): Fingerprint) -> Self {
        format!("{bits:016x}")
    }
}
