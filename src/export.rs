//! Writes a [`RelationGraph`] for other programs.
//!
//! | | for | what it keeps |
//! |---|---|---|
//! | [`json`] | [`RelationGraph`] itself, networkx, JavaScript | everything |
//! | [`graphml`] | networkx, igraph, Cytoscape, yEd | the attributes |
//! | [`gexf`] | Gephi with its timeline, graphology | the attributes |
//! | [`csv_nodes`], [`csv_edges`] | spreadsheets, pandas, R | the attributes |
//! | [`cypher`] | Neo4j | the attributes |
//! | [`dot`] | Graphviz | the attributes |
//!
//! The attributes of a node are its `name`, `type`, `aliases`, number of `mentions` and of `documents`, the days of its
//! `first` and `last` dated article, and the [`links`](crate::Node::links) that brought it other names; those of an edge its
//! `relation`, whether it is `directed`, its `weight`, `confidence`, number of `documents`, `first`, `last`, number of places
//! of `evidence`, and the first of them: the `quote`d sentence and its `quote_document`. A typed relation also has the number
//! of articles in which it is `asserted`, `negated`, `hypothetical`, `past` and `alleged`, and of each combination among its
//! `flags`, and the number of places that the model and that patterns found in its `sources`. Lists are native where the format has them, else JSON.
//!
//! Nodes come sorted by id and edges by the ids of their ends, so that equal graphs make equal files. Any text is written
//! so that the format stays whole; what XML forbids becomes U+FFFD.

mod attributes;
mod characters;
mod csv;
mod cypher;
mod dot;
mod format;
mod gexf;
mod graphml;
mod json;
mod xml;

use std::{
    fmt,
    io::{self, BufWriter, Write},
};

use crate::{RelationGraph, Result};
use characters::Characters;

pub use format::{Format, save};

/// A graph, to be printed or [written](Self::write_to) in some format.
///
/// Neither holds more than one node or edge of the output in memory.
#[derive(Clone, Copy)]
pub struct Export<'a> {
    graph: &'a RelationGraph,
    write: fn(&RelationGraph, &mut dyn Write) -> io::Result<()>,
}

impl Export<'_> {
    /// Writes to a file, a socket or standard output; buffers by itself.
    ///
    /// ```
    /// use newsgraph::{RelationGraph, export};
    ///
    /// let mut bytes = Vec::new();
    /// export::cypher(&RelationGraph::default()).write_to(&mut bytes)?;
    /// assert!(bytes.starts_with(b"CREATE CONSTRAINT"));
    /// # Ok::<(), newsgraph::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If `out` cannot be written to.
    pub fn write_to(&self, out: impl Write) -> Result<()> {
        let mut out = BufWriter::new(out);
        (self.write)(self.graph, &mut out)?;
        Ok(out.flush()?)
    }
}

impl fmt::Display for Export<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        (self.write)(self.graph, &mut Characters::new(f)).map_err(|_| fmt::Error)
    }
}

impl fmt::Debug for Export<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.debug_struct("Export").finish_non_exhaustive()
    }
}

/// Node-link JSON, one node or edge a line: all that the graph holds, and what [`RelationGraph`] is read back from.
///
/// `networkx.node_link_graph(json.load(file))` reads it with the defaults of networkx 3.6 (before 3.4 say `edges="edges"`).
///
/// ```
/// use newsgraph::{RelationGraph, export};
/// # let json = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/export/example.json"));
/// # let graph: RelationGraph = serde_json::from_str(json)?;
///
/// let json = export::json(&graph).to_string();
/// let read: RelationGraph = serde_json::from_str(&json)?;
/// assert_eq!(read, graph);
/// # Ok::<(), newsgraph::Error>(())
/// ```
pub fn json(graph: &RelationGraph) -> Export<'_> {
    Export { graph, write: json::write }
}

/// Graphviz's DOT; symmetric relations have no arrowhead.
///
/// ```
/// use newsgraph::export;
/// # let json = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/export/example.json"));
/// # let graph: newsgraph::RelationGraph = serde_json::from_str(json)?;
///
/// let dot = export::dot(&graph).to_string();
/// assert!(dot.contains(r#""PER:mark rutte" -> "iso3166:UA" [id="e1", label="co mention", dir="none""#));
/// # Ok::<(), newsgraph::Error>(())
/// ```
pub fn dot(graph: &RelationGraph) -> Export<'_> {
    Export { graph, write: dot::write }
}

/// GraphML 1.0.
///
/// The graph is undirected if every relation is symmetric, else directed: few readers know graphs that are both, and
/// networkx rejects them. Each edge says in its attribute `directed` what it is.
///
/// ```
/// use newsgraph::export;
/// # let json = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/export/example.json"));
/// # let graph: newsgraph::RelationGraph = serde_json::from_str(json)?;
///
/// let graphml = export::graphml(&graph).to_string();
/// assert!(graphml.contains(r#"<data key="node.name">Mark Rutte</data>"#));
/// # Ok::<(), newsgraph::Error>(())
/// ```
pub fn graphml(graph: &RelationGraph) -> Export<'_> {
    Export { graph, write: graphml::write }
}

/// GEXF 1.3; nodes and edges of dated articles have a start and an end on Gephi's timeline.
///
/// Symmetric relations are undirected also beside directed ones, as Gephi knows; networkx reads GEXF only if all edges are
/// of one kind: give it [`json`] or [`graphml`].
///
/// ```
/// use newsgraph::export;
/// # let json = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/export/example.json"));
/// # let graph: newsgraph::RelationGraph = serde_json::from_str(json)?;
///
/// let gexf = export::gexf(&graph).to_string();
/// assert!(gexf.contains(r#"<node id="PER:mark rutte" label="Mark Rutte" start="2026-11-06" end="2026-11-08">"#));
/// # Ok::<(), newsgraph::Error>(())
/// ```
pub fn gexf(graph: &RelationGraph) -> Export<'_> {
    Export { graph, write: gexf::write }
}

/// The nodes as CSV with a header.
///
/// ```
/// use newsgraph::export;
/// # let json = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/export/example.json"));
/// # let graph: newsgraph::RelationGraph = serde_json::from_str(json)?;
///
/// let csv = export::csv_nodes(&graph).to_string();
/// assert_eq!(csv.lines().next(), Some("id,name,type,aliases,mentions,documents,first,last,links"));
/// # Ok::<(), newsgraph::Error>(())
/// ```
pub fn csv_nodes(graph: &RelationGraph) -> Export<'_> {
    Export { graph, write: csv::write_nodes }
}

/// The edges as CSV with a header; `source` and `target` are ids of [nodes](csv_nodes).
///
/// ```
/// use newsgraph::export;
/// # let json = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/export/example.json"));
/// # let graph: newsgraph::RelationGraph = serde_json::from_str(json)?;
///
/// let csv = export::csv_edges(&graph).to_string();
/// assert!(csv.contains("\ne1,PER:mark rutte,iso3166:UA,co_mention,false,2.0,"));
/// # Ok::<(), newsgraph::Error>(())
/// ```
pub fn csv_edges(graph: &RelationGraph) -> Export<'_> {
    Export { graph, write: csv::write_edges }
}

/// Cypher statements, one a line, for Neo4j; run twice they change nothing more.
///
/// A node bears the labels `Entity` and its type's; a relationship's type is the relation in capitals.
///
/// ```
/// use newsgraph::export;
/// # let json = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/export/example.json"));
/// # let graph: newsgraph::RelationGraph = serde_json::from_str(json)?;
///
/// let cypher = export::cypher(&graph).to_string();
/// assert!(cypher.contains("MERGE (s)-[r:VISITS]->(t) SET r += {"));
/// # Ok::<(), newsgraph::Error>(())
/// ```
pub fn cypher(graph: &RelationGraph) -> Export<'_> {
    Export { graph, write: cypher::write }
}
