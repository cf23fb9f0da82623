//! What holds for any text.

use newsgraph::{Document, Extraction, Mention, MentionKind, Offsets, RelationGraph, Span};
use proptest::prelude::*;
use rayon::ThreadPoolBuilder;
use unicode_segmentation::GraphemeCursor;

use crate::articles::{EXTRACTIONS, EXTRACTOR, articles, extract};

/// Sentences of which articles are made up; in our own words.
const SENTENCES: [&str; 24] = [
    "Sergei Lavrov flew to Ankara on Monday.",
    "The talks lasted three hours and ended without a deal.",
    "Kaja Kallas said the European Union would not recognise the vote.",
    "Rain kept falling on the hills above Bogotá.",
    "“We have seen this before,” said António Guterres.",
    "The Federal Reserve left rates where they were.",
    "Nobody was hurt, the police in Lagos said.",
    "Nokia will close its plant in Oulu next year.",
    "A spokesman for NATO declined to comment.",
    "The ferry had left Piraeus shortly before noon.",
    "Mark Rutte thanked Poland for its help.",
    "The price of wheat rose by 3.5 percent.",
    "In Jakarta, schools stayed shut for a second day.",
    "The Swedish government fell over the budget.",
    "J. D. Vance spoke to farmers in Ohio.",
    "It was the driest spring in forty years.",
    "The World Health Organization sent vaccines to Goma.",
    "Siemens and Bosch are said to be interested.",
    "The court in Strasbourg will hear the case in May.",
    "He had worked for Reuters in Beirut until 2019.",
    "Volodymyr Zelenskyy will address the Danish parliament.",
    "The trial of the three men was put off again.",
    "Brazil beat Chile 2-1 in São Paulo.",
    "Ursula von der Leyen called the plan a first step.",
];

/// Bytes around a seam within which sentences may be read with others; two windows of the encoder.
const REACH: usize = 1600;

fn check(extraction: &Extraction) {
    let text = extraction.document().text();
    let on_boundary = |offset| GraphemeCursor::new(offset, text.len(), true).is_boundary(text, 0) == Ok(true);
    let (mut end, mut reference) = (0, Span::new(0, 0));
    for mention in extraction.mentions() {
        let is_name = mention.kind == MentionKind::Name;
        assert!(end <= mention.span.start && !mention.span.is_empty(), "{mention:?} in {text:?}");
        assert!(reference.end <= mention.span.start || is_name && reference.contains(mention.span), "{mention:?} in {text:?}");
        assert!(on_boundary(mention.span.start) && on_boundary(mention.span.end), "{mention:?} in {text:?}");
        assert!((0.0..=1.0).contains(&mention.confidence), "{mention:?} in {text:?}");
        if is_name { end = mention.span.end } else { reference = mention.span }
    }
    let members: usize = extraction.entities().iter().map(|entity| entity.mentions.len()).sum();
    assert_eq!(members, extraction.mentions().len(), "every mention has one entity in {text:?}");
    let json = serde_json::to_string(extraction).expect("it can be written");
    assert_eq!(&serde_json::from_str::<Extraction>(&json).expect("it can be read back"), extraction);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_string_is_safe(text in r"(\PC|[A-Z][a-z]+ |[\u{300}-\u{30f}\u{200d}\u{202e}\u{a0}\r\n\t\x00]|\.|U\.S\. ){0,60}") {
        check(&EXTRACTOR.extract(text.as_str()).expect("any text can be read"));
    }
}

#[test]
fn hostile_strings_are_safe() {
    for text in [
        String::new(),
        "\0".into(),
        "\u{301}\u{301}".into(),
        "[MASK] [CLS] [SEP] [PAD] [UNK]".into(),
        "Bogota\u{301} and Marti\u{301}n".into(),
        "x".repeat(200_000),
        "Kyiv ".repeat(4_000),
        "TT\n".repeat(3_000),
        "\u{fffd}\n".repeat(5_000),
        "?!.,;—".repeat(2_000),
        "\u{202e}Kyiv\u{202c} 😀👩‍👩‍👧 שלום Łódź".into(),
        "KYIV\r\n\r\nNATO\u{a0}met\rin\u{2028}Paris".into(),
    ] {
        check(&EXTRACTOR.extract(text).expect("any text can be read"));
    }
}

/// An article of many sentences, three a paragraph, in an order drawn from `seed`.
fn article(seed: usize) -> String {
    let draw = |index: usize| SENTENCES[(index * (2 * seed + 7) + index * index * 5 + seed) % SENTENCES.len()];
    let paragraphs = (0..24).map(|paragraph| (0..3).map(|index| draw(3 * paragraph + index)).collect::<Vec<_>>().join(" "));
    paragraphs.collect::<Vec<_>>().join("\n\n")
}

/// The names; whom a reference means may hang on the article before.
fn names(text: &str) -> Vec<Mention> {
    let extraction = EXTRACTOR.extract(text).expect("any text can be read");
    extraction.mentions().iter().filter(|mention| mention.kind == MentionKind::Name).copied().collect()
}

/// The confidences may be others: names support each other in the whole text.
#[test]
fn two_articles_in_one_text_read_as_each_alone_away_from_the_seam() {
    let moved = |mention: &Mention, shift: usize| (mention.span.start - shift, mention.span.end - shift, mention.entity_type);
    for (first, second) in [(1, 2), (3, 4), (5, 9)].map(|(first, second)| (article(first), article(second))) {
        let shift = first.len() + 2;
        let together = names(&format!("{first}\n\n{second}"));
        let before = |mention: &&Mention| mention.span.end + REACH < first.len();
        let after = |mention: &&Mention, start: usize| mention.span.start > start + REACH;
        let (alone_before, alone_after) = (names(&first), names(&second));
        let want: Vec<_> = alone_before.iter().filter(before).map(|mention| moved(mention, 0)).collect();
        assert!(want.len() > 20, "the article is long enough to tell");
        assert_eq!(together.iter().filter(before).map(|mention| moved(mention, 0)).collect::<Vec<_>>(), want);
        let want: Vec<_> = alone_after.iter().filter(|mention| after(mention, 0)).map(|mention| moved(mention, 0)).collect();
        assert!(want.len() > 20, "the article is long enough to tell");
        let got = together.iter().filter(|mention| after(mention, shift)).map(|mention| moved(mention, shift));
        assert_eq!(got.collect::<Vec<_>>(), want);
    }
}

#[test]
fn an_article_reads_the_same_alone_in_a_batch_and_on_any_number_of_threads() {
    let alone = articles().into_iter().map(|article| EXTRACTOR.extract(article).expect("it can be read"));
    assert_eq!(alone.collect::<Vec<_>>(), *EXTRACTIONS);
    for threads in [1, 3] {
        let pool = ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be started");
        assert_eq!(pool.install(extract), *EXTRACTIONS, "{threads} threads");
    }
}

#[test]
fn offsets_in_any_unit_are_read_back() {
    for extraction in EXTRACTIONS.iter() {
        for offsets in [Offsets::Byte, Offsets::Char, Offsets::Utf16] {
            let record = extraction.record(offsets);
            assert_eq!(Extraction::try_from(record).expect("it is our own"), *extraction, "{offsets:?}");
        }
    }
}

#[test]
fn an_extraction_without_its_text_is_read_back_with_its_names() {
    for extraction in EXTRACTIONS.iter() {
        let mut json = serde_json::to_value(extraction).expect("it can be written");
        json.as_object_mut().expect("it is an object").remove("text");
        let read: Extraction = serde_json::from_value(json).expect("the text is not needed");
        assert_eq!((read.mentions(), read.entities()), (extraction.mentions(), extraction.entities()));
    }
}

#[test]
fn articles_give_one_graph_in_any_order() {
    let mut extractions = EXTRACTIONS.clone();
    let graph = RelationGraph::from_iter(extractions.clone());
    for step in [1, 5, 9] {
        extractions.rotate_left(step);
        extractions.swap(0, step);
        assert_eq!(RelationGraph::from_iter(extractions.clone()), graph);
    }
    let json = serde_json::to_string(&graph).expect("it can be written");
    assert_eq!(serde_json::from_str::<RelationGraph>(&json).expect("it can be read back"), graph);
}

#[test]
fn what_belongs_to_the_page_is_not_linked() {
    let graph = RelationGraph::from_iter(EXTRACTIONS.clone());
    let petgraph = graph.as_petgraph();
    for edge in petgraph.edge_indices() {
        let (source, target) = petgraph.edge_endpoints(edge).expect("the edge is there");
        for name in [&graph[source].name, &graph[target].name] {
            assert!(!["TT", "Pool", "Getty Images", "Share", "Read more", "AFP"].contains(&name.as_str()), "{name} is linked");
        }
    }
    assert!(graph.edges().all(|(source, edge, target)| edge.evidence().next().is_some() && source != target));
}

#[test]
fn a_document_reads_itself_from_json() {
    let document: Document =
        serde_json::from_str(r#"{"id": "a1", "text": "Kyiv.", "date": "2026-03-14"}"#).expect("it is complete");
    assert_eq!(
        (document.id(), document.text(), document.date().map(|date| date.to_string())),
        ("a1", "Kyiv.", Some("2026-03-14".into()))
    );
}
