//! `[store]`: where runs and findings are kept, and for how long. Holds no password, only where to find it.

use std::{path::PathBuf, time::Duration};

use crate::{
    addresses::StoreUrl,
    codecs::{File, Lasting, Maybe, Text, name},
    keys::{Keys, Section},
    problem::Why,
};

const DAY: Duration = Duration::from_hours(24);
/// A hundred years: more is a slip of the pen.
const LONGEST_KEPT: Duration = Duration::from_hours(24 * 36_500);

/// Settings of the `[store]` section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreSection {
    /// `sqlite:PATH` or `postgres://user@host/database`, without a password; absent: nothing is kept.
    pub url: Option<String>,
    /// The file that holds the password of the database.
    pub password_file: Option<PathBuf>,
    /// The systemd credential that holds the password, a file's name in `$CREDENTIALS_DIRECTORY`.
    pub password_credential: Option<String>,
    /// How long events are kept.
    pub keep_events: Duration,
    /// How long findings are kept after they were closed.
    pub keep_closed: Duration,
    /// How long finished runs are kept.
    pub keep_runs: Duration,
    /// How long snapshots of pages are kept after newer ones took their places.
    pub keep_snapshots: Duration,
}

impl Default for StoreSection {
    fn default() -> Self {
        Self {
            url: None,
            password_file: None,
            password_credential: None,
            keep_events: DAY * 1_095,
            keep_closed: DAY * 1_095,
            keep_runs: DAY * 400,
            keep_snapshots: DAY * 400,
        }
    }
}

impl Section for StoreSection {
    fn visit(&mut self, keys: &mut impl Keys) {
        let kept = || Lasting(DAY..=LONGEST_KEPT);
        keys.key("url", &mut self.url, Maybe(StoreUrl));
        keys.key("password_file", &mut self.password_file, Maybe(File));
        keys.key("password_credential", &mut self.password_credential, Maybe(Text(name)));
        keys.key("keep_events", &mut self.keep_events, kept());
        keys.key("keep_closed", &mut self.keep_closed, kept());
        keys.key("keep_runs", &mut self.keep_runs, kept());
        keys.key("keep_snapshots", &mut self.keep_snapshots, kept());
    }

    fn check(&self) -> Vec<(&'static str, Why)> {
        let both = self.password_file.is_some() && self.password_credential.is_some();
        both.then_some(("password_file", Why::NotBoth("password_file", "password_credential"))).into_iter().collect()
    }
}
