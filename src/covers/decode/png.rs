//! PNG: every colour type and depth, interlaced or not; of an APNG the default picture.

use std::io::Cursor;

use png::{BitDepth, ColorType, Decoder, DecodingError, Limits, Transformations};

use super::exif::Orientation;
use super::{MAX_PIXELS, PictureError, PictureFormat, check_size, over_white, upright};
use crate::picture::Picture;

const FORMAT: PictureFormat = PictureFormat::Png;
/// What the decoder may take beside the rows it gives, in bytes: its window and compressed side data.
const MAX_DECODER_BYTES: usize = 64 << 20;
/// The most bytes a decoded pixel takes: 8-bit RGBA.
const MAX_PIXEL_BYTES: u64 = 4;

pub(super) fn decode(bytes: &[u8]) -> Result<Picture, PictureError> {
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: MAX_DECODER_BYTES });
    decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    let (width, height) = decoder.read_header_info().map_err(|error| refuse(&error))?.size();
    check_size(width, height)?;
    let mut reader = decoder.read_info().map_err(|error| refuse(&error))?;
    let size = reader
        .output_buffer_size()
        .filter(|&size| size as u64 <= MAX_PIXELS * MAX_PIXEL_BYTES)
        .ok_or(PictureError::contradiction(FORMAT))?;
    let mut rows = vec![0; size];
    let info = reader.next_frame(&mut rows).map_err(|error| refuse(&error))?;
    rows.truncate(info.buffer_size());
    if (info.width, info.height) != (width, height) || info.bit_depth != BitDepth::Eight {
        return Err(PictureError::contradiction(FORMAT));
    }
    let rgb = match info.color_type {
        ColorType::Rgb => rows,
        ColorType::Rgba => over_white(&rows),
        ColorType::Grayscale => rows.iter().flat_map(|&grey| [grey; 3]).collect(),
        ColorType::GrayscaleAlpha => {
            let (pairs, _) = rows.as_chunks::<2>();
            over_white(&pairs.iter().flat_map(|&[grey, alpha]| [grey, grey, grey, alpha]).collect::<Vec<u8>>())
        }
        ColorType::Indexed => return Err(PictureError::contradiction(FORMAT)),
    };
    let orientation = reader.info().exif_metadata.as_deref().map_or(Orientation::UPRIGHT, Orientation::read);
    upright(FORMAT, width, height, rgb, orientation)
}

fn refuse(error: &DecodingError) -> PictureError {
    PictureError::broken(FORMAT, error)
}
