//! The approved set: the covers the ministry published, per form and colour scheme. Knows no archive and no disk.

mod file;
#[cfg(test)]
mod tests;

use super::compare::{CANONICAL_WIDTH, CurveTables, Prepared, Sample, Subject, Thumbnail, canonical, unlikeness};
use super::decode::{PictureError, decode};
use super::hash::ContentHash;
use super::matcher::plausible;
use super::picture::Picture;
use crate::Form;

/// The most covers a set may hold.
pub const MAX_REFERENCES: usize = 1_000;
/// The longest name of a scheme, in bytes.
pub const MAX_SCHEME_BYTES: usize = 200;

/// Why an approved set could not be made or read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{self:?}")]
pub enum SetError {
    /// A form has no cover.
    NoCover(Form),
    /// More than [`MAX_REFERENCES`].
    TooMany {
        /// The number of covers.
        count: usize,
    },
    /// A scheme has no name, or one longer than [`MAX_SCHEME_BYTES`].
    BadName(String),
    /// Two covers of one form have the same name.
    DuplicateName {
        /// The form.
        form: Form,
        /// The name both have.
        scheme: String,
    },
    /// A picture cannot be read.
    BadPicture {
        /// The form.
        form: Form,
        /// The name of the picture.
        scheme: String,
        /// What is wrong with it.
        error: PictureError,
    },
    /// A picture is too narrow to be compared with.
    TooNarrow {
        /// The form.
        form: Form,
        /// The name of the picture.
        scheme: String,
        /// Its width in pixels.
        width: usize,
    },
    /// Covers of the two forms cannot be told apart.
    FormsAlike {
        /// The scheme of the messages form.
        messages: String,
        /// The scheme of the polls form.
        polls: String,
    },
    /// The bytes are not an imported set.
    NotASet,
    /// The set was written by a newer program.
    NewerVersion {
        /// The version in the file.
        found: u16,
        /// The newest version this program reads.
        known: u16,
    },
    /// The file ends too early.
    Truncated {
        /// The length of the file.
        bytes: usize,
    },
    /// The contents do not match their checksum.
    Checksum,
    /// The contents contradict each other.
    Malformed(SetDamage),
}

/// How the contents of a set contradict each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetDamage {
    /// It cannot be written: too much is in it, or a picture cannot be encoded.
    Unwritable,
    /// It says that it is of no version.
    Version,
    /// Something stands after its end.
    Trailing,
    /// An entry is cut off.
    Entry,
    /// An entry is for no form.
    Form,
    /// A name is no text.
    Name,
    /// A picture has no pixels, or is of another size than it must be.
    Picture,
}

/// A cover to build a set of.
#[derive(Debug, Clone, Copy)]
pub struct CoverSource<'a> {
    /// The form it is approved for.
    pub form: Form,
    /// The name of its colour scheme.
    pub scheme: &'a str,
    /// The file.
    pub bytes: &'a [u8],
}

/// One approved cover, at the size it is compared at.
#[derive(Debug, Clone)]
pub(super) struct Reference {
    pub(super) form: Form,
    pub(super) scheme: String,
    /// The size of the picture as published.
    pub(super) own: (u32, u32),
    pub(super) picture: Picture,
    pub(super) thumbnail: Thumbnail,
}

/// The approved covers of both forms. Its order is fixed by form and name, whatever the order they came in.
#[derive(Debug, Clone)]
pub struct ApprovedSet {
    references: Vec<Reference>,
}

impl ApprovedSet {
    /// Builds a set of the published pictures.
    ///
    /// # Errors
    /// A [`SetError`] that names the picture at fault, when a form has none, a name comes twice, a picture cannot be
    /// read or is too narrow, or covers of the two forms look the same.
    pub fn build<'a>(covers: impl IntoIterator<Item = CoverSource<'a>>) -> Result<Self, SetError> {
        let mut references = Vec::new();
        for CoverSource { form, scheme, bytes } in covers {
            let picture =
                decode(bytes).map_err(|error| SetError::BadPicture { form, scheme: scheme.to_owned(), error })?;
            references.push(reference(form, scheme, &picture)?);
            if references.len() > MAX_REFERENCES {
                return Err(SetError::TooMany { count: references.len() });
            }
        }
        let set = Self::of(references)?;
        set.forms_differ()?;
        Ok(set)
    }

    /// Orders and checks references by name and number.
    fn of(mut references: Vec<Reference>) -> Result<Self, SetError> {
        references.sort_by(|a, b| (a.form, &a.scheme).cmp(&(b.form, &b.scheme)));
        if let Some([first, _]) = references.array_windows().find(|[a, b]| (a.form, &a.scheme) == (b.form, &b.scheme)) {
            return Err(SetError::DuplicateName { form: first.form, scheme: first.scheme.clone() });
        }
        for form in Form::ALL {
            if references.iter().all(|reference| reference.form != form) {
                return Err(SetError::NoCover(form));
            }
        }
        Ok(Self { references })
    }

    /// A cover that would be approved for both forms makes `cover.other_form` meaningless.
    fn forms_differ(&self) -> Result<(), SetError> {
        /// The least score of a cover of one form against any of the other: well past a rejection, so that no copy of
        /// either can pass for the other.
        const APART: f32 = 4.0;
        let tables = CurveTables::new();
        let of = |form| self.references.iter().filter(move |reference| reference.form == form);
        let messages: Vec<(&Reference, Subject)> =
            of(Form::Messages).map(|message| (message, Subject::new(Sample::new(&message.picture)))).collect();
        for poll in of(Form::Polls) {
            let mut near = messages.iter().filter(|(_, subject)| plausible(&subject.sample, poll)).peekable();
            if near.peek().is_none() {
                continue;
            }
            let prepared = Prepared::new(&poll.picture, poll.own, CANONICAL_WIDTH, &tables);
            if let Some((message, _)) = near.find(|(_, subject)| unlikeness(subject, &prepared, &tables) < APART) {
                return Err(SetError::FormsAlike { messages: message.scheme.clone(), polls: poll.scheme.clone() });
            }
        }
        Ok(())
    }

    /// Form and scheme of each cover, ordered by form and name.
    pub fn covers(&self) -> impl ExactSizeIterator<Item = (Form, &str)> {
        self.references.iter().map(|reference| (reference.form, reference.scheme.as_str()))
    }

    /// Each cover as a small PNG, to be shown beside what was found.
    ///
    /// # Errors
    /// As [`ApprovedSet::to_bytes`].
    pub fn previews(&self) -> impl Iterator<Item = Result<(Form, &str, Vec<u8>), SetError>> {
        let preview = |reference: &'_ Reference| file::encode(&reference.picture);
        self.references.iter().map(move |one| Ok((one.form, one.scheme.as_str(), preview(one)?)))
    }

    /// The file to keep the set in: versioned, with a checksum, some 20 KB a cover.
    ///
    /// # Errors
    /// [`SetError::Malformed`] when a picture cannot be written, which no built set has been seen to do.
    pub fn to_bytes(&self) -> Result<Vec<u8>, SetError> {
        file::write(self)
    }

    /// Reads what [`ApprovedSet::to_bytes`] wrote.
    ///
    /// # Errors
    /// A [`SetError`] that says whether the bytes are another file, of a newer program, cut off or damaged.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SetError> {
        file::read(bytes)
    }

    /// A key that changes when any cover of the set does: verdicts cached under another key are void.
    ///
    /// # Errors
    /// As [`ApprovedSet::to_bytes`].
    pub fn fingerprint(&self) -> Result<ContentHash, SetError> {
        self.to_bytes().map(|bytes| ContentHash::of(&bytes))
    }

    pub(super) fn references(&self) -> &[Reference] {
        &self.references
    }
}

fn reference(form: Form, scheme: &str, picture: &Picture) -> Result<Reference, SetError> {
    if scheme.is_empty() || scheme.len() > MAX_SCHEME_BYTES {
        return Err(SetError::BadName(scheme.to_owned()));
    }
    let scheme = scheme.to_owned();
    if picture.width() < CANONICAL_WIDTH {
        return Err(SetError::TooNarrow { form, scheme, width: picture.width() });
    }
    let side = |length: usize| u32::try_from(length).map_err(|_| SetError::Malformed(SetDamage::Picture));
    let own = (side(picture.width())?, side(picture.height())?);
    let (picture, thumbnail) = canonical(picture).ok_or(SetError::Malformed(SetDamage::Picture))?;
    Ok(Reference { form, scheme, own, picture, thumbnail })
}
