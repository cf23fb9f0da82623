//! Parts of a graph.

use std::{collections::BTreeMap, sync::Arc};

use jiff::civil::Date;
use petgraph::stable_graph::{EdgeIndex, NodeIndex};

use super::{Edge, Node, RelationGraph, SourceDocument, Support};
use crate::{EntityType, Flags, RelationType};

/// Which part of a graph to keep; all of it unless set.
///
/// ```
/// use newsgraph::{EntityType, Filter, RelationType};
///
/// let talks = Filter::new()
///     .entity_types([EntityType::Person, EntityType::GeopoliticalEntity])
///     .relations([RelationType::MeetsWith, RelationType::Visits])
///     .since("2024-01-01".parse().expect("a day"))
///     .min_documents(2);
/// # let graph = newsgraph::RelationGraph::new();
/// for (source, edge, target) in graph.filtered(&talks).edges() {
///     println!("{} {} {}", graph[source].name, edge.relation, graph[target].name);
/// }
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    entity_types: Option<Vec<EntityType>>,
    relations: Option<Vec<RelationType>>,
    since: Option<Date>,
    until: Option<Date>,
    documents: Option<Vec<String>>,
    min_weight: f64,
    min_confidence: f32,
    min_documents: usize,
    negated: Option<bool>,
    hypothetical: Option<bool>,
    past: Option<bool>,
    alleged: Option<bool>,
}

impl Filter {
    /// Keeps everything.
    pub fn new() -> Self {
        Self::default()
    }

    /// Keeps nodes of these types only.
    #[must_use]
    pub fn entity_types(mut self, types: impl IntoIterator<Item = EntityType>) -> Self {
        self.entity_types = Some(types.into_iter().collect());
        self
    }

    /// Keeps links of these types only.
    #[must_use]
    pub fn relations(mut self, relations: impl IntoIterator<Item = RelationType>) -> Self {
        self.relations = Some(relations.into_iter().collect());
        self
    }

    /// Keeps what articles of this day or later say; undated articles are left out.
    #[must_use]
    pub fn since(mut self, day: Date) -> Self {
        self.since = Some(day);
        self
    }

    /// Keeps what articles of this day or earlier say; undated articles are left out.
    #[must_use]
    pub fn until(mut self, day: Date) -> Self {
        self.until = Some(day);
        self
    }

    /// Keeps what the articles of these ids say.
    #[must_use]
    pub fn documents<S: Into<String>>(mut self, ids: impl IntoIterator<Item = S>) -> Self {
        let mut ids: Vec<String> = ids.into_iter().map(Into::into).collect();
        ids.sort_unstable();
        self.documents = Some(ids);
        self
    }

    /// Keeps links of at least this weight.
    #[must_use]
    pub fn min_weight(mut self, weight: f64) -> Self {
        self.min_weight = weight;
        self
    }

    /// Keeps what articles say with at least this confidence, 0 to 1.
    #[must_use]
    pub fn min_confidence(mut self, probability: f32) -> Self {
        self.min_confidence = probability;
        self
    }

    /// Keeps nodes and links that at least so many articles name.
    #[must_use]
    pub fn min_documents(mut self, count: usize) -> Self {
        self.min_documents = count;
        self
    }

    /// Keeps what is denied only, or only what is not.
    #[must_use]
    pub fn negated(mut self, negated: bool) -> Self {
        self.negated = Some(negated);
        self
    }

    /// Keeps what is planned, possible or demanded only, or only what is not.
    #[must_use]
    pub fn hypothetical(mut self, hypothetical: bool) -> Self {
        self.hypothetical = Some(hypothetical);
        self
    }

    /// Keeps what is over only, or only what is not.
    #[must_use]
    pub fn past(mut self, past: bool) -> Self {
        self.past = Some(past);
        self
    }

    /// Keeps what is merely claimed only, or only what is not.
    #[must_use]
    pub fn alleged(mut self, alleged: bool) -> Self {
        self.alleged = Some(alleged);
        self
    }

    /// Keeps what is said outright: not denied, not possible, not over, not merely claimed.
    #[must_use]
    pub fn asserted(self) -> Self {
        self.negated(false).hypothetical(false).past(false).alleged(false)
    }

    pub(super) fn keeps_flags(&self, flags: Flags) -> bool {
        let fits = |wanted: Option<bool>, holds: bool| wanted.is_none_or(|wanted| wanted == holds);
        fits(self.negated, flags.negated)
            && fits(self.hypothetical, flags.hypothetical)
            && fits(self.past, flags.past)
            && fits(self.alleged, flags.alleged)
    }

    pub(super) fn keeps_document(&self, document: &SourceDocument) -> bool {
        let is_among = |ids: &Vec<String>| ids.binary_search_by(|id| id.as_str().cmp(&document.id)).is_ok();
        self.documents.as_ref().is_none_or(is_among)
            && self.since.is_none_or(|since| document.date.is_some_and(|date| date >= since))
            && self.until.is_none_or(|until| document.date.is_some_and(|date| date <= until))
    }

    pub(super) fn keeps_node(&self, node: &Node) -> bool {
        node.documents.len() >= self.min_documents.max(1)
            && self.entity_types.as_ref().is_none_or(|types| types.contains(&node.entity_type))
    }

    pub(super) fn keeps_edge(&self, edge: &Edge) -> bool {
        edge.documents.len() >= self.min_documents.max(1)
            && edge.weight >= self.min_weight
            && self.relations.as_ref().is_none_or(|relations| relations.contains(&edge.relation))
    }

    /// The shares of the articles that are kept.
    fn shares<S: Clone>(&self, shares: &BTreeMap<Arc<SourceDocument>, S>) -> BTreeMap<Arc<SourceDocument>, S> {
        let kept = shares.iter().filter(|(document, _)| self.keeps_document(document));
        kept.map(|(document, share)| (document.clone(), share.clone())).collect()
    }

    /// What the kept articles say of an edge in a way that is kept.
    fn supports(&self, edge: &Edge) -> BTreeMap<Arc<SourceDocument>, Support> {
        let is_kept = |(document, support): &(&Arc<SourceDocument>, &Support)| {
            self.keeps_document(document) && support.confidence >= self.min_confidence
        };
        let kept = edge.documents.iter().filter(is_kept);
        kept.filter_map(|(document, support)| Some((document.clone(), support.said(|flags| self.keeps_flags(flags))?))).collect()
    }
}

impl RelationGraph {
    /// The part of the graph that a filter keeps.
    ///
    /// First the graph that the kept articles alone would have given, its names, counts, days, weights and evidence; of
    /// this, the kept nodes and links. An article that says the same in several ways keeps its whole weight as long as one
    /// of them is kept. Node indices stay the same.
    #[must_use]
    pub fn filtered(&self, filter: &Filter) -> RelationGraph {
        let node = |_, node: &Node| {
            Some(Node::gather(node.id.clone(), filter.shares(&node.documents))).filter(|node| filter.keeps_node(node))
        };
        let edge =
            |_, edge: &Edge| Some(Edge::gather(edge.relation, filter.supports(edge))).filter(|edge| filter.keeps_edge(edge));
        let documents = self.documents.values().filter(|document| filter.keeps_document(document)).cloned();
        self.reindexed(self.graph.filter_map(node, edge), documents)
    }

    /// The nodes and the edges between them that are kept, of the same articles and with the same indices.
    pub(super) fn subgraph(
        &self,
        keeps_node: impl Fn(NodeIndex) -> bool,
        keeps_edge: impl Fn(EdgeIndex) -> bool,
    ) -> RelationGraph {
        let node = |index, node: &Node| keeps_node(index).then(|| node.clone());
        let edge = |index, edge: &Edge| keeps_edge(index).then(|| edge.clone());
        self.reindexed(self.graph.filter_map(node, edge), self.documents.values().cloned())
    }

    fn reindexed(
        &self,
        graph: petgraph::stable_graph::StableDiGraph<Node, Edge>,
        documents: impl Iterator<Item = Arc<SourceDocument>>,
    ) -> RelationGraph {
        let (redirects, classes) = (self.redirects.clone(), self.classes.clone());
        RelationGraph { redirects, classes, ..RelationGraph::indexed(graph, documents) }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::testing::Article, *};

    fn articles() -> [Article; 3] {
        let first = Article::new("a1").day("2024-01-01").entity("PER Ann Lee|Lee").entity("ORG UN").entity("GPE Kyiv");
        let second = Article::new("a2").day("2024-01-02").entity("PER Ann Lee").entity("ORG UN|U.N.");
        [
            first.co_mention(0, 1, 1.0).relation(0, RelationType::Visits, 2, 1.0),
            second.co_mention(0, 1, 2.0),
            Article::new("a3").entity("ORG UN").entity("GPE Kyiv").co_mention(0, 1, 0.5),
        ]
    }

    #[test]
    fn some_articles_give_the_graph_of_these_alone() {
        let day = |day: &str| day.parse::<Date>().expect("a day");
        let graph: RelationGraph = articles().iter().map(Article::read).collect();
        for (filter, want) in [
            (Filter::new(), vec![0, 1, 2]),
            (Filter::new().documents(["a3", "a1"]), vec![0, 2]),
            (Filter::new().since(day("2024-01-02")), vec![1]),
            (Filter::new().until(day("2024-01-01")), vec![0]),
            (Filter::new().since(day("2023-01-01")).until(day("2025-01-01")), vec![0, 1]),
            (Filter::new().documents(["b1"]), vec![]),
        ] {
            let alone: RelationGraph = want.iter().map(|place| articles()[*place].read()).collect();
            assert_eq!(graph.filtered(&filter), alone, "{filter:?}");
        }
    }

    #[test]
    fn links_are_kept_by_how_they_are_said() {
        let article = |id: &str| Article::new(id).entity("PER Ann Lee").entity("GPE Kyiv").entity("ORG UN");
        let visit = |id: &str, flags| article(id).said(0, RelationType::Visits, 1, flags).co_mention(0, 2, 1.0);
        let articles = [
            visit("a1", "").said(0, RelationType::Visits, 1, "negated"),
            visit("a2", "negated alleged"),
            visit("a3", "past"),
            visit("a4", "hypothetical"),
        ];
        let graph: RelationGraph = articles.iter().map(Article::read).collect();
        for (filter, want) in [
            (Filter::new(), 4),
            (Filter::new().asserted(), 1),
            (Filter::new().negated(true), 2),
            (Filter::new().negated(true).alleged(false), 1),
            (Filter::new().negated(false), 3),
            (Filter::new().past(true), 1),
            (Filter::new().hypothetical(true), 1),
            (Filter::new().past(true).hypothetical(true), 0),
        ] {
            let kept = graph.filtered(&filter);
            let visits = kept.edges().find(|(_, edge, _)| edge.relation == RelationType::Visits);
            assert_eq!(visits.map_or(0, |(_, edge, _)| edge.documents.len()), want, "{filter:?}");
            assert!(visits.iter().flat_map(|(_, edge, _)| edge.evidence()).all(|(_, place)| filter.keeps_flags(place.flags)));
        }
    }

    #[test]
    fn nodes_and_links_are_kept_by_kind_and_strength() {
        let graph: RelationGraph = articles().iter().map(Article::read).collect();
        for (filter, nodes, edges) in [
            (Filter::new().entity_types([EntityType::Organization, EntityType::Person]), "UN, Ann Lee", "UN-Ann Lee"),
            (Filter::new().relations([RelationType::Visits]), "Kyiv, UN, Ann Lee", "Ann Lee-Kyiv"),
            (Filter::new().min_weight(1.0), "Kyiv, UN, Ann Lee", "UN-Ann Lee, Ann Lee-Kyiv"),
            (Filter::new().min_weight(1.0).min_confidence(0.5), "Kyiv, UN, Ann Lee", "UN-Ann Lee, Ann Lee-Kyiv"),
            (Filter::new().min_confidence(0.6), "Kyiv, UN, Ann Lee", ""),
            (Filter::new().min_documents(3), "UN", ""),
            (Filter::new().min_documents(2), "Kyiv, UN, Ann Lee", "UN-Ann Lee"),
        ] {
            let kept = graph.filtered(&filter);
            let names: Vec<&str> = kept.nodes().map(|(_, node)| node.name.as_str()).collect();
            let links = kept.edges().map(|(source, _, target)| format!("{}-{}", kept[source].name, kept[target].name));
            assert_eq!((names.join(", "), links.collect::<Vec<_>>().join(", ")), (nodes.into(), edges.into()), "{filter:?}");
            assert_eq!(kept.entity("UN").ok(), graph.entity("UN").ok(), "indices stay");
        }
    }
}
