//! Scores the embedded model on gold data: `cargo run --release --example evaluate [GOLD.jsonl]...`
//!
//! Without a file it reads the gold annotation of the example articles. The speed is that of all threads, or of
//! `RAYON_NUM_THREADS`; `NEWSGRAPH_KERNEL` names another kernel than the fastest, `NEWSGRAPH_MODEL` another model file than the
//! embedded one.

use std::{env, fs, fs::File, io::BufReader, path::PathBuf, time::Instant};

use newsgraph::{EmbeddedTagger, Error, Extractor, Result, evaluation};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut paths: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    if paths.is_empty() {
        paths.push([env!("CARGO_MANIFEST_DIR"), "examples", "gold", "articles.jsonl"].iter().collect());
    }
    let extractor = Extractor::with_tagger(tagger()?);
    for path in paths {
        let file = File::open(&path).map_err(|source| Error::Read { path: path.clone(), source })?;
        let gold: Vec<_> = evaluation::read_gold(BufReader::new(file)).collect::<Result<_>>()?;
        let start = Instant::now();
        let report = evaluation::evaluate(gold.into_iter().map(Ok), &extractor)?;
        let seconds = start.elapsed().as_secs_f64();
        println!("{}\n{report}", path.display());
        println!("{seconds:.2} s, {:.0} words/s\n", report.words() as f64 / seconds);
    }
    Ok(())
}

fn tagger() -> Result<EmbeddedTagger> {
    let tagger = match env::var_os("NEWSGRAPH_MODEL").map(PathBuf::from) {
        Some(path) => EmbeddedTagger::from_bytes(fs::read(&path).map_err(|source| Error::Read { path, source })?)?,
        None => EmbeddedTagger::new()?,
    };
    match env::var("NEWSGRAPH_KERNEL") {
        Ok(name) => tagger.with_kernel(name.parse()?),
        Err(_) => Ok(tagger),
    }
}
