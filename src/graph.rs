//! The graph of what many articles say: nodes are who across articles, edges carry their evidence.

mod edge;
mod node;
mod record;

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use jiff::civil::Date;
use petgraph::stable_graph::{EdgeIndex, NodeIndex, StableDiGraph};
use serde::{Deserialize, Serialize};

use crate::{MergeRules, RelationType, Result};

pub use edge::{Edge, EdgeEvidence, Support};
pub use node::{Naming, Node};

/// An article that the graph was built from, known by its id and its text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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

impl SourceDocument {
    /// The days `first` and `last` with this article's day between them.
    fn widen(&self, first: Option<Date>, last: Option<Date>) -> (Option<Date>, Option<Date>) {
        let first = [first, self.date].into_iter().flatten().min();
        (first, [last, self.date].into_iter().flatten().max())
    }
}

/// The graph of what many articles say, over petgraph's stable graph.
#[derive(Debug, Clone, Default)]
pub struct RelationGraph {
    graph: StableDiGraph<Node, Edge>,
    documents: BTreeMap<DocumentKey, Arc<SourceDocument>>,
    /// Ids that were given up, each with the id of the node that took its place.
    redirects: BTreeMap<String, String>,
    rules: MergeRules,
    nodes_by_id: HashMap<String, NodeIndex>,
    edges_by_ends: HashMap<(NodeIndex, NodeIndex, RelationType), EdgeIndex>,
}

/// Id and fingerprint.
type DocumentKey = (Arc<str>, u64);

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
        self.documents.values().map(|document| &**document)
    }

    /// Ids that were given up when nodes were merged, each with the id of the node that took its place.
    pub(crate) fn redirects(&self) -> &BTreeMap<String, String> {
        &self.redirects
    }

    /// A graph of its parts, as read back.
    ///
    /// # Errors
    ///
    /// If two nodes share an id, two edges share ends and relation, or a redirected id is a node's.
    pub(crate) fn assemble(
        graph: StableDiGraph<Node, Edge>,
        documents: impl IntoIterator<Item = Arc<SourceDocument>>,
        redirects: BTreeMap<String, String>,
    ) -> Result<Self> {
        let _ = (graph, documents, redirects);
        todo!()
    }
}
impl FromIterator<crate::Extraction> for RelationGraph {
    fn from_iter<I: IntoIterator<Item = crate::Extraction>>(_: I) -> Self {
        todo!()
    }
}
