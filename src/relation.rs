//! Relations: what a document says of two entities, and the words that say so.

mod co_mention;
mod patterns;
mod relation_type;
mod typed;

use serde::{Deserialize, Serialize};

use crate::{EntityId, MentionId, Span};

pub use co_mention::{CoMention, Scope};
pub(crate) use patterns::patterns;
pub use relation_type::RelationType;
pub(crate) use typed::typed;

/// A directed link between two entities of one document.
#[derive(Debug, Clone, PartialEq)]
pub struct Relation {
    /// Who.
    pub subject: EntityId,
    /// How they are linked.
    pub relation_type: RelationType,
    /// With whom.
    pub object: EntityId,
    /// Estimated probability that the document says so, 0 to 1.
    pub confidence: f32,
    /// How strong the link is: for a co-mention the sum of its [evidence](Evidence)'s weights, repeats left out, else how many
    /// sentences say so.
    pub weight: f64,
    /// How the document says it.
    pub flags: Flags,
    /// What found it, for typed relations; none where an extraction that was read back does not tell.
    pub source: Option<RelationSource>,
    /// Where the document says it, in reading order.
    pub evidence: Vec<Evidence>,
}

/// What found a typed relation.
///
/// Each relation of a pair has one source: what both find is the model's, with the model's flags and evidence.
///
/// ```
/// use newsgraph::{Extractor, RelationSource};
///
/// let extraction = Extractor::new()?.extract("KYIV, Ukraine (AP) — Ann Lee met Bo Roe on Friday.")?;
/// let within = extraction.relations().iter().find(|relation| relation.relation_type.label() == "located_in");
/// assert_eq!(within.expect("the dateline says so").source, Some(RelationSource::Pattern));
/// # Ok::<(), newsgraph::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RelationSource {
    /// The model's reader.
    Model,
    /// A pattern of words: a title beside a name, a country in the name of its army, two places in a dateline.
    Pattern,
}

impl RelationSource {
    /// The name used in JSON: `model`, `pattern`.
    pub fn label(self) -> &'static str {
        match self {
            RelationSource::Model => "model",
            RelationSource::Pattern => "pattern",
        }
    }
}

/// Whether a relation is denied, planned, over or merely claimed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Flags {
    /// Denied: `did not meet`.
    pub negated: bool,
    /// Planned, possible, demanded: `may meet`.
    pub hypothetical: bool,
    /// No longer so: `former`.
    pub past: bool,
    /// Claimed by someone and not stated as fact.
    pub alleged: bool,
}

/// The place in a document that supports a relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Bytes of the sentence, or of the sentences from one mention to the other.
    pub sentence: Span,
    /// The mention of the subject.
    pub subject: MentionId,
    /// The mention of the object.
    pub object: MentionId,
    /// The words that say so; a co-mention has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trigger: Option<Span>,
}
