//! Offices across articles: who is said to hold what, and when that was said.

use std::collections::BTreeMap;

use jiff::civil::Date;
use petgraph::stable_graph::NodeIndex;
use serde::{Deserialize, Serialize};

use super::{RelationGraph, SourceDocument};
use crate::{Office, Role};

/// An office as one article gives it to a node.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct NodeOffice {
    /// The title in lower case.
    pub title: String,
    /// What kind of office it is.
    pub role: Role,
    /// The id of the node that it is of, as the article alone gives it; it may have been given up for another since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// No longer held.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub past: bool,
    /// Held for someone else, or for a time.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub acting: bool,
    /// Not yet held.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub elect: bool,
}

impl NodeOffice {
    pub(super) fn new(office: &Office, title: &str, of: Option<String>) -> Self {
        let title = title.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        NodeOffice { title, role: office.role, of, past: office.past, acting: office.acting, elect: office.elect }
    }
}

/// An office that articles give to a node of a [`RelationGraph`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct HeldOffice<'g> {
    /// What the articles say.
    pub office: &'g NodeOffice,
    /// The node that the office is of, if the graph holds it.
    pub of: Option<NodeIndex>,
    /// Day of the earliest dated article that says so.
    pub first: Option<Date>,
    /// Day of the latest dated article that says so.
    pub last: Option<Date>,
    /// The articles that say so, by id.
    pub documents: Vec<&'g SourceDocument>,
}

impl RelationGraph {
    /// The offices that articles give to a node, by title; each once, whatever articles say so and in whatever order.
    ///
    /// ```
    /// use newsgraph::{Document, Extractor, Result, RelationGraph, Role};
    ///
    /// let day = |text, day: &str| -> Result<Document, Box<dyn std::error::Error>> { Ok(Document::new(text).with_date(day.parse()?)) };
    /// let articles = [
    ///     day("Russian Foreign Minister Sergei Lavrov flew to Ankara.", "2026-03-14")?,
    ///     day("Sergei Lavrov, the Russian foreign minister, was in Cairo.", "2026-04-02")?,
    /// ];
    /// let graph = Extractor::new()?.extract_all(articles).collect::<Result<RelationGraph>>()?;
    /// let offices = graph.offices(graph.entity("Sergei Lavrov")?);
    /// assert_eq!((offices.len(), offices[0].office.role, offices[0].documents.len()), (1, Role::Minister, 2));
    /// assert_eq!(offices[0].of.map(|of| graph[of].name.as_str()), Some("Russia"));
    /// assert_eq!(offices[0].last, Some("2026-04-02".parse()?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If the node is not of this graph.
    pub fn offices(&self, node: NodeIndex) -> Vec<HeldOffice<'_>> {
        let mut held: BTreeMap<(&NodeOffice, Option<&str>), Vec<&SourceDocument>> = BTreeMap::new();
        for (document, naming) in &self[node].documents {
            for office in &naming.offices {
                let of = office.of.as_deref().map(|of| self.current(of));
                held.entry((office, of)).or_default().push(document);
            }
        }
        let mut offices: Vec<HeldOffice> = Vec::new();
        for ((office, of), documents) in held {
            let of = of.and_then(|of| self.nodes_by_id.get(of)).copied();
            let (first, last) = documents.iter().fold((None, None), |(first, last), document| document.widen(first, last));
            let held = HeldOffice { office, of, first, last, documents };
            match offices.iter_mut().find(|other| other.is_same(&held)) {
                Some(other) => other.join(held),
                None => offices.push(held),
            }
        }
        offices
    }
}

impl HeldOffice<'_> {
    /// Whether both say the same, though articles know what it is of by other ids.
    fn is_same(&self, other: &HeldOffice) -> bool {
        let parts = |office: &NodeOffice| (office.role, [office.past, office.acting, office.elect]);
        self.of.is_some()
            && self.of == other.of
            && self.office.title == other.office.title
            && parts(self.office) == parts(other.office)
    }

    fn join(&mut self, mut other: Self) {
        self.documents.append(&mut other.documents);
        self.documents.sort_unstable();
        self.documents.dedup();
        (self.first, self.last) = self.documents.iter().fold((None, None), |(first, last), document| document.widen(first, last));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{EntityId, Extraction, MentionId, Span, graph::testing::Article};

    /// Ann Lee with an office, of the second entity.
    fn article(id: &str, day: &str, title: &str, past: bool, of: &str) -> Extraction {
        let extraction = Article::new(id).day(day).entity("PER Ann Lee").entity(of).entity(&format!("WORK {title}")).read();
        let title: Span = extraction[MentionId(2)].span;
        let (person, of) = (EntityId(0), Some(EntityId(1)));
        let evidence = vec![MentionId(0)];
        let office = Office { person, title, role: Role::Mayor, of, past, acting: false, elect: false, evidence };
        extraction.with_offices(vec![office])
    }

    fn told(graph: &RelationGraph) -> Vec<String> {
        let lee = graph.entity("Ann Lee").expect("she is named");
        let tell = |held: HeldOffice| {
            let of = held.of.map_or("-", |of| graph[of].id.as_str());
            let days = [held.first, held.last].map(|day| day.map_or(String::new(), |day| day.to_string()));
            format!(
                "{} of {of} past {} {}..{} in {}",
                held.office.title,
                held.office.past,
                days[0],
                days[1],
                held.documents.len()
            )
        };
        graph.offices(lee).into_iter().map(tell).collect()
    }

    #[test]
    fn any_order_of_articles_gives_the_same_offices() {
        let mut articles = [
            article("a1", "2026-01-05", "Mayor", false, "GPE Oulu"),
            article("a2", "2026-03-01", "mayor", false, "GPE Oulu"),
            article("a3", "2026-09-01", "Mayor", true, "GPE Oulu"),
            article("a4", "2026-02-01", "mayor", false, "GPE Graz"),
        ];
        let want = [
            "mayor of LOC:graz past false 2026-02-01..2026-02-01 in 1",
            "mayor of LOC:oulu past false 2026-01-05..2026-03-01 in 2",
            "mayor of LOC:oulu past true 2026-09-01..2026-09-01 in 1",
        ];
        for turn in 0..articles.len() {
            articles.rotate_left(turn);
            let graph: RelationGraph = articles.iter().cloned().collect();
            assert_eq!(told(&graph), want, "turn {turn}");
            let json = serde_json::to_string(&graph).expect("it can be written");
            assert_eq!(told(&serde_json::from_str(&json).expect("it can be read back")), want, "{json}");
        }
        let mut graph: RelationGraph = articles.into_iter().collect();
        let [oulu, graz] = ["Oulu", "Graz"].map(|name| graph.entity(name).expect("it is named"));
        graph.merge_nodes(oulu, graz);
        assert_eq!(told(&graph)[0], "mayor of LOC:oulu past false 2026-01-05..2026-03-01 in 3");
    }
}
