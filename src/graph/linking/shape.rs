//! What a name's letters say of its bearer.

/// Words that an organization's name may end in without meaning another: legal forms of companies.
const LEGAL_FORMS: [&str; 22] = [
    "ab",
    "ag",
    "asa",
    "bv",
    "co",
    "company",
    "corp",
    "corporation",
    "gmbh",
    "inc",
    "incorporated",
    "limited",
    "llc",
    "llp",
    "ltd",
    "nv",
    "oyj",
    "plc",
    "sa",
    "se",
    "spa",
    "kgaa",
];

/// Words that initials skip.
const SMALL_WORDS: [&str; 14] = ["of", "the", "and", "for", "in", "on", "to", "de", "la", "du", "des", "der", "&", "et"];

/// Words that begin a family name of several words.
const PARTICLES: [&str; 20] = [
    "al", "bin", "ibn", "da", "das", "de", "del", "della", "den", "der", "di", "dos", "du", "el", "la", "le", "ten", "ter",
    "van", "von",
];

/// Words that tell father from son.
const GENERATIONS: [&str; 7] = ["jr", "sr", "junior", "senior", "ii", "iii", "iv"];

/// Whether a name is written as acronyms are: two letters or more, all of them capitals, in one word.
pub(super) fn is_capitals(name: &str) -> bool {
    let mut letters = name.chars().filter(|character| character.is_alphabetic());
    let loud = letters.clone().all(char::is_uppercase) && letters.next().is_some();
    loud && !name.contains(char::is_whitespace) && (2..=7).contains(&name.chars().filter(|c| c.is_alphanumeric()).count())
}

/// An organization's name without legal form and article: `siemens ag` is `siemens`, `the guardian` is `guardian`.
pub(super) fn core(name: &str) -> &str {
    let name = name.strip_prefix("the ").unwrap_or(name);
    let mut core = name;
    while let Some((rest, last)) = core.rsplit_once(' ').filter(|(_, last)| LEGAL_FORMS.contains(last)) {
        core = rest;
        debug_assert!(!last.is_empty(), "names have single spaces");
    }
    if core.chars().count() < 2 { name } else { core }
}

/// The initials of a name of several words, without small words and with them.
pub(super) fn initials(name: &str) -> Vec<String> {
    let words: Vec<&str> = name.split(' ').collect();
    if words.len() < 2 {
        return Vec::new();
    }
    let of = |words: &mut dyn Iterator<Item = &&str>| words.filter_map(|word| word.chars().next()).collect::<String>();
    let mut all = vec![of(&mut words.iter().filter(|word| !SMALL_WORDS.contains(*word))), of(&mut words.iter())];
    all.dedup();
    all.retain(|initials| initials.chars().count() > 1);
    all
}

/// The family name that a person's name ends in, if it is nothing else: `lavrov`, `von der leyen`.
pub(super) fn is_surname_alone(name: &str) -> bool {
    let words = without_generation(name);
    match words[..] {
        [only] => only.chars().count() > 1,
        [first, _, ..] => PARTICLES.contains(&first),
        [] => false,
    }
}

/// The word of a person's name by which it is looked up: the last, but for `jr` and the like.
pub(super) fn last_word(name: &str) -> &str {
    without_generation(name).last().copied().unwrap_or(name)
}

/// Whether a family name alone is that of a full name.
pub(super) fn is_surname_of(surname: &str, full: &str) -> bool {
    let (surname, full) = (without_generation(surname), without_generation(full));
    surname.len() < full.len() && full.ends_with(&surname)
}

/// Whether a person's name is a full one with fewer or shorter parts: `a lee` or `ann lee` for `ann b lee`.
pub(super) fn is_part_of(short: &str, full: &str) -> bool {
    let (short_words, full_words) = (without_generation(short), without_generation(full));
    if short_words.len() < 2 || short == full || generation(short).is_some_and(|word| generation(full) != Some(word)) {
        return false;
    }
    let ([short_middle @ .., short_last], [full_middle @ .., full_last]) = (&short_words[..], &full_words[..]) else {
        return false;
    };
    let mut rest = full_middle.iter();
    let begins = short_middle.first().zip(full_middle.first()).is_some_and(|(word, other)| is_short_for(word, other));
    begins && short_last == full_last && short_middle.iter().all(|word| rest.any(|other| is_short_for(word, other)))
}

fn is_short_for(word: &str, other: &str) -> bool {
    word == other || word.chars().count() == 1 && other.starts_with(word)
}

fn without_generation(name: &str) -> Vec<&str> {
    let mut words: Vec<&str> = name.split(' ').collect();
    words.truncate(words.len() - usize::from(words.len() > 1 && GENERATIONS.contains(&words[words.len() - 1])));
    words
}

fn generation(name: &str) -> Option<&str> {
    name.rsplit(' ').next().filter(|word| GENERATIONS.contains(word))
}

/// A name in the letters that spellings of it share; names of less than five letters are left as they are.
pub(super) fn romanized(name: &str) -> String {
    if name.chars().count() < 5 {
        return name.to_owned();
    }
    name.split(' ').map(crate::entity::romanized).collect::<Vec<_>>().join(" ")
}

/// Whether two romanized names of as many words differ at most in vowels that romanizations of Arabic interchange, and
/// only in words of three consonants or more: `mohamed`, `muhamad`.
pub(super) fn is_respelled(name: &str, other: &str) -> bool {
    let (words, others): (Vec<&str>, Vec<&str>) = (name.split(' ').collect(), other.split(' ').collect());
    words.len() == others.len()
        && words.len() > 1
        && words.iter().zip(&others).all(|(word, other)| word == other || differs_in_vowels(word, other))
}

fn differs_in_vowels(word: &str, other: &str) -> bool {
    let interchange = |(a, b): (char, char)| a == b || matches!((a.min(b), a.max(b)), ('o', 'u') | ('e', 'i') | ('a', 'e'));
    let consonants = word.chars().filter(|letter| !is_vowel(*letter)).count();
    consonants > 2 && word.chars().count() == other.chars().count() && word.chars().zip(other.chars()).all(interchange)
}

/// A romanized name with one sign for any vowel: those that differ in vowels alone are found by it.
pub(super) fn skeleton(romanized: &str) -> String {
    romanized.chars().map(|letter| if is_vowel(letter) { '*' } else { letter }).collect()
}

fn is_vowel(letter: char) -> bool {
    matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_are_one() {
        for (name, other, is_one) in [
            ("sergei lavrov", "sergey lavrov", true),
            ("volodymyr zelenskyy", "volodymyr zelensky", true),
            ("volodymyr zelenskiy", "volodymyr zelenskii", true),
            ("alexander lukashenko", "aleksandr lukashenko", true),
            ("kassym jomart tokayev", "kassym jomart tokaev", true),
            ("yevgeny prigozhin", "evgeny prigozhin", true),
            ("angela mueller", "angela muller", true),
            ("mikhail khodorkovsky", "mihail hodorkovsky", true),
            ("sergei lavrov", "sergei lavrova", false),
            ("alexander lukashenko", "alexandra lukashenko", false),
            ("vitali klitschko", "wladimir klitschko", false),
            ("lee", "li", false),
            ("", "", true),
        ] {
            assert_eq!(romanized(name) == romanized(other), is_one, "{name}, {other}");
        }
    }

    #[test]
    fn vowels_are_interchanged_in_long_words() {
        for (name, other, want) in [
            ("mohammed bin salman", "muhammad bin salman", true),
            ("mohammed bin salman", "mahmoud bin salman", false),
            ("hasan rouhani", "hesan rouhani", true),
            ("ann lee", "ian lee", false),
            ("mohammed", "muhammad", false),
        ] {
            assert_eq!(is_respelled(&romanized(name), &romanized(other)), want, "{name}, {other}");
        }
    }

    #[test]
    fn companies_have_a_core() {
        for (name, want) in [
            ("siemens ag", "siemens"),
            ("siemens energy ag", "siemens energy"),
            ("the guardian", "guardian"),
            ("ford motor company inc", "ford motor"),
            ("co", "co"),
            ("s a", "s a"),
            ("", ""),
        ] {
            assert_eq!(core(name), want, "{name}");
        }
    }

    #[test]
    fn people_have_parts() {
        for (short, full, part, surname) in [
            ("george bush", "george w bush", true, false),
            ("g bush", "george bush", true, false),
            ("george bush", "george bush", false, false),
            ("jeb bush", "george bush", false, false),
            ("w bush", "george w bush", false, true),
            ("bush", "george w bush", false, true),
            ("bush", "bush", false, false),
            ("bush jr", "george bush", false, true),
            ("john smith jr", "john adam smith", false, false),
            ("john smith jr", "john adam smith jr", true, false),
            ("von der leyen", "ursula von der leyen", false, true),
            ("", "ann lee", false, false),
        ] {
            assert_eq!((is_part_of(short, full), is_surname_of(short, full)), (part, surname), "{short}, {full}");
        }
    }

    #[test]
    fn initials_skip_small_words_or_not() {
        for (name, want) in [
            ("european union", vec!["eu"]),
            ("department of justice", vec!["dj", "doj"]),
            ("nato", vec![]),
            ("of the", vec!["ot"]),
            ("", vec![]),
        ] {
            assert_eq!(initials(name), want, "{name}");
        }
    }

    #[test]
    fn acronyms_are_in_capitals() {
        for (name, want) in [
            ("EU", true),
            ("U.N.", true),
            ("G7", true),
            ("Fed", false),
            ("A", false),
            ("ANN LEE", false),
            ("", false),
            ("7", false),
        ] {
            assert_eq!(is_capitals(name), want, "{name}");
        }
    }
}
