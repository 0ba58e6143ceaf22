//! One defect of one page as typed data; the words for it are made in `i18n`.

use std::borrow::Cow;
use std::sync::Arc;

use super::{Code, Form, Severity};

/// One defect of one page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// What kind of defect.
    pub code: Code,
    /// How grave, by the policy.
    pub severity: Severity,
    /// Which form it concerns; `None` when it concerns the page, the menu or both forms.
    pub form: Option<Form>,
    /// The position of the menu item it was seen at, from 1.
    pub position: Option<u32>,
    /// The URL parameter it concerns, for the codes that have one.
    pub field: Option<Cow<'static, str>>,
    /// What was seen.
    pub observed: Option<String>,
    /// What would be right. Several accepted texts are parted by ` / `.
    pub expected: Option<String>,
    /// What to do about it.
    pub remedy: Remedy,
    /// The document and item the rule comes from, as the policy names it.
    pub clause: Arc<Clause>,
}

/// What to do about a violation; `i18n` turns it, with the violation, into one or two plain sentences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remedy {
    /// Nothing to paste: the code alone says what to do (open the page, show the menu, ...).
    ByCode,
    /// Put this URL into the field «Ссылка» of the form's item.
    PasteUrl {
        /// The whole URL.
        url: String,
    },
    /// Write one of these titles into the field «Название» of the form's item.
    SetTitle {
        /// The accepted titles, the preferred one first.
        titles: Vec<Arc<str>>,
    },
    /// Add the form as a new item of the menu.
    AddItem {
        /// Where it belongs, from 1.
        position: u32,
        /// The accepted titles, the preferred one first.
        titles: Vec<Arc<str>>,
        /// The URL to paste; `None` where the organisation is not known.
        url: Option<String>,
    },
    /// Move the form's item.
    MoveTo {
        /// Where it belongs, from 1.
        position: u32,
    },
}

/// The document and item a rule comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// In Russian.
    pub ru: String,
    /// In English.
    pub en: String,
}
