//! JPEG: grey, YCbCr, RGB, CMYK and YCCK, baseline and progressive.

use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;
use zune_jpeg::errors::DecodeErrors;

use super::exif::Orientation;
use super::{Damage, PictureError, PictureFormat, UnreadFormat, check_size, upright};
use crate::picture::Picture;

const FORMAT: PictureFormat = PictureFormat::Jpeg;
/// The largest side a JPEG header can hold, in pixels; the product is bounded apart.
const MAX_SIDE: usize = 65_535;
/// Progressive files of real encoders have some ten scans; each one costs a pass over the picture.
const MAX_SCANS: usize = 64;

pub(super) fn decode(bytes: &[u8]) -> Result<Picture, PictureError> {
    let options = DecoderOptions::default()
        .set_max_width(MAX_SIDE)
        .set_max_height(MAX_SIDE)
        .jpeg_set_max_scans(MAX_SCANS)
        .jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(|error| refuse(&error))?;
    let (width, height) = decoder
        .dimensions()
        .and_then(|(width, height)| Some((u32::try_from(width).ok()?, u32::try_from(height).ok()?)))
        .ok_or(PictureError::contradiction(FORMAT))?;
    check_size(width, height)?;
    if !ends(bytes) {
        return Err(PictureError::Broken { format: FORMAT, damage: Damage::CutOff });
    }
    let rgb = decoder.decode().map_err(|error| refuse(&error))?;
    let orientation = decoder.exif().map_or(Orientation::UPRIGHT, |exif| Orientation::read(exif));
    upright(FORMAT, width, height, rgb, orientation)
}

fn refuse(error: &DecodeErrors) -> PictureError {
    match error {
        DecodeErrors::Unsupported(_) => PictureError::Unsupported { what: UnreadFormat::JpegFeature },
        // of bytes in memory nothing else can fail
        DecodeErrors::IoErrors(_) | DecodeErrors::ExhaustedData => {
            PictureError::Broken { format: FORMAT, damage: Damage::CutOff }
        }
        other => PictureError::broken(FORMAT, format_args!("{other:?}")),
    }
}

/// Whether an end marker follows the first scan. The decoder fills what is missing with grey, which would make a
/// download that broke off look like another picture; a browser shows the same grey, but the file on VK is whole.
fn ends(bytes: &[u8]) -> bool {
    let mut at = 2;
    while let Some(&[mark, kind, high, low]) = bytes.get(at..).and_then(|rest| rest.first_chunk()) {
        if mark != 0xFF {
            break;
        }
        if kind == 0xFF {
            at += 1;
            continue;
        }
        if kind == 0xDA {
            break;
        }
        if matches!(kind, 0x01 | 0xD0..=0xD8) {
            at += 2;
            continue;
        }
        at += 2 + usize::from(u16::from_be_bytes([high, low]));
    }
    bytes.get(at..).is_some_and(|scan| scan.windows(2).rev().any(|pair| pair == [0xFF, 0xD9]))
}
