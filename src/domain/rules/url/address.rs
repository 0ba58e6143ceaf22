//! Scheme, host and path of a repaired link (`url.scheme`, `url.host`, `url.path`, `url.not_canonical`).

use percent_encoding::percent_decode_str;
use url::Url;

use super::tail::{self, Known, Tail};
use super::text::{BLANK, without_blanks};
use crate::model::{Code, Form};
use crate::policy::Policy;
use crate::rules::defect::Defect;

/// The parts of a link up to its host, and what comes behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address {
    scheme: Scheme,
    /// Canonical: lower case, ASCII, without the dot at the end that names may have.
    host: String,
    port: Option<u16>,
    /// The host as it is written, with what stands beside it.
    authority: String,
    /// With its blanks.
    tail: String,
}

/// What stands before the host.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Scheme {
    /// Something and `://`.
    Plain(String),
    /// Nothing, or what is no scheme: as it stands there.
    Broken(String),
}

impl Address {
    /// Takes a link apart; `None` when no host can be read from it.
    pub(super) fn parse(text: &str) -> Option<Self> {
        // a blank in front is told already
        let (scheme, rest) = split_scheme(text.trim_start_matches(BLANK));
        let end = rest.find(['/', '\\', '?', '#']).unwrap_or(rest.len());
        let (authority, tail) = rest.split_at(end);
        // a lost `?` of a link without path must not be read as a part of its host
        let authority = without_blanks(authority);
        let place = Place::canonical(&authority, "").or_else(|| Place::parse(&authority, ""))?;
        Some(Self {
            scheme,
            authority: authority.into_owned(),
            host: place.host,
            port: place.port,
            tail: tail.to_owned(),
        })
    }

    /// The host as it is written.
    pub(super) fn authority(&self) -> &str {
        &self.authority
    }

    pub(super) fn host(&self) -> &str {
        &self.host
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
        let own = self.tail.split(['?', '#']).next().unwrap_or_default();
        own.trim_end_matches('/').eq_ignore_ascii_case(path)
    }

    pub(super) fn path_begins_with(&self, root: &str) -> bool {
        let tail = without_blanks(&self.tail);
        let path = format!("/{}", tail.trim_start_matches(['/', '\\']));
        path.get(..root.len()).is_some_and(|head| head.eq_ignore_ascii_case(root))
    }

    /// What comes behind the host, taken apart.
    pub(super) fn tail(&self, policy: &Policy) -> Tail {
        let known = Known { names: policy.parameter_names(), placeholders: &policy.url.placeholders };
        tail::read(&self.tail, known, policy.code(Code::UrlSeparator).is_some())
    }

    fn has_capital_scheme(&self, policy: &Policy) -> bool {
        matches!(&self.scheme, Scheme::Plain(scheme)
            if *scheme != policy.url.scheme && scheme.eq_ignore_ascii_case(&policy.url.scheme))
    }

    /// A port that is neither left out nor the scheme's own.
    fn foreign_port(&self) -> Option<u16> {
        const HTTP_PORT: u16 = 80;
        let is_http = matches!(&self.scheme, Scheme::Plain(scheme) if scheme.eq_ignore_ascii_case("http"));
        self.port.filter(|port| !(*port == HTTP_PORT && is_http))
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
        let host = url.host_str()?;
        // one dot at the end is a name's full writing; more are another name
        let host = host.strip_suffix('.').unwrap_or(host).to_owned();
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

/// What stands before the host, and what comes after.
fn split_scheme(text: &str) -> (Scheme, &str) {
    /// The letters that a scheme may have, wrong ones included (`htps`, `httрs`).
    const MOST_LETTERS: usize = 8;
    let letters = text.find(|it: char| !it.is_alphanumeric()).unwrap_or(text.len());
    let (word, rest) = text.split_at(letters);
    let host = rest.trim_start_matches([':', '/', '\\', BLANK]);
    let marks = without_blanks(&rest[..rest.len() - host.len()]).into_owned();
    // `pos.gosuslugi.ru/form/` has none, `//pos.gosuslugi.ru` lost it
    let is_scheme = !marks.is_empty() && letters <= MOST_LETTERS && (marks.starts_with(':') || marks == "//");
    if !is_scheme {
        return (Scheme::Broken(String::new()), text.trim_start_matches(['/', '\\']));
    }
    let whole = format!("{word}{marks}");
    // `https://https://host` is what remains of a paste over a scheme that stood there
    if ["http:", "https:"]
        .iter()
        .any(|scheme| host.get(..scheme.len()).is_some_and(|it| it.eq_ignore_ascii_case(scheme)))
    {
        let (_, inner) = split_scheme(host);
        return (Scheme::Broken(without_blanks(&text[..text.len() - inner.len()]).into_owned()), inner);
    }
    if marks == "://" { (Scheme::Plain(word.to_owned()), host) } else { (Scheme::Broken(whole), host) }
}

/// A path without its blanks: each of them stood for nothing, or for the hyphen of a form's path.
fn resolved(policy: &Policy, path: &str) -> String {
    let bare = without_blanks(path);
    if !path.contains(BLANK) {
        return bare.into_owned();
    }
    let letters = |path: &str| path.trim_end_matches('/').replace('-', "");
    let is_meant = |right: &&String| letters(right) == letters(&bare) && right.ends_with('/') == bare.ends_with('/');
    let meant = Form::ALL.map(|form| &policy.form(form).path).into_iter().find(is_meant);
    meant.map_or_else(|| bare.to_string(), ToString::to_string)
}

/// Whether a path is the right one but for a slash at its end.
fn is_equivalent_path(path: &str, right: &str) -> bool {
    path.strip_suffix('/').unwrap_or(path) == right.strip_suffix('/').unwrap_or(right)
}

/// What comes of checking scheme, host and path.
pub(super) struct Checked {
    /// Whether the parameters are to be checked too.
    pub goes_on: bool,
    /// Whether it is written differently from the template in a way that changes nothing.
    pub is_untidy: bool,
}

/// Checks scheme, host and path.
pub(super) fn check(policy: &Policy, form: Form, address: &Address, tail: &Tail, found: &mut Vec<Defect>) -> Checked {
    let rules = policy.form(form);
    if !address.is_on(&policy.url.host) {
        found.push(Defect::new(Code::UrlHost).observed(address.authority.as_str()).expected(policy.url.host.as_str()));
        return Checked { goes_on: false, is_untidy: false };
    }
    let wrong_scheme = match &address.scheme {
        Scheme::Plain(scheme) => (!scheme.eq_ignore_ascii_case(&policy.url.scheme)).then(|| format!("{scheme}://")),
        Scheme::Broken(text) => Some(text.clone()),
    };
    if let Some(observed) = wrong_scheme {
        let defect = Defect::new(Code::UrlScheme).expected(policy.url.scheme.as_str());
        found.push(Defect { observed: (!observed.is_empty()).then_some(observed), ..defect });
    }
    let foreign_port = address.foreign_port();
    if address.host != policy.url.host || foreign_port.is_some() {
        found.push(Defect::new(Code::UrlHost).observed(address.authority.as_str()).expected(policy.url.host.as_str()));
    }
    let written = resolved(policy, &tail.path);
    let path = match Place::canonical("a.a", &written).or_else(|| Place::parse("a.a", &written)) {
        Some(place) => place.path,
        None => written.clone(),
    };
    let is_right = is_equivalent_path(&path, &rules.path);
    if !is_right {
        found.push(Defect::new(Code::UrlPath).observed(written.as_str()).expected(rules.path.as_str()));
    }
    let names_of_the_form = || rules.templates.iter().flat_map(|template| &template.parameters);
    let has_any = || {
        tail.pairs
            .iter()
            .any(|pair| names_of_the_form().any(|it| super::names::likeness(&pair.name, &it.name).is_some()))
    };
    // www. and a port are told already
    let host_is_tidy = address.authority == address.host || address.host != policy.url.host || foreign_port.is_some();
    Checked {
        goes_on: is_right || has_any(),
        is_untidy: address.has_capital_scheme(policy)
            || !host_is_tidy
            || tail.untidy
            || (is_right && written != rules.path && !tail.mark_lost),
    }
}

/// A link that is no address leads to no host at all.
pub(super) fn nowhere(policy: &Policy, link: &str) -> Defect {
    let defect = Defect::new(Code::UrlHost).expected(policy.url.host.as_str());
    Defect { observed: Some(link.trim()).filter(|link| !link.is_empty()).map(ToOwned::to_owned), ..defect }
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
