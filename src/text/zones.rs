//! What a line of a news page is: headline, byline, caption, body and the rest.

use serde::{Deserialize, Serialize};

use super::{Paragraph, Span};

/// The part that a stretch of text plays on a news page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Zone {
    /// The title of the article.
    Headline,
    /// Who wrote it and when: `By Maria Keller`, `Updated 3 hours ago`.
    Byline,
    /// Place, day and agency at the start of a report: `KYIV, March 14 (Reuters) -`.
    Dateline,
    /// What a picture shows.
    Caption,
    /// Whose picture or report it is: `Pool via Reuters`, `(AP)`.
    Credit,
    /// A title inside the article.
    Subheading,
    /// The report itself.
    #[default]
    Body,
    /// What belongs to the page and not to the article: `Share`, `Read more`.
    Furniture,
}

impl Zone {
    /// Whether the zone tells of the world; credits, bylines, datelines and furniture tell of the page.
    pub fn is_content(self) -> bool {
        matches!(self, Zone::Headline | Zone::Caption | Zone::Subheading | Zone::Body)
    }
}

/// Cuts a text into paragraphs, each with its zone.
pub(super) fn paragraphs(text: &str) -> Vec<Paragraph> {
    let mut start = 0;
    let mut found = Vec::new();
    for line in text.split_inclusive('\n') {
        let span = Span::new(start, start + line.len()).trimmed(text);
        start += line.len();
        if !span.is_empty() {
            found.push(Paragraph { span, zone: Zone::Body, repeat_of: None });
        }
    }
    found
}

/// Datelines and credits that stand inside a paragraph of another zone, sorted and disjoint.
pub(super) fn sub_zones(_text: &str, _paragraphs: &[Paragraph]) -> Vec<(Span, Zone)> {
    Vec::new()
}
