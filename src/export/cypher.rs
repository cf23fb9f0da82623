//! Cypher, the language of Neo4j.

use std::{
    fmt,
    io::{self, Write},
};

use super::attributes::{Attribute, EDGE, Link, NODE, Value, links, values};
use crate::{Node, RelationGraph};

/// Finding a node by its id would otherwise take a look at all of them.
const CONSTRAINT: &str = "CREATE CONSTRAINT newsgraph_entity IF NOT EXISTS FOR (n:Entity) REQUIRE n.id IS UNIQUE;";

pub(super) fn write(graph: &RelationGraph, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{CONSTRAINT}")?;
    graph.nodes().try_for_each(|(_, node)| write_node(out, node))?;
    links(graph).try_for_each(|link| write_edge(out, &link))
}

fn write_node(out: &mut dyn Write, node: &Node) -> io::Result<()> {
    let label = node.entity_type.label();
    writeln!(out, "MERGE (n:Entity {{id: {}}}) SET n:{label}, n += {};", Quoted(&node.id), Properties(NODE, node))
}

fn write_edge(out: &mut dyn Write, Link { source, target, edge, .. }: &Link) -> io::Result<()> {
    let (source, target) = (Quoted(source), Quoted(target));
    write!(out, "MATCH (s:Entity {{id: {source}}}), (t:Entity {{id: {target}}}) ")?;
    let relation = edge.relation.label().to_uppercase();
    writeln!(out, "MERGE (s)-[r:{relation}]->(t) SET r += {};", Properties(EDGE, edge))
}

/// `{name: 'Kyiv', mentions: 3}`
struct Properties<'a, T>(&'a [Attribute<T>], &'a T);

impl<T> fmt::Display for Properties<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        for (index, (attribute, value)) in values(self.0, self.1).enumerate() {
            write!(f, "{}{}: ", if index == 0 { "{" } else { ", " }, attribute.name)?;
            write_value(f, &value)?;
        }
        f.write_str("}")
    }
}

fn write_value(f: &mut fmt::Formatter, value: &Value) -> fmt::Result {
    match value {
        Value::Text(text) => write!(f, "{}", Quoted(text)),
        Value::Day(day) => write!(f, "date('{day}')"),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(|item| Quoted(item).to_string()).collect();
            write!(f, "[{}]", items.join(", "))
        }
        Value::Count(_) | Value::Double(_) | Value::Float(_) | Value::Boolean(_) => write!(f, "{value}"),
    }
}

/// A string in quotes, on one line.
struct Quoted<'a>(&'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("'")?;
        for character in self.0.chars() {
            match character {
                '\'' | '\\' => write!(f, "\\{character}")?,
                '\n' => f.write_str("\\n")?,
                '\r' => f.write_str("\\r")?,
                '\t' => f.write_str("\\t")?,
                // Line and paragraph separators end a line for some readers.
                control if control.is_control() || matches!(control, '\u{2028}' | '\u{2029}') => {
                    write!(f, "\\u{:04X}", u32::from(control))?
                }
                other => write!(f, "{other}")?,
            }
        }
        f.write_str("'")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_end_where_they_should() {
        for (text, want) in [
            ("", "''"),
            ("Côte d'Ivoire", r"'Côte d\'Ivoire'"),
            (r"C:\", r"'C:\\'"),
            (r"\'", r"'\\\''"),
            ("'}) DETACH DELETE n //", r"'\'}) DETACH DELETE n //'"),
            ("one\r\n\ttwo", r"'one\r\n\ttwo'"),
            ("\0\u{1b}\u{85}\u{2028}", r"'\u0000\u001B\u0085\u2028'"),
            ("😀", "'😀'"),
        ] {
            assert_eq!(Quoted(text).to_string(), want, "{text:?}");
        }
    }
}
