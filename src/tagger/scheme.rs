//! What the labels of foreign models mean: where a name begins, and of what type it is.

use std::collections::BTreeMap;

use crate::{EntityType, Error, Result};

/// How labels tell where a name begins and ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Scheme {
    /// `B-` opens every name, and `I-` only continues one (Tjong Kim Sang and Veenstra 1999, IOB2).
    Bio,
    /// `I-` stands in every name, and `B-` where two names of one type touch (Ramshaw and Marcus 1995, IOB1); labels without
    /// a prefix are read so too. It reads `Bio` as well, if less well: nothing keeps the words of a name together.
    Iob1,
    /// `B-` … `L-` or `E-` for names of some words, `U-` or `S-` for names of one (Ratinov and Roth 2009).
    Bilou,
}

impl Scheme {
    /// Every scheme.
    pub const ALL: [Scheme; 3] = [Scheme::Bio, Scheme::Iob1, Scheme::Bilou];

    /// `bio`, `iob1` or `bilou`.
    pub fn name(self) -> &'static str {
        match self {
            Scheme::Bio => "bio",
            Scheme::Iob1 => "iob1",
            Scheme::Bilou => "bilou",
        }
    }
}

impl std::str::FromStr for Scheme {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let known = Scheme::ALL.into_iter().find(|scheme| scheme.name() == name);
        known.ok_or_else(|| Error::invalid(format!("scheme `{name}`"), "it is not one of bio iob1 bilou"))
    }
}

/// How the labels of a model are to be read, where their names do not say it.
///
/// Known are this crate's own types, the longer names of CoNLL-2003's four, and those of OntoNotes, of which dates and numbers
/// are no names and count as `O`.
///
/// ```
/// use newsgraph::{EntityType, LabelMap, Scheme};
///
/// let labels = LabelMap::new().scheme(Scheme::Iob1).with("WEAPON", EntityType::Product).without("AWARD");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LabelMap {
    scheme: Option<Scheme>,
    types: BTreeMap<String, Option<EntityType>>,
}

impl LabelMap {
    /// Reads labels by their names: as `Bilou` if one begins with `L-`, `E-`, `U-` or `S-`, as `Iob1` if a type has no `B-`. Else
    /// it may be `Bio` or `Iob1`, which look alike: how the model labels a trial sentence decides.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the scheme.
    #[must_use]
    pub fn scheme(mut self, scheme: Scheme) -> Self {
        self.scheme = Some(scheme);
        self
    }

    /// Sets what a type of the model's is called here; case does not count.
    #[must_use]
    pub fn with(mut self, name: &str, entity_type: EntityType) -> Self {
        self.types.insert(name.to_uppercase(), Some(entity_type));
        self
    }

    /// Leaves out the names of a type of the model's.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.types.insert(name.to_uppercase(), None);
        self
    }

    /// What a type is called here, `None` inside if its names are left out; `None` if nobody has said.
    fn entity_type(&self, name: &str) -> Option<Option<EntityType>> {
        let name = name.to_uppercase();
        self.types.get(&name).copied().or_else(|| known(&name))
    }

    /// The meaning of a label.
    ///
    /// # Errors
    ///
    /// If its type is unknown.
    pub(crate) fn tag(&self, label: &str) -> Result<Tag> {
        let (part, name) = match label {
            "O" => return Ok(Tag { part: Part::Outside, name: String::new(), entity_type: None }),
            _ => split(label),
        };
        let entity_type = self.entity_type(name).ok_or_else(|| {
            let problem = format!("label `{label}`: what type is `{name}`? A label map can say it");
            Error::model("config.json", problem)
        })?;
        Ok(Tag { part, name: name.to_owned(), entity_type })
    }

    /// The scheme in which these labels are read; `None` if they alone do not tell.
    pub(crate) fn scheme_of(&self, tags: &[Tag]) -> Option<Scheme> {
        let has_begin = |tag: &Tag| tags.iter().any(|other| other.part == Part::Begin && other.name == tag.name);
        let ends = tags.iter().any(|tag| matches!(tag.part, Part::Last | Part::Unit));
        let lacks_begin = tags.iter().any(|tag| tag.part == Part::Inside && !has_begin(tag));
        let told = if ends { Some(Scheme::Bilou) } else { lacks_begin.then_some(Scheme::Iob1) };
        self.scheme.or(told)
    }
}

/// What a label says of a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tag {
    pub(crate) part: Part,
    /// The model's name for the type.
    pub(crate) name: String,
    /// Ours; `None` if the word is in no name that counts.
    pub(crate) entity_type: Option<EntityType>,
}

/// Which part of a name a word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Outside,
    Begin,
    Inside,
    Last,
    Unit,
}

/// The prefix and the type of a label; without a prefix, the inside of the type.
fn split(label: &str) -> (Part, &str) {
    let part = match label.as_bytes() {
        [prefix, b'-' | b'_', _, ..] => match prefix {
            b'B' => Some(Part::Begin),
            b'I' => Some(Part::Inside),
            b'L' | b'E' => Some(Part::Last),
            b'U' | b'S' => Some(Part::Unit),
            _ => None,
        },
        _ => None,
    };
    part.map_or((Part::Inside, label), |part| (part, &label[2..]))
}

/// What well-known names of types mean, in capitals; the inner `None` is for what is no name.
fn known(name: &str) -> Option<Option<EntityType>> {
    use EntityType::*;
    Some(match name {
        "PER" | "PERS" | "PERSON" => Some(Person),
        "ORG" | "ORGANIZATION" | "ORGANISATION" => Some(Organization),
        "GPE" => Some(GeopoliticalEntity),
        "LOC" | "LOCATION" => Some(Location),
        "FAC" | "FACILITY" => Some(Facility),
        "NORP" => Some(Group),
        "EVENT" => Some(Event),
        "WORK" | "WORK_OF_ART" => Some(Work),
        "PRODUCT" => Some(Product),
        "MISC" | "LAW" | "LANGUAGE" => Some(Miscellaneous),
        // OntoNotes 5.0, its values and quantities (Weischedel et al. 2013).
        "DATE" | "TIME" | "PERCENT" | "MONEY" | "QUANTITY" | "ORDINAL" | "CARDINAL" => None,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_read_by_their_names() {
        use EntityType::*;
        let labels = LabelMap::new().with("weapon", Product).without("AWARD").with("ORG", Miscellaneous);
        for (label, part, entity_type) in [
            ("O", Part::Outside, None),
            ("B-PER", Part::Begin, Some(Person)),
            ("I-person", Part::Inside, Some(Person)),
            ("E-WORK_OF_ART", Part::Last, Some(Work)),
            ("S_LOC", Part::Unit, Some(Location)),
            ("PER", Part::Inside, Some(Person)),
            ("U-DATE", Part::Unit, None),
            ("B-Weapon", Part::Begin, Some(Product)),
            ("L-AWARD", Part::Last, None),
            // What the caller says goes before what is known.
            ("I-ORG", Part::Inside, Some(Miscellaneous)),
        ] {
            let tag = labels.tag(label).expect(label);
            assert_eq!((tag.part, tag.entity_type), (part, entity_type), "{label}");
        }
        for label in ["LABEL_7", "B-", "X-PER", "", "B-CITY", "o"] {
            let error = labels.tag(label).expect_err(label).to_string();
            assert!(error.contains(&format!("label `{label}`")), "{error}");
        }
    }

    #[test]
    fn schemes_are_told_by_their_labels_unless_given() {
        for (labels, given, want) in [
            (&["O", "B-PER", "I-PER"][..], None, None),
            (&["O", "B-PER", "I-PER", "I-LOC"], None, Some(Scheme::Iob1)),
            (&["O", "PER"], None, Some(Scheme::Iob1)),
            (&["O", "B-PER", "L-PER"], None, Some(Scheme::Bilou)),
            (&["O", "S-PER"], None, Some(Scheme::Bilou)),
            (&["O", "B-PER", "I-PER"], Some(Scheme::Bio), Some(Scheme::Bio)),
        ] {
            let map = given.map_or(LabelMap::new(), |scheme| LabelMap::new().scheme(scheme));
            let tags: Vec<Tag> = labels.iter().map(|label| map.tag(label).expect("it is known")).collect();
            assert_eq!(map.scheme_of(&tags), want, "{labels:?}");
        }
        for scheme in Scheme::ALL {
            assert_eq!(scheme.name().parse::<Scheme>().expect("it is known"), scheme);
        }
    }
}
