//! `access list`, `access token list`, `access journal`: lists, a part at a time.

use super::person;
use crate::cli::access_args::{JournalArgs, PeopleListArgs, TokenListArgs};
use crate::cli::context::CommandContext;
use crate::cli::exit::Exit;
use crate::cli::history::{InLanguage as _, Listed};
use app::history::access_cells as cells;
use report::listing::{Cell, List};
use store::{JournalQuery, PersonQuery, StoreError, TokenQuery};

/// How many rows are read from the store at a time.
const ROWS_AT_ONCE: usize = 500;

/// What a table for a terminal shows.
const PEOPLE_IN_TABLE: [&str; 6] = ["login", "name", "role", "regions", "municipalities", "disabled_at"];
const TOKENS_IN_TABLE: [&str; 6] = ["id", "kind", "shown", "name", "owner", "expires_at"];
const JOURNAL_IN_TABLE: [&str; 6] = ["seq", "at", "who", "action", "object", "detail"];

/// `access list`.
///
/// # Errors
/// The store cannot be read, or the list cannot be written.
pub async fn people(context: &CommandContext, args: &PeopleListArgs) -> anyhow::Result<Exit> {
    let store = context.store_to_read().await?;
    let mut listed = Listed::open(context, &args.output, List::People, &PEOPLE_IN_TABLE)?;
    let read = async |after, limit| store.people(&PersonQuery { after, limit }).await;
    let cells = |row: &_| cells::of_person(row).to_vec();
    let next = list(context, &mut listed, args.limit, args.after, read, |row| row.id, cells).await?;
    listed.finish(context, None, next.map(|id| ("--after", id.to_string())))?;
    Ok(Exit::Clean)
}

/// `access token list`.
///
/// # Errors
/// The store cannot be read, it has no such person, or the list cannot be written.
pub async fn tokens(context: &CommandContext, args: &TokenListArgs) -> anyhow::Result<Exit> {
    let store = context.store_to_read().await?;
    let owner = match &args.of_owner {
        Some(owner) => Some(person(context, &store, owner).await?.id),
        None => None,
    };
    let holding_at = (!args.with_ended).then(|| context.clock.now());
    let mut listed = Listed::open(context, &args.output, List::Tokens, &TOKENS_IN_TABLE)?;
    let read =
        async |after, limit| store.access_tokens(&TokenQuery { owner, kind: None, holding_at, after, limit }).await;
    let cells = |row: &_| cells::of_token(row).to_vec();
    let next = list(context, &mut listed, args.limit, args.after, read, |row| row.id, cells).await?;
    listed.finish(context, None, next.map(|id| ("--after", id.to_string())))?;
    Ok(Exit::Clean)
}

/// `access journal`.
///
/// # Errors
/// The store cannot be read, it has no such person, or the list cannot be written.
pub async fn journal(context: &CommandContext, args: &JournalArgs) -> anyhow::Result<Exit> {
    let store = context.store_to_read().await?;
    let by = match &args.by {
        Some(by) => Some(person(context, &store, by).await?.id),
        None => None,
    };
    let moment = |when: crate::cli::when::When| when.moment(context.clock.now(), &context.config().report.time_zone);
    let query = JournalQuery {
        person: by,
        actions: args.actions.clone(),
        since: args.since.map(moment),
        until: args.until.map(moment),
        after: None,
        newest_first: args.newest_first,
        limit: 0,
    };
    let mut listed = Listed::open(context, &args.output, List::Journal, &JOURNAL_IN_TABLE)?;
    let read = async |after, limit| store.journal(&JournalQuery { after, limit, ..query.clone() }).await;
    let cells = |row: &_| cells::of_entry(row).to_vec();
    let next = list(context, &mut listed, args.limit, args.after, read, |row| row.seq, cells).await?;
    listed.finish(context, None, next.map(|seq| ("--after", seq.to_string())))?;
    Ok(Exit::Clean)
}

/// Reads a list part by part and writes it; tells what it must go on behind when there is more than was asked for.
async fn list<T, K: Copy>(
    context: &CommandContext,
    listed: &mut Listed,
    limit: Option<usize>,
    mut after: Option<K>,
    read: impl AsyncFn(Option<K>, usize) -> Result<Vec<T>, StoreError>,
    key: impl Fn(&T) -> K,
    cells: impl Fn(&T) -> Vec<Cell>,
) -> anyhow::Result<Option<K>> {
    let mut rest = limit;
    loop {
        let asked = rest.map_or(ROWS_AT_ONCE, |rest| rest.min(ROWS_AT_ONCE));
        // one more than is shown, to know whether there is more
        let mut rows = read(after, asked + 1).await.told(context)?;
        let is_all = rows.len() <= asked;
        rows.truncate(asked);
        for row in &rows {
            listed.row(&cells(row))?;
        }
        after = rows.last().map(&key);
        rest = rest.map(|rest| rest - rows.len());
        if is_all {
            return Ok(None);
        }
        if rest == Some(0) {
            return Ok(after);
        }
    }
}
