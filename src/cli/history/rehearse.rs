//! `rehearse`: what other rules would change, from what is kept. Asks VK nothing and changes nothing.

use std::io::{self, Write as _};
use std::sync::Arc;

use anyhow::Context as _;

use super::listed::Listed;
use super::{InLanguage as _, ROWS_AT_ONCE, history_trouble};
use crate::cli::context::{CommandContext, in_language};
use crate::cli::exit::Exit;
use crate::cli::scope::checked;
use crate::cli::store_args::RehearseArgs;
use crate::cli::told;
use app::history::Grounds;
use app::run;
use config::PolicySection;
use domain::model::{PageAudit, Violation};
use domain::policy::{BUILT_IN, BUILT_IN_NAME, Policy, SourceText};
use report::listing::{Cell, List};
use store::{PageQuery, PageRow};
use words::history::Tell;
use words::{self, visible};

const IN_TABLE: [&str; 6] = ["page_url", "organization", "verdict_before", "verdict_after", "appear", "disappear"];

/// What came of a rehearsal.
#[derive(Debug, Default)]
struct Outcome {
    replayed: u64,
    flips: u64,
    changed: u64,
    nothing_kept: u64,
    unreadable: u64,
}

/// `rehearse`.
///
/// # Errors
/// The policy or the store cannot be read, or the list cannot be written.
pub async fn rehearse(context: &CommandContext, args: &RehearseArgs) -> anyhow::Result<Exit> {
    let policy = policy(context, args)?;
    let store = context.store_to_read().await?;
    let scope = checked(context, &store, &args.scope).await?;
    let mut listed = Listed::open(context, &args.output, List::Rehearsal, &IN_TABLE)?;
    let mut grounds = Grounds::of(&store);
    let mut query = PageQuery { limit: ROWS_AT_ONCE, ..PageQuery::within(scope) };
    let mut outcome = Outcome::default();
    loop {
        let pages = store.pages(&query).await.told(context)?;
        for page in &pages {
            match grounds.of_page(page).await {
                Ok(None) => outcome.nothing_kept += 1,
                Ok(Some(ground)) => {
                    outcome.replayed += 1;
                    let after = run::replay(&policy, &ground.look, ground.audit.checked_at);
                    if let Some(row) = change(page, &ground.audit, &after) {
                        outcome.changed += 1;
                        outcome.flips += u64::from(ground.audit.verdict != after.verdict);
                        listed.row(&row)?;
                    }
                }
                // one damaged page must not hide what the rules do to the others
                Err(error) => {
                    outcome.unreadable += 1;
                    let told = history_trouble(context.lang, error);
                    tracing::warn!("{}: {}", visible(&page.url), told::line(context.lang, &told));
                }
            }
        }
        if pages.len() < ROWS_AT_ONCE {
            break;
        }
        query.after = pages.last().map(|page| page.id);
    }
    listed.finish(context, Some(outcome.changed), None)?;
    if context.verbosity >= 0 {
        tell(context, &outcome)?;
    }
    Ok(Exit::Clean)
}

/// The rules to try: also such as are not in force yet, which is what rehearsals are for.
fn policy(context: &CommandContext, args: &RehearseArgs) -> anyhow::Result<Arc<Policy>> {
    let section = PolicySection { path: args.policy_file.clone(), overrides: args.overrides.clone() };
    let files = section.read().map_err(|error| in_language(&error, context.language()))?;
    let named = |files: &[config::TextFile]| -> Vec<(String, String)> {
        files.iter().map(|file| (file.path.display().to_string(), file.text.clone())).collect()
    };
    let (policies, overrides) = (named(&files.policies), named(&files.overrides));
    let overrides: Vec<SourceText<'_>> = overrides.iter().map(|(name, text)| SourceText { name, text }).collect();
    let source = match policies.as_slice() {
        [] => SourceText { name: BUILT_IN_NAME, text: BUILT_IN },
        // of a folder the last one by name, as its file is named by its year
        [.., (name, text)] => SourceText { name, text },
    };
    Ok(Arc::new(Policy::parse(source, &overrides).context(Tell::BadRules.text(context.lang))?))
}

/// The row of a page whose audit would be another.
fn change(page: &PageRow, before: &PageAudit, after: &PageAudit) -> Option<[Cell; 9]> {
    let appear = beyond(&after.violations, &before.violations);
    let disappear = beyond(&before.violations, &after.violations);
    if before.verdict == after.verdict && appear.is_empty() && disappear.is_empty() {
        return None;
    }
    let text = |text: &str| if text.is_empty() { Cell::None } else { Cell::from(text) };
    Some([
        text(&page.url),
        page.name.clone().into(),
        text(&page.organization),
        text(&page.ogrn),
        text(&page.municipality),
        Cell::from(before.verdict.as_str()),
        Cell::from(after.verdict.as_str()),
        text(&appear.join(", ")),
        text(&disappear.join(", ")),
    ])
}

/// The violations of `one` that `other` does not have, or has with another severity.
fn beyond(one: &[Violation], other: &[Violation]) -> Vec<String> {
    let is_same = |one: &Violation, other: &Violation| {
        (&one.code, one.form, &one.field, &one.severity) == (&other.code, other.form, &other.field, &other.severity)
    };
    let missing = one.iter().filter(|violation| !other.iter().any(|known| is_same(known, violation)));
    missing.map(named).collect()
}

fn named(violation: &Violation) -> String {
    let code = violation.code.as_str();
    let parts: Vec<&str> =
        violation.form.map(domain::model::Form::as_str).into_iter().chain(violation.field.as_deref()).collect();
    if parts.is_empty() { code.to_owned() } else { format!("{code} ({})", parts.join(" ")) }
}

fn tell(context: &CommandContext, outcome: &Outcome) -> io::Result<()> {
    let lang = context.lang;
    let number = |value| words::number(lang, value);
    let mut text = format!(
        "{}: {}. {}: {}, {}: {}",
        Tell::Replayed.text(lang),
        number(outcome.replayed),
        Tell::WouldChange.text(lang),
        number(outcome.changed),
        Tell::OtherVerdict.text(lang),
        number(outcome.flips)
    );
    for (what, count) in [(Tell::WithoutSnapshot, outcome.nothing_kept), (Tell::CannotReplay, outcome.unreadable)] {
        if count > 0 {
            text.extend(["; ", what.text(lang), ": ", &number(count)]);
        }
    }
    writeln!(io::stderr(), "{text}")
}
