//! `I` in a quotation is its speaker, whatever the reader takes it for.

use std::collections::BTreeSet;

use super::{Entity, Merge, MergeReason};
use crate::{EntityType, Mention, MentionId, MentionKind};

/// Moves pronouns, and what continues them, to the entities of their speakers, who are people; `voices` pairs the two.
pub(crate) fn join_voices(entities: &mut [Entity], mentions: &mut [Mention], voices: &[(MentionId, MentionId)]) {
    let mut owners = crate::extraction::owners(entities, mentions.len());
    for &(pronoun, speaker) in voices {
        let (Some(from), Some(to)) = (owners[pronoun.0], owners[speaker.0]) else { continue };
        if entities[to.0].entity_type == EntityType::Person {
            let antecedent = named(&entities[to.0], mentions, speaker);
            move_voice(entities, mentions, pronoun, from.0, to.0, antecedent);
            entities[to.0].mentions.iter().for_each(|mention| owners[mention.0] = Some(to));
        }
    }
}

/// The mention itself if it is a name, else the last name of its entity before it, else the first.
fn named(entity: &Entity, mentions: &[Mention], speaker: MentionId) -> MentionId {
    let names = || entity.mentions.iter().copied().filter(|mention| mentions[mention.0].kind == MentionKind::Name);
    names().take_while(|name| *name <= speaker).last().or(names().next()).unwrap_or(speaker)
}

fn move_voice(
    entities: &mut [Entity],
    mentions: &mut [Mention],
    pronoun: MentionId,
    from: usize,
    to: usize,
    antecedent: MentionId,
) {
    let moved = continued(&entities[from], pronoun);
    let (gone, kept) =
        std::mem::take(&mut entities[from].merges).into_iter().partition(|merge: &Merge| moved.contains(&merge.mention));
    entities[from].merges = kept;
    entities[from].mentions.retain(|mention| !moved.contains(mention));
    let reason = MergeReason::Speaker;
    let voiced = Merge { mention: pronoun, antecedent, reason, score: reason.precision() };
    let others = Vec::from_iter(gone).into_iter().filter(|merge: &Merge| merge.mention != pronoun);
    entities[to].merges.extend(others.chain([voiced]));
    entities[to].merges.sort_by_key(|merge| merge.mention);
    entities[to].mentions.extend(&moved);
    entities[to].mentions.sort_unstable();
    let entity_type = mentions[antecedent.0].entity_type;
    moved.iter().for_each(|mention| mentions[mention.0].entity_type = entity_type);
}

/// A pronoun with all references that lead to it.
fn continued(entity: &Entity, pronoun: MentionId) -> BTreeSet<MentionId> {
    let mut all = BTreeSet::from([pronoun]);
    let mut before = 0;
    while before < all.len() {
        before = all.len();
        let links = entity.merges.iter().filter(|merge| all.contains(&merge.antecedent));
        let found: Vec<MentionId> = links.map(|merge| merge.mention).collect();
        all.extend(found);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Antecedent, MergeRules,
        entity::{resolve_all, testing::marked},
        extraction::owners,
        quotation,
        words::Words,
    };

    /// Who each pronoun of a text is, and why; `links` are what the reader takes them for, by place among the mentions.
    fn told(text: &str, links: &[(usize, usize)]) -> Vec<String> {
        let (document, mut mentions) = marked(text);
        for mention in &mut mentions {
            if document[mention.span].chars().next().is_some_and(char::is_lowercase) || &document[mention.span] == "I" {
                mention.kind = MentionKind::Pronoun;
            }
        }
        let link = |&(mention, antecedent)| Antecedent {
            mention: MentionId(mention),
            antecedent: MentionId(antecedent),
            confidence: 0.5,
        };
        let antecedents: Vec<Antecedent> = links.iter().map(link).collect();
        let mut entities = resolve_all(&document, &mentions, &antecedents, &MergeRules::new());
        let quotations = quotation::find(&Words::new(&document, &mentions), owners(&entities, mentions.len()));
        let voices = quotation::voices(&document, &mentions, &quotations);
        join_voices(&mut entities, &mut mentions, &voices);
        let owners = owners(&entities, mentions.len());
        let tell = |(index, mention): (usize, &Mention)| {
            let entity = &entities[owners[index]?.0];
            let merge = entity.merges.iter().find(|merge| merge.mention.0 == index)?;
            Some(format!("{} {} {}", &document[mention.span], entity.name, merge.reason))
        };
        let pronouns = mentions.iter().enumerate().filter(|(_, mention)| mention.kind == MentionKind::Pronoun);
        pronouns.filter_map(tell).collect()
    }

    #[test]
    fn speakers_mean_themselves() {
        for (text, links, want) in [
            ("[PER Bo Fox] lost. “[PER I] won,” said [PER Ann Lee].", vec![(1, 0)], vec!["I Ann Lee speaker"]),
            ("“[PER I] won,” said [PER Ann Lee].", vec![(0, 1)], vec!["I Ann Lee speaker"]),
            (
                "[PER Bo Fox] lost. “[PER I] won [PER my] race,” said [PER Ann Lee].",
                vec![(1, 0), (2, 1)],
                vec!["I Ann Lee speaker", "my Ann Lee speaker"],
            ),
            // Others whom the speaker talks of, and those who speak of no one.
            ("[PER Bo Fox] lost. “[PER he] lost,” said [PER Ann Lee].", vec![(1, 0)], vec!["he Bo Fox reference"]),
            ("[PER Bo Fox] lost. “[PER we] won,” said [PER Ann Lee].", vec![(1, 0)], vec!["we Bo Fox reference"]),
            ("[PER Bo Fox] lost. “[PER I] won a game,” said officials.", vec![(1, 0)], vec!["I Bo Fox reference"]),
            ("[ORG Ab AG] said: “[ORG I] won it all.”", vec![(1, 0)], vec!["I Ab AG reference"]),
            ("[PER Bo Fox] wrote how [PER I] won, said [PER Ann Lee].", vec![(1, 0)], vec!["I Bo Fox reference"]),
        ] {
            assert_eq!(told(text, &links), want, "{text}");
        }
    }
}
