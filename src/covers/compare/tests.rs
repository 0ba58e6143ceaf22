//! One drawn cover, re-encoded, cut, framed and changed: what each does to the score.

use super::*;
use crate::picture::Picture;

/// The part of the cover that is shown: left, top, width, height.
type Part = (f64, f64, f64, f64);

const WHOLE: Part = (0.0, 0.0, 1.0, 1.0);
/// The size of VK's largest picture, which has the cover's own shape.
const SIDES: (usize, usize) = (376, 256);
/// The places across of which pictures are drawn: too few would move edges by a part of a pixel.
const PLACES: usize = 3_000;

/// The strokes of two lines of text, from and to, in parts of the width: no two alike, as in words.
const FIRST: [(f64, f64); 8] =
    [(0.08, 0.12), (0.13, 0.15), (0.18, 0.25), (0.27, 0.28), (0.31, 0.4), (0.42, 0.45), (0.5, 0.52), (0.54, 0.6)];
const SECOND: [(f64, f64); 6] = [(0.08, 0.16), (0.19, 0.2), (0.22, 0.26), (0.29, 0.36), (0.37, 0.39), (0.44, 0.56)];

/// The colour of the cover at a place, in parts of its sides: a disc and two lines of text on a ground that grows
/// lighter downwards. Lines begin and end on sixty-fourths of the height, where nearly every size has a pixel's edge.
fn colour(x: f64, y: f64) -> [f64; 3] {
    let disc = (x - 0.8).powi(2) + ((y - 0.5) / 1.47).powi(2) < 0.012;
    let stroke = |top: f64, bottom: f64, strokes: &[(f64, f64)]| {
        (top..bottom).contains(&y) && strokes.iter().any(|&(from, to)| (from..to).contains(&x))
    };
    if disc || stroke(0.343_75, 0.484_375, &FIRST) || stroke(0.562_5, 0.703_125, &SECOND) {
        return [250.0, 250.0, 245.0];
    }
    [20.0 + 20.0 * y, 70.0 + 30.0 * y, 190.0 + 10.0 * y]
}

/// Draws a part of a cover at a size, each pixel the mean of as many places as make about [`PLACES`] across.
fn drawn(width: usize, height: usize, part: Part, colour: impl Fn(f64, f64) -> [f64; 3]) -> Picture {
    let fine = PLACES.div_ceil(width);
    let place = |at: usize, sub: usize, length: usize, (from, extent): (f64, f64)| {
        from + extent * ((at * fine + sub) as f64 + 0.5) / (length * fine) as f64
    };
    let mut rgb = Vec::with_capacity(width * height * 3);
    for (y, x) in (0..height).flat_map(|y| (0..width).map(move |x| (y, x))) {
        let mut sum = [0.0; 3];
        for (down, across) in (0..fine).flat_map(|down| (0..fine).map(move |across| (down, across))) {
            let found = colour(place(x, across, width, (part.0, part.2)), place(y, down, height, (part.1, part.3)));
            for (sum, value) in sum.iter_mut().zip(found) {
                *sum += value;
            }
        }
        rgb.extend(sum.map(|sum| (sum / (fine * fine) as f64).round() as u8));
    }
    Picture::from_rgb(width, height, rgb).unwrap()
}

fn changed(picture: &Picture, change: impl Fn(usize, usize, [u8; 3]) -> [u8; 3]) -> Picture {
    let (width, height) = (picture.width(), picture.height());
    let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    let rgb = places.flat_map(|(x, y)| change(x, y, picture.pixel(x, y))).collect();
    Picture::from_rgb(width, height, rgb).unwrap()
}

/// How unlike a picture is to the cover.
fn unlike(picture: &Picture) -> f32 {
    let tables = CurveTables::new();
    let (cover, _) = canonical(&drawn(752, 512, WHOLE, colour)).unwrap();
    let subject = Subject::new(Sample::new(picture));
    let prepared = Prepared::new(&cover, (752, 512), GRID_WIDTHS[subject.sample.grid], &tables);
    unlikeness(&subject, &prepared, &tables)
}

fn is_for_a_person(score: f32) -> bool {
    score > APPROVED && score < REJECTED
}

#[test]
fn the_cover_is_itself_at_every_size_that_vk_serves() {
    for (width, height) in [(376, 256), (282, 192), (270, 184), (188, 128), (135, 92), (94, 64)] {
        let score = unlike(&drawn(width, height, WHOLE, colour));
        assert!(score < 0.8, "{width}: {score}");
    }
}

#[test]
fn a_clean_cut_is_approved_looked_at_and_rejected_as_it_grows() {
    let cut = |left: f64, top: f64, right: f64, bottom: f64| {
        unlike(&drawn(SIDES.0, SIDES.1, (left, top, 1.0 - left - right, 1.0 - top - bottom), colour))
    };
    for fine in [cut(0.0, 0.0, 0.0, 0.0), cut(0.02, 0.0, 0.0, 0.0), cut(0.01, 0.01, 0.01, 0.01)] {
        assert!(fine <= APPROVED, "{fine}");
    }
    let doubtful = [
        cut(0.04, 0.04, 0.04, 0.04),
        cut(0.09, 0.09, 0.0, 0.0),
        cut(0.0, 0.05, 0.0, 0.05),
        cut(0.07, 0.0, 0.0, 0.0),
        cut(0.0, 0.0, 0.035, 0.035),
    ];
    for score in doubtful {
        assert!(is_for_a_person(score), "{score} of {doubtful:?}");
    }
    for far in [cut(0.06, 0.06, 0.06, 0.06), cut(0.0, 0.0, 0.13, 0.13), cut(0.0, 0.14, 0.0, 0.0)] {
        assert!(far >= REJECTED, "{far}");
    }
}

#[test]
fn a_cut_hides_no_change() {
    let spotted = |x: f64, y: f64| if (0.3..0.45).contains(&x) && y > 0.8 { [220.0, 40.0, 40.0] } else { colour(x, y) };
    let score = unlike(&drawn(SIDES.0, SIDES.1, (0.04, 0.04, 0.92, 0.92), spotted));
    assert!(score >= REJECTED, "{score}");
}

#[test]
fn a_border_of_one_line_is_fine_and_a_frame_is_not() {
    for (width, height) in [SIDES, (188, 128)] {
        let framed = |lines: f64, line: [f64; 3]| {
            let (across, down) = (lines / width as f64, lines / height as f64);
            let inside = move |x: f64, y: f64| x > across && x < 1.0 - across && y > down && y < 1.0 - down;
            unlike(&drawn(width, height, WHOLE, |x, y| if inside(x, y) { colour(x, y) } else { line }))
        };
        for line in [[255.0; 3], [0.0; 3], [210.0, 215.0, 222.0], [200.0, 30.0, 30.0]] {
            let fine = framed(1.0, line);
            assert!(fine <= APPROVED, "{width} {line:?}: {fine}");
            // Scaled down from its original a frame may end inside a pixel.
            let thicker = if width == SIDES.0 { [3.5, 4.0, 4.5, 8.0] } else { [2.0, 2.5, 3.0, 5.0] };
            for lines in thicker {
                let frame = framed(lines, line);
                assert!(frame > APPROVED, "{width} {line:?} {lines}: {frame}");
            }
        }
    }
}

#[test]
fn sharpening_past_the_ends_of_the_range_is_still_the_cover() {
    let plain = drawn(SIDES.0, SIDES.1, WHOLE, colour);
    let at = |x: usize, y: usize| plain.pixel(x.min(SIDES.0 - 1), y.min(SIDES.1 - 1));
    let sharpened = changed(&plain, |x, y, own| {
        let near = [at(x.saturating_sub(1), y), at(x + 1, y), at(x, y.saturating_sub(1)), at(x, y + 1)];
        std::array::from_fn(|channel| {
            let mean = near.iter().map(|pixel| f64::from(pixel[channel])).sum::<f64>() / 4.0;
            let own = f64::from(own[channel]);
            (own + 1.2 * (own - mean)).clamp(0.0, 255.0) as u8
        })
    });
    let score = unlike(&sharpened);
    assert!(score <= APPROVED, "{score}");
}

#[test]
fn corners_a_little_darker_are_fine_and_another_hue_is_not() {
    let plain = drawn(SIDES.0, SIDES.1, WHOLE, colour);
    let darker = changed(&plain, |x, y, own| {
        let off = |at: usize, length: usize| (at as f64 / length as f64 - 0.5).powi(2) * 2.0;
        own.map(|value| (f64::from(value) * (1.0 - 0.05 * (off(x, SIDES.0) + off(y, SIDES.1)))) as u8)
    });
    let fine = unlike(&darker);
    assert!(fine <= APPROVED, "{fine}");
    let greener = changed(&plain, |_, _, [red, green, blue]| [red, green.saturating_add(14), blue]);
    let other = unlike(&greener);
    assert!(other >= REJECTED, "{other}");
}

#[test]
fn a_spot_in_a_corner_is_found_at_every_size() {
    let spotted = |x: f64, y: f64| if x > 0.86 && y > 0.84 { [240.0, 200.0, 40.0] } else { colour(x, y) };
    for (width, height) in [SIDES, (188, 128), (94, 64)] {
        let score = unlike(&drawn(width, height, WHOLE, spotted));
        assert!(score >= REJECTED, "{width}: {score}");
    }
}
