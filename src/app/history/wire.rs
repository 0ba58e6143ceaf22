//! What the answers from the store look like in JSON, beside lists and reports.

use serde::Serialize;
use utoipa::ToSchema;

use super::page_timeline::{PageTimeline, Since};
use domain::model::Violation;
use report::{WireUnverified, WireViolation, rfc3339};
use store::{EventRow, FindingRow, cause_of};
use words::Lang;

/// A finding.
#[derive(Serialize, ToSchema)]
pub struct WireFinding<'a> {
    id: i64,
    state: &'a str,
    #[serde(flatten)]
    violation: WireViolation<'a>,
    first_seen_at: String,
    opened_at: String,
    confirmed_at: Option<String>,
    last_seen_at: Option<String>,
    closed_at: Option<String>,
    times_opened: u64,
}

impl<'a> WireFinding<'a> {
    /// A finding with the violation it is.
    pub fn new(lang: Lang, row: &'a FindingRow, violation: &'a Violation) -> Self {
        Self {
            id: row.id.get(),
            state: row.state.as_str(),
            violation: WireViolation::new(violation, lang),
            first_seen_at: rfc3339(row.first_seen_at),
            opened_at: rfc3339(row.opened_at),
            confirmed_at: row.confirmed_at.map(rfc3339),
            last_seen_at: row.last_seen_at.map(rfc3339),
            closed_at: row.closed_at.map(rfc3339),
            times_opened: row.times_opened,
        }
    }
}

/// An event.
#[derive(Serialize, ToSchema)]
pub struct WireEvent {
    seq: i64,
    at: String,
    kind: String,
    run: Option<i64>,
    detail: serde_json::Value,
}

impl WireEvent {
    /// An event with what is said of it.
    pub fn new(row: &EventRow) -> Self {
        Self {
            seq: row.event.seq,
            at: rfc3339(row.event.at),
            kind: row.event.kind.to_string(),
            run: row.event.run.map(store::RunId::get),
            detail: super::cells::detail(row),
        }
    }
}

/// A page in JSON.
#[derive(Serialize, ToSchema)]
pub struct WirePage<'a> {
    id: i64,
    url: &'a str,
    group_id: Option<i64>,
    moved_to: Option<i64>,
    screen_name: Option<&'a str>,
    name: Option<&'a str>,
    registered: bool,
    organization: Option<&'a str>,
    ogrn: Option<&'a str>,
    level: Option<&'a str>,
    region_code: Option<&'a str>,
    municipality: Option<&'a str>,
    verdict: &'a str,
    /// Since when; null when nobody can say.
    verdict_since: Option<String>,
    /// Whether that look brought the verdict about; else it may be older.
    verdict_since_is_exact: bool,
    look_verdict: Option<&'a str>,
    looked_at: Option<String>,
    seen_at: Option<String>,
    changed_at: Option<String>,
    next_look_at: Option<String>,
    unverified: Option<WireUnverifiedSince<'a>>,
}

#[derive(Serialize, ToSchema)]
struct WireUnverifiedSince<'a> {
    #[serde(flatten)]
    why: WireUnverified<'a>,
    since: Option<String>,
}

impl<'a> WirePage<'a> {
    /// A page with since when it has its verdict.
    pub fn new(lang: Lang, story: &'a PageTimeline) -> Self {
        let row = &story.row;
        let filled = |text: &'a str| Some(text).filter(|text| !text.is_empty());
        let (since, is_exact) = match story.since {
            Since::Exactly(at) => (Some(at), true),
            Since::NotLater(at) => (Some(at), false),
            Since::Never => (None, false),
        };
        Self {
            id: row.id.get(),
            url: &row.url,
            group_id: row.group_id,
            moved_to: row.moved_to,
            screen_name: row.screen_name.as_deref(),
            name: row.name.as_deref(),
            registered: row.registered,
            organization: filled(&row.organization),
            ogrn: filled(&row.ogrn),
            level: filled(&row.level),
            region_code: filled(&row.region_code),
            municipality: filled(&row.municipality),
            verdict: row.verdict.as_str(),
            verdict_since: since.map(rfc3339),
            verdict_since_is_exact: is_exact,
            look_verdict: row.look_verdict.as_deref(),
            looked_at: row.looked_at.map(rfc3339),
            seen_at: row.seen_at.map(rfc3339),
            changed_at: row.changed_at.map(rfc3339),
            next_look_at: row.next_look_at.map(rfc3339),
            unverified: row.unverified_reason.as_deref().map(|reason| WireUnverifiedSince {
                why: WireUnverified::new(reason, &cause_of(row.unverified_detail.as_deref().unwrap_or_default()), lang),
                since: row.unverified_since.map(rfc3339),
            }),
        }
    }
}
