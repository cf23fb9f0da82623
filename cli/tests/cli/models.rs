//! What `newsgraph models` says.

use crate::{Place, newsgraph, run};

#[test]
fn the_embedded_model_is_listed_whole_and_not_fetched() {
    for (args, code, said) in [
        (&["models"][..], 0, "news-en"),
        (&["models", "list"], 0, "PER ORG GPE LOC FAC NORP EVENT WORK PRODUCT MISC"),
        (&["models", "verify"], 0, "SHA-256"),
        (&["models", "fetch", "news-en"], 0, "nothing to fetch"),
        (&["models", "fetch", "news-xx"], 2, "no model `news-xx` is part of this build, only: news-en"),
        (&["models", "fetch"], 2, "<NAME>"),
    ] {
        let run = run(newsgraph(args));
        let where_said = if code == 0 { &run.stdout } else { &run.stderr };
        assert_eq!(run.code, Some(code), "{args:?}");
        assert!(where_said.contains(said), "{args:?}: {where_said}");
    }
}

const TRAINED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../models/news-en");
const ARTICLE: &str = "NATO chief Mark Rutte met Volodymyr Zelenskyy in Kyiv on Friday.";

#[test]
fn a_converted_model_reads_as_the_folder_it_comes_from() {
    let place = Place::with(&[("a.txt", ARTICLE.as_bytes())]);
    let convert = run(place.newsgraph(&["models", "convert", TRAINED, "news.newsgraph"]));
    assert_eq!(convert.code, Some(0), "{}", convert.stderr);
    let extract = |model: &str| run(place.newsgraph(&["extract", "--format", "jsonl", "--model", model, "a.txt"])).stdout;
    let want = extract("news-en");
    assert!(want.contains("Volodymyr Zelenskyy"), "{want}");
    assert_eq!([extract("news.newsgraph"), extract(TRAINED)], [want.clone(), want]);
}

#[test]
fn any_kernel_gives_the_same_answers_and_an_unknown_one_is_named() {
    let place = Place::with(&[("a.txt", ARTICLE.as_bytes())]);
    let extract = |kernel: &str| {
        let mut command = place.newsgraph(&["extract", "--format", "jsonl", "a.txt"]);
        command.env("NEWSGRAPH_KERNEL", kernel);
        run(command)
    };
    let portable = extract("portable");
    assert_eq!((portable.code, portable.stderr.as_str()), (Some(0), ""));
    assert_eq!(run(place.newsgraph(&["extract", "--format", "jsonl", "a.txt"])).stdout, portable.stdout);
    let unknown = extract("mmx");
    assert_eq!(unknown.code, Some(2));
    assert!(unknown.stderr.contains("no kernel `mmx` runs on this machine"), "{}", unknown.stderr);
}

#[test]
fn what_is_no_model_is_refused_by_name() {
    let place = Place::with(&[("a.txt", ARTICLE.as_bytes()), ("bad.newsgraph", b"not a model"), ("empty/config.json", b"{}")]);
    for (args, said) in [
        (["extract", "--model", "bad.newsgraph", "a.txt"], "`bad.newsgraph`: model file"),
        (["extract", "--model", "empty", "a.txt"], "config.json"),
        (["extract", "--model", "gone", "a.txt"], "no such file or folder"),
        (["models", "convert", "gone", "out.newsgraph"], "cannot read `gone/config.json`"),
        (["models", "convert", "empty", "out.newsgraph"], "missing field"),
    ] {
        let run = run(place.newsgraph(&args));
        assert_eq!(run.code, Some(2), "{args:?}: {}", run.stderr);
        assert!(run.stderr.contains(said), "{args:?}: {}", run.stderr);
        assert!(!place.path().join("out.newsgraph").exists());
    }
}

#[test]
fn a_model_that_cannot_be_used_replaces_no_file() {
    let config = std::fs::read_to_string(format!("{TRAINED}/config.json")).expect("the trained model is there");
    for (from, to, said) in [("B-PER", "B-CITY", "CITY"), ("\"hidden_size\": 384", "\"hidden_size\": 0", "a size is 0")] {
        let changed = config.replace(from, to);
        assert_ne!(changed, config);
        let place = Place::with(&[("model/config.json", changed.as_bytes()), ("out.newsgraph", b"before")]);
        for name in ["model.safetensors", "tokenizer.json"] {
            std::fs::copy(format!("{TRAINED}/{name}"), place.path().join("model").join(name)).expect("it can be copied");
        }
        let run = run(place.newsgraph(&["models", "convert", "model", "out.newsgraph"]));
        assert_eq!(run.code, Some(2), "{}", run.stderr);
        assert!(run.stderr.contains(said), "{}", run.stderr);
        assert_eq!(place.read("out.newsgraph"), "before");
    }
}
