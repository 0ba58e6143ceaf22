//! The journal of who did what.

use axum::extract::State;
use axum::response::Response;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::api::answer::{ListOf, ListPart, read_cursor};
use crate::api::query_params::{QueryParams, query_params};
use crate::api::values::{Cursor, Flag, Limit, Number, rows};
use crate::http::caller::Caller;
use crate::http::error::WebError;
use crate::http::routes::{Admit, Routes};
use app::history::rfc3339;
use domain::access::Action;
use store::{JournalAction, JournalEntry, JournalQuery, PersonId, Store, hex};

pub(super) fn routes() -> Routes {
    Routes::new().operation(Admit::May(Action::SeeJournal), routes!(list))
}

query_params! {
    /// Which lines.
    JournalAsked {
        person: Option<Number> = "Of the person with this number.",
        action: Vec<JournalAction> = "Of one of these actions.",
        since: Option<Timestamp> = "Since then.",
        until: Option<Timestamp> = "Before then.",
        oldest_first: Option<Flag> = "The oldest first.",
        limit: Option<Limit> = "How many rows at the most.",
        cursor: Option<Cursor> = "`next` of the answer before.",
    }
}

const JOURNAL: &str = "journal";

/// A line of the journal.
#[derive(Serialize, ToSchema)]
pub(super) struct JournalLine {
    /// Its place, from 1 without gaps.
    seq: i64,
    at: String,
    /// The number of the person; null for the command line and the program itself.
    person: Option<i64>,
    /// The login at that time, `cli` or `system`.
    who: String,
    action: String,
    /// To whom or what.
    object: String,
    #[schema(value_type = Object)]
    detail: Value,
    /// Where the person was; may be empty.
    address: String,
    /// The link of the chain that no line can be changed in unseen.
    chain: String,
}

impl JournalLine {
    fn of(entry: &JournalEntry) -> Self {
        let detail = serde_json::from_str::<Value>(&entry.detail).ok().filter(Value::is_object);
        Self {
            seq: entry.seq,
            at: rfc3339(entry.at),
            person: entry.person.map(PersonId::get),
            who: entry.who.clone(),
            action: entry.action.clone(),
            object: entry.object.clone(),
            detail: detail.unwrap_or_else(|| Value::Object(serde_json::Map::new())),
            address: entry.address.clone(),
            chain: hex(&entry.chain),
        }
    }
}

/// Who did what, the newest first.
#[utoipa::path(get, path = "/api/v1/journal", tag = "journal", params(JournalAsked),
    responses((status = 200, description = "A part of the journal.", body = ListOf<JournalLine>)))]
async fn list(
    State(store): State<Store>,
    caller: Caller,
    QueryParams(asked): QueryParams<JournalAsked>,
) -> Result<Response, WebError> {
    let limit = rows(asked.limit.as_ref());
    let query = JournalQuery {
        person: asked.person.map(Number::of).transpose()?,
        actions: asked.action,
        since: asked.since,
        until: asked.until,
        after: read_cursor(JOURNAL, asked.cursor.as_ref(), caller.lang)?,
        newest_first: !asked.oldest_first.is_some_and(|Flag(flag)| flag),
        limit: limit + 1,
    };
    let found = store.journal(&query).await?;
    ListPart { list: JOURNAL, rows: found, limit, total: None }.answer(&caller, |line| line.seq, JournalLine::of)
}
