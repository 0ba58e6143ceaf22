//! Looks at the covers of one page: cache, download, judging, in this order; each picture apart from the others.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;
use tokio::sync::{OnceCell, Semaphore};

use covers::{ContentHash, CoverVerdict, METHOD, Matcher, PictureError, SetError};
use domain::model::{CoverFault, CoverImage, CoverJudgement, CoverSight, Form, ItemCover, PageSnapshot};
use domain::policy::Policy;
use domain::rules;
use store::{Digest, KeptJudgement, PictureCache, StoreError};
use system::clock::Clock;
use vk::crawl::{Pictures, needed_size, picture_key};

/// How many judgements are kept in memory; most covers in the field are the same few files.
const KEPT_IN_MEMORY: usize = 4_096;

/// A service makes many small passes; each tidying reads the whole cache.
const BETWEEN_TIDYING: SignedDuration = SignedDuration::from_hours(1);

type Outcome = Result<KeptJudgement, PictureError>;
/// What was judged in this pass, or is being judged; whoever comes second waits for the first.
type Judged = HashMap<(Digest, Form), Arc<OnceCell<Outcome>>>;

/// Looks at covers and tells what they are.
pub struct CoverLook {
    pictures: Pictures,
    cache: Option<PictureCache>,
    matcher: Arc<Matcher>,
    approved_set: Digest,
    clock: Arc<dyn Clock>,
    /// Judging is work for a core; more at a time would only hold pictures in memory.
    judging: Semaphore,
    judged: Mutex<Judged>,
    tidied_at: Mutex<Option<Timestamp>>,
    /// Tells the operator that the cache fails: that costs a download, not a verdict.
    tell: CacheTrouble,
}

/// Tells somebody what is the matter with the cache of covers.
pub type CacheTrouble = Box<dyn Fn(&StoreError) + Send + Sync>;

impl CoverLook {
    /// Looks with this client and this set; without a cache every picture is downloaded in every run. `tell` is called with
    /// what the cache could not do.
    ///
    /// # Errors
    /// The set cannot be fingerprinted.
    pub fn new(
        pictures: Pictures,
        cache: Option<PictureCache>,
        matcher: Matcher,
        clock: Arc<dyn Clock>,
        tell: CacheTrouble,
    ) -> Result<Self, SetError> {
        let mut judged_by = matcher.set().fingerprint()?.as_bytes().to_vec();
        judged_by.push(METHOD);
        let approved_set = *ContentHash::of(&judged_by).as_bytes();
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Self {
            pictures,
            cache,
            matcher: Arc::new(matcher),
            approved_set,
            clock,
            judging: Semaphore::new(cores),
            judged: Mutex::default(),
            tidied_at: Mutex::default(),
            tell,
        })
    }

    /// What came of looking at the covers of a page, by index of the menu item.
    pub async fn look(&self, policy: &Policy, page: &PageSnapshot) -> Vec<Option<CoverSight>> {
        let items = page.menu.as_ref().map_or(&[][..], |menu| &menu.items);
        let mut sights = vec![None; items.len()];
        for (index, form) in rules::items_whose_cover_matters(policy, items) {
            if let Some(image) = needed_size(&items[index].cover) {
                sights[index] = Some(self.look_at(image, form).await);
            }
        }
        sights
    }

    /// Forgets what the cache holds beyond its bound, now and then.
    pub async fn tidy_up(&self) {
        let Some(cache) = &self.cache else { return };
        let now = self.clock.now();
        {
            let mut tidied_at = self.tidied_at.lock();
            if tidied_at.is_some_and(|at| now.duration_since(at) < BETWEEN_TIDYING) {
                return;
            }
            *tidied_at = Some(now);
        }
        self.told(cache.prune(&self.approved_set).await);
    }

    /// Gives back the memory that only a run needs: most of the day there is none.
    pub fn rest(&self) {
        self.matcher.rest();
        self.judged.lock().clear();
    }

    async fn look_at(&self, image: &CoverImage, wanted: Form) -> CoverSight {
        let failed = |fault| CoverSight::Failed { url: image.url.clone(), fault };
        let key = picture_key(&image.url);
        if let Some((content, kept)) = self.known(&key, wanted).await {
            return sight(image, content, kept);
        }
        let bytes = match self.pictures.fetch(&image.url).await {
            Ok(bytes) => bytes,
            Err(fault) => return failed(CoverFault::Fetch(fault)),
        };
        let content = *ContentHash::of(&bytes).as_bytes();
        match self.judge(content, bytes, wanted).await {
            Ok(kept) => {
                if let Some(cache) = &self.cache {
                    self.told(cache.keep_address(&key, &content, self.clock.now()).await);
                }
                sight(image, content, kept)
            }
            // A file that is no picture says nothing about the cover that visitors see.
            Err(error) => failed(CoverFault::Picture(error)),
        }
    }

    /// What stood at this address before, and its judgement.
    async fn known(&self, key: &str, wanted: Form) -> Option<(Digest, KeptJudgement)> {
        let cache = self.cache.as_ref()?;
        let content = self.told(cache.content_at(key).await)??;
        let kept = self.told(cache.judgement(&content, &self.approved_set, wanted).await)??;
        Some((content, kept))
    }

    /// Judges a content once, however many pages show it at the same time.
    async fn judge(&self, content: Digest, bytes: Vec<u8>, wanted: Form) -> Outcome {
        let cell = {
            let mut judged = self.judged.lock();
            if judged.len() >= KEPT_IN_MEMORY {
                judged.clear();
            }
            Arc::clone(judged.entry((content, wanted)).or_default())
        };
        cell.get_or_init(|| self.judge_new(content, bytes, wanted)).await.clone()
    }

    async fn judge_new(&self, content: Digest, bytes: Vec<u8>, wanted: Form) -> Outcome {
        if let Some(cache) = &self.cache
            && let Some(Some(kept)) = self.told(cache.judgement(&content, &self.approved_set, wanted).await)
        {
            return Ok(kept);
        }
        // The semaphore is never closed.
        let _place = self.judging.acquire().await.ok();
        let matcher = Arc::clone(&self.matcher);
        let judged = tokio::task::spawn_blocking(move || matcher.judge_bytes(&bytes, Some(wanted))).await;
        let verdict = judged.unwrap_or_else(|error| {
            tracing::error!(%error, "judging a cover failed inside the auditor");
            Err(PictureError::GaveUp)
        })?;
        let kept = kept(&verdict);
        if let Some(cache) = &self.cache {
            self.told(cache.keep_judgement(&content, &self.approved_set, wanted, &kept).await);
        }
        Ok(kept)
    }

    fn told<T>(&self, result: Result<T, StoreError>) -> Option<T> {
        result.inspect_err(|error| (self.tell)(error)).ok()
    }
}

fn kept(verdict: &CoverVerdict) -> KeptJudgement {
    let judgement = match verdict {
        CoverVerdict::Approved(_) => CoverJudgement::Approved,
        CoverVerdict::Rejected(_) => CoverJudgement::Rejected,
        CoverVerdict::Review(_) => CoverJudgement::Review,
    };
    let nearest = verdict.nearest();
    KeptJudgement {
        judgement,
        form: Some(nearest.form),
        scheme: Some(nearest.scheme.clone()),
        score: Some(f64::from(nearest.score)),
    }
}

fn sight(image: &CoverImage, content: Digest, kept: KeptJudgement) -> CoverSight {
    let KeptJudgement { judgement, form, scheme, score } = kept;
    let (url, scheme) = (image.url.clone(), scheme.map(Into::into));
    CoverSight::Judged(ItemCover { url, judgement, form, scheme, score, content: Some(content) })
}
