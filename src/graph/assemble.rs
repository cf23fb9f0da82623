//! Graphs of their parts: indices made anew, foreign parts checked.

use std::{collections::BTreeMap, sync::Arc};

use petgraph::{
    stable_graph::{NodeIndex, StableDiGraph},
    visit::{EdgeRef, IntoEdgeReferences},
};

use super::{Edge, Node, RelationGraph, SourceDocument, names::key};
use crate::{Error, Result};

impl RelationGraph {
    /// A graph of its parts, as read back.
    ///
    /// # Errors
    ///
    /// If the parts are not what [`nodes`](Self::nodes), [`edges`](Self::edges), [`documents`](Self::documents) and
    /// [`redirects`](Self::redirects) of one graph could give.
    pub(crate) fn assemble(
        graph: StableDiGraph<Node, Edge>,
        documents: impl IntoIterator<Item = Arc<SourceDocument>>,
        redirects: BTreeMap<String, String>,
    ) -> Result<Self> {
        let (nodes, edges) = (graph.node_count(), graph.edge_count());
        let graph = RelationGraph { redirects, ..RelationGraph::indexed(graph, documents) };
        if graph.nodes_by_id.len() != nodes || graph.edges_by_ends.len() != edges {
            return Err(Error::invalid("the graph", "two nodes share an id, or two edges share ends and relation"));
        }
        graph.check_redirects()?;
        graph.graph.node_weights().try_for_each(|node| graph.check_documents(&node.documents, &node.id))?;
        graph.edges().try_for_each(|(source, edge, target)| graph.check_edge(source, edge, target))?;
        Ok(graph)
    }

    /// A graph with its indices made anew.
    pub(super) fn indexed(graph: StableDiGraph<Node, Edge>, documents: impl IntoIterator<Item = Arc<SourceDocument>>) -> Self {
        let documents = documents.into_iter().map(|document| (document.key(), document)).collect();
        let mut indexed = RelationGraph { documents, ..RelationGraph::default() };
        for index in graph.node_indices() {
            indexed.nodes_by_id.insert(graph[index].id.clone(), index);
            for name in graph[index].names() {
                indexed.nodes_by_name.entry(key(name)).or_default().insert(index);
            }
        }
        let ends = graph.edge_references().map(|edge| ((edge.source(), edge.target(), edge.weight().relation), edge.id()));
        indexed.edges_by_ends = ends.collect();
        RelationGraph { graph, ..indexed }
    }

    fn check_redirects(&self) -> Result<()> {
        match self
            .redirects
            .iter()
            .find(|(gone, kept)| self.nodes_by_id.contains_key(*gone) || self.redirects.contains_key(*kept))
        {
            Some((gone, _)) => Err(Error::invalid(format!("redirect of `{gone}`"), "it is a node's id or goes round")),
            None => Ok(()),
        }
    }

    fn check_documents<S>(&self, shares: &BTreeMap<Arc<SourceDocument>, S>, what: &str) -> Result<()> {
        let is_known = |document: &Arc<SourceDocument>| self.documents.get(&document.key()) == Some(document);
        match shares.is_empty() || !shares.keys().all(is_known) {
            true => Err(Error::invalid(format!("`{what}`"), "it is of no article, or of one that the graph does not list")),
            false => Ok(()),
        }
    }

    fn check_edge(&self, source: NodeIndex, edge: &Edge, target: NodeIndex) -> Result<()> {
        let [from, to] = [source, target].map(|end| &self.graph[end]);
        let what = format!("{} of `{}` and `{}`", edge.relation, from.id, to.id);
        if source == target || self.edge_key(source, target, edge.relation).1 {
            return Err(Error::invalid(what, "its ends are one, or in the wrong order"));
        }
        if !edge.documents.keys().all(|document| from.documents.contains_key(document) && to.documents.contains_key(document)) {
            return Err(Error::invalid(what, "an article that says so does not name both"));
        }
        self.check_documents(&edge.documents, &what)
    }
}
