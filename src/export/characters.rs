//! Bytes to a formatter.

use std::{
    fmt,
    io::{self, Write},
    str,
};

/// Lets writers of bytes write to a formatter; a character may come in several pieces.
pub(super) struct Characters<'a, 'b> {
    out: &'a mut fmt::Formatter<'b>,
    /// The first bytes of a character whose others are still to come.
    begun: Vec<u8>,
}

impl<'a, 'b> Characters<'a, 'b> {
    pub(super) fn new(out: &'a mut fmt::Formatter<'b>) -> Self {
        Characters { out, begun: Vec::new() }
    }
}

impl Write for Characters<'_, '_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.begun.extend_from_slice(bytes);
        let (text, rest) = match str::from_utf8(&self.begun) {
            Ok(text) => (text, self.begun.len()),
            Err(error) if error.error_len().is_some() => return Err(io::Error::new(io::ErrorKind::InvalidData, error)),
            Err(error) => (str::from_utf8(&self.begun[..error.valid_up_to()]).expect("valid up to there"), error.valid_up_to()),
        };
        self.out.write_str(text).map_err(io::Error::other)?;
        self.begun.drain(..rest);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Pieces<'a>(&'a [u8], usize);

    impl fmt::Display for Pieces<'_> {
        fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
            let mut out = Characters::new(f);
            self.0.chunks(self.1).try_for_each(|piece| out.write_all(piece)).map_err(|_| fmt::Error)
        }
    }

    #[test]
    fn characters_in_pieces_come_whole() {
        for text in ["", "NATO", "Łódź 😀\0\u{301}", "\u{202e}Київ"] {
            for size in 1..6 {
                assert_eq!(Pieces(text.as_bytes(), size).to_string(), text, "{text:?} by {size}");
            }
        }
    }
}
