//! Which place a name means, in the article that it stands in.

use super::coordinates;
use crate::{Document, Entity, MergeRules, entity, entity::testing::marked};

/// The links of the entities, by name.
fn links(text: &str) -> Vec<(String, Option<String>)> {
    let (document, mentions): (Document, _) = marked(text);
    let entities: Vec<Entity> = entity::resolve(&document, &mentions, &MergeRules::new());
    super::link(&document, &mentions, entities).into_iter().map(|entity| (entity.name, entity.link)).collect()
}

#[test]
fn a_place_is_told_by_its_article() {
    for (text, name, want) in [
        ("[GPE Paris] is calm.", "Paris", Some("geonames:2988507")),
        ("[GPE Paris], [GPE Texas], is calm.", "Paris", Some("geonames:4717560")),
        ("[GPE Springfield], [GPE Ohio], and [GPE Columbus].", "Springfield", Some("geonames:4525353")),
        ("[GPE Springfield], [GPE Ill.], is calm.", "Springfield", Some("geonames:4250542")),
        ("A fire in [GPE Springfield].", "Springfield", None),
        ("[GPE Georgia] and [GPE Armenia] signed.", "Georgia", Some("iso3166:GE")),
        ("[GPE Atlanta], [GPE Georgia], in the [GPE United States].", "Georgia", Some("geonames:4197000")),
        ("[NORP Libyan] troops left [GPE Tripoli].", "Tripoli", Some("geonames:2210247")),
        ("[NORP Lebanese] troops left [GPE Tripoli] in [GPE Lebanon].", "Tripoli", Some("geonames:266826")),
        ("[GPE Kiev] is calm.", "Kiev", Some("geonames:703448")),
        ("[GPE Munich] is in [GPE Bavaria].", "Bavaria", Some("geonames:2951839")),
        ("[GPE Washington] and [GPE Moscow] talk.", "Washington", Some("geonames:4140963")),
        ("[GPE Seattle], [GPE Washington], and [GPE Spokane].", "Washington", Some("geonames:5815135")),
        ("[GPE Atlantis] sank.", "Atlantis", None),
        ("[PER Paris] and [ORG Houston].", "Houston", None),
    ] {
        let links = links(text);
        let found = links.iter().find(|(entity, _)| entity == name).unwrap_or_else(|| panic!("{name} in {links:?}"));
        assert_eq!(found.1.as_deref(), want, "{text}");
    }
}

#[test]
fn links_have_coordinates() {
    for (link, want) in [
        ("geonames:2988507", Some((48.85, 2.35))),
        ("iso3166:FR", Some((46.0, 2.0))),
        ("geonames:0", None),
        ("geonames:x", None),
        ("wikidata:Q90", None),
        ("", None),
    ] {
        assert_eq!(coordinates(link).map(|point| (point.latitude, point.longitude)), want, "{link}");
    }
}

#[test]
fn distances_are_those_of_the_globe() {
    let at = |link| coordinates(link).expect("it is in the table");
    let (paris, london) = (at("geonames:2988507"), at("geonames:2643743"));
    assert!((paris.kilometers_to(london) - 344.0).abs() < 2.0);
    assert_eq!(paris.kilometers_to(paris), 0.0);
}
