//! Many articles to one graph: `cargo bench --bench graph`. An element is an article.

use std::{io, time::Duration};

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use newsgraph::{
    Document, EntityType, Extraction, Extractor, Linking, Mention, MentionKind, RelationGraph, Result, Span, Tagger, export,
};

/// Takes words that begin with a capital for names, runs of two and those after `mr` for persons; the made-up articles are
/// written so.
struct Capitals;

impl Tagger for Capitals {
    fn tag(&self, document: &Document) -> Result<Vec<Mention>> {
        let is_capital = |word: &str| word.starts_with(|letter: char| letter.is_uppercase());
        let mut mentions: Vec<Mention> = Vec::new();
        let (mut start, mut after_title) = (0, false);
        for word in document.text().split_inclusive(' ') {
            let span = Span::new(start, start + word.trim_end_matches([' ', '.']).len());
            start += word.len();
            match mentions.last_mut() {
                _ if !is_capital(word) => {}
                Some(name) if name.span.end + 1 == span.start => {
                    (name.span.end, name.entity_type) = (span.end, EntityType::Person);
                }
                _ => mentions.push(Mention {
                    span,
                    entity_type: if after_title { EntityType::Person } else { EntityType::Organization },
                    confidence: 1.0,
                    kind: MentionKind::Name,
                }),
            }
            after_title = word == "mr ";
        }
        Ok(mentions)
    }
}

/// Draws ranks after Zipf (1949): the second most frequent name is half as frequent as the first.
struct Ranks(u64);

impl Ranks {
    fn next(&mut self, names: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let uniform = (self.0 >> 11) as f64 / (1_u64 << 53) as f64;
        (names as f64).powf(uniform) as usize
    }
}

/// A pronounceable word, another for each number below 160 000.
fn word(number: usize) -> String {
    const SYLLABLES: [&str; 20] = [
        "ba", "de", "fi", "go", "hu", "ka", "le", "mi", "no", "pu", "ra", "se", "ti", "vo", "zu", "ja", "we", "xi", "cho", "shu",
    ];
    let word: String = (0..4).map(|place| SYLLABLES[number / 20_usize.pow(place) % 20]).collect();
    word[..1].to_uppercase() + &word[1..]
}

/// Short articles on persons and organizations, some of whom are in the news every day.
fn extractions(number: usize) -> Vec<Extraction> {
    let extractor = Extractor::with_tagger(Capitals);
    let mut ranks = Ranks(7);
    let mut sentence = || {
        let rank = ranks.next(20_000);
        // Most people are in the news with their own company and agency, so that last names can be linked.
        let usual = ranks.next(4) > 1;
        let [company, agency] = [2, 3].map(|kind| word(if usual { rank } else { ranks.next(20_000) } * 4 + kind));
        let (given, family) = (word(rank % 400 * 4), word(rank * 4 + 1));
        let person = if ranks.next(3) == 1 { format!("{given} {family}") } else { format!("mr {family}") };
        format!("{person} met the board of {company} before a visit to {agency}.")
    };
    let mut article = || [sentence(), sentence(), sentence()].join(" ");
    let documents = (0..number).map(|id| Document::new(article()).with_id(id.to_string()));
    documents.map(|document| extractor.extract(document).expect("the tagger never fails")).collect()
}

fn merge(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("merge");
    for number in [1000, 10_000] {
        let extractions = extractions(number);
        group.throughput(Throughput::Elements(number as u64)).sample_size(10);
        group.bench_with_input(BenchmarkId::from_parameter(number), &extractions, |bencher, extractions| {
            bencher.iter_batched(|| extractions.clone(), RelationGraph::from_iter, BatchSize::LargeInput);
        });
    }
    group.finish();
}

/// A hundred thousand articles, gathered and then linked; ten times the articles should take ten times the time.
fn link(criterion: &mut Criterion) {
    for number in [10_000, 100_000] {
        let extractions = extractions(number);
        let mut group = criterion.benchmark_group("across");
        group.throughput(Throughput::Elements(number as u64)).sample_size(10).measurement_time(Duration::from_secs(20));
        group.bench_function(BenchmarkId::new("gather", number), |bencher| bencher.iter(|| gathered(&extractions)));
        let graph = gathered(&extractions);
        group.bench_function(BenchmarkId::new("link", number), |bencher| bencher.iter(|| graph.linked(&Linking::new())));
        group.finish();
    }
}

fn gathered(extractions: &[Extraction]) -> RelationGraph {
    let mut graph = RelationGraph::new();
    extractions.iter().for_each(|extraction| graph.merge(extraction));
    graph
}

/// Every export of a graph of a thousand articles; bytes are those written.
fn export(criterion: &mut Criterion) {
    let graph = RelationGraph::from_iter(extractions(1000));
    let mut group = criterion.benchmark_group("export");
    for (name, export) in [
        ("json", export::json(&graph)),
        ("dot", export::dot(&graph)),
        ("graphml", export::graphml(&graph)),
        ("gexf", export::gexf(&graph)),
        ("csv nodes", export::csv_nodes(&graph)),
        ("csv edges", export::csv_edges(&graph)),
        ("cypher", export::cypher(&graph)),
    ] {
        group.throughput(Throughput::Bytes(export.to_string().len() as u64));
        group.bench_function(name, |bencher| bencher.iter(|| export.write_to(io::sink()).expect("a sink takes anything")));
    }
    group.finish();
}

fn rank(criterion: &mut Criterion) {
    let graph = RelationGraph::from_iter(extractions(1000));
    criterion.bench_function("page_rank/1000", |bencher| bencher.iter(|| graph.page_rank(0.85)));
}

criterion_group!(benches, merge, link, export, rank);
criterion_main!(benches);
