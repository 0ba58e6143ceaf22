//! A word of a closed list as it is read back from a store. A later version of the program may have written it (one that
//! works on the same database, or one that this version was put back in place of), and its list may be longer.

use std::fmt;

/// The words of a closed list, by their stable texts.
pub trait Named: Copy + 'static {
    /// The stable text.
    fn name(self) -> &'static str;

    /// Finds the word with this stable text.
    fn named(text: &str) -> Option<Self>;
}

/// A word that this version knows, or the text of one that it does not: that is shown as it stands, and decides nothing.
///
/// ```
/// use vk_page_auditor_domain::model::{Code, MaybeKnown};
/// let read = |text: &str| MaybeKnown::<Code>::read(text);
/// assert_eq!(read("url.host"), Code::UrlHost);
/// assert_eq!((read("url.of_tomorrow").known(), read("url.of_tomorrow").as_str()), (None, "url.of_tomorrow"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MaybeKnown<T> {
    /// A word of this version's list.
    Known(T),
    /// The text of another.
    Unknown(Box<str>),
}

impl<T: Named> MaybeKnown<T> {
    /// The word with this text.
    pub fn read(text: &str) -> Self {
        T::named(text).map_or_else(|| Self::Unknown(text.into()), Self::Known)
    }

    /// The text, whether it is known or not.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Known(word) => word.name(),
            Self::Unknown(text) => text,
        }
    }

    /// The word, where this version knows it.
    pub const fn known(&self) -> Option<T> {
        match self {
            Self::Known(word) => Some(*word),
            Self::Unknown(_) => None,
        }
    }

    /// Whether this version does not know it.
    pub const fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown(_))
    }
}

impl<T> From<T> for MaybeKnown<T> {
    fn from(word: T) -> Self {
        Self::Known(word)
    }
}

impl<T: PartialEq> PartialEq<T> for MaybeKnown<T> {
    fn eq(&self, word: &T) -> bool {
        matches!(self, Self::Known(known) if known == word)
    }
}

impl<T: Named> fmt::Display for MaybeKnown<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Makes types with `as_str` and `parse` lists of words.
#[macro_export]
macro_rules! named {
    ($($type:ty),+ $(,)?) => {
        $(impl $crate::model::Named for $type {
            fn name(self) -> &'static str {
                self.as_str()
            }

            fn named(text: &str) -> Option<Self> {
                Self::parse(text)
            }
        })+
    };
}
pub use named;
