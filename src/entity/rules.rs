//! What the caller knows better: names that must or must not be one entity.

/// Pairs of names that must, or must not, be taken for one entity.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MergeRules {
    must: Vec<(String, String)>,
    cannot: Vec<(String, String)>,
}

impl MergeRules {
    /// No rules.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the two names for one entity; case and accents do not count.
    #[must_use]
    pub fn must_merge(mut self, name: impl AsRef<str>, other: impl AsRef<str>) -> Self {
        self.must.push(pair(name, other));
        self
    }

    /// Never takes the two names for one entity; case and accents do not count.
    #[must_use]
    pub fn cannot_merge(mut self, name: impl AsRef<str>, other: impl AsRef<str>) -> Self {
        self.cannot.push(pair(name, other));
        self
    }

    /// The pairs that must be one, [normalized](super::normalized).
    pub(crate) fn must(&self) -> &[(String, String)] {
        &self.must
    }

    /// The pairs that must not be one, [normalized](super::normalized).
    pub(crate) fn cannot(&self) -> &[(String, String)] {
        &self.cannot
    }

    /// Whether the two normalized names must stay apart.
    pub(crate) fn forbid(&self, name: &str, other: &str) -> bool {
        self.cannot.iter().any(|(first, second)| (first == name && second == other) || (first == other && second == name))
    }
}

fn pair(name: impl AsRef<str>, other: impl AsRef<str>) -> (String, String) {
    (super::normalized(name.as_ref()), super::normalized(other.as_ref()))
}
