//! Opens the store the configuration names, and tells what is the matter with it in the reader's language.

use std::time::Duration;

use anyhow::anyhow;

use super::context::{CommandContext, in_language};
use super::service::STORE_LAST_WORDS;
use config::{FindingsSection, StoreSection};
use domain::findings::{ConfirmRule, HoldRule};
use store::{ConnectOptions, Retention, SettleRule, Store, StoreError, StoreTrouble, StoreUrl};
use words::history::StoreSay;
use words::{self, Lang};

/// Looks closer together than this are one look, unless the second look comes sooner by the configuration.
const LEAST_GAP: Duration = Duration::from_mins(1);

impl CommandContext {
    /// Whether a store is named.
    pub const fn has_store(&self) -> bool {
        self.config().store.url.is_some()
    }

    /// Opens the store; an `SQLite` file that is not there is made only if asked.
    ///
    /// # Errors
    /// No store is named, or it cannot be opened.
    pub async fn store(&self, create: bool) -> anyhow::Result<Store> {
        self.opened(&self.store_options(create)?).await
    }

    /// Opens the store only to read it; it may be where nothing can be written.
    ///
    /// # Errors
    /// No store is named, or it cannot be read.
    pub async fn store_to_read(&self) -> anyhow::Result<Store> {
        self.opened(&self.store_options(false)?.to_read()).await
    }

    /// Opens the store only to read it; `None` where there is none yet.
    ///
    /// # Errors
    /// No store is named, or it cannot be read.
    pub async fn store_if_there(&self) -> anyhow::Result<Option<Store>> {
        match self.store_options(false)?.url {
            StoreUrl::Sqlite(path) if !path.exists() => Ok(None),
            _ => self.store_to_read().await.map(Some),
        }
    }

    async fn opened(&self, options: &ConnectOptions) -> anyhow::Result<Store> {
        let store = Store::open(options).await;
        let store =
            store.map_err(|error| told(self.lang, &error, &format!("{}: {}", options.url, say(self.lang, &error))))?;
        Ok(self.opened.get_or_init(|| store).clone())
    }

    /// Closes the store a command has opened: an `SQLite` log that stays behind would be in the way of who may not write.
    pub async fn close_store(&self) {
        if let Some(store) = self.opened.get()
            && tokio::time::timeout(STORE_LAST_WORDS, store.close()).await.is_err()
        {
            tracing::debug!("the store does not answer");
        }
    }

    /// How the store is opened.
    ///
    /// # Errors
    /// No store is named, or its password cannot be read.
    pub fn store_options(&self, create: bool) -> anyhow::Result<ConnectOptions> {
        let url = self.config().store.url.as_deref().ok_or_else(|| anyhow!(StoreSay::NotConfigured.text(self.lang)))?;
        let password = self.loaded.store_password(&self.environment);
        let password = password.map_err(|error| in_language(&error, self.language()))?;
        if let Some(password) = &password {
            self.keep_secret(password.clone());
        }
        Ok(ConnectOptions { password, create, ..ConnectOptions::new(url.parse()?) })
    }
}

/// What is the matter with the store and what to do about it, followed by what exactly is the matter, where that is known.
pub fn trouble(lang: Lang, error: &StoreError) -> anyhow::Error {
    told(lang, error, say(lang, error))
}

fn told(lang: Lang, error: &StoreError, words: &str) -> anyhow::Error {
    tracing::debug!("{error}");
    match words::store_fault(lang, error.fault()) {
        exactly if exactly.is_empty() => anyhow!(words.to_owned()),
        exactly => anyhow!(exactly).context(words.to_owned()),
    }
}

const fn say(lang: Lang, error: &StoreError) -> &'static str {
    let say = match error.trouble() {
        StoreTrouble::Missing => StoreSay::Missing,
        StoreTrouble::Unreachable => StoreSay::Unreachable,
        StoreTrouble::Refused => StoreSay::Refused,
        StoreTrouble::Locked => StoreSay::Locked,
        StoreTrouble::ReadOnly => StoreSay::ReadOnly,
        StoreTrouble::Full => StoreSay::Full,
        StoreTrouble::Corrupt => StoreSay::Corrupt,
        StoreTrouble::Unreadable => StoreSay::Unreadable,
        StoreTrouble::Newer => StoreSay::Newer,
        StoreTrouble::Older => StoreSay::Older,
        StoreTrouble::Foreign => StoreSay::Foreign,
        StoreTrouble::LeaseLost => StoreSay::LeaseLost,
        StoreTrouble::NotFound => StoreSay::NotFound,
        StoreTrouble::Conflict => StoreSay::Conflict,
        StoreTrouble::Other => StoreSay::Other,
    };
    say.text(lang)
}

/// The section `[findings]` as the store's rule.
///
/// # Errors
/// None for a configuration that was read: it is checked there already.
pub fn settle_rule(section: &FindingsSection) -> anyhow::Result<SettleRule> {
    Ok(SettleRule {
        confirm: ConfirmRule::new(section.confirm, section.of)?,
        hold: HoldRule { least: section.hold_least.into(), share: section.hold_share, times: section.hold_times },
        second_look: section.second_look,
        least_gap: section.second_look.min(LEAST_GAP),
    })
}

/// How long the section `[store]` keeps things.
pub const fn kept(section: &StoreSection) -> Retention {
    Retention {
        events: section.keep_events,
        closed: section.keep_closed,
        runs: section.keep_runs,
        snapshots: section.keep_snapshots,
    }
}
