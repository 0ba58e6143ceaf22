//! Repeats what a store could not do at the moment. Nothing that was found is thrown away while the store is out of reach.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use store::StoreError;

/// How long is waited between two tries.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Before the first repetition; it doubles with each further one.
    pub first: Duration,
    /// At the longest.
    pub most: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { first: Duration::from_millis(200), most: Duration::from_secs(10) }
    }
}

impl Patience {
    /// Repeats until it works, fails for good, or `cancel` is called; then the last error is the answer.
    ///
    /// # Errors
    /// What the store said at last.
    pub async fn repeat<T, F: Future<Output = Result<T, StoreError>>>(
        self,
        cancel: &CancellationToken,
        mut attempt: impl FnMut() -> F,
    ) -> Result<T, StoreError> {
        let mut pause = self.first;
        loop {
            let error = match attempt().await {
                Ok(done) => return Ok(done),
                Err(error) if !error.is_passing() => return Err(error),
                Err(error) => error,
            };
            tracing::warn!("the store cannot be used, the next try is in {pause:?}: {error}");
            tokio::select! {
                () = cancel.cancelled() => return Err(error),
                () = tokio::time::sleep(pause) => {}
            }
            pause = (pause * 2).min(self.most);
        }
    }
}
