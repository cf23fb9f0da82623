//! Downloads, from a server on this machine that misbehaves in every way it is told to.

mod server;

use std::{
    fs,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use newsgraph::{Catalog, CatalogModel, Document, Hub};
use tempfile::TempDir;

use server::{Answer, Request, Server};

/// A file that no other resembles.
fn content() -> Vec<u8> {
    (0..200_000_u32).map(|place| (place.wrapping_mul(2_654_435_761) >> 24) as u8).collect()
}

/// `sha256sum` of it.
const SUM: &str = "2c4085b1ab9817526311b5a5b04451140dc922067c6922a59a77e1503918357b";

/// A model of files, each with these fields.
fn model(files: &str) -> CatalogModel {
    let catalog: Catalog = format!(
        "[[model]]\nname = \"m\"\ndescription = \"\"\ntask = \"token-classification\"\nbackend = \"onnx\"\narchitecture = \"\"
licence = \"MIT\"\nverified = false\nsource = {{ hub = {{ repository = \"a/b\", revision = \"main\" }} }}\nfile = [{files}]"
    )
    .parse()
    .expect("it is well-formed");
    catalog.model("m").expect("it is listed").clone()
}

/// A model of one file whose checksum and size are known.
fn known() -> CatalogModel {
    model(&format!("{{ name = \"model.onnx\", bytes = 200000, sha256 = \"{SUM}\" }}"))
}

/// A model of one file of which nothing is known but its checksum.
fn of_any_size() -> CatalogModel {
    model(&format!("{{ name = \"model.onnx\", sha256 = \"{SUM}\" }}"))
}

fn hub(cache: &Path, server: &Server) -> Hub {
    Hub::new(cache).endpoint(&server.address).attempts(4, Duration::from_millis(5)).patience(Duration::from_millis(400))
}

/// What a model's folder holds, without the notes about it.
fn files(cache: &Path) -> Vec<String> {
    let folder = cache.join("m").join("main");
    let entries = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.expect("it can be listed").file_name());
    let mut names: Vec<String> = entries.map(|name| name.to_string_lossy().into_owned()).collect();
    names.retain(|name| name != ".lock" && !name.ends_with(".sha256"));
    names.sort();
    names
}

#[test]
fn a_file_comes_whole_however_the_server_behaves() {
    const END: usize = 200_000;
    type Row = (&'static str, fn(usize) -> Answer, &'static [usize]);
    let rows: [Row; 8] = [
        ("as it should", |_| Answer::File(content()), &[0]),
        // Lost connections: continued where they ended.
        (
            "cut",
            |before| if before < 2 { Answer::Cut(content(), 70_000) } else { Answer::File(content()) },
            &[0, 70_000, 140_000],
        ),
        ("cut at once", |before| if before == 0 { Answer::Cut(content(), 0) } else { Answer::File(content()) }, &[0, 0]),
        ("without ranges", |before| if before == 0 { Answer::Cut(content(), 9) } else { Answer::Whole(content()) }, &[0, 9]),
        (
            "another part",
            |before| match before {
                0 => Answer::Cut(content(), 9),
                1 => Answer::Elsewhere(content()),
                _ => Answer::File(content()),
            },
            &[0, 9, 0],
        ),
        (
            "busy",
            |before| if before < 3 { Answer::Status([503, 429, 500][before]) } else { Answer::File(content()) },
            &[0, 0, 0, 0],
        ),
        ("silent", |before| if before == 0 { Answer::Silence(Duration::from_secs(5)) } else { Answer::File(content()) }, &[0, 0]),
        ("without a length", |_| Answer::Endless(content(), 1), &[0]),
    ];
    for (name, answer, starts) in rows {
        for model in [known(), of_any_size()] {
            let (cache, server) = (TempDir::new().expect("a folder"), Server::start(move |_, before| answer(before)));
            let mut last = (0, None);
            let folder = hub(cache.path(), &server).fetch(&model, |download| last = (download.bytes, download.total));
            let folder = folder.unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(fs::read(folder.join("model.onnx")).expect("it is there"), content(), "{name}");
            assert_eq!((server.starts(), files(cache.path())), (starts.to_vec(), vec!["model.onnx".to_owned()]), "{name}");
            assert!(last.0 == END as u64 && last.1.is_none_or(|total| total == END as u64), "{name}: {last:?}");
            // It is not fetched again, and is found without the network.
            let again = hub(cache.path(), &server).fetch(&model, |_| panic!("{name}: nothing is missing"));
            let found = hub(cache.path(), &server).offline(true).find(&model);
            assert_eq!((again.expect(name), found.expect(name), server.starts().len()), (folder.clone(), folder, starts.len()));
        }
    }
}

#[test]
fn what_is_not_what_it_should_be_gets_no_name() {
    type Row = (&'static str, fn(usize) -> Answer, usize, &'static str);
    let wrong = |_| Answer::File(content().into_iter().rev().collect());
    let rows: [Row; 9] = [
        ("another content", wrong, 1, "should be"),
        ("too short", |_| Answer::File(content()[..9].to_vec()), 4, "4 attempts were made"),
        ("too long", |_| Answer::File([content(), vec![0]].concat()), 1, "larger than 200000 bytes"),
        ("without end", |_| Answer::Endless(content(), 1_000), 1, "larger than 200000 bytes"),
        ("gone", |_| Answer::Status(404), 1, "no such file (HTTP status 404)"),
        ("closed", |_| Answer::Status(401), 1, "HF_TOKEN"),
        ("broken", |_| Answer::Status(502), 4, "4 attempts were made"),
        ("odd", |_| Answer::Status(418), 1, "HTTP status 418"),
        ("in a circle", |_| Answer::Redirect("/again".into()), 11, "redirect"),
    ];
    for (name, answer, requests, said) in rows {
        let (cache, server) = (TempDir::new().expect("a folder"), Server::start(move |_, before| answer(before)));
        let error = hub(cache.path(), &server).fetch(&known(), |_| ()).expect_err(name).to_string();
        assert!(error.contains(said) && error.contains(&server.address), "{name}: {error}");
        assert_eq!(server.requests().len(), requests, "{name}");
        assert!(!files(cache.path()).contains(&"model.onnx".to_owned()), "{name}");
    }
    // Nobody knows the size: then the limit that is set counts.
    let (cache, server) = (TempDir::new().expect("a folder"), Server::start(|_, _| Answer::Endless(content(), 1_000)));
    let error = hub(cache.path(), &server).largest(300_000).fetch(&of_any_size(), |_| ()).expect_err("it never ends");
    assert!(error.to_string().contains("larger than 300000 bytes"), "{error}");
    assert_eq!(files(cache.path()), Vec::<String>::new());
}

#[test]
fn the_rest_of_another_version_is_fetched_anew() {
    let (cache, server) = (TempDir::new().expect("a folder"), Server::start(|_, _| Answer::File(content())));
    let folder = cache.path().join("m/main");
    fs::create_dir_all(&folder).expect("it can be made");
    for left in [vec![7; 1_000], vec![7; 200_000], vec![7; 300_000]] {
        let _ = fs::remove_file(folder.join("model.onnx"));
        fs::write(folder.join("model.onnx.part"), left).expect("it can be written");
        hub(cache.path(), &server).fetch(&known(), |_| ()).expect("the server is sound");
        assert_eq!(fs::read(folder.join("model.onnx")).expect("it is there"), content());
    }
}

#[test]
fn a_token_is_told_to_the_hub_alone() {
    let store = Server::start(|_, _| Answer::File(content()));
    // Another host for the client, if the same machine.
    let elsewhere = store.address.replace("127.0.0.1", "localhost") + "/store";
    let cache = TempDir::new().expect("a folder");
    let server = Server::start(move |_, _| Answer::Redirect(elsewhere.clone()));
    hub(cache.path(), &server).token("secret").fetch(&known(), |_| ()).expect("the store is sound");
    let [asked, stored] = [server.requests(), store.requests()];
    assert_eq!(asked, [Request { path: "/a/b/resolve/main/model.onnx".into(), from: 0, token: true }]);
    assert_eq!(stored, [Request { path: "/store".into(), from: 0, token: false }]);
    assert!(!format!("{:?}", hub(cache.path(), &server).token("secret")).contains("secret"));
}

#[test]
fn two_downloads_at_once_fetch_a_file_once() {
    let (cache, server) = (
        TempDir::new().expect("a folder"),
        Server::start(|_, before| if before == 0 { Answer::Cut(content(), 100_000) } else { Answer::File(content()) }),
    );
    thread::scope(|scope| {
        let fetch = || hub(cache.path(), &server).fetch(&known(), |_| ()).map(drop);
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(fetch)).collect();
        for thread in threads {
            thread.join().expect("no thread panics").expect("the server is sound");
        }
    });
    assert_eq!(server.starts(), [0, 100_000]);
}

#[test]
fn what_nobody_vouches_for_is_refused_unless_the_caller_does() {
    let server = Server::start(|_, _| Answer::File(content()));
    let unknown = || model("{ name = \"model.onnx\" }");
    let pickle = || model(&format!("{{ name = \"rust_model.ot\", sha256 = \"{SUM}\" }}"));
    type Change = fn(Hub) -> Hub;
    for (model, change, said) in [
        (unknown(), (|hub| hub) as Change, Some("nobody knows its checksum")),
        (unknown(), |hub| hub.unverified(true), None),
        (pickle(), |hub| hub.unverified(true), Some("may run code")),
        (pickle(), |hub| hub.trust("model.ot"), Some("may run code")),
        (pickle(), |hub| hub.trust("rust_model.ot"), None),
    ] {
        let cache = TempDir::new().expect("a folder");
        let fetched = change(hub(cache.path(), &server)).fetch(&model, |_| ());
        let told = fetched.err().map(|error| error.to_string());
        assert_eq!(told.is_some(), said.is_some(), "{told:?}");
        assert!(told.unwrap_or_default().contains(said.unwrap_or_default()), "{said:?}");
    }
    // The caller may know a checksum that the catalog does not.
    let (cache, mut model) = (TempDir::new().expect("a folder"), unknown());
    model.file_mut("model.onnx").expect("it has one").sha256 = Some(SUM.parse().expect("it is one"));
    hub(cache.path(), &server).fetch(&model, |_| ()).expect("it is what the caller says");
    assert!(model.file_mut("gone").is_err());
    // But no name leads out of the folder, wherever it comes from.
    model.file_mut("model.onnx").expect("it has one").name = "../../stolen.onnx".into();
    let error = hub(cache.path(), &server).fetch(&model, |_| ()).expect_err("it leads out").to_string();
    assert!(error.contains("within its folder") && !cache.path().join("stolen.onnx").exists(), "{error}");
}

#[test]
fn files_that_change_are_found_out() {
    let (cache, server) = (TempDir::new().expect("a folder"), Server::start(|_, _| Answer::File(content())));
    let hub = hub(cache.path(), &server);
    let missing = hub.clone().offline(true).fetch(&known(), |_| ()).expect_err("it is not there").to_string();
    assert!(missing.contains("`newsgraph models fetch m`") && missing.contains("model.onnx"), "{missing}");
    assert_eq!(server.requests(), []);
    for model in [known(), model("{ name = \"model.onnx\" }")] {
        let hub = hub.clone().unverified(true);
        let path = hub.fetch(&model, |_| ()).expect("the server is sound").join("model.onnx");
        hub.verify(&model).expect("it is whole");
        let mut changed = content();
        changed[7] ^= 1;
        fs::write(&path, changed).expect("it can be written");
        let error = hub.verify(&model).expect_err("it has changed").to_string();
        assert!(error.contains("should be"), "{error}");
        // The next download makes it good.
        hub.fetch(&model, |_| ()).expect("the server is sound");
        hub.verify(&model).expect("it is whole");
    }
    // What somebody put there is held to its checksum before it is used.
    let path = cache.path().join("m/main/model.onnx");
    fs::remove_file(cache.path().join("m/main/model.onnx.sha256")).expect("it was noted");
    fs::write(&path, b"another").expect("it can be written");
    assert!(hub.find(&known()).expect_err("it is another").to_string().contains("7 bytes"));
}

#[test]
fn a_proxy_is_gone_through() {
    let proxy = Server::start(|_, _| Answer::File(content()));
    let cache = TempDir::new().expect("a folder");
    let hub = Hub::new(cache.path()).endpoint("http://hub.invalid").proxy(&proxy.address).expect("it is an address");
    hub.fetch(&known(), |_| ()).expect("the proxy knows the hub");
    let paths: Vec<String> = proxy.requests().into_iter().map(|request| request.path).collect();
    assert_eq!(paths, ["hub.invalid:80", "/a/b/resolve/main/model.onnx"]);
    assert!(Hub::new(cache.path()).proxy("ftp://x").is_err());
}

#[test]
fn a_wish_for_encryption_is_kept() {
    let cache = TempDir::new().expect("a folder");
    let server = Server::start(|_, _| Answer::File(content()));
    // The server speaks no TLS: the attempt fails, and no file comes without it.
    let hub = hub(cache.path(), &server).endpoint(&server.address.replace("http:", "https:"));
    let started = Instant::now();
    assert!(hub.fetch(&known(), |_| ()).is_err());
    assert!(started.elapsed() < Duration::from_secs(20) && files(cache.path()).is_empty());
    assert!(
        hub.certificates("no certificate")
            .fetch(&known(), |_| ())
            .expect_err("there is none")
            .to_string()
            .contains("certificates")
    );
}

#[cfg(feature = "onnx")]
#[test]
fn a_fetched_model_reads() {
    let tiny = crate::articles::path("tests/data/tiny-ner");
    let server = Server::start(move |request, _| {
        let name = request.path.rsplit('/').next().expect("a path has parts");
        fs::read(tiny.join(name)).map_or(Answer::Status(404), Answer::File)
    });
    let names = ["config.json", "vocab.txt", "tokenizer_config.json"].map(|name| format!("{{ name = \"{name}\" }}")).join(", ");
    let model = model(&format!("{names}, {{ name = \"model.onnx\", path = \"onnx/model.onnx\" }}"));
    let cache = TempDir::new().expect("a folder");
    let hub = hub(cache.path(), &server).unverified(true);
    assert!(hub.tagger(&model).map(drop).expect_err("it is not there").to_string().contains("newsgraph models fetch m"));
    hub.fetch(&model, |_| ()).expect("the server is sound");
    let tagger = hub.tagger(&model).expect("the model is sound");
    assert!(!tagger.tag(&Document::new("Kyiv and Ankara met the NATO.")).expect("it can be read").is_empty());
    assert_eq!(server.requests()[3].path, "/a/b/resolve/main/onnx/model.onnx");
}
