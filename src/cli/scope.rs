//! The scope that somebody names on the command line, compared with the registry.

use anyhow::anyhow;

use super::context::CommandContext;
use super::open_store::trouble;
use super::store_args::ScopeArgs;
use app::schedule::ScheduledPass;
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

/// What is wrong with the places that passes of the schedule name. The registry may be another when they are due, so that
/// nothing is refused for it.
///
/// # Errors
/// The store cannot be read.
pub async fn pass_doubts(
    context: &CommandContext,
    store: &Store,
    passes: &[ScheduledPass],
) -> anyhow::Result<Vec<String>> {
    let mut doubts = Vec::new();
    for pass in passes {
        match store.resolve_scope(&pass.scope, &Scope::everything()).await {
            Ok(_) => {}
            Err(ScopeError::Refused(fault)) => {
                let why = words::scope_fault(context.lang, &fault);
                doubts.push(format!("[[schedule.passes]] {}: {why}", words::visible(&pass.name)));
            }
            Err(ScopeError::Store(error)) => return Err(trouble(context.lang, &error)),
        }
    }
    Ok(doubts)
}
