//! Exports of graphs, read back by ourselves and by XML's rules; `tests/foreign_readers.py` has other programs read them.

mod typed;

use std::{collections::BTreeMap, fs, path::Path};

use newsgraph::{
    RelationGraph, RelationType,
    export::{self, Format},
};
use proptest::prelude::*;
use quick_xml::{Reader, events::Event};
use serde_json::{Value, json};

use typed::typed;

const EXAMPLE: &str = include_str!("../../src/export/example.json");

fn read(json: &Value) -> newsgraph::Result<RelationGraph> {
    Ok(serde_json::from_value(json.clone())?)
}

fn example() -> RelationGraph {
    serde_json::from_str(EXAMPLE).expect("the example is a graph")
}

/// A graph of two documents with these names for nodes, each linked to the next by these relations.
fn chain(names: &[&str], relations: &[RelationType]) -> Value {
    let naming = |document: &str, name: &str| json!({"document": document, "name": name, "type": "PER", "mentions": 1, "aliases": {name: 1}});
    let ids: Vec<String> = (0..names.len()).map(|number| format!("PER:{number:03} {}", names[number])).collect();
    let nodes = names.iter().zip(&ids).map(|(name, id)| json!({"id": id, "documents": [naming("a1", name), naming("a2", name)]}));
    let support = |name: &str| {
        let text = format!("{name}, {name}");
        let spans = json!({"sentence": {"start": 5, "end": 5 + text.len()}, "subject": {"start": 5, "end": 5 + name.len()},
                           "object": {"start": 7 + name.len(), "end": 5 + text.len()}, "text": text});
        json!([{"document": "a2", "weight": 0.5, "confidence": 0.75, "evidence": [spans]}])
    };
    let linked = |pair: &[String], name: &str| {
        let edge = |relation: &RelationType| json!({"source": pair[0], "relation": relation, "target": pair[1], "documents": support(name)});
        relations.iter().map(edge).collect::<Vec<Value>>()
    };
    json!({
        "graph": {"documents": [{"id": "a1", "fingerprint": "a1"}, {"id": "a2", "fingerprint": "a2", "date": "2026-11-06"}]},
        "nodes": nodes.collect::<Vec<Value>>(),
        "edges": ids.windows(2).zip(names).flat_map(|(pair, name)| linked(pair, name)).collect::<Vec<Value>>(),
    })
}

const HOSTILE: &[&str] = &[
    "",
    "\"; DROP",
    "O'Neill \\",
    "<b>&amp;]]></b>",
    "one\r\ntwo\rthree\tfour",
    "\0\u{1}\u{b}\u{1f}\u{7f}\u{85}\u{fffe}\u{ffff}",
    "\u{301}\u{202e}😀\u{2028}",
    "a,b;c|d",
    "=1+1",
    "\\N \\G %s {} $x `y` //",
];

fn hostile(relations: &[RelationType]) -> RelationGraph {
    read(&chain(HOSTILE, relations)).expect("any name is a name")
}

/// Every export of a graph.
fn exports(graph: &RelationGraph) -> Vec<String> {
    Format::ALL.iter().flat_map(|format| format.exports(graph)).map(|export| export.to_string()).collect()
}

fn check_xml(xml: &str) {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    loop {
        match reader.read_event().expect("the XML is well-formed") {
            Event::Eof => break,
            Event::Start(element) | Event::Empty(element) => {
                element.attributes().for_each(|attribute| drop(attribute.expect("attributes are well-formed")))
            }
            _ => {}
        }
    }
    let forbidden = |character: char| character < ' ' && !"\t\r\n".contains(character) || "\u{fffe}\u{ffff}".contains(character);
    assert!(!xml.contains(forbidden), "{xml:?}");
}

#[test]
fn json_is_read_back_to_the_same_graph() {
    for graph in [RelationGraph::default(), example(), typed(), hostile(&[RelationType::CoMention, RelationType::Visits])] {
        let json = export::json(&graph).to_string();
        let back: RelationGraph = serde_json::from_str(&json).expect("our own JSON");
        assert_eq!(back, graph);
        assert_eq!(export::json(&back).to_string(), json);
        assert_eq!(serde_json::to_string(&graph).expect("JSON"), json.replace('\n', ""), "the same but for its lines");
    }
    assert_eq!(export::json(&example()).to_string(), EXAMPLE, "the example is written as it stands in the file");
}

#[test]
fn documents_that_share_an_id_are_told_apart() {
    let naming = |digits: &str| json!({"document": "a1", "fingerprint": digits, "name": "Kyiv", "type": "GPE", "mentions": 1, "aliases": {"Kyiv": 1}});
    let documents =
        json!([{"id": "a1", "fingerprint": "1"}, {"id": "a1", "fingerprint": "ffffffffffffffff", "date": "2026-11-06"}]);
    let node = json!({"id": "iso3166:UA", "documents": [naming("1"), naming("ffffffffffffffff")]});
    let mut json = json!({"graph": {"documents": documents}, "nodes": [node], "edges": []});
    let graph = read(&json).expect("two documents");
    assert_eq!(graph.nodes().next().expect("one node").1.documents.len(), 2);
    assert_eq!(serde_json::from_str::<RelationGraph>(&export::json(&graph).to_string()).expect("our own JSON"), graph);
    json["nodes"][0]["documents"][0].as_object_mut().expect("an object").remove("fingerprint");
    assert!(read(&json).is_err(), "which of the two?");
}

#[test]
fn broken_json_is_refused() {
    let linked = |reason: &str, score: f64| {
        json!({"document": "a1", "name": "Mark Rutte", "type": "PER", "mentions": 1, "aliases": {"Mark Rutte": 1},
               "links": [{"from": "PER:rutte", "reason": reason, "score": score}]})
    };
    for (pointer, value) in [
        ("/directed", json!(false)),
        ("/graph/documents/0/fingerprint", json!("no digits")),
        ("/graph/documents/0/fingerprint", json!(7)),
        ("/graph/documents/0/id", json!("a2")),
        ("/graph/documents/0/date", json!("2026-13-01")),
        ("/graph/documents/1", json!({"id": "a1", "fingerprint": "00000000000000a1"})),
        ("/nodes/0/id", json!("iso3166:UA")),
        ("/nodes/0/name", json!("Someone Else")),
        ("/nodes/0/type", json!("ORG")),
        ("/nodes/0/type", json!("ALIEN")),
        ("/nodes/0/mentions", json!(3)),
        ("/nodes/0/mentions", json!(-1)),
        ("/nodes/0/aliases", json!({})),
        ("/nodes/0/first", json!("2026-11-07")),
        ("/nodes/0/documents/0/document", json!("a9")),
        ("/nodes/0/documents/0/document", json!("a2")),
        ("/nodes/0/documents/0/mentions", json!(u64::MAX)),
        ("/nodes/0/documents/0/aliases", json!({"Mark Rutte": u64::MAX})),
        ("/edges/0/source", json!("PER:nobody")),
        ("/edges/0/target", json!("PER:nobody")),
        ("/edges/0/target", json!("PER:mark rutte")),
        ("/edges/0/relation", json!("admires")),
        ("/edges/2/relation", json!("co_mention")),
        ("/edges/0/weight", json!(-1.0)),
        ("/edges/0/weight", json!(7.0)),
        ("/edges/0/confidence", json!(2.0)),
        ("/edges/0/last", json!("2030-01-01")),
        ("/edges/2/flags", json!({"negated": 1})),
        ("/edges/2/flags", json!({"asserted": 2})),
        ("/nodes/0/documents/0", linked("surname", 1.5)),
        ("/nodes/0/documents/0", linked("guess", 0.5)),
        ("/edges/0/documents/0/document", json!("a9")),
        ("/edges/0/documents/0/weight", json!(-1.0)),
        ("/edges/0/documents/0/weight", json!(1e300)),
        ("/edges/0/documents/0/weight", json!(null)),
        ("/edges/0/documents/0/confidence", json!(1.5)),
        ("/edges/0/documents/0/confidence", json!(-0.5)),
        ("/edges/0/documents/0/evidence/0/text", json!("Rutte")),
        ("/edges/0/documents/0/evidence/0/sentence/end", json!(7)),
        ("/edges/0/documents/0/evidence/0/sentence/start", json!(u64::MAX)),
        ("/edges/0/documents/0/evidence/0/subject/start", json!(11)),
        ("/edges/0/documents/0/evidence/0/subject/end", json!(u64::MAX)),
        ("/edges/0/documents/0/evidence/0/object/end", json!(99)),
        ("/edges/0/documents/0/evidence/0/subject", json!({"start": 9, "end": 3})),
        ("/edges/2/documents/0/evidence/0/trigger", json!({"start": 6, "end": 600})),
    ] {
        let mut json: Value = serde_json::from_str(EXAMPLE).expect("JSON");
        *json.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer}")) = value.clone();
        let refused = read(&json).map(|_| ()).expect_err(&format!("{pointer} {value}"));
        assert!(matches!(refused, newsgraph::Error::Json(_)), "{pointer} {value}: {refused}");
    }
}

#[test]
fn spans_must_lie_on_character_boundaries() {
    let mut json = chain(&["Łódź", "Kyiv"], &[RelationType::CoMention]);
    assert!(read(&json).is_ok());
    json["edges"][0]["documents"][0]["evidence"][0]["subject"]["start"] = json!(6);
    assert!(read(&json).is_err());
}

#[test]
fn parts_that_a_reader_may_leave_out_are_not_missed() {
    let mut json: Value = serde_json::from_str(EXAMPLE).expect("JSON");
    let remove = |value: &mut Value, keys: &[&str]| {
        keys.iter().for_each(|key| drop(value.as_object_mut().expect("an object").remove(*key)))
    };
    remove(&mut json, &["directed", "multigraph"]);
    json["nodes"]
        .as_array_mut()
        .expect("a list")
        .iter_mut()
        .for_each(|node| remove(node, &["name", "type", "aliases", "mentions", "first", "last"]));
    json["edges"]
        .as_array_mut()
        .expect("a list")
        .iter_mut()
        .for_each(|edge| remove(edge, &["key", "directed", "weight", "confidence", "first", "last", "flags"]));
    assert_eq!(read(&json).expect("sums are taken again"), example());
}

#[test]
fn output_does_not_depend_on_the_order_of_input() {
    let mut json: Value = serde_json::from_str(EXAMPLE).expect("JSON");
    for list in ["/nodes", "/edges", "/graph/documents", "/nodes/0/documents"] {
        json.pointer_mut(list).expect("a list").as_array_mut().expect("a list").reverse();
    }
    assert_eq!(exports(&read(&json).expect("in any order")), exports(&example()));
}

#[test]
fn printed_and_written_are_the_same() {
    for graph in [RelationGraph::default(), example(), hostile(&[RelationType::Spouse])] {
        for export in Format::ALL.iter().flat_map(|format| format.exports(&graph)) {
            let mut bytes = Vec::new();
            export.write_to(&mut bytes).expect("memory does not fail");
            assert_eq!(String::from_utf8(bytes).expect("UTF-8"), export.to_string());
        }
    }
}

#[test]
fn directions_are_kept() {
    let mixed = example();
    let symmetric = read(&chain(&["Ann", "Bob"], &[RelationType::CoMention, RelationType::Spouse])).expect("a graph");
    for (text, needle, want) in [
        (export::dot(&mixed).to_string(), "dir=\"none\"", 2),
        (export::dot(&symmetric).to_string(), "dir=\"none\"", 2),
        (export::graphml(&mixed).to_string(), "edgedefault=\"directed\"", 1),
        (export::graphml(&mixed).to_string(), "<data key=\"edge.directed\">false</data>", 2),
        (export::graphml(&symmetric).to_string(), "edgedefault=\"undirected\"", 1),
        (export::gexf(&mixed).to_string(), "defaultedgetype=\"directed\"", 1),
        (export::gexf(&mixed).to_string(), "type=\"undirected\"", 2),
        (export::gexf(&symmetric).to_string(), "defaultedgetype=\"undirected\"", 1),
        (export::gexf(&symmetric).to_string(), " type=\"undirected\"", 0),
        (export::json(&mixed).to_string(), "\"directed\":false", 2),
        (export::csv_edges(&mixed).to_string(), ",co_mention,false,", 2),
    ] {
        assert_eq!(text.matches(needle).count(), want, "{needle}\n{text}");
    }
}

#[test]
fn undated_graphs_have_no_timeline() {
    let mut json = chain(&["Ann", "Bob"], &[RelationType::CoMention]);
    assert!(export::gexf(&read(&json).expect("a graph")).to_string().contains("timeformat=\"date\""));
    json["graph"]["documents"][1].as_object_mut().expect("an object").remove("date");
    let gexf = export::gexf(&read(&json).expect("a graph")).to_string();
    assert!(gexf.contains("mode=\"static\"") && !gexf.contains("timeformat") && !gexf.contains("start="), "{gexf}");
}

#[test]
fn a_statement_or_an_element_of_dot_is_one_line() {
    let graph = hostile(&[RelationType::CoMention, RelationType::Visits]);
    let (nodes, edges) = (graph.nodes().count(), graph.edges().count());
    assert_eq!((nodes, edges), (HOSTILE.len(), 2 * (HOSTILE.len() - 1)));
    let cypher = export::cypher(&graph).to_string();
    assert_eq!(cypher.split('\n').filter(|line| line.ends_with(';')).count(), 1 + nodes + edges, "{cypher}");
    let dot = export::dot(&graph).to_string();
    assert_eq!(dot.split('\n').filter(|line| line.ends_with("];")).count(), 2 + nodes + edges, "{dot}");
}

#[test]
fn tables_hold_what_the_graph_holds() {
    let graph = hostile(&[RelationType::CoMention]);
    let csv = export::csv_nodes(&graph).to_string();
    let mut rows = csv::Reader::from_reader(csv.as_bytes());
    let read: BTreeMap<String, String> =
        rows.records().map(|row| row.expect("a row")).map(|row| (row[0].to_owned(), row[1].to_owned())).collect();
    let want: BTreeMap<String, String> = graph.nodes().map(|(_, node)| (node.id.clone(), node.name.clone())).collect();
    assert_eq!(read, want);
}

/// Leaves the files that `tests/foreign_readers.py` reads.
#[test]
fn files_for_foreign_readers() {
    let symmetric = read(&chain(&["Ann", "Bob", "Cem"], &[RelationType::CoMention])).expect("a graph");
    for (name, graph) in [
        ("empty", RelationGraph::default()),
        ("example", example()),
        ("symmetric", symmetric),
        ("typed", typed()),
        ("hostile", hostile(&[RelationType::CoMention, RelationType::Visits])),
    ] {
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("exports").join(name);
        fs::create_dir_all(&directory).expect("cargo's directory can be written to");
        for format in Format::ALL {
            let files = export::save(&graph, format, directory.join(format!("graph.{format}"))).expect("written");
            assert!(files.iter().all(|file| file.exists()), "{files:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_graph_survives(
        names in prop::collection::vec(any::<String>(), 0..6),
        relations in prop::collection::btree_set(prop::sample::select(RelationType::ALL), 0..4),
    ) {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let relations: Vec<RelationType> = relations.into_iter().collect();
        let graph = read(&chain(&names, &relations)).expect("any name is a name");
        let json = export::json(&graph).to_string();
        let back: RelationGraph = serde_json::from_str(&json).expect("our own JSON");
        prop_assert_eq!(export::json(&back).to_string(), json);
        prop_assert_eq!(&back, &graph);
        check_xml(&export::graphml(&graph).to_string());
        check_xml(&export::gexf(&graph).to_string());
        prop_assert_eq!(exports(&back), exports(&graph));
    }
}
