//! Russian words for pictures, archives and sets of covers that cannot be used.

use covers::{
    ArchiveDamage, ArchiveError, Damage, IgnoredReason, LooksLike, MAX_ENTRIES, MAX_PICTURE_BYTES, MAX_PIXELS,
    MAX_RATIO, MAX_REFERENCES, MAX_UNPACKED_BYTES, MIN_HEIGHT, MIN_WIDTH, PictureError, SetDamage, SetError,
    UnreadFormat,
};

use crate::Lang::Ru;
use crate::plain::Visible;
use crate::{form, number};
use domain::model::{CoverFault, FetchFault};

use super::cause::{connection, http_status};

/// Why a cover could not be looked at, as a part of a sentence.
pub fn cover_fault(fault: &CoverFault) -> String {
    match fault {
        CoverFault::Fetch(fault) => fetch_fault(fault),
        CoverFault::Picture(error) => picture_error(error),
        CoverFault::Text(text) => format!("«{}»", Visible::quoted(text)),
    }
}

fn fetch_fault(fault: &FetchFault) -> String {
    match fault {
        FetchFault::NotAUrl => "адрес картинки — не адрес в интернете".to_owned(),
        FetchFault::Scheme(scheme) => {
            format!("картинки берутся только по https, а адрес начинается с «{}»", Visible::quoted(scheme))
        }
        FetchFault::Host(host) => format!(
            "сайта {} нет среди тех, с которых берутся обложки (`allowed_hosts` в разделе [covers] настроек)",
            Visible::quoted(host)
        ),
        FetchFault::Port(port) => format!("у адреса картинки свой порт {port}, а у картинок ВКонтакте его не бывает"),
        FetchFault::Userinfo => "в адресе картинки есть имя пользователя, туда программа не ходит".to_owned(),
        FetchFault::Redirect => "сайт с картинкой отправляет на другой адрес, туда программа не ходит".to_owned(),
        FetchFault::Status(status) => {
            format!("сайт с картинкой ответил кодом HTTP {status}: {}", http_status(*status))
        }
        FetchFault::TooLarge { limit } => format!("в картинке больше {} байт", number(Ru, *limit as u64)),
        FetchFault::Timeout => "картинка не пришла вовремя".to_owned(),
        FetchFault::Connection(fault) => format!("картинка не скачалась: {}", connection(fault)),
    }
}

/// Why a file cannot be read as a picture, as a part of a sentence.
pub fn picture_error(error: &PictureError) -> String {
    match error {
        PictureError::Empty => "файл с картинкой пуст".to_owned(),
        PictureError::TooManyBytes { bytes } => format!(
            "в файле с картинкой {} байт, а можно не больше {}",
            number(Ru, *bytes as u64),
            number(Ru, MAX_PICTURE_BYTES as u64)
        ),
        PictureError::NotAPicture { looks_like } => format!("это не картинка, а {}", looks(*looks_like)),
        PictureError::Broken { format, damage } => {
            let what = match damage {
                Damage::CutOff => "обрывается раньше конца",
                Damage::Contradiction => "повреждена: её части противоречат друг другу",
                Damage::Decoder(_) => "повреждена",
            };
            format!("картинка {} {what}", format.as_str())
        }
        PictureError::GaveUp => "прочитать картинку не получилось".to_owned(),
        PictureError::TooManyPixels { width, height } => format!(
            "картинка слишком велика: {width}×{height}, а точек может быть не больше {}",
            number(Ru, MAX_PIXELS)
        ),
        PictureError::TooSmall { width, height } => {
            format!("картинка слишком мала: {width}×{height}, а нужно не меньше {MIN_WIDTH}×{MIN_HEIGHT}")
        }
        PictureError::Unsupported { what } => {
            let kind = match what {
                UnreadFormat::Avif
                | UnreadFormat::Heic
                | UnreadFormat::Bmp
                | UnreadFormat::Tiff
                | UnreadFormat::JpegXl
                | UnreadFormat::Svg => "картинки",
                UnreadFormat::JpegFeature | UnreadFormat::WebpFeature => "редкие картинки",
                UnreadFormat::GifFrame => "картинки с такими большими кадрами",
            };
            format!("{kind} {} программа не читает: сохраните как JPEG или PNG", what.as_str())
        }
    }
}

const fn looks(looks_like: LooksLike) -> &'static str {
    match looks_like {
        LooksLike::WebPage => "веб-страница",
        LooksLike::Json => "текст JSON",
        LooksLike::Xml => "текст XML",
        LooksLike::Pdf => "документ PDF",
        LooksLike::Archive => "архив",
        LooksLike::Video => "видео",
        LooksLike::Other => "что-то другое",
    }
}

/// Why an archive cannot be read, and what to do.
pub fn archive_error(error: &ArchiveError) -> String {
    match error {
        ArchiveError::NotAnArchive => "это не архив .zip и не архив .7z".to_owned(),
        ArchiveError::SevenZipLeftOut => {
            "эта сборка программы не читает .7z: распакуйте архив и укажите папку".to_owned()
        }
        ArchiveError::Broken { entry, damage } => {
            let what = match damage {
                ArchiveDamage::GaveUp => "распаковать его не получилось".to_owned(),
                ArchiveDamage::LargerThanDeclared => "файл в нём больше, чем сказано в оглавлении".to_owned(),
                ArchiveDamage::Dictionary { bytes } => {
                    format!("для распаковки он требует {} байт памяти", number(Ru, *bytes))
                }
                ArchiveDamage::Unpacker(_) => "распаковщик не смог его прочитать".to_owned(),
            };
            let place = entry.as_ref().map(|entry| format!(", файл «{}»", Visible::quoted(entry))).unwrap_or_default();
            format!("архив оборван или повреждён{place}: {what}; скачайте его заново")
        }
        ArchiveError::Encrypted => "архив закрыт паролем: распакуйте его и укажите папку".to_owned(),
        ArchiveError::TooManyEntries { entries } => format!(
            "файлов и папок в архиве {}, а можно не больше {}",
            number(Ru, *entries as u64),
            number(Ru, MAX_ENTRIES as u64)
        ),
        ArchiveError::TooLarge => {
            format!("распакованный архив занял бы больше {} байт", number(Ru, MAX_UNPACKED_BYTES))
        }
        ArchiveError::Bomb => format!(
            "после распаковки архив вырос бы больше чем в {} раз, с картинками так не бывает",
            number(Ru, MAX_RATIO)
        ),
        ArchiveError::UnsafePath { path } => format!(
            "в архиве опасное имя файла «{}»: он сделан неисправной программой или со злым умыслом",
            Visible::quoted(path)
        ),
    }
}

/// Why a set of covers cannot be used, and what to do.
pub fn set_error(error: &SetError) -> String {
    match error {
        SetError::NoCover(wanted) => format!(
            "в наборе нет ни одной обложки формы «{}»: положите её картинки в папку или файлы с таким названием",
            form(*wanted)
        ),
        SetError::TooMany { count } => format!(
            "обложек в наборе {}, а можно не больше {}",
            number(Ru, *count as u64),
            number(Ru, MAX_REFERENCES as u64)
        ),
        SetError::BadName(name) => {
            format!("имя обложки «{}» пустое или слишком длинное: переименуйте картинку", Visible::quoted(name))
        }
        SetError::DuplicateName { form: of, scheme } => format!(
            "у формы «{}» две обложки с именем «{}»: переименуйте одну из картинок",
            form(*of),
            Visible::quoted(scheme)
        ),
        SetError::BadPicture { form: of, scheme, error } => {
            format!("обложка «{}» формы «{}» не читается: {}", Visible::quoted(scheme), form(*of), picture_error(error))
        }
        SetError::TooNarrow { form: of, scheme, width } => format!(
            "обложка «{}» формы «{}» слишком узкая, ширина {width}: возьмите исходную картинку",
            Visible::quoted(scheme),
            form(*of)
        ),
        SetError::FormsAlike { messages, polls } => format!(
            "обложки «{}» и «{}» одинаковы, а стоят у разных форм: разберитесь, чья это картинка",
            Visible::quoted(messages),
            Visible::quoted(polls)
        ),
        SetError::NotASet => "это не принятый набор обложек: примите его (`covers import`)".to_owned(),
        SetError::NewerVersion { found, known } => format!(
            "набор записан более новой программой (версия {found}, а эта знает до {known}): обновите программу или примите обложки заново"
        ),
        SetError::Truncated { bytes } => {
            format!("набор обрывается после {} байт: примите обложки заново", number(Ru, *bytes as u64))
        }
        SetError::Checksum => "набор повреждён, его контрольная сумма не сходится: примите обложки заново".to_owned(),
        SetError::Malformed(damage) => {
            let what = match damage {
                SetDamage::Unwritable => "записать его не получается",
                SetDamage::Version => "версия не указана",
                SetDamage::Trailing => "после конца есть что-то ещё",
                SetDamage::Entry => "запись обрывается",
                SetDamage::Form => "запись о неизвестной форме",
                SetDamage::Name => "имя не читается",
                SetDamage::Picture => "картинка не того размера",
            };
            format!("набор повреждён ({what}): примите обложки заново")
        }
    }
}

/// Why a file was left out of a set, as a part of a sentence.
pub fn ignored_reason(reason: &IgnoredReason) -> String {
    match reason {
        IgnoredReason::NotAPicture => "это не картинка".to_owned(),
        IgnoredReason::NestedArchive => "это архив внутри архива: сначала распакуйте его".to_owned(),
        IgnoredReason::TooLarge { bytes } => format!("файл слишком велик: {} байт", number(Ru, *bytes)),
        IgnoredReason::UnknownCompression => "файл сжат неизвестным способом".to_owned(),
        IgnoredReason::NoForm => "ни имя файла, ни имена папок не говорят, чья это обложка".to_owned(),
        IgnoredReason::BothForms => "имя говорит сразу о двух формах".to_owned(),
        IgnoredReason::SameAs(path) => format!("это тот же файл, что «{}»", Visible::quoted(path)),
    }
}
