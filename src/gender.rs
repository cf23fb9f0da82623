//! What articles tell of the gender of people: titles and given names. Names tell it of half of the people, and for 99 of 100 of
//! these rightly; of the others nothing is assumed.

use std::{collections::HashMap, sync::LazyLock};

use crate::{Document, Entity, EntityType, Mention, MentionKind, entity::normalized};

/// As pronouns tell it apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gender {
    Female,
    Male,
}

/// Of a pronoun in lower case.
pub(crate) fn of_pronoun(word: &str) -> Option<Gender> {
    match word {
        "he" | "him" | "his" | "himself" => Some(Gender::Male),
        "she" | "her" | "hers" | "herself" => Some(Gender::Female),
        _ => None,
    }
}

/// Of each entity: by the titles beside its names, else by its given names; none where these tell nothing or both.
pub(crate) fn of_entities(document: &Document, mentions: &[Mention], entities: &[Entity]) -> Vec<Option<Gender>> {
    entities.iter().map(|entity| of_entity(document, mentions, entity)).collect()
}

fn of_entity(document: &Document, mentions: &[Mention], entity: &Entity) -> Option<Gender> {
    if entity.entity_type != EntityType::Person {
        return None;
    }
    let names = entity.mentions.iter().map(|mention| &mentions[mention.0]).filter(|mention| mention.kind == MentionKind::Name);
    let titles = names.clone().filter_map(|name| of_titles(document, name));
    match agreed(titles) {
        Told::Nothing => agreed(names.filter_map(|name| of_full_name(&document[name.span]))).gender(),
        told => told.gender(),
    }
}

/// What several hints tell together.
enum Told {
    Nothing,
    One(Gender),
    Both,
}

impl Told {
    fn gender(self) -> Option<Gender> {
        if let Told::One(gender) = self { Some(gender) } else { None }
    }
}

fn agreed(hints: impl Iterator<Item = Gender>) -> Told {
    hints.fold(Told::Nothing, |told, hint| match told {
        Told::Nothing => Told::One(hint),
        Told::One(gender) if gender == hint => told,
        _ => Told::Both,
    })
}

/// `Mr. Fox`, `Queen Máxima`, in the name or before it.
fn of_titles(document: &Document, name: &Mention) -> Option<Gender> {
    let tokens = document.tokens();
    let first = tokens.partition_point(|token| token.span.end <= name.span.start);
    let hint = |token: usize| of_title(&document[tokens.get(token)?.span].to_lowercase());
    first.checked_sub(1).and_then(hint).or_else(|| hint(first))
}

fn of_title(word: &str) -> Option<Gender> {
    match word {
        "mr" | "mr." | "sir" | "king" | "prince" | "lord" | "baron" | "congressman" | "businessman" | "chairman"
        | "spokesman" | "actor" | "father" | "brother" | "pope" => Some(Gender::Male),
        "mrs" | "mrs." | "ms" | "ms." | "miss" | "queen" | "princess" | "lady" | "dame" | "baroness" | "congresswoman"
        | "businesswoman" | "chairwoman" | "spokeswoman" | "actress" | "mother" | "sister" => Some(Gender::Female),
        _ => None,
    }
}

/// By its first word, if it has more than one.
fn of_full_name(name: &str) -> Option<Gender> {
    let normalized = normalized(name);
    GIVEN_NAMES.get(normalized.split_once(' ')?.0).copied()
}

/// Names that nearly all of their bearers of one gender have, without accents: see the head of the list.
static GIVEN_NAMES: LazyLock<HashMap<&'static str, Gender>> = LazyLock::new(|| {
    let mut names = HashMap::new();
    let mut gender = Gender::Female;
    for line in include_str!("gender/given_names.txt").lines().filter(|line| !line.starts_with('#')) {
        match line {
            "female:" => gender = Gender::Female,
            "male:" => gender = Gender::Male,
            line => names.extend(line.split(' ').map(|name| (name, gender))),
        }
    }
    names
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entity::{MergeRules, resolve, testing::marked};

    #[test]
    fn titles_and_given_names_tell() {
        use Gender::{Female, Male};
        for (text, want) in [
            ("[PER Marisol Beltrán] left.", Some(Female)),
            ("[PER Iván Beltrán] left.", Some(Male)),
            ("[PER Beltrán] left.", None),
            ("Ms. [PER Beltrán] left.", Some(Female)),
            ("King [PER Felipe] left.", Some(Male)),
            ("[PER Queen Camilla] left.", Some(Female)),
            // The title has the last word, two of them have none.
            ("Mrs. [PER Ivan Fox] left.", Some(Female)),
            ("Mr. [PER Ann Fox] met Mrs. [PER Ann Fox].", None),
            ("[PER Ann] left.", None),
            ("[ORG Morgan Stanley] left.", None),
            ("[PER Kim Jong Un] left.", None),
        ] {
            let (document, mentions) = marked(text);
            let entities = resolve(&document, &mentions, &MergeRules::new());
            assert_eq!(of_entities(&document, &mentions, &entities)[0], want, "{text}");
        }
    }

    #[test]
    fn the_list_is_whole() {
        let list = include_str!("gender/given_names.txt");
        let names = list.lines().filter(|line| !line.starts_with('#') && !line.ends_with(':')).flat_map(|line| line.split(' '));
        for name in names.clone() {
            assert_eq!(normalized(name), name, "as it is looked up");
        }
        assert_eq!(names.count(), GIVEN_NAMES.len(), "each once");
    }
}
