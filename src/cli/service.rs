//! What `serve` and `worker` have in common: the store, the means of the worker, signals, the service manager.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use sd_notify::NotifyState;
use tokio_util::sync::CancellationToken;

use super::context::CommandContext;
use super::open_store::{settle_rule, trouble};
use super::registry::{held_back, refused};
use super::told;
use app::run::{SharedSource, Worker, WorkerDeps, WorkerOptions};
use app::schedule::{CronExpr, Missed, ScheduledPass, SchedulerOptions, Timetable, jitter};
use app::use_cases::{Actor, ImportRefused};
use config::{MissedRuns, VkSection};
use domain::model::Municipality;
use report::ApprovedCover;
use store::{ConnectOptions, HeldBackImport, KeptPolicy, RegistryChange, Scope, Store, StoreError, StoreTrouble};
use vk::crawl::ApiSource;
use words::cli::Say;

/// The first pause before a store that cannot be reached is tried again; it doubles with each further one.
const STORE_PAUSE_FIRST: Duration = Duration::from_secs(1);
/// The longest such pause.
const STORE_PAUSE_MOST: Duration = Duration::from_secs(30);

/// How long a store that does not answer is waited for at the end.
pub const STORE_LAST_WORDS: Duration = Duration::from_secs(5);

/// The parts that a reload makes anew.
pub struct Reloadable {
    /// What the worker works with.
    pub means: WorkerDeps,
    /// The approved covers, to be shown.
    pub approved: Arc<[ApprovedCover]>,
    /// What the source was made of; while it stays the same, so does the source, with its rates.
    made_of: (VkSection, Vec<vk::TokenFacts>),
}

impl Reloadable {
    /// Makes them from the configuration; a source that need not change is kept.
    ///
    /// # Errors
    /// The policy, the tokens, the set of covers or the rules of confirmation cannot be used.
    pub fn of(context: &CommandContext, store: &Store, before: Option<&Self>) -> anyhow::Result<Self> {
        let in_force = context.policy_in_force()?;
        let covers = context.covers_of_store(&in_force.policy, store)?;
        let client = Arc::new(context.leased_client()?);
        let facts = |client: &vk::Client| -> Vec<vk::TokenFacts> {
            client
                .tokens()
                .into_iter()
                .map(|token| vk::TokenFacts { state: "", is_permitted: false, ..token })
                .collect()
        };
        let made_of = (context.config().vk.clone(), facts(&client));
        let settle = settle_rule(&context.config().findings)?;
        let (source, retired) = if let Some(before) = before.filter(|before| before.made_of == made_of) {
            (Arc::clone(&before.means.source), before.means.retired.clone())
        } else {
            let source: Arc<dyn SharedSource> = Arc::new(ApiSource::new(client));
            (source, CancellationToken::new())
        };
        let approved = covers.as_ref().map(|covers| Arc::clone(&covers.approved)).unwrap_or_default();
        let means = WorkerDeps {
            source,
            policy: in_force.policy,
            kept_policy: in_force.kept,
            covers: covers.map(|covers| covers.look),
            settle,
            retired,
        };
        Ok(Self { means, approved, made_of })
    }

    /// Lets go of the source of these parts where the later ones have another.
    pub fn retire_for(&self, later: &Self) {
        if !Arc::ptr_eq(&self.means.source, &later.means.source) {
            for token in self.means.source.tokens() {
                self.means.source.permit(&token.fingerprint, None);
            }
            self.means.retired.cancel();
        }
    }
}

/// What the scheduler begins.
///
/// # Errors
/// A cron expression that cannot be read, with the name of its pass.
pub fn scheduler_options(context: &CommandContext, policy: KeptPolicy) -> anyhow::Result<SchedulerOptions> {
    let config = context.config();
    let mut passes = Vec::with_capacity(config.schedule.passes.len());
    for section in &config.schedule.passes {
        let cron = CronExpr::parse(&section.cron)
            .with_context(|| format!("[[schedule.passes]] {}: {}", section.name, Say::BadCron.text(context.lang)))?;
        let timetable = Timetable {
            cron,
            zone: section.time_zone.clone(),
            jitter: jitter(&section.name, section.jitter),
            missed: match section.missed {
                MissedRuns::Once => Missed::Once,
                MissedRuns::Skip => Missed::Skip,
            },
        };
        let scope = Scope {
            regions: section.regions.clone(),
            municipalities: section.municipalities.iter().map(Municipality::from).collect(),
            organizations: Vec::new(),
        };
        passes.push(ScheduledPass { name: section.name.clone(), timetable, scope });
    }
    Ok(SchedulerOptions {
        passes,
        recheck: config.schedule.recheck,
        second_look: config.findings.second_look,
        batch_size: config.vk.batch_size,
        policy,
    })
}

/// The worker of this process.
pub fn worker(context: &CommandContext, store: &Store, kind: &'static str, means: WorkerDeps) -> Arc<Worker> {
    let config = context.config();
    let holder = config.worker.name.clone().unwrap_or_else(process_name);
    let options = WorkerOptions::new(holder, kind, config.worker.lease, config.serve.grace);
    Arc::new(Worker::new(store.clone(), Arc::clone(&context.clock), options, means))
}

/// A name that no other process has: host, number of the process, and some letters, since numbers come again.
fn process_name() -> String {
    /// Letters at the end.
    const LETTERS: usize = 4;
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let mut name = if host.trim().is_empty() { "host".to_owned() } else { host.trim().to_owned() };
    let _ = write!(name, "-{}-", std::process::id());
    name.extend((0..LETTERS).map(|_| fastrand::lowercase()));
    name
}

/// Opens the store, and waits for a server that cannot be reached yet; `None` when the program is to end meanwhile.
///
/// # Errors
/// The store cannot be used at all.
pub async fn open_patiently(
    context: &CommandContext,
    options: &ConnectOptions,
    stop: &CancellationToken,
) -> anyhow::Result<Option<Store>> {
    let mut pause = STORE_PAUSE_FIRST;
    loop {
        let error: StoreError = match Store::open(options).await {
            Ok(store) => return Ok(Some(store)),
            Err(error) => error,
        };
        let passes = matches!(error.trouble(), StoreTrouble::Unreachable | StoreTrouble::Locked);
        if !passes {
            return Err(trouble(context.lang, &error));
        }
        let told = told::line(context.lang, &trouble(context.lang, &error));
        tracing::warn!("{}: {told}; {pause:?}", Say::StoreAway.text(context.lang));
        tokio::select! {
            () = stop.cancelled() => return Ok(None),
            () = tokio::time::sleep(pause) => {}
        }
        pause = (pause * 2).min(STORE_PAUSE_MOST);
    }
}

/// Takes the configured registry file over when it is another than the one imported last. One that would remove too many
/// pages is held back until a person imports it by hand: that is told once, and seen in the figures as long as it waits.
///
/// # Errors
/// The file cannot be used, or the store cannot be written.
pub async fn import_registry(context: &CommandContext, store: &Store) -> anyhow::Result<()> {
    let Some(path) = context.config().registry.path.clone() else { return Ok(()) };
    let told = |error: StoreError| trouble(context.lang, &error);
    let policy = context.policy()?;
    let bytes = std::fs::read(&path)
        .with_context(|| format!("{}: {}", Say::RegistryUnreadable.text(context.lang), path.display()))?;
    let digest = context.registry_digest(&bytes);
    drop(bytes);
    let last = store.registry_imports(1).await.map_err(told)?;
    if last.first().is_some_and(|last| last.digest == digest) {
        return store.forget_held_back().await.map_err(told);
    }
    let read = tokio::task::block_in_place(|| context.read_registry(&path, &policy))?;
    let removals = context.removals();
    let import = match context.import_into(store, &read, removals, &Actor::program()).await {
        Ok(import) => import,
        Err(ImportRefused::HeldBack(change)) => {
            let source = path.display().to_string();
            tracing::error!("{source}: {}", held_back(context.lang, &change, removals));
            let RegistryChange { registered, removed, .. } = change;
            let at = context.clock.now();
            let import = HeldBackImport { digest: read.digest, at, source, registered, removed };
            return store.keep_held_back(&import).await.map_err(told);
        }
        Err(why) => return Err(refused(context.lang, why, &read, removals)),
    };
    tracing::info!(
        pages = import.pages,
        set_aside = import.set_aside,
        added = import.added,
        changed = import.changed,
        removed = import.removed,
        "{}",
        Say::RegistryTakenOver.text(context.lang)
    );
    Ok(())
}

/// Tells systemd how the service is, where systemd started it.
pub fn notify(state: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(state) {
        tracing::debug!("the service manager cannot be told: {error}");
    }
}

/// Tells systemd's watchdog that the worker's loops turn, as long as they do.
pub async fn feed_watchdog(worker: Arc<Worker>, stop: CancellationToken) {
    let Some(interval) = sd_notify::watchdog_enabled() else { return };
    loop {
        if worker.is_alive() {
            notify(&[NotifyState::Watchdog]);
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(interval / 2) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::run::LONGEST_END;
    use config::ServeSection;

    #[test]
    fn the_service_manager_waits_until_work_and_leases_are_given_back() {
        let unit = include_str!("../../config/vk-page-auditor.service");
        let line = unit.lines().find_map(|line| line.strip_prefix("TimeoutStopSec=")).unwrap();
        let waits = Duration::from_secs(line.parse().unwrap());
        let stop = ServeSection::default().grace + LONGEST_END + STORE_LAST_WORDS;
        assert!(waits > stop, "{waits:?} is no longer than {stop:?}");
    }
}
