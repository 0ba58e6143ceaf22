//! `[worker]`: how this process shares the work with others on the same store.

use std::time::Duration;

use crate::{
    addresses::listen_address,
    codecs::{Lasting, Maybe, Text, name},
    keys::{Keys, Section},
};

const SHORTEST_LEASE: Duration = Duration::from_secs(1);
const LONGEST_LEASE: Duration = Duration::from_mins(10);

/// Settings of the `[worker]` section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkerSection {
    /// The name by which other processes know this one; absent: made of the host's name and the process's number.
    pub name: Option<String>,
    /// Where a process that only works tells its health and its figures; absent: nowhere.
    pub listen: Option<String>,
    /// For how long a piece of work is taken; it is renewed while the work goes on.
    pub lease: Duration,
}

impl Default for WorkerSection {
    fn default() -> Self {
        Self { name: None, listen: None, lease: Duration::from_secs(30) }
    }
}

impl Section for WorkerSection {
    fn visit(&mut self, keys: &mut impl Keys) {
        keys.key("name", &mut self.name, Maybe(Text(name)));
        keys.key("listen", &mut self.listen, Maybe(Text(listen_address)));
        keys.key("lease", &mut self.lease, Lasting(SHORTEST_LEASE..=LONGEST_LEASE));
    }
}
