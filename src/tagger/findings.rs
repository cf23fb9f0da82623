//! What windows show of a document, put together.

use rustc_hash::FxHashMap;

use super::{
    reading::{Local, LocalMention},
    references::{Ranking, ReferenceLabels},
};
use crate::{
    Document, EntityType, Findings, Flags, Mention, MentionId, MentionKind, MentionRelation, RelationType, Span,
    encoder::{PairScore, Reader, exp},
};

/// The names of a document, the references that windows show, and what they say of both.
///
/// A name that only its repeats show stands in no window: nothing is said of it but that it is there.
pub(super) fn combine(
    document: &Document,
    names: Vec<Mention>,
    local: &Local,
    labels: &ReferenceLabels,
    relations: &[RelationType],
    reader: &Reader,
) -> Findings {
    let mentions = with_references(names, &local.mentions);
    let ids: FxHashMap<(Span, MentionKind), usize> =
        mentions.iter().enumerate().map(|(id, mention)| ((mention.span, mention.kind), id)).collect();
    let id_of = |mention: &LocalMention| ids.get(&(mention.span, mention.kind)).copied();
    let mut vectors: Vec<Option<&[f32]>> = vec![None; mentions.len()];
    for mention in &local.mentions {
        if let Some(id) = id_of(mention) {
            vectors[id] = Some(&mention.vector);
        }
    }
    let antecedents = Ranking::new(document, &mentions, vectors, labels).antecedents(reader);
    let numbers: Vec<Option<usize>> = local.mentions.iter().map(id_of).collect();
    let found = local.pairs.iter().flat_map(|(pair, trigger)| {
        let ends = numbers[pair.subject].zip(numbers[pair.object]);
        ends.into_iter().flat_map(move |ends| stated(ends, pair, *trigger, relations, reader.settings.threshold))
    });
    Findings { relations: found.collect(), antecedents, mentions }
}

/// Names and references by where they start, the longer first.
fn with_references(names: Vec<Mention>, local: &[LocalMention]) -> Vec<Mention> {
    let references = local.iter().filter(|mention| mention.kind != MentionKind::Name);
    let reference = |mention: &LocalMention| Mention {
        span: mention.span,
        // Until it is known what it means.
        entity_type: EntityType::Miscellaneous,
        confidence: mention.confidence,
        kind: mention.kind,
    };
    // A reference may hold whole names, and is no part of one.
    let cuts_a_name = |span: Span| {
        let first = names.partition_point(|name| name.span.end <= span.start);
        let overlapping = names[first..].iter().take_while(|name| name.span.start < span.end);
        overlapping.into_iter().any(|name| !span.contains(name.span) || span == name.span)
    };
    let references: Vec<Mention> = references.map(reference).filter(|mention| !cuts_a_name(mention.span)).collect();
    let mut mentions = names;
    mentions.extend(references);
    mentions.sort_by_key(|mention| (mention.span.start, std::cmp::Reverse(mention.span.end), mention.kind as u8));
    mentions
}

/// What a pair of mentions says, each relation by itself.
pub(super) fn stated(
    (subject, object): (usize, usize),
    pair: &PairScore,
    trigger: Span,
    relations: &[RelationType],
    threshold: f32,
) -> impl Iterator<Item = MentionRelation> {
    let sure = |flag: usize| pair.flags.get(flag).is_some_and(|&logit| logit > 0.0);
    let flags = Flags { negated: sure(0), hypothetical: sure(1), past: sure(2), alleged: sure(3) };
    let believed = relations.iter().zip(&pair.relations).filter(move |(_, logit)| **logit >= threshold);
    believed.map(move |(&relation_type, &logit)| MentionRelation {
        subject: MentionId(subject),
        relation_type,
        object: MentionId(object),
        confidence: 1.0 / (1.0 + exp(-logit)),
        flags,
        trigger: Some(trigger),
    })
}
