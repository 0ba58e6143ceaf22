//! Tokens of the API and of feeds, and the key that signs addresses of badges.

use std::io::{self, Write as _};

use anyhow::anyhow;

use super::{actor, display_name, person, refused, who};
use crate::cli::access_args::TokenCreateArgs;
use crate::cli::context::CommandContext;
use crate::cli::exit::Exit;
use crate::cli::history::InLanguage as _;
use crate::cli::open_store::trouble;
use crate::cli::scope::checked_within;
use crate::cli::when::When;
use app::use_cases::{RevokeRefused, TokenAsked, TokenRefused, create_token, revoke_token};
use domain::access::SigningKey;
use store::{AccessTokenId, BADGE_KEY};
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
    let store = context.store(false).await?;
    let owner = person(context, &store, &args.owner).await?;
    let scope = checked_within(context, &store, &args.scope, &owner.rights.scope).await?;
    let asked =
        TokenAsked { owner: Some(owner.id), kind: args.token_kind, name, role: args.token_role, scope, expires_at };
    let made = create_token(&store, asked, entropy::random()?, &actor(context), now).await;
    let (id, secret) = made.map_err(|why| match why {
        TokenRefused::OwnerDisabled => refused(context, &args.owner, AccessSay::Disabled),
        TokenRefused::RoleTooHigh => refused(context, &args.owner, AccessSay::RoleTooHigh),
        TokenRefused::ScopeTooWide => refused(context, &args.owner, AccessSay::ScopeTooWide),
        TokenRefused::Expired => anyhow!("--expires: {}", AccessSay::EndsBeforeNow.text(context.lang)),
        TokenRefused::Store(error) => trouble(context.lang, &error),
        // whoever runs commands may make tokens for everybody
        TokenRefused::Forbidden | TokenRefused::ByToken | TokenRefused::Nobodys => anyhow!(why),
    })?;
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
    revoke_token(&store, id, &actor(context), context.clock.now()).await.map_err(|why| match why {
        RevokeRefused::NoSuchToken => refused(context, &id.to_string(), AccessSay::NoSuchToken),
        RevokeRefused::Store(error) => trouble(context.lang, &error),
    })?;
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
