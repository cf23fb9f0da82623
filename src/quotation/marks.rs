//! Quotation marks, paired.

use crate::{Document, Span};

/// What stands between quotation marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quoted {
    /// With the marks.
    pub(super) span: Span,
    /// Without the marks.
    pub(super) inner: Span,
    /// Whether the mark that closes it is there.
    pub(super) closed: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    /// `“ ”`, `" "`, `„ “`.
    Double,
    /// `« »`.
    Guillemet,
    /// `‘ ’`, `' '`.
    Single,
}

/// An opening mark that waits for its partner.
#[derive(Clone, Copy)]
struct Open {
    start: usize,
    inner: usize,
    style: Style,
    low: bool,
    /// Where a single mark may close, though no stop stands before it: it may be a possessive, too.
    soft: Option<(usize, usize)>,
}

/// The outermost quotations of the article, in reading order.
///
/// A quotation of several paragraphs opens each with a mark and closes the last alone; it is one.
pub(super) fn pair(document: &Document) -> Vec<Quoted> {
    let mut pairs = Pairs { text: document.text(), found: Vec::new(), open: None };
    for paragraph in document.paragraphs().iter().filter(|paragraph| paragraph.zone.is_content()) {
        pairs.read(paragraph.span);
    }
    pairs.give_up();
    pairs.found
}

struct Pairs<'t> {
    text: &'t str,
    found: Vec<Quoted>,
    /// The mark that is open, with the end of the last paragraph that it reached.
    open: Option<(Open, usize)>,
}

impl Pairs<'_> {
    fn read(&mut self, paragraph: Span) {
        let slice = &self.text[paragraph.range()];
        let resumes = (slice.starts_with(['“', '"']) || slice.starts_with("''"))
            && self.open.is_some_and(|(open, _)| open.style == Style::Double);
        if !resumes {
            self.give_up();
        }
        let mut before = None;
        let mut at = 0;
        while let Some(character) = slice[at..].chars().next() {
            // Old agency copy writes two apostrophes for a double mark.
            let doubled = slice[at..].starts_with("''");
            let (mark, length) = if doubled { ('"', 2) } else { (character, character.len_utf8()) };
            let after = slice[at + length..].chars().next();
            if !(resumes && at == 0) {
                self.step(Span::new(at, at + length).shifted(paragraph.start), before, mark, after);
            }
            (before, at) = (Some(character), at + length);
        }
        if let Some((open, reached)) = &mut self.open {
            *reached = paragraph.end;
            if open.style == Style::Single {
                self.close_softly();
            }
        }
    }

    fn step(&mut self, Span { start: at, end }: Span, before: Option<char>, character: char, after: Option<char>) {
        let opens = opens(before, character, after);
        match (self.open.map(|(open, _)| open), opens) {
            (None, Some(style)) => self.start(at, end, style, character),
            (Some(open), Some(Style::Double)) if open.style == Style::Single || character == '“' && !open.low => {
                self.close_softly();
                self.start(at, end, Style::Double, character);
            }
            (Some(open), Some(Style::Single)) if open.style == Style::Single && open.soft.is_some() => {
                self.close_softly();
                self.start(at, end, Style::Single, character);
            }
            (Some(open), _) if closes(open, before, character, after) => self.meet(open, at, end, before),
            _ => {}
        }
    }

    fn start(&mut self, at: usize, end: usize, style: Style, character: char) {
        self.open = Some((Open { start: at, inner: end, style, low: character == '„', soft: None }, at));
    }

    /// A mark that can close the open one.
    fn meet(&mut self, open: Open, at: usize, end: usize, before: Option<char>) {
        if open.style != Style::Single || before.is_some_and(|before| ",.!?…".contains(before)) {
            self.close(open, at, end);
        } else if let Some((open, _)) = &mut self.open {
            open.soft = open.soft.or(Some((at, end)));
        }
    }

    fn close(&mut self, open: Open, at: usize, end: usize) {
        self.found.push(Quoted { span: Span::new(open.start, end), inner: Span::new(open.inner, at), closed: true });
        self.open = None;
    }

    fn close_softly(&mut self) {
        if let Some((open, _)) = self.open.take()
            && let Some((at, end)) = open.soft
        {
            self.close(open, at, end);
        }
    }

    /// A quotation that nothing closes ends with its paragraph.
    fn give_up(&mut self) {
        if let Some((open, reached)) = self.open.take()
            && open.style == Style::Double
            && reached > open.inner
        {
            let (span, inner) = (Span::new(open.start, reached), Span::new(open.inner, reached));
            self.found.push(Quoted { span, inner, closed: false });
        }
    }
}

fn opens(before: Option<char>, character: char, after: Option<char>) -> Option<Style> {
    let free = before.is_none_or(|before| before.is_whitespace() || "([—–-:/".contains(before));
    let filled = after.is_some_and(|after| !after.is_whitespace());
    match character {
        '“' | '„' => Some(Style::Double),
        '"' if free && filled => Some(Style::Double),
        '«' => Some(Style::Guillemet),
        '‘' | '\'' if free && after.is_some_and(|after| after.is_alphabetic() || after == '…') => Some(Style::Single),
        _ => None,
    }
}

fn closes(open: Open, before: Option<char>, character: char, after: Option<char>) -> bool {
    let ends_word = after.is_none_or(|after| !after.is_alphanumeric());
    match open.style {
        Style::Double => match character {
            '”' => true,
            '"' => before.is_some_and(|before| !before.is_whitespace()) || ends_word,
            '“' => open.low,
            _ => false,
        },
        Style::Guillemet => character == '»',
        Style::Single => matches!(character, '’' | '\'') && ends_word && before.is_some_and(|before| !before.is_whitespace()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_paired() {
        for (text, want) in [
            ("He said “no” and “yes, ‘maybe’ then.”", vec!["no", "yes, ‘maybe’ then."]),
            ("\"We won,\" he said. \"At last.\"", vec!["We won,", "At last."]),
            ("A 5\" pipe and a 6\" pipe.", vec![]),
            ("It’s the workers’ choice.", vec![]),
            ("‘It’s the workers’ choice,’ she said, ‘and ours.’", vec!["It’s the workers’ choice,", "and ours."]),
            ("The ‘deep state’ and “the rest” fell.", vec!["deep state", "the rest"]),
            ("''We'll walk,'' he said, ''and go.''", vec!["We'll walk,", "and go."]),
            ("« Non », he said.", vec![" Non "]),
            ("„Nein“, he said.", vec!["Nein"]),
            (
                "“It began here.\n\n“It ended there.\n\n“It was long,” she said.",
                vec!["It began here.\n\n“It ended there.\n\n“It was long,"],
            ),
            ("“It has no end.\n\nShe left.", vec!["It has no end."]),
            ("“Cut off and “begun again” here.", vec!["begun again"]),
            ("\"", vec![]),
            ("“", vec![]),
            ("", vec![]),
        ] {
            let document = Document::new(text);
            let found: Vec<&str> = pair(&document).iter().map(|quoted| &document[quoted.inner]).collect();
            assert_eq!(found, want, "{text:?}");
        }
    }
}
