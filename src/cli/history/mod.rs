//! The commands over the store: what is known of pages from earlier runs, why, and what is done with it.
//!
//! - `lists.rs`: `pages`, `findings`, `events`, `runs`, `registry history`; `listed.rs` writes them
//! - `page.rs`: one page as it stands (`pages show`); `explain.rs`: and what that rests on
//! - `runs.rs`: one run; `start.rs`: runs that are begun by hand, and when the schedule begins some; `rehearse.rs`: other rules over kept looks; `report.rs`: the report contract from the store
//! - `evidence.rs`, `verify.rs`: everything a verdict rests on, in a file that can be checked anywhere
//! - `upkeep.rs`: `store info|check|backup|prune`

mod evidence;
mod explain;
mod listed;
mod lists;
mod page;
mod print;
mod rehearse;
mod report;
mod runs;
mod start;
mod upkeep;
mod verify;

use anyhow::{Context as _, anyhow};

use super::context::CommandContext;
use super::exit::Exit;
use super::open_store::trouble;
use super::store_args::{PagesArgs, PagesCommand, RunsArgs, RunsCommand};
use app::history::HistoryError;
use app::use_cases::find_page;
use domain::model::{PageAddress, Scope};
use store::{PageId, PageQuery, PageRow, Store, StoreError};
use words::history::StoreSay;
use words::{self, Lang};

pub use evidence::export;
pub use explain::explain;
pub use listed::Listed;
pub use lists::{events, findings, imports};
pub use rehearse::rehearse;
pub use report::report;
pub use upkeep::upkeep;
pub use verify::verify;

/// How many rows are read from the store at a time.
const ROWS_AT_ONCE: usize = 500;

/// `pages` and `pages show`.
///
/// # Errors
/// The store cannot be read, or it has no such page.
pub async fn pages(context: &CommandContext, args: &PagesArgs) -> anyhow::Result<Exit> {
    match &args.command {
        Some(PagesCommand::Show(args)) => page::show(context, args).await,
        None => lists::pages(context, &args.list).await,
    }
}

/// `runs list|show|start|next|release|discard`.
///
/// # Errors
/// The store cannot be read or written, or it has no such run.
pub async fn runs(context: &CommandContext, args: &RunsArgs) -> anyhow::Result<Exit> {
    match &args.command {
        None => lists::runs(context, &args.list).await,
        Some(RunsCommand::List(list)) => lists::runs(context, list).await,
        Some(RunsCommand::Show { run, shape, .. }) => runs::show(context, *run, shape).await,
        Some(RunsCommand::Start(args)) => start::start(context, args).await,
        Some(RunsCommand::Next { .. }) => start::next(context),
        Some(RunsCommand::Release { run, .. }) => runs::release(context, *run).await,
        Some(RunsCommand::Discard { run, .. }) => runs::discard(context, *run).await,
    }
}

/// What the store answered, or what is the matter in the reader's language.
pub trait InLanguage<T> {
    fn told(self, context: &CommandContext) -> anyhow::Result<T>;
}

impl<T> InLanguage<T> for Result<T, StoreError> {
    fn told(self, context: &CommandContext) -> anyhow::Result<T> {
        self.map_err(|error| trouble(context.lang, &error))
    }
}

impl<T> InLanguage<T> for Result<T, HistoryError> {
    fn told(self, context: &CommandContext) -> anyhow::Result<T> {
        self.map_err(|error| history_trouble(context.lang, error))
    }
}

/// What is the matter with what the store keeps of a page.
fn history_trouble(lang: Lang, error: HistoryError) -> anyhow::Error {
    let words = |say: StoreSay| say.text(lang);
    match error {
        HistoryError::Store(error) => trouble(lang, &error),
        HistoryError::NoPolicy => anyhow!(words(StoreSay::NoSuchPolicy)),
        HistoryError::PolicyBody(error) => anyhow::Error::new(error).context(words(StoreSay::BadPolicy)),
        HistoryError::Policy(error) => anyhow::Error::new(*error).context(words(StoreSay::BadPolicy)),
        HistoryError::Snapshot(error) => {
            tracing::debug!("{error}");
            anyhow!(words(StoreSay::BadSnapshot))
        }
    }
}

/// The number of the page with this address.
async fn page_id(context: &CommandContext, store: &Store, text: &str) -> anyhow::Result<PageId> {
    let shown = words::visible(text);
    let address = PageAddress::parse(text)
        .map_err(|error| anyhow!("«{shown}»: {}", words::address_error(context.lang, &error)))?;
    let found = find_page(store, &address).await.told(context)?;
    found.ok_or_else(|| anyhow!("«{shown}»: {}", StoreSay::NoSuchPage.text(context.lang)))
}

/// What is known of the page with this address.
async fn page_row(context: &CommandContext, store: &Store, text: &str) -> anyhow::Result<PageRow> {
    let page = page_id(context, store, text).await?;
    let query =
        PageQuery { page: Some(page), with_unregistered: true, limit: 1, ..PageQuery::within(Scope::everything()) };
    store.pages(&query).await.told(context)?.pop().context(StoreSay::NoSuchPage.text(context.lang))
}
