//! The relations that the library knows, by name.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{EntityType, Error};

macro_rules! relation_types {
    ($($variant:ident $label:literal $symmetric:literal $subjects:literal $objects:literal $codes:literal $doc:literal)+) => {
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

            /// Its nearest kin elsewhere, the closest first: properties of Wikidata (`P108`; `-P35` has subject and object the other
            /// way round), or event types of PLOVER, the ontology of the Open Event Data Alliance, for interactions.
            ///
            /// ```
            /// use newsgraph::RelationType;
            ///
            /// assert_eq!(RelationType::HeadOfStateOf.codes().collect::<Vec<_>>(), ["-P35"]);
            /// assert_eq!(RelationType::MeetsWith.codes().collect::<Vec<_>>(), ["CONSULT"]);
            /// ```
            pub fn codes(self) -> impl Iterator<Item = &'static str> {
                let codes = match self { $(RelationType::$variant => $codes),+ };
                codes.split_whitespace()
            }

            /// What it means, in a few words.
            pub fn definition(self) -> &'static str {
                match self { $(RelationType::$variant => $doc),+ }
            }

            /// The labels of the types that its subject and its object can be of.
            fn argument_labels(self) -> (&'static str, &'static str) {
                match self { $(RelationType::$variant => ($subjects, $objects)),+ }
            }
        }
    };
}

relation_types! {
    // Label, whether it is symmetric, the types of its subject and of its object, codes elsewhere.
    CoMention "co_mention" true "*" "*" "" "Named near each other; says nothing of how they are linked."
    HeadOfStateOf "head_of_state_of" false "PER" "GPE NORP" "-P35" "President, monarch or supreme leader of a country."
    HeadOfGovernmentOf "head_of_government_of" false "PER" "GPE NORP LOC" "-P6" "Prime minister, chancellor or premier of a country or state."
    HoldsOfficeIn "holds_office_in" false "PER" "GPE NORP ORG LOC" "P39" "Any other public office: minister, governor, mayor, senator, judge, general."
    Leads "leads" false "PER" "ORG NORP" "-P488 -P169 -P1037 -P286" "Head of an organization: chief executive, chair, secretary-general, coach, commander."
    Represents "represents" false "PER ORG" "PER ORG GPE NORP" "P1268" "Spokesperson, envoy, lawyer or adviser of someone, ambassador to a country."
    WorksFor "works_for" false "PER" "ORG" "P108" "Employed there without leading it."
    MemberOf "member_of" false "PER ORG GPE NORP" "ORG NORP" "P463" "Belongs to an organization: a state to an alliance, a person to a union."
    MemberOfParty "member_of_party" false "PER" "ORG NORP" "P102" "Belongs to a political party."
    PlaysFor "plays_for" false "PER" "ORG GPE NORP" "P54" "Player of a team."
    CitizenOf "citizen_of" false "PER" "GPE NORP" "P27" "Has the nationality of a country."
    BornIn "born_in" false "PER" "GPE LOC FAC" "P19" "Was born in a place."
    LivesIn "lives_in" false "PER" "GPE LOC FAC" "P551" "Lives in a place."
    EducatedAt "educated_at" false "PER" "ORG FAC" "P69" "Studied at a school or university."
    Spouse "spouse" true "PER" "PER" "P26" "Married to."
    Sibling "sibling" true "PER" "PER" "P3373" "Brother or sister of."
    ParentOf "parent_of" false "PER" "PER" "P40" "Father or mother of."
    LocatedIn "located_in" false "GPE LOC FAC" "GPE NORP LOC FAC" "P131 P17 P276 P30" "A place within a place."
    BasedIn "based_in" false "ORG" "GPE NORP LOC FAC" "P159 P17" "An organization with its seat in a place."
    GovernmentBodyOf "government_body_of" false "ORG FAC" "GPE NORP LOC" "P1001" "Ministry, army, court, parliament or central bank of a country or city."
    SubsidiaryOf "subsidiary_of" false "ORG" "ORG" "P749" "An organization within or below another."
    PartOf "part_of" false "*" "*" "P361" "Any other part and its whole."
    OwnedBy "owned_by" false "ORG PRODUCT FAC MISC WORK LOC" "PER ORG GPE NORP" "P127" "Belongs to a person, organization or country."
    FoundedBy "founded_by" false "ORG" "PER ORG GPE NORP" "P112" "An organization and who founded it."
    CreatedBy "created_by" false "WORK PRODUCT MISC" "PER ORG GPE NORP" "P50 P57 P170 P175 P176 P178" "A work or product and who made it."
    ParticipatesIn "participates_in" false "PER ORG GPE NORP" "EVENT" "P1344" "Takes part in an event."
    TakesPlaceIn "takes_place_in" false "EVENT" "GPE NORP LOC FAC" "P276" "An event and its place."
    CompetesWith "competes_with" true "PER ORG GPE NORP PRODUCT" "PER ORG GPE NORP PRODUCT" "" "Sides of a match, an election or a market."
    MeetsWith "meets_with" true "PER ORG GPE NORP" "PER ORG GPE NORP" "CONSULT" "Talks with, by a visit, a meeting or a call."
    Visits "visits" false "PER ORG GPE NORP" "GPE NORP LOC FAC" "" "Travels to a place."
    AgreesWith "agrees_with" true "PER ORG GPE NORP" "PER ORG GPE NORP" "AGREE CONCEDE" "Signs a deal, treaty or ceasefire with."
    CooperatesWith "cooperates_with" true "PER ORG GPE NORP" "PER ORG GPE NORP" "COOPERATE" "Works, trains or trades with."
    Supports "supports" false "PER ORG GPE NORP" "PER ORG GPE NORP MISC" "SUPPORT" "Backs, endorses, praises or votes for."
    Aids "aids" false "PER ORG GPE NORP" "PER ORG GPE NORP LOC FAC" "AID" "Gives money, arms or relief to."
    Criticizes "criticizes" false "PER ORG GPE NORP" "PER ORG GPE NORP" "ACCUSE" "Condemns, accuses or blames."
    DemandsOf "demands_of" false "PER ORG GPE NORP" "PER ORG GPE NORP" "REQUEST" "Calls on, urges, orders or asks."
    Rejects "rejects" false "PER ORG GPE NORP" "PER ORG GPE NORP MISC" "REJECT" "Refuses, vetoes or denies a claim of."
    Threatens "threatens" false "PER ORG GPE NORP" "PER ORG GPE NORP LOC" "THREATEN MOBILIZE" "Warns or mobilizes against."
    Sanctions "sanctions" false "PER ORG GPE NORP" "PER ORG GPE NORP PRODUCT" "SANCTION" "Imposes sanctions, tariffs, an embargo or a ban on; expels."
    ProtestsAgainst "protests_against" false "PER ORG GPE NORP" "PER ORG GPE NORP EVENT FAC MISC" "PROTEST" "Demonstrates against."
    Prosecutes "prosecutes" false "PER ORG GPE NORP" "PER ORG GPE NORP" "COERCE" "Arrests, charges, sentences, investigates or sues."
    Attacks "attacks" false "PER ORG GPE NORP" "PER ORG GPE NORP LOC FAC PRODUCT" "ASSAULT" "Strikes, shoots, bombs, invades, kills or fights."
    Appoints "appoints" false "PER ORG GPE NORP" "PER" "" "Names, elects or nominates."
    Dismisses "dismisses" false "PER ORG GPE NORP" "PER" "" "Fires or removes."
}

impl RelationType {
    /// Whether it can hold between a subject and an object of these types, as the annotation manual of the training data and
    /// its articles have them. A nationality stands for its country.
    ///
    /// ```
    /// use newsgraph::{EntityType, RelationType};
    ///
    /// assert!(RelationType::HeadOfStateOf.allows(EntityType::Person, EntityType::Group), "the Russian president");
    /// assert!(!RelationType::HeadOfStateOf.allows(EntityType::GeopoliticalEntity, EntityType::Person));
    /// ```
    pub fn allows(self, subject: EntityType, object: EntityType) -> bool {
        let (subjects, objects) = self.argument_labels();
        let among =
            |labels: &str, entity_type: EntityType| labels == "*" || labels.split(' ').any(|label| label == entity_type.label());
        among(subjects, subject) && among(objects, object)
    }
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
