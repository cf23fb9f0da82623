//! Graphviz's DOT.

use std::{
    borrow::Cow,
    fmt,
    io::{self, Write},
};

use super::attributes::{EDGE, Link, NODE, links, values};
use crate::{Node, RelationGraph};

pub(super) fn write(graph: &RelationGraph, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "digraph newsgraph {{\n  graph [overlap=\"false\"];\n  node [shape=\"box\", style=\"rounded\"];")?;
    graph.nodes().try_for_each(|(_, node)| write_node(out, node))?;
    links(graph).try_for_each(|link| write_edge(out, &link))?;
    writeln!(out, "}}")
}

fn write_node(out: &mut dyn Write, node: &Node) -> io::Result<()> {
    write!(out, "  {} [label={}", Quoted(&node.id), Quoted(&node.name))?;
    // The label says the name; an attribute called `name` is more than pydot can read.
    for (attribute, value) in values(NODE, node).filter(|(attribute, _)| attribute.name != "name") {
        write!(out, ", {}={}", attribute.name, Quoted(&value.to_string()))?;
    }
    writeln!(out, "];")
}

fn write_edge(out: &mut dyn Write, Link { id, source, target, edge }: &Link) -> io::Result<()> {
    let label = edge.relation.label().replace('_', " ");
    write!(out, "  {} -> {} [id={}, label={}", Quoted(source), Quoted(target), Quoted(id), Quoted(&label))?;
    if edge.relation.is_symmetric() {
        write!(out, ", dir=\"none\"")?;
    }
    for (attribute, value) in values(EDGE, edge) {
        write!(out, ", {}={}", attribute.name, Quoted(&value.to_string()))?;
    }
    writeln!(out, "];")
}

/// A string in quotes.
///
/// The DOT language knows `\"` alone; labels are then read as escStrings, where a backslash begins an escape such as `\N`
/// for the node's name. Doubled, it is safe in both, also at the end. Graphviz ends strings at NUL.
/// See <https://graphviz.org/doc/info/lang.html> and <https://graphviz.org/docs/attr-types/escString/>.
struct Quoted<'a>(&'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let text = match self.0.contains("\r\n") {
            true => Cow::Owned(self.0.replace("\r\n", "\n")),
            false => Cow::Borrowed(self.0),
        };
        f.write_str("\"")?;
        for character in text.chars() {
            match character {
                '"' => f.write_str("\\\"")?,
                '\\' => f.write_str("\\\\")?,
                '\n' | '\r' => f.write_str("\\n")?,
                '\0' => f.write_str("\u{fffd}")?,
                other => write!(f, "{other}")?,
            }
        }
        f.write_str("\"")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_end_where_they_should() {
        for (text, want) in [
            ("", r#""""#),
            ("AT&T", r#""AT&T""#),
            (r#"The "Rock""#, r#""The \"Rock\"""#),
            (r"C:\", r#""C:\\""#),
            (r#"\""#, r#""\\\"""#),
            ("one\r\ntwo\nthree\rfour", r#""one\ntwo\nthree\nfour""#),
            ("\0", "\"\u{fffd}\""),
            ("<b>Łódź</b>", "\"<b>Łódź</b>\""),
        ] {
            assert_eq!(Quoted(text).to_string(), want, "{text:?}");
        }
    }
}
