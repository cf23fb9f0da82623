//! Short and full names of organizations, and of other things whose names are made of common words.

use std::collections::HashMap;

use super::{
    Clusters, MergeReason,
    acronyms::SMALL_WORDS,
    aliases, gazetteer,
    names::{Name, Names},
};
use crate::{Case, EntityType};

/// Words that say what form a company has.
const COMPANY_WORDS: [&str; 24] = [
    "inc",
    "corp",
    "corporation",
    "co",
    "company",
    "ltd",
    "limited",
    "plc",
    "llc",
    "gmbh",
    "ag",
    "sa",
    "se",
    "nv",
    "spa",
    "oyj",
    "ab",
    "asa",
    "kg",
    "pjsc",
    "group",
    "holding",
    "holdings",
    "incorporated",
];

/// Words that a ministry's name has or not, whatever the order of the others.
const LOOSE_WORDS: [&str; 2] = ["affairs", "us"];

/// British spellings in names of public bodies, and the American ones.
const SPELLINGS: [(&str, &str); 5] = [
    ("defence", "defense"),
    ("centre", "center"),
    ("labour", "labor"),
    ("organisation", "organization"),
    ("programme", "program"),
];

/// Joins the names of one organization.
pub(super) fn join(names: &Names, clusters: &mut Clusters) {
    join_grouped(names, core_key, MergeReason::CompanyForm, clusters);
    join_grouped(names, bag_key, MergeReason::WordOrder, clusters);
    join_subsets(names, clusters);
}

/// Joins the organizations that have a key in common.
fn join_grouped(names: &Names, key: fn(&Name) -> Option<String>, reason: MergeReason, clusters: &mut Clusters) {
    let mut firsts: HashMap<String, &Name> = HashMap::new();
    for name in names.all.iter().filter(|name| name.coarse == EntityType::Organization) {
        let Some(key) = key(name) else { continue };
        let first = *firsts.entry(key).or_insert(name);
        clusters.join(name.first(), first.first(), reason);
    }
}

fn core_key(name: &Name) -> Option<String> {
    Some(core(&name.words).join(" "))
}

/// The words of an organization's name without those behind that say what form of company it is.
pub(super) fn core(words: &[String]) -> &[String] {
    let kept = words.iter().rposition(|word| !COMPANY_WORDS.contains(&word.as_str()));
    &words[..kept.map_or(words.len(), |last| last + 1)]
}

/// The words that count, in alphabetical order: the same for `Ministry of Defence` and `Defense Ministry`.
fn bag_key(name: &Name) -> Option<String> {
    let counts = |word: &&str| !SMALL_WORDS.contains(word) && !LOOSE_WORDS.contains(word);
    let mut words: Vec<&str> = name.words.iter().map(|word| american(word)).filter(counts).collect();
    words.sort_unstable();
    (words.len() > 1).then(|| words.join(" "))
}

fn american(word: &str) -> &str {
    SPELLINGS.iter().find(|(british, _)| *british == word).map_or(word, |(_, american)| american)
}

/// Longest name, in words, of which the parts are looked at: beyond it there are slogans and titles, and time must stay linear.
const LONGEST: usize = 12;

/// A short form that a name can have.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Part {
    words: String,
    /// Whether it is that name's also where it stands before the full one. `Boeing` before `Boeing Commercial Airplanes` is the
    /// whole company, `Jets` before `Winnipeg Jets` is the team.
    anywhere: bool,
}

/// Joins a part of a name to the one full name that it is a part of.
fn join_subsets(names: &Names, clusters: &mut Clusters) {
    let mut by_part: HashMap<(String, EntityType), Vec<(&Name, bool)>> = HashMap::new();
    for name in names.all.iter().filter(|name| (2..=LONGEST).contains(&name.words.len())) {
        for part in parts(name) {
            by_part.entry((part.words, name.fine)).or_default().push((name, part.anywhere));
        }
    }
    for name in &names.all {
        let Some(fuller) = by_part.get(&(name.normalized(), name.fine)) else { continue };
        let fits = |(full, anywhere): &(&Name, bool)| *anywhere || full.first() < name.first();
        let full: Vec<&Name> = fuller.iter().filter(|full| fits(full)).map(|(full, _)| *full).collect();
        aliases::join_only(name, &full, MergeReason::TokenSubset, clusters);
    }
}

/// The short forms that a name can have.
fn parts(name: &Name) -> Vec<Part> {
    let words = &name.words[..];
    let mut parts = match name.fine {
        EntityType::Organization => organization_parts(name),
        EntityType::Location | EntityType::Facility => place_parts(words),
        EntityType::Product => ends(words, true),
        EntityType::Event => ends(words, false),
        _ => Vec::new(),
    };
    parts.sort_unstable();
    parts.dedup_by(|later, earlier| later.words == earlier.words);
    parts
}

/// What remains of a name without its first words.
fn ends(words: &[String], anywhere: bool) -> Vec<Part> {
    (1..words.len()).map(|start| Part { words: words[start..].join(" "), anywhere }).collect()
}

/// Words for the trade of a company, without which it is the same company; not those that name a part of one, as `Energy` does.
const TRADE_WORDS: [&str; 22] = [
    "airlines",
    "airways",
    "bank",
    "computer",
    "foods",
    "industries",
    "insurance",
    "international",
    "minerals",
    "motor",
    "motors",
    "oil",
    "petroleum",
    "pharma",
    "pharmaceuticals",
    "photonics",
    "semiconductor",
    "shipping",
    "software",
    "steel",
    "systems",
    "technology",
];

/// The beginnings and ends of a name, also of what stands before the first `of`, without its country:
/// `Observatory` for `Syrian Observatory for Human Rights`.
fn organization_parts(name: &Name) -> Vec<Part> {
    let words = &name.words[..];
    let head = words.iter().position(|word| SMALL_WORDS.contains(&word.as_str())).unwrap_or(words.len());
    let mut parts = ends(words, true);
    parts.extend(ends(&words[..head], false));
    if !is_proper(name) {
        let is_trade = |word: &String| TRADE_WORDS.contains(&word.as_str()) || word.parse::<u8>().is_ok();
        let beginning = |end| Part { words: words[..end].join(" "), anywhere: core(&words[end..]).iter().all(is_trade) };
        parts.extend((1..words.len()).map(beginning));
    }
    parts
}

/// Whether the first word is a name of its own, so that it does not stand for the whole: `UNESCO World Heritage Committee`,
/// `European Council`.
fn is_proper(name: &Name) -> bool {
    let first = name.text.split_whitespace().next().unwrap_or_default();
    Case::of(first) == Case::Upper || gazetteer::is_country_word(first)
}

/// Words for kinds of places that a short form leaves out. Those of provinces are not among them, as `Kharkiv` is the city.
const PLACE_WORDS: [&str; 9] = ["strip", "sea", "ocean", "peninsula", "desert", "airport", "base", "stadium", "air"];

fn place_parts(words: &[String]) -> Vec<Part> {
    let kept = words.iter().rposition(|word| !PLACE_WORDS.contains(&word.as_str())).map_or(0, |last| last + 1);
    let short = words[..kept].join(" ");
    if kept == words.len() || short.is_empty() { Vec::new() } else { vec![Part { words: short, anywhere: true }] }
}
