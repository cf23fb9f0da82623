//! English pronouns, by what they tell of whom they mean.

use crate::gender::Gender;

/// A pronoun in all its cases, in the order in which the reader was taught them (`FORMS` in `training/reader.py`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    He,
    She,
    It,
    They,
    I,
    We,
    You,
}

impl Form {
    /// How many there are.
    pub(crate) const COUNT: usize = Self::You as usize + 1;

    /// Of a word as written; none if it is no pronoun that may mean something named.
    pub(crate) fn of(word: &str) -> Option<Self> {
        match word.to_lowercase().as_str() {
            "he" | "him" | "his" | "himself" => Some(Form::He),
            "she" | "her" | "hers" | "herself" => Some(Form::She),
            "it" | "its" | "itself" => Some(Form::It),
            "they" | "them" | "their" | "theirs" | "themselves" | "themself" => Some(Form::They),
            "i" | "me" | "my" | "mine" | "myself" => Some(Form::I),
            "we" | "us" | "our" | "ours" | "ourselves" => Some(Form::We),
            "you" | "your" | "yours" | "yourself" | "yourselves" => Some(Form::You),
            _ => None,
        }
    }

    /// What it tells of the gender of a person.
    pub(crate) fn gender(self) -> Option<Gender> {
        match self {
            Form::He => Some(Gender::Male),
            Form::She => Some(Gender::Female),
            _ => None,
        }
    }

    /// Neither who speaks nor who is spoken to.
    pub(crate) fn is_third_person(self) -> bool {
        matches!(self, Form::He | Form::She | Form::It | Form::They)
    }
}
