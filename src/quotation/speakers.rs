//! Who speaks where a pronoun stands.

use super::{Quotation, QuotationKind};
use crate::{Mention, MentionId, MentionKind};

/// The speaker of the direct quotation that each pronoun stands in; none elsewhere, and for other mentions. Of marks within marks
/// the outer ones make the quotation.
pub(crate) fn speakers(mentions: &[Mention], quotations: &[Quotation]) -> Vec<Option<MentionId>> {
    let mut speakers = vec![None; mentions.len()];
    for quotation in quotations.iter().filter(|quotation| quotation.kind == QuotationKind::Direct) {
        let first = mentions.partition_point(|mention| mention.span.start < quotation.span.start);
        let from = mentions.iter().zip(&mut speakers).skip(first);
        let within = from.take_while(|(mention, _)| mention.span.start < quotation.span.end);
        let pronouns = within.filter(|(mention, _)| mention.kind == MentionKind::Pronoun);
        pronouns.for_each(|(_, speaker)| *speaker = quotation.speaker);
    }
    speakers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{EntityType, Span};

    #[test]
    fn pronouns_stand_in_direct_quotations() {
        use QuotationKind::{Direct, Indirect};
        let mention =
            |start, kind| Mention { span: Span::new(start, start + 1), entity_type: EntityType::Person, confidence: 1.0, kind };
        let mentions = [(0, MentionKind::Name), (4, MentionKind::Pronoun), (8, MentionKind::Name), (20, MentionKind::Pronoun)];
        let mentions = mentions.map(|(start, kind)| mention(start, kind));
        let (one, two) = (Some(MentionId(0)), Some(MentionId(2)));
        for (quotations, want) in [
            (vec![], [None, None, None]),
            (vec![(2, 12, Direct, one)], [one, None, None]),
            (vec![(2, 12, Indirect, one)], [None, None, None]),
            (vec![(2, 12, Direct, None)], [None, None, None]),
            (vec![(2, 12, Direct, two), (14, 24, Direct, one)], [two, None, one]),
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
