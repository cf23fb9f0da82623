#![doc = include_str!("../README.md")]
#![deny(unsafe_code)]

mod encoder;
mod entity;
mod error;
pub mod evaluation;
pub mod export;
mod extraction;
mod extractor;
mod graph;
mod mention;
mod relation;
mod tagger;
mod text;

pub use entity::{Entity, EntityId, Merge, MergeReason, MergeRules};
pub use error::{Error, Result};
pub use extraction::{Extraction, ExtractionRecord};
pub use extractor::Extractor;
pub use graph::{Edge, EdgeEvidence, Filter, Naming, Node, Path, RelationGraph, SourceDocument, Support};
pub use jiff::civil::Date;
pub use mention::{EntityType, Mention, MentionId, MentionKind};
pub use petgraph;
pub use relation::{CoMention, Evidence, Flags, Relation, RelationType, Scope};
pub use tagger::{EmbeddedTagger, Tagger};
pub use text::{Case, Document, Offsets, Paragraph, Sentence, Span, Token, Zone};
