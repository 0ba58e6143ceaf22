//! `runs start`: a run that a person asks for. `runs next`: when the schedule begins runs by itself.

use std::io::{self, Write as _};

use anyhow::anyhow;

use crate::cli::access::actor;
use crate::cli::context::CommandContext;
use crate::cli::exit::Exit;
use crate::cli::open_store::trouble;
use crate::cli::scope::checked;
use crate::cli::service::scheduler_options;
use crate::cli::store_args::RunsStartArgs;
use app::schedule::{ByHand, upcoming};
use app::use_cases::{RunAsked, StartRefused, start_run};
use domain::model::PageAddress;
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
    let asked = if args.pages.is_empty() {
        RunAsked::Scope(checked(context, &store, &args.scope).await?)
    } else {
        let address = |text: &String| {
            PageAddress::parse(text)
                .map_err(|error| anyhow!("«{}»: {}", visible(text), words::address_error(lang, &error)))
        };
        RunAsked::Pages(args.pages.iter().map(address).collect::<anyhow::Result<_>>()?)
    };
    let run = start_run(&store, asked, by_hand, &actor(context), now).await.map_err(|why| match why {
        StartRefused::NoPages => anyhow!(StoreSay::NoPages.text(lang)),
        StartRefused::UnderWay(error) | StartRefused::Store(error) => trouble(lang, &error),
        // whoever runs commands may start every run
        StartRefused::Forbidden => anyhow!(why),
    })?;
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
