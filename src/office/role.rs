//! The kinds of offices.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::Error;

/// What kind of office a title names, whatever its wording.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Role {
    /// President of a country, monarch, supreme leader.
    HeadOfState,
    /// Prime minister, premier, chancellor.
    HeadOfGovernment,
    /// Minister, secretary of state, attorney general.
    Minister,
    /// Member or speaker of a parliament.
    Legislator,
    /// Governor of a state or province.
    Governor,
    /// Mayor.
    Mayor,
    /// Judge, justice.
    Judge,
    /// Prosecutor, district attorney.
    Prosecutor,
    /// Rank or command in armed forces.
    Military,
    /// Rank or command in the police.
    Police,
    /// Ambassador, envoy, negotiator.
    Diplomat,
    /// Leader of a party or of the opposition.
    PartyLeader,
    /// Chief executive, managing director.
    ChiefExecutive,
    /// Chair.
    Chair,
    /// Head of an organization by another title: secretary-general, director, president of a club.
    Leader,
    /// Founder.
    Founder,
    /// Owner.
    Owner,
    /// Any other manager of a company.
    Executive,
    /// Deputy or vice of any of these.
    Deputy,
    /// Spokesman, spokeswoman, press secretary.
    Spokesperson,
    /// Adviser, aide.
    Adviser,
    /// Prince, princess, duke.
    Royalty,
    /// Bishop, imam, rabbi.
    Clergy,
    /// Coach or manager of a team.
    Coach,
    /// Any other public office.
    Official,
}

impl Role {
    /// Every role, in the order above.
    pub const ALL: [Role; 25] = {
        use Role::*;
        [
            HeadOfState,
            HeadOfGovernment,
            Minister,
            Legislator,
            Governor,
            Mayor,
            Judge,
            Prosecutor,
            Military,
            Police,
            Diplomat,
            PartyLeader,
            ChiefExecutive,
            Chair,
            Leader,
            Founder,
            Owner,
            Executive,
            Deputy,
            Spokesperson,
            Adviser,
            Royalty,
            Clergy,
            Coach,
            Official,
        ]
    };

    /// The name used in JSON: `head_of_state`.
    pub fn label(self) -> &'static str {
        match self {
            Role::HeadOfState => "head_of_state",
            Role::HeadOfGovernment => "head_of_government",
            Role::Minister => "minister",
            Role::Legislator => "legislator",
            Role::Governor => "governor",
            Role::Mayor => "mayor",
            Role::Judge => "judge",
            Role::Prosecutor => "prosecutor",
            Role::Military => "military",
            Role::Police => "police",
            Role::Diplomat => "diplomat",
            Role::PartyLeader => "party_leader",
            Role::ChiefExecutive => "chief_executive",
            Role::Chair => "chair",
            Role::Leader => "leader",
            Role::Founder => "founder",
            Role::Owner => "owner",
            Role::Executive => "executive",
            Role::Deputy => "deputy",
            Role::Spokesperson => "spokesperson",
            Role::Adviser => "adviser",
            Role::Royalty => "royalty",
            Role::Clergy => "clergy",
            Role::Coach => "coach",
            Role::Official => "official",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.pad(self.label())
    }
}

impl FromStr for Role {
    type Err = Error;

    fn from_str(label: &str) -> Result<Self, Error> {
        let known = Role::ALL.into_iter().find(|role| role.label() == label);
        known.ok_or_else(|| Error::invalid(format!("role `{label}`"), "it is none of those that the library knows"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_those_of_json() {
        for role in Role::ALL {
            assert_eq!(serde_json::to_value(role).expect("plain data"), role.label());
            assert_eq!(role.label().parse::<Role>().expect("its own label"), role);
        }
        assert!("janitor".parse::<Role>().is_err());
    }
}
