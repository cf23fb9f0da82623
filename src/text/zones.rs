//! What a line of a news page is: headline, byline, caption, body and the rest.

use serde::{Deserialize, Serialize};

use super::cues::Look;
use super::{Paragraph, Span, credits, datelines, lines, repeats};

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

/// A paragraph is judged by its own look and by so many on either side, so that a page does not depend on what follows it.
const NEAR: usize = 3;

/// Repeated lines up to this length are captions; longer ones are text that the page has twice.
const LONGEST_REPEAT: usize = 250;

/// Cuts a text into paragraphs, each with its zone.
pub(super) fn paragraphs(text: &str) -> Vec<Paragraph> {
    let spans = lines::paragraphs(text);
    let page = Page::read(text, &spans);
    let mut zones: Vec<Zone> = (0..spans.len()).map(|index| page.zone(index)).collect();
    page.spread_headlines(&mut zones);
    spans.into_iter().zip(zones).map(|(span, zone)| Paragraph { span, zone, repeat_of: None }).collect()
}

/// What the paragraphs of a page look like, and which of them have the same words.
struct Page<'t> {
    paragraphs: Vec<&'t str>,
    looks: Vec<Look>,
    /// Of every paragraph the first with the same words.
    firsts: Vec<usize>,
    /// Of every first paragraph the next with the same words.
    seconds: Vec<Option<usize>>,
}

impl<'t> Page<'t> {
    fn read(text: &'t str, spans: &[Span]) -> Self {
        let paragraphs: Vec<&str> = spans.iter().map(|span| &text[span.range()]).collect();
        let firsts = repeats::firsts(paragraphs.iter().copied());
        let mut seconds = vec![None; firsts.len()];
        for (index, &first) in firsts.iter().enumerate().filter(|(index, first)| index != *first) {
            seconds[first].get_or_insert(index);
        }
        let looks = paragraphs.iter().map(|paragraph| Look::of(paragraph)).collect();
        Page { paragraphs, looks, firsts, seconds }
    }

    fn zone(&self, index: usize) -> Zone {
        match self.looks[index] {
            Look::Furniture | Look::ListHead => Zone::Furniture,
            Look::Byline => Zone::Byline,
            Look::Credit => Zone::Credit,
            Look::Dateline => Zone::Dateline,
            Look::Caption => Zone::Caption,
            Look::Names if self.is_among_bylines(index) => Zone::Byline,
            Look::Names | Look::Short if self.is_headline(index) => Zone::Headline,
            Look::Names | Look::Short if self.is_subheading(index) => Zone::Subheading,
            Look::Names | Look::Short if self.is_link(index) => Zone::Furniture,
            _ if self.is_repeated_caption(index) => Zone::Caption,
            _ => Zone::Body,
        }
    }

    fn before(&self, index: usize) -> &[Look] {
        &self.looks[index.saturating_sub(NEAR)..index]
    }

    fn after(&self, index: usize) -> &[Look] {
        &self.looks[index + 1..self.looks.len().min(index + 1 + NEAR)]
    }

    /// Names below a headline and next to a byline that is certain.
    fn is_among_bylines(&self, index: usize) -> bool {
        let headed = self.before(index).iter().any(|look| matches!(look, Look::Short | Look::Names));
        let beside = |looks: &[Look]| looks.contains(&Look::Byline);
        let (before, after) = (self.before(index), self.after(index));
        headed && (beside(&before[before.len().saturating_sub(2)..]) || beside(&after[..after.len().min(2)]))
    }

    /// Before any text, with byline, picture or text to follow; below the menu of a page only with a byline.
    fn is_headline(&self, index: usize) -> bool {
        let (before, after) = (self.before(index), self.after(index));
        let leads =
            after.iter().any(|look| matches!(look, Look::Byline | Look::Caption | Look::Prose | Look::Dateline | Look::Credit));
        let at_top = index <= NEAR;
        !before.contains(&Look::Prose) && (at_top && leads || after.contains(&Look::Byline))
    }

    /// Between two paragraphs of text, not counting pictures and furniture.
    fn is_subheading(&self, index: usize) -> bool {
        let counts = |look: &&Look| !matches!(look, Look::Furniture | Look::Credit | Look::Caption);
        let before = (index.saturating_sub(NEAR)..index).rev().find(|&before| counts(&&self.looks[before]));
        let introduces_list = before.is_some_and(|before| self.paragraphs[before].ends_with(':'));
        let follows_text = before.is_some_and(|before| self.looks[before] == Look::Prose);
        let leads_text = self.after(index).iter().find(counts) == Some(&Look::Prose);
        follows_text && leads_text && !introduces_list && !self.is_repeated_caption(index)
    }

    /// Among the titles below `Most read`.
    fn is_link(&self, index: usize) -> bool {
        let above = self.before(index).iter().rev().find(|look| !matches!(look, Look::Short | Look::Names));
        above == Some(&Look::ListHead) && self.after(index).first() != Some(&Look::Prose)
    }

    fn is_repeated(&self, index: usize) -> bool {
        self.seconds[self.firsts[index]].is_some()
    }

    /// A line of several words that the page shows again: no quotation, and not part of a longer copy.
    fn is_repeated_caption(&self, index: usize) -> bool {
        let paragraph = self.paragraphs[index];
        self.is_repeated(index)
            && paragraph.len() <= LONGEST_REPEAT
            && !paragraph.contains(['"', '“', '‘'])
            && paragraph.split_whitespace().nth(3).is_some()
            && !self.is_part_of_copy(index)
    }

    /// Whether the text that follows this paragraph follows an earlier copy of it, too: then the page is there twice.
    fn is_part_of_copy(&self, index: usize) -> bool {
        let first = self.firsts[index];
        let next =
            |index: usize| self.firsts.get(index + 1).copied().filter(|&next| self.looks[next] == Look::Prose && next != first);
        let other = if first == index { self.seconds[first] } else { Some(first) };
        next(index).is_some() && other.is_some_and(|other| next(other) == next(index))
    }

    /// Later copies of a headline are headlines.
    fn spread_headlines(&self, zones: &mut [Zone]) {
        for (index, &first) in self.firsts.iter().enumerate() {
            if zones[first] == Zone::Headline {
                zones[index] = Zone::Headline;
            }
        }
    }
}

/// Datelines and credits that stand inside a paragraph of another zone, sorted and disjoint.
pub(super) fn sub_zones(text: &str, paragraphs: &[Paragraph]) -> Vec<(Span, Zone)> {
    let content = paragraphs.iter().filter(|paragraph| paragraph.zone.is_content());
    content.flat_map(|paragraph| parts(text, paragraph.span)).collect()
}

fn parts(text: &str, paragraph: Span) -> impl Iterator<Item = (Span, Zone)> {
    let slice = &text[paragraph.range()];
    let dateline = datelines::length(slice).filter(|&length| length < slice.len());
    let credit = credits::trailing(slice).filter(|&start| dateline.is_none_or(|length| length <= start));
    let dateline = dateline.map(|length| (Span::new(0, length), Zone::Dateline));
    let credit = credit.map(|start| (Span::new(start, slice.len()), Zone::Credit));
    dateline.into_iter().chain(credit).map(move |(span, zone)| (span.shifted(paragraph.start), zone))
}

#[cfg(test)]
mod tests {
    use super::super::Document;
    use super::*;

    fn zones(text: &str) -> Vec<Zone> {
        Document::new(text).paragraphs().iter().map(|paragraph| paragraph.zone).collect()
    }

    #[test]
    fn reads_the_parts_of_a_page() {
        use Zone::{Body, Byline, Caption, Credit, Furniture, Headline, Subheading};
        for (text, want) in [
            ("NATO chief Mark Rutte met Volodymyr Zelenskyy in Kyiv on Friday.", vec![Body]),
            ("Lavrov Rules Out Kyiv Visit", vec![Body]),
            ("Lavrov Rules Out Visit\nBy Maria Keller\nHe said no.", vec![Headline, Byline, Body]),
            ("World\nLavrov Rules Out Visit\nBy Maria Keller\nHe said no.", vec![Headline, Headline, Byline, Body]),
            (
                "Fed holds rates\nFed holds rates\nGrace Okonjo in Washington\n3 min read\nIt did.",
                vec![Headline, Headline, Byline, Byline, Body],
            ),
            ("Macron in Berlin\nHe came by train.", vec![Headline, Body]),
            ("He left.\nHard questions\nShe stayed.", vec![Body, Subheading, Body]),
            ("He left.\nShare\nHard questions\nGetty Images\nShe stayed.", vec![Body, Furniture, Subheading, Credit, Body]),
            ("He named two:\nAnn Lee\nShe stayed.", vec![Body, Body, Body]),
            ("He left.\nAnn Lee\nJan Lund\nShe stayed.", vec![Body, Body, Body, Body]),
            ("He left.\nMost read\nLavrov flies to Paris\nRutte stays", vec![Body, Furniture, Furniture, Furniture]),
            ("A cat sits in Jakarta.\nHe left.\nA cat sits in Jakarta.", vec![Caption, Body, Caption]),
            ("Fed holds rates\nIt did so.\nFed holds rates\nIt did so, again.", vec![Headline, Body, Headline, Body]),
            ("He left them all.\nShe stayed there.\nHe left them all.\nShe stayed there.", vec![Body, Body, Body, Body]),
            ("", vec![]),
        ] {
            assert_eq!(zones(text), want, "{text:?}");
        }
    }

    #[test]
    fn tells_datelines_and_credits_from_the_text_around() {
        let text = "KYIV, March 14 (Reuters) - Lavrov left.\n\nLavrov in Moscow on Friday. Pool via Reuters";
        let document = Document::new(text);
        for (part, want) in
            [("KYIV", Zone::Dateline), ("Lavrov left", Zone::Body), ("Lavrov in", Zone::Caption), ("Pool", Zone::Credit)]
        {
            assert_eq!(document.zone_at(text.find(part).expect("it is there")), want, "{part}");
        }
    }

    #[test]
    fn a_page_does_not_depend_on_the_one_before() {
        let page = "Lavrov Rules Out Visit\n\nBy Maria Keller\n\nHe left.\n\nShare\n\nHard questions\n\nShe stayed.\n\nHe ran.";
        let (alone, twice) = (zones(page), zones(&format!("{}\n\n{}", page.replace("He", "Lee"), page)));
        assert_eq!(twice[..alone.len() - NEAR], alone[..alone.len() - NEAR]);
        assert_eq!(twice[alone.len() + NEAR..], alone[NEAR..]);
    }
}
