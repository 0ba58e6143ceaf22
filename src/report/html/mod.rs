//! One self-contained page for a browser and for printing: no script, nothing loaded but cover pictures over https,
//! every foreign text escaped. Pages wait in spools, one for each kind of result, so that the worst come first.

mod compare;
mod fragment;
mod head;
mod page;
mod pieces;

use std::collections::BTreeSet;
use std::io::{self, BufWriter, Write};

use askama::Template;

use domain::model::{MaybeKnown, PageAudit, RunFacts, Severity, Summary, Verdict};
use words::{Noun, Word, count, visible};

pub use fragment::PageFragment;
pub(super) use head::STYLE;

use super::ndjson::buffered;
use super::spool::Spool;
use super::{Output, ReportOptions, ReportWriter, link};

/// Spools pages, then writes the document.
pub(super) struct HtmlWriter {
    out: BufWriter<Output>,
    options: ReportOptions,
    /// In the order the document shows them.
    groups: [Group; 4],
    /// Compliant pages with nothing to say but their name.
    fine: Group,
    /// The numbers of the approved covers that pages show.
    approved: BTreeSet<usize>,
}

/// Pages of one kind.
struct Group {
    pages: Spool,
    count: u64,
}

impl Group {
    fn new() -> Self {
        Self { pages: Spool::new(), count: 0 }
    }
}

/// The class that colours a thing; a mark and a word always stand beside the colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusStyle {
    /// As it should be.
    Good,
    /// Wrong.
    Bad,
    /// Somebody should look.
    Doubt,
    /// Neither.
    None,
}

impl StatusStyle {
    /// The class of the style sheets.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Bad => "bad",
            Self::Doubt => "doubt",
            Self::None => "none",
        }
    }

    /// Of a verdict, with its mark.
    pub const fn of_verdict(verdict: Verdict) -> (Self, &'static str) {
        match verdict {
            Verdict::Compliant => (Self::Good, "✓"),
            Verdict::Violations => (Self::Bad, "✗"),
            Verdict::Review => (Self::Doubt, "?"),
            Verdict::Unverified => (Self::None, "–"),
        }
    }

    /// Of how grave something is, with its mark; what only a later version can say somebody should look at.
    pub const fn of_severity(severity: &MaybeKnown<Severity>) -> (Self, &'static str) {
        match severity.known() {
            Some(Severity::Error) => (Self::Bad, "✗"),
            Some(Severity::Warning) => (Self::Doubt, "!"),
            Some(Severity::Notice) => (Self::None, "i"),
            None => (Self::Doubt, "?"),
        }
    }
}

impl HtmlWriter {
    pub(super) fn new(out: Output, options: ReportOptions) -> Self {
        let groups = [Group::new(), Group::new(), Group::new(), Group::new()];
        Self { out: buffered(out), options, groups, fine: Group::new(), approved: BTreeSet::new() }
    }

    /// An entry of the list of pages without violations.
    fn fine_page(&mut self, audit: &PageAudit) -> io::Result<()> {
        let name = audit.organization.as_deref().map(|organization| &*organization.name);
        let name = name.or(audit.page.name.as_deref()).filter(|name| !name.is_empty());
        let line =
            FineView { link: link::page(&audit.page), title: visible(name.unwrap_or(&audit.page.url)).into_owned() };
        self.fine.count += 1;
        render(&line, &mut self.fine.pages)
    }
}

impl ReportWriter for HtmlWriter {
    fn page(&mut self, audit: &PageAudit) -> io::Result<()> {
        let group = match audit.verdict {
            Verdict::Violations => 0,
            Verdict::Review => 1,
            Verdict::Unverified => 2,
            Verdict::Compliant if audit.violations.is_empty() && !self.options.few_pages() => {
                return self.fine_page(audit);
            }
            Verdict::Compliant => 3,
        };
        let group = &mut self.groups[group];
        group.count += 1;
        let view = page::PageView::new(audit, &self.options);
        self.approved.extend(view.approved());
        render(&view, &mut group.pages)
    }

    fn finish(mut self: Box<Self>, run: &RunFacts, summary: &Summary) -> io::Result<()> {
        let lang = self.options.lang;
        render(&head::HeadView::new(&self.options, run, summary, &self.approved), &mut self.out)?;
        for (id, group) in (1..).zip(self.groups).filter(|(_, group)| group.count > 0) {
            let title = match id {
                1 => Word::PagesToFix,
                2 => Word::ForReview,
                3 => Word::Unverified,
                _ => Word::Compliant,
            };
            let (title, pages) = (title.text(lang), count(lang, group.count, Noun::Page));
            writeln!(self.out, "<section aria-labelledby=\"g{id}\"><h2 id=\"g{id}\">{title}: {pages}</h2>")?;
            group.pages.copy_to(&mut self.out)?;
            writeln!(self.out, "</section>")?;
        }
        if self.fine.count > 0 {
            let (title, pages) = (Word::CompliantPages.text(lang), count(lang, self.fine.count, Noun::Page));
            write!(self.out, "<section aria-labelledby=\"fine\"><h2 id=\"fine\">{title}</h2>")?;
            writeln!(self.out, "<details><summary>{pages}</summary><ul class=\"fine\">")?;
            self.fine.pages.copy_to(&mut self.out)?;
            writeln!(self.out, "</ul></details></section>")?;
        }
        render(&head::FootView::new(&self.options, run), &mut self.out)?;
        self.out.flush()
    }
}

/// One line of the list of pages without violations.
#[derive(Template)]
#[template(path = "fine.html", config = "templates/askama.toml")]
struct FineView {
    link: Option<String>,
    title: String,
}

pub(super) fn render(view: &impl Template, out: &mut impl Write) -> io::Result<()> {
    Template::write_into(view, out)?;
    out.write_all(b"\n")
}
