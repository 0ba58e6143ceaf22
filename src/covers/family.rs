//! The small family of colour changes honest re-encoding makes: smooth and everywhere. A recoloured cover does not fit
//! it, so what is left after the best fit tells the two apart. More freedom here would explain a recolouring away.

use super::packed::Coarse;
use super::plane::{Plane, dot};
use super::reference::{Channel, Prepared};
use super::solve::solve;

/// The number of ways a picture may differ smoothly from its reference.
const WAYS: usize = 8;
/// The ways by index: a gamut misread, a gamma, contrast, brightness, sharpness of luma, of chroma, clipping where
/// chroma was halved, sharpness of luma over two samples.
const GAMUT: usize = 0;
const GAMMA: usize = 1;
const CONTRAST: usize = 2;
const BRIGHTNESS: usize = 3;
const DETAIL: usize = 4;
const TINT_DETAIL: usize = 5;
const CLIPPING: usize = 6;
const BROAD: usize = 7;
/// Limits of each way; brightness is in levels of 255, the others are factors.
const LIMITS: [(f64, f64); WAYS] =
    [(-0.2, 1.1), (-0.07, 0.07), (-0.05, 0.05), (-8.0, 8.0), (-2.0, 4.0), (-2.0, 1.0), (-0.3, 2.5), (-0.8, 1.6)];
/// How far from zero each way is expected to lie, as a standard deviation.
const PRIORS: [f64; WAYS] = [0.5, 0.05, 0.04, 5.0, 0.6, 0.6, 0.7, 0.6];
/// How many samples the expectation outweighs. Errors of encoding are alike over whole areas, so thousands of samples
/// say no more than a few dozen independent ones would.
const PRIOR_SAMPLES: f64 = 300.0;
/// The residue past which a sample loses weight, in levels of 255.
const ROBUST: f32 = 6.0;
/// The passes of reweighting; from [`SHARP_PASSES`] on what does not fit loses weight faster.
const PASSES: usize = 4;
const SHARP_PASSES: usize = 2;
/// Every so many rows are taken for the fit, of luma and of chroma.
const LUMA_STRIDE: usize = 8;
const CHROMA_STRIDE: usize = 4;

/// A picture laid over the reference's grid, with the rectangle in which it has content.
#[derive(Debug, Clone)]
pub(super) struct Laid {
    pub(super) luma: Plane,
    pub(super) blue: Plane,
    pub(super) red: Plane,
    pub(super) area: Area,
}

/// A rectangle of a plane: first and past-last column and row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) columns: (usize, usize),
    pub(super) rows: (usize, usize),
}

impl Area {
    /// The whole samples of a plane of half the size that lie inside.
    pub(super) fn halved(self) -> Self {
        let half = |(first, last): (usize, usize)| (first.div_ceil(2), last / 2);
        Self { columns: half(self.columns), rows: half(self.rows) }
    }
}

/// One member of the family.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Change([f32; WAYS]);

impl Change {
    /// What the ends of the range hold back of contrast and brightness: at the lower end, at the upper.
    fn ends(&self) -> (f32, f32) {
        let (contrast, brightness) = (self.0[CONTRAST], self.0[BRIGHTNESS]);
        ((128.0 * contrast - brightness).max(0.0), (-127.0 * contrast - brightness).min(0.0))
    }
}

/// Which of the two kinds of channel is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Luma,
    Chroma,
}

/// The change that explains the picture best.
pub(super) fn fit(reference: &Prepared, laid: &Laid) -> Change {
    let mut change = Change([0.0; WAYS]);
    let mut rows = Rows::default();
    let halved = laid.area.halved();
    for pass in 0..PASSES {
        let sharp = pass >= SHARP_PASSES;
        let mut system = System::new();
        for y in (laid.area.rows.0..laid.area.rows.1).step_by(LUMA_STRIDE) {
            rows.load(&reference.luma, &laid.luma, Kind::Luma, y, laid.area.columns, change);
            system.take(&mut rows, change, sharp);
        }
        for (channel, picture) in [(&reference.blue, &laid.blue), (&reference.red, &laid.red)] {
            for y in (halved.rows.0..halved.rows.1).step_by(CHROMA_STRIDE) {
                rows.load(channel, picture, Kind::Chroma, y, halved.columns, change);
                system.take(&mut rows, change, sharp);
            }
        }
        change = system.solve_within_limits();
    }
    change
}

/// One row of each field, and what the picture differs from the reference by.
#[derive(Default)]
struct Rows {
    fields: [Vec<f32>; WAYS],
    rest: Vec<f32>,
    weights: Vec<f32>,
    weighted: Vec<f32>,
    kind: Option<Kind>,
}

impl Rows {
    fn load(
        &mut self,
        channel: &Channel,
        picture: &Plane,
        kind: Kind,
        y: usize,
        (first, last): (usize, usize),
        change: Change,
    ) {
        let length = last.saturating_sub(first);
        let end = first + length;
        self.kind = Some(kind);
        for row in self.fields.iter_mut().chain([&mut self.rest, &mut self.weights, &mut self.weighted]) {
            row.resize(length, 0.0);
        }
        let (low, high) = change.ends();
        let (low, high) = (low * channel.low.scale, high * channel.high.scale);
        let at_ends = channel.low.row(y)[first..end].iter().zip(&channel.high.row(y)[first..end]);
        let base = &channel.base.row(y)[first..end];
        let values = self.rest.iter_mut().zip(&mut self.fields[CONTRAST]);
        let middle = if kind == Kind::Luma { 128.0 } else { 0.0 };
        let found = picture.row(y)[first..end].iter().zip(base).zip(at_ends);
        for ((rest, contrast), ((&value, &base), (&at_low, &at_high))) in values.zip(found) {
            let base = f32::from(base) * channel.base.scale;
            *rest = value - base - low * f32::from(at_low) - high * f32::from(at_high);
            *contrast = base - middle;
        }
        let mut unpack = |way: usize, field: &Coarse| {
            for (out, &value) in self.fields[way].iter_mut().zip(&field.row(y)[first..end]) {
                *out = f32::from(value) * field.scale;
            }
        };
        unpack(GAMUT, &channel.gamut);
        unpack(GAMMA, &channel.gamma);
        match kind {
            Kind::Luma => {
                unpack(DETAIL, &channel.detail);
                unpack(CLIPPING, &channel.clipped);
                unpack(BROAD, &channel.broad);
                self.fields[BRIGHTNESS].fill(1.0);
            }
            Kind::Chroma => unpack(TINT_DETAIL, &channel.detail),
        }
    }

    /// The ways that move this kind of channel.
    fn ways(&self) -> &'static [usize] {
        match self.kind {
            Some(Kind::Luma) => &[GAMUT, GAMMA, CONTRAST, BRIGHTNESS, DETAIL, CLIPPING, BROAD],
            Some(Kind::Chroma) => &[GAMUT, GAMMA, CONTRAST, TINT_DETAIL],
            None => &[],
        }
    }
}

/// The normal equations of the fit.
struct System {
    matrix: [[f64; WAYS]; WAYS],
    target: [f64; WAYS],
}

impl System {
    fn new() -> Self {
        let mut matrix = [[0.0; WAYS]; WAYS];
        for (way, prior) in PRIORS.iter().enumerate() {
            matrix[way][way] = PRIOR_SAMPLES / (prior * prior);
        }
        Self { matrix, target: [0.0; WAYS] }
    }

    fn take(&mut self, rows: &mut Rows, change: Change, sharp: bool) {
        let ways = rows.ways();
        rows.weights.copy_from_slice(&rows.rest);
        for &way in ways {
            for (left, &value) in rows.weights.iter_mut().zip(&rows.fields[way]) {
                *left -= change.0[way] * value;
            }
        }
        for weight in &mut rows.weights {
            let gentle = ROBUST / weight.abs().max(ROBUST);
            *weight = if sharp { gentle * gentle } else { gentle };
        }
        for (at, &i) in ways.iter().enumerate() {
            for ((out, &value), &weight) in rows.weighted.iter_mut().zip(&rows.fields[i]).zip(&rows.weights) {
                *out = value * weight;
            }
            for &j in &ways[at..] {
                self.matrix[i.min(j)][i.max(j)] += f64::from(dot(&rows.weighted, &rows.fields[j]));
            }
            self.target[i] += f64::from(dot(&rows.weighted, &rows.rest));
        }
    }

    /// Solves; a way that leaves its limits is held there, and the others are solved again without it.
    fn solve_within_limits(mut self) -> Change {
        for i in 0..WAYS {
            for j in 0..i {
                self.matrix[i][j] = self.matrix[j][i];
            }
        }
        let mut held: [Option<f64>; WAYS] = [None; WAYS];
        for _ in 0..=WAYS {
            let (mut matrix, mut target) = (self.matrix, self.target);
            for (way, value) in held.iter().enumerate() {
                let Some(value) = *value else { continue };
                for row in 0..WAYS {
                    target[row] -= matrix[row][way] * value;
                    matrix[row][way] = 0.0;
                    matrix[way][row] = 0.0;
                }
                matrix[way][way] = 1.0;
                target[way] = value;
            }
            let Some(found) = solve(matrix, target) else { break };
            let worst = (0..WAYS)
                .filter(|&way| held[way].is_none())
                .map(|way| (way, excess(found[way], way)))
                .filter(|&(_, excess)| excess > 0.0)
                .max_by(|a, b| a.1.total_cmp(&b.1));
            match worst {
                None => return Change(found.map(|value| value as f32)),
                Some((way, _)) => held[way] = Some(found[way].clamp(LIMITS[way].0, LIMITS[way].1)),
            }
        }
        Change([0.0; WAYS])
    }
}

/// How far past its limits a way lies, in widths of them.
fn excess(value: f64, way: usize) -> f64 {
    let (low, high) = LIMITS[way];
    (low - value).max(value - high) / (high - low)
}

/// What is left of the picture after the change: luma, blue, red.
pub(super) fn residue(reference: &Prepared, laid: &Laid, change: Change) -> [Plane; 3] {
    [
        left(&reference.luma, &laid.luma, Kind::Luma, change),
        left(&reference.blue, &laid.blue, Kind::Chroma, change),
        left(&reference.red, &laid.red, Kind::Chroma, change),
    ]
}

fn left(channel: &Channel, picture: &Plane, kind: Kind, change: Change) -> Plane {
    let by = change.0;
    let (low, high) = change.ends();
    let (low, high) = (low * channel.low.scale, high * channel.high.scale);
    let (gamut, gamma) = (by[GAMUT] * channel.gamut.scale, by[GAMMA] * channel.gamma.scale);
    let stretch = (1.0 + by[CONTRAST]) * channel.base.scale;
    let (bias, detail, bounds) = match kind {
        Kind::Luma => (by[BRIGHTNESS] - 128.0 * by[CONTRAST], by[DETAIL], (0.0, 255.0)),
        Kind::Chroma => (0.0, by[TINT_DETAIL], (-128.0, 128.0)),
    };
    let detail = detail * channel.detail.scale;
    let mut out = Plane::new(picture.width, picture.height);
    let found = out.data.iter_mut().zip(&picture.data).zip(&channel.base.data);
    let colours = channel.gamut.data.iter().zip(&channel.gamma.data).zip(&channel.detail.data);
    let ends = channel.low.data.iter().zip(&channel.high.data);
    for ((((out, &value), &base), ((&wide, &curve), &fine)), (&at_low, &at_high)) in found.zip(colours).zip(ends) {
        let moved = f32::from(base) * stretch + gamut * f32::from(wide) + gamma * f32::from(curve);
        let expected = moved + bias + detail * f32::from(fine) + low * f32::from(at_low) + high * f32::from(at_high);
        *out = value - expected.clamp(bounds.0, bounds.1);
    }
    if kind == Kind::Luma {
        let (clipping, broad) = (by[CLIPPING] * channel.clipped.scale, by[BROAD] * channel.broad.scale);
        let fields = channel.clipped.data.iter().zip(&channel.broad.data);
        for (out, (&clip, &wide)) in out.data.iter_mut().zip(fields) {
            *out -= clipping * f32::from(clip) + broad * f32::from(wide);
        }
    }
    out
}
