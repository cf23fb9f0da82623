//! Graphs without their weak links.

use std::collections::BTreeSet;

use petgraph::stable_graph::NodeIndex;

use super::{Filter, RelationGraph, undirected::Undirected};

impl RelationGraph {
    /// The graph without the links below a weight; nodes stay.
    #[must_use]
    pub fn prune_by_weight(&self, min_weight: f64) -> RelationGraph {
        self.filtered(&Filter::new().min_weight(min_weight))
    }

    /// The backbone of the graph: links that are stronger than chance at one of their ends; nodes stay.
    ///
    /// A link between two nodes stays if, were a node's weight spread over its links at random, one so strong would be
    /// less likely than `significance`, such as 0.05. Unlike a limit on the weight this keeps what matters most to
    /// rarely named nodes. All relations between two nodes count together.
    ///
    /// The disparity filter of Serrano, Boguñá and Vespignani, Extracting the multiscale backbone of complex weighted
    /// networks, PNAS 106(16), 2009.
    #[must_use]
    pub fn disparity_filter(&self, significance: f64) -> RelationGraph {
        let links = Undirected::new(self);
        let mut backbone = BTreeSet::new();
        for (node, neighbors) in links.neighbors.iter().enumerate() {
            let strength = links.strength(node);
            let others = i32::try_from(neighbors.len().saturating_sub(1)).unwrap_or(i32::MAX);
            for &(other, weight) in neighbors {
                if (1.0 - weight / strength).powi(others) < significance {
                    backbone.insert(pair(links.nodes[node], links.nodes[other]));
                }
            }
        }
        let ends = |index| self.graph.edge_endpoints(index).expect("the index is the graph's own");
        self.subgraph(|_| true, |index| backbone.contains(&pair(ends(index).0, ends(index).1)))
    }

    /// The graph without the nodes that have no links.
    #[must_use]
    pub fn drop_isolated(&self) -> RelationGraph {
        self.subgraph(|index| self.graph.neighbors_undirected(index).next().is_some(), |_| true)
    }
}

fn pair(node: NodeIndex, other: NodeIndex) -> (NodeIndex, NodeIndex) {
    (node.min(other), node.max(other))
}

#[cfg(test)]
mod tests {
    use super::{super::testing::Article, *};

    /// One hub whose link with B is by far the strongest; C and D have another, equal link.
    fn graph() -> RelationGraph {
        let hub = ["ORG A", "ORG B", "ORG C", "ORG D", "ORG E", "ORG F"].into_iter().fold(Article::new("a1"), Article::entity);
        let links = [(0, 1, 20.0), (0, 2, 1.0), (0, 3, 1.0), (0, 4, 1.0), (2, 3, 1.0)];
        [links.into_iter().fold(hub, |hub, (from, to, weight)| hub.co_mention(from, to, weight)).read()].into_iter().collect()
    }

    fn links(graph: &RelationGraph) -> String {
        let links = graph.edges().map(|(source, _, target)| format!("{}{}", graph[source].name, graph[target].name));
        links.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn weak_links_go_and_nodes_stay() {
        for (pruned, want) in [
            (graph(), "AB AC AD AE CD"),
            (graph().prune_by_weight(2.0), "AB"),
            (graph().disparity_filter(0.05), "AB"),
            (graph().disparity_filter(0.6), "AB AC AD CD"),
            (graph().disparity_filter(0.0), ""),
        ] {
            assert_eq!(links(&pruned), want);
            assert_eq!(pruned.nodes().count(), 6);
        }
        assert_eq!(graph().drop_isolated().nodes().count(), 5);
        assert_eq!(graph().prune_by_weight(2.0).drop_isolated().nodes().count(), 2);
    }
}
