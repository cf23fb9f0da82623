//! This crate as a contestant of `compare.py`: `contestant ARTICLES.jsonl` reads the articles once for every line on standard
//! input, and says how long that took, in seconds; `contestant --sentences ARTICLES.jsonl` prints their sentences instead.

use std::{
    env, fs, io,
    time::{Duration, Instant},
};

use newsgraph::{Document, EmbeddedTagger, Tagger};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let Some(path) = arguments.last() else { return Ok(()) };
    let articles: Vec<Document> =
        fs::read_to_string(path)?.lines().map(serde_json::from_str).collect::<Result<_, serde_json::Error>>()?;
    if arguments[0] == "--sentences" {
        let sentences = |article: &Document| -> Vec<String> {
            article.sentences().iter().map(|sentence| article[sentence.span].to_owned()).collect()
        };
        println!("{}", serde_json::to_string(&articles.iter().map(sentences).collect::<Vec<_>>())?);
        return Ok(());
    }
    let texts: Vec<&str> = articles.iter().map(Document::text).collect();
    let tagger = tagger()?;
    tagger.tag(&Document::new("Kaja Kallas spoke to Reuters in Tallinn."))?;
    println!("ready");
    for line in io::stdin().lines() {
        line?;
        println!("{}", read(&tagger, &texts)?.as_secs_f64());
    }
    Ok(())
}

fn tagger() -> Result<EmbeddedTagger, Box<dyn std::error::Error>> {
    let tagger = match env::var_os("NEWSGRAPH_MODEL") {
        Some(path) => EmbeddedTagger::from_bytes(fs::read(path)?)?,
        None => EmbeddedTagger::new()?,
    };
    match env::var("NEWSGRAPH_KERNEL") {
        Ok(name) => Ok(tagger.with_kernel(name.parse()?)?),
        Err(_) => Ok(tagger),
    }
}

/// From raw text to mentions.
fn read(tagger: &EmbeddedTagger, texts: &[&str]) -> newsgraph::Result<Duration> {
    let start = Instant::now();
    let mut found = 0;
    for text in texts {
        found += tagger.tag(&Document::new(*text))?.len();
    }
    std::hint::black_box(found);
    Ok(start.elapsed())
}
