//! What a paragraph looks like by its own words, before its neighbours are asked.

use super::cue_words::{CAPTIONS, CREDITED, DESKS, FURNITURE, LABELS, LIST_HEADS, NOTICES, TIME_WORDS};
use super::{abbreviations, calendar, casing, credits, datelines};

/// Longer paragraphs are text of the article, whatever words they hold.
const LONGEST_CAPTION: usize = 500;
const LONGEST_LINE: usize = 300;

/// The look of a paragraph by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// Page furniture for certain.
    Furniture,
    /// Furniture that heads a list of links: `Most read`.
    ListHead,
    /// `By Maria Keller`, `4 min read`.
    Byline,
    /// `Grace Okonjo in Washington`, `Maria Keller`: a byline if it stands among bylines, else a short line.
    Names,
    /// Only a credit.
    Credit,
    /// Only a dateline.
    Dateline,
    /// A caption by its opening or by its credit.
    Caption,
    /// A line that might be a headline.
    Short,
    /// Sentences, and all that is nothing else.
    Prose,
}

impl Look {
    /// The look of a paragraph, given without white space around.
    pub(super) fn of(paragraph: &str) -> Look {
        if paragraph.len() > LONGEST_CAPTION {
            return Look::Prose;
        }
        let line = Line::read(paragraph);
        let dateline = datelines::length(paragraph);
        match () {
            () if line.is_furniture() => Look::Furniture,
            () if LIST_HEADS.contains(&line.plain.as_str()) => Look::ListHead,
            () if credits::is_credit(paragraph) => Look::Credit,
            () if line.is_byline() || line.is_date() => Look::Byline,
            () if dateline == Some(paragraph.len()) => Look::Dateline,
            () if dateline.is_some() => Look::Prose,
            () if line.is_caption() => Look::Caption,
            () if line.is_names() => Look::Names,
            () if line.is_short() => Look::Short,
            () => Look::Prose,
        }
    }
}

/// A paragraph with what the rules ask about it.
struct Line<'t> {
    text: &'t str,
    words: Vec<&'t str>,
    /// Lower case, straight quotes, single blanks, nothing but letters and digits at the ends.
    plain: String,
}

impl<'t> Line<'t> {
    fn read(text: &'t str) -> Self {
        let words: Vec<&str> = text.split_whitespace().collect();
        let lower = words.join(" ").to_lowercase().replace('’', "'");
        let plain = lower.trim_matches(|character: char| !character.is_alphanumeric() && character != ':').to_owned();
        Line { text, words, plain }
    }

    fn is_furniture(&self) -> bool {
        let starts = |cue: &str| self.plain.strip_prefix(cue).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
        let counted = || self.words.len() == 2 && self.words[0].bytes().all(|byte| byte.is_ascii_digit());
        let is_label = self.text.len() <= 140 && !self.text.starts_with(['"', '“', '‘', '\'']);
        FURNITURE.contains(&self.plain.as_str())
            || is_label && LABELS.iter().any(|cue| starts(cue))
            || self.text.len() <= LONGEST_LINE && NOTICES.iter().any(|cue| starts(cue))
            || counted() && ["comments", "comment", "shares", "views", "likes"].contains(&self.words[1].to_lowercase().as_str())
    }

    /// `By Maria Keller and Oliver Stanhope`, `(Reporting by Max Hunder)`.
    fn is_byline(&self) -> bool {
        if self.text.len() > LONGEST_LINE {
            return false;
        }
        if CREDITED.iter().any(|cue| self.plain.starts_with(cue)) {
            return true;
        }
        let Some(names) = self.plain.strip_prefix("by ").map(|_| &self.words[1..]) else { return false };
        let lead = names.iter().take(1).all(|word| !abbreviations::starts_sentences(word) && !calendar::is_weekday(word));
        let named = names.iter().filter(|word| word.starts_with(char::is_uppercase)).count();
        let desk = DESKS.iter().any(|desk| self.plain.contains(desk));
        let alone = names.len() >= 2 || self.text.starts_with("By");
        let ends = self.ends_sentence() && !self.text.ends_with("Jr.") && !self.text.ends_with("Sr.");
        lead && alone && names.len() <= 14 && (named > 0 || desk) && !ends && names.iter().all(|word| is_byline_word(word))
    }

    /// `Published 14 March 2026`, `Mon 3 Mar 2025 10.15 GMT`, `Updated 3 hours ago`, `4 min read`.
    fn is_date(&self) -> bool {
        let is_word = |word: &str| {
            let bare = word.trim_matches(|character: char| !character.is_alphanumeric());
            let name = calendar::is_month(bare) || calendar::is_weekday(bare) || calendar::is_time_zone(bare);
            bare.is_empty() || name || calendar::is_number(bare) || TIME_WORDS.contains(&bare.to_lowercase().as_str())
        };
        let dated = self.words.iter().any(|word| calendar::is_month(word.trim_end_matches(','))) || self.has_time_cue();
        let numbered = self.text.contains(|character: char| character.is_ascii_digit())
            || self.plain.ends_with("ago")
            || self.plain.ends_with("just now");
        self.words.len() <= 16 && numbered && dated && self.words.iter().all(|word| is_word(word))
    }

    fn has_time_cue(&self) -> bool {
        let cues = ["published", "updated", "posted", "modified", "ago", "read", "gmt", "utc", "est", "edt", "now", "edited"];
        let iso = self.words.iter().any(|word| word.len() >= 8 && word.matches(['-', '/']).count() == 2);
        iso || self.plain.split([' ', ':']).any(|word| cues.contains(&word))
    }

    /// `Image: ...`, `FILE - ...`, or a text that ends in a credit.
    fn is_caption(&self) -> bool {
        let opens = CAPTIONS.iter().any(|cue| self.text.starts_with(cue)) && self.words.len() > 2;
        let bracketed = self.text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
        let text = bracketed.unwrap_or(self.text);
        opens
            || credits::trailing(text).is_some_and(|start| {
                let credit = &text[start..];
                let one_sentence = !text[..start].trim_end().trim_end_matches('.').contains(". ") && start <= 200;
                credits::is_of_picture(credit) || one_sentence
            })
    }

    /// Two to four names, perhaps with a place: `Elena Brandt in Vienna`.
    fn is_names(&self) -> bool {
        let at = self.words.iter().position(|word| *word == "in").unwrap_or(self.words.len());
        let (names, place) = (&self.words[..at], self.words.get(at + 1..).unwrap_or_default());
        let is_name = |word: &&str| {
            word.starts_with(char::is_uppercase)
                && word.chars().all(|character| character.is_alphabetic() || ".-'’".contains(character))
        };
        let is_common = |word: &&str| word.starts_with(char::is_uppercase) && casing::is_common(word);
        let joined = |word: &&str| matches!(*word, "and" | "de" | "van" | "von" | "der" | "al" | "da") || is_name(word);
        (2..=7).contains(&names.len())
            && names.first().is_some_and(is_name)
            && names.iter().all(joined)
            && !names.iter().any(is_common)
            && place.len() <= 4
            && (at == self.words.len() || place.first().is_some_and(|word| word.starts_with(char::is_uppercase)))
            && !self.ends_sentence()
    }

    /// Few words that begin like a sentence and do not end like one; a short question is welcome.
    fn is_short(&self) -> bool {
        let begins = self.text.starts_with(|character: char| {
            character.is_alphanumeric() && !character.is_lowercase() || "“\"‘'«„".contains(character)
        }) || self.words[0].chars().nth(1).is_some_and(char::is_uppercase);
        let question = self.text.trim_end_matches(CLOSERS).ends_with(['?', '!']) && self.words.len() <= 12;
        let brief = self.words.len() <= 22 && self.text.chars().count() <= 160;
        begins && brief && self.text.contains(char::is_alphabetic) && (question || !self.ends_sentence())
    }

    fn ends_sentence(&self) -> bool {
        let text = self.text.trim_end_matches(CLOSERS);
        let last = text.rsplit(char::is_whitespace).next().unwrap_or(text);
        let abbreviated = last.strip_suffix('.').is_some_and(|word| word.contains('.') && abbreviations::ending(word).is_some());
        text.ends_with(['.', '!', '?', '…', ':', ';', ',', '。', '！', '？', '-', '–', '—']) && !abbreviated
    }
}

const CLOSERS: [char; 8] = ['"', '”', '’', '\'', ')', ']', '»', '」'];

fn is_byline_word(word: &str) -> bool {
    let bare = word.trim_matches(|character: char| !character.is_alphanumeric());
    let joins = [
        "and", "in", "of", "for", "with", "at", "the", "our", "de", "da", "del", "der", "den", "van", "von", "bin", "al", "el",
        "la",
    ];
    let work = [
        "staff",
        "writer",
        "writers",
        "correspondent",
        "correspondents",
        "reporter",
        "reporters",
        "editor",
        "agencies",
        "news",
        "desk",
    ];
    bare.is_empty() || word.starts_with(char::is_uppercase) || joins.contains(&bare) || work.contains(&bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_lines_by_their_words() {
        for (line, want) in [
            ("Share", Look::Furniture),
            ("Advertisement", Look::Furniture),
            ("Read more", Look::Furniture),
            ("X", Look::Furniture),
            ("12 comments", Look::Furniture),
            ("Related: What happens when a nuclear plant loses power?", Look::Furniture),
            ("Sign up for our newsletter", Look::Furniture),
            ("Listen to this article · 4 min", Look::Furniture),
            ("We use cookies to improve your visit.", Look::Furniture),
            ("Most read", Look::ListHead),
            ("Share prices fell on Monday.", Look::Prose),
            ("Comments by Lavrov angered Kyiv.", Look::Prose),
            ("Related parties must say so, the judge ruled.", Look::Prose),
            ("By Maria Keller", Look::Byline),
            ("By Caleb Norris Jr.", Look::Byline),
            ("BY MARIA KELLER", Look::Byline),
            ("By Zarlasht Noor in Islam Qala", Look::Byline),
            ("By our correspondent in Addis Ababa", Look::Byline),
            ("(Reporting by Max Hunder; Editing by Alison Williams)", Look::Byline),
            ("Published 14 March 2026", Look::Byline),
            ("Updated 3 hours ago", Look::Byline),
            ("Mon 3 Mar 2025 10.15 GMT", Look::Byline),
            ("March 01, 2008", Look::Byline),
            ("4 min read", Look::Byline),
            ("By Friday the town had fallen.", Look::Prose),
            ("By the numbers", Look::Short),
            ("Grace Okonjo in Washington", Look::Names),
            ("Pool via Reuters", Look::Credit),
            ("TT", Look::Credit),
            ("Image: A woman carries a cat", Look::Caption),
            ("FILE - President Joe Biden speaks in Washington, Jan. 5, 2024.", Look::Caption),
            ("Rafael Grossi boards a train in Kyiv on Sunday. AFP", Look::Caption),
            ("[Tsegaye Woldemariam speaks to reporters on Wednesday. (Fana Media/Bethlehem Girma)]", Look::Caption),
            ("ZAGREB, Croatia (Sports Desk)", Look::Dateline),
            ("Who will run it?", Look::Short),
            ("“We count the boats”", Look::Short),
            ("Lavrov Rules Out Kyiv Visit", Look::Short),
            ("“Why?” he asked.", Look::Prose),
            ("- two police officers", Look::Prose),
            ("He left.", Look::Prose),
        ] {
            assert_eq!(Look::of(line), want, "{line:?}");
        }
    }
}
