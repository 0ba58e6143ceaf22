//! The same of one page as a part of somebody else's document: what to do, and the menu beside what it should be. No style
//! of its own and no script; buttons that copy are hidden until a script of the document shows them.

use askama::Template;
use askama::filters::HtmlSafe;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::compare::Side;
use super::page::PageView;
use crate::{ApprovedCover, ReportOptions};
use domain::model::PageAudit;
use words::Word;
use words::web::frame::Frame;

/// What to do on one page, and its menu. Everything foreign in it is escaped.
#[derive(Template)]
#[template(path = "fragment.html", config = "templates/askama.toml")]
pub struct PageFragment<'a> {
    view: PageView<'a>,
    /// Where the approved covers are, in the order of the options.
    covers: Vec<CoverFile>,
}

/// It is HTML already.
impl HtmlSafe for PageFragment<'_> {}

/// An approved cover as a file.
struct CoverFile {
    address: String,
    name: String,
}

impl<'a> PageFragment<'a> {
    /// Of this page. The approved covers of the options are taken from `covers_at`: `/messages/SCHEME.png` below it.
    pub fn new(audit: &'a PageAudit, options: &ReportOptions, covers_at: &str) -> Self {
        let covers = options.approved_covers.iter().map(|cover| CoverFile::new(cover, covers_at)).collect();
        Self { view: PageView::new(audit, options), covers }
    }

    /// Whether there is anything to do.
    pub fn has_deeds(&self) -> bool {
        !self.view.deeds.is_empty()
    }

    /// Whether a menu was seen.
    pub fn has_menu(&self) -> bool {
        !self.view.forms.is_empty() || !self.view.items.is_empty()
    }

    fn cover(&self, number: usize) -> Option<&CoverFile> {
        self.covers.get(number)
    }

    const fn t(&self, word: Word) -> &'static str {
        word.text(self.view.lang)
    }

    const fn say(&self, word: Frame) -> &'static str {
        word.text(self.view.lang)
    }
}

impl CoverFile {
    fn new(cover: &ApprovedCover, covers_at: &str) -> Self {
        let form = cover.form.as_str();
        let scheme = utf8_percent_encode(&cover.scheme, NON_ALPHANUMERIC);
        Self { address: format!("{covers_at}/{form}/{scheme}.png"), name: format!("{form}-{}.png", cover.scheme) }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use domain::model::{AuditedItem, Clause, Code, Form, PageIdentity, Remedy, Severity, Verdict, Violation};
    use words::Lang;

    fn audit(title: &str, url: &str) -> PageAudit {
        let page = PageIdentity { url: "https://vk.com/club1".into(), group_id: None, screen_name: None, name: None };
        let item = AuditedItem {
            position: Some(1),
            title: title.into(),
            url: url.into(),
            form: Some(Form::Messages),
            is_hidden: false,
            cover: None,
        };
        let violation = Violation {
            code: Code::UrlNotCanonical.into(),
            severity: Severity::Error.into(),
            form: Some(Form::Messages),
            position: Some(1),
            field: None,
            observed: Some(url.to_owned()),
            expected: None,
            account_of: None,
            remedy: Remedy::PasteUrl { url: "https://pos.gosuslugi.ru/form/?opaId=1".to_owned() },
            clause: Arc::new(Clause { ru: "п. 5".to_owned(), en: "item 5".to_owned() }),
        };
        PageAudit {
            page,
            organization: None,
            verdict: Verdict::Violations,
            checked_at: jiff::Timestamp::UNIX_EPOCH,
            menu: vec![item],
            expected: None,
            violations: vec![violation],
            unverified: None,
        }
    }

    #[test]
    fn what_is_to_be_pasted_can_be_copied_and_foreign_text_stays_text() {
        let audit = audit("<script>alert(1)</script>\u{202e}", "javascript:alert(1)");
        for lang in Lang::ALL {
            let options = ReportOptions { lang, ..ReportOptions::default() };
            let fragment = PageFragment::new(&audit, &options, "/covers");
            let html = fragment.to_string();
            assert!(html.contains("data-copy=\"paste-1\"") && html.contains("id=\"paste-1\""), "{html}");
            assert!(!html.contains("<script") && !html.contains("href=\"javascript"), "{html}");
            assert!(!html.contains('\u{202e}') && !html.contains(" style=") && !html.contains(" on"), "{html}");
            assert!(fragment.has_deeds() && fragment.has_menu());
        }
    }

    #[test]
    fn the_name_of_a_scheme_leads_nowhere_else() {
        let cover = ApprovedCover { form: Form::Polls, scheme: "../a b".into(), png: Vec::new() };
        assert_eq!(CoverFile::new(&cover, "/covers").address, "/covers/polls/%2E%2E%2Fa%20b.png");
    }
}
