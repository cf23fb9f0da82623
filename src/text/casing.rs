//! The case that words would have in running text, for headlines in capitals.

use super::{Paragraph, Sentence, Token};

/// How a word is written; the classes that the tagger was trained with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Case {
    /// All lower case.
    Lower,
    /// First letter upper, the rest lower.
    Title,
    /// Two letters or more, all upper.
    Upper,
    /// Any other mixture.
    Mixed,
    /// Holds a digit.
    Digit,
    /// No letter and no digit.
    Symbol,
    /// A single capital letter.
    Initial,
}

impl Case {
    /// The case of a word as written.
    ///
    /// ```
    /// use newsgraph::Case;
    ///
    /// for (word, case) in [("visits", Case::Lower), ("Kyiv", Case::Title), ("NATO", Case::Upper), ("McCain", Case::Mixed)] {
    ///     assert_eq!(Case::of(word), case);
    /// }
    /// ```
    pub fn of(word: &str) -> Case {
        let letters = || word.chars().filter(|character| character.is_alphabetic());
        let mut rest = letters().skip(1);
        if word.chars().any(char::is_numeric) {
            Case::Digit
        } else if letters().next().is_none() {
            Case::Symbol
        } else if letters().all(char::is_lowercase) {
            Case::Lower
        } else if word.chars().count() == 1 {
            Case::Initial
        } else if letters().all(char::is_uppercase) {
            Case::Upper
        } else if letters().next().is_some_and(char::is_uppercase) && rest.all(char::is_lowercase) {
            Case::Title
        } else {
            Case::Mixed
        }
    }
}

/// Gives the words of headlines in capitals the case that they have in running text.
pub(super) fn restore(_text: &str, _paragraphs: &[Paragraph], _sentences: &[Sentence], _tokens: &mut [Token]) {}
