//! Offices as relations: `Russian President`, `chief executive of Nokia`; and titles alone, where the article has named one country
//! so far.

use super::{Names, distance};
use crate::{EntityType, Flags, MentionId, MentionRelation, Office, RelationType, Role, Span};

const PRECISION: f32 = 0.98;
const PRECISION_ALONE: f32 = 0.89;

pub(super) fn find(names: &Names, offices: &[Office]) -> Vec<MentionRelation> {
    offices.iter().filter_map(|office| relation(names, office)).collect()
}

fn relation(names: &Names, office: &Office) -> Option<MentionRelation> {
    let gap = |mention: &MentionId| distance(names.words.mentions[mention.0].span, office.title);
    let subject = office.evidence.iter().copied().min_by_key(gap)?;
    let (relation_type, object, confidence) = match office.of {
        Some(of) => {
            let relation_type = held_in(office.role, names.entities[of.0].entity_type)?;
            (relation_type, names.nearest(of, office.title)?, PRECISION)
        }
        None => {
            let (relation_type, object) = alone(names, office)?;
            (relation_type, object, PRECISION_ALONE)
        }
    };
    let flags = Flags { past: office.past, hypothetical: office.elect, ..Flags::default() };
    Some(MentionRelation { subject, relation_type, object, confidence, flags, trigger: Some(office.title) })
}

/// What an office in a place or an organization is called. Roles that mean too much there are left out: an ambassador represents
/// or holds office, a commander leads or holds office.
fn held_in(role: Role, of: EntityType) -> Option<RelationType> {
    use Role::*;
    match (role, of) {
        (HeadOfState, EntityType::GeopoliticalEntity) => Some(RelationType::HeadOfStateOf),
        (HeadOfGovernment, EntityType::GeopoliticalEntity) => Some(RelationType::HeadOfGovernmentOf),
        (Minister | Legislator | Governor | Mayor | Deputy | Official, EntityType::GeopoliticalEntity) => {
            Some(RelationType::HoldsOfficeIn)
        }
        (Judge, EntityType::GeopoliticalEntity | EntityType::Organization) => Some(RelationType::HoldsOfficeIn),
        (Leader | ChiefExecutive | Chair | Coach, EntityType::Organization) => Some(RelationType::Leads),
        (Spokesperson, EntityType::Organization | EntityType::Facility) => Some(RelationType::Represents),
        _ => None,
    }
}

/// A title without its place: of the one country that was named before, of the organization named last.
fn alone(names: &Names, office: &Office) -> Option<(RelationType, MentionId)> {
    let before = names.words.mentions[office.evidence.first()?.0].span;
    match office.role {
        Role::HeadOfState => Some((RelationType::HeadOfStateOf, only_country(names, before)?)),
        Role::HeadOfGovernment => Some((RelationType::HeadOfGovernmentOf, only_country(names, before)?)),
        Role::Minister => Some((RelationType::HoldsOfficeIn, only_country(names, before)?)),
        Role::ChiefExecutive => Some((RelationType::Leads, last_organization(names, before)?)),
        _ => None,
    }
}

fn only_country(names: &Names, before: Span) -> Option<MentionId> {
    let mut countries = names
        .iter()
        .rev()
        .filter(|(id, mention)| mention.span.start < before.start && names.is_told(mention) && names.country(*id).is_some());
    let (last, _) = countries.next()?;
    countries.all(|(id, _)| names.owners[id.0] == names.owners[last.0]).then_some(last)
}

fn last_organization(names: &Names, before: Span) -> Option<MentionId> {
    let mut organizations = names.iter().rev().filter(|(_, mention)| {
        mention.span.start < before.start && mention.entity_type == EntityType::Organization && names.is_told(mention)
    });
    organizations.next().map(|(id, _)| id)
}
