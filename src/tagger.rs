//! Taggers find the mentions of a document.

mod any;
mod cutter;
#[cfg(any(feature = "onnx", feature = "rust-bert"))]
mod decoder;
mod embedded;
mod findings;
#[cfg(any(feature = "onnx", feature = "rust-bert"))]
mod folder;
#[cfg(feature = "onnx")]
mod gliner;
mod labels;
#[cfg(feature = "onnx")]
mod onnx;
mod pieces;
mod plan;
mod reading;
mod references;
mod repeats;
#[cfg(feature = "rust-bert")]
mod rust_bert;
#[cfg(any(feature = "catalog", feature = "onnx", feature = "rust-bert"))]
#[cfg_attr(not(any(feature = "onnx", feature = "rust-bert")), allow(dead_code, reason = "a catalog alone applies no labels"))]
mod scheme;
#[cfg(feature = "onnx")]
mod session;
mod viterbi;
mod windows;
mod word_piece;

use crate::{Document, Findings, Mention, MentionRelation, Result};

pub use any::AnyTagger;
#[cfg(feature = "hub")]
pub(crate) use any::load;
pub(crate) use any::open;
pub use embedded::EmbeddedTagger;
#[cfg(feature = "onnx")]
pub use gliner::GlinerTagger;
#[cfg(feature = "onnx")]
pub use onnx::OnnxTagger;
#[cfg(feature = "rust-bert")]
pub use rust_bert::RustBertTagger;
#[cfg(any(feature = "catalog", feature = "onnx", feature = "rust-bert"))]
pub use scheme::{LabelMap, Scheme};

/// Finds where a document names something.
///
/// The seam at which another model, or a fake for tests, takes the place of the embedded one.
///
/// ```
/// use newsgraph::{Document, EntityType, Extractor, Mention, MentionKind, Result, Span, Tagger};
///
/// struct Kyiv;
///
/// impl Tagger for Kyiv {
///     fn tag(&self, document: &Document) -> Result<Vec<Mention>> {
///         let places = document.text().match_indices("Kyiv").map(|(start, name)| Mention {
///             span: Span::new(start, start + name.len()),
///             entity_type: EntityType::GeopoliticalEntity,
///             confidence: 1.0,
///             kind: MentionKind::Name,
///         });
///         Ok(places.collect())
///     }
/// }
///
/// let extraction = Extractor::with_tagger(Kyiv).extract("Kyiv is far from here.")?;
/// assert_eq!(extraction.entities()[0].name, "Kyiv");
/// # Ok::<(), newsgraph::Error>(())
/// ```
pub trait Tagger {
    /// The names of a document: sorted, disjoint, on grapheme boundaries; a function of the document alone.
    ///
    /// # Errors
    ///
    /// Whatever keeps the tagger from reading the document.
    fn tag(&self, document: &Document) -> Result<Vec<Mention>>;

    /// The mentions, and what the model says besides: references, whom they mean, and relations. A function of the document
    /// alone; unless a tagger says otherwise, it finds names alone.
    ///
    /// # Errors
    ///
    /// Whatever keeps the tagger from reading the document.
    fn read(&self, document: &Document) -> Result<Findings> {
        Ok(self.tag(document)?.into())
    }

    /// What sentences say of mentions that are given, by their indices; a function of document and mentions alone. Unless a tagger
    /// says otherwise, nothing.
    ///
    /// The mentions are sorted as those of [`Findings`] are.
    ///
    /// # Errors
    ///
    /// Whatever keeps the tagger from reading the document.
    fn relate(&self, document: &Document, mentions: &[Mention]) -> Result<Vec<MentionRelation>> {
        let _ = (document, mentions);
        Ok(Vec::new())
    }
}
