//! The people who may sign in, and what each may do.

use jiff::Timestamp;
use serde_json::{Map, Value as Json, json};

use super::journal::{self, JournalAction, JournalNote, Who};
use super::{ForeignRights, rights_from, scope_json, sessions};
use crate::db::{Row, Sql, StoreError, Tx, Value};
use crate::stored::Digest;
use crate::{PersonId, Store, ids};
use domain::access::{DisplayName, Login, PasswordHash, Rights, Role};
use domain::model::Scope;

/// A person as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub id: PersonId,
    /// What the person signs in with.
    pub login: Login,
    /// What the person is called.
    pub name: DisplayName,
    /// What the person may do.
    pub rights: Rights,
    /// Role and scope where only a later version understands them: in this one such a person sees and may do nothing.
    pub foreign: Option<ForeignRights>,
    /// The hash of the password; `None` for those whom somebody else signs in.
    pub password: Option<PasswordHash>,
    /// The language the person reads; `None` for that of the configuration.
    pub language: Option<String>,
    /// When the person was created.
    pub created_at: Timestamp,
    /// Since when the person may not sign in.
    pub disabled_at: Option<Timestamp>,
    /// When the password was set.
    pub password_changed_at: Option<Timestamp>,
}

impl Person {
    /// The role as it is kept, whether this version knows it or not.
    pub fn role_name(&self) -> &str {
        self.foreign.as_ref().map_or(self.rights.role.as_str(), |foreign| &foreign.role)
    }

    /// The scope as it is kept.
    fn scope_text(&self) -> String {
        let foreign = self.foreign.as_ref().map(|foreign| foreign.scope.clone());
        foreign.unwrap_or_else(|| scope_json(&self.rights.scope).to_string())
    }

    fn is_chief(&self) -> bool {
        self.disabled_at.is_none() && self.rights.role == Role::Admin && self.rights.scope.is_everything()
    }
}

/// A person to create.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPerson {
    /// What the person will sign in with.
    pub login: Login,
    /// What the person is called.
    pub name: DisplayName,
    /// What the person may do.
    pub rights: Rights,
    /// The hash of the password; `None` for those whom somebody else signs in.
    pub password: Option<PasswordHash>,
    /// The language the person reads.
    pub language: Option<String>,
}

/// What becomes of a person; what is `None` stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonChange {
    /// What the person is called.
    pub name: Option<DisplayName>,
    /// What the person may do.
    pub role: Option<Role>,
    /// With which pages.
    pub scope: Option<Scope>,
    /// The language the person reads; `Some(None)` for that of the configuration.
    pub language: Option<Option<String>>,
}

/// All that becomes of a person at once; what is `None` stays.
#[derive(Debug, Clone, Default)]
pub struct PersonEdit<'a> {
    /// Who the person is and what they may do.
    pub profile: PersonChange,
    /// Another password.
    pub password: Option<PasswordEdit<'a>>,
    /// Whether the person may not sign in.
    pub disabled: Option<bool>,
}

/// Another password, or none.
#[derive(Debug, Clone, Copy)]
pub struct PasswordEdit<'a> {
    /// Its hash; `None` takes the password away.
    pub hash: Option<&'a PasswordHash>,
    /// The session that goes on; all others end.
    pub keep: Option<&'a Digest>,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Edited<R> {
    /// It is done, or was so already.
    Done {
        /// How many sessions of the person were ended.
        sessions_ended: u64,
    },
    /// There is no such person.
    NoSuchPerson,
    /// Nobody would be left who may manage people; nothing was changed.
    LastAdmin,
    /// The person was not to be changed; nothing was.
    Refused(R),
}

/// Which people are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonQuery {
    /// Those after this one, in the order of their numbers.
    pub after: Option<PersonId>,
    /// So many at the most.
    pub limit: usize,
}

/// The columns of a person, for [`person_of`].
pub(super) const COLUMNS: &str = "u.id AS person_id, u.login AS login, u.name AS person_name, \
    u.role AS person_role, u.scope AS person_scope, u.password AS password, u.language AS language, \
    u.created_at AS person_created_at, u.disabled_at AS disabled_at, u.password_changed_at AS password_changed_at";

/// Reads the columns of [`COLUMNS`], the first of which stands at this place.
pub(super) fn person_of(row: &Row) -> Result<Person, StoreError> {
    let unreadable = |text: &str| StoreError::unreadable("a person", text);
    let (login, name): (String, String) = (row.get("login")?, row.get("person_name")?);
    let (role, password): (String, Option<String>) = (row.get("person_role")?, row.get("password")?);
    // a hash that cannot be read is not the same as none: nobody signs in with it, and nobody else may
    let (rights, foreign) = rights_from(&role, &row.get::<String>("person_scope")?);
    let password = password.map(|hash| PasswordHash::parse(&hash).ok_or_else(|| unreadable("the password's hash")));
    Ok(Person {
        id: PersonId(row.get("person_id")?),
        login: Login::parse(&login).map_err(|_| unreadable(&login))?,
        name: DisplayName::parse(&name).map_err(|_| unreadable(&name))?,
        rights,
        foreign,
        password: password.transpose()?,
        language: row.get("language")?,
        created_at: row.moment("person_created_at")?.ok_or_else(|| unreadable("no moment"))?,
        disabled_at: row.moment("disabled_at")?,
        password_changed_at: row.moment("password_changed_at")?,
    })
}

fn note(action: JournalAction, person: &Person, detail: Json) -> JournalNote {
    JournalNote { action, object: person.login.to_string(), detail }
}

/// Reads a person and locks the row, so that whoever else would change it or sign in waits.
pub(super) async fn locked(tx: &mut Tx, id: PersonId) -> Result<Option<Person>, StoreError> {
    let mut sql = Sql::new(&format!("SELECT {COLUMNS} FROM person u WHERE u.id = ?")).bind(id);
    sql.push(tx.dialect().for_update());
    tx.first(sql).await?.map(|row| person_of(&row)).transpose()
}

/// Whether somebody is left who may manage people. The journal is written before it is asked, so that of two people who
/// would disable each other at once the second sees what the first did.
async fn has_chief(tx: &mut Tx) -> Result<bool, StoreError> {
    let text = "SELECT 1 FROM person WHERE role = ? AND scope = ? AND disabled_at IS NULL LIMIT 1";
    let everything = scope_json(&Scope::everything()).to_string();
    Ok(tx.first(Sql::new(text).bind(Role::Admin.as_str()).bind(everything)).await?.is_some())
}

/// Writes a change down; what is another then, `None` when nothing is.
async fn change(tx: &mut Tx, before: &Person, change: &PersonChange) -> Result<Option<Json>, StoreError> {
    let mut after = before.clone();
    if let Some(name) = &change.name {
        after.name = name.clone();
    }
    let role = change.role.map_or_else(|| before.role_name().to_owned(), |role| role.as_str().to_owned());
    let scope = change.scope.as_ref().map_or_else(|| before.scope_text(), |scope| scope_json(scope).to_string());
    (after.rights, after.foreign) = rights_from(&role, &scope);
    if let Some(language) = &change.language {
        after.language.clone_from(language);
    }
    if after == *before {
        return Ok(None);
    }
    let text = "UPDATE person SET name = ?, role = ?, scope = ?, language = ? WHERE id = ?";
    let sql = Sql::new(text).bind(after.name.as_str()).bind(role).bind(scope).bind(after.language.as_deref());
    tx.execute(sql.bind(before.id)).await?;
    Ok(Some(difference(before, &after)))
}

impl Store {
    /// Whether anybody was ever created, so that people have to sign in.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn any_person(&self) -> Result<bool, StoreError> {
        Ok(self.db.first(Sql::new("SELECT 1 FROM person LIMIT 1")).await?.is_some())
    }

    /// Creates a person; `None` when the login is taken.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn create_person(
        &self,
        new: &NewPerson,
        who: &Who,
        now: Timestamp,
    ) -> Result<Option<PersonId>, StoreError> {
        let mut tx = self.db.begin().await?;
        let id = PersonId(ids::take(&mut tx, "person", 1).await?);
        let scope = scope_json(&new.rights.scope);
        let mut sql = Sql::new(
            "INSERT INTO person (id, login, name, role, scope, password, language, created_at, password_changed_at) VALUES ",
        );
        sql.tuple([
            Value::from(id),
            new.login.as_str().into(),
            new.name.as_str().into(),
            new.rights.role.as_str().into(),
            scope.to_string().into(),
            new.password.as_ref().map(PasswordHash::expose).into(),
            new.language.as_deref().into(),
            now.into(),
            new.password.is_some().then_some(now).into(),
        ]);
        sql.push(" ON CONFLICT (login) DO NOTHING");
        if tx.execute(sql).await? == 0 {
            return Ok(None);
        }
        let detail = json!({
            "name": new.name.as_str(), "role": new.rights.role.as_str(), "scope": scope,
            "password": new.password.is_some(),
        });
        let note = JournalNote { action: JournalAction::PersonCreated, object: new.login.to_string(), detail };
        journal::append(&mut tx, who, note, now).await?;
        tx.commit().await?;
        Ok(Some(id))
    }

    /// Changes a person in all respects at once: who the person is, the password, whether they may sign in. What the person
    /// may do holds from the next request on, in all sessions and for all tokens; another password and being disabled end
    /// sessions. `admit` sees the person as they are before, while nobody else can change them.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn edit_person<R: Send>(
        &self,
        id: PersonId,
        edit: &PersonEdit<'_>,
        admit: impl FnOnce(&Person) -> Result<(), R> + Send,
        who: &Who,
        now: Timestamp,
    ) -> Result<Edited<R>, StoreError> {
        let mut tx = self.db.begin().await?;
        let Some(before) = locked(&mut tx, id).await? else { return Ok(Edited::NoSuchPerson) };
        if let Err(why) = admit(&before) {
            return Ok(Edited::Refused(why));
        }
        let mut notes = Vec::new();
        if let Some(detail) = change(&mut tx, &before, &edit.profile).await? {
            notes.push(note(JournalAction::PersonChanged, &before, detail));
        }
        let mut sessions_ended = 0;
        if let Some(PasswordEdit { hash, keep }) = edit.password {
            let text = "UPDATE person SET password = ?, password_changed_at = ? WHERE id = ?";
            tx.execute(Sql::new(text).bind(hash.map(PasswordHash::expose)).bind(now).bind(id)).await?;
            sessions_ended += sessions::end_all(&mut tx, id, keep).await?;
            let detail = json!({ "password": hash.is_some(), "sessions": sessions_ended });
            notes.push(note(JournalAction::PasswordChanged, &before, detail));
        }
        match (edit.disabled, before.disabled_at) {
            (Some(true), disabled_at) => {
                let ended = sessions::end_all(&mut tx, id, None).await?;
                sessions_ended += ended;
                if disabled_at.is_none() {
                    tx.execute(Sql::new("UPDATE person SET disabled_at = ? WHERE id = ?").bind(now).bind(id)).await?;
                    notes.push(note(JournalAction::PersonDisabled, &before, json!({ "sessions": ended })));
                }
            }
            (Some(false), Some(_)) => {
                tx.execute(Sql::new("UPDATE person SET disabled_at = NULL WHERE id = ?").bind(id)).await?;
                notes.push(note(JournalAction::PersonEnabled, &before, json!({})));
            }
            (Some(false), None) | (None, _) => {}
        }
        for note in notes {
            journal::append(&mut tx, who, note, now).await?;
        }
        if before.is_chief() && !has_chief(&mut tx).await? {
            return Ok(Edited::LastAdmin);
        }
        tx.commit().await?;
        Ok(Edited::Done { sessions_ended })
    }

    /// Keeps another hash of the same password, made with newer parameters, unless the password was changed meanwhile.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn rehash_password(
        &self,
        id: PersonId,
        old: &PasswordHash,
        new: &PasswordHash,
    ) -> Result<(), StoreError> {
        let text = "UPDATE person SET password = ? WHERE id = ? AND password = ?";
        self.db.execute(Sql::new(text).bind(new.expose()).bind(id).bind(old.expose())).await?;
        Ok(())
    }

    /// One person.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn person(&self, id: PersonId) -> Result<Option<Person>, StoreError> {
        let sql = Sql::new(&format!("SELECT {COLUMNS} FROM person u WHERE u.id = ?")).bind(id);
        self.db.first(sql).await?.map(|row| person_of(&row)).transpose()
    }

    /// The person with this login, also one who may not sign in.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn person_by_login(&self, login: &Login) -> Result<Option<Person>, StoreError> {
        let sql = Sql::new(&format!("SELECT {COLUMNS} FROM person u WHERE u.login = ?")).bind(login.as_str());
        self.db.first(sql).await?.map(|row| person_of(&row)).transpose()
    }

    /// People, in the order of their numbers.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn people(&self, query: &PersonQuery) -> Result<Vec<Person>, StoreError> {
        let text = format!("SELECT {COLUMNS} FROM person u WHERE u.id > ? ORDER BY u.id LIMIT ?");
        let sql = Sql::new(&text).bind(query.after.map_or(0, PersonId::get)).bind(query.limit);
        self.db.all(sql).await?.iter().map(person_of).collect()
    }
}

/// What is another, before and after.
fn difference(before: &Person, after: &Person) -> Json {
    let fields = |person: &Person| {
        [
            ("name", Json::from(person.name.as_str())),
            ("role", person.role_name().into()),
            ("scope", serde_json::from_str(&person.scope_text()).unwrap_or_default()),
            ("language", person.language.clone().into()),
        ]
    };
    let pairs = fields(before).into_iter().zip(fields(after)).filter(|((_, before), (_, after))| before != after);
    let changes = pairs.map(|((name, before), (_, after))| (name.to_owned(), json!({ "from": before, "to": after })));
    Json::Object(changes.collect::<Map<_, _>>())
}
