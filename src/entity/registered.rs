//! Organizations with an id in Wikidata.

use std::{collections::HashMap, sync::LazyLock};

use super::{Entity, normalized};
use crate::{Case, EntityType};

struct Registered {
    id: &'static str,
    /// Of states: articles write of it as of an organization or as of a place.
    is_international: bool,
    /// Written in capitals, as `WHO` is and `Who` is not.
    is_loud: bool,
}

static TABLE: LazyLock<HashMap<String, Registered>> =
    LazyLock::new(|| include_str!("organizations.tsv").lines().filter(|row| !row.starts_with('#')).flat_map(names).collect());

fn names(row: &'static str) -> Vec<(String, Registered)> {
    let [id, kind, names] = row.split('\t').collect::<Vec<_>>()[..] else { return Vec::new() };
    let registered = |name: &str| {
        let is_loud = name.len() < 4 && Case::of(name) == Case::Upper;
        Registered { id, is_international: kind == "international", is_loud }
    };
    names.split('|').map(|name| (normalized(name), registered(name))).collect()
}

/// Links the organizations that go by a name of the table; a part of one, such as `Ford Europe`, does not.
pub(crate) fn link_organizations(entities: &mut [Entity]) {
    for entity in entities.iter_mut().filter(|entity| entity.link.is_none()) {
        entity.link = link(&entity.name, entity.entity_type);
    }
}

fn link(name: &str, entity_type: EntityType) -> Option<String> {
    let normalized = normalized(name);
    let found = TABLE.get(&normalized).or_else(|| TABLE.get(without_form(&normalized)))?;
    let fits = match entity_type.coarse() {
        EntityType::Organization => true,
        EntityType::Location => found.is_international,
        _ => false,
    };
    (fits && (!found.is_loud || Case::of(name) == Case::Upper)).then(|| format!("wikidata:{}", found.id))
}

/// A company's name without its legal form.
fn without_form(name: &str) -> &str {
    let name = name.strip_prefix("the ").unwrap_or(name);
    let forms = ["inc", "corp", "corporation", "plc", "ltd", "company", "co"];
    name.rsplit_once(' ').filter(|(_, last)| forms.contains(last)).map_or(name, |(rest, _)| rest)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_table_is_whole() {
        let rows = || include_str!("organizations.tsv").lines().filter(|row| !row.starts_with('#'));
        assert_eq!(TABLE.len(), rows().flat_map(names).count(), "a name stands twice");
        assert_eq!(rows().filter_map(|row| row.split('\t').next()).collect::<HashSet<_>>().len(), rows().count());
        assert!(TABLE.values().all(|known| known.id.strip_prefix('Q').is_some_and(|number| number.parse::<u32>().is_ok())));
    }

    #[test]
    fn organizations_have_ids() {
        use EntityType::{GeopoliticalEntity, Organization, Person, Product};
        for (name, entity_type, want) in [
            ("NATO", Organization, Some("wikidata:Q7184")),
            ("Nato", Organization, Some("wikidata:Q7184")),
            ("U.N.", Organization, Some("wikidata:Q1065")),
            ("EU", GeopoliticalEntity, Some("wikidata:Q458")),
            ("WHO", Organization, Some("wikidata:Q7817")),
            ("Who", Organization, None),
            ("Microsoft Corp.", Organization, Some("wikidata:Q2283")),
            ("the Associated Press", Organization, Some("wikidata:Q40469")),
            ("Sinn Féin", Organization, Some("wikidata:Q76382")),
            ("International Monetary Fund", Organization, Some("wikidata:Q7804")),
            ("U.N. Security Council", Organization, Some("wikidata:Q37470")),
            ("Médecins Sans Frontières", Organization, Some("wikidata:Q49330")),
            // Others of the name, parts and kin.
            ("Ford", Person, None),
            ("Ford", Product, None),
            ("Ford Europe", Organization, None),
            ("Ford Foundation", Organization, None),
            ("Labour Party", Organization, None),
            ("AP", Organization, None),
            ("Republican Party", Organization, None),
            ("Harvard", GeopoliticalEntity, None),
        ] {
            assert_eq!(link(name, entity_type).as_deref(), want, "{name} {entity_type}");
        }
    }
}
