//! Ids of feeds and entries. They are made of the permanent name of the log and the place in it, never of an address, so
//! that a service that moves to another host does not tell all its news once more.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest as _, Sha256};
use thiserror::Error;

use super::Channel;
use domain::model::Scope;
use store::{Digest, EventRow};

/// The most characters of a log's name.
const LONGEST_NAME: usize = 64;

/// The permanent name of a store's log: made once, told to nobody else, never changed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LogId(String);

/// A text that cannot name a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the name of the log is not 1 to {LONGEST_NAME} of the characters a-z A-Z 0-9 . _ -: give it a UUID")]
pub struct LogIdError;

impl FromStr for LogId {
    type Err = LogIdError;

    fn from_str(text: &str) -> Result<Self, LogIdError> {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
        let is_name = (1..=LONGEST_NAME).contains(&text.len()) && text.bytes().all(fits);
        if is_name { Ok(Self(text.to_owned())) } else { Err(LogIdError) }
    }
}

impl fmt::Display for LogId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The id of a feed: the same in all formats and for all its parts.
pub(super) fn of_feed(channel: &Channel<'_>) -> String {
    urn(&[b"feed", channel.log.0.as_bytes(), &of_scope(channel.scope), channel.lang.as_str().as_bytes()])
}

/// The id of an entry: the same in all feeds that have it. What a run came to is another thing for each scope.
pub(super) fn of_entry(channel: &Channel<'_>, row: &EventRow) -> String {
    let scope = if row.event.page.is_none() { of_scope(channel.scope) } else { Digest::default() };
    urn(&[b"event", channel.log.0.as_bytes(), &row.event.seq.to_be_bytes(), &scope])
}

/// A digest of a scope; the order in which it names things does not matter.
pub(super) fn of_scope(scope: &Scope) -> Digest {
    let mut lists = [
        scope.regions.iter().map(ToString::to_string).collect::<Vec<_>>(),
        scope.municipalities.iter().map(ToString::to_string).collect(),
        scope.organizations.iter().map(ToString::to_string).collect(),
    ];
    let mut texts = Vec::new();
    for list in &mut lists {
        list.sort_unstable();
        list.dedup();
        texts.push(list.len().to_string());
        texts.append(list);
    }
    let parts: Vec<&[u8]> = texts.iter().map(String::as_bytes).collect();
    digest(&parts)
}

/// A digest of parts, each with its length, so that no two lists of parts are alike.
pub(super) fn digest(parts: &[&[u8]]) -> Digest {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// A UUID of version 8 (RFC 9562): its own bits are free, here of a digest.
fn urn(parts: &[&[u8]]) -> String {
    let digest = digest(parts);
    let mut uuid = [0; 16];
    uuid.copy_from_slice(&digest[..16]);
    uuid[6] = uuid[6] & 0x0f | 0x80;
    uuid[8] = uuid[8] & 0x3f | 0x80;
    let hex = store::hex(&uuid);
    format!("urn:uuid:{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::model::{Municipality, RegionCode};

    #[test]
    fn a_log_has_a_plain_name() {
        for text in ["", " ", "a b", "лог", "a/b", &"a".repeat(LONGEST_NAME + 1)] {
            assert_eq!(text.parse::<LogId>(), Err(LogIdError), "{text}");
        }
        assert_eq!("01914b8e-aaaa.B_1".parse::<LogId>().unwrap().to_string(), "01914b8e-aaaa.B_1");
    }

    #[test]
    fn scopes_that_hold_the_same_have_the_same_digest_and_others_have_not() {
        let region = |text: &str| RegionCode::parse(text).unwrap();
        let scope = |regions: &[&str], municipalities: &[&str]| Scope {
            regions: regions.iter().map(|text| region(text)).collect(),
            municipalities: municipalities.iter().map(|text| Municipality::from(*text)).collect(),
            organizations: Vec::new(),
        };
        assert_eq!(of_scope(&scope(&["73", "03"], &[])), of_scope(&scope(&["03", "73", "03"], &[])));
        let distinct = [
            scope(&[], &[]),
            scope(&["73"], &[]),
            scope(&["73", "03"], &[]),
            scope(&[], &["73"]),
            scope(&[], &["a", "b"]),
            scope(&[], &["ab"]),
            scope(&[], &["73:ab"]),
            scope(&["73"], &["ab"]),
        ];
        for (place, one) in distinct.iter().enumerate() {
            assert!(distinct[place + 1..].iter().all(|other| of_scope(other) != of_scope(one)), "{one:?}");
        }
    }

    #[test]
    fn an_id_is_a_uuid_of_version_8() {
        let id = urn(&[b"a"]);
        assert_eq!((id.len(), &id[..9], &id[23..24]), (45, "urn:uuid:", "8"));
        assert!(["8", "9", "a", "b"].contains(&&id[28..29]), "{id}");
        assert_ne!(urn(&[b"ab", b"c"]), urn(&[b"a", b"bc"]));
    }
}
