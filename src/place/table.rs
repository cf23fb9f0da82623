//! The table of places.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::Coordinates;

/// What a place is, from large to small.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A country, or a continent.
    Country,
    Region,
    City,
}

/// The index of a place in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct PlaceId(usize);

#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) kind: Kind,
    /// GeoNames' number; 0 for a region that it does not have.
    pub(super) geonames: u32,
    /// The country and the region that it is in; for a country and a region, itself.
    pub(super) country: PlaceId,
    pub(super) region: PlaceId,
    pub(super) point: Coordinates,
    /// Whether it is the capital of its country.
    pub(super) is_capital: bool,
    /// How many thousand people live there.
    pub(super) thousands: u32,
}

/// A place that a name can mean.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sense {
    pub(super) place: PlaceId,
    /// Whether the place usually goes by the name.
    pub(super) is_usual: bool,
}

#[derive(Debug, Default)]
struct Table {
    places: Vec<Place>,
    names: FxHashMap<&'static str, Vec<Sense>>,
    countries: FxHashMap<&'static str, PlaceId>,
    ids: FxHashMap<u32, PlaceId>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table::default();
    for row in include_str!("places.tsv").lines().filter(|line| !line.starts_with('#')) {
        table.add(row).expect("the table is well formed, as a test has it");
    }
    table
});

impl Table {
    /// Adds a row; a region is in the last country, a city in the last region.
    fn add(&mut self, row: &'static str) -> Option<()> {
        let mut columns = row.split('\t');
        let (kind, key) = (columns.next()?, columns.next()?);
        let geonames = columns.next()?.parse().ok()?;
        let point = Coordinates { latitude: columns.next()?.parse().ok()?, longitude: columns.next()?.parse().ok()? };
        let thousands = columns.next()?.parse().ok()?;
        let id = PlaceId(self.places.len());
        let above = self.places.last().copied();
        let (kind, country, region) = match kind {
            "C" => (Kind::Country, id, id),
            "R" => (Kind::Region, above?.country, id),
            _ => (Kind::City, above?.country, above?.region),
        };
        self.places.push(Place { kind, geonames, country, region, point, is_capital: key == "*", thousands });
        if kind == Kind::Country && key != "-" {
            self.countries.insert(key, id);
        }
        if geonames > 0 {
            self.ids.insert(geonames, id);
        }
        for (index, name) in columns.next()?.split('|').filter(|name| !name.is_empty()).enumerate() {
            let is_usual = index == 0 || kind != Kind::City;
            self.names.entry(name).or_default().push(Sense { place: id, is_usual });
        }
        Some(())
    }
}

/// The place of an index.
pub(super) fn place(id: PlaceId) -> &'static Place {
    &TABLE.places[id.0]
}

/// The places that a [normalized](crate::entity::normalized) name can mean.
pub(super) fn senses(name: &str) -> &'static [Sense] {
    TABLE.names.get(name).map_or(&[], Vec::as_slice)
}

/// The country of an ISO 3166-1 alpha-2 code.
pub(super) fn country(code: &str) -> Option<PlaceId> {
    TABLE.countries.get(code).copied()
}

/// The place that GeoNames gives a number.
pub(super) fn by_id(geonames: u32) -> Option<PlaceId> {
    TABLE.ids.get(&geonames).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entity;

    #[test]
    fn the_table_is_whole() {
        let count = |kind| TABLE.places.iter().filter(|place| place.kind == kind).count();
        assert_eq!([Kind::Country, Kind::City].map(count), [257, 34_006]);
        assert!(count(Kind::Region) > 3_000);
        for place in &TABLE.places {
            assert!(place.point.latitude.abs() <= 90.0 && place.point.longitude.abs() <= 180.0, "{place:?}");
        }
    }

    #[test]
    fn names_are_as_they_are_looked_up() {
        for name in TABLE.names.keys() {
            assert_eq!(*name, entity::normalized(name));
        }
    }

    #[test]
    fn places_lie_in_their_region_and_country() {
        for (name, region, code) in
            [("dayton", "ohio", "US"), ("munich", "bavaria", "DE"), ("lyon", "auvergne rhone alpes", "FR")]
        {
            let found = senses(name).iter().any(|sense| {
                let city = place(sense.place);
                let in_region = senses(region).iter().any(|sense| sense.place == city.region);
                in_region && Some(city.country) == country(code)
            });
            assert!(found, "{name}, {region}, {code}");
        }
    }
}
