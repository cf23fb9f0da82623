//! Text as the rest of the crate sees it: a [`Document`] of paragraphs, sentences and tokens, each a [`Span`] of bytes.

mod abbreviations;
mod calendar;
mod casing;
mod credits;
mod cue_words;
mod cues;
mod datelines;
mod lines;
mod repeats;
mod sentences;
mod span;
mod tokens;
mod zones;

use std::ops::{Index, Range};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use casing::Case;
pub use span::{Offsets, Span};
pub use zones::Zone;

/// A line or block of text that stands for itself on the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph {
    /// Bytes, without the white space around.
    pub span: Span,
    /// What the paragraph is on the page.
    pub zone: Zone,
    /// The index of the earlier paragraph that has the same words, if the page repeats it.
    pub repeat_of: Option<usize>,
}

/// A sentence; it never crosses a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Bytes, without the white space around.
    pub span: Span,
    /// Index of the paragraph it belongs to.
    pub paragraph: usize,
    /// Indices of its tokens.
    pub tokens: Range<usize>,
    /// The index of the earlier sentence that has the same words, if the page repeats it.
    pub repeat_of: Option<usize>,
}

/// A word, a number or a punctuation mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Bytes.
    pub span: Span,
    /// The case that the word would have in running text, where the capitals of a headline hide it.
    pub restored: Option<Case>,
}

/// One article: its text, owned once, and where its parts lie.
///
/// Any string makes a document. Analysis is a function of the text alone.
///
/// ```
/// use newsgraph::Document;
///
/// let document = Document::new("Gov. Ann Lee spoke in St. Paul. She left at 3.30 p.m. on Jan. 5.").with_id("a1");
/// let sentences: Vec<&str> = document.sentences().iter().map(|sentence| &document[sentence.span]).collect();
/// assert_eq!(sentences, ["Gov. Ann Lee spoke in St. Paul.", "She left at 3.30 p.m. on Jan. 5."]);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "Article", into = "Article")]
pub struct Document {
    article: Article,
    paragraphs: Vec<Paragraph>,
    sub_zones: Vec<(Span, Zone)>,
    sentences: Vec<Sentence>,
    tokens: Vec<Token>,
}

/// The part of a [`Document`] that is given and not derived.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Article {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    date: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<String>,
}

impl Document {
    /// Reads a text: paragraphs and their zones, sentences, tokens, repeats.
    pub fn new(text: impl Into<String>) -> Self {
        Article { text: text.into(), ..Article::default() }.into()
    }

    /// Names the document; without a name it goes by a fingerprint of its text.
    #[must_use]
    pub fn with_id(mut self, id: impl Into<String>) -> Self {
        self.article.id = Some(id.into());
        self
    }

    /// Sets the day of publication.
    #[must_use]
    pub fn with_date(mut self, date: Date) -> Self {
        self.article.date = Some(date);
        self
    }

    /// Sets a title that is not part of the text.
    #[must_use]
    pub fn with_title(mut self, title: impl Into<String>) -> Self {
        self.article.title = Some(title.into());
        self
    }

    /// Sets the publisher.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<String>) -> Self {
        self.article.source = Some(source.into());
        self
    }

    /// The whole text, as it was given.
    pub fn text(&self) -> &str {
        &self.article.text
    }

    /// The given name, or a fingerprint of the text.
    pub fn id(&self) -> &str {
        self.article.id.as_deref().expect("a document is named when it is made")
    }

    /// The day of publication, if known.
    pub fn date(&self) -> Option<Date> {
        self.article.date
    }

    /// The title, if it was given beside the text.
    pub fn title(&self) -> Option<&str> {
        self.article.title.as_deref()
    }

    /// The publisher, if known.
    pub fn source(&self) -> Option<&str> {
        self.article.source.as_deref()
    }

    /// The paragraphs in reading order.
    pub fn paragraphs(&self) -> &[Paragraph] {
        &self.paragraphs
    }

    /// The sentences in reading order.
    pub fn sentences(&self) -> &[Sentence] {
        &self.sentences
    }

    /// The tokens in reading order.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// The tokens that lie in a span or touch it.
    pub(crate) fn tokens_within(&self, span: Span) -> &[Token] {
        let first = self.tokens.partition_point(|token| token.span.end <= span.start);
        let end = self.tokens.partition_point(|token| token.span.start < span.end);
        &self.tokens[first..end]
    }

    /// Index of the sentence that holds the byte at `offset`, if one does.
    pub fn sentence_at(&self, offset: usize) -> Option<usize> {
        holder(&self.sentences, offset, |sentence| sentence.span)
    }

    /// The zone of the text at `offset`: a dateline's or a credit's own, else its paragraph's.
    pub fn zone_at(&self, offset: usize) -> Zone {
        let own = holder(&self.sub_zones, offset, |(span, _)| *span).map(|index| self.sub_zones[index].1);
        let paragraph = || holder(&self.paragraphs, offset, |paragraph| paragraph.span);
        own.or_else(|| paragraph().map(|index| self.paragraphs[index].zone)).unwrap_or(Zone::Body)
    }

    /// Whether the sentence at `offset` stands word for word earlier on the page.
    pub fn is_repeat(&self, offset: usize) -> bool {
        self.sentence_at(offset).is_some_and(|index| self.sentences[index].repeat_of.is_some())
    }
}

/// Index of the one of the sorted, disjoint `parts` that holds `offset`.
fn holder<T>(parts: &[T], offset: usize, span: impl Fn(&T) -> Span) -> Option<usize> {
    let after = parts.partition_point(|part| span(part).start <= offset);
    let index = after.checked_sub(1)?;
    (offset < span(&parts[index]).end).then_some(index)
}

/// FNV-1a, 64 bits (Fowler, Noll and Vo 1991): the same on every machine and in every release.
pub(crate) fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

impl From<Article> for Document {
    fn from(mut article: Article) -> Self {
        let text = article.text.as_str();
        article.id.get_or_insert_with(|| format!("{:016x}", fingerprint(text)));
        let mut paragraphs = zones::paragraphs(text);
        let sub_zones = zones::sub_zones(text, &paragraphs);
        let (mut sentences, mut tokens) = (Vec::new(), Vec::new());
        for (index, paragraph) in paragraphs.iter().enumerate() {
            for span in sentences::split(text, paragraph.span) {
                let first = tokens.len();
                tokens.extend(tokens::split(text, span).into_iter().map(|span| Token { span, restored: None }));
                sentences.push(Sentence { span, paragraph: index, tokens: first..tokens.len(), repeat_of: None });
            }
        }
        repeats::mark(text, &mut paragraphs, &mut sentences);
        casing::restore(text, &paragraphs, &sentences, &mut tokens);
        Document { paragraphs, sub_zones, sentences, tokens, article }
    }
}

impl From<Document> for Article {
    fn from(document: Document) -> Self {
        document.article
    }
}

impl From<String> for Document {
    fn from(text: String) -> Self {
        Document::new(text)
    }
}

impl From<&Document> for Document {
    fn from(document: &Document) -> Self {
        document.clone()
    }
}

impl<T: AsRef<str> + ?Sized> From<&T> for Document {
    fn from(text: &T) -> Self {
        Document::new(text.as_ref())
    }
}

impl Index<Span> for Document {
    type Output = str;

    /// The text of a span.
    ///
    /// # Panics
    ///
    /// If the span is not within the text or cuts a character.
    fn index(&self, span: Span) -> &str {
        &self.article.text[span.range()]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Strings made of what pages and attackers send, and wholly arbitrary ones.
    fn pages() -> impl Strategy<Value = String> {
        let pieces = [
            "Kyiv",
            "NATO",
            "U.S.",
            "St.",
            "No.",
            "said",
            " ",
            "  ",
            "\n",
            "\r\n",
            "\n\n",
            "\r",
            "\u{2028}",
            "\u{a0}",
            ".",
            "...",
            "?!",
            "”",
            "\"",
            "'s",
            "'",
            "(AP)",
            " - ",
            "—",
            "$1.2bn",
            "\u{301}",
            "👩‍👩‍👧",
            "🇺🇦",
            "🇺",
            "\u{200d}",
            "\u{202e}",
            "\0",
            "。",
            "习",
            "By ",
            "Getty Images",
            "Share",
            "KYIV, March 14 (Reuters) - ",
            "@",
            "https://a.b/",
            "-",
            "क्",
            "\u{ad}",
            "3 min read",
            "é",
        ];
        let page = prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..60).prop_map(|pieces| pieces.concat());
        prop_oneof![page, any::<String>()]
    }

    /// Whether the parts are sorted, disjoint, whole graphemes within `whole`, and leave out nothing but white space.
    fn covers(text: &str, whole: Span, parts: &[Span]) -> bool {
        let ends: Vec<usize> = parts.iter().flat_map(|part| [part.start, part.end]).collect();
        let gaps = [whole.start].into_iter().chain(ends.iter().copied()).chain([whole.end]).collect::<Vec<_>>();
        gaps.is_sorted()
            && parts.iter().all(|part| !part.is_empty())
            && ends.iter().all(|&end| span::is_boundary(text, end))
            && gaps.chunks(2).all(|gap| text[gap[0]..gap[1]].chars().all(char::is_whitespace))
    }

    proptest! {
        #[test]
        fn any_text_is_cut_without_loss(text in pages()) {
            let document = Document::new(text.as_str());
            let paragraphs: Vec<Span> = document.paragraphs().iter().map(|paragraph| paragraph.span).collect();
            prop_assert!(covers(&text, Span::new(0, text.len()), &paragraphs), "paragraphs {paragraphs:?}");
            for (index, &paragraph) in paragraphs.iter().enumerate() {
                let inside = document.sentences().iter().filter(|sentence| sentence.paragraph == index);
                let sentences: Vec<Span> = inside.map(|sentence| sentence.span).collect();
                prop_assert!(covers(&text, paragraph, &sentences), "sentences {sentences:?} of {paragraph:?}");
            }
            for sentence in document.sentences() {
                let tokens: Vec<Span> = document.tokens()[sentence.tokens.clone()].iter().map(|token| token.span).collect();
                prop_assert!(covers(&text, sentence.span, &tokens), "tokens {tokens:?} of {:?}", sentence.span);
            }
            let token_counts: usize = document.sentences().iter().map(|sentence| sentence.tokens.len()).sum();
            prop_assert_eq!(token_counts, document.tokens().len());
        }

        #[test]
        fn zones_and_repeats_stay_within_the_text(text in pages()) {
            let document = Document::new(text.as_str());
            let parts: Vec<Span> = document.sub_zones.iter().map(|(span, _)| *span).collect();
            prop_assert!(parts.iter().all(|part| text.get(part.range()).is_some_and(|part| !part.is_empty())));
            prop_assert!(parts.windows(2).all(|pair| pair[0].end <= pair[1].start));
            prop_assert!(document.paragraphs().iter().enumerate().all(|(index, paragraph)| paragraph.repeat_of.is_none_or(|first| first < index)));
            prop_assert!(document.sentences().iter().enumerate().all(|(index, sentence)| sentence.repeat_of.is_none_or(|first| first < index)));
        }
    }
}
