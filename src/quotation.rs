//! Quotations: what an article lets others say, and whom.
//!
//! By rule: marks are paired, verbs of speech found, their subjects read off the words beside them. The parts of a quotation —
//! source, cue, content — are those of PARC and PolNeaR (Pareti 2012; Newell, Margolin and Ruths 2018).

mod attribute;
mod content;
mod cue;
mod cues;
mod focus;
mod marks;
mod quote;
mod speakers;
mod subject;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::{MentionId, Span};

pub(crate) use attribute::find;
pub(crate) use speakers::speakers;

/// Words that the article lets someone else say.
///
/// ```
/// use newsgraph::QuotationKind;
///
/// let extraction = newsgraph::Extractor::new()?.extract("“We need more shells,” said NATO chief Mark Rutte in Brussels.")?;
/// let quotation = &extraction.quotations()[0];
/// assert_eq!((quotation.kind, &extraction[quotation.span]), (QuotationKind::Direct, "“We need more shells,”"));
/// let speaker = quotation.speaker.expect("he is named");
/// assert_eq!(extraction.text(speaker), "Mark Rutte");
/// # Ok::<(), newsgraph::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Quotation {
    /// Bytes of what is said, with its quotation marks.
    pub span: Span,
    /// In the speaker's words or in the article's.
    pub kind: QuotationKind,
    /// Who says it; none for `officials said` and for quotations that the article gives to no one nearby.
    pub speaker: Option<MentionId>,
    /// How the speaker was found; none without a speaker.
    pub basis: Option<SpeakerBasis>,
    /// The words that announce it: `said`, `according to`.
    pub cue: Option<Span>,
}

/// In whose words something is quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum QuotationKind {
    /// In the speaker's, between quotation marks.
    Direct,
    /// In the article's, also where some words stand in marks: `said the deal was “a trap”`.
    Indirect,
}

/// How the speaker of a quotation was found, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SpeakerBasis {
    /// The mention is the subject of the cue.
    Adjacent,
    /// The quotation has no cue and goes on from one before it.
    Continued,
    /// The subject is `he` or `she`, and the mention is the person whom the article spoke of last.
    Antecedent,
}
