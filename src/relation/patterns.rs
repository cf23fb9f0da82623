//! Relations that a few words say for sure: titles, names of public bodies, firms of a country, datelines.
//!
//! Only what held for 85 of 100 found in the training part of our annotation is here; `training/RESULTS.md` has the figures, and
//! what was tried in vain. How often each pattern is right there is the confidence of what it finds.

mod bodies;
mod datelines;
mod firms;
mod titles;

use crate::words::Words;
use crate::{Entity, EntityId, EntityType, Flags, Mention, MentionId, MentionKind, MentionRelation, Office, RelationType, Span};

/// What patterns say of the names of a document; `words` are read with names alone, `owners` are the entities of the mentions.
pub(crate) fn patterns(
    words: &Words,
    entities: &[Entity],
    owners: &[Option<EntityId>],
    offices: &[Office],
) -> Vec<MentionRelation> {
    let names = Names { words, entities, owners };
    let mut found = titles::find(&names, offices);
    found.extend(bodies::find(&names));
    found.extend(firms::find(&names));
    found.extend(datelines::find(&names));
    found
}

/// The names of a document, and whose they are.
struct Names<'a> {
    words: &'a Words<'a>,
    entities: &'a [Entity],
    owners: &'a [Option<EntityId>],
}

impl Names<'_> {
    /// The names in reading order.
    fn iter(&self) -> impl DoubleEndedIterator<Item = (MentionId, &Mention)> + Clone {
        let mentions = self.words.mentions.iter().enumerate().filter(|(_, mention)| mention.kind == MentionKind::Name);
        mentions.map(|(index, mention)| (MentionId(index), mention))
    }

    /// Names that follow each other, with what stands between.
    fn neighbours(&self) -> impl Iterator<Item = ((MentionId, &Mention), &str, (MentionId, &Mention))> {
        let pairs = self.iter().zip(self.iter().skip(1));
        pairs.filter_map(|(one, other)| {
            let between = self.words.document.text().get(one.1.span.end..other.1.span.start)?;
            Some((one, between, other))
        })
    }

    fn entity(&self, mention: MentionId) -> Option<&Entity> {
        self.owners[mention.0].map(|owner| &self.entities[owner.0])
    }

    /// The code of the country that a mention means.
    fn country(&self, mention: MentionId) -> Option<&str> {
        country_of(self.entity(mention)?)
    }

    /// Whether a name stands in what the article tells, for the first time.
    fn is_told(&self, mention: &Mention) -> bool {
        let start = mention.span.start;
        self.words.document.zone_at(start).is_content() && !self.words.document.is_repeat(start)
    }

    /// The name of an entity that stands nearest to a place.
    fn nearest(&self, entity: EntityId, place: Span) -> Option<MentionId> {
        let mentions = self.entities[entity.0].mentions.iter().map(|&id| (id, &self.words.mentions[id.0]));
        let names = mentions.filter(|(_, mention)| mention.kind == MentionKind::Name && self.is_told(mention));
        names.min_by_key(|(_, mention)| distance(mention.span, place)).map(|(id, _)| id)
    }
}

/// The code of the country that an entity is.
fn country_of(entity: &Entity) -> Option<&str> {
    entity.link.as_deref()?.strip_prefix("iso3166:")
}

fn distance(one: Span, other: Span) -> usize {
    one.start.saturating_sub(other.end).max(other.start.saturating_sub(one.end))
}

fn is_place(mention: &Mention) -> bool {
    matches!(mention.entity_type, EntityType::GeopoliticalEntity | EntityType::Location)
}

/// What a pattern says outright; the words that say so may be none.
fn asserted(
    (subject, relation_type, object): (MentionId, RelationType, MentionId),
    confidence: f32,
    trigger: Option<Span>,
) -> MentionRelation {
    MentionRelation { subject, relation_type, object, confidence, flags: Flags::default(), trigger }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{MergeRules, entity, extraction, office, words::testing};

    /// What patterns say, as `subject relation object: trigger`.
    fn told(text: &str) -> Vec<String> {
        let (document, mentions) = testing::marked(text);
        let entities = entity::resolve_names(&document, &mentions, &MergeRules::new());
        let owners = extraction::owners(&entities, mentions.len());
        let words = Words::of_names(&document, &mentions);
        let offices = office::find(&words, &entities, &owners);
        let name = |id: MentionId| &document[mentions[id.0].span];
        let shown = |found: &MentionRelation| {
            let flags = [(found.flags.past, " past"), (found.flags.hypothetical, " hyp")];
            let flags: String = flags.iter().filter(|(holds, _)| *holds).map(|(_, flag)| *flag).collect();
            let trigger = found.trigger.map_or("", |trigger| &document[trigger]);
            format!("{} {} {}{flags}: {trigger}", name(found.subject), found.relation_type, name(found.object))
        };
        patterns(&words, &entities, &owners, &offices).iter().map(shown).collect()
    }

    #[test]
    fn titles_tell_offices() {
        testing::check_rows(
            &[
                ("[NORP Russian] President [PER Ann Lee] spoke.", &["Ann Lee head_of_state_of Russian: President"]),
                ("[PER Ann Lee], former mayor of [GPE Graz], spoke.", &["Ann Lee holds_office_in Graz past: mayor"]),
                ("[ORG Nokia] chief executive [PER Ann Lee] spoke.", &["Ann Lee leads Nokia: chief executive"]),
                (
                    "[GPE Peru] voted. President-elect [PER Ann Lee] spoke.",
                    &["Ann Lee head_of_state_of Peru hyp: President-elect"],
                ),
                ("[GPE Peru] and [GPE Chile] voted. President [PER Ann Lee] spoke.", &[]),
                ("[ORG Nokia] fell. Chief executive [PER Ann Lee] spoke.", &["Ann Lee leads Nokia: Chief executive"]),
                ("President [PER Ann Lee] of nowhere spoke in [GPE Peru].", &[]),
            ],
            told,
        );
    }

    #[test]
    fn names_of_public_bodies_tell_their_country() {
        testing::check_rows(
            &[
                (
                    "[GPE Sudan]: the [ORG Sudanese Armed Forces] left.",
                    &["Sudanese Armed Forces government_body_of Sudan: Sudanese Armed Forces"],
                ),
                (
                    "[GPE Peru] and the [ORG Supreme Court of Peru] met.",
                    &["Supreme Court of Peru government_body_of Peru: Supreme Court of Peru"],
                ),
                ("The [ORG Sudanese Armed Forces] left [GPE Chad].", &[]),
                ("[GPE Syria]: the [ORG Syrian Democratic Forces] left.", &[]),
                ("[GPE Iran]: the [ORG Iran Air] jet left.", &[]),
                ("[GPE India]: the [ORG Indian National Congress] lost.", &[]),
                ("[GPE Germany]: the [ORG German Press Agency] reports.", &[]),
                (
                    "[GPE Democratic Republic of the Congo]: the [ORG Armed Forces of the Democratic Republic of the Congo] left.",
                    &[
                        "Armed Forces of the Democratic Republic of the Congo government_body_of Democratic Republic of the Congo: \
                        Armed Forces of the Democratic Republic of the Congo",
                    ],
                ),
            ],
            told,
        );
    }

    #[test]
    fn firms_are_based_where_words_beside_them_say() {
        testing::check_rows(
            &[
                ("[NORP Brazilian] miner [ORG Vale] fell.", &["Vale based_in Brazilian: miner"]),
                ("[GPE Texas]-based oil firm [ORG Acme] fell.", &["Acme based_in Texas: based oil firm"]),
                ("[ORG Acme], which is based in [GPE Oulu], fell.", &["Acme based_in Oulu: which is based in"]),
                ("[NORP Brazilian] officials met [ORG Vale].", &[]),
                ("[ORG Acme], which was based in [GPE Oulu], fell.", &[]),
                ("[ORG Acme] said he was based in [GPE Oulu].", &[]),
            ],
            told,
        );
    }

    #[test]
    fn datelines_tell_where_places_are() {
        testing::check_rows(
            &[
                ("[GPE CUSCO], [GPE Peru] (AP) — Farmers blocked a road.", &["CUSCO located_in Peru: "]),
                ("Farmers of [GPE Cusco], [GPE Peru], blocked a road.", &[]),
            ],
            told,
        );
    }
}
