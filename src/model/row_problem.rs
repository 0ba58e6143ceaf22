//! What can be wrong with one row of a registry, as typed data; the words are made in `i18n`.

/// One thing that is wrong with a registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowProblem {
    /// The row (line of a text file, row of a sheet, entry of a TOML file) counted from 1, the header included;
    /// `None` when it concerns the file as a whole.
    pub row: Option<u32>,
    /// The field, by its English header (`ogrn`, `page_url`, ...).
    pub column: Option<&'static str>,
    /// What the row says there; may be cut.
    pub value: String,
    /// What is wrong.
    pub kind: RowProblemKind,
}

/// What is wrong with a row, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowProblemKind {
    /// A required field is empty.
    Required,
    /// The field is required because of another one (`oktmo` for a municipal body, ...).
    RequiredFor {
        /// The text that makes it required, such as `level=municipal`.
        because: String,
    },
    /// The page address cannot be understood.
    BadAddress(super::AddressError),
    /// The value is not made of digits only.
    NotDigits,
    /// The value has another number of digits than it must.
    WrongLength {
        /// How many digits it must have, such as `13` or `8, 11`.
        expected: &'static str,
    },
    /// The check digit of an OGRN is wrong.
    WrongCheckDigit {
        /// The digit that would be right.
        expected: u8,
    },
    /// A number is out of range.
    OutOfRange,
    /// The word is none of those a field accepts.
    UnknownWord {
        /// The accepted words, parted by commas.
        accepted: &'static str,
    },
    /// No region has this code.
    UnknownRegion,
    /// The OKTMO lies in another region than the row's region code.
    OtherRegion {
        /// The region code of the row.
        region_code: String,
    },
    /// The same page stands in an earlier row.
    DuplicatePage {
        /// That row.
        first_row: u32,
    },
    /// Two rows of one OGRN contradict each other in this field.
    Contradiction {
        /// The earlier row.
        first_row: u32,
        /// What that row says.
        other: String,
    },
    /// No row has the OGRN given as the parent's.
    UnknownParent,
    /// The chain of parents comes back to the row.
    ParentCycle,
    /// Neither the organisation nor any ancestor is connected for messages.
    NoConnectedAncestor,
    /// No OKTMO is given and none can be inherited.
    NoOktmo,
    /// The row cannot be read at all (wrong number of fields, broken quoting, broken encoding, ...).
    Unreadable {
        /// What the reader said.
        detail: String,
    },
    /// An e-mail address without `@`.
    BadEmail,
}
