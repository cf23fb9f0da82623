//! What `newsgraph models` says.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    thread,
};

use assert_cmd::Command;

use crate::{Place, newsgraph, run};

#[test]
fn the_embedded_model_is_listed_whole_and_not_fetched() {
    for (args, code, said) in [
        (&["models"][..], 0, "news-en"),
        (&["models", "list"], 0, "PER ORG GPE LOC FAC NORP EVENT WORK PRODUCT MISC"),
        (&["models", "verify"], 0, "SHA-256"),
        (&["models", "fetch", "news-en"], 0, "nothing to fetch"),
        (&["models", "list"], 0, "from dslim/bert-base-NER, by embedded; MIT; not verified"),
        (&["models", "fetch", "news-xx"], 2, "no model `news-xx` is listed, only: news-en, "),
        (&["models", "list", "--catalog", "gone.toml"], 2, "cannot read `gone.toml`"),
        (&["models", "fetch"], 2, "<NAME>"),
    ] {
        let run = run(newsgraph(args));
        let where_said = if code == 0 { &run.stdout } else { &run.stderr };
        assert_eq!(run.code, Some(code), "{args:?}");
        assert!(where_said.contains(said), "{args:?}: {where_said}");
    }
}

const TINY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/data/tiny-ner");

/// A list of one model, which has no checksums.
const CATALOG: &str = r#"
[[model]]
name = "tiny"
description = "Random weights"
task = "token-classification"
backend = "onnx"
architecture = "BertForTokenClassification"
licence = "MIT"
verified = false
source = { hub = { repository = "of/tests", revision = "main" } }
file = [{ name = "config.json" }, { name = "vocab.txt" }, { name = "tokenizer_config.json" }, { name = "model.onnx" }]
"#;

/// The address of a hub that has the files of the tiny model.
fn tiny_hub() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = listener.local_addr().expect("it is bound");
    thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let lines = BufReader::new(&stream).lines().map_while(Result::ok).take_while(|line| !line.is_empty());
            let request: Vec<String> = lines.collect();
            let path = request.first().and_then(|line| line.split(' ').nth(1)).unwrap_or_default();
            let file = path.strip_prefix("/of/tests/resolve/main/").and_then(|name| fs::read(format!("{TINY}/{name}")).ok());
            let (status, body) = file.map_or(("404 Not Found", Vec::new()), |file| ("200 OK", file));
            // A client that hangs up is tested elsewhere.
            let _ = write!(stream, "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n", body.len())
                .and_then(|()| stream.write_all(&body));
        }
    });
    format!("http://{address}")
}

/// `newsgraph models` with the list of the tiny model.
fn tiny(place: &Place, hub: &str, args: &[&str]) -> Command {
    let mut command = place.newsgraph(&[&["models", "--catalog", "tiny.toml"], args].concat());
    command.env("HF_ENDPOINT", hub).env("NEWSGRAPH_MODELS", place.path().join("models"));
    for name in ["HF_TOKEN", "HF_HUB_OFFLINE", "ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "SSL_CERT_FILE"] {
        command.env_remove(name).env_remove(name.to_lowercase());
    }
    command
}

#[test]
fn a_model_is_fetched_verified_and_used() {
    let place = Place::with(&[("tiny.toml", CATALOG.as_bytes()), ("a.txt", b"Kyiv and Ankara met the NATO.")]);
    let hub = tiny_hub();
    let model = place.path().join("models/tiny/main/model.onnx");
    for (args, code, said) in [
        (&["list"][..], 0, "not verified, not fetched"),
        (&["fetch", "tiny"], 2, "nobody knows its checksum"),
        (&["fetch", "tiny", "--sha256", &format!("model.bin={}", "0".repeat(64))], 2, "model `tiny` has no file `model.bin`"),
        (&["fetch", "tiny", "--sha256", "model.onnx=00"], 2, "64 hexadecimal digits"),
        (&["fetch", "tiny", "--unverified", "--sha256", &format!("model.onnx={}", "0".repeat(64))], 2, "should be 0000"),
        (&["fetch", "tiny", "--unverified"], 0, "tiny/main"),
        (&["verify"], 0, "whole"),
        (&["list"], 0, "not verified, at hand"),
    ] {
        let run = run(tiny(&place, &hub, args));
        assert_eq!(run.code, Some(code), "{args:?}: {}", run.stderr);
        let told = if code == 0 { run.stdout } else { run.stderr };
        assert!(told.contains(said), "{args:?}: {told}");
    }
    let folder = model.parent().expect("it is in a folder").to_str().expect("UTF-8");
    let extract = run(place.newsgraph(&["extract", "--format", "jsonl", "--model", folder, "a.txt"]));
    assert!(extract.code == Some(0) && extract.stdout.contains("\"mentions\""), "{}", extract.stderr);
    fs::write(&model, b"another").expect("it can be written");
    let verify = run(tiny(&place, &hub, &["verify"]));
    assert!(verify.code == Some(2) && verify.stderr.contains("should be"), "{}", verify.stderr);
}

#[test]
fn a_listed_model_that_is_not_there_is_named_with_the_command_that_gets_it() {
    let place = Place::with(&[("a.txt", ARTICLE.as_bytes())]);
    let mut command = place.newsgraph(&["extract", "--model", "bert-base-ner-onnx", "a.txt"]);
    let run = run({
        command.env("NEWSGRAPH_MODELS", place.path());
        command
    });
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("`newsgraph models fetch bert-base-ner-onnx`"), "{}", run.stderr);
}

const TRAINED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../models/news-en");
const ARTICLE: &str = "NATO chief Mark Rutte met Volodymyr Zelenskyy in Kyiv on Friday.";

#[test]
fn a_converted_model_reads_as_the_folder_it_comes_from() {
    let place = Place::with(&[("a.txt", ARTICLE.as_bytes())]);
    let convert = run(place.newsgraph(&["models", "convert", TRAINED, "news.newsgraph"]));
    assert_eq!(convert.code, Some(0), "{}", convert.stderr);
    let extract = |model: &str, more: &[&str]| {
        let arguments = [&["extract", "--format", "jsonl", "--model", model, "a.txt"], more].concat();
        run(place.newsgraph(&arguments)).stdout
    };
    let want = extract("news-en", &[]);
    assert!(want.contains("Volodymyr Zelenskyy"), "{want}");
    assert_eq!(extract(TRAINED, &[]), want);
    // The file holds no reader.
    let names = ["--names-alone"];
    assert_eq!(extract("news.newsgraph", &names), extract("news-en", &names));
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
