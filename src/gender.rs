//! What articles tell of the gender of people: titles and given names. Of whom they tell nothing, nothing is assumed.

use std::{collections::HashMap, sync::LazyLock};

use crate::{Document, Entity, EntityType, Mention, MentionKind, entity::normalized};

/// As pronouns tell it apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gender {
    Female,
    Male,
}

/// What hints tell together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Known {
    Nothing,
    One(Gender),
    /// They contradict each other.
    Both,
}

impl Known {
    /// The gender, if it is known.
    pub(crate) fn gender(self) -> Option<Gender> {
        if let Known::One(gender) = self { Some(gender) } else { None }
    }

    fn with(self, hint: Gender) -> Self {
        match self {
            Known::Nothing => Known::One(hint),
            Known::One(gender) if gender == hint => self,
            _ => Known::Both,
        }
    }
}

/// Of each entity: by the titles beside its names, else by its given name.
pub(crate) fn of_entities(document: &Document, mentions: &[Mention], entities: &[Entity]) -> Vec<Known> {
    entities.iter().map(|entity| of_entity(document, mentions, entity)).collect()
}

fn of_entity(document: &Document, mentions: &[Mention], entity: &Entity) -> Known {
    if entity.entity_type != EntityType::Person {
        return Known::Nothing;
    }
    let names = entity.mentions.iter().map(|mention| &mentions[mention.0]).filter(|mention| mention.kind == MentionKind::Name);
    match names.filter_map(|name| of_titles(document, name)).fold(Known::Nothing, Known::with) {
        Known::Nothing => of_full_name(&entity.name).map_or(Known::Nothing, Known::One),
        known => known,
    }
}

/// `Mr. Fox`, `Queen Máxima`, before the name or as its first word of several.
fn of_titles(document: &Document, name: &Mention) -> Option<Gender> {
    let tokens = document.tokens();
    let first = tokens.partition_point(|token| token.span.end <= name.span.start);
    let is_beside = |title: usize| document.text()[tokens[title].span.end..name.span.start].chars().all(|space| space == ' ');
    let before = first.checked_sub(1).filter(|&title| is_beside(title));
    let within = tokens.get(first + 1).filter(|token| token.span.start < name.span.end).map(|_| first);
    [before, within].into_iter().flatten().find_map(|title| of_title(&document[tokens[title].span]))
}

/// Not `actor`, `chairman` and `spokesman`, which women are called too, nor `Sheikh`, which is a name of some.
fn of_title(word: &str) -> Option<Gender> {
    match word {
        "Mr" | "Mr." | "Sir" | "King" | "Prince" | "Lord" | "Baron" | "Duke" | "Sultan" | "Pope" | "Congressman"
        | "congressman" | "businessman" | "father" | "Father" | "brother" | "son" | "husband" => Some(Gender::Male),
        "Mrs" | "Mrs." | "Ms" | "Ms." | "Miss" | "Queen" | "Princess" | "Lady" | "Dame" | "Baroness" | "Duchess" | "Sheikha"
        | "Congresswoman" | "congresswoman" | "businesswoman" | "chairwoman" | "spokeswoman" | "actress" | "mother"
        | "sister" | "daughter" | "wife" => Some(Gender::Female),
        _ => None,
    }
}

/// By its first word, if it has more than one.
fn of_full_name(name: &str) -> Option<Gender> {
    let (first, _) = name.split_once(char::is_whitespace)?;
    GIVEN_NAMES.get(normalized(first).split(' ').next()?).copied()
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
        use Known::{Both, Nothing, One};
        for (text, want) in [
            ("[PER Marisol Beltrán] left.", One(Female)),
            ("[PER Iván Beltrán] left.", One(Male)),
            ("[PER Beltrán] left.", Nothing),
            ("Ms. [PER Beltrán] left.", One(Female)),
            ("King [PER Felipe] left.", One(Male)),
            ("[PER Queen Camilla] left.", One(Female)),
            // The title has the last word, two of them have none.
            ("Mrs. [PER Ivan Fox] left.", One(Female)),
            ("Mr. [PER Ann Fox] met Mrs. [PER Ann Fox].", Both),
            ("[PER Gayle King] spoke. [PER King] left.", One(Female)),
            ("Fans miss [PER Diego Fox].", One(Male)),
            ("He and his wife [PER Toni Fox] left.", One(Female)),
            ("[PER Sheikh Hasina] left.", Nothing),
            ("The list of the father\n\n[PER Ann Fox] left.", One(Female)),
            // Family names are no given names.
            ("[PER Ursula von der Leyen] spoke. [PER von der Leyen] left.", One(Female)),
            ("[PER Linda Thomas-Greenfield] spoke. [PER Thomas-Greenfield] left.", One(Female)),
            ("[PER Thomas-Greenfield] left.", Nothing),
            ("[PER al-Assad] left.", Nothing),
            ("[PER Ann] left.", Nothing),
            ("[ORG Morgan Stanley] left.", Nothing),
            ("[PER Kim Jong Un] left.", Nothing),
            ("[PER Wei Fenghe] left.", Nothing),
            ("[PER Son Ye-jin] left.", Nothing),
            ("[PER Nana Akufo-Addo] left.", Nothing),
            ("[PER Åsa Romson] left.", Nothing),
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
