//! Which template a link is held against: that of the organisation, or the one the link itself seems to follow.

use super::names::{Likeness, likeness};
use super::params::Given;
use crate::links;
use crate::model::{Code, Form, Level, Organization, PollsOf};
use crate::policy::{ParameterValue, Policy, Template};

/// The template a link is held against.
pub(super) struct Chosen<'p> {
    pub template: &'p Template,
    /// The template that the link follows, where it is that of the other level.
    pub other_level: Option<&'p Template>,
}

/// The template the link is held against. A polls link claims a level by its first parameter; where neither is there, by
/// its `utm_source` where both are accepted.
pub(super) fn choose<'p>(
    policy: &'p Policy,
    organization: Option<&Organization>,
    form: Form,
    given: &[Given<'_>],
) -> Option<Chosen<'p>> {
    let rules = policy.form(form);
    let both = || PollsOf::ALL.into_iter().filter_map(|whose| rules.template_of(whose)).collect();
    let accepted: Vec<&Template> = match (organization, form) {
        (Some(organization), _) => links::templates(policy, form, organization),
        (None, Form::Messages) => rules.template(Level::Subordinate).into_iter().collect(),
        (None, Form::Polls) => both(),
    };
    let recommended = *accepted.first()?;
    if form == Form::Messages {
        return Some(Chosen { template: recommended, other_level: None });
    }
    let all: Vec<&Template> = both();
    let claimed = claimed(&all, given, &|template| accepted.iter().any(|one| is_alike(one, template)));
    let is_accepted =
        |template: &&Template| accepted.iter().any(|one| std::ptr::eq(*one, *template) || is_alike(one, template));
    Some(match claimed {
        Some(template) if is_accepted(&template) => Chosen { template, other_level: None },
        Some(template) if policy.code(Code::UrlOtherLevel).is_some() => {
            Chosen { template: recommended, other_level: Some(template) }
        }
        Some(_) => Chosen { template: recommended, other_level: None },
        None => {
            let by_source = accepted.iter().find(|template| literals(template).any(|it| has(given, it)));
            Chosen { template: by_source.unwrap_or(&recommended), other_level: None }
        }
    })
}

/// Whether two templates ask for the same: those of municipal and of subordinate organisations usually do.
pub(super) fn is_alike(one: &Template, other: &Template) -> bool {
    let names = |template: &Template| {
        template.parameters.iter().map(|it| (it.name.clone(), it.value.clone())).collect::<Vec<_>>()
    };
    names(one) == names(other)
}

/// The template whose first parameter the link has, by whatever writing of its name. Where the link has those of both, one
/// of them is too much: that of an accepted one is meant, of several that with the link's `utm_source`, else the first.
fn claimed<'p>(
    all: &[&'p Template],
    given: &[Given<'_>],
    is_accepted: &dyn Fn(&Template) -> bool,
) -> Option<&'p Template> {
    let place = |template: &&'p Template| {
        let first = template.parameters.first()?;
        let like = |(at, given): (usize, &Given<'_>)| Some((likeness(&given.name, &first.name)?, at));
        given.iter().enumerate().filter_map(like).min()
    };
    let found = all.iter().filter_map(|template| Some((place(template)?, *template)));
    let rank = |((likeness, at), template): &((Likeness, usize), &Template)| {
        let has_marks = literals(template).all(|it| has(given, it));
        // a name that is right goes before one that is misspelt
        (*likeness > Likeness::Case, !is_accepted(template), !has_marks, *at)
    };
    found.min_by_key(rank).map(|(_, template)| template)
}

pub(super) fn literals(template: &Template) -> impl Iterator<Item = (&str, &str)> {
    template.parameters.iter().filter_map(|it| match &it.value {
        ParameterValue::Literal(text) => Some((&*it.name, &**text)),
        _ => None,
    })
}

fn has(given: &[Given<'_>], (name, value): (&str, &str)) -> bool {
    given.iter().any(|it| it.name.eq_ignore_ascii_case(name) && it.value == value)
}
