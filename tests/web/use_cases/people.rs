//! People and tokens: by the API, by the form, by the command.

use serde_json::{Value, json};
use vk_page_auditor::access::Login;
use vk_page_auditor::store::{AccessToken, JournalEntry, Person, TokenQuery};

use super::{command, journal};
use crate::client::Client;
use crate::stage::{Asker, PASSWORD, Stage};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Api,
    Form,
    Command,
}

const WAYS: [Way; 3] = [Way::Api, Way::Form, Way::Command];

impl Way {
    const fn who(self) -> &'static str {
        match self {
            Self::Api | Self::Form => "admin",
            Self::Command => "cli",
        }
    }

    const fn login(self) -> &'static str {
        match self {
            Self::Api => "by-api",
            Self::Form => "by-form",
            Self::Command => "by-command",
        }
    }

    async fn invite(self, stage: &Stage, admin: &mut Client) -> bool {
        let (login, own) = (self.login(), stage.own.as_str());
        match self {
            Self::Api => {
                let scope = json!({ "municipalities": [own] });
                let body =
                    json!({ "login": login, "name": "Анна", "role": "viewer", "scope": scope, "password": PASSWORD });
                admin.json("POST", "/api/v1/people", &body).await.status == 201
            }
            Self::Form => {
                let named = [("login", login), ("name", "Анна"), ("role", "viewer")];
                let fields = [&named[..], &[("municipality", own), ("password", PASSWORD)]].concat();
                admin.form("/access/new", &fields).await.status == 303
            }
            Self::Command => {
                let words = ["access", "add", login, "--name", "Анна", "--role", "viewer", "--no-password"];
                command(stage, &[&words[..], &["--municipality", own]].concat()).0 == Some(0)
            }
        }
    }

    /// Another name, role and scope.
    async fn change(self, stage: &Stage, admin: &mut Client, login: &str) -> bool {
        let (place, other) = (person(stage, login).await.id, stage.other.as_str());
        match self {
            Self::Api => {
                let scope = json!({ "municipalities": [other] });
                let body = json!({ "name": "Вера", "role": "supervisor", "scope": scope });
                admin.json("PATCH", &format!("/api/v1/people/{place}"), &body).await.status == 200
            }
            Self::Form => {
                let fields = [("name", "Вера"), ("role", "supervisor"), ("municipality", other)];
                admin.form(&format!("/access/people/{place}"), &fields).await.status == 303
            }
            Self::Command => {
                let words = ["access", "change", login, "--name", "Вера", "--role", "supervisor"];
                command(stage, &[&words[..], &["--municipality", other]].concat()).0 == Some(0)
            }
        }
    }

    async fn disable(self, stage: &Stage, admin: &mut Client, login: &str) -> bool {
        let place = person(stage, login).await.id;
        match self {
            Self::Api => {
                let body = json!({ "disabled": true });
                admin.json("PATCH", &format!("/api/v1/people/{place}"), &body).await.status == 200
            }
            Self::Form => admin.form(&format!("/access/people/{place}/disable"), &[]).await.status == 303,
            Self::Command => command(stage, &["access", "disable", login]).0 == Some(0),
        }
    }

    /// A token of the supervisor's with a role and, where one is named, a municipality.
    async fn token(self, stage: &Stage, supervisor: &mut Client, role: &str, municipality: Option<&str>) -> bool {
        match self {
            Self::Api => {
                let mut body = json!({ "kind": "api", "name": "отчёты", "role": role });
                if let Some(name) = municipality {
                    body["scope"] = json!({ "municipalities": [name] });
                }
                supervisor.json("POST", "/api/v1/tokens", &body).await.status == 201
            }
            Self::Form => {
                let mut fields = vec![("token_name", "отчёты"), ("role", role), ("lasts", "never")];
                fields.extend(municipality.map(|name| ("municipality", name)));
                supervisor.form("/account/tokens", &fields).await.status == 200
            }
            Self::Command => {
                let mut words =
                    vec!["access", "token", "create", "--for", "supervisor", "--name", "отчёты", "--role", role];
                words.extend(municipality.map(|name| ["--municipality", name]).into_iter().flatten());
                command(stage, &words).0 == Some(0)
            }
        }
    }

    async fn revoke(self, stage: &Stage, admin: &mut Client, token: &AccessToken) -> bool {
        match self {
            Self::Api => {
                let request = admin.request("DELETE", &format!("/api/v1/tokens/{}", token.id));
                admin.send(request).await.status == 204
            }
            Self::Form => admin.form(&format!("/access/tokens/{}/revoke", token.id), &[]).await.status == 303,
            Self::Command => command(stage, &["access", "token", "revoke", &token.id.to_string()]).0 == Some(0),
        }
    }
}

async fn person(stage: &Stage, login: &str) -> Person {
    stage.store.person_by_login(&Login::parse(login).unwrap()).await.unwrap().unwrap()
}

async fn tokens(stage: &Stage) -> Vec<AccessToken> {
    let owner = Some(person(stage, "supervisor").await.id);
    stage.store.access_tokens(&TokenQuery { owner, limit: 100, ..TokenQuery::default() }).await.unwrap()
}

/// What a line tells, without who ran the command.
fn detail(entry: &JournalEntry) -> Value {
    let mut detail: Value = serde_json::from_str(&entry.detail).unwrap();
    detail.as_object_mut().unwrap().remove("os_user");
    detail
}

/// The newest line, which must be of this way and action.
#[track_caller]
fn check(way: Way, line: &JournalEntry, action: &str, object: &str) {
    let told = (line.who.as_str(), line.action.as_str(), line.object.as_str());
    assert_eq!(told, (way.who(), action, object), "{way:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_way_creates_changes_and_disables_the_same_person() {
    let stage = Stage::start().await;
    let mut admin = stage.client(Asker::Admin).await;
    let mut told = Vec::new();
    for way in WAYS {
        let login = way.login();
        assert!(way.invite(&stage, &mut admin).await, "{way:?}");
        let created = journal(&stage).await.remove(0);
        check(way, &created, "person.created", login);
        let count = journal(&stage).await.len();
        assert!(!way.invite(&stage, &mut admin).await, "{way:?}: the login is taken");
        assert_eq!(journal(&stage).await.len(), count, "{way:?}");
        assert!(way.change(&stage, &mut admin, login).await, "{way:?}");
        let changed = journal(&stage).await.remove(0);
        check(way, &changed, "person.changed", login);
        assert!(way.disable(&stage, &mut admin, login).await, "{way:?}");
        let disabled = journal(&stage).await.remove(0);
        check(way, &disabled, "person.disabled", login);
        let person = person(&stage, login).await;
        assert!(person.disabled_at.is_some(), "{way:?}");
        let mut created = detail(&created);
        created.as_object_mut().unwrap().remove("password");
        told.push((created, detail(&changed), detail(&disabled), person.name, person.rights, person.language));
    }
    assert_eq!(told[0], told[1]);
    assert_eq!(told[0], told[2]);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_way_takes_the_last_administrator_away() {
    let stage = Stage::start().await;
    let mut admin = stage.client(Asker::Admin).await;
    let (before, lines) = (person(&stage, "admin").await, journal(&stage).await.len());
    for way in WAYS {
        assert!(!way.change(&stage, &mut admin, "admin").await, "{way:?}");
        assert!(!way.disable(&stage, &mut admin, "admin").await, "{way:?}");
        assert_eq!((person(&stage, "admin").await, journal(&stage).await.len()), (before.clone(), lines), "{way:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_changes_their_own_rights_and_everybody_their_own_name() {
    let stage = Stage::start().await;
    // another is left who may manage people: it is not for that reason that it is refused
    assert_eq!(command(&stage, &["access", "add", "second", "--role", "admin", "--no-password"]).0, Some(0));
    let mut admin = stage.client(Asker::Admin).await;
    let id = person(&stage, "admin").await.id;
    let (api, form) = (format!("/api/v1/people/{id}"), format!("/access/people/{id}"));
    let lines = journal(&stage).await.len();
    for body in [
        json!({ "name": "Другое", "role": "viewer" }),
        json!({ "name": "Другое", "scope": { "municipalities": [stage.own] } }),
        json!({ "name": "Другое", "disabled": true }),
        json!({ "name": "Другое", "password": PASSWORD }),
    ] {
        assert_eq!(admin.json("PATCH", &api, &body).await.status, 409, "{body}");
    }
    assert_eq!(admin.form(&form, &[("name", "Другое"), ("role", "viewer")]).await.status, 422);
    let narrow = [("name", "Другое"), ("role", "admin"), ("municipality", &stage.own)];
    assert_eq!(admin.form(&form, &narrow).await.status, 422);
    assert_eq!(admin.form(&format!("{form}/disable"), &[]).await.status, 409);
    assert_eq!(admin.form(&format!("{form}/password"), &[("password", PASSWORD)]).await.status, 409);
    let kept = person(&stage, "admin").await;
    assert_eq!((kept.name.as_str(), journal(&stage).await.len()), ("admin", lines), "all or nothing");
    assert_eq!(admin.json("PATCH", &api, &json!({ "name": "Первый", "role": "admin" })).await.status, 200);
    assert_eq!(admin.form(&form, &[("name", "Второй"), ("role", "admin")]).await.status, 303);
    assert_eq!(person(&stage, "admin").await.name.as_str(), "Второй");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_person_manages_people_whichever_way_they_are_created() {
    let stage = Stage::unpeopled(|_| {}).await;
    let mut local = Client::new(&stage.base);
    let viewer = json!({ "login": "chief", "role": "viewer" });
    let refused = local.json("POST", "/api/v1/people", &viewer).await;
    assert_eq!((refused.status, refused.json()["errors"][0]["field"].clone()), (422, json!("role")));
    let narrow = json!({ "login": "chief", "role": "admin", "scope": { "regions": ["73"] } });
    assert_eq!(local.json("POST", "/api/v1/people", &narrow).await.status, 422);
    let fields = [("login", "chief"), ("name", "Главный"), ("role", "viewer"), ("password", PASSWORD)];
    assert_eq!(local.form("/access/new", &fields).await.status, 422);
    assert!(journal(&stage).await.is_empty());
    assert_eq!(local.json("POST", "/api/v1/people", &json!({ "login": "chief", "role": "admin" })).await.status, 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_way_makes_and_revokes_the_same_token() {
    let stage = Stage::start().await;
    let (mut supervisor, mut admin) = (stage.client(Asker::Supervisor).await, stage.client(Asker::Admin).await);
    let mut told = Vec::new();
    for way in WAYS {
        assert!(way.token(&stage, &mut supervisor, "viewer", None).await, "{way:?}");
        let token = tokens(&stage).await.pop().unwrap();
        let line = journal(&stage).await.remove(0);
        assert_eq!((line.action.as_str(), &line.object), ("token.created", &token.id.to_string()), "{way:?}");
        let lines = journal(&stage).await.len();
        assert!(!way.token(&stage, &mut supervisor, "admin", None).await, "{way:?}: more than the owner may");
        assert!(!way.token(&stage, &mut supervisor, "viewer", Some(&stage.other)).await, "{way:?}: others' pages");
        assert_eq!(journal(&stage).await.len(), lines, "{way:?}");
        assert!(way.revoke(&stage, &mut admin, &token).await, "{way:?}");
        check(way, &journal(&stage).await[0], "token.revoked", &token.id.to_string());
        assert!(!way.revoke(&stage, &mut admin, &token).await, "{way:?}: it is revoked");
        told.push((detail(&line), token.name, token.rights, token.expires_at));
    }
    assert_eq!(told[0], told[1]);
    assert_eq!(told[0], told[2]);
}
