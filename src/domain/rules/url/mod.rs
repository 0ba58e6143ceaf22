//! Is the link of a form the right one: the `url.*` codes. Raw text first ([`text`], [`redirect`]), repaired; then the
//! [`address`] with its [`tail`] and the [`params`]; last, where no registry entry tells the truth, whether both forms
//! [`agree`].

mod address;
mod agree;
mod chosen;
mod names;
mod params;
mod redirect;
mod tail;
mod text;
mod truth;
mod values;

pub(super) use agree::check as check_agreement;
pub(super) use params::Claims;
pub(super) use truth::Truth;

use address::Address;
use redirect::Unwrapped;

use super::defect::Defect;
use crate::links;
use crate::model::{Code, Form, Remedy};
use crate::policy::Policy;

/// How many redirectors one link may lead through; more is taken for unreadable.
const MOST_REDIRECTORS: usize = 5;

/// What a link says once its raw text has been repaired; the same whichever form it is held against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reading {
    whitespace: bool,
    escaped: bool,
    /// Whether further addresses stand behind the first.
    has_further: bool,
    /// The host of the first redirector it goes through.
    redirector: Option<String>,
    target: Target,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Target {
    /// The very text that must stand there for this form.
    Right(Form),
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
        let mut reading = Self {
            whitespace: false,
            escaped: false,
            has_further: false,
            redirector: None,
            target: Target::Unreadable,
        };
        let mut current = text::trimmed(raw).to_owned();
        let mut redirectors = 0;
        while redirectors <= MOST_REDIRECTORS {
            let blanked = text::with_blanks(&current);
            let bare = text::without_blanks(&blanked);
            // A redirector carries its target escaped, and rightly so: it is unwrapped before escapes are looked for.
            if let Some(address) = Address::parse(&bare)
                && let Some(redirector) = redirect::of(policy, &address)
            {
                reading.redirector.get_or_insert_with(|| address.bare_host().to_owned());
                reading.whitespace |= blanked.split('?').next().is_some_and(|head| head.contains(text::BLANK));
                match redirect::target(policy, redirector, &blanked) {
                    Unwrapped::Target(target) => current = target,
                    Unwrapped::Unreadable => return reading,
                }
                redirectors += 1;
                continue;
            }
            let (first, has_further) = text::first_address(&current);
            if has_further {
                reading.has_further = true;
                current = first.to_owned();
                continue;
            }
            let plain = text::without_escapes(&blanked, policy.parameter_names());
            if plain.found {
                reading.escaped = true;
                current = plain.text.into_owned();
                continue;
            }
            reading.whitespace |= blanked.contains(text::BLANK);
            reading.target = Address::parse(&blanked).map_or(Target::Nothing, Target::Address);
            return reading;
        }
        reading
    }

    /// The reading of the link that must stand there: nothing of it need be taken apart.
    pub(super) const fn right(form: Form) -> Self {
        Self { whitespace: false, escaped: false, has_further: false, redirector: None, target: Target::Right(form) }
    }

    /// Which form the link is meant to be, by host and path.
    pub(super) fn form(&self, policy: &Policy) -> Option<Form> {
        if let Target::Right(form) = self.target {
            return Some(form);
        }
        let address = self.address().filter(|address| address.is_on(&policy.url.host))?;
        Form::ALL.into_iter().find(|form| address.path_begins_with(&policy.form(*form).root))
    }

    /// Whether the link leads to the forms' host.
    pub(super) fn is_on_host(&self, policy: &Policy) -> bool {
        matches!(self.target, Target::Right(_)) || self.address().is_some_and(|it| it.is_on(&policy.url.host))
    }

    /// Whether the link has the path and parameters of the form but leads to another host: a misspelt one.
    pub(super) fn resembles(&self, policy: &Policy, form: Form) -> bool {
        let rules = policy.form(form);
        let Some(address) = self.address().filter(|it| !it.is_on(&policy.url.host) && it.path_begins_with(&rules.root))
        else {
            return false;
        };
        let tail = address.tail(policy, policy.parameter_names());
        let own = || rules.templates.iter().flat_map(|template| &template.parameters);
        // `utm_` parameters stand in links of all kinds
        tail.pairs.iter().any(|pair| own().any(|it| *it.name == *pair.name && !it.name.starts_with("utm_")))
    }

    fn address(&self) -> Option<&Address> {
        match &self.target {
            Target::Address(address) => Some(address),
            Target::Right(_) | Target::Unreadable | Target::Nothing => None,
        }
    }
}

/// Checks the link of a form's item against the template, and against the truth as far as it is known. Returns what the
/// link claims where the truth is not known, for the comparison of both forms.
pub(super) fn check(
    policy: &Policy,
    truth: Option<Truth<'_>>,
    form: Form,
    raw: &str,
    reading: &Reading,
    defects: &mut Vec<Defect>,
) -> Claims {
    let right_url = truth.and_then(|truth| truth.expected.get(form).url.as_deref());
    if right_url == Some(raw) {
        // the very text to paste: nothing can be wrong with it, so most links are not taken apart
        return Claims::default();
    }
    let mut found = Vec::new();
    let mut claims = Claims::default();
    let mut own_url = None;
    let mut alternative = None;
    match &reading.target {
        Target::Right(_) | Target::Unreadable => {}
        Target::Nothing => found.push(address::nowhere(policy)),
        Target::Address(address) => {
            let tail = address.tail(policy, policy.parameter_names());
            let address = address::check(policy, form, address, &tail, &mut found);
            if address.goes_on {
                let checked = params::check(policy, truth, form, &tail.pairs, &mut found);
                own_url = checked.complete.map(|values| links::assemble(policy, form, values.into_iter()));
                alternative = checked.alternative;
                if address.is_untidy || checked.is_untidy {
                    let defect = Defect::new(Code::UrlNotCanonical).observed(raw.trim());
                    let expected = if alternative.is_some() { own_url.as_deref() } else { right_url };
                    found.push(Defect { expected: expected.map(ToOwned::to_owned), ..defect });
                }
                claims = checked.claims;
            }
            if tail.separator {
                found.push(Defect::new(Code::UrlSeparator).observed(raw));
            }
        }
    }
    let leads_elsewhere = reading.address().is_some_and(|address| !address.is_on(&policy.url.host));
    if leads_elsewhere {
        // how the address of another site is written does not matter
        found.retain(|defect| defect.code == Code::UrlHost);
    } else {
        let codes = [
            (reading.whitespace, Code::UrlWhitespace),
            (reading.escaped, Code::UrlEscaped),
            (reading.has_further, Code::UrlParamDuplicate),
        ];
        found.extend(codes.into_iter().filter(|(is, _)| *is).map(|(_, code)| Defect::new(code).observed(raw)));
    }
    found.extend(reading.redirector.as_deref().map(redirect::defect));
    let unknown = match &alternative {
        Some(unknown) => unknown.as_slice(),
        None => truth.map(|truth| truth.expected.get(form).unknown.as_slice()).unwrap_or_default(),
    };
    let right_url = right_url.filter(|_| alternative.is_none());
    let own_url = own_url.filter(|url| !found.is_empty() && url != raw);
    for defect in &mut found {
        defect.remedy = match (right_url, &own_url, unknown) {
            (Some(url), ..) => Remedy::PasteUrl { url: url.to_owned() },
            (None, Some(url), _) => Remedy::PasteUrl { url: url.clone() },
            (None, None, []) => Remedy::ByCode,
            (None, None, unknown) => Remedy::LearnValues { unknown: unknown.to_vec() },
        };
    }
    defects.append(&mut found);
    claims
}

#[cfg(test)]
mod tests;
