//! People: everybody who may sign in, and a new one.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Response};
use serde::Deserialize;

use crate::Context;
use crate::forms::field::{Faults, Field, Sent};
use crate::forms::flash::{Flash, done};
use crate::forms::secrets::{SecretView, chosen, made_up};
use crate::http::caller::Caller;
use crate::http::error::WebError;
use crate::http::extract::{FormBody, Query};
use crate::http::routes::{Admit, Routes};
use crate::layout::{Layout, page};
use crate::scope::form::{self, Places, ScopeForm, in_words, organizations_text, read};
use crate::sign_in::passwords::Passwords;
use app::use_cases::{InviteRefused, invite_person};
use domain::access::{Action, DisplayName, Login, Rights, Role};
use domain::model::Scope;
use store::{ForeignRights, NewPerson, Person, PersonId, PersonQuery};
use words::access::name_error;
use words::listing::{Vocabulary, term};
use words::web::access::Access;
use words::web::form::Form;
use words::web::frame::Frame;
use words::{Lang, visible};

/// People on one page of the list.
const PEOPLE_SHOWN: usize = 100;

pub(crate) fn routes() -> Routes {
    let may = Admit::May(Action::ManagePeople);
    Routes::new().page("/access", may, list).page("/access/new", may, new).form("/access/new", may, create)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    after: String,
    #[serde(flatten)]
    said: Flash,
}

#[derive(Template)]
#[template(path = "people/list.html")]
struct PeopleView {
    layout: Layout,
    said: Option<&'static str>,
    people: Vec<PersonView>,
    next: Option<i64>,
}

struct PersonView {
    id: i64,
    login: String,
    name: String,
    role: String,
    scope: String,
    is_disabled: bool,
}

/// The word for a role.
pub(crate) fn role_word(lang: Lang, role: Role) -> &'static str {
    term(lang, Vocabulary::Role, role.as_str()).unwrap_or(role.as_str())
}

/// The word for a role as it is kept; one that only a later version knows stands as it is.
pub(crate) fn kept_role(lang: Lang, role: &str) -> String {
    term(lang, Vocabulary::Role, role).map_or_else(|| visible(role).into_owned(), str::to_owned)
}

/// A scope in words; one that only a later version understands stands as it is kept.
pub(crate) fn kept_scope(lang: Lang, scope: &Scope, foreign: Option<&ForeignRights>) -> String {
    foreign.map_or_else(|| in_words(lang, scope), |foreign| visible(&foreign.scope).into_owned())
}

async fn list(State(state): State<Context>, caller: Caller, Query(asked): Query<Asked>) -> Result<Response, WebError> {
    let lang = caller.lang;
    let after: Option<PersonId> = asked.after.parse().ok();
    let people = state.store.people(&PersonQuery { after, limit: PEOPLE_SHOWN + 1 }).await?;
    let view = |person: &Person| PersonView {
        id: person.id.get(),
        login: person.login.to_string(),
        name: visible(person.name.as_str()).into_owned(),
        role: kept_role(lang, person.role_name()),
        scope: kept_scope(lang, &person.rights.scope, person.foreign.as_ref()),
        is_disabled: person.disabled_at.is_some(),
    };
    page(&PeopleView {
        layout: Layout::new(&state, &caller, "/access"),
        said: asked.said.word(Access::ALL).map(|word| word.text(lang)),
        next: people.get(PEOPLE_SHOWN).and(people.get(PEOPLE_SHOWN - 1)).map(|person| person.id.get()),
        people: people.iter().take(PEOPLE_SHOWN).map(view).collect(),
    })
}

/// The fields that a new person and a changed one have in common.
pub(super) struct Profile {
    pub(crate) name: Option<DisplayName>,
    pub(crate) role: Role,
    pub(crate) scope: Scope,
    pub(crate) language: Option<String>,
}

impl Profile {
    pub(crate) fn read(lang: Lang, sent: &Sent, places: &Places, before: &Scope, faults: &mut Faults) -> Self {
        Self {
            name: faults.take("name", name(lang, sent.one("name"))),
            role: Role::parse(sent.one("role")).unwrap_or(Role::Viewer),
            scope: read(lang, sent, places, before, faults),
            language: Lang::parse(sent.one("language")).map(|lang| lang.as_str().to_owned()),
        }
    }
}

/// A name.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn name(lang: Lang, text: &str) -> Result<DisplayName, String> {
    DisplayName::parse(text).map_err(|error| format!("{}: {}.", Access::BadName.text(lang), name_error(lang, error)))
}

/// The field of the language.
pub(crate) fn language_field(lang: Lang, chosen: &str) -> Field {
    let languages = [("", Access::LanguageUsual.text(lang)), ("ru", "Русский"), ("en", "English")];
    let languages = languages.map(|(value, label)| (value, label.to_owned()));
    Field::options("language", Access::Language.text(lang), languages, chosen)
}

/// The fields of the profile.
pub(super) fn profile_fields(lang: Lang, name: &str, role: &str, language: &str, faults: &Faults) -> Vec<Field> {
    let roles = Role::ALL.map(|role| (role.as_str(), role_word(lang, role).to_owned()));
    vec![
        Field { autocomplete: "off", ..Field::text("name", Access::Name.text(lang), visible(name)) }
            .hint(Access::NameHint.text(lang))
            .required()
            .wrong(faults.of("name")),
        Field::options("role", Access::Role.text(lang), roles, role)
            .hint(Access::RoleHint.text(lang))
            .wrong(faults.of("role")),
        language_field(lang, language),
    ]
}

#[derive(Template)]
#[template(path = "people/person_new.html")]
struct NewView {
    layout: Layout,
    faults: Faults,
    is_first: bool,
    fields: Vec<Field>,
    scope: ScopeForm,
    password: Field,
}

impl NewView {
    fn new(state: &Context, caller: &Caller, places: &Places, sent: &Sent, scope: &Scope, faults: Faults) -> Self {
        let lang = caller.lang;
        let login = Field::text("login", Access::Login.text(lang), visible(sent.one("login")))
            .hint(Access::LoginHint.text(lang))
            .required()
            .wrong(faults.of("login"));
        let mut fields = vec![login];
        let role = if sent.has("role") { sent.one("role") } else { default_role(caller) };
        fields.extend(profile_fields(lang, sent.one("name"), role, sent.one("language"), &faults));
        let organizations = sent.one("organizations").to_owned();
        Self {
            layout: Layout::new(state, caller, "/access"),
            is_first: caller.is_local(),
            fields,
            scope: ScopeForm::new(lang, &state.live().policy, places, scope, organizations, &faults),
            password: Field::password("password", Access::Password.text(lang), "new-password")
                .hint(Access::PasswordHint.text(lang))
                .wrong(faults.of("password")),
            faults,
        }
    }
}

fn default_role(caller: &Caller) -> &'static str {
    if caller.is_local() { Role::Admin.as_str() } else { Role::Viewer.as_str() }
}

async fn new(State(state): State<Context>, caller: Caller) -> Result<Response, WebError> {
    let places = Places::of(&state, caller.scope()?).await?;
    let (sent, scope) = (Sent::default(), Scope::everything());
    page(&NewView::new(&state, &caller, &places, &sent, &scope, Faults::default()))
}

async fn create(
    State(state): State<Context>,
    State(passwords): State<Passwords>,
    caller: Caller,
    FormBody(sent): FormBody<Sent>,
) -> Result<Response, WebError> {
    let (lang, now) = (caller.lang, state.clock.now());
    let places = Places::of(&state, caller.scope()?).await?;
    let mut faults = Faults::default();
    let login = Login::parse(sent.one("login"))
        .map_err(|error| format!("{}: {}.", Access::BadLogin.text(lang), name_error(lang, error)));
    let login = faults.take("login", login);
    let mut profile = Profile::read(lang, &sent, &places, &Scope::everything(), &mut faults);
    form::resolve(&state, lang, &mut profile.scope, caller.scope()?, &mut faults).await?;
    let made = if sent.one("password").is_empty() { Some(made_up()?) } else { None };
    let password = login.as_ref().and_then(|login| {
        let text = made.as_deref().unwrap_or_else(|| sent.one("password"));
        faults.take("password", chosen(lang, text, login))
    });
    if let (true, Some(login), Some(name), Some(password)) = (faults.is_none(), login, &profile.name, password) {
        let shown = login.to_string();
        let new = NewPerson {
            login,
            name: name.clone(),
            rights: Rights { role: profile.role, scope: profile.scope.clone() },
            password: Some(passwords.hash(password).await?),
            language: profile.language.clone(),
        };
        match invite_person(&state.store, &new, &caller.actor(), now).await {
            Ok(_) => return invited(&state, &caller, shown, made),
            Err(InviteRefused::LoginTaken) => faults.add("login", Access::LoginTaken.text(lang)),
            Err(InviteRefused::FirstMustManage) => faults.add("role", Access::FirstMustManage.text(lang)),
            Err(InviteRefused::Forbidden) => return Err(WebError::Forbidden),
            Err(InviteRefused::Store(error)) => return Err(error.into()),
        }
    }
    let view = NewView::new(&state, &caller, &places, &sent, &profile.scope, faults);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(view.render()?)).into_response())
}

/// Tells that somebody was created; a password that was made up is shown this once.
fn invited(state: &Context, caller: &Caller, login: String, made: Option<String>) -> Result<Response, WebError> {
    let Some(made) = made else { return Ok(done("/access", Access::CreatedPerson)) };
    let lang = caller.lang;
    let view = SecretView {
        title: Access::OneTimePassword.text(lang),
        lead: Access::OneTimePasswordLead.text(lang),
        secrets: vec![(Access::Login.text(lang).to_owned(), login), (Access::Password.text(lang).to_owned(), made)],
        ..SecretView::new(state, caller, "/access", "/access")
    };
    view.answer()
}

/// The text of the organisations that a form sent, or those of a scope where none was sent.
pub(super) fn organizations_of(sent: Option<&Sent>, scope: &Scope) -> String {
    sent.map_or_else(|| organizations_text(scope), |sent| sent.one("organizations").to_owned())
}
