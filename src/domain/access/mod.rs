//! Who may see and do what: roles, rights, names, passwords, secrets, throttling, signatures. No database, no network, no
//! clock, no randomness: moments and random bytes are arguments, so that every answer can be proved.

mod badge;
mod common;
mod names;
mod password;
mod quota;
mod rights;
mod secret;
mod throttle;
mod ticket;

pub use badge::{Badge, SigningKey};
pub use names::{DisplayName, Login, NameError};
pub use password::{Password, PasswordError, PasswordHash, SALT_BYTES, verify};
pub use quota::Quota;
pub use rights::{Action, Rights, Role};
pub use secret::{SECRET_BYTES, Secret, SecretKind};
pub use throttle::{Throttle, ThrottleRule};
pub use ticket::Ticket;
