//! The orders in which pages are listed, and places in them.

use std::fmt;

use super::PageRow;
use crate::store::PageId;
use crate::store::db::{Sql, Value};
use crate::store::registry::sorted_name;
use crate::store::verdicts::gravity;

/// What pages are ordered by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum PageSort {
    /// Their numbers.
    #[default]
    Number,
    /// The names of their organisations, whatever their case.
    Name,
    /// How many errors are open, then how many warnings, then how many notices.
    Gravity,
    /// When they were looked at; never is before all.
    LookedAt,
    /// When what is known of them last became something else; never is before all.
    ChangedAt,
}

impl PageSort {
    /// The expression over `page AS p` and `page_look AS l`. Of few pages it must not be one that an index has: pages
    /// would be gone through in its order until enough are found.
    pub(super) const fn key(self, is_narrow: bool, regions: usize) -> Option<&'static str> {
        Some(match self {
            Self::Number => return None,
            // the names of one region have an index
            Self::Name if is_narrow || regions > 1 => "p.sorted_name || ''",
            Self::Name => "p.sorted_name",
            Self::Gravity if is_narrow || regions > 0 => "p.gravity + 0",
            Self::Gravity => "p.gravity",
            Self::LookedAt => "COALESCE(l.looked_at, 0)",
            Self::ChangedAt if is_narrow || regions > 0 => "COALESCE(p.changed_at, 0) + 0",
            Self::ChangedAt => "COALESCE(p.changed_at, 0)",
        })
    }
}

/// A place in an order: that of a page as it was when it was listed, wherever it has gone since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageCursor {
    sort: PageSort,
    key: Key,
    page: PageId,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Key {
    None,
    Number(i64),
    Text(String),
}

impl PageCursor {
    /// The place of this page.
    pub fn of(row: &PageRow, sort: PageSort) -> Self {
        let millis = |at: Option<jiff::Timestamp>| Key::Number(at.map_or(0, jiff::Timestamp::as_millisecond));
        let key = match sort {
            PageSort::Number => Key::None,
            PageSort::Name => Key::Text(sorted_name(&row.organization)),
            PageSort::Gravity => Key::Number(gravity([row.errors, row.warnings, row.notices])),
            PageSort::LookedAt => millis(row.looked_at),
            PageSort::ChangedAt => millis(row.changed_at),
        };
        Self { sort, key, page: row.id }
    }

    /// Reads back what was written of a place in this order; `None` when it is no such place.
    pub fn parse(sort: PageSort, text: &str) -> Option<Self> {
        let (page, key) = text.split_once('.').unwrap_or((text, ""));
        let key = match sort {
            PageSort::Number if key.is_empty() => Key::None,
            PageSort::Number => return None,
            PageSort::Name => Key::Text(key.to_owned()),
            PageSort::Gravity | PageSort::LookedAt | PageSort::ChangedAt => Key::Number(key.parse().ok()?),
        };
        Some(Self { sort, key, page: page.parse().ok()? })
    }

    /// Whether it is a place in this order.
    pub(super) fn is_of(&self, sort: PageSort) -> bool {
        self.sort == sort
    }

    /// Narrows a query to what comes after this place.
    pub(super) fn go_on(&self, sql: &mut Sql, key: Option<&str>, id: &str, descending: bool) {
        let after = if descending { "<" } else { ">" };
        let value = match &self.key {
            Key::None => None,
            Key::Number(number) => Some(Value::from(*number)),
            Key::Text(text) => Some(text.as_str().into()),
        };
        match (key, value) {
            (Some(key), Some(value)) => {
                sql.push(&format!(" AND ({key}, {id}) {after} (")).value(value).push(", ").value(self.page).push(")");
            }
            _ => _ = sql.push(&format!(" AND {id} {after} ")).value(self.page),
        }
    }
}

/// For a URL; [`PageCursor::parse`] reads it back.
impl fmt::Display for PageCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.key {
            Key::None => write!(f, "{}", self.page),
            Key::Number(number) => write!(f, "{}.{number}", self.page),
            Key::Text(text) => write!(f, "{}.{text}", self.page),
        }
    }
}
