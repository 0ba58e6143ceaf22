//! What the HTML report begins and ends with: the summary and the facts of the run.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;
use sha2::{Digest, Sha256};

use domain::model::{RunFacts, Summary, Verdict};
use words::{self, Lang, Word, date_time, number, percent, visible};

use super::super::{ReportOptions, VERSION};
use super::StatusStyle;

/// The only style sheet; the policy of the document allows it by its digest and no other style.
pub(crate) const STYLE: &str = include_str!("../templates/report.css");
/// How many rows of the registry and how many remarks are told one by one.
const LINES_TOLD: usize = 100;

/// The beginning of the document.
#[derive(Template)]
#[template(path = "head.html", config = "templates/askama.toml")]
pub(super) struct HeadView {
    lang: Lang,
    style: String,
    style_digest: String,
    finished: String,
    alert: Option<String>,
    pages: u64,
    violations: String,
    cards: Vec<Card>,
    bar: Vec<BarPart>,
    bar_words: String,
    codes: Vec<CodeRow>,
    municipalities: Vec<MunicipalityRow>,
    has_absent: bool,
    reasons: Vec<ReasonRow>,
    lists: Vec<List>,
}

struct Card {
    tone: &'static str,
    figure: String,
    label: &'static str,
    note: String,
}

struct BarPart {
    tone: &'static str,
    from: u64,
    width: u64,
}

struct CodeRow {
    words: String,
    count: String,
    code: String,
}

struct MunicipalityRow {
    name: String,
    all: String,
    counts: [String; 4],
    share: String,
    meter: u64,
    without_page: String,
}

struct ReasonRow {
    words: &'static str,
    count: String,
}

struct List {
    id: &'static str,
    title: &'static str,
    lines: Vec<String>,
    more: usize,
}

impl HeadView {
    pub(super) fn new(options: &ReportOptions, run: &RunFacts, summary: &Summary, approved: &BTreeSet<usize>) -> Self {
        let lang = options.lang;
        let mut codes: Vec<_> = summary.codes.iter().collect();
        codes.sort_by_key(|(code, count)| (Reverse(**count), *code));
        let codes = codes.into_iter().map(|(code, count)| CodeRow {
            words: words::code_words(lang, code).into_owned(),
            count: number(lang, *count),
            code: visible(code.as_str()).into_owned(),
        });
        let reasons = summary
            .unverified
            .iter()
            .map(|(reason, count)| ReasonRow { words: words::reason(lang, *reason), count: number(lang, *count) });
        let remarks = run.remarks.iter().map(|remark| words::remark(lang, remark));
        let problems = run.problems.iter().map(|problem| words::row_problem(lang, problem));
        let lists = [
            List::new(lang, "remarks", Word::Remarks, remarks),
            List::new(lang, "problems", Word::RegistryProblems, problems),
        ];
        let style = style(options, approved);
        Self {
            lang,
            style_digest: BASE64.encode(Sha256::digest(style.as_bytes())),
            style,
            finished: date_time(lang, run.finished_at, &options.time_zone),
            alert: run.cut_short.as_ref().map(|end| words::cut_short(lang, end)),
            pages: summary.pages,
            violations: number(lang, summary.codes.values().sum()),
            cards: cards(lang, summary),
            bar: bar(summary),
            bar_words: bar_words(lang, summary),
            codes: codes.collect(),
            municipalities: municipalities(lang, summary),
            has_absent: !summary.without_page.is_empty(),
            reasons: reasons.collect(),
            lists: lists.into_iter().flatten().collect(),
        }
    }

    const fn t(&self, word: Word) -> &'static str {
        word.text(self.lang)
    }
}

/// The style sheet with the approved covers that pages show, each once however many pages show it.
fn style(options: &ReportOptions, approved: &BTreeSet<usize>) -> String {
    let mut style = STYLE.to_owned();
    for (number, cover) in options.approved_covers.iter().enumerate().filter(|(number, _)| approved.contains(number)) {
        style.extend([".approved-", &number.to_string(), "{background-image:url(data:image/png;base64,"]);
        BASE64.encode_string(&cover.png, &mut style);
        style.push_str(")}\n");
    }
    style
}

impl List {
    fn new(lang: Lang, id: &'static str, title: Word, lines: impl ExactSizeIterator<Item = String>) -> Option<Self> {
        let more = lines.len().saturating_sub(LINES_TOLD);
        let lines: Vec<_> = lines.take(LINES_TOLD).collect();
        (!lines.is_empty()).then(|| Self { id, title: title.text(lang), lines, more })
    }
}

/// The share that is right, first of all; then what needs hands, eyes, or another try.
fn cards(lang: Lang, summary: &Summary) -> Vec<Card> {
    let seen = summary.seen();
    let of_checked = |verdict| {
        let count = summary.count(verdict);
        format!("{} {}", percent(lang, count, seen), Word::OfChecked.text(lang))
    };
    let compliant = summary.count(Verdict::Compliant);
    vec![
        Card {
            tone: StatusStyle::Good.class(),
            figure: percent(lang, compliant, seen),
            label: Word::ShareCompliant.text(lang),
            note: format!("{} / {} {}", number(lang, compliant), number(lang, seen), Word::OfChecked.text(lang)),
        },
        Card {
            tone: StatusStyle::Bad.class(),
            figure: number(lang, summary.count(Verdict::Violations)),
            label: Word::WithViolations.text(lang),
            note: of_checked(Verdict::Violations),
        },
        Card {
            tone: StatusStyle::Doubt.class(),
            figure: number(lang, summary.count(Verdict::Review)),
            label: Word::ForReview.text(lang),
            note: of_checked(Verdict::Review),
        },
        Card {
            tone: StatusStyle::None.class(),
            figure: percent(lang, seen, summary.pages),
            label: Word::Coverage.text(lang),
            note: format!(
                "{} / {} · {}: {}",
                number(lang, seen),
                number(lang, summary.pages),
                Word::Unverified.text(lang),
                number(lang, summary.count(Verdict::Unverified))
            ),
        },
    ]
}

/// Parts of a thousand for each verdict that occurs.
fn bar(summary: &Summary) -> Vec<BarPart> {
    let thousandths = |pages: u64| (pages * 1000).checked_div(summary.pages).unwrap_or_default();
    let mut before = 0;
    let mut parts = Vec::new();
    for verdict in Verdict::ALL {
        let from = thousandths(before);
        before += summary.count(verdict);
        let width = thousandths(before) - from;
        if width > 0 {
            parts.push(BarPart { tone: StatusStyle::of_verdict(verdict).0.class(), from, width });
        }
    }
    parts
}

fn bar_words(lang: Lang, summary: &Summary) -> String {
    let part = |verdict| format!("{}: {}", words::verdict(lang, verdict), number(lang, summary.count(verdict)));
    Verdict::ALL.map(part).join(", ")
}

/// All municipalities, the one with most pages to mend first. With one there is nothing to compare.
fn municipalities(lang: Lang, summary: &Summary) -> Vec<MunicipalityRow> {
    if summary.municipalities.len() < 2 {
        return Vec::new();
    }
    let mut all: Vec<_> = summary.municipalities.iter().collect();
    all.sort_by_key(|(name, verdicts)| (Reverse(verdicts.get(&Verdict::Violations).copied()), *name));
    let row = |(name, verdicts): (&str, &BTreeMap<Verdict, u64>)| {
        let of = |verdict| verdicts.get(&verdict).copied().unwrap_or_default();
        let pages: u64 = verdicts.values().sum();
        let seen = pages - of(Verdict::Unverified);
        let compliant = of(Verdict::Compliant);
        MunicipalityRow {
            name: if name.is_empty() { Word::NoMunicipality.text(lang).to_owned() } else { visible(name).into_owned() },
            all: number(lang, pages),
            counts: Verdict::ALL.map(|verdict| number(lang, of(verdict))),
            share: percent(lang, compliant, seen),
            without_page: number(lang, summary.without_page_in(name)),
            meter: (compliant * 100).checked_div(seen).unwrap_or_default(),
        }
    };
    all.into_iter().map(|(name, verdicts)| row((&**name, verdicts))).collect()
}

/// The end of the document.
#[derive(Template)]
#[template(path = "foot.html", config = "templates/askama.toml")]
pub(super) struct FootView {
    lang: Lang,
    facts: Vec<(&'static str, String)>,
}

impl FootView {
    pub(super) fn new(options: &ReportOptions, run: &RunFacts) -> Self {
        let lang = options.lang;
        let covers = if run.covers_checked { Word::Yes } else { Word::No };
        let facts = [
            (Word::Started, date_time(lang, run.started_at, &options.time_zone)),
            (Word::Finished, date_time(lang, run.finished_at, &options.time_zone)),
            (Word::Source, visible(&run.source).into_owned()),
            (Word::Policy, visible(&run.policy).into_owned()),
            (Word::Registry, visible(run.registry.as_deref().unwrap_or("—")).into_owned()),
            (Word::RowsSetAside, number(lang, run.rows_set_aside)),
            (Word::CoversChecked, covers.text(lang).to_owned()),
            (Word::Program, format!("vk-page-auditor {VERSION}")),
        ];
        Self { lang, facts: facts.map(|(word, fact)| (word.text(lang), fact)).into() }
    }

    const fn t(&self, word: Word) -> &'static str {
        word.text(self.lang)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_sheet_loads_nothing() {
        assert!(!STYLE.contains("url(") && !STYLE.contains("@import") && !STYLE.contains("</"));
    }
}
