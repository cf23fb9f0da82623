//! Typed relations: what the statements of a document say of its entities.

use std::collections::{BTreeMap, BTreeSet};

use super::{Evidence, Flags, Relation, RelationSource, RelationType};
use crate::{Document, Entity, EntityId, Mention, MentionId, MentionRelation, Span};

/// The relations that a document states: one for each pair of entities, type and flags, with all its evidence, sorted.
///
/// `owners` are the entities of the mentions. A symmetric relation has the lesser entity for its subject. What the model states
/// of two entities stays the model's: a pattern adds what it does not state in any way.
pub(crate) fn typed(
    document: &Document,
    mentions: &[Mention],
    entities: &[Entity],
    owners: &[Option<EntityId>],
    stated: &[MentionRelation],
    patterned: &[MentionRelation],
) -> Vec<Relation> {
    let mut lifted = Lifted { document, mentions, entities, owners, relations: BTreeMap::new() };
    let told = stated.iter().filter(|statement| is_told(document, mentions, statement));
    told.for_each(|statement| lifted.add(statement, RelationSource::Model));
    let taken: BTreeSet<_> = lifted.relations.keys().map(|&(subject, object, kind, _)| (subject, object, kind)).collect();
    for statement in patterned {
        let ends = lifted.ends(statement);
        if ends.is_some_and(|(subject, object, _)| !taken.contains(&(subject, object, statement.relation_type))) {
            lifted.add(statement, RelationSource::Pattern);
        }
    }
    lifted.relations.into_values().map(weighed).collect()
}

type Key = (EntityId, EntityId, RelationType, Flags);

/// Relations of entities as they are put together.
struct Lifted<'a> {
    document: &'a Document,
    mentions: &'a [Mention],
    entities: &'a [Entity],
    owners: &'a [Option<EntityId>],
    relations: BTreeMap<Key, Relation>,
}

impl Lifted<'_> {
    fn add(&mut self, statement: &MentionRelation, source: RelationSource) {
        let Some((subject, object, turned)) = self.ends(statement) else { return };
        let key = (subject, object, statement.relation_type, statement.flags);
        let relation = self.relations.entry(key).or_insert_with(|| empty(key, source));
        relation.confidence = relation.confidence.max(statement.confidence);
        relation.evidence.push(evidence(self.document, self.mentions, statement, turned));
    }

    /// The entities of a statement, and whether they were turned; none if it cannot hold between them.
    fn ends(&self, statement: &MentionRelation) -> Option<(EntityId, EntityId, bool)> {
        let (subject, object) = self.owners[statement.subject.0].zip(self.owners[statement.object.0])?;
        let turned = statement.relation_type.is_symmetric() && object < subject;
        let ends = if turned { (object, subject, turned) } else { (subject, object, turned) };
        can_hold(self.entities, subject, statement.relation_type, object).then_some(ends)
    }
}

/// With its evidence in reading order, once a sentence, and as heavy as there are sentences: `Nokia, the phone maker,` of which
/// both the name and the noun phrase are said to do something says it once.
fn weighed(mut relation: Relation) -> Relation {
    let place = |evidence: &Evidence| (evidence.sentence, evidence.subject, evidence.object);
    relation.evidence.sort_unstable_by_key(place);
    relation.evidence.dedup_by_key(|evidence| evidence.sentence);
    relation.weight = relation.evidence.len() as f64;
    relation
}

/// Whether both mentions stand in what the article tells, for the first time: not in a byline, a credit or a repeated caption, and
/// not one in a caption and the other in the body.
fn is_told(document: &Document, mentions: &[Mention], statement: &MentionRelation) -> bool {
    let [subject, object] = [statement.subject, statement.object].map(|mention| mentions[mention.0].span.start);
    let zone = document.zone_at(subject);
    zone.is_content() && document.zone_at(object) == zone && !document.is_repeat(subject) && !document.is_repeat(object)
}

fn can_hold(entities: &[Entity], subject: EntityId, relation_type: RelationType, object: EntityId) -> bool {
    subject != object && relation_type.allows(entities[subject.0].entity_type, entities[object.0].entity_type)
}

fn empty((subject, object, relation_type, flags): Key, source: RelationSource) -> Relation {
    let source = Some(source);
    Relation { subject, relation_type, object, confidence: 0.0, weight: 0.0, flags, source, evidence: Vec::new() }
}

/// The sentence of both mentions, or all from the one to the other.
fn evidence(document: &Document, mentions: &[Mention], statement: &MentionRelation, turned: bool) -> Evidence {
    let (subject, object) = if turned { (statement.object, statement.subject) } else { (statement.subject, statement.object) };
    let sentence_of = |mention: MentionId| {
        let span = mentions[mention.0].span;
        document.sentence_at(span.start).map_or(span, |sentence| document.sentences()[sentence].span)
    };
    let [one, other] = [subject, object].map(sentence_of);
    let sentence = Span::new(one.start.min(other.start), one.end.max(other.end));
    // Words elsewhere say nothing to a reader of the evidence.
    let trigger = statement.trigger.filter(|&trigger| sentence.contains(trigger));
    Evidence { sentence, subject, object, trigger }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{EntityType, MentionKind, extraction::owners};
    use EntityType::{GeopoliticalEntity, Person};
    use RelationType::{HeadOfStateOf, MeetsWith, Visits};

    const TEXT: &str = "Ada Reyes met Tom Hale. She visited Peru.";

    /// Ada Reyes, Tom Hale, She, Peru.
    fn read() -> (Document, Vec<Mention>, Vec<Entity>) {
        let places = [(0, 9, Person), (14, 22, Person), (24, 27, Person), (36, 40, GeopoliticalEntity)];
        let mention = |(start, end, entity_type)| Mention {
            span: Span::new(start, end),
            entity_type,
            confidence: 1.0,
            kind: if start == 24 { MentionKind::Pronoun } else { MentionKind::Name },
        };
        let mentions: Vec<Mention> = places.map(mention).to_vec();
        let entity = |ids: &[usize]| Entity {
            name: TEXT[mentions[ids[0]].span.range()].to_owned(),
            entity_type: mentions[ids[0]].entity_type,
            mentions: ids.iter().copied().map(MentionId).collect(),
            merges: Vec::new(),
            link: None,
        };
        let entities = vec![entity(&[0, 2]), entity(&[1]), entity(&[3])];
        (Document::new(TEXT), mentions, entities)
    }

    fn relate(statements: &[MentionRelation]) -> Vec<Relation> {
        let (document, mentions, entities) = read();
        typed(&document, &mentions, &entities, &owners(&entities, mentions.len()), statements, &[])
    }

    fn statement((subject, relation_type, object, negated): (usize, RelationType, usize, bool)) -> MentionRelation {
        let flags = Flags { negated, ..Flags::default() };
        let (subject, object) = (MentionId(subject), MentionId(object));
        MentionRelation { subject, relation_type, object, confidence: 0.9, flags, trigger: None }
    }

    #[test]
    fn statements_of_mentions_become_relations_of_entities() {
        for (what, statements, want) in [
            ("a pronoun stands for its entity", vec![(2, Visits, 3, false)], vec![(0, Visits, 2, 1)]),
            (
                "symmetric ones have one direction",
                vec![(0, MeetsWith, 1, false), (1, MeetsWith, 0, false)],
                vec![(0, MeetsWith, 1, 1)],
            ),
            ("two sentences say more than one", vec![(0, Visits, 3, false), (2, Visits, 3, false)], vec![(0, Visits, 2, 2)]),
            ("nobody meets himself", vec![(0, MeetsWith, 2, false)], vec![]),
            ("types must fit", vec![(3, HeadOfStateOf, 0, false), (0, HeadOfStateOf, 1, false)], vec![]),
            (
                "what is denied is another relation",
                vec![(0, Visits, 3, false), (2, Visits, 3, true)],
                vec![(0, Visits, 2, 1), (0, Visits, 2, 1)],
            ),
        ] {
            let statements: Vec<MentionRelation> = statements.into_iter().map(statement).collect();
            let found: Vec<_> = relate(&statements)
                .iter()
                .map(|relation| (relation.subject.0, relation.relation_type, relation.object.0, relation.evidence.len()))
                .collect();
            assert_eq!(found, want, "{what}");
        }
    }

    #[test]
    fn a_pattern_adds_what_the_model_does_not_state() {
        let (document, mentions, entities) = read();
        let owners = owners(&entities, mentions.len());
        let [visit, denied, meeting] = [(0, Visits, 3, false), (2, Visits, 3, true), (1, MeetsWith, 0, false)].map(statement);
        for (stated, patterned, want) in [
            (vec![visit], vec![denied], vec![(Visits, RelationSource::Model)]),
            (vec![visit], vec![meeting], vec![(MeetsWith, RelationSource::Pattern), (Visits, RelationSource::Model)]),
            (vec![], vec![visit, visit], vec![(Visits, RelationSource::Pattern)]),
        ] {
            let relations = typed(&document, &mentions, &entities, &owners, &stated, &patterned);
            let found: Vec<_> = relations.iter().map(|found| (found.relation_type, found.source.expect("typed"))).collect();
            assert_eq!(found, want, "{stated:?} {patterned:?}");
        }
    }

    #[test]
    fn evidence_reaches_from_one_mention_to_the_other() {
        let relations = relate(&[statement((0, Visits, 3, false)), statement((2, Visits, 3, false))]);
        let sentences: Vec<&str> = relations[0].evidence.iter().map(|evidence| &TEXT[evidence.sentence.range()]).collect();
        assert_eq!(sentences, [TEXT, "She visited Peru."]);
    }
}
