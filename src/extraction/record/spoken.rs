//! The JSON of quotations and offices.

use serde::{Deserialize, Serialize};

use super::is_default;
use crate::{EntityId, Error, MentionId, Office, Quotation, QuotationKind, Result, Role, Span, SpeakerBasis};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct QuotationRecord {
    #[serde(flatten)]
    span: Span,
    kind: QuotationKind,
    #[serde(default)]
    speaker: Option<MentionId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    basis: Option<SpeakerBasis>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cue: Option<Span>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct OfficeRecord {
    person: EntityId,
    title: Span,
    role: Role,
    of: Option<EntityId>,
    #[serde(default, skip_serializing_if = "is_default")]
    past: bool,
    #[serde(default, skip_serializing_if = "is_default")]
    acting: bool,
    #[serde(default, skip_serializing_if = "is_default")]
    elect: bool,
    evidence: Vec<MentionId>,
}

impl QuotationRecord {
    pub(super) fn spans(&mut self) -> impl Iterator<Item = &mut Span> {
        [Some(&mut self.span), self.cue.as_mut()].into_iter().flatten()
    }

    /// The end of the last of its spans.
    pub(super) fn end(&self) -> usize {
        self.cue.map_or(self.span.end, |cue| cue.end.max(self.span.end))
    }

    /// Checks that its spans lie in the text and that its speaker exists.
    pub(super) fn check(&self, text: &str, mentions: usize, what: &str) -> Result<()> {
        if self.span.check(text, what)?.is_empty() {
            return Err(Error::invalid(what, "it is empty"));
        }
        self.cue.map(|cue| cue.check(text, what)).transpose()?;
        match self.speaker {
            Some(speaker) if speaker.0 >= mentions => Err(Error::invalid(what, "its speaker is no mention")),
            None if self.basis.is_some() => Err(Error::invalid(what, "it tells how its speaker was found, and has none")),
            _ => Ok(()),
        }
    }
}

impl OfficeRecord {
    pub(super) fn title(&mut self) -> &mut Span {
        &mut self.title
    }

    /// Checks that its title lies in the text, that its entities exist, and that its evidence is of the person.
    pub(super) fn check(&self, text: &str, owners: &[Option<EntityId>], entities: usize, what: &str) -> Result<()> {
        if self.title.check(text, what)?.is_empty() {
            return Err(Error::invalid(what, "its title is empty"));
        }
        if self.person.0 >= entities || self.of.is_some_and(|of| of.0 >= entities || of == self.person) {
            return Err(Error::invalid(what, "its two entities do not exist or are one"));
        }
        let belongs = |mention: &MentionId| owners.get(mention.0).is_some_and(|owner| *owner == Some(self.person));
        match !self.evidence.is_empty() && self.evidence.iter().all(belongs) {
            true => Ok(()),
            false => Err(Error::invalid(what, "it has no evidence, or its evidence names mentions of others")),
        }
    }
}

impl From<&Quotation> for QuotationRecord {
    fn from(quotation: &Quotation) -> Self {
        let Quotation { span, kind, speaker, basis, cue } = *quotation;
        QuotationRecord { span, kind, speaker, basis, cue }
    }
}

impl From<QuotationRecord> for Quotation {
    fn from(record: QuotationRecord) -> Self {
        let QuotationRecord { span, kind, speaker, basis, cue } = record;
        Quotation { span, kind, speaker, basis, cue }
    }
}

impl From<&Office> for OfficeRecord {
    fn from(office: &Office) -> Self {
        let Office { person, title, role, of, past, acting, elect, evidence } = office.clone();
        OfficeRecord { person, title, role, of, past, acting, elect, evidence }
    }
}

impl From<OfficeRecord> for Office {
    fn from(record: OfficeRecord) -> Self {
        let OfficeRecord { person, title, role, of, past, acting, elect, evidence } = record;
        Office { person, title, role, of, past, acting, elect, evidence }
    }
}
