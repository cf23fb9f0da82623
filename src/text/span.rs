use std::ops::Range;

use serde::{Deserialize, Serialize};
use unicode_segmentation::{GraphemeCursor, GraphemeIncomplete};

use crate::{Error, Result};

/// A stretch of text: bytes, half-open.
///
/// ```
/// use newsgraph::Span;
///
/// let text = "Kyiv, Ukraine";
/// let span = Span::new(6, 13);
/// assert_eq!(&text[span.range()], "Ukraine");
/// assert!(!Span::new(0, 4).overlaps(Span::new(4, 5)), "touching is not overlapping");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl Span {
    /// The span from `start` up to `end`.
    pub fn new(start: usize, end: usize) -> Self {
        Span { start, end }
    }

    /// For slicing: `&text[span.range()]`.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// Number of bytes.
    pub fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Whether it holds no byte.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Whether the two share a byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether all of `other` lies within.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The same stretch, `by` bytes further on.
    #[must_use]
    pub fn shifted(self, by: usize) -> Self {
        Span { start: self.start + by, end: self.end + by }
    }

    /// The span without the white space at its ends.
    pub(crate) fn trimmed(self, text: &str) -> Self {
        let slice = &text[self.range()];
        let start = self.start + (slice.len() - slice.trim_start().len());
        Span { start, end: start + slice.trim().len() }
    }

    /// The smallest span around this one that cuts no grapheme, such as a letter and its combining accent.
    pub(crate) fn snapped(self, text: &str) -> Self {
        Span { start: boundary_before(text, self.start), end: boundary_after(text, self.end) }
    }

    /// Checks that the span lies in `text`, on character boundaries.
    pub(crate) fn check(self, text: &str, what: &str) -> Result<Self> {
        match text.get(self.range()) {
            Some(_) => Ok(self),
            None => {
                Err(Error::invalid(what, format!("{}..{} is no span of a text of {} bytes", self.start, self.end, text.len())))
            }
        }
    }
}

fn boundary_before(text: &str, offset: usize) -> usize {
    if is_boundary(text, offset) { offset } else { move_to_boundary(text, offset, GraphemeCursor::prev_boundary) }
}

fn boundary_after(text: &str, offset: usize) -> usize {
    if is_boundary(text, offset) { offset } else { move_to_boundary(text, offset, GraphemeCursor::next_boundary) }
}

fn is_boundary(text: &str, offset: usize) -> bool {
    GraphemeCursor::new(offset, text.len(), true).is_boundary(text, 0).expect("the whole text is given")
}

type Step = fn(&mut GraphemeCursor, &str, usize) -> Result<Option<usize>, GraphemeIncomplete>;

fn move_to_boundary(text: &str, offset: usize, step: Step) -> usize {
    let mut cursor = GraphemeCursor::new(offset, text.len(), true);
    step(&mut cursor, text, 0).expect("the whole text is given").expect("the ends of a text are boundaries")
}

/// The unit in which offsets are written for others; within the crate they are bytes.
///
/// ```
/// use newsgraph::{Offsets, Span};
///
/// let text = "Łódź 😀 Kyiv";
/// let spans = [Span::new(13, 17)];
/// assert_eq!(&text[spans[0].range()], "Kyiv");
/// assert_eq!(Offsets::Char.convert(text, &spans), [Span::new(7, 11)]);
/// assert_eq!(Offsets::Utf16.convert(text, &spans), [Span::new(8, 12)]);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Offsets {
    /// Bytes of UTF-8.
    #[default]
    Byte,
    /// Unicode scalar values, as Python counts.
    Char,
    /// UTF-16 code units, as JavaScript and Java count.
    Utf16,
}

impl Offsets {
    /// The byte spans of `text` in this unit, in one pass over the text.
    ///
    /// # Panics
    ///
    /// If a span is not within the text or cuts a character.
    pub fn convert(self, text: &str, spans: &[Span]) -> Vec<Span> {
        translate(text, spans, Offsets::Byte, self).expect("the spans are of this text")
    }

    /// Spans given in this unit as byte spans; `None` if one does not fit the text.
    pub fn to_bytes(self, text: &str, spans: &[Span]) -> Option<Vec<Span>> {
        translate(text, spans, self, Offsets::Byte)
    }

    fn width(self, character: char) -> usize {
        match self {
            Offsets::Byte => character.len_utf8(),
            Offsets::Char => 1,
            Offsets::Utf16 => character.len_utf16(),
        }
    }
}

fn translate(text: &str, spans: &[Span], from: Offsets, to: Offsets) -> Option<Vec<Span>> {
    let mut wanted: Vec<usize> = spans.iter().flat_map(|span| [span.start, span.end]).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let (mut found, mut source, mut target) = (Vec::with_capacity(wanted.len()), 0, 0);
    for character in text.chars() {
        if wanted.get(found.len()) == Some(&source) {
            found.push(target);
        }
        source += from.width(character);
        target += to.width(character);
    }
    if wanted.get(found.len()) == Some(&source) {
        found.push(target);
    }
    let place = |offset| found.get(wanted.binary_search(&offset).ok()?).copied();
    spans.iter().map(|span| Some(Span::new(place(span.start)?, place(span.end)?))).collect()
}
