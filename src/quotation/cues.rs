//! The words that announce a quotation.

use std::{collections::HashMap, sync::LazyLock};

/// What follows a verb of speech, and how it is used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct CueVerb {
    /// What is said may follow without `that`.
    pub(super) bare: bool,
    /// Only with quotation marks.
    pub(super) quoted_only: bool,
    /// The listener comes first: `told Reuters that`.
    pub(super) has_listener: bool,
    /// This form is often a noun: `the claim`.
    pub(super) noun: bool,
    /// Says what something is called: `called it “a trap”`.
    pub(super) calls: bool,
    /// Never stands before its subject.
    pub(super) never_inverted: bool,
    /// `saying`: its subject is that of another verb.
    pub(super) participle: bool,
    /// `say`, after `to` or with a plural.
    pub(super) base: bool,
}

static CUES: LazyLock<HashMap<&str, CueVerb>> = LazyLock::new(|| {
    let lines = include_str!("cues.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(|line| forms(line.split_once('\t').unwrap_or((line, "")))).collect()
});

fn forms((forms, flags): (&'static str, &'static str)) -> impl Iterator<Item = (&'static str, CueVerb)> {
    forms.split(' ').enumerate().map(move |(index, form)| {
        let has = |flag| flags.contains(flag);
        let verb = CueVerb {
            bare: has('z'),
            quoted_only: has('q'),
            has_listener: has('t'),
            noun: has('n') && (index == 0 || form.ends_with('s') || form.ends_with("ing")),
            calls: has('c'),
            never_inverted: has('i'),
            participle: form.ends_with("ing"),
            base: index == 0,
        };
        (form, verb)
    })
}

/// The verb of speech that a word, in lower case, is a form of.
pub(super) fn verb(word: &str) -> Option<CueVerb> {
    CUES.get(word).copied()
}

/// Whether a word, in lower case, may stand between subject and verb.
pub(super) fn is_filler(word: &str) -> bool {
    const FILLERS: &[&str] = &[
        "has",
        "have",
        "had",
        "'ve",
        "’ve",
        "'d",
        "’d",
        "will",
        "would",
        "also",
        "then",
        "later",
        "again",
        "now",
        "once",
        "since",
        "once",
        "further",
        "often",
        "always",
        "never",
        "already",
        "just",
        "still",
        "yesterday",
        "today",
        "earlier",
        "both",
        "did",
        "does",
        "do",
        "may",
        "might",
        "can",
        "could",
        "should",
        "even",
        "instead",
        "too",
        "himself",
        "herself",
        "itself",
        "simply",
        "soon",
    ];
    FILLERS.contains(&word) || word.len() > 4 && word.ends_with("ly") && word != "family"
}

/// Whether a word, in lower case, is a day of the week.
pub(super) fn is_weekday(word: &str) -> bool {
    matches!(word, "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday")
}

/// Whether a word, in lower case, is a document that someone issues: `according to a report by the UN`.
pub(super) fn is_document(word: &str) -> bool {
    const DOCUMENTS: &[&str] = &[
        "report",
        "reports",
        "statement",
        "statements",
        "data",
        "figures",
        "study",
        "survey",
        "poll",
        "estimate",
        "estimates",
        "release",
        "letter",
        "document",
        "documents",
        "analysis",
        "research",
        "account",
        "transcript",
        "post",
        "tweet",
        "article",
        "memo",
        "filing",
        "numbers",
        "projections",
        "forecast",
        "email",
        "announcement",
        "remarks",
    ];
    DOCUMENTS.contains(&word)
}

/// Whether a word, in lower case, is a place or way of speaking: `in a statement`, `to reporters`.
pub(super) fn is_occasion(word: &str) -> bool {
    const OCCASIONS: &[&str] = &[
        "statement",
        "interview",
        "reporters",
        "journalists",
        "conference",
        "briefing",
        "speech",
        "letter",
        "report",
        "release",
        "tweet",
        "post",
        "email",
        "e-mail",
        "remarks",
        "call",
        "comments",
        "address",
        "hearing",
        "rally",
        "message",
        "testimony",
        "memo",
        "debate",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "week",
        "month",
        "year",
        "night",
        "morning",
        "afternoon",
        "evening",
        "reuters",
        "lawmakers",
        "senators",
        "supporters",
        "parliament",
    ];
    OCCASIONS.contains(&word)
}
