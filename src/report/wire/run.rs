//! What stands beside the pages of a report: the run and its sums.

use std::borrow::Cow;

use serde::Serialize;
use serde::ser::{SerializeMap as _, Serializer};

use super::{Each, Rfc3339};
use domain::model::{CutShort, Remark, RowProblem, RunFacts, Severity, Summary, Verdict};
use words::{self, Lang};

/// The facts of the run.
#[derive(Serialize)]
pub(crate) struct WireRun<'a> {
    started_at: Rfc3339,
    finished_at: Rfc3339,
    source: &'a str,
    policy: &'a str,
    registry: Option<&'a str>,
    rows_set_aside: u64,
    problems: Each<'a, RowProblem, WireProblem<'a>>,
    covers_checked: bool,
    complete: bool,
    cut_short: Option<WireCutShort>,
    remarks: Each<'a, Remark, WireRemark<'a>>,
    lang: &'static str,
    version: &'static str,
}

impl<'a> WireRun<'a> {
    pub(crate) fn new(run: &'a RunFacts, lang: Lang) -> Self {
        Self {
            started_at: Rfc3339(run.started_at),
            finished_at: Rfc3339(run.finished_at),
            source: &run.source,
            policy: &run.policy,
            registry: run.registry.as_deref(),
            rows_set_aside: run.rows_set_aside,
            problems: Each { of: &run.problems, lang, wire: WireProblem::new },
            covers_checked: run.covers_checked,
            complete: run.cut_short.is_none(),
            cut_short: run.cut_short.as_ref().map(|end| WireCutShort::new(end, lang)),
            remarks: Each { of: &run.remarks, lang, wire: WireRemark::new },
            lang: lang.as_str(),
            version: crate::VERSION,
        }
    }
}

#[derive(Serialize)]
struct WireProblem<'a> {
    sheet: Option<&'a str>,
    row: Option<u32>,
    column: Option<&'static str>,
    cell: Option<String>,
    value: &'a str,
    message: String,
}

impl<'a> WireProblem<'a> {
    fn new(problem: &'a RowProblem, lang: Lang) -> Self {
        let message = words::row_problem(lang, problem);
        let place = &problem.place;
        Self {
            sheet: place.sheet.as_deref(),
            row: place.row,
            column: place.column,
            cell: place.cell_name(),
            value: &problem.value,
            message,
        }
    }
}

#[derive(Serialize)]
struct WireCutShort {
    reason: &'static str,
    detail: Option<String>,
    message: String,
}

impl WireCutShort {
    fn new(end: &CutShort, lang: Lang) -> Self {
        let (reason, detail) = match end {
            CutShort::Interrupted => ("interrupted", None),
            CutShort::Stopped { cause } => ("stopped", Some(words::cause(lang, cause))),
        };
        Self { reason, detail, message: words::cut_short(lang, end) }
    }
}

#[derive(Serialize)]
struct WireRemark<'a> {
    kind: &'static str,
    subject: &'a str,
    detail: Cow<'a, str>,
    message: String,
}

impl<'a> WireRemark<'a> {
    fn new(remark: &'a Remark, lang: Lang) -> Self {
        let (kind, subject, detail) = match remark {
            Remark::Renamed { url, screen_name } => ("renamed", url.as_str(), Cow::Borrowed(screen_name.as_str())),
            Remark::Token { name, failure } => ("token", name.as_str(), Cow::Owned(words::call_failure(lang, failure))),
            Remark::Text(text) => ("text", "", Cow::Borrowed(text.as_str())),
        };
        Self { kind, subject, detail, message: words::remark(lang, remark) }
    }
}

/// The totals.
#[derive(Serialize)]
pub(crate) struct WireSummary<'a> {
    pages: u64,
    checked: u64,
    coverage: Option<f64>,
    verdicts: Verdicts<'a>,
    severities: Counts<Vec<(&'static str, u64)>>,
    codes: Counts<Vec<(&'a str, u64)>>,
    unverified: Counts<Vec<(&'static str, u64)>>,
    without_page: u64,
    municipalities: Vec<WireMunicipality<'a>>,
}

impl<'a> WireSummary<'a> {
    pub(crate) fn new(summary: &'a Summary, _: Lang) -> Self {
        let severity = |severity: Severity| summary.severities.get(&severity.into()).copied().unwrap_or_default();
        let severities = Severity::ALL.into_iter().rev().map(|each| (each.as_str(), severity(each)));
        Self {
            pages: summary.pages,
            checked: summary.seen(),
            coverage: (summary.pages > 0).then(|| share(summary.seen(), summary.pages)),
            verdicts: Verdicts(&summary.verdicts),
            severities: Counts(severities.collect()),
            codes: Counts(summary.codes.iter().map(|(code, count)| (code.as_str(), *count)).collect()),
            unverified: Counts(summary.unverified.iter().map(|(why, count)| (why.as_str(), *count)).collect()),
            without_page: summary.all_without_page(),
            municipalities: summary
                .municipalities
                .iter()
                .map(|(name, verdicts)| WireMunicipality::new(name, verdicts, summary.without_page_in(name)))
                .collect(),
        }
    }
}

/// A share from 0 to 1 with four decimals.
fn share(part: u64, whole: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "counts of pages stay far below 2^52")]
    let share = part as f64 / whole as f64;
    (share * 10_000.0).floor() / 10_000.0
}

type VerdictCounts = std::collections::BTreeMap<Verdict, u64>;

/// All four verdicts, those without pages as 0.
struct Verdicts<'a>(&'a VerdictCounts);

impl Serialize for Verdicts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(Verdict::ALL.len()))?;
        for verdict in Verdict::ALL {
            map.serialize_entry(verdict.as_str(), &self.0.get(&verdict).copied().unwrap_or_default())?;
        }
        map.end()
    }
}

/// Names with their counts, in the order given.
struct Counts<T>(T);

impl Serialize for Counts<Vec<(&str, u64)>> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().copied())
    }
}

#[derive(Serialize)]
struct WireMunicipality<'a> {
    name: Option<&'a str>,
    pages: u64,
    verdicts: Verdicts<'a>,
    without_page: u64,
}

impl<'a> WireMunicipality<'a> {
    fn new(name: &'a str, verdicts: &'a VerdictCounts, without_page: u64) -> Self {
        Self {
            name: (!name.is_empty()).then_some(name),
            pages: verdicts.values().sum(),
            verdicts: Verdicts(verdicts),
            without_page,
        }
    }
}
