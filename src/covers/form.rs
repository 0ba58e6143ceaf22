//! The two electronic forms of the feedback platform (ПОС) an official page must show.

use std::fmt;

/// One of the two electronic forms that stand first in the menu of an official page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Form {
    /// Messages and appeals, «Сообщить о проблеме»: position 1.
    Messages,
    /// Polls and votes, «Высказать мнение»: position 2.
    Polls,
}

impl Form {
    /// Both forms in the order of their positions.
    pub const ALL: [Self; 2] = [Self::Messages, Self::Polls];

    /// The word used in policy files, reports and URLs of this project.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Messages => "messages",
            Self::Polls => "polls",
        }
    }

    /// Reads the word [`Form::as_str`] gives.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.as_str() == text)
    }

    /// The form that stands in the other position.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Messages => Self::Polls,
            Self::Polls => Self::Messages,
        }
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
