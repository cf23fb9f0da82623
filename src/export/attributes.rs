//! What the flat formats tell of a node and of an edge: one table for all of them.

use std::{borrow::Cow, fmt};

use jiff::civil::Date;
use petgraph::stable_graph::NodeIndex;

use crate::{Edge, Flags, Node, RelationGraph, RelationType, graph::counts};

/// The type of an attribute.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Text,
    List,
    Count,
    Double,
    Float,
    Boolean,
    Day,
}

/// What an attribute says.
pub(super) enum Value<'a> {
    Text(&'a str),
    List(Vec<Cow<'a, str>>),
    Count(usize),
    Double(f64),
    Float(f32),
    Boolean(bool),
    Day(Date),
}

/// An attribute that nodes or edges have.
pub(super) struct Attribute<T> {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    value: for<'a> fn(&'a T) -> Option<Value<'a>>,
}

use Kind::*;

/// The attributes of a node.
pub(super) const NODE: &[Attribute<Node>] = &[
    Attribute { name: "name", kind: Text, value: |node| Some(Value::Text(&node.name)) },
    Attribute { name: "type", kind: Text, value: |node| Some(Value::Text(node.entity_type.label())) },
    Attribute { name: "aliases", kind: List, value: |node| Some(Value::List(borrowed(node.aliases.keys()))) },
    Attribute { name: "mentions", kind: Count, value: |node| Some(Value::Count(node.mentions)) },
    Attribute { name: "documents", kind: Count, value: |node| Some(Value::Count(node.documents.len())) },
    Attribute { name: "first", kind: Day, value: |node| node.first.map(Value::Day) },
    Attribute { name: "last", kind: Day, value: |node| node.last.map(Value::Day) },
    Attribute { name: "links", kind: List, value: links_of },
];

/// The attributes of an edge.
pub(super) const EDGE: &[Attribute<Edge>] = &[
    Attribute { name: "relation", kind: Text, value: |edge| Some(Value::Text(edge.relation.label())) },
    Attribute { name: "directed", kind: Boolean, value: |edge| Some(Value::Boolean(!edge.relation.is_symmetric())) },
    Attribute { name: "weight", kind: Double, value: |edge| Some(Value::Double(edge.weight)) },
    Attribute { name: "confidence", kind: Float, value: |edge| Some(Value::Float(edge.confidence)) },
    Attribute { name: "documents", kind: Count, value: |edge| Some(Value::Count(edge.documents.len())) },
    Attribute { name: "first", kind: Day, value: |edge| edge.first.map(Value::Day) },
    Attribute { name: "last", kind: Day, value: |edge| edge.last.map(Value::Day) },
    Attribute { name: "asserted", kind: Count, value: |edge| articles(edge, |flags| flags == Flags::default()) },
    Attribute { name: "negated", kind: Count, value: |edge| articles(edge, |flags| flags.negated) },
    Attribute { name: "hypothetical", kind: Count, value: |edge| articles(edge, |flags| flags.hypothetical) },
    Attribute { name: "past", kind: Count, value: |edge| articles(edge, |flags| flags.past) },
    Attribute { name: "alleged", kind: Count, value: |edge| articles(edge, |flags| flags.alleged) },
    Attribute { name: "flags", kind: List, value: flags_of },
    Attribute { name: "evidence", kind: Count, value: |edge| Some(Value::Count(edge.evidence().count())) },
    Attribute {
        name: "quote",
        kind: Text,
        value: |edge| edge.evidence().next().map(|(_, evidence)| Value::Text(&evidence.text)),
    },
    Attribute {
        name: "quote_document",
        kind: Text,
        value: |edge| edge.evidence().next().map(|(document, _)| Value::Text(&document.id)),
    },
    Attribute { name: "sources", kind: List, value: sources_of },
];

fn borrowed<'a>(items: impl Iterator<Item = &'a String>) -> Vec<Cow<'a, str>> {
    items.map(|item| Cow::Borrowed(item.as_str())).collect()
}

/// The ids of names that are the node's for some reason, with the reason: `PER:lavrov surname`.
fn links_of(node: &Node) -> Option<Value<'_>> {
    let links: Vec<Cow<str>> =
        node.links().iter().map(|(link, _)| Cow::Owned(format!("{} {}", link.from, link.reason))).collect();
    (!links.is_empty()).then_some(Value::List(links))
}

/// The number of articles that say so in a way that fits; a co-mention says nothing.
fn articles(edge: &Edge, fits: fn(Flags) -> bool) -> Option<Value<'_>> {
    (edge.relation != RelationType::CoMention).then(|| Value::Count(edge.articles(fits)))
}

/// The number of articles that say so in each way: `asserted 3`, `negated+alleged 1`.
fn flags_of(edge: &Edge) -> Option<Value<'_>> {
    let ways = counts(edge)?.into_iter().map(|(way, count)| Cow::Owned(format!("{way} {count}")));
    Some(Value::List(ways.collect()))
}

/// The number of places by what found them: `model 3`, `pattern 1`.
fn sources_of(edge: &Edge) -> Option<Value<'_>> {
    let places = edge.sources().into_iter().map(|(source, count)| Cow::Owned(format!("{} {count}", source.label())));
    let places: Vec<Cow<str>> = places.collect();
    (!places.is_empty()).then_some(Value::List(places))
}

/// What an attribute list says of one node or edge; what is not known is left out.
pub(super) fn values<'a, T>(attributes: &'a [Attribute<T>], of: &'a T) -> impl Iterator<Item = (&'a Attribute<T>, Value<'a>)> {
    attributes.iter().filter_map(|attribute| Some((attribute, attribute.of(of)?)))
}

impl<T> Attribute<T> {
    /// What the attribute says of this node or edge, if it is known.
    pub(super) fn of<'a>(&self, of: &'a T) -> Option<Value<'a>> {
        (self.value)(of)
    }
}

/// As plain text, which every format can hold: days as `2026-11-03`, lists as JSON.
impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Value::Text(text) => f.write_str(text),
            Value::List(items) => f.write_str(&serde_json::to_string(items).expect("strings are JSON")),
            Value::Count(count) => write!(f, "{count}"),
            // `2.0`: that it is no whole number shows also where it happens to be one.
            Value::Double(number) => write!(f, "{number:?}"),
            Value::Float(number) => write!(f, "{number:?}"),
            Value::Boolean(truth) => write!(f, "{truth}"),
            Value::Day(day) => write!(f, "{day}"),
        }
    }
}

/// An edge with its ends.
pub(super) struct Link<'a> {
    /// `e0`, `e1` …: parallel edges differ in it.
    pub(super) id: String,
    pub(super) source: &'a str,
    pub(super) target: &'a str,
    pub(super) edge: &'a Edge,
}

/// The edges of a graph in order.
pub(super) fn links(graph: &RelationGraph) -> impl Iterator<Item = Link<'_>> {
    let name = |index: NodeIndex| graph.as_petgraph()[index].id.as_str();
    graph.edges().enumerate().map(move |(number, (source, edge, target))| Link {
        id: format!("e{number}"),
        source: name(source),
        target: name(target),
        edge,
    })
}

/// Whether any relation of the graph has a direction.
pub(super) fn is_directed(graph: &RelationGraph) -> bool {
    graph.as_petgraph().edge_weights().any(|edge| !edge.relation.is_symmetric())
}
