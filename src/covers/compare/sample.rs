//! A picture as the matcher looks at it: borders peeled, luma and halved chroma, at a working size, with a thumbnail.
//! Knows nothing of references.

use super::color::Ycc;
use super::grid::{GRID_WIDTHS, STEP, grid_for, height_at};
use super::plane::{Plane, total};
use super::resample::resize_part;
use crate::picture::Picture;

/// What is ignored along each side, in samples of the grid: filters reach over the edge there.
const MARGIN: f32 = 1.5;
/// How far a border's colour bleeds into the picture through halved chroma, in pixels of the picture.
const BLEED: f32 = 3.0;
/// The side of the square thumbnails by which candidates are chosen.
pub(super) const THUMB: usize = 32;

/// Where the picture proper lies inside a file: what is left after peeling borders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Frame {
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) width: usize,
    pub(super) height: usize,
    /// The lines cut off: left, right, top, bottom.
    pub(super) peeled: [usize; 4],
}

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
    pub(crate) thumbnail: Thumbnail,
}

impl Frame {
    /// The whole of a picture.
    pub(super) const fn whole((width, height): (usize, usize)) -> Self {
        Self { x: 0, y: 0, width, height, peeled: [0; 4] }
    }
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
        Self { grid, own: (frame.width, frame.height), planes, margins, content, thumbnail }
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

/// Cuts off the nearly uniform outer lines that stand out from the line behind them: people add thin borders, and
/// shifting a picture leaves a strip.
pub(super) fn peel(picture: &Picture) -> Frame {
    let (width, height) = (picture.width(), picture.height());
    let column = |x: usize| (0..height).map(move |y| picture.pixel(x, y));
    let row = |y: usize| (0..width).map(move |x| picture.pixel(x, y));
    let left = border(|depth| Line::of(column(depth)), |depth, colour, by| stands_out(column(depth), colour, by));
    let right = border(
        |depth| Line::of(column(width - 1 - depth)),
        |depth, colour, by| stands_out(column(width - 1 - depth), colour, by),
    );
    let top = border(|depth| Line::of(row(depth)), |depth, colour, by| stands_out(row(depth), colour, by));
    let bottom = border(
        |depth| Line::of(row(height - 1 - depth)),
        |depth, colour, by| stands_out(row(height - 1 - depth), colour, by),
    );
    Frame {
        x: left,
        y: top,
        width: width - left - right,
        height: height - top - bottom,
        peeled: [left, right, top, bottom],
    }
}

/// The mean colour of a line and how far its pixels lie from it on average, in levels.
struct Line {
    colour: [f32; 3],
    scatter: f32,
}

impl Line {
    fn of(pixels: impl Iterator<Item = [u8; 3]> + Clone) -> Self {
        let (mut sum, mut count) = ([0_u32; 3], 0_u32);
        for pixel in pixels.clone() {
            count += 1;
            for (sum, value) in sum.iter_mut().zip(pixel) {
                *sum += u32::from(value);
            }
        }
        let colour = sum.map(|sum| sum as f32 / count as f32);
        Self { colour, scatter: step(pixels, colour) }
    }
}

/// How far the pixels of a line lie from a colour on average, in levels.
fn step(pixels: impl Iterator<Item = [u8; 3]>, colour: [f32; 3]) -> f32 {
    let (mut sum, mut count) = (0.0_f32, 0.0_f32);
    for pixel in pixels {
        let far = pixel.iter().zip(colour).map(|(&value, colour)| (f32::from(value) - colour).abs());
        sum += far.sum::<f32>();
        count += 3.0;
    }
    sum / count
}

/// Whether nearly all pixels of a line lie off a colour: text near an edge stands out in places only.
fn stands_out(pixels: impl Iterator<Item = [u8; 3]>, colour: [f32; 3], by: f32) -> bool {
    let (mut off, mut count) = (0_usize, 0_usize);
    for pixel in pixels {
        let far = pixel.iter().zip(colour).map(|(&value, colour)| (f32::from(value) - colour).abs());
        off += usize::from(far.sum::<f32>() >= 3.0 * by);
        count += 1;
    }
    off * 10 >= count * 9
}

/// The number of outer lines of one side that are a border; both functions take the depth from the edge.
fn border(line: impl Fn(usize) -> Line, stands_out: impl Fn(usize, [f32; 3], f32) -> bool) -> usize {
    /// The thickest border that is peeled, in pixels.
    const MOST: usize = 3;
    /// How far the pixels of a border may lie from its mean colour on average, in levels (JPEG makes it ring).
    const UNIFORM: f32 = 8.0;
    /// How far the line behind must lie from it, in levels.
    const STANDS_OUT: f32 = 8.0;
    let outer = line(0);
    if outer.scatter > UNIFORM {
        return 0;
    }
    for depth in 1..=MOST {
        if stands_out(depth, outer.colour, STANDS_OUT.max(2.0 * outer.scatter)) {
            return depth;
        }
    }
    0
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
    fn borders_of_up_to_three_lines_are_peeled_and_thicker_ones_stay() {
        for lines in 0..=5 {
            let framed = picture(200, 140, |x, y| {
                let inside = (lines..200 - lines).contains(&x) && (lines..140 - lines).contains(&y);
                if inside { [30, 90, u8::try_from(x / 4 + y / 4).unwrap()] } else { [210, 215, 222] }
            });
            let expected = if lines <= 3 { lines } else { 0 };
            let frame = peel(&framed);
            assert_eq!(frame.peeled, [expected; 4], "{lines} lines");
            assert_eq!((frame.width, frame.height), (200 - 2 * expected, 140 - 2 * expected));
        }
    }

    #[test]
    fn text_that_stands_near_an_edge_is_not_taken_for_a_border() {
        let text =
            picture(200, 140, |x, y| if (130..138).contains(&y) && x % 3 == 0 { [255; 3] } else { [30, 90, 160] });
        assert_eq!(peel(&text).peeled, [0; 4]);
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
