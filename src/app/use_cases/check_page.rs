//! Somebody has a page looked at now.

use core::net::IpAddr;

use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;

use super::{Actor, find_page};
use crate::schedule::ByHand;
use domain::access::{Action, Quota, ThrottleRule};
use domain::model::{PageAddress, Scope};
use store::{AskedPage, PageId, PageQuery, PageRow, PageRun, RunId, Store, StoreError};

/// A look so young is told rather than VK asked anew; one that comes sooner would not count anyway.
const FRESH: SignedDuration = SignedDuration::from_mins(2);
/// How many pages may be asked for at a time, by all people together; further ones wait for their turn.
const UNDER_WAY_MOST: u64 = 100;
/// A stranger's checks: six, then one every two minutes.
const ONE_STRANGER: ThrottleRule = ThrottleRule { burst: 6, refill_ms: 120_000 };
/// All strangers' checks: sixty, then one every fifteen seconds, so 5,760 a day.
const ALL_STRANGERS: ThrottleRule = ThrottleRule { burst: 60, refill_ms: 15_000 };

/// How often strangers may ask.
pub fn check_quota() -> Quota {
    Quota::new(ONE_STRANGER, ALL_STRANGERS)
}

/// Which page is to be looked at.
#[derive(Debug, Clone, Copy)]
pub enum AskedFor<'a> {
    /// The page with this address, known or not.
    Address(&'a PageAddress),
    /// A page of the store.
    Page(PageId),
}

/// On what terms pages are looked at.
#[derive(Debug)]
pub struct CheckTerms<'a> {
    /// What the run needs.
    pub by_hand: ByHand,
    /// Whether the operator opened the check of single pages to all, strangers too.
    pub is_open: bool,
    /// What strangers have used of their quota.
    pub quota: &'a Mutex<Quota>,
    /// Where the request comes from.
    pub address: IpAddr,
}

impl CheckTerms<'_> {
    /// Whose pages the actor may have looked at; `None` for none.
    pub fn scope(is_open: bool, by: &Actor) -> Option<Scope> {
        let own = || by.rights.as_ref().filter(|rights| rights.may(Action::CheckPage));
        if is_open { Some(Scope::everything()) } else { own().map(|rights| rights.scope.clone()) }
    }
}

/// A page that is looked at, or was a moment ago.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckedPage {
    pub page: PageId,
    /// The run that looks at it; `None` where the last look is young enough.
    pub run: Option<RunId>,
}

/// Why a page is not looked at.
#[derive(Debug, thiserror::Error)]
pub enum CheckRefused {
    /// The actor may have no page looked at.
    #[error("the actor may have no page looked at")]
    Forbidden,
    /// The page is not among those that the actor may have looked at; nobody learns whether it is known.
    #[error("the page is not among the actor's")]
    NotYours,
    /// Strangers have used up their quota until then.
    #[error("the quota is used up until {0}")]
    QuotaUsedUp(Timestamp),
    /// As many pages as can be are being looked at.
    #[error("too many pages are being looked at")]
    QueueFull,
    /// The store cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Has a page looked at: begins a run over it, unless one is under way or the last look is young enough. Whoever may check
/// pages is bound by the queue only, all others by the quota of strangers too.
///
/// # Errors
/// See [`CheckRefused`].
pub async fn check_page(
    store: &Store,
    page: AskedFor<'_>,
    by: &Actor,
    terms: CheckTerms<'_>,
    now: Timestamp,
) -> Result<CheckedPage, CheckRefused> {
    let scope = CheckTerms::scope(terms.is_open, by).ok_or(CheckRefused::Forbidden)?;
    if !by.may(Action::CheckPage) {
        let mut quota = terms.quota.lock();
        quota.take(terms.address, now).map_err(CheckRefused::QuotaUsedUp)?;
    }
    let known = match page {
        AskedFor::Page(page) => Some(page),
        AskedFor::Address(address) => find_page(store, address).await?,
    };
    let asked = match (known, page) {
        (Some(page), _) => {
            let query = PageQuery { page: Some(page), with_unregistered: true, limit: 1, ..PageQuery::within(scope) };
            let row = store.pages(&query).await?.pop().ok_or(CheckRefused::NotYours)?;
            if is_fresh(&row, now) {
                return Ok(CheckedPage { page, run: None });
            }
            AskedPage::Known(page)
        }
        // a page that is nobody's is made only by those who may see such pages
        (None, AskedFor::Address(address)) if scope.is_everything() => AskedPage::New(address),
        (None, _) => return Err(CheckRefused::NotYours),
    };
    let run_over = |page| terms.by_hand.page(page, now);
    match store.ask_for_page(asked, run_over, UNDER_WAY_MOST, by.noted(), now).await? {
        PageRun::Begun(page, run) | PageRun::UnderWay(page, run) => Ok(CheckedPage { page, run: Some(run) }),
        PageRun::Full => Err(CheckRefused::QueueFull),
    }
}

/// Whether the last look at a page saw it, and a moment ago.
pub fn is_fresh(row: &PageRow, now: Timestamp) -> bool {
    let age = row.looked_at.map(|at| now.duration_since(at));
    row.unverified_reason.is_none()
        && row.snapshot.is_some()
        && age.is_some_and(|age| age >= SignedDuration::ZERO && age < FRESH)
}
