//! `pages`, `findings`, `events`, `runs`, `registry history`: lists, a part at a time, whatever their length.

use anyhow::Context as _;

use super::listed::Listed;
use super::{InLanguage as _, ROWS_AT_ONCE, page_id};
use crate::cli::context::CommandContext;
use crate::cli::exit::Exit;
use crate::cli::scope::checked;
use crate::cli::store_args::{
    EventsArgs, FindingsArgs, PagesListArgs, RegistryHistoryArgs, RunsListArgs, written_place,
};
use crate::cli::when::When;
use app::history::cells;
use domain::findings::State;
use report::listing::List;
use store::{
    EventQuery, FindingCursor, FindingQuery, FindingRow, FindingSort, PageCursor, PageQuery, PageSort, Run, RunQuery,
};
use words::history::StoreSay;

/// How many imports are listed where nobody says: a registry is imported once a day at the most.
const USUAL_IMPORTS: usize = 1_000;

/// What a table for a terminal shows of pages.
const PAGES_IN_TABLE: [&str; 5] = ["page_url", "organization", "municipality", "verdict", "errors"];
const UNSEEN_IN_TABLE: [&str; 4] = ["page_url", "organization", "unverified_reason", "unverified_since"];
const FINDINGS_IN_TABLE: [&str; 6] = ["page_url", "organization", "severity", "message", "state", "confirmed_at"];
const EVENTS_IN_TABLE: [&str; 5] = ["seq", "at", "kind", "page_url", "detail"];
const RUNS_IN_TABLE: [&str; 6] = ["id", "name", "kind", "state", "finished_at", "coverage"];
const IMPORTS_IN_TABLE: [&str; 6] = ["id", "at", "source", "pages", "added", "removed"];

/// How much of a list is still to come.
struct Rest(Option<usize>);

impl Rest {
    /// How many rows are asked for next: one more than is shown, to know whether there is more.
    fn next(&self) -> usize {
        self.0.map_or(ROWS_AT_ONCE, |rest| rest.min(ROWS_AT_ONCE)) + 1
    }

    /// Takes what came; tells whether it was all there is.
    fn take<T>(&mut self, rows: &mut Vec<T>) -> Taken {
        let asked = self.next() - 1;
        let is_all = rows.len() <= asked;
        rows.truncate(asked);
        if let Some(rest) = &mut self.0 {
            *rest -= rows.len();
        }
        if is_all {
            Taken::All
        } else if self.0 == Some(0) {
            Taken::Enough
        } else {
            Taken::Some
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Taken {
    /// There is more, and it was asked for.
    Some,
    /// There is more, but it was not asked for.
    Enough,
    /// There is no more.
    All,
}

/// Reads a list part by part and writes it.
macro_rules! list {
    ($context:expr, $store:expr, $listed:expr, $limit:expr, $query:ident . $after:ident, $read:ident, $key:expr, $cells:expr) => {{
        let mut rest = Rest($limit);
        loop {
            $query.limit = rest.next();
            let mut rows = $store.$read(&$query).await.told($context)?;
            let taken = rest.take(&mut rows);
            for row in &rows {
                $listed.row(&$cells(row))?;
            }
            let last = rows.last().map($key);
            match taken {
                Taken::Some => $query.$after = last,
                Taken::Enough => break last,
                Taken::All => break None,
            }
        }
    }};
}

/// `pages`.
///
/// # Errors
/// The store cannot be read, or the list cannot be written.
pub async fn pages(context: &CommandContext, args: &PagesListArgs) -> anyhow::Result<Exit> {
    let store = context.store_to_read().await?;
    let scope = checked(context, &store, &args.scope).await?;
    let (sort, descending) = args.page_order.map_or((PageSort::Number, false), |order| (order.sort, order.descending));
    let cursor = place(context, args.after_place.as_deref(), |text| PageCursor::parse(sort, text))?;
    let mut query = PageQuery {
        verdict: args.verdict,
        unverified: args.unverified.then_some(true),
        level: args.level,
        code: args.code,
        search: args.search.clone(),
        with_unregistered: args.with_unregistered,
        sort,
        descending,
        cursor,
        limit: 0,
        ..PageQuery::within(scope)
    };
    let in_table: &[&str] = if args.unverified { &UNSEEN_IN_TABLE } else { &PAGES_IN_TABLE };
    let mut listed = Listed::open(context, &args.output, List::Pages, in_table)?;
    let total = store.count_pages(&query).await.told(context)?;
    let next = list!(
        context,
        store,
        listed,
        args.limit,
        query.cursor,
        pages,
        |page| PageCursor::of(page, sort),
        cells::of_page
    );
    listed.finish(context, Some(total), next.map(|place| ("--after", written_place(&place))))?;
    Ok(Exit::Clean)
}

/// `findings`.
///
/// # Errors
/// The store cannot be read, it has no such page, or the list cannot be written.
pub async fn findings(context: &CommandContext, args: &FindingsArgs) -> anyhow::Result<Exit> {
    let store = context.store_to_read().await?;
    let scope = checked(context, &store, &args.scope).await?;
    let page = match &args.of_page {
        Some(page) => Some(page_id(context, &store, page).await?),
        None => None,
    };
    let states = match (args.states.is_empty(), args.closed_since) {
        (false, _) => args.states.clone(),
        // what was mended is not open any more
        (true, Some(_)) => vec![State::Closed],
        (true, None) => vec![State::Open],
    };
    let (sort, descending) =
        args.finding_order.map_or((FindingSort::Number, false), |order| (order.sort, order.descending));
    let cursor = place(context, args.after_place.as_deref(), |text| FindingCursor::parse(sort, text))?;
    let mut query = FindingQuery {
        scope,
        states,
        codes: args.codes.clone(),
        severities: args.severities.clone(),
        form: args.of_form,
        page,
        opened_since: moment(context, args.opened_since),
        closed_since: moment(context, args.closed_since),
        search: args.search.clone(),
        sort,
        descending,
        after: None,
        cursor,
        limit: 0,
    };
    let mut listed = Listed::open(context, &args.output, List::Findings, &FINDINGS_IN_TABLE)?;
    let total = store.count_findings(&query).await.told(context)?;
    let cells = |row: &FindingRow| cells::of_finding(context.lang, row);
    let key = |row: &FindingRow| FindingCursor::of(row, sort);
    let next = list!(context, store, listed, args.limit, query.cursor, findings, key, cells);
    listed.finish(context, Some(total), next.map(|place| ("--after", written_place(&place))))?;
    Ok(Exit::Clean)
}

/// `events`.
///
/// # Errors
/// The store cannot be read, it has no such page, or the list cannot be written.
pub async fn events(context: &CommandContext, args: &EventsArgs) -> anyhow::Result<Exit> {
    let store = context.store_to_read().await?;
    let scope = checked(context, &store, &args.scope).await?;
    let page = match &args.of_page {
        Some(page) => Some(page_id(context, &store, page).await?),
        None => None,
    };
    let mut query = EventQuery {
        scope,
        kinds: args.event_kinds.clone(),
        page,
        run: args.of_run,
        since: moment(context, args.since),
        until: moment(context, args.until),
        after: args.after,
        newest_first: args.newest_first,
        limit: 0,
    };
    let mut listed = Listed::open(context, &args.output, List::Events, &EVENTS_IN_TABLE)?;
    let next = list!(context, store, listed, args.limit, query.after, events, |row| row.event.seq, cells::of_event);
    listed.finish(context, None, next.map(|seq| ("--after", seq.to_string())))?;
    Ok(Exit::Clean)
}

/// `runs list`.
///
/// # Errors
/// The store cannot be read, or the list cannot be written.
pub async fn runs(context: &CommandContext, args: &RunsListArgs) -> anyhow::Result<Exit> {
    let store = context.store_to_read().await?;
    let mut query = RunQuery {
        name: args.run_name.clone(),
        kinds: args.run_kinds.clone(),
        states: args.run_states.clone(),
        since: moment(context, args.since),
        before: args.before,
        limit: 0,
    };
    let mut listed = Listed::open(context, &args.output, List::Runs, &RUNS_IN_TABLE)?;
    let cells = |run: &Run| cells::of_run(context.lang, run);
    let next = list!(context, store, listed, args.limit, query.before, runs, |run| run.id, cells);
    listed.finish(context, None, next.map(|run| ("--before", run.to_string())))?;
    Ok(Exit::Clean)
}

/// `registry history`.
///
/// # Errors
/// The store cannot be read, or the list cannot be written.
pub async fn imports(context: &CommandContext, args: &RegistryHistoryArgs) -> anyhow::Result<Exit> {
    let store = context.store_to_read().await?;
    let mut listed = Listed::open(context, &args.output, List::Imports, &IMPORTS_IN_TABLE)?;
    for import in store.registry_imports(args.limit.unwrap_or(USUAL_IMPORTS)).await.told(context)? {
        listed.row(&cells::of_import(&import))?;
    }
    listed.finish(context, None, None)?;
    Ok(Exit::Clean)
}

/// Where a list goes on.
fn place<T>(
    context: &CommandContext,
    text: Option<&str>,
    parse: impl Fn(&str) -> Option<T>,
) -> anyhow::Result<Option<T>> {
    text.map(|text| parse(text).context(StoreSay::OtherOrder.text(context.lang))).transpose()
}

fn moment(context: &CommandContext, when: Option<When>) -> Option<jiff::Timestamp> {
    when.map(|when| when.moment(context.clock.now(), &context.config().report.time_zone))
}
