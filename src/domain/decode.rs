//! Bytes of a text file to text, whatever people saved it as: UTF-8 with or without BOM, UTF-16 with BOM, Windows-1251, the
//! code page 866 of DOS. Does no I/O.

use std::borrow::Cow;

use encoding_rs::{Encoding, IBM866, WINDOWS_1251};

/// Reads text in the encoding its BOM names, else in UTF-8 when it is valid UTF-8, else in Windows-1251, the other
/// encoding Russian office programs save in, or where its bytes look more like it in the code page 866.
///
/// ```
/// use vk_page_auditor_domain::decode::text;
/// assert_eq!(text(b"\xef\xbb\xbf\xd0\x94\xd0\xb0"), "Да");
/// assert_eq!(text(b"\xc4\xe0"), "Да");
/// assert_eq!(text(b"\x84\xa0"), "Да");
/// ```
pub fn text(bytes: &[u8]) -> Cow<'_, str> {
    if let Some((encoding, bom_length)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[bom_length..]).0;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) if looks_like_866(bytes) => IBM866.decode_without_bom_handling(bytes).0,
        Err(_) => WINDOWS_1251.decode_without_bom_handling(bytes).0,
    }
}

/// Both have the letters «а» to «п» where the other has signs that are rare in Russian text, or capitals.
fn looks_like_866(bytes: &[u8]) -> bool {
    let (mut of_866, mut of_1251) = (0_usize, 0_usize);
    for byte in bytes {
        match byte {
            0x80..=0xaf => of_866 += 1,
            0xc0..=0xdf | 0xf2..=0xff => of_1251 += 1,
            _ => {}
        }
    }
    of_866 > of_1251
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf_16_from_a_spreadsheet_is_read() {
        let bytes: Vec<u8> = [0xfeff, 0x41f, 0x41e, 0x421].iter().flat_map(|unit: &u16| unit.to_le_bytes()).collect();
        assert_eq!(text(&bytes), "ПОС");
    }

    #[test]
    fn two_code_pages_are_told_apart_by_their_letters() {
        for phrase in ["Ссылка на страницу;ОГРН", "«Школа № 1», ГОРОД Ёлкино — район", "да", "РОИВ"]
        {
            let (in_1251, _, lossy) = WINDOWS_1251.encode(phrase);
            assert!(!lossy);
            assert_eq!(text(&in_1251), phrase);
        }
        assert_eq!(text(b"\x91\xe1\xeb\xab\xaa\xa0 \xad\xa0 \x80\x84\x90\x85\x91"), "Ссылка на АДРЕС");
    }
}
