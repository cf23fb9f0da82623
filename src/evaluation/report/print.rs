//! A report for people.

use std::fmt;

#[cfg(feature = "places")]
use super::PlaceCounts;
use super::{
    Calibration, ClusterScores, Coreference, Counts, HEADLINE, PRECISION, References, RelationScores, Report, Resolution, Table,
    Unrelated, headline,
};
use crate::EntityType;

/// A table for a terminal, in percent.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        writeln!(f, "{} documents, {} words", self.documents(), self.words)?;
        if let Some(scores) = self.coreference() {
            coreference(f, scores)?;
        }
        if self.names().micro().gold + self.names().micro().predicted > 0 || self.coreference().is_none() {
            self.write_names(f)?;
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

impl Report {
    fn write_names(&self, f: &mut fmt::Formatter) -> fmt::Result {
        names(f, "names, exact", self.names())?;
        if let Some((low, high)) = self.interval() {
            writeln!(f, "  95 % interval of PER/ORG/LOC F1 over documents: {:.1} to {:.1}", low * 100.0, high * 100.0)?;
        }
        calibration(f, self.calibration())?;
        names(f, "names without `the`, `'s`", self.lenient())?;
        if let Some(fine) = self.fine() {
            table(f, "names, fine types", fine)?;
        }
        Ok(())
    }
}

fn coreference(f: &mut fmt::Formatter, scores: Coreference) -> fmt::Result {
    if scores.pairs.gold > 0 {
        heading(f, "pronouns and names")?;
        row(f, "pairs", scores.pairs)?;
    }
    if scores.clusters.b_cubed.recall.whole > 0.0 {
        let heads = "clusters with a name, mentions by their heads";
        for (title, clusters) in [("clusters with a name, all mentions", scores.clusters), (heads, scores.heads)] {
            cluster_rows(f, title, clusters)?;
            writeln!(f, "  {:<70}{:>7.1}", "CoNLL average", clusters.conll() * 100.0)?;
        }
    }
    Ok(())
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
    cluster_rows(f, title, scores)?;
    let links = resolution.links();
    writeln!(f, "  {:<32}{:>10}{:>9}{:>11.1}{:>15}", "merges", links.predicted, links.correct, links.precision() * 100.0, "")?;
    writeln!(f, "  {:<70}{:>7.1}", "CoNLL average", scores.conll() * 100.0)
}

fn cluster_rows(f: &mut fmt::Formatter, title: &str, scores: ClusterScores) -> fmt::Result {
    writeln!(f, "\n{title:<53}{:>11}{:>8}{:>7}", "precision", "recall", "F1")?;
    for (name, counts) in [("MUC", scores.muc), ("B³", scores.b_cubed), ("CEAFe", scores.ceaf_e), ("LEA", scores.lea)] {
        let [precision, recall, f1] = [counts.precision.value(), counts.recall.value(), counts.f1()].map(|value| value * 100.0);
        writeln!(f, "  {name:<51}{precision:>11.1}{recall:>8.1}{f1:>7.1}")?;
    }
    Ok(())
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
