//! A pair of tables.

use std::io::{self, Write};

use super::attributes::{Attribute, EDGE, NODE, links};
use crate::RelationGraph;

pub(super) fn write_nodes(graph: &RelationGraph, out: &mut dyn Write) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(["id"].into_iter().chain(NODE.iter().map(|attribute| attribute.name)))?;
    for (_, node) in graph.nodes() {
        write_row(&mut csv, &[&node.id], NODE, node)?;
    }
    csv.flush()
}

pub(super) fn write_edges(graph: &RelationGraph, out: &mut dyn Write) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(["id", "source", "target"].into_iter().chain(EDGE.iter().map(|attribute| attribute.name)))?;
    for link in links(graph) {
        write_row(&mut csv, &[&link.id, link.source, link.target], EDGE, link.edge)?;
    }
    csv.flush()
}

/// Writes the `ids`, then a field for every attribute, empty where it is not known.
fn write_row<T>(csv: &mut csv::Writer<&mut dyn Write>, ids: &[&str], attributes: &[Attribute<T>], of: &T) -> io::Result<()> {
    ids.iter().try_for_each(|id| csv.write_field(id))?;
    for attribute in attributes {
        csv.write_field(attribute.of(of).map(|value| value.to_string()).unwrap_or_default())?;
    }
    Ok(csv.write_record(None::<&[u8]>)?)
}
