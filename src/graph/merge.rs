//! Growing a graph: by an extraction, by another graph.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    sync::Arc,
};

use petgraph::stable_graph::{EdgeIndex, NodeIndex};

use super::{
    Edge, EdgeKey, Naming, Node, RelationGraph, SourceDocument, Support,
    article::{namings, supports},
    names::{NameClasses, key},
};
use crate::{Extraction, MergeRules, RelationType, Result};

impl RelationGraph {
    /// An empty graph.
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty graph to which the caller says which names must and must not be one node, whatever their type.
    ///
    /// Two names that must not be merged never share a node: where an article takes them for one, the node does not count
    /// the name that is not the article's own; where one link joins them, such as a country's, the second name goes
    /// without it.
    ///
    /// ```
    /// use newsgraph::{MergeRules, RelationGraph};
    ///
    /// let rules = MergeRules::new().must_merge("Türkiye", "Turkey").cannot_merge("George Bush", "George W. Bush");
    /// assert!(RelationGraph::with_rules(&rules).is_ok());
    /// assert!(RelationGraph::with_rules(&rules.cannot_merge("Turkey", "TÜRKIYE")).is_err());
    /// ```
    ///
    /// # Errors
    ///
    /// If two names must and must not be merged, also through other names.
    pub fn with_rules(rules: &MergeRules) -> Result<Self> {
        Ok(RelationGraph { classes: NameClasses::new(rules)?, ..Self::default() })
    }

    /// Adds what one article says; an article that is there already, by id and text, changes nothing.
    ///
    /// Any number of articles in any order give the same graph. The time depends on the extraction, not on the graph.
    pub fn merge(&mut self, extraction: &Extraction) {
        let document = Arc::new(SourceDocument::of(extraction.document()));
        let Entry::Vacant(place) = self.documents.entry(document.key()) else { return };
        place.insert(document.clone());
        let places = self.merge_entities(extraction, &document);
        self.merge_relations(extraction, &document, &places);
    }

    /// Adds the nodes of an article; returns where each of its entities went.
    fn merge_entities(&mut self, extraction: &Extraction, document: &Arc<SourceDocument>) -> Vec<Option<NodeIndex>> {
        let named = namings(extraction, &self.classes);
        for (key, _) in named.iter().flatten() {
            if let Some(class) = &key.class {
                self.unite(class, &key.id);
            }
        }
        let mut joined: BTreeMap<NodeIndex, Naming> = BTreeMap::new();
        let mut places = Vec::with_capacity(named.len());
        for entity in named {
            places.push(entity.map(|(key, naming)| {
                let place = self.place(&key.id);
                match joined.entry(place) {
                    Entry::Vacant(free) => _ = free.insert(naming),
                    Entry::Occupied(mut taken) => taken.get_mut().join(naming),
                }
                place
            }));
        }
        for (place, naming) in joined {
            self.absorb_namings(place, [(document.clone(), naming)]);
        }
        places
    }

    fn merge_relations(&mut self, extraction: &Extraction, document: &Arc<SourceDocument>, places: &[Option<NodeIndex>]) {
        let mut joined: BTreeMap<EdgeKey, Support> = BTreeMap::new();
        for (relation, support) in extraction.relations().iter().zip(supports(extraction)) {
            let ends = (places[relation.subject.0], places[relation.object.0]);
            if let (Some(subject), Some(object), Some(support)) = (ends.0, ends.1, support)
                && subject != object
            {
                let (key, is_reversed) = self.edge_key(subject, object, relation.relation_type);
                let support = if is_reversed { support.reversed() } else { support };
                joined.entry(key).or_default().join(support);
            }
        }
        for (key, support) in joined {
            self.absorb_supports(key, [(document.clone(), support)]);
        }
    }

    /// Adds what another graph holds, for graphs that are built in parallel: articles in both count once.
    ///
    /// Both should follow the same rules; a graph without rules takes those of the other.
    pub fn union(&mut self, mut other: RelationGraph) {
        if self.classes.is_empty() {
            self.classes = other.classes;
        }
        for (gone, kept) in &other.redirects {
            self.unite(gone, kept);
        }
        let mut places = BTreeMap::new();
        let nodes: Vec<NodeIndex> = other.graph.node_indices().collect();
        for index in nodes {
            let documents = self.unknown(&mut other.graph[index].documents);
            if !documents.is_empty() {
                let place = self.place(&other.graph[index].id);
                self.absorb_namings(place, documents);
                places.insert(index, place);
            }
        }
        let edges: Vec<EdgeIndex> = other.graph.edge_indices().collect();
        for index in edges {
            let ends = other.graph.edge_endpoints(index).map(|(source, target)| (places.get(&source), places.get(&target)));
            if let Some((Some(source), Some(target))) = ends {
                let edge = &mut other.graph[index];
                let documents = self.unknown(&mut edge.documents);
                self.link(*source, *target, edge.relation, documents);
            }
        }
        for (key, document) in other.documents {
            self.documents.entry(key).or_insert(document);
        }
    }

    /// Takes the shares of those articles that the graph does not hold yet.
    fn unknown<S>(&self, shares: &mut BTreeMap<Arc<SourceDocument>, S>) -> BTreeMap<Arc<SourceDocument>, S> {
        let mut shares = std::mem::take(shares);
        shares.retain(|document, _| !self.documents.contains_key(&document.key()));
        shares
    }

    /// The node that an id stands for; a new one if there is none.
    pub(super) fn place(&mut self, id: &str) -> NodeIndex {
        let id = self.current(id).to_owned();
        *self.nodes_by_id.entry(id).or_insert_with_key(|id| self.graph.add_node(Node::gather(id.clone(), BTreeMap::new())))
    }

    /// Adds shares of articles to a node.
    pub(super) fn absorb_namings(
        &mut self,
        place: NodeIndex,
        documents: impl IntoIterator<Item = (Arc<SourceDocument>, Naming)>,
    ) {
        for (document, naming) in documents {
            for name in naming.names() {
                self.nodes_by_name.entry(key(name)).or_default().insert(place);
            }
            self.graph[place].add(document, naming);
        }
    }

    /// Adds shares of articles to the edge between two nodes; nothing links a node with itself.
    pub(super) fn link(
        &mut self,
        source: NodeIndex,
        target: NodeIndex,
        relation: RelationType,
        documents: impl IntoIterator<Item = (Arc<SourceDocument>, Support)>,
    ) {
        if source != target {
            let (key, is_reversed) = self.edge_key(source, target, relation);
            let turned = |support: Support| if is_reversed { support.reversed() } else { support };
            self.absorb_supports(key, documents.into_iter().map(|(document, support)| (document, turned(support))));
        }
    }

    fn absorb_supports(&mut self, key: EdgeKey, documents: impl IntoIterator<Item = (Arc<SourceDocument>, Support)>) {
        for (document, support) in documents {
            let new = || self.graph.add_edge(key.0, key.1, Edge::gather(key.2, BTreeMap::new()));
            let edge = *self.edges_by_ends.entry(key).or_insert_with(new);
            self.graph[edge].add(document, support);
        }
    }

    /// The ends in the order in which an edge is kept, and whether that turns it round.
    pub(super) fn edge_key(&self, source: NodeIndex, target: NodeIndex, relation: RelationType) -> (EdgeKey, bool) {
        if relation.is_symmetric() && self.graph[target].id < self.graph[source].id {
            ((target, source, relation), true)
        } else {
            ((source, target, relation), false)
        }
    }
}

impl Extend<Extraction> for RelationGraph {
    fn extend<I: IntoIterator<Item = Extraction>>(&mut self, extractions: I) {
        extractions.into_iter().for_each(|extraction| self.merge(&extraction));
    }
}

impl FromIterator<Extraction> for RelationGraph {
    fn from_iter<I: IntoIterator<Item = Extraction>>(extractions: I) -> Self {
        let mut graph = RelationGraph::new();
        graph.extend(extractions);
        graph
    }
}

#[cfg(test)]
mod tests {
    use proptest::{prelude::*, sample::subsequence};

    use super::{super::testing::Article, *};

    fn graph(articles: &[Article]) -> RelationGraph {
        articles.iter().map(Article::read).collect()
    }

    fn ids(graph: &RelationGraph) -> Vec<&str> {
        graph.nodes().map(|(_, node)| node.id.as_str()).collect()
    }

    #[test]
    fn nodes_go_by_link_or_coarse_type_and_name() {
        for (entities, want) in [
            (vec!["GPE Kyiv", "LOC KYIV", "FAC Kyïv"], vec!["LOC:kyiv"]),
            (vec!["GPE Georgia", "PER Georgia"], vec!["LOC:georgia", "PER:georgia"]),
            (vec!["GPE Russia|Russian @iso3166:RU", "GPE Russian Federation @iso3166:RU"], vec!["iso3166:RU"]),
            (vec!["ORG !!!", "ORG ???"], vec!["ORG:!!!", "ORG:???"]),
        ] {
            let together = entities.iter().fold(Article::new("a1"), |article, entity| article.entity(entity));
            let apart: Vec<Article> =
                entities.iter().zip(["a1", "a2", "a3"]).map(|(entity, id)| Article::new(id).entity(entity)).collect();
            assert_eq!(ids(&graph(&[together])), want, "{entities:?}");
            assert_eq!(ids(&graph(&apart)), want, "{entities:?}");
        }
    }

    #[test]
    fn nodes_take_the_name_and_type_of_most_articles() {
        for (entities, want) in [
            (vec!["GPE Kyiv", "LOC KYIV", "LOC KYIV"], ("KYIV", "LOC")),
            (vec!["GPE Kyiv", "LOC KYIV"], ("KYIV", "GPE")),
            (vec!["LOC Kyiv", "LOC Kyiv", "GPE KYIV|KYIV|KYIV"], ("Kyiv", "LOC")),
        ] {
            let articles: Vec<Article> =
                entities.iter().zip(["a1", "a2", "a3"]).map(|(entity, id)| Article::new(id).entity(entity)).collect();
            let graph = graph(&articles);
            let (_, node) = graph.nodes().next().expect("one node");
            assert_eq!((node.name.as_str(), node.entity_type.label()), want, "{entities:?}");
            assert_eq!(node.documents.len(), entities.len(), "{entities:?}");
        }
    }

    #[test]
    fn counts_days_weights_and_evidence_add_up() {
        let graph = graph(&[
            Article::new("a2").day("2024-05-02").entity("PER Ann Lee|Lee|Lee").entity("ORG UN").co_mention(0, 1, 0.1),
            Article::new("a1").day("2024-05-01").entity("ORG UN").entity("PER Ann Lee").co_mention(0, 1, 0.2),
            Article::new("a3").entity("PER Ann Lee"),
        ]);
        let lee = graph.entity("lee").expect("named");
        assert_eq!((graph[lee].mentions, graph[lee].documents.len()), (5, 3));
        assert_eq!(
            Vec::from_iter(graph[lee].aliases.iter().map(|(alias, count)| (alias.as_str(), *count))),
            [("Ann Lee", 3), ("Lee", 2)]
        );
        let edges: Vec<_> = graph.edges().collect();
        let [(source, edge, target)] = edges[..] else { panic!("one edge: {edges:?}") };
        assert_eq!([&graph[source].name, &graph[target].name], ["UN", "Ann Lee"]);
        assert!((edge.weight - 0.3).abs() < 1e-5, "{}", edge.weight);
        assert_eq!([edge.first, edge.last].map(|day| day.expect("dated").to_string()), ["2024-05-01", "2024-05-02"]);
        let subjects: Vec<_> = edge
            .evidence()
            .map(|(document, place)| {
                let text = &*place.text;
                (&*document.id, &text[place.subject.start - place.sentence.start..place.subject.end - place.sentence.start])
            })
            .collect();
        assert_eq!(subjects, [("a1", "UN"), ("a2", "UN")], "both read from the node whose id comes first");
    }

    #[test]
    fn an_article_counts_once_two_texts_of_one_id_twice() {
        let first = Article::new("a1").entity("ORG NATO");
        let second = Article::new("a1").entity("ORG NATO|Nato");
        let graph = graph(&[first.clone(), second, first.clone()]);
        assert_eq!(graph.documents().count(), 2);
        assert_eq!(graph.nodes().map(|(_, node)| node.mentions).sum::<usize>(), 3);
    }

    #[test]
    fn rules_join_and_part_names() {
        let bush = MergeRules::new().cannot_merge("Bush", "George Bush");
        let kremlin = MergeRules::new().must_merge("Kremlin", "Russia");
        let england = MergeRules::new().cannot_merge("Britain", "England");
        for (rules, entities, want) in [
            (&bush, vec!["PER Bush|George Bush"], vec![("PER:bush", "Bush")]),
            (&bush, vec!["PER George Bush|Bush", "PER Bush"], vec![("PER:bush", "Bush"), ("PER:george bush", "George Bush")]),
            (&bush, vec!["PER W|Bush|Bush|George Bush"], vec![("PER:w", "Bush W")]),
            (&kremlin, vec!["FAC Kremlin", "ORG Kremlin"], vec![("ANY:kremlin", "Kremlin")]),
            (&kremlin, vec!["FAC Kremlin", "GPE Russia @iso3166:RU"], vec![("iso3166:RU", "Kremlin Russia")]),
            (
                &kremlin,
                vec!["GPE Russia @iso3166:RU", "GPE RF @iso3166:RU", "FAC Kremlin"],
                vec![("iso3166:RU", "Kremlin RF Russia")],
            ),
            (&kremlin, vec!["ORG Moscow Kremlin|Kremlin"], vec![("ANY:kremlin", "Kremlin Moscow Kremlin")]),
            (
                &england,
                vec!["GPE England @iso3166:GB", "GPE Britain @iso3166:GB"],
                vec![("LOC:england", "England"), ("iso3166:GB", "Britain")],
            ),
            (&england, vec!["GPE UK|England @iso3166:GB", "GPE Britain @iso3166:GB"], vec![("iso3166:GB", "Britain UK")]),
        ] {
            let mut graph = RelationGraph::with_rules(rules).expect("no contradiction");
            graph.extend(entities.iter().zip(["a1", "a2", "a3"]).map(|(entity, id)| Article::new(id).entity(entity).read()));
            let aliases = |node: &Node| node.aliases.keys().cloned().collect::<Vec<_>>().join(" ");
            let nodes: Vec<(String, String)> = graph.nodes().map(|(_, node)| (node.id.clone(), aliases(node))).collect();
            let want: Vec<(String, String)> = want.into_iter().map(|(id, aliases)| (id.to_owned(), aliases.to_owned())).collect();
            assert_eq!(nodes, want, "{rules:?} {entities:?}");
        }
    }

    fn entity() -> impl Strategy<Value = String> {
        let names =
            || prop::sample::select(vec!["Lee", "Ann Lee", "A. Lee", "LEE", "Russia", "Kremlin", "Britain", "England", "UK"]);
        let link = prop::sample::select(vec!["", "", " @x:1", " @x:2", " @x:3"]);
        let labels = prop::sample::select(vec!["PER", "GPE", "FAC"]);
        (labels, names(), prop::collection::vec(names(), 0..3), link).prop_map(|(label, name, aliases, link)| {
            format!("{label} {}{link}", [name].into_iter().chain(aliases).collect::<Vec<_>>().join("|"))
        })
    }

    fn article() -> impl Strategy<Value = Article> {
        let relation = prop::sample::select(vec![RelationType::CoMention, RelationType::MeetsWith, RelationType::Leads]);
        let flags = prop::sample::select(vec!["", "negated", "past alleged"]);
        let relations = prop::collection::vec((0..4_usize, relation, 0..4_usize, prop::result::maybe_ok(flags, 0.0..3.0)), 0..5);
        let head = (prop::sample::select(vec!["a1", "a2", "a3"]), prop::option::of(1..9_u8));
        (head, prop::collection::vec(entity(), 1..5), relations).prop_map(|((id, day), entities, relations)| {
            let article = day.iter().fold(Article::new(id), |article, day| article.day(&format!("2024-01-0{day}")));
            let article = entities.iter().fold(article, |article, entity| article.entity(entity));
            let ends = |place: usize| place % entities.len();
            let sound =
                relations.into_iter().map(|(subject, relation, object, how)| (ends(subject), relation, ends(object), how));
            sound.filter(|(subject, _, object, _)| subject != object).fold(
                article,
                |article, (subject, relation, object, how)| match how {
                    Ok(flags) if relation != RelationType::CoMention => article.said(subject, relation, object, flags),
                    Ok(_) => article.co_mention(subject, object, 1.0),
                    Err(weight) => article.relation(subject, relation, object, weight),
                },
            )
        })
    }

    fn rules() -> impl Strategy<Value = MergeRules> {
        let all = vec![
            MergeRules::new(),
            MergeRules::new().must_merge("Kremlin", "Russia").must_merge("UK", "Lee"),
            MergeRules::new().cannot_merge("Britain", "England").cannot_merge("Ann Lee", "A. Lee"),
            MergeRules::new().must_merge("Kremlin", "Russia").cannot_merge("Kremlin", "Lee").must_merge("UK", "Britain"),
        ];
        prop::sample::select(all)
    }

    fn merged<'a>(rules: &MergeRules, extractions: impl IntoIterator<Item = &'a Extraction>) -> RelationGraph {
        let mut graph = RelationGraph::with_rules(rules).expect("no contradiction");
        extractions.into_iter().for_each(|extraction| graph.merge(extraction));
        graph
    }

    proptest! {
        #[test]
        fn order_and_grouping_leave_no_trace(
            rules in rules(),
            articles in prop::collection::vec(article(), 1..7),
            (left, right) in (subsequence(Vec::from_iter(0..7_usize), 0..7), subsequence(Vec::from_iter(0..7_usize), 0..7)),
            shuffled in Just(Vec::from_iter(0..7_usize)).prop_shuffle(),
        ) {
            let numbered = articles.iter().enumerate().map(|(number, article)| article.clone().number(number));
            let extractions: Vec<Extraction> = numbered.map(|article| article.read()).collect();
            let whole = merged(&rules, &extractions);
            let pick = |places: &[usize]| Vec::from_iter(places.iter().filter_map(|place| extractions.get(*place)));
            prop_assert_eq!(&merged(&rules, pick(&shuffled)), &whole);

            let (left, right) = (pick(&left), pick(&right));
            let (mut one, mut other) = (merged(&rules, left.iter().copied()), merged(&rules, right.iter().copied()));
            let both = merged(&rules, left.into_iter().chain(right));
            let copy = one.clone();
            one.union(other.clone());
            other.union(copy);
            prop_assert_eq!(&one, &both);
            prop_assert_eq!(&other, &both);
            prop_assert_eq!(&one.redirects, &both.redirects);

            let parts = (both.graph.clone(), both.documents.values().cloned(), both.redirects.clone());
            let assembled = RelationGraph::assemble(parts.0, parts.1, parts.2);
            prop_assert_eq!(assembled.expect("parts of a graph are sound"), both);
        }
    }
}
