//! One's own account: name and language, password, sessions, tokens, feeds, badges.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Response};

use super::own_tokens::{feed_fields, token_fields};
use super::sessions::SessionView;
use crate::Context;
use crate::badges::form::badge_choices;
use crate::forms::field::{Faults, Field, Sent};
use crate::forms::flash::{Flash, done};
use crate::forms::secrets::chosen;
use crate::http::caller::Caller;
use crate::http::error::WebError;
use crate::http::extract::{FormBody, Query};
use crate::http::routes::{Admit, Routes};
use crate::layout::{Layout, page};
use crate::people::list::{kept_role, kept_scope, language_field, name};
use crate::people::person::refused as change_refused;
use crate::scope::form::{Places, ScopeForm};
use crate::sign_in::passwords::Passwords;
use crate::tokens::list::{TokenView, of_person};
use app::use_cases::{PersonEdits, change_person, set_own_password};
use domain::access::{Action, SecretKind};
use domain::model::Scope;
use store::{Person, PersonChange, hex};
use words::Lang;
use words::web::access::{Access, Account};
use words::web::form::Form;
use words::web::frame::Frame;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .page("/account", Admit::Known, show)
        .form("/account", Admit::Known, save)
        .form("/account/password", Admit::Known, change_password)
        .form("/account/sessions", Admit::Known, end_sessions)
}

#[derive(Template)]
#[template(path = "account/profile.html")]
pub(super) struct AccountView {
    layout: Layout,
    said: Option<&'static str>,
    faults: Faults,
    own: Option<OwnView>,
    badges: Option<Field>,
    has_badges: bool,
}

/// What only somebody with an account has.
struct OwnView {
    login: String,
    role: String,
    scope: String,
    profile: Vec<Field>,
    has_password: bool,
    password: Vec<Field>,
    sessions: Vec<SessionView>,
    tokens: Option<KeysView>,
    feeds: Option<KeysView>,
}

/// Tokens of one kind, and the form for another.
struct KeysView {
    tokens: Vec<TokenView>,
    fields: Vec<Field>,
    places: ScopeForm,
}

impl AccountView {
    pub(crate) async fn read(
        state: &Context,
        caller: &Caller,
        said: Option<&'static str>,
        sent: &Sent,
        faults: Faults,
    ) -> Result<Self, WebError> {
        let lang = caller.lang;
        let places = Places::of(state, caller.scope()?).await?;
        let own = match caller.person() {
            Some(person) => Some(OwnView::read(state, caller, person, &places, sent, &faults).await?),
            None => None,
        };
        let badges = badge_choices(lang, &state.live().policy, caller, &places)?;
        Ok(Self {
            layout: Layout::new(state, caller, "/account"),
            said,
            own,
            has_badges: caller.may(Action::MakeBadges),
            badges: badges.filter(|_| caller.may(Action::MakeBadges)),
            faults,
        })
    }
}

impl OwnView {
    async fn read(
        state: &Context,
        caller: &Caller,
        person: &Person,
        places: &Places,
        sent: &Sent,
        faults: &Faults,
    ) -> Result<Self, WebError> {
        let (lang, now) = (caller.lang, state.clock.now());
        let sessions = state.store.sessions(person.id, state.options.session_idle, now).await?;
        let live = state.live();
        // only the form that was sent says what is wrong with it
        let (none, nothing) = (Faults::default(), Sent::default());
        let form = |name: &str| {
            let (sent, faults) = if sent.has(name) { (sent, faults) } else { (&nothing, &none) };
            let organizations = sent.one("organizations").to_owned();
            let form = ScopeForm::new(lang, &live.policy, places, &Scope::everything(), organizations, faults);
            ScopeForm { hint: Access::ScopeOwnHint.text(lang), ..form }
        };
        let tokens = if caller.may(Action::MakeTokens) {
            let tokens = of_person(state, caller, person.id, Some(SecretKind::Api)).await?;
            let fields = token_fields(lang, person.rights.role, faults);
            Some(KeysView { tokens, fields, places: form("token_name") })
        } else {
            None
        };
        let feeds = if caller.may(Action::MakeFeeds) {
            let tokens = of_person(state, caller, person.id, Some(SecretKind::Feed)).await?;
            Some(KeysView { tokens, fields: feed_fields(lang, faults), places: form("feed_name") })
        } else {
            None
        };
        let name = if sent.has("own_name") { sent.one("own_name") } else { person.name.as_str() };
        let name = Field { autocomplete: "name", ..Field::text("own_name", Access::Name.text(lang), name) }
            .required()
            .wrong(faults.of("own_name"));
        Ok(Self {
            login: person.login.to_string(),
            role: kept_role(lang, person.role_name()),
            scope: kept_scope(lang, &person.rights.scope, person.foreign.as_ref()),
            profile: vec![name, language_field(lang, person.language.as_deref().unwrap_or_default())],
            has_password: person.password.is_some(),
            password: password_fields(lang, faults),
            sessions: sessions.iter().map(|session| SessionView::new(state, caller, session)).collect(),
            tokens,
            feeds,
        })
    }
}

fn password_fields(lang: Lang, faults: &Faults) -> Vec<Field> {
    let field = |name: &'static str, label: Access, autocomplete: &'static str| {
        Field::password(name, label.text(lang), autocomplete).required().wrong(faults.of(name))
    };
    vec![
        field("old", Access::PasswordOld, "current-password"),
        field("new", Access::PasswordNew, "new-password"),
        field("again", Access::PasswordAgain, "new-password"),
    ]
}

async fn show(State(state): State<Context>, caller: Caller, Query(said): Query<Flash>) -> Result<Response, WebError> {
    let own = said.word(Account::ALL).map(|word| word.text(caller.lang));
    let said = own.or_else(|| said.word(Access::ALL).map(|word| word.text(caller.lang)));
    page(&AccountView::read(&state, &caller, said, &Sent::default(), Faults::default()).await?)
}

/// The page again, with what is wrong.
pub(crate) async fn refused(
    state: &Context,
    caller: &Caller,
    sent: &Sent,
    faults: Faults,
) -> Result<Response, WebError> {
    let view = AccountView::read(state, caller, None, sent, faults).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(view.render()?)).into_response())
}

/// Whose account it is; a token of the API has none.
pub(crate) fn own(caller: &Caller) -> Result<&Person, WebError> {
    caller.person().ok_or(WebError::Forbidden)
}

async fn save(
    State(state): State<Context>,
    caller: Caller,
    FormBody(sent): FormBody<Sent>,
) -> Result<Response, WebError> {
    let person = own(&caller)?;
    let mut faults = Faults::default();
    let Some(name) = faults.take("own_name", name(caller.lang, sent.one("own_name"))) else {
        return refused(&state, &caller, &sent, faults).await;
    };
    let language = Lang::parse(sent.one("language")).map(|lang| lang.as_str().to_owned());
    let profile = PersonChange { name: Some(name), language: Some(language), ..PersonChange::default() };
    let edits = PersonEdits { profile, ..PersonEdits::default() };
    let changed = change_person(&state.store, person.id, &edits, |_| true, &caller.actor(), state.clock.now()).await;
    changed.map_err(|why| change_refused(caller.lang, why))?;
    Ok(done("/account", Account::Saved))
}

async fn change_password(
    State(state): State<Context>,
    State(passwords): State<Passwords>,
    caller: Caller,
    FormBody(sent): FormBody<Sent>,
) -> Result<Response, WebError> {
    let (lang, now) = (caller.lang, state.clock.now());
    let person = own(&caller)?;
    if person.password.is_none() {
        return Err(WebError::Conflict(Account::NoOwnPassword.text(lang).to_owned()));
    }
    let mut faults = Faults::default();
    // whoever found an open browser must not try passwords here as often as they like
    let login = person.login.as_str();
    let taken = passwords.throttle().take(login, caller.address, now);
    if let Err(until) = taken {
        return Err(WebError::TooMany(until.duration_since(now).try_into().unwrap_or_default()));
    }
    if passwords.is_password(sent.one("old"), person.password.clone()).await? {
        passwords.throttle().succeeded(login, caller.address, now);
    } else {
        faults.add("old", Access::PasswordWrong.text(lang));
    }
    let password = faults.take("new", chosen(lang, sent.one("new"), &person.login));
    if sent.one("new") != sent.one("again") {
        faults.add("again", Access::PasswordsDiffer.text(lang));
    }
    let (true, Some(password)) = (faults.is_none(), password) else {
        return refused(&state, &caller, &Sent::default(), faults).await;
    };
    let hash = passwords.hash(password).await?;
    let changed = set_own_password(&state.store, &hash, &caller.actor(), now).await;
    changed.map_err(|why| change_refused(lang, why))?;
    Ok(done("/account", Access::PasswordChanged))
}

async fn end_sessions(
    State(state): State<Context>,
    caller: Caller,
    FormBody(sent): FormBody<Sent>,
) -> Result<Response, WebError> {
    let (person, now) = (own(&caller)?, state.clock.now());
    let which = sent.one("session");
    if which == "others" {
        state.store.end_sessions(person, caller.session(), &caller.who(), now).await?;
        return Ok(done("/account", Access::SessionsEnded));
    }
    let sessions = state.store.sessions(person.id, state.options.session_idle, now).await?;
    let session = sessions.iter().find(|session| hex(&session.digest) == which).ok_or(WebError::NotFound)?;
    state.store.end_session(&session.digest, person, &caller.who(), now).await?;
    Ok(done("/account", Access::SessionsEnded))
}
