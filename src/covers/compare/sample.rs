//! A picture as the matcher looks at it: borders peeled, luma and halved chroma, at a working size, with a thumbnail.
//! Knows nothing of references.

use super::color::Ycc;
use super::grid::{GRID_WIDTHS, STEP, grid_for, height_at};
use super::peel::{Frame, peel};
use super::plane::{Plane, total};
use super::resample::resize_part;
use crate::picture::Picture;

/// What is ignored along each side, in samples of the grid: filters reach over the edge there.
const MARGIN: f32 = 1.5;
/// How far a border's colour bleeds into the picture through halved chroma, in pixels of the picture.
const BLEED: f32 = 3.0;
/// The side of the square thumbnails by which candidates are chosen.
pub(super) const THUMB: usize = 32;

/// A picture ready for comparison.
#[derive(Debug, Clone)]
pub(crate) struct Sample {
    /// Index into [`GRID_WIDTHS`].
    pub(crate) grid: usize,
    /// The peeled picture's own size in pixels.
    pub(super) own: (usize, usize),
    /// Luma at the working size, chroma at half of it. Sides are padded to multiples of [`STEP`].
    pub(super) planes: Ycc,
    /// How much of each side is not compared, in samples of luma: left, right, top, bottom.
    pub(super) margins: [f32; 4],
    /// The part of luma that is content.
    pub(super) content: (usize, usize),
    /// The lines peeled off: left, right, top, bottom.
    pub(super) peeled: [usize; 4],
    pub(crate) thumbnail: Thumbnail,
}

/// Luma and chroma at [`THUMB`] x [`THUMB`]: tells designs and colours apart, and nothing finer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Thumbnail {
    channels: [Vec<f32>; 3],
    means: [f32; 3],
}

impl Thumbnail {
    pub(super) fn new(planes: &Ycc, content: (usize, usize)) -> Self {
        let part = (content.0 as f64, content.1 as f64);
        let half = (part.0 / 2.0, part.1 / 2.0);
        let shrink = |plane: &Plane, part| resize_part(plane, part, THUMB, THUMB).data;
        let channels = [shrink(&planes.luma, part), shrink(&planes.blue, half), shrink(&planes.red, half)];
        let means = std::array::from_fn(|channel| total(&channels[channel]) / (THUMB * THUMB) as f32);
        Self { channels, means }
    }

    /// The mean absolute differences, in levels: of luma, of both chromas together.
    pub(crate) fn distance(&self, other: &Self) -> (f32, f32) {
        let [luma, blue, red] =
            std::array::from_fn(|channel| mean_difference(&self.channels[channel], &other.channels[channel]));
        (luma, blue + red)
    }

    /// What the distance is at least, by the means alone.
    pub(crate) fn least_distance(&self, other: &Self) -> (f32, f32) {
        /// Rounding must not put the bound above the distance.
        const SLACK: f32 = 0.999;
        let [luma, blue, red] =
            std::array::from_fn(|channel| (self.means[channel] - other.means[channel]).abs() * SLACK);
        (luma, blue + red)
    }
}

fn mean_difference(a: &[f32], b: &[f32]) -> f32 {
    const LANES: usize = 8;
    let mut lanes = [0.0_f32; LANES];
    for (a, b) in a.as_chunks::<LANES>().0.iter().zip(b.as_chunks::<LANES>().0) {
        for lane in 0..LANES {
            lanes[lane] += (a[lane] - b[lane]).abs();
        }
    }
    lanes.iter().sum::<f32>() / (THUMB * THUMB) as f32
}

impl Sample {
    pub(crate) fn new(picture: &Picture) -> Self {
        let frame = peel(picture);
        let planes = planes(picture, frame);
        let grid = grid_for(frame.width);
        let (planes, content) = at_width(planes, (frame.width, frame.height), GRID_WIDTHS[grid]);
        let thumbnail = Thumbnail::new(&planes, content);
        let scale = content.0 as f32 / frame.width as f32;
        let margins = frame.peeled.map(|lines| if lines > 0 { MARGIN + BLEED * scale.min(1.0) } else { MARGIN });
        Self { grid, own: (frame.width, frame.height), planes, margins, content, peeled: frame.peeled, thumbnail }
    }
}

/// Luma at full and chroma at half size: encoders halve it anyway, and block means need no more. Padded to multiples
/// of [`STEP`] by repeating the edge.
pub(super) fn planes(picture: &Picture, frame: Frame) -> Ycc {
    let (width, height) = (frame.width.next_multiple_of(STEP), frame.height.next_multiple_of(STEP));
    let mut luma = Plane::new(width, height);
    let (mut blue, mut red) = (Plane::new(width / 2, height / 2), Plane::new(width / 2, height / 2));
    let mut sums = vec![[0.0_f32; 2]; width / 2];
    for pair in 0..height / 2 {
        sums.fill([0.0; 2]);
        for y in [2 * pair, 2 * pair + 1] {
            let start = ((frame.y + y.min(frame.height - 1)) * picture.width() + frame.x) * 3;
            let (pixels, _) = picture.rgb()[start..start + frame.width * 3].as_chunks::<3>();
            let (row, padding) = luma.row_mut(y).split_at_mut(frame.width);
            for (out, &[red, green, blue]) in row.iter_mut().zip(pixels) {
                *out = 0.299 * f32::from(red) + 0.587 * f32::from(green) + 0.114 * f32::from(blue);
            }
            padding.fill(row[frame.width - 1]);
            // Chroma is linear in the colour: the mean of the differences is the difference of the means.
            for (sum, (pixels, luma)) in sums.iter_mut().zip(pixels.chunks(2).zip(row.chunks(2))) {
                let (left, right) = (pixels[0], pixels[pixels.len() - 1]);
                let both = luma[0] + luma[luma.len() - 1];
                sum[0] += f32::from(left[2]) + f32::from(right[2]) - both;
                sum[1] += f32::from(left[0]) + f32::from(right[0]) - both;
            }
        }
        let (filled, padding) = sums.split_at_mut(frame.width.div_ceil(2));
        padding.fill(filled[filled.len() - 1]);
        for ((blue, red), sum) in blue.row_mut(pair).iter_mut().zip(red.row_mut(pair)).zip(&sums) {
            *blue = sum[0] * (0.25 * 0.5 / 0.886);
            *red = sum[1] * (0.25 * 0.5 / 0.701);
        }
    }
    Ycc { luma, blue, red }
}

/// The planes at a grid's width, with the size of what is content in them.
fn at_width(planes: Ycc, own: (usize, usize), width: usize) -> (Ycc, (usize, usize)) {
    /// A size this near to the grid's is taken as it is: resampling by a per cent would only blur.
    const NEAR: usize = 33;
    if own.0.abs_diff(width) * NEAR <= width {
        return (planes, own);
    }
    let height = height_at(own, width);
    let part = (own.0 as f64, own.1 as f64);
    let half = (part.0 / 2.0, part.1 / 2.0);
    let shrunk = Ycc {
        luma: resize_part(&planes.luma, part, width, height),
        blue: resize_part(&planes.blue, half, width / 2, height / 2),
        red: resize_part(&planes.red, half, width / 2, height / 2),
    };
    (shrunk, (width, height))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture by a rule from coordinates to colour.
    fn picture(width: usize, height: usize, colour: impl Fn(usize, usize) -> [u8; 3]) -> Picture {
        let rgb = (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).flat_map(|(x, y)| colour(x, y)).collect();
        Picture::from_rgb(width, height, rgb).unwrap()
    }

    #[test]
    fn odd_sizes_keep_their_place_in_all_planes() {
        // A slope of luma and of blue across: the middle of the content must have the middle value in each plane.
        let slope = picture(401, 275, |x, _| [100, 100, u8::try_from(x * 250 / 400).unwrap()]);
        let sample = Sample::new(&slope);
        assert_eq!((sample.content.0, sample.planes.luma.width), (376, 376));
        let middle = |plane: &Plane| {
            let row = plane.row(plane.height / 2);
            f32::midpoint(row[plane.width / 2 - 1], row[plane.width / 2])
        };
        let [luma, blue, _] = super::super::color::ycc([100.0, 100.0, 125.0]);
        assert!((middle(&sample.planes.luma) - luma).abs() < 0.2);
        assert!((middle(&sample.planes.blue) - blue).abs() < 0.5);
    }
}
