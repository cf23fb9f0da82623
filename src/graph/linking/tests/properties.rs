//! What holds for any articles.

use proptest::prelude::*;

use super::{article, graph};
use crate::{Linking, MergeRules, RelationGraph};

fn entity() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "PER Lavrov",
        "PER Sergei Lavrov",
        "PER Sergey Lavrov|Lavrov",
        "PER S. Lavrov",
        "PER Ann Lavrov",
        "PER Lee",
        "PER Ann Lee",
        "PER Ann B. Lee",
        "PER Bo Lee|Lee",
        "ORG EU",
        "GPE EU",
        "ORG European Union|EU",
        "ORG SDF",
        "ORG Syrian Democratic Forces",
        "ORG Siemens",
        "ORG Siemens AG",
        "GPE Odesa",
        "GPE Odessa",
        "GPE Georgia @iso3166:GE",
        "GPE Georgia",
        "GPE Ankara",
        "GPE Kyiv",
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn neither_order_nor_grouping_shows_in_what_is_linked(
        names in prop::collection::vec(prop::collection::vec(entity(), 1..6), 1..7),
        order in Just(Vec::from_iter(0..7_usize)).prop_shuffle(),
        rules in prop::sample::select(vec![MergeRules::new(), MergeRules::new().cannot_merge("Lavrov", "Sergei Lavrov").must_merge("Lee", "Ann Lee")]),
    ) {
        let articles: Vec<String> = names.into_iter().map(|mut names| {
            names.sort_unstable();
            names.dedup();
            names.join("; ")
        }).collect();
        let articles: Vec<&str> = articles.iter().map(String::as_str).collect();
        let order: Vec<usize> = order.into_iter().filter(|place| *place < articles.len()).collect();
        let whole = graph(&rules, &articles, 0..articles.len()).linked(&Linking::new());

        // One by one in another order, linked after each.
        let mut one_by_one = graph(&rules, &articles, std::iter::empty());
        let mut linked = one_by_one.linked(&Linking::new());
        for &place in &order {
            one_by_one.merge(&article(place, articles[place]).read());
            linked = one_by_one.linked(&Linking::new());
        }
        prop_assert_eq!(&linked, &whole);
        prop_assert_eq!(linked.redirects(), whole.redirects());

        // In two parts, and by way of JSON.
        let (left, right) = order.split_at(order.len() / 2);
        let mut parts = graph(&rules, &articles, left.iter().copied());
        parts.union(graph(&rules, &articles, right.iter().copied()));
        prop_assert_eq!(&parts.linked(&Linking::new()), &whole);
        let json = serde_json::to_string(&whole).expect("it can be written");
        prop_assert_eq!(&serde_json::from_str::<RelationGraph>(&json).expect("it can be read back"), &whole);

        // Every mention is somewhere, once.
        let mentions = |graph: &RelationGraph| graph.nodes().map(|(_, node)| node.mentions).sum::<usize>();
        prop_assert_eq!(mentions(&whole), mentions(&one_by_one));
    }
}
