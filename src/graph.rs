//! The graph of what many articles say: nodes are who across articles, edges carry their evidence.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use jiff::civil::Date;
use petgraph::stable_graph::{NodeIndex, StableDiGraph};
use serde::{Deserialize, Serialize};

use crate::{EntityType, Flags, MergeRules, RelationType, Span};

/// Someone or something across articles.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// The same in every graph of the same articles: the entity's link, or its type and normalized name.
    pub id: String,
    /// The name that most articles use, the first in the alphabet among equals.
    pub name: String,
    /// The type that most articles give it.
    pub entity_type: EntityType,
    /// Every form in which articles name it, with the number of mentions; repeats left out.
    pub aliases: BTreeMap<String, usize>,
    /// Number of mentions in all articles; repeats left out.
    pub mentions: usize,
    /// Ids of the articles that name it.
    pub documents: BTreeSet<Arc<str>>,
    /// Day of the earliest dated article that names it.
    pub first: Option<Date>,
    /// Day of the latest dated article that names it.
    pub last: Option<Date>,
}

/// A relation between two nodes with all that supports it.
///
/// A symmetric relation is kept once, from the node whose id comes first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Edge {
    /// How the two are linked.
    pub relation: RelationType,
    /// Sum of the articles' weights.
    pub weight: f64,
    /// The highest confidence of any article, 0 to 1.
    pub confidence: f32,
    /// Ids of the articles that say so.
    pub documents: BTreeSet<Arc<str>>,
    /// Day of the earliest dated article that says so.
    pub first: Option<Date>,
    /// Day of the latest dated article that says so.
    pub last: Option<Date>,
    /// Where articles say so, sorted by article and place.
    pub evidence: Vec<EdgeEvidence>,
}

/// The place in an article that supports an edge.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EdgeEvidence {
    /// Id of the article.
    pub document: Arc<str>,
    /// Bytes of the sentence in the article.
    pub sentence: Span,
    /// Bytes of the mention of the edge's source.
    pub subject: Span,
    /// Bytes of the mention of the edge's target.
    pub object: Span,
    /// Bytes of the words that say so, for typed relations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trigger: Option<Span>,
    /// Whether this article denies it, plans it, calls it over or only claims it.
    #[serde(default)]
    pub flags: Flags,
    /// The words of the sentence.
    pub text: Arc<str>,
}

/// An article that the graph was built from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SourceDocument {
    /// Its id.
    pub id: Arc<str>,
    /// Fingerprint of its text: the same article merged twice counts once.
    pub fingerprint: u64,
    /// Day of publication.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// Title, if one was given beside the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Publisher.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// The graph of what many articles say, over petgraph's stable graph.
#[derive(Debug, Clone, Default)]
pub struct RelationGraph {
    graph: StableDiGraph<Node, Edge>,
    keys: HashMap<String, NodeIndex>,
    documents: BTreeMap<Arc<str>, SourceDocument>,
    rules: MergeRules,
}

impl RelationGraph {
    /// The underlying graph, for petgraph's algorithms.
    pub fn as_petgraph(&self) -> &StableDiGraph<Node, Edge> {
        &self.graph
    }

    /// The nodes, sorted by id.
    pub fn nodes(&self) -> impl Iterator<Item = (NodeIndex, &Node)> {
        let mut nodes: Vec<_> = self.graph.node_indices().map(|index| (index, &self.graph[index])).collect();
        nodes.sort_unstable_by(|(_, a), (_, b)| a.id.cmp(&b.id));
        nodes.into_iter()
    }

    /// The edges with their ends, sorted by the ids of source and target, then by relation.
    pub fn edges(&self) -> impl Iterator<Item = (NodeIndex, &Edge, NodeIndex)> {
        let ends = |index| self.graph.edge_endpoints(index).expect("the index is the graph's own");
        let mut edges: Vec<_> = self.graph.edge_indices().map(|index| (ends(index), &self.graph[index])).collect();
        edges.sort_unstable_by_key(|((source, target), edge)| (&self.graph[*source].id, &self.graph[*target].id, edge.relation));
        edges.into_iter().map(|((source, target), edge)| (source, edge, target))
    }

    /// The articles, sorted by id.
    pub fn documents(&self) -> impl Iterator<Item = &SourceDocument> {
        self.documents.values()
    }
}
impl FromIterator<crate::Extraction> for RelationGraph {
    fn from_iter<I: IntoIterator<Item = crate::Extraction>>(_: I) -> Self {
        todo!()
    }
}
