//! What a GLiNER folder says of its model, and the labels as the model reads them.

use std::path::Path;

use serde::Deserialize;

use crate::{EntityType, Error, Result, encoder::Piece, models::folder::read, tagger::pieces::WordPieces};

pub(super) const CONFIG: &str = "gliner_config.json";
pub(super) const TOKENIZER: &str = "tokenizer.json";

/// The longest label, in bytes.
const LONGEST_LABEL: usize = 256;

/// The parts of `gliner_config.json` that matter here.
#[derive(Debug, Deserialize)]
pub(super) struct Config {
    /// Words of the longest span.
    #[serde(default = "twelve")]
    pub(super) max_width: usize,
    /// Words that the model was taught to read at once.
    #[serde(default = "long")]
    pub(super) max_len: usize,
    #[serde(default = "ent")]
    ent_token: String,
    #[serde(default = "sep")]
    sep_token: String,
    /// Which piece stands for a word.
    #[serde(default = "first")]
    subtoken_pooling: String,
}

fn twelve() -> usize {
    12
}

fn long() -> usize {
    384
}

fn ent() -> String {
    "<<ENT>>".into()
}

fn sep() -> String {
    "<<SEP>>".into()
}

fn first() -> String {
    "first".into()
}

impl Config {
    /// Reads the settings of a folder.
    pub(super) fn read(folder: &Path) -> Result<Self> {
        let config: Config = serde_json::from_slice(&read(folder, CONFIG)?).map_err(|error| Error::model(CONFIG, error))?;
        if config.subtoken_pooling == "first" {
            return Ok(config);
        }
        let problem = format!("`subtoken_pooling` is `{}`, and only `first` is known", config.subtoken_pooling);
        Err(Error::model(CONFIG, problem))
    }
}

/// The pieces that `tokenizer.json` adds to its model's vocabulary.
#[derive(Debug, Deserialize)]
struct Added {
    #[serde(default)]
    added_tokens: Vec<AddedToken>,
}

#[derive(Debug, Deserialize)]
struct AddedToken {
    id: u32,
    content: String,
}

/// `<<ENT>> person <<ENT>> city <<SEP>>`, in pieces.
pub(super) fn prompt(
    config: &Config,
    tokenizer: &WordPieces,
    json: &[u8],
    labels: &[(String, EntityType)],
) -> Result<Vec<Piece>> {
    let Added { added_tokens } = serde_json::from_slice(json).map_err(|error| Error::model(TOKENIZER, error))?;
    let mark = |content: &str| -> Result<Piece> {
        let added = added_tokens.iter().find(|token| token.content == content);
        let id = added.map(|token| token.id).ok_or_else(|| Error::model(TOKENIZER, format!("it lacks `{content}`")))?;
        Ok(Piece { id, type_id: 0 })
    };
    let (before, end) = (mark(&config.ent_token)?, mark(&config.sep_token)?);
    let mut prompt = Vec::new();
    for (index, (label, _)) in labels.iter().enumerate() {
        let is_double = labels[..index].iter().any(|(other, _)| other == label);
        if label.trim().is_empty() || label.len() > LONGEST_LABEL || is_double {
            return Err(Error::invalid(format!("label `{label}`"), "it is empty, far too long or stands there twice"));
        }
        prompt.push(before);
        prompt.extend(tokenizer.ids(label)?.into_iter().map(|id| Piece { id, type_id: 0 }));
    }
    if prompt.is_empty() {
        return Err(Error::invalid("the list of labels", "it is empty"));
    }
    prompt.push(end);
    Ok(prompt)
}
