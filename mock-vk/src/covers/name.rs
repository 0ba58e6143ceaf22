//! The name of a picture: what is drawn, in which scheme, uploaded when, cut how. Draws nothing.

use crate::region::Form;

/// How many colour schemes the approved set has.
pub(crate) const SCHEMES: u8 = 12;
/// The sizes every picture is served in, in the order in which VK tells them: width, height.
pub const SIZES: [(u32, u32); 6] = [(135, 92), (270, 184), (94, 64), (188, 128), (282, 192), (376, 256)];
/// One in so many uploads is of a file other than the published one.
const UPLOADS_TO_OTHER_FILE: u32 = 16;

/// A file as it was uploaded, and the part of it that VK shows, in the file's pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Frame {
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// Left, top, width, height of the part that is shown.
    pub(crate) shown: [u32; 4],
}

const fn frame(width: u32, height: u32, shown: [u32; 4]) -> Frame {
    Frame { width, height, shown }
}

/// The published file: VK cuts two pixels at the left and at the right to reach its proportions.
const PUBLISHED: Frame = frame(1566, 1063, [2, 0, 1562, 1063]);
/// Copies of the picture of other sizes, as people make them.
const OTHER_FILES: [Frame; 6] = [
    frame(1565, 1065, [0, 0, 1565, 1065]),
    frame(1568, 1063, [5, 0, 1562, 1063]),
    frame(1019, 695, [0, 1, 1019, 693]),
    frame(602, 411, [0, 1, 602, 409]),
    frame(1560, 1062, [0, 0, 1560, 1062]),
    frame(780, 531, [0, 0, 780, 531]),
];

/// What is wrong with a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Spoil {
    /// The approved picture of the other form; drawn as that form's picture.
    OtherForm,
    /// Its colours turned to a hue that is not in the set.
    Hue,
    /// A foreign disc over a part of it.
    Overlay,
    /// Out of focus beyond reading.
    Blurred,
    /// Left and right exchanged.
    Mirrored,
    /// Black bars above and below.
    Letterboxed,
    /// More than a tenth cut away on each side.
    Cropped,
    /// One colour.
    Plain,
    /// A gradient.
    Gradient,
    /// Four pictures in one.
    Collage,
    /// Bars like lines of text at the bottom.
    TextBars,
}

impl Spoil {
    /// Every kind whose picture is in no approved set.
    pub const ALL: [Self; 10] = [
        Self::Hue,
        Self::Overlay,
        Self::Blurred,
        Self::Mirrored,
        Self::Letterboxed,
        Self::Cropped,
        Self::Plain,
        Self::Gradient,
        Self::Collage,
        Self::TextBars,
    ];

    /// The word in file names and URLs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OtherForm => "other",
            Self::Hue => "hue",
            Self::Overlay => "overlay",
            Self::Blurred => "blurred",
            Self::Mirrored => "mirrored",
            Self::Letterboxed => "letterboxed",
            Self::Cropped => "cropped",
            Self::Plain => "plain",
            Self::Gradient => "gradient",
            Self::Collage => "collage",
            Self::TextBars => "textbars",
        }
    }
}

/// A picture of a menu item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CoverName {
    /// Whose picture it is, or was before it was spoilt.
    pub form: Form,
    /// The colour scheme, from 0.
    pub scheme: u8,
    /// What is wrong with it; `None` for an approved picture.
    pub spoil: Option<Spoil>,
    /// Which upload it is: VK gives every upload an address of its own, even of the same picture.
    pub upload: u32,
    /// Whether it was uploaded in the years when each size had an address of its own.
    pub old: bool,
}

impl CoverName {
    /// The file that was uploaded, and the part of it that is shown.
    pub(crate) const fn frame(self) -> Frame {
        if self.upload % UPLOADS_TO_OTHER_FILE + 1 < UPLOADS_TO_OTHER_FILE {
            return PUBLISHED;
        }
        match self.upload / UPLOADS_TO_OTHER_FILE % 6 {
            0 => OTHER_FILES[0],
            1 => OTHER_FILES[1],
            2 => OTHER_FILES[2],
            3 => OTHER_FILES[3],
            4 => OTHER_FILES[4],
            _ => OTHER_FILES[5],
        }
    }

    /// What tells one picture's bytes from another's.
    pub(crate) const fn content(self) -> (Form, u8, Option<Spoil>, Frame) {
        let scheme = match self.spoil {
            // What spoils a picture does not depend on the scheme, and a few schemes are enough to tell that.
            Some(_) => self.scheme % 4,
            None => self.scheme,
        };
        (self.form, scheme, self.spoil, self.frame())
    }
}
