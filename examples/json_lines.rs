//! Lines of JSON in, lines of JSON out, few articles in memory at a time:
//! `echo '{"id": "a1", "text": "Lavrov flew to Ankara."}' | cargo run --release --example json_lines`.

use std::io::{self, BufRead, Write};

use newsgraph::{Document, Extractor};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let extractor = Extractor::new()?;
    let mut problem = Ok(());
    let lines = io::stdin().lock().lines().zip(1..);
    let filled = lines.filter(|(line, _)| !line.as_ref().is_ok_and(|line| line.trim().is_empty()));
    let articles = filled.map_while(|(line, number)| {
        let article = read(line).map_err(|error| problem = Err(format!("line {number}: {error}")));
        article.ok()
    });
    let mut output = io::stdout().lock();
    for extraction in extractor.extract_all(articles) {
        let line = serde_json::to_string(&extraction?)?;
        match writeln!(output, "{line}") {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(()), // `head` has seen enough
            written => written?,
        }
    }
    Ok(problem?)
}

/// A document reads itself from `{"id"?, "text", "date"?, "title"?, "source"?}`.
fn read(line: io::Result<String>) -> io::Result<Document> {
    Ok(serde_json::from_str(&line?)?)
}
