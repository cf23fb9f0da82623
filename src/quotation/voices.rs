//! Who speaks where a pronoun stands.

use std::cmp::Reverse;

use super::{Quotation, QuotationKind};
use crate::{Mention, MentionId, MentionKind};

/// The speaker of the direct quotation that each pronoun stands in, the inner one; none elsewhere, and for other mentions.
pub(crate) fn speakers(mentions: &[Mention], quotations: &[Quotation]) -> Vec<Option<MentionId>> {
    let mut speakers = vec![None; mentions.len()];
    let mut direct: Vec<&Quotation> = quotations.iter().filter(|quotation| quotation.kind == QuotationKind::Direct).collect();
    direct.sort_by_key(|quotation| Reverse(quotation.span.len()));
    for quotation in direct {
        let first = mentions.partition_point(|mention| mention.span.start < quotation.span.start);
        let within =
            mentions.iter().zip(&mut speakers).skip(first).take_while(|(mention, _)| mention.span.start < quotation.span.end);
        for (mention, speaker) in within.filter(|(mention, _)| mention.kind == MentionKind::Pronoun) {
            *speaker = if quotation.span.contains(mention.span) { quotation.speaker } else { *speaker };
        }
    }
    speakers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{EntityType, Span};

    #[test]
    fn the_inner_quotation_tells_who_speaks() {
        use QuotationKind::{Direct, Indirect};
        let mention =
            |start, kind| Mention { span: Span::new(start, start + 1), entity_type: EntityType::Person, confidence: 1.0, kind };
        let mentions =
            [(0, MentionKind::Name), (4, MentionKind::Pronoun), (12, MentionKind::Pronoun), (20, MentionKind::Pronoun)];
        let mentions = mentions.map(|(start, kind)| mention(start, kind));
        let (one, two) = (Some(MentionId(0)), Some(MentionId(3)));
        for (quotations, want) in [
            (vec![], [None, None, None]),
            (vec![(2, 18, Direct, one)], [one, one, None]),
            (vec![(2, 18, Indirect, one)], [None, None, None]),
            (vec![(2, 18, Direct, None)], [None, None, None]),
            (vec![(10, 14, Direct, two), (2, 18, Direct, one)], [one, two, None]),
            (vec![(2, 18, Direct, one), (10, 14, Direct, None)], [one, None, None]),
        ] {
            let quotation = |&(start, end, kind, speaker): &_| Quotation {
                span: Span::new(start, end),
                kind,
                speaker,
                basis: None,
                cue: None,
            };
            let found = speakers(&mentions, &quotations.iter().map(quotation).collect::<Vec<_>>());
            assert_eq!(found[1..], want, "{quotations:?}");
        }
    }
}
