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
            vec!["Tom Pruitt: Tom Pruitt | Pruitt", "Ann Pruitt: Ann Pruitt | Ann"],
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
fn people_go_by_short_forms() {
    for (text, want) in [
        ("[PER Özil, Mesut], plays. [PER Mesut Özil] scored.", vec!["Özil, Mesut: Özil, Mesut | Mesut Özil"]),
        ("[PER Kim Jong-un] met [PER Kim]. [PER Kim Jong Un] left.", vec!["Kim Jong-un: Kim Jong-un | Kim | Kim Jong Un"]),
        ("[PER Volodymyr Zelensky] and [PER Zelenskyy]", vec!["Volodymyr Zelensky: Volodymyr Zelensky | Zelenskyy"]),
        ("[PER Zelenskiy] and [PER Zelenskyy]", vec!["Zelenskiy: Zelenskiy | Zelenskyy"]),
        ("[PER Bashar al-Assad] and [PER Al-Assad] and [PER Assad]", vec!["Bashar al-Assad: Bashar al-Assad | Al-Assad | Assad"]),
        ("[PER Abdel Fattah el-Sissi], [PER al-Sisi]", vec!["Abdel Fattah el-Sissi: Abdel Fattah el-Sissi | al-Sisi"]),
        (
            "[PER Pope Francis] and [PER Francis] and [PER the late Pope Francis]",
            vec!["Pope Francis: Pope Francis | Francis | the late Pope Francis"],
        ),
        (
            "Queen [PER Elizabeth II], [PER Elizabeth Warren], [PER Elizabeth]",
            vec!["Elizabeth II: Elizabeth II | Elizabeth", "Elizabeth Warren: Elizabeth Warren"],
        ),
        (
            "[PER Mr. Putin], [PER Vladimir Putin], [PER President Putin]",
            vec!["Vladimir Putin: Mr. Putin | Vladimir Putin | President Putin"],
        ),
        (
            "[PER Donald Trump Jr.], [PER Donald Trump], [PER Trump]",
            vec!["Donald Trump Jr.: Donald Trump Jr.", "Donald Trump: Donald Trump | Trump"],
        ),
        ("[PER Luiz Inácio Lula da Silva] and [PER Lula]", vec!["Luiz Inácio Lula da Silva: Luiz Inácio Lula da Silva | Lula"]),
        (
            "[PER George Bush], [PER George W. Bush], [PER George H. W. Bush]",
            vec!["George Bush: George Bush", "George W. Bush: George W. Bush", "George H. W. Bush: George H. W. Bush"],
        ),
        (
            "[PER N. Afridi] and [PER Nauman Afridi] and [PER Shahid Afridi]",
            vec!["N. Afridi: N. Afridi | Nauman Afridi", "Shahid Afridi: Shahid Afridi"],
        ),
        ("[PER John F. Kennedy] and [PER JFK]", vec!["John F. Kennedy: John F. Kennedy | JFK"]),
        ("[PER Anna Keller] and [PER Maria Keller]", vec!["Anna Keller: Anna Keller", "Maria Keller: Maria Keller"]),
        ("[PER Lavrov] and [PER Lavrova]", vec!["Lavrov: Lavrov", "Lavrova: Lavrova"]),
    ] {
        assert_eq!(clusters(text, &MergeRules::new()), want, "{text}");
    }
}

#[test]
fn organizations_go_by_short_forms() {
    for (text, want) in [
        (
            "[ORG Ministry of Defence], [ORG Defense Ministry]",
            vec!["Ministry of Defence: Ministry of Defence | Defense Ministry"],
        ),
        ("[ORG Kurdistan Workers' Party] ([ORG PKK])", vec!["Kurdistan Workers' Party: Kurdistan Workers' Party | PKK"]),
        ("[ORG Boeing] ([ORG NYSE])", vec!["Boeing: Boeing", "NYSE: NYSE"]),
        ("[ORG Fiat Group SpA] and [ORG Fiat]", vec!["Fiat Group SpA: Fiat Group SpA | Fiat"]),
        (
            "[ORG Aavameri Oy], [ORG Nokia Oyj], [ORG Nokia plc]",
            vec!["Aavameri Oy: Aavameri Oy", "Nokia Oyj: Nokia Oyj | Nokia plc"],
        ),
        ("[ORG European Commission] and [ORG Commission]", vec!["European Commission: European Commission | Commission"]),
        (
            "[ORG Commission], [ORG European Commission], [ORG Venice Commission]",
            vec!["Commission: Commission", "European Commission: European Commission", "Venice Commission: Venice Commission"],
        ),
        (
            "[ORG Syrian Observatory for Human Rights], [ORG Observatory]",
            vec!["Syrian Observatory for Human Rights: Syrian Observatory for Human Rights | Observatory"],
        ),
        (
            "[ORG Boeing] sold [ORG Boeing Commercial Airplanes]",
            vec!["Boeing: Boeing", "Boeing Commercial Airplanes: Boeing Commercial Airplanes"],
        ),
        (
            "[ORG UNESCO World Heritage Committee], [ORG UNESCO]",
            vec!["UNESCO World Heritage Committee: UNESCO World Heritage Committee", "UNESCO: UNESCO"],
        ),
        ("[ORG Ford] and [ORG Ford Motor Company]", vec!["Ford Motor Company: Ford | Ford Motor Company"]),
        ("[ORG Houthis], [ORG Houthi]", vec!["Houthis: Houthis | Houthi"]),
        ("[ORG OPEC] and [ORG OPEC+]", vec!["OPEC: OPEC", "OPEC+: OPEC+"]),
        (
            "[ORG EU], [ORG Eastern Union], [ORG European Union]",
            vec!["EU: EU", "Eastern Union: Eastern Union", "European Union: European Union"],
        ),
    ] {
        assert_eq!(clusters(text, &MergeRules::new()), want, "{text}");
    }
}

#[test]
fn places_and_peoples_have_several_names() {
    for (text, want) in [
        ("[GPE Kiev] and [GPE Kyiv]", vec!["Kiev: Kiev | Kyiv"]),
        ("[LOC Europe] and [NORP European] and [NORP Europeans]", vec!["Europe: Europe | European | Europeans"]),
        ("[NORP Kurds] and [NORP Kurdish]", vec!["Kurds: Kurds | Kurdish"]),
        (
            "[GPE Congo] and [GPE Democratic Republic of the Congo] and [NORP Congolese]",
            vec!["Democratic Republic of the Congo: Congo | Democratic Republic of the Congo | Congolese"],
        ),
        (
            "[GPE DRC], [GPE Republic of Congo], [GPE Congo]",
            vec!["Democratic Republic of the Congo: DRC", "Republic of the Congo: Republic of Congo", "Congo: Congo"],
        ),
        ("[NORP Korean] food of [GPE South Korea]", vec!["South Korea: Korean | South Korea"]),
        ("[GPE Kharkiv] and [GPE Kharkiv Oblast]", vec!["Kharkiv: Kharkiv", "Kharkiv Oblast: Kharkiv Oblast"]),
        ("[GPE Mexico] and [GPE Mexico City]", vec!["Mexico: Mexico", "Mexico City: Mexico City"]),
        ("[LOC Mediterranean Sea] and [LOC Mediterranean]", vec!["Mediterranean Sea: Mediterranean Sea | Mediterranean"]),
        ("[FAC Camp David] and [ORG Camp David]", vec!["Camp David: Camp David | Camp David"]),
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
        ("[PER Anna Zelensky], [PER Zelenskyy]", vec![Transliteration]),
        ("[PRODUCT iPhone], [PRODUCT iPhones]", vec![Plural]),
        ("[ORG University of Oxford], [ORG Oxford University]", vec![WordOrder]),
        ("[PER Xi Jinping], [PER Xi]", vec![GivenName]),
        ("[ORG Nokia], [ORG Nokia plc]", vec![CompanyForm]),
        ("[GPE Bombay], [GPE Mumbai]", vec![PlaceName]),
        ("[FAC White House], [ORG White House]", vec![OtherType]),
    ] {
        let (document, mentions) = marked(text);
        let entities = resolve(&document, &mentions, &MergeRules::new());
        let reasons: Vec<MergeReason> = entities.iter().flat_map(|entity| &entity.merges).map(|merge| merge.reason).collect();
        assert_eq!((entities.len(), reasons), (1, want), "{text}");
    }
}

#[test]
fn a_surname_of_several_is_that_of_the_first() {
    let (document, mentions) = marked("[PER Tom Pruitt] and [PER Ann Pruitt] met. [PER Pruitt] left.");
    let entities = resolve(&document, &mentions, &MergeRules::new());
    let merge = entities[0].merges[0];
    assert_eq!((merge.reason, merge.antecedent, merge.score), (MergeReason::SharedSurname, MentionId(0), 22.0 / 23.0));
}

#[test]
fn a_long_list_of_one_surname_takes_no_long_time() {
    let names: String = (0..4000).map(|index| format!("[PER A{index}x Kim] and [PER Kim]. ")).collect();
    let (document, mentions) = marked(&names);
    let start = std::time::Instant::now();
    assert_eq!(resolve(&document, &mentions, &MergeRules::new()).len(), 4000);
    assert!(start.elapsed().as_secs() < 5, "{:?}", start.elapsed());
}

#[test]
fn a_country_is_linked() {
    let (document, mentions) = marked("[NORP Ukrainian] and [PER Lee]");
    let entities = resolve(&document, &mentions, &MergeRules::new());
    assert_eq!(entities[0].link.as_deref(), Some("iso3166:UA"));
    assert_eq!(entities[0].entity_type, EntityType::GeopoliticalEntity);
    assert_eq!(entities[1].link, None);
}
