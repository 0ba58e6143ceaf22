//! One page of the HTML report: what is wrong, what to do, and the menu beside what it should be.

use std::borrow::Cow;

use askama::Template;

use domain::model::{AuditedItem, PageAudit};
use words::{self, Lang, Word, Words, date_time, visible};

use super::super::remedies::{Fix, deeds};
use super::super::wire::rfc3339;
use super::super::{ReportOptions, link};
use super::StatusStyle;
use super::compare::{FormView, Side, forms};

/// The article of one page.
#[derive(Template)]
#[template(path = "page.html", config = "templates/askama.toml")]
pub(super) struct PageView<'a> {
    pub(super) lang: Lang,
    verdict: &'static str,
    verdict_words: &'static str,
    tone: &'static str,
    mark: &'static str,
    link: Option<String>,
    pub(super) title: String,
    who: String,
    address: String,
    checked: String,
    checked_iso: String,
    unverified: Option<Words>,
    pub(super) deeds: Vec<DeedView<'a>>,
    pub(super) forms: Vec<FormView<'a>>,
    pub(super) items: Vec<ItemView<'a>>,
    open: bool,
}

/// What to do, and what it mends.
pub(super) struct DeedView<'a> {
    pub(super) violations: Vec<ViolationView<'a>>,
    pub(super) words: String,
    /// The URL to paste.
    pub(super) paste: Option<String>,
    /// The title to write.
    pub(super) title: Option<String>,
    pub(super) clauses: String,
}

pub(super) struct ViolationView<'a> {
    pub(super) tone: &'static str,
    pub(super) mark: &'static str,
    pub(super) severity: Cow<'a, str>,
    pub(super) message: String,
    pub(super) code: Cow<'a, str>,
}

/// An item of the menu that is not compared.
pub(super) struct ItemView<'a> {
    pub(super) position: String,
    pub(super) title: Cow<'a, str>,
    pub(super) url: Cow<'a, str>,
    pub(super) link: Option<&'a str>,
    pub(super) is_hidden: bool,
    pub(super) form: Option<&'static str>,
}

impl<'a> PageView<'a> {
    /// The numbers of the approved covers it shows.
    pub(super) fn approved(&self) -> impl Iterator<Item = usize> + '_ {
        self.forms.iter().flat_map(|form| &form.rows).filter_map(|row| match row.wanted {
            Side::Approved(number, _) => Some(number),
            Side::Text(_) | Side::Picture(..) | Side::Slot(_) => None,
        })
    }

    pub(super) fn new(audit: &'a PageAudit, options: &ReportOptions) -> Self {
        let lang = options.lang;
        let (tone, mark) = StatusStyle::of_verdict(audit.verdict);
        let name = audit.page.name.as_deref().filter(|name| !name.is_empty());
        let forms = forms(audit, options);
        // Where nothing is known of what should be there, every item is just listed.
        let is_compared = |item: &AuditedItem| !forms.is_empty() && forms.iter().any(|form| form.shows(item));
        let items = audit.menu.iter().filter(|item| !is_compared(item)).map(ItemView::new).collect();
        Self {
            lang,
            verdict: audit.verdict.as_str(),
            verdict_words: words::verdict(lang, audit.verdict),
            tone: tone.class(),
            mark,
            link: link::page(&audit.page),
            title: visible(name.unwrap_or(&audit.page.url)).into_owned(),
            who: who(audit, lang),
            address: visible(&audit.page.url).into_owned(),
            checked: date_time(lang, audit.checked_at, &options.time_zone),
            checked_iso: rfc3339(audit.checked_at),
            unverified: audit.unverified.as_ref().map(|unverified| words::unverified(lang, unverified)),
            deeds: deeds(audit, lang).iter().map(|deed| DeedView::new(deed, lang)).collect(),
            forms,
            items,
            open: options.few_pages(),
        }
    }

    const fn t(&self, word: Word) -> &'static str {
        word.text(self.lang)
    }
}

/// Whose page it is, in a line.
fn who(audit: &PageAudit, lang: Lang) -> String {
    let Some(organization) = audit.organization.as_deref() else {
        return Word::UnknownOrganization.text(lang).to_owned();
    };
    let mut who = visible(&organization.name).into_owned();
    who.push_str(" · ");
    who.push_str(organization.level.map_or(Word::UnknownLevel.text(lang), |level| words::level(lang, level)));
    if let Some(municipality) = &organization.municipality {
        who.push_str(" · ");
        who.push_str(&visible(municipality));
    }
    if let Some(ogrn) = organization.ogrn {
        who.push_str(" · ");
        who.push_str(Word::Ogrn.text(lang));
        who.push(' ');
        who.push_str(&ogrn.to_string());
    }
    who
}

impl<'a> DeedView<'a> {
    fn new(deed: &Fix<'a>, lang: Lang) -> Self {
        let violations = deed.mends.iter().map(|violation| {
            let (tone, mark) = StatusStyle::of_severity(&violation.severity);
            let mut message = String::new();
            words::push_message(lang, violation, &mut message);
            ViolationView {
                tone: tone.class(),
                mark,
                severity: words::severity_words(lang, &violation.severity),
                message,
                code: visible(violation.code.as_str()),
            }
        });
        let mut clauses: Vec<&str> = Vec::new();
        for clause in deed.mends.iter().map(|violation| words::clause(lang, &violation.clause)) {
            if !clauses.contains(&clause) {
                clauses.push(clause);
            }
        }
        // What is to be pasted stands alone, where one click selects all of it.
        let paste = deed.url().map(|url| visible(url).into_owned());
        let words = match &paste {
            Some(url) => deed.words.strip_suffix(url.as_str()).unwrap_or(&deed.words).trim_end().to_owned(),
            None => deed.words.clone(),
        };
        let violations = violations.collect();
        let title = deed.title().map(|title| visible(title).into_owned());
        Self { violations, words, paste, title, clauses: visible(&clauses.join("; ")).into_owned() }
    }
}

impl<'a> ItemView<'a> {
    fn new(item: &'a AuditedItem) -> Self {
        Self {
            position: item.position.map(|position| format!("{position}.")).unwrap_or_default(),
            title: visible(&item.title),
            url: visible(&item.url),
            link: link::web(&item.url),
            is_hidden: item.is_hidden,
            form: item.form.map(words::form),
        }
    }
}
