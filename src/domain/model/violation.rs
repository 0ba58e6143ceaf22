//! One defect of one page as typed data; the words for it are made in `words`.

use std::borrow::Cow;
use std::sync::Arc;

use super::{Code, ExpectedForm, Form, MaybeKnown, Severity};

/// One defect of one page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// What kind of defect; of what is read back from a store also one that only a later version knows.
    pub code: MaybeKnown<Code>,
    /// How grave, by the policy.
    pub severity: MaybeKnown<Severity>,
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
    /// Of a wrong `opaId`: the name of the body whose account is right, where it is not the organisation's own.
    pub account_of: Option<Arc<str>>,
    /// What to do about it.
    pub remedy: Remedy,
    /// The document and item the rule comes from, as the policy names it.
    pub clause: Arc<Clause>,
}

/// What to do about a violation; `words` turns it, with the violation, into one or two plain sentences.
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
    /// The URL to paste cannot be put together: these values of it are known to nobody.
    LearnValues {
        /// The registry fields, by their English names.
        unknown: Vec<&'static str>,
    },
    /// Add the form as a new item of the menu.
    AddItem {
        /// What must stand there; without URL and without unknown values where the organisation is not known.
        item: Box<ExpectedForm>,
        /// The position of an item that carries the other form's link by mistake and is to be given this one's.
        instead_of: Option<u32>,
    },
    /// Put these forms into the menu, in this order.
    PlaceForms {
        /// What must stand there.
        items: Vec<(Form, ExpectedForm)>,
    },
    /// Move the form's item; where it concerns both forms, move both in their order.
    MoveTo {
        /// Where it (the first of both) belongs, from 1.
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
