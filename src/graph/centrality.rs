//! How much nodes and links matter.

use std::{cmp::Reverse, collections::BinaryHeap};

use petgraph::stable_graph::NodeIndex;
use rayon::prelude::*;

use super::{RelationGraph, query::length, undirected::Undirected};
use crate::RelationType;

impl RelationGraph {
    /// How much more often than by chance articles co-mention two nodes: -1 never, 0 by chance, 1 only ever together.
    ///
    /// Normalized pointwise mutual information over articles (Bouma, Normalized (Pointwise) Mutual Information in
    /// Collocation Extraction, GSCL 2009): a link of high weight between two names that are everywhere says little, one
    /// of high NPMI says that the two belong together.
    ///
    /// # Panics
    ///
    /// If one of the two is not a node of this graph.
    pub fn npmi(&self, node: NodeIndex, other: NodeIndex) -> f64 {
        let (key, _) = self.edge_key(node, other, RelationType::CoMention);
        let together = self.edges_by_ends.get(&key).map_or(0, |edge| self.graph[*edge].documents.len());
        let share = |count: usize| count as f64 / self.documents.len() as f64;
        let joint = share(together);
        if together == 0 {
            -1.0
        } else if together == self.documents.len() {
            1.0
        } else {
            let [first, second] = [node, other].map(|index| share(self.graph[index].documents.len()));
            (joint / (first * second)).ln() / -joint.ln()
        }
    }

    /// The share of time that a reader who follows links spends at each node; most first.
    ///
    /// PageRank (Brin and Page 1998) over links of any relation in both directions, followed in proportion to their
    /// weights; with probability `1 - damping` the reader starts anew anywhere. 0.85 is usual.
    pub fn page_rank(&self, damping: f64) -> Vec<(NodeIndex, f64)> {
        const STEPS: usize = 200;
        const CLOSE: f64 = 1e-12;
        let links = Undirected::new(self);
        let count = links.nodes.len();
        let strengths: Vec<f64> = (0..count).map(|node| links.strength(node)).collect();
        let mut ranks = vec![1.0 / count as f64; count];
        for _ in 0..STEPS {
            let stranded: f64 =
                ranks.iter().zip(&strengths).filter(|(_, strength)| **strength == 0.0).map(|(rank, _)| rank).sum();
            let anew = (1.0 - damping + damping * stranded) / count as f64;
            let arriving = |neighbors: &Vec<(usize, f64)>| -> f64 {
                neighbors.iter().map(|&(from, weight)| ranks[from] * weight / strengths[from]).sum()
            };
            let next: Vec<f64> = links.neighbors.iter().map(|neighbors| anew + damping * arriving(neighbors)).collect();
            let change: f64 = next.iter().zip(&ranks).map(|(new, old)| (new - old).abs()).sum();
            ranks = next;
            if change < CLOSE {
                break;
            }
        }
        best_first(links.nodes.into_iter().zip(ranks))
    }

    /// The share of the shortest [paths](Self::path) between other nodes that pass through each node; most first.
    ///
    /// Brandes, A Faster Algorithm for Betweenness Centrality, 2001. The time is the product of nodes and links: prune
    /// large graphs first.
    pub fn betweenness(&self) -> Vec<(NodeIndex, f64)> {
        /// Into so many parts the nodes are cut, on any number of threads: the sums round alike everywhere.
        const PARTS: usize = 16;
        let links = Undirected::new(self);
        let count = links.nodes.len();
        let starts: Vec<usize> = (0..count).collect();
        let parts: Vec<Vec<f64>> = starts
            .par_chunks(count.div_ceil(PARTS).max(1))
            .map(|part| {
                let mut passing = vec![0.0; count];
                part.iter().for_each(|&start| add_paths_from(start, &links, &mut passing));
                passing
            })
            .collect();
        // Every pair is seen from both of its ends.
        let pairs = (count.saturating_sub(1) * count.saturating_sub(2)).max(1) as f64;
        let shares = (0..count).map(|node| parts.iter().map(|part| part[node]).sum::<f64>() / pairs);
        best_first(links.nodes.iter().copied().zip(shares))
    }
}

/// Adds to each node its share of the shortest paths from `start` to all others.
fn add_paths_from(start: usize, links: &Undirected, passing: &mut [f64]) {
    let count = links.nodes.len();
    let (mut distance, mut paths, mut before) = (vec![u64::MAX; count], vec![0.0; count], vec![Vec::new(); count]);
    let (mut settled, mut order) = (vec![false; count], Vec::new());
    (distance[start], paths[start]) = (0, 1.0);
    let mut open = BinaryHeap::from([Reverse((0_u64, start))]);
    while let Some(Reverse((far, node))) = open.pop() {
        if std::mem::replace(&mut settled[node], true) {
            continue;
        }
        order.push(node);
        for &(next, weight) in &links.neighbors[node] {
            let length = far.saturating_add(length(weight));
            if length < distance[next] {
                (distance[next], paths[next]) = (length, 0.0);
                before[next].clear();
                open.push(Reverse((length, next)));
            }
            if length == distance[next] && !settled[next] {
                paths[next] += paths[node];
                before[next].push(node);
            }
        }
    }
    let mut dependent = vec![0.0; count];
    for &node in order.iter().rev() {
        for &earlier in &before[node] {
            dependent[earlier] += paths[earlier] / paths[node] * (1.0 + dependent[node]);
        }
        if node != start {
            passing[node] += dependent[node];
        }
    }
}

/// Sorts by value, highest first; nodes of equal value keep the order of their ids.
fn best_first(values: impl Iterator<Item = (NodeIndex, f64)>) -> Vec<(NodeIndex, f64)> {
    let mut sorted: Vec<(NodeIndex, f64)> = values.collect();
    sorted.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    sorted
}

#[cfg(test)]
mod tests {
    use super::{super::testing::Article, *};

    /// A chain A-B-C with a weak short cut A-C, and D alone.
    fn graph() -> RelationGraph {
        let chain = ["ORG A", "ORG B", "ORG C", "ORG D"].into_iter().fold(Article::new("a1"), Article::entity);
        let chain = chain.co_mention(0, 1, 4.0).co_mention(1, 2, 4.0).co_mention(0, 2, 1.0);
        let others = [Article::new("a2").entity("ORG A"), Article::new("a3").entity("ORG B"), Article::new("a4").entity("ORG E")];
        [chain].iter().chain(&others).map(Article::read).collect()
    }

    fn rounded(graph: &RelationGraph, values: Vec<(NodeIndex, f64)>) -> Vec<(&str, f64)> {
        values.into_iter().map(|(node, value)| (graph[node].name.as_str(), (value * 1e4).round() / 1e4)).collect()
    }

    #[test]
    fn betweenness_follows_strong_links() {
        let graph = graph();
        let want = [("B", 1.0 / 6.0), ("A", 0.0), ("C", 0.0), ("D", 0.0), ("E", 0.0)];
        assert_eq!(rounded(&graph, graph.betweenness()), want.map(|(name, value)| (name, (value * 1e4_f64).round() / 1e4)));
        assert_eq!(RelationGraph::new().betweenness(), []);
    }

    #[test]
    fn equal_ways_share_betweenness() {
        let square = ["ORG A", "ORG B", "ORG C", "ORG D"].into_iter().fold(Article::new("a1"), Article::entity);
        let square = square.co_mention(0, 1, 3.0).co_mention(1, 2, 0.3).co_mention(2, 3, 3.0).co_mention(3, 0, 0.3);
        let graph: RelationGraph = [square.read()].into_iter().collect();
        // A-B-C and A-D-C are equally long, as are B-A-D and B-C-D: each node is on half of one of the three other pairs.
        let sixth = (1e4_f64 / 6.0).round() / 1e4;
        assert_eq!(rounded(&graph, graph.betweenness()), ["A", "B", "C", "D"].map(|name| (name, sixth)));
    }

    #[test]
    fn page_rank_sums_to_one_and_follows_weights() {
        let graph = graph();
        let ranks = graph.page_rank(0.85);
        assert!((ranks.iter().map(|(_, rank)| rank).sum::<f64>() - 1.0).abs() < 1e-9, "{ranks:?}");
        assert_eq!(ranks.iter().map(|(node, _)| graph[*node].name.as_str()).collect::<Vec<_>>(), ["B", "A", "C", "D", "E"]);
        assert_eq!(RelationGraph::new().page_rank(0.85), []);
    }

    #[test]
    fn npmi_compares_with_chance() {
        let graph = graph();
        let node = |name| graph.entity(name).expect("named");
        // Of four articles two name A, two B, one both: as by chance. C is named by the one article of the three links.
        for (name, other, want) in [("A", "B", 0.0), ("A", "C", 0.5), ("C", "A", 0.5), ("A", "E", -1.0), ("C", "D", -1.0)] {
            assert!(
                (graph.npmi(node(name), node(other)) - want).abs() < 1e-12,
                "{name} {other}: {}",
                graph.npmi(node(name), node(other))
            );
        }
    }
}
