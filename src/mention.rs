//! Mentions: where the text names something, and of what type it is.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{Error, Span};

/// What kind of thing a name names.
///
/// The labels are those of OntoNotes where it has them (Weischedel et al. 2013).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum EntityType {
    /// A person or a family.
    #[serde(rename = "PER")]
    Person,
    /// A company, government body, party, team, media outlet, alliance.
    #[serde(rename = "ORG")]
    Organization,
    /// A country, state, province, city or district, also where it stands for its government.
    #[serde(rename = "GPE")]
    GeopoliticalEntity,
    /// Any other place: a continent, sea, river, region.
    #[serde(rename = "LOC")]
    Location,
    /// A building, airport, bridge, stadium, base.
    #[serde(rename = "FAC")]
    Facility,
    /// A nationality, ethnic, religious or political group.
    #[serde(rename = "NORP")]
    Group,
    /// A named war, election, disaster, tournament, conference.
    #[serde(rename = "EVENT")]
    Event,
    /// The title of a book, film, song, report.
    #[serde(rename = "WORK")]
    Work,
    /// A vehicle, weapon, software, brand.
    #[serde(rename = "PRODUCT")]
    Product,
    /// Any other name: a law, treaty, award, language, disease.
    #[serde(rename = "MISC")]
    Miscellaneous,
}

impl EntityType {
    /// Every type, in the order of the labels above.
    pub const ALL: [EntityType; 10] = {
        use EntityType::*;
        [Person, Organization, GeopoliticalEntity, Location, Facility, Group, Event, Work, Product, Miscellaneous]
    };

    /// The short label used in JSON and in annotated data: `PER`, `ORG`, `GPE` …
    pub fn label(self) -> &'static str {
        match self {
            EntityType::Person => "PER",
            EntityType::Organization => "ORG",
            EntityType::GeopoliticalEntity => "GPE",
            EntityType::Location => "LOC",
            EntityType::Facility => "FAC",
            EntityType::Group => "NORP",
            EntityType::Event => "EVENT",
            EntityType::Work => "WORK",
            EntityType::Product => "PRODUCT",
            EntityType::Miscellaneous => "MISC",
        }
    }

    /// The type among CoNLL-2003's four (Tjong Kim Sang and De Meulder 2003): person, organization, location, miscellaneous.
    #[must_use]
    pub fn coarse(self) -> EntityType {
        use EntityType::*;
        match self {
            Person | Organization => self,
            GeopoliticalEntity | Location | Facility => Location,
            Group | Event | Work | Product | Miscellaneous => Miscellaneous,
        }
    }
}

impl fmt::Display for EntityType {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.pad(self.label())
    }
}

impl FromStr for EntityType {
    type Err = Error;

    fn from_str(label: &str) -> Result<Self, Error> {
        let known = EntityType::ALL.into_iter().find(|entity_type| entity_type.label() == label);
        known.ok_or_else(|| {
            Error::invalid(format!("entity type `{label}`"), "it is not one of PER ORG GPE LOC FAC NORP EVENT WORK PRODUCT MISC")
        })
    }
}

/// How a mention points to its entity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum MentionKind {
    /// By a name: `Sergei Lavrov`.
    #[default]
    Name,
    /// By a noun phrase: `the foreign minister`.
    Nominal,
    /// By a pronoun: `he`.
    Pronoun,
}

/// A place in a document where something is named.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Mention {
    /// Bytes of the document's text.
    pub span: Span,
    /// What is named.
    pub entity_type: EntityType,
    /// Estimated probability that span and type are right, 0 to 1.
    pub confidence: f32,
    /// Name, noun phrase or pronoun.
    pub kind: MentionKind,
}

/// The index of a mention in its extraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MentionId(pub usize);
