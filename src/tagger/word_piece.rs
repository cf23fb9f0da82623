//! BERT's own way to cut text into pieces (Devlin et al. 2019; `BertNormalizer`, `BertPreTokenizer` and `WordPiece` of
//! Hugging Face's `tokenizers`): the same pieces at the same places, at a tenth of the cost.

use std::{fmt, ops::Range};

use rustc_hash::FxHashMap;
use serde::Deserialize;
use unicode_categories::UnicodeCategories;
use unicode_normalization_alignments::UnicodeNormalization;

use crate::{Error, Result};

/// The kinds of a tokenizer's parts.
#[derive(Debug, Deserialize)]
struct Kinds {
    normalizer: Option<Kind>,
    pre_tokenizer: Option<Kind>,
    model: Kind,
}

#[derive(Debug, Deserialize)]
struct Kind {
    #[serde(rename = "type")]
    name: Option<String>,
}

impl Kinds {
    fn are_those_of_bert(&self) -> bool {
        let is = |kind: &Option<Kind>, name: &str| kind.as_ref().is_some_and(|kind| kind.name.as_deref() == Some(name));
        is(&self.normalizer, "BertNormalizer")
            && is(&self.pre_tokenizer, "BertPreTokenizer")
            && self.model.name.as_deref().unwrap_or("WordPiece") == "WordPiece"
    }
}

/// The parts of BERT's `tokenizer.json` that say how text is cut.
#[derive(Debug, Deserialize)]
struct Description {
    normalizer: Normalizer,
    model: Model,
}

#[derive(Debug, Deserialize)]
struct Normalizer {
    #[serde(default)]
    clean_text: bool,
    #[serde(default)]
    handle_chinese_chars: bool,
    strip_accents: Option<bool>,
    #[serde(default)]
    lowercase: bool,
}

#[derive(Debug, Deserialize)]
struct Model {
    unk_token: Option<String>,
    continuing_subword_prefix: Option<String>,
    max_input_chars_per_word: Option<usize>,
    vocab: FxHashMap<String, u32>,
}

/// Cuts text as BERT does.
pub(super) struct WordPiece {
    clean_text: bool,
    isolate_ideographs: bool,
    strip_accents: bool,
    lowercase: bool,
    /// Pieces that a word begins with.
    first: FxHashMap<Box<str>, u32>,
    /// Pieces that it goes on with, without the mark of that.
    further: FxHashMap<Box<str>, u32>,
    /// Bytes of the longest piece.
    longest: usize,
    unknown: u32,
    /// Characters beyond which a word is unknown as a whole.
    most_characters: usize,
}

impl fmt::Debug for WordPiece {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "WordPiece({} pieces)", self.first.len())
    }
}

impl WordPiece {
    /// From a `tokenizer.json` that describes such a tokenizer; `None` if it describes another.
    ///
    /// # Errors
    ///
    /// If the file is no such JSON, or the vocabulary lacks the piece for what is unknown.
    pub(super) fn read(json: &[u8]) -> Result<Option<Self>> {
        let broken = |error| Error::model("tokenizer.json", error);
        let kinds: Kinds = serde_json::from_slice(json).map_err(broken)?;
        if !kinds.are_those_of_bert() {
            return Ok(None);
        }
        let Description { normalizer, model } = serde_json::from_slice(json).map_err(broken)?;
        Self::new(&normalizer, model).map(Some)
    }

    fn new(normalizer: &Normalizer, model: Model) -> Result<Self> {
        let unknown = model.unk_token.as_deref().unwrap_or("[UNK]");
        let missing = || Error::model("tokenizer.json", format!("it lacks `{unknown}`"));
        let unknown = *model.vocab.get(unknown).ok_or_else(missing)?;
        let prefix = model.continuing_subword_prefix.as_deref().unwrap_or("##");
        let further = model.vocab.iter().filter_map(|(piece, &id)| Some((piece.strip_prefix(prefix)?.into(), id)));
        Ok(WordPiece {
            clean_text: normalizer.clean_text,
            isolate_ideographs: normalizer.handle_chinese_chars,
            strip_accents: normalizer.strip_accents.unwrap_or(normalizer.lowercase),
            lowercase: normalizer.lowercase,
            further: further.filter(|(piece, _): &(Box<str>, u32)| !piece.is_empty()).collect(),
            longest: model.vocab.keys().map(String::len).max().unwrap_or(0),
            first: model.vocab.into_iter().map(|(piece, id)| (piece.into_boxed_str(), id)).collect(),
            unknown,
            most_characters: model.max_input_chars_per_word.unwrap_or(100),
        })
    }

    /// The id of a piece of the vocabulary.
    pub(super) fn id(&self, piece: &str) -> Option<u32> {
        self.first.get(piece).copied()
    }

    pub(super) fn unknown(&self) -> u32 {
        self.unknown
    }

    pub(super) fn highest_id(&self) -> u32 {
        self.first.values().copied().max().unwrap_or(0)
    }

    /// Calls `found` with the place of each word, in bytes, and its pieces, in reading order.
    pub(super) fn cut(&self, text: &str, mut found: impl FnMut(Range<usize>, &[u32])) {
        let mut word = Word::default();
        let mut ids = Vec::new();
        let mut emit = |word: &mut Word| {
            if !word.letters.is_empty() {
                ids.clear();
                self.pieces(word, &mut ids);
                found(word.start..word.end, &ids);
                word.letters.clear();
            }
        };
        let mut place = |letter: char, at: Range<usize>, alone: bool| {
            if letter.is_whitespace() {
                emit(&mut word);
            } else if alone || is_punctuation(letter) {
                emit(&mut word);
                word.push(letter, at);
                emit(&mut word);
            } else {
                word.push(letter, at);
            }
        };
        if text.is_ascii() {
            for (at, byte) in text.bytes().enumerate().filter(|(_, byte)| !self.drops(char::from(*byte))) {
                let letter = if self.lowercase { byte.to_ascii_lowercase() } else { byte };
                place(char::from(letter), at..at + 1, false);
            }
        } else {
            self.normalized(text, place);
        }
        emit(&mut word);
    }

    /// Whether cleaning removes the character.
    fn drops(&self, character: char) -> bool {
        self.clean_text
            && !matches!(character, '\t' | '\n' | '\r')
            && match character {
                ' '..='~' => false,
                '\0' | '\u{fffd}' => true,
                other => other.is_other(),
            }
    }

    /// Calls `place` with each character of the normalized text, where in the text it comes from, and whether it is a word
    /// of its own.
    fn normalized(&self, text: &str, mut place: impl FnMut(char, Range<usize>, bool)) {
        let kept = || text.char_indices().filter(|(_, character)| !self.drops(*character));
        let mut put = |letter: char, (at, from): (usize, char)| {
            let place = |letter| place(letter, at..at + from.len_utf8(), self.isolate_ideographs && is_ideograph(from));
            if self.lowercase { letter.to_lowercase().for_each(place) } else { std::iter::once(letter).for_each(place) }
        };
        if self.strip_accents {
            // An added letter comes from where the one before it does; marks that change places do not take theirs along.
            let mut origins = kept();
            let mut origin = None;
            for (letter, added) in kept().map(|(_, character)| character).nfd() {
                origin = if added > 0 { origin } else { origins.next() };
                if let Some(origin) = origin.filter(|_| !letter.is_mark_nonspacing()) {
                    put(letter, origin);
                }
            }
        } else {
            kept().for_each(|(at, character)| put(character, (at, character)));
        }
    }

    /// The longest piece that fits, again and again.
    fn pieces(&self, word: &Word, ids: &mut Vec<u32>) {
        let letters = word.letters.as_str();
        if letters.len() > self.most_characters && letters.chars().count() > self.most_characters {
            ids.push(self.unknown);
            return;
        }
        let mut start = 0;
        while start < letters.len() {
            let known = if start == 0 { &self.first } else { &self.further };
            let end = letters.len().min(start + self.longest);
            let fits = (start + 1..=end).rev().filter(|&end| letters.is_char_boundary(end));
            let Some((end, id)) = fits.filter_map(|end| Some((end, *known.get(&letters[start..end])?))).next() else {
                ids.clear();
                ids.push(self.unknown);
                return;
            };
            ids.push(id);
            start = end;
        }
    }
}

/// A word while it is read.
#[derive(Debug, Default)]
struct Word {
    letters: String,
    /// Where it stands in the text.
    start: usize,
    end: usize,
}

impl Word {
    fn push(&mut self, letter: char, at: Range<usize>) {
        if self.letters.is_empty() {
            self.start = at.start;
        }
        self.end = at.end;
        self.letters.push(letter);
    }
}

fn is_punctuation(character: char) -> bool {
    if character.is_ascii() { character.is_ascii_punctuation() } else { character.is_punctuation() }
}

/// What BERT calls a Chinese character: the blocks of unified and compatibility ideographs.
fn is_ideograph(character: char) -> bool {
    matches!(character,
        '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{20000}'..='\u{2a6df}' | '\u{2a700}'..='\u{2b73f}'
        | '\u{2b740}'..='\u{2b81f}' | '\u{2b920}'..='\u{2ceaf}' | '\u{f900}'..='\u{faff}' | '\u{2f800}'..='\u{2fa1f}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tokenizers::Tokenizer;

    use super::*;

    /// The tokenizer that ours must equal, and ours, with the same options.
    fn pair(lowercase: bool, strip_accents: Option<bool>, clean_text: bool, ideographs: bool) -> (Tokenizer, WordPiece) {
        let json = include_bytes!("../../models/news-en/tokenizer.json");
        let mut json: serde_json::Value = serde_json::from_slice(json).expect("it is JSON");
        let added = json.as_object_mut().expect("it is an object");
        added.insert("added_tokens".into(), serde_json::json!([]));
        added.insert("truncation".into(), serde_json::Value::Null);
        added.insert("padding".into(), serde_json::Value::Null);
        let normalizer = &mut json["normalizer"];
        normalizer["lowercase"] = lowercase.into();
        normalizer["strip_accents"] = strip_accents.into();
        normalizer["clean_text"] = clean_text.into();
        normalizer["handle_chinese_chars"] = ideographs.into();
        let json = serde_json::to_vec(&json).expect("it can be written");
        let ours = WordPiece::read(&json).expect("it is sound").expect("it is BERT's");
        (Tokenizer::from_bytes(&json).expect("it is sound"), ours)
    }

    fn check((reference, ours): &(Tokenizer, WordPiece), text: &str) -> std::result::Result<(), TestCaseError> {
        let encoding = reference.encode(text, false).expect("any text can be cut");
        let mut want: Vec<(Range<usize>, Vec<u32>)> = Vec::new();
        let pieces = encoding.get_word_ids().iter().zip(encoding.get_offsets()).zip(encoding.get_ids());
        let mut last = None;
        for ((word, &(start, end)), &id) in pieces {
            if *word != last {
                want.push((start..end, Vec::new()));
                last = *word;
            }
            let (place, ids) = want.last_mut().expect("a word has been begun");
            place.end = end;
            ids.push(id);
        }
        let mut got = Vec::new();
        ours.cut(text, |place, ids| got.push((place, ids.to_vec())));
        prop_assert_eq!(got, want, "{:?}", text);
        Ok(())
    }

    fn pairs() -> &'static [(Tokenizer, WordPiece)] {
        static PAIRS: std::sync::LazyLock<Vec<(Tokenizer, WordPiece)>> = std::sync::LazyLock::new(|| {
            let options = [
                (true, None, true, true),
                (false, None, true, true),
                (true, Some(false), true, false),
                (false, Some(true), false, true),
            ];
            options.map(|(lowercase, accents, clean, ideographs)| pair(lowercase, accents, clean, ideographs)).into()
        });
        &PAIRS
    }

    #[test]
    fn pieces_and_places_equal_those_of_tokenizers_on_every_character() {
        for pair in pairs() {
            for first in (0..=u32::from(char::MAX)).step_by(64) {
                let characters = (first..first + 64).filter_map(char::from_u32);
                let text: String = characters.flat_map(|character| ['x', character, 'e', character, ' ', 'B']).collect();
                check(pair, &text).expect("they are equal");
            }
        }
    }

    #[test]
    fn pieces_and_places_equal_those_of_tokenizers_on_words() {
        for text in [
            "",
            "   ",
            "Volodymyr Zelenskyy's aide said: U.S.-led talks (in Łódź) cost $1.2bn — don't ask!",
            "São Paulo, Bogotá, Malmö, Tbilisi, İstanbul, STRASSE, straße, ﬁnance, ½, №5",
            "Marti\u{301}n e\u{323}\u{301}\u{302e}x \u{301}\u{302e} a\u{302e}\u{301}b",
            "한국어 조선 東京都 習近平 さくら",
            "supercalifragilisticexpialidocious antidisestablishmentarianism",
            "a\u{200d}b\u{ad}c\u{feff}d\0e\u{fffd}f\u{e000}g",
            "\u{37e}\u{1fef}\u{2000}\u{85}\u{2028}x",
            "👩‍👩‍👧 🇺🇦 [MASK] ##ing [UNK]",
        ] {
            for pair in pairs() {
                check(pair, text).expect("they are equal");
            }
        }
        for length in [99, 100, 101, 400] {
            check(&pairs()[0], &"ab".repeat(length / 2)).expect("they are equal");
            check(&pairs()[0], &"é".repeat(length)).expect("they are equal");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]

        #[test]
        fn pieces_and_places_equal_those_of_tokenizers_on_any_text(
            text in r"(\PC|\p{M}|\p{L}\p{M}{1,3}|[A-Za-z]{1,9} |[éüłØßİﬁ]|[\u{ac00}-\u{d7a3}\u{1100}-\u{11ff}]|[.,'’“”—-]|\p{C}|[ \t\r\n\u{a0}\u{2028}]){0,40}",
            options in 0..4_usize,
        ) {
            check(&pairs()[options], &text)?;
        }

        #[test]
        fn pieces_and_places_equal_those_of_tokenizers_on_any_string(text in any::<String>(), options in 0..4_usize) {
            check(&pairs()[options], &text)?;
        }
    }
}
