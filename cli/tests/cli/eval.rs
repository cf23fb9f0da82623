//! The reports of `newsgraph eval`.

use serde_json::{Value, json};

use crate::{Place, newsgraph, objects, run};

const GOLD: &[u8] = br#"{"id": "a1", "text": "Kyiv hosts NATO.", "entities": [{"start": 0, "end": 4, "label": "LOC"}, {"start": 11, "end": 15, "label": "ORG"}]}
"#;

#[test]
fn a_report_is_for_people_or_for_programs() {
    let place = Place::with(&[("gold.jsonl", GOLD)]);
    let text = run(place.newsgraph(&["eval", "gold.jsonl"]));
    assert_eq!((text.code, text.stderr.as_str()), (Some(0), ""));
    assert!(text.stdout.contains("PER") || text.stdout.contains("ORG"), "{}", text.stdout);
    let json = run(place.newsgraph(&["eval", "--format", "json", "gold.jsonl", "gold.jsonl"]));
    let report: Value = serde_json::from_str(&json.stdout).expect("JSON");
    assert_eq!((json.code, &report["documents"]), (Some(0), &json!(2)), "{report}");
}

#[test]
fn a_bad_gold_line_is_told_with_its_number() {
    let place = Place::with(&[("gold.jsonl", &[b"\nbad\n", GOLD].concat())]);
    let run = run(place.newsgraph(&["eval", "--format", "json", "gold.jsonl"]));
    let told = &objects(&run.stderr)[0];
    assert_eq!((run.code, &told["line"], &told["input"]), (Some(1), &json!(2), &json!("gold.jsonl")));
    assert_eq!(serde_json::from_str::<Value>(&run.stdout).expect("JSON")["documents"], 1);
}

#[test]
fn gold_must_be_named_and_be_there() {
    for (args, told) in [(&["eval"][..], "GOLD.jsonl"), (&["eval", "missing.jsonl"], "cannot read `missing.jsonl`")] {
        let run = run(newsgraph(args));
        assert_eq!(run.code, Some(2), "{args:?}");
        assert!(run.stderr.contains(told), "{args:?}: {}", run.stderr);
    }
}
