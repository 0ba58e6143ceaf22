//! An approved cover: its picture at the canonical size, and what registration, the colour family and the residue need
//! of it on one grid.

use super::color::{CurveTables, Ycc, gamma_slope, rgb, ycc};
use super::grid::{GRID_WIDTHS, height_at};
use super::packed::{Coarse, Fine};
use super::plane::Plane;
use super::resample::{Axis, resize, warp_linear};
use super::residue::Roughness;
use super::sample::{Frame, Thumbnail, planes};
use crate::picture::{CHANNELS, Picture};

/// The width references are kept at, in pixels: that of the largest grid.
pub(crate) const CANONICAL_WIDTH: usize = GRID_WIDTHS[0];

/// One channel of a reference as re-encoding could have changed it: the channel itself and the ways it can move. All
/// are blurred as the picture will be.
#[derive(Debug, Clone)]
pub(super) struct Channel {
    pub(super) base: Fine,
    /// What a wide-gamut profile taken for sRGB adds.
    pub(super) gamut: Coarse,
    /// What one unit of gamma adds.
    pub(super) gamma: Coarse,
    /// What sharpening over one sample adds, and over two.
    pub(super) detail: Coarse,
    pub(super) broad: Coarse,
    /// What halving the chroma and clipping the colours that result adds (luma only).
    pub(super) clipped: Coarse,
    /// The part of this channel that sits at the lower and at the upper end of the colour cube.
    pub(super) low: Coarse,
    pub(super) high: Coarse,
}

impl Channel {
    fn bytes(&self) -> usize {
        let fields = [&self.gamut, &self.gamma, &self.detail, &self.broad, &self.clipped, &self.low, &self.high];
        self.base.bytes() + fields.iter().map(|field| field.bytes()).sum::<usize>()
    }
}

/// A reference's luma at one step of registration, with its slopes.
#[derive(Debug, Clone)]
pub(super) struct Level {
    pub(super) luma: Plane,
    pub(super) across: Plane,
    pub(super) down: Plane,
}

/// A reference prepared for one grid.
#[derive(Debug, Clone)]
pub(crate) struct Prepared {
    pub(super) luma: Channel,
    pub(super) blue: Channel,
    pub(super) red: Channel,
    pub(super) levels: [Level; 3],
    pub(super) roughness: Roughness,
    /// Width over height of the picture the ministry published.
    pub(super) aspect: f32,
}

impl Prepared {
    /// Prepares a canonical picture for a grid; `own` is the size of the picture as published.
    pub(crate) fn new(picture: &Picture, own: (u32, u32), width: usize, tables: &CurveTables) -> Self {
        let height = height_at((picture.width(), picture.height()), width);
        let full = |plane: &Plane| resize(plane, width, height);
        let half = |plane: &Plane| resize(plane, width / 2, height / 2);
        let fields = Fields::new(picture, tables);
        let plain =
            Ycc { luma: full(&fields.plain.luma), blue: half(&fields.plain.blue), red: half(&fields.plain.red) };
        let levels = levels(&plain.luma).map(|luma| {
            let (across, down) = luma.slopes();
            Level { luma, across, down }
        });
        let blurred = [plain.luma.blur5(), plain.blue.blur3(), plain.red.blur3()];
        let roughness = Roughness::new(&blurred);
        let [luma, blue, red] = &blurred;
        let clipped = clipping(&plain).blur5();
        let unclipped = Plane::new(width / 2, height / 2);
        let luma = fields.channel(luma, &clipped, |planes| &planes.luma, |plane| full(plane).blur5());
        let blue = fields.channel(blue, &unclipped, |planes| &planes.blue, |plane| half(plane).blur3());
        let red = fields.channel(red, &unclipped, |planes| &planes.red, |plane| half(plane).blur3());
        Self { luma, blue, red, levels, roughness, aspect: own.0 as f32 / own.1 as f32 }
    }

    /// The memory this takes, in bytes.
    pub(crate) fn bytes(&self) -> usize {
        let levels: usize = self.levels.iter().map(|level| 3 * level.luma.data.len() * size_of::<f32>()).sum();
        self.luma.bytes() + self.blue.bytes() + self.red.bytes() + levels
    }
}

/// Luma for registration: about 94 wide and blurred, 188 wide and blurred, 188 wide and slightly blurred.
pub(super) fn levels(luma: &Plane) -> [Plane; 3] {
    /// Registration on more than this many columns costs time and gains nothing.
    const WIDEST: usize = 200;
    let fine = if luma.width > WIDEST { luma.halved() } else { luma.clone() };
    let middle = fine.blur5();
    let coarse = fine.halved().blur5();
    [coarse, middle, fine.blur3()]
}

/// Shrinks a published picture to the canonical size and takes its thumbnail.
pub(crate) fn canonical(picture: &Picture) -> Option<(Picture, Thumbnail)> {
    let size = (picture.width(), picture.height());
    let height = height_at(size, CANONICAL_WIDTH);
    let mut rgb = vec![0; CANONICAL_WIDTH * height * CHANNELS];
    for channel in 0..CHANNELS {
        let mut plane = Plane::new(size.0, size.1);
        for (out, pixel) in plane.data.iter_mut().zip(picture.rgb().chunks_exact(CHANNELS)) {
            *out = f32::from(pixel[channel]);
        }
        let small = resize(&plane, CANONICAL_WIDTH, height);
        for (out, value) in rgb.chunks_exact_mut(CHANNELS).zip(&small.data) {
            out[channel] = (value + 0.5) as u8;
        }
    }
    let small = Picture::from_rgb(CANONICAL_WIDTH, height, rgb)?;
    let thumbnail = thumbnail(&small);
    Some((small, thumbnail))
}

/// The thumbnail of a canonical picture.
pub(crate) fn thumbnail(picture: &Picture) -> Thumbnail {
    let size = (picture.width(), picture.height());
    Thumbnail::new(&planes(picture, Frame::whole(size)), size)
}

/// What luma gains where sharp luma meets halved chroma: the colour leaves 0..255 there and is clipped, which shows
/// along the edges of white text on a saturated ground.
fn clipping(Ycc { luma, blue, red }: &Ycc) -> Plane {
    let mut out = Plane::new(luma.width, luma.height);
    let axis = Axis { scale: 0.5, shift: -0.25 };
    let (mut wide_blue, mut wide_red) = (out.clone(), out.clone());
    warp_linear(blue, axis, axis, &mut wide_blue);
    warp_linear(red, axis, axis, &mut wide_red);
    for (((out, &luma), &blue), &red) in out.data.iter_mut().zip(&luma.data).zip(&wide_blue.data).zip(&wide_red.data) {
        *out = ycc(rgb([luma, blue, red]).map(|value| value.clamp(0.0, 255.0)))[0] - luma;
    }
    out
}

/// The reference's colours and their possible changes, at its own size.
struct Fields {
    plain: Ycc,
    gamut: Ycc,
    gamma: Ycc,
    low: Ycc,
    high: Ycc,
}

impl Fields {
    fn new(picture: &Picture, tables: &CurveTables) -> Self {
        /// How near to 0 or 255 a value is held back by the end of its range, in levels.
        const END: f32 = 8.0;
        let (width, height) = (picture.width(), picture.height());
        let blank = Plane::new(width, height);
        let empty = || Ycc { luma: blank.clone(), blue: blank.clone(), red: blank.clone() };
        let (mut plain, mut gamut, mut gamma) = (empty(), empty(), empty());
        let (mut low, mut high) = (empty(), empty());
        let (pixels, _) = picture.rgb().as_chunks::<CHANNELS>();
        for (at, &pixel) in pixels.iter().enumerate() {
            let colour = pixel.map(f32::from);
            let own = ycc(colour);
            let wide = ycc(tables.misread_wide_gamut(pixel));
            put(&mut plain, at, own);
            put(&mut gamut, at, [wide[0] - own[0], wide[1] - own[1], wide[2] - own[2]]);
            put(&mut gamma, at, ycc(gamma_slope(colour)));
            put(&mut low, at, ycc(colour.map(|value| (1.0 - value / END).max(0.0))));
            put(&mut high, at, ycc(colour.map(|value| (1.0 - (255.0 - value) / END).max(0.0))));
        }
        Self { plain, gamut, gamma, low, high }
    }

    fn channel(
        &self,
        base: &Plane,
        clipped: &Plane,
        part: impl Fn(&Ycc) -> &Plane,
        place: impl Fn(&Plane) -> Plane,
    ) -> Channel {
        let soften = |by: &Plane| Coarse::new(&base.zip(by, |sharp, soft| sharp - soft));
        let field = |planes: &Ycc| Coarse::new(&place(part(planes)));
        Channel {
            base: Fine::new(base),
            gamut: field(&self.gamut),
            gamma: field(&self.gamma),
            detail: soften(&base.blur3()),
            broad: soften(&base.blur5()),
            clipped: Coarse::new(clipped),
            low: field(&self.low),
            high: field(&self.high),
        }
    }
}

fn put(planes: &mut Ycc, at: usize, [luma, blue, red]: [f32; 3]) {
    planes.luma.data[at] = luma;
    planes.blue.data[at] = blue;
    planes.red.data[at] = red;
}
