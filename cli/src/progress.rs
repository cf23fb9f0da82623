//! How far the work is, for a person who waits at a terminal.

use std::sync::atomic::{AtomicU64, Ordering};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::{args::InputFormat, input::Input, pieces::Piece};

/// Documents done and words a second, and of how many bytes if the sizes of the inputs are known.
///
/// Drawn on standard error if that is a terminal.
pub struct Progress {
    bar: ProgressBar,
    documents: AtomicU64,
    words: AtomicU64,
}

impl Progress {
    pub fn new(inputs: &[Input], quiet: bool) -> Self {
        let target = if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let size = if target.is_hidden() { None } else { inputs.iter().map(Input::size).sum() };
        let template = match size {
            Some(_) => "{bar:30} {bytes} of {total_bytes}, {msg}, {eta} to go",
            None => "{spinner} {bytes}, {msg}, {elapsed}",
        };
        let style = ProgressStyle::with_template(template).expect("the template is well-formed");
        let bar = ProgressBar::with_draw_target(size, target).with_style(style);
        Progress { bar, documents: AtomicU64::new(0), words: AtomicU64::new(0) }
    }

    /// Shows nothing from here on.
    pub fn hide(&self) {
        self.bar.set_draw_target(ProgressDrawTarget::hidden());
    }

    pub fn advance(&self, piece: &Piece) {
        if self.bar.is_hidden() {
            return;
        }
        let documents = self.documents.fetch_add(1, Ordering::Relaxed) + 1;
        let words = self.words.fetch_add(words(piece), Ordering::Relaxed);
        let speed = words as f64 / self.bar.elapsed().as_secs_f64();
        self.bar.set_message(format!("{documents} documents, {speed:.0} words/s"));
        self.bar.inc(piece.bytes.len() as u64);
    }

    /// Makes room on the terminal for something else.
    pub fn suspend(&self, tell: impl FnOnce()) {
        self.bar.suspend(tell);
    }

    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

/// Roughly, by the white space; in what was extracted hardly any stands between words.
fn words(piece: &Piece) -> u64 {
    match piece.input.format {
        InputFormat::Extractions => 0,
        _ => piece.bytes.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).count() as u64,
    }
}

/// How much of each file has come.
#[cfg(feature = "hub")]
pub struct Downloads(ProgressBar);

#[cfg(feature = "hub")]
impl Downloads {
    pub fn new(quiet: bool) -> Self {
        let target = if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let style = ProgressStyle::with_template("{msg}: {bytes} of {total_bytes}, {bytes_per_sec}, {eta} to go");
        Downloads(ProgressBar::with_draw_target(None, target).with_style(style.expect("the template is well-formed")))
    }

    pub fn advance(&self, download: &newsgraph::Download) {
        if self.0.message() != download.file {
            self.0.set_message(download.file.to_owned());
            self.0.reset();
        }
        download.total.into_iter().for_each(|total| self.0.set_length(total));
        self.0.set_position(download.bytes);
    }

    pub fn finish(&self) {
        self.0.finish_and_clear();
    }
}
