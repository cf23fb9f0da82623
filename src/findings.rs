//! What a model finds in a document: mentions, whom references mean, and what sentences say of two mentions.

use crate::{Flags, Mention, MentionId, MentionKind, RelationType, Span};

/// What a tagger finds in a document; ids are indices of `mentions`.
///
/// A tagger that finds names alone makes it from them: `Findings::from(mentions)`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Findings {
    /// Names, noun phrases and pronouns, by where they start, the longer first. Names do not overlap.
    pub mentions: Vec<Mention>,
    /// Which mentions each reference may continue, in any order; references that have none mean nothing that is named.
    pub antecedents: Vec<Antecedent>,
    /// What sentences say of two mentions.
    pub relations: Vec<MentionRelation>,
}

/// A reference, and a mention that it may continue.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Antecedent {
    /// A noun phrase or a pronoun.
    pub mention: MentionId,
    /// A name, or another reference.
    pub antecedent: MentionId,
    /// Estimated probability that the two mean one thing, 0 to 1.
    pub confidence: f32,
}

/// A relation between two mentions, with the words that say so.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MentionRelation {
    /// Who.
    pub subject: MentionId,
    /// How they are linked.
    pub relation_type: RelationType,
    /// With whom.
    pub object: MentionId,
    /// Estimated probability that the text says so, 0 to 1.
    pub confidence: f32,
    /// How it says it.
    pub flags: Flags,
    /// The words that say so, bytes of the text.
    pub trigger: Option<Span>,
}

impl From<Vec<Mention>> for Findings {
    fn from(mentions: Vec<Mention>) -> Self {
        Findings { mentions, ..Findings::default() }
    }
}

impl Findings {
    /// Without names of which the tagger is less sure, and without references that then lead to nothing that is named, each by
    /// what it likeliest continues: what is likeliest to mean something unnamed stays out. Antecedents are in the order of their
    /// references, the likeliest first.
    pub(crate) fn settled(mut self, min_confidence: f32) -> Self {
        self.antecedents
            .retain(|link| self.mentions[link.mention.0].kind != MentionKind::Name && link.mention != link.antecedent);
        self.antecedents
            .sort_by(|one, other| one.mention.cmp(&other.mention).then_with(|| other.confidence.total_cmp(&one.confidence)));
        let names = self.named(min_confidence);
        let mut numbers = (0..).map(MentionId);
        let ids: Vec<Option<MentionId>> = names.iter().map(|name| name.and_then(|_| numbers.next())).collect();
        let moved = |mention: MentionId| ids[mention.0];
        let antecedents = self
            .antecedents
            .iter()
            .filter_map(|link| Some(Antecedent { mention: moved(link.mention)?, antecedent: moved(link.antecedent)?, ..*link }));
        let relations = self.relations.iter().filter_map(|relation| {
            Some(MentionRelation { subject: moved(relation.subject)?, object: moved(relation.object)?, ..*relation })
        });
        Findings {
            antecedents: antecedents.collect(),
            relations: relations.collect(),
            mentions: self.mentions.iter().zip(&ids).filter(|(_, id)| id.is_some()).map(|(mention, _)| *mention).collect(),
        }
    }

    /// The name that each mention leads to; a name leads to itself.
    fn named(&self, min_confidence: f32) -> Vec<Option<usize>> {
        let name = |(index, mention): (usize, &Mention)| {
            (mention.kind == MentionKind::Name && mention.confidence >= min_confidence).then_some(index)
        };
        let mut named: Vec<Option<usize>> = self.mentions.iter().enumerate().map(name).collect();
        let mut next: Vec<Option<usize>> = vec![None; self.mentions.len()];
        for link in self.antecedents.iter().rev() {
            next[link.mention.0] = Some(link.antecedent.0);
        }
        let mut visited: Vec<bool> = self.mentions.iter().map(|mention| mention.kind == MentionKind::Name).collect();
        for start in 0..named.len() {
            // The chain up to a mention whose end is known; one that runs in a circle leads to no name.
            let (mut chain, mut at) = (Vec::new(), Some(start));
            while let Some(mention) = at.filter(|&mention| !std::mem::replace(&mut visited[mention], true)) {
                chain.push(mention);
                at = next[mention];
            }
            let name = at.and_then(|mention| named[mention]);
            chain.into_iter().for_each(|mention| named[mention] = name);
        }
        named
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::EntityType;

    fn mention(kind: MentionKind, confidence: f32) -> Mention {
        Mention { span: Span::new(0, 1), entity_type: EntityType::Miscellaneous, confidence, kind }
    }

    #[test]
    fn references_stay_if_they_lead_to_a_name_that_stays() {
        use MentionKind::{Name, Pronoun};
        for (what, kinds, links, want) in [
            ("a name alone", vec![(Name, 0.9)], vec![], vec![0]),
            ("an unsure name", vec![(Name, 0.3), (Pronoun, 0.9)], vec![(1, 0)], vec![]),
            ("a chain", vec![(Name, 0.9), (Pronoun, 0.9), (Pronoun, 0.9)], vec![(1, 0), (2, 1)], vec![0, 1, 2]),
            ("a reference to nobody", vec![(Name, 0.9), (Pronoun, 0.9), (Pronoun, 0.9)], vec![(2, 1)], vec![0]),
            ("a circle", vec![(Pronoun, 0.9), (Pronoun, 0.9), (Name, 0.9)], vec![(0, 1), (1, 0)], vec![2]),
            ("a name that follows", vec![(Pronoun, 0.9), (Name, 0.9)], vec![(0, 1)], vec![0, 1]),
            ("the likeliest counts", vec![(Name, 0.9), (Pronoun, 0.9), (Pronoun, 0.9)], vec![(2, 1), (2, 0)], vec![0]),
            ("the next one does not", vec![(Name, 0.9), (Pronoun, 0.9), (Pronoun, 0.9)], vec![(2, 0), (2, 1)], vec![0, 2]),
            ("a name continues nothing", vec![(Name, 0.9), (Name, 0.9)], vec![(1, 0), (1, 1)], vec![0, 1]),
            ("in any order", vec![(Name, 0.9), (Pronoun, 0.9), (Pronoun, 0.9)], vec![(2, 0), (1, 0), (2, 1)], vec![0, 1, 2]),
        ] {
            let mentions = kinds.iter().map(|&(kind, confidence)| mention(kind, confidence)).collect();
            let link = |(mention, antecedent)| Antecedent {
                mention: MentionId(mention),
                antecedent: MentionId(antecedent),
                confidence: 1.0,
            };
            let findings = Findings { mentions, antecedents: links.into_iter().map(link).collect(), relations: Vec::new() };
            let stay: Vec<usize> =
                findings.named(0.5).iter().enumerate().filter(|(_, name)| name.is_some()).map(|(id, _)| id).collect();
            assert_eq!(stay, want, "{what}");
            let settled = findings.settled(0.5);
            assert_eq!(settled.mentions.len(), want.len(), "{what}");
            assert!(
                settled.antecedents.iter().all(|link| link.mention.0 < want.len() && link.antecedent.0 < want.len()),
                "{what}"
            );
        }
    }
}
