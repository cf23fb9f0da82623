//! Datelines: place, day and agency at the start of a report, `KYIV, March 14 (Reuters) -`.

use super::span::floor;
use super::{calendar, casing, credits};

/// A dateline ends within so many bytes.
const LONGEST: usize = 120;

/// Capitals before a dash that are labels and no places.
const LABELS: &[&str] = &[
    "FILE",
    "LIVE",
    "WATCH",
    "EXCLUSIVE",
    "BREAKING",
    "UPDATE",
    "UPDATED",
    "OPINION",
    "ANALYSIS",
    "EXPLAINER",
    "FACTBOX",
    "REVIEW",
    "VIDEO",
    "PHOTO",
    "PHOTOS",
    "INTERVIEW",
    "FEATURE",
    "COLUMN",
    "COMMENT",
    "NOTE",
    "CORRECTION",
    "WARNING",
    "NEWS",
    "SPORT",
    "PROFILE",
    "TIMELINE",
    "DEVELOPING",
    "ALERT",
    "EDITORIAL",
    "READ",
];

/// How many bytes of a paragraph are its dateline, with the dash that ends it.
pub(super) fn length(paragraph: &str) -> Option<usize> {
    let head = &paragraph[..floor(paragraph, LONGEST)];
    if !head.starts_with(char::is_uppercase) {
        return None;
    }
    let (lead, end) = separated(head).or_else(|| (head.len() == paragraph.len()).then_some((head, head.len())))?;
    let lead = Lead::read(lead)?;
    let after = paragraph[end..].trim_start();
    let alone = after.is_empty();
    let certain = lead.agency || lead.date && (lead.capitals || starts_sentence(after)) || lead.region && lead.capitals;
    let dash = end > lead.length;
    let is_dateline = match (dash, alone) {
        (true, _) => certain || lead.is_bare_place() && starts_sentence(after),
        (false, true) => lead.capitals && lead.bracket,
        (false, false) => false,
    };
    is_dateline.then_some(end)
}

/// The text before the first dash and where the dash ends; Tass ends its datelines with `/TASS/.`
fn separated(head: &str) -> Option<(&str, usize)> {
    let dashes = head.char_indices().filter_map(|(at, character)| {
        let before = &head[..at];
        let length = match character {
            '—' | '–' => character.len_utf8(),
            '-' if head[at..].starts_with("--") => 2,
            '-' if before.ends_with([' ', ')', '\u{a0}']) => 1,
            '.' if before.ends_with('/') => 1,
            _ => return None,
        };
        Some((before, at + length))
    });
    dashes.into_iter().next()
}

/// What stands before the dash.
#[derive(Default)]
struct Lead<'t> {
    place: &'t str,
    length: usize,
    /// The place is in capitals.
    capitals: bool,
    region: bool,
    date: bool,
    agency: bool,
    bracket: bool,
}

impl<'t> Lead<'t> {
    fn read(lead: &'t str) -> Option<Self> {
        let (rest, agency) = without_agency(lead.trim_end());
        let mut parts = rest.trim_end_matches(['.', ' ']).split(',').map(str::trim);
        let place = parts.next().filter(|place| is_place(place))?;
        let mut found =
            Lead { place, length: lead.len(), capitals: is_upper(place), bracket: agency.is_some(), ..Lead::default() };
        found.agency = agency.is_some_and(|agency| credits::is_credit(agency) || agency.ends_with("Newswire"));
        for part in parts {
            match part {
                _ if is_date(part) => found.date = true,
                _ if !found.date && is_place(part) => found.region = true,
                _ => return None,
            }
        }
        (found.capitals || found.agency || found.date).then_some(found)
    }

    /// `WASHINGTON —`: capitals alone are a place if they are no label and no acronym.
    fn is_bare_place(&self) -> bool {
        let label = self.place.split([' ', ':']).next().is_some_and(|word| LABELS.contains(&word));
        self.capitals && self.place.chars().count() >= 4 && !label && !casing::is_acronym(self.place)
    }
}

/// Cuts `(Reuters)`, `/TASS/` or `[AFP]` off the end.
fn without_agency(lead: &str) -> (&str, Option<&str>) {
    for (open, close) in [('(', ')'), ('[', ']'), ('/', '/')] {
        let Some(inner) = lead.strip_suffix(close) else { continue };
        if let Some((before, agency)) = inner.rsplit_once(open) {
            return (before.trim_end(), Some(agency));
        }
    }
    (lead, None)
}

/// One to four words like a name: `NEW YORK`, `ST. LOUIS`, `Calif.`, `KYIV/MOSCOW`.
fn is_place(place: &str) -> bool {
    let is_word = |word: &str| {
        let letters = word.trim_end_matches('.');
        let is_part = |character: char| character.is_alphabetic() || matches!(character, '.' | '-' | '\'' | '’');
        let particle = matches!(word, "de" | "la" | "of" | "and" | "el" | "al" | "do" | "del" | "am" | "sur");
        !letters.is_empty() && letters.chars().all(is_part) && (particle || word.starts_with(char::is_uppercase))
    };
    let mut words = place.split([' ', '/', '\u{a0}']);
    place.chars().filter(|character| character.is_alphabetic()).count() >= 2
        && place.split(' ').count() <= 4
        && words.all(is_word)
}

/// `March 14`, `5 June`, `2026`, `Monday`.
fn is_date(part: &str) -> bool {
    let mut words = part.split_whitespace().peekable();
    words.peek().is_some()
        && words.all(|word| calendar::is_month(word) || calendar::is_weekday(word) || calendar::is_number(word))
}

fn is_upper(word: &str) -> bool {
    word.chars().any(char::is_uppercase) && !word.chars().any(char::is_lowercase)
}

/// Whether a sentence in running text begins here, and not the rest of a headline in capitals.
fn starts_sentence(after: &str) -> bool {
    let after = after.trim_start_matches(['“', '"', '‘', '\'']);
    let mut words = after[..floor(after, LONGEST)].split_whitespace().take(3);
    after.starts_with(|character: char| character.is_uppercase() || character.is_numeric())
        && words.any(|word| word.contains(char::is_lowercase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_datelines() {
        for (text, want) in [
            ("KYIV, March 14 (Reuters) - Russian forces", "KYIV, March 14 (Reuters) -"),
            ("BRUSSELS (AP) — The", "BRUSSELS (AP) —"),
            ("GENEVA, Jan. 9 - Iran has", "GENEVA, Jan. 9 -"),
            ("WASHINGTON — The Fed left", "WASHINGTON —"),
            ("MOSCOW, 5 June. /TASS/. Russian President", "MOSCOW, 5 June. /TASS/."),
            ("NEW YORK, Nov 3 (Reuters) - Shares", "NEW YORK, Nov 3 (Reuters) -"),
            ("ST. LOUIS (AP) — A tornado", "ST. LOUIS (AP) —"),
            ("SÃO PAULO (AP) — Substitute", "SÃO PAULO (AP) —"),
            ("LAGOS, Nigeria — Dock workers", "LAGOS, Nigeria —"),
            ("STRASBOURG, France (AP) — European", "STRASBOURG, France (AP) —"),
            ("BEIJING, March 14 (Xinhua) -- China", "BEIJING, March 14 (Xinhua) --"),
            ("AUSTIN, Texas, March 14, 2026 /PRNewswire/ -- Acme", "AUSTIN, Texas, March 14, 2026 /PRNewswire/ --"),
            ("ŁÓDŹ, May 19 - A Polish court", "ŁÓDŹ, May 19 -"),
            ("KYIV/MOSCOW, March 14 (Reuters) – Both", "KYIV/MOSCOW, March 14 (Reuters) –"),
            ("Kyiv, March 14 (Reuters) - Russian", "Kyiv, March 14 (Reuters) -"),
            ("ZAGREB, Croatia (Sports Desk)", "ZAGREB, Croatia (Sports Desk)"),
            ("FILE - President Biden speaks", ""),
            ("NATO — the alliance — said", ""),
            ("UKRAINE WAR - LATEST NEWS", ""),
            ("BREAKING — The minister resigned", ""),
            ("The minister — a liar — left", ""),
            ("Kyiv — the capital", ""),
            ("KYIV", ""),
            ("US-led forces", ""),
            ("", ""),
        ] {
            assert_eq!(&text[..length(text).unwrap_or(0)], want, "{text:?}");
        }
    }
}
