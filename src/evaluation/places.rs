//! Places linked against where they lie.

use std::{collections::HashMap, ops::Add};

use serde::{Serialize, Serializer, ser::SerializeStruct};

use super::{GoldDocument, counts::ratio};
use crate::{
    Extraction, Span,
    place::{self, Coordinates},
};

/// How many names of places were linked, and how many of the links lie where they should: within 161 km (100 miles) of the gold
/// point, the measure of toponym resolution (Gritta et al. 2018).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PlaceCounts {
    /// Names whose place the gold data gives.
    pub gold: usize,
    /// Those that were found, as the same words, and linked to a place.
    pub linked: usize,
    /// Those whose link lies within 161 km.
    pub near: usize,
}

const NEAR: f32 = 161.0;

impl PlaceCounts {
    /// Share of the links that are right, 0 to 1; 0 if there are none.
    pub fn precision(self) -> f64 {
        ratio(self.near as f64, self.linked as f64)
    }

    /// Share of the gold data's names that were linked, 0 to 1.
    pub fn coverage(self) -> f64 {
        ratio(self.linked as f64, self.gold as f64)
    }
}

/// Scores the links of one document.
pub(super) fn score(gold: &GoldDocument, extraction: &Extraction) -> PlaceCounts {
    let points = linked(extraction);
    let found: Vec<(Coordinates, Coordinates)> =
        gold.points().iter().filter_map(|(span, point)| Some((*point, *points.get(span)?))).collect();
    let near = found.iter().filter(|(gold, point)| gold.kilometers_to(*point) <= NEAR).count();
    PlaceCounts { gold: gold.points().len(), linked: found.len(), near }
}

/// Where each linked mention lies.
fn linked(extraction: &Extraction) -> HashMap<Span, Coordinates> {
    let mut points = HashMap::new();
    for entity in extraction.entities() {
        if let Some(point) = entity.link.as_deref().and_then(place::coordinates) {
            points.extend(entity.mentions.iter().map(|&mention| (extraction[mention].span, point)));
        }
    }
    points
}

impl Add for PlaceCounts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        PlaceCounts { gold: self.gold + other.gold, linked: self.linked + other.linked, near: self.near + other.near }
    }
}

/// With precision and coverage beside the counts.
impl Serialize for PlaceCounts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut counts = serializer.serialize_struct("PlaceCounts", 5)?;
        counts.serialize_field("gold", &self.gold)?;
        counts.serialize_field("linked", &self.linked)?;
        counts.serialize_field("near", &self.near)?;
        counts.serialize_field("precision", &self.precision())?;
        counts.serialize_field("coverage", &self.coverage())?;
        counts.end()
    }
}
