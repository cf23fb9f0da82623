//! Typed relations of several articles in every format.

use newsgraph::{Extraction, Linking, RelationGraph, export};
use serde_json::{Value, json};

/// What one article says of Ann Lee, or of Lee alone: she visits Kyiv, in the way of the flags, and Bo Roe is her spouse.
fn visit(id: &str, lee: &str, day: &str, flags: &str) -> Extraction {
    let text = format!("{lee} in Kyiv with Bo Roe.");
    let names = [(0, lee, "PER"), (lee.len() + 4, "Kyiv", "GPE"), (lee.len() + 14, "Bo Roe", "PER")];
    let mentions = names.iter().enumerate().map(|(number, (start, name, label))| {
        json!({"start": start, "end": start + name.len(), "text": name, "type": label, "confidence": 1, "entity": number})
    });
    let entities = names
        .iter()
        .enumerate()
        .map(|(number, (_, name, label))| json!({"id": number, "name": name, "type": label, "mentions": [number], "link": null}));
    let relation = |subject: usize, label: &str, object: usize, flags: &str| {
        let holds = |flag: &str| flags.split(' ').any(|word| word == flag);
        let place = json!({"sentence": {"start": 0, "end": text.len()}, "subject": subject, "object": object});
        json!({"subject": subject, "type": label, "object": object, "confidence": 0.75, "negated": holds("negated"),
               "hypothetical": holds("hypothetical"), "past": holds("past"), "alleged": holds("alleged"), "evidence": [place]})
    };
    let relations = [
        relation(0, "visits", 1, flags),
        relation(2, "spouse", 0, ""),
        relation(0, "co_mention", 1, ""),
        relation(0, "co_mention", 2, ""),
        relation(1, "co_mention", 2, ""),
    ];
    let article = json!({"id": id, "date": day, "text": text, "mentions": mentions.collect::<Vec<Value>>(),
                         "entities": entities.collect::<Vec<Value>>(), "relations": relations});
    serde_json::from_value(article).expect("a sound extraction")
}

/// A visit that three articles assert and two deny, one of them as a claim; one article names the visitor by last name.
pub fn typed() -> RelationGraph {
    let articles = [
        visit("a1", "Ann Lee", "2026-01-01", ""),
        visit("a2", "Lee", "2026-01-02", ""),
        visit("a3", "Ann Lee", "2026-01-03", "negated"),
        visit("a4", "Ann Lee", "2026-01-04", "negated alleged"),
        visit("a5", "Ann Lee", "2026-01-05", ""),
        visit("a6", "Ann Lee", "2026-01-06", "hypothetical"),
    ];
    articles.into_iter().collect::<RelationGraph>().linked(&Linking::new())
}

#[test]
fn every_format_tells_type_direction_flags_counts_and_days() {
    let graph = typed();
    assert_eq!((graph.nodes().count(), graph.edges().count()), (3, 5), "{graph:?}");
    for (text, needles) in [
        (
            export::json(&graph).to_string(),
            vec![
                r#""relation":"visits","directed":true,"weight":6.0,"confidence":0.75,"first":"2026-01-01","last":"2026-01-06","flags":{"asserted":3,"hypothetical":1,"negated":1,"negated+alleged":1}"#,
                r#""source":"PER:ann lee","target":"PER:bo roe","key":"spouse","relation":"spouse","directed":false"#,
                r#""links":[{"from":"PER:lee","reason":"surname","score":"#,
            ],
        ),
        (
            export::csv_edges(&graph).to_string(),
            vec![
                r#"PER:ann lee,LOC:kyiv,visits,true,6.0,0.75,6,2026-01-01,2026-01-06,3,2,1,0,1,"[""asserted 3"",""hypothetical 1"",""negated 1"",""negated+alleged 1""]",6,"#,
                "PER:ann lee,PER:bo roe,spouse,false,6.0,",
            ],
        ),
        (export::csv_nodes(&graph).to_string(), vec![r#"2026-01-01,2026-01-06,"[""PER:lee surname""]""#]),
        (
            export::cypher(&graph).to_string(),
            vec![
                "MERGE (s)-[r:VISITS]->(t) SET r += {relation: 'visits', directed: true, weight: 6.0, confidence: 0.75, documents: 6, first: date('2026-01-01'), last: date('2026-01-06'), asserted: 3, negated: 2, hypothetical: 1, past: 0, alleged: 1, flags: ['asserted 3', 'hypothetical 1', 'negated 1', 'negated+alleged 1']",
                "links: ['PER:lee surname']",
            ],
        ),
        (
            export::dot(&graph).to_string(),
            vec![
                r#"label="visits", relation="visits", directed="true""#,
                r#"label="spouse", dir="none""#,
                r#"asserted="3", negated="2""#,
            ],
        ),
        (
            export::graphml(&graph).to_string(),
            vec![
                r#"<data key="edge.relation">visits</data>"#,
                r#"<data key="edge.negated">2</data>"#,
                r#"<data key="edge.last">2026-01-06</data>"#,
            ],
        ),
        (
            export::gexf(&graph).to_string(),
            vec![
                r#"label="visits" kind="visits" weight="6.0" start="2026-01-01" end="2026-01-06""#,
                r#"label="spouse" kind="spouse" weight="6.0" type="undirected""#,
                r#"<attvalue for="negated" value="2"/>"#,
            ],
        ),
    ] {
        for needle in needles {
            assert!(text.contains(needle), "{needle}\n{text}");
        }
    }
}
