//! The addresses of pictures as VK writes them: one path for all sizes, told apart by the query. Draws nothing.

use crate::region::{Form, scramble};

use super::name::{CoverName, SCHEMES, SIZES, Spoil};

/// Characters of the part of a path that stands for the stored file.
const HASH_CHARS: usize = 38;
/// Characters of the tag that VK puts at the end.
const TAG_CHARS: usize = 43;
/// Bits of a number that make one character of sixty-four.
const BITS: u32 = 6;
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

impl CoverName {
    /// Writes the address of one size below the server's base, with `slash` for each slash. Every group of an answer has
    /// a dozen of them, so this goes without formatting machinery; nothing else in the address needs escaping in JSON.
    pub(crate) fn write_address(self, width: u32, height: u32, slash: &[u8], out: &mut Vec<u8>) {
        if self.old {
            return self.write_old_address(width, slash, out);
        }
        out.extend_from_slice(b"impf");
        out.extend_from_slice(slash);
        write_letters(self.number(), HASH_CHARS, out);
        out.extend_from_slice(slash);
        self.write_name(out);
        out.extend_from_slice(b".jpg?size=");
        write_decimal(u64::from(width), out);
        out.push(b'x');
        write_decimal(u64::from(height), out);
        out.extend_from_slice(b"&quality=95&crop=");
        for (at, number) in self.frame().shown.into_iter().enumerate() {
            if at > 0 {
                out.push(b',');
            }
            write_decimal(u64::from(number), out);
        }
        out.extend_from_slice(b"&sign=");
        let sign = scramble(self.number() ^ (u64::from(width) << 40));
        write_hex(sign, 16, out);
        write_hex(scramble(sign), 16, out);
        out.extend_from_slice(b"&c_uniq_tag=");
        write_letters(scramble(self.number()), TAG_CHARS, out);
    }

    /// An address of the years before: no query, and a path of its own for each size.
    fn write_old_address(self, width: u32, slash: &[u8], out: &mut Vec<u8>) {
        let number = scramble(self.number() ^ (u64::from(width) << 40));
        let server = 845_000 + number % 12_000;
        out.push(b'c');
        write_decimal(server, out);
        out.extend_from_slice(slash);
        out.push(b'v');
        write_decimal(server * 1_000 + (number >> 20) % 1_000, out);
        out.extend_from_slice(slash);
        write_hex(number >> 32, 5, out);
        out.extend_from_slice(slash);
        self.write_name(out);
        out.push(b'-');
        write_decimal(u64::from(width), out);
        out.extend_from_slice(b".jpg");
    }

    /// What the scrambled parts of the address are made of.
    const fn number(self) -> u64 {
        let what = match self.spoil {
            None => 0,
            Some(spoil) => 1 + spoil as u64,
        };
        scramble(self.upload as u64 | (what << 32) | ((self.scheme as u64) << 40) | ((self.form as u64) << 48))
    }

    /// The name of the file: readable, where VK's is not, so that a failed test tells which picture it was about.
    fn write_name(self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.spoil.map_or("official", Spoil::as_str).as_bytes());
        out.push(b'-');
        out.extend_from_slice(self.form.as_str().as_bytes());
        out.push(b'-');
        out.extend_from_slice(&[b'0' + self.scheme / 10 % 10, b'0' + self.scheme % 10, b'-']);
        write_hex(u64::from(self.upload), 8, out);
    }

    /// Reads an address below the server's base: the picture, its width and its height. As with VK, nothing of the
    /// address can be left out or changed.
    pub(crate) fn parse(address: &str) -> Option<(Self, u32, u32)> {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let mut parts = path.rsplit('/').next()?.strip_suffix(".jpg")?.split('-');
        let spoil = match parts.next()? {
            "official" => None,
            word => Some(Spoil::ALL.into_iter().find(|spoil| spoil.as_str() == word)?),
        };
        let form = Form::ALL.into_iter().find(|form| Some(form.as_str()) == parts.clone().next())?;
        parts.next();
        let scheme = parts.next()?.parse().ok().filter(|scheme| *scheme < SCHEMES)?;
        let upload = u32::from_str_radix(parts.next()?, 16).ok()?;
        let in_name = parts.next();
        let asked = in_name.or_else(|| query.strip_prefix("size=")?.split('x').next())?;
        let (width, height) = SIZES.into_iter().find(|(one, _)| Ok(*one) == asked.parse())?;
        let name = Self { form, scheme, spoil, upload, old: in_name.is_some() };
        let mut whole = Vec::with_capacity(address.len());
        name.write_address(width, height, b"/", &mut whole);
        (whole == address.as_bytes()).then_some((name, width, height))
    }
}

/// Writes a number in decimal digits.
pub(crate) fn write_decimal(mut number: u64, out: &mut Vec<u8>) {
    let mut digits = [b'0'; 20];
    let mut at = digits.len();
    loop {
        at -= 1;
        // One digit always fits a byte.
        digits[at] = b'0' + u8::try_from(number % 10).unwrap_or(0);
        number /= 10;
        if number == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[at..]);
}

/// Writes the last `digits` hexadecimal digits of a number.
fn write_hex(number: u64, digits: u32, out: &mut Vec<u8>) {
    for place in (0..digits).rev() {
        let digit = usize::try_from(number >> (place * 4) & 15).unwrap_or(0);
        out.push(b"0123456789abcdef"[digit]);
    }
}

/// Writes so many letters, digits, hyphens and underscores that follow from a number.
fn write_letters(mut number: u64, letters: usize, out: &mut Vec<u8>) {
    let mut left = 0;
    for _ in 0..letters {
        if left < BITS {
            number = scramble(number);
            left = u64::BITS;
        }
        left -= BITS;
        out.push(ALPHABET[usize::try_from(number >> left & 63).unwrap_or(0)]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(name: CoverName, width: u32, height: u32) -> String {
        let mut out = Vec::new();
        name.write_address(width, height, b"/", &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn an_address_written_is_the_picture_read() {
        for (spoil, old) in Spoil::ALL.map(Some).into_iter().chain([None]).flat_map(|one| [(one, false), (one, true)]) {
            let name = CoverName { form: Form::Polls, scheme: 11, spoil, upload: 0xDEAD_BEEF, old };
            for (width, height) in SIZES {
                let address = address(name, width, height);
                assert_eq!(CoverName::parse(&address), Some((name, width, height)), "{address}");
            }
        }
    }

    #[test]
    fn one_path_serves_all_sizes_and_the_query_tells_them_apart() {
        let name = CoverName { form: Form::Messages, scheme: 0, spoil: None, upload: 1, old: false };
        let all = SIZES.map(|(width, height)| address(name, width, height));
        let paths = all.each_ref().map(|one| one.split('?').next().unwrap());
        assert!(paths.iter().all(|path| *path == paths[0] && path.starts_with("impf/")), "{paths:?}");
        assert!(all[5].contains(".jpg?size=376x256&quality=95&crop=2,0,1562,1063&sign="), "{}", all[5]);
        let signs = all.each_ref().map(|one| one.split("&sign=").nth(1).unwrap().split('&').next().unwrap().to_owned());
        assert_eq!(std::collections::HashSet::from(signs).len(), 6);
        let old = SIZES.map(|(width, height)| address(CoverName { old: true, ..name }, width, height));
        assert!(old.iter().all(|one| !one.contains('?')));
        assert_eq!(std::collections::HashSet::from(old).len(), 6);
    }

    #[test]
    fn an_address_without_its_query_or_with_another_leads_nowhere() {
        let name = CoverName { form: Form::Messages, scheme: 0, spoil: None, upload: 1, old: false };
        let right = address(name, 376, 256);
        let path = right.split('?').next().unwrap();
        let other_size = right.replace("376x256", "188x128");
        let strange =
            ["", "x.jpg", "official-messages-99-00000000.jpg", "official-messages-01-zz.jpg", "../../etc.jpg"];
        for wrong in [path, &other_size, &right.replace("quality=95", "quality=90")].into_iter().chain(strange) {
            assert_eq!(CoverName::parse(wrong), None, "{wrong}");
        }
    }
}
