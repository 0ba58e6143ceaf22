//! Passwords are hashed and verified a few at a time: each takes a processor and some 19 MiB for a moment. A turn goes with
//! the work itself, so that whoever hangs up meanwhile does not give it away.

use std::sync::Arc;

use parking_lot::{Mutex, MutexGuard};
use tokio::sync::Semaphore;

use crate::http::error::WebError;
use domain::access::{Password, PasswordHash, SALT_BYTES, Throttle, verify};
use system::entropy::random;

/// So many at a time.
const AT_ONCE: usize = 2;

/// Passwords that are hashed or tried.
#[derive(Clone)]
pub(crate) struct Passwords {
    turns: Arc<Semaphore>,
    throttle: Arc<Mutex<Throttle>>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self { turns: Arc::new(Semaphore::new(AT_ONCE)), throttle: Arc::default() }
    }
}

impl Passwords {
    /// How often passwords were tried.
    pub(crate) fn throttle(&self) -> MutexGuard<'_, Throttle> {
        self.throttle.lock()
    }

    pub(crate) async fn hash(&self, password: Password) -> Result<PasswordHash, WebError> {
        let salt = random::<SALT_BYTES>()?;
        self.in_turn(move || password.hash(salt)).await
    }

    /// Whether this text is the password that was kept; takes as long where none was.
    pub(crate) async fn is_password(&self, text: &str, kept: Option<PasswordHash>) -> Result<bool, WebError> {
        let text = text.to_owned();
        self.in_turn(move || verify(&text, kept.as_ref())).await
    }

    async fn in_turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, WebError> {
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(|_| WebError::Internal)?;
        let worked = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(turn);
            done
        });
        worked.await.map_err(|_| WebError::Internal)
    }
}
