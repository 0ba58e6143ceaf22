//! The addresses of the service: the store it keeps things in and the port it listens on. Does no I/O.

use std::{
    net::{IpAddr, SocketAddr},
    path::Path,
};

use ipnet::IpNet;
use toml::{Value, de::DeValue};
use url::{Host, Url};

use super::{
    codecs::text_of,
    keys::{Codec, Context},
    problem::Why,
};

/// The address of a store, see [`store_url`].
pub struct StoreUrl;

impl Codec<String> for StoreUrl {
    fn read(&self, raw: &DeValue<'_>, context: Context<'_>) -> Result<String, Why> {
        store_url(text_of(raw)?, context.folder)
    }

    fn write(&self, value: &String) -> String {
        Value::from(value.as_str()).to_string()
    }
}

/// The address of a store: `sqlite:PATH`, where a relative path starts from the folder, or
/// `postgres://user@host:port/database?sslmode=...` without a password.
///
/// # Errors
/// It is neither, or there is a password in it.
pub(super) fn store_url(text: &str, folder: &Path) -> Result<String, Why> {
    let text = text.trim();
    let (scheme, rest) = text.split_once(':').ok_or(Why::StoreUrl)?;
    if scheme.eq_ignore_ascii_case("sqlite") {
        let path = rest.strip_prefix("//").unwrap_or(rest);
        // the driver reads parameters after a question mark, and `:memory:` keeps nothing
        let is_no_file = path.is_empty() || path.starts_with(':') || path.starts_with("//") || path.ends_with('/');
        if is_no_file || path.contains(['?', '#']) || path.contains(char::is_control) {
            return Err(Why::StoreUrl);
        }
        return Ok(format!("sqlite:{}", folder.join(path).display()));
    }
    let url = Url::parse(text).map_err(|_| Why::StoreUrl)?;
    if !matches!(url.scheme(), "postgres" | "postgresql") || url.cannot_be_a_base() || url.fragment().is_some() {
        return Err(Why::StoreUrl);
    }
    if url.password().is_some() || url.query_pairs().any(|(key, _)| key.eq_ignore_ascii_case("password")) {
        return Err(Why::PasswordInside);
    }
    Ok(text.to_owned())
}

/// Address and port to listen on: `127.0.0.1:8480`, `[::1]:8480`, `localhost:8480`.
///
/// # Errors
/// It is no such address.
pub(super) fn listen_address(text: &str) -> Result<String, Why> {
    if text.parse::<SocketAddr>().is_ok() {
        return Ok(text.to_owned());
    }
    let (host, port) = text.rsplit_once(':').ok_or(Why::Listen)?;
    let is_port = port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok();
    match Host::parse(host) {
        Ok(Host::Domain(name)) if is_port && !name.is_empty() => Ok(text.to_owned()),
        _ => Err(Why::Listen),
    }
}

/// The address under which the service is reached: scheme and host, perhaps with a port; nothing behind.
///
/// # Errors
/// It is no such address.
pub(super) fn public_url(text: &str) -> Result<String, Why> {
    let url = Url::parse(text).map_err(|_| Why::Url)?;
    let is_bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    let is_open = url.username().is_empty() && url.password().is_none();
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() || !is_bare || !is_open {
        return Err(Why::Url);
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

/// The name of an HTTP header, in small letters. Headers that the client's own browser sets are no word of a proxy.
///
/// # Errors
/// It cannot be the name of one.
pub(super) fn header_name(text: &str) -> Result<String, Why> {
    const OF_BROWSERS: [&str; 6] = ["authorization", "cookie", "host", "origin", "referer", "user-agent"];
    let name = text.to_ascii_lowercase();
    let fits =
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    if fits && !OF_BROWSERS.contains(&name.as_str()) { Ok(name) } else { Err(Why::Header) }
}

/// An address or a network: `10.0.0.7`, `10.0.0.0/8`, `fd00::/8`.
pub struct Net;

impl Codec<IpNet> for Net {
    fn read(&self, raw: &DeValue<'_>, _: Context<'_>) -> Result<IpNet, Why> {
        let text = text_of(raw)?;
        text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from)).map_err(|_| Why::Net)
    }

    fn write(&self, value: &IpNet) -> String {
        Value::from(value.to_string()).to_string()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn url(text: &str) -> Result<String, Why> {
        store_url(text, Path::new("/etc/auditor"))
    }

    #[test]
    fn sqlite_paths_start_from_the_folder() {
        assert_eq!(url("sqlite:data/a.db").unwrap(), "sqlite:/etc/auditor/data/a.db");
        assert_eq!(url("sqlite://a.db").unwrap(), "sqlite:/etc/auditor/a.db");
        assert_eq!(url("SQLite:///var/lib/a b.db").unwrap(), "sqlite:/var/lib/a b.db");
        assert_eq!(url("sqlite:/var/lib/a.db").unwrap(), "sqlite:/var/lib/a.db");
        assert_eq!(store_url("sqlite:a.db", Path::new("")).unwrap(), "sqlite:a.db");
    }

    #[test]
    fn postgres_addresses_are_kept_as_they_are() {
        for text in [
            "postgres://auditor@db.example:5432/pages?sslmode=verify-full",
            "postgresql://db.example/pages",
            "postgres:///pages?host=/run/postgresql&user=auditor",
        ] {
            assert_eq!(url(text).unwrap(), text);
        }
    }

    #[test]
    fn passwords_and_other_stores_are_refused() {
        for text in ["postgres://u:secret@h/d", "postgresql://h/d?Password=secret", "postgres://u:secret@h"] {
            assert_eq!(url(text), Err(Why::PasswordInside), "{text}");
        }
        for text in [
            "",
            "a.db",
            "sqlite:",
            "sqlite://",
            "sqlite::memory:",
            "sqlite:a.db?mode=ro",
            "mysql://h/d",
            "postgres:d",
            "postgres://u@h/d#x",
            "sqlite:////",
            "sqlite:data/",
            "/var/lib/a.db",
            "postgres://u:secret@",
        ] {
            assert!(url(text).is_err(), "{text}");
        }
    }

    #[test]
    fn service_listens_on_an_address_with_a_port() {
        for text in ["127.0.0.1:8480", "[::1]:80", "0.0.0.0:0", "localhost:8480", "auditor.example:80"] {
            assert_eq!(listen_address(text).unwrap(), text);
        }
        for text in [
            "",
            "8480",
            ":8480",
            "localhost",
            "localhost:",
            "localhost:+80",
            "127.0.0.1:70000",
            "::1:80",
            "http://a:80",
        ] {
            assert_eq!(listen_address(text), Err(Why::Listen), "{text}");
        }
    }

    proptest! {
        #[test]
        fn address_of_a_store_reads_back_equal(text in "(sqlite:(//)?|postgres://)[a-z@:/?=.]{0,20}") {
            if let Ok(read) = url(&text) {
                prop_assert_eq!(url(&read), Ok(read.clone()));
            }
        }
    }
}
