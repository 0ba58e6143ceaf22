//! The approved set of covers, inside the program. Decodes nothing.

/// One picture of the approved set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReferenceCover {
    /// The folder of its form: `soobshchit-o-probleme` (messages) or `vyskazat-mnenie` (polls).
    pub form_folder: &'static str,
    /// The colour scheme, the file's name without its ending.
    pub scheme: &'static str,
    /// The file, a PNG of 1128 x 768.
    pub png: &'static [u8],
}

macro_rules! cover {
    ($form:literal, $scheme:literal) => {
        ReferenceCover {
            form_folder: $form,
            scheme: $scheme,
            png: include_bytes!(concat!("../../covers/reference/", $form, "/", $scheme, ".png")),
        }
    };
}

static REFERENCE: [ReferenceCover; 24] = [
    cover!("soobshchit-o-probleme", "01-blue"),
    cover!("soobshchit-o-probleme", "02-navy"),
    cover!("soobshchit-o-probleme", "03-sky"),
    cover!("soobshchit-o-probleme", "04-turquoise"),
    cover!("soobshchit-o-probleme", "05-green"),
    cover!("soobshchit-o-probleme", "06-mint-light"),
    cover!("soobshchit-o-probleme", "07-yellow"),
    cover!("soobshchit-o-probleme", "08-orange"),
    cover!("soobshchit-o-probleme", "09-red"),
    cover!("soobshchit-o-probleme", "10-purple"),
    cover!("soobshchit-o-probleme", "11-graphite"),
    cover!("soobshchit-o-probleme", "12-white"),
    cover!("vyskazat-mnenie", "01-blue"),
    cover!("vyskazat-mnenie", "02-navy"),
    cover!("vyskazat-mnenie", "03-sky"),
    cover!("vyskazat-mnenie", "04-turquoise"),
    cover!("vyskazat-mnenie", "05-green"),
    cover!("vyskazat-mnenie", "06-mint-light"),
    cover!("vyskazat-mnenie", "07-yellow"),
    cover!("vyskazat-mnenie", "08-orange"),
    cover!("vyskazat-mnenie", "09-red"),
    cover!("vyskazat-mnenie", "10-purple"),
    cover!("vyskazat-mnenie", "11-graphite"),
    cover!("vyskazat-mnenie", "12-white"),
];

/// The approved set: twelve schemes of the messages form, then the same twelve of the polls form.
pub fn reference_covers() -> &'static [ReferenceCover] {
    &REFERENCE
}
