//! Answers pieces of input in parallel and in order, a batch at a time.

use std::{io::IsTerminal, path::PathBuf};

use rayon::prelude::*;

use crate::{
    args::InputFormat,
    failure::{Failure, Outcome, Problem, tell},
    input::{self, Place},
    pieces::{Piece, Pieces},
    progress::Progress,
};

/// All of the input, on its way through.
pub struct Stream {
    pieces: Pieces,
    progress: Progress,
    outcome: Outcome,
    quiet: bool,
}

impl Stream {
    /// Finds the inputs and names those that cannot be read; the others are there to be answered.
    pub fn open(paths: &[PathBuf], format: Option<InputFormat>, quiet: bool) -> Self {
        let (inputs, failures) = input::find(paths, format);
        if !quiet && inputs.iter().any(|input| input.place == Place::Stdin) && std::io::stdin().is_terminal() {
            tell("note: reading from the terminal; end with Ctrl-D on a line of its own");
        }
        let progress = Progress::new(&inputs, quiet);
        let mut stream = Stream { pieces: Pieces::new(inputs), progress, outcome: Outcome::default(), quiet };
        failures.iter().for_each(|failure| stream.report(failure));
        stream
    }

    /// Leaves out progress where answers are printed to the terminal as they come: they would tear it, and show it themselves.
    pub fn printing(self) -> Self {
        if std::io::stdout().is_terminal() {
            self.progress.hide();
        }
        self
    }

    /// The answers to the next pieces, in their order; none at the end of the input.
    pub fn next_batch<T: Send>(
        &mut self,
        answer: impl Fn(&Piece) -> Result<T, Problem> + Sync,
    ) -> Option<Vec<Result<T, Failure>>> {
        let batch = self.gather();
        let answer = |piece: Result<Piece, Failure>| {
            let piece = piece?;
            let answered = answer(&piece);
            self.progress.advance(&piece);
            answered.map_err(|problem| piece.failure(problem))
        };
        let answers: Vec<Result<T, Failure>> = batch.into_par_iter().map(answer).collect();
        self.outcome.documents += answers.iter().filter(|answer| answer.is_ok()).count();
        (!answers.is_empty()).then_some(answers)
    }

    /// Enough pieces to keep every thread busy and few enough to hold; those at hand if the next would have to be waited for,
    /// so that whoever writes a line and waits for its answer gets it.
    fn gather(&mut self) -> Vec<Result<Piece, Failure>> {
        let (most_pieces, mut bytes) = (PIECES_PER_THREAD * rayon::current_num_threads(), 0);
        let mut batch = Vec::new();
        while let Some(piece) = self.pieces.next() {
            bytes += piece.as_ref().map_or(0, |piece| piece.bytes.len());
            piece.iter().for_each(|piece| self.hint(piece));
            batch.push(piece);
            if batch.len() >= most_pieces || bytes >= MOST_BYTES || self.pieces.may_wait() {
                break;
            }
        }
        batch
    }

    /// Standard input has no ending that tells how it is written, and lines of JSON read as one text give no error.
    fn hint(&self, piece: &Piece) {
        let is_piped_text = piece.line.is_none() && piece.input.place == Place::Stdin;
        if !self.quiet && is_piped_text && piece.bytes.trim_ascii_start().starts_with(b"{\"") {
            tell("note: the text looks like JSON; lines of JSON on standard input need --input jsonl");
        }
    }

    /// Tells of a piece that has no answer.
    pub fn report(&mut self, failure: &Failure) {
        self.outcome.count(failure);
        self.progress.suspend(|| tell(failure));
    }

    /// Ends the stream and says how it went.
    pub fn finish(self) -> Outcome {
        self.progress.finish();
        if self.outcome.found_nothing() && !self.quiet {
            tell("note: no articles in the input");
        }
        self.outcome
    }
}

const PIECES_PER_THREAD: usize = 32;

/// A batch ends with the piece that passes this.
const MOST_BYTES: usize = 4 << 20;
