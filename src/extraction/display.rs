use std::{collections::BTreeSet, fmt};

use super::Extraction;
use crate::{Entity, EntityId, Flags, MentionKind, Office, Quotation, Relation, RelationSource};

/// Entities with the other forms of their names, relations with the words that support them, then offices and quotations, if
/// there are any.
impl fmt::Display for Extraction {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        writeln!(f, "Entities")?;
        for entity in self.entities() {
            writeln!(f, "  {:<8}{}{}", entity.entity_type, entity.name, self.aliases(entity))?;
        }
        writeln!(f, "Relations")?;
        self.relations().iter().try_for_each(|relation| self.write_relation(f, relation))?;
        if !self.offices().is_empty() {
            writeln!(f, "Offices")?;
        }
        self.offices().iter().try_for_each(|office| self.write_office(f, office))?;
        if !self.quotations().is_empty() {
            writeln!(f, "Quotations")?;
        }
        self.quotations().iter().try_for_each(|quotation| self.write_quotation(f, quotation))
    }
}

impl Extraction {
    /// The other forms in which the article names an entity, in brackets.
    fn aliases(&self, entity: &Entity) -> String {
        let names = entity.mentions.iter().filter(|&&mention| self[mention].kind == MentionKind::Name);
        let forms: BTreeSet<&str> = names.map(|&mention| self.text(mention)).collect();
        let others: Vec<&str> = forms.into_iter().filter(|form| *form != entity.name).collect();
        if others.is_empty() { String::new() } else { format!(" ({})", others.join(", ")) }
    }

    fn write_relation(&self, f: &mut fmt::Formatter, relation: &Relation) -> fmt::Result {
        let name = |id: EntityId| &self[id].name;
        let Relation { subject, relation_type, object, weight, evidence, .. } = relation;
        let source = if relation.source == Some(RelationSource::Pattern) { ", by a pattern" } else { "" };
        write!(f, "  {} — {}{relation_type} — {} ({weight}{source})", name(*subject), manner(relation.flags), name(*object))?;
        match evidence.first() {
            Some(evidence) => writeln!(f, ": “{}”", on_one_line(&self[evidence.sentence])),
            None => writeln!(f),
        }
    }

    fn write_office(&self, f: &mut fmt::Formatter, office: &Office) -> fmt::Result {
        let flags = [("former ", office.past), ("acting ", office.acting), ("designated ", office.elect)];
        let said: String = flags.into_iter().filter(|(_, holds)| *holds).map(|(flag, _)| flag).collect();
        write!(f, "  {}: {said}{}", self[office.person].name, on_one_line(&self[office.title]))?;
        match office.of {
            Some(of) => writeln!(f, " of {}", self[of].name),
            None => writeln!(f),
        }
    }

    fn write_quotation(&self, f: &mut fmt::Formatter, quotation: &Quotation) -> fmt::Result {
        let speaker = quotation.speaker.map_or("?", |speaker| self.text(speaker));
        writeln!(f, "  {speaker}: {}", on_one_line(&self[quotation.span]))
    }
}

fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How a relation is stated, in words before its name: `not attacks`.
fn manner(flags: Flags) -> String {
    let words =
        [(flags.negated, "not "), (flags.hypothetical, "possibly "), (flags.past, "formerly "), (flags.alleged, "allegedly ")];
    words.iter().filter(|(is_set, _)| *is_set).map(|(_, word)| *word).collect()
}
