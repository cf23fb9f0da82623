//! What may stand on the command line.

use std::{num::NonZeroUsize, path::PathBuf};

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum, error::ErrorKind};
use newsgraph::{AnyTagger, Extractor, MergeRules, Offsets, RelationGraph, Scope};

use crate::{failure::Stop, help, models};

/// Turn news articles into an entity graph: who is named, who is who, how they are linked, with the words that say so.
#[derive(Debug, Parser)]
#[command(name = "newsgraph", version, max_term_width = 100, after_help = help::NEWSGRAPH)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,

    /// Leave out progress and notes on standard error; errors are still told.
    #[arg(long, short, global = true)]
    pub quiet: bool,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Read articles: the names in each, which names are one entity, and how entities are linked.
    #[command(after_help = help::EXTRACT)]
    Extract(ExtractArgs),
    /// Read articles, or what `extract` said of them, into one graph and write it for other programs.
    #[command(after_help = help::GRAPH)]
    Graph(GraphArgs),
    /// Compare what is extracted with gold data: precision, recall and F1.
    #[command(after_help = help::EVAL)]
    Eval(EvalArgs),
    /// List, fetch and verify models.
    #[command(after_help = help::MODELS)]
    Models(ModelsArgs),
}

#[derive(Debug, Args)]
pub struct ExtractArgs {
    #[command(flatten)]
    pub source: SourceArgs,

    /// How the input is written; by the file's ending unless given, text on standard input.
    #[arg(long, value_name = "FORMAT")]
    pub input: Option<ArticleInput>,

    /// How to answer: for people, or a line of JSON a document.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ExtractFormat,

    /// What the offsets in JSON count: bytes of UTF-8, characters as Python counts, UTF-16 units as JavaScript and Java count.
    #[arg(long, value_name = "UNIT", default_value = "byte")]
    pub offsets: OffsetUnit,

    #[command(flatten)]
    pub reading: ReadingArgs,

    #[command(flatten)]
    pub merging: MergingArgs,
}

#[derive(Debug, Args)]
pub struct GraphArgs {
    #[command(flatten)]
    pub source: SourceArgs,

    /// How the input is written; by the file's ending unless given (text or jsonl), text on standard input.
    #[arg(long, value_name = "FORMAT")]
    pub input: Option<InputFormat>,

    /// How to write the graph.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: GraphFormat,

    /// Write to this file instead of standard output; for csv, to STEM-nodes.csv and STEM-edges.csv beside it.
    #[arg(long, short, value_name = "PATH")]
    pub output: Option<PathBuf>,

    /// Keep entities of several articles apart unless their full names are equal: no aliases, acronyms or last names.
    #[arg(long)]
    pub unlinked: bool,

    /// Make people of one full name several nodes where their articles have nothing in common and give them other countries, walks
    /// of life, seats or parties.
    #[arg(long, conflicts_with = "unlinked")]
    pub namesakes: bool,

    /// Leave out edges of a lower weight, and the nodes that then have no edge.
    #[arg(long, value_name = "N", value_parser = weight)]
    pub min_weight: Option<f64>,

    /// Leave out what articles say with less confidence, 0 to 1, and the nodes that then have no edge.
    #[arg(long, value_name = "P", value_parser = probability)]
    pub min_edge_confidence: Option<f32>,

    /// Leave out edges that chance explains at this level, such as 0.05, and the nodes that then have no edge.
    #[arg(long, value_name = "ALPHA", value_parser = probability)]
    pub backbone: Option<f32>,

    /// How many nodes and edges the text names.
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub top: usize,

    #[command(flatten)]
    pub reading: ReadingArgs,

    #[command(flatten)]
    pub merging: MergingArgs,
}

#[derive(Debug, Args)]
pub struct EvalArgs {
    /// Gold data, one JSON document a line; `-` is standard input.
    #[arg(value_name = "GOLD.jsonl", required = true)]
    pub gold: Vec<PathBuf>,

    /// Also read this file, a text a line in which no two names have to do with each other, and tell in how many of them a
    /// relation is seen.
    #[arg(long, value_name = "FILE")]
    pub unrelated: Option<PathBuf>,

    /// How to write the report.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ReportFormat,

    #[command(flatten)]
    pub reading: ReadingArgs,

    #[command(flatten)]
    pub merging: MergingArgs,
}

#[derive(Debug, Args)]
pub struct ModelsArgs {
    #[command(subcommand)]
    pub action: Option<ModelsAction>,

    /// A list of models of the form of the project's models.toml, instead of it.
    #[arg(long, value_name = "FILE", global = true)]
    pub catalog: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub enum ModelsAction {
    /// Name the models that this program knows (what `newsgraph models` alone does).
    List,
    /// Get a model's files; the embedded one has nothing to get.
    Fetch {
        /// The model's name.
        #[arg(value_name = "NAME")]
        model: String,
        /// The checksum of a file, where the list has none; may be repeated.
        #[arg(long, value_name = "FILE=HEX", value_parser = pair)]
        sha256: Vec<(String, String)>,
        /// Take files whose checksum nobody knows.
        #[arg(long)]
        unverified: bool,
    },
    /// Check that every model at hand is whole and loads.
    Verify,
    /// Turn a BERT token classifier into a file that --model takes, with weights of 8 bits.
    Convert {
        /// A Hugging Face folder: config.json, model.safetensors, tokenizer.json.
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// Turn the reader of references and relations that stands beside it instead: reader.json, reader.safetensors.
        #[arg(long)]
        reader: bool,
        /// The file to write.
        #[arg(value_name = "OUT")]
        output: PathBuf,
    },
}

/// Where articles come from.
#[derive(Debug, Args)]
pub struct SourceArgs {
    /// Files and directories to read, in this order; `-` or nothing is standard input.
    #[arg(value_name = "FILE|DIR|-")]
    pub paths: Vec<PathBuf>,

    /// Read bytes that are not UTF-8 as `�` instead of refusing them.
    #[arg(long)]
    pub lossy: bool,
}

/// How articles are read.
#[derive(Debug, Args)]
pub struct ReadingArgs {
    /// Leave out names of which the model is less sure, 0 to 1, and the references and relations that hang on them.
    #[arg(long, value_name = "P", value_parser = probability)]
    pub min_confidence: Option<f32>,

    /// Find names and co-mentions alone, in about 70 % of the time: no references, no typed relations.
    #[arg(long)]
    pub names_alone: bool,

    /// How near two entities must stand to be co-mentioned [default: sentence].
    #[arg(long)]
    pub scope: Option<ScopeName>,

    /// The model that finds the names: a name that `newsgraph models` lists, a file that `newsgraph models convert` wrote, or
    /// a Hugging Face folder, also with an ONNX model [default: news-en].
    #[arg(long, value_name = "NAME|FILE|DIR", value_parser = models::Choice::parse)]
    pub model: Option<models::Choice>,

    /// Work on this many threads; all cores unless given. The answers are the same on any number.
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
}

/// What the caller knows better about who is who.
#[derive(Debug, Args)]
pub struct MergingArgs {
    /// Take these two names for one entity; may be repeated. Case and accents do not count.
    #[arg(long, value_name = "A=B", value_parser = pair)]
    must_merge: Vec<(String, String)>,

    /// Never take these two names for one entity; may be repeated. Case and accents do not count.
    #[arg(long, value_name = "A=B", value_parser = pair)]
    cannot_merge: Vec<(String, String)>,
}

/// How a file of articles is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ArticleInput {
    /// A file is a document; its id is its path.
    Text,
    /// A line is a document: {"id", "text", "date"?, "title"?, "source"?}.
    Jsonl,
}

/// How an input is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum InputFormat {
    /// A file is a document; its id is its path.
    Text,
    /// A line is a document: {"id", "text", "date"?, "title"?, "source"?}.
    Jsonl,
    /// A line is what `newsgraph extract --format jsonl` wrote.
    Extractions,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExtractFormat {
    /// For people.
    Text,
    /// One JSON object a line, a line a document, in the order of the input.
    Jsonl,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum GraphFormat {
    /// A summary for people.
    Text,
    /// Everything: nodes, edges, evidence, documents.
    Json,
    /// Graphviz.
    Dot,
    /// Gephi, yEd, Cytoscape, networkx, igraph.
    Graphml,
    /// Gephi.
    Gexf,
    /// Two tables, nodes and edges; needs --output.
    Csv,
    /// Neo4j, Memgraph.
    Cypher,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// Tables for people.
    Text,
    /// One JSON object.
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OffsetUnit {
    Byte,
    Char,
    Utf16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ScopeName {
    Sentence,
    Paragraph,
    Document,
}

impl From<ArticleInput> for InputFormat {
    fn from(input: ArticleInput) -> Self {
        match input {
            ArticleInput::Text => InputFormat::Text,
            ArticleInput::Jsonl => InputFormat::Jsonl,
        }
    }
}

impl From<OffsetUnit> for Offsets {
    fn from(unit: OffsetUnit) -> Self {
        match unit {
            OffsetUnit::Byte => Offsets::Byte,
            OffsetUnit::Char => Offsets::Char,
            OffsetUnit::Utf16 => Offsets::Utf16,
        }
    }
}

impl From<ScopeName> for Scope {
    fn from(name: ScopeName) -> Self {
        match name {
            ScopeName::Sentence => Scope::Sentence,
            ScopeName::Paragraph => Scope::Paragraph,
            ScopeName::Document => Scope::Document,
        }
    }
}

impl MergingArgs {
    /// The rules; an error if they contradict each other, which a graph finds out.
    pub fn rules(&self) -> Result<MergeRules, Stop> {
        let must = self.must_merge.iter().fold(MergeRules::new(), |rules, (name, other)| rules.must_merge(name, other));
        let rules = self.cannot_merge.iter().fold(must, |rules, (name, other)| rules.cannot_merge(name, other));
        RelationGraph::with_rules(&rules)?;
        Ok(rules)
    }
}

impl ReadingArgs {
    /// The extractor that was asked for, on as many threads.
    pub fn extractor(&self, rules: MergeRules) -> Result<Extractor<AnyTagger>, Stop> {
        self.set_threads();
        let tagger = self.model.clone().unwrap_or_default().load()?;
        let extractor = Extractor::with_tagger(tagger).merge_rules(rules).min_confidence(self.min_confidence.unwrap_or_default());
        let extractor = if self.names_alone { extractor.names_alone() } else { extractor };
        Ok(extractor.scope(self.scope.map(Scope::from).unwrap_or_default()))
    }

    pub fn set_threads(&self) {
        let threads = self.threads.map_or(0, NonZeroUsize::get);
        // A pool that cannot be built leaves rayon's own, on which the answers are the same.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
    }

    /// The first option given here that only counts where articles are read.
    pub fn given(&self) -> Option<&'static str> {
        let options = [
            ("--min-confidence", self.min_confidence.is_some()),
            ("--names-alone", self.names_alone),
            ("--scope", self.scope.is_some()),
            ("--model", self.model.is_some()),
        ];
        options.into_iter().find_map(|(option, is_given)| is_given.then_some(option))
    }
}

/// Ends the program as clap does when the command line is wrong: the message, the usage, exit code 2.
pub fn usage_error(subcommand: &str, message: impl std::fmt::Display) -> ! {
    let mut command = Cli::command();
    command.build();
    let command = command.find_subcommand_mut(subcommand).expect("it was just parsed");
    command.error(ErrorKind::ArgumentConflict, message).exit()
}

fn probability(argument: &str) -> Result<f32, String> {
    let number: f32 = argument.parse().map_err(|_| "not a number".to_owned())?;
    if (0.0..=1.0).contains(&number) { Ok(number) } else { Err("not between 0 and 1".to_owned()) }
}

fn weight(argument: &str) -> Result<f64, String> {
    let number: f64 = argument.parse().map_err(|_| "not a number".to_owned())?;
    if number >= 0.0 { Ok(number) } else { Err("not 0 or more".to_owned()) }
}

fn pair(argument: &str) -> Result<(String, String), String> {
    let names = argument.split_once('=').map(|(name, other)| (name.trim(), other.trim()));
    match names {
        Some((name, other)) if !name.is_empty() && !other.is_empty() => Ok((name.to_owned(), other.to_owned())),
        _ => Err("write two names, such as \"EU=European Union\"".to_owned()),
    }
}
