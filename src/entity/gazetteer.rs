//! Countries, and the words for their people.

use std::{collections::HashMap, sync::LazyLock};

use super::names::Name;
use crate::EntityType;

/// A country or territory.
#[derive(Debug)]
pub(super) struct Country {
    /// ISO 3166-1 alpha-2.
    pub(super) code: &'static str,
    /// The name that news uses.
    pub(super) name: &'static str,
}

#[derive(Debug)]
struct Gazetteer {
    countries: Vec<Country>,
    /// By name as written.
    names: HashMap<&'static str, usize>,
    /// By word for the people or for what is of the country, as written.
    demonyms: HashMap<&'static str, usize>,
}

static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(|| Gazetteer::parse(include_str!("countries.tsv")));

impl Gazetteer {
    fn parse(table: &'static str) -> Self {
        let mut gazetteer = Gazetteer { countries: Vec::new(), names: HashMap::new(), demonyms: HashMap::new() };
        for line in table.lines().filter(|line| !line.starts_with('#')) {
            let mut columns = line.split('\t');
            let mut column = || columns.next().unwrap_or_default();
            let (code, name, others, demonyms) = (column(), column(), column(), column());
            let id = gazetteer.countries.len();
            gazetteer.countries.push(Country { code, name });
            gazetteer.names.extend(others.split('|').chain([name]).map(|name| (name, id)));
            gazetteer.demonyms.extend(demonyms.split('|').map(|demonym| (demonym, id)));
        }
        gazetteer.names.remove("");
        gazetteer.demonyms.remove("");
        gazetteer
    }
}

/// The country that a name means, if its type allows one.
pub(super) fn country_of(name: &Name) -> Option<&'static Country> {
    let text = name.text.as_str();
    match name.coarse {
        EntityType::Location => country_named(text),
        EntityType::Miscellaneous => country_of_people(text),
        _ => None,
    }
}

/// Whether a [normalized](super::normalized) name is that of a country.
pub(super) fn is_country(name: &str) -> bool {
    country_named(name).is_some()
}

fn country_named(text: &str) -> Option<&'static Country> {
    find(&GAZETTEER.names, text)
}

fn country_of_people(text: &str) -> Option<&'static Country> {
    find(&GAZETTEER.demonyms, text)
}

/// Looks a form up as written, then, if it is in capitals or has them where a headline puts them, in title case.
fn find(forms: &HashMap<&'static str, usize>, text: &str) -> Option<&'static Country> {
    let title = || {
        let words: Vec<String> = text.split(' ').map(super::clusters::title_case).collect();
        words.join(" ")
    };
    let id = forms.get(text).or_else(|| forms.get(title().as_str()))?;
    Some(&GAZETTEER.countries[*id])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_people_lead_to_their_country() {
        for (name, people, code) in [
            ("Russia", "Russian", "RU"),
            ("U.S.", "Americans", "US"),
            ("UNITED KINGDOM", "BRITISH", "GB"),
            ("Ivory Coast", "Ivorian", "CI"),
            ("Türkiye", "Turks", "TR"),
        ] {
            assert_eq!(country_named(name).map(|country| country.code), Some(code), "{name}");
            assert_eq!(country_of_people(people).map(|country| country.code), Some(code), "{people}");
        }
        for word in ["", "us", "Korean", "Congo", "Europe"] {
            assert!(country_named(word).is_none() && country_of_people(word).is_none(), "{word}");
        }
    }

    #[test]
    fn the_table_is_whole() {
        assert_eq!(GAZETTEER.countries.len(), 250);
        assert!(GAZETTEER.countries.iter().all(|country| country.code.len() == 2 && !country.name.is_empty()));
    }
}
