//! The container of a model file: named sections of bytes.
//!
//! All numbers are little-endian. The file begins with `newsgrph`, the version and the number of sections, 32 bits each;
//! then comes a table, 64 bytes a section: its name, padded with zeros to 48 bytes, and where it begins and how long it is,
//! 64 bits each. Sections begin at multiples of 64, so that they can be used where they lie.

use std::{collections::BTreeMap, fmt, ops::Range};

use bytes::Bytes;

use crate::{Error, Result};

/// What a model file is called in errors.
pub(super) const FILE: &str = "*.newsgraph";

const MAGIC: &[u8; 8] = b"newsgrph";
const VERSION: u32 = 1;
const HEADER: usize = 16;
const NAME: usize = 48;
const ENTRY: usize = 64;
#[cfg(any(feature = "convert", test))]
const ALIGNMENT: usize = 64;

/// A model file whose table has been checked.
pub(super) struct Sections {
    file: Bytes,
    places: BTreeMap<String, Range<usize>>,
}

impl fmt::Debug for Sections {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "Sections({} of {} bytes in all)", self.places.len(), self.file.len())
    }
}

impl Sections {
    /// # Errors
    ///
    /// If the bytes are no model file of this version or a section lies outside of them.
    pub(super) fn read(file: Bytes) -> Result<Self> {
        let broken = |problem: String| Error::model(FILE, problem);
        let header = file.get(..HEADER).filter(|header| header.starts_with(MAGIC));
        let header = header.ok_or_else(|| broken("it does not begin as a newsgraph model does".into()))?;
        let (version, count) = (number(&header[8..12]), number(&header[12..16]) as usize);
        if version != u64::from(VERSION) {
            return Err(broken(format!("its version is {version}, and {VERSION} alone is known")));
        }
        let table = count.checked_mul(ENTRY).and_then(|length| file.get(HEADER..HEADER.checked_add(length)?));
        let table = table.ok_or_else(|| broken(format!("it is too short for the table of its {count} sections")))?;
        let mut places = BTreeMap::new();
        for entry in table.chunks_exact(ENTRY) {
            let name = String::from_utf8_lossy(&entry[..NAME]).trim_end_matches('\0').to_owned();
            let place = place(&entry[NAME..]).filter(|place| place.end <= file.len());
            let place = place.ok_or_else(|| broken(format!("section `{name}` reaches beyond its end: it may be cut short")))?;
            if places.insert(name.clone(), place).is_some() {
                return Err(broken(format!("there are two sections `{name}`")));
            }
        }
        if share_bytes(&places, HEADER + table.len()) {
            return Err(broken("two of its sections overlap".into()));
        }
        Ok(Sections { file, places })
    }

    /// The whole file.
    pub(super) fn file(&self) -> Bytes {
        self.file.clone()
    }

    /// A section, where it lies.
    ///
    /// # Errors
    ///
    /// If there is none of this name.
    pub(super) fn get(&self, name: &str) -> Result<Bytes> {
        let place = self.places.get(name).ok_or_else(|| Error::model(FILE, format!("section `{name}` is missing")))?;
        Ok(self.file.slice(place.clone()))
    }

    /// A section of so many bytes.
    ///
    /// # Errors
    ///
    /// If there is none of this name or its length is another one; `None` is a length that no file has.
    pub(super) fn exact(&self, name: &str, length: Option<usize>) -> Result<Bytes> {
        let section = self.get(name)?;
        match length {
            Some(length) if length == section.len() => Ok(section),
            _ => {
                Err(Error::model(FILE, format!("section `{name}` has {} bytes, which does not fit its settings", section.len())))
            }
        }
    }
}

/// Whether a section overlaps another or what comes before `end_of_table`: then a short file could ask for much memory.
fn share_bytes(places: &BTreeMap<String, Range<usize>>, end_of_table: usize) -> bool {
    let mut places: Vec<&Range<usize>> = places.values().collect();
    places.sort_by_key(|place| (place.start, place.end));
    let ends = std::iter::once(end_of_table).chain(places.iter().map(|place| place.end));
    ends.zip(&places).any(|(end, next)| next.start < end)
}

fn number(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |number, &byte| number << 8 | u64::from(byte))
}

fn place(entry: &[u8]) -> Option<Range<usize>> {
    let (start, length) = (usize::try_from(number(&entry[..8])).ok()?, usize::try_from(number(&entry[8..])).ok()?);
    Some(start..start.checked_add(length)?)
}

/// A model file of these sections.
///
/// # Panics
///
/// If a name is longer than 48 bytes.
#[cfg(any(feature = "convert", test))]
pub(super) fn write(sections: &BTreeMap<String, Vec<u8>>) -> Vec<u8> {
    let mut file = [MAGIC.as_slice(), &VERSION.to_le_bytes(), &(sections.len() as u32).to_le_bytes()].concat();
    let mut start = (HEADER + sections.len() * ENTRY).next_multiple_of(ALIGNMENT);
    for (name, section) in sections {
        let mut entry = [0; NAME];
        entry[..name.len()].copy_from_slice(name.as_bytes());
        file.extend_from_slice(&entry);
        file.extend_from_slice(&(start as u64).to_le_bytes());
        file.extend_from_slice(&(section.len() as u64).to_le_bytes());
        start = (start + section.len()).next_multiple_of(ALIGNMENT);
    }
    for section in sections.values() {
        file.resize(file.len().next_multiple_of(ALIGNMENT), 0);
        file.extend_from_slice(section);
    }
    file
}
