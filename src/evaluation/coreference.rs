//! Data of other guidelines that say which words mean one thing, and little else: OntoGUM (Zhu et al. 2021), which has no types,
//! and GAP (Webster et al. 2018), which marks one pronoun and two names of a passage.

use std::{
    collections::{BTreeSet, HashMap},
    ops::Add,
};

use serde::Serialize;
use unicode_segmentation::UnicodeSegmentation;

use super::{ClusterScores, Counts, GoldDocument, clusters};
use crate::{Extraction, MentionKind, Span};

/// How well mentions were told to be one, where names have no types or only some mentions are marked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Coreference {
    /// Clusters with a name and with two mentions or more, of all kinds; of data that marks all of them.
    pub clusters: ClusterScores,
    /// The same, where a mention is right if it lies in the one of the gold data and has the same head: `Merkel` for
    /// `Chancellor Merkel, 54,`. CorefUD scores by heads too (Žabokrtský et al. 2022); here they are guessed from the words.
    pub heads: ClusterScores,
    /// Pairs of a pronoun and a name: right if they are one in the gold data too; of data that marks some of them.
    pub pairs: Counts,
}

impl Add for Coreference {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Coreference { clusters: self.clusters + other.clusters, heads: self.heads + other.heads, pairs: self.pairs + other.pairs }
    }
}

/// A cluster of the gold data: its mentions with their kinds.
pub(super) type Chain = Vec<(Span, MentionKind)>;

/// Scores one document; nothing if it is no such data.
pub(super) fn score(gold: &GoldDocument, extraction: &Extraction) -> Coreference {
    let Some(chains) = gold.chains() else { return Coreference::default() };
    if gold.is_partial() {
        Coreference { pairs: pairs(chains, extraction), ..Coreference::default() }
    } else {
        named_clusters(chains, extraction)
    }
}

/// Names that are named once alone are no clusters in such data.
fn named_clusters(chains: &[Chain], extraction: &Extraction) -> Coreference {
    let is_named = |chain: &&Chain| chain.len() > 1 && chain.iter().any(|(_, kind)| *kind == MentionKind::Name);
    let named = chains.iter().filter(is_named);
    let gold: Vec<Vec<Span>> = named.map(|chain| chain.iter().map(|(span, _)| *span).collect()).collect();
    let spans = |entity: &crate::Entity| entity.mentions.iter().map(|&mention| extraction[mention].span).collect::<Vec<Span>>();
    let found: Vec<Vec<Span>> = extraction.entities().iter().map(spans).filter(|spans| spans.len() > 1).collect();
    let clusters = clusters::score(&gold, &found);
    let heads = clusters::score(&gold, &by_heads(found, &gold, extraction.document().text()));
    Coreference { clusters, heads, ..Coreference::default() }
}

/// Mentions in place of which those of the gold data stand whose heads they are; each stands for one.
fn by_heads(mut found: Vec<Vec<Span>>, gold: &[Vec<Span>], text: &str) -> Vec<Vec<Span>> {
    let head_of = |span: Span| span.start + head_end(&text[span.range()]);
    let gold: BTreeSet<Span> = gold.iter().flatten().copied().collect();
    let exact: BTreeSet<Span> = found.iter().flatten().copied().filter(|span| gold.contains(span)).collect();
    let mut wider: HashMap<usize, Vec<Span>> = HashMap::new();
    for &span in gold.difference(&exact) {
        wider.entry(head_of(span)).or_default().push(span);
    }
    for span in found.iter_mut().flatten().filter(|span| !exact.contains(span)) {
        let Some(wider) = wider.get_mut(&head_of(*span)) else { continue };
        let holding = (0..wider.len()).filter(|&place| wider[place].contains(*span));
        if let Some(narrowest) = holding.min_by_key(|&place| wider[place].len()) {
            *span = wider.remove(narrowest);
        }
    }
    found
}

/// Words and marks that begin what follows the head of a noun phrase.
const AFTER_HEADS: [&str; 20] = [
    "of", "in", "on", "at", "to", "for", "from", "with", "by", "about", "who", "which", "that", "whose", ",", ";", ":", "(", "–",
    "—",
];

/// Where the head of a noun phrase ends: before the first such word in it, without a possessive.
fn head_end(phrase: &str) -> usize {
    let mut end = 0;
    for (start, word) in phrase.split_word_bound_indices().filter(|(_, word)| !word.trim().is_empty()) {
        if end > 0 && AFTER_HEADS.contains(&word.to_lowercase().as_str()) {
            break;
        }
        end = start + word.len();
    }
    let head = &phrase[..end];
    head.strip_suffix("'s").or(head.strip_suffix("’s")).unwrap_or(head).len()
}

/// Every pronoun of the gold data with every name of it.
fn pairs(chains: &[Chain], extraction: &Extraction) -> Counts {
    let marked = || chains.iter().enumerate().flat_map(|(chain, members)| members.iter().map(move |member| (chain, *member)));
    let mut counts = Counts::default();
    for (chain, (pronoun, _)) in marked().filter(|(_, (_, kind))| *kind == MentionKind::Pronoun) {
        for (other, (name, _)) in marked().filter(|(_, (_, kind))| *kind == MentionKind::Name) {
            let (is_one, is_found) = (chain == other, are_one(pronoun, name, extraction));
            let [gold, predicted, correct] = [is_one, is_found, is_one && is_found].map(usize::from);
            counts = counts + Counts { gold, predicted, correct };
        }
    }
    counts
}

/// Whether an entity has the pronoun for a mention and a name where this one stands; guidelines differ on where names end.
fn are_one(pronoun: Span, name: Span, extraction: &Extraction) -> bool {
    extraction.entities().iter().any(|entity| {
        let mut mentions = entity.mentions.iter().map(|&mention| &extraction[mention]);
        let is_named = |mention: &crate::Mention| mention.kind == MentionKind::Name && mention.span.overlaps(name);
        mentions.clone().any(|mention| mention.span == pronoun) && mentions.any(is_named)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Document, Entity, EntityType, Mention, MentionId, evaluation::read_gold};

    /// Entities of `Ann Lee met Bo. She left him.`, by the kinds of their mentions' places.
    fn extraction(entities: &[&[(usize, usize, MentionKind)]]) -> Extraction {
        let entity_type = EntityType::Person;
        let mut all: Vec<(usize, usize, MentionKind)> = entities.iter().flat_map(|entity| entity.iter().copied()).collect();
        all.sort_by_key(|(start, ..)| *start);
        let mention = |&(start, end, kind): &_| Mention { span: Span::new(start, end), entity_type, confidence: 1.0, kind };
        let entity = |members: &&[(usize, usize, MentionKind)]| {
            let ids = members.iter().map(|member| MentionId(all.iter().position(|other| other == member).expect("it is there")));
            Entity { name: "x".into(), entity_type, mentions: ids.collect(), merges: Vec::new(), link: None }
        };
        let mentions = all.iter().map(mention).collect();
        Extraction::new(
            Document::new("Ann Lee met Bo. She left him."),
            mentions,
            entities.iter().map(entity).collect(),
            Vec::new(),
        )
    }

    #[test]
    fn heads_end_before_what_follows_them() {
        for (phrase, want) in [
            ("Angela Merkel", "Angela Merkel"),
            ("Chancellor Merkel, 54,", "Chancellor Merkel"),
            ("Gloria's", "Gloria"),
            ("the Bay of Bengal", "the Bay"),
            ("a man who won", "a man"),
            ("“Kes”", "“Kes”"),
            ("Jean-Luc Godard (left)", "Jean-Luc Godard"),
            ("", ""),
        ] {
            assert_eq!(&phrase[..head_end(phrase)], want, "{phrase}");
        }
    }

    #[test]
    fn what_has_no_types_is_scored_by_clusters_and_pairs() {
        use MentionKind::{Name, Pronoun};
        let mentions = |label: &str| {
            format!(
                r#"{{"id": "a", "text": "Ann Lee met Bo. She left him.", "mentions": [
                {{"start": 0, "end": 7, "label": "{label}", "kind": "NAM", "entity": 0}},
                {{"start": 12, "end": 14, "label": "{label}", "kind": "NAM", "entity": 1}},
                {{"start": 16, "end": 19, "label": "{label}", "kind": "PRO", "entity": 0}}], "entities": [{{}}, {{}}]"#
            )
        };
        let (untyped, partial) = (mentions("ENT") + "}", mentions("PER") + r#", "partial": "True"}"#);
        let (lee, bo, she) = ((0, 7, Name), (12, 14, Name), (16, 19, Pronoun));
        for (found, pairs, muc, by_heads) in [
            (&[&[lee, she][..], &[bo]][..], Counts { gold: 1, predicted: 1, correct: 1 }, 1.0, 1.0),
            (&[&[lee], &[bo, she]], Counts { gold: 1, predicted: 1, correct: 0 }, 0.0, 0.0),
            (&[&[(4, 7, Name), she], &[bo]], Counts { gold: 1, predicted: 1, correct: 1 }, 0.0, 1.0),
            (&[&[(0, 3, Name), she], &[bo]], Counts { gold: 1, predicted: 1, correct: 1 }, 0.0, 0.0),
            (&[&[lee], &[bo]], Counts { gold: 1, predicted: 0, correct: 0 }, 0.0, 0.0),
        ] {
            let scores = |line: &str| {
                let gold = read_gold(line.replace('\n', "").as_bytes()).next().expect("a line").expect("well formed");
                score(&gold, &extraction(found))
            };
            assert_eq!(scores(&partial).pairs, pairs, "{found:?}");
            let Coreference { clusters, heads, .. } = scores(&untyped);
            assert_eq!((clusters.muc.f1(), heads.muc.f1()), (muc, by_heads), "{found:?}: {clusters:?}");
        }
    }
}
