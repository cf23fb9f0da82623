//! The words of dates and times, as pages write them.

/// `March`, `Mar`, `Sept`, `MARCH`; a stop at the end is forgiven.
pub(super) fn is_month(word: &str) -> bool {
    let months = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    names(word, &months)
}

/// `Monday`, `Mon`, `MONDAY`.
pub(super) fn is_weekday(word: &str) -> bool {
    names(word, &["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
}

/// `GMT`, `CET`, `Eastern`.
pub(super) fn is_time_zone(word: &str) -> bool {
    let zones = ["ET", "EST", "EDT", "CT", "PT", "PST", "PDT", "GMT", "UTC", "BST", "CET", "CEST", "EET", "MSK", "IST"];
    zones.contains(&word) || ["eastern", "pacific", "central", "local"].contains(&word.to_lowercase().as_str())
}

/// A day of the month or a year, also `3rd`, `10.15`, `10:15`, `2025-03-14`.
pub(super) fn is_number(word: &str) -> bool {
    let digits = word.trim_end_matches(|character: char| character.is_ascii_alphabetic());
    let ending = &word[digits.len()..];
    let is_part = |character: char| character.is_ascii_digit() || ".:/-+".contains(character);
    digits.starts_with(|character: char| character.is_ascii_digit())
        && digits.chars().all(is_part)
        && ["", "st", "nd", "rd", "th", "am", "pm", "h", "Z", "AM", "PM", "min", "m", "s", "d"].contains(&ending)
}

fn names(word: &str, list: &[&str]) -> bool {
    let word = word.trim_end_matches('.');
    if !(3..=9).contains(&word.len()) || !word.starts_with(|character: char| character.is_ascii_uppercase()) {
        return false;
    }
    let lower = word.to_lowercase();
    let short = lower.len() == 3 || ["sept", "tues", "thur", "thurs"].contains(&lower.as_str());
    list.iter().any(|name| *name == lower || short && name.starts_with(&lower))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_words_of_dates() {
        for (word, month, weekday, number) in [
            ("March", true, false, false),
            ("MARCH", true, false, false),
            ("Sept.", true, false, false),
            ("may", false, false, false),
            ("Marc", false, false, false),
            ("Mon", false, true, false),
            ("SUNDAY", false, true, false),
            ("3rd", false, false, true),
            ("2025-03-14", false, false, true),
            ("10.15pm", false, false, true),
            ("1.2bn", false, false, false),
        ] {
            assert_eq!((is_month(word), is_weekday(word), is_number(word)), (month, weekday, number), "{word:?}");
        }
    }
}
