//! Where articles say who holds which office: before the name, beside it, after `as` and `is`.

use std::{collections::BTreeMap, ops::Range};

use super::{
    Office,
    phrase::{self, Flags, Phrase},
};
use crate::{
    Entity, EntityId, EntityType, MentionId, MentionKind,
    words::{Words, is_be},
};

/// Words between a person and the `as` of an office.
const REACH: usize = 8;

/// The offices that a document names, in the order of their first title; `owners` are the entities of its mentions.
pub(crate) fn find(words: &Words, entities: &[Entity], owners: &[Option<EntityId>]) -> Vec<Office> {
    let mut offices = Offices::default();
    for (index, mention) in words.mentions.iter().enumerate() {
        let content = words.document.zone_at(mention.span.start).is_content() && !words.document.is_repeat(mention.span.start);
        let person = mention.entity_type == EntityType::Person && mention.kind == MentionKind::Name && content;
        if let Some(owner) = owners[index].filter(|_| person && !words.tokens_of(index).is_empty()) {
            for phrase in phrases(words, index) {
                offices.add(words, entities, owners, (MentionId(index), owner), &phrase);
            }
        }
    }
    offices.finish()
}

/// The title phrases beside a name.
fn phrases(words: &Words, mention: usize) -> Vec<Phrase> {
    let tokens = words.tokens_of(mention);
    let sentence = words.sentence(tokens.start);
    let mut found: Vec<Phrase> = before(words, &tokens, sentence.start).into_iter().collect();
    found.extend(apposed_before(words, &tokens, &sentence));
    found.extend(apposed_after(words, &tokens, sentence.end));
    found.extend(predicated(words, &tokens, &sentence));
    found
}

/// `Russian Foreign Minister Sergei Lavrov`.
fn before(words: &Words, tokens: &Range<usize>, floor: usize) -> Option<Phrase> {
    let phrase = phrase::ending(words, tokens.start, floor)?;
    let alone = phrase.of.is_none() && phrase.title.len() == 1 && phrase.flags == Flags::default();
    let doubtful = alone && is_doubtful(words.text(phrase.title.start));
    (!doubtful).then_some(phrase)
}

/// Words that mean no title where they stand alone in lower case: `a major Trump donor`, `in general Rutte`.
fn is_doubtful(word: &str) -> bool {
    matches!(
        word,
        "general"
            | "major"
            | "justice"
            | "principal"
            | "head"
            | "chief"
            | "whip"
            | "executive"
            | "manager"
            | "officer"
            | "boss"
            | "official"
            | "representative"
            | "deputy"
            | "owner"
    )
}

/// `NATO's secretary-general, Mark Rutte,`; in a list of people a title belongs to the one before.
fn apposed_before(words: &Words, tokens: &Range<usize>, sentence: &Range<usize>) -> Option<Phrase> {
    let comma = tokens.start.checked_sub(1).filter(|&comma| comma > sentence.start && words.lower(comma) == ",")?;
    let phrase = phrase::ending(words, comma, sentence.start)?;
    let article = usize::from(phrase.tokens.start > sentence.start);
    let other = (phrase.tokens.start - article).checked_sub(2).filter(|&name| name >= sentence.start);
    let taken = other
        .and_then(|name| words.mention_ending(name))
        .is_some_and(|name| words.mentions[name].entity_type == EntityType::Person);
    (phrase::is_definite(words, &phrase) && !taken && (tokens.end == sentence.end || words.is_mark(tokens.end))).then_some(phrase)
}

/// `Kaja Kallas, the EU's foreign policy chief,`; `Ann Lee (chief executive of Nokia)`; `Ann Lee, who was mayor of Oulu`.
fn apposed_after(words: &Words, tokens: &Range<usize>, ceiling: usize) -> Vec<Phrase> {
    if !matches!(words.lower(tokens.end), "," | "(" | "—" | "–" | "--") {
        return Vec::new();
    }
    let mut start = skip_age(words, tokens.end + 1);
    let relative = words.lower(start) == "who" && (is_be(words.lower(start + 1)) || words.lower(start + 1) == "became");
    let over = relative && matches!(words.lower(start + 1), "was" | "were");
    start += if relative { 2 } else { 0 };
    let mut phrases = phrase::starting(words, start, ceiling);
    phrases.iter_mut().for_each(|phrase| phrase.flags.past |= over);
    let end = phrases.last().map_or(start, |phrase| phrase.tokens.end);
    let named = words.mention(end).is_some_and(|mention| words.mentions[mention].entity_type == EntityType::Person);
    if named { Vec::new() } else { phrases }
}

/// Past the age in `Ann Lee, 58, chief executive`.
fn skip_age(words: &Words, token: usize) -> usize {
    let age = words.lower(token).parse::<u8>().is_ok() && words.lower(token + 1) == ",";
    token + if age { 2 } else { 0 }
}

/// What a verb says of someone's office.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    Takes,
    Nominated,
    Leaves,
    Serves,
}

fn change(word: &str) -> Option<Change> {
    match word {
        "appoint" | "appoints" | "appointed" | "appointing" | "name" | "names" | "named" | "naming" | "elect" | "elects"
        | "elected" | "electing" | "re-elected" | "reelected" | "chose" | "chosen" | "choose" | "chooses" | "install"
        | "installed" | "sworn" | "swore" | "select" | "selected" | "picked" | "picks" | "pick" | "tapped" | "taps"
        | "confirmed" | "inaugurated" | "promoted" | "reappointed" | "hired" | "hires" => Some(Change::Takes),
        "nominate" | "nominates" | "nominated" | "nominating" | "proposed" | "proposes" | "designated" => Some(Change::Nominated),
        "resign" | "resigns" | "resigned" | "resigning" | "quit" | "quits" | "ousted" | "ousts" | "fired" | "fires"
        | "dismissed" | "dismisses" | "removed" | "removes" | "sacked" | "sacks" | "retired" | "retires" | "stepped"
        | "steps" | "stepping" | "deposed" | "replaced" => Some(Change::Leaves),
        "served" | "serves" | "serving" | "serve" | "acts" | "acting" | "acted" | "continue" | "continues" | "returned"
        | "returns" | "stays" | "took" | "takes" => Some(Change::Serves),
        _ => None,
    }
}

/// `appointed Anna Keller as finance minister of Austria`; `Keller was elected president`; `Keller is the mayor of Graz`.
fn predicated(words: &Words, tokens: &Range<usize>, sentence: &Range<usize>) -> Vec<Phrase> {
    let Some((start, flags)) = predicate(words, tokens, sentence) else { return Vec::new() };
    let mut phrases = phrase::starting(words, start, sentence.end);
    phrases.iter_mut().for_each(|phrase| phrase.flags = phrase.flags.or(flags));
    phrases
}

/// Where the title begins that is said of a person, and what the verb says of it.
fn predicate(words: &Words, tokens: &Range<usize>, sentence: &Range<usize>) -> Option<(usize, Flags)> {
    let near = |token: &usize| !words.is_mark(*token) && !is_other_person(words, *token);
    let before = || (sentence.start.max(tokens.start.saturating_sub(6))..tokens.start).rev().take_while(near);
    let after = || (tokens.end..sentence.end.min(tokens.end + REACH)).take_while(near);
    if let Some(place) = after().find(|&token| words.lower(token) == "as") {
        let said = after().take_while(|&token| token < place).chain(before()).find_map(|token| change(words.lower(token)));
        return said.map(|change| (place + 1, change.flags(words.lower(tokens.end))));
    }
    let verb = words.lower(tokens.end);
    let object = before()
        .find_map(|token| change(words.lower(token)))
        .filter(|change| matches!(change, Change::Takes | Change::Nominated));
    if let Some(change) = object.filter(|_| !is_be(verb)) {
        return Some((tokens.end, change.flags("")));
    }
    if verb == "became" || verb == "becomes" || verb == "remains" {
        return Some((tokens.end + 1, Flags::default()));
    }
    let be = after().find(|&token| is_be(words.lower(token))).filter(|&be| be <= tokens.end + 2)?;
    match change(words.lower(be + 1)) {
        Some(change) => {
            let into = usize::from(words.lower(be + 2) == "in");
            Some((be + 2 + into, change.flags("")))
        }
        None => Some((be + 1, Flags { past: words.lower(be) == "was", ..Flags::default() })),
    }
}

fn is_other_person(words: &Words, token: usize) -> bool {
    words.mention(token).is_some_and(|mention| words.mentions[mention].entity_type == EntityType::Person)
}

impl Change {
    fn flags(self, verb: &str) -> Flags {
        let past = self == Change::Leaves || self == Change::Serves && verb == "served";
        Flags { past, elect: self == Change::Nominated, acting: false }
    }
}

/// What makes two statements of an office one: whose, of what, what.
type Key = (EntityId, super::Role, Option<EntityId>, String, [bool; 3]);

/// Offices as they are found, each once.
#[derive(Default)]
struct Offices {
    found: Vec<Office>,
    places: BTreeMap<Key, usize>,
}

impl Offices {
    fn add(
        &mut self,
        words: &Words,
        entities: &[Entity],
        owners: &[Option<EntityId>],
        (mention, person): (MentionId, EntityId),
        phrase: &Phrase,
    ) {
        let can_have = |of: &EntityId| *of != person && has_offices(entities[of.0].entity_type);
        let of = phrase.of.and_then(|of| owners[of]).filter(can_have);
        let role = phrase.role(of.map(|of| entities[of.0].entity_type));
        let title = words.span(phrase.title.clone());
        let Flags { past, acting, elect } = phrase.flags;
        let key = (person, role, of, normalized(&words.document[title]), [past, acting, elect]);
        let place = *self.places.entry(key).or_insert_with(|| {
            self.found.push(Office { person, title, role, of, past, acting, elect, evidence: Vec::new() });
            self.found.len() - 1
        });
        let evidence = &mut self.found[place].evidence;
        if evidence.last() != Some(&mention) {
            evidence.push(mention);
        }
    }

    /// The offices; one without its place joins the one that tells it: `President Putin`, `Russian President Vladimir Putin`.
    fn finish(mut self) -> Vec<Office> {
        let mut fuller: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for ((person, role, of, _, flags), &place) in &self.places {
            if of.is_some() {
                fuller.entry((*person, *role, *flags)).or_default().push(place);
            }
        }
        let mut gone = Vec::new();
        for ((person, role, of, _, flags), &place) in &self.places {
            if let (None, Some([full])) = (of, fuller.get(&(*person, *role, *flags)).map(Vec::as_slice)) {
                gone.push((place, *full));
            }
        }
        for &(place, full) in &gone {
            let evidence = std::mem::take(&mut self.found[place].evidence);
            self.found[full].evidence.extend(evidence);
            self.found[full].evidence.sort_unstable();
            self.found[full].evidence.dedup();
        }
        self.found.retain(|office| !office.evidence.is_empty());
        self.found.sort_by_key(|office| (office.title, office.person));
        self.found
    }
}

/// The type that an entity must have to have offices; of groups only peoples, whose entities are their countries.
fn has_offices(entity_type: EntityType) -> bool {
    use EntityType::*;
    matches!(entity_type, Organization | GeopoliticalEntity | Location | Facility)
}

/// A title as it is compared: `Ex-President`, `president-elect` and `President` are one.
fn normalized(title: &str) -> String {
    let lower = title.to_lowercase();
    let bare = ["ex-", "then-", "former-"].iter().find_map(|prefix| lower.strip_prefix(prefix)).unwrap_or(&lower);
    let bare = ["-elect", "-designate"].iter().find_map(|suffix| bare.strip_suffix(suffix)).unwrap_or(bare);
    bare.split_whitespace().collect::<Vec<_>>().join(" ")
}
