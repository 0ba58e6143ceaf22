//! `serve`: the service. Follows the schedule, works on the store, serves health and metrics, until it is told to stop.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use anyhow::{Context as _, anyhow};
use sd_notify::NotifyState;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::args::{GlobalArgs, ServeArgs};
use super::context::CommandContext;
use super::dashboard;
use super::exit::Exit;
use super::open_store::{kept, trouble};
use super::scope::pass_doubts;
use super::service::{self, Reloadable};
use super::signals::{self, Asked};
use super::told;
use app::run::Worker;
use app::schedule::Scheduler;
use store::{Lead, Store};
use words::Lang;
use words::cli::Say;

/// How often a process that stands by tries to take the lead, and one that leads makes sure that it does.
const LOOK_FOR_LEAD: Duration = Duration::from_secs(5);
/// How long until a registry that could not be imported is tried again.
const BETWEEN_IMPORTS: Duration = Duration::from_mins(1);
/// How often what is too old is forgotten.
const BETWEEN_PRUNING: jiff::SignedDuration = jiff::SignedDuration::from_hours(24);
/// The name under which the store remembers when that was done last.
const PRUNING: &str = "prune";
/// How many of the next moments of each pass are told at the start.
const MOMENTS_TOLD: usize = 3;

/// Serves until it is told to stop.
///
/// # Errors
/// The configuration, the store or the address cannot be used.
pub async fn execute(context: CommandContext, global: &GlobalArgs, args: &ServeArgs) -> anyhow::Result<Exit> {
    let asked = signals::listen(context.lang)?;
    let lang = context.lang;
    // what is wrong with the schedule is told before anything is begun
    service::scheduler_options(&context, context.policy_in_force()?.kept)?;
    let listen = args.listen.clone().unwrap_or_else(|| context.config().serve.listen.clone());
    let mut listener = bind(&context, &listen).await?;
    let options = context.store_options(true)?;
    let Some(store) = service::open_patiently(&context, &options, &asked.stop).await? else { return Ok(Exit::Clean) };
    let address = listener.local_addr()?;
    if !address.ip().is_loopback() && !store.any_person().await.map_err(|error| trouble(context.lang, &error))? {
        // nobody is registered, so whoever reached the port would see everything
        drop(listener);
        listener = bind(&context, &format!("127.0.0.1:{}", address.port())).await?;
        tracing::warn!("{}", Say::LoopbackOnly.text(lang));
    }
    let lead = store.try_lead().await.map_err(|error| trouble(context.lang, &error))?;
    if lead.is_none() && !store.is_shared() {
        return Err(anyhow!(Say::StoreServed.text(lang)));
    }
    if !store.is_shared() {
        // nobody else works on this file, so whatever is claimed was claimed by a process that is gone
        store.free_claims(None).await.map_err(|error| trouble(context.lang, &error))?;
    }
    let parts = Reloadable::of(&context, &store, None)?;
    let worker = service::worker(&context, &store, "serve", parts.means.clone());
    let leads = Arc::new(AtomicBool::new(lead.is_some()));
    let is_lead = {
        let leads = Arc::clone(&leads);
        move || leads.load(Ordering::Relaxed)
    };
    let state = web::AppState::new(
        store.clone(),
        Arc::clone(&worker),
        Arc::clone(&context.clock),
        Arc::new(is_lead),
        dashboard::options(&context)?,
        dashboard::live(&context, &parts)?,
    );
    let state = Arc::new(state.stopped_by(asked.stop.clone()));
    let address = listener.local_addr()?;
    let connections = context.config().serve.connections;
    let serving =
        tokio::spawn(web::serve(listener, web::router(web::AppState::clone(&state)), connections, asked.stop.clone()));
    let working = tokio::spawn({
        let (worker, stop) = (Arc::clone(&worker), asked.stop.clone());
        async move { worker.run(&stop).await }
    });
    tokio::spawn(service::feed_watchdog(Arc::clone(&worker), asked.stop.clone()));
    service::notify(&[NotifyState::Ready]);
    tracing::info!(%address, store = %store.url(), "{}", Say::ServiceReady.text(lang));
    let named = args.store.store.clone();
    let service = Service {
        named,
        store: store.clone(),
        worker,
        leads,
        stop: asked.stop.clone(),
        state,
        registry_seen: None,
        registry_changing: None,
        registry_retry_at: None,
        passes_compared: false,
    };
    service.lead(context, global, parts, lead, &asked).await;
    service::notify(&[NotifyState::Stopping]);
    ended(lang, working, "worker").await;
    ended(lang, serving, "HTTP").await;
    if tokio::time::timeout(service::STORE_LAST_WORDS, store.close()).await.is_err() {
        tracing::warn!("{}", Say::StoreSilent.text(lang));
    }
    Ok(Exit::Clean)
}

/// Takes the address.
async fn bind(context: &CommandContext, listen: &str) -> anyhow::Result<TcpListener> {
    let bound = TcpListener::bind(listen).await;
    bound.with_context(|| format!("{listen}: {}", Say::CannotListen.text(context.lang)))
}

async fn ended<T>(lang: Lang, task: JoinHandle<T>, what: &str) {
    if let Err(error) = task.await {
        tracing::error!(%error, "{}: {what}", Say::PartFailed.text(lang));
    }
}

/// What goes on until the service stops.
struct Service {
    /// The store as the command line names it.
    named: Option<String>,
    store: Store,
    worker: Arc<Worker>,
    leads: Arc<AtomicBool>,
    stop: CancellationToken,
    /// What the pages are made of.
    state: Arc<web::AppState>,
    /// The registry file as it was when last looked at: it is read again only when this changes.
    registry_seen: Option<(SystemTime, u64)>,
    /// The same at the last look, while it is another than the one that was read.
    #[expect(clippy::option_option, reason = "there was no look yet, or there was no file")]
    registry_changing: Option<Option<(SystemTime, u64)>>,
    /// When a registry that could not be imported is tried again.
    registry_retry_at: Option<Instant>,
    /// Whether the places of the schedule were compared with the registry as it is.
    passes_compared: bool,
}

impl Service {
    /// Follows the schedule while this process leads, stands by while it does not, and reads the configuration again
    /// when asked to.
    async fn lead(
        mut self,
        mut context: CommandContext,
        global: &GlobalArgs,
        mut parts: Reloadable,
        mut lead: Option<Lead>,
        asked: &Asked,
    ) {
        let mut scheduler = self.scheduler(&context, &parts);
        tell_lead(&context, lead.is_some(), scheduler.as_ref());
        while !self.stop.is_cancelled() {
            // a store that hangs must not keep the service from ending
            let stop = self.stop.clone();
            let sleep = tokio::select! {
                () = stop.cancelled() => break,
                sleep = self.follow(&context, scheduler.as_ref(), &mut lead) => sleep,
            };
            tokio::select! {
                () = self.stop.cancelled() => {}
                () = tokio::time::sleep(sleep) => {}
                () = asked.reload.notified() => {
                    if let Some((later_setup, later_parts)) = self.reload(&context, global, &parts) {
                        (context, parts) = (later_setup, later_parts);
                        scheduler = self.scheduler(&context, &parts);
                        (self.registry_seen, self.registry_retry_at) = (None, None);
                        self.passes_compared = false;
                    }
                }
            }
        }
        self.leads.store(false, Ordering::Relaxed);
    }

    /// One turn: does what is due while this process leads, else tries to take the lead. Tells how long to sleep.
    async fn follow(
        &mut self,
        context: &CommandContext,
        scheduler: Option<&Scheduler>,
        lead: &mut Option<Lead>,
    ) -> Duration {
        let is_held = match lead {
            Some(lead) => tokio::time::timeout(LOOK_FOR_LEAD, lead.is_held()).await.unwrap_or(false),
            None => false,
        };
        if is_held {
            return self.tick(context, scheduler).await;
        }
        *lead = self.store.try_lead().await.unwrap_or_else(|error| {
            tracing::warn!("{}", told::line(context.lang, &trouble(context.lang, &error)));
            None
        });
        let leads = lead.is_some();
        if leads != self.leads.swap(leads, Ordering::Relaxed) {
            tell_lead(context, leads, scheduler);
        }
        if leads { Duration::ZERO } else { LOOK_FOR_LEAD }
    }

    fn scheduler(&self, context: &CommandContext, parts: &Reloadable) -> Option<Scheduler> {
        match service::scheduler_options(context, parts.means.kept_policy.clone()) {
            Ok(options) => Some(Scheduler::new(self.store.clone(), Arc::clone(&context.clock), options)),
            Err(error) => {
                tracing::error!("{}", told::line(context.lang, &error));
                None
            }
        }
    }

    /// Does what is due and tells how long nothing will be.
    async fn tick(&mut self, context: &CommandContext, scheduler: Option<&Scheduler>) -> Duration {
        if let Err(error) = self.follow_registry(context).await {
            tracing::error!("{}", told::line(context.lang, &error));
        }
        if let Err(error) = self.prune(context).await {
            tracing::warn!("{}", told::line(context.lang, &trouble(context.lang, &error)));
        }
        let Some(scheduler) = scheduler else { return LOOK_FOR_LEAD };
        if !std::mem::replace(&mut self.passes_compared, true) {
            match pass_doubts(context, &self.store, scheduler.passes()).await {
                Ok(doubts) => doubts.iter().for_each(|doubt| tracing::warn!("{doubt}")),
                Err(error) => tracing::warn!("{}", told::line(context.lang, &error)),
            }
        }
        match scheduler.tick().await {
            Ok(tick) => {
                if !tick.started.is_empty() {
                    self.worker.wake();
                }
                tick.sleep(context.clock.now()).min(LOOK_FOR_LEAD)
            }
            Err(error) => {
                tracing::warn!("{}", told::line(context.lang, &trouble(context.lang, &error)));
                LOOK_FOR_LEAD
            }
        }
    }

    /// Imports the registry file when it has changed.
    async fn follow_registry(&mut self, context: &CommandContext) -> anyhow::Result<()> {
        let Some(path) = context.config().registry.path.as_deref() else { return Ok(()) };
        let seen = seen(path);
        if seen.is_some() && seen == self.registry_seen {
            return Ok(());
        }
        // a file that is still being written is left alone until it stands still
        if self.registry_changing.replace(seen) != Some(seen) && self.registry_seen.is_some() {
            return Ok(());
        }
        if self.registry_retry_at.is_some_and(|at| Instant::now() < at) {
            return Ok(());
        }
        // whether the file or the store is to blame, it is tried again in a while
        self.registry_retry_at = Some(Instant::now() + BETWEEN_IMPORTS);
        service::import_registry(context, &self.store).await?;
        (self.registry_seen, self.registry_retry_at) = (seen, None);
        self.passes_compared = false;
        Ok(())
    }

    async fn prune(&self, context: &CommandContext) -> Result<(), store::StoreError> {
        let now = context.clock.now();
        let last = self.store.timetable(PRUNING, now).await?;
        let last = last.last_due.unwrap_or(last.known_since);
        if now.duration_since(last) < BETWEEN_PRUNING {
            return Ok(());
        }
        self.store.keep_timetable(PRUNING, now).await?;
        let pruned = self.store.prune(&kept(&context.config().store), now).await?;
        tracing::info!(?pruned, "{}", Say::OldForgotten.text(context.lang));
        Ok(())
    }

    /// The configuration as it is now; a bad one changes nothing.
    fn reload(
        &self,
        context: &CommandContext,
        global: &GlobalArgs,
        parts: &Reloadable,
    ) -> Option<(CommandContext, Reloadable)> {
        service::notify(&[NotifyState::Reloading]);
        let reloaded = context.reloaded(global, self.named.clone()).and_then(|later| {
            let later_parts = Reloadable::of(&later, &self.store, Some(parts))?;
            let live = dashboard::live(&later, &later_parts)?;
            Ok((later, later_parts, live))
        });
        service::notify(&[NotifyState::Ready]);
        match reloaded {
            Ok((later, later_parts, live)) => {
                self.state.change_live(live);
                parts.retire_for(&later_parts);
                self.worker.change_means(later_parts.means.clone());
                let (before, after) = (context.config(), later.config());
                if before.store.url != after.store.url || before.serve != after.serve || before.worker != after.worker {
                    tracing::warn!("[store], [serve], [worker]: {}", Say::NeedsRestart.text(context.lang));
                }
                tracing::info!("{}", Say::ServiceReloaded.text(context.lang));
                Some((later, later_parts))
            }
            Err(error) => {
                let told = told::line(context.lang, &error);
                tracing::error!("{}: {told}", Say::ServiceNotReloaded.text(context.lang));
                None
            }
        }
    }
}

/// Tells who follows the schedule, and when it begins runs next.
fn tell_lead(context: &CommandContext, leads: bool, scheduler: Option<&Scheduler>) {
    if !leads {
        tracing::info!("{}", Say::ServiceStandsBy.text(context.lang));
        return;
    }
    tracing::info!("{}", Say::ServiceLeads.text(context.lang));
    let zone = &context.config().report.time_zone;
    for (pass, moments) in scheduler.into_iter().flat_map(|scheduler| scheduler.upcoming(MOMENTS_TOLD)) {
        let of_pass = context.config().schedule.passes.iter().find(|section| section.name == pass);
        let own = of_pass.map_or(zone, |section| &section.time_zone);
        let shown = |at| words::due_moment(context.lang, at, zone, own);
        let moments: Vec<String> = moments.into_iter().map(shown).collect();
        tracing::info!(pass, "{}: {}", Say::NextRuns.text(context.lang), moments.join("; "));
    }
}

fn seen(path: &Path) -> Option<(SystemTime, u64)> {
    let metadata = std::fs::metadata(path).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}
