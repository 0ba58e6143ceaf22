//! The journal: who did what. The same as files, by the same filters, is in `pages/exports.rs`.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde_json::Value;

use crate::Context;
use crate::forms::field::Field;
use crate::http::caller::Caller;
use crate::http::error::WebError;
use crate::http::extract::Query;
use crate::http::routes::{Admit, Routes};
use crate::layout::{Layout, page};
use domain::access::Action;
use store::{JournalAction, JournalEntry, JournalQuery, PersonId, PersonQuery};
use words::listing::{Vocabulary, term};
use words::web::access::Journal;
use words::web::form::Form;
use words::web::frame::Frame;
use words::{self, Lang, visible};

const ENTRIES_SHOWN: usize = 100;
const PEOPLE_MOST: usize = 500;

pub(crate) fn routes() -> Routes {
    Routes::new().page("/journal", Admit::May(Action::SeeJournal), show)
}

/// What the address asks for: a person, an action, and where to go on.
pub(crate) fn query_of(pairs: &[(String, String)]) -> JournalQuery {
    let one = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    JournalQuery {
        person: one("person").and_then(|id| id.parse::<PersonId>().ok()),
        actions: one("action").and_then(JournalAction::parse).into_iter().collect(),
        after: one("after").and_then(|seq| seq.parse().ok()),
        newest_first: true,
        ..JournalQuery::default()
    }
}

#[derive(Template)]
#[template(path = "journal/list.html")]
struct JournalView {
    layout: Layout,
    fields: [Field; 2],
    filters: String,
    entries: Vec<EntryView>,
    next: Option<i64>,
    is_first: bool,
}

struct EntryView {
    seq: i64,
    at: String,
    who: String,
    action: String,
    object: String,
    details: Vec<(String, String)>,
    address: String,
}

impl EntryView {
    fn new(state: &Context, lang: Lang, entry: &JournalEntry) -> Self {
        Self {
            seq: entry.seq,
            at: words::minute(lang, entry.at, &state.options.time_zone),
            who: match entry.who.as_str() {
                "cli" => Journal::Cli.text(lang).to_owned(),
                "system" => Journal::System.text(lang).to_owned(),
                login => visible(login).into_owned(),
            },
            action: term(lang, Vocabulary::JournalAction, &entry.action)
                .map_or_else(|| visible(&entry.action).into_owned(), str::to_owned),
            object: visible(&entry.object).into_owned(),
            details: details(&entry.detail),
            address: visible(&entry.address).into_owned(),
        }
    }
}

/// Whether there is nothing in it to read: no value, or a list or an object of none.
fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(all) => all.iter().all(says_nothing),
        Value::Object(all) => all.values().all(says_nothing),
        _ => false,
    }
}

/// What an entry says besides, key by key.
fn details(json: &str) -> Vec<(String, String)> {
    let shown = |value: &Value| match value {
        Value::String(text) => visible(text).into_owned(),
        other => visible(&other.to_string()).into_owned(),
    };
    match serde_json::from_str(json) {
        Ok(Value::Object(all)) => {
            let told = all.iter().filter(|(_, value)| !says_nothing(value));
            told.map(|(key, value)| (visible(key).into_owned(), shown(value))).collect()
        }
        Ok(other) => vec![(String::new(), shown(&other))],
        Err(_) => vec![(String::new(), visible(json).into_owned())],
    }
}

async fn show(
    State(state): State<Context>,
    caller: Caller,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, WebError> {
    let lang = caller.lang;
    let query = JournalQuery { limit: ENTRIES_SHOWN + 1, ..query_of(&pairs) };
    let entries = state.store.journal(&query).await?;
    let people = state.store.people(&PersonQuery { after: None, limit: PEOPLE_MOST }).await?;
    let person = query.person.map(|id| id.to_string()).unwrap_or_default();
    let action = query.actions.first().map_or("", |action| action.as_str());
    let ids: Vec<(String, String)> = people
        .iter()
        .map(|person| {
            let name = format!("{} ({})", visible(person.name.as_str()), visible(person.login.as_str()));
            (person.id.to_string(), name)
        })
        .collect();
    let anybody = ("", Journal::Anybody.text(lang).to_owned());
    let people = std::iter::once(anybody).chain(ids.iter().map(|(id, name)| (id.as_str(), name.clone())));
    let anything = ("", Journal::Anything.text(lang).to_owned());
    let actions = std::iter::once(anything).chain(JournalAction::ALL.iter().map(|action| {
        let text = action.as_str();
        (text, term(lang, Vocabulary::JournalAction, text).unwrap_or(text).to_owned())
    }));
    let mut filters = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in [("person", person.as_str()), ("action", action)] {
        if !value.is_empty() {
            filters.append_pair(name, value);
        }
    }
    page(&JournalView {
        layout: Layout::new(&state, &caller, "/journal"),
        fields: [
            Field::options("person", Journal::Person.text(lang), people, &person),
            Field::options("action", Journal::Action.text(lang), actions, action),
        ],
        filters: filters.finish(),
        next: entries.get(ENTRIES_SHOWN).and(entries.get(ENTRIES_SHOWN - 1)).map(|entry| entry.seq),
        entries: entries.iter().take(ENTRIES_SHOWN).map(|entry| EntryView::new(&state, lang, entry)).collect(),
        is_first: query.after.is_none(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_asks_for_a_person_an_action_and_a_place() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let query = query_of(&[pair("person", "7"), pair("action", "run.started"), pair("after", "100")]);
        assert_eq!(query.person.map(PersonId::get), Some(7));
        assert_eq!((query.actions, query.after), (vec![JournalAction::RunStarted], Some(100)));
        let nothing = query_of(&[pair("person", "x"), pair("action", "nothing"), pair("after", "")]);
        assert_eq!((nothing.person, nothing.actions.len(), nothing.after), (None, 0, None));
    }

    #[test]
    fn details_are_told_key_by_key_whatever_they_are() {
        assert_eq!(details("{\"sessions\":2,\"a\":\"b\\u202e\"}").len(), 2);
        assert_eq!(details("{\"ends\":null,\"scope\":{\"regions\":[]},\"sessions\":0}").len(), 1);
        assert_eq!(details("[]"), [(String::new(), "[]".to_owned())]);
        assert_eq!(details("no json"), [(String::new(), "no json".to_owned())]);
        assert!(!details("{\"a\":\"b\\u202e\"}")[0].1.contains('\u{202e}'));
    }
}
