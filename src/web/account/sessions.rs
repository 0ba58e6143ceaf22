//! Sessions of browsers as they are listed.

use crate::Context;
use crate::http::caller::Caller;
use store::{Session, hex};
use words::{self, visible};

pub struct SessionView {
    /// Its digest, from which nobody gets the secret.
    pub digest: String,
    pub opened: String,
    pub seen: String,
    pub address: String,
    pub agent: String,
    /// Whether it is the one that asks.
    pub is_this: bool,
}

impl SessionView {
    pub fn new(state: &Context, caller: &Caller, session: &Session) -> Self {
        let minute = |at| words::minute(caller.lang, at, &state.options.time_zone);
        Self {
            digest: hex(&session.digest),
            opened: minute(session.created_at),
            seen: minute(session.seen_at),
            address: visible(&session.address).into_owned(),
            agent: visible(&session.agent).into_owned(),
            is_this: caller.session() == Some(&session.digest),
        }
    }
}
