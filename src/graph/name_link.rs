//! Why names of several articles are one node.

use std::{cmp::Ordering, fmt, sync::Arc};

use serde::{Deserialize, Serialize};

/// A name that was taken for another node's, or for that of another person so called, and the reason.
///
/// What an article says under the id [`from`](Self::from) is said of the node that lists the link.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NameLink {
    /// The id that the article's entity would have had by its own name.
    pub from: Arc<str>,
    /// Why the two are one, or two.
    pub reason: LinkReason,
    /// How sure that is, 0 to 1: comparable within one reason.
    pub score: f32,
    /// How many nodes are named beside both.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub shared: usize,
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// Why names of several articles are taken for one, or for those of [two people](Self::is_of_namesakes) of one name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum LinkReason {
    /// The caller said so.
    Requested,
    /// Two names of an institution that everyone knows: `Fed`, `Federal Reserve`.
    KnownName,
    /// A company's name with its legal form and without, a name with `the` and without: `Siemens AG`, `Siemens`.
    Variant,
    /// An article uses both for one: `IAEA` where another article says `International Atomic Energy Agency (IAEA)`.
    Alias,
    /// The initials of the full name, named beside the same.
    Initials,
    /// Another spelling of the full name, named beside the same: `Sergey Lavrov`, `Sergei Lavrov`.
    Transliteration,
    /// A person's full name with fewer or shorter parts, beside the same: `George Bush`, `George W. Bush`.
    NameParts,
    /// A person's last name alone, beside the same as the full name elsewhere: `Lavrov`, `Sergei Lavrov`.
    Surname,
    /// Another person of the name: a citizen of another country, or in its offices.
    OtherCountry,
    /// Another person of the name: a player or a priest, where the other is something else.
    OtherField,
    /// Another person of the name: mayor or governor of another place.
    OtherSeat,
    /// Another person of the name: of another party.
    OtherParty,
}

impl LinkReason {
    /// Every reason, the surest first.
    pub const ALL: [LinkReason; 12] = [
        LinkReason::Requested,
        LinkReason::KnownName,
        LinkReason::Variant,
        LinkReason::Alias,
        LinkReason::Initials,
        LinkReason::Transliteration,
        LinkReason::NameParts,
        LinkReason::Surname,
        LinkReason::OtherCountry,
        LinkReason::OtherField,
        LinkReason::OtherSeat,
        LinkReason::OtherParty,
    ];

    /// Whether it is why a node is another than the one that goes by the name alone.
    pub fn is_of_namesakes(self) -> bool {
        self >= LinkReason::OtherCountry
    }

    /// The name used in JSON: `known_name`, `surname` …
    pub fn label(self) -> &'static str {
        match self {
            LinkReason::Requested => "requested",
            LinkReason::KnownName => "known_name",
            LinkReason::Variant => "variant",
            LinkReason::Alias => "alias",
            LinkReason::Initials => "initials",
            LinkReason::Transliteration => "transliteration",
            LinkReason::NameParts => "name_parts",
            LinkReason::Surname => "surname",
            LinkReason::OtherCountry => "other_country",
            LinkReason::OtherField => "other_field",
            LinkReason::OtherSeat => "other_seat",
            LinkReason::OtherParty => "other_party",
        }
    }
}

impl fmt::Display for LinkReason {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.pad(self.label())
    }
}

/// Links in the order in which nodes list them, whatever order they came in.
pub(super) fn in_order(link: &NameLink, other: &NameLink) -> Ordering {
    let head = (&link.from, link.reason).cmp(&(&other.from, other.reason));
    head.then_with(|| other.score.total_cmp(&link.score)).then_with(|| other.shared.cmp(&link.shared))
}
