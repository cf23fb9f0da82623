//! Sentences of our own with the offices that they name.

use super::*;
use crate::{
    MergeRules, entity,
    extraction::owners,
    words::Words,
    words::testing::{check_rows, marked},
};

/// `person: title = role of holder, flags` of every office.
fn told(text: &str) -> Vec<String> {
    let (document, mentions) = marked(text);
    let entities = entity::resolve(&document, &mentions, &MergeRules::default());
    let words = Words::new(&document, &mentions);
    let tell = |office: Office| {
        let of = office.of.map_or("-", |of| &entities[of.0].name);
        let flags = [(" past", office.past), (" acting", office.acting), (" elect", office.elect)];
        let flags: String = flags.into_iter().filter(|(_, holds)| *holds).map(|(flag, _)| flag).collect();
        format!("{}: {} = {} of {of}{flags}", entities[office.person.0].name, &document[office.title], office.role)
    };
    find(&words, &entities, &owners(&entities, mentions.len())).into_iter().map(tell).collect()
}

fn check(rows: &[(&str, &[&str])]) {
    check_rows(rows, told);
}

#[test]
fn titles_before_names() {
    check(&[
        ("[NORP Russian] Foreign Minister [PER Sergei Lavrov] left.", &["Sergei Lavrov: Foreign Minister = minister of Russia"]),
        ("[ORG NATO] Secretary General [PER Mark Rutte] left.", &["Mark Rutte: Secretary General = leader of NATO"]),
        ("[ORG NATO]'s secretary general [PER Mark Rutte] left.", &["Mark Rutte: secretary general = leader of NATO"]),
        ("Former CEO [PER John Smith] left.", &["John Smith: CEO = chief_executive of - past"]),
        ("former [ORG Nokia] chief executive [PER Ann Lee] left", &["Ann Lee: chief executive = chief_executive of Nokia past"]),
        ("Ex-president [PER Ann Lee] left.", &["Ann Lee: Ex-president = head_of_state of - past"]),
        ("then-Prime Minister [PER Ann Lee] left.", &["Ann Lee: then-Prime Minister = head_of_government of - past"]),
        ("[NORP French] President-elect [PER Ann Lee] left.", &["Ann Lee: President-elect = head_of_state of France elect"]),
        ("acting [NORP Danish] defence minister [PER Ann Lee] left", &["Ann Lee: defence minister = minister of Denmark acting"]),
        ("[NORP Danish] deputy prime minister [PER Ann Lee] left.", &["Ann Lee: deputy prime minister = deputy of Denmark"]),
        ("Secretary of State [PER Ann Lee] left.", &["Ann Lee: Secretary of State = minister of -"]),
        (
            "Secretary-General of the [ORG United Nations] [PER António Guterres] left.",
            &["António Guterres: Secretary-General = leader of United Nations"],
        ),
        (
            "President [PER Ann Lee] left. [NORP French] President [PER Ann Lee] came.",
            &["Ann Lee: President = head_of_state of France"],
        ),
        ("[ORG Treasury] Secretary [PER Ann Lee] left.", &["Ann Lee: Treasury Secretary = minister of Treasury"]),
        (
            "[ORG European Commission] President [PER Ursula von der Leyen] left.",
            &["Ursula von der Leyen: President = leader of European Commission"],
        ),
        ("It was a major [PER Lee] plan.", &[]),
        ("They said [PER Lee] left.", &[]),
    ]);
}

#[test]
fn titles_beside_names() {
    check(&[
        (
            "[PER Kaja Kallas], the [ORG EU]'s foreign policy chief, left.",
            &["Kaja Kallas: foreign policy chief = diplomat of EU"],
        ),
        ("[PER Tom Pruitt], chief executive of [ORG Nokia], left.", &["Tom Pruitt: chief executive = chief_executive of Nokia"]),
        (
            "[PER Tom Pruitt], 58, the chief executive and founder of [ORG Nokia], left.",
            &["Tom Pruitt: chief executive = chief_executive of Nokia", "Tom Pruitt: founder = founder of Nokia"],
        ),
        ("[PER Ann Lee], a former mayor of [GPE Oulu], left.", &["Ann Lee: mayor = mayor of Oulu past"]),
        ("[PER Ann Lee], who was president of [GPE Chile], left.", &["Ann Lee: president = head_of_state of Chile past"]),
        ("[PER Ann Lee] (mayor of [GPE Oulu]) left.", &["Ann Lee: mayor = mayor of Oulu"]),
        ("[PER Ann Lee], head of the [NORP German] carmaker [ORG Opel], left.", &["Ann Lee: head = leader of Opel"]),
        (
            "[PER Ann Lee], the country's first female prime minister, left.",
            &["Ann Lee: prime minister = head_of_government of -"],
        ),
        ("[ORG NATO]'s secretary-general, [PER Mark Rutte], left.", &["Mark Rutte: secretary-general = leader of NATO"]),
        (
            "The president of [GPE France], [PER Emmanuel Macron], left.",
            &["Emmanuel Macron: president = head_of_state of France"],
        ),
        ("[PER Ann Lee], Finance Minister [PER Bo Fox] and others left.", &["Bo Fox: Finance Minister = minister of -"]),
        ("[PER Ann Lee], a critic of the president, left.", &[]),
        ("[PER Ann Lee], [PER Bo Fox] and a minister left.", &[]),
    ]);
}

#[test]
fn titles_after_verbs() {
    check(&[
        (
            "[GPE Austria] appointed [PER Anna Keller] as finance minister of [GPE Austria].",
            &["Anna Keller: finance minister = minister of Austria"],
        ),
        (
            "They named [PER Anna Keller] chief executive of [ORG Opel].",
            &["Anna Keller: chief executive = chief_executive of Opel"],
        ),
        ("[PER Anna Keller] was elected president of [GPE Chile].", &["Anna Keller: president = head_of_state of Chile"]),
        (
            "[PER Anna Keller] was sworn in as prime minister of [GPE Chile].",
            &["Anna Keller: prime minister = head_of_government of Chile"],
        ),
        ("[PER Anna Keller] resigned as mayor of [GPE Graz].", &["Anna Keller: mayor = mayor of Graz past"]),
        ("[PER Anna Keller] stepped down as [ORG Opel] chairwoman.", &["Anna Keller: chairwoman = chair of Opel past"]),
        ("They nominated [PER Anna Keller] as ambassador.", &["Anna Keller: ambassador = diplomat of - elect"]),
        ("[PER Anna Keller] is the mayor of [GPE Graz].", &["Anna Keller: mayor = mayor of Graz"]),
        (
            "[PER Anna Keller] became prime minister of [GPE Chile].",
            &["Anna Keller: prime minister = head_of_government of Chile"],
        ),
        ("[PER Anna Keller] spoke as the president of [GPE Chile] left.", &[]),
        ("[PER Anna Keller] is in [GPE Graz].", &[]),
        ("", &[]),
    ]);
}
