//! What stands around every list: its filters, what is filtered by and how to drop it, how much was found, where it goes
//! on, and the same as files.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::asked::{Asked, SORT};
use domain::model::{MaybeKnown, PageAddress, Severity, Verdict};
use report::{Format, StatusStyle};
use words::web::frame::Frame;
use words::{self, Lang};

pub(crate) const FORMATS: [Format; 4] = [Format::Xlsx, Format::Csv, Format::Json, Format::Ndjson];

pub(crate) struct ListFrame {
    pub(crate) lang: Lang,
    pub(crate) path: &'static str,
    pub(crate) fields: Vec<Field>,
    /// What stays as it is when something else is asked for.
    pub(crate) kept: Vec<(&'static str, String)>,
    pub(crate) chips: Vec<Chip>,
    pub(crate) found: Option<String>,
    /// Its beginning, for those who are further on.
    pub(crate) first: Option<String>,
    pub(crate) next: Option<String>,
    pub(crate) files: Vec<(&'static str, String)>,
}

impl ListFrame {
    /// The links to the same list as files.
    pub(crate) fn files(asked: &Asked, path: &str) -> Vec<(&'static str, String)> {
        let file = |format: Format| {
            let name = match format {
                Format::Xlsx => "XLSX",
                Format::Csv => "CSV",
                Format::Json => "JSON",
                _ => "NDJSON",
            };
            (name, asked.link(&format!("{path}.{}", format.as_str()), &[], &[]))
        };
        FORMATS.into_iter().map(file).collect()
    }

    pub(crate) const fn say(&self, word: Frame) -> &'static str {
        word.text(self.lang)
    }

    pub(crate) const fn list_say(&self, word: words::web::pages::ListSay) -> &'static str {
        word.text(self.lang)
    }
}

pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) label: &'static str,
    pub(crate) shape: Shape,
}

pub(crate) enum Shape {
    /// One of these; the first words stand for all.
    Select(&'static str, Vec<Choice>),
    /// In one's own words: the kind of the field, what was written, what could be.
    Written(&'static str, String, Vec<String>),
}

impl Field {
    pub(crate) const fn select(
        name: &'static str,
        label: &'static str,
        all: &'static str,
        choices: Vec<Choice>,
    ) -> Self {
        Self { name, label, shape: Shape::Select(all, choices) }
    }

    /// What is written; `kind` as HTML names it.
    pub(crate) fn written(
        name: &'static str,
        label: &'static str,
        kind: &'static str,
        value: &str,
        suggestions: Vec<String>,
    ) -> Self {
        Self { name, label, shape: Shape::Written(kind, value.to_owned(), suggestions) }
    }
}

pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) words: String,
    pub(crate) is_chosen: bool,
}

impl Choice {
    /// Choices by their stable texts.
    pub(crate) fn all<'a>(chosen: Option<&str>, choices: impl IntoIterator<Item = (&'a str, String)>) -> Vec<Self> {
        let choice =
            |(value, words): (&str, String)| Self { value: value.to_owned(), words, is_chosen: chosen == Some(value) };
        choices.into_iter().map(choice).collect()
    }
}

pub(crate) struct Chip {
    pub(crate) words: String,
    pub(crate) drop: String,
}

impl Chip {
    /// A chip for every field that asks for something.
    pub(crate) fn of_fields(asked: &Asked, path: &str, fields: &[Field]) -> Vec<Self> {
        let chip = |field: &Field| {
            let value = match &field.shape {
                Shape::Select(_, choices) => choices.iter().find(|choice| choice.is_chosen)?.words.clone(),
                Shape::Written(_, value, _) if !value.is_empty() => words::visible(value).into_owned(),
                Shape::Written(..) => return None,
            };
            Some(Self { words: format!("{}: {value}", field.label), drop: asked.link(path, &[field.name], &[]) })
        };
        fields.iter().filter_map(chip).collect()
    }
}

/// A column by which a list can be ordered.
pub(crate) struct Header {
    pub(crate) words: &'static str,
    /// The same list in the order that a click brings; `aria-sort` and an arrow tell the one there is.
    pub(crate) href: String,
    pub(crate) sorted: &'static str,
    pub(crate) arrow: &'static str,
}

impl Header {
    /// A column with the order the list is in, if that is by it: whether it goes from the last to the first. `next` is
    /// the word of the order that a click brings; the usual order has none.
    pub(crate) fn new(asked: &Asked, path: &str, words: &'static str, descending: Option<bool>, next: &str) -> Self {
        let (sorted, arrow) = match descending {
            Some(true) => ("descending", " ▼"),
            Some(false) => ("ascending", " ▲"),
            None => ("none", ""),
        };
        Self { words, href: asked.link(path, &[], &[(SORT, next)]), sorted, arrow }
    }
}

/// A verdict or how grave something is: a sign, a word, and a colour.
pub(crate) struct Badge {
    pub(crate) class: &'static str,
    pub(crate) mark: &'static str,
    pub(crate) words: String,
}

impl Badge {
    /// Of a verdict; one that this version does not know stands as it is.
    pub(crate) fn of_verdict(lang: Lang, verdict: &MaybeKnown<Verdict>) -> Self {
        let known = verdict.known().map(|verdict| (StatusStyle::of_verdict(verdict), words::verdict(lang, verdict)));
        let ((tone, mark), words) = match known {
            Some((tone, words)) => (tone, words.to_owned()),
            None => ((StatusStyle::Doubt, "?"), words::visible(verdict.as_str()).into_owned()),
        };
        Self { class: tone.class(), mark, words }
    }

    /// Of how grave something is; what this version does not know stands as it is.
    pub(crate) fn of_severity(lang: Lang, severity: &MaybeKnown<Severity>) -> Self {
        let (tone, mark) = StatusStyle::of_severity(severity);
        Self { class: tone.class(), mark, words: words::severity_words(lang, severity).into_owned() }
    }
}

/// A moment for people and for programs.
pub(crate) struct Moment {
    pub(crate) iso: String,
    pub(crate) text: String,
}

impl Moment {
    /// The day and the minute, in digits.
    pub(crate) fn new(lang: Lang, at: Timestamp, zone: &TimeZone) -> Self {
        Self { iso: app::history::rfc3339(at), text: words::minute(lang, at, zone) }
    }
}

/// The address under which VK shows a page.
pub(crate) fn in_vk(url: &str) -> Option<String> {
    PageAddress::parse(url).ok().map(|address| address.to_string())
}

/// A text that is cut where it is longer than a cell of a list should be.
pub(crate) fn shortened(text: &str) -> String {
    const LONGEST: usize = 120;
    let text = words::visible(text);
    if text.chars().count() <= LONGEST {
        return text.into_owned();
    }
    let mut short: String = text.chars().take(LONGEST - 1).collect();
    short.push('…');
    short
}
