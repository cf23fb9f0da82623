//! What the caller's rules say of names, ready for lookup.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::{Error, MergeRules, Result, entity::normalized};

/// Stands in ids between a name and which of its bearers is meant; no [key] holds it, unless it is nothing else.
pub(super) const NAMESAKE: char = '#';

/// A name as nodes and aliases are looked up: [normalized], or as it is where nothing would be left of it.
pub(super) fn key(name: &str) -> String {
    let normalized = normalized(name);
    if normalized.is_empty() { name.to_owned() } else { normalized }
}

/// Names that must be one, in classes that go by their first name, and classes that must stay apart.
#[derive(Debug, Clone, Default)]
pub(super) struct NameClasses {
    first_names: HashMap<String, String>,
    rivals: HashMap<String, Vec<String>>,
    unlinked: HashSet<String>,
    /// By name and article, whose it is there.
    namesakes: HashMap<(String, String), String>,
}

impl NameClasses {
    pub(super) fn new(rules: &MergeRules) -> Result<Self> {
        let mut classes = NameClasses { first_names: first_names(rules.must()), ..NameClasses::default() };
        for (name, articles) in rules.others() {
            let which = articles.first().map_or("", String::as_str);
            classes.namesakes.extend(articles.iter().map(|article| ((name.clone(), article.clone()), which.to_owned())));
        }
        for (first, second) in rules.cannot() {
            let (name, rival) = (classes.first_name(first).to_owned(), classes.first_name(second).to_owned());
            if name == rival {
                return Err(Error::Contradiction { first: first.clone(), second: second.clone() });
            }
            classes.unlinked.insert(rival.clone());
            classes.rivals.entry(name.clone()).or_default().push(rival.clone());
            classes.rivals.entry(rival).or_default().push(name);
        }
        Ok(classes)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.first_names.is_empty() && self.rivals.is_empty()
    }

    /// The first of the articles in which a name is the same other bearer's as in this one.
    pub(super) fn namesake(&self, name: &str, article: &str) -> Option<&str> {
        if self.namesakes.is_empty() {
            return None;
        }
        self.namesakes.get(&(name.to_owned(), article.to_owned())).map(String::as_str)
    }

    /// The first name of the class that a name must be in, if a rule names it.
    pub(super) fn class(&self, name: &str) -> Option<&str> {
        self.first_names.get(name).map(String::as_str)
    }

    /// Whether a name goes without its link: the second of two that must stay apart, for one link may join both.
    pub(super) fn is_unlinked(&self, name: &str) -> bool {
        self.unlinked.contains(self.first_name(name))
    }

    /// Those of the `names` that may stand together; an earlier name drives out its rivals.
    pub(super) fn compatible<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> HashSet<&'a str> {
        let (mut classes, mut kept) = (HashSet::new(), HashSet::new());
        for name in names {
            let class = self.first_name(name);
            let rivals = self.rivals.get(class).map(Vec::as_slice).unwrap_or_default();
            if !rivals.iter().any(|rival| classes.contains(rival.as_str())) {
                classes.insert(class);
                kept.insert(name);
            }
        }
        kept
    }

    fn first_name<'a>(&'a self, name: &'a str) -> &'a str {
        self.class(name).unwrap_or(name)
    }
}

/// For each name of a pair, the first in the alphabet of all that it is paired with, directly or through others.
fn first_names(pairs: &[(String, String)]) -> HashMap<String, String> {
    let mut neighbors: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, other) in pairs {
        neighbors.entry(name).or_default().push(other);
        neighbors.entry(other).or_default().push(name);
    }
    let mut found = HashMap::new();
    for first in neighbors.keys() {
        let mut open = vec![*first];
        while let Some(name) = open.pop() {
            if !found.contains_key(name) {
                found.insert(name.to_owned(), (*first).to_owned());
                open.extend(&neighbors[name]);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_must_be_one_go_by_the_first() {
        let rules = MergeRules::new().must_merge("Türkiye", "Turkey").must_merge("Ankara", "TURKEY").must_merge("UK", "Britain");
        let classes = NameClasses::new(&rules).expect("no contradiction");
        for (name, class) in [("turkiye", Some("ankara")), ("ankara", Some("ankara")), ("uk", Some("britain")), ("france", None)]
        {
            assert_eq!(classes.class(name), class, "{name}");
        }
    }

    #[test]
    fn contradictions_are_found_through_any_number_of_names() {
        for (rules, contradicts) in [
            (MergeRules::new(), false),
            (MergeRules::new().cannot_merge("A", "B").must_merge("A", "C"), false),
            (MergeRules::new().cannot_merge("A", "B").must_merge("a", "b"), true),
            (MergeRules::new().cannot_merge("A", "D").must_merge("A", "B").must_merge("C", "D").must_merge("B", "C"), true),
            (MergeRules::new().cannot_merge("Łódź", "Lodz"), true),
        ] {
            assert_eq!(matches!(NameClasses::new(&rules), Err(Error::Contradiction { .. })), contradicts, "{rules:?}");
        }
    }

    #[test]
    fn earlier_names_drive_out_their_rivals() {
        let rules = MergeRules::new().cannot_merge("Bush", "George Bush").must_merge("Dubya", "Bush");
        let classes = NameClasses::new(&rules).expect("no contradiction");
        for (names, kept) in [
            (vec!["bush", "george bush", "other"], vec!["bush", "other"]),
            (vec!["george bush", "dubya", "bush"], vec!["george bush"]),
            (vec!["dubya", "bush"], vec!["bush", "dubya"]),
        ] {
            let mut found: Vec<&str> = classes.compatible(names.iter().copied()).into_iter().collect();
            found.sort_unstable();
            assert_eq!(found, kept, "{names:?}");
        }
    }
}
