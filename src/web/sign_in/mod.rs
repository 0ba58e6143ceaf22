//! Signing in and out, and the choice of a language. Sessions live in the store; the browser has a secret in a cookie that
//! no script reads.

pub(crate) mod passwords;

use askama::Template;
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use axum_extra::extract::cookie::{Cookie, SameSite};
use jiff::SignedDuration;
use serde::Deserialize;

use passwords::Passwords;

use crate::Context;
use crate::http::caller::{Caller, LANG_COOKIE, SAFE_SESSION_COOKIE, SESSION_COOKIE};
use crate::http::error::WebError;
use crate::http::extract::{FormBody, Query};
use crate::http::routes::{Admit, Routes};
use crate::layout::{Layout, page};
use domain::access::{Login, Secret, SecretKind};
use store::{NewSession, Person};
use system::entropy::random;
use words::Lang;
use words::web::frame::Frame;

/// The language is remembered for a year.
const LANG_KEPT_DAYS: i64 = 365;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .page("/sign-in", Admit::Everybody, show)
        .form("/sign-in", Admit::Everybody, sign_in)
        .form("/sign-out", Admit::Everybody, sign_out)
        .form("/language", Admit::Everybody, language)
}

#[derive(Template)]
#[template(path = "sign_in/sign_in.html")]
struct SignInView {
    layout: Layout,
    wrong: Option<String>,
    login: String,
    to: String,
    public_check: bool,
}

impl SignInView {
    fn new(state: &Context, caller: &Caller, to: &str) -> Self {
        Self {
            layout: Layout::new(state, caller, "/sign-in"),
            wrong: None,
            login: String::new(),
            to: inside(to).to_owned(),
            public_check: state.options.public_check,
        }
    }
}

#[derive(Deserialize)]
struct To {
    #[serde(default)]
    to: String,
}

async fn show(State(state): State<Context>, caller: Caller, Query(To { to }): Query<To>) -> Result<Response, WebError> {
    if !caller.is_nobody() {
        return Ok(Redirect::to(inside(&to)).into_response());
    }
    page(&SignInView::new(&state, &caller, &to))
}

#[derive(Deserialize)]
struct Credentials {
    login: String,
    password: String,
    #[serde(default)]
    to: String,
}

async fn sign_in(
    State(state): State<Context>,
    State(passwords): State<Passwords>,
    caller: Caller,
    FormBody(given): FormBody<Credentials>,
) -> Result<Response, WebError> {
    let now = state.clock.now();
    let refused = |wrong: String, status: StatusCode| {
        let mut view = SignInView::new(&state, &caller, &given.to);
        view.wrong = Some(wrong);
        // what cannot be a login is not shown again: it may be a password in the wrong field
        view.login = Login::parse(&given.login).map(|login| login.as_str().to_owned()).unwrap_or_default();
        Ok((status, Html(view.render()?)).into_response())
    };
    let throttle = || passwords.throttle();
    let taken = throttle().take(&given.login, caller.address, now);
    if let Err(until) = taken {
        let minutes = until.duration_since(now).as_mins().max(0) + 1;
        return refused(format!("{}: {minutes}", Frame::TryLater.text(caller.lang)), StatusCode::TOO_MANY_REQUESTS);
    }
    let person = match Login::parse(&given.login) {
        Ok(login) => state.store.person_by_login(&login).await?,
        Err(_) => None,
    };
    // the same work whether there is such a person or not, so that the time tells nothing
    let kept = person.as_ref().and_then(|person| person.password.clone());
    let fits = passwords.is_password(&given.password, kept).await?;
    let Some(person) = person.filter(|person| fits && person.disabled_at.is_none()) else {
        return refused(Frame::WrongLogin.text(caller.lang).to_owned(), StatusCode::UNPROCESSABLE_ENTITY);
    };
    throttle().succeeded(&given.login, caller.address, now);
    let Some(cookie) = open(&state, &caller, &person).await? else {
        return refused(Frame::WrongLogin.text(caller.lang).to_owned(), StatusCode::UNPROCESSABLE_ENTITY);
    };
    let mut response = Redirect::to(inside(&given.to)).into_response();
    response.headers_mut().append(SET_COOKIE, cookie);
    Ok(response)
}

/// Opens a session and gives its cookie; `None` when the person was changed meanwhile.
async fn open(state: &Context, caller: &Caller, person: &Person) -> Result<Option<HeaderValue>, WebError> {
    let now = state.clock.now();
    let secret = Secret::new(SecretKind::Session, random()?);
    let lasts = SignedDuration::try_from(state.options.session_lasts).unwrap_or(SignedDuration::MAX);
    let new = NewSession {
        digest: &secret.digest(),
        expires_at: now.saturating_add(lasts).unwrap_or(jiff::Timestamp::MAX),
        address: &caller.address.to_string(),
        agent: &caller.agent,
    };
    if !state.store.open_session(person, &new, now).await? {
        return Ok(None);
    }
    session_cookie(state, secret.expose(), Some(lasts)).map(Some)
}

async fn sign_out(State(state): State<Context>, caller: Caller) -> Result<Response, WebError> {
    if let (Some(person), Some(session)) = (caller.person(), caller.session()) {
        state.store.end_session(session, person, &caller.who(), state.clock.now()).await?;
    }
    let mut response = Redirect::to("/sign-in").into_response();
    response.headers_mut().append(SET_COOKIE, session_cookie(&state, "", None)?);
    Ok(response)
}

#[derive(Deserialize)]
struct Language {
    lang: String,
    #[serde(default)]
    to: String,
}

async fn language(State(state): State<Context>, FormBody(asked): FormBody<Language>) -> Result<Response, WebError> {
    let lang = Lang::parse(&asked.lang).ok_or(WebError::NotFound)?;
    let days = SignedDuration::from_hours(LANG_KEPT_DAYS * 24);
    let cookie = cookie(&state, LANG_COOKIE, lang.as_str(), Some(days))?;
    let mut response = Redirect::to(inside(&asked.to)).into_response();
    response.headers_mut().append(SET_COOKIE, cookie);
    Ok(response)
}

fn session_cookie(state: &Context, value: &str, lasts: Option<SignedDuration>) -> Result<HeaderValue, WebError> {
    let name = if state.options.is_https() { SAFE_SESSION_COOKIE } else { SESSION_COOKIE };
    cookie(state, name, value, lasts)
}

/// A cookie that no script reads and no other site sends along; without a duration it is taken away.
fn cookie(state: &Context, name: &str, value: &str, lasts: Option<SignedDuration>) -> Result<HeaderValue, WebError> {
    let cookie = Cookie::build((name, value))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(state.options.is_https())
        .build();
    // the crate's own durations come from another library of time
    let seconds = lasts.map_or(0, |lasts| lasts.as_secs());
    let mut value = HeaderValue::from_str(&format!("{cookie}; Max-Age={seconds}")).map_err(|_| WebError::Internal)?;
    value.set_sensitive(true);
    Ok(value)
}

/// Where to go on: within the service or nowhere else.
pub(crate) fn inside(to: &str) -> &str {
    let is_path = to.starts_with('/') && !to.starts_with("//") && !to.starts_with("/\\");
    let is_clean = to.bytes().all(|byte| (0x21..0x7f).contains(&byte) && byte != b'\\');
    if is_path && is_clean { to } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_site() {
        for to in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "\\\\evil",
            "javascript:alert(1)",
            "",
            "/a\r\nb",
            "/\t/evil",
        ] {
            assert_eq!(inside(to), "/", "{to:?}");
        }
        assert_eq!(inside("/pages?verdict=violations&q=%D0%B0"), "/pages?verdict=violations&q=%D0%B0");
    }
}
