//! One HTTP call to VK: the only file that knows the HTTP library. Reads no answer and repeats nothing.

use std::net::IpAddr;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use reqwest::header::{AUTHORIZATION, HeaderValue};
use reqwest::redirect;
use url::{Host, Url};

use super::connection::connection_fault;
use super::options::{ClientOptions, IDLE_CONNECTION_TIMEOUT};
use super::tokens::Token;
use domain::model::{CallFailure, ClientError, ConnectionFault};

/// How the client names itself.
const USER_AGENT: &str = concat!("vk-page-auditor/", env!("CARGO_PKG_VERSION"));

/// What came back from one call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
}

/// Sends one call. The real one is [`Http`]; tests give answers without a network.
pub(super) trait Transport: Send + Sync {
    /// Calls a method with these parameters.
    fn call<'a>(
        &'a self,
        method: &'a str,
        parameters: &'a [(&'static str, String)],
        token: &'a Token,
    ) -> BoxFuture<'a, Result<Reply, CallFailure>>;
}

/// Calls over HTTP with one pool of connections.
pub(super) struct Http {
    client: reqwest::Client,
    api_url: Url,
    body_limit: usize,
    /// How many bytes the last answer had: the next is about as long, and need not grow into its place piece by piece.
    usual_length: AtomicUsize,
}

impl Http {
    /// Sets up the connections; opens none yet.
    ///
    /// # Errors
    /// The address is no URL or would send tokens unencrypted; the HTTP library fails.
    pub(super) fn new(options: &ClientOptions) -> Result<Self, ClientError> {
        let api_url = api_url(options)?;
        // an error means that the provider has been set already, here or by another part of the program
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = reqwest::Client::builder()
            .user_agent(USER_AGENT)
            .gzip(true)
            // a redirect would carry the token to another host
            .redirect(redirect::Policy::none())
            // repetitions are the business of the error table, inside the token's rate
            .retry(reqwest::retry::never())
            .tcp_nodelay(true)
            .pool_idle_timeout(IDLE_CONNECTION_TIMEOUT)
            .connect_timeout(options.connect_timeout)
            .read_timeout(options.read_timeout)
            .timeout(options.total_timeout);
        if !options.system_proxy || is_loopback(&api_url) {
            builder = builder.no_proxy();
        }
        let client = builder.build().map_err(|error| ClientError::SetUp(connection_fault(&error.without_url())))?;
        Ok(Self { client, api_url, body_limit: options.body_limit, usual_length: AtomicUsize::new(0) })
    }

    /// The host the calls go to, with the port where it is not the usual one.
    pub(super) fn host(&self) -> String {
        let host = self.api_url.host_str().unwrap_or_default();
        self.api_url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    async fn send(
        &self,
        method: &str,
        parameters: &[(&'static str, String)],
        token: &Token,
    ) -> Result<Reply, CallFailure> {
        let mut url = self.api_url.clone();
        url.set_path(&format!("{}/method/{method}", self.api_url.path().trim_end_matches('/')));
        let mut bearer =
            bearer(token).ok_or_else(|| CallFailure::Broken(ConnectionFault::Other("unusable token".to_owned())))?;
        bearer.set_sensitive(true);
        let request = self.client.post(url).header(AUTHORIZATION, bearer).form(parameters);
        let mut response = request.send().await.map_err(failure)?;
        let status = response.status().as_u16();
        let mut body = Vec::with_capacity(self.usual_length.load(Ordering::Relaxed));
        // counted after unpacking, so that a small packed answer cannot fill the memory
        while let Some(piece) = response.chunk().await.map_err(failure)? {
            if body.len() + piece.len() > self.body_limit {
                return Err(CallFailure::TooLarge { limit: self.body_limit });
            }
            body.extend_from_slice(&piece);
        }
        // some answers are a little longer
        self.usual_length.store(body.len() + body.len() / 8, Ordering::Relaxed);
        Ok(Reply { status, body })
    }
}

impl Transport for Http {
    fn call<'a>(
        &'a self,
        method: &'a str,
        parameters: &'a [(&'static str, String)],
        token: &'a Token,
    ) -> BoxFuture<'a, Result<Reply, CallFailure>> {
        self.send(method, parameters, token).boxed()
    }
}

/// The value of the header; `None` for a text that no header can hold.
pub(super) fn bearer(token: &Token) -> Option<HeaderValue> {
    let text = token.expose();
    let is_token = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
    is_token.then(|| HeaderValue::try_from(format!("Bearer {text}")).ok()).flatten()
}

fn api_url(options: &ClientOptions) -> Result<Url, ClientError> {
    let text = options.api_url.trim();
    let bad = || ClientError::BadUrl { url: text.to_owned() };
    let url = Url::parse(text).map_err(|_| bad())?;
    if url.host().is_none() || url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() {
        return Err(bad());
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if options.allow_plain_http || is_loopback(&url) => Ok(url),
        "http" => Err(ClientError::PlainHttp { url: text.to_owned() }),
        _ => Err(bad()),
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        None => false,
    }
}

fn failure(error: reqwest::Error) -> CallFailure {
    let error = error.without_url();
    if error.is_timeout() {
        CallFailure::Timeout
    } else if error.is_connect() {
        CallFailure::Connect(connection_fault(&error))
    } else {
        CallFailure::Broken(connection_fault(&error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TokenKind;

    fn url(text: &str) -> Result<String, ClientError> {
        let options = ClientOptions { api_url: text.to_owned(), ..ClientOptions::default() };
        api_url(&options).map(|url| url.to_string())
    }

    #[test]
    fn plain_http_is_for_this_machine_only() {
        for text in ["https://api.vk.ru", "http://127.0.0.1:80", "http://localhost:1", "http://[::1]:1"] {
            assert!(url(text).is_ok(), "{text}");
        }
        for text in ["http://api.vk.ru", "http://localhost.example", "http://127.0.0.1.example"] {
            assert!(matches!(url(text), Err(ClientError::PlainHttp { .. })), "{text}");
        }
        for text in ["api.vk.ru", "", "ftp://api.vk.ru", "https://user@api.vk.ru", "https://api.vk.ru/?a=1"] {
            assert!(matches!(url(text), Err(ClientError::BadUrl { .. })), "{text}");
        }
        let allowed = ClientOptions {
            api_url: "http://vk.internal".to_owned(),
            allow_plain_http: true,
            ..ClientOptions::default()
        };
        assert!(api_url(&allowed).is_ok());
    }

    #[test]
    fn a_token_with_a_line_break_inside_is_refused() {
        let token = |text: &str| Token::new("t", TokenKind::User, text.into());
        assert!(bearer(&token("vk1.a.x-_\n")).is_some(), "a line break at the end comes from a file");
        for text in ["", "  ", "a b", "a\nb", "токен"] {
            assert!(bearer(&token(text)).is_none(), "{text:?}");
        }
    }
}
