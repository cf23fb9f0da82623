//! Where a result goes: standard output or a file.

use std::{
    fs::{File, OpenOptions},
    io::{self, BufWriter, Write},
    path::Path,
};

use crate::failure::Stop;

/// Standard output, buffered: a line of JSON is not worth a system call.
pub fn stdout() -> BufWriter<io::StdoutLock<'static>> {
    BufWriter::with_capacity(1 << 16, io::stdout().lock())
}

/// Makes sure that a file can be written, before the work whose result it is to hold; leaves what it holds.
pub fn check(path: &Path) -> Result<(), Stop> {
    let opened = OpenOptions::new().append(true).create(true).open(path);
    opened.map(drop).map_err(|cause| Stop::cannot_write(path, &cause))
}

/// Writes to a file, or to standard output without one.
pub fn write(path: Option<&Path>, content: impl FnOnce(&mut dyn Write) -> newsgraph::Result<()>) -> Result<(), Stop> {
    let Some(path) = path else {
        let mut out = stdout();
        content(&mut out)?;
        return Ok(out.flush()?);
    };
    let written = File::create(path).map_err(newsgraph::Error::from).and_then(|file| {
        let mut file = BufWriter::new(file);
        content(&mut file)?;
        Ok(file.flush()?)
    });
    written.map_err(|error| match error {
        newsgraph::Error::Write(cause) => Stop::cannot_write(path, &cause),
        error => error.into(),
    })
}
