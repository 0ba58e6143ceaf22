//! What only the machine knows, the time and random bytes, read here and nowhere else: everything else is told them.

pub mod clock;
pub mod entropy;
