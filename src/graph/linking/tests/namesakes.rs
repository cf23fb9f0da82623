//! Two people of one full name, told apart or not.

use super::orders;
use crate::{
    EntityType, Extraction, LinkReason::*, Linking, MergeRules, RelationGraph, RelationType, Role, Span, graph::testing::Article,
};

/// `citizen_of GPE Canada @iso3166:CA; - PER Bo Ek`: what an article says of Ann Lee, `-` for named beside her; an office is
/// written `mayor:`.
fn article(id: usize, said: &str) -> Extraction {
    let rows: Vec<(&str, &str)> = said.split("; ").map(|row| row.split_once(' ').expect("a relation")).collect();
    let mut article = Article::new(&format!("a{id}")).number(id).entity("PER Ann Lee");
    for (place, (relation, entity)) in rows.iter().enumerate() {
        let flags = relation.split_once('!').map_or("", |(_, flags)| flags);
        let relation = relation.split('!').next().and_then(|label| label.parse().ok()).unwrap_or(RelationType::CoMention);
        article = article.entity(entity).said(0, relation, place + 1, flags);
    }
    let extraction = article.read();
    let offices = rows.iter().enumerate().filter_map(|(place, (label, _))| Some((place, label.strip_suffix(':')?.parse().ok()?)));
    let offices: Vec<crate::Office> = offices.map(|(place, role)| office(role, place + 1)).collect();
    extraction.with_offices(offices)
}

fn office(role: Role, of: usize) -> crate::Office {
    let of = Some(crate::EntityId(of));
    crate::Office {
        person: crate::EntityId(0),
        title: Span::new(4, 12),
        role,
        of,
        past: false,
        acting: false,
        elect: false,
        evidence: Vec::new(),
    }
}

fn graph(rules: &MergeRules, articles: &[&str], order: &[usize]) -> RelationGraph {
    let mut graph = RelationGraph::with_rules(rules).expect("no contradiction");
    graph.extend(order.iter().map(|&place| article(place, articles[place])));
    graph
}

/// The articles of each Ann Lee, with why she is not the first.
fn told(graph: &RelationGraph) -> Vec<String> {
    let people = graph.nodes().filter(|(_, node)| node.name == "Ann Lee" && node.entity_type == EntityType::Person);
    let tell = |node: &crate::Node| {
        let ids: Vec<&str> = node.documents.keys().map(|document| &*document.id).collect();
        let why: Vec<&str> = node.links().iter().map(|(link, _)| link.reason.label()).collect();
        [ids.join(" "), why.join(" ")].join(" ").trim_end().to_owned()
    };
    people.map(|(_, node)| tell(node)).collect()
}

#[test]
fn people_of_one_name_are_told_apart() {
    let canada = "citizen_of GPE Canada @iso3166:CA";
    let rows: &[(&[&str], &[&str])] = &[
        // A player and a professor, a mayor and a chief executive of other countries.
        (&["plays_for ORG Bulls; - PER Bo Ek", "works_for ORG Berkeley University; - PER Cy Ode"], &["a0", "a1 other_field"]),
        (&[canada, "citizen_of GPE Ghana @iso3166:GH"], &["a0", "a1 other_country"]),
        (&["mayor: GPE Oulu", "mayor: GPE Graz"], &["a0", "a1 other_seat"]),
        (&["minister: GPE Peru @iso3166:PE", "citizen_of GPE Chad @iso3166:TD"], &["a0", "a1 other_country"]),
        (&["coach: ORG Ajax", "judge: ORG Supreme Court"], &["a0", "a1 other_field"]),
        // The larger part keeps the id; what could be either is hers.
        (&[canada, "citizen_of GPE Ghana @iso3166:GH; - ORG Ab", "- ORG Ab"], &["a1 a2", "a0 other_country"]),
        (&[canada, "citizen_of GPE Ghana @iso3166:GH", "- ORG Ab"], &["a0 a2", "a1 other_country"]),
        (&[canada, "citizen_of GPE Ghana @iso3166:GH", canada], &["a0 a2", "a1 other_country"]),
        (
            &[canada, "citizen_of GPE Ghana @iso3166:GH", "citizen_of GPE Oman @iso3166:OM"],
            &["a0", "a1 other_country", "a2 other_country"],
        ),
        // Two differences outweigh a country that both are named beside.
        (
            &[
                "plays_for ORG Bulls; citizen_of GPE Oman @iso3166:OM; - GPE Peru @iso3166:PE",
                "judge: ORG Supreme Court; citizen_of GPE Ghana @iso3166:GH; - GPE Peru @iso3166:PE",
            ],
            &["a0", "a1 other_country"],
        ),
        // One does not, and nothing outweighs a person whom both are named beside.
        (&["plays_for ORG Bulls; - GPE Peru @iso3166:PE", "judge: ORG Supreme Court; - GPE Peru @iso3166:PE"], &["a0 a1"]),
        (
            &[
                "plays_for ORG Bulls; citizen_of GPE Oman @iso3166:OM; - PER Bo Ek",
                "judge: ORG Court; citizen_of GPE Ghana @iso3166:GH; - PER Bo Ek",
            ],
            &["a0 a1"],
        ),
        // One and the same woman.
        (&["plays_for ORG Bulls", "plays_for ORG Lakers"], &["a0 a1"]),
        (&["- GPE Oslo", "- GPE Lagos"], &["a0 a1"]),
        (&["chief_executive: ORG Ab", "minister: GPE Peru @iso3166:PE"], &["a0 a1"]),
        (&["member_of_party ORG Greens", "member_of_party ORG Reds"], &["a0 a1"]),
        (&[canada, "visits GPE Ghana @iso3166:GH"], &["a0 a1"]),
        (&[canada, "citizen_of!negated GPE Ghana @iso3166:GH"], &["a0 a1"]),
        (&[canada, "citizen_of GPE Accra"], &["a0 a1"]),
        (&[canada, "citizen_of GPE Canada @iso3166:CA; citizen_of GPE Ghana @iso3166:GH"], &["a0 a1"]),
    ];
    for (articles, want) in rows {
        for order in orders(articles.len()) {
            let linked = graph(&MergeRules::new(), articles, &order).linked(&Linking::new().part_namesakes());
            assert_eq!(told(&linked), *want, "{articles:#?} as {order:?}");
            assert_eq!(linked.linked(&Linking::new().part_namesakes()), linked, "there is nothing left to part: {articles:#?}");
            let json = serde_json::to_string(&linked).expect("it can be written");
            assert_eq!(serde_json::from_str::<RelationGraph>(&json).expect("it can be read back"), linked);
        }
    }
}

#[test]
fn no_two_nodes_share_an_id_when_more_articles_are_linked() {
    let [canada, ghana, oman] =
        ["Canada @iso3166:CA", "Ghana @iso3166:GH", "Oman @iso3166:OM"].map(|of| format!("citizen_of GPE {of}"));
    let mut linked = graph(&MergeRules::new(), &[&canada, &ghana], &[0, 1]).linked(&Linking::new().part_namesakes());
    linked.extend([article(2, &oman)]);
    let again = linked.linked(&Linking::new().part_namesakes());
    let mut ids: Vec<&str> = again.nodes().map(|(_, node)| node.id.as_str()).collect();
    ids.sort_unstable();
    assert!(ids.windows(2).all(|pair| pair[0] != pair[1]), "{ids:?}");
}

#[test]
fn the_caller_says_who_is_who() {
    let articles = ["citizen_of GPE Canada @iso3166:CA", "citizen_of GPE Ghana @iso3166:GH", "- GPE Oslo"];
    let linked = |rules: &MergeRules, linking: &Linking| told(&graph(rules, &articles, &[0, 1, 2]).linked(linking));
    let (none, all) = (MergeRules::new(), Linking::new().part_namesakes());
    for (rules, linking, want) in [
        (none.clone(), all.clone(), vec!["a0 a2", "a1 other_country"]),
        (none.clone(), all.clone().without([OtherCountry]), vec!["a0 a1 a2"]),
        (none.clone(), all.clone().min_score(0.7), vec!["a0 a1 a2"]),
        (none.clone().must_merge("Ann Lee", "Ann LEE"), all.clone(), vec!["a0 a1 a2 requested"]),
        (none.clone().namesake("Ann Lee", ["a2"]), all.clone(), vec!["a0", "a1 other_country", "a2 requested"]),
        (none.clone().namesake("ann lee", ["a2", "a1"]), all, vec!["a0", "a1 a2 requested"]),
    ] {
        assert_eq!(linked(&rules, &linking), want, "{rules:?} {linking:?}");
    }
    let named = graph(&none, &articles, &[0, 1, 2]).linked(&Linking::new().part_namesakes());
    assert_eq!(named.entities_named("Ann Lee").len(), 2);
    assert!(named.nodes().all(|(_, node)| node.mentions > 0));
}
