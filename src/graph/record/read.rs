//! Reading a graph back: nothing is believed unchecked.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use petgraph::stable_graph::StableDiGraph;
use serde::{Deserialize, Deserializer, de};

use super::{DocumentRecord, EdgeRecord, EdgeSums, Fingerprint, NodeRecord, NodeSums, OriginRecord, Part};
use crate::{
    Error, Result, Span,
    graph::{Edge, EdgeEvidence, Naming, Node, RelationGraph, SourceDocument, Support, counts},
};

/// A graph as it is read.
#[derive(Deserialize)]
struct GraphRecord {
    #[serde(default = "yes")]
    directed: bool,
    graph: OriginRecord<'static>,
    nodes: Vec<NodeRecord<'static>>,
    edges: Vec<EdgeRecord<'static>>,
}

fn yes() -> bool {
    true
}

/// Every id, span and sum is checked.
impl<'de> Deserialize<'de> for RelationGraph {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        GraphRecord::deserialize(deserializer)?.try_into().map_err(de::Error::custom)
    }
}

impl TryFrom<GraphRecord> for RelationGraph {
    type Error = Error;

    fn try_from(record: GraphRecord) -> Result<Self> {
        if !record.directed {
            return Err(Error::invalid("the graph", "it is undirected: who is the subject of a relation is lost"));
        }
        let library = Library::new(record.graph.documents)?;
        let (mut graph, mut indices) = (StableDiGraph::new(), HashMap::new());
        for node in record.nodes {
            let id = node.id.clone().into_owned();
            if indices.insert(id.clone(), graph.add_node(node.read(&library)?)).is_some() {
                return Err(Error::invalid(format!("node `{id}`"), "another node has the same id"));
            }
        }
        for edge in record.edges {
            let what = format!("edge `{}` {} `{}`", edge.source, edge.relation, edge.target);
            let find =
                |id: &str| indices.get(id).copied().ok_or_else(|| Error::invalid(&what, format!("there is no node `{id}`")));
            let (source, target) = (find(&edge.source)?, find(&edge.target)?);
            graph.add_edge(source, target, edge.read(&library, &what)?);
        }
        RelationGraph::assemble(graph, library.documents, record.graph.redirects.into_owned())
    }
}

/// The articles of a record, to be found by what refers to them.
struct Library {
    documents: Vec<Arc<SourceDocument>>,
    by_id: HashMap<Arc<str>, Vec<usize>>,
}

impl Library {
    fn new(records: Vec<DocumentRecord>) -> Result<Self> {
        let documents: Vec<_> = records.into_iter().map(|record| Arc::new(SourceDocument::from(record))).collect();
        let mut by_id: HashMap<Arc<str>, Vec<usize>> = HashMap::new();
        for (index, document) in documents.iter().enumerate() {
            by_id.entry(document.id.clone()).or_default().push(index);
        }
        let mut keys = HashSet::new();
        match documents.iter().find(|document| !keys.insert((&document.id, document.fingerprint))) {
            Some(document) => Err(Error::invalid(format!("document `{}`", document.id), "it is listed twice")),
            None => Ok(Library { documents, by_id }),
        }
    }

    fn find(&self, id: &str, fingerprint: Option<Fingerprint>) -> Option<&Arc<SourceDocument>> {
        let namesakes = self.by_id.get(id)?.iter().map(|&index| &self.documents[index]);
        let mut fitting =
            namesakes.filter(|document| fingerprint.is_none_or(|Fingerprint(digits)| document.fingerprint == digits));
        let found = fitting.next()?;
        fitting.next().is_none().then_some(found)
    }

    /// The parts by the article that they refer to.
    fn collect<T: Clone>(&self, parts: Vec<Part<T>>, what: &str) -> Result<BTreeMap<Arc<SourceDocument>, T>> {
        let mut collected = BTreeMap::new();
        for Part { document, fingerprint, part } in parts {
            let missing = || Error::invalid(what, format!("no document, or more than one, is called `{document}`"));
            let found = self.find(&document, fingerprint).ok_or_else(missing)?;
            if collected.insert(found.clone(), part.into_owned()).is_some() {
                return Err(Error::invalid(what, format!("document `{document}` is listed twice")));
            }
        }
        Ok(collected)
    }
}

impl NodeRecord<'_> {
    fn read(self, library: &Library) -> Result<Node> {
        let what = format!("node `{}`", self.id);
        let documents = library.collect(self.documents, &what)?;
        documents.values().try_for_each(|naming| check_counts(naming, &what))?;
        let node = Node::gather(self.id.into_owned(), documents);
        match self.sums.fit(&node) {
            true => Ok(node),
            false => Err(Error::invalid(what, "its name, type, counts or days are not what its documents add up to")),
        }
    }
}

impl EdgeRecord<'_> {
    fn read(self, library: &Library, what: &str) -> Result<Edge> {
        let documents = library.collect(self.documents, what)?;
        documents.values().try_for_each(|support| check_support(support, what))?;
        let edge = Edge::gather(self.relation, documents);
        match self.sums.fit(&edge) {
            true => Ok(edge),
            false => Err(Error::invalid(what, "its weight, confidence, days or flags are not what its documents add up to")),
        }
    }
}

impl NodeSums<'_> {
    fn fit(self, node: &Node) -> bool {
        let sums = NodeSums::from(node);
        let names = agree(self.name, sums.name) && agree(self.aliases, sums.aliases);
        let counts = agree(self.entity_type, sums.entity_type) && agree(self.mentions, sums.mentions);
        names && counts && agree(self.first, sums.first) && agree(self.last, sums.last)
    }
}

impl EdgeSums {
    fn fit(self, edge: &Edge) -> bool {
        // Others may write fewer digits than we do.
        let near = |given: f64, sum: f64| (given - sum).abs() <= 1e-5 * sum.abs().max(1.0);
        let weight = self.weight.is_none_or(|weight| near(weight, edge.weight));
        let confidence = self.confidence.is_none_or(|confidence| near(confidence.into(), edge.confidence.into()));
        let flags = self.flags.is_none() || self.flags == counts(edge);
        weight && confidence && flags && agree(self.first, edge.first) && agree(self.last, edge.last)
    }
}

fn agree<T: PartialEq>(given: Option<T>, sum: Option<T>) -> bool {
    given.is_none() || given == sum
}

/// The mentions that one article may count: sums of any number of such counts do not overflow.
const MAX_MENTIONS: usize = 1 << 31;

fn check_counts(naming: &Naming, what: &str) -> Result<()> {
    if let Some(link) = naming.links.iter().find(|link| !(0.0..=1.0).contains(&link.score)) {
        return Err(Error::invalid(what, format!("{} is no score of a link: that is 0 to 1", link.score)));
    }
    match naming.mentions <= MAX_MENTIONS && naming.aliases.values().all(|count| *count <= naming.mentions) {
        true => Ok(()),
        false => Err(Error::invalid(what, format!("its counts of mentions do not fit each other: {}", naming.mentions))),
    }
}

fn check_support(support: &Support, what: &str) -> Result<()> {
    if !(support.weight.is_finite() && support.weight >= 0.0) {
        return Err(Error::invalid(what, format!("{} is no weight", support.weight)));
    }
    if !(0.0..=1.0).contains(&support.confidence) {
        return Err(Error::invalid(what, format!("{} is no confidence: that is 0 to 1", support.confidence)));
    }
    support.evidence.iter().try_for_each(|evidence| check_spans(evidence, what))
}

/// Checks that the sentence is as long as its text, and that every other span lies in it, on character boundaries.
fn check_spans(evidence: &EdgeEvidence, what: &str) -> Result<()> {
    let EdgeEvidence { sentence, subject, object, trigger, text, .. } = evidence;
    let cut = |span: Span| Some(span.start.checked_sub(sentence.start)?..span.end.checked_sub(sentence.start)?);
    let fits = |span: Span| cut(span).is_some_and(|range| text.get(range).is_some());
    let whole = sentence.start.checked_add(text.len()) == Some(sentence.end);
    match whole && [Some(*subject), Some(*object), *trigger].into_iter().flatten().all(fits) {
        true => Ok(()),
        false => Err(Error::invalid(what, format!("the spans of its evidence do not fit its text `{text}`"))),
    }
}

impl From<DocumentRecord<'_>> for SourceDocument {
    fn from(record: DocumentRecord) -> Self {
        SourceDocument {
            id: record.id.into(),
            fingerprint: record.fingerprint.0,
            date: record.date,
            title: record.title.map(Cow::into_owned),
            source: record.source.map(Cow::into_owned),
        }
    }
}

impl TryFrom<String> for Fingerprint {
    type Error = Error;

    fn try_from(digits: String) -> Result<Self> {
        let bits = u64::from_str_radix(&digits, 16);
        bits.map(Fingerprint).map_err(|_| Error::invalid(format!("fingerprint `{digits}`"), "it is not hexadecimal"))
    }
}
