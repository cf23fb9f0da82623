//! What is read, in which order, and what happens where it cannot be.

use serde_json::json;

use crate::{Place, fields, newsgraph, objects, run, run_with_input};

const EXTRACT: [&str; 3] = ["extract", "--format", "jsonl"];

/// Runs `newsgraph extract --format jsonl` with further arguments.
fn with(more: &[&'static str]) -> Vec<&'static str> {
    [&EXTRACT, more].concat()
}

#[test]
fn ids_come_from_the_line_the_path_or_the_place() {
    for (input, ids) in [
        (r#"{"id": "a1", "text": "x"}"#, vec![json!("a1")]),
        (r#"{"id": 17, "text": "x"}"#, vec![json!("17")]),
        (r#"{"id": -2.5, "text": "x"}"#, vec![json!("-2.5")]),
        (r#"{"text": "x"}"#, vec![json!("-:1")]),
        (r#"{"id": null, "text": "x"}"#, vec![json!("-:1")]),
        ("\n{\"text\": \"x\"}\n  \n\r\n{\"text\": \"y\"}", vec![json!("-:2"), json!("-:5")]),
        ("{\"id\": \"crlf\", \"text\": \"x\"}\r\n", vec![json!("crlf")]),
        ("\u{feff}{\"id\": \"mark\", \"text\": \"x\"}\n", vec![json!("mark")]),
        (r#"{"id": "", "text": "", "more": {"url": []}}"#, vec![json!("")]),
        ("", vec![]),
        ("\n\n \r\n", vec![]),
    ] {
        let run = run_with_input(newsgraph(&with(&["--input", "jsonl"])), input);
        assert_eq!((run.code, fields(&run.stdout, "id")), (Some(0), ids), "{input:?}: {}", run.stderr);
    }
}

#[test]
fn text_is_a_document_a_file() {
    let place = Place::with(&[("a.txt", b"NATO met.\r\n"), ("news/b.story", b"{\"text\": 1}"), ("empty.txt", b"")]);
    for (args, input, ids) in [
        (vec!["a.txt"], "", vec!["a.txt"]),
        (vec!["news/b.story", "./a.txt"], "", vec!["news/b.story", "./a.txt"]),
        (vec!["empty.txt"], "", vec!["empty.txt"]),
        (vec![], "one\n\ndocument\n", vec!["-"]),
        (vec!["-"], "one", vec!["-"]),
        (vec!["a.txt", "-"], "one", vec!["a.txt", "-"]),
        (vec![], "", vec![]),
    ] {
        let run = run_with_input(place.newsgraph(&with(&args)), input);
        assert_eq!((run.code, fields(&run.stdout, "id")), (Some(0), ids.into_iter().map(Into::into).collect()), "{args:?}");
    }
}

#[test]
fn what_stands_beside_the_text_is_kept() {
    let line = r#"{"id": "a", "text": "x", "date": "2025-02-03", "title": "T", "source": "S"}"#;
    let run = run_with_input(newsgraph(&with(&["--input", "jsonl"])), line);
    let object = &objects(&run.stdout)[0];
    assert_eq!((&object["date"], &object["title"], &object["source"]), (&json!("2025-02-03"), &json!("T"), &json!("S")));
}

#[test]
fn a_directory_is_searched_in_order() {
    let place = Place::with(&[
        ("news/b.txt", b"x"),
        ("news/a/z.txt", b"x"),
        ("news/c.jsonl", b"{\"id\": \"line\", \"text\": \"x\"}\n"),
        ("news/D.TXT", b"x"),
        ("news/ignored.md", b"x"),
        ("none/ignored.md", b"x"),
    ]);
    for (args, ids) in [
        (vec!["news"], vec!["news/D.TXT", "news/a/z.txt", "news/b.txt", "line"]),
        (vec!["--input", "text", "news"], vec!["news/D.TXT", "news/a/z.txt", "news/b.txt"]),
        (vec!["--input", "jsonl", "news"], vec!["line"]),
        (vec!["none"], vec![]),
    ] {
        let run = run(place.newsgraph(&with(&args)));
        let ids: Vec<serde_json::Value> = ids.into_iter().map(Into::into).collect();
        assert_eq!((run.code, fields(&run.stdout, "id")), (Some(0), ids), "{args:?}");
    }
}

#[test]
fn a_bad_line_is_told_and_the_others_are_answered() {
    for (bad, problem) in [
        (&b"nonsense"[..], "expected"),
        (b"{\"id\": \"x\"}", "missing field `text`"),
        (b"{\"text\": 5}", "invalid type: integer `5`, expected a string"),
        (b"{\"text\": \"x\"", "EOF"),
        (b"{\"text\": \"x\"} {}", "trailing characters"),
        (b"{\"text\": \"x\", \"date\": \"2025-02-30\"}", "the `date` \"2025-02-30\" is not a day as YYYY-MM-DD"),
        (b"{\"text\": \"x\", \"id\": [1]}", "an `id` is a string or a number"),
        (b"{\"text\": \"\\ud800\"}", "hex escape"),
        (b"[\"a\", \"x\"]", "expected a JSON object"),
        (b"5", "expected a JSON object"),
        (b"{\"text\": \"\xff\"}", "not UTF-8 at byte 10"),
    ] {
        let input = [b"{\"id\": \"first\", \"text\": \"x\"}\r\n\n", bad, b"\n{\"id\": \"last\", \"text\": \"x\"}"].concat();
        let run = run_with_input(newsgraph(&with(&["--input", "jsonl"])), input);
        let told = objects(&run.stderr);
        let row = String::from_utf8_lossy(bad);
        assert_eq!((run.code, fields(&run.stdout, "id")), (Some(1), vec![json!("first"), json!("last")]), "{row}");
        assert_eq!((told.len(), &told[0]["line"], &told[0]["input"]), (1, &json!(3), &json!("-")), "{row}");
        let error = told[0]["error"].as_str().expect("a message");
        assert!(error.contains(problem) && !error.contains(" at line "), "{row}: {error}");
    }
}

#[test]
fn an_unreadable_file_is_named_and_the_others_are_answered() {
    let place = Place::with(&[("a.txt", b"x"), ("bad.txt", b"ab\xffc"), ("lines.jsonl", b"{\"id\": 1, \"text\": \"x\"}\nbad\n")]);
    for (args, ids, told) in [
        (vec!["missing.txt", "a.txt"], vec!["a.txt"], "error: cannot read `missing.txt`: No such file"),
        (vec!["a.txt", "bad.txt"], vec!["a.txt"], "error: `bad.txt`: not UTF-8 at byte 2"),
        (vec!["bad.txt", "lines.jsonl"], vec!["1"], "error: `bad.txt`: not UTF-8 at byte 2"),
        (vec!["missing"], vec![], "error: cannot read `missing`"),
    ] {
        let run = run(place.newsgraph(&with(&args)));
        let ids: Vec<serde_json::Value> = ids.into_iter().map(Into::into).collect();
        assert_eq!((run.code, fields(&run.stdout, "id")), (Some(2), ids), "{args:?}");
        assert!(run.stderr.contains(told), "{args:?}: {}", run.stderr);
    }
}

#[test]
fn lossy_reads_what_is_not_utf8() {
    let place = Place::with(&[("bad.txt", b"ab\xffc"), ("bad.jsonl", b"{\"text\": \"ab\xffc\"}")]);
    let run = run(place.newsgraph(&with(&["--lossy", "bad.txt", "bad.jsonl"])));
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    assert_eq!(fields(&run.stdout, "text"), ["ab\u{fffd}c", "ab\u{fffd}c"]);
}

#[test]
fn nothing_to_read_is_a_note_that_quiet_leaves_out() {
    for (args, note) in [(&["--input", "jsonl"][..], "note: no articles in the input\n"), (&["--quiet"], "")] {
        let run = run_with_input(newsgraph(&with(args)), "");
        assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (Some(0), "", note), "{args:?}");
    }
}

#[test]
fn json_read_as_text_is_hinted_at() {
    let run = run_with_input(newsgraph(&["extract"]), "{\"text\": \"x\"}\n");
    assert!(run.stderr.contains("--input jsonl"), "{}", run.stderr);
}

#[test]
fn a_line_of_ten_megabytes_is_a_line() {
    let text = "w".repeat(10 << 20) + " Kyiv.";
    let input = format!("{}\n{{\"id\": \"next\", \"text\": \"x\"}}\n", json!({"id": "long", "text": text}));
    let run = run_with_input(newsgraph(&with(&["--input", "jsonl"])), input);
    let answers = objects(&run.stdout);
    assert_eq!((run.code, answers.len(), &answers[1]["id"]), (Some(0), 2, &json!("next")));
    assert_eq!(answers[0]["text"].as_str().map(str::len), Some(text.len()));
}
