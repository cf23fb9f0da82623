//! What the caller knows better: names that must or must not be one entity.

use std::collections::BTreeSet;

/// Pairs of names that must, or must not, be taken for one entity, and names that are another's in some articles.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MergeRules {
    must: Vec<(String, String)>,
    cannot: Vec<(String, String)>,
    others: Vec<(String, BTreeSet<String>)>,
}

impl MergeRules {
    /// No rules.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the two names for one entity; case and accents do not count.
    ///
    /// A name paired with itself is one entity's in all articles, whatever tells them apart.
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

    /// Takes the name for another's in the articles of these ids than in all the rest; for graphs of many articles.
    ///
    /// ```
    /// use newsgraph::{Document, Extractor, MergeRules, RelationGraph};
    ///
    /// let rules = MergeRules::new().namesake("Michael Jordan", ["nips-2025", "berkeley-news-7"]);
    /// let mut graph = RelationGraph::with_rules(&rules)?;
    /// let extractor = Extractor::new()?;
    /// for (id, text) in [("nba-3", "Michael Jordan won."), ("nips-2025", "Michael Jordan spoke."), ("nba-4", "Michael Jordan flew.")] {
    ///     graph.merge(&extractor.extract(Document::new(text).with_id(id))?);
    /// }
    /// let ids: Vec<&str> = graph.nodes().map(|(_, node)| node.id.as_str()).collect();
    /// assert_eq!(ids, ["PER:michael jordan", "PER:michael jordan#=berkeley-news-7"]);
    /// # Ok::<(), newsgraph::Error>(())
    /// ```
    #[must_use]
    pub fn namesake<S: Into<String>>(mut self, name: impl AsRef<str>, articles: impl IntoIterator<Item = S>) -> Self {
        self.others.push((super::normalized(name.as_ref()), articles.into_iter().map(Into::into).collect()));
        self
    }

    /// The names that are another's, [normalized](super::normalized), with the ids of the articles.
    pub(crate) fn others(&self) -> &[(String, BTreeSet<String>)] {
        &self.others
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
