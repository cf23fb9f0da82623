//! The JSON of an extraction, as the command line's contract has it.

mod spoken;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use self::spoken::{OfficeRecord, QuotationRecord};
use super::Extraction;
use crate::{
    Document, Entity, EntityId, EntityType, Error, Evidence, Flags, Mention, MentionId, MentionKind, Merge, Office, Offsets,
    Quotation, Relation, RelationSource, RelationType, Result, Span, Zone,
};

/// An [`Extraction`] as it is written: ids are indices, every mention carries its text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExtractionRecord {
    id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    date: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    offsets: Offsets,
    mentions: Vec<MentionRecord>,
    entities: Vec<EntityRecord>,
    relations: Vec<RelationRecord>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    quotations: Vec<QuotationRecord>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    offices: Vec<OfficeRecord>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct MentionRecord {
    #[serde(flatten)]
    span: Span,
    text: String,
    #[serde(rename = "type")]
    entity_type: EntityType,
    confidence: f32,
    entity: Option<EntityId>,
    #[serde(default)]
    kind: MentionKind,
    #[serde(default, skip_serializing_if = "is_default")]
    zone: Zone,
    #[serde(default, skip_serializing_if = "is_default")]
    repeat: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct EntityRecord {
    id: EntityId,
    name: String,
    #[serde(rename = "type")]
    entity_type: EntityType,
    mentions: Vec<MentionId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    merges: Vec<Merge>,
    link: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct RelationRecord {
    subject: EntityId,
    #[serde(rename = "type")]
    relation_type: RelationType,
    object: EntityId,
    #[serde(default = "certain")]
    confidence: f32,
    /// Typed relations say all four, co-mentions none.
    #[serde(flatten)]
    flags: Option<Flags>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<RelationSource>,
    #[serde(default = "single")]
    weight: f64,
    evidence: Vec<Evidence>,
}

fn certain() -> f32 {
    1.0
}

fn single() -> f64 {
    1.0
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Extraction {
    /// The extraction as it is written, with its offsets in the unit that the reader counts in.
    ///
    /// ```
    /// use newsgraph::Offsets;
    ///
    /// let extraction = newsgraph::Extractor::new()?.extract("“Łódź”, said António Guterres.")?;
    /// let json = serde_json::to_value(extraction.record(Offsets::Char))?;
    /// let guterres = json["mentions"].as_array().expect("a list").last().expect("he is named");
    /// assert_eq!((&guterres["start"], &guterres["end"]), (&13.into(), &29.into()));
    /// # Ok::<(), newsgraph::Error>(())
    /// ```
    pub fn record(&self, offsets: Offsets) -> ExtractionRecord {
        let document = self.document();
        let mut record = ExtractionRecord {
            id: document.id().to_owned(),
            date: document.date(),
            title: document.title().map(str::to_owned),
            source: document.source().map(str::to_owned),
            offsets,
            mentions: self.mention_records(),
            entities: self.entities.iter().enumerate().map(|(id, entity)| EntityRecord::new(EntityId(id), entity)).collect(),
            relations: self.relations.iter().map(RelationRecord::from).collect(),
            quotations: self.quotations.iter().map(QuotationRecord::from).collect(),
            offices: self.offices.iter().map(OfficeRecord::from).collect(),
            text: Some(document.text().to_owned()),
        };
        let spans: Vec<Span> = record.spans().map(|span| *span).collect();
        let converted = offsets.convert(document.text(), &spans);
        record.spans().zip(converted).for_each(|(span, converted)| *span = converted);
        record
    }

    fn mention_records(&self) -> Vec<MentionRecord> {
        let place = |(mention, entity): (&Mention, Option<EntityId>)| MentionRecord {
            span: mention.span,
            text: self[mention.span].to_owned(),
            entity_type: mention.entity_type,
            confidence: mention.confidence,
            entity,
            kind: mention.kind,
            zone: self.document.zone_at(mention.span.start),
            repeat: self.document.is_repeat(mention.span.start),
        };
        self.mentions.iter().zip(self.owners()).map(place).collect()
    }
}

impl ExtractionRecord {
    /// Every span of the record.
    fn spans(&mut self) -> impl Iterator<Item = &mut Span> {
        let evidence = self.relations.iter_mut().flat_map(|relation| &mut relation.evidence);
        let of_evidence =
            evidence.flat_map(|evidence| [Some(&mut evidence.sentence), evidence.trigger.as_mut()].into_iter().flatten());
        let of_quotations = self.quotations.iter_mut().flat_map(QuotationRecord::spans);
        let titles = self.offices.iter_mut().map(OfficeRecord::title);
        self.mentions.iter_mut().map(|mention| &mut mention.span).chain(of_evidence).chain(of_quotations).chain(titles)
    }

    /// The article's text; where the record does not hold it, blanks with the mentions at their places.
    fn document_text(&self) -> Result<String> {
        if let Some(text) = &self.text {
            return Ok(text.clone());
        }
        let mut text = String::new();
        for (index, mention) in self.mentions.iter().enumerate() {
            if mention.span.end <= text.len() {
                // It stands in the one before: `Russian` in `the Russian leader`.
                continue;
            }
            let Some(gap) = mention.span.start.checked_sub(text.len()) else {
                return Err(Error::invalid(format!("mention {index}"), "it overlaps the one before, and no `text` is given"));
            };
            if gap > MAX_GAP {
                return Err(Error::invalid(
                    format!("mention {index}"),
                    "it lies too far from the one before, and no `text` is given",
                ));
            }
            text.extend(std::iter::repeat_n(' ', gap));
            text.push_str(&mention.text);
        }
        let sentences = self.relations.iter().flat_map(|relation| &relation.evidence).map(|evidence| evidence.sentence.end);
        let end = sentences.chain(self.quotations.iter().map(QuotationRecord::end)).max().unwrap_or(0);
        let rest = end.saturating_sub(text.len()).min(MAX_GAP);
        text.extend(std::iter::repeat_n(' ', rest));
        Ok(text)
    }

    /// Brings every span to bytes of `text`.
    fn convert_to_bytes(&mut self, text: &str) -> Result<()> {
        let spans: Vec<Span> = self.spans().map(|span| *span).collect();
        let converted =
            self.offsets.to_bytes(text, &spans).ok_or_else(|| Error::invalid("a span", "it does not fit the text"))?;
        self.spans().zip(converted).for_each(|(span, converted)| *span = converted);
        Ok(())
    }

    fn document(&mut self, text: String) -> Document {
        let mut document = Document::new(text).with_id(std::mem::take(&mut self.id));
        if let Some(date) = self.date {
            document = document.with_date(date);
        }
        if let Some(title) = self.title.take() {
            document = document.with_title(title);
        }
        if let Some(source) = self.source.take() {
            document = document.with_source(source);
        }
        document
    }

    /// Checks that every id points to something and that mentions are what the text says, sorted, and disjoint but for names in
    /// a reference.
    fn check(&self, text: &str) -> Result<()> {
        let (mut name_end, mut reference) = (0, Span::new(0, 0));
        for (index, mention) in self.mentions.iter().enumerate() {
            let what = format!("mention {index}");
            let span = mention.span.check(text, &what)?;
            if text[span.range()] != *mention.text {
                return Err(Error::invalid(what, format!("the text there is `{}`, not `{}`", &text[span.range()], mention.text)));
            }
            let is_name = mention.kind == MentionKind::Name;
            let is_apart = span.start >= reference.end || is_name && reference.contains(span);
            if span.is_empty() || span.start < name_end || !is_apart {
                return Err(Error::invalid(what, "it is empty, out of order or overlaps the one before"));
            }
            if is_name { name_end = span.end } else { reference = span }
        }
        self.check_entities()?;
        self.relations
            .iter()
            .enumerate()
            .try_for_each(|(index, relation)| self.check_relation(relation, text, &format!("relation {index}")))?;
        for (index, quotation) in self.quotations.iter().enumerate() {
            quotation.check(text, self.mentions.len(), &format!("quotation {index}"))?;
        }
        let owners: Vec<Option<EntityId>> = self.mentions.iter().map(|mention| mention.entity).collect();
        for (index, office) in self.offices.iter().enumerate() {
            office.check(text, &owners, self.entities.len(), &format!("office {index}"))?;
        }
        Ok(())
    }

    fn check_entities(&self) -> Result<()> {
        let mut owners = vec![None; self.mentions.len()];
        for (index, entity) in self.entities.iter().enumerate() {
            let what = format!("entity {index}");
            if entity.id.0 != index {
                return Err(Error::invalid(what, "its id is not its place in the list"));
            }
            for mention in &entity.mentions {
                match owners.get_mut(mention.0) {
                    Some(owner @ None) => *owner = Some(entity.id),
                    _ => return Err(Error::invalid(what, format!("mention {} does not exist or has two entities", mention.0))),
                }
            }
            if entity.merges.iter().any(|merge| merge.mention.0.max(merge.antecedent.0) >= self.mentions.len()) {
                return Err(Error::invalid(what, "a merge names a mention that does not exist"));
            }
        }
        match self.mentions.iter().zip(&owners).position(|(mention, owner)| mention.entity != *owner) {
            Some(index) => Err(Error::invalid(format!("mention {index}"), "its entity does not list it")),
            None => Ok(()),
        }
    }

    fn check_relation(&self, relation: &RelationRecord, text: &str, what: &str) -> Result<()> {
        if relation.subject.0.max(relation.object.0) >= self.entities.len() || relation.subject == relation.object {
            return Err(Error::invalid(what, "its two entities do not exist or are one"));
        }
        for evidence in &relation.evidence {
            evidence.sentence.check(text, what)?;
            evidence.trigger.map(|trigger| trigger.check(text, what)).transpose()?;
            let belongs =
                |mention: MentionId, entity| self.mentions.get(mention.0).is_some_and(|mention| mention.entity == Some(entity));
            if !belongs(evidence.subject, relation.subject) || !belongs(evidence.object, relation.object) {
                return Err(Error::invalid(what, "its evidence names mentions of other entities"));
            }
            let mentions = [evidence.subject, evidence.object].map(|mention| self.mentions[mention.0].span);
            if !mentions.into_iter().chain(evidence.trigger).all(|span| evidence.sentence.contains(span)) {
                return Err(Error::invalid(what, "its evidence reaches beyond its sentence"));
            }
        }
        Ok(())
    }
}

/// The longest stretch of unknown text that a record without `text` may leave between two mentions, in bytes.
const MAX_GAP: usize = 1 << 20;

impl TryFrom<ExtractionRecord> for Extraction {
    type Error = Error;

    fn try_from(mut record: ExtractionRecord) -> Result<Self> {
        let text = record.document_text()?;
        record.convert_to_bytes(&text)?;
        record.check(&text)?;
        let document = record.document(text);
        let mentions = record.mentions.into_iter().map(Mention::from).collect();
        let entities = record.entities.into_iter().map(Entity::from).collect();
        let relations = record.relations.into_iter().map(Relation::from).collect();
        let quotations = record.quotations.into_iter().map(Quotation::from).collect();
        let offices = record.offices.into_iter().map(Office::from).collect();
        Ok(Extraction::new(document, mentions, entities, relations).with_quotations(quotations).with_offices(offices))
    }
}

impl From<Extraction> for ExtractionRecord {
    fn from(extraction: Extraction) -> Self {
        extraction.record(Offsets::Byte)
    }
}

impl From<MentionRecord> for Mention {
    fn from(record: MentionRecord) -> Self {
        Mention { span: record.span, entity_type: record.entity_type, confidence: record.confidence, kind: record.kind }
    }
}

impl EntityRecord {
    fn new(id: EntityId, entity: &Entity) -> Self {
        let Entity { name, entity_type, mentions, merges, link } = entity.clone();
        EntityRecord { id, name, entity_type, mentions, merges, link }
    }
}

impl From<EntityRecord> for Entity {
    fn from(record: EntityRecord) -> Self {
        let EntityRecord { name, entity_type, mentions, merges, link, .. } = record;
        Entity { name, entity_type, mentions, merges, link }
    }
}

impl From<&Relation> for RelationRecord {
    fn from(relation: &Relation) -> Self {
        RelationRecord {
            subject: relation.subject,
            relation_type: relation.relation_type,
            object: relation.object,
            confidence: relation.confidence,
            flags: (relation.relation_type != RelationType::CoMention).then_some(relation.flags),
            source: relation.source,
            weight: relation.weight,
            evidence: relation.evidence.clone(),
        }
    }
}

impl From<RelationRecord> for Relation {
    fn from(record: RelationRecord) -> Self {
        let RelationRecord { subject, relation_type, object, confidence, flags, source, weight, evidence } = record;
        Relation { subject, relation_type, object, confidence, weight, flags: flags.unwrap_or_default(), source, evidence }
    }
}
