//! A run in JSON.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::cells::why_held;
use super::rfc3339;
use store::Run;
use words::{self, Lang};

/// A run in JSON. Figures are null where they are not for whoever asks: they are over all pages.
#[derive(Serialize, ToSchema)]
pub struct WireRun<'a> {
    id: i64,
    name: Option<&'a str>,
    kind: &'a str,
    state: &'a str,
    created_at: String,
    started_at: Option<String>,
    finished_at: Option<String>,
    policy: &'a str,
    pages: Option<u64>,
    seen: Option<u64>,
    coverage: Option<f64>,
    compliant: Option<u64>,
    violations: Option<u64>,
    review: Option<u64>,
    unverified: Option<u64>,
    seen_before: Option<u64>,
    changed: Option<u64>,
    opened: Option<u64>,
    reopened: Option<u64>,
    closed: Option<u64>,
    reasons: Option<&'a BTreeMap<String, u64>>,
    calls: Option<&'a BTreeMap<String, u64>>,
    #[schema(value_type = Option<Object>)]
    hold: Option<Value>,
    hold_reason: Option<String>,
    remarks: Vec<String>,
}

impl<'a> WireRun<'a> {
    /// Everything that is known of it.
    pub fn new(lang: Lang, run: &'a Run) -> Self {
        Self {
            pages: Some(run.pages),
            seen: Some(run.seen),
            coverage: run.coverage(),
            compliant: Some(run.compliant),
            violations: Some(run.violations),
            review: Some(run.review),
            unverified: Some(run.unverified),
            seen_before: Some(run.seen_before),
            changed: Some(run.changed),
            opened: Some(run.opened),
            reopened: Some(run.reopened),
            closed: Some(run.closed),
            reasons: Some(&run.reasons),
            calls: Some(&run.calls),
            hold: run.hold.as_deref().and_then(|hold| serde_json::from_str(hold).ok()),
            hold_reason: why_held(lang, run),
            name: Some(&run.name),
            remarks: run.remarks.iter().map(|remark| words::remark(lang, remark)).collect(),
            ..Self::without_figures(run)
        }
    }

    /// Only that it is there and where it stands.
    pub fn without_figures(run: &'a Run) -> Self {
        Self {
            id: run.id.get(),
            name: None,
            kind: run.kind.as_str(),
            state: run.state.as_str(),
            created_at: rfc3339(run.created_at),
            started_at: run.started_at.map(rfc3339),
            finished_at: run.finished_at.map(rfc3339),
            policy: &run.policy,
            pages: None,
            seen: None,
            coverage: None,
            compliant: None,
            violations: None,
            review: None,
            unverified: None,
            seen_before: None,
            changed: None,
            opened: None,
            reopened: None,
            closed: None,
            reasons: None,
            calls: None,
            hold: None,
            hold_reason: None,
            remarks: Vec::new(),
        }
    }
}
