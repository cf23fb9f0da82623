//! Cuts inputs into pieces, one a document: a text file whole, other files by lines.

use std::{
    io::{self, BufRead, BufReader, Read},
    sync::Arc,
    vec,
};

use crate::{
    args::InputFormat,
    failure::{Failure, LineFailure, Problem},
    input::{Input, Place},
};

/// The bytes of one document and where they stand.
#[derive(Debug)]
pub struct Piece {
    pub input: Arc<Input>,
    /// Counted from 1; none if the piece is the whole input.
    pub line: Option<u64>,
    pub bytes: Vec<u8>,
}

impl Piece {
    /// The problem, with the place where it stands.
    pub fn failure(&self, problem: Problem) -> Failure {
        let Problem { message, column } = problem;
        match self.line {
            Some(line) => Failure::Line(LineFailure { error: message, line, column, input: self.input.name() }),
            None => Failure::File(format!("`{}`: {message}", self.input.name())),
        }
    }
}

/// The pieces of all inputs in order; holds one open file and no piece.
pub struct Pieces {
    inputs: vec::IntoIter<Input>,
    lines: Option<Lines>,
}

impl Pieces {
    pub fn new(inputs: Vec<Input>) -> Self {
        Pieces { inputs: inputs.into_iter(), lines: None }
    }

    /// Whether the next line has not even begun to arrive, so that to ask for it may be to wait.
    pub fn may_wait(&self) -> bool {
        self.lines.as_ref().is_some_and(|lines| lines.reader.buffer().is_empty())
    }

    fn start(&mut self, input: Input) -> Option<Result<Piece, Failure>> {
        if input.format == InputFormat::Text {
            return whole(input);
        }
        match input.open() {
            Ok(reader) => {
                self.lines = Some(Lines { input: input.into(), reader: BufReader::with_capacity(BUFFER, reader), line: 0 });
                None
            }
            Err(cause) => Some(Err(input.unreadable(&cause))),
        }
    }
}

/// As much as a pipe holds, so that one read empties it.
const BUFFER: usize = 1 << 16;

impl Iterator for Pieces {
    type Item = Result<Piece, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(lines) = &mut self.lines {
                match lines.next() {
                    Some(Ok(piece)) => return Some(Ok(piece)),
                    Some(Err(cause)) => {
                        let failure = lines.input.unreadable(&cause);
                        self.lines = None;
                        return Some(Err(failure));
                    }
                    None => self.lines = None,
                }
            }
            let input = self.inputs.next()?;
            if let Some(piece) = self.start(input) {
                return Some(piece);
            }
        }
    }
}

/// A text file as one piece. Nothing on standard input is no document; an empty file is one that says nothing.
fn whole(input: Input) -> Option<Result<Piece, Failure>> {
    let mut bytes = Vec::new();
    match input.open().and_then(|mut reader| reader.read_to_end(&mut bytes)) {
        Ok(0) if input.place == Place::Stdin => None,
        Ok(_) => Some(Ok(Piece { input: input.into(), line: None, bytes })),
        Err(cause) => Some(Err(input.unreadable(&cause))),
    }
}

struct Lines {
    input: Arc<Input>,
    reader: BufReader<Box<dyn Read>>,
    line: u64,
}

impl Iterator for Lines {
    type Item = io::Result<Piece>;

    /// The next line that is not blank.
    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let mut bytes = Vec::new();
            match self.reader.read_until(b'\n', &mut bytes) {
                Ok(0) => return None,
                Ok(_) => self.line += 1,
                Err(cause) => return Some(Err(cause)),
            }
            if self.line == 1 && bytes.starts_with(BYTE_ORDER_MARK) {
                bytes.drain(..BYTE_ORDER_MARK.len());
            }
            if !bytes.trim_ascii().is_empty() {
                return Some(Ok(Piece { input: self.input.clone(), line: Some(self.line), bytes }));
            }
        }
    }
}

/// Some editors put it before UTF-8; JSON forbids it (RFC 8259, section 8.1).
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
