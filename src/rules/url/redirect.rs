//! Links that go through a redirector or a shortener (`url.redirect`), and what they lead to.

use percent_encoding::percent_decode_str;

use super::address::Address;
use crate::model::Code;
use crate::policy::{Policy, Redirector};
use crate::rules::finding::Finding;

/// Where a redirector leads.
pub(super) enum Unwrapped {
    /// To this address, as raw text again.
    Target(String),
    /// Nobody can tell without following it.
    Unreadable,
}

/// Parameters that VK's own redirector adds behind the target.
const OWN_PARAMETERS: [&str; 5] = ["&cc_key=", "&post=", "&el=", "&utf=", "&api_view="];

pub(super) fn finding(host: &str) -> Finding {
    Finding::new(Code::UrlRedirect).observed(host)
}

/// If the link goes through a redirector: that redirector's host and where it leads.
pub(super) fn unwrap(policy: &Policy, address: &Address) -> Option<(String, Unwrapped)> {
    let host = address.bare_host();
    let redirector = policy.redirectors.iter().find(|redirector| leads_through(redirector, host, address))?;
    let target = redirector.target.as_deref().and_then(|name| carried(address.query(), name));
    Some((host.to_owned(), target.map_or(Unwrapped::Unreadable, Unwrapped::Target)))
}

fn leads_through(redirector: &Redirector, host: &str, address: &Address) -> bool {
    redirector.host == host && redirector.path.as_ref().is_none_or(|path| address.has_path(path))
}

/// The target inside a redirector's query. One that was put in without encoding reaches to the end of the link: its own
/// `&` were meant to be its own.
fn carried(query: &str, name: &str) -> Option<String> {
    let mut rest = query;
    let value = loop {
        let (pair, further) = rest.split_once('&').unwrap_or((rest, ""));
        match pair.split_once('=') {
            Some((key, value)) if key.eq_ignore_ascii_case(name) => break value,
            _ if further.is_empty() => return None,
            _ => rest = further,
        }
    };
    if value.contains("://") {
        let unencoded = rest.split_once('=').map_or(value, |(_, unencoded)| unencoded);
        let end = OWN_PARAMETERS.iter().filter_map(|own| unencoded.find(own)).min().unwrap_or(unencoded.len());
        return Some(unencoded[..end].to_owned());
    }
    (!value.is_empty()).then(|| percent_decode_str(value).decode_utf8_lossy().into_owned())
}
