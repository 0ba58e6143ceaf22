//! What came of the look at one page: the verdict of that look, what is wrong, and what to paste. Says nothing of any other
//! page.

use askama::Template;
use axum::response::Response;

use crate::Context;
use crate::http::caller::Caller;
use crate::http::error::WebError;
use crate::layout::status_style::{StatusStyle, of_severity, of_verdict};
use crate::layout::{Layout, page};
use app::history::{Grounds, why_unseen};
use domain::access::Action;
use domain::model::{ExpectedForms, Form, PageAudit, Verdict};
use domain::policy::Policy;
use report::link;
use report::remedies::{Fix, deeds};
use store::PageRow;
use words::web::check::Check;
use words::web::frame::Frame;
use words::{self, Lang, Words, visible};

#[derive(Template)]
#[template(path = "check/result.html")]
struct ResultView {
    layout: Layout,
    title: String,
    url: String,
    address: String,
    link: Option<String>,
    who: Option<String>,
    is_fresh: bool,
    is_known: bool,
    tone: StatusStyle,
    verdict: &'static str,
    seen_at: Option<String>,
    unseen: Option<Words>,
    all_right: Option<&'static str>,
    deeds: Vec<DeedView>,
    has_more: bool,
    forms: Vec<FormLinks>,
    items: Vec<ItemView>,
    page_id: Option<i64>,
}

struct DeedView {
    violations: Vec<ViolationView>,
    words: String,
    paste: Option<String>,
    clauses: String,
}

struct ViolationView {
    tone: StatusStyle,
    severity: String,
    message: String,
}

struct ItemView {
    position: Option<u32>,
    title: String,
    url: String,
    is_hidden: bool,
}

/// One form as it must stand in the menu.
pub struct FormLinks {
    pub key: &'static str,
    pub position: u32,
    /// The words on the cover.
    pub cover: String,
    pub purpose: &'static str,
    pub titles: Vec<String>,
    /// The link; `None` while a value of it is unknown.
    pub url: Option<String>,
    /// Which values are unknown and where each is found.
    pub unknown: String,
}

/// Both forms as they must stand in the menu.
pub fn form_links(lang: Lang, policy: &Policy, expected: &ExpectedForms) -> Vec<FormLinks> {
    let one = |form: Form| {
        let (wanted, cover) = (expected.get(form), &policy.form(form).cover);
        FormLinks {
            key: form.as_str(),
            position: wanted.position,
            cover: lang.pick(cover.ru.as_str(), cover.en.as_str()).to_owned(),
            purpose: words::form_purpose(lang, form),
            titles: wanted.titles.iter().map(ToString::to_string).collect(),
            url: wanted.url.clone(),
            unknown: words::unknown_values(lang, &wanted.unknown),
        }
    };
    Form::ALL.into_iter().map(one).collect()
}

/// The page with what the last look saw of it.
pub async fn show_result(
    state: &Context,
    caller: &Caller,
    row: &PageRow,
    is_fresh: bool,
) -> Result<Response, WebError> {
    let lang = caller.lang;
    let ground = Grounds::of(&state.store).of_page_if_readable(row).await?;
    // what an earlier look saw is not the result of this one
    let audit = ground.filter(|_| row.unverified_reason.is_none()).map(|ground| ground.audit);
    let is_in_scope = caller.may(Action::SeePages)
        && caller.scope().is_ok_and(|scope| {
            let region = domain::model::RegionCode::parse(&row.region_code).ok();
            let ogrn = domain::model::Ogrn::parse(&row.ogrn).ok();
            scope.admits(region, Some(&row.municipality), ogrn)
        });
    let verdict = audit.as_ref().map_or(Verdict::Unverified, |audit| audit.verdict);
    let policy = &state.live().policy;
    let address = domain::model::PageAddress::parse(&row.address).ok();
    let view = ResultView {
        layout: Layout::new(state, caller, "/check"),
        title: visible(row.name.as_deref().filter(|name| !name.is_empty()).unwrap_or(&row.url)).into_owned(),
        url: visible(&row.url).into_owned(),
        address: row.address.clone(),
        link: address.map(|address| address.to_string()).as_deref().and_then(link::picture).map(str::to_owned),
        who: (!row.organization.is_empty()).then(|| who(lang, row)),
        is_fresh,
        is_known: audit.as_ref().is_some_and(|audit| audit.expected.is_some()),
        tone: of_verdict(verdict),
        verdict: words::verdict(lang, verdict),
        seen_at: row.looked_at.map(|at| words::minute(lang, at, &state.options.time_zone)),
        unseen: if audit.is_some() { None } else { Some(unseen(caller, row)) },
        all_right: all_right(lang, audit.as_ref()),
        deeds: audit.as_ref().map(|audit| deed_views(lang, audit)).unwrap_or_default(),
        has_more: row.registered && is_in_scope,
        forms: audit
            .as_ref()
            .and_then(|audit| audit.expected.as_ref())
            .map_or_else(Vec::new, |expected| form_links(lang, policy, expected)),
        items: audit.as_ref().map(items).unwrap_or_default(),
        page_id: is_in_scope.then(|| row.id.get()),
    };
    page(&view)
}

fn who(lang: Lang, row: &PageRow) -> String {
    let mut who = visible(&row.organization).into_owned();
    if !row.municipality.is_empty() {
        who.push_str(" · ");
        who.push_str(&visible(&row.municipality));
    }
    if !row.ogrn.is_empty() {
        who.push_str(" · ");
        who.push_str(lang.pick("ОГРН ", "OGRN "));
        who.push_str(&visible(&row.ogrn));
    }
    who
}

/// Strangers are not told how the service is.
fn unseen(caller: &Caller, row: &PageRow) -> Words {
    let why = why_unseen(row).filter(|_| caller.may(Action::CheckPage));
    why.map_or_else(
        || Words { message: Check::NotSeenStranger.text(caller.lang).to_owned(), remedy: String::new() },
        |why| words::unverified(caller.lang, &why),
    )
}

fn all_right(lang: Lang, audit: Option<&PageAudit>) -> Option<&'static str> {
    let word = match audit?.verdict {
        Verdict::Compliant if audit?.violations.is_empty() => Check::AllRight,
        Verdict::Review => Check::Review,
        _ => return None,
    };
    Some(word.text(lang))
}

fn deed_views(lang: Lang, audit: &PageAudit) -> Vec<DeedView> {
    deeds(audit, lang).iter().map(|deed| deed_view(lang, deed)).collect()
}

fn deed_view(lang: Lang, deed: &Fix<'_>) -> DeedView {
    let violations = deed.mends.iter().map(|violation| {
        let mut message = String::new();
        words::push_message(lang, violation, &mut message);
        ViolationView {
            tone: of_severity(&violation.severity),
            severity: words::severity_words(lang, &violation.severity).into_owned(),
            message,
        }
    });
    let mut clauses: Vec<&str> = Vec::new();
    for clause in deed.mends.iter().map(|violation| words::clause(lang, &violation.clause)) {
        if !clause.is_empty() && !clauses.contains(&clause) {
            clauses.push(clause);
        }
    }
    let paste = deed.url().or_else(|| deed.title()).map(|text| visible(text).into_owned());
    // what is to be pasted stands alone, where one click takes it
    let words = match &paste {
        Some(paste) => deed.words.strip_suffix(paste.as_str()).unwrap_or(&deed.words).trim_end().to_owned(),
        None => deed.words.clone(),
    };
    DeedView { violations: violations.collect(), words, paste, clauses: visible(&clauses.join("; ")).into_owned() }
}

fn items(audit: &PageAudit) -> Vec<ItemView> {
    let item = |item: &domain::model::AuditedItem| ItemView {
        position: item.position,
        title: visible(&item.title).into_owned(),
        url: visible(&item.url).into_owned(),
        is_hidden: item.is_hidden,
    };
    audit.menu.iter().map(item).collect()
}
