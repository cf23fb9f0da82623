//! Which words are whose: quotations joined with the cues beside them.

use std::ops::Range;

use super::{
    Quotation, QuotationKind, SpeakerBasis,
    content::{self, Place},
    cue::Cue,
    cues,
    focus::{self, Focus, People},
    marks,
    quote::{Quote, is_sentence},
    subject::{self, Subject, Who},
};
use crate::{
    EntityId, EntityType, MentionId, Span,
    gender::Known,
    pronoun::Form,
    words::{Words, is_be, is_possessive},
};

/// The quotations of a document, in reading order; `owners` are the entities of its mentions, `genders` what is known of these.
pub(crate) fn find(words: &Words, owners: &[Option<EntityId>], genders: &[Known]) -> Vec<Quotation> {
    let mut finder = Finder::new(words, People::new(owners, genders));
    let sentences = words.document.sentences();
    for (index, sentence) in sentences.iter().enumerate() {
        let zone = words.document.paragraphs()[sentence.paragraph].zone;
        if zone.is_content() && sentence.repeat_of.is_none() && sentence.tokens.len() <= LONGEST_SENTENCE {
            finder.read(sentence.tokens.clone(), sentence.paragraph);
        }
        if sentences.get(index + 1).is_none_or(|next| next.paragraph != sentence.paragraph) {
            finder.end_paragraph(sentence.paragraph);
        }
    }
    finder.finish()
}

/// No longer sentence is read: cues look at all of theirs, and the time is to stay linear in the text.
const LONGEST_SENTENCE: usize = 1000;

/// Quotations found so far, and who was spoken of.
struct Finder<'a> {
    words: &'a Words<'a>,
    quotes: Vec<Quote>,
    /// The quotation marks that each token stands in.
    quote_of: Vec<Option<usize>>,
    /// Quotation marks of earlier paragraphs need no second look.
    settled: usize,
    people: People<'a>,
    focus: Focus,
    found: Vec<Quotation>,
}

impl<'a> Finder<'a> {
    fn new(words: &'a Words<'a>, people: People<'a>) -> Self {
        let quotes: Vec<Quote> = marks::pair(words.document).into_iter().filter_map(|quoted| Quote::new(words, quoted)).collect();
        let mut quote_of = vec![None; words.document.tokens().len()];
        for (index, quote) in quotes.iter().enumerate().filter(|(_, quote)| quote.quoted.closed || quote.opens_paragraph(words)) {
            quote_of[quote.tokens.clone()].fill(Some(index));
        }
        Finder { words, quotes, quote_of, settled: 0, people, focus: Focus::default(), found: Vec::new() }
    }

    /// Reads a sentence, cue by cue.
    fn read(&mut self, sentence: Range<usize>, paragraph: usize) {
        let first = self.found.len();
        let main = subject::of_sentence(self.words, sentence.clone(), |token| self.quote_of[token].is_none());
        let mut last = None;
        for token in sentence.clone() {
            if let Some(cue) = Cue::at(self.words, &self.quote_of, token, &sentence, paragraph) {
                last = self.attribute(&cue, last.as_ref(), main.as_ref(), first).or(last);
            }
        }
        if let Some(Subject { who: Who::Mention(mention), .. }) = main {
            self.focus.turn_to(mention, paragraph, self.words.mentions);
        }
        if let Some(Subject { who: Who::Mention(mention), .. }) = last {
            self.focus.turn_to(mention, paragraph, self.words.mentions);
        }
    }

    /// Adds what a cue announces; returns its subject if it announces anything.
    fn attribute(&mut self, cue: &Cue, last: Option<&Subject>, main: Option<&Subject>, first: usize) -> Option<Subject> {
        if cue.tokens.len() == 2 {
            return self.attribute_according(cue);
        }
        let before = self.subject_before(cue, last, main);
        if let Some(subject) = before.as_ref().filter(|subject| self.is_interposed(cue, subject)) {
            self.report(Place::trimmed(self.words, cue.sentence.clone())?, cue, subject, first);
            return before;
        }
        if let Some(subject) = self.attribute_prior(cue, before.as_ref()) {
            return Some(subject);
        }
        if let Some(subject) = self.closing_subject(cue) {
            self.report(content::before(self.words, &cue.sentence, cue.token)?, cue, &subject, first);
            return Some(subject);
        }
        let subject = before.filter(|subject| self.agrees(cue, subject))?;
        if self.take_next(cue, &subject) {
            self.cut(cue, first);
        } else {
            self.report(self.clause(cue, &subject)?, cue, &subject, first);
        }
        Some(subject)
    }

    /// `“It is over,” Rutte said`, `said Rutte`: the quotation before a cue, and one behind it, go to the subject that stands
    /// next to the first.
    fn attribute_prior(&mut self, cue: &Cue, before: Option<&Subject>) -> Option<Subject> {
        let prior = self.prior(cue)?;
        let end = self.quotes[prior].tokens.end;
        let beside = before.filter(|subject| subject.tokens.start <= end + 1).cloned();
        let inverted = || self.subject_after(cue).filter(|_| cue.token <= end + 1 && !cue.verb.participle);
        let subject = beside.or_else(inverted)?;
        self.take_prior(prior, cue, &subject);
        self.take_next(cue, &subject);
        Some(subject)
    }

    /// The subject of a verb that comes before it.
    fn subject_after(&self, cue: &Cue) -> Option<Subject> {
        subject::after(self.words, cue.token, cue.ceiling).filter(|_| !cue.verb.never_inverted)
    }

    /// `The debate fails, said Rutte.`
    fn closing_subject(&self, cue: &Cue) -> Option<Subject> {
        let closes = cue.token > cue.sentence.start && self.words.lower(cue.token - 1) == ",";
        let subject = self.subject_after(cue).filter(|_| closes && !cue.verb.participle && !cue.verb.quoted_only)?;
        (!matches!(subject.who, Who::Pronoun(_)) && self.words.is_mark(subject.tokens.end)).then_some(subject)
    }

    /// `Rutte said the debate fails`; `The debate fails, Rutte said.`
    fn clause(&self, cue: &Cue, subject: &Subject) -> Option<Place> {
        let infinitive = cue.verb.base && self.words.lower(cue.token.wrapping_sub(1)) == "to";
        if cue.verb.quoted_only || cue.verb.calls || infinitive {
            return None;
        }
        let ends = || content::ends_clause(self.words, cue.token + 1, cue.sentence.end);
        let parenthetical = || {
            let closes = !cue.verb.participle && !cue.verb.has_listener && ends();
            closes.then(|| content::before(self.words, &cue.sentence, subject.tokens.start)).flatten()
        };
        content::after(self.words, &cue.sentence, cue.token, cue.verb).or_else(parenthetical)
    }

    /// `Too often, Rutte said, the debate fails`: all of the sentence is what is said.
    fn is_interposed(&self, cue: &Cue, subject: &Subject) -> bool {
        let words = self.words;
        let (start, next) = (subject.tokens.start, cue.token + 1);
        let lead = cue.sentence.start..start.saturating_sub(1);
        let opened = self.quote_of.get(next + 1).copied().flatten();
        let whole = opened.is_some_and(|quote| words.document[self.quotes[quote].quoted.inner].starts_with(char::is_uppercase));
        let open = lead.end > lead.start && lead.clone().all(|token| self.quote_of[token].is_none());
        open && !whole
            && !cue.verb.participle
            && !cue.verb.has_listener
            && words.lower(start - 1) == ","
            && words.lower(next) == ","
            && next + 2 < cue.sentence.end
    }

    /// The subject of a verb, or of the verb that it is joined to: `met Kallas, adding`; `left and said`.
    fn subject_before(&self, cue: &Cue, last: Option<&Subject>, main: Option<&Subject>) -> Option<Subject> {
        let words = self.words;
        let link = if cue.token > cue.floor { words.lower(cue.token - 1) } else { "" };
        let shared = || last.or(main.filter(|subject| subject.tokens.start < cue.token)).cloned();
        match link {
            "," | "by" | "while" | "after" | "before" | "without" | "in" | "" if cue.verb.participle => shared(),
            "and" | "but" | "to" | "then" => shared(),
            _ if cue.verb.participle && !is_be(link) && link != "as" && !cues::is_filler(link) => None,
            _ => subject::before(words, cue.token, cue.floor),
        }
    }

    /// Whether a subject fits its verb: `the report`, `a Times report` have none.
    fn agrees(&self, cue: &Cue, subject: &Subject) -> bool {
        let before = cue.token.checked_sub(1).map_or("", |before| self.words.lower(before));
        match subject.who {
            Who::Other => !cue.verb.noun,
            Who::Mention(mention) if cue.verb.base => {
                self.words.mentions[mention].entity_type == EntityType::Group || cues::is_filler(before) || before == "to"
            }
            _ => true,
        }
    }

    fn attribute_according(&mut self, cue: &Cue) -> Option<Subject> {
        let subject = subject::after(self.words, cue.token + 1, cue.sentence.end)?;
        let prior = self.prior(cue).filter(|&prior| cue.token <= self.quotes[prior].tokens.end + 1);
        if let Some(prior) = prior {
            self.take_prior(prior, cue, &subject);
        } else {
            let place = content::around(self.words, &cue.sentence, cue.token, subject.tokens.end)?;
            self.report(place, cue, &subject, self.found.len());
        }
        Some(subject)
    }

    /// The quotation that ends before a cue: in its sentence, or before it with `?` or `!`.
    fn prior(&self, cue: &Cue) -> Option<usize> {
        let token = cue.floor.checked_sub(1)?;
        let quote = self.quote_of[token].filter(|&quote| self.quotes[quote].tokens.end == cue.floor && !self.is_title(quote))?;
        let inner = &self.words.document[self.quotes[quote].quoted.inner];
        (cue.floor > cue.sentence.start || inner.ends_with(['?', '!', ','])).then_some(quote)
    }

    /// Gives the quotation before a cue to its subject; a part of a sentence goes with the sentence: `It was “a trap,” he said.`
    fn take_prior(&mut self, prior: usize, cue: &Cue, subject: &Subject) {
        let quote = &self.quotes[prior];
        let sentence = self.words.sentence(quote.tokens.start);
        let opened = self.words.document[quote.quoted.inner].starts_with(char::is_lowercase);
        let lead = sentence.start..quote.tokens.start;
        let own_words = opened
            && !lead.is_empty()
            && lead.clone().all(|token| self.quote_of[token].is_some() || cues::verb(self.words.lower(token)).is_none());
        if own_words && !quote.taken {
            self.report(Place { tokens: sentence.start..quote.tokens.end }, cue, subject, self.found.len());
        } else {
            self.take(prior, Some(cue), subject);
        }
    }

    /// Gives the quotation after a cue to its subject, where it stands for itself or nothing but time and place is between.
    fn take_next(&mut self, cue: &Cue, subject: &Subject) -> bool {
        let next = self.quote_of.get(cue.ceiling).copied().flatten().filter(|_| cue.ceiling < cue.sentence.end);
        let Some(next) = next.filter(|&next| self.quotes[next].tokens.start == cue.ceiling && !self.is_title(next)) else {
            return false;
        };
        let gap = cue.token + 1..cue.ceiling;
        let joined = gap.is_empty() || matches!(self.words.lower(cue.ceiling - 1), ":" | ",");
        let inner = &self.words.document[self.quotes[next].quoted.inner];
        let whole = inner.starts_with(char::is_uppercase) && gap.len() <= 14 && is_sentence(inner);
        // `said so, adding: “We won.”`: the nearer verb has it.
        let nearer = gap.clone().any(|token| {
            self.words.mention(token).is_none() && cues::verb(self.words.lower(token)).is_some_and(|verb| !verb.noun)
        });
        let fits = !nearer && if cue.verb.calls { gap.len() <= 14 } else { joined && gap.len() <= 24 || whole };
        if fits {
            self.take(next, Some(cue), subject);
        }
        fits
    }

    /// `on “Meet the Press,”`; `his “Requiem”`.
    fn is_title(&self, quote: usize) -> bool {
        let Some(before) = self.quotes[quote].tokens.start.checked_sub(1) else { return false };
        let word = self.words.lower(before);
        let names = is_possessive(word)
            || matches!(word, "on" | "in" | "of" | "titled" | "entitled" | "named" | "film" | "book" | "song");
        names && self.words.document[self.quotes[quote].quoted.inner].starts_with(char::is_uppercase)
    }

    fn take(&mut self, quote: usize, cue: Option<&Cue>, subject: &Subject) {
        if !std::mem::replace(&mut self.quotes[quote].taken, true) {
            self.push(self.quotes[quote].quoted.span, QuotationKind::Direct, cue, subject);
        }
    }

    /// Adds reported speech; an earlier one of the sentence ends where this one's clause begins.
    fn report(&mut self, place: Place, cue: &Cue, subject: &Subject, first: usize) {
        self.cut(cue, first);
        for token in place.tokens.clone() {
            if let Some(quote) = self.quote_of[token] {
                self.quotes[quote].taken = true;
            }
        }
        let span = self.words.span(place.tokens);
        self.push(span, QuotationKind::Indirect, Some(cue), subject);
    }

    /// Ends reported speech before `, adding` and `and said`.
    fn cut(&mut self, cue: &Cue, first: usize) {
        let Some(link) = cue.token.checked_sub(1).filter(|&link| link > cue.sentence.start) else { return };
        if !matches!(self.words.lower(link), "," | "and" | "but") {
            return;
        }
        let start = self.words.span(link..link + 1).start;
        let end = self.words.span(cue.sentence.start..link).end;
        for earlier in self.found[first..].iter_mut().filter(|earlier| earlier.kind == QuotationKind::Indirect) {
            if earlier.span.start < end && earlier.span.end > start && earlier.cue.is_some_and(|cue| cue.start < start) {
                earlier.span.end = end;
            }
        }
    }

    fn push(&mut self, span: Span, kind: QuotationKind, cue: Option<&Cue>, subject: &Subject) {
        let (speaker, basis) = match subject.who {
            Who::Mention(mention) => (Some(mention), SpeakerBasis::Adjacent),
            Who::Pronoun(token) => (cue.and_then(|cue| self.antecedent(token, cue)), SpeakerBasis::Antecedent),
            Who::Other => (None, SpeakerBasis::Adjacent),
        };
        if let (Some(mention), Some(cue)) = (speaker, cue) {
            self.focus.turn_to(mention, cue.paragraph, self.words.mentions);
        }
        let cue = cue.map(|cue| self.words.span(cue.tokens.clone()));
        self.found.push(Quotation { span, kind, speaker: speaker.map(MentionId), basis: speaker.map(|_| basis), cue });
    }

    /// Whom `he` or `she` means.
    fn antecedent(&self, pronoun: usize, cue: &Cue) -> Option<usize> {
        let gender = Form::of(self.words.lower(pronoun))?.gender()?;
        let start = if cue.floor <= pronoun { cue.floor } else { pronoun };
        focus::within(self.words, start, pronoun, gender, &self.people)
            .or_else(|| self.focus.last(gender, cue.paragraph, &self.people))
    }

    /// Places the quotations of a paragraph that no cue took.
    fn end_paragraph(&mut self, paragraph: usize) {
        while self.quotes.get(self.settled).is_some_and(|quote| quote.last <= paragraph) {
            self.settle(self.settled);
            self.settled += 1;
        }
    }

    fn settle(&mut self, index: usize) {
        let quote = &self.quotes[index];
        let inner = &self.words.document[quote.quoted.inner];
        let shown = self.quote_of[quote.tokens.start] == Some(index);
        let single = quote.is_single(self.words);
        if quote.taken || !shown || single || self.is_title(index) || !is_sentence(inner) {
            return;
        }
        let (span, paragraph) = (quote.quoted.span, quote.paragraph);
        let introduced = self.introduced(index);
        let continued = self
            .found
            .iter()
            .rev()
            .take(16)
            .filter(|earlier| earlier.span.end <= span.start)
            .max_by_key(|earlier| earlier.span.end);
        let continued = continued.filter(|earlier| self.is_near(earlier, index, paragraph)).and_then(|earlier| earlier.speaker);
        let speaker = introduced.map(|mention| (MentionId(mention), SpeakerBasis::Adjacent));
        let speaker = speaker.or(continued.map(|mention| (mention, SpeakerBasis::Continued)));
        let (speaker, basis) = speaker.unzip();
        self.found.push(Quotation { span, kind: QuotationKind::Direct, speaker, basis, cue: None });
    }

    /// `Rutte was blunt: “We need more.”`
    fn introduced(&self, index: usize) -> Option<usize> {
        let start = self.quotes[index].tokens.start;
        let sentence = self.words.sentence(start);
        let colon = start.checked_sub(1).filter(|&colon| colon > sentence.start && self.words.lower(colon) == ":")?;
        match subject::of_sentence(self.words, sentence.start..colon, |token| self.quote_of[token].is_none())?.who {
            Who::Mention(mention) => Some(mention),
            _ => None,
        }
    }

    /// Whether a quotation goes on from an earlier one: in its paragraph, or opening the next.
    fn is_near(&self, earlier: &Quotation, index: usize, paragraph: usize) -> bool {
        let document = self.words.document;
        let place = document.sentence_at(earlier.span.end - 1).map(|sentence| document.sentences()[sentence].paragraph);
        let opens = self.quotes[index].opens_paragraph(self.words);
        place == Some(paragraph) || opens && place.is_some_and(|place| place + 1 == paragraph)
    }

    fn finish(mut self) -> Vec<Quotation> {
        self.found.sort_by_key(|quotation| (quotation.span.start, quotation.span.end, quotation.cue));
        self.found.dedup_by_key(|quotation| quotation.span);
        self.found
    }
}
