//! GEXF 1.3, see <https://gexf.net/schema.html>.

use std::io::{self, Write};

use jiff::civil::Date;

use super::{
    attributes::{Attribute, EDGE, Kind, Link, NODE, is_directed, links},
    xml::{Xml, element, write_document},
};
use crate::{Node, RelationGraph};

pub(super) fn write(graph: &RelationGraph, out: &mut dyn Write) -> io::Result<()> {
    write_document(out, "gexf", &[("xmlns", "http://gexf.net/1.3"), ("version", "1.3")], |xml| {
        let directed = is_directed(graph);
        let mut about = vec![("defaultedgetype", if directed { "directed" } else { "undirected" }), ("idtype", "string")];
        about.extend(match is_dated(graph) {
            true => &[("mode", "dynamic"), ("timeformat", "date"), ("timerepresentation", "interval")][..],
            false => &[("mode", "static")],
        });
        element(xml, "graph", &about).write_inner_content(|xml| write_graph(xml, graph, directed))?;
        Ok(())
    })
}

fn is_dated(graph: &RelationGraph) -> bool {
    graph.documents().any(|document| document.date.is_some())
}

fn write_graph(xml: &mut Xml, graph: &RelationGraph, directed: bool) -> io::Result<()> {
    declare(xml, "node", NODE)?;
    declare(xml, "edge", EDGE)?;
    element(xml, "nodes", &[]).write_inner_content(|xml| graph.nodes().try_for_each(|(_, node)| write_node(xml, node)))?;
    element(xml, "edges", &[]).write_inner_content(|xml| links(graph).try_for_each(|link| write_edge(xml, &link, directed)))?;
    Ok(())
}

fn declare<T>(xml: &mut Xml, class: &str, attributes: &[Attribute<T>]) -> io::Result<()> {
    element(xml, "attributes", &[("class", class), ("mode", "static")]).write_inner_content(|xml| {
        for Attribute { name, kind, .. } in own(attributes) {
            element(xml, "attribute", &[("id", name), ("title", name), ("type", type_name(*kind))]).write_empty()?;
        }
        Ok(())
    })?;
    Ok(())
}

/// The attributes without those that GEXF itself knows.
fn own<T>(attributes: &[Attribute<T>]) -> impl Iterator<Item = &Attribute<T>> {
    attributes.iter().filter(|attribute| attribute.name != "weight")
}

fn type_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::Day => "string",
        Kind::List => "liststring",
        Kind::Count => "integer",
        Kind::Double => "double",
        Kind::Float => "float",
        Kind::Boolean => "boolean",
    }
}

fn write_node(xml: &mut Xml, node: &Node) -> io::Result<()> {
    let days = Days::new(node.first, node.last);
    let about = [("id", node.id.as_str()), ("label", &node.name)].into_iter().chain(days.attributes());
    element(xml, "node", &about.collect::<Vec<_>>()).write_inner_content(|xml| write_values(xml, NODE, node))?;
    Ok(())
}

fn write_edge(xml: &mut Xml, Link { id, source, target, edge }: &Link, directed: bool) -> io::Result<()> {
    let (label, weight) = (edge.relation.label(), format!("{:?}", edge.weight));
    // Gephi makes parallel edges one unless they differ in kind.
    let mut about =
        vec![("id", id.as_str()), ("source", source), ("target", target), ("label", label), ("kind", label), ("weight", &weight)];
    if directed && edge.relation.is_symmetric() {
        about.push(("type", "undirected"));
    }
    let days = Days::new(edge.first, edge.last);
    about.extend(days.attributes());
    element(xml, "edge", &about).write_inner_content(|xml| write_values(xml, EDGE, edge))?;
    Ok(())
}

fn write_values<T>(xml: &mut Xml, attributes: &[Attribute<T>], of: &T) -> io::Result<()> {
    element(xml, "attvalues", &[]).write_inner_content(|xml| {
        for attribute in own(attributes) {
            let Some(value) = attribute.of(of) else { continue };
            element(xml, "attvalue", &[("for", attribute.name), ("value", &value.to_string())]).write_empty()?;
        }
        Ok(())
    })?;
    Ok(())
}

/// When a node or an edge is on the timeline: from the first day to the last, both included.
struct Days(Option<[String; 2]>);

impl Days {
    fn new(first: Option<Date>, last: Option<Date>) -> Self {
        Days(first.zip(last).map(|(first, last)| [first.to_string(), last.to_string()]))
    }

    fn attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().flat_map(|[first, last]| [("start", first.as_str()), ("end", last.as_str())])
    }
}
