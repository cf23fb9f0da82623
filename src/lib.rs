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
mod findings;
#[forbid(unsafe_code)]
mod gender;
#[forbid(unsafe_code)]
mod graph;
#[forbid(unsafe_code)]
mod mention;
#[forbid(unsafe_code)]
mod models;
#[forbid(unsafe_code)]
mod office;
#[cfg(feature = "places")]
#[forbid(unsafe_code)]
pub mod place;
#[forbid(unsafe_code)]
mod pronoun;
#[forbid(unsafe_code)]
mod quotation;
#[forbid(unsafe_code)]
mod reference;
#[forbid(unsafe_code)]
mod relation;
#[forbid(unsafe_code)]
mod tagger;
#[forbid(unsafe_code)]
mod text;
#[forbid(unsafe_code)]
mod words;

pub use encoder::Kernel;
#[cfg(feature = "probe")]
#[doc(hidden)]
pub use encoder::probe;
#[cfg(feature = "convert")]
pub use encoder::{convert, convert_reader};
pub use entity::{Entity, EntityId, Merge, MergeReason, MergeRules};
pub use error::{Error, Result};
pub use extraction::{Extraction, ExtractionRecord};
pub use extractor::Extractor;
pub use findings::{Antecedent, Findings, MentionRelation};
pub use graph::{
    Edge, EdgeEvidence, Filter, HeldOffice, LinkReason, Linking, NameLink, Naming, Node, NodeOffice, Path, RelationGraph,
    SourceDocument, Statement, Support,
};
pub use jiff::civil::Date;
pub use mention::{EntityType, Mention, MentionId, MentionKind};
pub use models::Model;
#[cfg(feature = "catalog")]
pub use models::catalog::{Backend, Catalog, CatalogFile, CatalogLabels, CatalogModel, Metric, Sha256, Source, Task};
#[cfg(feature = "hub")]
pub use models::hub::{Download, Hub};
pub use office::{Office, Role};
pub use petgraph;
pub use quotation::{Quotation, QuotationKind, SpeakerBasis};
pub use relation::{CoMention, Evidence, Flags, Relation, RelationSource, RelationType, Scope};
#[cfg(feature = "rust-bert")]
pub use tagger::RustBertTagger;
pub use tagger::{AnyTagger, EmbeddedTagger, Tagger};
#[cfg(feature = "onnx")]
pub use tagger::{GlinerTagger, OnnxTagger};
#[cfg(any(feature = "catalog", feature = "onnx", feature = "rust-bert"))]
pub use tagger::{LabelMap, Scheme};
pub use text::{Case, Document, Offsets, Paragraph, Sentence, Span, Token, Zone};
