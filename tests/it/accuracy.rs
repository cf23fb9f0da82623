//! Floors under the accuracy on the shipped gold sample; `examples/evaluate.rs` measures it.

use std::{fs::File, io::BufReader};

use newsgraph::{
    EmbeddedTagger, Extractor, Model,
    evaluation::{self, Report},
};

use crate::articles::path;

/// What is read of the shipped sample.
fn report(model: Model) -> Report {
    let file = File::open(path("examples/gold/articles.jsonl")).expect("the gold sample ships");
    let extractor = Extractor::with_tagger(EmbeddedTagger::with_model(model).expect("the model is sound"));
    evaluation::evaluate(evaluation::read_gold(BufReader::new(file)), &extractor).expect("the sample is sound")
}

#[test]
fn every_model_finds_the_names_of_the_shipped_sample_about_as_well_as_when_it_was_measured() {
    for &model in Model::ALL {
        let report = report(model);
        assert!(report.headline().f1() >= 0.92, "names, {model}\n{report}");
        assert!(report.clusters().expect("the sample has clusters").conll() >= 0.91, "clusters, {model}\n{report}");
    }
}

#[test]
fn references_and_relations_of_the_shipped_sample_are_read_about_as_well_as_when_they_were_measured() {
    let report = report(Model::default());
    let references = report.references().expect("the sample has references");
    assert!(references.pronouns.f1() >= 0.74 && references.clusters.conll() >= 0.82, "references\n{report}");
    assert!(references.nominals.f1() >= 0.44, "noun phrases\n{report}");
    let relations = report.relations().expect("the sample has relations");
    let found = relations.types.micro();
    assert!(found.f1() >= 0.5 && found.precision() >= 0.64, "relations\n{report}");
    assert!(relations.flags.value() >= 0.85 && relations.triggers.value() >= 0.75, "flags and triggers\n{report}");
}
