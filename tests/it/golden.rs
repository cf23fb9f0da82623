//! The shipped articles against what was read from them before; a person reads the difference.
//!
//! `NEWSGRAPH_REFRESH=1 cargo test --features places --test it golden` writes the files anew. They hold the links to regions and
//! cities, which are left out of the comparison where the feature is off.

use std::{env, fs};

use newsgraph::Extraction;
use serde_json::Value;

use crate::articles::{EXTRACTIONS, path};

/// The extraction as written, without the text, which stands in the article, and with confidences to two decimals.
fn shown(extraction: &Extraction) -> String {
    let mut json = serde_json::to_value(extraction).expect("an extraction can be written");
    json.as_object_mut().expect("it is an object").remove("text");
    round_confidences(&mut json);
    serde_json::to_string_pretty(&json).expect("it can be written") + "\n"
}

fn round_confidences(json: &mut Value) {
    match json {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value.as_f64().filter(|_| name == "confidence" || name == "score") {
                    Some(confidence) => *value = ((confidence * 100.0).round() / 100.0).into(),
                    None => round_confidences(value),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(round_confidences),
        _ => {}
    }
}

/// The golden text as far as this build can read it.
fn readable(golden: &str) -> String {
    let without_place = |line: &str| match line.split_once("\"link\": \"geonames:") {
        Some((indent, rest)) if cfg!(not(feature = "places")) => {
            let comma = if rest.ends_with(',') { "," } else { "" };
            format!("{indent}\"link\": null{comma}\n")
        }
        _ => format!("{line}\n"),
    };
    golden.lines().map(without_place).collect()
}

#[test]
fn articles_read_as_before() {
    for extraction in EXTRACTIONS.iter() {
        let file = path("tests/golden").join(format!("{}.json", extraction.document().id()));
        let got = shown(extraction);
        if cfg!(feature = "places") && env::var_os("NEWSGRAPH_REFRESH").is_some() {
            fs::write(&file, &got).expect("the golden file can be written");
        }
        let want = readable(&fs::read_to_string(&file).unwrap_or_default());
        let difference = got.lines().zip(want.lines()).position(|(got, want)| got != want);
        let line = difference.unwrap_or_else(|| got.lines().count().min(want.lines().count()));
        let of = |text: &str| text.lines().nth(line).unwrap_or("(end)").trim().to_owned();
        assert!(got == want, "{}, line {}: got `{}`, want `{}`", file.display(), line + 1, of(&got), of(&want));
    }
}
