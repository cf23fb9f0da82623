//! Where sentences end, by rule: full stops of abbreviations, initials, numbers and datelines do not end them.

use super::abbreviations::{self, Ending};
use super::span::{floor, is_boundary};
use super::{Span, calendar, credits, datelines};

/// Words are read no further than this: any longer run decides nothing and would cost quadratic time.
const LONGEST_WORD: usize = 40;

/// The sentences of one paragraph, sorted, disjoint, trimmed, covering all that is not white space.
///
/// The sentences of a quotation end where they end; the quotation marks after a stop belong to it.
pub(super) fn split(text: &str, paragraph: Span) -> Vec<Span> {
    let slice = &text[paragraph.range()];
    let dateline = datelines::length(slice).unwrap_or(0);
    let credit = credits::trailing(slice);
    let (mut sentences, mut start, mut at, mut has_word) = (Vec::new(), 0, 0, false);
    while let Some(stop) = Stop::find(slice, at) {
        has_word |= slice[at..stop.start].contains(char::is_alphanumeric);
        at = stop.end;
        let before_credit = credit.is_some_and(|credit| slice[stop.end..].trim_start().len() == slice.len() - credit);
        let ends = before_credit || stop.ends_sentence(slice, &slice[start..stop.start]);
        if has_word && ends && stop.end > dateline && is_boundary(text, paragraph.start + stop.end) {
            sentences.push(Span::new(start, stop.end));
            (start, has_word) = (stop.end + length_while(&slice[stop.end..], char::is_whitespace), false);
        }
    }
    sentences.push(Span::new(start, slice.len()));
    let trimmed = sentences.into_iter().map(|span| span.shifted(paragraph.start).trimmed(text));
    trimmed.filter(|span| !span.is_empty()).collect()
}

/// A run of stops with the quotation marks and brackets that close after it.
struct Stop {
    start: usize,
    end: usize,
    kind: StopKind,
    /// Closes a quotation.
    quoted: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum StopKind {
    Period,
    Ellipsis,
    /// Holds `!` or `?`.
    Call,
    /// Chinese and Japanese stops need no blank after them.
    Ideographic,
}

impl Stop {
    fn find(slice: &str, from: usize) -> Option<Stop> {
        let start = from + slice[from..].find(is_stop)?;
        let stops = &slice[start..start + length_while(&slice[start..], is_stop)];
        let after = start + stops.len();
        let closers = length_while(&slice[after..], is_closer);
        let end = after + closers + reference_length(&slice[after + closers..]);
        let quoted = slice[after..end].contains(['"', '”', '’', '\'', '»']);
        Some(Stop { start, end, kind: StopKind::of(stops), quoted })
    }

    /// Decides from the word before, the stops and the word after; `sentence` is what it would end.
    fn ends_sentence(&self, slice: &str, sentence: &str) -> bool {
        let rest = &slice[self.end..];
        let next = Next::read(rest);
        if self.kind == StopKind::Ideographic || rest.trim_start().is_empty() {
            return true;
        }
        if !rest.starts_with(char::is_whitespace) {
            return self.is_glued(slice, sentence, &next);
        }
        match self.kind {
            _ if next.is_lower || next.is_dash => false,
            StopKind::Period => self.ends_after(sentence, &next),
            StopKind::Ellipsis => !matches!(next.word, "I" | "I'm" | "I’m" | "I've" | "I’ve"),
            StopKind::Call if self.quoted && next.is_attribution => false,
            StopKind::Call => !is_brand(last_word(sentence)) || abbreviations::starts_sentences(next.word),
            StopKind::Ideographic => true,
        }
    }

    /// After a full stop and a blank, before something that is not lower case.
    fn ends_after(&self, sentence: &str, next: &Next) -> bool {
        let word = last_word(sentence);
        if sentence.len() == word.len() && is_enumeration(word) {
            return false;
        }
        let starter = next.is_starter();
        match abbreviations::ending(word) {
            None => true,
            Some(Ending::UnlessNumber) => !next.is_digit,
            Some(Ending::Never) => false,
            Some(_) if next.is_digit => false,
            Some(_) if self.quoted => true,
            Some(Ending::BeforeStarter) => starter,
            Some(Ending::BeforeCapital) => !is_time_word(next.word),
            Some(Ending::Initial) => starter && sentence.len() > word.len(),
        }
    }

    /// Scraped pages lose blanks: `must carry on.Our leader`, `“quick.”She`.
    fn is_glued(&self, slice: &str, sentence: &str, next: &Next) -> bool {
        let word = last_word(sentence);
        let lower_word = word.chars().count() > 1 && word.chars().all(char::is_lowercase);
        let capital =
            next.word.chars().next().is_some_and(char::is_uppercase) && next.word.chars().nth(1).is_some_and(char::is_lowercase);
        let bare = self.end - self.start == 1 || slice[..self.end].ends_with('”');
        self.kind != StopKind::Ellipsis && bare && lower_word && capital && !slice[self.end..].starts_with(is_opener)
    }
}

impl StopKind {
    fn of(stops: &str) -> StopKind {
        if stops.contains(['。', '！', '？', '．', '｡']) {
            StopKind::Ideographic
        } else if stops.contains(['!', '?', '؟']) {
            StopKind::Call
        } else if stops == "." || stops.contains(['।', '۔']) {
            StopKind::Period
        } else {
            StopKind::Ellipsis
        }
    }
}

/// What comes after a stop.
struct Next<'t> {
    word: &'t str,
    is_lower: bool,
    is_digit: bool,
    /// A dash or slash carries on: `5 June. /TASS/`.
    is_dash: bool,
    /// The words after a quotation that say who spoke: `Smith said`.
    is_attribution: bool,
    has_stop: bool,
}

impl<'t> Next<'t> {
    fn read(rest: &'t str) -> Self {
        let rest = rest.trim_start();
        let opened = rest.trim_start_matches(is_opener);
        let opened = if rest.len() - opened.len() > LONGEST_WORD { rest } else { opened };
        let word = &opened[..length_while(opened, |character| character.is_alphanumeric() || matches!(character, '\'' | '’'))];
        let word = &word[..floor(word, LONGEST_WORD)];
        let mut letters = word.chars();
        let (first, second) = (letters.next(), letters.next());
        // `iPhone sales fell` and `eBay said` begin sentences in lower case.
        let brand = second.is_some_and(char::is_uppercase);
        Next {
            word,
            is_lower: first.is_some_and(char::is_lowercase) && !brand && !rest.starts_with(['“', '"', '‘']),
            is_digit: first.is_some_and(char::is_numeric),
            is_dash: rest.starts_with(['-', '–', '—', '/', '.', ',', ';', ':']),
            is_attribution: is_attribution(opened),
            has_stop: opened[word.len()..].starts_with('.'),
        }
    }

    fn is_starter(&self) -> bool {
        let initial = self.word.chars().count() == 1 && self.has_stop;
        abbreviations::starts_sentences(self.word) && !initial
    }
}

/// The last word of a sentence so far, without what opens before it.
fn last_word(sentence: &str) -> &str {
    let tail = &sentence[floor(sentence, sentence.len().saturating_sub(LONGEST_WORD))..];
    let word = tail.rsplit(char::is_whitespace).next().unwrap_or(tail);
    word.trim_start_matches(|character: char| !character.is_alphanumeric())
}

/// `1.` before an item of a list.
fn is_enumeration(word: &str) -> bool {
    word.len() <= 3 && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// Names that end in an exclamation mark.
fn is_brand(word: &str) -> bool {
    matches!(word, "Yahoo" | "Jeopardy" | "Yum" | "Wham" | "Oklahoma" | "Airplane")
}

/// Words that go on a time of day: `3 p.m. Eastern`.
fn is_time_word(word: &str) -> bool {
    calendar::is_time_zone(word) || calendar::is_month(word) || calendar::is_weekday(word)
}

/// Whether the words after a question or exclamation in quotes say who spoke: `Smith said`, `the minister asked`.
fn is_attribution(after: &str) -> bool {
    let mut words = after[..floor(after, 2 * LONGEST_WORD)].split_whitespace().take(4);
    let starts_sentence =
        words.next().is_none_or(|word| abbreviations::starts_sentences(word) || word.ends_with(['.', '!', '?']));
    !starts_sentence
        && words.any(|word| {
            let verb = word.trim_end_matches(|character: char| !character.is_alphabetic());
            matches!(
                verb,
                "said" | "says" | "asked" | "asks" | "told" | "added" | "wrote" | "replied" | "shouted" | "cried" | "tweeted"
            ) || matches!(
                verb,
                "recalled" | "continued" | "joked" | "responded" | "wondered" | "declared" | "exclaimed" | "yelled"
            )
        })
}

/// A citation after the stop: `[12]`.
fn reference_length(rest: &str) -> usize {
    let digits = rest.bytes().skip(1).take(4).take_while(u8::is_ascii_digit).count();
    let is_reference = digits > 0 && rest.starts_with('[') && rest.as_bytes().get(digits + 1) == Some(&b']');
    if is_reference { digits + 2 } else { 0 }
}

fn length_while(slice: &str, is_part: impl Fn(char) -> bool) -> usize {
    slice.find(|character| !is_part(character)).unwrap_or(slice.len())
}

fn is_stop(character: char) -> bool {
    matches!(character, '.' | '!' | '?' | '…' | '。' | '！' | '？' | '．' | '｡' | '؟' | '।' | '۔')
}

fn is_closer(character: char) -> bool {
    matches!(character, ')' | ']' | '}' | '"' | '\'' | '”' | '’' | '»' | '」' | '』' | '）' | '】' | '›')
}

fn is_opener(character: char) -> bool {
    matches!(character, '(' | '[' | '{' | '"' | '\'' | '“' | '‘' | '«' | '„' | '‹' | '¿' | '¡' | '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_news() {
        for row in [
            // Titles, ranks and initials.
            "Gov. Ann Lee spoke in St. Paul.|She left at 3.30 p.m. on Jan. 5.",
            "Mr. Fox left.|He ran.",
            "Retired Army Gen. Walter Pruitt, 78, was first.|Adm. Rueda was not.",
            "J. D. Vance called.|George W. Bush did not.",
            "Vice President J.D. Vance met T. S. Ranganathan.|M. K. Stalin left.",
            "GOV. LEE MEETS GEN. SMITH IN ST. PAUL",
            "Sen. Sanders, Rep. Cortez et al. Smith wrote it.",
            "Gen. He Weidong was expelled.|He said nothing.",
            "Prof. Dr. Müller and Messrs. Lund spoke.",
            "It is vitamin C.|The body needs it.",
            // Abbreviations in the middle and at the end.
            "He left the U.S. in May.|He left the U.S.|The army stayed.",
            "The U.S. Army and the U.N. Security Council met.",
            "The U.S. House voted.|So did the U.K. Parliament in Washington, D.C.|The vote was close.",
            "Apple Inc. said so.|Shares of Apple Inc. fell.|He left Apple Inc.|It rose.",
            "Sony Corp. President Kenichiro Totoki and Ford Motor Co. Chief Jim Farley agreed.",
            "Martin Luther King Jr. spoke.|So did Caleb Norris Jr.|They left.",
            "They met at 3.30 p.m.|She left.",
            "It opens at 9 a.m. and ends at 5 p.m. Eastern on Friday.",
            "It began at 6 p.m. Friday and 7 a.m. GMT.",
            "It began at 2 p.m.|Officials waited.",
            "On Jan. 5 he left.|It was Feb. 3, 2026.|It ended in Nov.|The rest followed.",
            "Arsenal vs. Chelsea, e.g. last week, i.e. Sunday.",
            "He holds a Ph.D. from Yale.|She has an M.D.|They met.",
            "Fish, birds etc. live here.|Fish, birds, etc.|Nobody knows.",
            "She met him in St. Louis, Mo. on Monday.",
            "He lives on Main St. in Dayton.",
            // Numbers.
            "Sales rose 3.5 pct.|Profit was $1.2bn.",
            "He met him at No.10.|She waited at No. 10 Downing Street.",
            "It is No. 5 on the list.|No.|He did not.",
            "1. D. Gudeta (ETH) 2:16:41",
            "It cost 5.|2026 was better.",
            "Elizabeth II.|She reigned long.",
            // Ellipses.
            "I am ready to listen... but I will not travel.",
            "I know what they earn... and I know.",
            "It was late… and dark.|It was late…|But he came.",
            "It was late ...|But he came.",
            "Well... I think so.",
            "... and so it ended.",
            "Last year there were nine... this year I stopped at thirty.",
            // Questions and calls.
            "Who will pay?|Nobody knows!|Really?!|Yes.",
            "Yahoo! said so.|Yahoo! Japan agreed.",
            "“Nine!”",
            // Quotations.
            "\"We will win.\"|He left.",
            "“Yes,” she said.|“No.”",
            "“Is it?” he asked.|“It is!” Smith said.",
            "“I won!” the mayor told AP.|“You?” Ann Lee asked.",
            "“She said it would make me lazy.|She was right,” Kaveri said.",
            "‘We wait.|We see.’|They left.",
            "“We count the boats at night,” she said.|\"Last year there were nine.\"",
            "\"He said, 'General, you're on my foot,'\" the older Pruitt recalled.|Mejía broke an arm.",
            "He denied it: \"It has grown by 8.4 percent,\" he said.",
            "He said: “Go.”|“Why?”|She left.",
            "Not all were convinced.|“It still smells,” said Noé Quispe.|“But less.”",
            "They work in the U.S.”|Smith left.",
            // Brackets.
            "(He left.)|She stayed.",
            "It fell (by 3 pct.) in May.|It rose.[12]|It fell.",
            "The agency (HRANA) said so.|The group (in the U.S.) agreed.",
            // Datelines and credits.
            "KYIV, March 14 (Reuters) - Lavrov left.|He ran.",
            "MOSCOW, 5 June. /TASS/. Russian President Vladimir Putin spoke.|He left.",
            "ST. LOUIS (AP) — A tornado hit.",
            "GENEVA, Jan. 9 - Iran has freed 40.",
            "Lavrov speaks in Moscow on Friday.|Pool via Reuters",
            "Families wait in Tehran, Iran.|(AP Photo/Darius Holm)",
            "The Fed in Washington, D.C.|Photograph: Aaron Pike/Getty Images",
            // Addresses.
            "See www.example.com/a.b?c=d for more.|Write to a.b@example.co.uk.|Ask @a.b now.",
            "Amazon.com rose.|Booking.com fell.",
            // Lower-case brands, lost blanks, other scripts.
            "Apple rose.|iPhone sales fell.",
            "We must carry on.|Our leader never looked back.",
            "他走了。|她留下了！|真的吗？",
            "彼は「行く。」|と言った。",
            "вышел.|Он ушёл.",
            "وصل الرئيس؟|ثم غادر.",
            // Colons and semicolons do not end.
            "He had one wish: peace; he got it.",
            "No stop at all",
        ] {
            let (mut text, mut want) = (String::new(), Vec::new());
            for sentence in row.split('|') {
                let glued = text.ends_with(['。', '！', '？', '」']) || text.ends_with("carry on.");
                text += if text.is_empty() || glued { "" } else { " " };
                text += sentence;
                want.push(sentence);
            }
            let found: Vec<&str> = split(&text, Span::new(0, text.len())).iter().map(|span| &text[span.range()]).collect();
            assert_eq!(found, want, "{text:?}");
        }
    }

    #[test]
    fn takes_any_paragraph() {
        for (text, want) in [("...", 1), ("!!! ??? !!!", 1), ("a.\u{301} B", 1), ("a. \u{301}B", 2), ("\0. \0.", 1)] {
            assert_eq!(split(text, Span::new(0, text.len())).len(), want, "{text:?}");
        }
    }
}
