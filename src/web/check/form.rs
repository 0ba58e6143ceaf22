//! A page is looked at now: its address is typed, work is put into the store, and whoever asked waits. Strangers may ask
//! where the operator allows it, a few times; nobody sees what others asked for.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use super::page_check::Checks;
use super::result::show_result;
use crate::Context;
use crate::forms::field::{Faults, Field};
use crate::http::caller::Caller;
use crate::http::error::WebError;
use crate::http::extract::{FormBody, PathParam};
use crate::http::routes::{Admit, Routes};
use crate::layout::{Layout, page};
use app::use_cases::{AskedFor, CheckRefused, is_fresh};
use domain::access::{Action, SigningKey, Ticket};
use domain::model::PageAddress;
use store::{PageId, PageQuery, Run, RunId, RunState};
use system::entropy::random;
use words::web::check::Check;
use words::web::form::Form;
use words::web::frame::Frame;
use words::{self, Visible, visible};

/// How long the address of a result works.
const RESULT_KEPT: SignedDuration = SignedDuration::from_hours(24);
/// The name of the key that signs the addresses of results.
const KEY: &str = "check";
/// How often a page that waits looks again, in seconds; later more slowly.
const AGAIN: u32 = 3;
const AGAIN_LATER: u32 = 15;
/// When it looks more slowly.
const LATER: SignedDuration = SignedDuration::from_mins(1);
/// The most characters of an address that is typed.
const ADDRESS_MOST: usize = 500;

pub(crate) fn routes() -> Routes {
    Routes::new().page("/check", Admit::Checkers, show).form("/check", Admit::Checkers, ask).page(
        "/check/{job}",
        Admit::Checkers,
        job,
    )
}

#[derive(Template)]
#[template(path = "check/form.html")]
struct CheckView {
    layout: Layout,
    faults: Faults,
    fields: [Field; 1],
    is_narrow: bool,
}

impl CheckView {
    fn new(state: &Context, checks: &Checks, caller: &Caller, typed: &str, faults: Faults) -> Self {
        let lang = caller.lang;
        let field = Field::text("page", Check::Address.text(lang), visible(typed))
            .hint(Check::AddressHint.text(lang))
            .required()
            .wrong(faults.of("page"));
        Self {
            layout: Layout::new(state, caller, "/check"),
            faults,
            fields: [Field { most: ADDRESS_MOST, kind: "text", ..field }],
            is_narrow: checks.scope(caller).is_ok_and(|scope| !scope.is_everything()),
        }
    }
}

async fn show(
    State(state): State<Context>,
    State(checks): State<Checks>,
    caller: Caller,
) -> Result<Response, WebError> {
    page(&CheckView::new(&state, &checks, &caller, "", Faults::default()))
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    page: String,
}

async fn ask(
    State(state): State<Context>,
    State(checks): State<Checks>,
    caller: Caller,
    FormBody(asked): FormBody<Asked>,
) -> Result<Response, WebError> {
    let now = state.clock.now();
    let lang = caller.lang;
    let refused = |words: String| {
        let mut faults = Faults::default();
        faults.add("page", words);
        let typed: String = asked.page.chars().take(ADDRESS_MOST).collect();
        let view = CheckView::new(&state, &checks, &caller, &typed, faults);
        Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(view.render()?)).into_response())
    };
    let address = match PageAddress::parse(&asked.page) {
        Ok(address) => address,
        Err(error) => {
            let why = words::address_error(lang, &error);
            return refused(format!("«{}»: {why}.", Visible::quoted(asked.page.trim())));
        }
    };
    let checked = match checks.run(&caller, AskedFor::Address(&address)).await {
        Ok(checked) => checked,
        Err(CheckRefused::NotYours) => return refused(Check::NotYours.text(lang).to_owned()),
        Err(why) => return Err(checks.refused(why)),
    };
    let person = caller.person().filter(|_| caller.may(Action::CheckPage)).map_or(0, |person| person.id.get());
    let ticket = Ticket([checked.run.map_or(0, RunId::get), checked.page.get(), person, now.as_millisecond()]);
    let job = ticket.sign(&key(&state, now).await?);
    Ok(Redirect::to(&format!("/check/{job}")).into_response())
}

async fn key(state: &Context, now: Timestamp) -> Result<SigningKey, WebError> {
    let fresh = SigningKey::new(random()?);
    Ok(state.store.signing_key(KEY, &fresh, now).await?)
}

#[derive(Template)]
#[template(path = "check/wait.html")]
struct WaitView {
    layout: Layout,
    url: String,
    hint: String,
    again: u32,
}

async fn job(
    State(state): State<Context>,
    State(checks): State<Checks>,
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
    let scope = checks.scope(&caller)?;
    let query = PageQuery { page: Some(page_id), with_unregistered: true, limit: 1, ..PageQuery::within(scope) };
    let row = state.store.pages(&query).await?.pop().ok_or(WebError::NotFound)?;
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
async fn hint(state: &Context, caller: &Caller, run: &Run, now: Timestamp) -> Result<String, WebError> {
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
