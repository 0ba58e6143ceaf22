//! An audit of one page, made now: asked for as a job, told when it is done. A job is named by a signed ticket, so that
//! nobody can guess what others asked for; whose page it is, is asked again each time.

use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, sleep};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::page_check::Checks;
use crate::Context;
use crate::api::answer::{ask_again, json, made};
use crate::api::query_params::{Nothing, QueryParams, query_params};
use crate::api::values::Wait;
use crate::http::caller::Caller;
use crate::http::error::{WebError, Wrong};
use crate::http::extract::{JsonBody, PathParam as Piece};
use crate::http::routes::{Admit, Routes};
use app::history::{Grounds, PageTimeline, VerdictBasis, WireGround, WireLinks, rfc3339, why_unseen};
use app::use_cases::AskedFor;
use domain::access::{Action, SigningKey, Ticket};
use domain::model::{PageAddress, Unverified, UnverifiedReason, Verdict};
use report::{WireUnverified, WireViolation};
use store::{PageId, PageRow, Run, RunId, RunState};
use system::entropy::random;
use words::{self, Lang};

/// The name of the key that signs tickets.
const KEY: &str = "audit";
/// When to ask again for what is not done, in seconds.
const AGAIN: u64 = 2;
/// How often it is looked whether an audit that is waited for is done.
const BETWEEN_LOOKS: Duration = Duration::from_millis(250);
/// How long a job can be asked for.
const KEPT: SignedDuration = SignedDuration::from_hours(24);
/// The longest address, in characters.
const URL_MOST: usize = 2_000;

pub(super) fn routes() -> Routes {
    Routes::new().operation(Admit::Checkers, routes!(ask)).operation(Admit::Checkers, routes!(one))
}

query_params! {
    /// How long to wait.
    AuditAsked {
        wait: Option<Wait> = "How many seconds to wait for the audit before it is only promised.",
    }
}

/// What to audit.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewAudit {
    /// The address of a VK page, in any usual writing.
    #[schema(example = "https://vk.com/club1", min_length = 1, max_length = 2_000)]
    url: String,
}

/// An audit.
#[derive(Serialize, ToSchema)]
struct Audit<'a> {
    /// The job, to ask for it again.
    job: &'a str,
    /// `queued`, `running` or `done`.
    #[schema(value_type = String)]
    state: Stage,
    /// The page's address.
    page_url: &'a str,
    /// When it was asked for.
    asked_at: String,
    /// What came of it; null until it is done.
    result: Option<AuditResult<'a>>,
}

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Stage {
    Queued,
    Running,
    Done,
}

impl Stage {
    fn of(run: &Run) -> Self {
        match run.state.known() {
            Some(RunState::Running) if run.started_at.is_none() => Self::Queued,
            Some(RunState::Held | RunState::Finished | RunState::Discarded | RunState::Superseded) => Self::Done,
            Some(RunState::Running | RunState::Applying) => Self::Running,
            // a later version goes on with it until it says when it ended
            None => [Self::Running, Self::Done][usize::from(run.finished_at.is_some())],
        }
    }
}

/// What came of an audit: what this look saw, whether or not it is confirmed.
#[derive(Serialize, ToSchema)]
struct AuditResult<'a> {
    /// `compliant`, `violations`, `review` or `unverified`.
    verdict: &'static str,
    /// When the page was looked at.
    checked_at: Option<String>,
    /// Everything that is wrong, with what to do about it.
    violations: Vec<WireViolation<'a>>,
    /// Why the page could not be seen; null when it could.
    unverified: Option<Unseen<'a>>,
    /// What was seen; null when nothing was.
    ground: Option<WireGround<'a>>,
    /// What must stand in the menu; null for pages of no organisation of the registry.
    links: Option<WireLinks<'a>>,
}

/// Why a page could not be seen.
#[derive(Serialize, ToSchema)]
struct Unseen<'a> {
    #[serde(flatten)]
    why: WireUnverified<'a>,
    message: String,
    remedy: String,
}

/// Has a page audited now. Answers at once with the job, or with the audit when it is done within the time to wait.
#[utoipa::path(post, path = "/api/v1/audits", tag = "audits", params(AuditAsked), request_body = NewAudit,
    responses(
        (status = 200, description = "The audit, done within the time to wait.", body = Audit<'static>),
        (status = 202, description = "The job; ask for it again at `Location`.", body = Audit<'static>)))]
async fn ask(
    State(state): State<Context>,
    State(checks): State<Checks>,
    caller: Caller,
    QueryParams(asked): QueryParams<AuditAsked>,
    JsonBody(wanted): JsonBody<NewAudit>,
) -> Result<Response, WebError> {
    let lang = caller.lang;
    let wrong = |detail| WebError::Invalid(vec![Wrong { field: "url", detail }]);
    let text: String = wanted.url.chars().take(URL_MOST).collect();
    let address = PageAddress::parse(&text).map_err(|error| wrong(words::address_error(lang, &error)))?;
    let checked = checks.run(&caller, AskedFor::Address(&address)).await.map_err(|why| checks.refused(why))?;
    let (page, now) = (checked.page, state.clock.now());
    let mut run = match checked.run {
        Some(run) => Some(state.store.run(run).await?.ok_or(WebError::NotFound)?),
        None => None,
    };
    let person = caller.person().filter(|_| caller.may(Action::CheckPage)).map_or(0, |person| person.id.get());
    let ticket = Ticket([run.as_ref().map_or(0, |run| run.id.get()), page.get(), person, now.as_millisecond()]);
    let job = ticket.sign(&key(&state).await?);
    let until = Instant::now() + Duration::from_secs(asked.wait.map_or(0, |Wait(seconds)| seconds));
    while let Some(under_way) = run.as_ref().filter(|run| Stage::of(run) != Stage::Done)
        && Instant::now() < until
    {
        let id = under_way.id;
        sleep(BETWEEN_LOOKS.min(until.saturating_duration_since(Instant::now()))).await;
        run = Some(state.store.run(id).await?.ok_or(WebError::NotFound)?);
    }
    answer(&state, &checks, &caller, &Job { name: &job, run, page, asked: now, is_new: true }).await
}

/// What became of a job.
#[utoipa::path(get, path = "/api/v1/audits/{job}", tag = "audits", params(("job" = String, Path)),
    responses((status = 200, description = "Where it stands, and the audit once it is done.", body = Audit<'static>)))]
async fn one(
    State(state): State<Context>,
    State(checks): State<Checks>,
    caller: Caller,
    QueryParams(Nothing): QueryParams<Nothing>,
    Piece(job): Piece<String>,
) -> Result<Response, WebError> {
    let now = state.clock.now();
    let ticket = Ticket::<4>::read(&key(&state).await?, &job).ok_or(WebError::NotFound)?;
    let Ticket([run, page, person, asked]) = ticket;
    let is_anothers = person != 0 && caller.person().is_none_or(|caller| caller.id.get() != person);
    let asked = Timestamp::from_millisecond(asked).map_err(|_| WebError::NotFound)?;
    if is_anothers || now.duration_since(asked) > KEPT {
        return Err(WebError::NotFound);
    }
    let page = page.to_string().parse::<PageId>().map_err(|_| WebError::NotFound)?;
    let run = match run {
        0 => None,
        run => {
            let run = run.to_string().parse::<RunId>().map_err(|_| WebError::NotFound)?;
            Some(state.store.run(run).await?.ok_or(WebError::NotFound)?)
        }
    };
    answer(&state, &checks, &caller, &Job { name: &job, run, page, asked, is_new: false }).await
}

/// A job as it is told.
struct Job<'a> {
    name: &'a str,
    /// None where the page was looked at a moment before.
    run: Option<Run>,
    page: PageId,
    asked: Timestamp,
    is_new: bool,
}

async fn key(state: &Context) -> Result<SigningKey, WebError> {
    let fresh = SigningKey::new(random()?);
    Ok(state.store.signing_key(KEY, &fresh, state.clock.now()).await?)
}

async fn answer(state: &Context, checks: &Checks, caller: &Caller, job: &Job<'_>) -> Result<Response, WebError> {
    let row = crate::api::shown::page(state, &checks.scope(caller)?, job.page).await?;
    let stage = job.run.as_ref().map_or(Stage::Done, Stage::of);
    let (page_url, asked_at) = (row.url.clone(), rfc3339(job.asked));
    if stage != Stage::Done {
        let body = Audit { job: job.name, state: stage, page_url: &page_url, asked_at, result: None };
        let status = if job.is_new { StatusCode::ACCEPTED } else { StatusCode::OK };
        return Ok(ask_again(made(status, &format!("/api/v1/audits/{}", job.name), &body)?, AGAIN));
    }
    let seen = Seen::read(state, row, job.run.as_ref()).await?;
    let result = Some(seen.wire(state, caller.lang));
    json(StatusCode::OK, &Audit { job: job.name, state: stage, page_url: &page_url, asked_at, result })
}

/// What is kept of the last look at a page.
struct Seen {
    story: PageTimeline,
    ground: Option<VerdictBasis>,
    /// Whether the run looked at the page at all: a run may be over before it came to that.
    was_looked_at: bool,
}

impl Seen {
    async fn read(state: &Context, row: PageRow, run: Option<&Run>) -> Result<Self, WebError> {
        let was_looked_at = row.looked_at.is_some_and(|at| run.is_none_or(|run| at >= run.created_at));
        let ground = Grounds::of(&state.store).of_page_if_readable(&row).await?;
        Ok(Self { story: PageTimeline::read(&state.store, row).await?, ground, was_looked_at })
    }

    fn wire(&self, state: &Context, lang: Lang) -> AuditResult<'_> {
        let live = state.live();
        let unseen = self.why_unseen();
        let ground = self.ground.as_ref().filter(|_| unseen.is_none());
        let audit = ground.map(|ground| &ground.audit);
        let links = ground.and_then(|ground| ground.audit.organization.as_deref());
        AuditResult {
            verdict: audit.map_or(Verdict::Unverified, |audit| audit.verdict).as_str(),
            checked_at: self.story.row.looked_at.filter(|_| self.was_looked_at).map(rfc3339),
            violations: audit
                .map(|audit| audit.violations.iter().map(|one| WireViolation::new(one, lang)).collect())
                .unwrap_or_default(),
            unverified: unseen.map(|why| {
                let words = words::unverified(lang, &why);
                Unseen {
                    why: WireUnverified::new(why.reason.as_str(), &why.cause, lang),
                    message: words.message,
                    remedy: words.remedy,
                }
            }),
            ground: ground.map(|ground| WireGround::new(&self.story, ground, live.kept_policy.digest)),
            links: links.map(|it| WireLinks::new(lang, &live.policy, Some(&self.story.row.url), it)),
        }
    }

    fn why_unseen(&self) -> Option<Unverified> {
        if !self.was_looked_at {
            return Some(Unverified::of(UnverifiedReason::NotSeenYet));
        }
        why_unseen(&self.story.row)
            .or_else(|| self.ground.is_none().then(|| Unverified::of(UnverifiedReason::NotSeenYet)))
    }
}
