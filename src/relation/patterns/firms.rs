//! `Brazilian miner Vale`, `Texas-based Acme`, `Acme, which is based in Oulu`: where a firm has its seat.

use super::{Names, asserted};
use crate::{EntityType, Mention, MentionRelation, RelationType, Span};

const PRECISION: f32 = 0.93;

/// Words for what has a seat and no country of its own to serve.
const FIRMS: &[&str] = &[
    "airline",
    "airlines",
    "automaker",
    "bank",
    "brand",
    "broadcaster",
    "builder",
    "carmaker",
    "carrier",
    "chipmaker",
    "club",
    "company",
    "conglomerate",
    "contractor",
    "corporation",
    "developer",
    "firm",
    "giant",
    "lender",
    "magazine",
    "maker",
    "manufacturer",
    "miner",
    "newspaper",
    "operator",
    "outlet",
    "platform",
    "producer",
    "retailer",
    "shipyard",
    "startup",
    "supplier",
    "university",
];

pub(super) fn find(names: &Names) -> Vec<MentionRelation> {
    let told = names.neighbours().filter(|((_, one), _, (_, other))| names.is_told(one) && names.is_told(other));
    let based = told.filter_map(|((first, one), between, (second, other))| {
        let (firm, place) = if is_based_before(one, between, other) {
            (second, first)
        } else if is_based_after(one, between, other) {
            (first, second)
        } else {
            return None;
        };
        let trigger = words_of(between, one.span.end);
        Some(asserted((firm, RelationType::BasedIn, place), PRECISION, Some(trigger)))
    });
    based.collect()
}

/// The words of a text that begins at an offset, without marks and spaces around them.
fn words_of(text: &str, start: usize) -> Span {
    let behind = text.trim_start_matches(|character: char| !character.is_alphanumeric());
    let words = behind.trim_end_matches(|character: char| !character.is_alphanumeric());
    let start = start + text.len() - behind.len();
    Span::new(start, start + words.len())
}

fn is_country_or_place(mention: &Mention) -> bool {
    matches!(mention.entity_type, EntityType::GeopoliticalEntity | EntityType::Group | EntityType::Location)
}

/// `Brazilian miner Vale`, `Texas-based oil firm Acme`.
fn is_based_before(place: &Mention, between: &str, firm: &Mention) -> bool {
    if firm.entity_type != EntityType::Organization || !is_country_or_place(place) {
        return false;
    }
    match between.strip_prefix("-based ") {
        Some(rest) => lower_words(rest).is_some_and(|words| words.len() <= 4),
        None => {
            let words = between.strip_prefix(' ').and_then(lower_words).filter(|words| words.len() <= 3);
            let last = words.and_then(|words| words.last().copied());
            place.entity_type == EntityType::Group && last.is_some_and(|word| FIRMS.contains(&word))
        }
    }
}

/// `Acme, which is based in Oulu`.
fn is_based_after(firm: &Mention, between: &str, place: &Mention) -> bool {
    let words: Vec<&str> = between.trim_start_matches(',').split_whitespace().collect();
    let rest = ["which", "is"].iter().fold(&words[..], |rest, word| rest.strip_prefix(&[*word]).unwrap_or(rest));
    let based = matches!(rest, ["based" | "headquartered", "in"] | ["based" | "headquartered", "in", "the"]);
    based && firm.entity_type == EntityType::Organization && is_country_or_place(place)
}

/// The words up to a name, if all are in lower case and no mark is among them.
fn lower_words(between: &str) -> Option<Vec<&str>> {
    let words: Vec<&str> = between.split(' ').filter(|word| !word.is_empty()).collect();
    let plain = words.iter().all(|word| word.chars().all(|character| character.is_lowercase() || character == '-'));
    (plain && (between.is_empty() || between.ends_with(' '))).then_some(words)
}
