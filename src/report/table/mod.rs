//! The report for a terminal: a block for each page with something to mend, then the summary. Colour is only ever an
//! addition to a mark and a word.

pub(super) mod paint;
mod summary;

use std::io::{self, BufWriter, Write};

use domain::model::{Code, MaybeKnown, PageAudit, RunFacts, Severity, Summary, Verdict, Violation};
use words::{self, Lang, Word, visible};

use super::ndjson::buffered;
use super::remedies::deeds;
use super::{Output, ReportOptions, ReportWriter};
use paint::{Color, Lead, Paint};

/// Narrower than this, wrapping would leave a word a line.
pub(super) const LEAST_WIDTH: usize = 40;

/// Writes blocks as pages come.
pub(super) struct TableWriter {
    out: BufWriter<Output>,
    options: ReportOptions,
    paint: Paint,
}

impl TableWriter {
    pub(super) fn new(out: Output, options: ReportOptions) -> Self {
        let paint = Paint { color: options.color, width: options.width.max(LEAST_WIDTH) };
        Self { out: buffered(out), options, paint }
    }

    /// `✗ есть нарушения  https://vk.com/...  Название`.
    fn headline(&mut self, audit: &PageAudit) -> io::Result<()> {
        let lang = self.options.lang;
        let (mark, color) = verdict_mark(audit.verdict);
        let lead = Lead { indent: 0, mark: &format!("{mark} {}", words::verdict(lang, audit.verdict)), color };
        let mut text = visible(&audit.page.url).into_owned();
        if let Some(name) = audit.page.name.as_deref().filter(|name| !name.is_empty()) {
            text.push_str("  ");
            text.push_str(&visible(name));
        }
        self.paint.paragraph(&mut self.out, &lead, "  ", &text)
    }

    fn block(&mut self, audit: &PageAudit) -> io::Result<()> {
        let lang = self.options.lang;
        self.headline(audit)?;
        let whose = match audit.organization.as_deref() {
            Some(organization) => {
                let mut whose = organization.name.to_string();
                if let Some(ogrn) = organization.ogrn {
                    let parting = if whose.is_empty() { "" } else { " · " };
                    whose.extend([parting, Word::Ogrn.text(lang), " ", &ogrn.to_string()]);
                }
                if let Some(municipality) = &organization.municipality {
                    whose.push_str(" · ");
                    whose.push_str(municipality);
                }
                whose
            }
            None => Word::UnknownOrganization.text(lang).to_owned(),
        };
        self.paint.paragraph(&mut self.out, &Lead::blank(2), "", &visible(&whose))?;
        if let Some(unverified) = &audit.unverified {
            let words = words::unverified(lang, unverified);
            self.paint.paragraph(&mut self.out, &Lead::blank(2), "", &words.message)?;
            self.paint.paragraph(&mut self.out, &Lead::plain(2, "→"), " ", &words.remedy)?;
        }
        for deed in deeds(audit, lang) {
            for violation in &deed.mends {
                let (mark, color) = severity_mark(&violation.severity);
                let mark = format!("{mark} {}:", words::severity_words(lang, &violation.severity));
                let mut text = String::new();
                words::push_message(lang, violation, &mut text);
                text.push_str(" [");
                text.push_str(&visible(violation.code.as_str()));
                text.push(']');
                self.paint.paragraph(&mut self.out, &Lead { indent: 2, mark: &mark, color }, " ", &text)?;
                if let Some(compared) = compared_cover(audit, violation, lang) {
                    self.paint.paragraph(&mut self.out, &Lead::blank(4), "", &compared)?;
                }
            }
            self.paint.paragraph(
                &mut self.out,
                &Lead { indent: 4, mark: "→", color: Color::Bold },
                " ",
                &deed.words,
            )?;
        }
        self.out.write_all(b"\n")
    }
}

/// How exactly the difference of two covers is told.
const SCORE_DECIMALS: usize = 2;

/// The cover as found, and the approved one it is nearest to.
fn compared_cover(audit: &PageAudit, violation: &Violation, lang: Lang) -> Option<String> {
    let compared = [Code::CoverNotApproved, Code::CoverOtherForm, Code::CoverReview];
    let is_compared = violation.code.known().is_some_and(|code| compared.contains(&code));
    let item =
        audit.menu.iter().find(|item| is_compared && item.position.is_some() && item.position == violation.position)?;
    let cover = item.cover.as_ref()?;
    let (form, scheme, score) = (cover.form?, cover.scheme.as_deref()?, cover.score?);
    Some(format!(
        "{}: {}; {}: «{}», {}, {} {}",
        Word::CoverFound.text(lang),
        visible(&cover.url),
        Word::NearestCover.text(lang),
        words::form(form),
        visible(scheme),
        Word::Unlikeness.text(lang),
        words::decimal(lang, score, SCORE_DECIMALS),
    ))
}

impl ReportWriter for TableWriter {
    fn page(&mut self, audit: &PageAudit) -> io::Result<()> {
        if audit.verdict != Verdict::Compliant || !audit.violations.is_empty() {
            self.block(audit)
        } else if self.options.verbose || self.options.few_pages() {
            self.headline(audit)
        } else {
            Ok(())
        }
    }

    fn finish(mut self: Box<Self>, run: &RunFacts, summary: &Summary) -> io::Result<()> {
        summary::write(&mut self.out, self.paint, &self.options, run, summary)?;
        self.out.flush()
    }
}

const fn verdict_mark(verdict: Verdict) -> (&'static str, Color) {
    match verdict {
        Verdict::Compliant => ("✓", Color::Green),
        Verdict::Violations => ("✗", Color::Red),
        Verdict::Review => ("?", Color::Yellow),
        Verdict::Unverified => ("–", Color::Cyan),
    }
}

const fn severity_mark(severity: &MaybeKnown<Severity>) -> (&'static str, Color) {
    match severity.known() {
        Some(Severity::Error) => ("✗", Color::Red),
        Some(Severity::Warning) => ("!", Color::Yellow),
        Some(Severity::Notice) => ("i", Color::Cyan),
        None => ("?", Color::Yellow),
    }
}

/// A heading of the summary.
fn heading(out: &mut impl Write, paint: Paint, word: Word, lang: Lang) -> io::Result<()> {
    writeln!(out)?;
    paint.paragraph(out, &Lead { indent: 0, mark: word.text(lang), color: Color::Bold }, "", "")
}
