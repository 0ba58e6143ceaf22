//! A picture against the whole approved set -> a verdict.
//!
//! The verdict for a form is that of the likest reference among those a thumbnail cannot rule out. Each reference is
//! judged without regard to the others, so their order has no effect and a further one can only add approvals.

use std::sync::Arc;

use parking_lot::Mutex;

use super::compare::{APPROVED, CurveTables, GRID_WIDTHS, Prepared, REJECTED, Sample, Subject, UNLIKE, unlikeness};
use super::decode::{PictureError, decode};
use super::picture::Picture;
use super::set::{ApprovedSet, Reference};
use crate::Form;

/// The memory prepared references may take, in bytes; those not used for longest are dropped and made again.
const MAX_PREPARED_BYTES: usize = 160 << 20;
/// Thumbnails of a true match lie at most this far apart, in levels on average: luma, and both chromas together. The
/// largest seen are 10 and 23, for a wide-gamut profile misread.
const THUMBNAIL_LUMA: f32 = 26.0;
const THUMBNAIL_CHROMA: f32 = 44.0;

/// Changes whenever the same picture may get another verdict: verdicts kept under another number are void.
pub const METHOD: u8 = 2;

/// The approved cover a picture is likest to.
#[derive(Debug, Clone, PartialEq)]
pub struct CoverMatch {
    /// The form that cover is approved for.
    pub form: Form,
    /// The name of its colour scheme.
    pub scheme: String,
    /// How unlike the picture is: 0 for the same, up to 99.
    pub score: f32,
}

/// What was found about a cover.
#[derive(Debug, Clone, PartialEq)]
pub enum CoverVerdict {
    /// It is an approved cover of the form the match names, which may be another than the wanted one.
    Approved(CoverMatch),
    /// It is none of the approved covers; the match is the likest.
    Rejected(CoverMatch),
    /// The likeness is uncertain: a person should look.
    Review(CoverMatch),
}

impl CoverVerdict {
    /// The likest approved cover.
    pub const fn nearest(&self) -> &CoverMatch {
        match self {
            Self::Approved(found) | Self::Rejected(found) | Self::Review(found) => found,
        }
    }

    /// The word used in reports and by `covers check`.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Approved(_) => "approved",
            Self::Rejected(_) => "rejected",
            Self::Review(_) => "review",
        }
    }

    fn of(found: CoverMatch) -> Self {
        if found.score <= APPROVED {
            Self::Approved(found)
        } else if found.score < REJECTED {
            Self::Review(found)
        } else {
            Self::Rejected(found)
        }
    }

    /// The better of two: an approval, else the likelier; the first where they are equal.
    fn better(self, other: Self) -> Self {
        if other.nearest().score < self.nearest().score { other } else { self }
    }
}

/// Judges covers against an approved set. One matcher serves any number of threads.
#[derive(Debug)]
pub struct Matcher {
    set: ApprovedSet,
    tables: CurveTables,
    prepared: Mutex<PreparedCache>,
}

impl Matcher {
    /// A matcher for a set; references are prepared when they are first needed.
    pub fn new(set: ApprovedSet) -> Self {
        let prepared = Mutex::new(PreparedCache::new(set.references().len()));
        Self { set, tables: CurveTables::new(), prepared }
    }

    /// The set this matcher judges by.
    pub const fn set(&self) -> &ApprovedSet {
        &self.set
    }

    /// Decodes a file and judges it.
    ///
    /// # Errors
    /// A [`PictureError`] when the bytes are no picture that can be judged.
    pub fn judge_bytes(&self, bytes: &[u8], wanted: Option<Form>) -> Result<CoverVerdict, PictureError> {
        decode(bytes).map(|picture| self.judge(&picture, wanted))
    }

    /// Judges a picture that should be a cover of the wanted form, or of either. A cover that is not approved for the
    /// wanted form but is for the other comes back approved for the other.
    pub fn judge(&self, picture: &Picture, wanted: Option<Form>) -> CoverVerdict {
        let subject = Subject::new(Sample::new(picture));
        let mut near: Vec<(f32, usize)> = Vec::new();
        let mut likest: [Option<(f32, usize)>; 2] = [None; 2];
        for (index, reference) in self.set.references().iter().enumerate() {
            let likest = &mut likest[usize::from(reference.form == Form::Polls)];
            let best = likest.map_or(f32::INFINITY, |(best, _)| best);
            let thumbnail = &subject.sample.thumbnail;
            // Most references of a large set are ruled out by their mean colours alone.
            let (luma, chroma) = thumbnail.least_distance(&reference.thumbnail);
            if luma + chroma >= best && !within_reach((luma, chroma)) {
                continue;
            }
            let distance = thumbnail.distance(&reference.thumbnail);
            let sum = distance.0 + distance.1;
            if sum < best {
                *likest = Some((sum, index));
            }
            if within_reach(distance) {
                near.push((sum, index));
            }
        }
        // References are ordered by form and name, so equal distances keep a fixed order.
        near.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let first = wanted
            .unwrap_or_else(|| near.first().map_or(Form::Messages, |&(_, index)| self.set.references()[index].form));
        let own = self.best_of(&subject, first, &near, likest);
        if matches!(own, CoverVerdict::Approved(_)) {
            return own;
        }
        own.better(self.best_of(&subject, first.other(), &near, likest))
    }

    /// The verdict by the references of one form; ends at the first that approves.
    fn best_of(
        &self,
        subject: &Subject,
        form: Form,
        near: &[(f32, usize)],
        likest: [Option<(f32, usize)>; 2],
    ) -> CoverVerdict {
        let fallback = likest[usize::from(form == Form::Polls)].map_or(0, |(_, index)| index);
        let mut best = self.found(UNLIKE, fallback);
        for &(_, index) in near {
            if self.set.references()[index].form != form {
                continue;
            }
            let verdict =
                self.found(unlikeness(subject, &self.prepared(index, subject.sample.grid), &self.tables), index);
            if matches!(verdict, CoverVerdict::Approved(_)) {
                return verdict;
            }
            best = best.better(verdict);
        }
        best
    }

    /// Gives back the memory of prepared references; they are made again when they are needed.
    pub fn rest(&self) {
        *self.cache() = PreparedCache::new(self.set.references().len());
    }

    fn found(&self, score: f32, index: usize) -> CoverVerdict {
        let Reference { form, scheme, .. } = &self.set.references()[index];
        CoverVerdict::of(CoverMatch { form: *form, scheme: scheme.clone(), score })
    }

    fn prepared(&self, index: usize, grid: usize) -> Arc<Prepared> {
        let slot = index * GRID_WIDTHS.len() + grid;
        if let Some(found) = self.cache().get(slot) {
            return found;
        }
        // Made without the lock: two threads may make the same one, none waits for another's.
        let reference = &self.set.references()[index];
        let made = Arc::new(Prepared::new(&reference.picture, reference.own, GRID_WIDTHS[grid], &self.tables));
        self.cache().put(slot, Arc::clone(&made));
        made
    }

    fn cache(&self) -> parking_lot::MutexGuard<'_, PreparedCache> {
        self.prepared.lock()
    }
}

/// Whether a picture's thumbnail leaves a match with a reference possible.
pub(super) fn plausible(sample: &Sample, reference: &Reference) -> bool {
    within_reach(sample.thumbnail.distance(&reference.thumbnail))
}

fn within_reach((luma, chroma): (f32, f32)) -> bool {
    luma <= THUMBNAIL_LUMA && chroma <= THUMBNAIL_CHROMA
}

/// Prepared references by slot, with the time of their last use on a clock of uses.
#[derive(Debug)]
struct PreparedCache {
    slots: Vec<Option<(u64, Arc<Prepared>)>>,
    bytes: usize,
    clock: u64,
}

impl PreparedCache {
    fn new(references: usize) -> Self {
        Self { slots: vec![None; references * GRID_WIDTHS.len()], bytes: 0, clock: 0 }
    }

    fn get(&mut self, slot: usize) -> Option<Arc<Prepared>> {
        self.clock += 1;
        let (used, prepared) = self.slots[slot].as_mut()?;
        *used = self.clock;
        Some(Arc::clone(prepared))
    }

    fn put(&mut self, slot: usize, prepared: Arc<Prepared>) {
        self.bytes += prepared.bytes();
        if let Some((_, old)) = self.slots[slot].replace((self.clock, prepared)) {
            self.bytes -= old.bytes();
        }
        while self.bytes > MAX_PREPARED_BYTES {
            let oldest = (0..self.slots.len())
                .filter(|&other| other != slot)
                .filter_map(|other| self.slots[other].as_ref().map(|&(used, _)| (used, other)))
                .min();
            let Some((_, oldest)) = oldest else { break };
            if let Some((_, old)) = self.slots[oldest].take() {
                self.bytes -= old.bytes();
            }
        }
    }
}
