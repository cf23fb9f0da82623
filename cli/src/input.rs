//! Which files are read, in which order, and how each is written.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

use crate::{args::InputFormat, failure::Failure};

/// A file or standard input, and how it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    pub place: Place,
    pub format: InputFormat,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    Stdin,
    File(PathBuf),
}

impl Input {
    /// Its name in ids and messages: the path as given, `-` for standard input.
    pub fn name(&self) -> String {
        match &self.place {
            Place::Stdin => "-".to_owned(),
            Place::File(path) => path.display().to_string(),
        }
    }

    pub fn open(&self) -> io::Result<Box<dyn Read>> {
        match &self.place {
            Place::Stdin => Ok(Box::new(io::stdin().lock())),
            Place::File(path) => Ok(Box::new(File::open(path)?)),
        }
    }

    pub fn unreadable(&self, cause: &io::Error) -> Failure {
        match &self.place {
            Place::Stdin => Failure::File(format!("cannot read standard input: {cause}")),
            Place::File(path) => Failure::unreadable(path, cause),
        }
    }

    /// Number of bytes, if it is a regular file.
    pub fn size(&self) -> Option<u64> {
        let Place::File(path) = &self.place else { return None };
        let metadata = fs::metadata(path).ok()?;
        metadata.is_file().then_some(metadata.len())
    }
}

/// The inputs that the paths stand for, and the paths that cannot be read, before any of them is.
pub fn find(paths: &[PathBuf], format: Option<InputFormat>) -> (Vec<Input>, Vec<Failure>) {
    let (mut inputs, mut failures) = (Vec::new(), Vec::new());
    if paths.is_empty() {
        inputs.push(Input { place: Place::Stdin, format: format.unwrap_or(InputFormat::Text) });
    }
    for path in paths {
        if path.as_os_str() == "-" {
            inputs.push(Input { place: Place::Stdin, format: format.unwrap_or(InputFormat::Text) });
        } else if path.is_dir() {
            search(path, format, &mut inputs, &mut failures);
        } else {
            match check(path) {
                Ok(()) => inputs.push(file(path.clone(), format)),
                Err(cause) => failures.push(Failure::unreadable(path, &cause)),
            }
        }
    }
    (inputs, failures)
}

/// Finds out whether a file can be opened. A pipe cannot be tried: its writer would see the reader go.
fn check(path: &Path) -> io::Result<()> {
    if fs::metadata(path)?.is_file() {
        File::open(path)?;
    }
    Ok(())
}

fn file(path: PathBuf, format: Option<InputFormat>) -> Input {
    let format = format.unwrap_or_else(|| by_ending(&path).unwrap_or(InputFormat::Text));
    Input { place: Place::File(path), format }
}

/// How a file is written as far as its ending tells.
fn by_ending(path: &Path) -> Option<InputFormat> {
    let ending = path.extension()?.to_str()?;
    let is = |known: &str| ending.eq_ignore_ascii_case(known);
    if is("txt") {
        Some(InputFormat::Text)
    } else if is("jsonl") {
        Some(InputFormat::Jsonl)
    } else {
        None
    }
}

/// Adds the files below a directory whose ending fits, sorted by path.
fn search(directory: &Path, format: Option<InputFormat>, inputs: &mut Vec<Input>, failures: &mut Vec<Failure>) {
    let mut files = Vec::new();
    let mut directories = vec![directory.to_owned()];
    while let Some(directory) = directories.pop() {
        match list(&directory, &mut directories) {
            Ok(found) => files.extend(found),
            Err(cause) => failures.push(Failure::unreadable(&directory, &cause)),
        }
    }
    files.retain(|path| by_ending(path).is_some_and(|ending| format.is_none_or(|format| fits(ending, format))));
    files.sort_unstable();
    for path in files {
        match check(&path) {
            Ok(()) => inputs.push(file(path, format)),
            Err(cause) => failures.push(Failure::unreadable(&path, &cause)),
        }
    }
}

fn fits(ending: InputFormat, format: InputFormat) -> bool {
    (ending == InputFormat::Text) == (format == InputFormat::Text)
}

/// The files in a directory. Its directories are added to `directories`, links to directories are not: they may go round.
fn list(directory: &Path, directories: &mut Vec<PathBuf>) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            directories.push(entry.path());
        } else if !entry.path().is_dir() {
            files.push(entry.path());
        }
    }
    Ok(files)
}
