//! Spoils an approved picture in one of the known ways. Knows no names of files and no cache.

use super::name::Spoil;
use super::picture::Picture;

/// Box width of one blur pass at full size: letters of 60 pixels are gone after three passes.
const BLUR_PIXELS: usize = 41;
/// Share of the height of each black bar.
const BAR_SHARE: usize = 7;
/// Share cut away on each side.
const CUT_SHARE: usize = 6;

/// The picture spoilt; its size stays, so that only the content tells.
pub(super) fn spoil(original: &Picture, how: Spoil) -> Picture {
    let (width, height) = (original.width, original.height);
    match how {
        Spoil::OtherForm => original.clone(),
        Spoil::Hue => turned(original),
        Spoil::Overlay => overlaid(original),
        Spoil::Blurred => (0..3).fold(original.clone(), |picture, _| blurred(&picture)),
        Spoil::Mirrored => mirrored(original),
        Spoil::Letterboxed => {
            let bar = height / BAR_SHARE;
            let mut out = Picture::filled(width, height, [0; 3]);
            paste(&mut out, &original.scaled(width, height - 2 * bar), 0, bar);
            out
        }
        Spoil::Cropped => {
            let (x, y) = (width / CUT_SHARE, height / CUT_SHARE);
            original.cut(x, y, width - 2 * x, height - 2 * y)
        }
        Spoil::Plain => Picture::filled(width, height, original.get(width / 2, 8)),
        Spoil::Gradient => gradient(original),
        Spoil::Collage => {
            let quarter = original.scaled(width / 2, height / 2);
            let mut out = Picture::filled(width, height, [255; 3]);
            paste(&mut out, &quarter, 0, 0);
            paste(&mut out, &turned(&quarter), width / 2, 0);
            paste(&mut out, &mirrored(&quarter), 0, height / 2);
            paste(&mut out, &quarter, width / 2, height / 2);
            out
        }
        Spoil::TextBars => text_bars(original),
    }
}

/// Red, green and blue exchanged: the blue schemes become crimson and magenta, which the set does not have.
fn turned(picture: &Picture) -> Picture {
    let mut out = picture.clone();
    for pixel in out.pixels.chunks_exact_mut(3) {
        pixel.rotate_right(1);
    }
    out
}

fn mirrored(picture: &Picture) -> Picture {
    let mut out = picture.clone();
    for y in 0..picture.height {
        for x in 0..picture.width {
            out.set(x, y, picture.get(picture.width - 1 - x, y));
        }
    }
    out
}

fn paste(onto: &mut Picture, what: &Picture, left: usize, top: usize) {
    for y in 0..what.height.min(onto.height - top) {
        for x in 0..what.width.min(onto.width - left) {
            onto.set(left + x, top + y, what.get(x, y));
        }
    }
}

/// A two-coloured disc of about a twelfth of the area over the middle, as a coat of arms would lie.
fn overlaid(original: &Picture) -> Picture {
    let mut out = original.clone();
    let radius = original.height / 6;
    let (middle_x, middle_y) = (original.width / 2, original.height / 2);
    for y in middle_y - radius..middle_y + radius {
        for x in middle_x - radius..middle_x + radius {
            let distance = x.abs_diff(middle_x).pow(2) + y.abs_diff(middle_y).pow(2);
            if distance < radius * radius {
                out.set(x, y, if distance * 2 < radius * radius { [250, 210, 40] } else { [120, 20, 30] });
            }
        }
    }
    out
}

fn gradient(original: &Picture) -> Picture {
    let base = original.get(original.width / 2, 8);
    let mut out = original.clone();
    for y in 0..original.height {
        for x in 0..original.width {
            let along = (x + y) * 255 / (original.width + original.height);
            let mixed =
                base.map(|value| u8::try_from((usize::from(value) * (255 - along) + 128 * along) / 255).unwrap_or(0));
            out.set(x, y, mixed);
        }
    }
    out
}

/// Two rows of dark blocks of uneven length on a white strip at the bottom.
fn text_bars(original: &Picture) -> Picture {
    let mut out = original.clone();
    let (width, height) = (original.width, original.height);
    let strip = height / 6;
    for y in height - strip..height {
        let line = (y + strip - height) * 4 / strip;
        for x in 0..width {
            let letter = (x / (width / 40).max(1)) % 7 != 6 && (x % (width / 40).max(1)) * 4 > width / 40;
            let inked = (line == 1 || line == 2) && letter && x > width / 16 && x < width - width / 16;
            out.set(x, y, if inked { [20; 3] } else { [255; 3] });
        }
    }
    out
}

/// One box blur along rows and one along columns, by running sums.
fn blurred(picture: &Picture) -> Picture {
    let across = blurred_along(picture, picture.width, picture.height, |along, line| (along, line));
    blurred_along(&across, picture.height, picture.width, |along, line| (line, along))
}

fn blurred_along(
    picture: &Picture,
    length: usize,
    lines: usize,
    at: impl Fn(usize, usize) -> (usize, usize),
) -> Picture {
    let mut out = picture.clone();
    let half = BLUR_PIXELS / 2;
    let pixel = |along: usize, line: usize| {
        let (x, y) = at(along.min(length - 1), line);
        picture.get(x, y)
    };
    for line in 0..lines {
        let mut sums = [0_usize; 3];
        for offset in 0..BLUR_PIXELS {
            for (sum, value) in sums.iter_mut().zip(pixel(offset.saturating_sub(half), line)) {
                *sum += usize::from(value);
            }
        }
        for along in 0..length {
            let (x, y) = at(along, line);
            out.set(x, y, sums.map(|sum| u8::try_from(sum / BLUR_PIXELS).unwrap_or(u8::MAX)));
            let (leaves, enters) = (pixel(along.saturating_sub(half), line), pixel(along + half + 1, line));
            for (channel, sum) in sums.iter_mut().enumerate() {
                *sum = *sum + usize::from(enters[channel]) - usize::from(leaves[channel]);
            }
        }
    }
    out
}
