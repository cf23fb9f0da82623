//! What nodes are named beside, and how much that tells.

use super::groups::Groups;

/// The groups that each group is named beside, as they stood when this was made.
#[derive(Debug)]
pub(super) struct Contexts {
    roots: Vec<usize>,
    neighbors: Vec<Vec<usize>>,
}

impl Contexts {
    pub(super) fn of(groups: &Groups) -> Self {
        let roots = groups.roots().to_vec();
        let mut neighbors = vec![Vec::new(); roots.len()];
        let graph = groups.graph().as_petgraph();
        for (source, target) in graph.edge_indices().filter_map(|edge| graph.edge_endpoints(edge)) {
            let [source, target] = [source, target].map(|end| roots[groups.number(end)]);
            if source != target {
                neighbors[source].push(target);
                neighbors[target].push(source);
            }
        }
        for group in &mut neighbors {
            group.sort_unstable();
            group.dedup();
        }
        Contexts { roots, neighbors }
    }

    /// The group that a node was in.
    pub(super) fn root(&self, number: usize) -> usize {
        self.roots[number]
    }

    /// The number of groups that a group is named beside.
    pub(super) fn degree(&self, root: usize) -> usize {
        self.neighbors[root].len()
    }

    /// What a node's group is named beside, in order.
    pub(super) fn beside(&self, number: usize) -> &[usize] {
        &self.neighbors[self.roots[number]]
    }

    /// What two nodes' groups are both named beside.
    pub(super) fn shared(&self, number: usize, other: usize) -> Vec<usize> {
        let (few, many) = (self.beside(number), self.beside(other));
        let (few, many) = if few.len() > many.len() { (many, few) } else { (few, many) };
        few.iter().copied().filter(|group| many.binary_search(group).is_ok()).collect()
    }

    /// How much it tells to be named beside these groups, 0 to 1: what is named beside everyone tells little.
    ///
    /// Weights of shared neighbors fall with the logarithm of how many neighbors these have, as in Adamic and Adar,
    /// Friends and neighbors on the Web, Social Networks 25(3), 2003; as noisy-or, so that many weak ones make a strong one.
    pub(super) fn score(&self, shared: &[usize]) -> f64 {
        let tells = |group: &usize| 1.0 / (1.0 + (self.neighbors[*group].len().max(1) as f64).ln());
        1.0 - shared.iter().map(|group| 1.0 - tells(group)).product::<f64>()
    }
}
