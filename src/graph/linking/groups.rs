//! Which nodes are taken for one so far, and why.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use petgraph::stable_graph::NodeIndex;

use super::shape::is_capitals;
use crate::{
    EntityType,
    graph::{
        LinkReason, NameLink, Node, RelationGraph, SourceDocument,
        names::{NAMESAKE, key},
    },
};

/// A node as linking sees it; its number is its place in the order of ids.
#[derive(Debug)]
pub(super) struct Bearer<'g> {
    pub(super) index: NodeIndex,
    pub(super) node: &'g Node,
    /// The name that it goes by, as looked up.
    pub(super) name: String,
    pub(super) coarse: EntityType,
    /// Whether an article writes that name in capitals.
    pub(super) is_loud: bool,
    /// Its id in a public register, as register and number; for one of several of a name, the name and which of them.
    register: Option<(&'g str, &'g str)>,
}

/// The nodes of a graph in the order of their ids.
pub(super) fn roster(graph: &RelationGraph) -> Vec<Bearer<'_>> {
    let shared: HashSet<&str> = graph.nodes().filter_map(|(_, node)| node.id.split_once(NAMESAKE)).map(|(id, _)| id).collect();
    let mut roster: Vec<Bearer> = graph.nodes().map(|(index, node)| Bearer::new(index, node)).collect();
    for bearer in roster.iter_mut().filter(|bearer| shared.contains(bearer.node.id.as_str())) {
        bearer.register = Some((&bearer.node.id, ""));
    }
    roster
}

impl<'g> Bearer<'g> {
    fn new(index: NodeIndex, node: &'g Node) -> Self {
        let (head, tail) = node.id.split_once(':').unwrap_or(("", &node.id));
        let by_name = is_type(head);
        let (tail, namesake) = tail
            .split_once(NAMESAKE)
            .filter(|(name, _)| by_name && !name.is_empty())
            .map_or((tail, None), |(tail, which)| (tail, Some(which)));
        let name = if by_name { tail.to_owned() } else { key(&node.name) };
        let is_loud = node.names().any(|written| is_capitals(written) && key(written) == name);
        let of_namesakes = namesake.map(|which| (&node.id[..head.len() + 1 + tail.len()], which));
        let register = if by_name { of_namesakes } else { Some((head, tail)) };
        Bearer { index, node, name, coarse: node.entity_type.coarse(), is_loud, register }
    }

    /// Whether it is a country, a region or a city of a register, which tell little of who is named beside them.
    pub(super) fn is_registered_place(&self) -> bool {
        self.coarse == EntityType::Location && !self.goes_by_name()
    }

    /// Whether its id is a name and a type, without a word of the caller's or a register's.
    pub(super) fn goes_by_name(&self) -> bool {
        self.node.id.split_once(':').is_some_and(|(head, _)| head != "ANY" && is_type(head))
    }
}

fn is_type(head: &str) -> bool {
    matches!(head, "PER" | "ORG" | "LOC" | "MISC" | "ANY")
}

/// Why a name joins another.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grounds {
    pub(super) reason: LinkReason,
    pub(super) score: f64,
    /// Number of nodes that both are named beside.
    pub(super) shared: usize,
}

/// By article, where its share of a node went if not the way of the rest, and why.
type Shares = BTreeMap<Arc<SourceDocument>, (usize, Grounds)>;

/// What an article says of a node is said of a group, given by its root, and of one of the people in it; 0 keeps the id.
pub(super) type Seat = (usize, usize);

/// By article, which of the people in a group it is on, and why.
type Parts = BTreeMap<Arc<SourceDocument>, (usize, Grounds)>;

/// Nodes in groups; each goes by its root's id.
#[derive(Debug)]
pub(super) struct Groups<'g> {
    graph: &'g RelationGraph,
    roster: &'g [Bearer<'g>],
    numbers: HashMap<NodeIndex, usize>,
    roots: Vec<usize>,
    members: Vec<Vec<usize>>,
    /// By node, why it is not its own root.
    grounds: Vec<Option<Grounds>>,
    shares: HashMap<usize, Shares>,
    /// By root, what is on other people of the name.
    parts: HashMap<usize, Parts>,
    /// By root, what it goes by, if there are rules for names.
    names: HashMap<usize, BTreeSet<String>>,
}

impl<'g> Groups<'g> {
    /// Every node for itself.
    pub(super) fn new(graph: &'g RelationGraph, roster: &'g [Bearer<'g>]) -> Self {
        let numbers = roster.iter().enumerate().map(|(number, bearer)| (bearer.index, number)).collect();
        let members = (0..roster.len()).map(|number| vec![number]).collect();
        let names = match graph.classes.is_empty() {
            true => HashMap::new(),
            false => roster.iter().enumerate().map(|(number, bearer)| (number, all_names(bearer))).collect(),
        };
        let (roots, grounds) = ((0..roster.len()).collect(), vec![None; roster.len()]);
        Groups { graph, roster, numbers, roots, members, grounds, shares: HashMap::new(), parts: HashMap::new(), names }
    }

    pub(super) fn graph(&self) -> &'g RelationGraph {
        self.graph
    }

    pub(super) fn roster(&self) -> &'g [Bearer<'g>] {
        self.roster
    }

    /// The number of a node.
    pub(super) fn number(&self, index: NodeIndex) -> usize {
        self.numbers[&index]
    }

    /// The root of a node's group.
    pub(super) fn root(&self, number: usize) -> usize {
        self.roots[number]
    }

    pub(super) fn roots(&self) -> &[usize] {
        &self.roots
    }

    /// The node that says what an article says of a node.
    pub(super) fn target(&self, number: usize, document: &Arc<SourceDocument>) -> Seat {
        let root = self.share(number, document).map_or(self.roots[number], |(target, _)| self.roots[*target]);
        (root, self.part_of(root, document).map_or(0, |(place, _)| place))
    }

    /// The id of the node at a seat: numbers that nodes have from elsewhere are passed over.
    pub(super) fn id(&self, (root, place): Seat) -> String {
        let id = &self.roster[root].node.id;
        let Some(further) = place.checked_sub(1) else { return id.clone() };
        let numbered = (2_usize..).map(|number| format!("{id}{NAMESAKE}{number}"));
        numbered.filter(|id| self.graph.node_with_id(id).is_none()).nth(further).expect("numbers do not end")
    }

    /// The id of the group that goes by an id, as far as it is linked.
    pub(super) fn current<'a>(&'a self, id: &'a str) -> &'a str {
        let node = self.graph.node_with_id(self.graph.current(id));
        node.map_or(id, |index| &self.roster[self.roots[self.numbers[&index]]].node.id)
    }

    /// Whether all articles' shares of a node are at its root.
    pub(super) fn is_whole(&self, number: usize) -> bool {
        !self.shares.contains_key(&number) && !self.parts.contains_key(&self.roots[number])
    }

    fn part_of(&self, root: usize, document: &Arc<SourceDocument>) -> Option<(usize, Grounds)> {
        self.parts.get(&root)?.get(document).copied()
    }

    /// Takes an article on a group for one on another person of its name.
    pub(super) fn part(&mut self, root: usize, document: Arc<SourceDocument>, place: usize, grounds: Grounds) {
        self.parts.entry(root).or_default().insert(document, (place, grounds));
    }

    fn share(&self, number: usize, document: &Arc<SourceDocument>) -> Option<&(usize, Grounds)> {
        self.shares.get(&number)?.get(document)
    }

    /// Why an article's share of a node is at another.
    pub(super) fn links(&self, number: usize, document: &Arc<SourceDocument>) -> impl Iterator<Item = NameLink> {
        let (root, _) = self.target(number, document);
        let joined = self.share(number, document).map(|(_, grounds)| *grounds).or(self.grounds[number]);
        let parted = self.part_of(root, document).map(|(_, grounds)| grounds);
        let link = |from: usize, Grounds { reason, score, shared }| NameLink {
            from: self.roster[from].node.id.as_str().into(),
            reason,
            score: score as f32,
            shared,
        };
        [joined.map(|grounds| link(number, grounds)), parted.map(|grounds| link(root, grounds))].into_iter().flatten()
    }

    /// The ids that were given up before and now, each with the one that holds.
    pub(super) fn redirects(&self, earlier: &BTreeMap<String, String>) -> BTreeMap<String, String> {
        let id = |number: usize| self.roster[number].node.id.clone();
        let gone = (0..self.roots.len()).filter(|&number| self.roots[number] != number);
        let mut redirects: BTreeMap<String, String> = gone.map(|number| (id(number), id(self.roots[number]))).collect();
        for (from, to) in earlier {
            let to = redirects.get(to).unwrap_or(to).clone();
            redirects.insert(from.clone(), to);
        }
        redirects
    }

    /// Takes the group of `from` for that of `to`, unless registers or rules tell them apart.
    pub(super) fn join(&mut self, from: usize, to: usize, grounds: Grounds) {
        let (from, to) = (self.roots[from], self.roots[to]);
        if from == to || !self.may_join(from, to) {
            return;
        }
        let moved = std::mem::take(&mut self.members[from]);
        moved.iter().for_each(|&member| self.roots[member] = to);
        self.members[to].extend(moved);
        self.grounds[from] = Some(grounds);
        if let Some(names) = self.names.remove(&from) {
            self.names.entry(to).or_default().extend(names);
        }
    }

    /// Takes what one article says of a node for said of another's group, unless rules tell them apart.
    pub(super) fn join_share(&mut self, from: usize, document: &Arc<SourceDocument>, to: usize, grounds: Grounds) {
        let to = self.roots[to];
        if !self.may_join(self.roots[from], to) {
            return;
        }
        if let Some(names) = self.names.get(&from).cloned() {
            self.names.entry(to).or_default().extend(names);
        }
        self.shares.entry(from).or_default().insert(document.clone(), (to, grounds));
    }

    /// Whether neither a register nor the caller's rules tell two groups apart.
    pub(super) fn may_join(&self, root: usize, other: usize) -> bool {
        !self.are_registered_apart(root, other) && !self.are_rivals(root, other)
    }

    fn are_registered_apart(&self, root: usize, other: usize) -> bool {
        let registers = |root: usize| self.members[root].iter().filter_map(|&member| self.roster[member].register);
        registers(root).any(|(register, id)| registers(other).any(|(same, own)| same == register && own != id))
    }

    fn are_rivals(&self, root: usize, other: usize) -> bool {
        let (Some(names), Some(others)) = (self.names.get(&root), self.names.get(&other)) else { return false };
        let all: BTreeSet<&str> = names.iter().chain(others).map(String::as_str).collect();
        self.graph.classes.compatible(all.iter().copied()).len() < all.len()
    }

    /// The number of articles that name both of two groups, and so tell them apart.
    pub(super) fn articles_apart(&self, number: usize, other: usize) -> usize {
        let count =
            |root: usize| self.members[root].iter().map(|&member| self.roster[member].node.documents.len()).sum::<usize>();
        let (mut few, mut many) = (self.roots[number], self.roots[other]);
        if count(few) > count(many) {
            (few, many) = (many, few);
        }
        let of_few = self.members[few].iter().flat_map(|&member| self.roster[member].node.documents.keys());
        of_few.collect::<BTreeSet<_>>().into_iter().filter(|document| self.names(many, document)).count()
    }

    /// Whether an article names a group.
    pub(super) fn names(&self, root: usize, document: &Arc<SourceDocument>) -> bool {
        self.members[root].iter().any(|&member| self.roster[member].node.documents.contains_key(document))
    }
}

fn all_names(bearer: &Bearer) -> BTreeSet<String> {
    bearer.node.names().map(key).chain([bearer.name.clone()]).collect()
}
