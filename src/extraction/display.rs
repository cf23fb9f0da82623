use std::{collections::BTreeSet, fmt};

use super::Extraction;
use crate::{Entity, EntityId, Flags, MentionKind, Relation};

/// Entities with the other forms of their names, then relations with the words that support them.
impl fmt::Display for Extraction {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        writeln!(f, "Entities")?;
        for entity in self.entities() {
            writeln!(f, "  {:<8}{}{}", entity.entity_type, entity.name, self.aliases(entity))?;
        }
        writeln!(f, "Relations")?;
        self.relations().iter().try_for_each(|relation| self.write_relation(f, relation))
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
        write!(f, "  {} — {}{relation_type} — {} ({weight})", name(*subject), manner(relation.flags), name(*object))?;
        match evidence.first() {
            Some(evidence) => writeln!(f, ": “{}”", self[evidence.sentence].split_whitespace().collect::<Vec<_>>().join(" ")),
            None => writeln!(f),
        }
    }
}

/// How a relation is stated, in words before its name: `not attacks`.
fn manner(flags: Flags) -> String {
    let words =
        [(flags.negated, "not "), (flags.hypothetical, "possibly "), (flags.past, "formerly "), (flags.alleged, "allegedly ")];
    words.iter().filter(|(is_set, _)| *is_set).map(|(_, word)| *word).collect()
}
