//! Linking: which names of several articles are one, decided anew over the whole graph.
//!
//! Sure names come first, then full names with support, then short names: a later step adds to what the earlier ones found
//! and never undoes it. What fits two nodes joins neither. Last, people of one name whom the articles tell apart are parted.

mod context;
mod groups;
mod homonyms;
mod institutions;
mod marks;
mod shape;
mod short;
mod supported;
mod sure;
#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeMap, HashMap, btree_map::Entry},
    sync::Arc,
};

use petgraph::stable_graph::{NodeIndex, StableDiGraph};

use super::{Edge, LinkReason, Naming, Node, RelationGraph, SourceDocument, Support};
use groups::{Groups, Seat, roster};

/// Which names of several articles [`RelationGraph::linked`] takes for one; all that it knows reasons for unless set.
///
/// ```
/// use newsgraph::{LinkReason, Linking, RelationGraph};
///
/// let careful = Linking::new().min_score(0.7).without([LinkReason::Surname]);
/// assert_eq!(RelationGraph::new().linked(&careful), RelationGraph::new());
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Linking {
    min_score: f64,
    without: Vec<LinkReason>,
    namesakes: bool,
}

impl Default for Linking {
    fn default() -> Self {
        Linking { min_score: 0.5, without: Vec::new(), namesakes: false }
    }
}

impl Linking {
    /// Every reason to join names, with a score of at least 0.5; people of one full name stay one.
    pub fn new() -> Self {
        Self::default()
    }

    /// The least score of a link, 0 to 1; a spelling of a full name needs half of it.
    ///
    /// The more nodes two names are both named beside, and the fewer others these are named beside, the higher is the score.
    #[must_use]
    pub fn min_score(mut self, score: f64) -> Self {
        self.min_score = score;
        self
    }

    /// Links no names for these reasons.
    #[must_use]
    pub fn without(mut self, reasons: impl IntoIterator<Item = LinkReason>) -> Self {
        self.without.extend(reasons);
        self
    }

    /// Also makes people of one full name several nodes, where their articles have nothing in common and give them other countries,
    /// walks of life, seats or parties.
    ///
    /// For articles in which namesakes are common: in 4,436 items of current events, with 1,646 people, it parted three, who were
    /// one each (a king of two countries, a cardinal who became pope).
    #[must_use]
    pub fn part_namesakes(mut self) -> Self {
        self.namesakes = true;
        self
    }

    fn allows(&self, reason: LinkReason) -> bool {
        !self.without.contains(&reason)
    }
}

impl RelationGraph {
    /// The graph with the names that mean the same one node, as far as the articles together tell.
    ///
    /// One article alone may name the `Fed`, another the `Federal Reserve`; one Sergei Lavrov in full, another only
    /// `Lavrov`, both beside Ankara and Hakan Fidan. A last name alone is decided on article by article, and joins a full
    /// name only if both are named beside two other nodes and no second bearer of the name fits half as well. Names that
    /// this graph's [rules](Self::with_rules) keep apart stay apart, and so do those that an article tells apart. Two
    /// people of one full name are one, unless [`Linking::part_namesakes`] is asked for.
    ///
    /// Each [`Naming`] lists [why](Naming::links) its names are the node's, and [`Node::links`](crate::Node::links) sums
    /// up. The outcome is a function of the articles: gather articles in this graph, in any order, and link it anew when
    /// there are more of them. Articles merged into the linked graph go by their own names again.
    ///
    /// Time and memory grow with nodes and edges; names are compared only with those that share a key.
    ///
    /// ```
    /// use newsgraph::{Extraction, LinkReason, Linking, RelationGraph};
    ///
    /// # let article = |json: &str| serde_json::from_str::<Extraction>(json);
    /// let one = article(r#"{"id": "a1", "text": "The Federal Reserve kept rates.",
    ///     "mentions": [{"start": 4, "end": 19, "text": "Federal Reserve", "type": "ORG", "confidence": 1, "entity": 0}],
    ///     "entities": [{"id": 0, "name": "Federal Reserve", "type": "ORG", "mentions": [0], "link": null}], "relations": []}"#)?;
    /// let other = article(r#"{"id": "a2", "text": "The Fed waits.",
    ///     "mentions": [{"start": 4, "end": 7, "text": "Fed", "type": "ORG", "confidence": 1, "entity": 0}],
    ///     "entities": [{"id": 0, "name": "Fed", "type": "ORG", "mentions": [0], "link": null}], "relations": []}"#)?;
    /// let graph: RelationGraph = [one, other].into_iter().collect();
    /// assert_eq!(graph.nodes().count(), 2);
    ///
    /// let linked = graph.linked(&Linking::new());
    /// let fed = &linked[linked.entity("Fed")?];
    /// assert_eq!((fed.id.as_str(), fed.documents.len()), ("ORG:federal reserve", 2));
    /// let (link, articles) = &fed.links()[0];
    /// assert_eq!((&*link.from, link.reason, *articles), ("ORG:fed", LinkReason::KnownName, 1));
    /// # Ok::<(), newsgraph::Error>(())
    /// ```
    #[must_use]
    pub fn linked(&self, linking: &Linking) -> RelationGraph {
        let roster = roster(self);
        let mut groups = Groups::new(self, &roster);
        sure::join(linking, &mut groups);
        supported::join(linking, &mut groups);
        short::join(linking, &mut groups);
        if linking.namesakes {
            homonyms::part(linking, &mut groups);
        }
        self.regrouped(&groups)
    }

    /// The same articles' graph with every share at the node that it was grouped with.
    fn regrouped(&self, groups: &Groups) -> RelationGraph {
        let mut graph = StableDiGraph::new();
        let places: HashMap<Seat, NodeIndex> = regrouped_shares(groups)
            .into_iter()
            .map(|(target, shares)| (target, graph.add_node(Node::gather(groups.id(target), shares))))
            .collect();
        let (classes, redirects) = (self.classes.clone(), groups.redirects(&self.redirects));
        let documents = self.documents.values().cloned();
        let mut linked = RelationGraph { classes, redirects, ..RelationGraph::indexed(graph, documents) };
        for (source, edge, target) in self.edges() {
            let numbers = [source, target].map(|end| groups.number(end));
            for (ends, documents) in regrouped_edge(numbers, edge, groups) {
                let [source, target] = ends.map(|seat| places[&seat]);
                linked.link(source, target, edge.relation, documents);
            }
        }
        linked
    }
}

/// Each article's share of each node.
type Shares<S> = BTreeMap<Arc<SourceDocument>, S>;

/// What articles say of each node, by its number.
fn regrouped_shares(groups: &Groups) -> BTreeMap<Seat, Shares<Naming>> {
    let mut shares: BTreeMap<Seat, Shares<Naming>> = BTreeMap::new();
    for (number, bearer) in groups.roster().iter().enumerate() {
        for (document, naming) in &bearer.node.documents {
            let mut naming = naming.clone();
            naming.links.extend(groups.links(number, document));
            match shares.entry(groups.target(number, document)).or_default().entry(document.clone()) {
                Entry::Vacant(free) => _ = free.insert(naming),
                Entry::Occupied(mut taken) => taken.get_mut().join(naming),
            }
        }
    }
    shares
}

/// Where the articles' shares of an edge between two nodes go.
fn regrouped_edge(ends: [usize; 2], edge: &Edge, groups: &Groups) -> BTreeMap<[Seat; 2], Shares<Support>> {
    if ends.iter().all(|&number| groups.is_whole(number)) {
        return BTreeMap::from([(ends.map(|number| (groups.root(number), 0)), edge.documents.clone())]);
    }
    let mut parts: BTreeMap<[Seat; 2], Shares<Support>> = BTreeMap::new();
    for (document, support) in &edge.documents {
        let ends = ends.map(|number| groups.target(number, document));
        parts.entry(ends).or_default().insert(document.clone(), support.clone());
    }
    parts
}
