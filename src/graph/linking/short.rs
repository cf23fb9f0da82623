//! People named by their last name alone, or by what only other articles explain: decided on article by article.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use petgraph::visit::EdgeRef;

use super::{
    Linking,
    context::Contexts,
    groups::{Grounds, Groups},
    shape::{is_surname_alone, is_surname_of, last_word},
};
use crate::{
    EntityType,
    graph::{LinkReason, SourceDocument, names::key},
};

/// The least number of nodes beside both a last name and a full name: one is too often a country or a capital.
const MIN_SHARED: usize = 2;

pub(super) fn join(linking: &Linking, groups: &mut Groups) {
    if !linking.allows(LinkReason::Surname) {
        return;
    }
    let contexts = Contexts::of(groups);
    let roster = groups.roster();
    let people = || (0..roster.len()).filter(|&number| roster[number].coarse == EntityType::Person);
    let short: Vec<usize> = people().filter(|&number| is_surname_alone(&roster[number].name)).collect();
    let asked: HashSet<&str> = short.iter().flat_map(|&number| looked_up(&roster[number].name)).collect();
    let full = people().filter(|&number| !is_surname_alone(&roster[number].name));
    let bearers = Bearers::of(full, |word| asked.contains(word), &contexts, groups);
    for number in short {
        for (document, beside) in beside_by_article(number, &contexts, groups) {
            join_share(number, &document, &beside, &bearers, linking, &contexts, groups);
        }
    }
}

/// The words under which the bearers of a short name may be found.
fn looked_up(name: &str) -> BTreeSet<&str> {
    BTreeSet::from([last_word(name), name])
}

fn join_share(
    number: usize,
    document: &Arc<SourceDocument>,
    beside: &[usize],
    bearers: &Bearers,
    linking: &Linking,
    contexts: &Contexts,
    groups: &mut Groups,
) {
    let roster = groups.roster();
    let name = &roster[number].name;
    let bears = |full: usize| is_surname_of(name, &roster[full].name) || bearers.is_alias(name, full);
    let mut candidates: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for word in looked_up(name) {
        for (root, shared) in bearers.beside(word, beside, bears, contexts) {
            candidates.entry(root).or_insert(shared);
        }
    }
    // An article that names a bearer in full has decided for itself.
    if candidates.keys().any(|&root| groups.names(groups.root(root), document)) {
        return;
    }
    let eligible = candidates.into_iter().filter(|(root, shared)| {
        *root != contexts.root(number) && shared.len() >= MIN_SHARED && groups.may_join(groups.root(number), groups.root(*root))
    });
    if let Some((root, score, shared)) = best(eligible, contexts, linking.min_score) {
        groups.join_share(number, document, root, Grounds { reason: LinkReason::Surname, score, shared });
    }
}

/// What a node is named beside in each of its articles.
pub(super) fn beside_by_article(
    number: usize,
    contexts: &Contexts,
    groups: &Groups,
) -> BTreeMap<Arc<SourceDocument>, Vec<usize>> {
    let (graph, index) = (groups.graph().as_petgraph(), groups.roster()[number].index);
    let mut beside: BTreeMap<Arc<SourceDocument>, Vec<usize>> = BTreeMap::new();
    let outgoing = graph.edges_directed(index, petgraph::Direction::Outgoing).map(|edge| (edge.target(), edge.weight()));
    let incoming = graph.edges_directed(index, petgraph::Direction::Incoming).map(|edge| (edge.source(), edge.weight()));
    for (end, edge) in outgoing.chain(incoming) {
        for document in edge.documents.keys() {
            beside.entry(document.clone()).or_default().push(contexts.root(groups.number(end)));
        }
    }
    for groups in beside.values_mut() {
        groups.sort_unstable();
        groups.dedup();
    }
    beside
}

/// The best of several candidates, each with what it shares: its score at least `least`, that of the next below half of it.
pub(super) fn best(
    candidates: impl IntoIterator<Item = (usize, Vec<usize>)>,
    contexts: &Contexts,
    least: f64,
) -> Option<(usize, f64, usize)> {
    let mut scored: Vec<(usize, f64, usize)> =
        candidates.into_iter().map(|(root, shared)| (root, contexts.score(&shared), shared.len())).collect();
    scored.sort_by(|(root, score, _), (other, less, _)| less.total_cmp(score).then(root.cmp(other)));
    let (best, next) = (scored.first().copied()?, scored.get(1).map_or(0.0, |(_, score, _)| *score));
    (best.1 > 0.0 && best.1 >= least && next < best.1 / 2.0).then_some(best)
}

/// People by a word of their name and by what they are named beside: a name meets only those whom it could mean.
#[derive(Debug)]
pub(super) struct Bearers {
    found: HashMap<String, HashMap<usize, Vec<usize>>>,
    aliases: HashMap<usize, BTreeSet<String>>,
}

impl Bearers {
    /// Those of the `people` whose last word or alias is `asked` for.
    pub(super) fn of(
        people: impl Iterator<Item = usize>,
        asked: impl Fn(&str) -> bool,
        contexts: &Contexts,
        groups: &Groups,
    ) -> Self {
        let mut bearers = Bearers { found: HashMap::new(), aliases: HashMap::new() };
        for number in people {
            let bearer = &groups.roster()[number];
            let aliases: BTreeSet<String> = bearer.node.names().map(key).filter(|alias| *alias != bearer.name).collect();
            let words: BTreeSet<&str> = aliases.iter().map(String::as_str).chain([last_word(&bearer.name)]).collect();
            for word in words.into_iter().filter(|word| asked(word)) {
                let by_group = bearers.found.entry(word.to_owned()).or_default();
                contexts.beside(number).iter().for_each(|&group| by_group.entry(group).or_default().push(number));
            }
            bearers.aliases.insert(number, aliases);
        }
        bearers
    }

    /// Whether an article calls someone so.
    pub(super) fn is_alias(&self, name: &str, number: usize) -> bool {
        self.aliases.get(&number).is_some_and(|aliases| aliases.contains(name))
    }

    /// Those found by a word who fit and are named beside some of the groups, each with these groups.
    pub(super) fn beside(
        &self,
        word: &str,
        groups: &[usize],
        fits: impl Fn(usize) -> bool,
        contexts: &Contexts,
    ) -> BTreeMap<usize, Vec<usize>> {
        let mut shared: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let Some(by_group) = self.found.get(word) else { return shared };
        for &group in groups {
            let people = by_group.get(&group).into_iter().flatten().copied().filter(|&number| fits(number));
            for root in people.map(|number| contexts.root(number)).filter(|&root| root != group).collect::<BTreeSet<_>>() {
                shared.entry(root).or_default().push(group);
            }
        }
        shared
    }
}
