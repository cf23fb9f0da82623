//! Institutions that news names in several ways.

use std::{collections::HashMap, sync::LazyLock};

use super::shape::is_capitals;
use crate::graph::names::key;

static TABLE: &str = include_str!("institutions.tsv");

/// By name as looked up: the institution's own name, and whether the name must be written in capitals.
static NAMES: LazyLock<HashMap<String, (String, bool)>> = LazyLock::new(|| TABLE.lines().flat_map(names).collect());

fn names(row: &'static str) -> Vec<(String, (String, bool))> {
    let Some((own, others)) = row.split_once('\t').filter(|_| !row.starts_with('#')) else { return Vec::new() };
    let all = [own].into_iter().chain(others.split('|'));
    all.map(|name| (key(name), (key(own), is_capitals(name)))).collect()
}

/// The own name, as looked up, of the institution that a name stands for.
///
/// `is_loud` says whether an article writes it in capitals: `WHO` is an institution, `Who` is a band.
pub(super) fn institution(name: &str, is_loud: bool) -> Option<&'static str> {
    let (own, loud_only) = NAMES.get(name)?;
    (is_loud || !loud_only).then_some(own.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_to_their_institution() {
        for (name, is_loud, want) in [
            ("who", true, Some("world health organization")),
            ("who", false, None),
            ("fed", false, Some("federal reserve")),
            ("federal reserve", false, Some("federal reserve")),
            ("g7", true, Some("group of seven")),
            ("reserve", false, None),
            ("", true, None),
        ] {
            assert_eq!(institution(name, is_loud), want, "{name}");
        }
    }

    #[test]
    fn no_name_stands_for_two_institutions() {
        let mut seen = HashMap::new();
        for (name, (own, _)) in TABLE.lines().flat_map(names) {
            assert_eq!(seen.entry(name.clone()).or_insert_with(|| own.clone()), &own, "{name}");
        }
        assert!(seen.len() > 100, "{}", seen.len());
    }
}
