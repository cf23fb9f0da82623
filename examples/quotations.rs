//! Measures who says what against annotated attributions: `cargo run --release --example quotations GOLD.jsonl [--errors]`
//!
//! A line is `{"text", "mentions": [{"start", "end", "label": "Source" | "Cue" | "Content", "entity"}], "relations": [{"head",
//! "tail", "cue": [start, end]}]}`, offsets in characters; `head` is the entity of the source, `tail` that of the content.
//! PolNeaR (Newell, Margolin and Ruths 2018) in this form holds every attribution, also of thoughts and plans.

use std::{env, error::Error, fs};

use newsgraph::{Extraction, Extractor, Offsets, Quotation, Span, SpeakerBasis};
use serde_json::Value;

/// An attribution of the gold data.
struct Attribution {
    sources: Vec<Span>,
    contents: Vec<Span>,
    cue: Option<Span>,
}

#[derive(Default)]
struct Counts {
    gold: usize,
    spoken: usize,
    spoken_found: usize,
    quoted: usize,
    quoted_found: usize,
    named: usize,
    named_right: usize,
    found: usize,
    predicted: usize,
    matched: usize,
    adjacent: usize,
    adjacent_right: usize,
    adjacent_matched: usize,
    continued: usize,
    continued_matched: usize,
    continued_right: usize,
    antecedent: usize,
    antecedent_right: usize,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let path = arguments.first().ok_or("the path of the gold data is missing")?;
    let show = arguments.iter().any(|argument| argument == "--errors");
    let extractor = Extractor::new()?;
    let mut counts = Counts::default();
    for line in fs::read_to_string(path)?.lines() {
        let record: Value = serde_json::from_str(line)?;
        let text = record["text"].as_str().ok_or("a line has no text")?;
        let gold = attributions(&record, text)?;
        counts.add(&gold, &extractor.extract(text)?, show);
    }
    counts.print();
    Ok(())
}

fn attributions(record: &Value, text: &str) -> Result<Vec<Attribution>, Box<dyn Error>> {
    let span = |start: &Value, end: &Value| -> Result<Span, Box<dyn Error>> {
        let offset = |value: &Value| value.as_u64().ok_or("an offset is missing");
        let span = Span::new(offset(start)? as usize, offset(end)? as usize);
        Ok(Offsets::Char.to_bytes(text, &[span]).ok_or("an offset does not fit the text")?[0])
    };
    let list = |name: &str| record[name].as_array().cloned().unwrap_or_default();
    let spans_of = |entity: &Value| -> Result<Vec<Span>, Box<dyn Error>> {
        list("mentions")
            .iter()
            .filter(|mention| mention["entity"] == *entity)
            .map(|mention| span(&mention["start"], &mention["end"]))
            .collect()
    };
    let attribution = |relation: &Value| -> Result<Attribution, Box<dyn Error>> {
        let cue = relation["cue"].as_array().map(|cue| span(&cue[0], &cue[1])).transpose()?;
        Ok(Attribution { sources: spans_of(&relation["head"])?, contents: spans_of(&relation["tail"])?, cue })
    };
    list("relations").iter().map(attribution).collect()
}

fn shared(span: Span, other: Span) -> usize {
    span.end.min(other.end).saturating_sub(span.start.max(other.start))
}

impl Attribution {
    /// Half of the shorter of the two contents, or the same cue.
    fn matches(&self, quotation: &Quotation) -> bool {
        let content =
            self.contents.iter().any(|content| 2 * shared(*content, quotation.span) >= content.len().min(quotation.span.len()));
        let cue = self.cue.zip(quotation.cue).is_some_and(|(gold, cue)| shared(gold, cue) > 0);
        let touches = self.contents.iter().any(|content| shared(*content, quotation.span) > 0);
        cue && touches || content && quotation.cue.is_none_or(|_| cue || self.cue.is_none())
    }

    fn is_from(&self, extraction: &Extraction, quotation: &Quotation) -> bool {
        let speaker = quotation.speaker.map(|speaker| extraction[speaker].span);
        speaker.is_some_and(|speaker| self.sources.iter().any(|source| shared(*source, speaker) > 0))
    }
}

impl Counts {
    fn add(&mut self, gold: &[Attribution], extraction: &Extraction, show: bool) {
        let quotations = extraction.quotations();
        let named = |attribution: &Attribution| {
            // A pronoun is no name; a source is named if a name that was found ends it or is followed by a comma.
            extraction.mentions().iter().any(|mention| {
                attribution.sources.iter().any(|source| {
                    let tail = &extraction.document().text()[mention.span.end.min(source.end)..source.end];
                    source.contains(mention.span) && (tail.is_empty() || tail.starts_with(','))
                })
            })
        };
        for attribution in gold {
            let matching: Vec<&Quotation> = quotations.iter().filter(|quotation| attribution.matches(quotation)).collect();
            let text = |span: Span| extraction.document().text()[span.range()].to_lowercase();
            let cue = attribution.cue.map(text).unwrap_or_default();
            let spoken = ["said", "say", "says", "told", "saying", "added", "according to"].contains(&cue.as_str());
            let quoted = attribution.contents.iter().any(|content| text(*content).starts_with(['“', '"']));
            self.gold += 1;
            self.spoken += usize::from(spoken);
            self.spoken_found += usize::from(spoken && !matching.is_empty());
            self.quoted += usize::from(quoted);
            self.quoted_found += usize::from(quoted && !matching.is_empty());
            self.found += usize::from(!matching.is_empty());
            if named(attribution) && spoken {
                let right = matching.iter().any(|quotation| attribution.is_from(extraction, quotation));
                self.named += 1;
                self.named_right += usize::from(right);
                if show && !right {
                    println!(
                        "missed  {} | {:?} | {}",
                        self.shown(extraction, &attribution.sources),
                        cue,
                        self.shown(extraction, &attribution.contents)
                    );
                }
            } else if show && (spoken || quoted) && matching.is_empty() {
                println!(
                    "unseen  {} | {:?} | {}",
                    self.shown(extraction, &attribution.sources),
                    cue,
                    self.shown(extraction, &attribution.contents)
                );
            }
        }
        for quotation in quotations {
            let matching: Vec<&Attribution> = gold.iter().filter(|attribution| attribution.matches(quotation)).collect();
            let right = matching.iter().any(|attribution| attribution.is_from(extraction, quotation));
            self.predicted += 1;
            self.matched += usize::from(!matching.is_empty());
            match quotation.basis {
                Some(SpeakerBasis::Adjacent) => {
                    self.adjacent += 1;
                    self.adjacent_right += usize::from(right);
                    self.adjacent_matched += usize::from(!matching.is_empty());
                }
                Some(SpeakerBasis::Continued) => {
                    self.continued += 1;
                    self.continued_matched += usize::from(!matching.is_empty());
                    self.continued_right += usize::from(right);
                }
                Some(SpeakerBasis::Antecedent) => {
                    let pronoun = |attribution: &&&Attribution| {
                        attribution.sources.iter().any(|source| {
                            let source = extraction.document().text()[source.range()].to_lowercase();
                            matches!(source.as_str(), "he" | "she")
                        })
                    };
                    self.antecedent += 1;
                    self.antecedent_right += usize::from(matching.iter().find(pronoun).is_some());
                }
                _ => {}
            }
            if show {
                let speaker = quotation.speaker.map_or("-", |speaker| extraction.text(speaker));
                let cue = quotation.cue.map_or("-", |cue| &extraction[cue]);
                let mark = if matching.is_empty() {
                    "extra   "
                } else if right {
                    "right   "
                } else {
                    "other   "
                };
                println!(
                    "{mark}{speaker} | {cue} | {:?} {:?} | {}",
                    quotation.kind,
                    quotation.basis,
                    self.shown(extraction, &[quotation.span])
                );
            }
        }
    }

    fn shown(&self, extraction: &Extraction, spans: &[Span]) -> String {
        let texts: Vec<String> =
            spans.iter().map(|span| extraction.document().text()[span.range()].replace('\n', " ¶ ")).collect();
        texts.join(" … ")
    }

    fn print(&self) {
        let share = |name: &str, part: usize, whole: usize| {
            println!("{name:<66}{part:>5} of {whole:>5}  {:>5.1}", 100.0 * part as f64 / whole.max(1) as f64);
        };
        share("attributions of any kind that were found", self.found, self.gold);
        share("  with a plain cue (said, told, according to …)", self.spoken_found, self.spoken);
        share("  that open with a quotation mark", self.quoted_found, self.quoted);
        share("quotations that are attributions", self.matched, self.predicted);
        share("named sources of plain cues: speaker right (recall)", self.named_right, self.named);
        share("adjacent speakers that are the source (precision)", self.adjacent_right, self.adjacent);
        share("  of those whose quotation is an attribution", self.adjacent_right, self.adjacent_matched);
        share("continued speakers: quotation is an attribution", self.continued_matched, self.continued);
        share("  source is that very mention", self.continued_right, self.continued);
        share("antecedents: the source is he or she (whom is not in the data)", self.antecedent_right, self.antecedent);
    }
}
