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
    let target = redirector.target.as_deref().and_then(|name| carried(policy, address.query(), name));
    Some((host.to_owned(), target.map_or(Unwrapped::Unreadable, Unwrapped::Target)))
}

fn leads_through(redirector: &Redirector, host: &str, address: &Address) -> bool {
    redirector.host == host && redirector.path.as_ref().is_none_or(|path| address.has_path(path))
}

/// The target inside a redirector's query. One whose `&` were not encoded reaches beyond the first of them: parameters of
/// the forms' links that follow are its own.
fn carried(policy: &Policy, query: &str, name: &str) -> Option<String> {
    let mut rest = query;
    let value = loop {
        let (pair, further) = rest.split_once('&').unwrap_or((rest, ""));
        match pair.split_once('=') {
            Some((key, value)) if key.eq_ignore_ascii_case(name) => break value,
            _ if further.is_empty() => return None,
            _ => rest = further,
        }
    };
    let tail = rest.split_once('=').map_or(value, |(_, tail)| tail);
    let end = OWN_PARAMETERS.iter().filter_map(|own| tail.find(own)).min().unwrap_or(tail.len());
    let is_cut = tail.get(value.len()..end).is_some_and(|further| {
        further.split('&').any(|pair| policy.has_parameter(pair.split('=').next().unwrap_or_default()))
    });
    let raw = if is_cut { &tail[..end] } else { value };
    if raw.contains("://") {
        return Some(raw.to_owned());
    }
    (!raw.is_empty()).then(|| percent_decode_str(raw).decode_utf8_lossy().into_owned())
}
