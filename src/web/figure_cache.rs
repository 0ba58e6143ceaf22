//! Figures that take the store long to count, kept while they hold: over a small store they are counted each time that
//! something has changed; over a large one, whoever asks gets those of a moment ago while they are counted again, once,
//! whoever else asks.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::time::Instant;

use store::ChangeMark;

/// What is counted faster than this is counted whenever it may have changed.
const QUICK: Duration = Duration::from_millis(25);
/// So many times as long as the counting took, it is not done again: it takes a small part of the processor's time.
const REST: u32 = 20;
/// After so long figures are counted again even if nothing changed: "since yesterday" goes on with the clock.
const HOLDS: Duration = Duration::from_mins(1);
/// Older figures are not shown when something has changed since.
const OLDEST_CHANGED: Duration = Duration::from_mins(5);
/// Older figures are not shown at all.
const OLDEST: Duration = Duration::from_mins(30);
/// So many are kept; those asked for longest ago go.
const KEPT_MOST: usize = 128;

/// Figures by what they are of, a scope or a query.
pub struct FigureCache<K, T>(Mutex<Vec<(K, Arc<Slot<T>>)>>);

struct Slot<T> {
    figures: Mutex<Option<Figures<T>>>,
    /// The turn of whoever counts.
    counting: Arc<tokio::sync::Mutex<()>>,
}

struct Figures<T> {
    value: Arc<T>,
    mark: ChangeMark,
    counted_at: Instant,
    took: Duration,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Worth {
    /// They hold.
    Shown,
    /// They are shown, and counted again.
    ShownOnce,
    /// They are counted first.
    Nothing,
}

/// What figures are good for that were counted so long ago, and took so long.
fn worth(age: Duration, took: Duration, has_changed: bool) -> Worth {
    if !has_changed && age < HOLDS {
        return Worth::Shown;
    }
    if took < QUICK || age >= if has_changed { OLDEST_CHANGED } else { OLDEST } {
        return Worth::Nothing;
    }
    if age < took * REST { Worth::Shown } else { Worth::ShownOnce }
}

impl<K, T> Default for FigureCache<K, T> {
    fn default() -> Self {
        Self(Mutex::new(Vec::new()))
    }
}

impl<K: Clone + PartialEq, T: Send + Sync + 'static> FigureCache<K, T> {
    /// The figures of a key, while the store has this mark: kept ones, or those that are counted now.
    pub async fn of<E: std::fmt::Display + Send + 'static, F: Future<Output = Result<T, E>> + Send + 'static>(
        &self,
        key: &K,
        mark: ChangeMark,
        count: impl FnOnce() -> F,
    ) -> Result<Arc<T>, E> {
        let slot = self.slot(key);
        let mut turn = None;
        let (mut kept, mut worth) = slot.cached(mark);
        if worth == Worth::Nothing {
            turn = Some(Arc::clone(&slot.counting).lock_owned().await);
            // somebody else may have counted meanwhile
            (kept, worth) = slot.cached(mark);
        } else if worth == Worth::ShownOnce {
            turn = Arc::clone(&slot.counting).try_lock_owned().ok();
        }
        match (kept, worth, turn) {
            (Some(value), Worth::ShownOnce, Some(turn)) => {
                let counting = count();
                tokio::spawn(async move {
                    if let Err(error) = slot.count(mark, counting).await {
                        tracing::warn!("figures cannot be counted again: {error}");
                    }
                    drop(turn);
                });
                Ok(value)
            }
            (Some(value), Worth::Shown | Worth::ShownOnce, _) => Ok(value),
            (_, _, turn) => {
                let value = slot.count(mark, count()).await;
                drop(turn);
                value
            }
        }
    }

    fn slot(&self, key: &K) -> Arc<Slot<T>> {
        let mut slots = self.0.lock();
        let slot = match slots.iter().position(|(of, _)| of == key) {
            Some(place) => slots.remove(place).1,
            None => Arc::new(Slot { figures: Mutex::new(None), counting: Arc::default() }),
        };
        slots.truncate(KEPT_MOST - 1);
        slots.insert(0, (key.clone(), Arc::clone(&slot)));
        slot
    }
}

impl<T> Slot<T> {
    fn cached(&self, mark: ChangeMark) -> (Option<Arc<T>>, Worth) {
        match &*self.figures.lock() {
            Some(figures) => {
                let worth = worth(figures.counted_at.elapsed(), figures.took, figures.mark != mark);
                (Some(Arc::clone(&figures.value)), worth)
            }
            None => (None, Worth::Nothing),
        }
    }

    async fn count<E>(&self, mark: ChangeMark, counting: impl Future<Output = Result<T, E>>) -> Result<Arc<T>, E> {
        let begun = Instant::now();
        let value = Arc::new(counting.await?);
        let (counted_at, took) = (Instant::now(), begun.elapsed());
        *self.figures.lock() = Some(Figures { value: Arc::clone(&value), mark, counted_at, took });
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;
    use domain::model::Scope;

    const SLOW: Duration = Duration::from_millis(500);

    fn mark(number: i64) -> ChangeMark {
        ChangeMark { event: number, verdict: number }
    }

    #[test]
    fn quick_figures_are_never_stale_and_slow_ones_are_for_a_while() {
        let (second, quick) = (Duration::from_secs(1), Duration::from_millis(3));
        assert_eq!(worth(second, quick, false), Worth::Shown);
        assert_eq!(worth(Duration::ZERO, quick, true), Worth::Nothing);
        assert_eq!(worth(2 * HOLDS, quick, false), Worth::Nothing);
        assert_eq!(worth(second, SLOW, true), Worth::Shown);
        assert_eq!(worth(11 * second, SLOW, true), Worth::ShownOnce);
        assert_eq!(worth(OLDEST_CHANGED, SLOW, true), Worth::Nothing);
        assert_eq!(worth(2 * HOLDS, SLOW, false), Worth::ShownOnce);
        assert_eq!(worth(OLDEST, SLOW, false), Worth::Nothing);
    }

    #[tokio::test(start_paused = true)]
    async fn many_who_ask_at_once_have_it_counted_once_and_later_ones_do_not_wait() {
        let (kept, counted) = (Arc::new(FigureCache::default()), Arc::new(AtomicU32::new(0)));
        let ask = |number| {
            let (kept, counted) = (Arc::clone(&kept), Arc::clone(&counted));
            async move {
                let count = async move {
                    tokio::time::sleep(SLOW).await;
                    Ok::<_, Infallible>(counted.fetch_add(1, Ordering::SeqCst))
                };
                *kept.of(&Scope::everything(), mark(number), || count).await.unwrap()
            }
        };
        assert_eq!(futures_util::future::join_all((0..10).map(|_| ask(1))).await, [0; 10]);
        tokio::time::advance(SLOW * (REST + 1)).await;
        let begun = Instant::now();
        assert_eq!((ask(2).await, ask(2).await, begun.elapsed()), (0, 0, Duration::ZERO));
        tokio::time::sleep(2 * SLOW).await;
        assert_eq!((ask(2).await, counted.load(Ordering::SeqCst)), (1, 2));
    }

    #[tokio::test]
    async fn scopes_have_figures_of_their_own_and_what_fails_is_not_kept() {
        let kept = FigureCache::default();
        let town = Scope { municipalities: vec![domain::model::Municipality::from("town")], ..Scope::everything() };
        let ready = |value: Result<u32, &'static str>| move || std::future::ready(value);
        assert_eq!(kept.of(&town, mark(1), ready(Err("away"))).await.unwrap_err(), "away");
        assert_eq!(*kept.of(&town, mark(1), ready(Ok(1))).await.unwrap(), 1);
        assert_eq!(*kept.of(&Scope::everything(), mark(1), ready(Ok(2))).await.unwrap(), 2);
        assert_eq!(*kept.of(&town, mark(1), ready(Ok(3))).await.unwrap(), 1);
        assert_eq!(*kept.of(&town, mark(2), ready(Ok(4))).await.unwrap(), 4);
    }
}
