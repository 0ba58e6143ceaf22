//! Repeats what a store could not do at the moment. Nothing that was found is thrown away while the store is out of reach.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use store::StoreError;
use system::backoff::Backoff;

/// How long is waited for the store where nobody says.
pub const FOR_THE_STORE: Backoff = Backoff { first: Duration::from_millis(200), longest: Duration::from_secs(10) };

/// Repeats until it works, fails for good, or `cancel` is called; then the last error is the answer.
///
/// # Errors
/// What the store said at last.
pub async fn repeat<T, F: Future<Output = Result<T, StoreError>>>(
    backoff: Backoff,
    cancel: &CancellationToken,
    mut attempt: impl FnMut() -> F,
) -> Result<T, StoreError> {
    let mut failures = 0;
    loop {
        let error = match attempt().await {
            Ok(done) => return Ok(done),
            Err(error) if !error.is_passing() => return Err(error),
            Err(error) => error,
        };
        let pause = backoff.pause(failures);
        failures = failures.saturating_add(1);
        tracing::warn!("the store cannot be used, the next try is in {pause:?}: {error}");
        tokio::select! {
            () = cancel.cancelled() => return Err(error),
            () = tokio::time::sleep(pause) => {}
        }
    }
}
