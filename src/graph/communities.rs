//! Groups of nodes that belong together.

use std::{cmp::Reverse, collections::VecDeque};

use petgraph::stable_graph::NodeIndex;

use super::{
    RelationGraph,
    undirected::{Undirected, sum_parallel},
};

impl RelationGraph {
    /// Groups of nodes with more links among them than by chance, the largest group first, in each the most mentioned first.
    ///
    /// A higher `resolution` gives smaller groups; 1 is usual. Every group is connected. The Leiden algorithm (Traag,
    /// Waltman and van Eck, From Louvain to Leiden, Scientific Reports 9, 2019) on modularity over links of any relation;
    /// where the paper draws lots, the best choice is taken, the first id among equals.
    pub fn communities(&self, resolution: f64) -> Vec<Vec<NodeIndex>> {
        let links = Undirected::new(self);
        let groups = leiden(Level::new(&links), resolution);
        self.groups(&links.nodes, &groups)
    }

    /// Groups of nodes that links of any relation and direction connect, the largest first, in each the most mentioned first.
    pub fn components(&self) -> Vec<Vec<NodeIndex>> {
        let links = Undirected::new(self);
        let groups = connected(&links.neighbors, |_, _| true);
        self.groups(&links.nodes, &groups)
    }

    fn groups(&self, nodes: &[NodeIndex], groups: &[usize]) -> Vec<Vec<NodeIndex>> {
        let mut members = vec![Vec::new(); nodes.len()];
        nodes.iter().zip(groups).for_each(|(node, group)| members[*group].push(*node));
        members.retain(|group| !group.is_empty());
        members.iter_mut().for_each(|group| self.sort_by_mentions(group));
        members.sort_by_key(|group| (Reverse(group.len()), &self.graph[group[0]].id));
        members
    }
}

/// A graph whose nodes are groups of nodes of the level below.
struct Level {
    neighbors: Vec<Vec<(usize, f64)>>,
    /// By node, the weight of all links of its members.
    strengths: Vec<f64>,
    /// Twice the weight of all links.
    total: f64,
}

impl Level {
    fn new(links: &Undirected) -> Self {
        let strengths: Vec<f64> = (0..links.nodes.len()).map(|node| links.strength(node)).collect();
        Level { neighbors: links.neighbors.clone(), total: strengths.iter().sum(), strengths }
    }

    fn len(&self) -> usize {
        self.strengths.len()
    }

    /// The graph of groups that are numbered from 0 to `count`.
    fn aggregate(&self, groups: &[usize], count: usize) -> Level {
        let (mut neighbors, mut strengths) = (vec![Vec::new(); count], vec![0.0; count]);
        for (node, links) in self.neighbors.iter().enumerate() {
            strengths[groups[node]] += self.strengths[node];
            let outward =
                links.iter().map(|&(other, weight)| (groups[other], weight)).filter(|(group, _)| *group != groups[node]);
            neighbors[groups[node]].extend(outward);
        }
        neighbors.iter_mut().for_each(sum_parallel);
        Level { neighbors, strengths, total: self.total }
    }
}

/// The group of each node.
fn leiden(mut level: Level, resolution: f64) -> Vec<usize> {
    let mut membership: Vec<usize> = (0..level.len()).collect();
    let mut groups = membership.clone();
    loop {
        move_nodes(&level, &mut groups, resolution);
        let parts = refine(&level, &groups, resolution);
        let (parts, count) = numbered(&parts);
        membership.iter_mut().for_each(|node| *node = parts[*node]);
        if count == level.len() {
            return membership;
        }
        let mut lifted = vec![0; count];
        parts.iter().zip(&groups).for_each(|(part, group)| lifted[*part] = *group);
        level = level.aggregate(&parts, count);
        groups = numbered(&lifted).0;
    }
}

/// What the modularity wins by a node's links of `weight` into a group, times half the total weight.
fn gain(level: &Level, resolution: f64, weight: f64, strength: f64, group_strength: f64) -> f64 {
    weight - resolution * strength * group_strength / level.total
}

/// Moves nodes to the group where they win most, until none does; neighbors of a moved node are looked at again.
fn move_nodes(level: &Level, groups: &mut [usize], resolution: f64) {
    let mut strengths = vec![0.0; level.len()];
    groups.iter().zip(&level.strengths).for_each(|(group, strength)| strengths[*group] += strength);
    let mut weights = vec![0.0; level.len()];
    let mut open: VecDeque<usize> = (0..level.len()).collect();
    let mut is_open = vec![true; level.len()];
    // Rounding might let two nodes swap for ever; no sound run comes near this many looks.
    let mut looks = 1000 * level.len();
    while let Some(node) = open.pop_front().filter(|_| looks > 0) {
        looks -= 1;
        is_open[node] = false;
        let (own, strength) = (groups[node], level.strengths[node]);
        strengths[own] -= strength;
        level.neighbors[node].iter().for_each(|&(other, weight)| weights[groups[other]] += weight);
        let win = |group: usize| gain(level, resolution, weights[group], strength, strengths[group]);
        let mut best = (win(own), own);
        for group in level.neighbors[node].iter().map(|&(other, _)| groups[other]) {
            if win(group) > best.0 + EPSILON * level.total {
                best = (win(group), group);
            }
        }
        level.neighbors[node].iter().for_each(|&(other, _)| weights[groups[other]] = 0.0);
        strengths[best.1] += strength;
        groups[node] = best.1;
        if best.1 != own {
            let others = level.neighbors[node].iter().map(|(other, _)| *other).filter(|&other| groups[other] != best.1);
            open.extend(others.filter(|other| !std::mem::replace(&mut is_open[*other], true)));
        }
    }
}

/// A win below this share of the total weight is a rounding error.
const EPSILON: f64 = 1e-12;

/// Cuts groups into parts that hang together: within its group, every node that is still alone joins the part where it
/// wins most (section "Refinement" of the paper). If none wins, the parts are the connected ones.
fn refine(level: &Level, groups: &[usize], resolution: f64) -> Vec<usize> {
    let mut parts: Vec<usize> = (0..level.len()).collect();
    let mut strengths = level.strengths.clone();
    let mut sizes = vec![1; level.len()];
    let mut weights = vec![0.0; level.len()];
    for node in 0..level.len() {
        if sizes[parts[node]] > 1 {
            continue;
        }
        let within = || level.neighbors[node].iter().filter(|(other, _)| groups[*other] == groups[node]);
        within().for_each(|&(other, weight)| weights[parts[other]] += weight);
        let mut best = (EPSILON * level.total, node);
        for part in within().map(|&(other, _)| parts[other]) {
            let win = gain(level, resolution, weights[part], level.strengths[node], strengths[part]);
            if win > best.0 {
                best = (win, part);
            }
        }
        within().for_each(|&(other, _)| weights[parts[other]] = 0.0);
        if best.1 != node {
            sizes[node] -= 1;
            sizes[best.1] += 1;
            strengths[node] -= level.strengths[node];
            strengths[best.1] += level.strengths[node];
            parts[node] = best.1;
        }
    }
    if sizes.iter().any(|size| *size > 1) {
        parts
    } else {
        connected(&level.neighbors, |node, other| groups[node] == groups[other])
    }
}

/// The first node of the connected part that each node is in, over links that are allowed.
fn connected(neighbors: &[Vec<(usize, f64)>], allowed: impl Fn(usize, usize) -> bool) -> Vec<usize> {
    let mut parts = vec![usize::MAX; neighbors.len()];
    for first in 0..neighbors.len() {
        let mut open = vec![first];
        while let Some(node) = open.pop() {
            if parts[node] == usize::MAX {
                parts[node] = first;
                open.extend(neighbors[node].iter().map(|(other, _)| *other).filter(|&other| allowed(node, other)));
            }
        }
    }
    parts
}

/// The groups numbered from 0 in the order of their first node, and how many there are.
fn numbered(groups: &[usize]) -> (Vec<usize>, usize) {
    let mut number = vec![usize::MAX; groups.iter().max().map_or(0, |last| last + 1)];
    let mut count = 0;
    let mut numbers = Vec::with_capacity(groups.len());
    for &group in groups {
        if number[group] == usize::MAX {
            number[group] = count;
            count += 1;
        }
        numbers.push(number[group]);
    }
    (numbers, count)
}

#[cfg(test)]
mod tests {
    use super::{super::testing::Article, *};

    fn graph(names: &str, links: &[(usize, usize, f64)]) -> RelationGraph {
        let article = names.chars().fold(Article::new("a1"), |article, name| article.entity(&format!("ORG {name}")));
        let article = links.iter().fold(article, |article, (from, to, weight)| article.co_mention(*from, *to, *weight));
        [article.read()].into_iter().collect()
    }

    fn shown(graph: &RelationGraph, groups: Vec<Vec<NodeIndex>>) -> String {
        let group = |group: Vec<NodeIndex>| group.into_iter().map(|node| graph[node].name.as_str()).collect::<String>();
        groups.into_iter().map(group).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn communities_are_dense_groups() {
        // Two triangles with a bridge, a pair and one alone.
        let links = [(0, 1, 1.0), (1, 2, 1.0), (0, 2, 1.0), (2, 3, 1.0), (3, 4, 1.0), (4, 5, 1.0), (3, 5, 1.0), (6, 7, 1.0)];
        let graph = graph("ABCDEFGHI", &links);
        for (resolution, want) in
            [(1.0, "ABC DEF GH I"), (0.0, "ABCDEF GH I"), (100.0, "A B C D E F G H I"), (f64::NAN, "A B C D E F G H I")]
        {
            assert_eq!(shown(&graph, graph.communities(resolution)), want, "{resolution}");
        }
        assert_eq!(shown(&graph, graph.components()), "ABCDEF GH I");
        assert!(RelationGraph::new().communities(1.0).is_empty());
    }

    #[test]
    fn a_ring_of_cliques_falls_into_its_cliques() {
        const CLIQUES: usize = 6;
        let clique = |first: usize| (0..4).flat_map(move |a| (0..a).map(move |b| (first + a, first + b, 1.0)));
        let bridges = (0..CLIQUES).map(|number| (4 * number, (4 * number + 5) % (4 * CLIQUES), 1.0));
        let links: Vec<(usize, usize, f64)> = (0..CLIQUES).flat_map(|number| clique(4 * number)).chain(bridges).collect();
        let graph = graph("ABCDEFGHIJKLMNOPQRSTUVWX", &links);
        assert_eq!(shown(&graph, graph.communities(1.0)), "ABCD EFGH IJKL MNOP QRST UVWX");
    }

    proptest::proptest! {
        #[test]
        fn communities_are_connected_and_complete(
            links in proptest::collection::vec((0..20_usize, 0..20_usize, 0.1..9.0), 0..60),
            resolution in 0.0..3.0,
        ) {
            let links: Vec<_> = links.into_iter().filter(|(from, to, _)| from != to).collect();
            let graph = graph("ABCDEFGHIJKLMNOPQRST", &links);
            let groups = graph.communities(resolution);
            proptest::prop_assert_eq!(groups.iter().map(Vec::len).sum::<usize>(), 20);
            for group in groups {
                let part = graph.subgraph(|index| group.contains(&index), |_| true);
                proptest::prop_assert_eq!(part.components().len(), 1);
            }
        }
    }
}
