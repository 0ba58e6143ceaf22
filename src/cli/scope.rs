//! The scope that somebody names on the command line, compared with the registry.

use anyhow::anyhow;

use super::context::CommandContext;
use super::open_store::trouble;
use super::store_args::ScopeArgs;
use store::{Scope, ScopeError, Store};

/// The scope that is named.
///
/// # Errors
/// It means nothing in the registry, or two things; or the store cannot be read.
pub async fn checked(context: &CommandContext, store: &Store, args: &ScopeArgs) -> anyhow::Result<Scope> {
    checked_within(context, store, args, &Scope::everything()).await
}

/// The scope that is named for somebody who sees these pages.
///
/// # Errors
/// As [`checked`].
pub async fn checked_within(
    context: &CommandContext,
    store: &Store,
    args: &ScopeArgs,
    own: &Scope,
) -> anyhow::Result<Scope> {
    store.resolve_scope(&args.unchecked(), own).await.map_err(|error| match error {
        ScopeError::Refused(fault) => anyhow!(words::scope_fault(context.lang, &fault)),
        ScopeError::Store(error) => trouble(context.lang, &error),
    })
}
