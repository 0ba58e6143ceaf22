//! `[vk]`: how the VK API is asked, and with which tokens. Holds no token's text, only where to find it.

use std::{collections::BTreeSet, path::PathBuf, time::Duration};

use crate::{
    codecs::{Choice, File, Flag, Lasting, Maybe, Text, Whole, api_host, api_version, is_loopback, name},
    keys::{Keys, Section},
    problem::Why,
};

const SHORTEST_PAUSE: Duration = Duration::from_millis(1);
const LONGEST_PAUSE: Duration = Duration::from_hours(1);
const SHORTEST_TIMEOUT: Duration = Duration::from_millis(100);
const LONGEST_TIMEOUT: Duration = Duration::from_mins(10);
const LONGEST_BLOCK: Duration = Duration::from_hours(48);
/// What one call of `groups.getById` takes (VK documentation of `groups.getById`).
const MOST_IDS_PER_CALL: usize = 500;
const MOST_RETRIES: u32 = 20;
/// Far above any limit VK is known to give one token.
const MOST_PER_SECOND: u32 = 100;
/// VK's second, drawn out by 11 %: exactly three calls a second still meet error 6 now and then, one each 370 ms do not.
const SECOND_WITH_MARGIN: Duration = Duration::from_millis(1_110);
const MOST_IN_FLIGHT: usize = 64;

/// Settings of the `[vk]` section.
#[derive(Debug, Clone, PartialEq)]
pub struct VkSection {
    /// Scheme and host of the API, without a final `/`.
    pub host: String,
    /// Whether `http://` may lead to another machine, where tokens can be read on the way.
    pub allow_plain_http: bool,
    /// Whether the proxy of `HTTPS_PROXY` is used.
    pub system_proxy: bool,
    /// The version of the API that is asked for.
    pub api_version: String,
    /// How many pages one call asks for.
    pub batch_size: usize,
    /// Calls a second for a service or a user token.
    pub per_second: u32,
    /// Calls a second for a community token.
    pub per_second_community: u32,
    /// Time between the starts of two calls with one service or user token; absent: it follows from the rate.
    pub spacing: Option<Duration>,
    /// Calls with one token that may wait for their answers at the same time.
    pub max_in_flight: usize,
    /// Time to make a connection.
    pub connect_timeout: Duration,
    /// Time between two pieces of an answer.
    pub read_timeout: Duration,
    /// Time for a whole call.
    pub request_timeout: Duration,
    /// How often a call is repeated after an error that passes.
    pub retries: u32,
    /// The pause before the first repetition; it grows from one to the next.
    pub pause_first: Duration,
    /// The longest pause before a repetition.
    pub pause_max: Duration,
    /// How long a token rests after the first flood error (VK error 9); longer while the error comes back.
    pub token_block_flood: Duration,
    /// How long a token rests after the daily limit (VK error 29).
    pub token_block_daily: Duration,
    /// How long a run waits for tokens that all rest; beyond it the rest of its pages stays unverified.
    pub longest_wait: Duration,
    /// Where the tokens are kept.
    pub tokens: Vec<TokenSection>,
}

impl Default for VkSection {
    fn default() -> Self {
        Self {
            host: "https://api.vk.ru".to_owned(),
            allow_plain_http: false,
            system_proxy: true,
            api_version: "5.199".to_owned(),
            batch_size: MOST_IDS_PER_CALL,
            per_second: 3,
            per_second_community: 20,
            spacing: None,
            max_in_flight: 3,
            connect_timeout: Duration::from_secs(10),
            read_timeout: Duration::from_secs(30),
            request_timeout: Duration::from_mins(1),
            retries: 5,
            pause_first: Duration::from_secs(1),
            pause_max: Duration::from_mins(1),
            token_block_flood: Duration::from_mins(1),
            token_block_daily: Duration::from_hours(1),
            longest_wait: Duration::from_mins(10),
            tokens: Vec::new(),
        }
    }
}

impl Section for VkSection {
    fn visit(&mut self, keys: &mut impl Keys) {
        let timeout = || Lasting(SHORTEST_TIMEOUT..=LONGEST_TIMEOUT);
        let pause = || Lasting(SHORTEST_PAUSE..=LONGEST_PAUSE);
        let block = || Lasting(Duration::from_secs(1)..=LONGEST_BLOCK);
        keys.key("host", &mut self.host, Text(api_host));
        keys.key("allow_plain_http", &mut self.allow_plain_http, Flag);
        keys.key("system_proxy", &mut self.system_proxy, Flag);
        keys.key("api_version", &mut self.api_version, Text(api_version));
        keys.key("batch_size", &mut self.batch_size, Whole(1..=MOST_IDS_PER_CALL));
        keys.key("per_second", &mut self.per_second, Whole(1..=MOST_PER_SECOND));
        keys.key("per_second_community", &mut self.per_second_community, Whole(1..=MOST_PER_SECOND));
        keys.key("spacing", &mut self.spacing, Maybe(pause()));
        keys.key("max_in_flight", &mut self.max_in_flight, Whole(1..=MOST_IN_FLIGHT));
        keys.key("connect_timeout", &mut self.connect_timeout, timeout());
        keys.key("read_timeout", &mut self.read_timeout, timeout());
        keys.key("request_timeout", &mut self.request_timeout, timeout());
        keys.key("retries", &mut self.retries, Whole(0..=MOST_RETRIES));
        keys.key("pause_first", &mut self.pause_first, pause());
        keys.key("pause_max", &mut self.pause_max, pause());
        keys.key("token_block_flood", &mut self.token_block_flood, block());
        keys.key("token_block_daily", &mut self.token_block_daily, block());
        keys.key("longest_wait", &mut self.longest_wait, Lasting(Duration::ZERO..=LONGEST_BLOCK));
        keys.tables("tokens", &mut self.tokens);
    }

    fn check(&self) -> Vec<(&'static str, Why)> {
        let mut problems = Vec::new();
        if self.host.starts_with("http://") && !self.allow_plain_http && !is_loopback(&self.host) {
            problems.push(("host", Why::PlainHttp));
        }
        if self.pause_first > self.pause_max {
            problems.push(("pause_first", Why::Exceeds("pause_max")));
        }
        let mut seen = BTreeSet::new();
        if self.tokens.iter().any(|token| !token.name.is_empty() && !seen.insert(&token.name)) {
            problems.push(("tokens", Why::Repeated));
        }
        problems
    }
}

impl VkSection {
    /// The time between the starts of two calls with one token: its own setting, else that of its kind.
    pub(crate) fn spacing_of(&self, kind: TokenKind, per_second: Option<u32>, spacing: Option<Duration>) -> Duration {
        let by_kind = match kind {
            TokenKind::Service | TokenKind::User => self.spacing.ok_or(self.per_second),
            TokenKind::Community => Err(self.per_second_community),
        };
        let by_rate = |rate: u32| SECOND_WITH_MARGIN / rate.max(1);
        spacing.or(per_second.map(by_rate)).unwrap_or_else(|| by_kind.unwrap_or_else(by_rate))
    }
}

/// What a token was issued for; the limits of VK differ by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TokenKind {
    /// The service key of an application.
    #[default]
    Service,
    /// A user's token.
    User,
    /// A community's key.
    Community,
}

const KINDS: Choice<TokenKind> =
    Choice(&[("service", TokenKind::Service), ("user", TokenKind::User), ("community", TokenKind::Community)]);

/// One `[[vk.tokens]]`: where a token is kept and how fast it may be used.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TokenSection {
    /// The name that logs and metrics call it by.
    pub name: String,
    /// What it was issued for.
    pub kind: TokenKind,
    /// The file that holds it.
    pub file: Option<PathBuf>,
    /// The systemd credential that holds it, a file's name in `$CREDENTIALS_DIRECTORY`.
    pub credential: Option<String>,
    /// Calls a second, where they differ from those of its kind.
    pub per_second: Option<u32>,
    /// Time between the starts of two calls, where it differs from that of its kind.
    pub spacing: Option<Duration>,
}

impl Section for TokenSection {
    fn visit(&mut self, keys: &mut impl Keys) {
        keys.key("name", &mut self.name, Text(name));
        keys.key("kind", &mut self.kind, KINDS);
        keys.key("file", &mut self.file, Maybe(File));
        keys.key("credential", &mut self.credential, Maybe(Text(name)));
        keys.key("per_second", &mut self.per_second, Maybe(Whole(1..=MOST_PER_SECOND)));
        keys.key("spacing", &mut self.spacing, Maybe(Lasting(SHORTEST_PAUSE..=LONGEST_PAUSE)));
    }

    fn check(&self) -> Vec<(&'static str, Why)> {
        let mut problems = Vec::new();
        if self.name.is_empty() {
            problems.push(("name", Why::Missing));
        }
        if self.file.is_some() == self.credential.is_some() {
            problems.push(("file", Why::OneOf("file", "credential")));
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spacing_follows_from_the_nearest_setting() {
        let mut vk = VkSection::default();
        let millis = |vk: &VkSection, kind, token: &TokenSection| vk.spacing_of(kind, token.per_second, token.spacing);
        let mut token = TokenSection::default();
        assert_eq!(millis(&vk, TokenKind::Service, &token), Duration::from_millis(370));
        assert_eq!(millis(&vk, TokenKind::Community, &token), Duration::from_micros(55_500));
        vk.spacing = Some(Duration::from_millis(400));
        assert_eq!(millis(&vk, TokenKind::User, &token), Duration::from_millis(400));
        assert_eq!(millis(&vk, TokenKind::Community, &token), Duration::from_micros(55_500));
        token.per_second = Some(1);
        assert_eq!(millis(&vk, TokenKind::User, &token), Duration::from_millis(1_110));
        token.spacing = Some(Duration::from_millis(500));
        assert_eq!(millis(&vk, TokenKind::User, &token), Duration::from_millis(500));
    }

    #[test]
    fn unencrypted_addresses_of_other_machines_need_consent() {
        let mut vk = VkSection { host: "http://vk.example".into(), ..Default::default() };
        assert_eq!(vk.check(), [("host", Why::PlainHttp)]);
        vk.allow_plain_http = true;
        assert_eq!(vk.check(), []);
        for host in ["http://127.0.0.1:80", "http://[::1]", "http://localhost:5000", "https://vk.example"] {
            assert_eq!(VkSection { host: host.into(), ..Default::default() }.check(), [], "{host}");
        }
    }

    #[test]
    fn a_token_names_exactly_one_place() {
        let mut token = TokenSection { name: "a".into(), file: Some("a.token".into()), ..Default::default() };
        assert_eq!(token.check(), []);
        token.credential = Some("vk".into());
        assert_eq!(token.check(), [("file", Why::OneOf("file", "credential"))]);
        (token.file, token.credential) = (None, None);
        assert_eq!(token.check(), [("file", Why::OneOf("file", "credential"))]);
    }
}
