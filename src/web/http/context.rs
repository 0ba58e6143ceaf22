//! What nearly every handler needs: the store, the time, the settings.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use parking_lot::RwLock;

use crate::options::{Live, Options};
use store::Store;
use system::clock::Clock;

/// What nearly every handler needs. A clone shares everything with the original.
#[derive(Clone)]
pub(crate) struct Context {
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) options: Arc<Options>,
    live: Arc<RwLock<Arc<Live>>>,
    /// Whether anybody is registered, as far as it is known.
    pub(super) has_people: Arc<AtomicBool>,
}

impl Context {
    pub(crate) fn new(store: Store, clock: Arc<dyn Clock>, options: Options, live: Live) -> Self {
        let (options, live) = (Arc::new(options), Arc::new(RwLock::new(Arc::new(live))));
        Self { store, clock, options, live, has_people: Arc::default() }
    }

    /// What a reload changes, as it is now.
    pub(crate) fn live(&self) -> Arc<Live> {
        Arc::clone(&self.live.read())
    }

    pub(crate) fn change_live(&self, live: Live) {
        *self.live.write() = Arc::new(live);
    }
}
