//! Extractions by hand, for tests.

use std::fmt::Write;

use crate::{
    Document, Entity, EntityId, Evidence, Extraction, Flags, Mention, MentionId, MentionKind, Relation, RelationType, Span,
};

/// An article that names entities one after the other in one sentence.
#[derive(Debug, Clone)]
pub(super) struct Article {
    id: String,
    day: Option<String>,
    number: usize,
    entities: Vec<String>,
    relations: Vec<(usize, RelationType, usize, f64, Flags)>,
}

impl Article {
    pub(super) fn new(id: &str) -> Self {
        Article { id: id.to_owned(), day: None, number: 0, entities: Vec::new(), relations: Vec::new() }
    }

    pub(super) fn day(mut self, day: &str) -> Self {
        self.day = Some(day.to_owned());
        self
    }

    /// Tells apart articles that are otherwise alike.
    pub(super) fn number(mut self, number: usize) -> Self {
        self.number = number;
        self
    }

    /// `GPE Russia|Russian @iso3166:RU`: type, name, other names, link; each name is mentioned once.
    pub(super) fn entity(mut self, entity: &str) -> Self {
        self.entities.push(entity.to_owned());
        self
    }

    pub(super) fn co_mention(self, subject: usize, object: usize, weight: f64) -> Self {
        self.relation(subject, RelationType::CoMention, object, weight)
    }

    pub(super) fn relation(mut self, subject: usize, relation: RelationType, object: usize, weight: f64) -> Self {
        self.relations.push((subject, relation, object, weight, Flags::default()));
        self
    }

    /// A relation of weight 1 with flags such as `negated alleged`.
    pub(super) fn said(mut self, subject: usize, relation: RelationType, object: usize, flags: &str) -> Self {
        let has = |flag| flags.split(' ').any(|word| word == flag);
        let [negated, hypothetical, past, alleged] = ["negated", "hypothetical", "past", "alleged"].map(has);
        self.relations.push((subject, relation, object, 1.0, Flags { negated, hypothetical, past, alleged }));
        self
    }

    pub(super) fn read(&self) -> Extraction {
        let mut text = format!("The ministry said in its report number {} that day that", self.number);
        let (mut mentions, mut entities) = (Vec::new(), Vec::new());
        for entity in &self.entities {
            let (label, names) = entity.split_once(' ').expect("a type and a name");
            let (names, link) = names.split_once(" @").map_or((names, None), |(names, link)| (names, Some(link.to_owned())));
            let entity_type = label.parse().expect("a type");
            let first = mentions.len();
            for name in names.split('|') {
                let start = text.len() + 1;
                write!(text, " {name} and").expect("strings take all");
                let span = Span::new(start, start + name.len());
                mentions.push(Mention { span, entity_type, confidence: 1.0, kind: MentionKind::Name });
            }
            let name = names.split('|').next().expect("a name").to_owned();
            let mentions = (first..mentions.len()).map(MentionId).collect();
            entities.push(Entity { name, entity_type, mentions, merges: Vec::new(), link });
        }
        text.push_str(" others had met.");
        let sentence = Span::new(0, text.len());
        let relations = self.relations.iter().map(|relation| related(relation, &entities, sentence)).collect();
        let mut document = Document::new(text).with_id(&self.id);
        if let Some(day) = &self.day {
            document = document.with_date(day.parse().expect("a day"));
        }
        Extraction::new(document, mentions, entities, relations)
    }
}

fn related(
    &(subject, relation_type, object, weight, flags): &(usize, RelationType, usize, f64, Flags),
    entities: &[Entity],
    sentence: Span,
) -> Relation {
    let [first, second] = [subject, object].map(|entity| entities[entity].mentions[0]);
    let evidence = vec![Evidence { sentence, subject: first, object: second, trigger: None }];
    let (subject, object) = (EntityId(subject), EntityId(object));
    Relation { subject, relation_type, object, confidence: 0.5, weight, flags, source: None, evidence }
}
