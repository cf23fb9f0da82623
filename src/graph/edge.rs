//! Edges: relations across articles, summed up from what each article adds.

use std::{
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
    sync::Arc,
};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::SourceDocument;
use crate::{Flags, RelationSource, RelationType, Span};

/// A relation between two nodes with all that supports it.
///
/// A symmetric relation is kept once, from the node whose id comes first. All but the relation sums up
/// [`documents`](Self::documents). What one article asserts and another denies is one edge: see [`flags`](Self::flags).
#[derive(Debug, Clone, PartialEq)]
pub struct Edge {
    /// How the two are linked.
    pub relation: RelationType,
    /// Sum of the articles' weights.
    pub weight: f64,
    /// The highest confidence of any article, 0 to 1.
    pub confidence: f32,
    /// Day of the earliest dated article that says so.
    pub first: Option<Date>,
    /// Day of the latest dated article that says so.
    pub last: Option<Date>,
    /// The articles that say so, and where.
    pub documents: BTreeMap<Arc<SourceDocument>, Support>,
}

/// What one article adds to an [`Edge`].
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Support {
    /// How strongly the article links the two.
    pub weight: f64,
    /// Estimated probability that the article says so, 0 to 1.
    pub confidence: f32,
    /// Where it says so, in reading order; repeats left out.
    pub evidence: Vec<EdgeEvidence>,
    /// How it says so where it gives no place, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unquoted: Vec<Flags>,
}

/// The place in an article that supports an edge.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EdgeEvidence {
    /// Bytes of the sentence in the article.
    pub sentence: Span,
    /// Bytes of the mention of the edge's source.
    pub subject: Span,
    /// Bytes of the mention of the edge's target.
    pub object: Span,
    /// Bytes of the words that say so, for typed relations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trigger: Option<Span>,
    /// Whether this article denies it, plans it, calls it over or only claims it.
    #[serde(default)]
    pub flags: Flags,
    /// What found it, for typed relations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<RelationSource>,
    /// The words of the sentence; its spans count from the start of the article: see [`words`](Self::words).
    pub text: Arc<str>,
}

impl EdgeEvidence {
    /// The words of one of its spans; none if that is not within the sentence.
    ///
    /// ```
    /// use newsgraph::{Extractor, RelationGraph};
    ///
    /// let mut graph = RelationGraph::new();
    /// graph.merge(&Extractor::new()?.extract("It rained. NATO chief Mark Rutte flew to Kyiv.")?);
    /// let kyiv = graph.entity("Kyiv")?;
    /// let (edge, _) = graph.neighbors(kyiv).next().expect("it is named with others");
    /// let (_, evidence) = edge.evidence().next().expect("an edge has evidence");
    /// let ends = [evidence.subject, evidence.object].map(|span| evidence.words(span));
    /// assert!(ends.contains(&Some("Kyiv")), "{ends:?}");
    /// # Ok::<(), newsgraph::Error>(())
    /// ```
    pub fn words(&self, span: Span) -> Option<&str> {
        let within = |offset: usize| offset.checked_sub(self.sentence.start);
        self.text.get(within(span.start)?..within(span.end)?)
    }
}

impl Edge {
    /// The edge that these articles support.
    pub(crate) fn gather(relation: RelationType, documents: BTreeMap<Arc<SourceDocument>, Support>) -> Self {
        let mut edge = Edge { relation, weight: 0.0, confidence: 0.0, first: None, last: None, documents: BTreeMap::new() };
        documents.into_iter().for_each(|(document, support)| edge.add(document, support));
        edge
    }

    /// Every place that supports the edge, by article and place.
    pub fn evidence(&self) -> impl Iterator<Item = (&SourceDocument, &EdgeEvidence)> {
        let places = |(document, support)| {
            let (document, support): (&Arc<SourceDocument>, &Support) = (document, support);
            support.evidence.iter().map(move |evidence| (&**document, evidence))
        };
        self.documents.iter().flat_map(places)
    }

    /// The number of articles that say so in each way: three assert it, one denies it.
    ///
    /// An article that says it in several ways counts for each of them.
    ///
    /// ```
    /// use newsgraph::{Flags, RelationGraph};
    /// # let json = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/export/example.json"));
    /// # let graph: RelationGraph = serde_json::from_str(json)?;
    ///
    /// let (_, visit, _) = graph.edges().find(|(_, edge, _)| edge.relation.label() == "visits").expect("there is one");
    /// assert_eq!(visit.flags(), [(Flags::default(), 1)].into());
    /// # Ok::<(), newsgraph::Error>(())
    /// ```
    pub fn flags(&self) -> BTreeMap<Flags, usize> {
        let mut counts = BTreeMap::new();
        for flags in self.documents.values().flat_map(Support::flags) {
            *counts.entry(flags).or_default() += 1;
        }
        counts
    }

    /// The number of articles that say so in a way that `fits`.
    pub fn articles(&self, fits: impl Fn(Flags) -> bool) -> usize {
        self.documents.values().filter(|support| support.flags().into_iter().any(&fits)).count()
    }

    /// The number of places of evidence by what found them; a co-mention has none.
    pub fn sources(&self) -> BTreeMap<RelationSource, usize> {
        let mut counts = BTreeMap::new();
        for source in self.evidence().filter_map(|(_, evidence)| evidence.source) {
            *counts.entry(source).or_default() += 1;
        }
        counts
    }

    /// Whether an article says so outright: not denied, not possible, not over, not merely claimed.
    pub fn is_asserted(&self) -> bool {
        self.articles(|flags| flags == Flags::default()) > 0
    }

    /// Adds what an article says of the relation, or more of what it says.
    pub(super) fn add(&mut self, document: Arc<SourceDocument>, mut support: Support) {
        support.weight = quantised(support.weight);
        self.weight += support.weight;
        self.confidence = self.confidence.max(support.confidence);
        (self.first, self.last) = document.widen(self.first, self.last);
        match self.documents.entry(document) {
            Entry::Vacant(free) => _ = free.insert(support),
            Entry::Occupied(mut taken) => taken.get_mut().join(support),
        }
    }
}

impl Support {
    /// The ways in which the article says so.
    pub fn flags(&self) -> BTreeSet<Flags> {
        let quoted = self.evidence.iter().map(|evidence| evidence.flags);
        let mut flags: BTreeSet<Flags> = quoted.chain(self.unquoted.iter().copied()).collect();
        if flags.is_empty() {
            flags.insert(Flags::default());
        }
        flags
    }

    /// What of it is said in a way that `fits`, if any.
    pub(super) fn said(&self, fits: impl Fn(Flags) -> bool) -> Option<Support> {
        if !self.flags().into_iter().any(&fits) {
            return None;
        }
        let mut said = self.clone();
        said.evidence.retain(|evidence| fits(evidence.flags));
        said.unquoted.retain(|flags| fits(*flags));
        Some(said)
    }

    /// Two relations of one article that turned out to be one.
    pub(super) fn join(&mut self, other: Support) {
        self.weight = quantised(self.weight) + quantised(other.weight);
        self.confidence = self.confidence.max(other.confidence);
        self.evidence.extend(other.evidence);
        self.evidence.sort_unstable();
        self.evidence.dedup();
        self.unquoted.extend(other.unquoted);
        self.unquoted.sort_unstable();
        self.unquoted.dedup();
    }

    /// The same, read from the other end.
    pub(super) fn reversed(mut self) -> Self {
        self.evidence.iter_mut().for_each(|evidence| std::mem::swap(&mut evidence.subject, &mut evidence.object));
        self.evidence.sort_unstable();
        self
    }
}

/// The nearest multiple of 2⁻²⁰.
///
/// Sums of such numbers are exact below 2³³, so the weight of an edge is the same in whatever order articles come; sums of
/// arbitrary floats are not.
fn quantised(weight: f64) -> f64 {
    const STEPS: f64 = (1 << 20) as f64;
    let sane = if weight.is_finite() { weight.clamp(0.0, STEPS) } else { 0.0 };
    (sane * STEPS).round() / STEPS
}
