//! The figures of the service for Prometheus, read at the moment of asking.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::{ConstGauge, Gauge};
use prometheus_client::registry::Registry;

use super::health::Vitals;
use crate::plain;
use store::StoreFigures;

const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

type Labels = Vec<(&'static str, String)>;
type Gauges = Family<Labels, Gauge>;
type Shares = Family<Labels, Gauge<f64, std::sync::atomic::AtomicU64>>;

pub(crate) async fn metrics(State(state): State<Vitals>) -> Response {
    let figures = match state.store.figures().await {
        Ok(figures) => figures,
        Err(error) => {
            tracing::warn!("no metrics: {error}");
            return plain(StatusCode::SERVICE_UNAVAILABLE, "the store cannot be used\n");
        }
    };
    let mut registry = Registry::with_prefix("vk_page_auditor");
    of_store(&mut registry, &figures, state.clock.now());
    of_process(&mut registry, &state);
    let mut text = String::new();
    match encode(&mut text, &registry) {
        Ok(()) => ([(header::CONTENT_TYPE, OPEN_METRICS)], text).into_response(),
        Err(error) => {
            tracing::error!("metrics cannot be written: {error}");
            plain(StatusCode::INTERNAL_SERVER_ERROR, "the metrics cannot be written\n")
        }
    }
}

fn of_store(registry: &mut Registry, figures: &StoreFigures, now: Timestamp) {
    let by_label = |label: &'static str, counts: &std::collections::BTreeMap<String, u64>| {
        let family = Gauges::default();
        for (name, count) in counts {
            family.get_or_create(&vec![(label, name.clone())]).set(whole(*count));
        }
        family
    };
    registry.register("pages", "Registered pages by verdict", by_label("verdict", &figures.verdicts));
    registry.register(
        "pages_unverified",
        "Registered pages the last look could not see, by reason",
        by_label("reason", &figures.unverified),
    );
    registry.register("findings", "Findings by state", by_label("state", &figures.findings));
    let events = u64::try_from(figures.last_event).unwrap_or_default();
    registry.register("events", "Events in the log", ConstCounter::new(events));
    let (coverage, finished, good, age) = (Shares::default(), Gauges::default(), Gauges::default(), Gauges::default());
    for run in &figures.last_runs {
        let labels = vec![("name", run.name.clone())];
        coverage.get_or_create(&labels).set(run.coverage);
        finished.get_or_create(&labels).set(run.finished_at.as_second());
        if let Some(at) = run.last_good_at {
            good.get_or_create(&labels).set(at.as_second());
            age.get_or_create(&labels).set(now.duration_since(at).as_secs());
        }
    }
    registry.register("run_coverage_ratio", "Share of pages the last run of each pass could see", coverage);
    registry.register("run_finished_timestamp_seconds", "End of the last run of each pass", finished);
    registry.register("run_last_good_timestamp_seconds", "End of the last run that saw nearly all its pages", good);
    registry.register("run_last_good_age_seconds", "Age of the last run that saw nearly all its pages", age);
    registry.register("runs_held", "Runs that wait for a person", ConstGauge::new(whole(figures.held_runs)));
    let removals = figures.held_back_import.as_ref().map_or(0, |import| import.removed);
    registry.register(
        "registry_held_back_removals",
        "Pages that the registry which waits for a person would remove",
        ConstGauge::new(whole(removals)),
    );
    registry.register("runs_under_way", "Runs under way", ConstGauge::new(whole(figures.queue.runs)));
    let batches = Gauges::default();
    for (state, count) in [("ready", figures.queue.ready), ("claimed", figures.queue.claimed)] {
        batches.get_or_create(&vec![("state", state.to_owned())]).set(whole(count));
    }
    registry.register("batches", "Batches that wait or are worked on", batches);
    let processes = Gauges::default();
    for process in &figures.processes {
        processes
            .get_or_create(&vec![("holder", process.holder.clone()), ("kind", process.kind.clone())])
            .set(now.duration_since(process.seen_at).as_secs());
    }
    registry.register("process_last_seen_seconds", "Time since each process was heard of", processes);
    let leases = Gauges::default();
    for token in &figures.tokens {
        leases
            .get_or_create(&vec![("name", token.name.clone()), ("holder", token.holder.clone())])
            .set(token.lease_until.duration_since(now).as_secs());
    }
    registry.register("token_lease_seconds", "Time each leased token stays with its process", leases);
}

fn of_process(registry: &mut Registry, state: &Vitals) {
    let calls = Family::<Labels, prometheus_client::metrics::counter::Counter>::default();
    for (outcome, count) in state.worker.calls() {
        calls.get_or_create(&vec![("outcome", outcome)]).inc_by(count);
    }
    registry.register("vk_calls", "Calls to VK of this process by outcome", calls);
    let tokens = Gauges::default();
    for token in state.worker.means().source.tokens() {
        tokens.get_or_create(&vec![("name", token.name), ("state", token.state.to_owned())]).set(1);
    }
    registry.register("token_state", "State of each token of this process", tokens);
    registry.register(
        "leads",
        "Whether this process follows the schedule",
        ConstGauge::new(i64::from((state.leads)())),
    );
    let build = Gauges::default();
    build.get_or_create(&vec![("version", env!("CARGO_PKG_VERSION").to_owned())]).set(1);
    registry.register("build_info", "Version of the program", build);
}

fn whole(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
