//! Secrets that open something: sessions of browsers, tokens of the API, addresses of feeds. Made of random bytes that are
//! given; kept only as a digest. Knows no cookie and no header.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret as _, SecretString};

use crate::model::named;
use sha2::{Digest as _, Sha256};

/// How many random bytes make a secret: 256 bits cannot be guessed, so a plain SHA-256 is enough to keep it.
pub const SECRET_BYTES: usize = 32;
/// How many characters behind the prefix are kept to be shown; what is left cannot be guessed either.
const SHOWN: usize = 6;

/// What a secret opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SecretKind {
    /// The session of a browser.
    Session,
    Api,
    Feed,
}

impl SecretKind {
    /// All kinds; the one whose prefix is empty comes last.
    pub const ALL: [Self; 3] = [Self::Api, Self::Feed, Self::Session];

    /// What its text begins with, so that a leaked one is known for what it is.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Session => "",
            Self::Api => "vkpa_api_",
            Self::Feed => "vkpa_feed_",
        }
    }

    /// The stable text.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::Api => "api",
            Self::Feed => "feed",
        }
    }

    /// Finds the kind with this stable text.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

named!(SecretKind);

/// A secret; its type prints a mask.
#[derive(Clone)]
pub struct Secret {
    kind: SecretKind,
    text: SecretString,
}

impl Secret {
    /// The secret of these random bytes.
    pub fn new(kind: SecretKind, random: [u8; SECRET_BYTES]) -> Self {
        let text = format!("{}{}", kind.prefix(), URL_SAFE_NO_PAD.encode(random));
        Self { kind, text: text.into() }
    }

    /// Reads a secret that somebody shows; `None` for what cannot be one.
    ///
    /// ```
    /// use vk_page_auditor_domain::access::{Secret, SecretKind};
    /// let secret = Secret::new(SecretKind::Api, [7; 32]);
    /// assert_eq!(Secret::parse(secret.expose()).unwrap().digest(), secret.digest());
    /// assert!(Secret::parse("vkpa_api_short").is_none());
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let kind = SecretKind::ALL.into_iter().find(|kind| text.starts_with(kind.prefix()))?;
        let random = URL_SAFE_NO_PAD.decode(text.strip_prefix(kind.prefix())?).ok()?;
        (random.len() == SECRET_BYTES).then(|| Self { kind, text: text.to_owned().into() })
    }

    /// What it opens.
    pub const fn kind(&self) -> SecretKind {
        self.kind
    }

    /// The text, to be given to its owner and to nobody else.
    pub fn expose(&self) -> &str {
        self.text.expose_secret()
    }

    /// The SHA-256 by which it is kept and found.
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.expose()).into()
    }

    /// Its first characters, by which its owner knows it again.
    pub fn shown(&self) -> &str {
        let text = self.expose();
        text.get(..self.kind.prefix().len() + SHOWN).unwrap_or(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Secret").field("kind", &self.kind).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_secret_says_what_it_opens_and_debug_says_no_more() {
        for (kind, start) in
            [(SecretKind::Session, "AQEB"), (SecretKind::Api, "vkpa_api_AQEB"), (SecretKind::Feed, "vkpa_feed_AQEB")]
        {
            let secret = Secret::new(kind, [1; SECRET_BYTES]);
            assert!(secret.expose().starts_with(start) && secret.expose().starts_with(secret.shown()));
            assert_eq!(secret.shown().len(), kind.prefix().len() + SHOWN);
            assert!(!format!("{secret:?}").contains("AQEB"));
            assert_eq!(Secret::parse(secret.expose()).unwrap().kind(), kind);
        }
    }

    #[test]
    fn the_same_bytes_open_nothing_else() {
        let digests = SecretKind::ALL.map(|kind| Secret::new(kind, [9; SECRET_BYTES]).digest());
        assert!(digests[0] != digests[1] && digests[1] != digests[2] && digests[0] != digests[2]);
    }

    #[test]
    fn what_is_not_in_the_one_form_is_no_secret() {
        let secret = Secret::new(SecretKind::Feed, [255; SECRET_BYTES]);
        let text = secret.expose();
        for wrong in [
            String::new(),
            format!("{text} "),
            format!("{text}="),
            text.replace("feed", "food"),
            text[..text.len() - 1].to_owned(),
            // the last character holds bits that belong to no byte
            format!("{}9", &text[..text.len() - 1]),
        ] {
            assert!(Secret::parse(&wrong).is_none(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused_without_panic(text in ".{0,60}") {
            if let Some(secret) = Secret::parse(&text) {
                prop_assert_eq!(secret.expose(), text);
            }
        }

        #[test]
        fn what_is_made_reads_back(random in any::<[u8; SECRET_BYTES]>()) {
            for kind in SecretKind::ALL {
                let secret = Secret::new(kind, random);
                prop_assert_eq!(Secret::parse(secret.expose()).map(|it| (it.kind(), it.digest())), Some((kind, secret.digest())));
            }
        }
    }
}
