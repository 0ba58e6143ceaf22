//! The JSON contract of reports: exactly these keys, in this order; the schema beside it (`report.schema.json`) says the
//! same to other programs. A violation and the reason of a page that could not be seen have the same shape in the API.

use std::fmt;

use jiff::Timestamp;
use jiff::fmt::temporal::DateTimePrinter;
use serde::Serialize;
use serde::ser::{SerializeSeq, Serializer};
use utoipa::ToSchema;

use domain::model::{
    AuditedItem, Cause, ExpectedForm, ExpectedForms, ItemCover, Organization, PageAudit, PageIdentity, Violation,
};
use words::{self, Lang};

mod run;

pub(super) use run::{WireRun, WireSummary};

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
    unverified: Option<WireUnverified<'a>>,
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
            unverified: audit.unverified.as_ref().map(|it| WireUnverified::new(it.reason.as_str(), &it.cause, lang)),
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
pub fn rfc3339(at: Timestamp) -> String {
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

/// A violation, wherever it stands in JSON.
#[derive(Serialize, ToSchema)]
pub struct WireViolation<'a> {
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
    /// A violation with its words.
    pub fn new(violation: &'a Violation, lang: Lang) -> Self {
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

/// Why a page could not be seen, wherever it stands in JSON.
#[derive(Serialize, ToSchema)]
pub struct WireUnverified<'a> {
    reason: &'a str,
    detail: String,
}

impl<'a> WireUnverified<'a> {
    /// A reason that a later version may have given, with its cause in words.
    pub fn new(reason: &'a str, cause: &Cause, lang: Lang) -> Self {
        Self { reason, detail: words::cause(lang, cause) }
    }
}
