//! The order of the checks, from what was seen of a page to its whole audit.

use std::sync::Arc;

use jiff::Timestamp;

use super::defect::{Defect, weigh};
use super::find::{Located, Searched, locate};
use super::url::{Claims, Reading, Truth};
use super::{cover, form, menu, page, title, url, verdict};
use crate::links;
use crate::model::{
    AuditedItem, Cause, CoverJudgement, CoverSight, ExpectedForm, ExpectedForms, Form, ItemCover, Menu, MenuItem,
    Organization, PageAudit, PageIdentity, PageSnapshot, Sight, Unverified, UnverifiedReason, Verdict,
};
use crate::policy::Policy;

/// What is to be audited.
#[derive(Debug, Clone)]
pub struct Subject<'a> {
    /// The address as the registry or the command line gave it.
    pub url: &'a str,
    /// Whose page it must be; without it the page is checked as far as it goes.
    pub organization: Option<&'a Arc<Organization>>,
    /// What was seen; its texts become the audit's.
    pub sight: Sight,
    /// Organisations of the registry whose links may stand on the page by mistake: those with an OGRN of
    /// [`super::organizations_named`].
    pub others: &'a [Arc<Organization>],
    /// What came of looking at covers, by index of the menu item; `None` and indexes beyond the end: nobody looked.
    pub covers: &'a [Option<CoverSight>],
}

/// Audits one page. Same arguments, same result, on every machine.
///
/// ```
/// use vk_page_auditor_domain::model::{Sight, Verdict};
/// use vk_page_auditor_domain::{policy::Policy, rules};
/// let policy = Policy::built_in().unwrap();
/// let subject = rules::Subject {
///     url: "club1", organization: None, sight: Sight::NotFound, others: &[], covers: &[],
/// };
/// let audit = rules::audit(&policy, subject, jiff::Timestamp::UNIX_EPOCH);
/// assert_eq!(audit.verdict, Verdict::Violations);
/// assert_eq!(audit.violations[0].code.as_str(), "page.not_found");
/// ```
pub fn audit(policy: &Policy, subject: Subject<'_>, checked_at: Timestamp) -> PageAudit {
    let Subject { url, organization: owner, sight, others, covers } = subject;
    let policy = policy.of(owner.map(|owner| &**owner));
    let mut defects = Vec::new();
    let expected = owner.map(|organization| links::expected(policy, organization));
    let truth = owner.zip(expected.as_ref()).map(|(organization, expected)| Truth { organization, expected, others });
    let polls_are_due = owner.is_none_or(|owner| owner.polls_connected != Some(false));
    let page = page::check(&sight, &mut defects);
    let to_place = || items_to_place(policy, expected.as_ref(), polls_are_due);
    let located = page.and_then(|page| menu::check(page, to_place, &mut defects)).map(|items| {
        let is_right = |form: &Form, url: &str| {
            expected.as_ref().is_some_and(|expected| expected.get(*form).url.as_deref() == Some(url))
        };
        let read = |item: &MenuItem| match Form::ALL.into_iter().find(|form| is_right(form, &item.url)) {
            Some(form) => Reading::right(form),
            None => Reading::of(policy, &item.url),
        };
        let readings: Vec<_> = items.iter().map(read).collect();
        let searched = Searched { policy, items, readings: &readings, covers, polls_are_due };
        let located = locate(searched);
        let positions = form::positions(items);
        form::check(searched, expected.as_ref(), &located, &mut defects);
        let claims = Form::ALL.map(|form| {
            located.get(form).map_or_else(Claims::default, |index| {
                let item = FormItem { shown: &items[index], reading: &readings[index], cover: cover_at(covers, index) };
                check_item(policy, truth, form, positions[index], item, &mut defects)
            })
        });
        let polls_position = located.get(Form::Polls).and_then(|index| positions[index]);
        url::check_agreement(policy, truth, &claims, polls_position, &mut defects);
        located
    });
    let violations = weigh(policy, defects);
    let unverified = failed_cover(covers);
    let (page, menu) = match sight {
        Sight::Seen(page) => taken_apart(url, *page),
        Sight::NotFound => (identity(url), None),
    };
    PageAudit {
        page,
        organization: owner.cloned(),
        verdict: if unverified.is_some() { Verdict::Unverified } else { verdict::of(&violations) },
        checked_at,
        menu: menu.zip(located).map(|(menu, located)| describe(menu.items, &located, covers)).unwrap_or_default(),
        expected,
        violations,
        unverified,
    }
}

/// The audit of a page that could not be seen: no violation, no compliance, only the reason.
pub fn unverified(
    policy: &Policy,
    url: &str,
    organization: Option<&Arc<Organization>>,
    unverified: Unverified,
    checked_at: Timestamp,
) -> PageAudit {
    PageAudit {
        page: identity(url),
        organization: organization.cloned(),
        verdict: Verdict::Unverified,
        checked_at,
        menu: Vec::new(),
        expected: organization.map(|organization| links::expected(policy.of(Some(organization)), organization)),
        violations: Vec::new(),
        unverified: Some(unverified),
    }
}

/// What must stand in the menu; nothing where nobody knows the organisation.
fn items_to_place(policy: &Policy, expected: Option<&ExpectedForms>, polls_are_due: bool) -> Vec<(Form, ExpectedForm)> {
    let is_due = |form: &Form| *form == Form::Messages || polls_are_due;
    let forms = Form::ALL.into_iter().filter(|form| is_due(form) && expected.is_some());
    forms.map(|form| (form, form::expected_form(policy, expected, form))).collect()
}

struct FormItem<'a> {
    shown: &'a MenuItem,
    reading: &'a Reading,
    cover: Option<&'a CoverSight>,
}

fn check_item(
    policy: &Policy,
    truth: Option<Truth<'_>>,
    form: Form,
    position: Option<u32>,
    FormItem { shown, reading, cover }: FormItem<'_>,
    defects: &mut Vec<Defect>,
) -> Claims {
    let first = defects.len();
    defects.extend(title::check(&shown.title, &policy.form(form).titles));
    defects.extend(cover::check(form, shown, cover));
    let claims = url::check(policy, truth, form, &shown.url, reading, defects);
    for defect in &mut defects[first..] {
        defect.form = Some(form);
        defect.position = position;
    }
    claims
}

fn cover_at(covers: &[Option<CoverSight>], index: usize) -> Option<&CoverSight> {
    covers.get(index).and_then(Option::as_ref)
}

/// A cover that could not be fetched leaves the page unverified: it may be right or wrong.
fn failed_cover(covers: &[Option<CoverSight>]) -> Option<Unverified> {
    covers.iter().flatten().find_map(|sight| match sight {
        CoverSight::Failed { url, fault } => {
            let cause = Cause::Cover { url: url.clone(), fault: fault.clone() };
            Some(Unverified { reason: UnverifiedReason::CoverDownload, cause })
        }
        CoverSight::Judged(_) => None,
    })
}

fn identity(url: &str) -> PageIdentity {
    PageIdentity { url: url.into(), group_id: None, screen_name: None, name: None }
}

fn taken_apart(url: &str, page: PageSnapshot) -> (PageIdentity, Option<Menu>) {
    let PageSnapshot { group_id, screen_name, name, menu, .. } = page;
    (PageIdentity { url: url.into(), group_id: Some(group_id), screen_name, name: Some(name) }, menu)
}

fn describe(items: Vec<MenuItem>, located: &Located, covers: &[Option<CoverSight>]) -> Vec<AuditedItem> {
    let positions = form::positions(&items);
    let describe_one = |(index, item): (usize, MenuItem)| AuditedItem {
        position: positions[index],
        title: item.title,
        url: item.url,
        form: located.form_at(index),
        is_hidden: item.is_hidden,
        cover: match cover_at(covers, index) {
            Some(CoverSight::Judged(cover)) => Some(cover.clone()),
            Some(CoverSight::Failed { url, .. }) => Some(not_checked(url.clone())),
            None => item.cover.into_iter().max_by_key(|cover| cover.width).map(|cover| not_checked(cover.url)),
        },
    };
    items.into_iter().enumerate().map(describe_one).collect()
}

fn not_checked(url: Box<str>) -> ItemCover {
    ItemCover { url, judgement: CoverJudgement::NotChecked, form: None, scheme: None, score: None, content: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Code, CoverFault, FetchFault, Remedy};
    use crate::rules::sample::{MESSAGES_URL, POLLS_URL, correct_page, judged, ministry, school};

    type Defect = (Code, Option<Form>, Option<String>);

    fn audited(page: PageSnapshot, organization: Option<Organization>, covers: &[Option<CoverSight>]) -> PageAudit {
        let policy = Policy::built_in().unwrap();
        let organization = organization.map(Arc::new);
        let sight = Sight::Seen(Box::new(page));
        let subject = Subject { url: "club1", organization: organization.as_ref(), sight, others: &[], covers };
        audit(&policy, subject, Timestamp::UNIX_EPOCH)
    }

    fn defects(audit: &PageAudit) -> Vec<Defect> {
        let defect = |violation: &crate::model::Violation| {
            (violation.code.known().unwrap(), violation.form, violation.field.as_ref().map(ToString::to_string))
        };
        audit.violations.iter().map(defect).collect()
    }

    fn with_urls(messages: &str, polls: &str) -> PageSnapshot {
        let mut page = correct_page();
        let items = &mut page.menu.as_mut().unwrap().items;
        items[0].url = messages.into();
        items[1].url = polls.into();
        page
    }

    #[test]
    fn a_correct_page_is_compliant_with_and_without_its_organization() {
        for organization in [Some(school()), None] {
            let audit = audited(correct_page(), organization, &[]);
            assert_eq!((audit.verdict, defects(&audit)), (Verdict::Compliant, vec![]));
        }
    }

    #[test]
    fn independent_defects_of_a_page_are_all_told_in_one_audit() {
        let mut page = with_urls(&MESSAGES_URL.replace("https", "http"), &POLLS_URL.replace("vk2", "vk1"));
        page.is_government_organization = Some(false);
        let menu = page.menu.as_mut().unwrap();
        menu.is_hidden = true;
        menu.items[0].title = "Обратная связь".into();
        menu.items[1].cover.clear();
        let audit = audited(page, Some(school()), &[]);
        let expected = [
            (Code::PageUnofficial, None, None),
            (Code::MenuHidden, None, None),
            (Code::TitleMismatch, Some(Form::Messages), None),
            (Code::UrlScheme, Some(Form::Messages), None),
            (Code::CoverMissing, Some(Form::Polls), None),
            (Code::UrlParamMismatch, Some(Form::Polls), Some("utm_source".to_owned())),
        ];
        assert_eq!(defects(&audit), expected);
    }

    #[test]
    fn swapped_forms_are_still_checked_each() {
        let page = with_urls(POLLS_URL, &MESSAGES_URL.replace("215121", "1"));
        let audit = audited(page, Some(school()), &[]);
        let expected = [
            (Code::FormSwapped, None, None),
            (Code::UrlParamMismatch, Some(Form::Messages), Some("opaId".to_owned())),
            (Code::TitleMismatch, Some(Form::Messages), None),
        ];
        let mut found = defects(&audit);
        found.sort_by_key(|defect| defect.0 == Code::TitleMismatch);
        assert_eq!(found, expected);
    }

    #[test]
    fn a_regional_body_shows_the_polls_of_its_region() {
        let polls = "https://pos.gosuslugi.ru/og/org-activities?reg_code=73&utm_source=vk1&utm_medium=73&utm_campaign=1027301172106";
        let audit = audited(with_urls(MESSAGES_URL, polls), Some(ministry()), &[]);
        assert_eq!(defects(&audit), []);
        assert_eq!(audit.expected.unwrap().polls.url.as_deref(), Some(polls));
    }

    #[test]
    fn a_link_of_the_other_accepted_kind_is_put_right_by_its_own_and_never_replaced() {
        let nobodys = Organization { body_level: None, oktmo: None, ..school() };
        let audit = audited(with_urls(MESSAGES_URL, &format!("{POLLS_URL}&utm_term=x")), Some(nobodys.clone()), &[]);
        let found = |audit: &PageAudit| audit.violations.iter().map(|one| one.remedy.clone()).collect::<Vec<_>>();
        assert_eq!(found(&audit), [Remedy::PasteUrl { url: POLLS_URL.to_owned() }]);
        let cut = POLLS_URL.replace("73701000", "737");
        let audit = audited(with_urls(MESSAGES_URL, &cut), Some(nobodys), &[]);
        assert_eq!(found(&audit), [Remedy::LearnValues { unknown: vec!["oktmo"] }]);
    }

    #[test]
    fn a_cover_that_could_not_be_fetched_leaves_the_page_unverified() {
        let failed = CoverSight::Failed {
            url: "https://sun1.userapi.com/1.jpg".into(),
            fault: CoverFault::Fetch(FetchFault::Timeout),
        };
        let covers = [Some(failed), Some(judged(CoverJudgement::Approved, Form::Polls))];
        let audit = audited(correct_page(), Some(school()), &covers);
        assert_eq!((audit.verdict, defects(&audit)), (Verdict::Unverified, vec![]));
        assert_eq!(audit.unverified.unwrap().reason, UnverifiedReason::CoverDownload);
    }

    #[test]
    fn what_could_not_be_seen_is_neither_right_nor_wrong() {
        let policy = Policy::built_in().unwrap();
        let reason = Unverified::of(UnverifiedReason::Network);
        let audit = unverified(&policy, "club1", None, reason.clone(), Timestamp::UNIX_EPOCH);
        assert_eq!((audit.verdict, audit.violations.len(), audit.unverified), (Verdict::Unverified, 0, Some(reason)));
    }

    #[test]
    fn the_remedy_of_every_url_defect_is_the_right_url() {
        let audit =
            audited(with_urls(&MESSAGES_URL.replace("utm_source", "utm_ source"), POLLS_URL), Some(school()), &[]);
        assert_eq!(audit.violations[0].remedy, Remedy::PasteUrl { url: MESSAGES_URL.to_owned() });
    }
}
