//! `[serve]`: where the service listens, whom it believes, and how it stops.

use std::time::Duration;

use ipnet::IpNet;

use crate::{
    addresses::{Net, header_name, listen_address, public_url},
    codecs::{Flag, Lasting, List, Maybe, Text, Whole},
    keys::{Keys, Section},
};

const LONGEST_GRACE: Duration = Duration::from_mins(10);
const SHORTEST_SESSION: Duration = Duration::from_mins(5);
const LONGEST_SESSION: Duration = Duration::from_hours(90 * 24);
/// Each connection may hold a request of some hundred kilobytes.
const MOST_CONNECTIONS: usize = 20_000;

/// Settings of the `[serve]` section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServeSection {
    /// Address and port, `127.0.0.1:8480`.
    pub listen: String,
    /// How long work under way may take to end when the service is asked to stop.
    pub grace: Duration,
    /// The address under which browsers and feed readers reach the service.
    pub public_url: Option<String>,
    /// Whether strangers may check single pages.
    pub public_check: bool,
    /// Proxies whose word on the client's address counts.
    pub trusted_proxies: Vec<IpNet>,
    /// The header in which these proxies name the person they let in.
    pub sign_on_header: Option<String>,
    /// A session ends when nothing was asked in it for so long.
    pub session_idle: Duration,
    /// A session ends after so long in any case.
    pub session_lasts: Duration,
    /// So many connections are open at a time at the most.
    pub connections: usize,
}

impl Default for ServeSection {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8480".to_owned(),
            grace: Duration::from_secs(20),
            public_url: None,
            public_check: false,
            trusted_proxies: Vec::new(),
            sign_on_header: None,
            session_idle: Duration::from_hours(12),
            session_lasts: Duration::from_hours(14 * 24),
            connections: 1_000,
        }
    }
}

impl Section for ServeSection {
    fn visit(&mut self, keys: &mut impl Keys) {
        keys.key("listen", &mut self.listen, Text(listen_address));
        keys.key("grace", &mut self.grace, Lasting(Duration::ZERO..=LONGEST_GRACE));
        keys.key("public_url", &mut self.public_url, Maybe(Text(public_url)));
        keys.key("public_check", &mut self.public_check, Flag);
        keys.key("trusted_proxies", &mut self.trusted_proxies, List(Net));
        keys.key("sign_on_header", &mut self.sign_on_header, Maybe(Text(header_name)));
        keys.key("session_idle", &mut self.session_idle, Lasting(SHORTEST_SESSION..=LONGEST_SESSION));
        keys.key("session_lasts", &mut self.session_lasts, Lasting(SHORTEST_SESSION..=LONGEST_SESSION));
        keys.key("connections", &mut self.connections, Whole(1..=MOST_CONNECTIONS));
    }
}
