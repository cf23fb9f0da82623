//! A floor under the accuracy on the shipped gold sample; `examples/evaluate.rs` measures it.

use std::{fs::File, io::BufReader};

use newsgraph::evaluation;

use crate::articles::{EXTRACTOR, path};

#[test]
fn the_shipped_sample_is_read_about_as_well_as_when_it_was_measured() {
    let file = File::open(path("examples/gold/articles.jsonl")).expect("the gold sample ships");
    let gold = evaluation::read_gold(BufReader::new(file));
    let report = evaluation::evaluate(gold, &EXTRACTOR).expect("the sample is sound");
    assert!(report.headline().f1() >= 0.92, "names\n{report}");
    assert!(report.clusters().expect("the sample has clusters").conll() >= 0.91, "clusters\n{report}");
}
