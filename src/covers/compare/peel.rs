//! Thin borders: people add them, and shifting a picture leaves a strip. The nearly uniform outer lines that stand out
//! from the line behind them are cut off before pictures are compared.

use crate::picture::Picture;

/// The thickest strip that is peeled off one side alone, in pixels.
const MOST: usize = 3;
/// How far the pixels of a border may lie from its mean colour on average, in levels (JPEG makes it ring).
const UNIFORM: f32 = 8.0;
/// How far nearly all pixels of the line behind must lie from that colour, in levels.
const STANDS_OUT: f32 = 8.0;
/// A border near the ground's own colour tells itself by a step: how far most pixels of the line behind must lie from
/// those of the border, in levels, and how many times as far as further lines lie from each other.
const STEP: f32 = 4.0;
const STEEP: f32 = 2.5;

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

impl Frame {
    /// The whole of a picture.
    pub(super) const fn whole((width, height): (usize, usize)) -> Self {
        Self { x: 0, y: 0, width, height, peeled: [0; 4] }
    }
}

/// The thickest border that is peeled off opposite sides, by the width of the picture: half a per cent of it. What is
/// thicker is a frame that somebody added, and stays to be judged.
pub(super) const fn most_around(width: usize) -> usize {
    match width {
        0..150 => 0,
        150..300 => 1,
        300..450 => 2,
        _ => MOST,
    }
}

/// Finds the borders of a picture.
pub(super) fn peel(picture: &Picture) -> Frame {
    let (width, height) = (picture.width(), picture.height());
    let column = |x: usize| (0..height).map(move |y| picture.pixel(x, y));
    let row = |y: usize| (0..width).map(move |x| picture.pixel(x, y));
    let mut sides = [
        border(column),
        border(|depth| column(width - 1 - depth)),
        border(row),
        border(|depth| row(height - 1 - depth)),
    ];
    for pair in sides.as_chunks_mut::<2>().0 {
        if pair[0] > 0 && pair[1] > 0 {
            *pair = pair.map(|lines| lines.min(most_around(width)));
        }
    }
    let [left, right, top, bottom] = sides;
    Frame { x: left, y: top, width: width - left - right, height: height - top - bottom, peeled: sides }
}

/// The number of outer lines of one side that are a border; `line` gives the pixels of a line by its depth.
fn border<L: Iterator<Item = [u8; 3]> + Clone>(line: impl Fn(usize) -> L) -> usize {
    let outer = Line::of(line(0));
    if outer.scatter > UNIFORM {
        return 0;
    }
    let by = STANDS_OUT.max(2.0 * outer.scatter);
    let nearly_all = |depth: &usize| part(line(*depth).map(|pixel| apart(pixel, outer.colour) >= by)) >= 0.9;
    if let Some(depth) = (1..=MOST).find(nearly_all) {
        // Encoding sets the lines of one border apart from each other, but less than from the ground.
        let ground = Line::of(line(MOST + 2)).colour;
        let is_border = |depth: &usize| {
            let colour = Line::of(line(*depth)).colour;
            between(colour, outer.colour) < between(colour, ground)
        };
        return (depth..MOST).find(|depth| !is_border(depth)).unwrap_or(MOST);
    }
    let steps = |depth: usize| line(depth - 1).zip(line(depth)).map(|(a, b)| apart(b, a.map(f32::from)));
    let further = mean(steps(MOST + 2));
    let is_step = |depth: &usize| {
        mean(steps(*depth)) >= STEP.max(STEEP * further) && part(steps(*depth).map(|far| far >= STEP)) >= 0.5
    };
    (1..=MOST).find(is_step).unwrap_or(0)
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
        Self { colour, scatter: mean(pixels.map(|pixel| apart(pixel, colour))) }
    }
}

/// The mean difference of two colours, in levels.
fn between(a: [f32; 3], b: [f32; 3]) -> f32 {
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).sum::<f32>() / 3.0
}

/// The mean difference of a pixel from a colour, in levels.
fn apart(pixel: [u8; 3], colour: [f32; 3]) -> f32 {
    between(pixel.map(f32::from), colour)
}

fn mean(values: impl Iterator<Item = f32>) -> f32 {
    let (sum, count) = values.fold((0.0_f32, 0.0_f32), |(sum, count), value| (sum + value, count + 1.0));
    sum / count.max(1.0)
}

/// The part of the values that are true.
fn part(values: impl Iterator<Item = bool>) -> f32 {
    mean(values.map(|value| f32::from(u8::from(value))))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture by a rule from coordinates to colour.
    fn picture(width: usize, height: usize, colour: impl Fn(usize, usize) -> [u8; 3]) -> Picture {
        let rgb = (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).flat_map(|(x, y)| colour(x, y)).collect();
        Picture::from_rgb(width, height, rgb).unwrap()
    }

    /// A picture with a border of some lines around it.
    fn framed(width: usize, lines: usize, border: [u8; 3]) -> Picture {
        picture(width, 140, |x, y| {
            let inside = (lines..width - lines).contains(&x) && (lines..140 - lines).contains(&y);
            if inside { [30, 90, u8::try_from(x / 8 + y / 4).unwrap()] } else { border }
        })
    }

    #[test]
    fn borders_are_peeled_as_far_as_half_a_per_cent_of_the_width() {
        for (width, most) in [(120, 0), (200, 1), (376, 2), (600, 3)] {
            for lines in 0..=5 {
                let expected = if lines <= MOST { lines.min(most) } else { 0 };
                let frame = peel(&framed(width, lines, [210, 215, 222]));
                assert_eq!(frame.peeled, [expected; 4], "{lines} lines of {width}");
                assert_eq!((frame.width, frame.height), (width - 2 * expected, 140 - 2 * expected));
            }
        }
    }

    #[test]
    fn a_strip_on_one_side_is_peeled_whatever_the_width() {
        for lines in 0..=MOST {
            let shifted = picture(120, 90, |x, y| if x < lines || y >= 90 - lines { [255; 3] } else { [30, 90, 160] });
            assert_eq!(peel(&shifted).peeled, [lines, 0, 0, lines]);
        }
    }

    #[test]
    fn a_border_near_the_colour_of_the_ground_tells_itself_by_its_step() {
        let frame = peel(&framed(376, 1, [36, 96, 60]));
        assert_eq!(frame.peeled, [1; 4]);
    }

    #[test]
    fn text_that_stands_near_an_edge_is_not_taken_for_a_border() {
        let text =
            picture(200, 140, |x, y| if (130..138).contains(&y) && x % 3 == 0 { [255; 3] } else { [30, 90, 160] });
        assert_eq!(peel(&text).peeled, [0; 4]);
    }
}
