//! Where paragraphs begin and end: at line breaks, except where mail or wire software broke the lines.

use super::Span;

/// Wire and mail software breaks lines between these widths; a longer line was not broken by width.
const WRAP_WIDTHS: std::ops::RangeInclusive<usize> = 50..=100;

/// Hard-wrapped lines fall short of the width by less than a word; this much more is still forgiven.
const RAGGED: usize = 5;

#[derive(Clone, Copy)]
struct Line {
    span: Span,
    indented: bool,
    /// Characters, counted only as far as it matters.
    width: usize,
    first_word: usize,
    starts_lower: bool,
}

impl Line {
    fn read(text: &str, whole: Span) -> Self {
        let span = whole.trimmed(text);
        let slice = &text[span.range()];
        let first_word = slice.chars().take(*WRAP_WIDTHS.end()).take_while(|character| !character.is_whitespace()).count();
        Line {
            span,
            indented: span.start > whole.start,
            width: slice.chars().take(WRAP_WIDTHS.end() + 1).count(),
            first_word,
            starts_lower: slice.starts_with(char::is_lowercase),
        }
    }

    /// Whether the first word of `next` would not have fitted on this line.
    fn is_full(&self, next: &Line, width: usize) -> bool {
        self.width + 1 + next.first_word + RAGGED > width
    }
}

/// The paragraphs of a text, without the white space around.
pub(super) fn paragraphs(text: &str) -> Vec<Span> {
    let lines = lines(text);
    lines.split(|line| line.span.is_empty()).flat_map(unwrapped).collect()
}

fn lines(text: &str) -> Vec<Line> {
    let (mut found, mut start): (Vec<Line>, usize) = (Vec::new(), 0);
    while start < text.len() {
        let end = text[start..].find(is_break).map_or(text.len(), |at| start + at + break_length(&text[start + at..]));
        let line = Line::read(text, Span::new(start, end));
        // One blank line parts as well as a million.
        if !line.span.is_empty() || found.last().is_some_and(|line| !line.span.is_empty()) {
            found.push(line);
        }
        start = end;
    }
    found
}

fn break_length(rest: &str) -> usize {
    if rest.starts_with("\r\n") { 2 } else { rest.chars().next().map_or(0, char::len_utf8) }
}

fn is_break(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// The paragraphs of a block of lines without a blank one between: each line its own, unless the block is hard-wrapped.
fn unwrapped(block: &[Line]) -> Vec<Span> {
    let width = wrap_width(block);
    let mut paragraphs: Vec<Span> = Vec::new();
    for (index, line) in block.iter().enumerate() {
        let before = index.checked_sub(1).map(|before| &block[before]);
        let continues = |before: &Line| width.is_some_and(|width| before.is_full(line, width) && !line.indented);
        match paragraphs.last_mut() {
            Some(open) if before.is_some_and(continues) => open.end = line.span.end,
            _ => paragraphs.push(line.span),
        }
    }
    paragraphs
}

/// The width at which a block is wrapped, if most of its lines are full and go on in the middle of a sentence.
fn wrap_width(block: &[Line]) -> Option<usize> {
    let width = block.iter().map(|line| line.width).max().filter(|width| WRAP_WIDTHS.contains(width))?;
    let full: Vec<&[Line]> = block.windows(2).filter(|pair| pair[0].is_full(&pair[1], width)).collect();
    let lower = full.iter().filter(|pair| pair[1].starts_lower).count();
    let mostly_full = full.len() * 5 >= (block.len() - 1) * 3;
    (block.len() >= 3 && mostly_full && lower > 0 && lower * 5 >= full.len() * 2).then_some(width)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        paragraphs(text).into_iter().map(|span| &text[span.range()]).collect()
    }

    #[test]
    fn cuts_at_every_kind_of_line_break() {
        for (text, want) in [
            ("", vec![]),
            (" \n\u{a0}\n", vec![]),
            ("one\ntwo", vec!["one", "two"]),
            ("one\r\n\r\ntwo\r\n", vec!["one", "two"]),
            ("one\rtwo", vec!["one", "two"]),
            ("one\u{2028}two\u{2029}three\u{85}four", vec!["one", "two", "three", "four"]),
            ("\u{a0}one\u{a0}\n\u{3000}two", vec!["one", "two"]),
            ("one\n \u{301}two", vec!["one", " \u{301}two"]),
        ] {
            assert_eq!(cut(text), want, "{text:?}");
        }
    }

    #[test]
    fn joins_hard_wrapped_lines() {
        let wire = "KYIV, March 14 (Reuters) - Russian Foreign Minister Sergei Lavrov said\n\
            on Friday that Moscow would send no delegation to Kyiv before the next\n\
            meeting of ministers in Brussels.\n\
            \x20  Speaking at a news conference in the Russian capital, Mr. Lavrov said\n\
            he had seen no paper from the Ukrainian side and called on governments\n\
            to publish their own proposals.";
        let crlf = wire.replace('\n', "\r\n");
        for text in [wire, &crlf] {
            let found = cut(text);
            assert_eq!(found.len(), 2, "{found:?}");
            assert!(found[0].ends_with("in Brussels.") && found[1].starts_with("Speaking"), "{found:?}");
        }
    }

    #[test]
    fn leaves_lists_and_long_lines_alone() {
        for text in [
            "Rutte and Kallas to meet in Brussels on Tuesday morning\nEricsson opens chip laboratory in Lund with Saab and\nGhana and Nigeria plan new coastal railway this year",
            "The first paragraph is a single line that ends here for good.\nThe second paragraph is a line of about the same length, too.\nThe third one also begins with a capital letter and then ends.",
            "a\nb\nc\nd",
        ] {
            assert_eq!(cut(text).len(), text.lines().count(), "{text:?}");
        }
    }
}
