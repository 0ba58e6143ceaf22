//! What goes on now, as a stream of events for browsers (HTML standard, server-sent events). Each tick asks again whether
//! the listener may still listen, and tells nobody how many pages others have.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, RETRY_AFTER};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream::{self, Stream};
use parking_lot::Mutex;
use serde::Serialize;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use crate::api::RunsSeen;
use crate::http::caller::Caller;
use crate::http::error::WebError;
use crate::http::routes::{Admit, Area, Routes};
use crate::runs::list::run_name;
use crate::{Context, plain};
use domain::access::Action;
use store::{Run, RunKind, RunQuery, RunState};
use words::web::live::LiveWord;
use words::{Lang, number};

const TICK: Duration = Duration::from_secs(2);
/// How often something is sent at the least, so that nobody on the way takes the connection for dead.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How many streams there may be, and how many of one person or session.
const STREAMS_MOST: usize = 200;
const OF_ONE_MOST: usize = 6;
/// When to try again where there is no room, in seconds.
const AGAIN: u64 = 30;
const RUNS_READ: usize = 20;

pub(crate) fn routes() -> Routes {
    Routes::new().plain("/live", Admit::Known, listen)
}

/// Who listens now, by person.
#[derive(Debug, Clone, Default)]
pub(crate) struct Listeners(Arc<Mutex<HashMap<String, usize>>>);

impl Listeners {
    /// Takes a place; `None` when there is none.
    fn take(&self, who: String) -> Option<Place> {
        let mut listeners = self.0.lock();
        let of_one = listeners.get(&who).copied().unwrap_or_default();
        if of_one >= OF_ONE_MOST || listeners.values().sum::<usize>() >= STREAMS_MOST {
            return None;
        }
        listeners.insert(who.clone(), of_one + 1);
        Some(Place { who, listeners: Arc::clone(&self.0) })
    }
}

/// A place among the listeners; free again when it is dropped, however the stream ends.
struct Place {
    who: String,
    listeners: Arc<Mutex<HashMap<String, usize>>>,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut listeners = self.listeners.lock();
        if let Some(count) = listeners.get_mut(&self.who) {
            *count -= 1;
            if *count == 0 {
                listeners.remove(&self.who);
            }
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct RunUpdate {
    /// In words; empty when nothing does.
    text: String,
    /// How many pages are looked at; null where that is not for the listener.
    pages: Option<u64>,
    done: Option<u64>,
}

async fn listen(
    State(state): State<Context>,
    State(listeners): State<Listeners>,
    State(stop): State<CancellationToken>,
    caller: Caller,
    parts: Parts,
) -> Result<Response, WebError> {
    if !caller.may(Action::SeeRuns) {
        return Err(WebError::Forbidden);
    }
    // a person has the same places in all sessions and with all tokens
    let who = caller.person().map_or_else(|| "local".to_owned(), |person| person.id.to_string());
    let Some(place) = listeners.take(who) else {
        let mut response = plain(StatusCode::SERVICE_UNAVAILABLE, "too many streams\n");
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(AGAIN));
        return Ok(response);
    };
    let listener = Listener { state, stop, caller, parts, place, last: None, next: Instant::now(), is_over: false };
    let mut response = Sse::new(events(listener)).keep_alive(KeepAlive::new().interval(HEARTBEAT)).into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // proxies that gather answers would hold events back
    response.headers_mut().insert("x-accel-buffering", HeaderValue::from_static("no"));
    Ok(response)
}

struct Listener {
    state: Context,
    stop: CancellationToken,
    caller: Caller,
    parts: Parts,
    #[expect(dead_code, reason = "it is held for as long as the stream goes on")]
    place: Place,
    last: Option<RunUpdate>,
    next: Instant,
    is_over: bool,
}

fn events(listener: Listener) -> impl Stream<Item = Result<Event, Infallible>> {
    stream::unfold(listener, |mut listener| async move {
        if listener.is_over {
            return None;
        }
        let event = listener.next_event().await;
        Some((Ok(event), listener))
    })
}

impl Listener {
    /// Waits for something to tell.
    async fn next_event(&mut self) -> Event {
        loop {
            tokio::select! {
                () = self.stop.cancelled() => return self.end(),
                () = sleep_until(self.next) => {}
            }
            self.next = Instant::now() + TICK;
            match self.current_run().await {
                Ok(Some(update)) if self.last.as_ref() != Some(&update) => {
                    let text = serde_json::to_string(&update).unwrap_or_default();
                    self.last = Some(update);
                    return Event::default().event("run").data(text);
                }
                // nothing new, or the store is away for a moment
                Ok(Some(_)) | Err(WebError::Away | WebError::Internal) => {}
                Ok(None) | Err(_) => return self.end(),
            }
        }
    }

    fn end(&mut self) -> Event {
        self.is_over = true;
        Event::default().event("end").data("")
    }

    /// What goes on, as far as it is for the listener; `None` when the listener may listen no more.
    async fn current_run(&mut self) -> Result<Option<RunUpdate>, WebError> {
        if !self.may_listen().await? {
            return Ok(None);
        }
        let seen = RunsSeen::of(&self.caller)?;
        let query =
            RunQuery { states: vec![RunState::Running, RunState::Applying], limit: RUNS_READ, ..RunQuery::default() };
        let runs = self.state.store.runs(&query).await?;
        let Some(run) = foremost(runs.iter().filter(|run| seen.sees(run))) else {
            return Ok(Some(RunUpdate { text: String::new(), pages: None, done: None }));
        };
        let done = match run.state.known() {
            Some(RunState::Running) => self.state.store.run_progress(run.id).await?.pages(run.pages),
            _ => run.pages,
        };
        Ok(Some(describe_run(self.caller.lang, run, seen.sees_figures(run).then_some(done))))
    }

    /// Whether the listener may still listen. What a session's listener may is looked up without using the session, which
    /// would keep it from ever being idle.
    async fn may_listen(&mut self) -> Result<bool, WebError> {
        let Some(digest) = self.caller.session().copied() else {
            let caller = Caller::of(&self.state, &self.parts, Area::Plain).await;
            self.caller = match caller {
                Ok(caller) => caller,
                Err((trouble @ (WebError::Away | WebError::Internal), _)) => return Err(trouble),
                Err(_) => return Ok(false),
            };
            return Ok(self.caller.may(Action::SeeRuns));
        };
        let Some(id) = self.caller.person().map(|person| person.id) else { return Ok(false) };
        let (idle, now) = (self.state.options.session_idle, self.state.clock.now());
        let sessions = self.state.store.sessions(id, idle, now).await?;
        let person = self.state.store.person(id).await?.filter(|person| person.disabled_at.is_none());
        match person {
            Some(person) if sessions.iter().any(|session| session.digest == digest) => {
                self.caller.changed_to(person);
                Ok(self.caller.may(Action::SeeRuns))
            }
            _ => Ok(false),
        }
    }
}

/// Of several runs under way that over most pages is told.
fn foremost<'a>(runs: impl Iterator<Item = &'a Run>) -> Option<&'a Run> {
    runs.max_by_key(|run| (matches!(run.kind.known(), Some(RunKind::Scheduled | RunKind::Manual)), run.pages))
}

fn describe_run(lang: Lang, run: &Run, done: Option<u64>) -> RunUpdate {
    let goes_on = match run.state.known() {
        Some(RunState::Applying) => LiveWord::Applying,
        _ => LiveWord::Running,
    };
    let mut text = goes_on.text(lang).to_owned();
    if let Some(name) = run_name(lang, run).filter(|_| done.is_some()) {
        text = format!("{text}: {name}");
    }
    if let Some(done) = done {
        text = format!("{text}, {} {} {}", number(lang, done), LiveWord::Of.text(lang), number(lang, run.pages));
    }
    RunUpdate { text, pages: done.map(|_| run.pages), done }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_bounded_for_one_and_for_all_and_come_back() {
        let listeners = Listeners::default();
        let mut own: Vec<Place> = (0..OF_ONE_MOST).filter_map(|_| listeners.take("7".to_owned())).collect();
        assert_eq!(own.len(), OF_ONE_MOST);
        assert!(listeners.take("7".to_owned()).is_none());
        let others: Vec<Place> = (0..STREAMS_MOST).filter_map(|who| listeners.take(format!("o{who}"))).collect();
        assert_eq!(others.len(), STREAMS_MOST - OF_ONE_MOST);
        own.pop();
        assert!(listeners.take("new".to_owned()).is_some());
        drop((own, others));
        assert!(listeners.0.lock().is_empty());
    }
}
