//! Tokens of the API and of feeds, each found by its digest. A token may never do more than its owner may now.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::json;

use super::journal::{self, JournalAction, JournalNote, Who};
use super::people::{self, COLUMNS, Person, person_of};
use super::sessions::SEEN_EVERY;
use super::{ForeignRights, rights_from, scope_json};
use crate::db::{Row, Sql, StoreError, StoreTrouble, Tx, Value};
use crate::stored::Digest;
use crate::{AccessTokenId, PersonId, Store, ids};
use domain::access::{DisplayName, Login, Rights, Role, Secret, SecretKind};
use domain::model::MaybeKnown;

/// How long a token that opens nothing any more is still listed.
const ENDED_KEPT: Duration = Duration::from_hours(24 * 90);

/// A token to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewToken {
    /// What its owner calls it.
    pub name: DisplayName,
    /// Whose it is.
    pub owner: PersonId,
    /// What may be done with it at the most; with one of a feed nothing but reading.
    pub rights: Rights,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
}

/// A token as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessToken {
    pub id: AccessTokenId,
    /// What it opens.
    pub kind: MaybeKnown<SecretKind>,
    /// Its first characters.
    pub shown: String,
    /// What its owner calls it.
    pub name: DisplayName,
    /// Whose it is.
    pub owner: PersonId,
    /// The owner's login.
    pub owner_login: Login,
    /// What may be done with it at the most.
    pub rights: Rights,
    /// Role and scope where only a later version understands them: in this one such a token opens nothing.
    pub foreign: Option<ForeignRights>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
    /// When it was used last, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// When somebody revoked it.
    pub revoked_at: Option<Timestamp>,
}

impl AccessToken {
    /// The role as it is kept, whether this version knows it or not.
    pub fn role_name(&self) -> &str {
        self.foreign.as_ref().map_or(self.rights.role.as_str(), |foreign| &foreign.role)
    }
}

/// A token that somebody shows and that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenUse {
    pub token: AccessToken,
    /// Its owner as they are now.
    pub person: Person,
    /// What may be done with it now: by its own rights and by the owner's.
    pub rights: Rights,
}

/// Which tokens are asked for. What is empty asks for all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TokenQuery {
    pub owner: Option<PersonId>,
    pub kind: Option<SecretKind>,
    /// Those that hold at this moment; `None` for those that ended too.
    pub holding_at: Option<Timestamp>,
    /// Those after this one, in the order of their numbers.
    pub after: Option<AccessTokenId>,
    /// So many at the most.
    pub limit: usize,
}

const TOKEN_COLUMNS: &str = "t.id, t.kind, t.shown, t.name, t.owner, t.role, t.scope, t.created_at, t.expires_at, \
                             t.last_used_at, t.revoked_at";

/// Reads [`COLUMNS`] and behind them [`TOKEN_COLUMNS`].
fn token_of(row: &Row) -> Result<(AccessToken, Person), StoreError> {
    let unreadable = |text: &str| StoreError::unreadable("a token", text);
    let person = person_of(row)?;
    let (kind, name, role): (String, String, String) = (row.get("kind")?, row.get("name")?, row.get("role")?);
    let (rights, foreign) = rights_from(&role, &row.get::<String>("scope")?);
    let token = AccessToken {
        id: AccessTokenId(row.get("id")?),
        kind: MaybeKnown::read(&kind),
        shown: row.get("shown")?,
        name: DisplayName::parse(&name).map_err(|_| unreadable(&name))?,
        owner: PersonId(row.get("owner")?),
        owner_login: person.login.clone(),
        rights,
        foreign,
        created_at: row.moment("created_at")?.ok_or_else(|| unreadable("no moment"))?,
        expires_at: row.moment("expires_at")?,
        last_used_at: row.moment("last_used_at")?,
        revoked_at: row.moment("revoked_at")?,
    };
    Ok((token, person))
}

impl Store {
    /// Makes a token of this secret; `None` when its owner is not there or may not sign in.
    ///
    /// # Errors
    /// The secret is that of a session, or the store cannot be written.
    pub async fn create_token(
        &self,
        new: &NewToken,
        secret: &Secret,
        who: &Who,
        now: Timestamp,
    ) -> Result<Option<AccessTokenId>, StoreError> {
        let role = match secret.kind() {
            SecretKind::Api => new.rights.role,
            SecretKind::Feed => Role::Viewer,
            SecretKind::Session => {
                return Err(StoreError::new(StoreTrouble::Conflict, "the secret of a session makes no token"));
            }
        };
        let mut tx = self.db.begin().await?;
        let owner = people::locked(&mut tx, new.owner).await?.filter(|owner| owner.disabled_at.is_none());
        let Some(owner) = owner else { return Ok(None) };
        let id = AccessTokenId(ids::take(&mut tx, "api_token", 1).await?);
        let scope = scope_json(&new.rights.scope);
        let mut sql = Sql::new(
            "INSERT INTO api_token (id, kind, digest, shown, name, owner, role, scope, created_at, expires_at) VALUES ",
        );
        sql.tuple([
            Value::from(id),
            secret.kind().as_str().into(),
            (&secret.digest()).into(),
            secret.shown().into(),
            new.name.as_str().into(),
            owner.id.into(),
            role.as_str().into(),
            scope.to_string().into(),
            now.into(),
            new.expires_at.into(),
        ]);
        tx.execute(sql).await?;
        let detail = json!({
            "owner": owner.login.as_str(), "kind": secret.kind().as_str(), "name": new.name.as_str(),
            "role": role.as_str(), "scope": scope, "expires_at": new.expires_at.map(|at| at.to_string()),
        });
        let note = JournalNote { action: JournalAction::TokenCreated, object: id.to_string(), detail };
        journal::append(&mut tx, who, note, now).await?;
        tx.commit().await?;
        Ok(Some(id))
    }

    /// The token with this digest, with what may be done with it now; `None` when it ended or was revoked, when its owner
    /// may not sign in, or when no page is left that both its own scope and the owner's hold.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn token(&self, digest: &Digest, now: Timestamp) -> Result<Option<TokenUse>, StoreError> {
        let text = format!(
            "SELECT {COLUMNS}, {TOKEN_COLUMNS} FROM api_token t JOIN person u ON u.id = t.owner WHERE t.digest = ? \
             AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > ?) AND u.disabled_at IS NULL"
        );
        let Some(row) = self.db.first(Sql::new(&text).bind(digest).bind(now)).await? else { return Ok(None) };
        let (token, person) = token_of(&row)?;
        if token.foreign.is_some() || person.foreign.is_some() {
            return Ok(None);
        }
        let Some(rights) = token.rights.narrowed_to(&person.rights) else { return Ok(None) };
        let used_before = now.saturating_sub(SEEN_EVERY).unwrap_or(Timestamp::MIN);
        if token.last_used_at.is_none_or(|used| used <= used_before) {
            let text =
                "UPDATE api_token SET last_used_at = ? WHERE id = ? AND (last_used_at IS NULL OR last_used_at <= ?)";
            self.noted(Sql::new(text).bind(now).bind(token.id).bind(used_before)).await?;
        }
        Ok(Some(TokenUse { token, person, rights }))
    }

    /// Tokens, in the order of their numbers.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn access_tokens(&self, query: &TokenQuery) -> Result<Vec<AccessToken>, StoreError> {
        let text = format!(
            "SELECT {COLUMNS}, {TOKEN_COLUMNS} FROM api_token t JOIN person u ON u.id = t.owner WHERE t.id > ?"
        );
        let mut sql = Sql::new(&text).bind(query.after.map_or(0, AccessTokenId::get));
        if let Some(owner) = query.owner {
            sql.push(" AND t.owner = ").value(owner);
        }
        if let Some(kind) = query.kind {
            sql.push(" AND t.kind = ").value(kind.as_str());
        }
        if let Some(at) = query.holding_at {
            sql.push(" AND t.revoked_at IS NULL AND u.disabled_at IS NULL");
            sql.push(" AND (t.expires_at IS NULL OR t.expires_at > ").value(at).push(")");
        }
        sql.push(" ORDER BY t.id LIMIT ").value(query.limit);
        self.db.all(sql).await?.iter().map(|row| Ok(token_of(row)?.0)).collect()
    }

    /// Revokes a token; false when there is none, or it is somebody else's than `of`, or was revoked before.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn revoke_token(
        &self,
        id: AccessTokenId,
        of: Option<PersonId>,
        who: &Who,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let text = "UPDATE api_token SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL";
        let mut sql = Sql::new(text).bind(now).bind(id);
        if let Some(owner) = of {
            sql.push(" AND owner = ").value(owner);
        }
        sql.push(" RETURNING kind, name, (SELECT u.login FROM person u WHERE u.id = api_token.owner) AS owner_login");
        let Some(row) = tx.first(sql).await? else { return Ok(false) };
        let (kind, name): (String, String) = (row.get("kind")?, row.get("name")?);
        let detail = json!({ "owner": row.get::<Option<String>>("owner_login")?, "kind": kind, "name": name });
        let note = JournalNote { action: JournalAction::TokenRevoked, object: id.to_string(), detail };
        journal::append(&mut tx, who, note, now).await?;
        tx.commit().await?;
        Ok(true)
    }
}

/// Forgets tokens that opened nothing for long; tells how many.
pub(crate) async fn forget_ended_tokens(tx: &mut Tx, now: Timestamp) -> Result<u64, StoreError> {
    let before = now.saturating_sub(ENDED_KEPT).unwrap_or(Timestamp::MIN);
    let text = "DELETE FROM api_token WHERE revoked_at < ? OR expires_at < ?";
    tx.execute(Sql::new(text).bind(before).bind(before)).await
}
