//! Lines of JSON in, lines of JSON out, few articles in memory at a time:
//! `echo '{"id": "a1", "text": "Lavrov flew to Ankara."}' | cargo run --release --example json_lines`.

use std::io::{self, BufRead, Write};

use newsgraph::{Document, Extractor};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // A document reads itself from `{"id"?, "text", "date"?, "title"?, "source"?}`.
    let extractor = Extractor::new()?;
    // A document reads itself from `{"id"?, "text", "date"?, "title"?, "source"?}`.
    let mut problem = Ok(());
    let lines = io::stdin().lock().lines();
    let articles = lines.map_while(|line| read(line).map_err(|error| problem = Err(error)).ok());
    let mut output = io::stdout().lock();
    for extraction in extractor.extract_all(articles) {
        serde_json::to_writer(&mut output, &extraction?)?;
        writeln!(output)?;
    }
    Ok(problem?)
}

fn read(line: io::Result<String>) -> io::Result<Document> {
    Ok(serde_json::from_str(&line?)?)
}
