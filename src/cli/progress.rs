//! What a person sees while a pass goes on: a bar with counts per verdict on a terminal, a log line now and then
//! elsewhere. Never on standard output.

use std::io::{self, IsTerminal, Write as _};
use std::sync::Arc;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use parking_lot::Mutex;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

use crate::telemetry::Sink;
use domain::model::{Summary, Verdict};
use words::cli::Say;
use words::{self, Lang};

/// How often a log line tells how far the pass is.
const LOG_INTERVAL: Duration = Duration::from_secs(5);
/// How often the bar is drawn anew at the most, per second.
const DRAWS_A_SECOND: u8 = 5;

/// The bar of this process, so that log lines can be drawn above it.
static BAR: Mutex<Option<ProgressBar>> = Mutex::new(None);

/// Where log lines go: to standard error, above the bar where there is one.
pub fn sink() -> Sink {
    Arc::new(|line| {
        // A closed standard error must not end the work.
        let write = || drop(io::stderr().write_all(line));
        match BAR.lock().as_ref() {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    })
}

/// How far a pass is.
pub struct Progress {
    bar: Option<ProgressBar>,
    ticks: Interval,
    total: u64,
    lang: Lang,
}

impl Progress {
    /// A bar where standard error is a terminal, log lines elsewhere.
    pub fn new(total: u64, lang: Lang, quiet: bool) -> Self {
        let bar = (!quiet && std::io::stderr().is_terminal()).then(|| {
            let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr_with_hz(DRAWS_A_SECOND));
            let left = Say::Left.text(lang);
            let template = format!("{{bar:28}} {{percent:>3}} %  {{pos}}/{{len}}  {{msg}}  {left} {{eta}}");
            // A template of our own that does not parse would be our own mistake; the plain bar serves all the same.
            bar.set_style(ProgressStyle::with_template(&template).unwrap_or_else(|_| ProgressStyle::default_bar()));
            *BAR.lock() = Some(bar.clone());
            bar
        });
        let mut ticks = interval_at(Instant::now() + LOG_INTERVAL, LOG_INTERVAL);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        Self { bar, ticks, total, lang }
    }

    /// Waits until the next log line is due.
    pub async fn tick(&mut self) {
        self.ticks.tick().await;
    }

    /// Shows the bar with these counts.
    pub fn show(&self, summary: &Summary) {
        if let Some(bar) = &self.bar {
            bar.set_position(summary.pages);
            bar.set_message(self.counts(summary));
        }
    }

    /// Writes the log line.
    pub fn log(&self, summary: &Summary) {
        if self.bar.is_none() {
            let checked = Say::Checked.text(self.lang);
            let counts = self.counts(summary);
            tracing::info!(
                pages = summary.pages,
                total = self.total,
                "{checked} {}/{}: {counts}",
                summary.pages,
                self.total
            );
        }
    }

    /// Takes the bar away, so that what follows has the terminal to itself.
    pub fn end(&self) {
        if let Some(bar) = &self.bar {
            *BAR.lock() = None;
            bar.finish_and_clear();
        }
    }

    fn counts(&self, summary: &Summary) -> String {
        let count = |verdict| format!("{} {}", words::verdict(self.lang, verdict), summary.count(verdict));
        Verdict::ALL.map(count).join(", ")
    }
}
