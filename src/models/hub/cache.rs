//! Checksums of files, and a note of each beside it, as `sha256sum` writes and reads them.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

use sha2::Digest;

use crate::Sha256;

/// The checksum of a file.
pub(super) fn sum(path: &Path) -> io::Result<Sha256> {
    let (mut file, mut hash) = (File::open(path)?, sha2::Sha256::new());
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(Sha256(hash.finalize().into())),
            count => hash.update(&buffer[..count]),
        }
    }
}

/// Another file beside a file: its name with more after it.
pub(super) fn beside(path: &Path, more: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(more);
    path.with_file_name(name)
}

/// The checksum that was noted for a file.
pub(super) fn noted(path: &Path) -> Option<Sha256> {
    let note = beside(path, ".sha256");
    // A note is a line; whatever is larger is none.
    let small = fs::metadata(&note).is_ok_and(|found| found.len() < 1024);
    small.then(|| fs::read_to_string(&note).ok()?.split_whitespace().next()?.parse().ok())?
}

/// Notes the checksum of a file.
pub(super) fn note(path: &Path, sum: Sha256) -> io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    fs::write(beside(path, ".sha256"), format!("{sum}  {name}\n"))
}
