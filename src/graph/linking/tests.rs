//! A labelled set of our own: which names of several articles are one, and why.

mod namesakes;
mod properties;

use std::collections::BTreeSet;

use Want::*;

use crate::{
    LinkReason::{self, *},
    Linking, MergeRules, RelationGraph, RelationType,
    graph::testing::Article,
};

/// `PER Ann Lee; ORG UN`: all named beside each other in one sentence.
fn article(id: usize, entities: &str) -> Article {
    let names: Vec<&str> = entities.split("; ").collect();
    let article = names.iter().fold(Article::new(&format!("a{id}")).number(id), |article, entity| article.entity(entity));
    let pairs = (0..names.len()).flat_map(|first| (first + 1..names.len()).map(move |second| (first, second)));
    pairs.fold(article, |article, (first, second)| article.relation(first, RelationType::CoMention, second, 1.0))
}

fn graph(rules: &MergeRules, articles: &[&str], order: impl Iterator<Item = usize>) -> RelationGraph {
    let mut graph = RelationGraph::with_rules(rules).expect("no contradiction");
    graph.extend(order.map(|place| article(place, articles[place]).read()));
    graph
}

/// The id of the node that an article's first entity went to, and why; the article may bring one there for several reasons.
fn first_entity(graph: &RelationGraph, id: &str, entities: &str) -> (String, BTreeSet<LinkReason>) {
    let entity = entities.split("; ").next().expect("an entity");
    let name = entity.split_once(' ').expect("a type").1.split(['|', '@']).next().expect("a name").trim();
    let kind = entity[..3].parse::<crate::EntityType>().map(crate::EntityType::coarse);
    let of_article = graph.nodes().filter_map(|(_, node)| {
        let naming = node.documents.iter().find(|(document, _)| &*document.id == id)?.1;
        let same_kind = kind.as_ref().is_ok_and(|kind| naming.entity_type.coarse() == *kind);
        (naming.aliases.contains_key(name) && same_kind)
            .then(|| (node.id.clone(), naming.links.iter().map(|link| link.reason).collect()))
    });
    let found: Vec<_> = of_article.collect();
    assert!(found.len() == 1 || found.iter().all(|(other, _)| *other == found[0].0), "{name} of {id}: {found:?}");
    found.into_iter().next().unwrap_or_else(|| panic!("{name} of {id} is nowhere"))
}

fn orders(count: usize) -> Vec<Vec<usize>> {
    if count == 0 {
        return vec![Vec::new()];
    }
    let with_last = |order: Vec<usize>| {
        (0..count).map(move |place| {
            let mut longer = order.clone();
            longer.insert(place, count - 1);
            longer
        })
    };
    orders(count - 1).into_iter().flat_map(with_last).collect()
}

/// What becomes of the first entities of the first two articles.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Want {
    Apart,
    /// One by name, without a link.
    Same,
    By(LinkReason),
}

/// Rows of articles; whether the first entities of the first two are one, and the reason, whatever the order.
fn check(rules: &MergeRules, rows: &[(&[&str], Want)]) {
    for (articles, want) in rows {
        let whole = graph(rules, articles, 0..articles.len()).linked(&Linking::new());
        let (first, reasons) = first_entity(&whole, "a0", articles[0]);
        let (second, others) = first_entity(&whole, "a1", articles[1]);
        assert_eq!(first == second, *want != Apart, "{articles:#?}: {first}, {second}");
        let found: Vec<LinkReason> = reasons.union(&others).copied().collect();
        match want {
            Apart => {}
            Same => assert_eq!(found, [], "{articles:#?}"),
            By(reason) => assert!(found.contains(reason), "{articles:#?}: {found:?}"),
        }
        for order in orders(articles.len()) {
            let other = graph(rules, articles, order.iter().copied()).linked(&Linking::new());
            assert_eq!(other, whole, "{articles:#?} as {order:?}");
            assert_eq!(other.redirects(), whole.redirects(), "{articles:#?} as {order:?}");
        }
    }
}

#[test]
fn last_names_join_the_one_person_they_fit() {
    check(
        &MergeRules::new(),
        &[
            (&["PER Lavrov; GPE Ankara; ORG UN", "PER Sergei Lavrov; GPE Ankara; ORG UN"], By(Surname)),
            (&["PER Lavrov; GPE Ankara", "PER Sergei Lavrov; GPE Ankara"], Apart),
            (&["PER Lavrov", "PER Sergei Lavrov"], Apart),
            (&["PER Lavrov; GPE Ankara; ORG UN", "PER Sergei Lavrov; GPE Lagos; ORG NATO"], Apart),
            // Brothers, and others of one last name.
            (
                &[
                    "PER Klitschko; GPE Kyiv; GPE Ukraine @iso3166:UA",
                    "PER Vitali Klitschko; GPE Kyiv; GPE Ukraine @iso3166:UA",
                    "PER Wladimir Klitschko; ORG IBF; PER Anthony Joshua",
                ],
                By(Surname),
            ),
            (
                &[
                    "PER Klitschko; ORG IBF; PER Anthony Joshua",
                    "PER Vitali Klitschko; GPE Kyiv; GPE Ukraine @iso3166:UA",
                    "PER Wladimir Klitschko; ORG IBF; PER Anthony Joshua",
                ],
                Apart,
            ),
            (
                &[
                    "PER Klitschko; GPE Kyiv; ORG IBF; PER Anthony Joshua",
                    "PER Vitali Klitschko; GPE Kyiv; ORG IBF",
                    "PER Wladimir Klitschko; GPE Kyiv; ORG IBF",
                ],
                Apart,
            ),
            (&["PER Vitali Klitschko; GPE Kyiv; ORG UN", "PER Wladimir Klitschko; GPE Kyiv; ORG UN"], Apart),
            (
                &[
                    "PER Bush; GPE Texas; ORG Congress",
                    "PER Jeb Bush; GPE Texas; ORG Congress",
                    "PER George Bush; GPE Texas; ORG Congress",
                ],
                Apart,
            ),
            (
                &["PER Kallas; ORG NATO; GPE Tallinn", "PER Kaja Kallas; ORG NATO; GPE Tallinn", "PER Siim Kallas; GPE Oulu"],
                By(Surname),
            ),
            // One of several articles on a last name is on someone else.
            (
                &[
                    "PER Lee; GPE Seoul; ORG Samsung",
                    "PER Lee Jae-yong|Lee; GPE Seoul; ORG Samsung",
                    "PER Lee; GPE Oslo; ORG Equinor",
                ],
                By(Surname),
            ),
            (
                &[
                    "PER Lee; GPE Oslo; ORG Equinor",
                    "PER Lee Jae-yong|Lee; GPE Seoul; ORG Samsung",
                    "PER Lee; GPE Seoul; ORG Samsung",
                ],
                Apart,
            ),
            (&["PER von der Leyen; ORG EU; GPE Kyiv", "PER Ursula von der Leyen; ORG EU; GPE Kyiv"], By(Surname)),
            (&["PER Xi; GPE Beijing; ORG BRICS", "PER Xi Jinping|Xi; GPE Beijing; ORG BRICS"], By(Surname)),
            (&["PER Xi; GPE Beijing; ORG BRICS", "PER Xi Jinping; GPE Beijing; ORG BRICS"], Apart),
            (
                &["PER Lula; GPE Brasilia; ORG Mercosur", "PER Luiz Inácio Lula da Silva|Lula; GPE Brasilia; ORG Mercosur"],
                By(Surname),
            ),
            // What is named beside everyone tells little.
            (
                &[
                    "PER Smith; GPE London; ORG BBC",
                    "PER Ann Smith; GPE London; ORG BBC; PER A B; PER C D; PER E F; PER G H; PER I J",
                    "GPE London; ORG BBC; PER K L; PER M N; PER O P; PER Q R; PER S T; PER U V; PER W X; PER Y Z; ORG Aa; ORG Bb",
                ],
                Apart,
            ),
            // The article itself tells them apart.
            (&["PER Lee; PER Ann Lee; GPE Kyiv; ORG UN", "PER Ann Lee; GPE Kyiv; ORG UN"], Apart),
            // Last names are people's.
            (&["ORG Lavrov; GPE Ankara; ORG UN", "PER Sergei Lavrov; GPE Ankara; ORG UN"], Apart),
            (&["PER Lavrov; GPE Ankara; ORG UN", "PER Sergei Lavrova; GPE Ankara; ORG UN"], Apart),
        ],
    );
}

#[test]
fn spellings_join_beside_the_same() {
    check(
        &MergeRules::new(),
        &[
            (&["PER Sergey Lavrov; GPE Ankara; ORG UN", "PER Sergei Lavrov; GPE Ankara; ORG UN"], By(Transliteration)),
            (&["PER Volodymyr Zelensky; GPE Kyiv", "PER Volodymyr Zelenskyy; GPE Kyiv"], By(Transliteration)),
            (&["PER Volodymyr Zelenskiy; GPE Kyiv", "PER Volodymyr Zelenskyy; GPE Kyiv; ORG EU"], By(Transliteration)),
            (&["PER Aleksandr Lukashenko; GPE Minsk", "PER Alexander Lukashenko; GPE Minsk"], By(Transliteration)),
            (&["PER Mohammed bin Salman; GPE Riyadh", "PER Muhammad bin Salman; GPE Riyadh"], By(Transliteration)),
            (&["PER Mahmoud Abbas; GPE Ramallah", "PER Mohammed Abbas; GPE Ramallah"], Apart),
            (&["PER Sergey Lavrov; GPE Ankara", "PER Sergei Lavrov; GPE Lagos"], Apart),
            (&["PER Eric Olsen; PER Erik Olsen; GPE Oslo", "PER Erik Olsen; GPE Oslo"], Apart),
            (&["PER Yevgeny Prigozhin; GPE Rostov", "PER Evgeny Prigozhin; GPE Rostov"], By(Transliteration)),
            (&["PER Kassym-Jomart Tokayev; GPE Astana", "PER Kassym-Zhomart Tokaev; GPE Astana"], By(Transliteration)),
            (&["PER Kassym-Jomart Tokayev; GPE Astana", "PER Kassym-Jomart Tokaev; GPE Astana"], By(Transliteration)),
            (&["PER Recep Tayyip Erdoğan", "PER Recep Tayyip Erdogan"], Same),
            (&["PER Maria Rossi; GPE Rome; ORG Eni", "PER Mario Rossi; GPE Rome; ORG Eni"], Apart),
            (&["GPE Odesa; GPE Kyiv", "GPE Odessa; GPE Kyiv"], By(Transliteration)),
            (&["GPE Odesa; GPE Kyiv", "GPE Odessa; GPE Texas"], Apart),
            (&["PER Zelensky; GPE Kyiv; ORG EU", "PER Volodymyr Zelenskyy; GPE Kyiv; ORG EU"], Apart),
        ],
    );
}

#[test]
fn institutions_go_by_several_names() {
    check(
        &MergeRules::new(),
        &[
            (&["ORG Fed", "ORG Federal Reserve"], By(KnownName)),
            (&["ORG U.S. Federal Reserve; GPE Dallas", "ORG Fed; GPE Oslo"], By(KnownName)),
            (&["ORG EU", "ORG European Union"], By(KnownName)),
            (&["GPE EU", "ORG European Union"], By(KnownName)),
            (&["ORG WHO", "ORG World Health Organization"], By(KnownName)),
            (&["ORG Who", "ORG World Health Organization"], Apart),
            (&["ORG World Health Organisation", "ORG World Health Organization"], By(KnownName)),
            (&["ORG UN", "ORG U.N."], Same),
            (&["PER Fed", "ORG Federal Reserve"], Apart),
            (&["ORG Bank of England; PER Ann Lee; GPE London", "ORG Bank of Spain; PER Ann Lee; GPE London"], Apart),
            (&["ORG Bank; GPE London; PER Ann Lee", "ORG Bank of England|Bank; GPE London; PER Ann Lee"], Apart),
            (&["ORG Siemens; GPE Munich; PER Ann Lee", "ORG Siemens Energy|Siemens; GPE Munich; PER Ann Lee"], Apart),
            (&["ORG Siemens", "ORG Siemens AG"], By(Variant)),
            (&["ORG Siemens AG", "ORG Siemens Energy AG"], Apart),
            (&["ORG Guardian", "ORG The Guardian"], By(Variant)),
            (&["GPE Ab", "ORG Ab AG"], Apart),
            // An article explains the acronym.
            (&["ORG TSMC", "ORG Taiwan Semiconductor Manufacturing Company|TSMC"], By(Alias)),
            (&["ORG PA", "ORG Palestinian Authority|PA", "ORG Press Association|PA"], Apart),
            (
                &[
                    "ORG PA; GPE Ramallah; ORG Fatah",
                    "ORG Palestinian Authority|PA; GPE Ramallah; ORG Fatah",
                    "ORG Press Association|PA; GPE London",
                ],
                By(Initials),
            ),
            (&["ORG Tsmc", "ORG Taiwan Semiconductor Manufacturing Company|TSMC"], By(Alias)),
            (
                &["ORG SDF; GPE Raqqa; GPE Syria @iso3166:SY", "ORG Syrian Democratic Forces; GPE Raqqa; GPE Syria @iso3166:SY"],
                By(Initials),
            ),
            (&["ORG SDF; GPE Tokyo", "ORG Syrian Democratic Forces; GPE Raqqa"], Apart),
            (&["ORG SDF; ORG Syrian Democratic Forces; GPE Raqqa", "ORG Syrian Democratic Forces; GPE Raqqa"], Apart),
            (&["ORG DOJ; GPE Texas", "ORG Department of Justice; GPE Texas"], By(Initials)),
        ],
    );
}

#[test]
fn fuller_names_take_in_shorter_ones() {
    check(
        &MergeRules::new(),
        &[
            (&["PER George Bush; GPE Texas; ORG Congress", "PER George W. Bush; GPE Texas; ORG Congress"], By(NameParts)),
            (
                &[
                    "PER George Bush; GPE Texas; ORG Congress",
                    "PER George W. Bush; GPE Texas; ORG Congress",
                    "PER George H. W. Bush; GPE Texas; ORG Congress",
                ],
                Apart,
            ),
            (&["PER A. Lee; GPE Kyiv; ORG UN", "PER Ann Lee; GPE Kyiv; ORG UN"], By(NameParts)),
            (&["PER A. Lee; GPE Kyiv; ORG UN", "PER Ann Lee; GPE Kyiv; ORG UN", "PER Art Lee; GPE Kyiv; ORG UN"], Apart),
            (&["PER A. Lee; GPE Kyiv", "PER Ann Lee; GPE Kyiv"], Apart),
            (&["PER Bo Lee; GPE Kyiv; ORG UN", "PER Ann Lee; GPE Kyiv; ORG UN"], Apart),
            (&["PER John Smith Jr.; GPE Kyiv; ORG UN", "PER John Adam Smith; GPE Kyiv; ORG UN"], Apart),
            (
                &["PER George Bush; PER George W. Bush; GPE Texas; ORG Congress", "PER George W. Bush; GPE Texas; ORG Congress"],
                Apart,
            ),
            (
                &[
                    "PER Lula da Silva; GPE Brasilia; ORG Mercosur",
                    "PER Luiz Inácio Lula da Silva|Lula da Silva; GPE Brasilia; ORG Mercosur",
                ],
                By(NameParts),
            ),
        ],
    );
}

#[test]
fn one_word_may_name_several_things() {
    check(
        &MergeRules::new(),
        &[
            (&["GPE Georgia @iso3166:GE; GPE Tbilisi; ORG EU", "GPE Georgia; GPE Atlanta; PER Brian Kemp"], Apart),
            (&["GPE Georgia; GPE Tbilisi; ORG EU", "PER Georgia; GPE Tbilisi; ORG EU"], Apart),
            (&["ORG Chelsea; PER Ann Lee; ORG Arsenal", "GPE Chelsea; PER Ann Lee; ORG Arsenal"], Apart),
            (&["ORG Washington; ORG Boston", "GPE Washington; GPE Boston"], Apart),
            (&["ORG Barcelona; ORG Real Madrid", "GPE Barcelona; GPE Madrid"], Apart),
            (&["GPE New York; PER Ann Lee; ORG UN", "ORG New York Times|New York; PER Ann Lee; ORG UN"], Apart),
            (&["GPE Russia @iso3166:RU; GPE Kyiv", "GPE Belarus @iso3166:BY; GPE Kyiv"], Apart),
            (&["PER Jordan; GPE Amman; ORG UN", "GPE Jordan @iso3166:JO; GPE Amman; ORG UN"], Apart),
            (&["PER John Smith; GPE Oslo", "PER John Smith; GPE Lagos"], Same),
        ],
    );
}

#[test]
fn the_caller_forces_and_forbids() {
    let forbid = MergeRules::new().cannot_merge("Lavrov", "Sergei Lavrov").cannot_merge("EU", "European Union");
    check(
        &forbid,
        &[
            (&["PER Lavrov; GPE Ankara; ORG UN", "PER Sergei Lavrov; GPE Ankara; ORG UN"], Apart),
            (&["PER Sergey Lavrov; GPE Ankara; ORG UN", "PER Sergei Lavrov; GPE Ankara; ORG UN"], By(Transliteration)),
            (&["ORG EU", "ORG European Union"], Apart),
            // Through a third name that is both.
            (
                &[
                    "PER Lavrov; GPE Ankara; ORG UN",
                    "PER Sergey Lavrov; GPE Ankara; ORG UN",
                    "PER Sergei Lavrov; GPE Ankara; ORG UN",
                ],
                Apart,
            ),
        ],
    );
    let force = MergeRules::new().must_merge("Siemens", "Siemens Energy").must_merge("Bongbong Marcos", "Ferdinand Marcos Jr.");
    check(
        &force,
        &[
            (&["ORG Siemens", "ORG Siemens Energy"], By(Requested)),
            (&["PER Bongbong Marcos", "PER Ferdinand Marcos Jr."], By(Requested)),
        ],
    );
}

#[test]
fn options_leave_reasons_and_weak_links_out() {
    let articles = ["PER Lavrov; GPE Ankara; ORG UN", "PER Sergei Lavrov; GPE Ankara; ORG UN"];
    let graph = graph(&MergeRules::new(), &articles, 0..2);
    for (linking, nodes) in [
        (Linking::new(), 3),
        (Linking::new().without([LinkReason::Surname]), 4),
        (Linking::new().min_score(0.9), 4),
        (Linking::new().min_score(0.0), 3),
    ] {
        assert_eq!(graph.linked(&linking).nodes().count(), nodes, "{linking:?}");
    }
}

#[test]
fn links_say_what_speaks_for_them() {
    let articles =
        ["PER Lavrov; GPE Ankara; ORG UN", "PER Sergei Lavrov; GPE Ankara; ORG UN", "PER Lavrov; GPE Ankara; ORG UN; GPE Kyiv"];
    let linked = graph(&MergeRules::new(), &articles, 0..3).linked(&Linking::new());
    let node = &linked[linked.entity("Sergei Lavrov").expect("named")];
    let [(link, articles)] = &node.links()[..] else { panic!("{:?}", node.links()) };
    assert_eq!((&*link.from, link.reason, link.shared, *articles), ("PER:lavrov", Surname, 2, 2));
    assert!(link.score > 0.5 && link.score < 1.0, "{link:?}");
    assert_eq!(node.aliases.keys().collect::<Vec<_>>(), ["Lavrov", "Sergei Lavrov"]);
    let weights: Vec<f64> = linked.edges().map(|(_, edge, _)| edge.weight).collect();
    assert_eq!(weights.iter().sum::<f64>(), 3.0 + 3.0 + 6.0, "every article's links are there");
}

#[test]
fn links_survive_as_json_and_in_parts_of_the_graph() {
    let articles = ["PER Lavrov; GPE Ankara; ORG UN", "PER Sergei Lavrov; GPE Ankara; ORG UN", "ORG United Nations"];
    let linked = graph(&MergeRules::new(), &articles, 0..3).linked(&Linking::new());
    let json = serde_json::to_string(&linked).expect("it can be written");
    let read: RelationGraph = serde_json::from_str(&json).expect("it can be read back");
    assert_eq!((&read, read.redirects()), (&linked, linked.redirects()));
    let part = linked.filtered(&crate::Filter::new().documents(["a0"]));
    assert_eq!(part[part.entity("Lavrov").expect("named")].links().len(), 1);
    let again = linked.linked(&Linking::new());
    assert_eq!(again, linked, "there is nothing left to link");
}
