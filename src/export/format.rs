//! Formats by name, and files of them.

use std::{
    fmt,
    fs::File,
    path::{Path, PathBuf},
    str::FromStr,
};

use super::{Export, csv_edges, csv_nodes, cypher, dot, gexf, graphml, json};
use crate::{Error, RelationGraph, Result};

/// A format, as it is named on the command line and in the endings of files.
///
/// ```
/// use newsgraph::export::Format;
///
/// let format: Format = "graphml".parse()?;
/// assert_eq!(format, Format::Graphml);
/// # Ok::<(), newsgraph::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// [`json`](super::json()).
    Json,
    /// [`dot`](super::dot()).
    Dot,
    /// [`graphml`](super::graphml()).
    Graphml,
    /// [`gexf`](super::gexf()).
    Gexf,
    /// [`csv_nodes`](super::csv_nodes) and [`csv_edges`](super::csv_edges).
    Csv,
    /// [`cypher`](super::cypher()).
    Cypher,
}

impl Format {
    /// Every format.
    pub const ALL: [Format; 6] = [Format::Json, Format::Dot, Format::Graphml, Format::Gexf, Format::Csv, Format::Cypher];

    /// The name: `json`, `dot`, `graphml`, `gexf`, `csv` or `cypher`.
    pub fn label(self) -> &'static str {
        match self {
            Format::Json => "json",
            Format::Dot => "dot",
            Format::Graphml => "graphml",
            Format::Gexf => "gexf",
            Format::Csv => "csv",
            Format::Cypher => "cypher",
        }
    }

    /// The graph in this format: one export, or for CSV the nodes and then the edges.
    pub fn exports(self, graph: &RelationGraph) -> Vec<Export<'_>> {
        match self {
            Format::Json => vec![json(graph)],
            Format::Dot => vec![dot(graph)],
            Format::Graphml => vec![graphml(graph)],
            Format::Gexf => vec![gexf(graph)],
            Format::Csv => vec![csv_nodes(graph), csv_edges(graph)],
            Format::Cypher => vec![cypher(graph)],
        }
    }

    /// The files that [`save`] writes for a path, before any is written.
    pub fn paths(self, path: &Path) -> Vec<PathBuf> {
        let Format::Csv = self else { return vec![path.to_owned()] };
        let part = |name: &str| {
            let mut file = path.file_stem().unwrap_or_default().to_owned();
            file.push(name);
            file.push(path.extension().unwrap_or("csv".as_ref()));
            path.with_file_name(file)
        };
        vec![part("-nodes."), part("-edges.")]
    }
}

/// Writes a graph to a file and says which; for CSV there are two, `news-nodes.csv` and `news-edges.csv` for `news.csv`.
///
/// ```
/// use newsgraph::{RelationGraph, export::{self, Format}};
///
/// # let directory = std::env::temp_dir();
/// let files = export::save(&RelationGraph::default(), Format::Csv, directory.join("news.csv"))?;
/// assert_eq!(files, [directory.join("news-nodes.csv"), directory.join("news-edges.csv")]);
/// # Ok::<(), newsgraph::Error>(())
/// ```
///
/// # Errors
///
/// If a file cannot be written.
pub fn save(graph: &RelationGraph, format: Format, path: impl AsRef<Path>) -> Result<Vec<PathBuf>> {
    let paths = format.paths(path.as_ref());
    for (export, path) in format.exports(graph).iter().zip(&paths) {
        export.write_to(File::create(path)?)?;
    }
    Ok(paths)
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.pad(self.label())
    }
}

impl FromStr for Format {
    type Err = Error;

    fn from_str(label: &str) -> Result<Self> {
        let known = Format::ALL.into_iter().find(|format| format.label() == label);
        known.ok_or_else(|| Error::invalid(format!("format `{label}`"), "it is not one of json dot graphml gexf csv cypher"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_read_back() {
        for format in Format::ALL {
            assert_eq!(format.to_string().parse::<Format>().ok(), Some(format), "{format}");
        }
        assert!("svg".parse::<Format>().is_err());
    }

    #[test]
    fn csv_is_a_pair_of_files() {
        for (path, want) in [
            ("out/news.csv", ["out/news-nodes.csv", "out/news-edges.csv"]),
            ("news", ["news-nodes.csv", "news-edges.csv"]),
            ("news.v2.tsv", ["news.v2-nodes.tsv", "news.v2-edges.tsv"]),
        ] {
            assert_eq!(Format::Csv.paths(Path::new(path)), want.map(PathBuf::from), "{path}");
        }
    }
}
