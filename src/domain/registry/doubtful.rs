//! Rows whose page nobody can assign: what is said of them once VK has shown that they name one community.

use std::sync::Arc;

use super::field::Field;
use super::intake::shown;
use super::{Aside, Registry};
use crate::model::{GroupId, PageAddress, RowPlace, RowProblem, RowProblemKind, RowRef};

/// A row that names a page.
struct Naming<'a> {
    sheet: Option<&'a Arc<str>>,
    row: u32,
    url: String,
}

impl Registry {
    /// Whether a row names this page, be it one that is set aside only because another row names it too; gives the
    /// address as the row writes it.
    pub fn as_written(&self, address: &PageAddress) -> Option<String> {
        self.naming(address).into_iter().next().map(|naming| naming.url)
    }

    /// What is wrong with the rows of these pages, which VK has shown to be one community.
    pub fn same_group(&self, group_id: GroupId, addresses: &[PageAddress]) -> Vec<RowProblem> {
        let mut rows: Vec<Naming<'_>> = addresses.iter().flat_map(|address| self.naming(address)).collect();
        let sheet =
            |naming: &Naming<'_>| self.layouts().iter().position(|layout| layout.sheet.as_ref() == naming.sheet);
        rows.sort_by_key(|naming| (sheet(naming), naming.row));
        let problem = |place: usize| {
            let naming = &rows[place];
            let others = rows.iter().enumerate().filter(|(other, _)| *other != place).map(|(_, other)| RowRef {
                sheet: other.sheet.filter(|_| other.sheet != naming.sheet).cloned(),
                row: other.row,
            });
            RowProblem {
                place: self.place(naming.sheet, naming.row),
                value: shown(&naming.url),
                kind: RowProblemKind::SameGroup { others: others.collect(), group_id },
            }
        };
        (0..rows.len()).map(problem).collect()
    }

    fn naming<'a>(&'a self, address: &PageAddress) -> Vec<Naming<'a>> {
        if let Some(entry) = self.by_address(address) {
            return vec![Naming { sheet: entry.sheet.as_ref(), row: entry.row, url: entry.url.to_string() }];
        }
        let doubtful = self.set_aside_at(address).filter(|aside| aside.is_only_duplicate);
        let naming =
            |aside: &'a Aside| Naming { sheet: aside.sheet.as_ref(), row: aside.row, url: address.to_string() };
        doubtful.map(naming).collect()
    }

    /// The place of the page's address in a row.
    fn place(&self, sheet: Option<&Arc<str>>, row: u32) -> RowPlace {
        let layout = self.layouts().iter().find(|layout| layout.sheet.as_ref() == sheet);
        layout.map_or_else(
            || RowPlace { row: Some(row), column: Some(Field::PageUrl.english()), ..RowPlace::default() },
            |layout| layout.place(row, Some(Field::PageUrl)),
        )
    }
}
