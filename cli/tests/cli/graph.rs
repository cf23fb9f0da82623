//! The graphs that `newsgraph graph` writes.

use serde_json::{Value, json};

use crate::{Place, newsgraph, run, run_with_input};

/// What `extract --format jsonl` wrote, by hand, so that no model is needed.
fn extraction(id: &str, subject: &str, object: &str) -> String {
    let text = format!("{subject} met {object}.");
    let place = |name: &str| {
        let start = text.find(name).expect("it is in the text");
        (start, start + name.len())
    };
    let mention = |entity: usize, name: &str| {
        let (start, end) = place(name);
        json!({"start": start, "end": end, "text": name, "type": "PER", "confidence": 0.9, "entity": entity, "kind": "name"})
    };
    let entity = |id: usize, name: &str| json!({"id": id, "name": name, "type": "PER", "mentions": [id], "link": null});
    let evidence = json!({"sentence": {"start": 0, "end": text.len()}, "subject": 0, "object": 1});
    json!({
        "id": id,
        "mentions": [mention(0, subject), mention(1, object)],
        "entities": [entity(0, subject), entity(1, object)],
        "relations": [{"subject": 0, "type": "co_mention", "object": 1, "weight": 1, "evidence": [evidence]}],
        "text": text,
    })
    .to_string()
        + "\n"
}

fn extractions() -> String {
    [("a", "Rutte", "Zelenskyy"), ("b", "Rutte", "Zelenskyy"), ("c", "Rutte", "Lavrov")]
        .map(|(id, subject, object)| extraction(id, subject, object))
        .concat()
}

fn graph(more: &[&str]) -> crate::Run {
    run_with_input(newsgraph(&[&["graph", "--input", "extractions"], more].concat()), extractions())
}

fn names(json: &str) -> Vec<String> {
    let graph: Value = serde_json::from_str(json).expect("JSON");
    let nodes = graph["nodes"].as_array().expect("nodes").iter();
    let mut names: Vec<String> = nodes.map(|node| node["name"].as_str().expect("a name").to_owned()).collect();
    names.sort_unstable();
    names
}

#[test]
fn extractions_are_merged_into_a_graph_of_any_format() {
    for (format, start, holds) in [
        ("text", "", "Rutte"),
        ("json", "{", "Zelenskyy"),
        ("dot", "", "Lavrov"),
        ("graphml", "<?xml", "Zelenskyy"),
        ("gexf", "<?xml", "Zelenskyy"),
        ("cypher", "", "Lavrov"),
    ] {
        let run = graph(&["--format", format]);
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{format}");
        assert!(run.stdout.starts_with(start) && run.stdout.contains(holds), "{format}: {}", run.stdout);
    }
}

#[test]
fn weak_edges_are_left_out_with_what_hung_on_them() {
    for (args, want) in [
        (&["--format", "json"][..], vec!["Lavrov", "Rutte", "Zelenskyy"]),
        (&["--format", "json", "--min-weight", "2"], vec!["Rutte", "Zelenskyy"]),
        (&["--format", "json", "--min-weight", "2.5"], vec![]),
        (&["--format", "json", "--backbone", "0.000001"], vec![]),
    ] {
        assert_eq!(names(&graph(args).stdout), want, "{args:?}");
    }
}

#[test]
fn names_that_must_be_one_are_one_node() {
    let run = graph(&["--format", "json", "--must-merge", "Lavrov=Zelenskyy"]);
    assert_eq!(names(&run.stdout).len(), 2, "{}", run.stdout);
}

#[test]
fn output_goes_to_the_file_that_was_named() {
    for (format, output, files) in [
        ("dot", "news.dot", &["news.dot"][..]),
        ("text", "news.txt", &["news.txt"]),
        ("csv", "news.csv", &["news-nodes.csv", "news-edges.csv"]),
        ("csv", "news", &["news-nodes.csv", "news-edges.csv"]),
    ] {
        let place = Place::with(&[("in.jsonl", extractions().as_bytes())]);
        let run = run(place.newsgraph(&["graph", "--input", "extractions", "--format", format, "--output", output, "in.jsonl"]));
        assert_eq!((run.code, run.stdout.as_str()), (Some(0), ""), "{format}: {}", run.stderr);
        for file in files {
            assert!(place.read(file).to_lowercase().contains("rutte"), "{file}");
        }
    }
}

#[test]
fn what_does_not_fit_together_is_refused_before_any_work() {
    for (args, told) in [
        (&["--format", "csv"][..], "--output"),
        (&["--format", "csv", "--output", "-"], "--output"),
        (&["--min-confidence", "0.5"], "give it to `newsgraph extract`"),
        (&["--output", "no/such/directory/graph.txt"], "cannot write `no/such/directory/graph.txt`"),
        (&["--min-weight=-1"], "not 0 or more"),
        (&["--min-weight", "heavy"], "not a number"),
        (&["--must-merge", "A=B", "--cannot-merge", "A=B"], "must and must not be merged"),
        (&["--format", "svg"], "possible values"),
    ] {
        let run = graph(args);
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{args:?}");
        assert!(run.stderr.contains(told), "{args:?}: {}", run.stderr);
    }
}

#[test]
fn an_extraction_that_points_nowhere_is_a_bad_line() {
    let foreign = extraction("x", "Rutte", "Lavrov").replace("\"mentions\":[0]", "\"mentions\":[7]");
    let run = run_with_input(newsgraph(&["graph", "--input", "extractions", "--format", "json"]), extractions() + &foreign);
    assert_eq!((run.code, names(&run.stdout).len()), (Some(1), 3), "{}", run.stderr);
    let told: Value = serde_json::from_str(&run.stderr).expect("one object");
    assert_eq!((&told["line"], &told["input"]), (&json!(4), &json!("-")));
    assert!(told["error"].as_str().is_some_and(|error| error.contains("mention 7")), "{told}");
}

#[test]
fn no_article_is_an_empty_graph() {
    let run = run_with_input(newsgraph(&["graph", "--input", "jsonl", "--format", "json"]), "");
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), "note: no articles in the input\n"));
    assert!(names(&run.stdout).is_empty());
}

#[test]
fn a_graph_is_not_overwritten_with_what_could_not_be_read() {
    let place = Place::with(&[("news.dot", b"as it was"), ("bad.jsonl", b"bad\n")]);
    for (output, input, code) in [("news.dot", "missing.txt", 2), ("news.dot", "bad.jsonl", 1), ("new.dot", "missing.txt", 2)] {
        let run = run(place.newsgraph(&["graph", "--format", "dot", "--output", output, input]));
        assert_eq!((run.code, run.stdout.as_str()), (Some(code), ""), "{output} {input}");
    }
    assert_eq!((place.read("news.dot").as_str(), place.path().join("new.dot").exists()), ("as it was", false));
}

/// What is extracted and then put together is what is put together at once.
#[test]
fn extract_then_graph_is_graph() {
    let place = Place::with(&[
        (
            "a.jsonl",
            b"{\"id\": 1, \"text\": \"NATO chief Mark Rutte met Volodymyr Zelenskyy in Kyiv.\", \"date\": \"2025-02-03\"}\n",
        ),
        ("b.txt", "“Łódź”, said António Guterres of the U.N. in Łódź.".as_bytes()),
    ]);
    for unit in ["byte", "char", "utf16"] {
        let extracted = run(place.newsgraph(&["extract", "--format", "jsonl", "--offsets", unit, "a.jsonl", "b.txt"])).stdout;
        let in_two = run_with_input(newsgraph(&["graph", "--input", "extractions", "--format", "json"]), extracted);
        let at_once = run(place.newsgraph(&["graph", "--format", "json", "a.jsonl", "b.txt"]));
        assert_eq!((in_two.code, in_two.stdout), (at_once.code, at_once.stdout), "{unit}");
    }
}
