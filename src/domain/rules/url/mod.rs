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
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Reading {
    whitespace: bool,
    escaped: bool,
    /// Whether further addresses stand behind the first.
    has_further: bool,
    /// What is written before the address: a label, a quotation mark.
    before: Option<String>,
    /// The host of the first redirector it goes through.
    redirector: Option<String>,
    /// What the last redirector carries, decoded.
    carried: Option<String>,
    target: Target,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
enum Target {
    /// The very text that must stand there for this form.
    Right(Form),
    /// The address the link leads to in the end.
    Address(Address),
    /// A redirector that does not carry its target.
    #[default]
    Unreadable,
    /// No address at all.
    Nothing,
}

impl Reading {
    /// Reads a link as it stands in a menu.
    pub(super) fn of(policy: &Policy, raw: &str) -> Self {
        let mut reading = Self::default();
        let mut current = text::trimmed(raw).to_owned();
        let mut redirectors = 0;
        while redirectors <= MOST_REDIRECTORS {
            if let Some((before, address)) = text::unwrapped(&current) {
                reading.before.get_or_insert_with(|| before.to_owned());
                current = address.to_owned();
            }
            let blanked = text::with_blanks(&current);
            let bare = text::without_blanks(&blanked);
            // A redirector carries its target escaped, and rightly so: it is unwrapped before escapes are looked for.
            if let Some(address) = Address::parse(&bare)
                && let Some(redirector) = redirect::of(policy, &address)
            {
                reading.redirector.get_or_insert_with(|| address.bare_host().to_owned());
                reading.whitespace |= blanked.split('?').next().is_some_and(|head| head.contains(text::BLANK));
                match redirect::target(policy, redirector, &current) {
                    Unwrapped::Target(target) => {
                        target.clone_into(&mut current);
                        reading.carried = Some(target);
                    }
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
            reading.whitespace |= has_strange_blanks(policy, &blanked);
            reading.target = Address::parse(&blanked).map_or(Target::Nothing, Target::Address);
            return reading;
        }
        reading
    }

    /// The reading of the link that must stand there: nothing of it need be taken apart.
    pub(super) fn right(form: Form) -> Self {
        Self { target: Target::Right(form), ..Self::default() }
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
        let tail = address.tail(policy);
        let own = || rules.templates.iter().flat_map(|template| &template.parameters);
        // `utm_` parameters stand in links of all kinds
        tail.pairs.iter().any(|pair| own().any(|it| *it.name == *pair.name && !it.name.starts_with("utm_")))
    }

    /// What stands before the address, and how the address that a redirector carries begins.
    fn check_beginning(&self, policy: &Policy, found: &mut Vec<Defect>) {
        // `[https://…](https://…)` is an address twice
        let before = self.before.as_deref().filter(|before| !(self.has_further && *before == "["));
        let at = found.iter().position(|defect| defect.code == Code::UrlScheme);
        if let (None, Some(_), Some(_)) = (at, before, self.address()) {
            let scheme = policy.url.scheme.as_str();
            found.push(Defect::new(Code::UrlScheme).observed(format!("{scheme}://")).expected(scheme));
        }
        let Some(defect) = found.iter_mut().find(|defect| defect.code == Code::UrlScheme) else { return };
        let own = defect.observed.take().unwrap_or_default();
        let host = self.address().filter(|_| self.carried.is_some()).map(Address::authority);
        let shown = [before.unwrap_or_default(), &own, host.unwrap_or_default()].concat();
        defect.observed = (!shown.is_empty()).then_some(shown);
    }

    fn address(&self) -> Option<&Address> {
        match &self.target {
            Target::Address(address) => Some(address),
            Target::Right(_) | Target::Unreadable | Target::Nothing => None,
        }
    }
}

/// Parts of a link are shown as the page has them, not as they read once repaired.
fn show_as_written(defect: &mut Defect, seen: &str) {
    let is_part = matches!(
        defect.code,
        Code::UrlHost
            | Code::UrlPath
            | Code::UrlPlaceholder
            | Code::UrlParamMisspelt
            | Code::UrlParamMalformed
            | Code::UrlParamMismatch
            | Code::UrlParamCase
            | Code::UrlParamDuplicate
            | Code::UrlParamUnknown
    );
    if let Some(observed) = defect.observed.as_deref().filter(|observed| is_part && *observed != seen) {
        let written: Vec<&str> =
            observed.split(", ").map(|part| text::as_written(seen, part).unwrap_or(part)).collect();
        defect.observed = Some(written.join(", "));
    }
}

/// Whether a link has blanks but for those that stand for the hyphen of a word of the sample: that word is what is wrong.
fn has_strange_blanks(policy: &Policy, blanked: &str) -> bool {
    let is_strange = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        name.contains(text::BLANK) || value.contains(text::BLANK) && !values::is_parted_placeholder(policy, value)
    };
    blanked.contains(text::BLANK) && blanked.split('&').any(is_strange)
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
    // what a redirector carries is judged as it reads there
    let seen = reading.carried.as_deref().unwrap_or(raw);
    let mut own_url = None;
    let mut alternative = None;
    match &reading.target {
        Target::Right(_) | Target::Unreadable => {}
        Target::Nothing => found.push(address::nowhere(policy, seen)),
        Target::Address(address) => {
            let tail = address.tail(policy);
            let address = address::check(policy, form, address, &tail, &mut found);
            if address.goes_on {
                let checked = params::check(policy, truth, form, &tail.pairs, &mut found);
                own_url = checked.complete.map(|values| links::assemble(policy, form, values.into_iter()));
                alternative = checked.alternative;
                if address.is_untidy || checked.is_untidy {
                    let defect = Defect::new(Code::UrlNotCanonical).observed(seen.trim());
                    let expected = if alternative.is_some() { own_url.as_deref() } else { right_url };
                    found.push(Defect { expected: expected.map(ToOwned::to_owned), ..defect });
                }
                claims = checked.claims;
            }
            if tail.separator {
                found.push(Defect::new(Code::UrlSeparator).observed(seen));
            }
        }
    }
    let leads_elsewhere = reading.address().is_some_and(|address| !address.is_on(&policy.url.host));
    if leads_elsewhere {
        // how the address of another site is written does not matter
        found.retain(|defect| defect.code == Code::UrlHost);
    } else {
        reading.check_beginning(policy, &mut found);
        let has_blanks_inside = || text::with_blanks(text::trimmed(seen)).contains(text::BLANK);
        let codes = [
            (reading.whitespace, Code::UrlWhitespace, if has_blanks_inside() { seen } else { raw }),
            (reading.escaped, Code::UrlEscaped, seen),
            (reading.has_further, Code::UrlParamDuplicate, seen),
        ];
        found.extend(codes.into_iter().filter(|(is, ..)| *is).map(|(_, code, text)| Defect::new(code).observed(text)));
    }
    for defect in &mut found {
        show_as_written(defect, seen);
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
