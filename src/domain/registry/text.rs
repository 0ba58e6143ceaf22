//! Bytes of a registry in a text format to text: what `decode` knows, UTF-16 without its mark, and a refusal of what is
//! no text.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

use super::RegistryError;
use super::package::{OLD_OFFICE_MAGIC, ZIP_MAGIC};
use crate::decode;

/// The largest text that is read: the whole country's registry is about 50 MB.
pub(super) const MAX_TEXT_BYTES: usize = 128 * 1024 * 1024;
/// How much of the beginning decides whether it is UTF-16.
const PROBE_BYTES: usize = 4096;

/// Reads the bytes as text.
pub(super) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, RegistryError> {
    if bytes.len() > MAX_TEXT_BYTES {
        return Err(RegistryError::TooLarge { size: bytes.len(), limit: MAX_TEXT_BYTES });
    }
    if bytes.starts_with(ZIP_MAGIC) {
        return Err(RegistryError::NotText { packed: true });
    }
    if bytes.starts_with(OLD_OFFICE_MAGIC) {
        return Err(RegistryError::OldSpreadsheet);
    }
    let text = match utf_16_without_mark(bytes) {
        Some(encoding) => encoding.decode_without_bom_handling(bytes).0,
        None => decode::text(bytes),
    };
    if text.contains('\0') { Err(RegistryError::NotText { packed: false }) } else { Ok(text) }
}

/// Reads the bytes as text, in their own memory where they are UTF-8.
pub(super) fn take(mut bytes: Vec<u8>) -> Result<String, RegistryError> {
    let length = match decode(&bytes)? {
        Cow::Owned(text) => return Ok(text),
        Cow::Borrowed(text) => text.len(),
    };
    // what is before the text is its mark
    bytes.drain(..bytes.len() - length);
    let repaired = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Ok(String::from_utf8(bytes).unwrap_or_else(|error| repaired(error.into_bytes())))
}

/// Headers and digits are ASCII, or Cyrillic below U+0500, so in UTF-16 without a BOM every second byte is small and many
/// are zero.
fn utf_16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    if Encoding::for_bom(bytes).is_some() {
        return None;
    }
    let probe = &bytes[..bytes.len().min(PROBE_BYTES)];
    let zeros = |offset: usize| probe.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    // one unit in eight: even a purely Cyrillic header has parting signs
    let many = probe.len() / 16;
    match (even, odd) {
        (0, odd) if odd > many => Some(UTF_16LE),
        (even, 0) if even > many => Some(UTF_16BE),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf_16_is_read_without_its_mark_too() {
        let text = "ОГРН;Уровень\r\n1027301172106;РОИВ\r\n";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decode(&little).unwrap(), text);
        assert_eq!(decode(&big).unwrap(), text);
    }

    #[test]
    fn what_is_no_text_is_said() {
        assert!(matches!(decode(b"PK\x03\x04rest"), Err(RegistryError::NotText { .. })));
        assert!(matches!(decode(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), Err(RegistryError::OldSpreadsheet)));
        assert!(matches!(decode(b"a,b\0\0\0\0\n"), Err(RegistryError::NotText { .. })));
    }
}
