//! Names found against names given.

use std::collections::BTreeSet;

use super::{Calibration, Counts, GoldDocument, Table, report::HEADLINE};
use crate::{EntityType, Extraction, MentionKind, Span};

/// The three ways in which names are compared.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct NameScores {
    /// Span and coarse type are the same.
    pub(super) exact: Table<EntityType>,
    /// The same, but for a leading `the` and a trailing `'s`.
    pub(super) lenient: Table<EntityType>,
    /// Span and fine type are the same; none if the gold data has coarse types only.
    pub(super) fine: Option<Table<EntityType>>,
    /// Confidence against being exactly right.
    pub(super) calibration: Calibration,
}

type Names = BTreeSet<(Span, EntityType)>;

/// Scores the named mentions of one document.
pub(super) fn score(gold: &GoldDocument, extraction: &Extraction) -> NameScores {
    if gold.chains().is_some() {
        return NameScores::default();
    }
    let named = extraction.mentions().iter().filter(|mention| mention.kind == MentionKind::Name);
    let predicted: Names = named.map(|mention| (mention.span, mention.entity_type)).collect();
    let given: Names = gold.names().iter().map(|name| (name.span, name.entity_type)).collect();
    NameScores {
        exact: compare(&coarse(&given), &coarse(&predicted)),
        lenient: compare(&lenient(gold.text(), &given), &lenient(extraction.document().text(), &predicted)),
        fine: gold.is_fine().then(|| compare(&given, &predicted)),
        calibration: calibration(&coarse(&given), extraction),
    }
}

fn calibration(gold: &Names, extraction: &Extraction) -> Calibration {
    let counts = |entity_type: EntityType| HEADLINE.contains(&entity_type.coarse());
    let named = extraction.mentions().iter().filter(|mention| mention.kind == MentionKind::Name && counts(mention.entity_type));
    let predicted = named.map(|mention| (mention.confidence, gold.contains(&(mention.span, mention.entity_type.coarse()))));
    Calibration::new(predicted, gold.iter().filter(|name| counts(name.1)).count())
}

fn coarse(names: &Names) -> Names {
    names.iter().map(|(span, entity_type)| (*span, entity_type.coarse())).collect()
}

fn lenient(text: &str, names: &Names) -> Names {
    names.iter().map(|(span, entity_type)| (bare(text, *span), entity_type.coarse())).collect()
}

fn compare(gold: &Names, predicted: &Names) -> Table<EntityType> {
    let given = |name: &(Span, EntityType)| Counts { gold: 1, predicted: 0, correct: usize::from(predicted.contains(name)) };
    let given = gold.iter().map(|name| (name.1, given(name)));
    let found = predicted.iter().map(|name| (name.1, Counts { predicted: 1, ..Counts::default() }));
    given.chain(found).collect()
}

/// The span without a leading `the` and a trailing `'s`, about which annotation manuals differ.
fn bare(text: &str, span: Span) -> Span {
    let name = &text[span.range()];
    let has_article = name.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("the "));
    let start = span.start + if has_article { "the ".len() } else { 0 };
    let possessive = ["'s", "’s"].into_iter().find(|possessive| name.ends_with(possessive)).map_or(0, str::len);
    let end = span.end - possessive;
    if start < end { Span::new(start, end) } else { span }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_names() {
        for (name, want) in [
            ("the United Nations", "United Nations"),
            ("The Hague", "Hague"),
            ("THE SUN", "SUN"),
            ("Theresa May", "Theresa May"),
            ("Kyiv's", "Kyiv"),
            ("the Kremlin’s", "Kremlin"),
            ("the 's", "the 's"),
            ("'s", "'s"),
            ("Łódź", "Łódź"),
            ("thé 😀", "thé 😀"),
            ("", ""),
        ] {
            let text = format!("“{name}”");
            assert_eq!(&text[bare(&text, Span::new(3, 3 + name.len())).range()], want, "{name:?}");
        }
    }
}
