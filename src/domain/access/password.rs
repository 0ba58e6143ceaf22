//! Passwords: which may be chosen, and how they are hashed and verified. Knows no person and draws no salt.

use std::fmt;
use std::sync::LazyLock;

use argon2::password_hash::phc::PasswordHash as Phc;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use secrecy::{ExposeSecret as _, SecretString};
use thiserror::Error;
use unicode_normalization::UnicodeNormalization as _;

use super::Login;
use super::common::is_common;

/// The fewest characters of a password. Length is all that is asked for: NIST SP 800-63B, section 3.1.1.2, advises
/// against rules of composition.
const LEAST: usize = 10;
/// The most characters: more guard nothing and cost time.
const MOST: usize = 200;
/// How many bytes of salt a hash needs (RFC 9106, section 3.1, recommends 16).
pub const SALT_BYTES: usize = 16;

// OWASP's Password Storage Cheat Sheet: Argon2id with 19 MiB of memory, 2 iterations and 1 degree of parallelism.
const MEMORY_KIB: u32 = 19 * 1024;
const ITERATIONS: u32 = 2;
const LANES: u32 = 1;
const HASH_BYTES: usize = 32;

/// The hash of no password, verified in place of that of a person who is not there.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGlzIGhlcmUh$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Why a password may not be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PasswordError {
    /// It has too few characters.
    #[error("too short: at least {least} characters")]
    TooShort {
        /// The fewest there may be.
        least: usize,
    },
    /// It has too many characters.
    #[error("too long: at most {most} characters")]
    TooLong {
        /// The most there may be.
        most: usize,
    },
    #[error("the same as the login: choose another")]
    IsLogin,
    /// It is among those that are tried first.
    #[error("among the most common ones: choose another")]
    Common,
}

/// A password that may be chosen; its type prints a mask.
#[derive(Debug, Clone)]
pub struct Password(SecretString);

impl Password {
    /// Takes a password that somebody chooses for this login.
    ///
    /// # Errors
    /// Why it may not be chosen.
    pub fn choose(text: &str, login: &Login) -> Result<Self, PasswordError> {
        let normal = normal(text).ok_or(PasswordError::TooLong { most: MOST })?;
        let text = normal.expose_secret();
        if text.chars().count() < LEAST {
            return Err(PasswordError::TooShort { least: LEAST });
        }
        let folded: SecretString = text.to_lowercase().into();
        if folded.expose_secret().trim() == login.as_str() {
            return Err(PasswordError::IsLogin);
        }
        if is_common(folded.expose_secret()) {
            return Err(PasswordError::Common);
        }
        Ok(Self(normal))
    }

    /// Hashes it with random bytes of salt.
    pub fn hash(&self, salt: [u8; SALT_BYTES]) -> PasswordHash {
        PasswordHash(hashed(self.0.expose_secret(), &salt))
    }
}

/// The one form of a password: the same letters composed of other code points are the same password. `None` when it is
/// longer than any that may be chosen.
fn normal(text: &str) -> Option<SecretString> {
    // before anything costs time: no character is longer than 4 bytes, and few decompose into more than 4 characters
    if text.len() > MOST * 16 {
        return None;
    }
    let text: String = text.nfc().collect();
    (text.chars().count() <= MOST).then(|| text.into())
}

fn hasher() -> Argon2<'static> {
    static PARAMS: LazyLock<Params> = LazyLock::new(|| {
        #[expect(clippy::expect_used, reason = "constants within what the algorithm allows")]
        Params::new(MEMORY_KIB, ITERATIONS, LANES, Some(HASH_BYTES)).expect("parameters of Argon2")
    });
    Argon2::new(Algorithm::Argon2id, Version::V0x13, PARAMS.clone())
}

fn hashed(text: &str, salt: &[u8; SALT_BYTES]) -> String {
    #[expect(clippy::expect_used, reason = "it fails for passwords and salts of lengths that these do not have")]
    let hash: Phc = hasher().hash_password_with_salt(text.as_bytes(), salt).expect("a hash of Argon2");
    hash.to_string()
}

/// The hash of a password as a PHC string; its type prints a mask.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// Reads a PHC string of Argon2id.
    pub fn parse(text: &str) -> Option<Self> {
        let hash = Phc::new(text).ok()?;
        (hash.algorithm == Algorithm::Argon2id.ident() && hash.hash.is_some()).then(|| Self(text.to_owned()))
    }

    /// The PHC string, to be kept.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether it was made with other parameters than passwords are hashed with now, so that the password, once it was
    /// verified, had better be hashed again.
    pub fn needs_rehash(&self) -> bool {
        let is_present = Phc::new(&self.0).is_ok_and(|hash| {
            let params = Params::try_from(&hash);
            hash.version == Some(Version::V0x13.into())
                && hash.hash.is_some_and(|hash| hash.as_bytes().len() == HASH_BYTES)
                && params.is_ok_and(|params| {
                    (params.m_cost(), params.t_cost(), params.p_cost()) == (MEMORY_KIB, ITERATIONS, LANES)
                })
        });
        !is_present
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(..)")
    }
}

/// Whether somebody who signs in gave the right password. It takes as long when there is no such person, or one without a
/// password, so that nobody can find out by the time who is there. It costs tens of milliseconds of a processor: callers
/// that serve many let it run on a thread of its own.
pub fn verify(given: &str, kept: Option<&PasswordHash>) -> bool {
    let given = normal(given);
    let known = kept.zip(given.as_ref());
    let (text, hash) = known.map_or(("", NOBODYS), |(hash, given)| (given.expose_secret(), hash.expose()));
    let is_right = Phc::new(hash).is_ok_and(|hash| hasher().verify_password(text.as_bytes(), &hash).is_ok());
    is_right && known.is_some()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn choose(text: &str) -> Result<Password, PasswordError> {
        Password::choose(text, &Login::parse("ivanov@region.ru").unwrap())
    }

    #[test]
    fn length_is_all_that_is_asked_for() {
        for text in ["правильная лошадь", "          x", "aaaaaaaaab", "\u{1f600}\u{1f600}\u{1f600}1234567"]
        {
            assert!(choose(text).is_ok(), "{text}");
        }
        assert_eq!(choose("девятьбукв").map(|_| ()), Ok(()));
        assert_eq!(choose("восемьбук").map(|_| ()), Err(PasswordError::TooShort { least: 10 }));
        assert_eq!(choose(&"яж".repeat(100)).map(|_| ()), Ok(()));
        assert_eq!(choose(&"яж".repeat(101)).map(|_| ()), Err(PasswordError::TooLong { most: 200 }));
        assert_eq!(choose(&"яж".repeat(1_000_000)).map(|_| ()), Err(PasswordError::TooLong { most: 200 }));
    }

    #[test]
    fn what_is_tried_first_may_not_be_chosen() {
        for (text, error) in [
            ("Ivanov@Region.ru", PasswordError::IsLogin),
            ("  ivanov@region.ru ", PasswordError::IsLogin),
            ("1234567890", PasswordError::Common),
            ("Qwertyuiop", PasswordError::Common),
            ("ЙЦУКЕНГШЩЗ", PasswordError::Common),
            ("aaaaaaaaaaaa", PasswordError::Common),
        ] {
            assert_eq!(choose(text).map(|_| ()), Err(error), "{text}");
        }
    }

    #[test]
    fn a_password_is_verified_by_its_hash_alone() {
        let password = choose("пароль со Словами").unwrap();
        let hash = password.hash([5; SALT_BYTES]);
        assert_eq!(PasswordHash::parse(hash.expose()).as_ref(), Some(&hash));
        assert!(hash.expose().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", hash.expose());
        assert!(verify("пароль со Словами", Some(&hash)));
        // the same word with its «й» in two code points
        let composed = choose("длинный-пароль").unwrap().hash([6; SALT_BYTES]);
        assert!(verify("длинныи\u{306}-пароль", Some(&composed)));
        for wrong in ["пароль со словами", "пароль со Словами ", "", &"я".repeat(1_000)]
        {
            assert!(!verify(wrong, Some(&hash)), "{wrong}");
        }
        assert!(!hash.needs_rehash());
        assert_ne!(password.hash([6; SALT_BYTES]), hash);
        assert!(!format!("{password:?} {hash:?}").contains("argon2id$"));
        assert!(!format!("{password:?}").contains("пароль"));
    }

    #[test]
    fn nobody_is_verified_and_it_costs_as_much() {
        assert!(!verify("", None));
        assert!(!verify("whatever it is", None));
        let nobodys = PasswordHash::parse(NOBODYS).unwrap();
        assert!(!nobodys.needs_rehash(), "the hash of nobody has other parameters than passwords have");
    }

    #[test]
    fn hashes_of_other_parameters_are_told() {
        for old in ["m=4096,t=3,p=1", "m=19456,t=3,p=1", "m=19456,t=2,p=2"] {
            let hash = PasswordHash::parse(&NOBODYS.replace("m=19456,t=2,p=1", old)).unwrap();
            assert!(hash.needs_rehash(), "{old}");
        }
        for no_hash in ["", "secret", "$2b$12$abcdefghijklmnopqrstuv", &NOBODYS.replace("argon2id", "argon2i")] {
            assert_eq!(PasswordHash::parse(no_hash), None, "{no_hash}");
        }
    }

    proptest! {
        #[test]
        fn any_text_may_be_chosen_or_not_without_panic(text in ".{0,220}") {
            if choose(&text).is_ok() {
                prop_assert!((LEAST..=MOST).contains(&text.nfc().count()));
            }
        }
    }
}
