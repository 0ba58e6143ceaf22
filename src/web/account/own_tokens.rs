//! One's own tokens of the API and addresses of feeds: made, shown once, revoked. Neither opens more than its owner may
//! see.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use jiff::{SignedDuration, Timestamp};

use super::profile::{own, refused};
use crate::Context;
use crate::feeds::base;
use crate::forms::field::{Faults, Field, Sent};
use crate::forms::flash::done;
use crate::forms::secrets::SecretView;
use crate::http::caller::Caller;
use crate::http::error::WebError;
use crate::http::extract::{FormBody, PathParam};
use crate::http::routes::{Admit, Routes};
use crate::people::list::{name, role_word};
use crate::scope::form::{self, Places, read};
use app::use_cases::{TokenAsked, TokenRefused, create_token, revoke_token};
use domain::access::{Action, Role, Secret, SecretKind};
use domain::model::Scope;
use store::AccessTokenId;
use system::entropy::random;
use words::Lang;
use words::web::access::{Access, Account};

const LASTS_DAYS: [(&str, i64); 3] = [("90", 90), ("365", 365), ("30", 30)];
const NO_END: &str = "never";
const FEED_FILES: [(&str, &str); 3] = [("Atom", "news.atom"), ("RSS", "news.rss"), ("JSON Feed", "news.json")];
const EVENT_FILE: &str = "events.ndjson";

pub(crate) fn routes() -> Routes {
    Routes::new()
        .form("/account/tokens", Admit::May(Action::MakeTokens), make_token)
        .form("/account/feeds", Admit::May(Action::MakeFeeds), make_feed)
        .form("/account/tokens/{id}/revoke", Admit::Known, revoke)
}

pub(super) fn token_fields(lang: Lang, most: Role, faults: &Faults) -> Vec<Field> {
    let roles = Role::ALL.into_iter().filter(|role| *role <= most);
    let roles = roles.map(|role| (role.as_str(), role_word(lang, role).to_owned()));
    vec![
        name_field(lang, "token_name", faults),
        Field::options("lasts", Account::Lasts.text(lang), lasts(lang), ""),
        Field::options("role", Account::Role.text(lang), roles, "").wrong(faults.of("role")),
    ]
}

pub(super) fn feed_fields(lang: Lang, faults: &Faults) -> Vec<Field> {
    vec![name_field(lang, "feed_name", faults)]
}

fn name_field(lang: Lang, field: &'static str, faults: &Faults) -> Field {
    let text = Field::text(field, Account::TokenName.text(lang), "");
    text.hint(Account::TokenNameHint.text(lang)).required().wrong(faults.of(field))
}

fn lasts(lang: Lang) -> Vec<(&'static str, String)> {
    let days = |(value, days): (&'static str, i64)| (value, format!("{days} {}", Account::Days.text(lang)));
    let mut all: Vec<_> = LASTS_DAYS.into_iter().map(days).collect();
    all.push((NO_END, Account::NoEnd.text(lang).to_owned()));
    all
}

/// When a token ends; what is none of the choices is the first of them.
fn ends(text: &str, now: Timestamp) -> Option<Timestamp> {
    if text == NO_END {
        return None;
    }
    let days = LASTS_DAYS.iter().find(|(value, _)| *value == text).map_or(LASTS_DAYS[0].1, |(_, days)| *days);
    Some(now.saturating_add(SignedDuration::from_hours(24 * days)).unwrap_or(Timestamp::MAX))
}

/// Makes a secret with what was filled in; `None` with what is wrong.
async fn make(
    state: &Context,
    caller: &Caller,
    sent: &Sent,
    kind: SecretKind,
    faults: &mut Faults,
) -> Result<Option<Secret>, WebError> {
    let (lang, now) = (caller.lang, state.clock.now());
    let places = Places::of(state, &own(caller)?.rights.scope).await?;
    let field = if kind == SecretKind::Api { "token_name" } else { "feed_name" };
    let name = faults.take(field, name(lang, sent.one(field)));
    let mut scope = read(lang, sent, &places, &Scope::everything(), faults);
    if faults.is_none() {
        form::resolve(state, lang, &mut scope, &own(caller)?.rights.scope, faults).await?;
    }
    let (true, Some(name)) = (faults.is_none(), name) else { return Ok(None) };
    let is_token = kind == SecretKind::Api;
    let role = is_token.then(|| Role::parse(sent.one("role")).unwrap_or(Role::Viewer));
    let expires_at = if is_token { ends(sent.one("lasts"), now) } else { None };
    let asked = TokenAsked { owner: None, kind, name, role, scope, expires_at };
    match create_token(&state.store, asked, random()?, &caller.actor(), now).await {
        Ok((_, secret)) => return Ok(Some(secret)),
        Err(TokenRefused::ScopeTooWide) => faults.add("scope", Access::OutOfScope.text(lang)),
        Err(TokenRefused::RoleTooHigh) => faults.add("role", Access::RoleTooHigh.text(lang)),
        Err(TokenRefused::Store(error)) => return Err(error.into()),
        // the form offers no end that has passed, and no program is let in here
        Err(_) => return Err(WebError::Forbidden),
    }
    Ok(None)
}

async fn make_token(
    State(state): State<Context>,
    caller: Caller,
    FormBody(sent): FormBody<Sent>,
) -> Result<Response, WebError> {
    let (lang, mut faults) = (caller.lang, Faults::default());
    let Some(secret) = make(&state, &caller, &sent, SecretKind::Api, &mut faults).await? else {
        return refused(&state, &caller, &sent, faults).await;
    };
    let view = SecretView {
        title: Account::TokenShown.text(lang),
        lead: Account::TokenShownLead.text(lang),
        secrets: vec![(sent.one("token_name").trim().to_owned(), secret.expose().to_owned())],
        ..SecretView::new(&state, &caller, "/account", "/account")
    };
    view.answer()
}

async fn make_feed(
    State(state): State<Context>,
    caller: Caller,
    headers: HeaderMap,
    FormBody(sent): FormBody<Sent>,
) -> Result<Response, WebError> {
    let (lang, mut faults) = (caller.lang, Faults::default());
    let base = base(&state, &headers)?;
    let Some(secret) = make(&state, &caller, &sent, SecretKind::Feed, &mut faults).await? else {
        return refused(&state, &caller, &sent, faults).await;
    };
    let address = |file: &str| format!("{base}feeds/{}/{file}", secret.expose());
    let mut secrets: Vec<_> = FEED_FILES.iter().map(|(name, file)| ((*name).to_owned(), address(file))).collect();
    secrets.push((Account::EventLog.text(lang).to_owned(), address(EVENT_FILE)));
    let view = SecretView {
        title: Account::FeedShown.text(lang),
        lead: Account::FeedShownLead.text(lang),
        secrets,
        ..SecretView::new(&state, &caller, "/account", "/account")
    };
    view.answer()
}

async fn revoke(
    State(state): State<Context>,
    caller: Caller,
    PathParam(id): PathParam<String>,
) -> Result<Response, WebError> {
    let id: AccessTokenId = id.parse().map_err(|_| WebError::NotFound)?;
    revoke_token(&state.store, id, &caller.actor(), state.clock.now()).await?;
    Ok(done("/account", Access::TokenRevoked))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_ends_as_chosen_and_what_is_no_choice_gives_no_token_for_ever() {
        let now = Timestamp::UNIX_EPOCH;
        let days = |text| ends(text, now).map(|at| at.as_second() / 86_400);
        assert_eq!((days("30"), days("365"), days(NO_END)), (Some(30), Some(365), None));
        assert_eq!((days(""), days("100000")), (Some(90), Some(90)));
    }

    #[test]
    fn nobody_is_offered_a_greater_role_than_their_own() {
        let offered = |most| token_fields(Lang::En, most, &Faults::default()).remove(2).choices.len();
        assert_eq!((offered(Role::Viewer), offered(Role::Supervisor), offered(Role::Admin)), (1, 2, 3));
    }
}
