//! A decoded picture: 8-bit RGB rows with no stride. Knows nothing of file formats or of covers.

/// The bytes one pixel takes: red, green, blue.
pub(crate) const CHANNELS: usize = 3;

/// An upright, opaque RGB picture, decoded within the bounds of [`crate::PictureError`].
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    width: usize,
    height: usize,
    rgb: Vec<u8>,
}

impl Picture {
    /// Wraps rows of RGB bytes; `None` when the length does not fit the size, or a side is zero.
    pub fn from_rgb(width: usize, height: usize, rgb: Vec<u8>) -> Option<Self> {
        let length = width.checked_mul(height)?.checked_mul(CHANNELS)?;
        (length > 0 && length == rgb.len()).then_some(Self { width, height, rgb })
    }

    /// The width in pixels, never zero.
    pub const fn width(&self) -> usize {
        self.width
    }

    /// The height in pixels, never zero.
    pub const fn height(&self) -> usize {
        self.height
    }

    /// The pixels row by row, three bytes each.
    pub fn rgb(&self) -> &[u8] {
        &self.rgb
    }

    /// The colour of one pixel; the coordinates must lie inside.
    pub(crate) fn pixel(&self, x: usize, y: usize) -> [u8; CHANNELS] {
        let at = (y * self.width + x) * CHANNELS;
        [self.rgb[at], self.rgb[at + 1], self.rgb[at + 2]]
    }
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Picture({} x {})", self.width, self.height)
    }
}
