//! Settings of the VK client with their defaults. Reads no file and no environment: `cli` fills them in.

use std::time::Duration;

use system::backoff::Backoff;

/// The API host since September 2025 (VK moved from `api.vk.com`).
pub const API_URL: &str = "https://api.vk.ru";
/// The version whose answers `wire` reads (VK documentation, "API versions").
pub const API_VERSION: &str = "5.199";
/// The language of names in answers.
pub const API_LANGUAGE: &str = "ru";
/// How many communities one call of `groups.getById` may ask for (VK documentation of the method).
pub const BATCH_SIZE: usize = 500;
/// How long a connection may take to come about.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long an answer may stand still between two pieces of it.
pub const READ_TIMEOUT: Duration = Duration::from_secs(30);
/// How long a whole call may take; 500 communities with menus take VK some five seconds.
pub const TOTAL_TIMEOUT: Duration = Duration::from_mins(1);
/// How long an unused connection is kept, so that the next call does not pay for a new one.
pub const IDLE_CONNECTION_TIMEOUT: Duration = Duration::from_secs(90);
/// How many bytes an unpacked answer may have; 500 communities with menus have some 4 MB.
pub const BODY_LIMIT: usize = 64 * 1024 * 1024;
/// How often a failed call is repeated before its pages are looked at in smaller parts.
pub const RETRIES: u32 = 5;
/// How often the call of such a smaller part is repeated.
pub const PART_RETRIES: u32 = 2;
/// How often the call that finds out whether VK is in reach again is repeated: some four minutes with the pauses below.
pub const PROBE_RETRIES: u32 = 8;
/// The pause before the first repetition; it doubles with each further one.
pub const BACKOFF_BASE: Duration = Duration::from_secs(1);
/// The longest pause between repetitions.
pub const BACKOFF_MAX: Duration = Duration::from_mins(1);
/// How many calls of one token may be under way; with answers of five seconds three keep its rate busy.
pub const IN_FLIGHT: usize = 3;
/// Start-to-start spacing of a user's or service token: 3 calls a second are allowed (VK documentation, "API requests"),
/// and a strict third of a second still trips the limit now and then.
pub const SPACING_SERVICE: Duration = Duration::from_millis(370);
/// Start-to-start spacing of a community token: 20 calls a second are allowed.
pub const SPACING_COMMUNITY: Duration = Duration::from_millis(60);
/// The pause of a token after error 6 (too many requests per second); the limit counts by the second.
pub const SLOW_DOWN_PAUSE: Duration = Duration::from_millis(1100);
/// The pause of a token after the first error 9 (flood control); it doubles while the error comes back,
/// up to [`QUOTA_PAUSE`].
pub const FLOOD_PAUSE: Duration = Duration::from_mins(1);
/// The pause of a token after error 29 (rate limit reached): the method is closed to it for an hour at least.
pub const QUOTA_PAUSE: Duration = Duration::from_hours(1);
/// The pause before the only repetition after errors 8 and 15, for which VK knows "try again" cases.
pub const LATE_RETRY_PAUSE: Duration = Duration::from_secs(5);
/// The longest pause of all tokens that a run waits for; beyond it they count as exhausted.
pub const LONGEST_WAIT: Duration = Duration::from_mins(10);
/// After how many failed calls in a row, each with all its repetitions, VK counts as out of reach. More than the nine
/// halvings that lead from 500 pages to one, so that a single page cannot end the run.
pub const FAILURES_TO_STOP: u32 = 12;

/// Settings of the VK client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientOptions {
    /// Scheme, host and port of the API.
    pub api_url: String,
    /// Whether `http://` may be used with a host other than this machine.
    pub allow_plain_http: bool,
    /// Whether the proxy named by the environment (`HTTPS_PROXY`, ...) is used; never for this machine itself.
    pub system_proxy: bool,
    pub api_version: String,
    /// The language of names in answers.
    pub language: String,
    /// How many communities one call asks for, from 1 to [`BATCH_SIZE`].
    pub batch_size: usize,
    /// How long a connection may take to come about.
    pub connect_timeout: Duration,
    /// How long an answer may stand still.
    pub read_timeout: Duration,
    /// How long a whole call may take.
    pub total_timeout: Duration,
    /// How many bytes an unpacked answer may have.
    pub body_limit: usize,
    /// How often a failed call is repeated.
    pub retries: u32,
    /// How often the failed call of a part of a failed batch is repeated.
    pub part_retries: u32,
    /// How often the call that finds out whether VK is in reach again is repeated.
    pub probe_retries: u32,
    /// The pauses between repetitions.
    pub backoff: Backoff,
    /// How many calls of one token may be under way.
    pub in_flight: usize,
    /// The pause of a token after error 6.
    pub slow_down_pause: Duration,
    /// The pause of a token after the first error 9.
    pub flood_pause: Duration,
    /// The pause of a token after error 29.
    pub quota_pause: Duration,
    /// The pause before the only repetition after errors 8 and 15.
    pub late_retry_pause: Duration,
    /// The longest pause of all tokens that a run waits for.
    pub longest_wait: Duration,
    /// After how many failed calls in a row VK counts as out of reach.
    pub failures_to_stop: u32,
    /// Whether a token may be used only while [`super::Client::permit`] says so, because processes share it.
    pub leased: bool,
}

impl Default for ClientOptions {
    fn default() -> Self {
        Self {
            api_url: API_URL.to_owned(),
            allow_plain_http: false,
            system_proxy: true,
            api_version: API_VERSION.to_owned(),
            language: API_LANGUAGE.to_owned(),
            batch_size: BATCH_SIZE,
            connect_timeout: CONNECT_TIMEOUT,
            read_timeout: READ_TIMEOUT,
            total_timeout: TOTAL_TIMEOUT,
            body_limit: BODY_LIMIT,
            retries: RETRIES,
            part_retries: PART_RETRIES,
            probe_retries: PROBE_RETRIES,
            backoff: Backoff { first: BACKOFF_BASE, longest: BACKOFF_MAX },
            in_flight: IN_FLIGHT,
            slow_down_pause: SLOW_DOWN_PAUSE,
            flood_pause: FLOOD_PAUSE,
            quota_pause: QUOTA_PAUSE,
            late_retry_pause: LATE_RETRY_PAUSE,
            longest_wait: LONGEST_WAIT,
            failures_to_stop: FAILURES_TO_STOP,
            leased: false,
        }
    }
}
