//! What `--help` and `--version` say.

use crate::{newsgraph, run};

#[test]
fn help_names_every_command_and_teaches() {
    for (args, taught) in [
        (&["--help"][..], &["extract", "graph", "eval", "models", "Exit codes", "Examples", "--quiet"][..]),
        (
            &["extract", "--help"],
            &[
                "standard input",
                "--input",
                "--format",
                "--offsets",
                "--min-confidence",
                "--threads",
                "--model",
                "Exit codes",
                "Examples",
            ],
        ),
        (
            &["graph", "--help"],
            &["extractions", "graphml", "gexf", "csv", "cypher", "--output", "--min-weight", "Exit codes", "Examples"],
        ),
        (&["eval", "--help"], &["GOLD.jsonl", "--format", "Exit codes", "Examples"]),
        (&["models", "--help"], &["list", "fetch", "verify", "Examples"]),
        (&["extract", "-h"], &["--offsets", "Examples"]),
    ] {
        let run = run(newsgraph(args));
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{args:?}");
        for words in taught {
            assert!(run.stdout.contains(words), "{args:?} does not say {words:?}");
        }
    }
}

#[test]
fn version_is_the_crate_version() {
    assert_eq!(run(newsgraph(&["--version"])).stdout, format!("newsgraph {}\n", env!("CARGO_PKG_VERSION")));
}
