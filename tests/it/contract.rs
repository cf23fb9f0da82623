//! What every tagger promises, whatever it runs on.

use std::thread;

use newsgraph::{Document, EmbeddedTagger, EntityType, Extractor, Mention, MentionKind, Result, Span, Tagger};
use proptest::{prelude::*, test_runner::TestRunner};
use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use crate::articles::articles;

/// Takes words with a capital for names.
struct Capitals;

impl Tagger for Capitals {
    fn tag(&self, document: &Document) -> Result<Vec<Mention>> {
        let words = document.text().unicode_word_indices();
        let names = words.filter(|(_, word)| word.starts_with(|first: char| first.is_uppercase()));
        let mention = |(start, word): (usize, &str)| Mention {
            span: Span::new(start, start + word.len()),
            entity_type: EntityType::Miscellaneous,
            confidence: 0.5,
            kind: MentionKind::Name,
        };
        Ok(names.map(mention).collect())
    }
}

fn hostile() -> Vec<String> {
    vec![
        String::new(),
        " \n\t\r\n".into(),
        "\0".into(),
        "\u{301}\u{301}".into(),
        "[MASK] [CLS] [SEP] [PAD] [UNK] <s> </s>".into(),
        "Bogota\u{301} and Marti\u{301}n".into(),
        "x".repeat(40_000),
        "\u{fffd}\n".repeat(300),
        "?!.,;—".repeat(200),
        "\u{202e}Kyiv\u{202c} 😀👩‍👩‍👧 🇺🇦 שלום Łódź".into(),
        "KYIV\r\n\r\nNATO\u{a0}met\rin\u{2028}Paris".into(),
        "各国の代表が東京都で会談した。".into(),
        // One sentence that fits no window, and many that do.
        "Kyiv and Łódź ".repeat(300),
        "Kyiv met. ".repeat(300),
    ]
}

/// The mentions of a text, each of which lies where it may.
fn mentions(name: &str, tagger: &impl Tagger, text: &str) -> Vec<Mention> {
    let document = Document::new(text);
    let text = document.text();
    let found = tagger.tag(&document).unwrap_or_else(|error| panic!("{name} on {text:?}: {error}"));
    let on_boundary = |offset| GraphemeCursor::new(offset, text.len(), true).is_boundary(text, 0) == Ok(true);
    let mut end = 0;
    for mention in &found {
        let Span { start, end: own_end } = mention.span;
        let slice = text.get(start..own_end);
        assert!(slice.is_some_and(|slice| !slice.trim().is_empty()), "{name}: {mention:?} in {text:?}");
        assert!(end <= start, "{name}: {mention:?} is not after what is before it in {text:?}");
        assert!(on_boundary(start) && on_boundary(own_end), "{name}: {mention:?} cuts a grapheme in {text:?}");
        assert!((0.0..=1.0).contains(&mention.confidence), "{name}: {mention:?} in {text:?}");
        end = own_end;
    }
    found
}

fn check(name: &str, tagger: &(impl Tagger + Sync)) {
    for text in hostile() {
        let found = mentions(name, tagger, &text);
        assert!(!text.trim().is_empty() || found.is_empty(), "{name} finds {found:?} in {text:?}");
        assert_eq!(mentions(name, tagger, &text), found, "{name} reads {text:?} differently");
    }
    let texts: Vec<String> = articles().into_iter().take(2).map(|article| article.text().to_owned()).collect();
    let alone: Vec<Vec<Mention>> = texts.iter().map(|text| mentions(name, tagger, text)).collect();
    assert!(alone.iter().all(|found| !found.is_empty()), "{name} finds nothing, so that it keeps its promises is no wonder");
    let read = || texts.iter().rev().map(|text| mentions(name, tagger, text)).rev().collect::<Vec<_>>();
    thread::scope(|scope| {
        let threads: Vec<_> = (0..3).map(|_| scope.spawn(read)).collect();
        for thread in threads {
            assert_eq!(thread.join().expect("no thread panics"), alone, "{name} reads differently beside other threads");
        }
    });
    let strings =
        prop::collection::vec(r"(\PC|[A-Z][a-z]+ |[\u{300}-\u{30f}\u{200d}\u{202e}\u{a0}\r\n\t\x00]|\.|U\.S\. ){0,20}", 1..4);
    let mut runner = TestRunner::new(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(32) });
    let any = |parts: Vec<String>| {
        mentions(name, tagger, &parts.concat());
        Ok(())
    };
    runner.run(&strings, any).unwrap_or_else(|error| panic!("{name}: {error}"));
}

#[test]
fn a_fake_keeps_the_promises() {
    check("capitals", &Capitals);
    check("capitals, behind a pointer", &(Box::new(Capitals) as newsgraph::AnyTagger));
}

#[test]
fn the_embedded_tagger_keeps_the_promises_on_the_fastest_and_the_slowest_kernel() {
    // That all kernels give the same bits is tested where they are.
    for kernel in [EmbeddedTagger::new().expect("the model is sound").kernel(), "portable".parse().expect("it is everywhere")] {
        let tagger = EmbeddedTagger::new().and_then(|tagger| tagger.with_kernel(kernel)).expect("the model is sound");
        check(&format!("embedded, {kernel}"), &tagger);
    }
}

#[test]
fn a_model_is_opened_by_its_name_or_path() {
    let news = crate::articles::path("models/news-en/model.newsgraph");
    let text = "Kaja Kallas spoke to Reuters in Tallinn.";
    // A file of a model holds no reader.
    let want = Extractor::new().and_then(|extractor| extractor.names_alone().extract(text)).expect("the model is sound");
    for model in ["news-en".into(), news] {
        let extraction =
            Extractor::open(&model).and_then(|extractor| extractor.names_alone().extract(text)).expect("it is there");
        assert_eq!(extraction, want, "{model:?}");
    }
    for (model, said) in
        [("news-xx", "no model `news-xx`"), ("Cargo.toml", "does not begin as a newsgraph model"), ("src", "src")]
    {
        let error = Extractor::open(crate::articles::path(".").join(model)).map(drop).or(Extractor::open(model).map(drop));
        assert!(error.expect_err(model).to_string().contains(said), "{model}");
    }
}

/// A network with random weights, made by `tests/data/tiny_ner.py`.
#[cfg(any(feature = "convert", feature = "onnx", feature = "rust-bert"))]
fn tiny() -> std::path::PathBuf {
    crate::articles::path("tests/data/tiny-ner")
}

#[cfg(feature = "convert")]
#[test]
fn a_converted_model_keeps_the_promises() {
    let tagger = newsgraph::convert(tiny()).and_then(EmbeddedTagger::from_bytes).expect("the model is sound");
    check("converted", &tagger);
}

#[cfg(feature = "onnx")]
#[test]
fn an_onnx_model_keeps_the_promises() {
    check("onnx", &newsgraph::OnnxTagger::from_folder(tiny()).expect("the model is sound"));
}

#[cfg(feature = "onnx")]
#[test]
fn a_model_that_is_told_its_types_keeps_the_promises() {
    for name in ["span", "token"] {
        let folder = crate::articles::path(&format!("tests/data/tiny-gliner-{name}"));
        let types = [("person", EntityType::Person), ("government body", EntityType::Organization)];
        let tagger = newsgraph::GlinerTagger::from_folder(folder, types).expect("the model is sound");
        check(name, &tagger);
    }
}

#[cfg(feature = "rust-bert")]
#[test]
fn a_model_of_rust_bert_keeps_the_promises() {
    check("rust-bert", &newsgraph::RustBertTagger::from_folder(tiny()).expect("the model is sound"));
}

#[cfg(feature = "rust-bert")]
#[test]
fn rust_bert_models_of_other_architectures_keep_the_promises() {
    for name in ["roberta", "electra"] {
        let folder = crate::articles::path(&format!("tests/data/tiny-{name}"));
        check(name, &newsgraph::RustBertTagger::from_folder(folder).expect("the model is sound"));
    }
}

/// As many sentences of the shipped articles as of `tests/data/no-relations.txt`.
#[cfg(feature = "rust-bert")]
fn sentences() -> Vec<String> {
    let articles = articles();
    let of_article = |article: &Document| -> Vec<String> {
        let sentences = article.sentences().iter().filter(|sentence| sentence.repeat_of.is_none() && sentence.tokens.len() > 6);
        sentences.map(|sentence| article[sentence.span].to_owned()).collect()
    };
    let of_articles = articles.iter().flat_map(of_article).step_by(2).take(100);
    let others = include_str!("../data/no-relations.txt").lines().step_by(2).map(str::to_owned);
    of_articles.chain(others.take(100)).collect()
}

/// The weights in 8 bits and those in 16 find much the same: what differs is what is unsure.
#[cfg(feature = "rust-bert")]
#[test]
fn rust_bert_reads_the_news_model_as_the_embedded_tagger_does() {
    let bio = newsgraph::LabelMap::new().scheme(newsgraph::Scheme::Bio);
    let folder = crate::articles::path("models/news-en");
    let rust_bert = newsgraph::RustBertTagger::with_labels(folder, &bio).expect("the model is sound");
    let embedded = EmbeddedTagger::new().expect("the model is sound");
    let sentences = sentences();
    assert_eq!(sentences.len(), 200);
    let (mut equal, mut all, mut apart) = (0, 0, 0.0_f32);
    for sentence in sentences {
        let document = Document::new(sentence);
        let found = rust_bert.tag(&document).expect("it can be read");
        let want = embedded.tag(&document).expect("it can be read");
        for mention in &found {
            let is_same = |other: &&Mention| (other.span, other.entity_type) == (mention.span, mention.entity_type);
            if let Some(other) = want.iter().find(is_same) {
                equal += 2;
                apart = apart.max((mention.confidence - other.confidence).abs());
            }
        }
        all += found.len() + want.len();
    }
    let share = f64::from(equal) / all as f64;
    println!("{equal} of {all} mentions: {share:.4}, confidences at most {apart:.3} apart");
    assert!(share > 0.97, "{share}");
}
