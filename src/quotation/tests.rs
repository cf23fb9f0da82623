//! Sentences of our own with what is said in them and by whom.

use super::*;
use crate::{
    MergeRules, entity,
    extraction::owners,
    gender,
    words::Words,
    words::testing::{check_rows, marked},
};

/// `speaker kind basis cue “content”` of every quotation; `-` for what is missing.
fn told(text: &str) -> Vec<String> {
    let (document, mentions) = marked(text);
    let entities = entity::resolve(&document, &mentions, &MergeRules::default());
    let words = Words::new(&document, &mentions);
    let tell = |quotation: Quotation| {
        let speaker = quotation.speaker.map_or("-", |speaker| &document[mentions[speaker.0].span]);
        let basis = quotation.basis.map_or("-".into(), |basis| format!("{basis:?}").to_lowercase());
        let kind = format!("{:?}", quotation.kind).to_lowercase();
        let cue = quotation.cue.map_or("-", |cue| &document[cue]);
        format!("{speaker} | {kind} {basis} | {cue} | {}", document[quotation.span].replace('\n', "¶"))
    };
    let genders = gender::of_entities(&document, &mentions, &entities);
    find(&words, &owners(&entities, mentions.len()), &genders).into_iter().map(tell).collect()
}

fn check(rows: &[(&str, &[&str])]) {
    check_rows(rows, told);
}

#[test]
fn words_in_quotation_marks_have_their_speaker() {
    check(&[
        ("“We need more shells,” [PER Mark Rutte] said.", &["Mark Rutte | direct adjacent | said | “We need more shells,”"]),
        (
            "“We need shells,” said [ORG NATO] chief [PER Mark Rutte] in [GPE Brussels].",
            &["Mark Rutte | direct adjacent | said | “We need shells,”"],
        ),
        (
            "\"We are ready,\" said [PER Mark Rutte], the head of [ORG NATO].",
            &["Mark Rutte | direct adjacent | said | \"We are ready,\""],
        ),
        ("“It is over,” [PER Rutte], who leads [ORG NATO], told reporters.", &["Rutte | direct adjacent | told | “It is over,”"]),
        (
            "“It is over,” [PER Ann Lee], the mayor of [GPE Oulu], said on Monday.",
            &["Ann Lee | direct adjacent | said | “It is over,”"],
        ),
        ("“Is it over?” [PER Lee] asked.", &["Lee | direct adjacent | asked | “Is it over?”"]),
        ("[PER Lee] said: “It is over.”", &["Lee | direct adjacent | said | “It is over.”"]),
        ("[PER Lee] told the [ORG BBC] on Friday, “It is over.”", &["Lee | direct adjacent | told | “It is over.”"]),
        ("[PER Lee] added in a letter to [PER Fox]: “It is over.”", &["Lee | direct adjacent | added | “It is over.”"]),
        (
            "“It is over,” [PER Lee] said, “and we lost it.”",
            &["Lee | direct adjacent | said | “It is over,”", "Lee | direct adjacent | said | “and we lost it.”"],
        ),
        (
            "“It is over,” [PER Lee] said. “We have lost the vote.”",
            &["Lee | direct adjacent | said | “It is over,”", "Lee | direct continued | - | “We have lost the vote.”"],
        ),
        (
            "“It is over,” [PER Lee] said.\n\n“We have lost the vote,” said [PER Fox].",
            &["Lee | direct adjacent | said | “It is over,”", "Fox | direct adjacent | said | “We have lost the vote,”"],
        ),
        (
            "“It is over,” [PER Lee] said.\n\n“We have lost the vote.”",
            &["Lee | direct adjacent | said | “It is over,”", "Lee | direct continued | - | “We have lost the vote.”"],
        ),
        (
            "“It began here.\n\n“It ended there,” [PER Lee] said.",
            &["Lee | direct adjacent | said | “It began here.¶¶“It ended there,”"],
        ),
        (
            "“He told me ‘go home’ and left,” [PER Lee] said.",
            &["Lee | direct adjacent | said | “He told me ‘go home’ and left,”"],
        ),
        ("‘It’s the workers’ choice,’ [PER Lee] said.", &["Lee | direct adjacent | said | ‘It’s the workers’ choice,’"]),
        ("''We'll walk away,'' [PER Lee] said.", &["Lee | direct adjacent | said | ''We'll walk away,''"]),
        ("“It is over,” a spokesman for [PER Lee] said.", &["- | direct - | said | “It is over,”"]),
        ("“It is over,” said [PER Lee]'s lawyer.", &["- | direct - | said | “It is over,”"]),
        ("“It is over,” said the lawyer of [PER Lee].", &["- | direct - | said | “It is over,”"]),
        ("“It is over,” said [PER Lee]'s lawyer, [PER Ann Fox].", &["Ann Fox | direct adjacent | said | “It is over,”"]),
        (
            "“It is over,” said [ORG Kremlin] spokesman [PER Dmitry Peskov].",
            &["Dmitry Peskov | direct adjacent | said | “It is over,”"],
        ),
        ("“It is over,” [^PER she] said after [PER Fox] left.", &["she | direct adjacent | said | “It is over,”"]),
        ("“It is over,” said [~PER the mayor].", &["the mayor | direct adjacent | said | “It is over,”"]),
        ("[PER Lee] was blunt: “This plan is over.”", &["Lee | direct adjacent | - | “This plan is over.”"]),
        ("[PER Lee] was quoted as saying: “It is over.”", &["Lee | direct adjacent | saying | “It is over.”"]),
        ("[PER Lee] called the vote “a farce”.", &["Lee | direct adjacent | called | “a farce”"]),
        ("“This plan is over,” according to [PER Lee].", &["Lee | direct adjacent | according to | “This plan is over,”"]),
    ]);
}

#[test]
fn reported_speech_has_its_speaker() {
    check(&[
        ("[PER Lee] said that the plan had failed.", &["Lee | indirect adjacent | said | the plan had failed"]),
        ("[PER Lee] said the plan was “a farce”.", &["Lee | indirect adjacent | said | the plan was “a farce”"]),
        (
            "[PER Mark Rutte], the [ORG NATO] chief, said [GPE Ukraine] would join.",
            &["Mark Rutte | indirect adjacent | said | Ukraine would join"],
        ),
        (
            "[PER Kallas], who met [PER Lavrov] in [GPE Cairo], said no deal was near.",
            &["Kallas | indirect adjacent | said | no deal was near"],
        ),
        (
            "[PER Lee] told [ORG Reuters] on Monday that the plan had failed.",
            &["Lee | indirect adjacent | told | the plan had failed"],
        ),
        ("[PER Lee] told the paper the plan had failed.", &["Lee | indirect adjacent | told | the plan had failed"]),
        (
            "[PER Lee] said in a statement on Monday that the plan had failed.",
            &["Lee | indirect adjacent | said | the plan had failed"],
        ),
        ("[PER Lee] also said on Monday the plan had failed.", &["Lee | indirect adjacent | said | the plan had failed"]),
        ("[PER Lee] of [ORG Nokia] said the plan had failed.", &["Lee | indirect adjacent | said | the plan had failed"]),
        ("A spokesman for [ORG Nokia] said the plan had failed.", &["- | indirect - | said | the plan had failed"]),
        ("In [GPE Paris], [PER Lee] said the plan had failed.", &["Lee | indirect adjacent | said | the plan had failed"]),
        ("The plan had failed, [PER Lee] said on Monday.", &["Lee | indirect adjacent | said | The plan had failed"]),
        ("The plan had failed, said [PER Ann Lee], who wrote it.", &["Ann Lee | indirect adjacent | said | The plan had failed"]),
        (
            "Too often, [PER Lee] said, the plan has failed.",
            &["Lee | indirect adjacent | said | Too often, Lee said, the plan has failed"],
        ),
        ("According to [PER Lee], the plan has failed.", &["Lee | indirect adjacent | According to | the plan has failed"]),
        (
            "The plan has failed, according to a report by the [ORG UN].",
            &["UN | indirect adjacent | according to | The plan has failed"],
        ),
        ("The plan has failed, according to officials in [GPE Kyiv].", &["- | indirect - | according to | The plan has failed"]),
        ("[GPE Moscow] warned that it would answer.", &["Moscow | indirect adjacent | warned | it would answer"]),
        (
            "[PER Lee] met [PER Fox], adding that the plan had failed.",
            &["Lee | indirect adjacent | adding | the plan had failed"],
        ),
        (
            "[PER Lee] said the plan had failed, adding that money was short.",
            &["Lee | indirect adjacent | said | the plan had failed", "Lee | indirect adjacent | adding | money was short"],
        ),
        (
            "[PER Lee] denied the claim and said that the plan had failed.",
            &["Lee | indirect adjacent | said | the plan had failed"],
        ),
        ("It was a “total failure,” [PER Lee] said.", &["Lee | indirect adjacent | said | It was a “total failure,”"]),
        ("[PER Lee] claims the plan has failed.", &["Lee | indirect adjacent | claims | the plan has failed"]),
    ]);
}

#[test]
fn he_and_she_are_the_last_who_fit() {
    check(&[
        (
            "[PER Lee] flew to [GPE Oulu]. He said that the plan had failed.",
            &["Lee | indirect antecedent | said | the plan had failed"],
        ),
        (
            "“It is over,” [PER Lee] said.\n\nHe said that the plan had failed.",
            &["Lee | direct adjacent | said | “It is over,”", "Lee | indirect antecedent | said | the plan had failed"],
        ),
        ("Mr. [PER Fox] left. Ms. [PER Lee] stayed. “It is over,” he said.", &["Fox | direct antecedent | said | “It is over,”"]),
        ("[ORG Nokia] fell. “It is over,” he said.", &["- | direct - | said | “It is over,”"]),
        ("After [PER Lee] left, she said that the plan had failed.", &["Lee | indirect antecedent | said | the plan had failed"]),
        (
            "[PER Lee] left.\n\nRain fell.\n\nIt was cold.\n\nSnow fell.\n\nHe said that the plan had failed.",
            &["- | indirect - | said | the plan had failed"],
        ),
    ]);
}

#[test]
fn other_words_are_no_quotations() {
    check(&[
        ("[PER Lee] fought the “deep state” for years.", &[]),
        ("The “war on drugs” cost [GPE Mexico] dearly.", &[]),
        ("[PER Lee] read “The Winter's Tale” in [GPE Oulu].", &[]),
        ("The report by [PER Lee] was late.", &[]),
        ("[PER Lee] did not say that the plan had failed.", &[]),
        ("[PER Lee] declined to say whether the plan had failed.", &[]),
        ("[PER Lee] was told that the plan had failed.", &[]),
        ("The [ORG Times] report was “arrogant” and wrong.", &[]),
        ("[PER Lee] announced a new plan for [GPE Oulu].", &[]),
        ("[PER Lee] added two goals in [GPE Oulu].", &[]),
        ("[PER Lee] is said to be ill.", &[]),
        ("The claims of [PER Lee] were heard.", &[]),
        ("", &[]),
        ("said", &[]),
        ("“”", &[]),
    ]);
}
