//! Which names of an article become one entity, and why.

use super::{testing::marked, *};

/// The entities as `name: mention | mention`.
fn clusters(text: &str, rules: &MergeRules) -> Vec<String> {
    let (document, mentions) = marked(text);
    let show = |entity: &Entity| {
        let names: Vec<&str> = entity.mentions.iter().map(|id| &document[mentions[id.0].span]).collect();
        format!("{}: {}", entity.name, names.join(" | "))
    };
    resolve(&document, &mentions, rules).iter().map(show).collect()
}

#[test]
fn names_of_one_entity_are_joined_and_of_two_are_not() {
    for (text, want) in [
        ("[PER Sergei Lavrov] left. [PER Lavrov] slept.", vec!["Sergei Lavrov: Sergei Lavrov | Lavrov"]),
        ("[PER Lavrov] Leaves\n\n[PER Sergei Lavrov] left.", vec!["Sergei Lavrov: Lavrov | Sergei Lavrov"]),
        ("[PER Xi Jinping] spoke. [PER Xi] left.", vec!["Xi Jinping: Xi Jinping | Xi"]),
        ("[PER George W. Bush] met [PER George Bush].", vec!["George W. Bush: George W. Bush | George Bush"]),
        (
            "[PER Tom Pruitt] and [PER Ann Pruitt] met. [PER Pruitt] left. [PER Ann] stayed.",
            vec!["Tom Pruitt: Tom Pruitt", "Ann Pruitt: Ann Pruitt | Ann", "Pruitt: Pruitt"],
        ),
        (
            "[PER Tom Pruitt] spoke. [PER Pruitt] left. [PER Ann Pruitt] came.",
            vec!["Tom Pruitt: Tom Pruitt | Pruitt", "Ann Pruitt: Ann Pruitt"],
        ),
        (
            "[PER Donald Trump] and [PER Donald Trump Jr.]",
            vec!["Donald Trump: Donald Trump", "Donald Trump Jr.: Donald Trump Jr."],
        ),
        (
            "The [ORG Human Rights Activists News Agency] ([ORG HRANA]) said. [ORG HRANA] lists names.",
            vec!["Human Rights Activists News Agency: Human Rights Activists News Agency | HRANA | HRANA"],
        ),
        ("[ORG ECB] Holds\n\nThe [ORG European Central Bank] waits.", vec!["European Central Bank: ECB | European Central Bank"]),
        ("[GPE US] and [GPE United States] and [NORP Americans].", vec!["United States: US | United States | Americans"]),
        ("[NORP Russian] troops.", vec!["Russia: Russian"]),
        ("[GPE Kyiv] and [GPE KYIV].", vec!["Kyiv: Kyiv | KYIV"]),
        ("[ORG Nokia] grew. [ORG Nokia Corp.] said.", vec!["Nokia Corp.: Nokia | Nokia Corp."]),
        ("[ORG Siemens] and [ORG Siemens Energy].", vec!["Siemens: Siemens", "Siemens Energy: Siemens Energy"]),
        ("[PER Washington] left [GPE Washington].", vec!["Washington: Washington", "Washington: Washington"]),
        ("[GPE Łódź] is [GPE Lodz].", vec!["Łódź: Łódź | Lodz"]),
        ("[GPE KYIV], March 14 (Reuters) - Shells fell.", vec!["Kyiv: KYIV"]),
        ("A [GPE U.S.]-led force.", vec!["United States: U.S."]),
        ("At [FAC No].10.", vec!["No: No"]),
    ] {
        assert_eq!(clusters(text, &MergeRules::new()), want, "{text}");
    }
}

#[test]
fn the_caller_has_the_last_word() {
    let text = "[ORG IBM] rose. [ORG Big Blue] fell. [PER Sergei Lavrov] left. [PER Lavrov] slept.";
    let rules = MergeRules::new().must_merge("IBM", "big blue").cannot_merge("Lavrov", "Sergei Lavrov");
    let want = ["Big Blue: IBM | Big Blue", "Sergei Lavrov: Sergei Lavrov", "Lavrov: Lavrov"];
    assert_eq!(clusters(text, &rules), want);
}

#[test]
fn every_merge_has_its_reason() {
    use MergeReason::*;
    for (text, want) in [
        ("[GPE Kyiv], [GPE Kyiv], [GPE KYIV]", vec![SameName, Variant]),
        ("[PER Sergei Lavrov], [PER Lavrov]", vec![Surname]),
        ("[PER George W. Bush], [PER George Bush]", vec![TokenSubset]),
        ("[GPE Russia], [NORP Russian]", vec![Nationality]),
        ("[GPE U.S.], [GPE United States]", vec![CountryName]),
        ("[ORG World Health Organization] ([ORG WHO])", vec![BracketedAcronym]),
        ("[ORG World Health Organization], [ORG WHO]", vec![Initials]),
    ] {
        let (document, mentions) = marked(text);
        let entities = resolve(&document, &mentions, &MergeRules::new());
        let reasons: Vec<MergeReason> = entities.iter().flat_map(|entity| &entity.merges).map(|merge| merge.reason).collect();
        assert_eq!((entities.len(), reasons), (1, want), "{text}");
    }
}

#[test]
fn a_country_is_linked() {
    let (document, mentions) = marked("[NORP Ukrainian] and [PER Lee]");
    let entities = resolve(&document, &mentions, &MergeRules::new());
    assert_eq!(entities[0].link.as_deref(), Some("iso3166:UA"));
    assert_eq!(entities[0].entity_type, EntityType::GeopoliticalEntity);
    assert_eq!(entities[1].link, None);
}
