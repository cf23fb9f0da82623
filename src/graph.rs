//! The graph of what many articles say: nodes are who across articles, edges carry their evidence.

mod article;
mod assemble;
mod centrality;
mod closure;
mod communities;
mod edge;
mod filter;
mod flags;
mod identity;
mod linking;
mod merge;
mod name_link;
mod names;
mod node;
mod office;
mod prune;
mod query;
mod record;
mod statements;
mod summary;
#[cfg(test)]
mod testing;
mod undirected;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    ops::Index,
    sync::Arc,
};

use jiff::civil::Date;
use petgraph::{
    stable_graph::{EdgeIndex, NodeIndex, StableDiGraph},
    visit::{EdgeRef, IntoEdgeReferences},
};
use serde::{Deserialize, Serialize};

use crate::RelationType;
use names::NameClasses;

pub use edge::{Edge, EdgeEvidence, Support};
pub use filter::Filter;
pub(crate) use flags::counts;
pub use linking::Linking;
pub use name_link::{LinkReason, NameLink};
pub use node::{Naming, Node};
pub use office::{HeldOffice, NodeOffice};
pub use query::Path;
pub use statements::Statement;

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
    fn key(&self) -> DocumentKey {
        (self.id.clone(), self.fingerprint)
    }

    /// The days `first` and `last` with this article's day between them.
    fn widen(&self, first: Option<Date>, last: Option<Date>) -> (Option<Date>, Option<Date>) {
        let first = [first, self.date].into_iter().flatten().min();
        (first, [last, self.date].into_iter().flatten().max())
    }
}

/// The graph of what many articles say, over petgraph's stable graph.
///
/// Nodes are who is who across articles, edges what articles say of two of them, each with its evidence. The graph is a
/// function of the set of articles: their order, and the graphs that they were gathered in before a [`union`](Self::union),
/// leave no trace.
///
/// ```
/// # use newsgraph::{Document, EntityType, Extractor, Mention, MentionKind, Result, Span, Tagger};
/// # struct Names;
/// # impl Tagger for Names {
/// #     fn tag(&self, document: &Document) -> Result<Vec<Mention>> {
/// #         let name = |(start, name): (usize, &str)| Mention {
/// #             span: Span::new(start, start + name.len()),
/// #             entity_type: EntityType::Person,
/// #             confidence: 1.0,
/// #             kind: MentionKind::Name,
/// #         };
/// #         Ok(document.text().match_indices("Lavrov").map(name).collect())
/// #     }
/// # }
/// # let extractor = Extractor::with_tagger(Names);
/// use newsgraph::RelationGraph;
///
/// let articles = ["Lavrov flew to Ankara.", "Ankara awaits Lavrov."];
/// let graph = extractor.extract_all(articles).collect::<Result<RelationGraph>>()?;
/// for (_, node) in graph.nodes() {
///     assert_eq!((node.name.as_str(), node.documents.len()), ("Lavrov", 2));
/// }
/// # Ok::<(), newsgraph::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct RelationGraph {
    graph: StableDiGraph<Node, Edge>,
    documents: BTreeMap<DocumentKey, Arc<SourceDocument>>,
    /// Ids that were given up, each with the id that holds in their place, which is never given up itself.
    redirects: BTreeMap<String, String>,
    classes: NameClasses,
    nodes_by_id: HashMap<String, NodeIndex>,
    nodes_by_name: HashMap<String, BTreeSet<NodeIndex>>,
    edges_by_ends: HashMap<EdgeKey, EdgeIndex>,
}

/// Id and fingerprint.
type DocumentKey = (Arc<str>, u64);

/// Source, target and relation.
type EdgeKey = (NodeIndex, NodeIndex, RelationType);

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
        let mut edges: Vec<_> = self.graph.edge_references().map(|edge| (edge.source(), edge.weight(), edge.target())).collect();
        edges.sort_unstable_by_key(|(source, edge, target)| (&self.graph[*source].id, &self.graph[*target].id, edge.relation));
        edges.into_iter()
    }

    /// The articles, sorted by id.
    pub fn documents(&self) -> impl Iterator<Item = &SourceDocument> {
        self.documents.values().map(|document| &**document)
    }

    /// Ids that were given up when nodes were merged, each with the id of the node that took its place.
    pub(crate) fn redirects(&self) -> &BTreeMap<String, String> {
        &self.redirects
    }
}

/// Whether both say the same of the same articles; indices and rules do not count.
impl PartialEq for RelationGraph {
    fn eq(&self, other: &Self) -> bool {
        let ends = |graph: &RelationGraph, source, target| [source, target].map(|end: NodeIndex| graph.graph[end].id.clone());
        self.documents == other.documents
            && self.nodes().map(|(_, node)| node).eq(other.nodes().map(|(_, node)| node))
            && self.graph.edge_count() == other.graph.edge_count()
            && self.edges().zip(other.edges()).all(|((source, edge, target), (other_source, other_edge, other_target))| {
                edge == other_edge && ends(self, source, target) == ends(other, other_source, other_target)
            })
    }
}

impl Index<NodeIndex> for RelationGraph {
    type Output = Node;

    /// A node.
    ///
    /// # Panics
    ///
    /// If it is not of this graph.
    fn index(&self, index: NodeIndex) -> &Node {
        &self.graph[index]
    }
}
