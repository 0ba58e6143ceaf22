//! The orientation tag of EXIF data. Reads nothing else of it.

use crate::picture::{CHANNELS, Picture};

/// The tag that says how the camera was held (Exif 2.3, tag 0x0112).
const ORIENTATION_TAG: u16 = 0x0112;
/// The length of one entry of a TIFF directory, in bytes.
const ENTRY_BYTES: usize = 12;

/// How stored rows lie with respect to the upright picture: values 1 to 8 of the tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Orientation(u8);

impl Orientation {
    /// The rows are upright as stored.
    pub(super) const UPRIGHT: Self = Self(1);

    /// Reads EXIF data, with or without the `Exif\0\0` before it; whatever cannot be read counts as upright.
    pub(super) fn read(exif: &[u8]) -> Self {
        let tiff = exif.strip_prefix(b"Exif\0\0").unwrap_or(exif);
        Self::find(tiff).unwrap_or(Self::UPRIGHT)
    }

    fn find(tiff: &[u8]) -> Option<Self> {
        let big = match tiff.get(..4)? {
            b"MM\0*" => true,
            b"II*\0" => false,
            _ => return None,
        };
        let short = |at: usize| -> Option<u16> {
            let pair = [*tiff.get(at)?, *tiff.get(at.checked_add(1)?)?];
            Some(if big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) })
        };
        let (high, low) = if big { (short(4)?, short(6)?) } else { (short(6)?, short(4)?) };
        let directory = usize::try_from((u32::from(high) << 16) | u32::from(low)).ok()?;
        let entries = usize::from(short(directory)?);
        for entry in 0..entries {
            let at = directory.checked_add(2)?.checked_add(entry * ENTRY_BYTES)?;
            if short(at)? == ORIENTATION_TAG {
                let value = u8::try_from(short(at.checked_add(8)?)?).ok()?;
                return (1..=8).contains(&value).then_some(Self(value));
            }
        }
        None
    }

    /// Turns or mirrors the picture upright.
    pub(super) fn apply(self, picture: Picture) -> Picture {
        let (width, height) = (picture.width(), picture.height());
        let turned = self.0 >= 5;
        let (out_width, out_height) = if turned { (height, width) } else { (width, height) };
        if self == Self::UPRIGHT {
            return picture;
        }
        let mut rgb = Vec::with_capacity(picture.rgb().len());
        for y in 0..out_height {
            for x in 0..out_width {
                let (from_x, from_y) = match self.0 {
                    2 => (width - 1 - x, y),
                    3 => (width - 1 - x, height - 1 - y),
                    4 => (x, height - 1 - y),
                    5 => (y, x),
                    6 => (y, height - 1 - x),
                    7 => (width - 1 - y, height - 1 - x),
                    8 => (width - 1 - y, x),
                    _ => (x, y),
                };
                rgb.extend_from_slice(&picture.pixel(from_x, from_y));
            }
        }
        debug_assert_eq!(rgb.len(), out_width * out_height * CHANNELS);
        Picture::from_rgb(out_width, out_height, rgb).unwrap_or(picture)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tiff(big: bool, value: u16) -> Vec<u8> {
        let short = |v: u16| if big { v.to_be_bytes() } else { v.to_le_bytes() };
        let long = |v: u32| if big { v.to_be_bytes() } else { v.to_le_bytes() };
        let mut out = if big { b"MM\0*".to_vec() } else { b"II*\0".to_vec() };
        out.extend(long(8));
        out.extend(short(1));
        out.extend(short(ORIENTATION_TAG));
        out.extend(short(3));
        out.extend(long(1));
        out.extend(short(value));
        out.extend(short(0));
        out
    }

    #[test]
    fn both_byte_orders_and_the_prefix_are_read() {
        for big in [false, true] {
            assert_eq!(Orientation::read(&tiff(big, 6)), Orientation(6));
            let prefixed = [b"Exif\0\0".to_vec(), tiff(big, 8)].concat();
            assert_eq!(Orientation::read(&prefixed), Orientation(8));
        }
    }

    #[test]
    fn whatever_cannot_be_read_counts_as_upright() {
        let whole = tiff(false, 6);
        for cut in 0..whole.len() - 4 {
            assert_eq!(Orientation::read(&whole[..cut]), Orientation::UPRIGHT);
        }
        assert_eq!(Orientation::read(&tiff(true, 9)), Orientation::UPRIGHT);
        let mut far = tiff(false, 6);
        far[4..8].copy_from_slice(&u32::MAX.to_le_bytes());
        assert_eq!(Orientation::read(&far), Orientation::UPRIGHT);
    }

    #[test]
    fn each_orientation_puts_the_first_stored_pixel_where_the_tag_says() {
        // Stored: 3 x 2 with the first pixel marked. Upright corner by the tag's definition.
        let corners = [(1, 0, 0), (2, 2, 0), (3, 2, 1), (4, 0, 1), (5, 0, 0), (6, 1, 0), (7, 1, 2), (8, 0, 2)];
        for (value, x, y) in corners {
            let mut rgb = vec![0; 18];
            rgb[0] = 9;
            let out = Orientation(value).apply(Picture::from_rgb(3, 2, rgb).unwrap());
            assert_eq!(out.pixel(x, y)[0], 9, "orientation {value}");
        }
    }
}
