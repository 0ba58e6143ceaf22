//! Reads each row by itself: every cell to its type, every defect of a cell to a problem. What needs other rows
//! (parents, inheritance, duplicates) comes later, in `resolve`.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use super::cell::Cell;
use super::drafts::Drafts;
use super::field::{Field, fold};
use super::{Regions, RegistryError, words};
use crate::model::{IdError, Level, Ogrn, Oktmo, OpaId, PageAddress, RegionCode, RowProblem, RowProblemKind};

/// What applies to all rows of a registry.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RegistryOptions {
    /// The region code of every row that gives none.
    pub region_code: Option<RegionCode>,
}

/// How much of a cell a problem repeats.
const SHOWN_CHARS: usize = 100;

/// What a cell gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Given<T> {
    /// Nothing stands there.
    #[default]
    Absent,
    /// Something stands there that cannot be read; the problem is already told.
    Bad,
    /// The value.
    Good(T),
}

impl<T> Given<T> {
    pub fn good(self) -> Option<T> {
        match self {
            Self::Good(value) => Some(value),
            Self::Absent | Self::Bad => None,
        }
    }

    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

/// A municipality's name, with a number that is the same for all writings of that name.
#[derive(Debug, Clone)]
pub(super) struct Municipality {
    pub name: Arc<str>,
    pub key: u32,
}

/// One row as far as it can be read alone.
#[derive(Debug)]
pub(super) struct Draft {
    pub row: u32,
    pub url: Arc<str>,
    pub address: Option<PageAddress>,
    pub name: Box<str>,
    pub ogrn: Option<Ogrn>,
    pub level: Option<Level>,
    pub region: Option<RegionCode>,
    pub municipality: Option<Municipality>,
    pub oktmo: Given<Oktmo>,
    pub opa_id: Given<OpaId>,
    pub messages: Given<bool>,
    pub polls: Option<bool>,
    pub parent: Given<Ogrn>,
    pub email: Option<Box<str>>,
    /// Whether the row is to be set aside.
    pub is_bad: bool,
}

impl Draft {
    /// Whether the organisation is connected for messages; when the row does not say, whether it gives an account.
    pub const fn is_connected(&self) -> bool {
        match self.messages {
            Given::Good(value) => value,
            Given::Absent | Given::Bad => !self.opa_id.is_absent(),
        }
    }
}

/// Collects the rows of one registry.
pub(super) struct Intake<'r> {
    regions: &'r dyn Regions,
    region_code: Option<RegionCode>,
    municipalities: HashMap<Arc<str>, u32>,
    municipality_keys: HashMap<String, u32>,
    pub drafts: Drafts,
    pub problems: Vec<RowProblem>,
    /// Rows that gave no draft at all.
    pub unreadable_rows: usize,
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
            municipalities: HashMap::new(),
            municipality_keys: HashMap::new(),
            drafts: Drafts::default(),
            problems: Vec::new(),
            unreadable_rows: 0,
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

    pub const fn regions(&self) -> &'r dyn Regions {
        self.regions
    }

    /// Notes a row whose cells cannot be told apart.
    pub fn unreadable(&mut self, row: u32, detail: String) {
        self.unreadable_rows += 1;
        let kind = RowProblemKind::Unreadable { detail };
        self.problems.push(RowProblem { row: Some(row), column: None, value: String::new(), kind });
    }

    /// Reads one row.
    pub fn row(&mut self, row: u32, cells: &[Cell<'_>; Field::COUNT]) {
        let municipality = self.municipality(&cells[Field::Municipality.index()]);
        let mut reader = RowReader { row, cells, problems: &mut self.problems, is_bad: false };
        let url = reader.required(Field::PageUrl, RowReader::address);
        let name = reader.required(Field::Organization, |_, text| Some(Box::<str>::from(text)));
        let ogrn = reader.required(Field::Ogrn, |reader, text| reader.id(Field::Ogrn, text, Ogrn::parse));
        let level =
            reader.required(Field::Level, |reader, text| reader.word(Field::Level, text, words::level, words::LEVELS));
        let region = match self.region_code {
            Some(code) if cells[Field::RegionCode.index()].is_blank() => Some(code),
            _ => reader.required(Field::RegionCode, |reader, text| reader.region(text, self.regions)),
        };
        let municipality_broken = matches!(reader.text(Field::Municipality), Given::Bad);
        let oktmo = reader.oktmo(region, self.regions);
        let opa_id = reader.optional(Field::OpaId, |reader, text| reader.id(Field::OpaId, text, OpaId::parse));
        let messages = reader.boolean(Field::MessagesConnected);
        let polls = reader.boolean(Field::PollsConnected).good();
        let parent = reader.optional(Field::ParentOgrn, |reader, text| reader.id(Field::ParentOgrn, text, Ogrn::parse));
        let email = reader.optional(Field::ContactEmail, RowReader::email).good();

        let (url, address) = url.map_or_else(|| (Arc::default(), None), |(url, address)| (url, Some(address)));
        let mut draft = Draft {
            row,
            url,
            address,
            name: name.unwrap_or_default(),
            ogrn,
            level,
            region,
            municipality,
            oktmo,
            opa_id,
            messages,
            polls,
            parent,
            email,
            is_bad: false,
        };
        reader.required_together(&draft, municipality_broken);
        draft.is_bad = reader.is_bad;
        self.drafts.push(draft);
    }

    fn municipality(&mut self, cell: &Cell<'_>) -> Option<Municipality> {
        let text = cell.text();
        if text.is_empty() || matches!(cell, Cell::Broken(_)) {
            return None;
        }
        if let Some((name, key)) = self.municipalities.get_key_value(text.as_ref()) {
            return Some(Municipality { name: Arc::clone(name), key: *key });
        }
        let next = u32::try_from(self.municipality_keys.len()).unwrap_or(u32::MAX);
        let key = *self.municipality_keys.entry(fold(&text)).or_insert(next);
        let name: Arc<str> = text.into();
        self.municipalities.insert(Arc::clone(&name), key);
        Some(Municipality { name, key })
    }
}

/// The first part of a cell's text, for a problem.
pub(super) fn shown(text: &str) -> String {
    text.chars().take(SHOWN_CHARS).collect()
}

/// The problem that an identifier's text has.
fn id_problem(field: Field, error: IdError) -> RowProblemKind {
    match error {
        IdError::Empty => RowProblemKind::Required,
        IdError::NotDigits => RowProblemKind::NotDigits,
        IdError::WrongLength => RowProblemKind::WrongLength {
            expected: match field {
                Field::Oktmo => "8, 11",
                Field::RegionCode => "2, 3, 4",
                _ => "13",
            },
        },
        IdError::WrongCheckDigit { expected } => RowProblemKind::WrongCheckDigit { expected },
        IdError::OutOfRange => RowProblemKind::OutOfRange,
    }
}

struct RowReader<'c, 'p> {
    row: u32,
    cells: &'c [Cell<'c>; Field::COUNT],
    problems: &'p mut Vec<RowProblem>,
    is_bad: bool,
}

impl<'c> RowReader<'c, '_> {
    fn tell(&mut self, field: Field, value: &str, kind: RowProblemKind) {
        self.is_bad = true;
        self.problems.push(RowProblem {
            row: Some(self.row),
            column: Some(field.english()),
            value: shown(value),
            kind,
        });
    }

    fn text(&mut self, field: Field) -> Given<Cow<'c, str>> {
        let cell = &self.cells[field.index()];
        if let Cell::Broken(error) = cell {
            self.tell(field, error, RowProblemKind::Unreadable { detail: format!("the cell holds the error {error}") });
            return Given::Bad;
        }
        let text = match field {
            Field::Oktmo => cell.digits(&[8, 11]),
            Field::RegionCode => cell.digits(&[2]),
            _ => cell.text(),
        };
        if text.is_empty() { Given::Absent } else { Given::Good(text) }
    }

    /// Reads the cell if something stands there; `read` tells its own problem when it gives nothing.
    fn optional<T>(&mut self, field: Field, read: impl FnOnce(&mut Self, &str) -> Option<T>) -> Given<T> {
        match self.text(field) {
            Given::Absent => Given::Absent,
            Given::Bad => Given::Bad,
            Given::Good(text) => read(self, &text).map_or(Given::Bad, Given::Good),
        }
    }

    fn required<T>(&mut self, field: Field, read: impl FnOnce(&mut Self, &str) -> Option<T>) -> Option<T> {
        let given = self.optional(field, read);
        if given.is_absent() {
            self.tell(field, "", RowProblemKind::Required);
        }
        given.good()
    }

    fn id<T>(&mut self, field: Field, text: &str, parse: impl FnOnce(&str) -> Result<T, IdError>) -> Option<T> {
        parse(text).map_err(|error| self.tell(field, text, id_problem(field, error))).ok()
    }

    fn word<T>(&mut self, field: Field, text: &str, read: fn(&str) -> Option<T>, accepted: &'static str) -> Option<T> {
        let value = read(text);
        if value.is_none() {
            self.tell(field, text, RowProblemKind::UnknownWord { accepted });
        }
        value
    }

    fn address(&mut self, text: &str) -> Option<(Arc<str>, PageAddress)> {
        match PageAddress::parse(text) {
            Ok(address) => Some((text.into(), address)),
            Err(error) => {
                self.tell(Field::PageUrl, text, RowProblemKind::BadAddress(error));
                None
            }
        }
    }

    fn region(&mut self, text: &str, regions: &dyn Regions) -> Option<RegionCode> {
        let code = self.id(Field::RegionCode, text, RegionCode::parse)?;
        if !regions.knows(code) {
            self.tell(Field::RegionCode, text, RowProblemKind::UnknownRegion);
            return None;
        }
        Some(code)
    }

    fn oktmo(&mut self, region: Option<RegionCode>, regions: &dyn Regions) -> Given<Oktmo> {
        self.optional(Field::Oktmo, |reader, text| {
            let oktmo = reader.id(Field::Oktmo, text, Oktmo::parse_cut)?;
            match region {
                Some(code) if !regions.contains(code, oktmo) => {
                    reader.tell(Field::Oktmo, text, RowProblemKind::OtherRegion { region_code: code.to_string() });
                    None
                }
                _ => Some(oktmo),
            }
        })
    }

    fn boolean(&mut self, field: Field) -> Given<bool> {
        self.optional(field, |reader, text| reader.word(field, text, words::boolean, words::BOOLEANS))
    }

    fn email(&mut self, text: &str) -> Option<Box<str>> {
        let is_address = text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty());
        if !is_address {
            self.tell(Field::ContactEmail, text, RowProblemKind::BadEmail);
        }
        is_address.then(|| text.into())
    }

    /// Fields that another field of the row makes required.
    fn required_together(&mut self, draft: &Draft, municipality_broken: bool) {
        if let Some(level @ (Level::Municipal | Level::Subordinate)) = draft.level
            && draft.municipality.is_none()
            && !municipality_broken
        {
            let because = format!("level={level}");
            self.tell(Field::Municipality, "", RowProblemKind::RequiredFor { because });
        }
        let connected = draft.is_connected();
        let (field, is_absent) = if connected {
            (Field::OpaId, draft.opa_id.is_absent())
        } else {
            (Field::ParentOgrn, draft.parent.is_absent())
        };
        // whether it is connected is then unknown, and so is what it would need
        let is_unknown = matches!(draft.messages, Given::Bad);
        if is_absent && !is_unknown {
            let because = format!("{}={connected}", Field::MessagesConnected.english());
            self.tell(field, "", RowProblemKind::RequiredFor { because });
        }
    }
}
