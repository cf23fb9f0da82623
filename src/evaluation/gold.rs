//! Gold data as it is written: one JSON document a line.

use std::{
    collections::{BTreeMap, HashSet},
    io::BufRead,
};

use serde::{Deserialize, de::IgnoredAny};

#[cfg(feature = "places")]
use crate::place::Coordinates;
use crate::{EntityType, Error, Offsets, RelationType, Result, Span};

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
    /// Where the names lie that are of places, as far as the data tells.
    #[cfg(feature = "places")]
    points: Vec<(Span, Coordinates)>,
    relations: Option<Vec<GoldRelation>>,
    ignored: BTreeMap<String, usize>,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct GoldRelation {
    /// Who.
    pub subject: usize,
    /// How they are linked.
    pub relation_type: RelationType,
    /// With whom.
    pub object: usize,
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

    /// The names of places whose coordinates the data gives.
    #[cfg(feature = "places")]
    pub fn points(&self) -> &[(Span, Coordinates)] {
        &self.points
    }

    /// The typed relations; none if the data has no relations, or any of a type that the library does not know.
    pub fn relations(&self) -> Option<&[GoldRelation]> {
        self.relations.as_deref()
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
///   "relations": [{"head", "tail", "type"}]}`, where `entity`, `head` and `tail` are indices of `clusters` and the label of a
///   description is `nom`, of a pronoun `pro` (or their `kind` is `NOM`, `PRO`). A list of names as in the first form may stand
///   beside; else `entities` may stand for `clusters`, and have `lat` and `lon` for places.
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
        line.and_then(|line| parse(&line)).map_err(|problem| Error::Gold { line: number, problem })
    })
}

#[derive(Deserialize)]
struct Line {
    id: String,
    text: String,
    #[serde(default)]
    entities: Vec<Item>,
    mentions: Option<Vec<Item>>,
    clusters: Option<Vec<IgnoredAny>>,
    relations: Option<Vec<RelationItem>>,
}

/// A mention, or, without a place, a cluster.
#[derive(Deserialize)]
struct Item {
    start: Option<usize>,
    end: Option<usize>,
    #[serde(default)]
    label: String,
    raw_label: Option<String>,
    kind: Option<String>,
    entity: Option<usize>,
    #[cfg(feature = "places")]
    lat: Option<f32>,
    #[cfg(feature = "places")]
    lon: Option<f32>,
}

#[derive(Deserialize)]
struct RelationItem {
    head: usize,
    tail: usize,
    r#type: String,
}

/// What is wrong with a line, in words.
type Problem = String;

fn parse(line: &str) -> Result<GoldDocument, Problem> {
    let line: Line = serde_json::from_str(line).map_err(|error| format!("malformed JSON, {error}"))?;
    let id = line.id.clone();
    line.document().map_err(|problem| format!("document `{id}`: {problem}"))
}

impl Line {
    fn document(self) -> Result<GoldDocument, Problem> {
        let mut ignored = BTreeMap::new();
        let mentions = self.mentions.as_deref().unwrap_or_default();
        let clusters = self.mentions.is_some().then(|| self.clusters(mentions)).transpose()?;
        let (clusters, clustered) = clusters.map_or((None, Vec::new()), |(clusters, clustered)| (Some(clusters), clustered));
        let listed = self.entities.iter().any(Item::has_place);
        let (list, items) = if listed { ("entities", self.entities.as_slice()) } else { ("mentions", mentions) };
        let (names, is_fine) = names(items, &byte_spans(&self.text, list, items)?, &mut ignored);
        let relations = match (&self.relations, &clusters) {
            (Some(relations), Some(clusters)) => typed_relations(relations, clusters.len(), &mut ignored)?,
            _ => None,
        };
        #[cfg(feature = "places")]
        let points = self.points(mentions)?;
        Ok(GoldDocument {
            #[cfg(feature = "places")]
            points,
            id: self.id,
            text: self.text,
            names,
            is_fine,
            clusters,
            clustered,
            relations,
            ignored,
        })
    }

    /// The mentions whose entity has coordinates.
    #[cfg(feature = "places")]
    fn points(&self, mentions: &[Item]) -> Result<Vec<(Span, Coordinates)>, Problem> {
        let spans = byte_spans(&self.text, "mentions", mentions)?;
        let point = |(mention, span): (&Item, Span)| {
            let entity = self.entities.get(mention.entity?)?;
            Some((span, Coordinates { latitude: entity.lat?, longitude: entity.lon? }))
        };
        Ok(mentions.iter().zip(spans).filter_map(point).collect())
    }

    /// The spans of each cluster's names, and all of them with their types; a place that two clusters claim stays with the first.
    fn clusters(&self, mentions: &[Item]) -> Result<(Vec<Vec<Span>>, Vec<GoldName>), Problem> {
        let without_place = self.entities.iter().filter(|item| !item.has_place()).count();
        let mut clusters = vec![Vec::new(); self.clusters.as_ref().map_or(without_place, Vec::len)];
        let (mut taken, mut clustered) = (HashSet::new(), Vec::new());
        let spans = byte_spans(&self.text, "mentions", mentions)?;
        for (index, (mention, span)) in mentions.iter().zip(spans).enumerate() {
            let Some(entity) = mention.entity else { continue };
            let cluster = clusters.get_mut(entity).ok_or_else(|| format!("`mentions[{index}]`: there is no cluster {entity}"))?;
            if let Some(entity_type) = mention.entity_type()
                && taken.insert(span)
            {
                cluster.push(span);
                clustered.push(GoldName { span, entity_type });
            }
        }
        clustered.sort_by_key(|name| name.span);
        Ok((clusters, clustered))
    }
}

/// The names among the items, and whether their types are as fine as the library's.
fn names(items: &[Item], spans: &[Span], ignored: &mut BTreeMap<String, usize>) -> (Vec<GoldName>, bool) {
    let (mut names, mut is_fine) = (Vec::new(), true);
    for (item, &span) in items.iter().zip(spans) {
        match item.entity_type() {
            Some(entity_type) => names.push(GoldName { span, entity_type }),
            None if item.is_name() => *ignored.entry(item.label.clone()).or_default() += 1,
            None => {}
        }
        is_fine &= item.raw_label.as_ref().is_none_or(|label| label.parse::<EntityType>().is_ok());
    }
    (names, is_fine)
}

/// The relations if all their types are known: a foreign set's `member_of` is not ours.
fn typed_relations(
    items: &[RelationItem],
    clusters: usize,
    ignored: &mut BTreeMap<String, usize>,
) -> Result<Option<Vec<GoldRelation>>, Problem> {
    let (mut relations, mut all_known) = (Vec::new(), true);
    for (index, item) in items.iter().enumerate() {
        if item.head.max(item.tail) >= clusters {
            return Err(format!("`relations[{index}]`: there is no cluster {}", item.head.max(item.tail)));
        }
        match item.r#type.parse() {
            Ok(relation_type) if relation_type != RelationType::CoMention => {
                relations.push(GoldRelation { subject: item.head, relation_type, object: item.tail });
            }
            _ => {
                all_known = false;
                *ignored.entry(item.r#type.clone()).or_default() += 1;
            }
        }
    }
    Ok(all_known.then_some(relations))
}

impl Item {
    fn has_place(&self) -> bool {
        self.start.is_some() || self.end.is_some()
    }

    fn is_name(&self) -> bool {
        !matches!(self.label.as_str(), "nom" | "pro") && !matches!(self.kind.as_deref(), Some("NOM" | "PRO"))
    }

    /// The finest type that its labels tell; none if it is no name or of no type of ours.
    fn entity_type(&self) -> Option<EntityType> {
        let label: EntityType = self.label.parse().ok().filter(|_| self.is_name())?;
        let raw = self.raw_label.as_ref().and_then(|raw| raw.parse::<EntityType>().ok());
        Some(raw.filter(|raw| raw.coarse() == label).unwrap_or(label))
    }
}

/// The places of the items in bytes; `list` is the field that they are from.
fn byte_spans(text: &str, list: &str, items: &[Item]) -> Result<Vec<Span>, Problem> {
    let length = text.chars().count();
    let span = |(index, item): (usize, &Item)| match (item.start, item.end) {
        (Some(start), Some(end)) if start < end && end <= length => Ok(Span::new(start, end)),
        (Some(start), Some(end)) => Err(format!("`{list}[{index}]`: {start}..{end} is no span of a text of {length} characters")),
        _ => Err(format!("`{list}[{index}]`: `start` or `end` is missing")),
    };
    let spans: Vec<Span> = items.iter().enumerate().map(span).collect::<Result<_, _>>()?;
    Ok(Offsets::Char.to_bytes(text, &spans).expect("every end is within the text"))
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
