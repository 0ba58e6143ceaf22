//! GIF: the first frame, laid over white.

use std::num::NonZeroU64;

use gif::{ColorOutput, DecodeOptions, DecodingError, MemoryLimit};

use super::exif::Orientation;
use super::{MAX_PIXELS, PictureError, PictureFormat, UnreadFormat, check_size, upright};
use crate::picture::{CHANNELS, Picture};

const FORMAT: PictureFormat = PictureFormat::Gif;
/// The bytes the decoder may take for one frame: RGBA of the largest picture.
const MAX_FRAME_BYTES: u64 = MAX_PIXELS * 4;

pub(super) fn decode(bytes: &[u8]) -> Result<Picture, PictureError> {
    let mut options = DecodeOptions::new();
    options.set_color_output(ColorOutput::RGBA);
    // A frame outside the screen would be decoded at its own size, which the header does not bound.
    options.check_frame_consistency(true);
    if let Some(limit) = NonZeroU64::new(MAX_FRAME_BYTES) {
        options.set_memory_limit(MemoryLimit::Bytes(limit));
    }
    let mut decoder = options.read_info(bytes).map_err(|error| refuse(&error))?;
    let (width, height) = (decoder.width(), decoder.height());
    check_size(u32::from(width), u32::from(height))?;
    let frame =
        decoder.read_next_frame().map_err(|error| refuse(&error))?.ok_or(PictureError::contradiction(FORMAT))?;
    let mut rgb = vec![u8::MAX; usize::from(width) * usize::from(height) * CHANNELS];
    let row_bytes = usize::from(frame.width) * 4;
    if row_bytes > 0 {
        for (row, pixels) in frame.buffer.chunks_exact(row_bytes).enumerate() {
            let start = ((usize::from(frame.top) + row) * usize::from(width) + usize::from(frame.left)) * CHANNELS;
            let Some(target) = rgb.get_mut(start..start + usize::from(frame.width) * CHANNELS) else { break };
            for (out, pixel) in target.as_chunks_mut::<CHANNELS>().0.iter_mut().zip(pixels.as_chunks::<4>().0) {
                if pixel[3] != 0 {
                    *out = [pixel[0], pixel[1], pixel[2]];
                }
            }
        }
    }
    upright(FORMAT, u32::from(width), u32::from(height), rgb, Orientation::UPRIGHT)
}

fn refuse(error: &DecodingError) -> PictureError {
    match error {
        DecodingError::MemoryLimit => PictureError::Unsupported { what: UnreadFormat::GifFrame },
        other => PictureError::broken(FORMAT, other),
    }
}
