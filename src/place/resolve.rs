//! Which place a name of an article means.

use rustc_hash::FxHashMap;

use super::table::{self, Kind, PlaceId, Sense};
use crate::{Document, Entity, EntityType, Mention, Zone, entity::normalized};

/// Links the entities that are regions or cities.
pub(crate) fn link(document: &Document, mentions: &[Mention], mut entities: Vec<Entity>) -> Vec<Entity> {
    let article = Article::new(document, mentions, &entities);
    // What is decided first, where a country or a container is named, helps to decide the rest.
    let first = article.decide(&article.countries);
    let second = article.decide(&first);
    for (entity, place) in entities.iter_mut().zip(second) {
        if let Some(place) = place.map(table::place).filter(|_| entity.link.is_none() || place != country(entity)) {
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
    /// The other way round.
    contents: Vec<Option<usize>>,
    /// How often each is named; a dateline counts more.
    weights: Vec<f32>,
}

/// How much more a dateline tells than another mention: it is where the article is from.
const DATELINE: f32 = 3.0;

impl Article {
    fn new(document: &Document, mentions: &[Mention], entities: &[Entity]) -> Self {
        let weigh = |entity: &Entity| {
            let weight = |start| if document.zone_at(start) == Zone::Dateline { DATELINE } else { 1.0 };
            entity.mentions.iter().map(|id| weight(mentions[id.0].span.start)).sum()
        };
        let containers = containers(document, mentions, entities);
        let mut contents = vec![None; entities.len()];
        for (inner, outer) in containers.iter().enumerate() {
            if let Some(outer) = outer {
                contents[*outer].get_or_insert(inner);
            }
        }
        Article {
            contents,
            containers,
            countries: entities.iter().map(country).collect(),
            senses: entities.iter().map(|entity| senses(document, mentions, entity)).collect(),
            weights: entities.iter().map(weigh).collect(),
        }
    }

    /// The place of each entity, where it can be told, given what was told so far.
    fn decide(&self, told: &[Option<PlaceId>]) -> Vec<Option<PlaceId>> {
        let said = self.said(told);
        let choose = |(entity, &told)| self.choose(entity, &Evidence { said: &said, own: told, weight: self.weights[entity] });
        told.iter().enumerate().map(choose).collect()
    }

    /// How often each country and region is named, also by what lies in it.
    fn said(&self, told: &[Option<PlaceId>]) -> FxHashMap<PlaceId, f32> {
        let mut said = FxHashMap::default();
        for (place, weight) in told.iter().zip(&self.weights) {
            place.iter().flat_map(|place| areas(*place)).for_each(|area| *said.entry(area).or_default() += weight);
        }
        said
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
        let sure = score >= evidence.threshold(best) && score - rival >= MARGIN;
        // The city of a region of one name is what the name means to a reader: `Tripoli`, `Berlin`.
        let capital = || scored.iter().map(|&(_, place)| place).find(|&place| place != best && is_within(place, best));
        sure.then(|| capital().unwrap_or(best))
    }

    /// How well a sense fits: more people, more that is said of its country and region, and what stands behind the comma.
    fn score(&self, entity: usize, sense: Sense, evidence: &Evidence) -> f32 {
        let place = table::place(sense.place);
        let mut score = (place.thousands as f32).ln_1p() + COUNTRY * evidence.of(place.country).ln_1p();
        if place.kind == Kind::City {
            score += REGION * evidence.of(place.region).ln_1p();
        }
        if place.kind == Kind::Country {
            score += IS_COUNTRY;
        }
        if place.is_capital {
            score += IS_CAPITAL;
        }
        if !sense.is_usual {
            score -= UNUSUAL;
        }
        let inside = self.containers[entity].is_some_and(|container| self.lies_in(sense.place, container));
        let around = self.contents[entity].is_some_and(|content| self.holds(sense.place, content));
        score + if inside || around { CONTAINED } else { 0.0 }
    }

    /// Whether what stands before the comma can lie in a place.
    fn holds(&self, place: PlaceId, content: usize) -> bool {
        let inner = self.senses[content].iter().map(|sense| table::place(sense.place));
        inner.filter(|inner| inner.kind == Kind::City).any(|inner| place == inner.region || place == inner.country)
    }

    /// Whether a place lies in what stands behind the comma.
    fn lies_in(&self, place: PlaceId, container: usize) -> bool {
        let place = table::place(place);
        let mut outer = self.senses[container].iter().map(|sense| sense.place).chain(self.countries[container]);
        place.kind == Kind::City && outer.any(|outer| outer == place.region || outer == place.country)
    }
}

/// Whether a city lies near the middle of a region.
fn is_within(city: PlaceId, region: PlaceId) -> bool {
    let (city, region_id, region) = (table::place(city), region, table::place(region));
    let near = city.point.kilometers_to(region.point) <= SAME_PLACE;
    region.kind == Kind::Region && city.kind == Kind::City && city.region == region_id && near
}

/// The areas that a place speaks for: its country and its region.
fn areas(place: PlaceId) -> impl Iterator<Item = PlaceId> {
    let place = table::place(place);
    [place.country, place.region].into_iter().take(if place.kind == Kind::Country { 1 } else { 2 })
}

/// What the article says of countries and regions, as it counts for one entity.
struct Evidence<'a> {
    said: &'a FxHashMap<PlaceId, f32>,
    /// What the entity itself was told to be, and how much of what is said is by that.
    own: Option<PlaceId>,
    weight: f32,
}

impl Evidence<'_> {
    /// How often others than the entity name an area.
    fn of(&self, area: PlaceId) -> f32 {
        let own = self.own.is_some_and(|own| areas(own).any(|other| other == area));
        let said = self.said.get(&area).copied().unwrap_or_default();
        (said - if own { self.weight } else { 0.0 }).max(0.0)
    }

    /// What a place must score: a small one that nothing else speaks for may be one that the table lacks.
    fn threshold(&self, place: PlaceId) -> f32 {
        let country = table::place(place).country;
        let others = self.said.len() > self.own.map_or(0, |own| areas(own).count());
        match (self.of(country) > 0.0, others) {
            (true, _) => 0.0,
            (_, true) => SURE_ABROAD,
            _ => SURE,
        }
    }
}

/// Weights of what tells for a place, and the thresholds, set on GeoVirus (Gritta et al. 2018).
const COUNTRY: f32 = 2.0;
const REGION: f32 = 2.0;
const IS_COUNTRY: f32 = 5.0;
const IS_CAPITAL: f32 = 4.0;
const UNUSUAL: f32 = 3.0;
const CONTAINED: f32 = 12.0;
const SURE: f32 = 4.5;
const SURE_ABROAD: f32 = 6.0;
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
        let is_region = |sense: &Sense| table::place(sense.place).kind != Kind::City;
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
