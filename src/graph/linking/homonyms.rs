//! Two people of one full name: articles that have nothing in common and say what is not true of one person.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use super::{
    Linking,
    context::Contexts,
    groups::{Grounds, Groups},
    marks::{Marks, marks},
};
use crate::{
    EntityType,
    graph::{LinkReason, SourceDocument},
};

/// What is named beside more others than this is named beside everyone, and makes no two articles be on one person.
const MOST_TELLING: usize = 50;

/// Articles on one person, by what they have in common.
#[derive(Debug, Default)]
struct Part {
    documents: Vec<Arc<SourceDocument>>,
    marks: Marks,
    beside: BTreeSet<usize>,
}

/// Parts the groups of people whom the articles tell apart; the one in most articles keeps the id.
pub(super) fn part(linking: &Linking, groups: &mut Groups) {
    let marked = marked_articles(groups);
    if marked.is_empty() {
        return;
    }
    let contexts = Contexts::of(groups);
    let mut beside = articles_beside(&marked, &contexts, groups);
    for (root, marks) in marked {
        let articles = beside.remove(&root).unwrap_or_default();
        for (place, (part, grounds)) in told_apart(connected(articles, marks, &contexts, groups), linking).into_iter().enumerate()
        {
            for document in part.documents {
                groups.part(root, document, place + 1, grounds);
            }
        }
    }
}

type ByArticle<T> = BTreeMap<Arc<SourceDocument>, T>;

/// What articles say of each person whom they might tell apart.
fn marked_articles(groups: &Groups) -> BTreeMap<usize, ByArticle<Marks>> {
    let roster = groups.roster();
    let mut marked: BTreeMap<usize, ByArticle<Marks>> = BTreeMap::new();
    for (number, bearer) in roster.iter().enumerate().filter(|(_, bearer)| bearer.coarse == EntityType::Person) {
        for (document, of_article) in marks(bearer, groups) {
            let (root, _) = groups.target(number, document);
            marked.entry(root).or_default().entry(document.clone()).or_default().join(of_article);
        }
    }
    marked.retain(|&root, articles| roster[root].goes_by_name() && may_differ(articles));
    marked
}

/// Whether the marks of any two articles differ: what agrees with the rest of them all is one.
fn may_differ(articles: &ByArticle<Marks>) -> bool {
    let mut all = Marks::default();
    articles.values().for_each(|marks| all.join(marks.clone()));
    all.are_several()
}

/// What each article on some people names beside them.
fn articles_beside<T>(
    people: &BTreeMap<usize, T>,
    contexts: &Contexts,
    groups: &Groups,
) -> HashMap<usize, ByArticle<BTreeSet<usize>>> {
    let mut beside: HashMap<usize, ByArticle<BTreeSet<usize>>> = HashMap::new();
    for (number, bearer) in groups.roster().iter().enumerate().filter(|(_, bearer)| bearer.coarse == EntityType::Person) {
        let seats = bearer.node.documents.keys().map(|document| (document, groups.target(number, document).0));
        for (document, root) in seats.filter(|(_, root)| people.contains_key(root)) {
            beside.entry(root).or_default().entry(document.clone()).or_default();
        }
        for (document, others) in super::short::beside_by_article(number, contexts, groups) {
            let (root, _) = groups.target(number, &document);
            if let Some(articles) = beside.get_mut(&root) {
                articles.entry(document).or_default().extend(others.into_iter().filter(|other| *other != root));
            }
        }
    }
    beside
}

/// The articles in parts that are named beside nothing telling in common, the largest first.
fn connected(
    articles: ByArticle<BTreeSet<usize>>,
    mut marks: ByArticle<Marks>,
    contexts: &Contexts,
    groups: &Groups,
) -> Vec<Part> {
    let tells = |group: &&usize| contexts.degree(**group) <= MOST_TELLING && !groups.roster()[**group].is_registered_place();
    let mut first_with: HashMap<usize, usize> = HashMap::new();
    let mut leaders: Vec<usize> = (0..articles.len()).collect();
    for (place, beside) in articles.values().enumerate() {
        for &group in beside.iter().filter(tells) {
            let other = *first_with.entry(group).or_insert(place);
            let [one, other] = [place, other].map(|place| leader(&mut leaders, place));
            leaders[one.max(other)] = one.min(other);
        }
    }
    let mut parts: BTreeMap<usize, Part> = BTreeMap::new();
    for (place, (document, beside)) in articles.into_iter().enumerate() {
        let part = parts.entry(leader(&mut leaders, place)).or_default();
        part.marks.join(marks.remove(&document).unwrap_or_default());
        part.documents.push(document);
        part.beside.extend(beside);
    }
    let mut parts: Vec<Part> = parts.into_values().collect();
    parts.sort_by_key(|part| Reverse(part.documents.len()));
    parts
}

/// The first of the places that a place is connected with.
fn leader(leaders: &mut [usize], mut place: usize) -> usize {
    while leaders[place] != place {
        leaders[place] = leaders[leaders[place]];
        place = leaders[place];
    }
    place
}

/// The parts that are another person than the first and all before them, and why; what could be the first is.
fn told_apart(parts: Vec<Part>, linking: &Linking) -> Vec<(Part, Grounds)> {
    let mut parts = parts.into_iter();
    let Some(mut first) = parts.next() else { return Vec::new() };
    let mut others: Vec<(Part, Grounds)> = Vec::new();
    for part in parts {
        let Some(grounds) = difference(&first, &part, linking) else {
            first.join(part);
            continue;
        };
        match others.iter_mut().find(|(other, _)| difference(other, &part, linking).is_none()) {
            Some((other, _)) => other.join(part),
            None => others.push((part, grounds)),
        }
    }
    others
}

impl Part {
    fn join(&mut self, other: Part) {
        self.documents.extend(other.documents);
        self.marks.join(other.marks);
        self.beside.extend(other.beside);
    }
}

/// Why two parts are on two people: one difference if they are named beside nothing in common, two if they are.
fn difference(part: &Part, other: &Part, linking: &Linking) -> Option<Grounds> {
    let differences: Vec<(LinkReason, f64)> =
        part.marks.differences(&other.marks).into_iter().filter(|(reason, _)| linking.allows(*reason)).collect();
    let shared = part.beside.intersection(&other.beside).count();
    let doubt: f64 = differences.iter().map(|(_, score)| 1.0 - score).product();
    let score = 1.0 - doubt;
    let is_enough = score >= linking.min_score && (shared == 0 || differences.len() > 1);
    let (reason, _) = differences.first().filter(|_| is_enough)?;
    Some(Grounds { reason: *reason, score, shared })
}
