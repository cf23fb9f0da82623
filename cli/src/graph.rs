//! `newsgraph graph`: what many articles say, as one graph.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use newsgraph::{Extraction, Filter, Linking, RelationGraph, export::Format};

use crate::{
    args::{GraphArgs, GraphFormat, InputFormat, usage_error},
    article,
    failure::{Outcome, Problem, Stop},
    output,
    pieces::Piece,
    stream::Stream,
};

pub fn run(args: &GraphArgs, quiet: bool) -> Result<ExitCode, Stop> {
    refuse_what_does_not_fit(args);
    let graph = RelationGraph::with_rules(&args.merging.rules()?)?;
    let paths = paths(args);
    paths.iter().try_for_each(|path| output::check(path))?;
    let (graph, outcome) = fill(graph, args, quiet)?;
    if !outcome.is_lost() {
        let graph = if args.unlinked { graph } else { graph.linked(&linking(args)) };
        write(&thinned(graph, args), args, &paths)?;
    }
    Ok(outcome.exit_code())
}

fn refuse_what_does_not_fit(args: &GraphArgs) {
    if args.format == GraphFormat::Csv && output_path(args).is_none() {
        usage_error("graph", "csv is two tables: give --output news.csv to write news-nodes.csv and news-edges.csv");
    }
    if args.input == Some(InputFormat::Extractions)
        && let Some(option) = args.reading.given()
    {
        usage_error(
            "graph",
            format!("{option} says how to read articles, and extractions are read already: give it to `newsgraph extract`"),
        );
    }
}

/// The file to write; `-` is standard output here too.
fn output_path(args: &GraphArgs) -> Option<&Path> {
    args.output.as_deref().filter(|path| path.as_os_str() != "-")
}

fn paths(args: &GraphArgs) -> Vec<PathBuf> {
    match (output_path(args), args.format.export()) {
        (Some(path), Some(format)) => format.paths(path),
        (Some(path), None) => vec![path.to_owned()],
        (None, _) => Vec::new(),
    }
}

/// Merges all of the input, and says how that went.
fn fill(graph: RelationGraph, args: &GraphArgs, quiet: bool) -> Result<(RelationGraph, Outcome), Stop> {
    let lossy = args.source.lossy;
    if args.input == Some(InputFormat::Extractions) {
        args.reading.set_threads();
        return Ok(merge(graph, args, quiet, |piece| article::extraction(piece, lossy)));
    }
    let extractor = args.reading.extractor(args.merging.rules()?)?;
    Ok(merge(graph, args, quiet, |piece| Ok(extractor.extract(article::document(piece, lossy)?)?)))
}

fn merge(
    mut graph: RelationGraph,
    args: &GraphArgs,
    quiet: bool,
    read: impl Fn(&Piece) -> Result<Extraction, Problem> + Sync,
) -> (RelationGraph, Outcome) {
    let mut stream = Stream::open(&args.source.paths, args.input, quiet);
    while let Some(answers) = stream.next_batch(&read) {
        for answer in answers {
            match answer {
                Ok(extraction) => graph.merge(&extraction),
                Err(failure) => stream.report(&failure),
            }
        }
    }
    (graph, stream.finish())
}

/// The graph without its weak edges. The backbone is taken before weights: it weighs each edge against all of its neighbours.
fn thinned(mut graph: RelationGraph, args: &GraphArgs) -> RelationGraph {
    if let Some(probability) = args.min_edge_confidence {
        graph = graph.filtered(&Filter::new().min_confidence(probability));
    }
    if let Some(significance) = args.backbone {
        graph = graph.disparity_filter(significance.into());
    }
    if let Some(min_weight) = args.min_weight {
        graph = graph.prune_by_weight(min_weight);
    }
    let is_thinned = args.min_edge_confidence.is_some() || args.backbone.is_some() || args.min_weight.is_some();
    if is_thinned { graph.drop_isolated() } else { graph }
}

fn write(graph: &RelationGraph, args: &GraphArgs, paths: &[PathBuf]) -> Result<(), Stop> {
    let path = |index: usize| paths.get(index).map(PathBuf::as_path);
    let Some(format) = args.format.export() else {
        return output::write(path(0), |out| Ok(write!(out, "{}", graph.summary(args.top))?));
    };
    let mut exports = format.exports(graph).into_iter().enumerate();
    exports.try_for_each(|(index, export)| output::write(path(index), |out| export.write_to(out)))
}

impl GraphFormat {
    /// The library's format; the summary is none.
    fn export(self) -> Option<Format> {
        match self {
            GraphFormat::Text => None,
            GraphFormat::Json => Some(Format::Json),
            GraphFormat::Dot => Some(Format::Dot),
            GraphFormat::Graphml => Some(Format::Graphml),
            GraphFormat::Gexf => Some(Format::Gexf),
            GraphFormat::Csv => Some(Format::Csv),
            GraphFormat::Cypher => Some(Format::Cypher),
        }
    }
}

fn linking(args: &GraphArgs) -> Linking {
    if args.namesakes { Linking::new().part_namesakes() } else { Linking::new() }
}
