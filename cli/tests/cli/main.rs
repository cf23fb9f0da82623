//! The contract of the command line: what scripts rely on.

mod eval;
mod extract;
mod graph;
mod help;
mod inputs;
mod models;

use std::{fs, path::Path, process::Output};

use assert_cmd::{Command, cargo::cargo_bin_cmd};
use serde_json::Value;
use tempfile::TempDir;

/// A directory with files, gone after the test.
struct Place(TempDir);

impl Place {
    fn with(files: &[(&str, &[u8])]) -> Self {
        let place = Place(TempDir::new().expect("a temporary directory"));
        for (name, content) in files {
            let path = place.path().join(name);
            fs::create_dir_all(path.parent().expect("it is below the directory")).expect("created");
            fs::write(path, content).expect("written");
        }
        place
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// `newsgraph` in this directory.
    fn newsgraph(&self, args: &[&str]) -> Command {
        let mut command = newsgraph(args);
        command.current_dir(self.path());
        command
    }
}

fn newsgraph(args: &[&str]) -> Command {
    let mut command = cargo_bin_cmd!("newsgraph");
    command.args(args);
    command
}

/// What a run came to.
struct Run {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

fn run(mut command: Command) -> Run {
    let Output { status, stdout, stderr } = command.output().expect("it runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Run { code: status.code(), stdout: text(stdout), stderr: text(stderr) }
}

fn run_with_input(mut command: Command, input: impl Into<Vec<u8>>) -> Run {
    command.write_stdin(input);
    run(command)
}

/// The objects in lines of JSON.
fn objects(lines: &str) -> Vec<Value> {
    lines.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"))).collect()
}

/// The values of a field, one a line.
fn fields(lines: &str, field: &str) -> Vec<Value> {
    objects(lines).iter().map(|object| object[field].clone()).collect()
}
