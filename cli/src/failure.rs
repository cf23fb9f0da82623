//! What can go wrong, and how it is told: an object for a line, a sentence for a file, an end for the rest.

use std::{
    error::Error as _,
    fmt,
    io::{self, Write},
    path::Path,
    process::ExitCode,
};

use serde::Serialize;

/// A part of the input without an answer.
#[derive(Debug)]
pub enum Failure {
    /// A whole file, or standard input; the message names it.
    File(String),
    /// A line of one.
    Line(LineFailure),
}

/// A line without an answer, as it is told on standard error.
#[derive(Debug, Serialize)]
pub struct LineFailure {
    pub error: String,
    pub line: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
    pub input: String,
}

/// What is wrong with a piece of input, before it is known where the piece stands.
#[derive(Debug)]
pub struct Problem {
    pub message: String,
    /// Where in the line, counted from 1 in bytes, if the reader knows.
    pub column: Option<usize>,
}

/// Why the program ends before its work is done.
#[derive(Debug)]
pub enum Stop {
    /// Whoever read our output has seen enough, as in `newsgraph extract … | head`.
    ReaderGone,
    /// Anything else, with what and why.
    Failed(String),
}

impl Failure {
    pub fn unreadable(path: &Path, cause: &io::Error) -> Self {
        Failure::File(format!("cannot read `{}`: {cause}", path.display()))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Failure::File(message) => write!(f, "error: {message}"),
            Failure::Line(line) => f.write_str(&serde_json::to_string(line).expect("strings and numbers are JSON")),
        }
    }
}

impl From<String> for Problem {
    fn from(message: String) -> Self {
        Problem { message, column: None }
    }
}

impl From<newsgraph::Error> for Problem {
    fn from(error: newsgraph::Error) -> Self {
        chain(&error).into()
    }
}

impl From<serde_json::Error> for Problem {
    /// The JSON is one line of a file: the line that serde_json counts would only mislead.
    fn from(error: serde_json::Error) -> Self {
        let message = error.to_string();
        let place = format!(" at line {} column {}", error.line(), error.column());
        let column = (error.line() > 0).then_some(error.column());
        Problem { message: message.strip_suffix(&place).unwrap_or(&message).to_owned(), column }
    }
}

impl Stop {
    pub fn cannot_read(path: &Path, cause: &io::Error) -> Self {
        Stop::Failed(format!("cannot read `{}`: {cause}", path.display()))
    }

    pub fn in_file(path: &Path, error: &newsgraph::Error) -> Self {
        Stop::Failed(format!("`{}`: {}", path.display(), chain(error)))
    }

    pub fn cannot_write(path: &Path, cause: &io::Error) -> Self {
        Stop::Failed(format!("cannot write `{}`: {cause}", path.display()))
    }
}

/// From writing to standard output.
impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Stop::ReaderGone,
            _ => Stop::Failed(format!("cannot write to standard output: {error}")),
        }
    }
}

impl From<newsgraph::Error> for Stop {
    fn from(error: newsgraph::Error) -> Self {
        match error {
            newsgraph::Error::Write(cause) => cause.into(),
            error => Stop::Failed(chain(&error)),
        }
    }
}

/// How much of the input was answered.
#[derive(Debug, Default)]
pub struct Outcome {
    pub documents: usize,
    pub bad_lines: usize,
    pub bad_files: usize,
}

impl Outcome {
    pub fn count(&mut self, failure: &Failure) {
        match failure {
            Failure::Line(_) => self.bad_lines += 1,
            Failure::File(_) => self.bad_files += 1,
        }
    }

    pub fn found_nothing(&self) -> bool {
        self.documents + self.bad_lines + self.bad_files == 0
    }

    /// Whether nothing of what was given could be read: then a graph or a report of nothing would say what is not so.
    pub fn is_lost(&self) -> bool {
        self.documents == 0 && !self.found_nothing()
    }

    pub fn exit_code(&self) -> ExitCode {
        match self {
            Outcome { bad_files: 1.., .. } => ExitCode::from(2),
            Outcome { bad_lines: 1.., .. } => ExitCode::from(1),
            _ => ExitCode::SUCCESS,
        }
    }
}

/// The message of an error and of its causes: `cannot read `x`: no such file`.
pub fn chain(error: &newsgraph::Error) -> String {
    let causes = std::iter::successors(error.source(), |&cause| cause.source());
    causes.fold(error.to_string(), |told, cause| format!("{told}: {cause}"))
}

/// Writes a line to standard error; that nobody reads it is no reason to stop.
pub fn tell(line: impl fmt::Display) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}
