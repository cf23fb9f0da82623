//! Places: which region or city a name means, and where it lies; behind the feature `places`.
//!
//! The table is GeoNames' (see `place/ATTRIBUTION.md`): first-level regions, and cities above 15,000 people. What a name means
//! is told by what contains it (`Springfield, Ohio`), by the other places of the article, and by how many people live there,
//! after Leidner 2007 (*Toponym Resolution in Text*): one sense for each name of an article, few countries for an article. A
//! name that could be two places stays without a link.
//!
//! ```
//! use newsgraph::{Extractor, place};
//!
//! let extraction = Extractor::new()?.extract("A tornado hit Springfield, Ohio, on Friday, officials in Columbus said.")?;
//! let springfield = extraction.entities().iter().find(|entity| entity.name == "Springfield").expect("it is named");
//! let point = place::coordinates(springfield.link.as_deref().expect("it is linked")).expect("it is in the table");
//! assert!(point.kilometers_to(place::coordinates("geonames:4525353").expect("Springfield, Ohio")) < 1.0);
//! # Ok::<(), newsgraph::Error>(())
//! ```

mod resolve;
mod table;
#[cfg(test)]
mod tests;

pub(crate) use resolve::link;

/// A point on Earth, in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coordinates {
    /// North of the equator.
    pub latitude: f32,
    /// East of Greenwich.
    pub longitude: f32,
}

/// The mean radius of the Earth (IUGG).
const EARTH_RADIUS: f32 = 6371.0;

impl Coordinates {
    /// The distance over ground, by the haversine formula.
    #[must_use]
    pub fn kilometers_to(self, other: Self) -> f32 {
        let haversine = |angle: f32| (angle / 2.0).sin().powi(2);
        let [north, other_north] = [self.latitude, other.latitude].map(f32::to_radians);
        let east = (other.longitude - self.longitude).to_radians();
        let chord = haversine(other_north - north) + north.cos() * other_north.cos() * haversine(east);
        2.0 * EARTH_RADIUS * chord.sqrt().min(1.0).asin()
    }
}

/// Where the place lies that an [`Entity::link`](crate::Entity::link) names; for a country or region the middle of it. None if
/// the link is not of a place.
///
/// ```
/// let kyiv = newsgraph::place::coordinates("geonames:703448").expect("it is in the table");
/// assert_eq!((kyiv.latitude, kyiv.longitude), (50.45, 30.52));
/// assert!(newsgraph::place::coordinates("iso3166:UA").is_some());
/// ```
pub fn coordinates(link: &str) -> Option<Coordinates> {
    let place = match link.split_once(':')? {
        ("geonames", id) => table::by_id(id.parse().ok()?)?,
        ("iso3166", code) => table::country(code)?,
        _ => return None,
    };
    Some(table::place(place).point)
}
