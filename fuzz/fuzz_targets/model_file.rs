//! A model file from a stranger is read or refused; it never panics, and takes no more memory than it has bytes.
//!
//! `cargo fuzz run model_file` begins with a small sound model, written by the ignored test
//! `cargo test --lib write_a_small_model -- --ignored` into `fuzz/corpus/model_file/`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use newsgraph::{Document, EmbeddedTagger, Tagger};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(tagger) = EmbeddedTagger::from_bytes(bytes.to_vec()) {
        let document = Document::new("Kaja Kallas spoke to Reuters in Tallinn.");
        let mentions = tagger.tag(&document).expect("a model that was accepted reads any text");
        assert!(mentions.iter().all(|mention| document.text().get(mention.span.range()).is_some()));
    }
});
