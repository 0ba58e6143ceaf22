//! One person: name, role, scope, password, sessions, tokens.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Response};

use super::list::{Profile, organizations_of, profile_fields};
use crate::Context;
use crate::account::sessions::SessionView;
use crate::forms::field::{Faults, Field, Sent};
use crate::forms::flash::{Flash, done};
use crate::forms::secrets::{SecretView, chosen, made_up};
use crate::http::caller::Caller;
use crate::http::error::WebError;
use crate::http::extract::{FormBody, PathParam, Query};
use crate::http::routes::{Admit, Routes};
use crate::layout::{Layout, page};
use crate::scope::form::{self, Places, ScopeForm};
use crate::sign_in::passwords::Passwords;
use crate::tokens::list::{TokenView, of_person};
use app::use_cases::{ChangeRefused, PasswordChange, PersonEdits, change_person};
use domain::access::Action;
use store::{Person, PersonChange, PersonId};
use words::web::access::{Access, Account};
use words::web::form::Form;
use words::web::frame::Frame;
use words::{self, visible};

pub(crate) fn routes() -> Routes {
    let may = Admit::May(Action::ManagePeople);
    Routes::new()
        .page("/access/people/{id}", may, show)
        .form("/access/people/{id}", may, change)
        .form("/access/people/{id}/disable", may, disable)
        .form("/access/people/{id}/enable", may, enable)
        .form("/access/people/{id}/password", may, password)
        .form("/access/people/{id}/sessions", may, end_sessions)
}

#[derive(Template)]
#[template(path = "people/person.html")]
struct PersonPage {
    layout: Layout,
    said: Option<&'static str>,
    faults: Faults,
    id: i64,
    login: String,
    is_disabled: bool,
    facts: Vec<(&'static str, String)>,
    fields: Vec<Field>,
    scope: ScopeForm,
    password: Field,
    sessions: Vec<SessionView>,
    tokens: Vec<TokenView>,
}

impl PersonPage {
    async fn read(
        state: &Context,
        caller: &Caller,
        person: &Person,
        said: Option<Access>,
        sent: Option<(&Sent, &Profile)>,
        faults: Faults,
    ) -> Result<Self, WebError> {
        let (lang, now) = (caller.lang, state.clock.now());
        let places = Places::of(state, caller.scope()?).await?;
        let minute = |at| words::minute(lang, at, &state.options.time_zone);
        let fields = if let Some((sent, profile)) = sent {
            profile_fields(lang, sent.one("name"), profile.role.as_str(), sent.one("language"), &faults)
        } else {
            let language = person.language.as_deref().unwrap_or_default();
            profile_fields(lang, person.name.as_str(), person.role_name(), language, &faults)
        };
        let scope = sent.map_or(&person.rights.scope, |(_, profile)| &profile.scope);
        let organizations = organizations_of(sent.map(|(sent, _)| sent), scope);
        let mut facts = vec![(Access::CreatedAt.text(lang), minute(person.created_at))];
        facts.push(match (person.password.is_some(), person.password_changed_at) {
            (true, Some(at)) => (Access::PasswordSince.text(lang), minute(at)),
            _ => (Access::Password.text(lang), Access::NoPassword.text(lang).to_owned()),
        });
        if let Some(at) = person.disabled_at {
            facts.push((Access::Disabled.text(lang), minute(at)));
        }
        let sessions = state.store.sessions(person.id, state.options.session_idle, now).await?;
        Ok(Self {
            layout: Layout::new(state, caller, "/access"),
            said: said.map(|word| word.text(lang)),
            id: person.id.get(),
            login: visible(person.login.as_str()).into_owned(),
            is_disabled: person.disabled_at.is_some(),
            facts,
            fields,
            scope: ScopeForm::new(lang, &state.live().policy, &places, scope, organizations, &faults),
            password: Field::password("password", Access::PasswordNew.text(lang), "new-password")
                .hint(Access::PasswordHint.text(lang))
                .wrong(faults.of("password")),
            sessions: sessions.iter().map(|session| SessionView::new(state, caller, session)).collect(),
            tokens: of_person(state, caller, person.id, None).await?,
            faults,
        })
    }
}

async fn found(state: &Context, id: &str) -> Result<Person, WebError> {
    let id: PersonId = id.parse().map_err(|_| WebError::NotFound)?;
    state.store.person(id).await?.ok_or(WebError::NotFound)
}

async fn show(
    State(state): State<Context>,
    caller: Caller,
    PathParam(id): PathParam<String>,
    Query(said): Query<Flash>,
) -> Result<Response, WebError> {
    let person = found(&state, &id).await?;
    page(&PersonPage::read(&state, &caller, &person, said.word(Access::ALL), None, Faults::default()).await?)
}

async fn change(
    State(state): State<Context>,
    caller: Caller,
    PathParam(id): PathParam<String>,
    FormBody(sent): FormBody<Sent>,
) -> Result<Response, WebError> {
    let (lang, now) = (caller.lang, state.clock.now());
    let person = found(&state, &id).await?;
    if person.foreign.is_some() {
        // the form has no words for such a role, and would put another in its place unseen
        return Err(WebError::Conflict(Access::LaterVersion.text(lang).to_owned()));
    }
    let places = Places::of(&state, caller.scope()?).await?;
    let mut faults = Faults::default();
    let mut profile = Profile::read(lang, &sent, &places, &person.rights.scope, &mut faults);
    // what it was before may name what the registry has no more
    if profile.scope != person.rights.scope {
        form::resolve(&state, lang, &mut profile.scope, caller.scope()?, &mut faults).await?;
    }
    if let (true, Some(name)) = (faults.is_none(), &profile.name) {
        let change = PersonChange {
            name: Some(name.clone()),
            role: Some(profile.role),
            scope: Some(profile.scope.clone()),
            language: Some(profile.language.clone()),
        };
        let edits = PersonEdits { profile: change, ..PersonEdits::default() };
        match change_person(&state.store, person.id, &edits, |_| true, &caller.actor(), now).await {
            Ok(_) => return Ok(done(&path(&person), Access::SavedPerson)),
            Err(ChangeRefused::Oneself) => faults.add("role", Access::Oneself.text(lang)),
            Err(ChangeRefused::LastAdmin) => faults.add("role", Access::LastAdmin.text(lang)),
            Err(why) => return Err(refused(lang, why)),
        }
    }
    let view = PersonPage::read(&state, &caller, &person, None, Some((&sent, &profile)), faults).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(view.render()?)).into_response())
}

fn path(person: &Person) -> String {
    format!("/access/people/{}", person.id)
}

/// Why a person is not changed, in words.
pub(crate) fn refused(lang: words::Lang, why: ChangeRefused) -> WebError {
    let conflict = |word: Access| WebError::Conflict(word.text(lang).to_owned());
    match why {
        ChangeRefused::Forbidden => WebError::Forbidden,
        ChangeRefused::NoSuchPerson => WebError::NotFound,
        ChangeRefused::Oneself => conflict(Access::Oneself),
        ChangeRefused::LastAdmin => conflict(Access::LastAdmin),
        ChangeRefused::ChangedMeanwhile => WebError::Changed,
        ChangeRefused::Store(error) => error.into(),
    }
}

/// Changes the person and goes back to their page.
async fn edit(
    state: &Context,
    caller: &Caller,
    person: &Person,
    edits: PersonEdits,
    word: Access,
) -> Result<Response, WebError> {
    let now = state.clock.now();
    let changed = change_person(&state.store, person.id, &edits, |_| true, &caller.actor(), now).await;
    changed.map_err(|why| refused(caller.lang, why))?;
    Ok(done(&path(person), word))
}

async fn disable(
    State(state): State<Context>,
    caller: Caller,
    PathParam(id): PathParam<String>,
) -> Result<Response, WebError> {
    let person = found(&state, &id).await?;
    let edits = PersonEdits { disabled: Some(true), ..PersonEdits::default() };
    edit(&state, &caller, &person, edits, Access::DisabledPerson).await
}

async fn enable(
    State(state): State<Context>,
    caller: Caller,
    PathParam(id): PathParam<String>,
) -> Result<Response, WebError> {
    let person = found(&state, &id).await?;
    let edits = PersonEdits { disabled: Some(false), ..PersonEdits::default() };
    edit(&state, &caller, &person, edits, Access::EnabledPerson).await
}

async fn password(
    State(state): State<Context>,
    State(passwords): State<Passwords>,
    caller: Caller,
    PathParam(id): PathParam<String>,
    FormBody(sent): FormBody<Sent>,
) -> Result<Response, WebError> {
    let lang = caller.lang;
    let person = found(&state, &id).await?;
    let made = if sent.one("password").is_empty() { Some(made_up()?) } else { None };
    let text = made.as_deref().unwrap_or_else(|| sent.one("password"));
    let password = match chosen(lang, text, &person.login) {
        Ok(password) => password,
        Err(why) => {
            let mut faults = Faults::default();
            faults.add("password", why);
            let view = PersonPage::read(&state, &caller, &person, None, None, faults).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(view.render()?)).into_response());
        }
    };
    let password = Some(PasswordChange::Set(passwords.hash(password).await?));
    let edits = PersonEdits { password, ..PersonEdits::default() };
    let answer = edit(&state, &caller, &person, edits, Access::PasswordChanged).await?;
    let Some(made) = made else { return Ok(answer) };
    let view = SecretView {
        title: Access::OneTimePassword.text(lang),
        lead: Access::OneTimePasswordLead.text(lang),
        secrets: vec![
            (Access::Login.text(lang).to_owned(), person.login.to_string()),
            (Access::Password.text(lang).to_owned(), made),
        ],
        ..SecretView::new(&state, &caller, "/access", path(&person))
    };
    view.answer()
}

async fn end_sessions(
    State(state): State<Context>,
    caller: Caller,
    PathParam(id): PathParam<String>,
) -> Result<Response, WebError> {
    let person = found(&state, &id).await?;
    let keep = caller.session().filter(|_| caller.person().is_some_and(|own| own.id == person.id));
    state.store.end_sessions(&person, keep, &caller.who(), state.clock.now()).await?;
    Ok(done(&path(&person), Access::SessionsEnded))
}
