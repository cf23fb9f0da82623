//! Why two mentions are taken for one entity, and how often that is right.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why two mentions are taken for one entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum MergeReason {
    /// The same words: `Kyiv`, `Kyiv`.
    SameName,
    /// The same words in other letters: `KYIV`, `Kyiv`; `Łódź`, `Lodz`.
    Variant,
    /// The same sounds in other letters: `Zelensky`, `Zelenskyy`; `al-Sisi`, `el-Sissi`.
    Transliteration,
    /// One and more of them: `Houthi`, `Houthis`.
    Plural,
    /// The same words in another order: `Özil, Mesut`, `Mesut Özil`; `Ministry of Defence`, `Defence Ministry`.
    WordOrder,
    /// A last name after the full name: `Lavrov`, `Sergei Lavrov`.
    Surname,
    /// A last name that several persons bear, for the one named first.
    SharedSurname,
    /// A first name: `Francis`, `Pope Francis`; `Xi`, `Xi Jinping`.
    GivenName,
    /// Some of the words of the full name: `George Bush`, `George W. Bush`; `Supreme Court`, `US Supreme Court`.
    TokenSubset,
    /// A company with and without what form it has: `Nokia`, `Nokia Corporation`.
    CompanyForm,
    /// An acronym introduced in brackets: `International Atomic Energy Agency (IAEA)`.
    BracketedAcronym,
    /// The initials of the full name: `European Union`, `EU`.
    Initials,
    /// A nationality word and its country: `Russian`, `Russia`.
    Nationality,
    /// Two names of one country: `U.S.`, `United States`.
    CountryName,
    /// Two names of another place: `Kiev`, `Kyiv`.
    PlaceName,
    /// The same name, once read as of one type and once of another: `Kremlin`, a building and a government.
    OtherType,
    /// A noun phrase or a pronoun that means it: `the minister`, `he`.
    Reference,
    /// The caller said so.
    Requested,
}

impl MergeReason {
    /// How often a merge for this reason is right, 0 to 1: `(right + 1) / (all + 2)`, Laplace's rule of succession, over the
    /// merges of given names in DWIE's development part (Zaporojets et al. 2021; not for nationality words, which its guidelines
    /// keep apart from their country) and in this project's own annotation, as `examples/evaluate` counts them; for `OtherType`, which
    /// needs a tagger that takes one name for two types, of the names found;
    /// for references of all noun phrases and pronouns found in the tuning part of that annotation, mistakes of bounds included.
    #[must_use]
    pub fn precision(self) -> f32 {
        use MergeReason::*;
        let (right, all) = match self {
            SameName => (4387, 4394),
            Variant => (66, 67),
            Transliteration => (5, 5),
            Plural => (28, 29),
            WordOrder => (5, 5),
            Surname => (863, 863),
            SharedSurname => (21, 21),
            GivenName => (68, 70),
            TokenSubset => (128, 133),
            CompanyForm => (32, 32),
            BracketedAcronym => (164, 165),
            Initials => (45, 45),
            Nationality => (516, 517),
            CountryName => (119, 119),
            PlaceName => (3, 3),
            OtherType => (7, 7),
            Reference => (214, 309),
            Requested => return 1.0,
        };
        (right + 1) as f32 / (all + 2) as f32
    }
}

/// The name that JSON has.
impl fmt::Display for MergeReason {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        use MergeReason::*;
        f.pad(match self {
            SameName => "same_name",
            Variant => "variant",
            Transliteration => "transliteration",
            Plural => "plural",
            WordOrder => "word_order",
            Surname => "surname",
            SharedSurname => "shared_surname",
            GivenName => "given_name",
            TokenSubset => "token_subset",
            CompanyForm => "company_form",
            BracketedAcronym => "bracketed_acronym",
            Initials => "initials",
            Nationality => "nationality",
            CountryName => "country_name",
            PlaceName => "place_name",
            OtherType => "other_type",
            Reference => "reference",
            Requested => "requested",
        })
    }
}
