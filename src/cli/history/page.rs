//! One page as it stands: `pages show`, and what `explain` shows before the ground.

use std::io::{self, Write};

use serde::Serialize;

use super::print::{print, shown};
use super::{InLanguage as _, page_row};
use crate::cli::context::CommandContext;
use crate::cli::exit::Exit;
use crate::cli::store_args::ShowPageArgs;
use app::history::{PageTimeline, Since, Violations, WireEvent, WireFinding, WirePage, why_unseen};
use domain::model::{Severity, Verdict};
use store::{EventRow, FindingRow};
use words::history::Tell;
use words::listing::{Vocabulary, term};
use words::{self, Visible, Word, visible};

/// The name of the JSON contract.
const SCHEMA_ID: &str = "vk-page-auditor/page/1";

/// `pages show`.
///
/// # Errors
/// The store cannot be read, or it has no such page.
pub async fn show(context: &CommandContext, args: &ShowPageArgs) -> anyhow::Result<Exit> {
    let opened = context.store_to_read().await?;
    let story = PageTimeline::read(&opened, page_row(context, &opened, &args.page).await?).await.told(context)?;
    let violations = Violations::of(&story, None, None);
    if args.shape == "json" {
        let wire = WireShow {
            schema: SCHEMA_ID,
            page: WirePage::new(context.lang, &story),
            open: violations.wire_open(context.lang, &story),
            unconfirmed: violations.wire_waiting(context.lang, &story),
            events: story.events.iter().map(WireEvent::new).collect(),
        };
        print(&wire)?;
        return Ok(Exit::Clean);
    }
    let mut out = io::stdout().lock();
    write_head(context, &story, &mut out)?;
    write_violations(context, &story, &violations, &mut out)?;
    write_events(context, &story.events, &mut out)?;
    out.flush()?;
    Ok(Exit::Clean)
}

/// Findings for people.
///
/// # Errors
/// What the output answers.
pub fn write_violations(
    context: &CommandContext,
    story: &PageTimeline,
    violations: &Violations,
    out: &mut impl Write,
) -> io::Result<()> {
    let lang = context.lang;
    if story.open.is_empty() && matches!(story.row.verdict.known(), Some(Verdict::Compliant | Verdict::Review)) {
        writeln!(out, "\n{}", Tell::NothingOpen.text(lang))?;
    }
    for (title, rows, violations) in [
        (Tell::OpenFindings, &story.open, &violations.open),
        (Tell::SuspectedFindings, &story.waiting, &violations.waiting),
    ] {
        if rows.is_empty() {
            continue;
        }
        writeln!(out, "\n{}:", title.text(lang))?;
        for (row, violation) in rows.iter().zip(violations) {
            write_finding(context, row, violation, out)?;
        }
    }
    Ok(())
}

fn write_finding(
    context: &CommandContext,
    row: &FindingRow,
    violation: &domain::model::Violation,
    out: &mut impl Write,
) -> io::Result<()> {
    let lang = context.lang;
    let words = words::violation(lang, violation);
    let mark = match row.severity.known() {
        Some(Severity::Error) => "✗",
        Some(Severity::Warning) => "!",
        Some(Severity::Notice) => "i",
        None => "?",
    };
    writeln!(out, "  {mark} {} [{}]", words.message, visible(row.code.as_str()))?;
    writeln!(out, "      {}: {}", Tell::WhatToDo.text(lang), words.remedy)?;
    let clause = words::clause(lang, &violation.clause);
    if !clause.is_empty() {
        writeln!(out, "      {}: {}", Tell::Rule.text(lang), visible(clause))?;
    }
    let mut times = vec![format!("{} {}", Tell::FirstSeen.text(lang), shown(context, row.opened_at))];
    if let Some(at) = row.confirmed_at {
        times.push(format!("{} {}", Tell::Confirmed.text(lang), shown(context, at)));
    }
    if let Some(at) = row.last_seen_at {
        times.push(format!("{} {}", Tell::SeenLast.text(lang), shown(context, at)));
    }
    if row.times_opened > 1 {
        times.push(format!("{}: {}", Tell::TimesOpened.text(lang), words::number(lang, row.times_opened)));
    }
    writeln!(out, "      {}", times.join("; "))
}

/// Which page, whose, its verdict and since when, and when it was looked at.
///
/// # Errors
/// What the output answers.
pub fn write_head(context: &CommandContext, story: &PageTimeline, out: &mut impl Write) -> io::Result<()> {
    let (lang, row) = (context.lang, &story.row);
    writeln!(out, "{}: {}", Tell::Page.text(lang), visible(&row.url))?;
    if let Some(name) = &row.name {
        writeln!(out, "{}: {}", Tell::PageName.text(lang), visible(name))?;
    }
    if row.registered {
        let parts = [row.organization.as_str(), row.municipality.as_str()];
        let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).map(visible).collect();
        let ogrn = Word::Ogrn.text(lang);
        writeln!(out, "{}: {}, {ogrn} {}", Tell::Organization.text(lang), parts.join(", "), visible(&row.ogrn))?;
    } else {
        writeln!(out, "{}: {}", Tell::Organization.text(lang), Tell::NotInRegistry.text(lang))?;
    }
    let since = match story.since {
        Since::Exactly(at) => format!(", {} {}", Tell::Since.text(lang), shown(context, at)),
        Since::NotLater(at) => {
            format!(", {} ({}) {}", Tell::Since.text(lang), Tell::NotLater.text(lang), shown(context, at))
        }
        Since::Never if row.seen_at.is_none() => format!(": {}", Tell::NeverSeen.text(lang)),
        Since::Never => format!(": {}", Tell::WaitsForSecondLook.text(lang)),
    };
    let verdict =
        row.verdict.known().map_or_else(|| visible(row.verdict.as_str()), |it| words::verdict(lang, it).into());
    writeln!(out, "{}: {verdict}{since}", Tell::Verdict.text(lang))?;
    for (title, at) in [
        (Tell::LastSeen, row.seen_at),
        (Tell::LastAttempt, row.looked_at.filter(|at| Some(*at) != row.seen_at)),
        (Tell::NextLook, row.next_look_at),
        (Tell::NotSeenSince, row.unverified_since),
    ] {
        if let Some(at) = at {
            writeln!(out, "{}: {}", title.text(lang), shown(context, at))?;
        }
    }
    if let Some(why) = why_unseen(row) {
        let words = words::unverified(lang, &why);
        writeln!(out, "  {} {}", words.message, words.remedy)?;
    }
    if let Some(to) = row.moved_to {
        writeln!(out, "{}: {to}", Tell::MovedTo.text(lang))?;
    }
    Ok(())
}

/// The last events for people.
///
/// # Errors
/// What the output answers.
pub fn write_events(context: &CommandContext, events: &[EventRow], out: &mut impl Write) -> io::Result<()> {
    let lang = context.lang;
    if events.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}:", Tell::LastEvents.text(lang))?;
    for row in events {
        let event = &row.event;
        let kind = event.kind.as_str();
        let words = term(lang, Vocabulary::EventKind, kind).map_or_else(|| visible(kind), Into::into);
        let about = [event.code.as_str(), event.form.as_str(), event.field.as_str()];
        let about: Vec<&str> = about.into_iter().filter(|part| !part.is_empty()).collect();
        let about = if about.is_empty() { String::new() } else { format!(" [{}]", about.join(" ")) };
        writeln!(out, "  {}  {words}{}", shown(context, event.at), Visible::quoted(&about))?;
    }
    Ok(())
}

#[derive(Serialize)]
struct WireShow<'a> {
    schema: &'static str,
    page: WirePage<'a>,
    open: Vec<WireFinding<'a>>,
    unconfirmed: Vec<WireFinding<'a>>,
    events: Vec<WireEvent>,
}
