//! Which nodes are one, and which are not to be: ids given up for others, nodes merged and removed by hand.

use std::collections::hash_map;

use petgraph::{Direction, stable_graph::NodeIndex, visit::EdgeRef};

use super::{Edge, EdgeKey, Node, RelationGraph, names::key};

/// An edge between its ends.
type Link = (NodeIndex, NodeIndex, Edge);

impl RelationGraph {
    /// Takes two nodes for one, also in articles yet to come: `gone` goes, what is said of it is said of `kept`.
    ///
    /// Links between the two are dropped.
    ///
    /// # Panics
    ///
    /// If one of the two is not a node of this graph.
    pub fn merge_nodes(&mut self, kept: NodeIndex, gone: NodeIndex) {
        if kept != gone {
            let (gone, kept) = (self.graph[gone].id.clone(), self.graph[kept].id.clone());
            self.redirect(gone, kept);
        }
    }

    /// Removes a node and its links; an article merged later that names it brings it back.
    ///
    /// ```
    /// # use newsgraph::{Extractor, RelationGraph};
    /// # let mut graph = RelationGraph::new();
    /// if let Ok(node) = graph.entity("Reuters") {
    ///     graph.remove(node);
    /// }
    /// assert!(graph.entity("Reuters").is_err());
    /// ```
    pub fn remove(&mut self, node: NodeIndex) -> Option<Node> {
        self.detach(node).map(|(node, _)| node)
    }

    /// Takes a node out with its edges and their ends.
    fn detach(&mut self, index: NodeIndex) -> Option<(Node, Vec<Link>)> {
        let both = [Direction::Outgoing, Direction::Incoming].into_iter();
        let edges = both.flat_map(|direction| self.graph.edges_directed(index, direction));
        let keys: Vec<EdgeKey> = edges.map(|edge| (edge.source(), edge.target(), edge.weight().relation)).collect();
        let mut links = Vec::with_capacity(keys.len());
        for key in keys {
            let edge = self.edges_by_ends.remove(&key).and_then(|edge| self.graph.remove_edge(edge));
            links.extend(edge.map(|edge| (key.0, key.1, edge)));
        }
        let node = self.graph.remove_node(index)?;
        self.nodes_by_id.remove(&node.id);
        for name in node.names() {
            if let hash_map::Entry::Occupied(mut bearers) = self.nodes_by_name.entry(key(name)) {
                bearers.get_mut().remove(&index);
                if bearers.get().is_empty() {
                    bearers.remove();
                }
            }
        }
        Some((node, links))
    }

    /// Makes two ids one: of two links the first, else `to` holds, unless an earlier redirect says where `from` went.
    pub(super) fn unite(&mut self, from: &str, to: &str) {
        let (old, new) = (self.current(from).to_owned(), self.current(to).to_owned());
        if old != new {
            let (gone, kept) = if old == from || new < old { (old, new) } else { (new, old) };
            self.redirect(gone, kept);
        }
    }

    /// The id that holds for an id.
    pub(super) fn node_with_id(&self, id: &str) -> Option<NodeIndex> {
        self.nodes_by_id.get(id).copied()
    }

    pub(super) fn current<'a>(&'a self, id: &'a str) -> &'a str {
        self.redirects.get(id).map_or(id, String::as_str)
    }

    /// Sends an id to another, with all that was sent to it before.
    fn redirect(&mut self, gone: String, kept: String) {
        self.redirects.values_mut().filter(|target| **target == gone).for_each(|target| target.clone_from(&kept));
        let folded = self.nodes_by_id.get(&gone).copied();
        self.redirects.insert(gone, kept.clone());
        let Some((index, (node, links))) = folded.and_then(|index| Some((index, self.detach(index)?))) else { return };
        let place = self.place(&kept);
        self.absorb_namings(place, node.documents);
        for (source, target, edge) in links {
            let moved = |end| if end == index { place } else { end };
            self.link(moved(source), moved(target), edge.relation, edge.documents);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::testing::Article, *};

    fn graph(article: Article) -> RelationGraph {
        [article.read()].into_iter().collect()
    }

    #[test]
    fn merged_nodes_stay_merged() {
        let early = Article::new("a1")
            .entity("PER Ann Lee")
            .entity("PER A. Lee")
            .entity("ORG UN")
            .co_mention(0, 1, 1.0)
            .co_mention(1, 2, 1.0);
        let mut graph = graph(early);
        let (lee, short) = (graph.entity("Ann Lee").expect("named"), graph.entity("A. Lee").expect("named"));
        graph.merge_nodes(lee, short);
        graph.merge(&Article::new("a2").entity("PER A. Lee").entity("ORG UN").co_mention(0, 1, 1.0).read());
        let ids: Vec<&str> = graph.nodes().map(|(_, node)| node.id.as_str()).collect();
        assert_eq!(ids, ["ORG:un", "PER:ann lee"]);
        assert_eq!(graph.entity("a lee").ok(), Some(lee));
        let weights: Vec<f64> = graph.edges().map(|(_, edge, _)| edge.weight).collect();
        assert_eq!(weights, [2.0], "the link between the two is gone");
    }

    #[test]
    fn removed_nodes_leave_nothing_behind() {
        let article = Article::new("a1").entity("PER Ann Lee").entity("ORG UN").co_mention(0, 1, 1.0);
        let mut graph = graph(article);
        let lee = graph.entity("Ann Lee").expect("named");
        assert_eq!(graph.remove(lee).map(|node| node.name), Some("Ann Lee".to_owned()));
        assert!(graph.remove(lee).is_none() && graph.entity("Ann Lee").is_err());
        assert_eq!((graph.nodes().count(), graph.edges().count()), (1, 0));
        graph.merge(&Article::new("a2").entity("PER Ann Lee").read());
        assert!(graph.entity("Ann Lee").is_ok());
    }
}
