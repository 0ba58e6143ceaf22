//! What only the machine knows, the time and random bytes, read here and nowhere else: everything else is told them. And how
//! long is waited before something is tried again.

pub mod backoff;
pub mod clock;
pub mod entropy;
