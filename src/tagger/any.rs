//! A tagger of whatever kind a name, a file or a folder asks for.

use std::{fs, path::Path};

use super::{EmbeddedTagger, Tagger};
use crate::{Error, Model, Result};

/// A tagger whose kind is known when the program runs.
pub type AnyTagger = Box<dyn Tagger + Send + Sync>;

impl<T: Tagger + ?Sized> Tagger for Box<T> {
    fn tag(&self, document: &crate::Document) -> Result<Vec<crate::Mention>> {
        (**self).tag(document)
    }

    fn read(&self, document: &crate::Document) -> Result<crate::Findings> {
        (**self).read(document)
    }

    fn relate(&self, document: &crate::Document, mentions: &[crate::Mention]) -> Result<Vec<crate::MentionRelation>> {
        (**self).relate(document, mentions)
    }
}

/// The names of files that tell what a folder's model runs on, the first that is there.
#[cfg(feature = "onnx")]
const ONNX: &[&str] = &super::OnnxTagger::FILES;
#[cfg(not(feature = "onnx"))]
const ONNX: &[&str] = &["model.onnx", "model.rten"];

/// Opens a model by the name of one that is part of the crate, or by the path of a model file or of a folder: with `model.onnx`
/// in it for ONNX, else with `model.safetensors`, which is converted.
///
/// # Errors
///
/// If there is no such model, it is broken, or it needs a feature that this build does not have.
pub(crate) fn open(model: &Path) -> Result<AnyTagger> {
    match model.to_string_lossy().parse::<Model>() {
        Ok(model) => return Ok(Box::new(EmbeddedTagger::with_model(model)?)),
        Err(unknown) if !model.exists() => return Err(unknown),
        Err(_) if model.is_file() => return file(model),
        Err(_) => {}
    }
    if ONNX.iter().any(|name| model.join(name).is_file()) { onnx(model) } else { converted(model) }
}

fn file(path: &Path) -> Result<AnyTagger> {
    let bytes = fs::read(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
    Ok(Box::new(EmbeddedTagger::from_bytes(bytes)?))
}

#[cfg(feature = "onnx")]
fn onnx(folder: &Path) -> Result<AnyTagger> {
    Ok(Box::new(super::OnnxTagger::from_folder(folder)?))
}

#[cfg(not(feature = "onnx"))]
fn onnx(folder: &Path) -> Result<AnyTagger> {
    Err(missing(folder, "onnx"))
}

#[cfg(feature = "convert")]
fn converted(folder: &Path) -> Result<AnyTagger> {
    Ok(Box::new(EmbeddedTagger::from_folder(folder)?))
}

#[cfg(not(feature = "convert"))]
fn converted(folder: &Path) -> Result<AnyTagger> {
    Err(missing(folder, "convert"))
}

#[allow(dead_code, reason = "a build may have every feature")]
fn missing(folder: &Path, feature: &str) -> Error {
    Error::model(folder.display(), format!("this build cannot read it: it lacks the feature `{feature}`"))
}

/// Loads a catalogued model from its folder.
///
/// # Errors
///
/// If the model is broken or needs a feature that this build does not have.
#[cfg(feature = "hub")]
pub(crate) fn load(folder: &Path, backend: crate::Backend, labels: &crate::LabelMap) -> Result<AnyTagger> {
    #[cfg(not(all(feature = "onnx", feature = "rust-bert")))]
    let _ = labels;
    match backend {
        crate::Backend::Embedded => {
            let files = fs::read_dir(folder).map_err(|source| Error::Read { path: folder.to_owned(), source })?;
            let is_reader = |path: &Path| path.file_stem().is_some_and(|stem| stem == "reader");
            let is_ours =
                |path: &std::path::PathBuf| path.extension().is_some_and(|ending| ending == "newsgraph") && !is_reader(path);
            let ours = files.filter_map(|entry| Some(entry.ok()?.path())).find(is_ours);
            ours.map_or_else(|| converted(folder), |path| file(&path))
        }
        #[cfg(feature = "onnx")]
        crate::Backend::Onnx => Ok(Box::new(super::OnnxTagger::with_labels(folder, labels)?)),
        #[cfg(feature = "rust-bert")]
        crate::Backend::RustBert => Ok(Box::new(super::RustBertTagger::with_labels(folder, labels)?)),
        #[allow(unreachable_patterns, reason = "a build may have every feature")]
        other => Err(missing(folder, other.name())),
    }
}
