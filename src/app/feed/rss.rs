//! RSS 2.0, with Atom's links for what RSS has no word for.

use std::borrow::Cow;
use std::io::{self, Write};

use super::entry::Entry;
use super::xml::Document;
use super::{Channel, News, NewsWord, http_date};

const MEDIA_TYPE: &str = "application/rss+xml";
const NAMESPACES: [(&str, &str); 3] = [
    ("version", "2.0"),
    ("xmlns:atom", "http://www.w3.org/2005/Atom"),
    ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
];

pub(super) fn write(channel: &Channel<'_>, news: &News, out: impl Write) -> io::Result<()> {
    let lang = channel.lang;
    let mut xml = Document::new(out)?;
    xml.open("rss", &NAMESPACES)?;
    xml.open("channel", &[])?;
    xml.text("title", &[], &html_title(&channel.title()))?;
    xml.text("link", &[], channel.base.as_str())?;
    xml.text("description", &[], NewsWord::Subtitle.text(lang))?;
    xml.text("language", &[], lang.as_str())?;
    if let Some(updated) = news.updated().map(http_date) {
        xml.text("pubDate", &[], &updated)?;
        xml.text("lastBuildDate", &[], &updated)?;
    }
    xml.text("generator", &[], concat!("vk-page-auditor ", env!("CARGO_PKG_VERSION")))?;
    xml.text("docs", &[], "https://www.rssboard.org/rss-specification")?;
    xml.empty("atom:link", &[("rel", "self"), ("type", MEDIA_TYPE), ("href", channel.self_url.as_str())])?;
    if let Some(next) = channel.next_url(news) {
        xml.empty("atom:link", &[("rel", "next"), ("type", MEDIA_TYPE), ("href", &next)])?;
    }
    for row in &news.rows {
        write_item(&mut xml, &Entry::new(channel, row), NewsWord::Author.text(lang))?;
    }
    xml.close("channel")?;
    xml.close("rss")?;
    xml.finish()
}

/// Most readers take a title for HTML, which nothing in RSS forbids: so it is escaped as such, and then as XML. Quotes, of
/// which names are full, need no escape in either and stay for readers that take it for plain text.
fn html_title(title: &str) -> Cow<'_, str> {
    quick_xml::escape::partial_escape(title)
}

fn write_item<W: Write>(xml: &mut Document<W>, entry: &Entry<'_>, author: &str) -> io::Result<()> {
    xml.open("item", &[])?;
    xml.text("title", &[], &html_title(&entry.title))?;
    xml.text("link", &[], &entry.link)?;
    xml.text("guid", &[("isPermaLink", "false")], &entry.id)?;
    xml.text("pubDate", &[], &http_date(entry.row.event.at))?;
    // RSS wants an address of mail for an author
    xml.text("dc:creator", &[], author)?;
    for (term, _) in &entry.categories {
        xml.text("category", &[], term)?;
    }
    xml.text("description", &[], &entry.html())?;
    xml.close("item")
}
