//! Scheme, host and path of a repaired link (`url.scheme`, `url.host`, `url.path`, `url.not_canonical`).

use percent_encoding::percent_decode_str;
use url::Url;

use crate::model::{Code, Form};
use crate::policy::Policy;
use crate::rules::finding::Finding;

/// The parts of a repaired link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address {
    text: String,
    /// As written; empty when there is none.
    scheme: String,
    /// Canonical: lower case, ASCII, without a trailing dot.
    host: String,
    port: Option<u16>,
    path: String,
    path_is_tidy: bool,
    query: Option<String>,
    /// Whether `://` follows the scheme, then just the host, and no fragment comes at the end.
    is_plain: bool,
}

impl Address {
    /// Takes a link apart; `None` when no host can be read from it.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (scheme, scheme_is_tidy, rest) = split_scheme(text);
        let end = rest.find(['/', '\\', '?', '#']).unwrap_or(rest.len());
        let (authority, tail) = rest.split_at(end);
        let (before_fragment, fragment) = tail.split_once('#').map_or((tail, None), |(head, tail)| (head, Some(tail)));
        let (raw_path, query) =
            before_fragment.split_once('?').map_or((before_fragment, None), |(path, query)| (path, Some(query)));
        let place = Place::canonical(authority, raw_path).or_else(|| Place::parse(authority, raw_path))?;
        Some(Self {
            text: text.to_owned(),
            scheme: scheme.to_owned(),
            path_is_tidy: raw_path == place.path,
            is_plain: scheme_is_tidy && is_just(authority, &place.host, place.port) && fragment.is_none(),
            query: query.map(ToOwned::to_owned),
            host: place.host,
            port: place.port,
            path: place.path,
        })
    }

    /// Whether it leads to this host, with or without `www.`.
    pub(super) fn is_on(&self, host: &str) -> bool {
        self.host.strip_prefix("www.").unwrap_or(&self.host) == host
    }

    /// The host without `www.` or `m.`.
    pub(super) fn bare_host(&self) -> &str {
        ["www.", "m."].iter().find_map(|prefix| self.host.strip_prefix(prefix)).unwrap_or(&self.host)
    }

    pub(super) fn has_path(&self, path: &str) -> bool {
        self.path.trim_end_matches('/').eq_ignore_ascii_case(path)
    }

    pub(super) fn path_begins_with(&self, root: &str) -> bool {
        let path = format!("/{}", self.path.trim_start_matches('/'));
        path.get(..root.len()).is_some_and(|head| head.eq_ignore_ascii_case(root))
    }

    /// The text after `?`; empty when there is none.
    pub(super) fn query(&self) -> &str {
        self.query.as_deref().unwrap_or_default()
    }

    /// Whether it is written differently from the template in a way that changes nothing.
    pub(super) fn is_untidy(&self, policy: &Policy, form: Form) -> bool {
        let path_is_right = self.path == policy.form(form).path;
        let https_in_capitals =
            self.scheme != policy.url.scheme && self.scheme.eq_ignore_ascii_case(&policy.url.scheme);
        https_in_capitals
            || !self.is_plain
            || (is_equivalent_path(&self.path, &policy.form(form).path) && !(path_is_right && self.path_is_tidy))
    }

    /// A port that is neither left out nor the scheme's own.
    fn has_foreign_port(&self) -> bool {
        const HTTP_PORT: u16 = 80;
        match self.port {
            None => false,
            Some(port) => !(port == HTTP_PORT && self.scheme.eq_ignore_ascii_case("http")),
        }
    }
}

/// Where on the web an address leads, in canonical writing.
#[derive(Debug, PartialEq, Eq)]
struct Place {
    host: String,
    port: Option<u16>,
    path: String,
}

impl Place {
    /// Reads whatever a browser would.
    fn parse(authority: &str, raw_path: &str) -> Option<Self> {
        let url = Url::parse(&format!("https://{authority}{raw_path}")).ok()?;
        let host = url.host_str()?.trim_end_matches('.').to_owned();
        let path = percent_decode_str(url.path()).decode_utf8_lossy().into_owned();
        Some(Self { host, port: url.port(), path })
    }

    /// The same for what is written canonically already, as nearly all links are, at a tenth of the cost; `None`
    /// where only [`Place::parse`] can tell.
    fn canonical(authority: &str, raw_path: &str) -> Option<Self> {
        let is_label = |label: &str| {
            let is_allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
            // a double hyphen may begin an encoded international name
            !label.is_empty() && label.bytes().all(is_allowed) && !label.contains("--")
        };
        // a last label that begins with a digit may end the number of a machine
        let ends_in_letters =
            authority.rsplit('.').next().is_some_and(|last| last.starts_with(|c: char| c.is_ascii_lowercase()));
        let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'.' | b'~');
        // a segment that begins with a dot may be a step upwards
        let is_plain_path = raw_path.bytes().all(is_allowed) && !raw_path.contains("/.");
        let is_canonical = ends_in_letters && authority.split('.').all(is_label) && is_plain_path;
        let path = if raw_path.is_empty() { "/" } else { raw_path };
        is_canonical.then(|| Self { host: authority.to_owned(), port: None, path: path.to_owned() })
    }
}

/// Scheme as written, whether `://` follows it, and what comes after. A text without scheme is taken from its start.
fn split_scheme(text: &str) -> (&str, bool, &str) {
    if let Some((scheme, rest)) = text.split_once("://")
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
    {
        let host = rest.trim_start_matches(['/', '\\']);
        // `https://https://host` is what remains of a paste over a scheme that stood there
        if let Some((_, tidy, inner)) = ["http://", "https://"]
            .iter()
            .any(|scheme| host.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme)))
            .then(|| split_scheme(host))
        {
            let end = text.len() - inner.len();
            return (text[..end].trim_end_matches(['/', '\\', ':']), tidy, inner);
        }
        return (scheme, host.len() == rest.len(), host);
    }
    // `https:/host`, `https:host` and `https:\\host` work in a browser all the same
    for scheme in ["https", "http"] {
        if let Some(head) = text.get(..scheme.len())
            && head.eq_ignore_ascii_case(scheme)
            && let Some(rest) = text[scheme.len()..].strip_prefix(':')
        {
            return (head, false, rest.trim_start_matches(['/', '\\']));
        }
    }
    ("", true, text.trim_start_matches(['/', '\\']))
}

/// Whether an authority is the host as it must be written; a port of its own is told as another defect.
fn is_just(authority: &str, host: &str, port: Option<u16>) -> bool {
    authority == host || port.is_some_and(|port| authority == format!("{host}:{port}"))
}

/// Whether a path is the right one but for a slash at its end.
fn is_equivalent_path(path: &str, right: &str) -> bool {
    path.strip_suffix('/').unwrap_or(path) == right.strip_suffix('/').unwrap_or(right)
}

/// Checks scheme, host and path. Returns whether the parameters are to be checked too.
pub(super) fn check(policy: &Policy, form: Form, address: &Address, found: &mut Vec<Finding>) -> bool {
    let rules = policy.form(form);
    if !address.is_on(&policy.url.host) {
        found.push(Finding::new(Code::UrlHost).observed(address.host.as_str()).expected(policy.url.host.as_str()));
        return false;
    }
    if !address.scheme.eq_ignore_ascii_case(&policy.url.scheme) {
        let finding = Finding::new(Code::UrlScheme).expected(policy.url.scheme.as_str());
        found.push(Finding { observed: (!address.scheme.is_empty()).then(|| address.scheme.clone()), ..finding });
    }
    let foreign_port = address.port.filter(|_| address.has_foreign_port());
    if address.host != policy.url.host || foreign_port.is_some() {
        let observed = foreign_port.map_or_else(|| address.host.clone(), |port| format!("{}:{port}", address.host));
        found.push(Finding::new(Code::UrlHost).observed(observed).expected(policy.url.host.as_str()));
    }
    if is_equivalent_path(&address.path, &rules.path) {
        return true;
    }
    found.push(Finding::new(Code::UrlPath).observed(address.path.as_str()).expected(rules.path.as_str()));
    !address.query().is_empty()
}

/// A link that is no address leads to no host at all.
pub(super) fn nowhere(policy: &Policy) -> Finding {
    Finding::new(Code::UrlHost).expected(policy.url.host.as_str())
}

pub(super) fn not_canonical(address: &Address) -> Finding {
    Finding::new(Code::UrlNotCanonical).observed(address.text.as_str())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_usual_links_take_the_short_way() {
        for (authority, path) in [
            ("pos.gosuslugi.ru", "/form/"),
            ("pos.gosuslugi.ru", "/og/org-activities"),
            ("vk.com", "/topic-12345678_87654321"),
            ("xn.example.ru", ""),
        ] {
            assert!(Place::canonical(authority, path).is_some(), "{authority}{path}");
        }
    }

    proptest! {
        #[test]
        fn the_short_way_leads_where_the_long_one_does(
            authority in "[a-c0-9xn.-]{1,12}(\\.ru)?|[a-zA-Z0-9.:@%_я-]{0,16}|(pos\\.)?gosuslugi\\.ru",
            path in "(/[a-zA-Z0-9._~-]{0,6}){0,4}|(/.{0,8})?|(/[.%2eE]{1,4}){1,3}",
        ) {
            if let Some(place) = Place::canonical(&authority, &path) {
                prop_assert_eq!(Some(place), Place::parse(&authority, &path));
            }
        }
    }
}
