//! The JSON contract of reports: exactly these keys, in this order. The only file that serialises
//! reports; the schema beside it (`report.schema.json`) says the same to other programs.

use std::borrow::Cow;
use std::fmt;

use jiff::Timestamp;
use jiff::fmt::temporal::DateTimePrinter;
use serde::Serialize;
use serde::ser::{SerializeMap, SerializeSeq, Serializer};

use domain::model::{
    AuditedItem, CutShort, ExpectedForm, ExpectedForms, ItemCover, Organization, PageAudit, PageIdentity, Remark,
    RowProblem, RunFacts, Severity, Summary, Unverified, Verdict, Violation,
};
use words::{self, Lang};

/// One page: an entry of `pages`, a line of NDJSON.
#[derive(Serialize)]
pub(super) struct WirePage<'a> {
    page: WireIdentity<'a>,
    organization: Option<WireOrganization<'a>>,
    verdict: &'static str,
    checked_at: Rfc3339,
    menu: Each<'a, AuditedItem, WireItem<'a>>,
    expected: Option<WireExpectedForms<'a>>,
    violations: Each<'a, Violation, WireViolation<'a>>,
    unverified: Option<WireUnverified>,
}

impl<'a> WirePage<'a> {
    pub(super) fn new(audit: &'a PageAudit, lang: Lang) -> Self {
        Self {
            page: WireIdentity::from(&audit.page),
            organization: audit.organization.as_deref().map(WireOrganization::from),
            verdict: audit.verdict.as_str(),
            checked_at: Rfc3339(audit.checked_at),
            menu: Each { of: &audit.menu, lang, wire: WireItem::new },
            expected: audit.expected.as_ref().map(WireExpectedForms::from),
            violations: Each { of: &audit.violations, lang, wire: WireViolation::new },
            unverified: audit.unverified.as_ref().map(|unverified| WireUnverified::new(unverified, lang)),
        }
    }
}

/// A list whose entries are made one at a time while it is written.
struct Each<'a, T, W> {
    of: &'a [T],
    lang: Lang,
    wire: fn(&'a T, Lang) -> W,
}

impl<T, W: Serialize> Serialize for Each<'_, T, W> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.of.len()))?;
        for entry in self.of {
            list.serialize_element(&(self.wire)(entry, self.lang))?;
        }
        list.end()
    }
}

/// A moment in UTC with whole seconds.
struct Rfc3339(Timestamp);

/// Prints whole seconds; a fraction would say nothing of a page.
const SECONDS: DateTimePrinter = DateTimePrinter::new().precision(Some(0));

/// The moment as JSON, NDJSON and CSV have it.
pub(super) fn rfc3339(at: Timestamp) -> String {
    SECONDS.timestamp_to_string(&at)
}

impl Serialize for Rfc3339 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&rfc3339(self.0))
    }
}

/// Displays a value as a JSON string without a text of its own.
struct Shown<T>(T);

impl<T: fmt::Display> Serialize for Shown<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

#[derive(Serialize)]
struct WireIdentity<'a> {
    url: &'a str,
    group_id: Option<u64>,
    screen_name: Option<&'a str>,
    name: Option<&'a str>,
}

impl<'a> From<&'a PageIdentity> for WireIdentity<'a> {
    fn from(page: &'a PageIdentity) -> Self {
        Self {
            url: &page.url,
            group_id: page.group_id.map(domain::model::GroupId::get),
            screen_name: page.screen_name.as_deref(),
            name: page.name.as_deref(),
        }
    }
}

#[derive(Serialize)]
struct WireOrganization<'a> {
    name: &'a str,
    ogrn: Option<Shown<domain::model::Ogrn>>,
    level: Option<&'static str>,
    region_code: Option<Shown<domain::model::RegionCode>>,
    municipality: Option<&'a str>,
}

impl<'a> From<&'a Organization> for WireOrganization<'a> {
    fn from(organization: &'a Organization) -> Self {
        Self {
            name: &organization.name,
            ogrn: organization.ogrn.map(Shown),
            level: organization.level.map(domain::model::Level::as_str),
            region_code: organization.region_code.map(Shown),
            municipality: organization.municipality.as_deref(),
        }
    }
}

#[derive(Serialize)]
struct WireItem<'a> {
    position: Option<u32>,
    title: &'a str,
    url: &'a str,
    form: Option<&'static str>,
    hidden: bool,
    cover: Option<WireCover<'a>>,
}

impl<'a> WireItem<'a> {
    fn new(item: &'a AuditedItem, _: Lang) -> Self {
        Self {
            position: item.position,
            title: &item.title,
            url: &item.url,
            form: item.form.map(domain::model::Form::as_str),
            hidden: item.is_hidden,
            cover: item.cover.as_ref().map(WireCover::from),
        }
    }
}

#[derive(Serialize)]
struct WireCover<'a> {
    url: &'a str,
    verdict: &'static str,
    scheme: Option<&'a str>,
    score: Option<f64>,
}

impl<'a> From<&'a ItemCover> for WireCover<'a> {
    fn from(cover: &'a ItemCover) -> Self {
        Self {
            url: &cover.url,
            verdict: cover.judgement.as_str(),
            scheme: cover.scheme.as_deref(),
            score: cover.score.filter(|score| score.is_finite()),
        }
    }
}

#[derive(Serialize)]
struct WireExpectedForms<'a> {
    messages: WireExpectedForm<'a>,
    polls: WireExpectedForm<'a>,
}

impl<'a> From<&'a ExpectedForms> for WireExpectedForms<'a> {
    fn from(expected: &'a ExpectedForms) -> Self {
        Self { messages: (&expected.messages).into(), polls: (&expected.polls).into() }
    }
}

#[derive(Serialize)]
struct WireExpectedForm<'a> {
    position: u32,
    titles: Vec<&'a str>,
    url: Option<&'a str>,
    unknown: &'a [&'static str],
}

impl<'a> From<&'a ExpectedForm> for WireExpectedForm<'a> {
    fn from(form: &'a ExpectedForm) -> Self {
        Self {
            position: form.position,
            titles: form.titles.iter().map(|title| &**title).collect(),
            url: form.url.as_deref(),
            unknown: &form.unknown,
        }
    }
}

#[derive(Serialize)]
struct WireViolation<'a> {
    code: &'a str,
    severity: &'a str,
    form: Option<&'static str>,
    position: Option<u32>,
    field: Option<&'a str>,
    observed: Option<&'a str>,
    expected: Option<&'a str>,
    message: String,
    remedy: String,
    clause: &'a str,
}

impl<'a> WireViolation<'a> {
    fn new(violation: &'a Violation, lang: Lang) -> Self {
        let words = words::violation(lang, violation);
        Self {
            code: violation.code.as_str(),
            severity: violation.severity.as_str(),
            form: violation.form.map(domain::model::Form::as_str),
            position: violation.position,
            field: violation.field.as_deref(),
            observed: violation.observed.as_deref(),
            expected: violation.expected.as_deref(),
            message: words.message,
            remedy: words.remedy,
            clause: words::clause(lang, &violation.clause),
        }
    }
}

#[derive(Serialize)]
struct WireUnverified {
    reason: &'static str,
    detail: String,
}

impl WireUnverified {
    fn new(unverified: &Unverified, lang: Lang) -> Self {
        Self { reason: unverified.reason.as_str(), detail: words::cause(lang, &unverified.cause) }
    }
}

/// The facts of the run.
#[derive(Serialize)]
pub(super) struct WireRun<'a> {
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
    pub(super) fn new(run: &'a RunFacts, lang: Lang) -> Self {
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
            version: super::VERSION,
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
pub(super) struct WireSummary<'a> {
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
    pub(super) fn new(summary: &'a Summary, _: Lang) -> Self {
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
