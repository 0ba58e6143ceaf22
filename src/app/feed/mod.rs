//! Feeds of what appeared and what was fixed: Atom (RFC 4287), RSS 2.0, JSON Feed 1.1, the log of events as NDJSON with a
//! cursor; and badges. Rows of the store, a language and addresses come in, text goes out; knows no route, no token and no
//! clock.
//!
//! - `gather.rs`: the rows of a part of a feed, read from the store within a scope
//! - `entry.rs`: the words of one entry; `identity.rs`: ids that stay the same wherever the service moves
//! - `atom.rs`, `rss.rs`, `json.rs`: the formats; `xml.rs`: text that XML can hold
//! - `log.rs`: events as NDJSON; `validators.rs`: whether a reader has it already; `badge.rs`: badges
//!
//! An entry is made of its event alone, and events are never changed: what a reader has stays true, and whether anything
//! is new can be told without making the feed. Only names of organisations may change, which are events too.

mod atom;
mod badge;
mod entry;
mod gather;
mod identity;
mod json;
mod log;
mod rss;
mod validators;
mod xml;

use std::io::{self, Write};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use url::Url;

use domain::model::Scope;
use store::EventRow;
use words::news::NewsWord;
use words::{Lang, Visible};

pub use badge::{BADGE_MEDIA_TYPE, Badge, BadgeCounts};
pub use gather::{LogPage, LogQuery, NewsQuery, badge_counts, log_mark, log_page, news};
pub use identity::{LogId, LogIdError};
pub use log::{LOG_MEDIA_TYPE, log_lines, next_cursor};
pub use validators::{LogMark, Validators, content_etag};

/// The parameter of a feed's address that leads to older entries.
pub const BEFORE: &str = "before";

/// How a feed is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FeedFormat {
    /// Atom, RFC 4287.
    Atom,
    /// RSS 2.0.
    Rss,
    /// JSON Feed 1.1.
    Json,
}

impl FeedFormat {
    /// All of them, the preferred one first.
    pub const ALL: [Self; 3] = [Self::Atom, Self::Rss, Self::Json];

    /// The stable name, as in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Atom => "atom",
            Self::Rss => "rss",
            Self::Json => "json",
        }
    }

    /// Finds the format with this stable name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == text)
    }

    /// The value of `Content-Type`.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Atom => "application/atom+xml; charset=utf-8",
            Self::Rss => "application/rss+xml; charset=utf-8",
            Self::Json => "application/feed+json; charset=utf-8",
        }
    }
}

/// What a feed says of itself.
#[derive(Debug, Clone)]
pub struct Channel<'a> {
    /// The permanent name of the log that the entries come from.
    pub log: &'a LogId,
    /// Where the dashboard is, `http` or `https`.
    pub base: &'a Url,
    /// Where this feed, or this part of it, was asked for; without anything secret.
    pub self_url: &'a Url,
    /// Whose pages it is about, in words; `None` for all.
    pub subject: Option<&'a str>,
    /// Whose pages it is about.
    pub scope: &'a Scope,
    pub lang: Lang,
    /// The time zone of moments written for people.
    pub time_zone: &'a TimeZone,
}

/// A part of a feed, the newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct News {
    /// Events that are news.
    pub rows: Vec<EventRow>,
    /// Before which place of the log the next part begins; `None` when there is none.
    pub next: Option<i64>,
}

/// Writes a part of a feed.
///
/// # Errors
/// What the output answers; a `Vec` never fails.
pub fn write(format: FeedFormat, channel: &Channel<'_>, news: &News, out: impl Write) -> io::Result<()> {
    match format {
        FeedFormat::Atom => atom::write(channel, news, out),
        FeedFormat::Rss => rss::write(channel, news, out),
        FeedFormat::Json => json::write(channel, news, out),
    }
}

impl Channel<'_> {
    fn title(&self) -> String {
        let title = NewsWord::Title.text(self.lang);
        match self.subject {
            Some(subject) => format!("{title} — {}", Visible::quoted(subject)),
            None => title.to_owned(),
        }
    }

    /// The address of the next part.
    fn next_url(&self, news: &News) -> Option<String> {
        let before = news.next?;
        let mut url = self.self_url.clone();
        let kept: Vec<(String, String)> =
            self.self_url.query_pairs().filter(|(name, _)| name != BEFORE).map(|(k, v)| (k.into(), v.into())).collect();
        url.query_pairs_mut().clear().extend_pairs(kept).append_pair(BEFORE, &before.to_string());
        Some(url.into())
    }

    /// An address of the dashboard.
    fn at(&self, path: &str) -> String {
        format!("{}/{path}", self.base.as_str().trim_end_matches('/'))
    }
}

impl News {
    /// When the newest of these events happened.
    fn updated(&self) -> Option<Timestamp> {
        self.rows.iter().map(|row| row.event.at).max()
    }
}

/// A moment as RSS and HTTP write it.
fn http_date(at: Timestamp) -> String {
    at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}
