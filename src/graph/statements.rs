//! What articles say, one by one: dated, typed, with the words.

use std::cmp::Ordering;

use petgraph::{
    Direction,
    stable_graph::{EdgeIndex, NodeIndex},
    visit::EdgeRef,
};

use super::{EdgeEvidence, Filter, RelationGraph, SourceDocument, Support};
use crate::{Flags, RelationType};

/// One place in one article that says how two nodes are linked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Statement<'g> {
    /// Who; for a symmetric relation the node whose id comes first.
    pub source: NodeIndex,
    /// How the two are linked.
    pub relation: RelationType,
    /// With whom.
    pub target: NodeIndex,
    /// The article, with its day.
    pub document: &'g SourceDocument,
    /// Whether it is denied, possible, over or merely claimed.
    pub flags: Flags,
    /// Estimated probability that the article says so, 0 to 1.
    pub confidence: f32,
    /// The sentence; `None` where the article gave no place.
    pub evidence: Option<&'g EdgeEvidence>,
}

impl Statement<'_> {
    /// The end that is not `node`.
    pub fn other(&self, node: NodeIndex) -> NodeIndex {
        if self.source == node { self.target } else { self.source }
    }

    /// By day, the undated last; then by article, and as it is read there.
    fn order(&self, other: &Self) -> Ordering {
        let rank = |statement: &Self| (statement.document.date.is_none(), statement.document.date);
        let sentence = |statement: &Self| statement.evidence.map(|evidence| evidence.sentence);
        rank(self)
            .cmp(&rank(other))
            .then_with(|| self.document.cmp(other.document))
            .then_with(|| sentence(self).cmp(&sentence(other)))
            .then_with(|| (self.relation, self.flags).cmp(&(other.relation, other.flags)))
            .then_with(|| self.evidence.cmp(&other.evidence))
    }
}

impl RelationGraph {
    /// What articles say of two nodes, in either direction, the oldest first and the undated last.
    ///
    /// ```
    /// use newsgraph::RelationGraph;
    /// # let json = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/export/example.json"));
    /// # let graph: RelationGraph = serde_json::from_str(json)?;
    ///
    /// let timeline = graph.between(graph.entity("Ukraine")?, graph.entity("Rutte")?);
    /// let typed: Vec<String> = timeline
    ///     .iter()
    ///     .map(|said| format!("{} {}: {}", said.document.id, said.relation, said.document.date.expect("dated")))
    ///     .collect();
    /// assert_eq!(typed, ["a1 co_mention: 2026-11-06", "a2 co_mention: 2026-11-08", "a2 visits: 2026-11-08"]);
    /// assert!(timeline[2].evidence.expect("quoted").text.starts_with("Rutte flew to Ukraine"));
    /// # Ok::<(), newsgraph::Error>(())
    /// ```
    pub fn between(&self, node: NodeIndex, other: NodeIndex) -> Vec<Statement<'_>> {
        let both = [(node, other), (other, node)].into_iter();
        let edges = both.flat_map(|(source, target)| self.graph.edges_connecting(source, target).map(|edge| edge.id()));
        self.sorted_statements(edges, &Filter::new())
    }

    /// What articles say that a filter keeps, the oldest first and the undated last.
    ///
    /// Limits on weight and number of articles look at whole edges, types of entities at whole nodes.
    ///
    /// ```
    /// use newsgraph::{Filter, RelationGraph, RelationType};
    /// # let json = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/export/example.json"));
    /// # let graph: RelationGraph = serde_json::from_str(json)?;
    ///
    /// let visits = Filter::new().relations([RelationType::Visits]).negated(false).since("2026-11-07".parse().expect("a day"));
    /// assert_eq!(graph.statements(&visits).len(), 1);
    /// # Ok::<(), newsgraph::Error>(())
    /// ```
    pub fn statements(&self, filter: &Filter) -> Vec<Statement<'_>> {
        self.sorted_statements(self.graph.edge_indices(), filter)
    }

    /// What articles say that a node is or does to others; symmetric relations are said of both ends.
    ///
    /// ```
    /// use newsgraph::{Filter, RelationGraph, RelationType};
    /// # let json = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/export/example.json"));
    /// # let graph: RelationGraph = serde_json::from_str(json)?;
    ///
    /// let (rutte, visits) = (graph.entity("Rutte")?, Filter::new().relations([RelationType::Visits]));
    /// assert_eq!(graph[graph.outgoing(rutte, &visits)[0].target].name, "Ukraine");
    /// assert!(graph.incoming(rutte, &visits).is_empty());
    /// # Ok::<(), newsgraph::Error>(())
    /// ```
    pub fn outgoing(&self, node: NodeIndex, filter: &Filter) -> Vec<Statement<'_>> {
        self.directed_statements(node, Direction::Outgoing, filter)
    }

    /// What articles say that others are or do to a node; symmetric relations are said of both ends.
    pub fn incoming(&self, node: NodeIndex, filter: &Filter) -> Vec<Statement<'_>> {
        self.directed_statements(node, Direction::Incoming, filter)
    }

    fn directed_statements(&self, node: NodeIndex, direction: Direction, filter: &Filter) -> Vec<Statement<'_>> {
        let against = self.graph.edges_directed(node, direction.opposite()).filter(|edge| edge.weight().relation.is_symmetric());
        let edges = self.graph.edges_directed(node, direction).chain(against).map(|edge| edge.id());
        self.sorted_statements(edges, filter)
    }

    fn sorted_statements(&self, edges: impl Iterator<Item = EdgeIndex>, filter: &Filter) -> Vec<Statement<'_>> {
        let mut found: Vec<Statement> = edges.flat_map(|edge| self.statements_of(edge, filter)).collect();
        let ids = |statement: &Statement| [statement.source, statement.target].map(|end| &self.graph[end].id);
        found.sort_by(|a, b| a.order(b).then_with(|| ids(a).cmp(&ids(b))));
        found
    }

    fn statements_of(&self, index: EdgeIndex, filter: &Filter) -> Vec<Statement<'_>> {
        let (Some((source, target)), edge) = (self.graph.edge_endpoints(index), &self.graph[index]) else { return Vec::new() };
        if !filter.keeps_edge(edge) || ![source, target].iter().all(|end| filter.keeps_node(&self.graph[*end])) {
            return Vec::new();
        }
        let kept = edge.documents.iter().filter(|(document, _)| filter.keeps_document(document));
        let said = kept.flat_map(|(document, support)| {
            places(support).map(move |(flags, evidence)| {
                let (relation, confidence) = (edge.relation, support.confidence);
                Statement { source, relation, target, document, flags, confidence, evidence }
            })
        });
        said.filter(|statement| filter.keeps_flags(statement.flags)).collect()
    }
}

/// Each place of a support, or each way in which it is said without one.
fn places(support: &Support) -> impl Iterator<Item = (Flags, Option<&EdgeEvidence>)> {
    let quoted = support.evidence.iter().map(|evidence| (evidence.flags, Some(evidence)));
    let plain = support.evidence.is_empty() && support.unquoted.is_empty();
    let unquoted = support.unquoted.iter().copied().chain(plain.then(Flags::default));
    quoted.chain(unquoted.map(|flags| (flags, None)))
}

#[cfg(test)]
mod tests {
    use super::{
        super::{flags::label, testing::Article},
        *,
    };

    fn article(id: &str, day: &str) -> Article {
        Article::new(id).day(day).entity("PER Ann Lee").entity("GPE Kyiv").entity("PER Bo Roe")
    }

    fn graph() -> RelationGraph {
        let articles = [
            article("a3", "2024-03-03").said(0, RelationType::Visits, 1, "negated").said(0, RelationType::MeetsWith, 2, ""),
            article("a1", "2024-01-01").said(0, RelationType::Visits, 1, "hypothetical").co_mention(0, 1, 1.0),
            article("a2", "2024-02-02").said(0, RelationType::Visits, 1, "").said(0, RelationType::Visits, 1, "alleged"),
            Article::new("a0").entity("GPE Kyiv").entity("PER Ann Lee").said(1, RelationType::Visits, 0, ""),
            article("a4", "2024-04-04").said(2, RelationType::MeetsWith, 0, "negated").said(2, RelationType::Criticizes, 0, ""),
        ];
        articles.iter().map(Article::read).collect()
    }

    fn shown(statements: &[Statement]) -> Vec<String> {
        statements.iter().map(|said| format!("{} {} {}", said.document.id, said.relation, label(said.flags))).collect()
    }

    #[test]
    fn what_is_asserted_and_denied_is_one_edge() {
        let graph = graph();
        let (_, visits, _) = graph.edges().find(|(_, edge, _)| edge.relation == RelationType::Visits).expect("one");
        let counts: Vec<(String, usize)> = visits.flags().into_iter().map(|(flags, count)| (label(flags), count)).collect();
        let want = [("asserted", 2), ("alleged", 1), ("hypothetical", 1), ("negated", 1)];
        assert_eq!(counts, want.map(|(name, count)| (name.to_owned(), count)));
        assert_eq!((visits.articles(|flags| flags.negated), visits.articles(|flags| !flags.negated)), (1, 3));
        assert!(visits.is_asserted());
    }

    #[test]
    fn a_pair_has_a_timeline() {
        let graph = graph();
        let [lee, kyiv, roe] = ["Ann Lee", "Kyiv", "Bo Roe"].map(|name| graph.entity(name).expect("named"));
        let visits = [
            "a1 co_mention asserted",
            "a1 visits hypothetical",
            "a2 visits asserted",
            "a2 visits alleged",
            "a3 visits negated",
            "a0 visits asserted",
        ];
        let talks = ["a3 meets_with asserted", "a4 meets_with negated", "a4 criticizes asserted"];
        for (first, second, want) in
            [(lee, kyiv, &visits[..]), (kyiv, lee, &visits), (lee, roe, &talks), (roe, kyiv, &[]), (lee, lee, &[])]
        {
            assert_eq!(shown(&graph.between(first, second)), want);
        }
        let texts: Vec<bool> = graph.between(lee, kyiv).iter().map(|said| said.evidence.is_some()).collect();
        assert_eq!(texts, [true; 6]);
    }

    #[test]
    fn statements_are_found_by_type_flag_direction_and_period() {
        let graph = graph();
        let [lee, roe] = ["Ann Lee", "Bo Roe"].map(|name| graph.entity(name).expect("named"));
        let day = |day: &str| day.parse().expect("a day");
        let visits = || Filter::new().relations([RelationType::Visits]);
        for (found, want) in [
            (graph.statements(&visits().asserted()), vec!["a2 visits asserted", "a0 visits asserted"]),
            (graph.statements(&visits().negated(true)), vec!["a3 visits negated"]),
            (
                graph.statements(&visits().since(day("2024-02-02")).until(day("2024-02-28"))),
                vec!["a2 visits asserted", "a2 visits alleged"],
            ),
            (
                graph.outgoing(roe, &Filter::new()),
                vec!["a3 meets_with asserted", "a4 meets_with negated", "a4 criticizes asserted"],
            ),
            (graph.incoming(roe, &Filter::new()), vec!["a3 meets_with asserted", "a4 meets_with negated"]),
            (graph.incoming(lee, &Filter::new().asserted()), vec!["a3 meets_with asserted", "a4 criticizes asserted"]),
            (graph.statements(&Filter::new().min_documents(9)), vec![]),
        ] {
            let mut found = shown(&found);
            found.retain(|line| !line.contains("co_mention"));
            assert_eq!(found, want);
        }
        let talk = graph.incoming(roe, &Filter::new())[0];
        assert_eq!((talk.other(roe), talk.other(lee)), (lee, roe));
    }

    #[test]
    fn what_is_said_without_a_place_keeps_its_flags() {
        let json = r#"{"id": "a1", "text": "Ann Lee, Kyiv", "mentions": [
            {"start": 0, "end": 7, "text": "Ann Lee", "type": "PER", "confidence": 1, "entity": 0},
            {"start": 9, "end": 13, "text": "Kyiv", "type": "GPE", "confidence": 1, "entity": 1}],
            "entities": [{"id": 0, "name": "Ann Lee", "type": "PER", "mentions": [0], "link": null},
                         {"id": 1, "name": "Kyiv", "type": "GPE", "mentions": [1], "link": null}],
            "relations": [{"subject": 0, "type": "visits", "object": 1, "negated": true, "evidence": []}]}"#;
        let graph: RelationGraph = [serde_json::from_str::<crate::Extraction>(json).expect("sound")].into_iter().collect();
        assert_eq!(shown(&graph.statements(&Filter::new())), ["a1 visits negated"]);
        let back: RelationGraph = serde_json::from_str(&serde_json::to_string(&graph).expect("JSON")).expect("sound");
        assert_eq!(back, graph);
    }
}
