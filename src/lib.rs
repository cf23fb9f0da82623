#![doc = include_str!("../README.md")]
#![deny(unsafe_code)]

mod encoder;
#[forbid(unsafe_code)]
mod entity;
#[forbid(unsafe_code)]
mod error;
#[forbid(unsafe_code)]
pub mod evaluation;
#[forbid(unsafe_code)]
pub mod export;
#[forbid(unsafe_code)]
mod extraction;
#[forbid(unsafe_code)]
mod extractor;
#[forbid(unsafe_code)]
mod graph;
#[forbid(unsafe_code)]
mod mention;
#[forbid(unsafe_code)]
mod models;
#[forbid(unsafe_code)]
mod office;
#[forbid(unsafe_code)]
mod quotation;
#[forbid(unsafe_code)]
mod relation;
#[forbid(unsafe_code)]
mod tagger;
#[forbid(unsafe_code)]
mod text;
#[forbid(unsafe_code)]
mod words;

pub use encoder::Kernel;
#[cfg(feature = "convert")]
pub use encoder::convert;
#[cfg(feature = "probe")]
#[doc(hidden)]
pub use encoder::probe;
pub use entity::{Entity, EntityId, Merge, MergeReason, MergeRules};
pub use error::{Error, Result};
pub use extraction::{Extraction, ExtractionRecord};
pub use extractor::Extractor;
pub use graph::{Edge, EdgeEvidence, Filter, HeldOffice, Naming, Node, NodeOffice, Path, RelationGraph, SourceDocument, Support};
pub use jiff::civil::Date;
pub use mention::{EntityType, Mention, MentionId, MentionKind};
pub use models::Model;
pub use office::{Office, Role};
pub use petgraph;
pub use quotation::{Quotation, QuotationKind, SpeakerBasis};
pub use relation::{CoMention, Evidence, Flags, Relation, RelationType, Scope};
pub use tagger::{EmbeddedTagger, Tagger};
pub use text::{Case, Document, Offsets, Paragraph, Sentence, Span, Token, Zone};
