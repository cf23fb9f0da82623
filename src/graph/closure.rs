//! What follows from what was read: places within places, parts of parts.

use std::collections::{BTreeMap, HashSet};

use petgraph::{Direction, stable_graph::NodeIndex, visit::EdgeRef};

use super::{Edge, Path, RelationGraph};
use crate::RelationType;

/// Relations that hold of the outer whole if they hold of the inner: a street in Kyiv is in Ukraine.
const TRANSITIVE: [RelationType; 3] = [RelationType::LocatedIn, RelationType::PartOf, RelationType::SubsidiaryOf];

impl RelationGraph {
    /// What a node is `relation` of by way of others, such as everything that a place is located in; the nearest first.
    ///
    /// Each [`Path`] leads from the node over edges that an article asserts outright, the fewest that do. A relation that is
    /// not transitive gives what articles say directly. Nothing of it is added to the graph.
    ///
    /// ```
    /// use newsgraph::{RelationGraph, RelationType};
    ///
    /// # let graph: RelationGraph = serde_json::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/export/example.json")))?;
    /// let rutte = graph.entity("Rutte")?;
    /// let visited = graph.closure(rutte, RelationType::Visits);
    /// assert_eq!(graph[*visited[0].nodes.last().expect("a way")].name, "Ukraine");
    /// # Ok::<(), newsgraph::Error>(())
    /// ```
    pub fn closure(&self, node: NodeIndex, relation: RelationType) -> Vec<Path<'_>> {
        self.reach(node, relation, Direction::Outgoing)
    }

    /// What is `relation` of a node by way of others: each path leads from the node to what is below it.
    pub fn inverse_closure(&self, node: NodeIndex, relation: RelationType) -> Vec<Path<'_>> {
        self.reach(node, relation, Direction::Incoming)
    }

    /// The places within a place, and the places within these; the nearest first.
    ///
    /// Short for [`inverse_closure`](Self::inverse_closure) of [`RelationType::LocatedIn`].
    ///
    /// ```
    /// use newsgraph::{Extraction, RelationGraph};
    ///
    /// let article: Extraction = serde_json::from_str(r#"{"id": "a1", "text": "Podil, Kyiv, Ukraine", "mentions": [
    ///     {"start": 0, "end": 5, "text": "Podil", "type": "LOC", "confidence": 1, "entity": 0},
    ///     {"start": 7, "end": 11, "text": "Kyiv", "type": "GPE", "confidence": 1, "entity": 1},
    ///     {"start": 13, "end": 20, "text": "Ukraine", "type": "GPE", "confidence": 1, "entity": 2}],
    ///   "entities": [{"id": 0, "name": "Podil", "type": "LOC", "mentions": [0], "link": null},
    ///                {"id": 1, "name": "Kyiv", "type": "GPE", "mentions": [1], "link": null},
    ///                {"id": 2, "name": "Ukraine", "type": "GPE", "mentions": [2], "link": "iso3166:UA"}],
    ///   "relations": [{"subject": 0, "type": "located_in", "object": 1, "evidence": []},
    ///                 {"subject": 1, "type": "located_in", "object": 2, "evidence": []}]}"#)?;
    /// let graph: RelationGraph = [article].into_iter().collect();
    /// let within = graph.located_within(graph.entity("Ukraine")?);
    /// let names: Vec<&str> = within.iter().map(|&place| graph[place].name.as_str()).collect();
    /// assert_eq!(names, ["Kyiv", "Podil"]);
    /// assert_eq!(graph.edges().count(), 2, "what follows is not what was read");
    /// # Ok::<(), newsgraph::Error>(())
    /// ```
    pub fn located_within(&self, place: NodeIndex) -> Vec<NodeIndex> {
        let paths = self.inverse_closure(place, RelationType::LocatedIn);
        paths.iter().filter_map(|path| path.nodes.last().copied()).collect()
    }

    fn reach(&self, node: NodeIndex, relation: RelationType, direction: Direction) -> Vec<Path<'_>> {
        let start = self.graph.contains_node(node).then(|| Path { nodes: vec![node], edges: Vec::new() });
        let (mut found, mut rim): (Vec<Path>, Vec<Path>) = (Vec::new(), start.into_iter().collect());
        let mut seen = HashSet::from([node]);
        while !rim.is_empty() {
            let mut next: BTreeMap<&str, Path> = BTreeMap::new();
            for path in &rim {
                for (edge, end) in self.asserted_links(path, relation, direction).filter(|(_, end)| !seen.contains(end)) {
                    next.entry(&self.graph[end].id).or_insert_with(|| path.extended(edge, end));
                }
            }
            rim = next.into_values().collect();
            seen.extend(rim.iter().filter_map(|path| path.nodes.last()));
            found.extend(rim.iter().cloned());
            if !TRANSITIVE.contains(&relation) {
                break;
            }
        }
        found
    }

    /// The links of a path's last node that an article asserts outright, each with its other end.
    fn asserted_links<'g>(
        &'g self,
        path: &Path<'g>,
        relation: RelationType,
        direction: Direction,
    ) -> impl Iterator<Item = (&'g Edge, NodeIndex)> {
        let last = *path.nodes.last().expect("a path has a first node");
        let along = self.graph.edges_directed(last, direction);
        let against = self.graph.edges_directed(last, direction.opposite()).filter(move |_| relation.is_symmetric());
        let ends = along.chain(against).map(move |edge| {
            let end = if edge.source() == last { edge.target() } else { edge.source() };
            (edge.weight(), end)
        });
        ends.filter(move |(edge, _)| edge.relation == relation && edge.is_asserted())
    }
}

impl<'g> Path<'g> {
    fn extended(&self, edge: &'g Edge, end: NodeIndex) -> Self {
        let mut longer = self.clone();
        longer.nodes.push(end);
        longer.edges.push(edge);
        longer
    }
}

#[cfg(test)]
mod tests {
    use super::{super::testing::Article, *};

    fn graph() -> RelationGraph {
        let places =
            ["LOC Podil", "GPE Kyiv", "GPE Ukraine", "LOC Europe", "GPE Lviv", "ORG Naftogaz", "PER Ann Lee", "PER Bo Lee"];
        let located = RelationType::LocatedIn;
        let article = places.into_iter().fold(Article::new("a1"), Article::entity);
        let article = article
            .said(0, located, 1, "")
            .said(1, located, 2, "")
            .said(2, located, 3, "")
            .said(3, located, 1, "")
            .said(4, located, 2, "negated")
            .said(5, RelationType::BasedIn, 1, "")
            .said(6, RelationType::Sibling, 7, "")
            .co_mention(0, 3, 1.0);
        [article.read()].into_iter().collect()
    }

    fn ends(graph: &RelationGraph, paths: &[Path]) -> String {
        let name = |path: &Path| graph[*path.nodes.last().expect("an end")].name.clone();
        paths.iter().map(name).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn closures_are_finite_and_follow_what_is_asserted() {
        let graph = graph();
        let node = |name| graph.entity(name).expect("named");
        for (name, relation, up, down) in [
            ("Podil", RelationType::LocatedIn, "Kyiv Ukraine Europe", ""),
            ("Ukraine", RelationType::LocatedIn, "Europe Kyiv", "Kyiv Europe Podil"),
            ("Lviv", RelationType::LocatedIn, "", ""),
            ("Naftogaz", RelationType::BasedIn, "Kyiv", ""),
            ("Kyiv", RelationType::BasedIn, "", "Naftogaz"),
            ("Bo Lee", RelationType::Sibling, "Ann Lee", "Ann Lee"),
            ("Podil", RelationType::CoMention, "Europe", "Europe"),
        ] {
            assert_eq!(ends(&graph, &graph.closure(node(name), relation)), up, "{name} {relation}");
            assert_eq!(ends(&graph, &graph.inverse_closure(node(name), relation)), down, "{name} {relation}");
        }
        let paths = graph.closure(node("Podil"), RelationType::LocatedIn);
        assert!(paths.iter().enumerate().all(|(place, path)| path.edges.len() == place + 1 && path.nodes.len() == place + 2));
    }
}
