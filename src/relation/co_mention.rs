//! Co-mentions: entities that stand near each other.

use std::collections::BTreeMap;

use super::{Evidence, Flags, Relation, RelationType};
use crate::{Document, Entity, EntityId, Mention, MentionId, MentionKind, Span};

/// How far apart two entities may stand and still be linked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Scope {
    /// In one sentence.
    #[default]
    Sentence,
    /// In one paragraph.
    Paragraph,
    /// Anywhere in the document, up to [`CoMention::REACH`] sentences apart.
    Document,
}

/// Links entities that are named near each other; noun phrases and pronouns do not count.
///
/// Two entities in one sentence add 1 to the weight of their link, in neighbouring sentences a half, and half as much for
/// each sentence more. A sentence that the page repeats adds nothing, and neither do credits, bylines and the like.
///
/// ```
/// use newsgraph::{Extractor, RelationType, Scope};
///
/// let text = "Rutte met Zelenskyy. Later Rutte flew to Brussels.";
/// let extraction = Extractor::new()?.names_alone().scope(Scope::Document).extract(text)?;
/// let weights: Vec<f64> = extraction.relations().iter().map(|relation| relation.weight).collect();
/// assert_eq!(weights, [1.5, 1.5, 0.5], "Rutte and Zelenskyy, Rutte and Brussels, Zelenskyy and Brussels");
/// # Ok::<(), newsgraph::Error>(())
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct CoMention {
    /// How near.
    pub scope: Scope,
}

/// The first mention of an entity in a sentence.
#[derive(Debug, Clone, Copy)]
struct Appearance {
    sentence: usize,
    entity: EntityId,
    mention: MentionId,
}

impl CoMention {
    /// The greatest distance in sentences; beyond it the weight would be less than a millionth.
    pub const REACH: usize = 20;

    /// The co-mentions of a document, one relation a pair of entities, sorted by the pair.
    pub fn relate(&self, document: &Document, mentions: &[Mention], entities: &[Entity]) -> Vec<Relation> {
        let appearances = appearances(document, mentions, entities);
        let mut relations: BTreeMap<(EntityId, EntityId), Relation> = BTreeMap::new();
        for (index, &later) in appearances.iter().enumerate() {
            let near =
                appearances[..index].iter().rev().take_while(|earlier| self.reaches(document, earlier.sentence, later.sentence));
            for &earlier in near.filter(|earlier| earlier.entity != later.entity) {
                let (subject, object) = if earlier.entity < later.entity { (earlier, later) } else { (later, earlier) };
                let relation =
                    relations.entry((subject.entity, object.entity)).or_insert_with(|| empty(subject.entity, object.entity));
                let confidence = mentions[subject.mention.0].confidence.min(mentions[object.mention.0].confidence);
                relation.confidence = relation.confidence.max(confidence);
                relation.weight += 0.5_f64.powi((later.sentence - earlier.sentence) as i32);
                relation.evidence.push(evidence(document, earlier.sentence, later.sentence, subject.mention, object.mention));
            }
        }
        let mut relations: Vec<Relation> = relations.into_values().collect();
        let place = |evidence: &Evidence| (evidence.sentence, evidence.subject, evidence.object);
        relations.iter_mut().for_each(|relation| relation.evidence.sort_unstable_by_key(place));
        relations
    }

    fn reaches(&self, document: &Document, earlier: usize, later: usize) -> bool {
        let paragraph = |sentence: usize| document.sentences()[sentence].paragraph;
        match self.scope {
            Scope::Sentence => earlier == later,
            Scope::Paragraph => paragraph(earlier) == paragraph(later) && later - earlier <= Self::REACH,
            Scope::Document => later - earlier <= Self::REACH,
        }
    }
}

/// Where entities appear in what the article tells, each once a sentence, in reading order.
fn appearances(document: &Document, mentions: &[Mention], entities: &[Entity]) -> Vec<Appearance> {
    let mut appearances = Vec::with_capacity(mentions.len());
    for (entity, members) in entities.iter().enumerate() {
        let mut last = None;
        for &mention in &members.mentions {
            let start = mentions[mention.0].span.start;
            let Some(sentence) = document.sentence_at(start) else { continue };
            let is_named = mentions[mention.0].kind == MentionKind::Name;
            let told = is_named && document.zone_at(start).is_content() && document.sentences()[sentence].repeat_of.is_none();
            if told && last != Some(sentence) {
                last = Some(sentence);
                appearances.push(Appearance { sentence, entity: EntityId(entity), mention });
            }
        }
    }
    appearances.sort_unstable_by_key(|appearance| (appearance.sentence, appearance.mention));
    appearances
}

fn empty(subject: EntityId, object: EntityId) -> Relation {
    let relation_type = RelationType::CoMention;
    let (confidence, weight) = (0.0, 0.0);
    Relation { subject, relation_type, object, confidence, weight, flags: Flags::default(), source: None, evidence: Vec::new() }
}

/// The sentences from one mention to the other.
fn evidence(document: &Document, earlier: usize, later: usize, subject: MentionId, object: MentionId) -> Evidence {
    let sentence = Span::new(document.sentences()[earlier].span.start, document.sentences()[later].span.end);
    Evidence { sentence, subject, object, trigger: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{EntityType, MergeRules, entity};

    /// The pairs of capital letters that are linked in a text in which such letters name things, with their weights.
    fn pairs(text: &str, scope: Scope) -> Vec<(String, f64)> {
        let document = Document::new(text);
        let names = text.match_indices(|character: char| "XYZ".contains(character));
        let mention = |(start, name): (usize, &str)| Mention {
            span: Span::new(start, start + name.len()),
            entity_type: EntityType::Organization,
            confidence: 1.0,
            kind: MentionKind::Name,
        };
        let mentions: Vec<Mention> = names.map(mention).collect();
        let entities = entity::resolve(&document, &mentions, &MergeRules::new());
        let relations = CoMention { scope }.relate(&document, &mentions, &entities);
        let name = |id: EntityId| entities[id.0].name.as_str();
        relations
            .iter()
            .map(|relation| (format!("{}{}", name(relation.subject), name(relation.object)), relation.weight))
            .collect()
    }

    #[test]
    fn weight_falls_with_distance_and_repeats_add_nothing() {
        let pair = |names: &str, weight| (names.to_owned(), weight);
        for (text, scope, want) in [
            ("He said X met Y there. Later Z came home.", Scope::Sentence, vec![pair("XY", 1.0)]),
            ("He said X met Y and X left.", Scope::Sentence, vec![pair("XY", 1.0)]),
            ("He said X met Y there. She said Y left X too.", Scope::Sentence, vec![pair("XY", 2.0)]),
            ("He said X was here. She said Y left too.", Scope::Paragraph, vec![pair("XY", 0.5)]),
            ("He said that X was here today.\n\nShe said that Y left too.", Scope::Paragraph, vec![]),
            ("He said that X was here today.\n\nShe said that Y left too.", Scope::Document, vec![pair("XY", 0.5)]),
            ("He said that X met Y here.\n\nHe said that X met Y here.", Scope::Sentence, vec![pair("XY", 1.0)]),
        ] {
            assert_eq!(pairs(text, scope), want, "{text:?} {scope:?}");
        }
    }
}
