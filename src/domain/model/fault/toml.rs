//! Why a text is no TOML, told apart by the parser's messages: the parser has no other means to tell.

/// Why a text is no TOML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TomlFault {
    /// The same key, or the same section, stands there twice.
    Duplicate,
    /// A text begins with a quote and does not end on its line, or holds a sign that must be written otherwise.
    OpenText,
    /// A bracket is opened and not closed.
    OpenBracket,
    /// A comma too many, or one too few.
    Comma,
    /// A key has no `=` after it.
    NoEquals,
    /// A key has no value after `=`.
    NoValue,
    /// The value is neither a text in quotes nor a number, a flag, a date or a list.
    BadValue,
    /// Something else; in the parser's words.
    Other(String),
}

impl TomlFault {
    /// What a message of the parser tells.
    pub fn of_message(message: &str) -> Self {
        let has = |parts: &[&str]| parts.iter().any(|part| message.contains(part));
        if has(&["duplicate key"]) {
            Self::Duplicate
        } else if has(&["unclosed"]) {
            Self::OpenBracket
        } else if has(&["invalid basic string", "invalid literal string", "invalid multi-line"]) {
            Self::OpenText
        } else if has(&["comma"]) {
            Self::Comma
        } else if has(&["missing assignment", "key with no value"]) {
            Self::NoEquals
        } else if has(&["missing value"]) {
            Self::NoValue
        } else if has(&["must be quoted", "invalid value", "number", "integer", "float", "date-time", "sign", "digits"])
        {
            Self::BadValue
        } else {
            Self::Other(message.to_owned())
        }
    }
}
