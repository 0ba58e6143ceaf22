//! The file of an approved set: magic, version, length, SHA-256 of the contents, then the covers as small PNG pictures.

use super::{ApprovedSet, MAX_REFERENCES, MAX_SCHEME_BYTES, Reference, SetDamage, SetError};
use crate::Form;
use crate::compare::{CANONICAL_WIDTH, thumbnail};
use crate::decode::decode;
use crate::hash::ContentHash;
use crate::picture::Picture;

const MAGIC: &[u8; 8] = b"VKCOVERS";
/// The format this program writes; it reads this one and all before it.
const VERSION: u16 = 1;
/// Magic, version, length of the contents, checksum.
const HEADER_BYTES: usize = MAGIC.len() + 2 + 4 + ContentHash::BYTES;

pub(super) fn write(set: &ApprovedSet) -> Result<Vec<u8>, SetError> {
    let mut contents = Vec::new();
    let too_large = |_| SetError::Malformed(SetDamage::Unwritable);
    contents.extend(u16::try_from(set.references().len()).map_err(too_large)?.to_le_bytes());
    for reference in set.references() {
        contents.push(match reference.form {
            Form::Messages => 0,
            Form::Polls => 1,
        });
        contents.extend(u16::try_from(reference.scheme.len()).map_err(too_large)?.to_le_bytes());
        contents.extend(reference.scheme.as_bytes());
        contents.extend(reference.own.0.to_le_bytes());
        contents.extend(reference.own.1.to_le_bytes());
        let png = encode(&reference.picture)?;
        contents.extend(u32::try_from(png.len()).map_err(too_large)?.to_le_bytes());
        contents.extend(png);
    }
    let mut out = Vec::with_capacity(HEADER_BYTES + contents.len());
    out.extend(MAGIC);
    out.extend(VERSION.to_le_bytes());
    out.extend(u32::try_from(contents.len()).map_err(too_large)?.to_le_bytes());
    out.extend(ContentHash::of(&contents).as_bytes());
    out.extend(contents);
    Ok(out)
}

pub(super) fn encode(picture: &Picture) -> Result<Vec<u8>, SetError> {
    let failed = |_| SetError::Malformed(SetDamage::Unwritable);
    let side = |length: usize| u32::try_from(length).map_err(|_| SetError::Malformed(SetDamage::Picture));
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, side(picture.width())?, side(picture.height())?);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Balanced);
    let mut writer = encoder.write_header().map_err(failed)?;
    writer.write_image_data(picture.rgb()).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(out)
}

pub(super) fn read(bytes: &[u8]) -> Result<ApprovedSet, SetError> {
    let head = &bytes[..bytes.len().min(MAGIC.len())];
    if !MAGIC.starts_with(head) || head.is_empty() {
        return Err(SetError::NotASet);
    }
    let truncated = SetError::Truncated { bytes: bytes.len() };
    let mut header = Cursor { rest: bytes };
    header.take(MAGIC.len()).ok_or(truncated.clone())?;
    let version = header.short().ok_or(truncated.clone())?;
    if version > VERSION {
        return Err(SetError::NewerVersion { found: version, known: VERSION });
    }
    if version == 0 {
        return Err(SetError::Malformed(SetDamage::Version));
    }
    let length = header.long().ok_or(truncated.clone())? as usize;
    let checksum = header.take(ContentHash::BYTES).ok_or(truncated.clone())?;
    if header.rest.len() < length {
        return Err(truncated);
    }
    if header.rest.len() > length {
        return Err(SetError::Malformed(SetDamage::Trailing));
    }
    if ContentHash::of(header.rest).as_bytes() != checksum {
        return Err(SetError::Checksum);
    }
    contents(header.rest)
}

fn contents(bytes: &[u8]) -> Result<ApprovedSet, SetError> {
    const SHORT: SetError = SetError::Malformed(SetDamage::Entry);
    let mut cursor = Cursor { rest: bytes };
    let count = usize::from(cursor.short().ok_or(SHORT)?);
    if count > MAX_REFERENCES {
        return Err(SetError::TooMany { count });
    }
    let mut references = Vec::with_capacity(count);
    for _ in 0..count {
        let form = match cursor.take(1).ok_or(SHORT)? {
            [0] => Form::Messages,
            [1] => Form::Polls,
            _ => return Err(SetError::Malformed(SetDamage::Form)),
        };
        let length = usize::from(cursor.short().ok_or(SHORT)?);
        let scheme = std::str::from_utf8(cursor.take(length).ok_or(SHORT)?)
            .map_err(|_| SetError::Malformed(SetDamage::Name))?
            .to_owned();
        if scheme.is_empty() || scheme.len() > MAX_SCHEME_BYTES {
            return Err(SetError::BadName(scheme));
        }
        let own = (cursor.long().ok_or(SHORT)?, cursor.long().ok_or(SHORT)?);
        let length = cursor.long().ok_or(SHORT)? as usize;
        let picture = decode(cursor.take(length).ok_or(SHORT)?).map_err(|error| SetError::BadPicture {
            form,
            scheme: scheme.clone(),
            error,
        })?;
        if picture.width() != CANONICAL_WIDTH || own.0 == 0 || own.1 == 0 {
            return Err(SetError::Malformed(SetDamage::Picture));
        }
        let thumbnail = thumbnail(&picture);
        references.push(Reference { form, scheme, own, picture, thumbnail });
    }
    if !cursor.rest.is_empty() {
        return Err(SetError::Malformed(SetDamage::Trailing));
    }
    ApprovedSet::of(references)
}

/// Reads little-endian values off the front of a slice.
struct Cursor<'a> {
    rest: &'a [u8],
}

impl<'a> Cursor<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(head)
    }

    fn short(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes(self.take(2)?.try_into().ok()?))
    }

    fn long(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }
}
