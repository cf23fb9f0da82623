//! Finding nodes, their neighbors and the paths between them.

use std::{
    cmp::Reverse,
    collections::{BTreeSet, BinaryHeap, HashMap},
};

use petgraph::{
    Direction,
    stable_graph::{EdgeReference, NodeIndex},
    visit::EdgeRef,
};

use super::{Edge, RelationGraph, names::key};
use crate::{Error, Result};

/// A way from one node to another over the strongest links.
#[derive(Debug, Clone, PartialEq)]
pub struct Path<'g> {
    /// The nodes on the way, first and last included.
    pub nodes: Vec<NodeIndex>,
    /// The links between each node and the next, with their evidence.
    pub edges: Vec<&'g Edge>,
}

impl RelationGraph {
    /// The node that goes by a name, or by an id; case, accents and punctuation do not count.
    ///
    /// Of several, the one with the most mentions; [`entities_named`](Self::entities_named) gives all.
    ///
    /// ```
    /// use newsgraph::{Extractor, RelationGraph, Result};
    ///
    /// let articles = ["Sergei Lavrov flew to Ankara.", "Ankara awaits Lavrov."];
    /// let graph = Extractor::new()?.extract_all(articles).collect::<Result<RelationGraph>>()?;
    /// let ankara = graph.entity("ANKARA")?;
    /// assert_eq!(graph[ankara].name, "Ankara");
    /// # Ok::<(), newsgraph::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If no node goes by the name.
    pub fn entity(&self, name: &str) -> Result<NodeIndex> {
        self.entities_named(name).first().copied().ok_or_else(|| Error::UnknownEntity { name: name.to_owned() })
    }

    /// All nodes that go by a name, or by an id, those with the most mentions first.
    pub fn entities_named(&self, name: &str) -> Vec<NodeIndex> {
        let bearers = self.nodes_by_name.get(&key(name)).into_iter().flatten().copied();
        let mut found: Vec<NodeIndex> = bearers.chain(self.nodes_by_id.get(name).copied()).collect();
        self.sort_by_mentions(&mut found);
        found.dedup();
        found
    }

    /// Sorts nodes by mentions, most first, then by id.
    pub(super) fn sort_by_mentions(&self, nodes: &mut [NodeIndex]) {
        nodes.sort_unstable_by_key(|&index| (Reverse(self.graph[index].mentions), &self.graph[index].id));
    }

    /// The links of a node in either direction, each with the node at the other end; the heaviest first.
    pub fn neighbors(&self, node: NodeIndex) -> impl Iterator<Item = (&Edge, NodeIndex)> {
        let mut links: Vec<(&Edge, NodeIndex, Direction)> = self.links(node).collect();
        links.sort_unstable_by(|(a, a_end, a_direction), (b, b_end, b_direction)| {
            let ends =
                || (&self.graph[*a_end].id, a.relation, a_direction).cmp(&(&self.graph[*b_end].id, b.relation, b_direction));
            b.weight.total_cmp(&a.weight).then_with(ends)
        });
        links.into_iter().map(|(edge, end, _)| (edge, end))
    }

    fn links(&self, node: NodeIndex) -> impl Iterator<Item = (&Edge, NodeIndex, Direction)> {
        let far =
            |edge: &EdgeReference<Edge>, direction| if direction == Direction::Outgoing { edge.target() } else { edge.source() };
        let links = move |direction| {
            let edges = self.graph.edges_directed(node, direction);
            edges.map(move |edge| (edge.weight(), far(&edge, direction), direction))
        };
        [Direction::Outgoing, Direction::Incoming].into_iter().flat_map(links)
    }

    /// The links between two nodes in either direction, each from its source to its target; the heaviest first.
    pub fn edges_between(&self, node: NodeIndex, other: NodeIndex) -> impl Iterator<Item = (NodeIndex, &Edge, NodeIndex)> {
        let direct =
            |source, target| self.graph.edges_connecting(source, target).map(move |edge| (source, edge.weight(), target));
        let mut found: Vec<_> = direct(node, other).chain(direct(other, node)).collect();
        found.sort_unstable_by(|(a_source, a, _), (b_source, b, _)| {
            let rest = || (a.relation, &self.graph[*a_source].id).cmp(&(b.relation, &self.graph[*b_source].id));
            b.weight.total_cmp(&a.weight).then_with(rest)
        });
        found.into_iter()
    }

    /// The shortest way between two nodes in either direction, where a link of twice the weight is half as long.
    ///
    /// Of several, the one over the fewest nodes, then over the first ids; `None` if the two are not connected.
    ///
    /// ```
    /// # fn show(graph: &newsgraph::RelationGraph) -> newsgraph::Result<()> {
    /// let path = graph.path(graph.entity("Lavrov")?, graph.entity("NATO")?).expect("one article links the two");
    /// for edge in path.edges {
    ///     let (article, evidence) = edge.evidence().next().expect("every link has evidence");
    ///     println!("{}: {}", article.id, evidence.text);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn path(&self, from: NodeIndex, to: NodeIndex) -> Option<Path<'_>> {
        let mut reached: HashMap<NodeIndex, Option<(&Edge, NodeIndex)>> = HashMap::new();
        let mut open = BinaryHeap::from([Reverse(Step::start(from, &self.graph.node_weight(from)?.id))]);
        while let Some(Reverse(step)) = open.pop() {
            if reached.contains_key(&step.node) {
                continue;
            }
            reached.insert(step.node, step.by);
            if step.node == to {
                return Some(trace(&reached, to));
            }
            let links = self.links(step.node).filter(|(edge, end, _)| edge.weight > 0.0 && !reached.contains_key(end));
            open.extend(links.map(|(edge, end, _)| Reverse(step.next(edge, end, &self.graph[end].id))));
        }
        None
    }

    /// The nodes within `radius` links of a node, with all links between them.
    #[must_use]
    pub fn ego(&self, node: NodeIndex, radius: usize) -> RelationGraph {
        let mut near: BTreeSet<NodeIndex> = self.graph.contains_node(node).then_some(node).into_iter().collect();
        let mut rim: Vec<NodeIndex> = near.iter().copied().collect();
        for _ in 0..radius {
            let next = rim.iter().flat_map(|&node| self.graph.neighbors_undirected(node));
            rim = next.filter(|end| near.insert(*end)).collect();
            if rim.is_empty() {
                break;
            }
        }
        self.subgraph(|index| near.contains(&index), |_| true)
    }
}

/// How long a link is, in whole numbers: sums of them compare the same in whatever order they were added.
pub(super) fn length(weight: f64) -> u64 {
    ((1u64 << 32) as f64 / weight).max(1.0) as u64
}

/// A node on a way; the order of the fields is the order in which ways are preferred.
#[derive(Debug, Clone, Copy)]
struct Step<'g> {
    length: u64,
    links: usize,
    id: &'g str,
    node: NodeIndex,
    by: Option<(&'g Edge, NodeIndex)>,
    from: &'g str,
}

impl<'g> Step<'g> {
    fn start(node: NodeIndex, id: &'g str) -> Self {
        Step { length: 0, links: 0, id, node, by: None, from: "" }
    }

    fn next(&self, edge: &'g Edge, node: NodeIndex, id: &'g str) -> Self {
        let length = self.length.saturating_add(length(edge.weight));
        Step { length, links: self.links + 1, id, node, by: Some((edge, self.node)), from: self.id }
    }

    fn rank(&self) -> impl Ord {
        (self.length, self.links, self.id, self.from, self.by.map(|(edge, _)| edge.relation))
    }
}

impl Ord for Step<'_> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.rank().cmp(&other.rank())
    }
}

impl PartialOrd for Step<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Step<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Step<'_> {}

/// The way back from `to`, turned round.
fn trace<'g>(reached: &HashMap<NodeIndex, Option<(&'g Edge, NodeIndex)>>, to: NodeIndex) -> Path<'g> {
    let mut path = Path { nodes: vec![to], edges: Vec::new() };
    let mut node = to;
    while let Some((edge, before)) = reached[&node] {
        path.edges.push(edge);
        path.nodes.push(before);
        node = before;
    }
    path.nodes.reverse();
    path.edges.reverse();
    path
}

#[cfg(test)]
mod tests {
    use super::{super::testing::Article, *};
    use crate::RelationType;

    fn graph() -> RelationGraph {
        let first = Article::new("a1").entity("PER Ann Lee|Lee|Lee").entity("ORG UN").entity("GPE Kyiv|KYIV|Київ");
        let second = Article::new("a2").entity("PER Bo Lee|Lee").entity("GPE Kyiv").entity("ORG NATO");
        let articles = [
            first.co_mention(0, 1, 1.0).co_mention(1, 2, 4.0).relation(0, RelationType::Leads, 1, 2.0),
            second.co_mention(0, 1, 1.0).co_mention(0, 2, 0.5).relation(0, RelationType::Visits, 1, 0.25),
            Article::new("a3").entity("LOC Łódź"),
        ];
        articles.iter().map(Article::read).collect()
    }

    fn names(graph: &RelationGraph, nodes: impl IntoIterator<Item = NodeIndex>) -> Vec<&str> {
        nodes.into_iter().map(|node| graph[node].name.as_str()).collect()
    }

    #[test]
    fn names_are_found_without_case_and_accents() {
        let graph = graph();
        for (name, want) in [
            ("Lee", vec!["Ann Lee", "Bo Lee"]),
            ("ann lee", vec!["Ann Lee"]),
            ("LODZ", vec!["Łódź"]),
            ("київ", vec!["Kyiv"]),
            ("LOC:kyiv", vec!["Kyiv"]),
            ("Paris", vec![]),
            ("", vec![]),
            ("\0 \u{301}", vec![]),
        ] {
            assert_eq!(names(&graph, graph.entities_named(name)), want, "{name:?}");
            assert_eq!(graph.entity(name).is_ok(), !want.is_empty(), "{name:?}");
        }
    }

    #[test]
    fn neighbors_come_heaviest_first_in_both_directions() {
        let graph = graph();
        for (name, want) in [
            ("UN", vec![("Kyiv", 4.0), ("Ann Lee", 2.0), ("Ann Lee", 1.0)]),
            ("Bo Lee", vec![("Kyiv", 1.0), ("NATO", 0.5), ("Kyiv", 0.25)]),
            ("Łódź", vec![]),
        ] {
            let node = graph.entity(name).expect("named");
            let found: Vec<_> = graph.neighbors(node).map(|(edge, other)| (graph[other].name.as_str(), edge.weight)).collect();
            assert_eq!(found, want, "{name}");
        }
    }

    #[test]
    fn paths_prefer_strong_links() {
        let graph = graph();
        let node = |name| graph.entity(name).expect("named");
        for (from, to, want, weights) in [
            ("Ann Lee", "NATO", Some(vec!["Ann Lee", "UN", "Kyiv", "Bo Lee", "NATO"]), vec![2.0, 4.0, 1.0, 0.5]),
            ("NATO", "Kyiv", Some(vec!["NATO", "Bo Lee", "Kyiv"]), vec![0.5, 1.0]),
            ("NATO", "NATO", Some(vec!["NATO"]), vec![]),
            ("NATO", "Łódź", None, vec![]),
        ] {
            let path = graph.path(node(from), node(to));
            assert_eq!(path.as_ref().map(|path| names(&graph, path.nodes.iter().copied())), want, "{from} {to}");
            assert_eq!(
                path.iter().flat_map(|path| &path.edges).map(|edge| edge.weight).collect::<Vec<_>>(),
                weights,
                "{from} {to}"
            );
        }
    }

    #[test]
    fn edges_between_keep_their_direction() {
        let graph = graph();
        let [lee, un] = ["Ann Lee", "UN"].map(|name| graph.entity(name).expect("named"));
        let found: Vec<_> = graph.edges_between(un, lee).map(|(source, edge, target)| (source, edge.relation, target)).collect();
        assert_eq!(found, [(lee, RelationType::Leads, un), (un, RelationType::CoMention, lee)]);
    }

    #[test]
    fn ego_graphs_reach_so_far() {
        let graph = graph();
        for (name, radius, want) in [
            ("NATO", 0, vec!["NATO"]),
            ("NATO", 1, vec!["NATO", "Bo Lee"]),
            ("NATO", 2, vec!["Kyiv", "NATO", "Bo Lee"]),
            ("NATO", usize::MAX, vec!["Kyiv", "NATO", "UN", "Ann Lee", "Bo Lee"]),
        ] {
            let ego = graph.ego(graph.entity(name).expect("named"), radius);
            assert_eq!(names(&ego, ego.nodes().map(|(index, _)| index)), want, "{name} {radius}");
        }
    }
}
