//! Relations: what a document says of two entities, and the words that say so.

mod co_mention;
mod relation_type;
mod typed;

use serde::{Deserialize, Serialize};

use crate::{EntityId, MentionId, Span};

pub use co_mention::{CoMention, Scope};
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
    /// Where the document says it, in reading order.
    pub evidence: Vec<Evidence>,
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
