//! The kinds of offices.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::Error;

macro_rules! roles {
    ($($variant:ident $label:literal $doc:literal)+) => {
        /// What kind of office a title names, whatever its wording.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum Role {
            $(#[doc = $doc] #[serde(rename = $label)] $variant,)+
        }

        impl Role {
            /// Every role, in the order above.
            pub const ALL: &[Role] = &[$(Role::$variant),+];

            /// The name used in JSON: `head_of_state`.
            pub fn label(self) -> &'static str {
                match self { $(Role::$variant => $label),+ }
            }
        }
    };
}

roles! {
    HeadOfState "head_of_state" "President of a country, monarch, supreme leader."
    HeadOfGovernment "head_of_government" "Prime minister, premier, chancellor."
    Minister "minister" "Minister, secretary of state, attorney general."
    Legislator "legislator" "Member or speaker of a parliament."
    Governor "governor" "Governor of a state or province."
    Mayor "mayor" "Mayor."
    Judge "judge" "Judge, justice."
    Prosecutor "prosecutor" "Prosecutor, district attorney."
    Military "military" "Rank or command in armed forces."
    Police "police" "Rank or command in the police."
    Diplomat "diplomat" "Ambassador, envoy, negotiator."
    PartyLeader "party_leader" "Leader of a party or of the opposition."
    ChiefExecutive "chief_executive" "Chief executive, managing director."
    Chair "chair" "Chair."
    Leader "leader" "Head of an organization by another title: secretary-general, director, president of a club."
    Founder "founder" "Founder."
    Owner "owner" "Owner."
    Executive "executive" "Any other manager of a company."
    Deputy "deputy" "Deputy or vice of any of these."
    Spokesperson "spokesperson" "Spokesman, spokeswoman, press secretary."
    Adviser "adviser" "Adviser, aide."
    Royalty "royalty" "Prince, princess, duke."
    Clergy "clergy" "Bishop, imam, rabbi."
    Coach "coach" "Coach or manager of a team."
    Official "official" "Any other public office."
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.pad(self.label())
    }
}

impl FromStr for Role {
    type Err = Error;

    fn from_str(label: &str) -> Result<Self, Error> {
        let known = Role::ALL.iter().find(|role| role.label() == label);
        known.copied().ok_or_else(|| Error::invalid(format!("role `{label}`"), "it is none of those that the library knows"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_those_of_json() {
        for &role in Role::ALL {
            assert_eq!(serde_json::to_value(role).expect("plain data"), role.label());
            assert_eq!(role.label().parse::<Role>().expect("its own label"), role);
        }
        assert!("janitor".parse::<Role>().is_err());
    }
}
