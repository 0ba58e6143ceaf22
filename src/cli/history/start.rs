//! `runs start`: a run that a person asks for. `runs next`: when the schedule begins runs by itself.

use std::io::{self, Write as _};

use anyhow::anyhow;
use serde_json::json;

use super::InLanguage as _;
use crate::cli::access::who;
use crate::cli::context::CommandContext;
use crate::cli::exit::Exit;
use crate::cli::scope::checked;
use crate::cli::service::scheduler_options;
use crate::cli::store_args::RunsStartArgs;
use app::schedule::{ByHand, upcoming};
use domain::model::PageAddress;
use store::{JournalAction, JournalNote, RunId};
use words::history::{StoreSay, Tell};
use words::{self, visible};

/// How many moments of each pass are told.
const MOMENTS: usize = 5;

/// `runs start`: puts the work into the store; the daemon or a worker carries it out.
///
/// # Errors
/// An address that is none, a run that is under way already, or a store that cannot be written.
pub async fn start(context: &CommandContext, args: &RunsStartArgs) -> anyhow::Result<Exit> {
    let lang = context.lang;
    let store = context.store(false).await?;
    let now = context.clock.now();
    let by_hand = ByHand {
        policy: context.policy_in_force()?.kept,
        batch_size: context.config().vk.batch_size,
        second_look: context.config().findings.second_look,
    };
    let new = if args.pages.is_empty() {
        by_hand.whole(checked(context, &store, &args.scope).await?, now)
    } else {
        let mut ids = Vec::with_capacity(args.pages.len());
        for text in &args.pages {
            let address = PageAddress::parse(text)
                .map_err(|error| anyhow!("«{}»: {}", visible(text), words::address_error(lang, &error)))?;
            ids.push(store.page_of_address(text, &address).await.told(context)?);
        }
        by_hand.pages(ids, now)
    };
    let note = |run: RunId| JournalNote {
        action: JournalAction::RunStarted,
        object: run.to_string(),
        detail: json!({ "name": new.name }),
    };
    let run = store.start_run_by(&new, &who(context), note, now).await.told(context)?;
    let run = run.ok_or_else(|| anyhow!(StoreSay::NoPages.text(lang)))?;
    writeln!(io::stdout(), "{run}: {}", Tell::Started.text(lang))?;
    Ok(Exit::Clean)
}

/// `runs next`: the next moments of each pass of the schedule, in the time zone of reports and in its own.
///
/// # Errors
/// A pass whose expression cannot be read.
pub fn next(context: &CommandContext) -> anyhow::Result<Exit> {
    let options = scheduler_options(context, context.policy_in_force()?.kept)?;
    let zone = &context.config().report.time_zone;
    let mut out = io::stdout().lock();
    if options.passes.is_empty() {
        writeln!(out, "{}", Tell::NoPasses.text(context.lang))?;
    }
    for pass in options.passes {
        let moments = upcoming(&pass.timetable, context.clock.now(), MOMENTS);
        let shown = |at| words::due_moment(context.lang, at, zone, &pass.timetable.zone);
        let moments: Vec<String> = moments.into_iter().map(shown).collect();
        writeln!(out, "{}: {}", visible(&pass.name), moments.join("; "))?;
    }
    Ok(Exit::Clean)
}
