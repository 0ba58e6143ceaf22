//! The lists as files: the same filters and the same scope as on the page, from the first row to the last. Rows are read
//! part by part and written by a thread of their own as fast as the client takes them, so that memory does not grow.

mod pipe;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use crate::Context;
use crate::http::caller::Caller;
use crate::http::error::WebError;
use crate::http::extract::Query;
use crate::http::routes::{Admit, Routes};
use crate::journal::list::query_of;
use crate::lists::frame::FORMATS;
use crate::lists::places::KnownPlaces;
use app::history::{access_cells, cells};
use domain::access::Action;
use pipe::{PipeWriter, pipe};
use report::listing::{Cell, End, Heading, List, ListingWriter};
use report::{Format, ReportOptions};
use store::{EventQuery, FindingQuery, FindingSort, JournalQuery, PageQuery, PageSort, Store, StoreError};
use words::Lang;

/// So many lists are written at a time: each takes a thread and some megabytes.
const AT_ONCE: usize = 4;
const TURN_WITHIN: Duration = Duration::from_secs(20);
/// After how long to try again when there was none.
const TRY_AGAIN: Duration = Duration::from_secs(30);
const ROWS_AT_ONCE: usize = 500;
const PARTS: usize = 2;

/// Turns of those who export lists.
#[derive(Clone)]
pub(crate) struct Exports(Arc<Semaphore>);

impl Default for Exports {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

/// Rows of cells; an empty part is the last.
type Part = Vec<Vec<Cell>>;

/// The addresses of one list, in the order of [`FORMATS`].
const fn addresses(list: List) -> [&'static str; FORMATS.len()] {
    match list {
        List::Findings => ["/findings.xlsx", "/findings.csv", "/findings.json", "/findings.ndjson"],
        List::Journal => ["/journal.xlsx", "/journal.csv", "/journal.json", "/journal.ndjson"],
        List::Events => ["/events.xlsx", "/events.csv", "/events.json", "/events.ndjson"],
        _ => ["/pages.xlsx", "/pages.csv", "/pages.json", "/pages.ndjson"],
    }
}

pub(crate) fn routes() -> Routes {
    let lists = [
        (List::Pages, Action::SeePages),
        (List::Findings, Action::SeeFindings),
        (List::Events, Action::SeeEvents),
        (List::Journal, Action::SeeJournal),
    ];
    let mut routes = Routes::new();
    for (list, action) in lists {
        for (path, format) in addresses(list).into_iter().zip(FORMATS) {
            let export = move |State(state), State(known), State(exports), caller, Query(pairs)| {
                export((list, format), state, known, exports, caller, pairs)
            };
            routes = routes.page(path, Admit::May(action), export);
        }
    }
    routes
}

/// What is listed, from where on.
enum Rows {
    Nothing,
    Pages(PageQuery),
    Findings(FindingQuery),
    Events(EventQuery),
    Journal(JournalQuery),
}

impl Rows {
    async fn of(
        list: List,
        state: &Context,
        known: &KnownPlaces,
        caller: &Caller,
        pairs: Vec<(String, String)>,
    ) -> Result<Self, WebError> {
        let limit = ROWS_AT_ONCE;
        let rows = match list {
            List::Findings => {
                let query = crate::findings::list::ListParams::read(state, known, caller, pairs).await?.query;
                // in the order of numbers, in which none moves while the list is written; so are pages
                let usual =
                    |query| FindingQuery { sort: FindingSort::Number, descending: false, cursor: None, limit, ..query };
                query.map(|query| Self::Findings(usual(query)))
            }
            List::Events => {
                let query = crate::events::list::ListParams::read(state, known, caller, pairs).await?.query;
                query.map(|query| Self::Events(EventQuery { after: None, limit, ..query }))
            }
            List::Journal => {
                let query = query_of(&pairs);
                Some(Self::Journal(JournalQuery { after: None, limit, ..query }))
            }
            _ => {
                let query = crate::pages::list::ListParams::read(known, caller, pairs).await?.query;
                let usual =
                    |query| PageQuery { sort: PageSort::Number, descending: false, cursor: None, limit, ..query };
                query.map(|query| Self::Pages(usual(query)))
            }
        };
        Ok(rows.unwrap_or(Self::Nothing))
    }

    /// How many there are, where that is counted.
    async fn count(&self, store: &Store) -> Result<Option<u64>, StoreError> {
        Ok(match self {
            Self::Nothing => Some(0),
            Self::Pages(query) => Some(store.count_pages(query).await?),
            Self::Findings(query) => Some(store.count_findings(query).await?),
            Self::Events(_) | Self::Journal(_) => None,
        })
    }

    /// The next part; an empty one when there are no more.
    async fn next(&mut self, store: &Store, lang: Lang) -> Result<Part, StoreError> {
        let cells;
        let is_last;
        match self {
            Self::Nothing => return Ok(Vec::new()),
            Self::Pages(query) => {
                let rows = store.pages(query).await?;
                (is_last, query.after) = (rows.len() < query.limit, rows.last().map(|row| row.id));
                cells = rows.iter().map(|row| cells::of_page(row).into()).collect();
            }
            Self::Findings(query) => {
                let rows = store.findings(query).await?;
                (is_last, query.after) = (rows.len() < query.limit, rows.last().map(|row| row.id));
                cells = rows.iter().map(|row| cells::of_finding(lang, row).into()).collect();
            }
            Self::Events(query) => {
                let rows = store.events(query).await?;
                (is_last, query.after) = (rows.len() < query.limit, rows.last().map(|row| row.event.seq));
                cells = rows.iter().map(|row| cells::of_event(row).into()).collect();
            }
            Self::Journal(query) => {
                let rows = store.journal(query).await?;
                (is_last, query.after) = (rows.len() < query.limit, rows.last().map(|row| row.seq));
                cells = rows.iter().map(|row| access_cells::of_entry(row).into()).collect();
            }
        }
        if is_last {
            *self = Self::Nothing;
        }
        Ok(cells)
    }
}

async fn export(
    (list, format): (List, Format),
    state: Context,
    known: KnownPlaces,
    Exports(turns): Exports,
    caller: Caller,
    pairs: Vec<(String, String)>,
) -> Result<Response, WebError> {
    let lang = caller.lang;
    let mut rows = Rows::of(list, &state, &known, &caller, pairs).await?;
    let turn = timeout(TURN_WITHIN, turns.acquire_owned()).await;
    let turn = turn.map_err(|_| WebError::TooMany(TRY_AGAIN))?.map_err(|_| WebError::Internal)?;
    let total = rows.count(&state.store).await?;
    // what the store refuses is refused before anything is promised
    let first = rows.next(&state.store, lang).await?;
    let (made_at, zone) = (state.clock.now(), state.options.time_zone.clone());
    let day = made_at.to_zoned(zone.clone()).date();
    let name = format!("attachment; filename=\"{}-{day}.{}\"", list.as_str(), format.as_str());
    let headers = [
        (header::CONTENT_TYPE, format.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    let (parts, taken) = channel(PARTS);
    let (writer, end, body) = pipe(Handle::current());
    tokio::spawn(async move { read(rows, first, &state.store, lang, &parts).await });
    let options = ReportOptions { lang, time_zone: zone, ..ReportOptions::default() };
    spawn_blocking(move || {
        let heading = Heading { list, columns: list.columns(), made_at };
        match write(format, &heading, options, writer, taken, total) {
            Ok(()) => end.finish(),
            Err(error) => tracing::debug!("an export was not written to its end: {error}"),
        }
        drop(turn);
    });
    Ok((headers, body).into_response())
}

/// Reads part by part until there are no more rows or nobody wants them.
async fn read(mut rows: Rows, first: Part, store: &Store, lang: Lang, parts: &Sender<Part>) {
    let mut part = first;
    loop {
        let is_last = part.is_empty();
        if parts.send(part).await.is_err() || is_last {
            return;
        }
        part = match rows.next(store, lang).await {
            Ok(part) => part,
            Err(error) => return tracing::warn!("an export broke off: {error}"),
        };
    }
}

fn write(
    format: Format,
    heading: &Heading<'_>,
    options: ReportOptions,
    writer: PipeWriter,
    mut parts: Receiver<Part>,
    total: Option<u64>,
) -> io::Result<()> {
    let mut listing = ListingWriter::new(format, heading, options, Box::new(writer))?;
    loop {
        let part = parts.blocking_recv().ok_or_else(|| io::Error::other("the store failed"))?;
        if part.is_empty() {
            break;
        }
        for row in &part {
            listing.row(row)?;
        }
    }
    listing.finish(&End { total, next: None })
}
