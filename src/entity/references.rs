//! Noun phrases and pronouns join the entities that they likeliest mean.

use std::collections::HashMap;

use super::{Entity, Merge, MergeReason};
use crate::{
    Antecedent, Document, EntityId, EntityType, Mention, MentionId, MentionKind,
    gender::{self, Gender},
    office::Office,
    quotation::{Person, Voice},
};

/// How much less likely a person of the other gender is: lists of names are wrong of 1 in 100.
const OTHER_GENDER: f32 = 0.01;

/// From here on a pronoun tells the gender of whom it means.
const SURE: f32 = 0.9;

/// What is known of the entities that names make, before references join them.
pub(crate) struct Named<'a> {
    document: &'a Document,
    entities: &'a [Entity],
    genders: &'a [Option<Gender>],
    offices: &'a [Office],
}

impl<'a> Named<'a> {
    pub(crate) fn new(
        document: &'a Document,
        entities: &'a [Entity],
        genders: &'a [Option<Gender>],
        offices: &'a [Office],
    ) -> Self {
        Named { document, entities, genders, offices }
    }

    /// The entities with the references that mean them, which get their types; `voices` is what quotations tell.
    pub(crate) fn with_references(
        &self,
        mentions: &mut [Mention],
        antecedents: &[Antecedent],
        voices: &HashMap<MentionId, Voice>,
    ) -> Vec<Entity> {
        let mut joining = Joining {
            named: self,
            owners: owners(self.entities, mentions.len()),
            mentions,
            entities: self.entities.to_vec(),
            genders: self.genders.to_vec(),
            voices,
        };
        let open: Vec<&[Antecedent]> = antecedents.chunk_by(|one, other| one.mention == other.mention).collect();
        let open = joining.rounds(open, true);
        // Those that wait for each other: `“I won,” she said`.
        joining.rounds(open, false);
        joining.finish()
    }
}

fn owners(entities: &[Entity], mentions: usize) -> Vec<Option<usize>> {
    crate::extraction::owners(entities, mentions).into_iter().map(|owner| owner.map(|owner| owner.0)).collect()
}

/// References on their way into entities.
struct Joining<'a> {
    named: &'a Named<'a>,
    mentions: &'a mut [Mention],
    entities: Vec<Entity>,
    owners: Vec<Option<usize>>,
    genders: Vec<Option<Gender>>,
    voices: &'a HashMap<MentionId, Voice>,
}

/// Whom a reference means.
struct Choice {
    entity: usize,
    antecedent: MentionId,
    reason: MergeReason,
    score: f32,
}

impl Joining<'_> {
    /// Takes up references until none is left that can be; returns these. One round does, unless a reference waits for a later one.
    fn rounds<'l>(&mut self, mut open: Vec<&'l [Antecedent]>, heeding: bool) -> Vec<&'l [Antecedent]> {
        let mut before = usize::MAX;
        while open.len() < before {
            before = open.len();
            open.retain(|links| !self.follow(links, heeding));
        }
        open
    }

    /// Adds a reference to an entity, if whom it may mean has one by now; `heeding` what quotations tell of it.
    fn follow(&mut self, links: &[Antecedent], heeding: bool) -> bool {
        let mention = links[0].mention;
        let voice = self.voices.get(&mention).filter(|_| heeding);
        let waits =
            self.owners[links[0].antecedent.0].is_none() || voice.is_some_and(|voice| self.owners[voice.speaker.0].is_none());
        if waits {
            return false;
        }
        let choice = voice.and_then(|voice| self.told(voice)).unwrap_or_else(|| self.likeliest(links, voice));
        self.learn(mention, &choice);
        self.mentions[mention.0].entity_type = self.mentions[choice.antecedent.0].entity_type;
        self.owners[mention.0] = Some(choice.entity);
        let Choice { entity, antecedent, reason, score } = choice;
        self.entities[entity].mentions.push(mention);
        self.entities[entity].merges.push(Merge { mention, antecedent, reason, score });
        true
    }

    /// `I` in a quotation is its speaker, if that is a person; `we` is the organization in which the speaker holds an office.
    fn told(&self, voice: &Voice) -> Option<Choice> {
        let speaker = self.owners[voice.speaker.0].filter(|&entity| self.entities[entity].entity_type == EntityType::Person)?;
        let (entity, reason) = match voice.person {
            Person::Speaker => (speaker, MergeReason::Speaker),
            Person::Speakers => (self.organization_of(speaker)?, MergeReason::SpeakersOrganization),
            Person::Another => return None,
        };
        Some(Choice { entity, antecedent: self.name_of(entity, voice.speaker), reason, score: reason.precision() })
    }

    /// The organization of the first office that a person holds in one.
    fn organization_of(&self, person: usize) -> Option<usize> {
        let held = self.named.offices.iter().filter(|office| office.person == EntityId(person) && !office.past && !office.elect);
        let mut organizations = held.filter_map(|office| office.of.map(|of| of.0));
        organizations.find(|&of| self.entities[of].entity_type == EntityType::Organization)
    }

    /// The mention itself if it is a name, else the last name of its entity before it, else the first.
    fn name_of(&self, entity: usize, mention: MentionId) -> MentionId {
        let names =
            || self.entities[entity].mentions.iter().copied().filter(|name| self.mentions[name.0].kind == MentionKind::Name);
        names().take_while(|name| *name <= mention).last().or(names().next()).unwrap_or(mention)
    }

    /// The entity whose mentions are together likeliest, as the ranker was taught: it sums over all right ones.
    fn likeliest(&self, links: &[Antecedent], voice: Option<&Voice>) -> Choice {
        let mut sums: Vec<Choice> = Vec::new();
        for link in links {
            let Some(entity) = self.owners[link.antecedent.0] else { continue };
            let score = link.confidence * self.fit(link.mention, entity, voice);
            match sums.iter_mut().find(|choice| choice.entity == entity) {
                Some(choice) => choice.score += score,
                None => sums.push(Choice { entity, antecedent: link.antecedent, reason: MergeReason::Reference, score }),
            }
        }
        let total: f32 = sums.iter().map(|choice| choice.score).sum();
        let best = sums.into_iter().reduce(|best, choice| if choice.score > best.score { choice } else { best });
        let best = best.expect("the first link has an owner");
        Choice { score: best.score / total.max(f32::MIN_POSITIVE), ..best }
    }

    /// What else speaks for an entity beside the ranker, as a factor.
    fn fit(&self, mention: MentionId, entity: usize, voice: Option<&Voice>) -> f32 {
        if voice.is_some_and(|voice| voice.person == Person::Another && self.owners[voice.speaker.0] == Some(entity)) {
            return 0.0;
        }
        match (self.gender_of(mention), self.genders[entity]) {
            (Some(told), Some(known)) if told != known => OTHER_GENDER,
            _ => 1.0,
        }
    }

    fn gender_of(&self, mention: MentionId) -> Option<Gender> {
        let mention = &self.mentions[mention.0];
        (mention.kind == MentionKind::Pronoun).then(|| gender::of_pronoun(&self.named.document[mention.span].to_lowercase()))?
    }

    /// A pronoun tells the gender of a person of whom names and titles do not.
    fn learn(&mut self, mention: MentionId, choice: &Choice) {
        if choice.score >= SURE && self.genders[choice.entity].is_none() {
            self.genders[choice.entity] = self.gender_of(mention);
        }
    }

    fn finish(mut self) -> Vec<Entity> {
        for entity in &mut self.entities {
            entity.mentions.sort_unstable();
            entity.merges.sort_by_key(|merge| merge.mention);
        }
        self.entities
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        MergeRules,
        entity::{resolve_names, testing::marked},
        extraction, office, quotation,
        words::Words,
    };

    /// Whom each reference of a text means, and why. Marks in lower case and `I` are references; `links` are what the ranker says of
    /// them: their place among the mentions, that of what they may continue, and how likely.
    fn told(text: &str, links: &[(usize, usize, f32)]) -> Vec<String> {
        let (document, mut mentions) = marked(text);
        for mention in &mut mentions {
            let words = &document[mention.span];
            if words.starts_with(char::is_lowercase) || words == "I" {
                mention.kind = if words.contains(' ') { MentionKind::Nominal } else { MentionKind::Pronoun };
            }
        }
        let link = |&(mention, antecedent, confidence)| Antecedent {
            mention: MentionId(mention),
            antecedent: MentionId(antecedent),
            confidence,
        };
        let antecedents: Vec<Antecedent> = links.iter().map(link).collect();
        let names = resolve_names(&document, &mentions, &MergeRules::new());
        let owners = crate::extraction::owners(&names, mentions.len());
        let offices = office::find(&Words::of_names(&document, &mentions), &names, &owners);
        let genders = gender::of_entities(&document, &mentions, &names);
        let named = Named::new(&document, &names, &genders, &offices);
        let entities = named.with_references(&mut mentions, &antecedents, &HashMap::new());
        let quoting = extraction::owners(&entities, mentions.len());
        let quotations = quotation::find(&Words::new(&document, &mentions), quoting, &genders);
        let voices = quotation::voices(&document, &mentions, &quotations);
        let entities = named.with_references(&mut mentions, &antecedents, &voices);
        let owners = extraction::owners(&entities, mentions.len());
        let tell = |(index, mention): (usize, &Mention)| {
            let entity = &entities[owners[index]?.0];
            let merge = entity.merges.iter().find(|merge| merge.mention.0 == index)?;
            assert_eq!(mention.entity_type, mentions[merge.antecedent.0].entity_type, "{text}");
            Some(format!("{} {} {}", &document[mention.span], entity.name, merge.reason))
        };
        let references = mentions.iter().enumerate().filter(|(_, mention)| mention.kind != MentionKind::Name);
        references.filter_map(tell).collect()
    }

    fn check(rows: &[(&str, &[(usize, usize, f32)], &[&str])]) {
        for (text, links, want) in rows {
            assert_eq!(told(text, links), *want, "{text}");
        }
    }

    #[test]
    fn speakers_mean_themselves() {
        check(&[
            ("[PER Bo Fox] lost. “[PER I] won,” said [PER Ann Lee].", &[(1, 0, 0.5)], &["I Ann Lee speaker"]),
            ("“[PER I] won,” said [PER Ann Lee].", &[(0, 1, 0.5)], &["I Ann Lee speaker"]),
            (
                "[PER Bo Fox] lost. “[PER I] won [PER my] race,” said [PER Ann Lee].",
                &[(1, 0, 0.5), (2, 1, 0.5)],
                &["I Ann Lee speaker", "my Ann Lee speaker"],
            ),
            // `she` means whom `I` means, and the other way round.
            (
                "[PER Ann Lee] lost. “[PER I] won,” [PER she] said.",
                &[(1, 0, 0.5), (2, 1, 0.9)],
                &["I Ann Lee reference", "she Ann Lee reference"],
            ),
            // Others whom the speaker talks of, and those who speak of no one.
            ("[PER Bo Fox] lost. “[PER I] won a game,” said officials.", &[(1, 0, 0.5)], &["I Bo Fox reference"]),
            ("[ORG Ab AG] said: “[ORG I] won it all.”", &[(1, 0, 0.5)], &["I Ab AG reference"]),
            ("[PER Bo Fox] wrote how [PER I] won, said [PER Ann Lee].", &[(1, 0, 0.5)], &["I Bo Fox reference"]),
        ]);
    }

    #[test]
    fn who_speaks_for_an_organization_means_it() {
        let links: &[(usize, usize, f32)] = &[(3, 0, 0.9)];
        check(&[
            (
                "[PER Bo Fox] lost. [ORG Nokia] chief executive [PER Ann Lee] said: “This time [PER we] won.”",
                links,
                &["we Nokia speakers_organization"],
            ),
            (
                "[PER Bo Fox] lost. Former [ORG Nokia] chief executive [PER Ann Lee] said: “This time [PER we] won.”",
                links,
                &["we Bo Fox reference"],
            ),
            (
                "[PER Bo Fox] lost. [GPE Oulu] mayor [PER Ann Lee] said: “This time [PER we] won.”",
                links,
                &["we Bo Fox reference"],
            ),
            (
                "[PER Bo Fox] lost. [ORG Nokia] chief executive [PER Ann Lee] said that [PER we] won.",
                links,
                &["we Bo Fox reference"],
            ),
        ]);
    }

    #[test]
    fn who_is_spoken_of_does_not_speak() {
        check(&[
            (
                "[PER Bo Fox] met [PER Jo Ray]. “Then [PER he] lost,” said [PER Ray].",
                &[(2, 1, 0.9), (2, 0, 0.1)],
                &["he Bo Fox reference"],
            ),
            (
                "[PER Bo Fox] met [PER Jo Ray]. Then [PER he] lost, said [PER Ray].",
                &[(2, 1, 0.9), (2, 0, 0.1)],
                &["he Jo Ray reference"],
            ),
            // Nobody else is there.
            ("[PER Jo Ray] spoke. “Then [PER he] lost,” said [PER Ray].", &[(1, 0, 0.9)], &["he Jo Ray reference"]),
        ]);
    }

    #[test]
    fn he_is_no_woman() {
        check(&[
            ("[PER Marisol Paz] met [PER Jo Ray]. Then [PER he] lost.", &[(2, 0, 0.9), (2, 1, 0.1)], &["he Jo Ray reference"]),
            (
                "[PER Marisol Paz] met [PER Al Fry]. Then [PER she] lost.",
                &[(2, 1, 0.9), (2, 0, 0.1)],
                &["she Marisol Paz reference"],
            ),
            // What a pronoun told goes for the next one.
            (
                "[PER Jo Ray] met [PER Al Fry]. [PER she] lost to [PER Fry]. [PER he] won.",
                &[(2, 0, 0.95), (2, 1, 0.05), (4, 0, 0.6), (4, 3, 0.4)],
                &["she Jo Ray reference", "he Al Fry reference"],
            ),
            ("[PER Marisol Paz] spoke. Then [PER he] lost.", &[(1, 0, 0.9)], &["he Marisol Paz reference"]),
        ]);
    }

    #[test]
    fn mentions_of_one_entity_speak_for_it_together() {
        check(&[
            (
                "[PER Jo Ray] met [PER Al Fry]. [PER Ray] lost, and [PER he] left.",
                &[(3, 1, 0.4), (3, 0, 0.35), (3, 2, 0.25)],
                &["he Jo Ray reference"],
            ),
            (
                "[ORG Nokia] hired [PER Jo Ray]. [ORG the company] said [ORG it] grew.",
                &[(2, 0, 0.9), (3, 1, 0.4), (3, 2, 0.35), (3, 0, 0.25)],
                &["the company Nokia reference", "it Nokia reference"],
            ),
        ]);
    }
}
