//! What can be wrong with one row of a registry, and what a person should know of a registry besides, as typed data; the
//! words are made in `words`.

use std::sync::Arc;

use super::{AddressError, GroupId, RegionCode};

/// Where in a registry something stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RowPlace {
    /// The sheet, in a spreadsheet.
    pub sheet: Option<Arc<str>>,
    /// The row (line of a text file, row of a sheet, entry of a TOML file) counted from 1, the header included; `None`
    /// when it concerns the sheet or the file as a whole.
    pub row: Option<u32>,
    /// The field, by its English header (`ogrn`, `page_url`, ...).
    pub column: Option<&'static str>,
    /// The column of the sheet counted from 0, in a spreadsheet.
    pub cell: Option<u16>,
}

impl RowPlace {
    /// The column as a spreadsheet names it: `A`, `Z`, `AA`, ...
    pub fn letters(&self) -> Option<String> {
        self.cell.map(column_letters)
    }

    /// The cell as a spreadsheet names it: `E7`.
    pub fn cell_name(&self) -> Option<String> {
        Some(format!("{}{}", self.letters()?, self.row?))
    }
}

/// The name a spreadsheet gives to a column counted from 0.
///
/// ```
/// use vk_page_auditor_domain::model::column_letters;
/// assert_eq!([0, 25, 26, 701, 702].map(column_letters), ["A", "Z", "AA", "ZZ", "AAA"]);
/// ```
pub fn column_letters(column: u16) -> String {
    let (mut rest, mut letters) = (u32::from(column) + 1, Vec::new());
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or_default();
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters.into_iter().rev().collect()
}

/// Another row that a problem names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowRef {
    /// Its sheet, where that is another one than the problem's.
    pub sheet: Option<Arc<str>>,
    /// Its number.
    pub row: u32,
}

/// One thing that is wrong with a registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowProblem {
    /// Where.
    pub place: RowPlace,
    /// What the row says there; may be cut.
    pub value: String,
    /// What is wrong.
    pub kind: RowProblemKind,
}

/// What is wrong with a row, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowProblemKind {
    /// Neither a name nor an OGRN tells whose page it is.
    Nameless,
    /// The page address cannot be understood.
    BadAddress(AddressError),
    /// Two communities are named in one cell.
    SeveralPages {
        /// The second address.
        other: String,
    },
    /// The value is not made of digits only.
    NotDigits,
    /// The value has another number of digits than it must.
    WrongLength {
        /// How many digits it may have.
        expected: &'static [u8],
    },
    /// A number of another kind stands where the OGRN belongs.
    OtherNumber(OtherNumber),
    /// The spreadsheet program has cut the number's digits off for good (`1,0273E+12`).
    Shortened,
    /// The check digit of an OGRN is wrong.
    WrongCheckDigit {
        /// The digit that would be right.
        expected: u8,
    },
    /// A number is out of range.
    OutOfRange,
    /// The word is none of those a field accepts.
    UnknownWord(AcceptedWords),
    /// No region has this code.
    UnknownRegion,
    /// The OKTMO lies in another region than the row's region code.
    OtherRegion {
        /// The region code of the row.
        region_code: RegionCode,
        /// The code of the region it lies in, where that is known.
        right: Option<RegionCode>,
    },
    /// The same page stands in another row.
    DuplicatePage { other: RowRef },
    /// VK gives the same community for the pages of this row and of others.
    SameGroup {
        /// The other rows.
        others: Vec<RowRef>,
        /// The community.
        group_id: GroupId,
    },
    /// Two rows of one OGRN contradict each other in this field.
    Contradiction {
        /// The earlier row.
        first: RowRef,
        /// What that row says.
        other: String,
    },
    /// Another row gives its municipality another OKTMO.
    TwoOktmo { other: RowRef, oktmo: String },
    /// No row has the OGRN given as the parent's.
    UnknownParent,
    /// The chain of parents comes back to the row.
    ParentCycle,
    /// The parent is in another region.
    ParentInOtherRegion {
        /// The row's own region.
        own: RegionCode,
        /// The parent's.
        parents: RegionCode,
    },
    /// An account is given of an organisation that is said not to be connected for messages.
    NotConnected,
    /// A text file's row has more cells than the header.
    TooManyCells {
        /// How many it has.
        found: usize,
        /// How many the header has.
        expected: usize,
    },
    /// The cell holds an error of the spreadsheet program (`#N/A`).
    CellError,
    /// The cell holds a formula whose result is not in the file.
    NoResult,
}

/// A number that people write in place of an OGRN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OtherNumber {
    /// 15 digits: the number of an entrepreneur (ОГРНИП).
    Entrepreneur,
    /// 10 or 12 digits: the number of a taxpayer (ИНН).
    Taxpayer,
}

/// What a cell of few words accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AcceptedWords {
    /// Yes or no.
    YesNo,
    /// Whose polls a page shows.
    PollsOf,
}

/// Something a person should know of a registry that takes no row out of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistryRemark {
    /// Where; of several rows the first.
    pub place: RowPlace,
    /// What stands there; may be cut.
    pub value: String,
    /// How many rows it concerns; 1 for a sheet or a column.
    pub rows: u32,
    /// What it is.
    pub kind: RegistryRemarkKind,
}

/// What a person should know of a registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RegistryRemarkKind {
    /// A hidden sheet, which is not read.
    HiddenSheet,
    /// A sheet without a header, which is not read.
    SheetWithoutHeader,
    /// A column that many pages need is not there.
    MissingColumn {
        /// The header most like it.
        nearest: Option<String>,
    },
    /// Of two columns for one field this one is not read.
    SecondColumn {
        /// The header of the one that is.
        read: String,
    },
    /// A row that is no organisation: a total, a signature, a heading.
    NoOrganization,
    /// The word for the level is not known, so the level is not either.
    UnknownLevel,
    /// The text is no region's name, so it says no region.
    UnknownRegionName,
    /// No organisation of the file has the name of this founder.
    UnknownFounder,
    /// Several organisations of the file have the name of this founder.
    AmbiguousFounder,
    /// The link behind the text leads to another page than the text.
    OtherLink {
        /// Where it leads.
        link: String,
    },
    /// The number of the community is another one than the address has.
    OtherGroup { id: String },
    /// There is a page, and a reason why there is none.
    PageAndReason,
    /// Not an e-mail address, so there is none.
    BadEmail,
}
