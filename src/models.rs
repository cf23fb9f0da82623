//! The models that are part of the crate, by name.

#[cfg(feature = "catalog")]
pub mod catalog;
#[cfg(any(feature = "convert", feature = "onnx", feature = "rust-bert"))]
pub(crate) mod folder;
#[cfg(feature = "hub")]
pub mod hub;

use std::{fmt, str::FromStr};

use crate::{Error, Result};

/// The weights are used where they lie; a group of them then never straddles two cache lines.
#[repr(C, align(64))]
struct Aligned<T: ?Sized>(T);

static NEWS_EN: &Aligned<[u8]> = &Aligned(*include_bytes!("../models/news-en/model.newsgraph"));

static NEWS_EN_READER: &Aligned<[u8]> = &Aligned(*include_bytes!("../models/news-en/reader.newsgraph"));

#[cfg(feature = "fast")]
static NEWS_EN_FAST: &Aligned<[u8]> = &Aligned(*include_bytes!("../models/news-en-fast/model.newsgraph"));

/// A model that is part of the crate. [`Model::CATALOG`] tells the size and checksum of each.
///
/// ```
/// use newsgraph::{EmbeddedTagger, Model};
///
/// let tagger = EmbeddedTagger::with_model("news-en".parse()?)?;
/// assert_eq!(Model::default().name(), "news-en");
/// # Ok::<(), newsgraph::Error>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Model {
    /// English news, 6 layers.
    #[default]
    NewsEn,
    /// English news, 3 layers, at twice the speed: names, and of typed relations those that patterns find; no references.
    #[cfg(feature = "fast")]
    NewsEnFast,
}

impl Model {
    /// Every model of this build.
    pub const ALL: &[Model] = &[
        Model::NewsEn,
        #[cfg(feature = "fast")]
        Model::NewsEnFast,
    ];

    /// `models.toml`: the size, the checksum (SHA-256) and the purpose of each model, whether it is part of this build or not.
    pub const CATALOG: &str = include_str!("../models.toml");

    /// The name that is stored and read back.
    pub fn name(self) -> &'static str {
        match self {
            Model::NewsEn => "news-en",
            #[cfg(feature = "fast")]
            Model::NewsEnFast => "news-en-fast",
        }
    }

    /// What reads references and relations with the model, if it has that: a file of the same form.
    pub fn reader_bytes(self) -> Option<&'static [u8]> {
        match self {
            Model::NewsEn => Some(&NEWS_EN_READER.0),
            #[cfg(feature = "fast")]
            Model::NewsEnFast => None,
        }
    }

    /// The model file.
    pub fn bytes(self) -> &'static [u8] {
        match self {
            Model::NewsEn => &NEWS_EN.0,
            #[cfg(feature = "fast")]
            Model::NewsEnFast => &NEWS_EN_FAST.0,
        }
    }
}

impl fmt::Display for Model {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Model {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let known = Model::ALL.iter().find(|model| model.name() == name);
        known.copied().ok_or_else(|| {
            let available: Vec<&str> = Model::ALL.iter().map(|model| model.name()).collect();
            Error::UnknownModel { name: name.to_owned(), available: available.join(", ") }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        for &model in Model::ALL {
            assert_eq!(model.to_string().parse::<Model>().expect("it is known"), model);
        }
        let error = "news-xx".parse::<Model>().expect_err("there is none");
        assert!(error.to_string().contains("`news-xx`") && error.to_string().contains("only: news-en"), "{error}");
    }
}
