//! JSON Feed 1.1. Each item also has the event as programs read it, in an extension of our own.

use std::borrow::Cow;

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;

use super::entry::Entry;
use super::{Channel, News, NewsWord, identity};
use crate::history::{cells, rfc3339};
use report::ndjson::write_foreign_json;

const VERSION: &str = "https://jsonfeed.org/version/1.1";
/// Where the extension is described, for whoever meets it.
const ABOUT: &str = "vk-page-auditor/list/1#events";

#[derive(Serialize)]
struct WireFeed<'a> {
    version: &'static str,
    title: String,
    home_page_url: &'a str,
    feed_url: &'a str,
    description: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_url: Option<String>,
    authors: [WireAuthor; 1],
    language: &'static str,
    _vk_page_auditor: WireFeedExtension,
    items: Vec<WireItem<'a>>,
}

#[derive(Serialize)]
struct WireAuthor {
    name: &'static str,
}

#[derive(Serialize)]
struct WireFeedExtension {
    about: &'static str,
    id: String,
    updated: Option<String>,
}

#[derive(Serialize)]
struct WireItem<'a> {
    id: String,
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_url: Option<String>,
    title: String,
    content_html: String,
    content_text: String,
    date_published: String,
    date_modified: String,
    tags: Vec<Cow<'a, str>>,
    _vk_page_auditor: WireEvent<'a>,
}

/// The event as in lists, with whose page it is.
#[derive(Serialize)]
struct WireEvent<'a> {
    seq: i64,
    at: String,
    kind: &'a str,
    page: Option<i64>,
    page_url: Option<&'a str>,
    organization: Option<&'a str>,
    municipality: Option<&'a str>,
    detail: Value,
}

pub(super) fn write(channel: &Channel<'_>, news: &News, mut out: impl Write) -> io::Result<()> {
    let lang = channel.lang;
    let feed = WireFeed {
        version: VERSION,
        title: channel.title(),
        home_page_url: channel.base.as_str(),
        feed_url: channel.self_url.as_str(),
        description: NewsWord::Subtitle.text(lang),
        next_url: channel.next_url(news),
        authors: [WireAuthor { name: NewsWord::Author.text(lang) }],
        language: lang.as_str(),
        _vk_page_auditor: WireFeedExtension {
            about: ABOUT,
            id: identity::of_feed(channel),
            updated: news.updated().map(rfc3339),
        },
        items: news.rows.iter().map(|row| WireItem::new(Entry::new(channel, row))).collect(),
    };
    write_foreign_json(&feed, &mut out)?;
    out.write_all(b"\n")?;
    out.flush()
}

impl<'a> WireItem<'a> {
    fn new(entry: Entry<'a>) -> Self {
        let row = entry.row;
        let at = rfc3339(row.event.at);
        let text = |text: &'a String| Some(text.as_str()).filter(|text| !text.is_empty());
        Self {
            content_html: entry.html(),
            content_text: entry.text(),
            date_published: at.clone(),
            date_modified: at.clone(),
            tags: entry.categories.iter().map(|(term, _)| term.clone()).collect(),
            _vk_page_auditor: WireEvent {
                seq: row.event.seq,
                at,
                kind: row.event.kind.as_str(),
                page: row.event.page.map(store::PageId::get),
                page_url: text(&row.url),
                organization: text(&row.organization),
                municipality: text(&row.municipality),
                detail: cells::detail(row),
            },
            id: entry.id,
            url: entry.link,
            external_url: entry.vk,
            title: entry.title,
        }
    }
}
