//! `[serve]`: where the service listens, and how it stops.

use std::time::Duration;

use crate::config::{
    addresses::listen_address,
    codecs::{Lasting, Text},
    keys::{Keys, Section},
};

const LONGEST_GRACE: Duration = Duration::from_mins(10);

/// Settings of the `[serve]` section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServeSection {
    /// Address and port, `127.0.0.1:8480`.
    pub listen: String,
    /// How long work under way may take to end when the service is asked to stop.
    pub grace: Duration,
}

impl Default for ServeSection {
    fn default() -> Self {
        Self { listen: "127.0.0.1:8480".to_owned(), grace: Duration::from_secs(20) }
    }
}

impl Section for ServeSection {
    fn visit(&mut self, keys: &mut impl Keys) {
        keys.key("listen", &mut self.listen, Text(listen_address));
        keys.key("grace", &mut self.grace, Lasting(Duration::ZERO..=LONGEST_GRACE));
    }
}
