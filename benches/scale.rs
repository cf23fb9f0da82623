//! Whether work grows with the text alone: `cargo bench --bench scale`, or `MEGABYTES=1,10,100 cargo bench --bench scale`.
//!
//! One document of each size, made of paragraphs of the example articles in a drawn order, from text to mentions on all
//! threads. The rate must not fall with the size.

use std::{env, fs, path::Path, time::Instant};

use newsgraph::{Document, EmbeddedTagger, Tagger};

fn main() {
    let sizes = env::var("MEGABYTES").unwrap_or_else(|_| "0.1,1,4".into());
    let tagger = EmbeddedTagger::new().expect("the embedded model loads");
    let paragraphs = paragraphs();
    println!("{:>8} {:>10} {:>9} {:>10} {:>10} {:>10}", "MB", "words", "text s", "mentions s", "words/s", "peak MB");
    for size in sizes.split(',') {
        let megabytes: f64 = size.trim().parse().unwrap_or_else(|_| panic!("MEGABYTES: `{size}` is no number"));
        let text = text(&paragraphs, (megabytes * 1e6) as usize);
        let words = text.split_whitespace().count();
        let start = Instant::now();
        let document = Document::new(text);
        let read = start.elapsed().as_secs_f64();
        let mentions = tagger.tag(&document).expect("any text can be read");
        let seconds = start.elapsed().as_secs_f64();
        let rate = words as f64 / seconds;
        assert!(mentions.len() > words / 100, "the articles are full of names");
        println!("{megabytes:8.1} {words:10} {read:9.2} {:10.2} {rate:10.0} {:10.0}", seconds - read, peak_megabytes());
    }
}

fn paragraphs() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/articles");
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("cannot read {}: {error}", folder.display()));
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("the folder can be listed").path()).collect();
    paths.sort();
    let texts = paths.iter().map(|path| fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display())));
    texts.flat_map(|text| text.split("\n\n").map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// Paragraphs in an order drawn by a fixed seed (xorshift; Marsaglia 2003), up to a size in bytes.
fn text(paragraphs: &[String], size: usize) -> String {
    let (mut text, mut state) = (String::with_capacity(size + 4096), 0x9e37_79b9_7f4a_7c15_u64);
    while text.len() < size {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        text += &paragraphs[(state % paragraphs.len() as u64) as usize];
        text += "\n\n";
    }
    text
}

/// The most memory that the process has held so far, where the system tells.
fn peak_megabytes() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse::<f64>().ok());
    kilobytes.unwrap_or(f64::NAN) / 1024.0
}
