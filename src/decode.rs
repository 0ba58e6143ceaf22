//! Bytes of a text file to text, whatever people saved it as: UTF-8 with or without BOM, UTF-16 with BOM, Windows-1251.
//! Does no I/O.

use std::borrow::Cow;

use encoding_rs::{Encoding, WINDOWS_1251};

/// Reads text in the encoding its BOM names, else in UTF-8 when it is valid UTF-8, else in Windows-1251, the other
/// encoding Russian office programs save in.
///
/// ```
/// use vk_page_auditor::decode::text;
/// assert_eq!(text(b"\xef\xbb\xbf\xd0\x94\xd0\xb0"), "Да");
/// assert_eq!(text(b"\xc4\xe0"), "Да");
/// ```
pub fn text(bytes: &[u8]) -> Cow<'_, str> {
    if let Some((encoding, bom_length)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[bom_length..]).0;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => WINDOWS_1251.decode_without_bom_handling(bytes).0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf_16_from_a_spreadsheet_is_read() {
        let bytes: Vec<u8> = [0xfeff, 0x41f, 0x41e, 0x421].iter().flat_map(|unit: &u16| unit.to_le_bytes()).collect();
        assert_eq!(text(&bytes), "ПОС");
    }
}
