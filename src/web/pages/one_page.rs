//! One page with everything known of it: what is wrong, what to do, the menu beside what it should be, what happened.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use super::covers;
use super::list::Line;
use super::look_again::under_way;
use crate::Context;
use crate::events::list::{Day, days};
use crate::http::caller::Caller;
use crate::http::error::WebError;
use crate::http::extract::{PathParam, Query};
use crate::http::security_headers;
use crate::layout::{Layout, page};
use crate::lists::frame::{Badge, Moment, in_vk};
use crate::lists::places::region_name;
use app::history::{Grounds, PageTimeline, Since, Violations, why_unseen};
use app::schedule::name_of_page;
use domain::access::Action;
use domain::model::{Level, Ogrn, Scope, Verdict, Violation};
use report::{PageFragment, ReportOptions};
use store::{PageQuery, PageRow, Run, RunId, RunState};
use words::web::frame::Frame;
use words::web::pages::{ListSay, PageSay};
use words::{self, Lang, Words, visible};

/// How many other pages of the organisation are named.
const OTHERS: usize = 30;
/// How often a page that waits for its look is renewed, in seconds: at first, and once it takes long.
const SOON: u32 = 3;
const LATER: u32 = 20;
/// From when on a look takes long.
const LONG: SignedDuration = SignedDuration::from_mins(1);

#[expect(clippy::struct_excessive_bools, reason = "a template asks them one by one")]
#[derive(Template)]
#[template(path = "pages/one_page.html")]
struct PageView<'a> {
    layout: Layout,
    lang: Lang,
    id: i64,
    name: String,
    address: String,
    vk: Option<String>,
    verdict: Badge,
    facts: Vec<(&'static str, String)>,
    moments: Vec<(&'static str, Moment)>,
    is_unregistered: bool,
    moved_to: Option<i64>,
    may_check: bool,
    look: Option<LookState>,
    unseen: Option<Unseen>,
    fragment: PageFragment<'a>,
    /// Whether it is known whether there is anything to mend.
    is_known: bool,
    waiting: Vec<Waiting>,
    days: Vec<Day>,
    has_runs: bool,
    others: Vec<Line>,
    all_of_organization: Option<String>,
}

struct LookState {
    class: &'static str,
    words: Vec<&'static str>,
    /// In how many seconds to see how it goes on.
    again: Option<u32>,
}

struct Unseen {
    words: Words,
    since: Option<Moment>,
    is_seen_before: bool,
}

/// Something seen but not confirmed.
struct Waiting {
    severity: Badge,
    message: String,
    since: Moment,
}

impl PageView<'_> {
    const fn list_word(&self, word: ListSay) -> &'static str {
        word.text(self.lang)
    }

    const fn page_say(&self, word: PageSay) -> &'static str {
        word.text(self.lang)
    }
}

/// What is known of the page with this number, if the caller may see it.
///
/// # Errors
/// There is none, or not for the caller.
pub(super) async fn row_of(state: &Context, caller: &Caller, id: &str) -> Result<PageRow, WebError> {
    let query = PageQuery {
        page: Some(id.parse().map_err(|_| WebError::NotFound)?),
        with_unregistered: true,
        limit: 1,
        ..PageQuery::within(caller.scope()?.clone())
    };
    state.store.pages(&query).await?.pop().ok_or(WebError::NotFound)
}

#[derive(Deserialize)]
pub(super) struct AskedRun {
    /// The look that was asked for a moment ago.
    run: Option<String>,
}

pub(crate) async fn show(
    State(state): State<Context>,
    caller: Caller,
    PathParam(id): PathParam<String>,
    Query(AskedRun { run }): Query<AskedRun>,
) -> Result<Response, WebError> {
    let row = row_of(&state, &caller, &id).await?;
    let (lang, now, live) = (caller.lang, state.clock.now(), state.live());
    let zone = &state.options.time_zone;
    let moment = |at: Timestamp| Moment::new(lang, at, zone);
    let organization = state.store.imported_pages(&[row.id]).await?.pop().and_then(|entry| entry.organization);
    let mut grounds = Grounds::of(&state.store);
    let organization = organization.map(Arc::new);
    let audit = grounds.confirmed_audit(&row, organization.as_ref(), &live.policy, now).await?;
    let story = PageTimeline::read(&state.store, row).await?;
    let row = &story.row;
    let options = ReportOptions {
        lang,
        approved_covers: Arc::clone(&live.covers),
        time_zone: zone.clone(),
        ..ReportOptions::default()
    };
    let look = look_state(&state, row, run.as_deref(), lang, now).await?;
    let violations = Violations::of(&story, Some(&live.policy), Some(&audit));
    let waiting = story.waiting.iter().zip(&violations.waiting).map(|(finding, violation)| Waiting {
        severity: Badge::of_severity(lang, &finding.severity),
        message: message(lang, violation),
        since: moment(finding.opened_at),
    });
    let (others, all_of_organization) = others(&state, &caller, row, lang).await?;
    let name = row.name.as_deref().filter(|name| !name.trim().is_empty()).unwrap_or(&row.url);
    let view = PageView {
        layout: Layout::new(&state, &caller, "/pages"),
        lang,
        id: row.id.get(),
        name: visible(name).into_owned(),
        address: visible(&row.url).into_owned(),
        vk: in_vk(&row.url),
        verdict: Badge::of_verdict(lang, &row.verdict),
        facts: facts(&state, row, lang),
        moments: moments(&state, &story, lang, now),
        is_unregistered: !row.registered,
        moved_to: row.moved_to,
        may_check: caller.may(Action::CheckPage) && look.as_ref().is_none_or(|look| look.again.is_none()),
        look,
        unseen: unseen(&state, row, lang),
        fragment: PageFragment::new(&audit, &options, covers::PATH),
        is_known: row.verdict != Verdict::Unverified,
        waiting: waiting.collect(),
        days: days(&state, lang, &story.events),
        has_runs: caller.may(Action::SeeRuns),
        others,
        all_of_organization,
    };
    let mut response = page(&view)?;
    // covers as they stand on the page are shown from where VK keeps them
    let policy = HeaderValue::from_static(security_headers::POLICY_WITH_COVERS);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    Ok(response)
}

fn message(lang: Lang, violation: &Violation) -> String {
    let mut message = String::new();
    words::push_message(lang, violation, &mut message);
    message
}

/// Whose page it is.
fn facts(state: &Context, row: &PageRow, lang: Lang) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    let mut add = |word: PageSay, text: String| {
        if !text.is_empty() {
            facts.push((word.text(lang), text));
        }
    };
    add(PageSay::Organization, visible(&row.organization).into_owned());
    add(PageSay::Ogrn, visible(&row.ogrn).into_owned());
    let level = Level::parse(&row.level).map(|level| words::level(lang, level).into());
    add(PageSay::Level, level.unwrap_or_else(|| visible(&row.level)).into_owned());
    add(PageSay::Municipality, visible(&row.municipality).into_owned());
    if !row.region_code.is_empty() {
        add(PageSay::Region, region_name(&state.live().policy, &row.region_code));
    }
    facts
}

/// Since when it is what it is, when it was and will be looked at.
fn moments(state: &Context, story: &PageTimeline, lang: Lang, now: Timestamp) -> Vec<(&'static str, Moment)> {
    let row = &story.row;
    let since = match story.since {
        Since::Exactly(at) => Some((PageSay::VerdictSince, at)),
        Since::NotLater(at) => Some((PageSay::VerdictSinceNotLater, at)),
        Since::Never => None,
    };
    let attempt = row.looked_at.filter(|at| row.seen_at != Some(*at));
    let all = [
        since,
        row.seen_at.map(|at| (PageSay::LastSeen, at)),
        attempt.map(|at| (PageSay::LastAttempt, at)),
        row.next_look_at.map(|at| (PageSay::NextLook, at.max(now))),
    ];
    let moment = |(word, at): (PageSay, Timestamp)| (word.text(lang), Moment::new(lang, at, &state.options.time_zone));
    all.into_iter().flatten().map(moment).collect()
}

fn unseen(state: &Context, row: &PageRow, lang: Lang) -> Option<Unseen> {
    let why = why_unseen(row)?;
    Some(Unseen {
        words: words::unverified(lang, &why),
        since: row.unverified_since.map(|at| Moment::new(lang, at, &state.options.time_zone)),
        is_seen_before: row.verdict != Verdict::Unverified,
    })
}

/// How the look goes on that was asked for; `None` when none was.
async fn look_state(
    state: &Context,
    row: &PageRow,
    asked: Option<&str>,
    lang: Lang,
    now: Timestamp,
) -> Result<Option<LookState>, WebError> {
    if let Some(run) = under_way(&state.store, row.id).await? {
        let is_late = now.duration_since(run.created_at) > LONG;
        let (again, word) = if is_late { (LATER, PageSay::Late) } else { (SOON, PageSay::UnderWay) };
        return Ok(Some(LookState { class: "note", words: vec![word.text(lang)], again: Some(again) }));
    }
    let Some(id) = asked.and_then(|text| text.parse::<RunId>().ok()) else { return Ok(None) };
    let run: Option<Run> = state.store.run(id).await?;
    // of other runs nothing is told here
    let run = run.filter(|run| run.name == name_of_page(row.id) && run.state == RunState::Finished);
    Ok(run.map(|run| {
        let (class, word) = if run.seen > 0 { ("done", PageSay::Done) } else { ("note", PageSay::DoneUnseen) };
        let mut words = vec![word.text(lang)];
        if row.next_look_at.is_some() {
            words.push(PageSay::DoneSuspicious.text(lang));
        }
        LookState { class, words, again: None }
    }))
}

/// The other pages of the same organisation that the caller may see.
async fn others(
    state: &Context,
    caller: &Caller,
    row: &PageRow,
    lang: Lang,
) -> Result<(Vec<Line>, Option<String>), WebError> {
    let Ok(ogrn) = Ogrn::parse(&row.ogrn) else { return Ok((Vec::new(), None)) };
    let own = Scope { organizations: vec![ogrn], ..Scope::everything() };
    let Some(scope) = caller.scope()?.intersect(&own) else { return Ok((Vec::new(), None)) };
    let query = PageQuery { limit: OTHERS + 2, ..PageQuery::within(scope) };
    let mut rows = state.store.pages(&query).await?;
    rows.retain(|other| other.id != row.id);
    let all = (rows.len() > OTHERS).then(|| format!("/pages?q={ogrn}"));
    rows.truncate(OTHERS);
    Ok((rows.iter().map(|row| Line::new(state, lang, row)).collect(), all))
}
