use std::collections::HashMap;

use petgraph::stable_graph::NodeIndex;

use super::RelationGraph;

/// Who is linked with whom and how strongly, whatever the relation: nodes are numbered in the order of their ids, so what
/// is computed on them does not depend on the order of articles.
#[derive(Debug)]
pub(super) struct Undirected {
    pub(super) nodes: Vec<NodeIndex>,
    /// By node, its neighbors in order, each with the sum of the weights of all links; links without weight are left out.
    pub(super) neighbors: Vec<Vec<(usize, f64)>>,
}

impl Undirected {
    pub(super) fn new(graph: &RelationGraph) -> Self {
        let nodes: Vec<NodeIndex> = graph.nodes().map(|(index, _)| index).collect();
        let number: HashMap<NodeIndex, usize> = nodes.iter().enumerate().map(|(number, index)| (*index, number)).collect();
        let mut neighbors = vec![Vec::new(); nodes.len()];
        for (source, edge, target) in graph.edges().filter(|(_, edge, _)| edge.weight > 0.0) {
            neighbors[number[&source]].push((number[&target], edge.weight));
            neighbors[number[&target]].push((number[&source], edge.weight));
        }
        neighbors.iter_mut().for_each(sum_parallel);
        Undirected { nodes, neighbors }
    }

    /// The sum of the weights of a node's links.
    pub(super) fn strength(&self, node: usize) -> f64 {
        self.neighbors[node].iter().map(|(_, weight)| weight).sum()
    }
}

pub(super) fn sum_parallel(links: &mut Vec<(usize, f64)>) {
    links.sort_by_key(|(node, _)| *node);
    links.dedup_by(|(node, weight), (kept, sum)| {
        if node == kept {
            *sum += *weight;
        }
        node == kept
    });
}
