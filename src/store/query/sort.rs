//! The orders in which pages and findings are listed, their words, and places in them.

use std::fmt;

use jiff::Timestamp;

use super::{FindingRow, PageRow};
use crate::db::{Sql, Value};
use crate::registry::sorted_name;
use crate::verdicts::gravity;

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

/// What findings are ordered by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum FindingSort {
    /// Their numbers.
    #[default]
    Number,
    /// The first looks of their episodes.
    OpenedAt,
}

/// An order that has a word, for addresses and the command line; that of numbers has none.
macro_rules! orders {
    ($(#[$doc:meta])* $name:ident by $sort:ident { $($word:literal => $by:ident $descending:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct $name {
            /// What is compared.
            pub sort: $sort,
            /// From the last to the first.
            pub descending: bool,
        }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self { sort: $sort::$by, descending: $descending },)+];

            /// The word for it.
            pub const fn as_str(self) -> &'static str {
                match (self.sort, self.descending) {
                    $(($sort::$by, $descending) => $word,)+
                    ($sort::Number, _) => "",
                }
            }

            /// The order with this word.
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == text)
            }
        }
    };
}

orders! {
    /// An order of pages. Of two by the same thing, the one that is wanted more often comes first.
    PageOrder by PageSort {
        "-gravity" => Gravity true,
        "gravity" => Gravity false,
        "-changed" => ChangedAt true,
        "changed" => ChangedAt false,
        "looked" => LookedAt false,
        "-looked" => LookedAt true,
        "name" => Name false,
        "-name" => Name true,
    }
}

orders! {
    /// An order of findings. Of two by the same thing, the one that is wanted more often comes first.
    FindingOrder by FindingSort {
        "-opened" => OpenedAt true,
        "opened" => OpenedAt false,
    }
}

/// A place in an order: that of a row as it was when it was listed, wherever it has gone since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor<S> {
    sort: S,
    key: Key,
    id: i64,
}

/// A place in an order of pages.
pub type PageCursor = Cursor<PageSort>;
/// A place in an order of findings.
pub type FindingCursor = Cursor<FindingSort>;

/// What is compared, before the numbers of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Key {
    None,
    Number(i64),
    Text(String),
}

impl Key {
    fn millis(at: Option<Timestamp>) -> Self {
        Self::Number(at.map_or(0, Timestamp::as_millisecond))
    }

    fn number(text: &str) -> Option<Self> {
        text.parse().ok().map(Self::Number)
    }
}

impl Cursor<PageSort> {
    /// The place of this page.
    pub fn of(row: &PageRow, sort: PageSort) -> Self {
        let key = match sort {
            PageSort::Number => Key::None,
            PageSort::Name => Key::Text(sorted_name(&row.organization)),
            PageSort::Gravity => Key::Number(gravity([row.errors, row.warnings, row.notices])),
            PageSort::LookedAt => Key::millis(row.looked_at),
            PageSort::ChangedAt => Key::millis(row.changed_at),
        };
        Self { sort, key, id: row.id.get() }
    }

    /// Reads back what was written of a place in this order; `None` when it is no such place.
    pub fn parse(sort: PageSort, text: &str) -> Option<Self> {
        let (id, key) = split(text)?;
        let key = match (sort, key) {
            (PageSort::Number, None) => Key::None,
            (PageSort::Name, Some(key)) => Key::Text(key.to_owned()),
            (PageSort::Gravity | PageSort::LookedAt | PageSort::ChangedAt, Some(key)) => Key::number(key)?,
            _ => return None,
        };
        Some(Self { sort, key, id })
    }
}

impl Cursor<FindingSort> {
    /// The place of this finding.
    pub fn of(row: &FindingRow, sort: FindingSort) -> Self {
        let key = match sort {
            FindingSort::Number => Key::None,
            FindingSort::OpenedAt => Key::millis(Some(row.opened_at)),
        };
        Self { sort, key, id: row.id.get() }
    }

    /// Reads back what was written of a place in this order; `None` when it is no such place.
    pub fn parse(sort: FindingSort, text: &str) -> Option<Self> {
        let (id, key) = split(text)?;
        let key = match (sort, key) {
            (FindingSort::Number, None) => Key::None,
            (FindingSort::OpenedAt, Some(key)) => Key::number(key)?,
            _ => return None,
        };
        Some(Self { sort, key, id })
    }
}

/// The number of a row and the text of its key.
fn split(text: &str) -> Option<(i64, Option<&str>)> {
    let (id, key) = text.split_once('.').map_or((text, None), |(id, key)| (id, Some(key)));
    let id = id.parse().ok().filter(|id| *id > 0)?;
    Some((id, key))
}

impl<S: Copy + PartialEq> Cursor<S> {
    /// Whether it is a place in this order.
    pub(super) fn is_of(&self, sort: S) -> bool {
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
                sql.push(&format!(" AND ({key}, {id}) {after} (")).value(value).push(", ").value(self.id).push(")");
            }
            _ => _ = sql.push(&format!(" AND {id} {after} ")).value(self.id),
        }
    }
}

/// For a URL; `parse` reads it back.
impl<S> fmt::Display for Cursor<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.key {
            Key::None => write!(f, "{}", self.id),
            Key::Number(number) => write!(f, "{}.{number}", self.id),
            Key::Text(text) => write!(f, "{}.{text}", self.id),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_back_in_its_own_order_only() {
        let all = [PageSort::Number, PageSort::Name, PageSort::Gravity, PageSort::LookedAt, PageSort::ChangedAt];
        for (sort, text) in
            [(all[0], "7"), (all[1], "7.школа № 1.а"), (all[1], "7."), (all[2], "7.-3"), (all[3], "7.0")]
        {
            let place = PageCursor::parse(sort, text).unwrap();
            assert!(place.is_of(sort) && place.to_string() == text, "{text}");
        }
        for text in ["", "7", "7.x", "x.7", "7.7.7", "0.7", "-1.7", "7.99999999999999999999"] {
            assert_eq!(PageCursor::parse(PageSort::Gravity, text), None, "{text}");
            assert_eq!(FindingCursor::parse(FindingSort::OpenedAt, text), None, "{text}");
        }
        for text in ["7.", "7.5", "x"] {
            assert_eq!(PageCursor::parse(PageSort::Number, text), None, "{text}");
            assert_eq!(FindingCursor::parse(FindingSort::Number, text), None, "{text}");
        }
        let place = FindingCursor::parse(FindingSort::OpenedAt, "7.1763164800000").unwrap();
        assert!(place.is_of(FindingSort::OpenedAt) && place.to_string() == "7.1763164800000");
    }

    #[test]
    fn every_order_has_a_word_of_its_own() {
        let pages = PageOrder::ALL.iter().map(|one| (one.as_str(), PageOrder::parse(one.as_str()) == Some(*one)));
        let findings =
            FindingOrder::ALL.iter().map(|one| (one.as_str(), FindingOrder::parse(one.as_str()) == Some(*one)));
        for (word, reads_back) in pages.chain(findings) {
            assert!(!word.is_empty() && reads_back, "{word}");
        }
        assert_eq!((PageOrder::parse(""), FindingOrder::parse("number")), (None, None));
    }
}
