//! `[covers]`: the approved set of covers, and how the covers of pages are downloaded.

use std::{path::PathBuf, time::Duration};

use crate::{
    codecs::{File, Flag, Lasting, List, Maybe, Size, Text, Whole, host_suffix},
    keys::{Keys, Section},
};

const SHORTEST_TIMEOUT: Duration = Duration::from_millis(100);
const LONGEST_TIMEOUT: Duration = Duration::from_mins(10);
const MOST_IN_FLIGHT: usize = 64;
const KILOBYTE: u64 = 1_000;
const MEGABYTE: u64 = 1_000_000;
const GIGABYTE: u64 = 1_000_000_000;
/// A cover as VK serves it has some 30 kB; the decoder takes no more than this.
const MOST_BYTES: u64 = 5 * MEGABYTE;

/// Settings of the `[covers]` section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoversSection {
    /// Whether pictures are downloaded and judged at all.
    pub enabled: bool,
    /// The approved set: a folder, an archive or an imported set.
    pub set: Option<PathBuf>,
    /// Domains that covers may be downloaded from, with everything below them.
    pub allowed_hosts: Vec<String>,
    /// Whether covers may come from this very machine; for trials with a stand-in of VK.
    pub allow_loopback: bool,
    /// Downloads at the same time.
    pub max_in_flight: usize,
    /// Time to make a connection.
    pub connect_timeout: Duration,
    /// Time for a whole download.
    pub request_timeout: Duration,
    /// The largest file that is read, in bytes.
    pub max_bytes: u64,
    /// The folder that keeps downloaded covers from run to run.
    pub cache: Option<PathBuf>,
    /// How much the cache may hold, in bytes.
    pub cache_size: u64,
}

impl Default for CoversSection {
    fn default() -> Self {
        Self {
            enabled: true,
            set: None,
            // the hosts VK serves pictures from, old and new, and its own domains
            allowed_hosts: ["userapi.com", "vkuserphoto.ru", "vkuser.net", "okcdn.ru", "vk.com", "vk.ru"]
                .map(str::to_owned)
                .to_vec(),
            allow_loopback: false,
            max_in_flight: 8,
            connect_timeout: Duration::from_secs(10),
            request_timeout: Duration::from_secs(30),
            max_bytes: MOST_BYTES,
            cache: None,
            cache_size: 500 * MEGABYTE,
        }
    }
}

impl Section for CoversSection {
    fn visit(&mut self, keys: &mut impl Keys) {
        let timeout = || Lasting(SHORTEST_TIMEOUT..=LONGEST_TIMEOUT);
        keys.key("enabled", &mut self.enabled, Flag);
        keys.key("set", &mut self.set, Maybe(File));
        keys.key("allowed_hosts", &mut self.allowed_hosts, List(Text(host_suffix)));
        keys.key("allow_loopback", &mut self.allow_loopback, Flag);
        keys.key("max_in_flight", &mut self.max_in_flight, Whole(1..=MOST_IN_FLIGHT));
        keys.key("connect_timeout", &mut self.connect_timeout, timeout());
        keys.key("request_timeout", &mut self.request_timeout, timeout());
        keys.key("max_bytes", &mut self.max_bytes, Size(KILOBYTE..=MOST_BYTES));
        keys.key("cache", &mut self.cache, Maybe(File));
        keys.key("cache_size", &mut self.cache_size, Size(0..=1_000 * GIGABYTE));
    }
}
