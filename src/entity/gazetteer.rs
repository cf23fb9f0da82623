//! Countries and other parts of the world, and the words for their people.

use std::{collections::HashMap, sync::LazyLock};

use super::names::Name;
use crate::EntityType;

/// A country or territory, or what has no code: a part of the world, a people, a place of two names.
#[derive(Debug)]
pub(super) struct Area {
    /// ISO 3166-1 alpha-2, for countries and territories.
    pub(super) code: Option<&'static str>,
    /// The name that news uses.
    pub(super) name: &'static str,
}

/// The index of an area in its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct AreaId(usize);

/// The areas that a form can mean, by the form as written.
type Forms = HashMap<&'static str, Vec<AreaId>>;

#[derive(Debug, Default)]
struct Gazetteer {
    areas: Vec<Area>,
    names: Forms,
    /// Words for the people or for what is of the area.
    demonyms: Forms,
}

static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(|| {
    let mut gazetteer = Gazetteer::default();
    let rows = |table: &'static str| table.lines().filter(|line| !line.starts_with('#'));
    for row in rows(include_str!("countries.tsv")) {
        let (code, rest) = row.split_once('\t').expect("a row has a code and a name");
        gazetteer.add(Some(code), rest);
    }
    rows(include_str!("areas.tsv")).for_each(|row| gazetteer.add(None, row));
    gazetteer
});

impl Gazetteer {
    /// Adds a row: name, other names, demonyms.
    fn add(&mut self, code: Option<&'static str>, row: &'static str) {
        let mut columns = row.split('\t');
        let mut column = || columns.next().unwrap_or_default();
        let (name, others, demonyms) = (column(), column(), column());
        let id = AreaId(self.areas.len());
        self.areas.push(Area { code, name });
        let add = |forms: &mut Forms, column: &'static str| {
            for form in column.split('|').filter(|form| !form.is_empty()) {
                forms.entry(form.trim_start_matches('?')).or_default().push(id);
            }
        };
        add(&mut self.names, name);
        add(&mut self.names, others);
        add(&mut self.demonyms, demonyms);
    }
}

/// The areas that a name can mean, if its type allows one; more than one for `Congo` and `Korean`.
pub(super) fn areas_of(name: &Name) -> &'static [AreaId] {
    let text = name.text.as_str();
    match name.coarse {
        EntityType::Location => find(&GAZETTEER.names, text),
        EntityType::Miscellaneous => people(text),
        _ => &[],
    }
}

/// The one area that a name means.
pub(super) fn area_of(name: &Name) -> Option<AreaId> {
    if let [area] = areas_of(name) { Some(*area) } else { None }
}

/// A people by its word, or by the name of its row if it has no country: `Kurdish`, `Kurds`.
fn people(text: &str) -> &'static [AreaId] {
    let named = find(&GAZETTEER.demonyms, text);
    if !named.is_empty() {
        return named;
    }
    let rows = find(&GAZETTEER.names, text);
    if rows.iter().all(|id| area(*id).code.is_none()) { rows } else { &[] }
}

/// Whether a word names a country or its people.
pub(super) fn is_country_word(word: &str) -> bool {
    [&GAZETTEER.names, &GAZETTEER.demonyms].iter().any(|forms| !find(forms, word).is_empty())
}

/// The code of the one country that a form names, or that it is the word for.
pub(crate) fn country_code(form: &str) -> Option<&'static str> {
    let forms = [&GAZETTEER.names, &GAZETTEER.demonyms];
    let areas: Vec<AreaId> = forms.into_iter().flat_map(|forms| find(forms, form)).copied().collect();
    if let [id] = areas[..] { area(id).code } else { None }
}

pub(super) fn area(id: AreaId) -> &'static Area {
    &GAZETTEER.areas[id.0]
}

/// Looks a form up as written, then, if it is in capitals or has them where a headline puts them, in title case.
fn find(forms: &'static Forms, text: &str) -> &'static [AreaId] {
    let title = || {
        let words: Vec<String> = text.split(' ').map(super::clusters::title_case).collect();
        words.join(" ")
    };
    forms.get(text).or_else(|| forms.get(title().as_str())).map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(forms: &'static Forms, text: &str) -> Vec<&'static str> {
        find(forms, text).iter().filter_map(|id| area(*id).code).collect()
    }

    #[test]
    fn names_and_people_lead_to_their_country() {
        for (name, people, code) in [
            ("Russia", "Russian", "RU"),
            ("U.S.", "Americans", "US"),
            ("UNITED KINGDOM", "BRITISH", "GB"),
            ("Ivory Coast", "Ivorian", "CI"),
            ("Türkiye", "Turks", "TR"),
        ] {
            assert_eq!(codes(&GAZETTEER.names, name), [code], "{name}");
            assert_eq!(codes(&GAZETTEER.demonyms, people), [code], "{people}");
        }
        for word in ["", "us", "Europe", "Kurdish"] {
            let found = [&GAZETTEER.names, &GAZETTEER.demonyms].map(|forms| codes(forms, word));
            assert!(found.iter().all(Vec::is_empty), "{word}");
        }
        assert_eq!(codes(&GAZETTEER.names, "Congo"), ["CD", "CG"]);
        assert_eq!(codes(&GAZETTEER.demonyms, "Korean"), ["KP", "KR"]);
    }

    #[test]
    fn the_tables_are_whole() {
        let codes: Vec<&str> = GAZETTEER.areas.iter().filter_map(|area| area.code).collect();
        assert!(codes.len() == 250 && codes.iter().all(|code| code.len() == 2));
        assert!(GAZETTEER.areas.iter().all(|area| !area.name.is_empty()));
    }

    #[test]
    fn only_what_is_marked_means_several_areas() {
        let tables = [include_str!("countries.tsv"), include_str!("areas.tsv")];
        let marked = |form: &str| tables.iter().any(|table| table.contains(&format!("?{form}")));
        for (form, areas) in GAZETTEER.names.iter().chain(&GAZETTEER.demonyms) {
            assert_eq!(areas.len() > 1, marked(form), "{form}");
        }
    }
}
