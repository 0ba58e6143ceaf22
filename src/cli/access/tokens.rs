//! Tokens of the API and of feeds, and the key that signs addresses of badges.

use std::io::{self, Write as _};

use anyhow::anyhow;

use super::{display_name, person, refused, who};
use crate::cli::access_args::TokenCreateArgs;
use crate::cli::context::CommandContext;
use crate::cli::exit::Exit;
use crate::cli::history::InLanguage as _;
use crate::cli::scope::checked;
use crate::cli::when::When;
use domain::access::{Rights, Secret, SigningKey};
use store::{AccessTokenId, BADGE_KEY, NewToken};
use system::entropy;
use words::access::AccessSay;

/// `access token create`: the secret goes to standard output, alone.
///
/// # Errors
/// There is no such person, the person is disabled, the name or the end cannot be used, or the store cannot be written.
pub async fn create(context: &CommandContext, args: &TokenCreateArgs) -> anyhow::Result<Exit> {
    let now = context.clock.now();
    let name = display_name(context, &args.token_name)?;
    let expires_at = args.expires.map(|when| match when {
        When::Ago(age) => now.saturating_add(age).unwrap_or(jiff::Timestamp::MAX),
        when => when.moment(now, &context.config().report.time_zone),
    });
    if expires_at.is_some_and(|at| at <= now) {
        return Err(anyhow!("--expires: {}", AccessSay::EndsBeforeNow.text(context.lang)));
    }
    let store = context.store(false).await?;
    let owner = person(context, &store, &args.owner).await?;
    let scope = checked(context, &store, &args.scope).await?;
    let rights = Rights { role: args.token_role.unwrap_or(owner.rights.role), scope };
    let secret = Secret::new(args.token_kind, entropy::random()?);
    let new = NewToken { name, owner: owner.id, rights, expires_at };
    let made = store.create_token(&new, &secret, &who(context), now).await.told(context)?;
    let id = made.ok_or_else(|| refused(context, &args.owner, AccessSay::Disabled))?;
    writeln!(io::stdout(), "{}", secret.expose())?;
    if context.verbosity >= 0 {
        // nobody is left to be told when standard error is closed
        let _ = writeln!(io::stderr(), "{}: {id}", AccessSay::TokenMade.text(context.lang));
    }
    Ok(Exit::Clean)
}

/// `access token revoke`.
///
/// # Errors
/// There is no such token, or the store cannot be written.
pub async fn revoke(context: &CommandContext, id: AccessTokenId) -> anyhow::Result<Exit> {
    let store = context.store(false).await?;
    if !store.revoke_token(id, None, &who(context), context.clock.now()).await.told(context)? {
        return Err(refused(context, &id.to_string(), AccessSay::NoSuchToken));
    }
    writeln!(io::stdout(), "{id}: {}", AccessSay::TokenRevoked.text(context.lang))?;
    Ok(Exit::Clean)
}

/// `access rotate-badge-key`.
///
/// # Errors
/// The store cannot be written.
pub async fn rotate_badge_key(context: &CommandContext) -> anyhow::Result<Exit> {
    let store = context.store(false).await?;
    let key = SigningKey::new(entropy::random()?);
    store.rotate_signing_key(BADGE_KEY, &key, &who(context), context.clock.now()).await.told(context)?;
    writeln!(io::stdout(), "{}", AccessSay::KeyRotated.text(context.lang))?;
    Ok(Exit::Clean)
}
