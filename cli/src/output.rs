//! Where a result goes: standard output or a file.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufWriter, Write},
    path::Path,
};

use crate::failure::Stop;

/// Standard output, buffered: a line of JSON is not worth a system call.
pub fn stdout() -> BufWriter<io::StdoutLock<'static>> {
    BufWriter::with_capacity(1 << 16, io::stdout().lock())
}

/// Makes sure that a file can be written, before the work whose result it is to hold, and leaves all as it is.
///
/// A pipe cannot be tried: its reader would see the writer go.
pub fn check(path: &Path) -> Result<(), Stop> {
    let mut options = OpenOptions::new();
    options.append(true);
    let tried = match fs::metadata(path) {
        Ok(found) if found.is_file() || found.is_dir() => options.open(path).map(drop),
        Ok(_) => Ok(()),
        Err(_) => options.create_new(true).open(path).and_then(|_| fs::remove_file(path)),
    };
    tried.map_err(|cause| Stop::cannot_write(path, &cause))
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
