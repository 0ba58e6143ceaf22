//! What can be wrong with one value of the configuration, as typed reasons. The words are `words`'s.

use std::path::PathBuf;

use domain::model::TomlFault;

/// Why a value, a key or the text itself cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// The text is not TOML.
    Syntax(TomlFault),
    /// The section is not known.
    UnknownSection {
        /// The known name that is most like it.
        nearest: Option<String>,
    },
    /// The section does not have this key.
    UnknownKey {
        /// The known key of this section that is most like it.
        nearest: Option<String>,
        /// The section that does have this key.
        elsewhere: Option<&'static str>,
    },
    /// A token's text was about to be kept in the configuration itself.
    TokenInside,
    /// The value is of another kind than the key needs.
    WrongKind(Kind),
    /// A number, a duration or a size outside its limits.
    OutOfRange {
        /// The least that is accepted.
        least: String,
        /// The greatest that is accepted.
        greatest: String,
    },
    /// Not a duration.
    Duration,
    /// Not a size in bytes.
    Size,
    /// Not an address with the scheme http or https and a host.
    Url,
    /// Not the address of a store.
    StoreUrl,
    /// A password was about to be kept in the configuration itself, or in an address.
    PasswordInside,
    /// Not an address with a port to listen on.
    Listen,
    /// Not the name of a header that a proxy sets.
    Header,
    /// Not an address or a network.
    Net,
    /// Not in the shape of a cron expression.
    Cron,
    /// Not the name of a host or of a domain.
    Host,
    /// Tokens would travel unencrypted to another machine.
    PlainHttp,
    /// No time zone of the IANA database has this name.
    TimeZone,
    /// Not the code of a region.
    RegionCode,
    /// Not the number of a version of the VK API.
    ApiVersion,
    /// None of the accepted words.
    Choice(Vec<&'static str>),
    /// The ending of a file's name tells no report format.
    Ending(Vec<&'static str>),
    /// There is nothing in it.
    Empty,
    /// Something that a name cannot hold.
    Name,
    /// The key is needed here.
    Missing,
    /// Exactly one of these two keys is needed.
    OneOf(&'static str, &'static str),
    /// No more than one of these two keys may be set.
    NotBoth(&'static str, &'static str),
    /// An earlier entry has the same value.
    Repeated,
    /// The value is greater than that of this other key.
    Exceeds(&'static str),
    /// The value is not more than half of that of this other key.
    NotMost(&'static str),
}

/// The kinds of value TOML knows, as the configuration tells them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text in quotes.
    Text,
    /// A whole number.
    Whole,
    /// A number with a fraction.
    Fraction,
    /// `true` or `false`.
    Flag,
    /// A date or a time.
    Date,
    /// A list in square brackets.
    List,
    /// A section, or a list of sections.
    Section,
}

/// Where in a text something begins; both count from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub line: usize,
    pub column: usize,
}

impl Place {
    /// The place of a byte offset.
    pub(super) fn of(text: &str, offset: usize) -> Self {
        let before = text.get(..offset.min(text.len())).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Self { line: before.matches('\n').count() + 1, column: before[line_start..].chars().count() + 1 }
    }
}

/// One thing that is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file, or the variable of the environment, or the option of the command line.
    pub source: Source,
    /// Where in the file; absent where the thing is missing altogether.
    pub place: Option<Place>,
    /// The path of the key, `vk.batch_size`; empty for the file as a whole.
    pub key: String,
    /// The value as it is written, when it is short and no secret.
    pub found: Option<String>,
    /// What is wrong.
    pub why: Why,
    /// A line that would be right.
    pub example: Option<String>,
}

/// What a value was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    File(PathBuf),
    /// A variable of the environment.
    Variable(&'static str),
    /// An option of the command line.
    Option(&'static str),
}
