//! Noun phrases and pronouns join the entities of the names that they lead to.

use super::{Entity, Merge, MergeReason};
use crate::{Antecedent, MentionId};

/// Turns entities of names, which count the names alone, into entities of all mentions. `names` are the names' places among
/// them.
pub(super) fn join(entities: &mut [Entity], names: &[usize], mentions: usize, antecedents: &[Antecedent]) {
    let mut owners: Vec<Option<usize>> = vec![None; mentions];
    for (index, entity) in entities.iter_mut().enumerate() {
        for mention in ids(entity) {
            *mention = MentionId(names[mention.0]);
        }
        entity.mentions.iter().for_each(|mention| owners[mention.0] = Some(index));
    }
    let mut open: Vec<&Antecedent> = antecedents.iter().collect();
    let mut before = usize::MAX;
    // A chain of references is taken up from its name on; one round does, unless a reference continues a later one.
    while open.len() < before {
        before = open.len();
        open.retain(|link| !follow(link, &mut owners, entities));
    }
    for entity in entities {
        entity.mentions.sort_unstable();
        entity.merges.sort_by_key(|merge| merge.mention);
    }
}

/// Adds a reference to the entity of the mention that it continues, if that has one by now.
fn follow(link: &Antecedent, owners: &mut [Option<usize>], entities: &mut [Entity]) -> bool {
    let Some(owner) = owners[link.antecedent.0] else { return false };
    owners[link.mention.0] = Some(owner);
    let Antecedent { mention, antecedent, confidence: score } = *link;
    entities[owner].mentions.push(mention);
    entities[owner].merges.push(Merge { mention, antecedent, reason: MergeReason::Reference, score });
    true
}

/// Every id that an entity holds.
fn ids(entity: &mut Entity) -> impl Iterator<Item = &mut MentionId> {
    let merges = entity.merges.iter_mut().flat_map(|merge| [&mut merge.mention, &mut merge.antecedent]);
    entity.mentions.iter_mut().chain(merges)
}
