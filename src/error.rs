use std::{io, path::PathBuf};

/// What can go wrong; every message names the thing, the cause is in [`source`](std::error::Error::source).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file could not be read.
    #[error("cannot read `{}`", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Bytes that should be text are not UTF-8.
    #[error("not UTF-8 at byte {position}")]
    Utf8 {
        /// Offset of the first bad byte, from the start of the input.
        position: usize,
    },
    /// A model's file does not hold what it should.
    #[error("model file `{file}`: {problem}")]
    Model {
        /// Which of the model's files.
        file: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A model that is not part of this build.
    #[error("no model `{name}` is part of this build, only: {available}")]
    UnknownModel {
        /// The name as asked for.
        name: String,
        /// The names of those that are.
        available: String,
    },
    /// A model that the catalog does not list.
    #[error("no model `{name}` is listed, only: {listed}")]
    UnlistedModel {
        /// The name as asked for.
        name: String,
        /// The names of those that are.
        listed: String,
    },
    /// A catalog of models cannot be used.
    #[error("catalog of models: {0}")]
    Catalog(String),
    /// A file of a model is not on this machine.
    #[error("model `{name}` needs `{}`, which is not there: `newsgraph models fetch {name}` gets it", path.display())]
    NotFetched {
        /// The model.
        name: String,
        /// Where the file should be.
        path: PathBuf,
    },
    /// A file could not be downloaded, or may not be.
    #[error("cannot fetch `{url}`: {problem}")]
    Fetch {
        /// Where it was to come from.
        url: String,
        /// Why not.
        problem: String,
    },
    /// The folder in which models are kept cannot be used.
    #[error("cannot write `{}`", path.display())]
    Cache {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A kernel that does not exist or that this machine cannot run.
    #[error("no kernel `{name}` runs on this machine, only: {available}")]
    UnknownKernel {
        /// The name as asked for.
        name: String,
        /// The names of those that run.
        available: String,
    },
    /// An offset or an id in foreign data points to nothing.
    #[error("{what} is out of place: {problem}")]
    Invalid {
        /// The part that is wrong, such as `mention 3`.
        what: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A line of gold data cannot be used.
    #[error("gold data, line {line}: {problem}")]
    Gold {
        /// Its number, counted from 1.
        line: usize,
        /// The document, if the line says which, and what is wrong with it.
        problem: String,
    },
    /// A name that no entity of the graph bears.
    #[error("no entity is called `{name}`")]
    UnknownEntity {
        /// The name as asked for.
        name: String,
    },
    /// Two names that the caller said must be one and must be two.
    #[error("`{first}` and `{second}` must and must not be merged")]
    Contradiction {
        /// One name.
        first: String,
        /// The other.
        second: String,
    },
    /// JSON that cannot be read or written.
    #[error("cannot read or write JSON")]
    Json(#[from] serde_json::Error),
    /// Input or output failed, such as of an export.
    #[error("input or output failed")]
    Write(#[from] io::Error),
}

/// [`std::result::Result`] with this crate's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    pub(crate) fn invalid(what: impl ToString, problem: impl ToString) -> Self {
        Error::Invalid { what: what.to_string(), problem: problem.to_string() }
    }

    pub(crate) fn model(file: impl ToString, problem: impl ToString) -> Self {
        Error::Model { file: file.to_string(), problem: problem.to_string() }
    }
}
