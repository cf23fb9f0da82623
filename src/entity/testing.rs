//! Documents for tests, with their mentions marked in the text.

use crate::{Document, Mention, MentionKind, Span};

/// Reads `[PER Sergei Lavrov] met ...`: the text without the marks, and a mention for each mark.
pub(crate) fn marked(marked: &str) -> (Document, Vec<Mention>) {
    let (mut text, mut mentions) = (String::new(), Vec::new());
    for (index, part) in marked.split(['[', ']']).enumerate() {
        if index % 2 == 0 {
            text.push_str(part);
        } else {
            let (label, name) = part.split_once(' ').expect("a mark is a type and a name");
            let span = Span::new(text.len(), text.len() + name.len());
            text.push_str(name);
            let entity_type = label.parse().expect("the type is known");
            mentions.push(Mention { span, entity_type, confidence: 1.0, kind: MentionKind::Name });
        }
    }
    (Document::new(text), mentions)
}
