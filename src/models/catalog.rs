//! `models.toml`: which models there are, where their files come from and what must be known to use them.

mod sha256;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    path::PathBuf,
    str::FromStr,
};

use serde::{Deserialize, Deserializer};

pub use sha256::Sha256;

use crate::{EntityType, Error, LabelMap, Model, Result, Scheme};

/// The models that are listed in a file such as the crate's `models.toml`.
///
/// ```
/// use newsgraph::{Backend, Catalog};
///
/// let catalog = Catalog::shipped()?;
/// let model = catalog.model("news-en")?;
/// assert!(model.verified && model.backend == Backend::Embedded);
/// assert!(catalog.models().any(|model| model.backend == Backend::Onnx));
/// # Ok::<(), newsgraph::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalog {
    #[serde(default, rename = "model")]
    models: Vec<CatalogModel>,
}

/// A model of a catalog.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct CatalogModel {
    /// How it is called here: lower-case letters, digits, `-` and `.`.
    pub name: String,
    /// What it is for, in a line.
    pub description: String,
    /// What it does.
    pub task: Task,
    /// What it runs on.
    pub backend: Backend,
    /// The network, such as `BertForTokenClassification`.
    pub architecture: String,
    /// Under which the weights may be used: an SPDX expression, or `unknown`.
    pub licence: String,
    /// Whether it was run and measured by this project; what could not be fetched was not.
    pub verified: bool,
    /// Where its files are.
    pub source: Source,
    /// What must be known of its labels.
    #[serde(default)]
    pub labels: CatalogLabels,
    /// Every file, by the name that it has here.
    #[serde(rename = "file")]
    pub files: Vec<CatalogFile>,
    /// Memory that reading with it takes, in MB.
    #[serde(default)]
    pub memory: Option<u32>,
    /// Figures, with who measured them.
    #[serde(default, rename = "metric")]
    pub metrics: Vec<Metric>,
}

/// What a model does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Task {
    /// It labels words, so that names are found.
    TokenClassification,
}

/// What a model runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Backend {
    /// The crate's own engine; a Hugging Face folder is converted first, which takes the feature `convert`.
    Embedded,
    /// `OnnxTagger`, feature `onnx`.
    Onnx,
    /// `RustBertTagger`, feature `rust-bert`.
    RustBert,
}

impl Backend {
    /// The name in a catalog.
    pub fn name(self) -> &'static str {
        match self {
            Backend::Embedded => "embedded",
            Backend::Onnx => "onnx",
            Backend::RustBert => "rust-bert",
        }
    }
}

impl fmt::Display for Backend {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Where a model's files are.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Source {
    /// In the crate; see [`Model`].
    Embedded,
    /// In a folder of this machine.
    Folder(PathBuf),
    /// On a model hub.
    Hub {
        /// Such as `dslim/bert-base-NER`.
        repository: String,
        /// A commit, which never changes; or a branch, which may.
        revision: String,
    },
}

/// What must be known of a model's labels.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct CatalogLabels {
    /// `bio`, `iob1` or `bilou`; told by the labels unless given.
    #[serde(default, deserialize_with = "parsed")]
    pub scheme: Option<Scheme>,
    /// What a type of the model's is called here; `O` leaves its names out.
    #[serde(default)]
    pub types: BTreeMap<String, String>,
}

/// A file of a model.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct CatalogFile {
    /// Its name in the model's folder.
    pub name: String,
    /// Its path in the repository, if it is another one.
    #[serde(default)]
    pub path: Option<String>,
    /// Its size.
    #[serde(default)]
    pub bytes: Option<u64>,
    /// What it must hold.
    #[serde(default, deserialize_with = "parsed")]
    pub sha256: Option<Sha256>,
}

/// A figure of a model's.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Metric {
    /// What was read.
    pub data: String,
    /// F1 of names, exact span and type, in percent.
    pub f1: f32,
    /// Who says so.
    pub by: String,
}

/// A value that is written as a string.
fn parsed<'de, D: Deserializer<'de>, T: FromStr<Err = Error>>(deserializer: D) -> Result<Option<T>, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map(Some).map_err(serde::de::Error::custom)
}

impl Catalog {
    /// The catalog that ships with the crate.
    ///
    /// # Errors
    ///
    /// If it is malformed, which the crate's tests rule out.
    pub fn shipped() -> Result<Self> {
        Model::CATALOG.parse()
    }

    /// Every model.
    pub fn models(&self) -> impl ExactSizeIterator<Item = &CatalogModel> {
        self.models.iter()
    }

    /// A model by its name.
    ///
    /// # Errors
    ///
    /// If none has this name; the message lists those that there are.
    pub fn model(&self, name: &str) -> Result<&CatalogModel> {
        self.models().find(|model| model.name == name).ok_or_else(|| {
            let listed: Vec<&str> = self.models().map(|model| model.name.as_str()).collect();
            Error::UnlistedModel { name: name.to_owned(), listed: listed.join(", ") }
        })
    }
}

impl FromStr for Catalog {
    type Err = Error;

    /// Reads a catalog, of which every name is checked: a file's never leaves the model's folder.
    fn from_str(text: &str) -> Result<Self> {
        let catalog: Catalog = toml::from_str(text).map_err(|error| Error::Catalog(error.to_string().trim_end().to_owned()))?;
        let mut names = BTreeSet::new();
        for model in catalog.models() {
            model.check()?;
            if !names.insert(&model.name) {
                return Err(Error::Catalog(format!("there are two models `{}`", model.name)));
            }
        }
        Ok(catalog)
    }
}

impl CatalogModel {
    /// How its labels are to be read.
    ///
    /// # Errors
    ///
    /// If a type is none of ours, which reading the catalog rules out.
    pub fn label_map(&self) -> Result<LabelMap> {
        let map = self.labels.scheme.map_or(LabelMap::new(), |scheme| LabelMap::new().scheme(scheme));
        self.labels.types.iter().try_fold(map, |map, (name, label)| match label.as_str() {
            "O" => Ok(map.without(name)),
            label => Ok(map.with(name, label.parse::<EntityType>()?)),
        })
    }

    /// A file by its name in the model's folder.
    ///
    /// # Errors
    ///
    /// If the model has no such file.
    pub fn file_mut(&mut self, name: &str) -> Result<&mut CatalogFile> {
        let problem = format!("model `{}` has no file `{name}`", self.name);
        self.files.iter_mut().find(|file| file.name == name).ok_or(Error::Catalog(problem))
    }

    /// # Errors
    ///
    /// If a name could lead out of the model's folder, stands there twice, or a label is unknown.
    pub(crate) fn check(&self) -> Result<()> {
        self.problem().map_or(Ok(()), |problem| Err(Error::Catalog(format!("model `{}`: {problem}", self.name))))
    }

    fn problem(&self) -> Option<String> {
        let lower = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.".contains(&byte);
        if !is_component(&self.name) || !self.name.bytes().all(lower) {
            return Some("its name is not of lower-case letters, digits, `-` and `.`".into());
        }
        self.source.problem().or_else(|| self.problem_of_files()).or_else(|| Some(self.label_map().err()?.to_string()))
    }

    fn problem_of_files(&self) -> Option<String> {
        let mut names = BTreeSet::new();
        for file in &self.files {
            if let Some(name) = [&file.name].into_iter().chain(&file.path).find(|name| !is_path(name)) {
                return Some(format!("`{name}` is no name of a file within its folder"));
            }
            // On some machines names that differ by case alone are one.
            if !names.insert(file.name.to_lowercase()) {
                return Some(format!("there are two files `{}`", file.name));
            }
        }
        None
    }
}

impl Source {
    fn problem(&self) -> Option<String> {
        let Source::Hub { repository, revision } = self else { return None };
        let is_repository = is_path(repository) && repository.split('/').count() <= 2;
        let wrong = if is_repository { Some(revision).filter(|revision| !is_path(revision)) } else { Some(repository) };
        wrong.map(|wrong| format!("`{wrong}` is no repository or revision"))
    }
}

/// Whether a path from a list leads nowhere but into the folder that it starts from, on any system.
fn is_path(path: &str) -> bool {
    path.len() <= 200 && path.split('/').all(is_component)
}

fn is_component(component: &str) -> bool {
    let letters = component.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    // Names that Windows keeps for devices, with any ending (`Naming Files, Paths, and Namespaces` in its documentation).
    let stem = component.split('.').next().unwrap_or_default().to_ascii_uppercase();
    let numbered =
        |device: &str| stem.strip_prefix(device).is_some_and(|rest| rest.len() == 1 && rest.as_bytes()[0].is_ascii_digit());
    let device = ["CON", "PRN", "AUX", "NUL"].contains(&stem.as_str()) || numbered("COM") || numbered("LPT");
    letters && !component.is_empty() && !component.starts_with('.') && !component.ends_with('.') && !device
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A catalog of one model with these lines in it.
    fn with(lines: &str, files: &str) -> String {
        format!(
            "[[model]]\nname = \"m\"\ndescription = \"\"\ntask = \"token-classification\"\nbackend = \"onnx\"\narchitecture = \"\"
licence = \"MIT\"\nverified = false\nsource = {{ hub = {{ repository = \"a/b\", revision = \"main\" }} }}\n{lines}\n{files}"
        )
    }

    #[test]
    fn what_ships_is_sound_and_lists_what_is_embedded() {
        let catalog = Catalog::shipped().expect("it ships");
        for &model in Model::ALL {
            let listed = catalog.model(model.name()).expect("it is listed");
            assert_eq!((&listed.source, listed.verified), (&Source::Embedded, true));
            assert_eq!(listed.files[0].bytes, Some(model.bytes().len() as u64));
            assert!(listed.files[0].sha256.is_some());
        }
        for model in catalog.models().filter(|model| matches!(model.source, Source::Hub { .. })) {
            assert!(!model.verified, "{}: no hub could be reached to verify it", model.name);
        }
        let error = catalog.model("news-xx").expect_err("there is none").to_string();
        assert!(error.contains("`news-xx`") && error.contains("news-en, "), "{error}");
    }

    #[test]
    fn a_name_never_leaves_its_folder() {
        for (name, sound) in [
            ("model.onnx", true),
            ("onnx/model_quantized.onnx", true),
            ("../model.onnx", false),
            ("onnx/../../x", false),
            ("/etc/passwd", false),
            ("a//b", false),
            ("", false),
            (".", false),
            (".bashrc", false),
            ("a\\\\b", false),
            ("C:x", false),
            ("nul.txt", false),
            ("com1.onnx", false),
            ("x.", false),
            ("a b", false),
            ("ü", false),
            ("a?b", false),
            ("a%2e%2e", false),
        ] {
            let read: Result<Catalog> = with("", &format!("[[model.file]]\nname = \"{name}\"\n")).parse();
            assert_eq!(read.is_ok(), sound, "{name:?}: {read:?}");
        }
    }

    #[test]
    fn malformed_catalogs_are_refused_with_the_reason() {
        let file = "[[model.file]]\nname = \"a\"\n";
        for (text, said) in [
            (with("labels = { scheme = \"bioes\" }", file), "scheme `bioes`"),
            (with("labels = { types = { A = \"CITY\" } }", file), "entity type `CITY`"),
            (with("memory = -1", file), "memory"),
            (with("pickle = true", file), "pickle"),
            (with("", "[[model.file]]\nname = \"a\"\nsha256 = \"00\"\n"), "64 hexadecimal digits"),
            (with("", &format!("{file}{file}").replacen("\"a\"", "\"A\"", 1)), "two files"),
            (with("", file) + &with("", file), "two models `m`"),
            (with("", file).replace("a/b", "a/b/c"), "no repository"),
            (with("", file).replace("\"main\"", "\"..\""), "no repository or revision"),
            (with("", file).replace("\"m\"", "\"M\""), "lower-case"),
        ] {
            let error = text.parse::<Catalog>().expect_err(said).to_string();
            assert!(error.contains(said), "{said}: {error}");
        }
    }

    #[test]
    fn checksums_are_read_back() {
        let text = "d54630cbece7ea53071e333885dd9a360f272c1d1565b18a7e5c48703e0cb5be";
        assert_eq!(text.parse::<Sha256>().expect("it is one").to_string(), text);
        for wrong in ["", "d5", &text[1..], &format!("{text}0"), &text.replace('d', "ü")] {
            assert!(wrong.parse::<Sha256>().is_err(), "{wrong}");
        }
    }
}
