//! A reference as a change makes it, with the clipping that a sum of small changes leaves out: sharpening and halved
//! chroma drive colours past the ends of their range, and there they are cut off.

use super::color::{CurveTables, Ycc, rgb, ycc};
use super::packed::Fine;
use super::plane::Plane;
use super::reference::{Prepared, blur};
use super::resample::{Axis, warp_linear};
use super::residue::Roughness;
use super::ways::{BRIGHTNESS, BROAD, CONTRAST, Change, DETAIL, GAMMA, GAMUT};

/// The ways that are rendered; the others stay sums of fields.
const RENDERED: [usize; 6] = [GAMUT, GAMMA, CONTRAST, BRIGHTNESS, DETAIL, BROAD];
/// A gamut misread and a gamma below these change no level by as much as rounding does.
const LEAST_GAMUT: f32 = 0.01;
const LEAST_GAMMA: f32 = 0.002;

/// A reference after a change.
pub(super) struct Rendered {
    /// Luma, blue, red, blurred as the picture is.
    pub(super) base: [Fine; 3],
    pub(super) roughness: Roughness,
    /// The part of the change that was rendered.
    pub(super) made: Change,
}

/// Renders a reference; `halved` is how many times chroma was halved and brought back, clipping the colours each time.
pub(super) fn render(reference: &Prepared, change: Change, halved: usize, tables: &CurveTables) -> Rendered {
    let made = change.only(&RENDERED);
    let mut planes = to_ycc(&sharpened(toned(reference.colours(), made, tables), made));
    for _ in 0..halved {
        planes = with_halved_chroma(&planes);
    }
    let blurred = blur(&planes);
    let roughness = Roughness::new(&blurred, &planes.luma);
    Rendered { base: blurred.each_ref().map(Fine::new), roughness, made }
}

fn toned(mut colours: [Plane; 3], made: Change, tables: &CurveTables) -> [Plane; 3] {
    let by = made.0;
    if by[GAMUT].abs() > LEAST_GAMUT || by[GAMMA].abs() > LEAST_GAMMA {
        let [red, green, blue] = &mut colours;
        for ((red, green), blue) in red.data.iter_mut().zip(&mut green.data).zip(&mut blue.data) {
            let colour = [*red, *green, *blue];
            let (wide, curve) = (tables.wide_gamut_adds(colour), tables.gamma_adds(colour));
            let moved = |at: usize| colour[at] + by[GAMUT] * wide[at] + by[GAMMA] * curve[at];
            [*red, *green, *blue] = [moved(0), moved(1), moved(2)];
        }
    }
    let (stretch, bias) = (1.0 + by[CONTRAST], by[BRIGHTNESS] - 128.0 * by[CONTRAST]);
    colours.map(|plane| plane.map(|value| (value * stretch + bias).clamp(0.0, 255.0)))
}

fn sharpened(colours: [Plane; 3], made: Change) -> [Plane; 3] {
    let (detail, broad) = (made.0[DETAIL], made.0[BROAD]);
    colours.map(|mut plane| {
        let (near, far) = (plane.blur3(), plane.blur5());
        for ((value, &near), &far) in plane.data.iter_mut().zip(&near.data).zip(&far.data) {
            *value = (*value + detail * (*value - near) + broad * (*value - far)).clamp(0.0, 255.0);
        }
        plane
    })
}

fn to_ycc([red, green, blue]: &[Plane; 3]) -> Ycc {
    let blank = Plane::new(red.width, red.height);
    let mut out = Ycc { luma: blank.clone(), blue: blank.clone(), red: blank };
    let colours = red.data.iter().zip(&green.data).zip(&blue.data);
    let places = out.luma.data.iter_mut().zip(&mut out.blue.data).zip(&mut out.red.data);
    for (((luma, blue_chroma), red_chroma), ((&red, &green), &blue)) in places.zip(colours) {
        [*luma, *blue_chroma, *red_chroma] = ycc([red, green, blue]);
    }
    out
}

/// Both chromas averaged over 2 x 2 and brought back, then the colours that result cut to their range.
fn with_halved_chroma(planes: &Ycc) -> Ycc {
    let mut out = planes.clone();
    bring_back(&planes.blue.halved(), &mut out.blue);
    bring_back(&planes.red.halved(), &mut out.red);
    for ((luma, blue), red) in out.luma.data.iter_mut().zip(&mut out.blue.data).zip(&mut out.red.data) {
        let colour = rgb([*luma, *blue, *red]);
        if colour.iter().any(|value| !(0.0..=255.0).contains(value)) {
            [*luma, *blue, *red] = ycc(colour.map(|value| value.clamp(0.0, 255.0)));
        }
    }
    out
}

/// A plane of half the size at the full size, by straight lines between samples.
pub(super) fn bring_back(half: &Plane, out: &mut Plane) {
    let axis = Axis { scale: 0.5, shift: -0.25 };
    warp_linear(half, axis, axis, out);
}
