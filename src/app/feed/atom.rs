//! Atom, RFC 4287; parts of a feed lead on with `rel="next"` (RFC 5005).

use std::io::{self, Write};

use jiff::Timestamp;

use super::entry::Entry;
use super::xml::Document;
use super::{Channel, News, NewsWord, identity};
use crate::history::rfc3339;

const MEDIA_TYPE: &str = "application/atom+xml";

pub(super) fn write(channel: &Channel<'_>, news: &News, out: impl Write) -> io::Result<()> {
    let lang = channel.lang;
    let mut xml = Document::new(out)?;
    xml.open("feed", &[("xmlns", "http://www.w3.org/2005/Atom"), ("xml:lang", lang.as_str())])?;
    xml.text("id", &[], &identity::of_feed(channel))?;
    xml.text("title", &[], &channel.title())?;
    xml.text("subtitle", &[], NewsWord::Subtitle.text(lang))?;
    // Atom wants a moment of every feed; what has no entries never changed, and the clock would lie
    xml.text("updated", &[], &rfc3339(news.updated().unwrap_or(Timestamp::UNIX_EPOCH)))?;
    xml.empty("link", &[("rel", "self"), ("type", MEDIA_TYPE), ("href", channel.self_url.as_str())])?;
    xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", channel.base.as_str())])?;
    if let Some(next) = channel.next_url(news) {
        xml.empty("link", &[("rel", "next"), ("type", MEDIA_TYPE), ("href", &next)])?;
    }
    xml.open("author", &[])?;
    xml.text("name", &[], NewsWord::Author.text(lang))?;
    xml.close("author")?;
    xml.text("generator", &[("version", env!("CARGO_PKG_VERSION"))], "vk-page-auditor")?;
    for row in &news.rows {
        write_entry(&mut xml, &Entry::new(channel, row))?;
    }
    xml.close("feed")?;
    xml.finish()
}

fn write_entry<W: Write>(xml: &mut Document<W>, entry: &Entry<'_>) -> io::Result<()> {
    let at = rfc3339(entry.row.event.at);
    xml.open("entry", &[])?;
    xml.text("id", &[], &entry.id)?;
    xml.text("title", &[], &entry.title)?;
    xml.text("published", &[], &at)?;
    xml.text("updated", &[], &at)?;
    xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &entry.link)])?;
    if let Some(vk) = &entry.vk {
        xml.empty("link", &[("rel", "related"), ("type", "text/html"), ("href", vk)])?;
    }
    for (term, label) in &entry.categories {
        xml.empty("category", &[("term", term), ("label", label)])?;
    }
    // nearly all readers show html, few xhtml
    xml.text("content", &[("type", "html")], &entry.html())?;
    xml.close("entry")
}
