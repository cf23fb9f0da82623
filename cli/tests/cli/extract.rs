//! The answers of `newsgraph extract`.

use std::{
    io::{BufRead, BufReader, Read, Write},
    process::{Child, Command, Stdio},
};

use assert_cmd::cargo::cargo_bin;
use serde_json::{Value, json};

use crate::{fields, newsgraph, objects, run, run_with_input};

const RUTTE: &str = "“Łódź!” 😀 NATO chief Mark Rutte met Volodymyr Zelenskyy in Kyiv on Friday. Rutte left.";

fn lines(count: usize) -> String {
    (0..count).map(|index| format!("{}\n", json!({"id": index, "text": format!("{RUTTE} {index}")}))).collect()
}

#[test]
fn every_line_has_the_shape_of_the_contract() {
    let run = run_with_input(newsgraph(&["extract", "--format", "jsonl"]), RUTTE);
    let answer = &objects(&run.stdout)[0];
    assert_eq!((run.code, run.stdout.lines().count()), (Some(0), 1));
    for field in ["mentions", "entities", "relations"] {
        assert!(answer[field].is_array(), "{field}: {answer}");
    }
    let has = |list: &str, fields: &[&str]| {
        for item in answer[list].as_array().expect("a list") {
            fields.iter().for_each(|field| assert!(item.get(field).is_some(), "{list} without {field}: {item}"));
        }
    };
    has("mentions", &["start", "end", "text", "type", "confidence", "entity", "kind"]);
    has("entities", &["id", "name", "type", "mentions", "link"]);
    has("relations", &["subject", "type", "object", "weight", "evidence"]);
}

/// Holds once the embedded model finds names.
#[test]
fn names_are_found() {
    let run = run_with_input(newsgraph(&["extract", "--format", "jsonl"]), RUTTE);
    let answer = &objects(&run.stdout)[0];
    let names: Vec<&Value> = answer["entities"].as_array().expect("a list").iter().map(|entity| &entity["name"]).collect();
    for name in ["NATO", "Mark Rutte", "Volodymyr Zelenskyy", "Kyiv"] {
        assert!(names.contains(&&json!(name)), "{name} is not among {names:?}");
    }
    let text = run_with_input(newsgraph(&["extract"]), RUTTE).stdout;
    assert!(text.contains("NATO") && text.contains("Mark Rutte"), "{text}");
}

/// A text as the units that an offset counts.
type Split = fn(&str) -> Vec<String>;

#[test]
fn offsets_count_what_was_asked_for() {
    let units: [(&str, Split); 3] = [
        ("byte", |text| text.bytes().map(|byte| format!("{byte:02x}")).collect()),
        ("char", |text| text.chars().map(String::from).collect()),
        ("utf16", |text| text.encode_utf16().map(|unit| format!("{unit:04x}")).collect()),
    ];
    for (unit, split) in units {
        let run = run_with_input(newsgraph(&["extract", "--format", "jsonl", "--offsets", unit]), RUTTE);
        assert_eq!(run.code, Some(0), "{unit}");
        for mention in objects(&run.stdout)[0]["mentions"].as_array().expect("a list") {
            let [start, end] = ["start", "end"].map(|end| mention[end].as_u64().expect("a number") as usize);
            let text = mention["text"].as_str().expect("a string");
            assert_eq!(split(RUTTE)[start..end], split(text), "{unit}: {mention}");
        }
    }
}

#[test]
fn answers_are_the_same_and_in_order_on_any_number_of_threads() {
    let answers = |threads| {
        run_with_input(newsgraph(&["extract", "--input", "jsonl", "--format", "jsonl", "--threads", threads]), lines(300)).stdout
    };
    let one = answers("1");
    let ids: Vec<Value> = (0..300).map(|id: i32| id.to_string().into()).collect();
    assert_eq!(fields(&one, "id"), ids);
    assert!(one == answers("4"), "four threads answer otherwise than one");
}

#[test]
fn text_is_headed_by_the_id_of_each_article() {
    let input = "{\"id\": \"a1\", \"text\": \"So it is.\", \"date\": \"2025-02-03\", \"title\": \"Calm\"}\n{\"id\": \"a2\", \"text\": \"\"}\n";
    let run = run_with_input(newsgraph(&["extract", "--input", "jsonl"]), input);
    assert_eq!(run.stdout, "# a1, 2025-02-03, Calm\n(no names)\n\n# a2\n(no names)\n\n");
}

#[test]
fn options_that_make_no_sense_are_refused() {
    for (args, told) in [
        (&["--min-confidence", "1.1"][..], "not between 0 and 1"),
        (&["--min-confidence", "NaN"], "not between 0 and 1"),
        (&["--min-confidence", "sure"], "not a number"),
        (&["--threads", "0"], "--threads"),
        (&["--model", "news-xx"], "no model `news-xx` is part of this build, only: news-en"),
        (&["--must-merge", "Istanbul"], "write two names"),
        (&["--cannot-merge", "=Istanbul"], "write two names"),
        (&["--must-merge", "EU=Union", "--cannot-merge", "Union=EU"], "must and must not be merged"),
        (&["--input", "extractions"], "possible values: text, jsonl"),
        (&["--offsets", "line"], "possible values: byte, char, utf16"),
    ] {
        let run = run_with_input(newsgraph(&[&["extract"], args].concat()), RUTTE);
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{args:?}");
        assert!(run.stderr.contains(told), "{args:?}: {}", run.stderr);
    }
}

#[test]
fn options_that_make_sense_are_taken() {
    for args in [
        &["--min-confidence", "0.5"][..],
        &["--model", "news-en", "--threads", "2"],
        &["--scope", "paragraph", "--quiet"],
        &["--must-merge", "EU=European Union", "--must-merge", "UN=United Nations", "--cannot-merge", "Georgia=State of Georgia"],
    ] {
        let run = run_with_input(newsgraph(&[&["extract"], args].concat()), RUTTE);
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{args:?}");
    }
}

fn piped(args: &[&str]) -> Child {
    let mut command = Command::new(cargo_bin("newsgraph"));
    command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs")
}

#[test]
fn a_line_is_answered_before_the_next_is_written() {
    let mut child = piped(&["extract", "--input", "jsonl", "--format", "jsonl"]);
    let (mut input, output) = (child.stdin.take().expect("piped"), child.stdout.take().expect("piped"));
    let mut answers = BufReader::new(output).lines();
    for id in ["a", "b", "c"] {
        writeln!(input, "{}", json!({"id": id, "text": "x"})).expect("it reads");
        let answer = answers.next().expect("an answer").expect("UTF-8");
        assert_eq!(fields(&answer, "id"), [id]);
    }
    drop(input);
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
}

#[test]
fn a_reader_that_has_seen_enough_ends_it_quietly() {
    let mut child = piped(&["extract", "--input", "jsonl", "--format", "jsonl"]);
    let mut input = child.stdin.take().expect("piped");
    let writer = std::thread::spawn(move || while input.write_all(lines(100).as_bytes()).is_ok() {});
    let mut first = String::new();
    BufReader::new(child.stdout.take().expect("piped")).read_line(&mut first).expect("an answer");
    assert_eq!(fields(&first, "id"), ["0"]);
    let mut told = String::new();
    child.stderr.take().expect("piped").read_to_string(&mut told).expect("UTF-8");
    assert_eq!((child.wait().expect("it ends").code(), told.as_str()), (Some(0), ""));
    writer.join().expect("it ends with its reader");
}

#[test]
fn errors_stand_in_order_among_themselves() {
    let input: String = (0..200).map(|index| if index % 50 == 7 { "bad\n".into() } else { lines(1) }).collect();
    let run = run_with_input(newsgraph(&["extract", "--input", "jsonl", "--format", "jsonl"]), input);
    assert_eq!((run.code, run.stdout.lines().count()), (Some(1), 196));
    assert_eq!(fields(&run.stderr, "line"), [8, 58, 108, 158]);
}

#[test]
fn a_missing_command_is_a_wrong_command_line() {
    assert_eq!(run(newsgraph(&[])).code, Some(2));
}
