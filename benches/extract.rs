//! From text to extraction, step by step: `cargo bench --bench extract`. An element is a word, as white space parts them.

use std::{fs, path::Path};

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use newsgraph::{Document, EmbeddedTagger, Extractor, Mention, Result, Tagger};

/// Gives back what was found before, so that only what comes after the tagger takes time.
struct Replay(Vec<Mention>);

impl Tagger for Replay {
    fn tag(&self, _: &Document) -> Result<Vec<Mention>> {
        Ok(self.0.clone())
    }
}

fn articles() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/articles");
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("cannot read {}: {error}", folder.display()));
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("the folder can be listed").path()).collect();
    paths.sort();
    let texts = paths.iter().filter(|path| path.extension().is_some_and(|extension| extension == "txt"));
    texts.map(|path| fs::read_to_string(path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()))).collect()
}

fn size<'a>(texts: impl IntoIterator<Item = &'a String>) -> Throughput {
    let sizes = texts.into_iter().map(|text| (text.split_whitespace().count() as u64, text.len() as u64));
    let (elements, bytes) = sizes.fold((0, 0), |sum, size| (sum.0 + size.0, sum.1 + size.1));
    Throughput::ElementsAndBytes { elements, bytes }
}

/// The steps over a set of articles; `resolve and relate` starts from known mentions.
fn steps(criterion: &mut Criterion, name: &str, texts: &[String]) {
    let documents: Vec<Document> = texts.iter().map(Document::from).collect();
    let tagger = EmbeddedTagger::new().expect("the embedded model loads");
    let tag = |document| tagger.tag(document).expect("the tagger reads any text");
    let replays: Vec<_> = documents.iter().map(|document| Extractor::with_tagger(Replay(tag(document)))).collect();
    let extractor = Extractor::new().expect("the embedded model loads");
    let mut group = criterion.benchmark_group(name);
    group.throughput(size(texts)).sample_size(10);
    group.bench_function("document", |bencher| bencher.iter(|| texts.iter().map(Document::from).collect::<Vec<_>>()));
    group.bench_function("tag", |bencher| bencher.iter(|| documents.iter().map(tag).collect::<Vec<_>>()));
    group.bench_function("resolve and relate", |bencher| {
        let relate = |documents: Vec<Document>| -> Vec<_> {
            replays.iter().zip(documents).map(|(replay, document)| replay.extract(document)).collect()
        };
        bencher.iter_batched(|| documents.clone(), relate, BatchSize::LargeInput);
    });
    group
        .bench_function("whole", |bencher| bencher.iter(|| texts.iter().map(|text| extractor.extract(text)).collect::<Vec<_>>()));
    group.finish();
}

fn extract(criterion: &mut Criterion) {
    let texts = articles();
    steps(criterion, "articles", &texts);
    steps(criterion, "long", &[texts.concat().repeat(10)]);
}

/// Many articles at once, names alone and all, on one thread and on all cores.
fn threads(criterion: &mut Criterion) {
    let texts: Vec<String> = articles().into_iter().cycle().take(140).collect();
    let open = || Extractor::new().expect("the embedded model loads");
    let mut group = criterion.benchmark_group("threads");
    group.throughput(size(&texts)).sample_size(10);
    for (name, extractor) in [("names", open().names_alone()), ("whole", open())] {
        for count in [1, std::thread::available_parallelism().map_or(1, usize::from)] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(count).build().expect("threads can be started");
            group.bench_function(BenchmarkId::new(name, count), |bencher| {
                bencher.iter(|| pool.install(|| extractor.extract_all(&texts).count()));
            });
        }
    }
    group.finish();
}

/// The rate must not fall with the size.
fn linear(criterion: &mut Criterion) {
    let texts = articles().concat();
    let mut group = criterion.benchmark_group("linear");
    for kilobytes in [10, 100, 1000] {
        let text: String = texts.chars().cycle().take(kilobytes * 1000).collect();
        group.throughput(size([&text])).sample_size(10);
        group.bench_with_input(BenchmarkId::new("document", format!("{kilobytes} kB")), &text, |bencher, text| {
            bencher.iter(|| Document::new(text))
        });
    }
    group.finish();
}

criterion_group!(benches, extract, threads, linear);
criterion_main!(benches);
