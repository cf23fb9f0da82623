//! What articles say of a person that is true of one alone of two people of one name.

use std::{collections::BTreeSet, ops::Range, sync::Arc};

use petgraph::{Direction, visit::EdgeRef};

use super::groups::{Bearer, Groups};
use crate::{
    RelationType, Role, Span,
    graph::{EdgeEvidence, LinkReason, Naming, NodeOffice, SourceDocument, Support},
};

/// A walk of life: managers become ministers and professors, and the other way round, but players and priests seldom do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Field {
    Sport,
    Church,
    Other,
}

/// Typed relations are taken at their word from this probability on.
const SURE: f32 = 0.5;

/// What articles say of a person.
#[derive(Debug, Clone, Default)]
pub(super) struct Marks {
    /// Whose citizen it is, or in whose offices.
    countries: BTreeSet<String>,
    fields: BTreeSet<Field>,
    /// The towns and provinces that it is at the head of.
    seats: BTreeSet<String>,
    parties: BTreeSet<String>,
}

impl Marks {
    pub(super) fn join(&mut self, other: Marks) {
        self.countries.extend(other.countries);
        self.fields.extend(other.fields);
        self.seats.extend(other.seats);
        self.parties.extend(other.parties);
    }

    /// Whether there are two of any kind, without which no two parts of them differ.
    pub(super) fn are_several(&self) -> bool {
        [self.countries.len(), self.fields.len(), self.seats.len(), self.parties.len()].into_iter().any(|count| count > 1)
    }

    /// The ways in which two people differ, the most telling first, each with what it tells.
    pub(super) fn differences(&self, other: &Marks) -> Vec<(LinkReason, f64)> {
        let all = [
            (are_apart(&self.countries, &other.countries), LinkReason::OtherCountry, 0.6),
            (are_apart(&self.fields, &other.fields), LinkReason::OtherField, 0.6),
            (are_apart(&self.seats, &other.seats), LinkReason::OtherSeat, 0.6),
            (are_apart(&self.parties, &other.parties), LinkReason::OtherParty, 0.4),
        ];
        all.into_iter().filter(|(differs, ..)| *differs).map(|(_, reason, score)| (reason, score)).collect()
    }
}

fn are_apart<T: Ord>(these: &BTreeSet<T>, those: &BTreeSet<T>) -> bool {
    !these.is_empty() && !those.is_empty() && these.is_disjoint(those)
}

/// What each article says of a node, where it says anything.
pub(super) fn marks<'g>(bearer: &Bearer<'g>, groups: &Groups<'g>) -> Vec<(&'g Arc<SourceDocument>, Marks)> {
    let mut all = Vec::new();
    for (document, naming) in &bearer.node.documents {
        let offices = naming.offices.iter().filter(|office| !office.elect);
        all.extend(offices.map(|office| (document, of_office(office, groups))));
    }
    let graph = groups.graph().as_petgraph();
    for edge in graph.edges_directed(bearer.index, Direction::Outgoing) {
        let of = &groups.roster()[groups.root(groups.number(edge.target()))];
        if let Some(marks) = of_relation(edge.weight().relation, of) {
            let namings = &bearer.node.documents;
            let sure = edge.weight().documents.iter().filter(|(document, support)| is_sure(support, namings.get(*document)));
            all.extend(sure.map(|(document, _)| (document, marks.clone())));
        }
    }
    all
}

/// Whether an article says outright what a relation is, of the name itself: the minister of a digest's next item is too often
/// taken for that of the last.
fn is_sure(support: &Support, naming: Option<&Naming>) -> bool {
    let is_named = |place: &EdgeEvidence| {
        let within = |span: Span| span.start.checked_sub(place.sentence.start)..span.end.checked_sub(place.sentence.start);
        let Range { start: Some(start), end: Some(end) } = within(place.subject) else { return false };
        place.text.get(start..end).is_some_and(|name| naming.is_some_and(|naming| naming.aliases.contains_key(name)))
    };
    let is_said = |place: &&EdgeEvidence| !place.flags.negated && !place.flags.hypothetical;
    support.confidence >= SURE && support.evidence.iter().filter(is_said).any(is_named)
}

fn of_office(office: &NodeOffice, groups: &Groups) -> Marks {
    let mut marks = Marks { fields: field(office.role).into_iter().collect(), ..Marks::default() };
    if let Some(of) = office.of.as_deref().map(|of| groups.current(of)) {
        match office.role {
            Role::HeadOfState | Role::HeadOfGovernment | Role::Minister if is_country(of) => {
                _ = marks.countries.insert(of.to_owned())
            }
            Role::Governor | Role::Mayor => _ = marks.seats.insert(of.to_owned()),
            _ => {}
        }
    }
    marks
}

fn field(role: Role) -> Option<Field> {
    match role {
        Role::Coach => Some(Field::Sport),
        Role::Clergy => Some(Field::Church),
        Role::Leader | Role::Founder | Role::Owner | Role::Chair | Role::Royalty | Role::Spokesperson | Role::Adviser => None,
        Role::Deputy => None,
        _ => Some(Field::Other),
    }
}

/// What a relation to a node says of a person.
fn of_relation(relation: RelationType, of: &Bearer) -> Option<Marks> {
    let id = || BTreeSet::from([of.node.id.clone()]);
    let field = |field| BTreeSet::from([field]);
    let is_country = is_country(&of.node.id);
    let marks = match relation {
        RelationType::CitizenOf if is_country => Marks { countries: id(), ..Marks::default() },
        RelationType::HeadOfStateOf | RelationType::HeadOfGovernmentOf if is_country => {
            Marks { countries: id(), fields: field(Field::Other), ..Marks::default() }
        }
        RelationType::HoldsOfficeIn if is_country => Marks { countries: id(), fields: field(Field::Other), ..Marks::default() },
        RelationType::HoldsOfficeIn => Marks { fields: field(Field::Other), ..Marks::default() },
        RelationType::MemberOfParty => Marks { parties: id(), fields: field(Field::Other), ..Marks::default() },
        RelationType::PlaysFor => Marks { fields: field(Field::Sport), ..Marks::default() },
        RelationType::WorksFor | RelationType::Leads if is_of_learning(&of.name) => {
            Marks { fields: field(Field::Other), ..Marks::default() }
        }
        _ => return None,
    };
    Some(marks)
}

fn is_country(id: &str) -> bool {
    id.starts_with("iso3166:")
}

fn is_of_learning(name: &str) -> bool {
    name.split(' ').any(|word| matches!(word, "university" | "college" | "faculty"))
}
