//! What an evaluation says, for people and for programs.

mod print;

use std::{collections::BTreeMap, iter::Sum, ops::Add};

use serde::{Serialize, Serializer, ser::SerializeStruct};

#[cfg(feature = "places")]
use super::PlaceCounts;
use super::{
    Calibration, ClusterScores, Coreference, Counts, GoldDocument, References, RelationScores, Resolution, Resolutions, Table,
    Unrelated, bootstrap, names::NameScores,
};
use crate::EntityType;

/// Persons, organizations and places: not the rest, on which guidelines agree least.
pub(super) const HEADLINE: [EntityType; 3] = [EntityType::Person, EntityType::Organization, EntityType::Location];

/// The precision for which the printed report tells the threshold.
const PRECISION: f64 = 0.97;

/// What was measured on one document or more; reports add up.
///
/// Printed it is an aligned table, serialized it is the same figures as JSON.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Report {
    /// The headline counts of each document, for the interval.
    headlines: Vec<Counts>,
    words: usize,
    names: NameScores,
    resolutions: Option<Resolutions>,
    references: Option<References>,
    coreference: Coreference,
    relations: Option<RelationScores>,
    /// The same between the entities of the gold data.
    given_relations: Option<RelationScores>,
    unrelated: Option<Unrelated>,
    #[cfg(feature = "places")]
    places: PlaceCounts,
    ignored: BTreeMap<String, usize>,
}

impl Report {
    pub(super) fn of_document(
        gold: &GoldDocument,
        names: NameScores,
        resolutions: Option<Resolutions>,
        references: Option<References>,
        relations: Option<RelationScores>,
    ) -> Self {
        Report {
            headlines: vec![headline(&names.exact)],
            words: gold.text().split_whitespace().count(),
            names,
            resolutions,
            references,
            coreference: Coreference::default(),
            relations,
            given_relations: None,
            unrelated: None,
            #[cfg(feature = "places")]
            places: PlaceCounts::default(),
            ignored: gold.ignored().clone(),
        }
    }

    pub(super) fn with_given_relations(self, given_relations: Option<RelationScores>) -> Self {
        Report { given_relations, ..self }
    }

    /// Adds what was seen in texts without relations.
    #[must_use]
    pub fn with_unrelated(self, unrelated: Unrelated) -> Self {
        Report { unrelated: Some(unrelated), ..self }
    }

    pub(super) fn with_coreference(self, coreference: Coreference) -> Self {
        Report { coreference, ..self }
    }

    #[cfg(feature = "places")]
    pub(super) fn with_places(self, places: PlaceCounts) -> Self {
        Report { places, ..self }
    }

    /// Names of places linked to where they lie; none if the gold data has no coordinates.
    #[cfg(feature = "places")]
    pub fn places(&self) -> Option<PlaceCounts> {
        Some(self.places).filter(|places| places.gold > 0)
    }

    /// Number of documents.
    pub fn documents(&self) -> usize {
        self.headlines.len()
    }

    /// Number of words in them, as white space parts them.
    pub fn words(&self) -> usize {
        self.words
    }

    /// The figure to compare by: names of persons, organizations and places together, same span and same type.
    pub fn headline(&self) -> Counts {
        headline(&self.names.exact)
    }

    /// Where the headline's F1 would lie on other such documents, 95 times in 100: the percentile bootstrap over documents
    /// (Efron 1979). None for fewer than two documents.
    pub fn interval(&self) -> Option<(f64, f64)> {
        bootstrap::interval(&self.headlines)
    }

    /// Names by CoNLL's four types: right if span and type are the same.
    pub fn names(&self) -> &Table<EntityType> {
        &self.names.exact
    }

    /// The same with a leading `the` and a trailing `'s` dropped on both sides, as annotation manuals differ there.
    pub fn lenient(&self) -> &Table<EntityType> {
        &self.names.lenient
    }

    /// Names by the library's ten types; none unless the gold data tells them apart.
    pub fn fine(&self) -> Option<&Table<EntityType>> {
        let is_coarse = |table: &Table<EntityType>| {
            table.iter().all(|(entity_type, counts)| counts.gold == 0 || entity_type == entity_type.coarse())
        };
        self.names.fine.as_ref().filter(|table| !is_coarse(table))
    }

    /// Whether the confidences of the headline's names tell how often they are right.
    pub fn calibration(&self) -> &Calibration {
        &self.names.calibration
    }

    /// Which of the names found are one entity; none unless every gold document tells.
    pub fn clusters(&self) -> Option<ClusterScores> {
        self.resolutions.as_ref().map(|resolutions| resolutions.found.clusters)
    }

    /// The same with its merges, also for the gold data's names and for persons, organizations and places by themselves.
    pub fn resolutions(&self) -> Option<&Resolutions> {
        self.resolutions.as_ref()
    }

    /// Typed relations: right if the type is the same and both entities are found. None unless every gold document has the
    /// library's types, or if no document has a relation, as in sets that annotate none.
    pub fn relations(&self) -> Option<&RelationScores> {
        self.relations.as_ref().filter(|relations| relations.types.micro().gold > 0)
    }

    /// The same between the gold data's entities with all their mentions, so that only the relations are found; by
    /// [`evaluate`](super::evaluate()) and [`evaluate_one`](super::evaluate_one).
    pub fn given_relations(&self) -> Option<&RelationScores> {
        self.given_relations.as_ref().filter(|relations| relations.types.micro().gold > 0)
    }

    /// Relations seen where there are none, if such texts were read.
    pub fn unrelated(&self) -> Option<Unrelated> {
        self.unrelated
    }

    /// Noun phrases and pronouns, and clusters of all mentions; none unless the gold data marks any.
    pub fn references(&self) -> Option<&References> {
        self.references.as_ref().filter(|references| references.nominals.gold + references.pronouns.gold > 0)
    }

    /// Who is who in data that has no types or marks some mentions alone; none if there is no such data.
    pub fn coreference(&self) -> Option<Coreference> {
        Some(self.coreference).filter(|scores| scores.pairs.gold > 0 || scores.clusters.b_cubed.recall.whole > 0.0)
    }

    /// Gold labels that are no type of the library's and were left out, with how often they occur.
    pub fn ignored(&self) -> &BTreeMap<String, usize> {
        &self.ignored
    }
}

fn headline(coarse: &Table<EntityType>) -> Counts {
    HEADLINE.into_iter().map(|entity_type| coarse[entity_type]).sum()
}

impl Add for Report {
    type Output = Self;

    fn add(mut self, other: Self) -> Self {
        self.headlines.extend(other.headlines);
        for (label, count) in other.ignored {
            *self.ignored.entry(label).or_default() += count;
        }
        Report {
            words: self.words + other.words,
            names: self.names + other.names,
            resolutions: both(self.resolutions, other.resolutions),
            references: both(self.references, other.references),
            coreference: self.coreference + other.coreference,
            relations: both(self.relations, other.relations),
            given_relations: both(self.given_relations, other.given_relations),
            unrelated: both(self.unrelated, other.unrelated),
            #[cfg(feature = "places")]
            places: self.places + other.places,
            ..self
        }
    }
}

impl Add for NameScores {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        NameScores {
            exact: self.exact + other.exact,
            lenient: self.lenient + other.lenient,
            fine: both(self.fine, other.fine),
            calibration: self.calibration + other.calibration,
        }
    }
}

/// A sum over a part of the documents would pass for one over all.
fn both<T: Add<Output = T>>(first: Option<T>, second: Option<T>) -> Option<T> {
    Some(first? + second?)
}

impl Sum for Report {
    fn sum<I: Iterator<Item = Report>>(reports: I) -> Report {
        reports.reduce(Report::add).unwrap_or_default()
    }
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut report = serializer.serialize_struct("Report", 18)?;
        report.serialize_field("documents", &self.documents())?;
        report.serialize_field("words", &self.words)?;
        report.serialize_field("headline", &self.headline())?;
        report.serialize_field("interval", &self.interval())?;
        report.serialize_field("names", self.names())?;
        report.serialize_field("lenient", self.lenient())?;
        report.serialize_field("fine", &self.fine())?;
        report.serialize_field("calibration_error", &self.calibration().error())?;
        report.serialize_field("clusters", &self.clusters())?;
        report.serialize_field("resolutions", &self.resolutions)?;
        report.serialize_field("references", &self.references())?;
        report.serialize_field("coreference", &self.coreference())?;
        report.serialize_field("relations", &self.relations())?;
        report.serialize_field("given_relations", &self.given_relations())?;
        report.serialize_field("unrelated", &self.unrelated)?;
        #[cfg(feature = "places")]
        report.serialize_field("places", &self.places())?;
        report.serialize_field("ignored", &self.ignored)?;
        report.end()
    }
}
