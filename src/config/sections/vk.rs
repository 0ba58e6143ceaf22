//! `[vk]`: how the VK API is asked, and with which tokens. Holds no token's text, only where to find it.

use std::{collections::BTreeSet, fmt, path::PathBuf, time::Duration};

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::config::{
    codecs::{Choice, File, Lasting, Maybe, ProxyAddress, Text, Whole, api_host, api_version, name},
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
const MOST_IN_FLIGHT: usize = 64;

/// Settings of the `[vk]` section.
#[derive(Debug, Clone, PartialEq)]
pub struct VkSection {
    /// Scheme and host of the API, without a final `/`.
    pub host: String,
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
    /// How long a token rests after the flood error (VK error 9).
    pub token_block_flood: Duration,
    /// How long a token rests after the daily limit (VK error 29).
    pub token_block_daily: Duration,
    /// The proxy on the way to VK.
    pub proxy: Option<Proxy>,
    /// Where the tokens are kept.
    pub tokens: Vec<TokenSection>,
}

impl Default for VkSection {
    fn default() -> Self {
        Self {
            host: "https://api.vk.ru".to_owned(),
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
            token_block_flood: Duration::from_mins(15),
            token_block_daily: Duration::from_hours(1),
            proxy: None,
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
        keys.key("proxy", &mut self.proxy, Maybe(ProxyAddress));
        keys.tables("tokens", &mut self.tokens);
    }

    fn check(&self) -> Vec<(&'static str, Why)> {
        let mut problems = Vec::new();
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

/// The address of a proxy. It may hold a password, so it shows itself masked.
#[derive(Clone)]
pub struct Proxy(SecretString);

impl Proxy {
    pub(in crate::config) fn new(address: &str) -> Self {
        Self(address.into())
    }

    /// The whole address, with the password; for the client that connects to it and for nothing else.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// The address with `***` for the password.
    pub fn masked(&self) -> String {
        match Url::parse(self.expose()) {
            Ok(mut url) if url.password().is_some() => match url.set_password(Some("***")) {
                Ok(()) => url.to_string(),
                Err(()) => "***".to_owned(),
            },
            Ok(url) => url.to_string(),
            Err(_) => "***".to_owned(),
        }
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Proxy").field(&self.masked()).finish()
    }
}

impl PartialEq for Proxy {
    fn eq(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn password_of_the_proxy_is_masked() {
        let section = VkSection { proxy: Some(Proxy::new("http://user:letmein@10.0.0.1:3128")), ..Default::default() };
        let shown = format!("{section:?}");
        assert!(shown.contains("http://user:***@10.0.0.1:3128") && !shown.contains("letmein"), "{shown}");
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
