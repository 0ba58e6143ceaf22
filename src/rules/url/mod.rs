//! Is the link of a form the right one: the `url.*` codes. Raw text first ([`text`], [`redirect`]), repaired; then the
//! [`address`] and its [`params`]; last, without a registry entry, whether both forms [`agree`].

mod address;
mod agree;
mod params;
mod redirect;
mod text;

pub(super) use agree::check as check_agreement;
pub(super) use params::Claims;

use address::Address;
use redirect::Unwrapped;

use super::finding::Finding;
use crate::links;
use crate::model::{ExpectedForms, Form, Organization, Remedy};
use crate::policy::Policy;

/// How many redirectors one link may lead through; more is taken for unreadable.
const MOST_REDIRECTORS: usize = 5;

/// What a link says once its raw text has been repaired; the same whichever form it is held against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reading {
    whitespace: bool,
    escaped: bool,
    /// The host of the first redirector it goes through.
    redirector: Option<String>,
    target: Target,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Target {
    /// The address the link leads to in the end.
    Address(Address),
    /// A redirector that does not carry its target.
    Unreadable,
    /// No address at all.
    Nothing,
}

impl Reading {
    /// Reads a link as it stands in a menu.
    pub(super) fn of(policy: &Policy, raw: &str) -> Self {
        let mut reading = Self { whitespace: false, escaped: false, redirector: None, target: Target::Unreadable };
        let mut current = raw.to_owned();
        for _ in 0..=MOST_REDIRECTORS {
            let cleaned = text::without_whitespace(&current);
            reading.whitespace |= cleaned.found;
            let with_ampersands = text::without_entities(&cleaned.text);
            reading.escaped |= with_ampersands.found;
            // A redirector carries its target escaped, and rightly so: it is unwrapped before escapes are looked for.
            let address = Address::parse(&with_ampersands.text);
            if let Some((host, unwrapped)) = address.as_ref().and_then(|address| redirect::unwrap(policy, address)) {
                reading.redirector.get_or_insert(host);
                match unwrapped {
                    Unwrapped::Target(target) => current = target,
                    Unwrapped::Unreadable => return reading,
                }
                continue;
            }
            let plain = text::without_escapes(&with_ampersands.text);
            reading.escaped |= plain.found;
            // An escaped entity is only seen now.
            let address = if plain.found { Address::parse(&text::without_entities(&plain.text).text) } else { address };
            reading.target = address.map_or(Target::Nothing, Target::Address);
            return reading;
        }
        reading
    }

    /// Which form the link is meant to be, by host and path.
    pub(super) fn form(&self, policy: &Policy) -> Option<Form> {
        let address = self.address_on_host(policy)?;
        Form::ALL.into_iter().find(|form| address.path_begins_with(&policy.form(*form).root))
    }

    /// Whether the link leads to the forms' host.
    pub(super) fn is_on_host(&self, policy: &Policy) -> bool {
        self.address_on_host(policy).is_some()
    }

    fn address_on_host(&self, policy: &Policy) -> Option<&Address> {
        match &self.target {
            Target::Address(address) if address.is_on(&policy.url.host) => Some(address),
            _ => None,
        }
    }
}

/// What a page's links must say.
#[derive(Debug, Clone, Copy)]
pub(super) struct Truth<'a> {
    /// Whose page it is.
    pub organization: &'a Organization,
    /// What must be on it.
    pub expected: &'a ExpectedForms,
}

/// Checks the link of a form's item against the template, and against the truth where it is known. Returns what the link
/// claims, for the comparison of both forms where the truth is not known.
pub(super) fn check(
    policy: &Policy,
    truth: Option<Truth<'_>>,
    form: Form,
    raw: &str,
    reading: &Reading,
    findings: &mut Vec<Finding>,
) -> Claims {
    let right_url = truth.map(|truth| truth.expected.get(form).url.as_str());
    if right_url == Some(raw) {
        // the very text to paste: nothing can be wrong with it, so most links are not taken apart
        return Claims::default();
    }
    let mut found = Vec::new();
    found.extend(text::check(raw, reading.whitespace, reading.escaped));
    found.extend(reading.redirector.as_deref().map(redirect::finding));
    let (claims, own_url) = match &reading.target {
        Target::Unreadable => (Claims::default(), None),
        Target::Nothing => {
            found.push(address::nowhere(policy));
            (Claims::default(), None)
        }
        Target::Address(address) => {
            check_address(policy, truth.map(|truth| truth.organization), form, address, &mut found)
        }
    };
    for finding in &mut found {
        if let Some(url) = right_url.or(own_url.as_deref()) {
            finding.remedy = Remedy::PasteUrl { url: url.to_owned() };
        }
    }
    findings.append(&mut found);
    claims
}

/// Checks host, path and parameters. Also returns the link in canonical writing where nothing else can tell the right one
/// and its own values are complete.
fn check_address(
    policy: &Policy,
    organization: Option<&Organization>,
    form: Form,
    address: &Address,
    found: &mut Vec<Finding>,
) -> (Claims, Option<String>) {
    let go_on = address::check(policy, form, address, found);
    if !go_on {
        return (Claims::default(), None);
    }
    let checked = params::check(policy, organization, form, address.query(), found);
    if checked.is_untidy || address.is_untidy(policy, form) {
        found.push(address::not_canonical(address));
    }
    let own_values = checked.complete.filter(|_| organization.is_none() && !found.is_empty());
    let own_url = own_values
        .map(|values| links::assemble(policy, form, values.iter().map(|(name, value)| (name.as_ref(), value.clone()))));
    (checked.claims, own_url)
}

#[cfg(test)]
mod tests;
