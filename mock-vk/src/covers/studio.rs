//! Makes the JPEG of a picture's name once and keeps it. Knows no HTTP.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;

use crate::region::Form;

use super::draw::spoil;
use super::name::{CoverName, SCHEMES};
use super::picture::Picture;
use super::reference::reference_covers;

type Drawn = HashMap<(CoverName, u32), Bytes>;

/// The pictures made so far. One size of one content is some 10 to 40 KB, and there are a few hundred contents.
#[derive(Debug, Default)]
pub(crate) struct Studio {
    /// Decoded originals, 2.6 MB each, kept because each serves four qualities in three sizes.
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

    fn draw(&self, content: CoverName, width: u32, height: u32) -> Vec<u8> {
        let place = usize::from(content.scheme) + if content.form == Form::Polls { usize::from(SCHEMES) } else { 0 };
        let Some(original) = self.original(place) else { return Vec::new() };
        let (width, height) = (usize::try_from(width).unwrap_or(0), usize::try_from(height).unwrap_or(0));
        let scaled = match content.spoil {
            Some(how) => spoil(&original, how).scaled(width, height),
            None => original.scaled(width, height),
        };
        scaled.to_jpeg(content.quality())
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
    use crate::covers::Spoil;

    fn name(spoil: Option<Spoil>) -> CoverName {
        CoverName { form: Form::Messages, scheme: 0, spoil, upload: 2 }
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
}
