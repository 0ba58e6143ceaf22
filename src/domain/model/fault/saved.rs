//! Why a file of saved answers of VK cannot be used.

use super::{FileFault, VkError};

/// Why a file of saved answers cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {problem:?}")]
pub struct SavedError {
    pub file: String,
    /// What is wrong with it.
    pub problem: SavedProblem,
}

/// What is wrong with a file of saved answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SavedProblem {
    /// It cannot be opened or read.
    Unreadable(FileFault),
    /// It is not well-formed.
    Broken {
        /// The line, from 1.
        line: u64,
        /// The bytes before the place.
        offset: u64,
        /// What is wrong there.
        defect: SavedDefect,
    },
    /// It ends in the middle of an answer.
    Truncated {
        /// The line, from 1.
        line: u64,
        /// The bytes before the place.
        offset: u64,
    },
    /// It holds an error of VK in place of an answer.
    Vk(VkError),
    /// It is well-formed, but holds something else.
    NoAnswer,
}

/// What is wrong at a place of a file of saved answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SavedDefect {
    /// Something else stands there than must.
    Found {
        /// What must stand there.
        wanted: Wanted,
        /// The byte that does.
        byte: u8,
    },
    /// A value has more bytes than any of VK's.
    TooLong {
        /// How many there may be.
        limit: usize,
    },
    /// The text is not UTF-8, as the text before it is.
    NotUtf8,
    /// A community is no JSON inside.
    Syntax,
}

/// What must stand at a place of a file of saved answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    Byte(u8),
    /// A comma, or this byte.
    CommaOr(u8),
    /// The name of a field, in quotes.
    Name,
    Value,
    /// An answer of VK: `{` or `[`.
    Answer,
}
