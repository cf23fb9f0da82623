//! Words that carry a full stop of their own.

/// When the full stop of an abbreviation ends a sentence as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// Never: it stands before what it belongs to (`Gov.`, `vs.`).
    Never,
    /// Before a word that begins sentences and no name: `left the U.S. The`, but `the U.S. Army`.
    BeforeStarter,
    /// Before any capital: `at 3 p.m. Officials`.
    BeforeCapital,
    /// The stop is the abbreviation's own only before a number: `No. 10`.
    UnlessNumber,
    /// One capital letter: `J. D. Vance`.
    Initial,
}

/// How the abbreviation `word`, given without its last stop, ends sentences; `None` for any other word.
pub(super) fn ending(word: &str) -> Option<Ending> {
    let mut characters = word.chars();
    match (characters.next()?, characters.next()) {
        (first, None) => first.is_uppercase().then_some(Ending::Initial),
        (_, Some('.')) => dotted(word),
        _ if word.len() > 12 => None,
        _ if word.chars().all(char::is_uppercase) => listed(&capitalized(word)),
        _ => listed(word),
    }
}

/// `U.S`, `D.C`, `p.m`, `e.g`: single letters with stops between.
fn dotted(word: &str) -> Option<Ending> {
    let is_letter = |part: &str| part.chars().count() == 1 && part.chars().all(char::is_alphabetic);
    if word.len() > 24 || !word.split('.').all(is_letter) {
        return None;
    }
    Some(match word.to_lowercase().as_str() {
        "e.g" | "i.e" => Ending::Never,
        "a.m" | "p.m" => Ending::BeforeCapital,
        _ => Ending::BeforeStarter,
    })
}

/// `GOV` is looked up as `Gov`.
fn capitalized(word: &str) -> String {
    let (first, rest) = word.split_at(word.chars().next().map_or(0, char::len_utf8));
    first.to_owned() + &rest.to_lowercase()
}

fn listed(word: &str) -> Option<Ending> {
    Some(match word {
        // Titles and ranks.
        "Mr" | "Mrs" | "Ms" | "Mx" | "Messrs" | "Mme" | "Mlle" | "Dr" | "Drs" | "Prof" | "Gov" | "Govs" | "Gen" | "Gens"
        | "Sen" | "Sens" | "Rep" | "Reps" | "Lt" | "Col" | "Sgt" | "Capt" | "Maj" | "Adm" | "Cmdr" | "Cdr" | "Cpl" | "Pvt"
        | "Brig" | "Rev" | "Hon" | "Pres" | "Amb" | "Supt" | "Det" | "Insp" | "Msgr" | "Atty" | "Asst" | "Gov-Gen" | "Ald"
        | "Treas" | "vs" | "approx" | "al" | "cf" | "viz" | "incl" | "Jl" | "Jln" | "Sra" | "Dept" | "Univ" => Ending::Never,
        // Companies, degrees, streets, states, months: they end names and so may end sentences.
        "Inc" | "Ltd" | "Co" | "Cos" | "Corp" | "Bros" | "Pty" | "Plc" | "Jr" | "Sr" | "Esq" | "Ph.D" | "Phd" | "M.Sc"
        | "B.Sc" | "St" | "Ste" | "Mt" | "Ft" | "Ave" | "Blvd" | "Rd" | "Hwy" | "Calif" | "Fla" | "Mich" | "Minn" | "Wis"
        | "Ill" | "Va" | "Md" | "Mo" | "Ga" | "Ala" | "Ariz" | "Ark" | "Colo" | "Conn" | "Del" | "Kan" | "Ky" | "Mont"
        | "Neb" | "Nev" | "Okla" | "Ore" | "Tenn" | "Tex" | "Vt" | "Wash" | "Wyo" | "Mass" | "Miss" | "Pa" | "La" | "Ont"
        | "Que" | "Jan" | "Feb" | "Apr" | "Aug" | "Sept" | "Sep" | "Oct" | "Nov" | "Dec" | "Tues" | "Thurs" | "est" | "dept"
        | "govt" | "mph" | "sq" => Ending::BeforeStarter,
        "etc" => Ending::BeforeCapital,
        "No" | "Nos" | "no" | "nos" | "Mar" | "Jun" | "Jul" | "Mon" | "Tue" | "Wed" | "Thu" | "Fri" | "Sat" | "Sun" | "Art"
        | "Sec" | "Fig" | "Figs" | "Vol" | "pp" | "para" | "Ch" | "ca" => Ending::UnlessNumber,
        _ => return None,
    })
}

/// Whether a word begins sentences far more often than it goes on a name.
pub(super) fn starts_sentences(word: &str) -> bool {
    matches!(
        word,
        "The"
            | "A"
            | "An"
            | "He"
            | "She"
            | "It"
            | "They"
            | "We"
            | "You"
            | "His"
            | "Her"
            | "Its"
            | "Their"
            | "Our"
            | "My"
            | "This"
            | "That"
            | "These"
            | "Those"
            | "There"
            | "Here"
            | "Then"
            | "But"
            | "And"
            | "Or"
            | "So"
            | "Yet"
            | "Nor"
            | "In"
            | "On"
            | "At"
            | "As"
            | "By"
            | "For"
            | "From"
            | "To"
            | "With"
            | "Without"
            | "Of"
            | "When"
            | "While"
            | "Where"
            | "Who"
            | "What"
            | "Which"
            | "Why"
            | "How"
            | "If"
            | "After"
            | "Before"
            | "Since"
            | "Although"
            | "Though"
            | "Because"
            | "However"
            | "Meanwhile"
            | "Also"
            | "Some"
            | "Many"
            | "Most"
            | "Several"
            | "All"
            | "Both"
            | "Each"
            | "Every"
            | "Two"
            | "Three"
            | "Not"
            | "Now"
            | "Today"
            | "Yesterday"
            | "Earlier"
            | "Later"
            | "Nearly"
            | "About"
            | "During"
            | "Despite"
            | "According"
            | "Another"
            | "Others"
            | "Such"
            | "Even"
            | "Only"
            | "Just"
            | "Still"
            | "Once"
            | "Until"
            | "Neither"
            | "Nobody"
            | "Nothing"
            | "Asked"
            | "Speaking"
            | "Is"
            | "Are"
            | "Was"
            | "Were"
            | "Do"
            | "Does"
            | "Did"
            | "Has"
            | "Have"
            | "Had"
            | "Will"
            | "Would"
            | "Can"
            | "Could"
            | "It's"
            | "He's"
            | "She's"
            | "They're"
            | "We're"
            | "That's"
            | "There's"
            | "It’s"
            | "He’s"
            | "She’s"
            | "They’re"
            | "We’re"
            | "That’s"
            | "There’s"
            | "I'm"
            | "Instead"
            | "Moreover"
            | "Furthermore"
            | "Thus"
            | "Therefore"
            | "Among"
            | "Between"
            | "Under"
            | "Over"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_abbreviations_by_word_and_by_shape() {
        for (word, want) in [
            ("Gov", Some(Ending::Never)),
            ("GOV", Some(Ending::Never)),
            ("U.S", Some(Ending::BeforeStarter)),
            ("p.m", Some(Ending::BeforeCapital)),
            ("P.M", Some(Ending::BeforeCapital)),
            ("e.g", Some(Ending::Never)),
            ("Ph.D", Some(Ending::BeforeStarter)),
            ("No", Some(Ending::UnlessNumber)),
            ("W", Some(Ending::Initial)),
            ("Ł", Some(Ending::Initial)),
            ("x", None),
            ("Kyiv", None),
            ("bbc.co", None),
            ("", None),
        ] {
            assert_eq!(ending(word), want, "{word:?}");
        }
    }
}
