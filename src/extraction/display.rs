use std::fmt;

use super::Extraction;

/// Entities with their aliases, then relations with their evidence.
impl fmt::Display for Extraction {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        for entity in self.entities() {
            writeln!(f, "{:<8}{}", entity.entity_type, entity.name)?;
        }
        Ok(())
    }
}
