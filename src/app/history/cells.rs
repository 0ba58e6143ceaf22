//! Rows of the store as cells of lists, and findings as violations. Reads no store.

use std::sync::Arc;

use serde_json::{Map, Value};

use domain::model::{Clause, PageAudit, Remedy, Violation};
use domain::policy::Policy;
use report::listing::Cell;
use store::{EventRow, FindingRow, PageRow, RegistryImport, Run, RunHeld, hex};
use words::history::Tell;
use words::{self, Lang};

fn text(text: &str) -> Cell {
    if text.is_empty() { Cell::None } else { Cell::from(text) }
}

fn number(number: u64) -> Cell {
    Cell::Number(i64::try_from(number).unwrap_or(i64::MAX))
}

/// A row of the list of pages.
pub fn of_page(page: &PageRow) -> [Cell; 19] {
    [
        text(&page.url),
        page.name.clone().into(),
        text(&page.organization),
        text(&page.ogrn),
        text(&page.municipality),
        text(&page.region_code),
        text(&page.level),
        page.group_id.into(),
        Cell::from(page.verdict.as_str()),
        page.look_verdict.clone().into(),
        page.unverified_reason.clone().into(),
        page.unverified_since.into(),
        page.looked_at.into(),
        page.seen_at.into(),
        page.changed_at.into(),
        page.next_look_at.into(),
        number(page.errors),
        number(page.warnings),
        number(page.notices),
    ]
}

/// A row of the list of findings.
pub fn of_finding(lang: Lang, finding: &FindingRow) -> [Cell; 19] {
    let mut message = String::new();
    words::push_message(lang, &violation(finding, None, None), &mut message);
    [
        text(&finding.url),
        finding.name.clone().into(),
        text(&finding.organization),
        text(&finding.municipality),
        Cell::from(finding.severity.as_str()),
        Cell::from(finding.code.as_str()),
        Cell::Text(message),
        finding.form.map_or(Cell::None, |form| Cell::from(form.as_str())),
        finding.field.clone().into(),
        finding.position.map_or(Cell::None, |position| Cell::Number(position.into())),
        finding.observed.clone().into(),
        finding.expected.clone().into(),
        Cell::from(finding.state.as_str()),
        Cell::Moment(finding.first_seen_at),
        Cell::Moment(finding.opened_at),
        finding.confirmed_at.into(),
        finding.last_seen_at.into(),
        finding.closed_at.into(),
        number(finding.times_opened),
    ]
}

/// A row of the list of events.
pub fn of_event(row: &EventRow) -> [Cell; 5] {
    let event = &row.event;
    [
        Cell::Number(event.seq),
        Cell::Moment(event.at),
        Cell::from(event.kind.as_str()),
        text(&row.url),
        Cell::Json(detail(row)),
    ]
}

/// What is said of an event besides its kind, page and moment.
pub fn detail(row: &EventRow) -> Value {
    let event = &row.event;
    let mut all = Map::new();
    for (key, value) in
        [("code", &event.code), ("form", &event.form), ("field", &event.field), ("severity", &event.severity)]
    {
        if !value.is_empty() {
            all.insert(key.to_owned(), value.as_str().into());
        }
    }
    for (key, id) in [("run", event.run.map(store::RunId::get)), ("finding", event.finding.map(store::FindingId::get))]
    {
        if let Some(id) = id {
            all.insert(key.to_owned(), id.into());
        }
    }
    match serde_json::from_str(&event.detail) {
        Ok(Value::Object(said)) => all.extend(said),
        Ok(said) => _ = all.insert("detail".to_owned(), said),
        Err(_) => _ = all.insert("detail".to_owned(), event.detail.as_str().into()),
    }
    Value::Object(all)
}

/// A row of the list of runs.
pub fn of_run(lang: Lang, run: &Run) -> [Cell; 19] {
    [
        Cell::Number(run.id.get()),
        text(&run.name),
        Cell::from(run.kind.as_str()),
        Cell::from(run.state.as_str()),
        run.started_at.into(),
        run.finished_at.into(),
        text(&run.policy),
        number(run.pages),
        number(run.seen),
        run.coverage().map_or(Cell::None, Cell::Share),
        number(run.compliant),
        number(run.violations),
        number(run.review),
        number(run.unverified),
        number(run.changed),
        number(run.opened + run.reopened),
        number(run.closed),
        why_held(lang, run).into(),
        number(run.calls.values().sum()),
    ]
}

/// Why a run is held, in a sentence.
pub fn why_held(lang: Lang, run: &Run) -> Option<String> {
    let hold: RunHeld = serde_json::from_str(run.hold.as_deref()?).ok()?;
    let shown = |figure: u64| words::number(lang, figure);
    Some(format!(
        "{}: {} {} {}; {}: {}",
        Tell::HeldBecause.text(lang),
        shown(hold.changed),
        lang.pick("из", "of"),
        shown(hold.seen_before),
        Tell::MayChange.text(lang),
        shown(hold.bound)
    ))
}

/// A row of the list of imports.
pub fn of_import(import: &RegistryImport) -> [Cell; 9] {
    [
        Cell::Number(import.id),
        Cell::Moment(import.imported_at),
        text(&import.source),
        number(import.pages),
        number(import.set_aside),
        number(import.added),
        number(import.changed),
        number(import.removed),
        Cell::Text(hex(&import.digest)),
    ]
}

/// Whether a violation is this finding.
pub fn is_same(finding: &FindingRow, violation: &Violation) -> bool {
    (&finding.code, finding.form, finding.field.as_deref())
        == (&violation.code, violation.form, violation.field.as_deref())
}

/// The finding as a violation, with what was seen and expected as it was kept; what to do about it as the audit tells it,
/// where it tells of the same.
pub fn violation(finding: &FindingRow, policy: Option<&Policy>, audit: Option<&PageAudit>) -> Violation {
    if let Some(known) = audit.and_then(|audit| audit.violations.iter().find(|one| is_same(finding, one))) {
        return Violation {
            severity: finding.severity.clone(),
            position: finding.position,
            observed: finding.observed.clone(),
            expected: finding.expected.clone(),
            ..known.clone()
        };
    }
    let rule = policy.zip(finding.code.known()).and_then(|(policy, code)| policy.code(code));
    let clause = rule.map(|code| Arc::clone(&code.clause));
    Violation {
        code: finding.code.clone(),
        severity: finding.severity.clone(),
        form: finding.form,
        position: finding.position,
        field: finding.field.clone().map(Into::into),
        observed: finding.observed.clone(),
        expected: finding.expected.clone(),
        account_of: None,
        remedy: Remedy::ByCode,
        clause: clause.unwrap_or_else(|| Arc::new(Clause { ru: String::new(), en: String::new() })),
    }
}
