//! Credits: whose picture or report it is, on a line alone or behind a caption.

use super::span::floor;

/// A credit is no longer than this.
const LONGEST: usize = 160;

/// Agencies by their initials, which are told from other words by their capitals.
const INITIALS: &[&str] = &[
    "AP", "AFP", "TT", "EPA", "EPA-EFE", "PAP", "PA", "DPA", "dpa", "ANSA", "EFE", "TASS", "AAP", "NTB", "STT", "ANP", "APA",
    "MTI", "CTK", "ČTK", "LETA", "BNS", "IRNA", "ISNA", "PTI", "ANI", "UPI", "XINHUA", "KCNA", "SPA", "WAM", "ANADOLU", "AA",
    "SANA", "REX", "NASA", "ESA", "BELGA", "IMAGO", "CP", "UNIAN", "MAXAR", "PIXSELL", "GETTY",
];

/// Agencies and picture libraries by name.
const NAMES: &[&str] = &[
    "reuters",
    "getty",
    "getty images",
    "associated press",
    "agence france-presse",
    "the associated press",
    "afp via getty",
    "xinhua",
    "tass",
    "kyodo",
    "kyodo news",
    "yonhap",
    "bloomberg",
    "shutterstock",
    "alamy",
    "alamy stock",
    "istock",
    "unsplash",
    "wikimedia commons",
    "flickr",
    "nurphoto",
    "sipa",
    "sipa usa",
    "abaca",
    "zuma",
    "zuma press",
    "picture alliance",
    "scanpix",
    "ritzau scanpix",
    "lehtikuva",
    "belga",
    "keystone",
    "anadolu",
    "anadolu agency",
    "press association",
    "pa media",
    "pa wire",
    "canadian press",
    "the canadian press",
    "lapresse",
    "ukrinform",
    "sputnik",
];

/// Words that open a credit; what follows is a name.
const INTROS: &[&str] = &[
    "photo:",
    "photos:",
    "photograph:",
    "photographs:",
    "photography:",
    "image:",
    "images:",
    "picture:",
    "pictures:",
    "credit:",
    "image credit:",
    "photo credit:",
    "picture credit:",
    "source:",
    "illustration:",
    "graphic:",
    "photo by",
    "photos by",
    "photograph by",
    "image by",
    "picture by",
    "pictures by",
    "courtesy of",
    "©",
];

/// Whether a line is only a credit: `Pool via Reuters`, `(AP Photo/Lena Ortiz)`, `Photograph: Bruno Sá/Getty Images`.
pub(super) fn is_credit(line: &str) -> bool {
    if line.len() > LONGEST {
        return false;
    }
    let inner = unbracketed(line.trim());
    let bare = inner.trim_end_matches('.');
    let (introduced, names) = without_intro(bare);
    let parts: Vec<Vec<&str>> = parts(names);
    let agencies = parts.iter().filter(|part| is_agency(part)).count();
    let joined = names.contains(['/', '|']) || names.split_whitespace().any(|word| word == "via");
    let ends_in_agency = parts.iter().rfind(|part| !is_weak(part)).is_some_and(|part| is_agency(part));
    let names_only = !parts.is_empty() && parts.iter().all(|part| is_agency(part) || is_weak(part) || is_name(part));
    let of_agency = agencies > 0 && parts.len() <= 5 && (joined || ends_in_agency && parts.len() <= 3);
    // `(Fana Media/Bethlehem Girma)`: agencies that no table knows.
    let in_brackets = inner.len() < line.len() && joined && parts.len() == 2;
    names_only && (introduced && parts.len() <= 4 || of_agency || in_brackets)
}

/// Whether a credit speaks of a picture and not only of an agency that may have written the text.
pub(super) fn is_of_picture(credit: &str) -> bool {
    let lower = credit.to_lowercase();
    lower.contains(['/', '©', '|']) || PICTURE_WORDS.iter().any(|word| lower.contains(word))
}

const PICTURE_WORDS: &[&str] = &[
    "photo",
    "image",
    "getty",
    "picture",
    "pool",
    "handout",
    "via ",
    "credit",
    "courtesy",
    "alamy",
    "shutterstock",
    "illustration",
];

/// Where the credit at the end of a paragraph begins, if text comes before it.
pub(super) fn trailing(paragraph: &str) -> Option<usize> {
    let paragraph = paragraph.trim_end();
    let from = floor(paragraph, paragraph.len().saturating_sub(LONGEST));
    let starts =
        paragraph[from..].match_indices(|character: char| character.is_whitespace()).map(|(at, blank)| from + at + blank.len());
    let mut starts = starts.filter(|&start| opens_credit(paragraph, start) && is_credit(&paragraph[start..]));
    starts.find(|&start| paragraph[..start].trim_end().contains(char::is_whitespace))
}

/// Whether a credit may begin at `start`: behind a stop, or with a bracket, a slash or a word that says so.
fn opens_credit(paragraph: &str, start: usize) -> bool {
    let (before, after) = (paragraph[..start].trim_end(), &paragraph[start..]);
    let behind_stop = before.ends_with(['.', '!', '?', '…', '”', '"', ')', ']', '’']);
    if after.starts_with(['(', '[']) {
        // `the Environmental Protection Agency (EPA)` is no credit.
        let agency = unbracketed(after.trim_end_matches('.')).to_lowercase();
        return behind_stop || is_of_picture(after) || ["ap", "afp", "reuters", "xinhua"].contains(&agency.as_str());
    }
    let separated = before.ends_with(['/', '|']) && before[..before.len() - 1].ends_with(char::is_whitespace);
    separated || behind_stop && !after.ends_with('.') || without_intro(after).0
}

fn unbracketed(line: &str) -> &str {
    let inner = |open, close| line.strip_prefix(open).and_then(|rest: &str| rest.strip_suffix(close));
    inner('(', ')').or_else(|| inner('[', ']')).unwrap_or(line)
}

fn without_intro(line: &str) -> (bool, &str) {
    let begins =
        |intro: &&&str| line.as_bytes().get(..intro.len()).is_some_and(|head| head.eq_ignore_ascii_case(intro.as_bytes()));
    let intro = INTROS.iter().filter(begins).max_by_key(|intro| intro.len());
    match intro.and_then(|intro| line.get(intro.len()..)) {
        Some(rest) => (true, rest.trim_start()),
        None => (false, line),
    }
}

/// The names that a credit joins by `/`, `,`, `via` and the like, as words.
fn parts(names: &str) -> Vec<Vec<&str>> {
    let pieces = names.split(['/', ',', '|', ';', '(', ')']);
    let words = pieces.map(|piece| piece.split_whitespace().collect::<Vec<&str>>());
    let joiners = |word: &&str| matches!(word.to_lowercase().as_str(), "via" | "and" | "for" | "by" | "/" | "&");
    words
        .flat_map(|words| words.split(joiners).map(<[&str]>::to_vec).collect::<Vec<_>>())
        .filter(|part| !part.is_empty())
        .collect()
}

fn is_agency(part: &[&str]) -> bool {
    let generic = |word: &&str| {
        matches!(word.to_lowercase().as_str(), "photo" | "photos" | "images" | "pictures" | "agency" | "pool" | "news")
    };
    let core = match part {
        [core @ .., last] if !core.is_empty() && generic(last) => core,
        _ => part,
    };
    let initials = core.len() == 1 && INITIALS.contains(&core[0]);
    initials || [core, part].iter().any(|words| NAMES.contains(&words.join(" ").to_lowercase().as_str()))
}

/// Words of credits that name nobody: `Pool`, `File`, a year.
fn is_weak(part: &[&str]) -> bool {
    let generic = ["pool", "file", "handout", "photo", "file photo", "stock photo", "supplied", "staff"];
    generic.contains(&part.join(" ").to_lowercase().as_str())
        || part.iter().all(|word| word.bytes().all(|byte| byte.is_ascii_digit()))
}

/// One to four capitalised words, particles aside.
fn is_name(part: &[&str]) -> bool {
    let is_particle =
        |word: &str| matches!(word, "de" | "da" | "van" | "von" | "der" | "den" | "bin" | "al" | "el" | "of" | "the");
    let is_word =
        |word: &&str| word.starts_with(char::is_uppercase) && !word.trim_end_matches('.').contains(['.', ':', '!', '?']);
    part.len() <= 4 && part.iter().any(is_word) && part.iter().all(|word| is_word(word) || is_particle(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_lines_that_are_only_credit() {
        for (line, want) in [
            ("TT", true),
            ("AFP", true),
            ("Getty Images", true),
            ("Pool via Reuters", true),
            ("(AP)", true),
            ("(Fana Media/Bethlehem Girma)", true),
            ("(AP Photo/Lena Ortiz)", true),
            ("(AP Photo/Lena Ortiz, File)", true),
            ("Photograph: Bruno Sá/Getty Images", true),
            ("Credit: Amos Tendai", true),
            ("Image: Mathias Krumbholz.", true),
            ("Photo by Dražen Kokić / PIXSELL", true),
            ("Amos Tendai/AFP", true),
            ("Handout via REUTERS", true),
            ("REUTERS/Gleb Garanich", true),
            ("AFP via Getty Images", true),
            ("© Reuters", true),
            ("NATO", false),
            ("Kyiv", false),
            ("Image: A woman carries a cat through flood water", false),
            ("Reuters reported the news first", false),
            ("Reuters Wins Prize", false),
            ("Nokia and Siemens", false),
            ("", false),
        ] {
            assert_eq!(is_credit(line), want, "{line:?}");
        }
    }

    #[test]
    fn finds_the_credit_behind_a_text() {
        for (text, want) in [
            ("Lavrov speaks in Moscow on Friday. Pool via Reuters", Some("Pool via Reuters")),
            ("Families wait in Tehran, Iran. (AP Photo/Darius Holm)", Some("(AP Photo/Darius Holm)")),
            ("The Fed in Washington, D.C. Photograph: Aaron Pike/Getty Images", Some("Photograph: Aaron Pike/Getty Images")),
            ("Visitors in Barcelona, Spain. Getty Images", Some("Getty Images")),
            ("Cranes stand idle in Lagos. TT", Some("TT")),
            ("Ants, from file. Image: Mathias Krumbholz.", Some("Image: Mathias Krumbholz.")),
            ("Cat in flood water. J. Tan/Reuters", Some("J. Tan/Reuters")),
            ("The minister resigned. (Reuters)", Some("(Reuters)")),
            ("Soldiers near Kyiv / Getty Images", Some("Getty Images")),
            ("She told Reuters.", None),
            ("She spoke to the Associated Press", None),
            ("He blamed the Environmental Protection Agency (EPA)", None),
            ("He met Lavrov. Then he left for Getty Images.", None),
            ("Pool via Reuters", None),
            ("", None),
        ] {
            assert_eq!(trailing(text).map(|start| &text[start..]), want, "{text:?}");
        }
    }
}
