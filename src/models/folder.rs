//! Files of a Hugging Face folder.

use std::{collections::BTreeMap, fs, path::Path};

use serde::Deserialize;
use serde_json::json;

use crate::{Error, Result};

/// The longest file of settings that is read, in bytes; a vocabulary of 250,000 pieces takes 20 MB.
const LARGEST_JSON: u64 = 256 << 20;

const TOKENIZER: &str = "tokenizer.json";
const VOCABULARY: &str = "vocab.txt";

/// Reads a file of the folder whole.
///
/// # Errors
///
/// If it cannot be read or is larger than any such file should be.
pub(crate) fn read(folder: &Path, name: &str) -> Result<Vec<u8>> {
    let path = folder.join(name);
    let size = fs::metadata(&path).map(|found| found.len());
    match size.and_then(|size| if size <= LARGEST_JSON { fs::read(&path) } else { Ok(Vec::new()) }) {
        Ok(bytes) if bytes.is_empty() => Err(Error::model(name, "it is empty or far too large")),
        Ok(bytes) => Ok(bytes),
        Err(source) => Err(Error::Read { path, source }),
    }
}

/// The folder's `tokenizer.json`, or one made of BERT's older `vocab.txt`.
///
/// # Errors
///
/// If neither can be read.
pub(crate) fn tokenizer(folder: &Path) -> Result<Vec<u8>> {
    let is_there = |name: &str| folder.join(name).is_file();
    if is_there(TOKENIZER) || !is_there(VOCABULARY) {
        return read(folder, TOKENIZER);
    }
    let vocabulary = String::from_utf8(read(folder, VOCABULARY)?).map_err(|error| Error::model(VOCABULARY, error))?;
    let options = if is_there("tokenizer_config.json") { read(folder, "tokenizer_config.json")? } else { b"{}".to_vec() };
    let options = serde_json::from_slice(&options).map_err(|error| Error::model("tokenizer_config.json", error))?;
    Ok(serde_json::to_vec(&word_piece(&vocabulary, &options))?)
}

/// The options of BERT's tokenizer as `transformers` stores them.
#[derive(Debug, Deserialize)]
struct BertOptions {
    #[serde(default = "yes")]
    do_lower_case: bool,
    #[serde(default)]
    strip_accents: Option<bool>,
    #[serde(default = "yes")]
    tokenize_chinese_chars: bool,
}

fn yes() -> bool {
    true
}

/// As `BertConverter` of `transformers` makes a `tokenizer.json`.
fn word_piece(vocabulary: &str, options: &BertOptions) -> serde_json::Value {
    let vocabulary: BTreeMap<&str, usize> = vocabulary.lines().enumerate().map(|(id, piece)| (piece.trim_end(), id)).collect();
    json!({
        "normalizer": {
            "type": "BertNormalizer", "clean_text": true, "lowercase": options.do_lower_case,
            "handle_chinese_chars": options.tokenize_chinese_chars, "strip_accents": options.strip_accents,
        },
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "vocab": vocabulary},
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vocabulary_of_lines_is_made_a_tokenizer() {
        let options: BertOptions =
            serde_json::from_str(r#"{"do_lower_case": false, "model_max_length": 512}"#).expect("it is sound");
        let json = word_piece("[UNK]\n[CLS]\n[SEP]\nKy\n##iv\r\n", &options);
        assert_eq!(json["normalizer"]["lowercase"], false);
        assert_eq!(json["model"]["vocab"], json!({"[UNK]": 0, "[CLS]": 1, "[SEP]": 2, "Ky": 3, "##iv": 4}));
    }
}
