//! Gold data as it is written: one JSON document a line.

mod line;

use std::{
    collections::{BTreeMap, BTreeSet},
    io::BufRead,
};

use super::coreference::Chain;
#[cfg(feature = "places")]
use crate::place::Coordinates;
use crate::{EntityType, Error, Flags, MentionKind, RelationType, Result, Span};

/// A document with what a reader should find in it.
#[derive(Debug, Clone, PartialEq)]
pub struct GoldDocument {
    id: String,
    text: String,
    names: Vec<GoldName>,
    is_fine: bool,
    clusters: Option<Vec<Vec<Span>>>,
    /// The names of all clusters with their types, in reading order.
    clustered: Vec<GoldName>,
    references: Vec<GoldReference>,
    /// All mentions of its clusters, where it says nothing else of them.
    chains: Option<Vec<Chain>>,
    is_partial: bool,
    /// Where the names lie that are of places, as far as the data tells.
    #[cfg(feature = "places")]
    points: Vec<(Span, Coordinates)>,
    relations: Option<Vec<GoldRelation>>,
    /// The relations that the data annotates, if not all.
    relation_types: Option<BTreeSet<RelationType>>,
    ignored: BTreeMap<String, usize>,
}

/// A noun phrase or a pronoun in a gold document that means one of its clusters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GoldReference {
    /// Bytes of the text.
    pub span: Span,
    /// Noun phrase or pronoun.
    pub kind: MentionKind,
    /// The index of the cluster that it means.
    pub cluster: usize,
}

/// A name in a gold document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GoldName {
    /// Bytes of the text.
    pub span: Span,
    /// What it names: one of the ten types if the data tells them apart, else one of CoNLL's four.
    pub entity_type: EntityType,
}

/// A typed relation between two clusters of a gold document, by index.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct GoldRelation {
    /// Who.
    pub subject: usize,
    /// How they are linked.
    pub relation_type: RelationType,
    /// With whom.
    pub object: usize,
    /// How the text says it.
    pub flags: Flags,
    /// Wherever the words that say so stand; empty if the data does not tell.
    pub triggers: Vec<Span>,
}

impl GoldDocument {
    /// Its name.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What is to be read.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The names, as the data lists them.
    pub fn names(&self) -> &[GoldName] {
        &self.names
    }

    /// The names of each entity; none if the data does not say which name which. A cluster without names is empty.
    pub fn clusters(&self) -> Option<&[Vec<Span>]> {
        self.clusters.as_deref()
    }

    /// The names of all entities, in reading order; empty if the data does not say which name which.
    pub(super) fn clustered(&self) -> &[GoldName] {
        &self.clustered
    }

    /// The cluster that a name belongs to.
    pub(super) fn cluster_of(&self, name: Span) -> Option<usize> {
        self.clusters.iter().flatten().position(|names| names.contains(&name))
    }

    /// The noun phrases and pronouns that mean one of the clusters, as the data lists them; empty if it marks none.
    pub fn references(&self) -> &[GoldReference] {
        &self.references
    }

    /// The mentions of its clusters with their kinds, if names have no types of ours or only some of the mentions are marked.
    pub(super) fn chains(&self) -> Option<&[Chain]> {
        self.chains.as_deref()
    }

    /// Whether it marks only some of what could be.
    pub(super) fn is_partial(&self) -> bool {
        self.is_partial
    }

    /// The names of places whose coordinates the data gives.
    #[cfg(feature = "places")]
    pub fn points(&self) -> &[(Span, Coordinates)] {
        &self.points
    }

    /// The typed relations; none if the data has no relations, or any of a type that the library does not know.
    pub fn relations(&self) -> Option<&[GoldRelation]> {
        self.relations.as_deref()
    }

    /// Whether the data annotates relations of a type; those that it does not are neither right nor wrong.
    pub(super) fn annotates(&self, relation_type: RelationType) -> bool {
        relation_type != RelationType::CoMention
            && self.relation_types.as_ref().is_none_or(|annotated| annotated.contains(&relation_type))
    }

    /// Whether every name's type is one of the ten, as far as its label tells.
    pub(super) fn is_fine(&self) -> bool {
        self.is_fine
    }

    /// Labels that are no type of the library's, which are left out, and how often.
    pub(super) fn ignored(&self) -> &BTreeMap<String, usize> {
        &self.ignored
    }
}

/// Reads gold data, one JSON document a line; empty lines are skipped, unknown fields ignored.
///
/// All offsets count Unicode characters, the end is exclusive. There are two forms:
/// - names: `{"id", "text", "entities": [{"start", "end", "label", "raw_label"?}]}`, where `label` is PER, ORG, LOC or MISC and
///   `raw_label` may be one of the ten types;
/// - full: `{"id", "text", "mentions": [{"start", "end", "label", "entity", "kind"?}], "clusters": [{}],
///   "relations": [{"head", "tail", "type", "trigger"?, "flags"?}], "relation_types"?: []}`, where `entity`, `head` and `tail` are indices of `clusters` and the
///   label of a description is `nom`, of a pronoun `pro` (or their `kind` is `NOM`, `PRO`); flags are `neg`, `hyp`, `past` and
///   `alleged`, and `relation_types` are those that are annotated, if not all are. A list of names as in the first form may stand
///   beside; else `entities` may stand for `clusters`, and have `lat` and `lon` for places. Where labels are no types but there are
///   kinds (`NAM` beside the others), and where `partial` is set, only who is who is scored: [`Coreference`](super::Coreference).
///
/// ```
/// let gold = r#"{"id": "a1", "text": "“Łódź”", "entities": [{"start": 1, "end": 5, "label": "LOC"}]}"#;
/// for document in newsgraph::evaluation::read_gold(gold.as_bytes()) {
///     let document = document?;
///     assert_eq!(&document.text()[document.names()[0].span.range()], "Łódź");
/// }
/// # Ok::<(), newsgraph::Error>(())
/// ```
///
/// # Errors
///
/// An item is an error if its line is no such document; it names the line and, if it can, the document.
pub fn read_gold(reader: impl BufRead) -> impl Iterator<Item = Result<GoldDocument>> {
    let numbered = reader.lines().zip(1..);
    let filled = numbered.filter(|(line, _)| !line.as_ref().is_ok_and(|line| line.trim().is_empty()));
    filled.map(|(line, number)| {
        let line = line.map_err(|error| error.to_string());
        line.and_then(|line| line::parse(&line)).map_err(|problem| Error::Gold { line: number, problem })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<GoldDocument, String> {
        read_gold(line.as_bytes()).next().expect("there is a line").map_err(|error| error.to_string())
    }

    fn words<'a>(document: &'a GoldDocument, spans: &[Span]) -> Vec<&'a str> {
        spans.iter().map(|span| &document.text()[span.range()]).collect()
    }

    #[test]
    fn offsets_count_characters() {
        for (text, start, end, want) in [
            ("Kyiv", 0, 4, "Kyiv"),
            ("“Łódź”", 1, 5, "Łódź"),
            ("😀 Kyiv 🇺🇦", 2, 6, "Kyiv"),
            ("Jose\u{301} Ruiz left", 0, 10, "Jose\u{301} Ruiz"),
            ("\r\nKyiv", 2, 6, "Kyiv"),
        ] {
            let entities = serde_json::json!([{"start": start, "end": end, "label": "PER"}]);
            let line = serde_json::json!({"id": "a", "text": text, "entities": entities}).to_string();
            let document = read(&line).expect(text);
            assert_eq!(words(&document, &[document.names()[0].span]), [want], "{text:?}");
        }
    }

    #[test]
    fn types_are_as_fine_as_the_labels() {
        use EntityType::*;
        for (label, raw_label, want, is_fine) in [
            ("LOC", None, Some(Location), true),
            ("LOC", Some("GPE"), Some(GeopoliticalEntity), true),
            ("LOC", Some("Facility"), Some(Location), false),
            ("MISC", Some("NORP"), Some(Group), true),
            ("LOC", Some("PER"), Some(Location), true),
            ("GPE", None, Some(GeopoliticalEntity), true),
            ("TIME", None, None, true),
            ("nom", None, None, true),
        ] {
            let entities = serde_json::json!([{"start": 0, "end": 1, "label": label, "raw_label": raw_label}]);
            let line = serde_json::json!({"id": "a", "text": "x", "entities": entities}).to_string();
            let document = read(&line).expect(label);
            assert_eq!(document.names().first().map(|name| name.entity_type), want, "{label} {raw_label:?}");
            assert_eq!(document.is_fine(), is_fine, "{label} {raw_label:?}");
            assert_eq!(document.ignored().contains_key(label), label == "TIME", "{label}");
        }
    }

    #[test]
    fn clusters_hold_names_only() {
        let mentions = r#"[{"start": 0, "end": 6, "label": "PER", "entity": 0}, {"start": 7, "end": 9, "label": "pro", "entity": 0},
            {"start": 10, "end": 14, "label": "GPE", "entity": 1}, {"start": 15, "end": 17, "label": "PER", "entity": 0, "kind": "PRO"}]"#;
        for (field, relations, want) in [
            ("clusters", r#"[{"head": 0, "tail": 1, "type": "visits", "flags": ["neg"]}]"#, Some(1)),
            ("entities", r#"[{"head": 0, "tail": 1, "type": "visits"}]"#, Some(1)),
            ("clusters", "[]", Some(0)),
            ("clusters", r#"[{"head": 0, "tail": 1, "type": "in0-x"}]"#, None),
            ("clusters", r#"[{"head": 0, "tail": 1, "type": "co_mention"}]"#, None),
        ] {
            let head =
                format!(r#"{{"id": "a", "text": "Lavrov he Kyiv us", "{field}": [{{"name": "Lavrov"}}, {{"name": "Kyiv"}}]"#);
            let line = format!(r#"{head}, "mentions": {mentions}, "relations": {relations}}}"#).replace('\n', "");
            let document = read(&line).expect(relations);
            let clusters: Vec<_> = document.clusters().expect("given").iter().map(|names| words(&document, names)).collect();
            assert_eq!(clusters, [["Lavrov"], ["Kyiv"]], "{line}");
            assert_eq!(document.names().len(), 2, "{line}");
            assert_eq!(document.relations().map(<[_]>::len), want, "{line}");
        }
    }

    #[test]
    fn relations_have_words_and_a_set_may_annotate_few_types() {
        let line = r#"{"id": "a", "text": "Łódź and Kyiv, and Rome", "mentions": [], "clusters": [{}, {}],
            "relations": [{"head": 0, "tail": 1, "type": "visits", "trigger": "and"}], "relation_types": ["visits"]}"#;
        let document = read(&line.replace('\n', "")).expect("well formed");
        let relation = &document.relations().expect("given")[0];
        assert_eq!(words(&document, &relation.triggers), ["and", "and"]);
        let annotated = [RelationType::Visits, RelationType::Leads, RelationType::CoMention].map(|kind| document.annotates(kind));
        assert_eq!(annotated, [true, false, false]);
        let unknown = line.replace("[\"visits\"]", "[\"in0\"]").replace('\n', "");
        let problem = read(&unknown).expect_err("there is no such relation");
        assert!(problem.contains("`relation_types`: "), "{problem}");
    }

    #[test]
    fn a_names_set_says_nothing_of_clusters() {
        let document =
            read(r#"{"id": "a", "text": "Kyiv", "entities": [{"start": 0, "end": 4, "label": "LOC"}]}"#).expect("well formed");
        assert_eq!((document.clusters(), document.relations()), (None, None));
    }

    #[test]
    fn malformed_lines_are_named() {
        for (line, want) in [
            ("{", "gold data, line 1: malformed JSON, EOF while parsing an object"),
            (r#"{"id": "a"}"#, "gold data, line 1: malformed JSON, missing field `text`"),
            ("\n \n[]", "gold data, line 3: malformed JSON, invalid length 0"),
            (
                r#"{"id": "a", "text": "Łódź", "entities": [{"start": 0, "end": 5, "label": "LOC"}]}"#,
                "line 1: document `a`: `entities[0]`: 0..5 is no span of a text of 4 characters",
            ),
            (
                r#"{"id": "a", "text": "Kyiv", "mentions": [{"start": 2, "end": 2, "label": "LOC"}]}"#,
                "`mentions[0]`: 2..2 is no span",
            ),
            (
                r#"{"id": "a", "text": "Kyiv", "mentions": [{"start": 2, "label": "LOC"}]}"#,
                "`mentions[0]`: `start` or `end` is missing",
            ),
            (
                r#"{"id": "a", "text": "Kyiv", "entities": [{"start": -1, "end": 2, "label": "LOC"}]}"#,
                "malformed JSON, invalid value",
            ),
            (
                r#"{"id": "a", "text": "Kyiv", "mentions": [{"start": 0, "end": 4, "label": "LOC", "entity": 1}], "clusters": [{}]}"#,
                "document `a`: `mentions[0]`: there is no cluster 1",
            ),
            (
                r#"{"id": "a", "text": "Kyiv", "mentions": [], "clusters": [{}], "relations": [{"head": 0, "tail": 7, "type": "visits"}]}"#,
                "document `a`: `relations[0]`: there is no cluster 7",
            ),
        ] {
            let problem = read(line).expect_err(line);
            assert!(problem.contains(want), "{line}\n{problem}");
        }
        let not_text = read_gold(&b"\xff\n"[..]).next().expect("there is a line").expect_err("it is not UTF-8");
        assert!(not_text.to_string().starts_with("gold data, line 1: "), "{not_text}");
    }

    #[test]
    fn unknown_fields_and_empty_lines_are_skipped() {
        let lines = "\n{\"id\": \"a\", \"text\": \"\", \"genre\": [1], \"entities\": []}\r\n\n";
        let documents: Vec<GoldDocument> = read_gold(lines.as_bytes()).collect::<Result<_>>().expect("well formed");
        assert_eq!(documents.len(), 1);
    }
}
