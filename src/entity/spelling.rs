//! One spelling for the ways in which news writes a foreign name in Latin letters.

/// Groups of letters that stand for one sound, and the letter that stands for them here; longer groups come first.
///
/// They are the pairs in which the romanizations in news differ: of Cyrillic (BGN/PCGN, ISO 9, German), of Arabic, and of
/// umlauts written out.
const SOUNDS: [(&str, &str); 16] = [
    ("sch", "s"),
    ("sh", "s"),
    ("kh", "h"),
    ("ph", "f"),
    ("gh", "g"),
    ("ck", "k"),
    ("dt", "t"),
    ("ou", "u"),
    ("oo", "u"),
    ("ee", "i"),
    ("ae", "a"),
    ("oe", "o"),
    ("ue", "u"),
    ("y", "i"),
    ("j", "i"),
    ("w", "v"),
];

/// A word of a [normalized](super::normalized) name as it sounds: `zelenskyy` and `zelenskiy` are `zelenski`.
pub(super) fn sound(word: &str) -> String {
    let mut sound = String::with_capacity(word.len());
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let group = SOUNDS.iter().find(|(letters, _)| rest.starts_with(letters));
        let (letters, written) = group.copied().unwrap_or_else(|| {
            let letter = &rest[..first.len_utf8()];
            (letter, letter)
        });
        if first.is_numeric() || !sound.ends_with(written) {
            sound.push_str(written);
        }
        rest = &rest[letters.len()..];
    }
    sound
}

/// The Arabic article as news writes it before a name.
pub(super) fn is_article(word: &str) -> bool {
    matches!(word, "al" | "el" | "ul")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn romanizations_of_one_name_sound_alike() {
        for (word, other) in [
            ("zelensky", "zelenskyy"),
            ("zelensky", "zelenskiy"),
            ("lukaschenko", "lukashenko"),
            ("yanukovich", "yanukovych"),
            ("sisi", "sissi"),
            ("schauble", "schaeuble"),
            ("shabab", "shabaab"),
            ("khamenei", "hamenei"),
            ("eckart", "eckardt"),
        ] {
            assert_eq!(sound(word), sound(other), "{word} and {other}");
        }
        for (word, other) in
            [("merkel", "merkle"), ("iran", "iraq"), ("keller", "kellner"), ("austria", "australia"), ("a11", "a1")]
        {
            assert_ne!(sound(word), sound(other), "{word} and {other}");
        }
    }
}
