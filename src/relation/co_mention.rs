//! Co-mentions: entities that stand near each other.

use crate::{Document, Entity, Mention, Relation};

/// How far apart two entities may stand and still be linked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Scope {
    /// In one sentence.
    #[default]
    Sentence,
    /// In one paragraph.
    Paragraph,
    /// Anywhere in the document.
    Document,
}

/// Links entities that stand near each other.
#[derive(Debug, Clone, Copy, Default)]
pub struct CoMention {
    /// How near.
    pub scope: Scope,
}

impl CoMention {
    /// The co-mentions of a document, one relation a pair of entities.
    pub fn relate(&self, _document: &Document, _mentions: &[Mention], _entities: &[Entity]) -> Vec<Relation> {
        Vec::new()
    }
}
