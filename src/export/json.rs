//! Node-link JSON, one node, edge or article a line.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

use crate::RelationGraph;

pub(super) fn write(graph: &RelationGraph, out: &mut dyn Write) -> io::Result<()> {
    graph.serialize(&mut Serializer::with_formatter(&mut *out, Lines { depth: 0 }))?;
    out.write_all(b"\n")
}

/// Breaks lines before the items of `nodes`, `edges` and `graph.documents`, and nowhere deeper.
struct Lines {
    depth: usize,
}

/// `graph.documents` is a list in an object in an object.
const DEEPEST: usize = 3;

impl Formatter for Lines {
    fn begin_object<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.depth += 1;
        out.write_all(b"{")
    }

    fn end_object<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.depth -= 1;
        out.write_all(b"}")
    }

    fn begin_array<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.depth += 1;
        out.write_all(b"[")
    }

    fn end_array<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.depth -= 1;
        out.write_all(b"]")
    }

    fn begin_array_value<W: Write + ?Sized>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        let comma: &[u8] = if first { b"" } else { b"," };
        out.write_all(comma)?;
        if self.depth <= DEEPEST { out.write_all(b"\n") } else { Ok(()) }
    }
}
