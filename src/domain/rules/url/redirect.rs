//! Links that go through a redirector or a shortener (`url.redirect`), and what they lead to.

use percent_encoding::percent_decode_str;

use super::address::Address;
use super::text::begins_as_address;
use crate::model::Code;
use crate::policy::{Policy, Redirector};
use crate::rules::defect::Defect;

/// Where a redirector leads.
pub(super) enum Unwrapped {
    /// To this address, as raw text again.
    Target(String),
    /// Nobody can tell without following it.
    Unreadable,
}

/// Parameters that VK's own redirector adds behind the target.
const OWN_PARAMETERS: [&str; 5] = ["&cc_key=", "&post=", "&el=", "&utf=", "&api_view="];
/// A target may have been encoded so often, when it was copied out of one redirector into another.
const MOST_ENCODINGS: usize = 4;

pub(super) fn defect(host: &str) -> Defect {
    Defect::new(Code::UrlRedirect).observed(host)
}

/// If the link goes through a redirector: that redirector's host. `address` is the link without blanks.
pub(super) fn of<'a>(policy: &'a Policy, address: &Address) -> Option<&'a Redirector> {
    let host = address.bare_host();
    policy.redirectors.iter().find(|redirector| {
        let is_host = redirector.host == host || redirector.host == address.host();
        is_host && redirector.path.as_ref().is_none_or(|path| address.has_path(path))
    })
}

/// Where the redirector leads by the text of the link.
pub(super) fn target(policy: &Policy, redirector: &Redirector, link: &str) -> Unwrapped {
    let query = link.split_once('?').map_or("", |(_, query)| query);
    let carried = redirector.target.as_deref().and_then(|name| carried(policy, query, name));
    carried.map_or(Unwrapped::Unreadable, Unwrapped::Target)
}

/// The target inside a redirector's query, decoded until it begins as an address does. One that stands there raw runs to
/// the end.
fn carried(policy: &Policy, query: &str, name: &str) -> Option<String> {
    let mut rest = query;
    let tail = loop {
        let (pair, further) = rest.split_once('&').unwrap_or((rest, ""));
        match pair.split_once('=') {
            Some((key, _)) if key.trim().eq_ignore_ascii_case(name) => break rest.split_once('=')?.1,
            _ if further.is_empty() => return None,
            _ => rest = further,
        }
    };
    let end = OWN_PARAMETERS.iter().filter_map(|own| tail.find(own)).min().unwrap_or(tail.len());
    let raw = &tail[..end];
    if begins_as_address(raw.trim_start()) {
        return Some(raw.to_owned());
    }
    // a target whose `&` were not encoded reaches beyond the first of them: parameters of the links that follow are its own
    let own = |pair: &str| policy.has_parameter(pair.split('=').next().unwrap_or_default().trim());
    let is_cut = raw.split('&').skip(1).any(own);
    let mut target = if is_cut { raw } else { raw.split('&').next().unwrap_or_default() }.to_owned();
    for _ in 0..MOST_ENCODINGS {
        if begins_as_address(target.trim_start()) {
            break;
        }
        target = percent_decode_str(&target).decode_utf8_lossy().into_owned();
    }
    (!target.is_empty()).then_some(target)
}
