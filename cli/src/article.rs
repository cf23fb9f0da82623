//! What a piece of input holds: an article, or what was extracted from one.

use std::borrow::Cow;

use newsgraph::{Date, Document, Extraction};
use serde::{Deserialize, Deserializer, de::Error as _};

use crate::{args::InputFormat, failure::Problem, pieces::Piece};

/// An article as a line of JSON.
#[derive(Debug, Deserialize)]
#[serde(expecting = "a JSON object")]
struct Article {
    id: Option<Id>,
    text: String,
    #[serde(default, deserialize_with = "day")]
    date: Option<Date>,
    title: Option<String>,
    source: Option<String>,
}

/// The date's own errors tell of digits and not of what was wanted.
fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    let Some(date) = Option::<String>::deserialize(deserializer)? else { return Ok(None) };
    date.parse().map(Some).map_err(|_| D::Error::custom(format!("the `date` \"{date}\" is not a day as YYYY-MM-DD")))
}

#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "an `id` is a string or a number")]
enum Id {
    Text(String),
    Number(serde_json::Number),
}

/// The article in a piece of text or JSON.
pub fn document(piece: &Piece, lossy: bool) -> Result<Document, Problem> {
    let text = text(piece, lossy)?;
    match piece.line {
        None => Ok(Document::new(text).with_id(piece.input.name())),
        Some(line) => Ok(serde_json::from_str::<Article>(object(&text)?)?.document(|| format!("{}:{line}", piece.input.name()))),
    }
}

/// The extraction in a piece that `extract --format jsonl` wrote.
pub fn extraction(piece: &Piece, lossy: bool) -> Result<Extraction, Problem> {
    Ok(serde_json::from_str(object(&text(piece, lossy)?)?)?)
}

/// The text of a piece.
pub fn text(piece: &Piece, lossy: bool) -> Result<Cow<'_, str>, Problem> {
    if lossy {
        return Ok(String::from_utf8_lossy(&piece.bytes));
    }
    match str::from_utf8(&piece.bytes) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(error) => Err(not_utf8(error.valid_up_to(), piece.input.format)),
    }
}

fn not_utf8(position: usize, format: InputFormat) -> Problem {
    let error = newsgraph::Error::Utf8 { position };
    match format {
        InputFormat::Text => format!("{error} (--lossy reads such bytes as `\u{fffd}`)").into(),
        _ => Problem {
            message: format!("{error} of the line (--lossy reads such bytes as `\u{fffd}`)"),
            column: Some(position + 1),
        },
    }
}

/// Serde would take an array for a struct, by the order of its fields.
fn object(line: &str) -> Result<&str, Problem> {
    if line.trim_start().starts_with('[') { Err("an array, expected a JSON object".to_owned().into()) } else { Ok(line) }
}

impl Article {
    fn document(self, fallback: impl FnOnce() -> String) -> Document {
        let id = match self.id {
            Some(Id::Text(id)) => id,
            Some(Id::Number(id)) => id.to_string(),
            None => fallback(),
        };
        let mut document = Document::new(self.text).with_id(id);
        if let Some(date) = self.date {
            document = document.with_date(date);
        }
        if let Some(title) = self.title {
            document = document.with_title(title);
        }
        if let Some(source) = self.source {
            document = document.with_source(source);
        }
        document
    }
}
