//! GraphML, see <http://graphml.graphdrawing.org/primer/graphml-primer.html>.

use std::io::{self, Write};

use quick_xml::events::BytesText;

use super::{
    attributes::{Attribute, EDGE, Kind, NODE, is_directed, links, values},
    xml::{Xml, clean, element, write_document},
};
use crate::RelationGraph;

pub(super) fn write(graph: &RelationGraph, out: &mut dyn Write) -> io::Result<()> {
    write_document(out, "graphml", &[("xmlns", "http://graphml.graphdrawing.org/xmlns")], |xml| {
        write_keys(xml, "node", NODE)?;
        write_keys(xml, "edge", EDGE)?;
        let direction = if is_directed(graph) { "directed" } else { "undirected" };
        element(xml, "graph", &[("id", "newsgraph"), ("edgedefault", direction)])
            .write_inner_content(|xml| write_graph(xml, graph))?;
        Ok(())
    })
}

/// Declares attributes; nodes and edges share names, so that the ids of keys say whose they are.
fn write_keys<T>(xml: &mut Xml, of: &str, attributes: &[Attribute<T>]) -> io::Result<()> {
    for Attribute { name, kind, .. } in attributes {
        let id = format!("{of}.{name}");
        element(xml, "key", &[("id", &id), ("for", of), ("attr.name", name), ("attr.type", type_name(*kind))]).write_empty()?;
    }
    Ok(())
}

fn type_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::List | Kind::Day => "string",
        Kind::Count => "int",
        Kind::Double => "double",
        Kind::Float => "float",
        Kind::Boolean => "boolean",
    }
}

fn write_graph(xml: &mut Xml, graph: &RelationGraph) -> io::Result<()> {
    for (_, node) in graph.nodes() {
        element(xml, "node", &[("id", &node.id)]).write_inner_content(|xml| write_data(xml, "node", NODE, node))?;
    }
    for link in links(graph) {
        let ends = [("id", link.id.as_str()), ("source", link.source), ("target", link.target)];
        element(xml, "edge", &ends).write_inner_content(|xml| write_data(xml, "edge", EDGE, link.edge))?;
    }
    Ok(())
}

fn write_data<T>(xml: &mut Xml, kind: &str, attributes: &[Attribute<T>], of: &T) -> io::Result<()> {
    for (attribute, value) in values(attributes, of) {
        let (key, text) = (format!("{kind}.{}", attribute.name), value.to_string());
        element(xml, "data", &[("key", &key)]).write_text_content(BytesText::new(&clean(&text)))?;
    }
    Ok(())
}
