//! Reads one row by itself: every cell to its type, every defect of a cell to a problem.

use std::borrow::Cow;
use std::sync::Arc;

use super::cell::Cell;
use super::digits::{self, Digits};
use super::draft::{Draft, DraftPage, Given};
use super::field::Field;
use super::intake::{Intake, Name, shown};
use super::page::{self, PageCell};
use super::words::{self, LevelWord};
use crate::model::{
    AcceptedWords, GroupId, IdError, Ogrn, Oktmo, OpaId, OtherNumber, PageAddress, PollsOf, RegionCode,
    RegistryRemarkKind, RowProblem, RowProblemKind,
};

/// How many digits an identifier may have.
const fn lengths(field: Field) -> &'static [u8] {
    match field {
        Field::Oktmo => &[8, 11],
        Field::RegionCode => &[2, 3, 4],
        _ => &[13],
    }
}

/// Errors as spreadsheets write them into cells, in English and Russian ones.
const CELL_ERRORS: [&str; 14] = [
    "#N/A",
    "#REF!",
    "#NAME?",
    "#VALUE!",
    "#DIV/0!",
    "#NULL!",
    "#NUM!",
    "#Н/Д",
    "#ССЫЛКА!",
    "#ИМЯ?",
    "#ЗНАЧ!",
    "#ДЕЛ/0!",
    "#ПУСТО!",
    "#ЧИСЛО!",
];

/// Reads the cells of one row.
pub(super) struct RowReader<'c, 'i, 'r> {
    intake: &'i mut Intake<'r>,
    row: u32,
    cells: &'c [Cell<'c>; Field::COUNT],
    is_bad: bool,
}

impl<'c, 'i, 'r> RowReader<'c, 'i, 'r> {
    pub fn new(intake: &'i mut Intake<'r>, row: u32, cells: &'c [Cell<'c>; Field::COUNT]) -> Self {
        Self { intake, row, cells, is_bad: false }
    }

    /// Reads the row and keeps what it says.
    pub fn read(mut self) {
        let (url, page) = self.page();
        let no_page_reason = self.reason(&page);
        let name = self.text(Field::Organization).good().unwrap_or_default();
        let ogrn = self.optional(Field::Ogrn, |reader, text| reader.ogrn(Field::Ogrn, text));
        if name.is_empty() && ogrn.is_absent() {
            self.tell(Field::Organization, "", RowProblemKind::Nameless);
        }
        let level = self.level();
        let region = self.region();
        let oktmo = self.oktmo(region.good());
        let opa_id = self.optional(Field::OpaId, |reader, text| reader.id(Field::OpaId, text, OpaId::parse));
        let messages = self.boolean(Field::MessagesConnected);
        let (polls, polls_of) = self.polls();
        let parent = self.optional(Field::ParentOgrn, |reader, text| reader.ogrn(Field::ParentOgrn, text));
        let (parent, founder) = self.founder(parent);
        let municipality = self.text(Field::Municipality).good();
        let municipality = municipality.map(|text| self.intake.municipalities.get(&text));
        let email = self.email();
        if messages == Given::Good(false)
            && let Given::Good(opa_id) = opa_id
        {
            self.tell(Field::OpaId, &opa_id.to_string(), RowProblemKind::NotConnected);
        }
        let draft = Draft {
            row: self.row,
            layout: u16::try_from(self.intake.layouts.len().saturating_sub(1)).unwrap_or(u16::MAX),
            url,
            page,
            no_page_reason,
            name: name.into(),
            ogrn,
            level,
            region,
            municipality,
            oktmo,
            opa_id,
            messages,
            polls,
            polls_of,
            parent,
            founder,
            email,
            is_bad: self.is_bad,
        };
        self.intake.drafts.push(draft);
    }

    fn cell(&self, field: Field) -> &'c Cell<'c> {
        &self.cells[field.index()]
    }

    fn tell(&mut self, field: Field, value: &str, kind: RowProblemKind) {
        self.is_bad = true;
        let place = self.intake.place(self.row, Some(field));
        self.intake.problems.push(RowProblem { place, value: shown(value), kind });
    }

    /// Notes a remark that all rows with this value share.
    fn remark(&mut self, field: Field, value: &str, kind: RegistryRemarkKind) {
        let Intake { remarks, layouts, .. } = &mut *self.intake;
        let row = self.row;
        let place = || layouts.last().map(|layout| layout.place(row, Some(field))).unwrap_or_default();
        remarks.add_row(value, kind, place);
    }

    /// Notes a remark about this row.
    fn remark_here(&mut self, field: Field, value: &str, kind: RegistryRemarkKind) {
        let place = self.intake.place(self.row, Some(field));
        self.intake.remarks.add(place, shown(value), kind);
    }

    /// Whether a spreadsheet's error or a formula without a result stands in the cell, which is told.
    fn is_broken(&mut self, field: Field) -> bool {
        let (value, kind) = match self.cell(field) {
            Cell::Broken(error) => (error.as_str(), RowProblemKind::CellError),
            Cell::Text(text) if CELL_ERRORS.contains(&text.trim()) => (text.trim(), RowProblemKind::CellError),
            Cell::NoResult => ("", RowProblemKind::NoResult),
            _ => return false,
        };
        self.tell(field, value, kind);
        true
    }

    fn text(&mut self, field: Field) -> Given<Cow<'c, str>> {
        if self.is_broken(field) {
            return Given::Bad;
        }
        let text = self.cell(field).text();
        if text.is_empty() { Given::Absent } else { Given::Good(text) }
    }

    fn digits(&mut self, field: Field) -> Given<Cow<'c, str>> {
        if self.is_broken(field) {
            return Given::Bad;
        }
        let widths: &[usize] = match field {
            Field::Oktmo => &[8, 11],
            Field::RegionCode => &[2],
            _ => &[],
        };
        match digits::read(self.cell(field), widths) {
            Digits::Text(text) if text.is_empty() => Given::Absent,
            Digits::Text(text) => Given::Good(text),
            Digits::Shortened(text) => {
                self.tell(field, &text, RowProblemKind::Shortened);
                Given::Bad
            }
        }
    }

    /// Reads the number if something stands there; `read` tells its own problem when it gives nothing.
    fn optional<T>(&mut self, field: Field, read: impl FnOnce(&mut Self, &str) -> Option<T>) -> Given<T> {
        match self.digits(field) {
            Given::Absent => Given::Absent,
            Given::Bad => Given::Bad,
            Given::Good(text) => read(self, &text).map_or(Given::Bad, Given::Good),
        }
    }

    fn id<T>(&mut self, field: Field, text: &str, parse: impl FnOnce(&str) -> Result<T, IdError>) -> Option<T> {
        let error = match parse(text) {
            Ok(id) => return Some(id),
            Err(error) => error,
        };
        let is_ogrn = matches!(field, Field::Ogrn | Field::ParentOgrn);
        let kind = match error {
            IdError::Empty | IdError::NotDigits => RowProblemKind::NotDigits,
            IdError::WrongLength if is_ogrn && text.len() == 15 => {
                RowProblemKind::OtherNumber(OtherNumber::Entrepreneur)
            }
            IdError::WrongLength if is_ogrn && matches!(text.len(), 10 | 12) => {
                RowProblemKind::OtherNumber(OtherNumber::Taxpayer)
            }
            IdError::WrongLength => RowProblemKind::WrongLength { expected: lengths(field) },
            IdError::WrongCheckDigit { expected } => RowProblemKind::WrongCheckDigit { expected },
            IdError::OutOfRange => RowProblemKind::OutOfRange,
        };
        self.tell(field, text, kind);
        None
    }

    fn ogrn(&mut self, field: Field, text: &str) -> Option<Ogrn> {
        let parsed = Ogrn::parse(text);
        let is_wrong = matches!(parsed, Err(IdError::WrongCheckDigit { .. }));
        if text.len() == Ogrn::LENGTH && digits::is_shortened(text, is_wrong) {
            self.tell(field, text, RowProblemKind::Shortened);
            return None;
        }
        self.id(field, text, |_| parsed)
    }

    /// The page by its address, else by the number of the community.
    fn page(&mut self) -> (Arc<str>, DraftPage) {
        let cell = self.cell(Field::PageUrl);
        if self.is_broken(Field::PageUrl) {
            return (Arc::default(), DraftPage::Bad);
        }
        // what cannot be read there is no matter as long as there is an address
        let id = match digits::read(self.cell(Field::GroupId), &[]) {
            Digits::Text(text) => GroupId::parse(&text).ok(),
            Digits::Shortened(_) => None,
        };
        let text = cell.text();
        match page::read(cell) {
            PageCell::Page { url, address, other_link } => {
                if let Some(link) = other_link {
                    let kind = RegistryRemarkKind::OtherLink { link: link.to_string() };
                    self.remark_here(Field::PageUrl, &url, kind);
                }
                if let (Some(named), Some(id)) = (address.group_id(), id)
                    && named != id
                {
                    self.remark_here(Field::GroupId, &url, RegistryRemarkKind::OtherGroup { id: id.to_string() });
                }
                (url, DraftPage::Is(address))
            }
            PageCell::Blank | PageCell::None => match id {
                Some(id) => {
                    let address = PageAddress::from(id);
                    (address.to_string().into(), DraftPage::Is(address))
                }
                None => (text.into(), DraftPage::None),
            },
            PageCell::Several { other } => {
                self.tell(Field::PageUrl, &text, RowProblemKind::SeveralPages { other: shown(&other) });
                (text.into(), DraftPage::Bad)
            }
            PageCell::Bad(error) => {
                self.tell(Field::PageUrl, &text, RowProblemKind::BadAddress(error));
                (text.into(), DraftPage::Bad)
            }
        }
    }

    fn reason(&mut self, page: &DraftPage) -> Option<Box<str>> {
        let reason = self.text(Field::NoPageReason).good()?;
        if !reason.chars().any(char::is_alphanumeric) || words::boolean(&reason) == Some(false) {
            return None;
        }
        if matches!(page, DraftPage::Is(_)) {
            self.remark_here(Field::NoPageReason, &reason, RegistryRemarkKind::PageAndReason);
            return None;
        }
        Some(reason.into())
    }

    fn level(&mut self) -> Option<LevelWord> {
        let text = self.text(Field::Level).good()?;
        let level = words::level(&text);
        if level.is_none() {
            self.remark(Field::Level, &text, RegistryRemarkKind::UnknownLevel);
        }
        level
    }

    /// The region by its code, else by its name.
    fn region(&mut self) -> Given<RegionCode> {
        let Given::Good(text) = self.digits(Field::RegionCode) else { return Given::Absent };
        if !text.bytes().any(|byte| byte.is_ascii_digit()) {
            let named = self.intake.regions.named(&text);
            if named.is_none() {
                self.remark(Field::RegionCode, &text, RegistryRemarkKind::UnknownRegionName);
            }
            return named.map_or(Given::Absent, Given::Good);
        }
        let Some(code) = self.id(Field::RegionCode, &text, RegionCode::parse) else { return Given::Bad };
        if self.intake.regions.knows(code) {
            return Given::Good(code);
        }
        self.tell(Field::RegionCode, &text, RowProblemKind::UnknownRegion);
        Given::Bad
    }

    /// Whether it lies in the row's region is seen later, when that is known. Here only a number that was taken for one
    /// without its leading zero: in the region there is none such, so another digit is missing.
    fn oktmo(&mut self, region: Option<RegionCode>) -> Given<Oktmo> {
        let region = region.or(self.intake.region_code);
        let cell = self.cell(Field::Oktmo);
        self.optional(Field::Oktmo, |reader, text| {
            let oktmo = reader.id(Field::Oktmo, text, Oktmo::parse_cut)?;
            let Digits::Text(unpadded) = digits::read(cell, &[]) else { return None };
            if unpadded.len() < text.len() && region.is_some_and(|code| !reader.intake.regions.contains(code, oktmo)) {
                let expected = lengths(Field::Oktmo);
                reader.tell(Field::Oktmo, &unpadded, RowProblemKind::WrongLength { expected });
                return None;
            }
            Some(oktmo)
        })
    }

    fn boolean(&mut self, field: Field) -> Given<bool> {
        self.word(field, words::boolean, AcceptedWords::YesNo)
    }

    fn word<T>(&mut self, field: Field, read: fn(&str) -> Option<T>, accepted: AcceptedWords) -> Given<T> {
        match self.text(field) {
            Given::Absent => Given::Absent,
            Given::Bad => Given::Bad,
            Given::Good(text) => read(&text).map_or_else(
                || {
                    self.tell(field, &text, RowProblemKind::UnknownWord(accepted));
                    Given::Bad
                },
                Given::Good,
            ),
        }
    }

    /// Whether polls are connected, and whose are shown. A column «Опросы» with yes and no in it says the former.
    fn polls(&mut self) -> (Option<bool>, Option<PollsOf>) {
        let connected = self.boolean(Field::PollsConnected);
        let of = self.cell(Field::PollsOf).text();
        if let (Given::Absent, Some(yes)) = (connected, words::boolean(&of)) {
            return (Some(yes), None);
        }
        (connected.good(), self.word(Field::PollsOf, words::polls_of, AcceptedWords::PollsOf).good())
    }

    /// The body above, by its OGRN or else by its name; people write either into the column of names.
    fn founder(&mut self, parent: Given<Ogrn>) -> (Given<Ogrn>, Option<Name>) {
        let Some(text) = self.text(Field::Founder).good() else { return (parent, None) };
        if !text.chars().any(char::is_alphanumeric) {
            return (parent, None);
        }
        let parent_absent = parent.is_absent();
        let ogrn = self.digits(Field::Founder).good().and_then(|digits| Ogrn::parse(&digits).ok());
        match ogrn {
            Some(ogrn) if parent_absent => (Given::Good(ogrn), None),
            Some(_) => (parent, None),
            None => (parent, Some(self.intake.founders.get(&text))),
        }
    }

    fn email(&mut self) -> Option<Box<str>> {
        let text = self.text(Field::ContactEmail).good()?;
        let is_address = text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty());
        if !is_address && text.chars().any(char::is_alphanumeric) && words::boolean(&text) != Some(false) {
            self.remark_here(Field::ContactEmail, &text, RegistryRemarkKind::BadEmail);
        }
        is_address.then(|| text.into())
    }
}
