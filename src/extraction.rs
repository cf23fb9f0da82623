//! What one article says: its mentions, its entities, and how they are linked.

mod display;
mod record;

use std::ops::Index;

use serde::{Deserialize, Serialize};

use crate::{Document, Entity, EntityId, Mention, MentionId, Office, Quotation, Relation, Span};

pub use record::ExtractionRecord;

/// What one article says.
///
/// Index it with a [`MentionId`], an [`EntityId`] or a [`Span`]; print it for a readable summary; serialize it for the
/// JSON that the command line writes. Read back, every id and span is checked.
///
/// ```
/// let extraction = newsgraph::Extractor::new()?.extract("NATO chief Mark Rutte met Volodymyr Zelenskyy in Kyiv. Rutte left.")?;
/// let rutte = extraction.entities().iter().find(|entity| entity.name == "Mark Rutte").expect("he is named");
/// let names: Vec<&str> = rutte.mentions.iter().map(|&mention| &extraction[extraction[mention].span]).collect();
/// assert_eq!(names, ["Mark Rutte", "Rutte"]);
///
/// let json = serde_json::to_string(&extraction)?;
/// assert_eq!(serde_json::from_str::<newsgraph::Extraction>(&json)?, extraction);
/// # Ok::<(), newsgraph::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "ExtractionRecord", into = "ExtractionRecord")]
pub struct Extraction {
    document: Document,
    mentions: Vec<Mention>,
    entities: Vec<Entity>,
    relations: Vec<Relation>,
    quotations: Vec<Quotation>,
    offices: Vec<Office>,
}

impl Extraction {
    /// Puts the results of the steps together; the caller vouches for ids and spans.
    pub(crate) fn new(document: Document, mentions: Vec<Mention>, entities: Vec<Entity>, relations: Vec<Relation>) -> Self {
        Extraction { document, mentions, entities, relations, quotations: Vec::new(), offices: Vec::new() }
    }

    /// Adds the quotations; the caller vouches for ids and spans.
    pub(crate) fn with_quotations(self, quotations: Vec<Quotation>) -> Self {
        Extraction { quotations, ..self }
    }

    /// Adds the offices; the caller vouches for ids and spans.
    pub(crate) fn with_offices(self, offices: Vec<Office>) -> Self {
        Extraction { offices, ..self }
    }

    /// The document that was read.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// The mentions in reading order.
    pub fn mentions(&self) -> &[Mention] {
        &self.mentions
    }

    /// The entities in the order of their first names; the index of each is its [`EntityId`].
    pub fn entities(&self) -> &[Entity] {
        &self.entities
    }

    /// The relations: typed ones first, then co-mentions.
    pub fn relations(&self) -> &[Relation] {
        &self.relations
    }

    /// Who says what, in the order of what is said.
    pub fn quotations(&self) -> &[Quotation] {
        &self.quotations
    }

    /// Who holds which office, in the order of the titles.
    pub fn offices(&self) -> &[Office] {
        &self.offices
    }

    /// The text of a mention.
    ///
    /// # Panics
    ///
    /// If the id is not of this extraction.
    pub fn text(&self, mention: MentionId) -> &str {
        &self[self[mention].span]
    }

    /// The entity that a mention belongs to.
    ///
    /// ```
    /// let extraction = newsgraph::Extractor::new()?.extract("“We need more shells,” said NATO chief Mark Rutte in Brussels.")?;
    /// let speaker = extraction.quotations()[0].speaker.and_then(|mention| extraction.entity_of(mention)).expect("he is named");
    /// assert_eq!(extraction[speaker].name, "Mark Rutte");
    /// # Ok::<(), newsgraph::Error>(())
    /// ```
    pub fn entity_of(&self, mention: MentionId) -> Option<EntityId> {
        self.entities.iter().position(|entity| entity.mentions.binary_search(&mention).is_ok()).map(EntityId)
    }

    /// The entity that each mention belongs to, by [`MentionId`].
    pub(crate) fn owners(&self) -> Vec<Option<EntityId>> {
        owners(&self.entities, self.mentions.len())
    }
}

/// The entity of each mention, by [`MentionId`].
pub(crate) fn owners(entities: &[Entity], mentions: usize) -> Vec<Option<EntityId>> {
    let mut owners = vec![None; mentions];
    for (id, entity) in entities.iter().enumerate() {
        for mention in &entity.mentions {
            owners[mention.0] = Some(EntityId(id));
        }
    }
    owners
}

impl Index<MentionId> for Extraction {
    type Output = Mention;

    fn index(&self, id: MentionId) -> &Mention {
        &self.mentions[id.0]
    }
}

impl Index<EntityId> for Extraction {
    type Output = Entity;

    fn index(&self, id: EntityId) -> &Entity {
        &self.entities[id.0]
    }
}

impl Index<Span> for Extraction {
    type Output = str;

    fn index(&self, span: Span) -> &str {
        &self.document[span]
    }
}
