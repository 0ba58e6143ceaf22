//! A page is looked at now: its address is typed, work is put into the store, and whoever asked waits. Strangers may ask
//! where the operator allows it, a few times; nobody sees what others asked for.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use askama::Template;
use axum::extract::State as Shared;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::json;

use super::check_result::show_result;
use super::field::{Faults, Field};
use crate::State;
use crate::caller::Caller;
use crate::error::WebError;
use crate::extract::{FormBody, PathParam};
use crate::layout::{Layout, page};
use crate::routes::{Admit, Routes};
use app::schedule::name_of_page;
use domain::access::{Action, Quota, SigningKey, ThrottleRule, Ticket};
use domain::model::PageAddress;
use store::{
    JournalAction, JournalNote, PageId, PageQuery, PageRow, Run, RunId, RunQuery, RunState, Scope, Store, StoreTrouble,
};
use system::entropy::random;
use words::web::check::Check;
use words::web::form::Form;
use words::web::frame::Frame;
use words::{self, Visible, visible};

/// A look so young is shown again rather than asking VK anew; one that comes sooner would not count anyway.
const FRESH: SignedDuration = SignedDuration::from_mins(2);
/// How long the address of a result works.
const RESULT_KEPT: SignedDuration = SignedDuration::from_hours(24);
/// A stranger's checks: six, then one every two minutes.
const ONE_STRANGER: ThrottleRule = ThrottleRule { burst: 6, refill_ms: 120_000 };
/// All strangers' checks: sixty, then one every fifteen seconds, so 5,760 a day.
const ALL_STRANGERS: ThrottleRule = ThrottleRule { burst: 60, refill_ms: 15_000 };
/// The name of the key that signs the addresses of results.
const KEY: &str = "check";
/// How often a page that waits looks again, in seconds; later more slowly.
const AGAIN: u32 = 3;
const AGAIN_LATER: u32 = 15;
/// When it looks more slowly.
const LATER: SignedDuration = SignedDuration::from_mins(1);
/// The most characters of an address that is typed.
const ADDRESS_MOST: usize = 500;

pub(super) fn routes() -> Routes {
    Routes::new().page("/check", Admit::Checkers, show).form("/check", Admit::Checkers, ask).page(
        "/check/{job}",
        Admit::Checkers,
        job,
    )
}

/// How often strangers may ask.
pub fn quota() -> Quota {
    Quota::new(ONE_STRANGER, ALL_STRANGERS)
}

#[derive(Template)]
#[template(path = "work/check.html", config = "templates/askama.toml")]
struct CheckView {
    layout: Layout,
    faults: Faults,
    fields: [Field; 1],
    is_narrow: bool,
}

impl CheckView {
    fn new(state: &State, caller: &Caller, typed: &str, faults: Faults) -> Self {
        let lang = caller.lang;
        let field = Field::text("page", Check::Address.text(lang), visible(typed))
            .hint(Check::AddressHint.text(lang))
            .required()
            .wrong(faults.of("page"));
        Self {
            layout: Layout::new(state, caller, "/check"),
            faults,
            fields: [Field { most: ADDRESS_MOST, kind: "text", ..field }],
            is_narrow: !may_check_any(state, caller),
        }
    }
}

/// Whether the caller may have any page looked at, also one that is in no registry.
fn may_check_any(state: &State, caller: &Caller) -> bool {
    state.options.public_check || caller.may(Action::CheckPage) && caller.scope().is_ok_and(Scope::is_everything)
}

async fn show(Shared(state): Shared<Arc<State>>, caller: Caller) -> Result<Response, WebError> {
    page(&CheckView::new(&state, &caller, "", Faults::default()))
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    page: String,
}

async fn ask(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    FormBody(asked): FormBody<Asked>,
) -> Result<Response, WebError> {
    let now = state.clock.now();
    let lang = caller.lang;
    let refused = |words: String| {
        let mut faults = Faults::default();
        faults.add("page", words);
        let typed: String = asked.page.chars().take(ADDRESS_MOST).collect();
        let view = CheckView::new(&state, &caller, &typed, faults);
        Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(view.render()?)).into_response())
    };
    let address = match PageAddress::parse(&asked.page) {
        Ok(address) => address,
        Err(error) => {
            let why = words::address_error(lang, &error);
            return refused(format!("«{}»: {why}.", Visible::quoted(asked.page.trim())));
        }
    };
    let is_guest = !caller.may(Action::CheckPage);
    if is_guest {
        let taken = state.check_quota.lock().unwrap_or_else(PoisonError::into_inner).take(caller.address, now);
        if let Err(until) = taken {
            return Err(WebError::TooMany(Duration::try_from(until.duration_since(now)).unwrap_or_default()));
        }
    }
    let known = find(&state.store, &address).await?;
    let row = match known {
        Some(id) => row(&state, &caller, id).await?,
        None => None,
    };
    if row.is_none() && !may_check_any(&state, &caller) {
        return refused(Check::NotYours.text(lang).to_owned());
    }
    let fresh = row.as_ref().is_some_and(|row| is_fresh(row, now));
    let id = match &row {
        Some(row) => row.id,
        None => state.store.page_of_address(&address.to_string(), &address).await?,
    };
    let run = if fresh { None } else { begin(&state, &caller, id, &address, now).await? };
    let person = if is_guest { 0 } else { caller.person().map_or(0, |person| person.id.get()) };
    let ticket = Ticket([run.map_or(0, RunId::get), id.get(), person, now.as_millisecond()]);
    let job = ticket.sign(&key(&state, now).await?);
    Ok(Redirect::to(&format!("/check/{job}")).into_response())
}

fn is_fresh(row: &PageRow, now: Timestamp) -> bool {
    row.unverified_reason.is_none()
        && row.snapshot.is_some()
        && row.looked_at.is_some_and(|at| {
            let age = now.duration_since(at);
            age >= SignedDuration::ZERO && age < FRESH
        })
}

/// The page, by its address or by the short name VK gave it.
async fn find(store: &Store, address: &PageAddress) -> Result<Option<PageId>, WebError> {
    if let Some(page) = store.find_page(address).await? {
        return Ok(Some(page));
    }
    match address.screen_name() {
        Some(name) => Ok(store.find_page_named(name).await?),
        None => Ok(None),
    }
}

/// What is known of the page, if the caller may have it looked at.
async fn row(state: &State, caller: &Caller, page: PageId) -> Result<Option<PageRow>, WebError> {
    let any = may_check_any(state, caller);
    let scope = if any { Scope::everything() } else { caller.scope()?.clone() };
    let query = PageQuery { page: Some(page), with_unregistered: any, limit: 1, ..PageQuery::within(scope) };
    Ok(state.store.pages(&query).await?.pop())
}

/// Puts the look into the store; where the page is being looked at already, that is the look. Strangers leave no trace in
/// the journal.
async fn begin(
    state: &State,
    caller: &Caller,
    page: PageId,
    address: &PageAddress,
    now: Timestamp,
) -> Result<Option<RunId>, WebError> {
    let new = state.live().by_hand().page(page, now);
    let note = |run: RunId| JournalNote {
        action: JournalAction::PageCheckAsked,
        object: address.to_string(),
        detail: json!({ "run": run.get() }),
    };
    let is_known = caller.person().is_some();
    let begun = if is_known {
        state.store.start_run_by(&new, &caller.who(), note, now).await
    } else {
        state.store.start_run(&new, now).await
    };
    match begun {
        Ok(run) => {
            state.worker.wake();
            Ok(run)
        }
        Err(error) if error.trouble() == StoreTrouble::Conflict => {
            let query = RunQuery { name: Some(name_of_page(page)), limit: 1, ..RunQuery::default() };
            let run = state.store.runs(&query).await?.first().map(|run| run.id);
            if let Some(run) = run.filter(|_| is_known) {
                state.store.note(&caller.who(), note(run), now).await?;
            }
            Ok(run)
        }
        Err(error) => Err(error.into()),
    }
}

async fn key(state: &State, now: Timestamp) -> Result<SigningKey, WebError> {
    let fresh = SigningKey::new(random()?);
    Ok(state.store.signing_key(KEY, &fresh, now).await?)
}

#[derive(Template)]
#[template(path = "work/check_wait.html", config = "templates/askama.toml")]
struct WaitView {
    layout: Layout,
    url: String,
    hint: String,
    again: u32,
}

async fn job(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    PathParam(job): PathParam<String>,
) -> Result<Response, WebError> {
    let now = state.clock.now();
    let Ticket([run, page_id, person, asked]) =
        Ticket::read(&key(&state, now).await?, &job).ok_or(WebError::NotFound)?;
    if person != 0 && caller.person().is_none_or(|caller| caller.id.get() != person) {
        return Err(WebError::NotFound);
    }
    let asked = Timestamp::from_millisecond(asked).map_err(|_| WebError::NotFound)?;
    if now.duration_since(asked) > RESULT_KEPT {
        return Err(WebError::NotFound);
    }
    let page_id: PageId = page_id.to_string().parse().map_err(|_| WebError::NotFound)?;
    let row = row(&state, &caller, page_id).await?.ok_or(WebError::NotFound)?;
    let run = match run {
        0 => None,
        run => state.store.run(run.to_string().parse().map_err(|_| WebError::NotFound)?).await?,
    };
    if let Some(run) =
        run.as_ref().filter(|run| matches!(run.state.known(), Some(RunState::Running | RunState::Applying)))
    {
        let waits = now.duration_since(asked);
        return page(&WaitView {
            layout: Layout::new(&state, &caller, "/check"),
            url: visible(&row.url).into_owned(),
            hint: hint(&state, &caller, run, now).await?,
            again: if waits > LATER { AGAIN_LATER } else { AGAIN },
        });
    }
    if run.as_ref().is_some_and(|run| run.state == RunState::Discarded) {
        return Err(WebError::Conflict(Check::Discarded.text(caller.lang).to_owned()));
    }
    show_result(&state, &caller, &row, run.is_none() && is_fresh(&row, now)).await
}

/// What whoever waits is told.
async fn hint(state: &State, caller: &Caller, run: &Run, now: Timestamp) -> Result<String, WebError> {
    let lang = caller.lang;
    if run.state == RunState::Applying {
        return Ok(Check::Saving.text(lang).to_owned());
    }
    let place = state.store.place_in_queue(run.id, now).await?;
    Ok(match place {
        Some(place) if place.not_before > now => {
            let at = words::minute(lang, place.not_before, &state.options.time_zone);
            format!("{} {at}.", Check::TriedAgain.text(lang))
        }
        Some(place) if place.before > 0 => {
            format!("{}: {}.", Check::Queued.text(lang), words::number(lang, place.before))
        }
        _ => Check::Looking.text(lang).to_owned(),
    })
}
