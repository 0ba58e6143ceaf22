//! WebP: lossy, lossless, with alpha; of an animation the first frame.

use std::io::Cursor;

use image_webp::{DecodingError, WebPDecoder};

use super::exif::Orientation;
use super::{Damage, PictureError, PictureFormat, UnreadFormat, check_size, over_white, upright};
use crate::picture::Picture;

const FORMAT: PictureFormat = PictureFormat::Webp;
/// What side data (EXIF, alpha) may take, in bytes.
const MAX_DECODER_BYTES: usize = 96 << 20;
/// The headers of a RIFF chunk and of a frame of an animation, in bytes.
const CHUNK_HEADER: usize = 8;
const FRAME_HEADER: usize = 16;

pub(super) fn decode(bytes: &[u8]) -> Result<Picture, PictureError> {
    let mut decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(|error| refuse(bytes, &error))?;
    decoder.set_memory_limit(MAX_DECODER_BYTES);
    let (width, height) = decoder.dimensions();
    check_size(width, height)?;
    check_frames(bytes, 12, (width, height))?;
    let size = decoder.output_buffer_size().ok_or(PictureError::contradiction(FORMAT))?;
    let mut rows = vec![0; size];
    decoder.read_image(&mut rows).map_err(|error| refuse(bytes, &error))?;
    let rgb = if decoder.has_alpha() { over_white(&rows) } else { rows };
    let exif = decoder.exif_metadata().ok().flatten();
    let orientation = exif.as_deref().map_or(Orientation::UPRIGHT, Orientation::read);
    upright(FORMAT, width, height, rgb, orientation)
}

fn refuse(bytes: &[u8], error: &DecodingError) -> PictureError {
    match error {
        DecodingError::UnsupportedFeature(_) => PictureError::Unsupported { what: UnreadFormat::WebpFeature },
        // the decoder takes missing bytes for wrong ones
        _ if is_cut_off(bytes) => PictureError::Broken { format: FORMAT, damage: Damage::CutOff },
        other => PictureError::broken(FORMAT, other),
    }
}

/// Whether the file is shorter than its own header says.
fn is_cut_off(bytes: &[u8]) -> bool {
    let length = bytes.get(4..CHUNK_HEADER).and_then(|length| length.try_into().ok()).map(u32::from_le_bytes);
    length.is_some_and(|length| bytes.len() < CHUNK_HEADER + length as usize)
}

/// Walks the chunks and refuses a bit stream whose own header promises more than the canvas: the decoder takes the
/// memory by that inner header before it compares the two.
fn check_frames(bytes: &[u8], from: usize, canvas: (u32, u32)) -> Result<(), PictureError> {
    let mut at = from;
    while let Some(header) = bytes.get(at..at.saturating_add(CHUNK_HEADER)) {
        let length = u32::from_le_bytes([header[4], header[5], header[6], header[7]]) as usize;
        let body = at + CHUNK_HEADER;
        let size = match &header[..4] {
            b"VP8 " => bytes.get(body + 6..body + 10).map(|tag| {
                let side = |low: u8, high: u8| u32::from(u16::from_le_bytes([low, high]) & 0x3FFF);
                (side(tag[0], tag[1]), side(tag[2], tag[3]))
            }),
            b"VP8L" => bytes.get(body + 1..body + 5).map(|tag| {
                let packed = u32::from_le_bytes([tag[0], tag[1], tag[2], tag[3]]);
                ((packed & 0x3FFF) + 1, ((packed >> 14) & 0x3FFF) + 1)
            }),
            b"ANMF" => {
                at = body.saturating_add(FRAME_HEADER);
                continue;
            }
            _ => None,
        };
        if size.is_some_and(|(width, height)| width > canvas.0 || height > canvas.1) {
            return Err(PictureError::contradiction(FORMAT));
        }
        at = body.saturating_add(length).saturating_add(length & 1);
    }
    Ok(())
}
