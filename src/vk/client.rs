//! The client of VK's API: one function through which every call goes, in a fixed order: token, room, rate, send, learn,
//! repeat. Knows which pages are asked for but not what becomes of them.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use parking_lot::Mutex;

use super::error_table::{Last, Treatment, treatment};
use super::failure::{broken_json, outcome, unverified};
use super::http::{Http, Reply, Transport, bearer};
use super::options::{BATCH_SIZE, ClientOptions};
use super::redact::redact;
use super::source::CallCounts;
use super::tokens::{Lease, Term, Token, TokenFacts, TokenPool};
use super::wire::{self, FIELDS, GroupAnswer, NoAnswer, Resolved};
use domain::model::{
    AnswerFault, CallFailure, Cause, ClientError, ConnectionFault, JsonDefect, JsonFault, PageAddress, Remark,
    Unverified, UnverifiedReason, VkError,
};

/// The method that shows communities.
const SHOW: &str = "groups.getById";
/// The method that tells what has a short name.
const RESOLVE: &str = "utils.resolveScreenName";
/// How often in a row a call may be told that it was one too many; the pause after each is over a second.
const SLOW_DOWNS: u32 = 20;

/// Shows communities by their addresses: VK's API, or a stand-in for it.
pub trait Groups: Send + Sync + 'static {
    /// Where they are shown, for a report.
    fn name(&self) -> String;

    /// How many addresses one call may hold.
    fn batch_size(&self) -> usize;

    /// How many calls it is worth having under way.
    fn parallel_calls(&self) -> usize;

    /// After how many failed calls in a row it counts as out of reach.
    fn failures_to_stop(&self) -> u32;

    /// What a person should know of the tokens.
    fn remarks(&self) -> Vec<Remark>;

    /// Asks for some communities. The answers come in any order, and some may be missing.
    fn ask<'a>(
        &'a self,
        question: &'a Question,
        counts: &'a Mutex<CallCounts>,
    ) -> BoxFuture<'a, Result<Vec<GroupAnswer>, AskError>>;

    /// Asks what has this address.
    fn resolve<'a>(
        &'a self,
        page: &'a PageAddress,
        counts: &'a Mutex<CallCounts>,
    ) -> BoxFuture<'a, Result<Resolved, AskError>>;
}

/// What one call asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The communities.
    pub pages: Vec<PageAddress>,
    /// How often the call is repeated when it fails.
    pub patience: Patience,
}

/// How often a failed call is repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// As often as any.
    Whole,
    /// Less often: it is a part of a call that failed before with all its repetitions.
    Part,
    /// More often: it finds out whether VK is in reach again.
    Probe,
}

/// Why a call, with all its repetitions, brought no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AskError {
    /// Smaller parts of it may bring one; for a single page, this is why it cannot be seen.
    Split(Unverified),
    /// VK says that none of the asked pages exists; in a call for many, one bad page is enough for that.
    NoneExists,
    /// No further call will bring an answer.
    Stop(Unverified),
}

/// VK's API with a pool of tokens.
pub struct Client {
    transport: Box<dyn Transport>,
    host: String,
    pool: Arc<TokenPool>,
    options: ClientOptions,
    rng: Mutex<fastrand::Rng>,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("host", &self.host).field("pool", &self.pool).finish_non_exhaustive()
    }
}

impl Client {
    /// A client with these tokens; `rng` spreads the pauses between repetitions.
    ///
    /// # Errors
    /// There is no token, one cannot be a token, the API's address is no URL or not https, or the HTTP library fails.
    pub fn new(options: ClientOptions, tokens: Vec<Token>, rng: fastrand::Rng) -> Result<Self, ClientError> {
        if tokens.is_empty() {
            return Err(ClientError::NoTokens);
        }
        if let Some(token) = tokens.iter().find(|token| bearer(token).is_none()) {
            return Err(ClientError::BadToken { name: token.name().to_owned() });
        }
        let http = Http::new(&options)?;
        let host = http.host();
        Ok(Self::with_transport(Box::new(http), host, options, tokens, rng))
    }

    fn with_transport(
        transport: Box<dyn Transport>,
        host: String,
        options: ClientOptions,
        tokens: Vec<Token>,
        rng: fastrand::Rng,
    ) -> Self {
        let pool = Arc::new(TokenPool::new(tokens, options.in_flight, options.longest_wait, options.leased));
        Self { transport, host, pool, options, rng: Mutex::new(rng) }
    }

    /// The tokens and how they are.
    pub fn tokens(&self) -> Vec<TokenFacts> {
        self.pool.facts()
    }

    /// Lets this process use the tokens with this fingerprint for a time; for clients whose tokens are leased.
    pub fn permit(&self, fingerprint: &str, term: Option<&Term>) {
        self.pool.permit(fingerprint, term);
    }

    /// Whether any token may be used at this moment.
    pub fn is_permitted(&self) -> bool {
        self.pool.is_permitted()
    }

    /// Calls until there is an answer or the error table says that there will be none.
    async fn answer<T>(
        &self,
        call: Call,
        read: impl Fn(&Reply) -> Result<T, CallFailure>,
        counts: &Mutex<CallCounts>,
    ) -> Result<T, AskError> {
        let retries = match call.patience {
            Patience::Whole => self.options.retries,
            Patience::Part => self.options.part_retries,
            Patience::Probe => self.options.probe_retries,
        };
        let (mut failures, mut slow_downs, mut was_late) = (0, 0, false);
        loop {
            let lease = self.pool.acquire().await.map_err(|exhausted| {
                AskError::Stop(Unverified {
                    reason: UnverifiedReason::TokensExhausted,
                    cause: Cause::Tokens(exhausted.tokens),
                })
            })?;
            let reply = self.transport.call(call.method, &call.parameters, lease.token()).await;
            let failure = match reply.and_then(|reply| read(&reply)) {
                Ok(answer) => {
                    count(counts, "ok");
                    lease.succeeded();
                    return Ok(answer);
                }
                Err(failure) => self.without_secrets(failure),
            };
            count(counts, &outcome(&failure));
            let pause = match self.learn(&lease, &failure) {
                Treatment::SplitNotFound => return Err(AskError::NoneExists),
                Treatment::StopForPerson => {
                    let stopped = Unverified { reason: UnverifiedReason::Stopped, cause: Cause::Call(failure) };
                    return Err(AskError::Stop(stopped));
                }
                Treatment::RetryThenSplit if failures < retries => {
                    failures += 1;
                    Some(self.backoff(failures))
                }
                Treatment::LateRetry(_) if !was_late => {
                    was_late = true;
                    Some(self.options.late_retry_pause)
                }
                Treatment::StopForGood | Treatment::LateRetry(Last::Stop) => {
                    return Err(AskError::Stop(unverified(failure)));
                }
                Treatment::Split | Treatment::RetryThenSplit | Treatment::LateRetry(Last::Split) => {
                    return Err(AskError::Split(unverified(failure)));
                }
                Treatment::SlowDown if slow_downs >= SLOW_DOWNS => return Err(AskError::Split(unverified(failure))),
                Treatment::SlowDown => {
                    slow_downs += 1;
                    None
                }
                Treatment::RestToken | Treatment::CloseToken | Treatment::DropToken => None,
            };
            tracing::debug!(?failure, ?pause, method = call.method, "a call to VK failed");
            drop(lease);
            if let Some(pause) = pause {
                tokio::time::sleep(pause).await;
            }
        }
    }

    /// Lets the token feel what the failure says of it.
    fn learn(&self, lease: &Lease, failure: &CallFailure) -> Treatment {
        let treatment = treatment(failure);
        match treatment {
            Treatment::SlowDown => lease.slow_down(self.options.slow_down_pause),
            Treatment::RestToken => {
                lease.rest(self.options.flood_pause, self.options.quota_pause, failure);
            }
            Treatment::CloseToken => lease.close(self.options.quota_pause, failure),
            Treatment::DropToken => {
                let second_chance = self.options.leased.then_some(self.options.quota_pause);
                lease.discard(second_chance, failure);
            }
            _ => {}
        }
        treatment
    }

    /// Twice as long each time, plus up to a quarter, so that calls that failed together do not come back together.
    fn backoff(&self, failures: u32) -> Duration {
        let pause = self.options.backoff.pause(failures.saturating_sub(1));
        let spread = self.rng.lock().f64() / 4.0;
        pause.mul_f64(1.0 + spread).min(self.options.backoff.longest)
    }

    fn call(&self, method: &'static str, patience: Patience, own: &[(&'static str, String)]) -> Call {
        let mut parameters = own.to_vec();
        parameters.push(("v", self.options.api_version.clone()));
        parameters.push(("lang", self.options.language.clone()));
        Call { method, patience, parameters }
    }

    fn without_secrets(&self, failure: CallFailure) -> CallFailure {
        let clean = |text: &str| redact(text, self.pool.secrets());
        let of_connection = |fault| match fault {
            ConnectionFault::Other(said) => ConnectionFault::Other(clean(&said)),
            fault => fault,
        };
        match failure {
            CallFailure::Vk(VkError { code, subcode, message, redirect_uri }) => CallFailure::Vk(VkError {
                code,
                subcode,
                message: clean(&message),
                redirect_uri: redirect_uri.as_deref().map(clean),
            }),
            CallFailure::OtherShape(AnswerFault::Shape { said }) => {
                CallFailure::OtherShape(AnswerFault::Shape { said: clean(&said) })
            }
            CallFailure::Connect(fault) => CallFailure::Connect(of_connection(fault)),
            CallFailure::Broken(fault) => CallFailure::Broken(of_connection(fault)),
            CallFailure::Http { .. }
            | CallFailure::Html
            | CallFailure::Empty
            | CallFailure::BrokenJson(_)
            | CallFailure::OtherShape(_)
            | CallFailure::TooLarge { .. }
            | CallFailure::Timeout => failure,
        }
    }
}

impl Groups for Client {
    fn name(&self) -> String {
        self.host.clone()
    }

    fn batch_size(&self) -> usize {
        self.options.batch_size.clamp(1, BATCH_SIZE)
    }

    fn parallel_calls(&self) -> usize {
        // one more waits at the gate, so that no token stands idle while the next call is prepared
        self.pool.capacity() + 1
    }

    fn failures_to_stop(&self) -> u32 {
        self.options.failures_to_stop
    }

    fn remarks(&self) -> Vec<Remark> {
        self.pool.remarks()
    }

    fn ask<'a>(
        &'a self,
        question: &'a Question,
        counts: &'a Mutex<CallCounts>,
    ) -> BoxFuture<'a, Result<Vec<GroupAnswer>, AskError>> {
        let ids: Vec<String> = question.pages.iter().map(id_text).collect();
        // the parameter for one page tells an unknown page more plainly
        let name = if ids.len() == 1 { "group_id" } else { "group_ids" };
        let parameters = [(name, ids.join(",")), ("fields", FIELDS.to_owned())];
        self.answer(self.call(SHOW, question.patience, &parameters), read_groups, counts).boxed()
    }

    fn resolve<'a>(
        &'a self,
        page: &'a PageAddress,
        counts: &'a Mutex<CallCounts>,
    ) -> BoxFuture<'a, Result<Resolved, AskError>> {
        let name = page.group_id().map_or_else(|| id_text(page), |id| format!("club{id}"));
        let call = self.call(RESOLVE, Patience::Part, &[("screen_name", name)]);
        self.answer(call, read_resolved, counts).boxed()
    }
}

/// One call, ready to be made as often as it takes.
struct Call {
    method: &'static str,
    patience: Patience,
    parameters: Vec<(&'static str, String)>,
}

/// The form of an address that VK takes: always the positive number where it is known.
fn id_text(page: &PageAddress) -> String {
    page.group_id().map_or_else(|| page.screen_name().unwrap_or_default().to_owned(), |id| id.to_string())
}

fn count(counts: &Mutex<CallCounts>, outcome: &str) {
    counts.lock().add(outcome);
}

fn read_groups(reply: &Reply) -> Result<Vec<GroupAnswer>, CallFailure> {
    read(reply, wire::read_groups)
}

fn read_resolved(reply: &Reply) -> Result<Resolved, CallFailure> {
    read(reply, wire::read_resolved)
}

/// Reads what came back: VK's own error counts whatever the status, as VK's balancers may change that.
fn read<'a, T>(reply: &'a Reply, answer: impl FnOnce(&'a str) -> Result<T, NoAnswer>) -> Result<T, CallFailure> {
    let text = std::str::from_utf8(&reply.body).map(|text| text.trim_start_matches('\u{feff}').trim());
    let failure = match text {
        Err(_) => CallFailure::BrokenJson(JsonFault { defect: JsonDefect::NotUtf8, line: 1, column: 1 }),
        Ok("") => CallFailure::Empty,
        Ok(text) => match answer(text) {
            Ok(answer) if reply.status == 200 => return Ok(answer),
            Err(NoAnswer::Error(error)) => return Err(CallFailure::Vk(error)),
            Err(NoAnswer::OtherShape(fault)) => CallFailure::OtherShape(fault),
            Err(NoAnswer::BrokenJson(_)) if text.starts_with('<') => CallFailure::Html,
            Err(NoAnswer::BrokenJson(error)) => CallFailure::BrokenJson(broken_json(&error)),
            Ok(_) => CallFailure::Http { status: reply.status },
        },
    };
    Err(if reply.status == 200 { failure } else { CallFailure::Http { status: reply.status } })
}

#[cfg(test)]
mod tests;
