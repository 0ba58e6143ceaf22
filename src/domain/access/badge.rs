//! Signatures of the addresses of badges, so that nobody can ask for a badge that nobody made an address for. Knows no
//! picture and no route.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::model::Scope;

/// What every signed text begins with, so that the key signs nothing else by accident.
const PURPOSE: &[u8] = b"vkpa badge 1";
/// How many bytes of the signature stand in an address: RFC 2104, section 5, asks for half of the hash at least.
const SIGNATURE_BYTES: usize = 16;

#[derive(Clone, PartialEq, Eq)]
pub struct SigningKey([u8; 32]);

impl SigningKey {
    /// The key of these random bytes.
    pub const fn new(random: [u8; 32]) -> Self {
        Self(random)
    }

    /// Its bytes, to be kept.
    pub const fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(..)")
    }
}

/// What the address of a badge says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Badge<'a> {
    /// Which figure it shows, by a stable text.
    pub figure: &'a str,
    /// Of which pages; the order of the lists does not matter.
    pub scope: &'a Scope,
}

impl Badge<'_> {
    /// The signature to put in the address, 22 characters.
    pub fn sign(&self, key: &SigningKey) -> String {
        let signature = self.mac(key).finalize().into_bytes();
        URL_SAFE_NO_PAD.encode(&signature[..SIGNATURE_BYTES])
    }

    /// Whether the signature is this badge's; takes the same time whatever part of it is wrong.
    pub fn is_signed(&self, key: &SigningKey, signature: &str) -> bool {
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap_or_default();
        signature.len() == SIGNATURE_BYTES && self.mac(key).verify_truncated_left(&signature).is_ok()
    }

    fn mac(&self, key: &SigningKey) -> Hmac<Sha256> {
        // HMAC fills a short key with zeros to the block of the hash (RFC 2104, section 2)
        let mut block = hmac::digest::Key::<Hmac<Sha256>>::default();
        block[..key.0.len()].copy_from_slice(&key.0);
        let mut mac = Hmac::<Sha256>::new(&block);
        let scope = self.scope.clone().sorted();
        let regions: Vec<String> = scope.regions.iter().map(ToString::to_string).collect();
        let municipalities: Vec<String> = scope.municipalities.iter().map(ToString::to_string).collect();
        let organizations: Vec<String> = scope.organizations.iter().map(ToString::to_string).collect();
        mac.update(PURPOSE);
        for list in [&[self.figure.to_owned()][..], &regions, &municipalities, &organizations] {
            // with their lengths, so that no text can be cut in another way
            mac.update(&(list.len() as u64).to_be_bytes());
            for text in list {
                mac.update(&(text.len() as u64).to_be_bytes());
                mac.update(text.as_bytes());
            }
        }
        mac
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::{Municipality, RegionCode};

    fn scope(regions: &[&str], municipalities: &[&str]) -> Scope {
        Scope {
            regions: regions.iter().map(|code| RegionCode::parse(code).unwrap()).collect(),
            municipalities: municipalities.iter().map(|text| Municipality::from(*text)).collect(),
            ..Scope::everything()
        }
    }

    #[test]
    fn the_signature_is_the_hmac_of_the_fields() {
        // told by another implementation: Python's hmac over the same bytes
        let scope = scope(&["73"], &["город Ульяновск"]);
        let badge = Badge { figure: "share", scope: &scope };
        assert_eq!(badge.sign(&SigningKey::new([7; 32])), "7wgbSUe82eyOCSTcXPkAQQ");
    }

    #[test]
    fn a_signature_is_of_one_badge_and_one_key() {
        let key = SigningKey::new([1; 32]);
        let mine = scope(&["73", "16"], &["а", "б"]);
        let badge = Badge { figure: "share", scope: &mine };
        let signature = badge.sign(&key);
        assert!(badge.is_signed(&key, &signature));
        let turned = scope(&["16", "73", "16"], &["б", "а"]);
        assert!(Badge { scope: &turned, ..badge }.is_signed(&key, &signature));
        assert!(!badge.is_signed(&SigningKey::new([2; 32]), &signature));
        assert!(!Badge { figure: "shar", ..badge }.is_signed(&key, &signature));
        for other in [
            scope(&["73", "16"], &["а"]),
            scope(&["73"], &["а", "б"]),
            scope(&["73", "16"], &["аб"]),
            scope(&["73", "16"], &["73:а", "б"]),
            Scope::everything(),
        ] {
            assert!(!Badge { scope: &other, ..badge }.is_signed(&key, &signature), "{other:?}");
        }
        for wrong in ["", "AAAA", &signature[..21], &format!("{signature}A"), "не подпись"] {
            assert!(!badge.is_signed(&key, wrong), "{wrong}");
        }
        assert!(!format!("{key:?}").contains('1'));
    }

    proptest! {
        #[test]
        fn any_text_is_a_signature_or_none_without_panic(text in ".{0,40}") {
            let scope = Scope::everything();
            let badge = Badge { figure: "share", scope: &scope };
            prop_assert!(!badge.is_signed(&SigningKey::new([3; 32]), &text));
        }
    }
}
