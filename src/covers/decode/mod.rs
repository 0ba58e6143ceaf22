//! Bytes of a file -> [`Picture`], with every bound checked before memory is taken. Knows picture formats, not covers.
//!
//! The format is told by the first bytes, never by a name. Of an animation the first frame is taken: it is what a
//! still preview of the page shows.

mod exif;
mod gif;
mod jpeg;
mod png;
#[cfg(test)]
mod tests;
mod webp;

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::picture::Picture;

/// The largest file that is looked at, in bytes; VK's own covers stay under 1 MB.
pub const MAX_PICTURE_BYTES: usize = 5_000_000;
/// The largest picture that is decoded, in pixels.
pub const MAX_PIXELS: u64 = 20_000_000;
/// The narrowest picture in which anything can be told, in pixels.
pub const MIN_WIDTH: u32 = 60;
/// The lowest picture in which anything can be told, in pixels.
pub const MIN_HEIGHT: u32 = 40;

/// Why bytes could not be read as a picture. The auditor reports such a cover as unverified, never as a violation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{self:?}")]
pub enum PictureError {
    /// There are no bytes at all.
    Empty,
    /// The file is larger than [`MAX_PICTURE_BYTES`].
    TooManyBytes {
        /// The size of the file.
        bytes: usize,
    },
    /// The first bytes are those of no picture format.
    NotAPicture {
        /// What the first bytes look like.
        looks_like: LooksLike,
    },
    /// The picture ends too early or its data contradict each other.
    Broken {
        /// The format the first bytes tell.
        format: PictureFormat,
        /// How it is broken.
        damage: Damage,
    },
    /// The decoder failed on it.
    GaveUp,
    /// The header promises more than [`MAX_PIXELS`].
    TooManyPixels {
        /// The width the header gives.
        width: u32,
        /// The height the header gives.
        height: u32,
    },
    /// The picture is smaller than [`MIN_WIDTH`] x [`MIN_HEIGHT`].
    TooSmall {
        /// The width in pixels.
        width: u32,
        /// The height in pixels.
        height: u32,
    },
    /// A known format, or a variant of one, that this program does not read.
    Unsupported {
        /// The format or the variant.
        what: UnreadFormat,
    },
}

impl PictureError {
    /// The stable word for this kind of failure, for reports and logs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooManyBytes { .. } => "too_many_bytes",
            Self::NotAPicture { .. } => "not_a_picture",
            Self::Broken { .. } => "broken",
            Self::GaveUp => "gave_up",
            Self::TooManyPixels { .. } => "too_many_pixels",
            Self::TooSmall { .. } => "too_small",
            Self::Unsupported { .. } => "unsupported",
        }
    }

    fn broken(format: PictureFormat, said: impl std::fmt::Display) -> Self {
        let said = said.to_string();
        // the decoders tell the end of the bytes in words only
        let lower = said.to_ascii_lowercase();
        let is_cut = ["end of file", "eof", "unexpected end", "premature", "exhausted", "fill whole buffer"];
        let damage =
            if is_cut.iter().any(|words| lower.contains(words)) { Damage::CutOff } else { Damage::Decoder(said) };
        Self::Broken { format, damage }
    }

    const fn contradiction(format: PictureFormat) -> Self {
        Self::Broken { format, damage: Damage::Contradiction }
    }
}

/// How a picture is broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Damage {
    /// It ends too early.
    CutOff,
    /// Its parts contradict each other.
    Contradiction,
    /// Something else, in the decoder's words.
    Decoder(String),
}

/// A format of pictures that is read here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it all")]
pub enum PictureFormat {
    Jpeg,
    Png,
    Webp,
    Gif,
}

impl PictureFormat {
    /// All formats.
    pub const ALL: [Self; 4] = [Self::Jpeg, Self::Png, Self::Webp, Self::Gif];

    /// What it is called.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Jpeg => "JPEG",
            Self::Png => "PNG",
            Self::Webp => "WebP",
            Self::Gif => "GIF",
        }
    }
}

/// A format of pictures, or a variant of one, that is not read here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "most names say it all")]
pub enum UnreadFormat {
    Avif,
    Heic,
    Bmp,
    Tiff,
    JpegXl,
    Svg,
    /// A lossless JPEG, one with arithmetic coding, or one of 12 bits a colour.
    JpegFeature,
    /// A WebP with a feature that the decoder does not know.
    WebpFeature,
    /// A GIF with a frame so large that it would take too much memory.
    GifFrame,
}

impl UnreadFormat {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Avif,
        Self::Heic,
        Self::Bmp,
        Self::Tiff,
        Self::JpegXl,
        Self::Svg,
        Self::JpegFeature,
        Self::WebpFeature,
        Self::GifFrame,
    ];

    /// What the format is called.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Avif => "AVIF",
            Self::Heic => "HEIC",
            Self::Bmp => "BMP",
            Self::Tiff => "TIFF",
            Self::JpegXl => "JPEG XL",
            Self::Svg => "SVG",
            Self::JpegFeature => "JPEG",
            Self::WebpFeature => "WebP",
            Self::GifFrame => "GIF",
        }
    }
}

/// What a file that is no picture looks like, by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it all")]
pub enum LooksLike {
    WebPage,
    Json,
    Xml,
    Pdf,
    Archive,
    Video,
    Other,
}

impl LooksLike {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::WebPage, Self::Json, Self::Xml, Self::Pdf, Self::Archive, Self::Video, Self::Other];

    /// The stable name of it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::WebPage => "web_page",
            Self::Json => "json",
            Self::Xml => "xml",
            Self::Pdf => "pdf",
            Self::Archive => "archive",
            Self::Video => "video",
            Self::Other => "other",
        }
    }
}

/// Decodes a picture: alpha laid over white, 16 bit cut to 8, palettes and grey expanded, EXIF orientation applied.
///
/// # Errors
/// A [`PictureError`] that names what is wrong with the bytes; nothing the bytes hold makes it panic or take more
/// memory than the bounds allow.
pub fn decode(bytes: &[u8]) -> Result<Picture, PictureError> {
    let format = sniff(bytes)?;
    // The decoders are other people's code over hostile bytes: a panic inside one must cost this picture, not the run.
    let outcome = match format {
        PictureFormat::Jpeg => catch_unwind(AssertUnwindSafe(|| jpeg::decode(bytes))),
        PictureFormat::Png => catch_unwind(AssertUnwindSafe(|| png::decode(bytes))),
        PictureFormat::Webp => catch_unwind(AssertUnwindSafe(|| webp::decode(bytes))),
        PictureFormat::Gif => catch_unwind(AssertUnwindSafe(|| gif::decode(bytes))),
    };
    outcome.unwrap_or(Err(PictureError::GaveUp))
}

/// Whether the first bytes are those of a picture format that is read here.
pub(crate) fn looks_like_picture(bytes: &[u8]) -> bool {
    !matches!(
        sniff(bytes),
        Err(PictureError::Empty | PictureError::NotAPicture { .. } | PictureError::Unsupported { .. })
    )
}

fn sniff(bytes: &[u8]) -> Result<PictureFormat, PictureError> {
    if bytes.is_empty() {
        return Err(PictureError::Empty);
    }
    if bytes.len() > MAX_PICTURE_BYTES {
        return Err(PictureError::TooManyBytes { bytes: bytes.len() });
    }
    if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
        return Ok(PictureFormat::Jpeg);
    }
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Ok(PictureFormat::Png);
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP".as_slice()) {
        return Ok(PictureFormat::Webp);
    }
    if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") {
        return Ok(PictureFormat::Gif);
    }
    Err(foreign(bytes))
}

fn foreign(bytes: &[u8]) -> PictureError {
    /// The bytes at the start of a page in which its first tag is looked for.
    const HEAD: usize = 512;
    if let Some(brand) = bytes.get(4..12).filter(|brand| brand.starts_with(b"ftyp")) {
        return match &brand[4..] {
            b"avif" | b"avis" => PictureError::Unsupported { what: UnreadFormat::Avif },
            b"heic" | b"heix" | b"mif1" | b"msf1" => PictureError::Unsupported { what: UnreadFormat::Heic },
            _ => PictureError::NotAPicture { looks_like: LooksLike::Video },
        };
    }
    if bytes.starts_with(b"BM") {
        return PictureError::Unsupported { what: UnreadFormat::Bmp };
    }
    if bytes.starts_with(b"II*\0") || bytes.starts_with(b"MM\0*") {
        return PictureError::Unsupported { what: UnreadFormat::Tiff };
    }
    if bytes.starts_with(b"\xFF\x0A") || bytes.starts_with(b"\0\0\0\x0CJXL ") {
        return PictureError::Unsupported { what: UnreadFormat::JpegXl };
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)])
        .trim_start_matches('\u{feff}')
        .trim_start()
        .to_ascii_lowercase();
    if head.contains("<svg") {
        return PictureError::Unsupported { what: UnreadFormat::Svg };
    }
    let looks_like = if head.contains("<html") || head.starts_with("<!doctype") || head.contains("<head") {
        LooksLike::WebPage
    } else if head.starts_with('{') || head.starts_with('[') {
        LooksLike::Json
    } else if head.starts_with('<') {
        LooksLike::Xml
    } else if bytes.starts_with(b"%PDF") {
        LooksLike::Pdf
    } else if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"7z\xBC\xAF\x27\x1C") {
        LooksLike::Archive
    } else {
        LooksLike::Other
    };
    PictureError::NotAPicture { looks_like }
}

/// Checks the size a header promises, before anything of that size is made.
fn check_size(width: u32, height: u32) -> Result<(), PictureError> {
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(PictureError::TooManyPixels { width, height });
    }
    // An orientation may turn the picture: the smaller side is held to the smaller bound.
    if width.max(height) < MIN_WIDTH || width.min(height) < MIN_HEIGHT {
        return Err(PictureError::TooSmall { width, height });
    }
    Ok(())
}

/// Puts RGBA rows over white and drops the alpha.
fn over_white(rgba: &[u8]) -> Vec<u8> {
    let (pixels, _) = rgba.as_chunks::<4>();
    let mut rgb = Vec::with_capacity(pixels.len() * 3);
    for &[red, green, blue, alpha] in pixels {
        let lay = |value: u8| -> u8 {
            let (value, alpha) = (u32::from(value), u32::from(alpha));
            let sum = value * alpha + 255 * (255 - alpha);
            u8::try_from((sum + 127) / 255).unwrap_or(u8::MAX)
        };
        rgb.extend_from_slice(&[lay(red), lay(green), lay(blue)]);
    }
    rgb
}

/// Makes the picture of decoded rows and turns it upright.
fn upright(
    format: PictureFormat,
    width: u32,
    height: u32,
    rgb: Vec<u8>,
    orientation: exif::Orientation,
) -> Result<Picture, PictureError> {
    let picture = usize::try_from(width)
        .ok()
        .zip(usize::try_from(height).ok())
        .and_then(|(width, height)| Picture::from_rgb(width, height, rgb))
        .ok_or(PictureError::contradiction(format))?;
    Ok(orientation.apply(picture))
}
