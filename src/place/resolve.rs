//! Which place a name of an article means.

use rustc_hash::FxHashMap;

use super::table::{self, Kind, PlaceId, Sense};
use crate::{Document, Entity, EntityType, Mention, Zone, entity::normalized};

/// Links the entities that are regions or cities.
pub(crate) fn link(document: &Document, mentions: &[Mention], mut entities: Vec<Entity>) -> Vec<Entity> {
    let article = Article::new(document, mentions, &entities);
    // What is decided first, where a country or a container is named, helps to decide the rest.
    let first = article.decide(&article.countries());
    let second = article.decide(&article.evidence(&first));
    for (entity, place) in entities.iter_mut().zip(second) {
        if let Some(place) = place.map(table::place).filter(|place| place.kind != Kind::Country) {
            entity.link = Some(format!("geonames:{}", place.geonames));
        }
    }
    entities
}

/// The places of an article, by entity.
struct Article {
    /// The country that each entity is.
    countries: Vec<Option<PlaceId>>,
    senses: Vec<Vec<Sense>>,
    /// The entity whose name stands behind a comma: `Ohio` for `Springfield, Ohio`.
    containers: Vec<Option<usize>>,
    /// How often each is named; a dateline counts more.
    weights: Vec<f32>,
}

/// How often regions and countries are meant, by their index.
type Evidence = FxHashMap<PlaceId, f32>;

/// How much more a dateline tells than another mention: it is where the article is from.
const DATELINE: f32 = 3.0;

impl Article {
    fn new(document: &Document, mentions: &[Mention], entities: &[Entity]) -> Self {
        let weigh = |entity: &Entity| {
            let weight = |start| if document.zone_at(start) == Zone::Dateline { DATELINE } else { 1.0 };
            entity.mentions.iter().map(|id| weight(mentions[id.0].span.start)).sum()
        };
        Article {
            countries: entities.iter().map(country).collect(),
            senses: entities.iter().map(|entity| senses(document, mentions, entity)).collect(),
            containers: containers(document, mentions, entities),
            weights: entities.iter().map(weigh).collect(),
        }
    }

    /// How often each country is named.
    fn countries(&self) -> Evidence {
        let mut evidence = Evidence::default();
        for (country, weight) in self.countries.iter().zip(&self.weights) {
            if let Some(country) = country {
                *evidence.entry(*country).or_default() += weight;
            }
        }
        evidence
    }

    /// How often each country and region is named, also by what lies in it.
    fn evidence(&self, decided: &[Option<PlaceId>]) -> Evidence {
        let mut evidence = Evidence::default();
        for (place, weight) in decided.iter().zip(&self.weights) {
            let Some(place) = place.map(table::place) else { continue };
            *evidence.entry(place.country).or_default() += weight;
            if place.kind != Kind::Country {
                *evidence.entry(place.region).or_default() += weight;
            }
        }
        evidence
    }

    /// The place of each entity, where it can be told.
    fn decide(&self, evidence: &Evidence) -> Vec<Option<PlaceId>> {
        (0..self.senses.len()).map(|entity| self.choose(entity, evidence)).collect()
    }

    /// The sense that fits best, unless another place fits nearly as well.
    fn choose(&self, entity: usize, evidence: &Evidence) -> Option<PlaceId> {
        let country = self.countries[entity].map(|place| Sense { place, is_usual: true });
        let senses = self.senses[entity].iter().copied().chain(country);
        let mut scored: Vec<(f32, PlaceId)> = senses.map(|sense| (self.score(entity, sense, evidence), sense.place)).collect();
        scored.sort_by(|(score, _), (other, _)| other.total_cmp(score));
        let &(score, best) = scored.first()?;
        let point = table::place(best).point;
        let elsewhere = |place: PlaceId| point.kilometers_to(table::place(place).point) > SAME_PLACE;
        let rival = scored.iter().find(|&&(_, place)| elsewhere(place)).map_or(f32::MIN, |&(score, _)| score);
        (score >= SURE && score - rival >= MARGIN).then_some(best)
    }

    /// How well a sense fits: more people, more that is said of its country and region, and what stands behind the comma.
    fn score(&self, entity: usize, sense: Sense, evidence: &Evidence) -> f32 {
        let place = table::place(sense.place);
        let own = |id: PlaceId| if self.countries[entity] == Some(id) { self.weights[entity] } else { 0.0 };
        let said = |id: PlaceId| (evidence.get(&id).copied().unwrap_or_default() - own(id)).max(0.0).ln_1p();
        let mut score = (place.thousands as f32).ln_1p() + COUNTRY * said(place.country);
        if place.kind == Kind::City {
            score += REGION * said(place.region);
        }
        if place.kind == Kind::Country {
            score += IS_COUNTRY;
        }
        if !sense.is_usual {
            score -= UNUSUAL;
        }
        score + self.containers[entity].map_or(0.0, |container| self.fit(sense.place, container))
    }

    /// Whether a place lies in what stands behind the comma; 0 if that is no place of the table.
    fn fit(&self, place: PlaceId, container: usize) -> f32 {
        let place = table::place(place);
        let mut outer = self.senses[container].iter().map(|sense| sense.place).chain(self.countries[container]).peekable();
        if outer.peek().is_none() {
            0.0
        } else if outer.any(|outer| outer == place.region || outer == place.country) {
            CONTAINED
        } else {
            -CONTAINED
        }
    }
}

/// Weights of what tells for a place, and the thresholds, set on GeoVirus (Gritta et al. 2018).
const COUNTRY: f32 = 2.0;
const REGION: f32 = 2.0;
const IS_COUNTRY: f32 = 3.0;
const UNUSUAL: f32 = 3.0;
const CONTAINED: f32 = 12.0;
const SURE: f32 = 5.0;
const MARGIN: f32 = 1.0;

/// Places nearer than this are one for a reader: a city and the region that has its name. By convention 161 km, 100 miles.
const SAME_PLACE: f32 = 161.0;

fn country(entity: &Entity) -> Option<PlaceId> {
    table::country(entity.link.as_deref()?.strip_prefix("iso3166:")?)
}

/// The regions and cities that an entity can be by its names; of a country, the regions that share its name.
fn senses(document: &Document, mentions: &[Mention], entity: &Entity) -> Vec<Sense> {
    let is_place = matches!(entity.entity_type, EntityType::GeopoliticalEntity | EntityType::Location);
    let is_people = |id: &crate::MentionId| mentions[id.0].entity_type == EntityType::Group;
    let is_country = entity.link.is_some();
    if !is_place || is_country && entity.mentions.iter().any(is_people) {
        return Vec::new();
    }
    let mut names: Vec<&str> = entity.mentions.iter().map(|id| &document[mentions[id.0].span]).collect();
    names.sort_unstable();
    names.dedup();
    let mut senses: Vec<Sense> = names.into_iter().flat_map(|name| named(name, entity.entity_type)).collect();
    senses.retain(|sense| !is_country || table::place(sense.place).kind == Kind::Region);
    senses.sort_by_key(|sense| (sense.place, !sense.is_usual));
    senses.dedup_by_key(|sense| sense.place);
    senses
}

/// Words for kinds of regions, behind or before their name.
const REGION_WORDS: [&str; 10] =
    ["state", "province", "region", "oblast", "governorate", "county", "prefecture", "department", "district", "republic"];

/// What a name as written can mean; short forms such as `Ore.` only where they are written as such.
fn named(name: &str, entity_type: EntityType) -> Vec<Sense> {
    let name_of = normalized(name);
    if name_of.len() <= 2 && name.chars().any(char::is_lowercase) {
        return Vec::new();
    }
    let found = table::senses(&name_of).to_vec();
    if !found.is_empty() {
        let is_region = |sense: &Sense| table::place(sense.place).kind == Kind::Region;
        return found.into_iter().filter(|sense| entity_type != EntityType::Location || is_region(sense)).collect();
    }
    let bare = REGION_WORDS.iter().find_map(|word| name_of.strip_suffix(word).map(str::trim_end));
    let regions = bare.map_or(&[][..], table::senses).iter().copied();
    let city = name_of.strip_suffix(" city").map_or(&[][..], table::senses).iter().copied();
    regions
        .filter(|sense| table::place(sense.place).kind == Kind::Region)
        .chain(city.filter(|sense| table::place(sense.place).kind == Kind::City))
        .collect()
}

/// For each entity the first place that stands behind one of its mentions and a comma, or in brackets behind it.
fn containers(document: &Document, mentions: &[Mention], entities: &[Entity]) -> Vec<Option<usize>> {
    let mut owners = vec![None; mentions.len()];
    for (index, entity) in entities.iter().enumerate() {
        entity.mentions.iter().for_each(|id| owners[id.0] = Some(index));
    }
    let mut containers = vec![None; entities.len()];
    for (pair, owners) in mentions.windows(2).zip(owners.windows(2)) {
        let (Some(inner), Some(outer)) = (owners[0], owners[1]) else { continue };
        let between = document.text().get(pair[0].span.end..pair[1].span.start).map(str::trim);
        let joined = matches!(between, Some("," | "(" | "in" | ", in"));
        let places = pair.iter().all(|mention| mention.entity_type.coarse() == EntityType::Location);
        if joined && places && inner != outer && containers[inner].is_none() {
            containers[inner] = Some(outer);
        }
    }
    containers
}
