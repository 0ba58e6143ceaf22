//! Signed numbers of what somebody asked for, so that nobody can guess what others asked for. Knows no route.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::SigningKey;

/// What every signed text begins with, so that the key signs nothing else by accident.
const PURPOSE: &[u8] = b"vkpa ticket 1";
/// How many bytes of the signature stand in a ticket: RFC 2104, section 5, asks for half of the hash at least.
const SIGNATURE_BYTES: usize = 16;
const NUMBER_BYTES: usize = 8;

/// Numbers with a signature, fit for an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticket<const NUMBERS: usize>(pub [i64; NUMBERS]);

impl<const NUMBERS: usize> Ticket<NUMBERS> {
    /// The ticket as it stands in an address.
    pub fn sign(&self, key: &SigningKey) -> String {
        let mut bytes: Vec<u8> = self.0.iter().flat_map(|number| number.to_be_bytes()).collect();
        let signature = mac(key, &bytes).finalize().into_bytes();
        bytes.extend(&signature[..SIGNATURE_BYTES]);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads what [`Ticket::sign`] wrote with the same key; `None` for everything else.
    pub fn read(key: &SigningKey, text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        if bytes.len() != NUMBERS * NUMBER_BYTES + SIGNATURE_BYTES {
            return None;
        }
        let (numbers, signature) = bytes.split_at(NUMBERS * NUMBER_BYTES);
        mac(key, numbers).verify_truncated_left(signature).ok()?;
        let mut read = [0; NUMBERS];
        for (number, bytes) in read.iter_mut().zip(numbers.as_chunks::<NUMBER_BYTES>().0) {
            *number = i64::from_be_bytes(*bytes);
        }
        Some(Self(read))
    }
}

fn mac(key: &SigningKey, bytes: &[u8]) -> Hmac<Sha256> {
    let mut block = hmac::digest::Key::<Hmac<Sha256>>::default();
    let key = key.expose();
    block[..key.len()].copy_from_slice(key);
    let mut mac = Hmac::<Sha256>::new(&block);
    mac.update(PURPOSE);
    mac.update(bytes);
    mac
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KEY: SigningKey = SigningKey::new([7; 32]);

    #[test]
    fn only_the_same_key_and_as_many_numbers_read_a_ticket() {
        let text = Ticket([1, -2, 3]).sign(&KEY);
        assert_eq!(Ticket::read(&KEY, &text), Some(Ticket([1, -2, 3])));
        assert_eq!(Ticket::<3>::read(&SigningKey::new([8; 32]), &text), None);
        assert_eq!(Ticket::<2>::read(&KEY, &text), None);
    }

    proptest! {
        #[test]
        fn no_changed_ticket_is_read(numbers in any::<[i64; 2]>(), place in 0_usize..40, change in 1_u8..) {
            let text = Ticket(numbers).sign(&KEY);
            let mut bytes = URL_SAFE_NO_PAD.decode(&text).unwrap();
            let place = place % bytes.len();
            bytes[place] ^= change;
            prop_assert_eq!(Ticket::<2>::read(&KEY, &URL_SAFE_NO_PAD.encode(bytes)), None);
            prop_assert_eq!(Ticket::read(&KEY, &text), Some(Ticket(numbers)));
        }

        #[test]
        fn any_text_is_no_ticket(text in ".{0,80}") {
            prop_assert_eq!(Ticket::<2>::read(&KEY, &text), None);
        }
    }
}
