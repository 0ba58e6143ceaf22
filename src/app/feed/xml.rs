//! Text that XML 1.0 can hold, and a writer that lets no other through. Knows no feed.

use std::borrow::Cow;
use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// Stands where a character was that XML cannot hold, not even escaped.
const REPLACEMENT: char = '\u{fffd}';

/// Whether XML 1.0 (production 2, `Char`) has the character.
const fn is_allowed(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// The text with [`REPLACEMENT`] for everything that XML cannot hold.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_allowed) {
        return Cow::Borrowed(text);
    }
    text.chars().map(|character| if is_allowed(character) { character } else { REPLACEMENT }).collect()
}

/// The text as it stands between the tags of XML or HTML, and between quotes.
pub(super) fn escaped(text: &str) -> String {
    quick_xml::escape::escape(clean(text)).into_owned()
}

/// Attributes of an element.
pub(super) type Attributes<'a> = [(&'a str, &'a str)];

/// Writes a document; every text goes through [`clean`] and is escaped.
pub(super) struct Document<W> {
    writer: Writer<W>,
}

impl<W: Write> Document<W> {
    /// Begins a document.
    pub(super) fn new(out: W) -> io::Result<Self> {
        let mut writer = Writer::new_with_indent(out, b' ', 1);
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
        Ok(Self { writer })
    }

    /// Begins an element.
    pub(super) fn open(&mut self, name: &str, attributes: &Attributes<'_>) -> io::Result<()> {
        self.writer.write_event(Event::Start(start(name, attributes)))
    }

    /// Ends an element.
    pub(super) fn close(&mut self, name: &str) -> io::Result<()> {
        self.writer.write_event(Event::End(BytesEnd::new(name)))
    }

    /// An element without content.
    pub(super) fn empty(&mut self, name: &str, attributes: &Attributes<'_>) -> io::Result<()> {
        self.writer.write_event(Event::Empty(start(name, attributes)))
    }

    /// An element that holds a text.
    pub(super) fn text(&mut self, name: &str, attributes: &Attributes<'_>, text: &str) -> io::Result<()> {
        self.open(name, attributes)?;
        self.writer.write_event(Event::Text(BytesText::from_escaped(escaped(text))))?;
        self.close(name)
    }

    /// Ends the document.
    pub(super) fn finish(self) -> io::Result<()> {
        let mut out = self.writer.into_inner();
        out.write_all(b"\n")?;
        out.flush()
    }
}

fn start<'a>(name: &'a str, attributes: &'a Attributes<'_>) -> BytesStart<'a> {
    let mut start = BytesStart::new(name);
    for (key, value) in attributes {
        start.push_attribute((*key, clean(value)));
    }
    start
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_xml_cannot_hold_is_replaced_and_nothing_else() {
        assert_eq!(clean("\0\u{8}a\u{b}\u{1f}\u{fffe}\u{ffff}"), "��a����");
        for text in ["\t\n\r ]]> &#0;", "\u{7f}\u{85}\u{d7ff}\u{e000}\u{fffd}\u{1fffe}\u{10ffff}"] {
            assert!(matches!(clean(text), Cow::Borrowed(same) if same == text));
        }
    }

    #[test]
    fn texts_end_no_element_and_no_attribute() {
        let mut out = Vec::new();
        let mut document = Document::new(&mut out).unwrap();
        document.open("a", &[("b", "\"'<>&\n\u{1}")]).unwrap();
        document.text("c", &[], "]]></c>&#0;").unwrap();
        document.close("a").unwrap();
        document.finish().unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("<a b=\"&quot;&apos;&lt;&gt;&amp;&#10;\u{fffd}\">"), "{text}");
        assert!(text.contains("<c>]]&gt;&lt;/c&gt;&amp;#0;</c>"), "{text}");
    }

    proptest! {
        #[test]
        fn escaped_text_holds_no_markup_and_reads_back(text in any::<String>()) {
            let escaped = escaped(&text);
            prop_assert!(!escaped.contains(['<', '>', '"', '\'']));
            prop_assert!(escaped.chars().all(is_allowed));
            prop_assert_eq!(quick_xml::escape::unescape(&escaped).unwrap(), clean(&text));
        }
    }
}
