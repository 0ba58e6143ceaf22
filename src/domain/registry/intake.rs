//! Takes the rows of a file in: which are organisations, and what each says by itself (`row.rs`). What needs other rows
//! (parents, inheritance, duplicates) comes later, in `resolve`.

use std::collections::HashMap;
use std::sync::Arc;

use super::cell::Cell;
use super::drafts::Drafts;
use super::field::{Field, fold};
use super::layout::Layout;
use super::loose::Loose;
use super::remarks::Remarks;
use super::row::RowReader;
use super::{Regions, RegistryError};
use crate::model::{RegionCode, RegistryRemarkKind, RowPlace, RowProblem, RowProblemKind};

/// What applies to all rows of a registry.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RegistryOptions {
    /// The region code of every row that gives none.
    pub region_code: Option<RegionCode>,
}

/// How much of a cell a problem repeats.
const SHOWN_CHARS: usize = 100;
/// So many loose rows may wait for what follows them; more are no footer.
const MOST_LOOSE: usize = 1000;

/// A name that rows share, with a number that is the same for all writings of it.
#[derive(Debug, Clone)]
pub(super) struct Name {
    pub text: Arc<str>,
    pub key: u32,
}

/// Names that stand in many rows, each held once.
#[derive(Debug, Default)]
pub(super) struct Names {
    by_text: HashMap<Arc<str>, u32>,
    by_folded: HashMap<String, u32>,
    /// By their numbers, each as it was written first.
    texts: Vec<Arc<str>>,
}

impl Names {
    pub fn get(&mut self, text: &str) -> Name {
        if let Some((text, key)) = self.by_text.get_key_value(text) {
            return Name { text: Arc::clone(text), key: *key };
        }
        let written: Arc<str> = text.into();
        let key = *self.by_folded.entry(fold(text)).or_insert_with(|| {
            self.texts.push(Arc::clone(&written));
            u32::try_from(self.texts.len() - 1).unwrap_or(u32::MAX)
        });
        self.by_text.insert(Arc::clone(&written), key);
        Name { text: written, key }
    }

    /// How many names there are.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// A name by its number, as it was written first.
    pub fn text(&self, key: u32) -> Option<&Arc<str>> {
        self.texts.get(usize::try_from(key).ok()?)
    }

    /// The number of a name that was asked for before.
    pub fn key_of_folded(&self, folded: &str) -> Option<u32> {
        self.by_folded.get(folded).copied()
    }
}

/// Collects the rows of one registry.
pub(super) struct Intake<'r> {
    pub regions: &'r dyn Regions,
    /// The region of rows for which nothing else says one.
    pub region_code: Option<RegionCode>,
    pub municipalities: Names,
    pub founders: Names,
    pub drafts: Drafts,
    pub problems: Vec<RowProblem>,
    pub remarks: Remarks,
    /// How the sheets were understood; drafts name their own by its place here.
    pub layouts: Vec<Layout>,
    /// Rows that gave no draft at all.
    pub unreadable_rows: usize,
    /// Rows without an anchor since the last one with it.
    loose: Vec<(u32, [Cell<'static>; Field::COUNT], Loose)>,
}

impl<'r> Intake<'r> {
    /// Begins a registry.
    ///
    /// # Errors
    /// The region code for all rows is unknown.
    pub fn new(options: RegistryOptions, regions: &'r dyn Regions) -> Result<Self, RegistryError> {
        let mut intake = Self {
            regions,
            region_code: None,
            municipalities: Names::default(),
            founders: Names::default(),
            drafts: Drafts::default(),
            problems: Vec::new(),
            remarks: Remarks::default(),
            layouts: Vec::new(),
            unreadable_rows: 0,
            loose: Vec::new(),
        };
        if let Some(code) = options.region_code {
            intake.set_region(code)?;
        }
        Ok(intake)
    }

    /// Sets the region code of all rows that give none.
    ///
    /// # Errors
    /// The code is unknown.
    pub fn set_region(&mut self, code: RegionCode) -> Result<(), RegistryError> {
        if !self.regions.knows(code) {
            return Err(RegistryError::DefaultRegion { value: code.to_string() });
        }
        self.region_code = Some(code);
        Ok(())
    }

    pub const fn has_default_region(&self) -> bool {
        self.region_code.is_some()
    }

    /// Begins a table: the rows that follow are laid out so.
    pub fn begin_table(&mut self, layout: Layout) {
        self.layouts.push(layout);
    }

    /// The place of a field in a row of the table being read.
    pub fn place(&self, row: u32, field: Option<Field>) -> RowPlace {
        self.layouts.last().map_or_else(RowPlace::default, |layout| layout.place(row, field))
    }

    /// Notes a row that has more cells than the header.
    pub fn too_wide(&mut self, row: u32, found: usize, expected: usize) {
        self.unreadable_rows += 1;
        let kind = RowProblemKind::TooManyCells { found, expected };
        self.problems.push(RowProblem { place: self.place(row, None), value: String::new(), kind });
    }

    /// Takes a row in; one that is perhaps no organisation's waits for what follows it.
    pub fn row(&mut self, row: u32, cells: [Cell<'_>; Field::COUNT], loose: Option<Loose>) {
        if let Some(loose) = loose {
            self.loose.push((row, cells.map(Cell::into_owned), loose));
            if self.loose.len() < MOST_LOOSE {
                return;
            }
            return self.take_loose();
        }
        self.take_loose();
        RowReader::new(self, row, &cells).read();
    }

    /// Takes the rows in that waited: an organisation's row follows them.
    fn take_loose(&mut self) {
        for (row, cells, loose) in std::mem::take(&mut self.loose) {
            let has_name = !cells[Field::Organization.index()].is_blank();
            if has_name && loose.may_be_organization {
                RowReader::new(self, row, &cells).read();
            } else {
                self.remark_loose(row, &loose);
            }
        }
    }

    fn remark_loose(&mut self, row: u32, loose: &Loose) {
        let place = self.place(row, None);
        self.remarks.add(place, shown(&loose.words), RegistryRemarkKind::NoOrganization);
    }

    /// Ends a table: what waited is its footer.
    pub fn end_table(&mut self) {
        for (row, _, loose) in std::mem::take(&mut self.loose) {
            self.remark_loose(row, &loose);
        }
    }
}

/// The first part of a cell's text, for a problem.
pub(super) fn shown(text: &str) -> String {
    text.chars().take(SHOWN_CHARS).collect()
}
