//! The one place that asks the system for random bytes that nobody can guess; everything else is given them.

use thiserror::Error;

/// The system gives no random bytes.
#[derive(Debug, Error)]
#[error("the system gives no random bytes: {0}")]
pub struct EntropyError(getrandom::Error);

/// So many random bytes, fit for secrets.
///
/// # Errors
/// The system gives none; nothing secret can be made then.
pub fn random<const BYTES: usize>() -> Result<[u8; BYTES], EntropyError> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes).map_err(EntropyError)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_differ_each_time() {
        assert_ne!(random::<32>().unwrap(), random::<32>().unwrap());
    }
}
