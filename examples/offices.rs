//! Measures who holds what office against gold relations: `cargo run --release --example offices GOLD.jsonl [--errors]`
//!
//! Names are those of the gold data, so that offices alone are measured. A pair of a person and what the office is of counts
//! as right if the gold data links the two by any of `head_of_state_of`, `head_of_government_of`, `holds_office_in`, `leads`.

use std::{collections::BTreeSet, env, error::Error, fs};

use newsgraph::{Document, EntityType, Extraction, Extractor, Mention, MentionId, MentionKind, Offsets, Result, Span, Tagger};
use serde_json::Value;

const RELATIONS: [&str; 4] = ["head_of_state_of", "head_of_government_of", "holds_office_in", "leads"];

/// Finds the names that it was given.
struct Given(Vec<Mention>);

impl Tagger for Given {
    fn tag(&self, _: &Document) -> Result<Vec<Mention>> {
        Ok(self.0.clone())
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let path = arguments.first().ok_or("the path of the gold data is missing")?;
    let show = arguments.iter().any(|argument| argument == "--errors");
    let (mut gold_pairs, mut found_pairs, mut right, mut offices) = (0, 0, 0, 0);
    for line in fs::read_to_string(path)?.lines() {
        let record: Value = serde_json::from_str(line)?;
        let text = record["text"].as_str().ok_or("a line has no text")?;
        let (mentions, clusters) = names(&record, text)?;
        let extraction = Extractor::with_tagger(Given(mentions)).extract(text)?;
        let gold = gold_pairs_of(&record);
        let found = pairs(&extraction, &clusters, &gold);
        offices += extraction.offices().len();
        gold_pairs += gold.len();
        found_pairs += found.len();
        right += found.intersection(&gold).count();
        if show {
            let name = |cluster: usize| record["clusters"][cluster]["name"].as_str().unwrap_or("?").to_owned();
            let tell = |mark: &str, (person, of): &(usize, usize)| println!("{mark} {} | {} | {text}", name(*person), name(*of));
            gold.difference(&found).for_each(|pair| tell("missed", pair));
            found.difference(&gold).for_each(|pair| tell("extra ", pair));
        }
    }
    let share = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
    println!("{offices} offices; pairs: {gold_pairs} gold, {found_pairs} found, {right} right");
    println!("precision {:.1}, recall {:.1}", share(right, found_pairs), share(right, gold_pairs));
    Ok(())
}

/// The names of the gold data, and the cluster of each.
fn names(record: &Value, text: &str) -> Result<(Vec<Mention>, Vec<usize>), Box<dyn Error>> {
    let mut names = Vec::new();
    for mention in record["mentions"].as_array().into_iter().flatten() {
        let number = |field: &str| mention[field].as_u64().map(|number| number as usize);
        let label = mention["label"].as_str().unwrap_or_default();
        if let (Ok(entity_type), Some(start), Some(end)) = (label.parse::<EntityType>(), number("start"), number("end")) {
            let span = Offsets::Char.to_bytes(text, &[Span::new(start, end)]).ok_or("an offset does not fit the text")?[0];
            let mention = Mention { span, entity_type, confidence: 1.0, kind: MentionKind::Name };
            names.push((mention, number("entity").ok_or("a mention has no entity")?));
        }
    }
    names.sort_by_key(|(mention, _)| mention.span);
    let mut end = 0;
    names.retain(|(mention, _)| {
        mention.span.start >= end && {
            end = mention.span.end;
            true
        }
    });
    Ok(names.into_iter().unzip())
}

fn gold_pairs_of(record: &Value) -> BTreeSet<(usize, usize)> {
    let relations = record["relations"].as_array().into_iter().flatten();
    let offices = relations.filter(|relation| relation["type"].as_str().is_some_and(|label| RELATIONS.contains(&label)));
    offices.filter_map(|relation| Some((relation["head"].as_u64()? as usize, relation["tail"].as_u64()? as usize))).collect()
}

/// The pairs of the offices as gold clusters; where the entity of an office has names of several, any that is right.
fn pairs(extraction: &Extraction, clusters: &[usize], gold: &BTreeSet<(usize, usize)>) -> BTreeSet<(usize, usize)> {
    let cluster = |mention: &MentionId| clusters[mention.0];
    let pair = |office: &newsgraph::Office| {
        let of = &extraction[office.of?].mentions;
        let all = office.evidence.iter().flat_map(|person| of.iter().map(move |of| (cluster(person), cluster(of))));
        all.clone().find(|pair| gold.contains(pair)).or(all.clone().next())
    };
    extraction.offices().iter().filter_map(pair).collect()
}
