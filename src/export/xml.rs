//! What GraphML and GEXF have in common.

use std::{
    borrow::Cow,
    io::{self, Write},
};

use quick_xml::{
    events::{BytesDecl, Event},
    writer::{ElementWriter, Writer},
};

pub(super) type Xml<'a> = Writer<&'a mut dyn Write>;

/// Writes a document of one element, whose `attributes` must not hold foreign text.
pub(super) fn write_document<'a>(
    out: &'a mut dyn Write,
    root: &str,
    attributes: &[(&str, &str)],
    content: impl FnOnce(&mut Xml<'a>) -> io::Result<()>,
) -> io::Result<()> {
    let mut xml = Writer::new_with_indent(out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.create_element(root).with_attributes(attributes.iter().copied()).write_inner_content(content)?;
    xml.into_inner().write_all(b"\n")
}

/// An element with attributes of any text.
pub(super) fn element<'x, 'a>(
    xml: &'x mut Xml<'a>,
    name: &'x str,
    attributes: &[(&str, &str)],
) -> ElementWriter<'x, &'a mut dyn Write> {
    let clean = attributes.iter().map(|(key, value)| (*key, clean(value)));
    clean.fold(xml.create_element(name), |element, (key, value)| element.with_attribute((key, &*value)))
}

/// The text, with U+FFFD for each character that XML 1.0 has no way to write (section 2.2).
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    let forbidden = |character: char| {
        character.is_ascii_control() && !matches!(character, '\t' | '\n' | '\r' | '\x7f')
            || matches!(character, '\u{fffe}' | '\u{ffff}')
    };
    match text.contains(forbidden) {
        true => Cow::Owned(text.replace(forbidden, "\u{fffd}")),
        false => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_keeps_all_that_xml_can_say() {
        for (text, want) in [
            ("", ""),
            ("Łódź\t\r\n😀 <&>\u{7f}\u{202e}", "Łódź\t\r\n😀 <&>\u{7f}\u{202e}"),
            ("\0a\u{b}b\u{1f}", "\u{fffd}a\u{fffd}b\u{fffd}"),
            ("\u{fffe}\u{ffff}\u{fffd}", "\u{fffd}\u{fffd}\u{fffd}"),
        ] {
            assert_eq!(clean(text), want, "{text:?}");
        }
    }
}
