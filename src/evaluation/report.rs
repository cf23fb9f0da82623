//! What an evaluation says, for people and for programs.

use std::{collections::BTreeMap, fmt, iter::Sum, ops::Add};

use serde::{Serialize, Serializer, ser::SerializeStruct};

#[cfg(feature = "places")]
use super::PlaceCounts;
use super::{
    Calibration, ClusterScores, Counts, GoldDocument, References, RelationScores, Resolution, Resolutions, Table, Unrelated,
    bootstrap, names::NameScores,
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
        let mut report = serializer.serialize_struct("Report", 17)?;
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
        report.serialize_field("relations", &self.relations())?;
        report.serialize_field("given_relations", &self.given_relations())?;
        report.serialize_field("unrelated", &self.unrelated)?;
        #[cfg(feature = "places")]
        report.serialize_field("places", &self.places())?;
        report.serialize_field("ignored", &self.ignored)?;
        report.end()
    }
}

/// A table for a terminal, in percent.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        writeln!(f, "{} documents, {} words", self.documents(), self.words)?;
        names(f, "names, exact", self.names())?;
        if let Some((low, high)) = self.interval() {
            writeln!(f, "  95 % interval of PER/ORG/LOC F1 over documents: {:.1} to {:.1}", low * 100.0, high * 100.0)?;
        }
        calibration(f, self.calibration())?;
        names(f, "names without `the`, `'s`", self.lenient())?;
        if let Some(fine) = self.fine() {
            table(f, "names, fine types", fine)?;
        }
        if let Some(resolutions) = &self.resolutions {
            clusters(f, "clusters of names", &resolutions.found)?;
            clusters(f, "clusters of PER/ORG/LOC", &resolutions.found_headline)?;
            clusters(f, "clusters of gold names", &resolutions.given)?;
            clusters(f, "clusters of gold PER/ORG/LOC", &resolutions.given_headline)?;
            merges(f, &resolutions.given)?;
        }
        if let Some(found) = self.references() {
            references(f, found)?;
        }
        #[cfg(feature = "places")]
        if let Some(places) = self.places() {
            linked(f, places)?;
        }
        if let Some(relations) = self.relations() {
            relation_scores(f, "typed relations", relations)?;
        }
        if let Some(relations) = self.given_relations() {
            relation_scores(f, "relations of gold mentions", relations)?;
        }
        if let Some(Unrelated { texts, seen }) = self.unrelated {
            writeln!(f, "\na relation is seen in {seen} of {texts} texts that have none")?;
        }
        if !self.ignored.is_empty() {
            let counts: Vec<String> = self.ignored.iter().map(|(label, count)| format!("{label} {count}")).collect();
            writeln!(f, "\nleft out, as no type of ours: {}", counts.join(", "))?;
        }
        Ok(())
    }
}

fn calibration(f: &mut fmt::Formatter, calibration: &Calibration) -> fmt::Result {
    write!(f, "  calibration error of the confidences (ECE): {:.1}", calibration.error() * 100.0)?;
    match calibration.threshold(PRECISION) {
        Some(kept) => writeln!(
            f,
            "; precision {:.1} and recall {:.1} from {:.2} up",
            kept.precision * 100.0,
            kept.recall * 100.0,
            kept.min_confidence
        ),
        None => writeln!(f),
    }
}

fn names(f: &mut fmt::Formatter, title: &str, coarse: &Table<EntityType>) -> fmt::Result {
    heading(f, title)?;
    for entity_type in HEADLINE {
        row(f, entity_type.label(), coarse[entity_type])?;
    }
    row(f, "PER/ORG/LOC", headline(coarse))?;
    let rest = coarse[EntityType::Miscellaneous];
    if rest.gold == 0 {
        return writeln!(f, "  {:<26}{:>6}{:>10}  not in this gold data", "MISC", 0, rest.predicted);
    }
    row(f, "MISC", rest)?;
    row(f, "all four", coarse.micro())
}

fn table<K: Ord + Copy + fmt::Display>(f: &mut fmt::Formatter, title: &str, table: &Table<K>) -> fmt::Result {
    heading(f, title)?;
    table.iter().try_for_each(|(key, counts)| row(f, key, counts))?;
    row(f, "all", table.micro())
}

fn relation_scores(f: &mut fmt::Formatter, title: &str, scores: &RelationScores) -> fmt::Result {
    table(f, title, &scores.types)?;
    row(f, "by patterns", scores.patterns)?;
    for (what, share) in
        [("flags right, of those found", scores.flags), ("triggers that overlap, of those found", scores.triggers)]
    {
        writeln!(f, "  {what:<70}{:>7.1}", share.value() * 100.0)?;
    }
    Ok(())
}

fn heading(f: &mut fmt::Formatter, title: &str) -> fmt::Result {
    writeln!(f, "\n{title:<28}{:>6}{:>10}{:>9}{:>11}{:>8}{:>7}", "gold", "predicted", "correct", "precision", "recall", "F1")
}

fn row(f: &mut fmt::Formatter, name: impl fmt::Display, counts: Counts) -> fmt::Result {
    let Counts { gold, predicted, correct } = counts;
    let [precision, recall, f1] = [counts.precision(), counts.recall(), counts.f1()].map(|value| value * 100.0);
    writeln!(f, "  {name:<26}{gold:>6}{predicted:>10}{correct:>9}{precision:>11.1}{recall:>8.1}{f1:>7.1}")
}

fn clusters(f: &mut fmt::Formatter, title: &str, resolution: &Resolution) -> fmt::Result {
    let scores = resolution.clusters;
    writeln!(f, "\n{title:<53}{:>11}{:>8}{:>7}", "precision", "recall", "F1")?;
    for (name, counts) in [("MUC", scores.muc), ("B³", scores.b_cubed), ("CEAFe", scores.ceaf_e), ("LEA", scores.lea)] {
        let [precision, recall, f1] = [counts.precision.value(), counts.recall.value(), counts.f1()].map(|value| value * 100.0);
        writeln!(f, "  {name:<51}{precision:>11.1}{recall:>8.1}{f1:>7.1}")?;
    }
    let links = resolution.links();
    writeln!(f, "  {:<32}{:>10}{:>9}{:>11.1}{:>15}", "merges", links.predicted, links.correct, links.precision() * 100.0, "")?;
    writeln!(f, "  {:<70}{:>7.1}", "CoNLL average", scores.conll() * 100.0)
}

fn references(f: &mut fmt::Formatter, found: &References) -> fmt::Result {
    heading(f, "references")?;
    row(f, "noun phrases", found.nominals)?;
    row(f, "pronouns", found.pronouns)?;
    let clusters = found.clusters;
    for (name, counts) in
        [("all mentions, MUC", clusters.muc), ("all mentions, B³", clusters.b_cubed), ("all mentions, CEAFe", clusters.ceaf_e)]
    {
        let [precision, recall, f1] = [counts.precision.value(), counts.recall.value(), counts.f1()].map(|value| value * 100.0);
        writeln!(f, "  {name:<51}{precision:>11.1}{recall:>8.1}{f1:>7.1}")?;
    }
    writeln!(f, "  {:<70}{:>7.1}", "all mentions, CoNLL average", clusters.conll() * 100.0)
}

#[cfg(feature = "places")]
fn linked(f: &mut fmt::Formatter, places: PlaceCounts) -> fmt::Result {
    writeln!(f, "\n{:<28}{:>6}{:>10}{:>9}{:>11}{:>8}", "places linked", "gold", "linked", "near", "precision", "share")?;
    let PlaceCounts { gold, linked, near } = places;
    let [precision, coverage] = [places.precision(), places.coverage()].map(|value| value * 100.0);
    writeln!(f, "  {:<26}{gold:>6}{linked:>10}{near:>9}{precision:>11.1}{coverage:>8.1}{:>7}", "within 161 km", "")
}

fn merges(f: &mut fmt::Formatter, resolution: &Resolution) -> fmt::Result {
    writeln!(f, "\n{:<34}{:>10}{:>9}{:>11}", "merges of gold names", "predicted", "correct", "precision")?;
    for (reason, links) in &resolution.merges {
        let precision = links.precision() * 100.0;
        writeln!(f, "  {reason:<32}{:>10}{:>9}{precision:>11.1}{:>15}", links.predicted, links.correct, "")?;
    }
    Ok(())
}
