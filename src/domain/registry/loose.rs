//! Rows that stand in a table without being one of its organisations: totals, signatures, headings of groups. What tells an
//! organisation's row is its page's address, its OGRN, or that it is said to have no page.

use super::aliases;
use super::cell::Cell;
use super::field::{Field, fold};
use super::page::{self, PageCell};
use crate::model::AddressError;

/// How such rows begin, [`fold`]ed.
const BEGINNINGS: [&str; 14] = [
    "итого",
    "всего",
    "исполнител",
    "примечани",
    "подпис",
    "справочно",
    "составил",
    "согласовано",
    "утвержд",
    "ответственный исполнитель",
    "источник",
    "по состоянию",
    "total",
    "executor",
];
/// A table of so many known columns gives more than one cell to each of its organisations.
const COLUMNS_OF_WIDE: usize = 3;

/// A row without an anchor, as a whole.
#[derive(Debug)]
pub(super) struct Loose {
    /// All its cells as one text.
    pub words: String,
    /// Whether it can be an organisation's all the same, where others follow it.
    pub may_be_organization: bool,
}

impl Loose {
    /// Looks at the row; `known` is how many fields have a column.
    pub fn of(cells: &[Cell<'_>], known: usize) -> Self {
        let texts: Vec<_> = cells.iter().map(Cell::text).filter(|text| !text.is_empty()).collect();
        let is_lone = texts.len() < 2 && known >= COLUMNS_OF_WIDE;
        let is_total = texts.iter().any(|text| begins_as_total(text));
        Self { may_be_organization: !is_lone && !is_total, words: texts.join(" ") }
    }
}

fn begins_as_total(text: &str) -> bool {
    let folded = fold(text);
    BEGINNINGS.iter().any(|beginning| folded.starts_with(beginning))
}

/// Whether the row is surely an organisation's.
pub(super) fn is_anchored<'r, 'c: 'r>(cell: impl Fn(Field) -> Option<&'r Cell<'c>>) -> bool {
    let has = |field| cell(field).is_some_and(|cell| !cell.is_blank());
    if has(Field::Ogrn) {
        return true;
    }
    let has_name = || cell(Field::Organization).is_some_and(|name| !name.is_blank() && !begins_as_total(&name.text()));
    let Some(page) = cell(Field::PageUrl) else { return has(Field::GroupId) && has_name() };
    let text = page.text();
    match page::read(page) {
        // a number alone may be a sum
        PageCell::Page { .. } => !text.bytes().all(|byte| byte.is_ascii_digit()) || has_name(),
        PageCell::Bad(AddressError::BadName { .. } | AddressError::BadNumber | AddressError::Empty) => {
            text.contains("vk.") || text.contains("://")
        }
        PageCell::Several { .. } | PageCell::Bad(_) => true,
        PageCell::None => has_name(),
        PageCell::Blank => has(Field::GroupId) && has_name(),
    }
}

/// Whether a row of the header stands there again, as on each page of a long document.
pub(super) fn is_header_again<'r, 'c: 'r>(cell: impl Fn(Field) -> Option<&'r Cell<'c>>) -> bool {
    let mut heads = 0;
    for field in [Field::Ogrn, Field::PageUrl, Field::Organization] {
        let text = cell(field).map(Cell::text).unwrap_or_default();
        if text.is_empty() {
            continue;
        }
        // a number and an address are told from a header at a glance
        let is_value = text.contains('.') || text.starts_with(|c: char| c.is_ascii_digit());
        if is_value || aliases::find(&text).is_none_or(|(found, _)| found != field) {
            return false;
        }
        heads += 1;
    }
    heads > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn anchored(page: &'static str, name: &'static str, ogrn: &'static str) -> bool {
        let cells = [page, name, ogrn].map(|text| Cell::Text(text.into()));
        is_anchored(|field| match field {
            Field::PageUrl => Some(&cells[0]),
            Field::Organization => Some(&cells[1]),
            Field::Ogrn => Some(&cells[2]),
            _ => None,
        })
    }

    #[test]
    fn an_address_an_ogrn_or_the_word_that_there_is_none_tells_an_organisation() {
        for (page, name, ogrn) in [
            ("vk.com/a", "", ""),
            ("7", "Школа", ""),
            ("нет", "Школа", ""),
            ("https://vk.com/wall-1_1", "", ""),
            ("https://vk.com/a-b", "", ""),
            ("", "", "x"),
        ] {
            assert!(anchored(page, name, ogrn), "{page} {name}");
        }
        for (page, name, ogrn) in [
            ("", "Школа", ""),
            ("3", "", ""),
            ("3", "Итого:", ""),
            ("-", "", ""),
            ("Итого: 2", "", ""),
            ("Исполнитель: Иванов", "", ""),
            ("Начальник отдела", "Иванов И. И.", ""),
        ] {
            assert!(!anchored(page, name, ogrn), "{page} {name}");
        }
    }
}
