//! Articles in, their entity graph on the terminal:
//! `cargo run --release --example entity_graph [FILE|FOLDER]...`; without arguments, the articles that ship with the crate.

use std::{
    env, fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use newsgraph::{Document, Extractor, Linking, RelationGraph};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut paths: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    if paths.is_empty() {
        paths.push(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/articles"));
    }
    let mut articles = Vec::new();
    for path in paths {
        articles.extend(read(&path).map_err(|error| format!("cannot read `{}`: {error}", path.display()))?);
    }
    println!("Reading {} articles ...\n", articles.len());
    let graph = Extractor::new()?.extract_all(articles).collect::<newsgraph::Result<RelationGraph>>()?;
    match writeln!(io::stdout(), "{}", graph.linked(&Linking::new())) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()), // `head` has seen enough
        written => Ok(written?),
    }
}

/// The article of a file, or those of a folder in the order of their names.
fn read(path: &Path) -> io::Result<Vec<Document>> {
    let mut files = vec![path.to_owned()];
    if path.is_dir() {
        files = fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
        files.retain(|file| file.extension().is_some_and(|extension| extension == "txt"));
        files.sort();
    }
    let article = |file: PathBuf| Ok(Document::new(fs::read_to_string(&file)?).with_id(name(&file)));
    files.into_iter().map(article).collect()
}

/// A file's name without its ending.
fn name(file: &Path) -> String {
    file.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}
