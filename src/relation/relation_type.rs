//! The relations that the library knows, by name.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::Error;

macro_rules! relation_types {
    ($($variant:ident $label:literal $symmetric:literal $doc:literal)+) => {
        /// How two entities are linked; each relation reads subject, relation, object.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum RelationType {
            $(#[doc = $doc] #[serde(rename = $label)] $variant,)+
        }

        impl RelationType {
            /// Every relation type.
            pub const ALL: &[RelationType] = &[$(RelationType::$variant),+];

            /// The name used in JSON and in annotated data: `co_mention`, `leads` …
            pub fn label(self) -> &'static str {
                match self { $(RelationType::$variant => $label),+ }
            }

            /// Whether it reads the same in both directions.
            pub fn is_symmetric(self) -> bool {
                match self { $(RelationType::$variant => $symmetric),+ }
            }
        }
    };
}

relation_types! {
    CoMention "co_mention" true "Named near each other; says nothing of how they are linked."
    HeadOfStateOf "head_of_state_of" false "President, monarch or supreme leader of a country."
    HeadOfGovernmentOf "head_of_government_of" false "Prime minister, chancellor or premier of a country or state."
    HoldsOfficeIn "holds_office_in" false "Any other public office: minister, governor, mayor, senator, judge, general."
    Leads "leads" false "Head of an organization: chief executive, chair, secretary-general, coach, commander."
    Represents "represents" false "Spokesperson, envoy, lawyer or adviser of someone, ambassador to a country."
    WorksFor "works_for" false "Employed there without leading it."
    MemberOf "member_of" false "Belongs to an organization: a state to an alliance, a person to a union."
    MemberOfParty "member_of_party" false "Belongs to a political party."
    PlaysFor "plays_for" false "Player of a team."
    CitizenOf "citizen_of" false "Has the nationality of a country."
    BornIn "born_in" false "Was born in a place."
    LivesIn "lives_in" false "Lives in a place."
    EducatedAt "educated_at" false "Studied at a school or university."
    Spouse "spouse" true "Married to."
    Sibling "sibling" true "Brother or sister of."
    ParentOf "parent_of" false "Father or mother of."
    LocatedIn "located_in" false "A place within a place."
    BasedIn "based_in" false "An organization with its seat in a place."
    GovernmentBodyOf "government_body_of" false "Ministry, army, court, parliament or central bank of a country or city."
    SubsidiaryOf "subsidiary_of" false "An organization within or below another."
    PartOf "part_of" false "Any other part and its whole."
    OwnedBy "owned_by" false "Belongs to a person, organization or country."
    FoundedBy "founded_by" false "An organization and who founded it."
    CreatedBy "created_by" false "A work or product and who made it."
    ParticipatesIn "participates_in" false "Takes part in an event."
    TakesPlaceIn "takes_place_in" false "An event and its place."
    CompetesWith "competes_with" true "Sides of a match, an election or a market."
    MeetsWith "meets_with" true "Talks with, by a visit, a meeting or a call."
    Visits "visits" false "Travels to a place."
    AgreesWith "agrees_with" true "Signs a deal, treaty or ceasefire with."
    CooperatesWith "cooperates_with" true "Works, trains or trades with."
    Supports "supports" false "Backs, endorses, praises or votes for."
    Aids "aids" false "Gives money, arms or relief to."
    Criticizes "criticizes" false "Condemns, accuses or blames."
    DemandsOf "demands_of" false "Calls on, urges, orders or asks."
    Rejects "rejects" false "Refuses, vetoes or denies a claim of."
    Threatens "threatens" false "Warns or mobilizes against."
    Sanctions "sanctions" false "Imposes sanctions, tariffs, an embargo or a ban on; expels."
    ProtestsAgainst "protests_against" false "Demonstrates against."
    Prosecutes "prosecutes" false "Arrests, charges, sentences, investigates or sues."
    Attacks "attacks" false "Strikes, shoots, bombs, invades, kills or fights."
    Appoints "appoints" false "Names, elects or nominates."
    Dismisses "dismisses" false "Fires or removes."
}

impl fmt::Display for RelationType {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.pad(self.label())
    }
}

impl FromStr for RelationType {
    type Err = Error;

    fn from_str(label: &str) -> Result<Self, Error> {
        let known = RelationType::ALL.iter().find(|relation_type| relation_type.label() == label);
        known.copied().ok_or_else(|| Error::invalid(format!("relation type `{label}`"), "no such relation is known"))
    }
}
