//! Whether a reader has a feed already, told without making it. Reads no store and no clock.

use jiff::Timestamp;

use super::identity::{digest, of_scope};
use super::{Channel, FeedFormat, NewsQuery, http_date};
use store::hex;

/// How many bytes of a digest an entity tag holds: none of two feeds of a reader will ever share one.
const TAG_BYTES: usize = 16;
/// Another version may write the same news in other words.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// How far the log has come. Whatever may change a feed is an event: what was found and mended, runs that end, pages that
/// change their organisation or their scope; or old events are forgotten.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LogMark {
    /// The place of the newest event of the whole log; 0 when it is empty.
    pub newest: i64,
    /// When it happened.
    pub newest_at: Option<Timestamp>,
    /// The place of the oldest event that is kept; 0 when the log is empty.
    pub oldest: i64,
}

/// The headers by which a reader asks whether anything is new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Validators {
    /// The value of `ETag`, a strong one with its quotes.
    pub etag: String,
    /// The value of `Last-Modified`; none while the log is empty.
    pub last_modified: Option<String>,
}

impl Validators {
    /// Those of a part of a feed. The tag is another one whenever any byte of the feed may be another.
    pub fn of_news(format: FeedFormat, channel: &Channel<'_>, query: &NewsQuery, mark: &LogMark) -> Self {
        let zone = channel.time_zone.iana_name().map_or_else(|| format!("{:?}", channel.time_zone), str::to_owned);
        let before = query.before.unwrap_or_default();
        let numbers = [mark.newest, mark.oldest, before, i64::try_from(query.rows()).unwrap_or(i64::MAX)];
        let numbers = numbers.map(i64::to_be_bytes).concat();
        let etag = tag(&[
            VERSION.as_bytes(),
            format.as_str().as_bytes(),
            channel.log.to_string().as_bytes(),
            channel.base.as_str().as_bytes(),
            channel.self_url.as_str().as_bytes(),
            // a subject and none are two things
            channel.subject.map_or("-".to_owned(), |subject| format!("+{subject}")).as_bytes(),
            &of_scope(channel.scope),
            &of_scope(&query.scope),
            channel.lang.as_str().as_bytes(),
            zone.as_bytes(),
            &numbers,
        ]);
        Self { etag, last_modified: mark.newest_at.map(http_date) }
    }

    /// Whether the reader's copy is good, by the headers `If-None-Match` and `If-Modified-Since` of its question (RFC 9110,
    /// 13.2.2: the second counts only where the first is missing). A moment must be the very one that was told: moments of
    /// events do not only grow, since they are those of the looks and not of the log.
    pub fn is_known(&self, if_none_match: Option<&str>, if_modified_since: Option<&str>) -> bool {
        match (if_none_match, if_modified_since) {
            (Some(tags), _) => tags.split(',').map(str::trim).any(|one| {
                // a proxy that packs what it passes on makes tags weak; for reading, weak comparison is right
                one == "*" || one.strip_prefix("W/").unwrap_or(one) == self.etag
            }),
            (None, Some(since)) => self.last_modified.as_deref() == Some(since.trim()),
            (None, None) => false,
        }
    }
}

/// A strong `ETag` of a text that is made anyway, such as a badge.
pub fn content_etag(content: &[u8]) -> String {
    tag(&[content])
}

fn tag(parts: &[&[u8]]) -> String {
    format!("\"{}\"", hex(&digest(parts)[..TAG_BYTES]))
}
