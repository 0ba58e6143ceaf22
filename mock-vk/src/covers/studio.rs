//! Makes the JPEG of a picture's name once and keeps it. Knows no HTTP.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;

use crate::region::Form;

use super::draw::spoil;
use super::name::{CoverName, Frame, SCHEMES, Spoil};
use super::picture::{Picture, Side};
use super::reference::reference_covers;

/// VK's quality of the pictures of menus.
const QUALITY: u8 = 95;

type Content = (Form, u8, Option<Spoil>, Frame);
type Drawn = HashMap<(Content, u32), Bytes>;

/// The pictures made so far. One size of one content is some 5 to 40 KB, and there are a few hundred contents.
#[derive(Debug, Default)]
pub(crate) struct Studio {
    /// Decoded originals, 2.6 MB each, kept because each serves several cuts in six sizes.
    originals: Mutex<HashMap<usize, Arc<Picture>>>,
    drawn: Mutex<Drawn>,
}

impl Studio {
    /// The picture's JPEG in this size; empty when the approved set cannot be read.
    pub(crate) fn jpeg(&self, name: CoverName, width: u32, height: u32) -> Bytes {
        let content = name.content();
        let key = (content, width);
        if let Some(bytes) = self.drawn.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return bytes.clone();
        }
        // Drawn outside the lock: two callers may draw the same picture, and both get the same bytes.
        let bytes = Bytes::from(self.draw(content, width, height));
        self.drawn.lock().unwrap_or_else(PoisonError::into_inner).insert(key, bytes.clone());
        bytes
    }

    fn draw(&self, (form, scheme, how, frame): Content, width: u32, height: u32) -> Vec<u8> {
        let place = usize::from(scheme) + if form == Form::Polls { usize::from(SCHEMES) } else { 0 };
        let Some(original) = self.original(place) else { return Vec::new() };
        let size = |number: u32| usize::try_from(number).unwrap_or(0);
        let [left, top, shown_width, shown_height] = frame.shown.map(size);
        let across = Side { file: size(frame.width), from: left, shown: shown_width };
        let down = Side { file: size(frame.height), from: top, shown: shown_height };
        let picture = match how {
            Some(how) => spoil(&original, how).framed(across, down, size(width), size(height)),
            None => original.framed(across, down, size(width), size(height)),
        };
        picture.to_jpeg(QUALITY)
    }

    fn original(&self, place: usize) -> Option<Arc<Picture>> {
        if let Some(found) = self.originals.lock().unwrap_or_else(PoisonError::into_inner).get(&place) {
            return Some(Arc::clone(found));
        }
        let decoded = Arc::new(Picture::from_png(reference_covers().get(place)?.png)?);
        self.originals.lock().unwrap_or_else(PoisonError::into_inner).insert(place, Arc::clone(&decoded));
        Some(decoded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::covers::SIZES;

    fn name(spoil: Option<Spoil>) -> CoverName {
        CoverName { form: Form::Messages, scheme: 0, spoil, upload: 2, old: false }
    }

    #[test]
    fn the_same_name_gives_the_same_bytes_and_a_spoilt_one_others() {
        let (one, two) = (Studio::default(), Studio::default());
        let approved = one.jpeg(name(None), 188, 128);
        assert!(approved.starts_with(&[0xFF, 0xD8, 0xFF]));
        assert_eq!(approved, two.jpeg(name(None), 188, 128));
        for how in [Spoil::Hue, Spoil::Cropped, Spoil::TextBars] {
            assert_ne!(approved, one.jpeg(name(Some(how)), 188, 128), "{how:?}");
        }
    }

    #[test]
    fn every_size_is_served_in_its_pixels_and_uploads_of_one_file_are_one_picture() {
        let studio = Studio::default();
        for (width, height) in SIZES {
            let bytes = studio.jpeg(name(None), width, height);
            // The first frame head of a baseline JPEG holds height and width after its length and its eight bits.
            let head = bytes.windows(4).position(|four| four == [0xFF, 0xC0, 0x00, 0x11]).unwrap();
            let number = |at: usize| u32::from(bytes[head + at]) << 8 | u32::from(bytes[head + at + 1]);
            assert_eq!((number(7), number(5)), (width, height));
        }
        let other_upload = CoverName { upload: 7, old: true, ..name(None) };
        assert_eq!(studio.jpeg(name(None), 188, 128), studio.jpeg(other_upload, 188, 128));
        let other_file = CoverName { upload: 15, ..name(None) };
        assert_ne!(studio.jpeg(name(None), 376, 256), studio.jpeg(other_file, 376, 256));
    }
}
