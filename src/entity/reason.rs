//! Why two mentions are taken for one entity, and how often that is right.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! merge_reasons {
    ($($variant:ident $label:literal $doc:literal)+) => {
        /// Why two mentions are taken for one entity.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum MergeReason {
            $(#[doc = $doc] #[serde(rename = $label)] $variant,)+
        }

        impl MergeReason {
            /// The name that JSON has.
            pub fn label(self) -> &'static str {
                match self { $(MergeReason::$variant => $label),+ }
            }
        }
    };
}

merge_reasons! {
    SameName "same_name" "The same words: `Kyiv`, `Kyiv`."
    Variant "variant" "The same words in other letters: `KYIV`, `Kyiv`; `Łódź`, `Lodz`."
    Transliteration "transliteration" "The same sounds in other letters: `Zelensky`, `Zelenskyy`; `al-Sisi`, `el-Sissi`."
    Plural "plural" "One and more of them: `Houthi`, `Houthis`."
    WordOrder "word_order" "The same words in another order: `Özil, Mesut`, `Mesut Özil`; `Ministry of Defence`, `Defence Ministry`."
    Surname "surname" "A last name after the full name: `Lavrov`, `Sergei Lavrov`."
    SharedSurname "shared_surname" "A last name that several persons bear, for the one named first."
    GivenName "given_name" "A first name: `Francis`, `Pope Francis`; `Xi`, `Xi Jinping`."
    TokenSubset "token_subset" "Some of the words of the full name: `George Bush`, `George W. Bush`; `Supreme Court`, `US Supreme Court`."
    CompanyForm "company_form" "A company with and without what form it has: `Nokia`, `Nokia Corporation`."
    BracketedAcronym "bracketed_acronym" "An acronym introduced in brackets: `International Atomic Energy Agency (IAEA)`."
    Initials "initials" "The initials of the full name: `European Union`, `EU`."
    Nationality "nationality" "A nationality word and its country: `Russian`, `Russia`."
    CountryName "country_name" "Two names of one country: `U.S.`, `United States`."
    PlaceName "place_name" "Two names of another place: `Kiev`, `Kyiv`."
    OtherType "other_type" "The same name, once read as of one type and once of another: `Kremlin`, a building and a government."
    Reference "reference" "A noun phrase or a pronoun that means it: `the minister`, `he`."
    Speaker "speaker" "`I` in a direct quotation, for whoever says it."
    SpeakersOrganization "speakers_organization" "`we` in a direct quotation, for the organization in which the speaker holds an office."
    Requested "requested" "The caller said so."
}

impl MergeReason {
    /// How often a merge for this reason is right, 0 to 1: `(right + 1) / (all + 2)`, Laplace's rule of succession, over the
    /// merges of given names in DWIE's development part (Zaporojets et al. 2021; not for nationality words, which its guidelines
    /// keep apart from their country) and in this project's own annotation, as `examples/evaluate` counts them; for `OtherType`, which
    /// needs a tagger that takes one name for two types, of the names found; for references of all noun phrases and pronouns
    /// found in the tuning part of that annotation, mistakes of bounds included; for `Speaker` and `SpeakersOrganization` of the
    /// pronouns found in all of it.
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
            Reference => (253, 333),
            Speaker => (84, 91),
            SpeakersOrganization => (35, 41),
            Requested => return 1.0,
        };
        (right + 1) as f32 / (all + 2) as f32
    }
}

impl fmt::Display for MergeReason {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.pad(self.label())
    }
}
