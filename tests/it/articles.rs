//! The articles that ship with the crate.

use std::{fs, path::PathBuf, sync::LazyLock};

use newsgraph::{Document, Extraction, Extractor};

/// Built once for all tests.
pub static EXTRACTOR: LazyLock<Extractor> = LazyLock::new(|| Extractor::new().expect("the model is sound"));

/// A path of the checkout.
pub fn path(relative: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(relative)
}

/// The shipped articles, each with the name of its file, sorted.
pub fn articles() -> Vec<Document> {
    let entries = fs::read_dir(path("examples/articles")).expect("the articles ship");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("it can be listed").path()).collect();
    files.sort();
    let read = |file: PathBuf| {
        let name = file.file_stem().expect("it has a name").to_string_lossy().into_owned();
        Document::new(fs::read_to_string(&file).expect("it can be read")).with_id(name)
    };
    files.into_iter().map(read).collect()
}

/// What the shipped articles say, read once for all tests.
pub static EXTRACTIONS: LazyLock<Vec<Extraction>> = LazyLock::new(extract);

/// Reads the shipped articles.
pub fn extract() -> Vec<Extraction> {
    EXTRACTOR.extract_all(articles()).collect::<newsgraph::Result<_>>().expect("articles can be read")
}
