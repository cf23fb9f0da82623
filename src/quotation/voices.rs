//! Speakers who mean themselves: `I` between quotation marks.

use super::{Quotation, QuotationKind};
use crate::{Document, Mention, MentionId, MentionKind};

/// `we` is left to the reader: in our annotation it is most often a team, an organization or a country.
const OWN: [&str; 5] = ["i", "me", "my", "mine", "myself"];

/// The first-person pronouns of direct quotations whose speaker is known, each with the mention of the speaker.
pub(crate) fn voices(document: &Document, mentions: &[Mention], quotations: &[Quotation]) -> Vec<(MentionId, MentionId)> {
    let direct: Vec<&Quotation> = quotations.iter().filter(|quotation| quotation.kind == QuotationKind::Direct).collect();
    let is_own = |mention: &Mention| {
        mention.kind == MentionKind::Pronoun && OWN.iter().any(|own| document[mention.span].eq_ignore_ascii_case(own))
    };
    let own = mentions.iter().enumerate().filter(|(_, mention)| is_own(mention));
    let voice = |(index, mention): (usize, &Mention)| {
        let around = direct.iter().filter(|quotation| quotation.span.contains(mention.span));
        let speaker = around.min_by_key(|quotation| quotation.span.len())?.speaker?;
        Some((MentionId(index), speaker))
    };
    own.filter_map(voice).collect()
}
