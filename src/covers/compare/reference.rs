//! An approved cover: its picture at the canonical size, and what registration, the colour family and the residue need
//! of it on one grid.

use super::color::{CurveTables, Ycc, rgb, ycc};
use super::grid::{GRID_WIDTHS, height_at};
use super::packed::{Coarse, Fine};
use super::peel::Frame;
use super::plane::Plane;
use super::register::LEVELS;
use super::render::bring_back;
use super::resample::resize;
use super::residue::Roughness;
use super::sample::{Thumbnail, planes};
use super::ways::{BROAD, CLIPPING, DETAIL, GAMMA, GAMUT, LINEAR, TINT_DETAIL};
use crate::picture::{CHANNELS, Picture};

/// The width references are kept at, in pixels: that of the largest grid.
pub(crate) const CANONICAL_WIDTH: usize = GRID_WIDTHS[0];

/// One channel of a reference as re-encoding could have changed it: the channel itself and the ways it can move. All
/// are blurred as the picture will be.
#[derive(Debug, Clone)]
pub(super) struct Channel {
    pub(super) base: Fine,
    /// What one unit of each way adds; contrast, brightness and dark corners follow from the channel itself.
    pub(super) fields: Vec<(usize, Coarse)>,
    /// The part of this channel that sits at the lower and at the upper end of the colour cube.
    pub(super) low: Coarse,
    pub(super) high: Coarse,
}

impl Channel {
    fn bytes(&self) -> usize {
        let fields: usize = self.fields.iter().map(|(_, field)| field.bytes()).sum();
        self.base.bytes() + fields + self.low.bytes() + self.high.bytes()
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
    pub(super) levels: [Level; LEVELS],
    pub(super) roughness: Roughness,
    /// Red, green, blue, to render changes of.
    colours: [Vec<u8>; 3],
    /// Width over height of the picture the ministry published.
    pub(super) aspect: f32,
}

impl Prepared {
    /// Prepares a canonical picture for a grid; `published` is the size it was published at.
    pub(crate) fn new(picture: &Picture, published: (u32, u32), width: usize, tables: &CurveTables) -> Self {
        let colours = colours_at(picture, width);
        let fields = Fields::new(picture, &colours, tables);
        let levels = levels(&fields.plain.luma).map(|luma| {
            let (across, down) = luma.slopes();
            Level { luma, across, down }
        });
        let blurred = blur(&fields.plain);
        let roughness = Roughness::new(&blurred, &fields.plain.luma);
        let [luma, blue, red] = &blurred;
        let sharpness = |base: &Plane, soft: &Plane| Coarse::new(&base.zip(soft, |sharp, soft| sharp - soft));
        let half = |plane: &Plane| plane.halved().blur3();
        let chroma = |base: &Plane, part: fn(&Ycc) -> &Plane| {
            let own = [(TINT_DETAIL, sharpness(base, &base.blur3()))];
            fields.channel(base, own, part, half)
        };
        let (blue, red) = (chroma(blue, |planes| &planes.blue), chroma(red, |planes| &planes.red));
        let own = [
            (DETAIL, sharpness(luma, &luma.blur3())),
            (BROAD, sharpness(luma, &luma.blur5())),
            (CLIPPING, Coarse::new(&clipping(&fields.plain).blur5())),
        ];
        let luma = fields.channel(luma, own, |planes| &planes.luma, Plane::blur5);
        let colours = colours.map(|plane| plane.data.iter().map(|value| (value + 0.5) as u8).collect());
        Self { luma, blue, red, levels, roughness, colours, aspect: published.0 as f32 / published.1 as f32 }
    }

    /// Red, green and blue on the grid, 0..=255.
    pub(super) fn colours(&self) -> [Plane; 3] {
        let (width, height) = (self.luma.base.width, self.luma.base.height);
        self.colours.each_ref().map(|values| {
            let data = values.iter().map(|&value| f32::from(value)).collect();
            Plane { width, height, data }
        })
    }

    /// The memory this takes, in bytes.
    pub(crate) fn bytes(&self) -> usize {
        let levels: usize = self.levels.iter().map(|level| 3 * level.luma.data.len() * size_of::<f32>()).sum();
        let colours: usize = self.colours.iter().map(Vec::len).sum();
        self.luma.bytes() + self.blue.bytes() + self.red.bytes() + levels + colours
    }
}

/// Luma for registration: about 47 and 94 wide and blurred, 188 wide and blurred, 188 wide and slightly blurred.
pub(super) fn levels(luma: &Plane) -> [Plane; LEVELS] {
    /// Registration on more than this many columns costs time and gains nothing.
    const WIDEST: usize = 200;
    let fine = if luma.width > WIDEST { luma.halved() } else { luma.clone() };
    let middle = fine.blur5();
    let coarse = fine.halved().blur5();
    [coarse.halved().blur5(), coarse, middle, fine.blur3()]
}

/// Luma, and both chromas at half the size, blurred as pictures are before they are compared.
pub(super) fn blur(planes: &Ycc) -> [Plane; 3] {
    [planes.luma.blur5(), planes.blue.halved().blur3(), planes.red.halved().blur3()]
}

/// Shrinks a published picture to the canonical size and takes its thumbnail.
pub(crate) fn canonical(picture: &Picture) -> Option<(Picture, Thumbnail)> {
    let size = (picture.width(), picture.height());
    let height = height_at(size, CANONICAL_WIDTH);
    let mut rgb = vec![0; CANONICAL_WIDTH * height * CHANNELS];
    for channel in 0..CHANNELS {
        let small = resize(&colour_of(picture, channel), CANONICAL_WIDTH, height);
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

/// The red, green and blue of a canonical picture on a grid.
fn colours_at(picture: &Picture, width: usize) -> [Plane; 3] {
    let height = height_at((picture.width(), picture.height()), width);
    let at = |channel| resize(&colour_of(picture, channel), width, height).map(|value| value.clamp(0.0, 255.0));
    std::array::from_fn(at)
}

/// One of the three colours of a picture.
fn colour_of(picture: &Picture, channel: usize) -> Plane {
    let data = picture.rgb().chunks_exact(CHANNELS).map(|pixel| f32::from(pixel[channel])).collect();
    Plane { width: picture.width(), height: picture.height(), data }
}

/// What the colours of a grid gain when the picture is scaled to it in linear light. The picture itself was scaled down
/// from its original: a value between those around it is taken for a mixture of them.
fn scaled_in_linear_light(picture: &Picture, colours: &[Plane; 3], tables: &CurveTables) -> [Plane; 3] {
    let (width, height) = (picture.width(), picture.height());
    std::array::from_fn(|channel| {
        let values: Vec<u8> = picture.rgb().chunks_exact(CHANNELS).map(|pixel| pixel[channel]).collect();
        let (least, most) = (around(&values, width, u8::min), around(&values, width, u8::max));
        let between = values.iter().zip(least.iter().zip(&most));
        let data = between.map(|(&value, (&least, &most))| tables.linear_mix(value, least, most)).collect();
        let linear = Plane { width, height, data };
        let target = &colours[channel];
        resize(&linear, target.width, target.height).zip(target, |linear, value| tables.encode(linear) - value)
    })
}

/// The least or the most of the 3 x 3 values around each one.
fn around(values: &[u8], width: usize, pick: impl Fn(u8, u8) -> u8) -> Vec<u8> {
    let rows: Vec<&[u8]> = values.chunks_exact(width).collect();
    let mut out = Vec::with_capacity(values.len());
    let mut line = vec![0; width];
    for y in 0..rows.len() {
        let (above, below) = (rows[y.saturating_sub(1)], rows[(y + 1).min(rows.len() - 1)]);
        for (out, ((&own, &above), &below)) in line.iter_mut().zip(rows[y].iter().zip(above).zip(below)) {
            *out = pick(own, pick(above, below));
        }
        let (first, last) = (line[0], line[width - 1]);
        let left = std::iter::once(&first).chain(&line);
        let right = line[1..].iter().chain(std::iter::once(&last));
        out.extend(line.iter().zip(left.zip(right)).map(|(&own, (&left, &right))| pick(own, pick(left, right))));
    }
    out
}

/// What luma gains where sharp luma meets halved chroma: the colour leaves 0..255 there and is clipped, which shows
/// along the edges of white text on a saturated ground.
fn clipping(Ycc { luma, blue, red }: &Ycc) -> Plane {
    let mut out = Plane::new(luma.width, luma.height);
    let (mut wide_blue, mut wide_red) = (out.clone(), out.clone());
    bring_back(&blue.halved(), &mut wide_blue);
    bring_back(&red.halved(), &mut wide_red);
    for (((out, &luma), &blue), &red) in out.data.iter_mut().zip(&luma.data).zip(&wide_blue.data).zip(&wide_red.data) {
        *out = ycc(rgb([luma, blue, red]).map(|value| value.clamp(0.0, 255.0)))[0] - luma;
    }
    out
}

/// The reference's colours and their possible changes on a grid.
struct Fields {
    plain: Ycc,
    gamut: Ycc,
    gamma: Ycc,
    linear: Ycc,
    low: Ycc,
    high: Ycc,
}

impl Fields {
    fn new(picture: &Picture, colours: &[Plane; 3], tables: &CurveTables) -> Self {
        /// How near to 0 or 255 a value is held back by the end of its range, in levels.
        const END: f32 = 8.0;
        let lighter = scaled_in_linear_light(picture, colours, tables);
        let blank = Plane::new(colours[0].width, colours[0].height);
        let empty = || Ycc { luma: blank.clone(), blue: blank.clone(), red: blank.clone() };
        let (mut plain, mut gamut, mut gamma, mut linear) = (empty(), empty(), empty(), empty());
        let (mut low, mut high) = (empty(), empty());
        for at in 0..blank.data.len() {
            let colour = colours.each_ref().map(|plane| plane.data[at]);
            put(&mut plain, at, ycc(colour));
            put(&mut gamut, at, ycc(tables.wide_gamut_adds(colour)));
            put(&mut gamma, at, ycc(tables.gamma_adds(colour)));
            put(&mut linear, at, ycc(lighter.each_ref().map(|plane| plane.data[at])));
            put(&mut low, at, ycc(colour.map(|value| (1.0 - value / END).max(0.0))));
            put(&mut high, at, ycc(colour.map(|value| (1.0 - (255.0 - value) / END).max(0.0))));
        }
        Self { plain, gamut, gamma, linear, low, high }
    }

    /// One channel: `own` are the fields it has beside those of all channels, `part` takes it out of the colours and
    /// `place` brings it to its size and blurs it.
    fn channel(
        &self,
        base: &Plane,
        own: impl IntoIterator<Item = (usize, Coarse)>,
        part: impl Fn(&Ycc) -> &Plane,
        place: impl Fn(&Plane) -> Plane,
    ) -> Channel {
        let field = |planes: &Ycc| Coarse::new(&place(part(planes)));
        let shared = [(GAMUT, field(&self.gamut)), (GAMMA, field(&self.gamma)), (LINEAR, field(&self.linear))];
        let (low, high) = (field(&self.low), field(&self.high));
        Channel { base: Fine::new(base), fields: shared.into_iter().chain(own).collect(), low, high }
    }
}

fn put(planes: &mut Ycc, at: usize, [luma, blue, red]: [f32; 3]) {
    planes.luma.data[at] = luma;
    planes.blue.data[at] = blue;
    planes.red.data[at] = red;
}
