//! English words for pictures, archives and sets of covers that cannot be used.

use covers::{
    ArchiveDamage, ArchiveError, Damage, Form, IgnoredReason, LooksLike, MAX_ENTRIES, MAX_PICTURE_BYTES, MAX_PIXELS,
    MAX_RATIO, MAX_REFERENCES, MAX_UNPACKED_BYTES, MIN_HEIGHT, MIN_WIDTH, PictureError, SetDamage, SetError,
    UnreadFormat,
};

use crate::Lang::En;
use crate::number;
use crate::plain::Visible;
use domain::model::{CoverFault, FetchFault};

use super::cause::{connection, http_status};

/// Why a cover could not be looked at, as a part of a sentence.
pub fn cover_fault(fault: &CoverFault) -> String {
    match fault {
        CoverFault::Fetch(fault) => fetch_fault(fault),
        CoverFault::Picture(error) => picture_error(error),
        CoverFault::Text(text) => format!("“{}”", Visible::quoted(text)),
    }
}

fn fetch_fault(fault: &FetchFault) -> String {
    match fault {
        FetchFault::NotAUrl => "the picture's address is no address of the web".to_owned(),
        FetchFault::Scheme(scheme) => {
            format!("pictures are fetched by https only, and the address begins with “{}”", Visible::quoted(scheme))
        }
        FetchFault::Host(host) => format!(
            "{} is not among the sites that covers may come from (`allowed_hosts` in the section [covers] of the configuration)",
            Visible::quoted(host)
        ),
        FetchFault::Port(port) => {
            format!("the picture's address has a port of its own, {port}, which no picture of VK has")
        }
        FetchFault::Userinfo => "the picture's address has a user name in it, where the program does not go".to_owned(),
        FetchFault::Redirect => "the picture's site leads to another address, where the program does not go".to_owned(),
        FetchFault::Status(status) => {
            format!("the picture's site answered with HTTP {status}: {}", http_status(*status))
        }
        FetchFault::TooLarge { limit } => format!("the picture has more than {} bytes", number(En, *limit as u64)),
        FetchFault::Timeout => "the picture did not come in time".to_owned(),
        FetchFault::Connection(fault) => format!("the picture could not be downloaded: {}", connection(fault)),
    }
}

/// Why a file cannot be read as a picture, as a part of a sentence.
pub fn picture_error(error: &PictureError) -> String {
    match error {
        PictureError::Empty => "the picture's file is empty".to_owned(),
        PictureError::TooManyBytes { bytes } => format!(
            "the picture's file has {} bytes, more than the {} allowed",
            number(En, *bytes as u64),
            number(En, MAX_PICTURE_BYTES as u64)
        ),
        PictureError::NotAPicture { looks_like } => format!("this is no picture, but {}", looks(*looks_like)),
        PictureError::Broken { format, damage } => {
            let what = match damage {
                Damage::CutOff => "ends too early".to_owned(),
                Damage::Contradiction => "is damaged: its parts contradict each other".to_owned(),
                Damage::Decoder(said) => format!("is damaged (“{}”)", Visible::quoted(said.trim())),
            };
            format!("the {} picture {what}", format.as_str())
        }
        PictureError::GaveUp => "the picture could not be read".to_owned(),
        PictureError::TooManyPixels { width, height } => {
            format!("the picture is too large: {width}×{height}, more than {} pixels", number(En, MAX_PIXELS))
        }
        PictureError::TooSmall { width, height } => {
            format!("the picture is too small: {width}×{height}, less than {MIN_WIDTH}×{MIN_HEIGHT}")
        }
        PictureError::Unsupported { what } => {
            let kind = match what {
                UnreadFormat::Avif
                | UnreadFormat::Heic
                | UnreadFormat::Bmp
                | UnreadFormat::Tiff
                | UnreadFormat::JpegXl
                | UnreadFormat::Svg => "pictures",
                UnreadFormat::JpegFeature | UnreadFormat::WebpFeature => "pictures of a rare kind",
                UnreadFormat::GifFrame => "pictures with such large frames",
            };
            format!("{} {kind} are not read here: save it as JPEG or PNG", what.as_str())
        }
    }
}

const fn looks(looks_like: LooksLike) -> &'static str {
    match looks_like {
        LooksLike::WebPage => "a web page",
        LooksLike::Json => "a text in JSON",
        LooksLike::Xml => "a text in XML",
        LooksLike::Pdf => "a PDF document",
        LooksLike::Archive => "an archive",
        LooksLike::Video => "a video",
        LooksLike::Other => "something else",
    }
}

/// Why an archive cannot be read, and what to do.
pub fn archive_error(error: &ArchiveError) -> String {
    match error {
        ArchiveError::NotAnArchive => "this is neither a .zip nor a .7z archive".to_owned(),
        ArchiveError::SevenZipLeftOut => {
            "this build of the program does not read .7z: unpack the archive and name the folder".to_owned()
        }
        ArchiveError::Broken { entry, damage } => {
            let what = match damage {
                ArchiveDamage::GaveUp => "it could not be unpacked".to_owned(),
                ArchiveDamage::LargerThanDeclared => "a file in it is larger than its list says".to_owned(),
                ArchiveDamage::Dictionary { bytes } => {
                    format!("it asks for {} bytes of memory to be unpacked", number(En, *bytes))
                }
                ArchiveDamage::Unpacker(said) => format!("“{}”", Visible::quoted(said)),
            };
            let place = entry.as_ref().map(|entry| format!(", file “{}”", Visible::quoted(entry))).unwrap_or_default();
            format!("the archive is cut off or damaged{place}: {what}; download it again")
        }
        ArchiveError::Encrypted => "the archive is locked with a password: unpack it and name the folder".to_owned(),
        ArchiveError::TooManyEntries { entries } => format!(
            "the archive has {} files and folders, more than the {} allowed",
            number(En, *entries as u64),
            number(En, MAX_ENTRIES as u64)
        ),
        ArchiveError::TooLarge => {
            format!("unpacked the archive would take more than {} bytes", number(En, MAX_UNPACKED_BYTES))
        }
        ArchiveError::Bomb => format!(
            "unpacked the archive would be more than {} times as large, which pictures never are",
            number(En, MAX_RATIO)
        ),
        ArchiveError::UnsafePath { path } => format!(
            "the archive holds the unsafe file name “{}”: a broken program made it, or somebody who means harm",
            Visible::quoted(path)
        ),
    }
}

/// The name of a form in English: the forms' own names are Russian.
const fn named(form: Form) -> &'static str {
    match form {
        Form::Messages => "messages",
        Form::Polls => "polls",
    }
}

/// Why a set of covers cannot be used, and what to do.
pub fn set_error(error: &SetError) -> String {
    match error {
        SetError::NoCover(wanted) => format!(
            "the set has no cover for the form “{}”: put its pictures into a folder or files named after it",
            named(*wanted)
        ),
        SetError::TooMany { count } => format!(
            "the set has {} covers, more than the {} allowed",
            number(En, *count as u64),
            number(En, MAX_REFERENCES as u64)
        ),
        SetError::BadName(name) => {
            format!("the name of the cover “{}” is empty or too long: rename the picture", Visible::quoted(name))
        }
        SetError::DuplicateName { form: of, scheme } => format!(
            "the form “{}” has two covers named “{}”: rename one of the pictures",
            named(*of),
            Visible::quoted(scheme)
        ),
        SetError::BadPicture { form: of, scheme, error } => format!(
            "the cover “{}” of the form “{}” cannot be read: {}",
            Visible::quoted(scheme),
            named(*of),
            picture_error(error)
        ),
        SetError::TooNarrow { form: of, scheme, width } => format!(
            "the cover “{}” of the form “{}” is too narrow, {width} pixels: take the original picture",
            Visible::quoted(scheme),
            named(*of)
        ),
        SetError::FormsAlike { messages, polls } => format!(
            "the covers “{}” and “{}” look the same and belong to different forms: sort out whose picture it is",
            Visible::quoted(messages),
            Visible::quoted(polls)
        ),
        SetError::NotASet => "this is no imported set of covers: import it (covers import)".to_owned(),
        SetError::NewerVersion { found, known } => format!(
            "a later program wrote the set (version {found}, this one knows up to {known}): update the program or import the covers again"
        ),
        SetError::Truncated { bytes } => {
            format!("the set is cut off after {} bytes: import the covers again", number(En, *bytes as u64))
        }
        SetError::Checksum => "the set is damaged, its checksum does not match: import the covers again".to_owned(),
        SetError::Malformed(damage) => {
            let what = match damage {
                SetDamage::Unwritable => "it cannot be written",
                SetDamage::Version => "it tells no version",
                SetDamage::Trailing => "something stands after its end",
                SetDamage::Entry => "an entry is cut off",
                SetDamage::Form => "an entry is for an unknown form",
                SetDamage::Name => "a name cannot be read",
                SetDamage::Picture => "a picture is of another size",
            };
            format!("the set is damaged ({what}): import the covers again")
        }
    }
}

/// Why a file was left out of a set, as a part of a sentence.
pub fn ignored_reason(reason: &IgnoredReason) -> String {
    match reason {
        IgnoredReason::NotAPicture => "no picture".to_owned(),
        IgnoredReason::NestedArchive => "an archive inside the archive: unpack it first".to_owned(),
        IgnoredReason::TooLarge { bytes } => format!("the file is too large: {} bytes", number(En, *bytes)),
        IgnoredReason::UnknownCompression => "packed in an unknown way".to_owned(),
        IgnoredReason::NoForm => "neither its name nor its folders tell whose cover it is".to_owned(),
        IgnoredReason::BothForms => "its name tells both forms".to_owned(),
        IgnoredReason::SameAs(path) => format!("the same file as “{}”", Visible::quoted(path)),
    }
}
