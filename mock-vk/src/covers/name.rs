//! The name of a picture: what is drawn, in which scheme, uploaded when. Draws nothing.

use crate::region::{Form, scramble};

/// How many colour schemes the approved set has.
pub(crate) const SCHEMES: u8 = 12;
/// The sizes every picture is served in: width, height.
pub const SIZES: [(u32, u32); 3] = [(188, 128), (376, 256), (752, 512)];

/// What is wrong with a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Spoil {
    /// The approved picture of the other form; drawn as that form's picture.
    OtherForm,
    /// Its colours turned to a hue that is not in the set.
    Hue,
    /// A foreign disc over a part of it.
    Overlay,
    /// Out of focus beyond reading.
    Blurred,
    /// Left and right exchanged.
    Mirrored,
    /// Black bars above and below.
    Letterboxed,
    /// More than a tenth cut away on each side.
    Cropped,
    /// One colour.
    Plain,
    /// A gradient.
    Gradient,
    /// Four pictures in one.
    Collage,
    /// Bars like lines of text at the bottom.
    TextBars,
}

impl Spoil {
    /// Every kind whose picture is in no approved set.
    pub const ALL: [Self; 10] = [
        Self::Hue,
        Self::Overlay,
        Self::Blurred,
        Self::Mirrored,
        Self::Letterboxed,
        Self::Cropped,
        Self::Plain,
        Self::Gradient,
        Self::Collage,
        Self::TextBars,
    ];

    /// The word in file names and URLs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OtherForm => "other",
            Self::Hue => "hue",
            Self::Overlay => "overlay",
            Self::Blurred => "blurred",
            Self::Mirrored => "mirrored",
            Self::Letterboxed => "letterboxed",
            Self::Cropped => "cropped",
            Self::Plain => "plain",
            Self::Gradient => "gradient",
            Self::Collage => "collage",
            Self::TextBars => "textbars",
        }
    }
}

/// A picture of a menu item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CoverName {
    /// Whose picture it is, or was before it was spoilt.
    pub form: Form,
    /// The colour scheme, from 0.
    pub scheme: u8,
    /// What is wrong with it; `None` for an approved picture.
    pub spoil: Option<Spoil>,
    /// Which upload it is: VK gives every upload an address of its own, even of the same picture.
    pub upload: u32,
}

impl CoverName {
    /// The JPEG quality of this upload: few values, so that the same contents come up again and again as they do in VK.
    pub const fn quality(self) -> u8 {
        match self.upload % 4 {
            0 => 75,
            1 => 82,
            2 => 90,
            _ => 95,
        }
    }

    /// Writes the address of one size below the pictures' folder. Every group of an answer has a dozen of them, so this
    /// goes without formatting machinery; nothing in the address needs escaping in JSON.
    pub(crate) fn write_path(self, width: u32, height: u32, out: &mut Vec<u8>) {
        out.extend_from_slice(self.spoil.map_or("official", Spoil::as_str).as_bytes());
        out.push(b'-');
        out.extend_from_slice(self.form.as_str().as_bytes());
        out.push(b'-');
        out.extend_from_slice(&[b'0' + self.scheme / 10 % 10, b'0' + self.scheme % 10, b'-']);
        write_hex(u64::from(self.upload), 8, out);
        out.push(b'-');
        write_decimal(u64::from(width), out);
        out.extend_from_slice(b".jpg?size=");
        write_decimal(u64::from(width), out);
        out.push(b'x');
        write_decimal(u64::from(height), out);
        out.extend_from_slice(b"&quality=95&sign=");
        let sign = scramble((u64::from(self.upload) << 32) | u64::from(width));
        write_hex(sign, 16, out);
        write_hex(scramble(sign), 16, out);
        out.extend_from_slice(b"&type=album");
    }

    /// Reads the file name of an address: the picture and its width.
    pub(crate) fn parse(file: &str) -> Option<(Self, u32, u32)> {
        let mut parts = file.strip_suffix(".jpg")?.split('-');
        let spoil = match parts.next()? {
            "official" => None,
            word => Some(Spoil::ALL.into_iter().find(|spoil| spoil.as_str() == word)?),
        };
        let form = match parts.next()? {
            "messages" => Form::Messages,
            "polls" => Form::Polls,
            _ => return None,
        };
        let scheme = parts.next()?.parse().ok().filter(|scheme| *scheme < SCHEMES)?;
        let upload = u32::from_str_radix(parts.next()?, 16).ok()?;
        let asked: u32 = parts.next()?.parse().ok()?;
        let (width, height) = SIZES.into_iter().find(|(one, _)| *one == asked)?;
        Some((Self { form, scheme, spoil, upload }, width, height))
    }

    /// The same picture as every upload of equal content has it, for keeping it once.
    pub(crate) const fn content(self) -> Self {
        let (scheme, form) = match self.spoil {
            // What spoils a picture does not depend on the scheme, and a few schemes are enough to tell that.
            Some(_) => (self.scheme % 4, self.form),
            None => (self.scheme, self.form),
        };
        Self { form, scheme, spoil: self.spoil, upload: self.upload % 4 }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_written_is_the_name_read() {
        for spoil in Spoil::ALL.map(Some).into_iter().chain([None]) {
            let name = CoverName { form: Form::Polls, scheme: 11, spoil, upload: 0xDEAD_BEEF };
            let mut path = Vec::new();
            name.write_path(752, 512, &mut path);
            let path = String::from_utf8(path).unwrap();
            assert!(path.contains("-deadbeef-752.jpg?size=752x512&"), "{path}");
            let file = path.split('?').next().unwrap();
            assert_eq!(CoverName::parse(file), Some((name, 752, 512)));
        }
    }

    #[test]
    fn strange_names_are_no_pictures() {
        for file in
            ["", "x.jpg", "official-messages-99-00000000-188.jpg", "official-messages-01-zz-188.jpg", "../../etc.jpg"]
        {
            assert_eq!(CoverName::parse(file), None, "{file}");
        }
    }
}
