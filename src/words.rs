//! The tokens of a document as rules read them: in lower case, each with the mention it belongs to.

use std::ops::Range;

use crate::{Document, Mention, MentionKind, Span, Token};

/// The words of a document beside its mentions.
#[derive(Debug)]
pub(crate) struct Words<'a> {
    pub(crate) document: &'a Document,
    pub(crate) mentions: &'a [Mention],
    lower: Vec<String>,
    mention_of: Vec<Option<usize>>,
    sentence_of: Vec<usize>,
    tokens_of: Vec<Range<usize>>,
}

impl<'a> Words<'a> {
    /// Reads the words once, with all mentions; a name within a noun phrase counts before it.
    pub(crate) fn new(document: &'a Document, mentions: &'a [Mention]) -> Self {
        Self::with(document, mentions, |_| true)
    }

    /// Reads the words once, as if there were names alone.
    pub(crate) fn of_names(document: &'a Document, mentions: &'a [Mention]) -> Self {
        Self::with(document, mentions, |mention| mention.kind == MentionKind::Name)
    }

    fn with(document: &'a Document, mentions: &'a [Mention], counts: impl Fn(&Mention) -> bool) -> Self {
        let tokens = document.tokens();
        let lower = tokens.iter().map(|token| document[token.span].to_lowercase()).collect();
        let mut sentence_of = vec![0; tokens.len()];
        for (index, sentence) in document.sentences().iter().enumerate() {
            sentence_of[sentence.tokens.clone()].fill(index);
        }
        let tokens_of: Vec<Range<usize>> = mentions.iter().map(|mention| tokens_in(tokens, mention.span)).collect();
        let mut mention_of = vec![None; tokens.len()];
        let is_name = |index: &usize| mentions[*index].kind == MentionKind::Name;
        let (names, references): (Vec<usize>, Vec<usize>) =
            (0..mentions.len()).filter(|&index| counts(&mentions[index])).partition(is_name);
        for index in references.into_iter().chain(names) {
            mention_of[tokens_of[index].clone()].fill(Some(index));
        }
        Words { document, mentions, lower, mention_of, sentence_of, tokens_of }
    }

    /// A token in lower case; empty beyond the ends of the text.
    pub(crate) fn lower(&self, token: usize) -> &str {
        self.lower.get(token).map_or("", String::as_str)
    }

    /// A token as written.
    pub(crate) fn text(&self, token: usize) -> &str {
        self.document.tokens().get(token).map_or("", |token| &self.document[token.span])
    }

    /// The bytes of some tokens, from the first to the last.
    pub(crate) fn span(&self, tokens: Range<usize>) -> Span {
        let all = self.document.tokens();
        Span::new(all[tokens.start].span.start, all[tokens.end - 1].span.end)
    }

    /// The mention that a token lies in.
    pub(crate) fn mention(&self, token: usize) -> Option<usize> {
        self.mention_of.get(token).copied().flatten()
    }

    /// The mention whose last token this is.
    pub(crate) fn mention_ending(&self, token: usize) -> Option<usize> {
        self.mention(token).filter(|&mention| self.tokens_of[mention].end == token + 1)
    }

    /// The tokens of a mention; none where it is a part of one.
    pub(crate) fn tokens_of(&self, mention: usize) -> Range<usize> {
        self.tokens_of[mention].clone()
    }

    /// The tokens of the sentence that a token stands in.
    pub(crate) fn sentence(&self, token: usize) -> Range<usize> {
        self.sentence_of.get(token).map_or(0..0, |&sentence| self.document.sentences()[sentence].tokens.clone())
    }

    /// The index of the first token that starts at or after a byte.
    pub(crate) fn token_at(&self, offset: usize) -> usize {
        self.document.tokens().partition_point(|token| token.span.start < offset)
    }

    /// Whether a token begins with a capital letter.
    pub(crate) fn is_capital(&self, token: usize) -> bool {
        self.text(token).starts_with(char::is_uppercase)
    }

    /// Whether a token is a mark and no word; so is the end of the text.
    pub(crate) fn is_mark(&self, token: usize) -> bool {
        !self.lower(token).contains(char::is_alphanumeric)
    }
}

/// The tokens that lie whole in a span.
fn tokens_in(tokens: &[Token], span: Span) -> Range<usize> {
    let start = tokens.partition_point(|token| token.span.start < span.start);
    let end = tokens.partition_point(|token| token.span.end <= span.end);
    start..end.max(start)
}

/// Whether a word, in lower case, is a preposition that ties a name to a noun before it.
pub(crate) fn is_preposition(word: &str) -> bool {
    const PREPOSITIONS: &[&str] = &[
        "of",
        "for",
        "from",
        "in",
        "with",
        "by",
        "at",
        "on",
        "to",
        "under",
        "near",
        "about",
        "against",
        "between",
        "among",
        "over",
        "into",
        "within",
        "outside",
        "inside",
        "behind",
        "than",
        "like",
        "including",
        "via",
        "through",
        "around",
        "off",
        "across",
        "after",
        "before",
        "during",
        "since",
        "until",
        "without",
        "toward",
        "towards",
        "per",
    ];
    PREPOSITIONS.contains(&word)
}

/// Whether a word, in lower case, opens a noun phrase.
pub(crate) fn is_determiner(word: &str) -> bool {
    matches!(
        word,
        "the"
            | "a"
            | "an"
            | "his"
            | "her"
            | "its"
            | "their"
            | "our"
            | "my"
            | "this"
            | "that"
            | "another"
            | "one"
            | "some"
            | "these"
    )
}

/// Whether a token, in lower case, is a possessive ending.
pub(crate) fn is_possessive(word: &str) -> bool {
    matches!(word, "'s" | "’s" | "'" | "’")
}

/// Whether a word, in lower case, is a form of `be`.
pub(crate) fn is_be(word: &str) -> bool {
    matches!(word, "is" | "are" | "was" | "were" | "be" | "been" | "being")
}

#[cfg(test)]
pub(crate) mod testing {
    //! Texts with their mentions marked, for tests.

    use crate::{Document, Mention, MentionKind, Span};

    /// Holds what is told of each text to what is wanted; a failure shows every wrong row.
    pub(crate) fn check_rows(rows: &[(&str, &[&str])], told: impl Fn(&str) -> Vec<String>) {
        let wrong = |(text, want): &(&str, &[&str])| {
            let got = told(text);
            (got != *want).then(|| format!("{text}\n  got  {got:?}\n  want {want:?}"))
        };
        let wrong: Vec<String> = rows.iter().filter_map(wrong).collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    /// The text and mentions of `[PER Ann Lee] met [~PER the mayor]`; `~` marks a description, `^` a pronoun.
    pub(crate) fn marked(marked: &str) -> (Document, Vec<Mention>) {
        let (mut text, mut mentions) = (String::new(), Vec::new());
        for (index, part) in marked.split('[').enumerate() {
            let Some((mark, rest)) = part.split_once(']').filter(|_| index > 0) else {
                text.push_str(part);
                continue;
            };
            let (label, name) = mark.split_once(' ').expect("a label and a name");
            let kind = match &label[..1] {
                "~" => MentionKind::Nominal,
                "^" => MentionKind::Pronoun,
                _ => MentionKind::Name,
            };
            let entity_type = label.trim_start_matches(['~', '^']).parse().expect("a label");
            let span = Span::new(text.len(), text.len() + name.len());
            mentions.push(Mention { span, entity_type, confidence: 1.0, kind });
            text.push_str(name);
            text.push_str(rest);
        }
        (Document::new(text), mentions)
    }
}
