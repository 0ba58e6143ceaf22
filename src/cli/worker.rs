//! `worker`: takes work from a store that several processes share.

use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use sd_notify::NotifyState;
use tokio::net::TcpListener;

use super::args::{GlobalArgs, WorkerArgs};
use super::context::CommandContext;
use super::exit::Exit;
use super::service::{self, Reloadable};
use super::signals;
use super::told;
use store::StoreUrl;
use words::cli::Say;

/// So many connections may ask at a time how the process is.
const HEALTH_CONNECTIONS: usize = 32;

/// Works until it is told to stop.
///
/// # Errors
/// The configuration or the store cannot be used.
pub async fn execute(context: &CommandContext, global: &GlobalArgs, args: &WorkerArgs) -> anyhow::Result<Exit> {
    let asked = signals::listen(context.lang)?;
    let listener = match &context.config().worker.listen {
        Some(listen) => {
            let words = Say::CannotListenWorker.text(context.lang);
            Some(TcpListener::bind(listen).await.with_context(|| format!("{listen}: {words}"))?)
        }
        None => None,
    };
    let options = context.store_options(true)?;
    if !matches!(options.url, StoreUrl::Postgres(_)) {
        return Err(anyhow!(Say::StoreNotShared.text(context.lang)));
    }
    let Some(store) = service::open_patiently(context, &options, &asked.stop).await? else { return Ok(Exit::Clean) };
    let mut parts = Reloadable::of(context, &store, None)?;
    let worker = service::worker(context, &store, "worker", parts.means.clone());
    let working = tokio::spawn({
        let (worker, stop) = (Arc::clone(&worker), asked.stop.clone());
        async move { worker.run(&stop).await }
    });
    tokio::spawn(service::feed_watchdog(Arc::clone(&worker), asked.stop.clone()));
    let address = listener.as_ref().map(TcpListener::local_addr).transpose()?;
    let serving = listener.map(|listener| {
        let vitals = web::Vitals {
            store: store.clone(),
            worker: Arc::clone(&worker),
            clock: Arc::clone(&context.clock),
            leads: Arc::new(|| false),
        };
        tokio::spawn(web::serve(listener, web::health_router(vitals), HEALTH_CONNECTIONS, asked.stop.clone()))
    });
    service::notify(&[NotifyState::Ready]);
    tracing::info!(address = address.map(tracing::field::display), "{}", Say::ServiceReady.text(context.lang));
    loop {
        tokio::select! {
            () = asked.stop.cancelled() => break,
            () = asked.reload.notified() => {
                match context.reloaded(global, args.store.store.clone()).and_then(|context| Reloadable::of(&context, &store, Some(&parts))) {
                    Ok(later) => {
                        parts.retire_for(&later);
                        worker.change_means(later.means.clone());
                        parts = later;
                        tracing::info!("{}", Say::ServiceReloaded.text(context.lang));
                    }
                    Err(error) => {
                        let told = told::line(context.lang, &error);
                        tracing::error!("{}: {told}", Say::ServiceNotReloaded.text(context.lang));
                    }
                }
            }
        }
    }
    service::notify(&[NotifyState::Stopping]);
    if let Err(error) = working.await {
        tracing::error!(%error, "{}: worker", Say::PartFailed.text(context.lang));
    }
    if let Some(Err(error)) = async { Some(serving?.await) }.await {
        tracing::error!(%error, "{}: HTTP", Say::PartFailed.text(context.lang));
    }
    if tokio::time::timeout(service::STORE_LAST_WORDS, store.close()).await.is_err() {
        tracing::warn!("{}", Say::StoreSilent.text(context.lang));
    }
    Ok(Exit::Clean)
}
