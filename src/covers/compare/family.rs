//! Fitting the family of honest changes: which member takes a reference nearest to the picture, and what is left then.
//! A recoloured cover does not fit, so the rest tells the two apart.

use super::packed::Fine;
use super::plane::{Plane, dot};
use super::reference::{Channel, Prepared};
use super::solve::{mirror, solve};
use super::ways::{
    BRIGHTNESS, BROAD, CLIPPING, CONTRAST, Change, DETAIL, GAMMA, GAMUT, LIMITS, LINEAR, PRIORS, TINT_DETAIL, VIGNETTE,
    WAYS,
};

/// How many samples the expectation outweighs. Errors of encoding are alike over whole areas, so thousands of samples
/// say no more than a few dozen independent ones would.
const PRIOR_SAMPLES: f64 = 1200.0;
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

/// What a picture is held against: a reference, or the reference as a change has made it already.
#[derive(Debug, Clone, Copy)]
pub(super) struct Model<'a> {
    pub(super) reference: &'a Prepared,
    /// Luma, blue, red.
    pub(super) base: [&'a Fine; 3],
    /// The change that the base holds.
    pub(super) made: Change,
}

impl<'a> Model<'a> {
    /// The reference as it was published.
    pub(super) const fn plain(reference: &'a Prepared) -> Self {
        let base = [&reference.luma.base, &reference.blue.base, &reference.red.base];
        Self { reference, base, made: Change::NONE }
    }
}

/// Which of the two kinds of channel is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Luma,
    Chroma,
}

impl Kind {
    /// The ways that move this kind of channel.
    const fn ways(self) -> &'static [usize] {
        match self {
            Self::Luma => &[GAMUT, GAMMA, CONTRAST, BRIGHTNESS, DETAIL, BROAD, CLIPPING, LINEAR, VIGNETTE],
            Self::Chroma => &[GAMUT, GAMMA, CONTRAST, TINT_DETAIL, LINEAR, VIGNETTE],
        }
    }

    /// The level about which contrast turns.
    const fn middle(self) -> f32 {
        match self {
            Self::Luma => 128.0,
            Self::Chroma => 0.0,
        }
    }
}

/// The change beyond the one already made that explains the picture best.
pub(super) fn fit(model: Model<'_>, laid: &Laid) -> Change {
    let mut change = Change::NONE;
    let mut rows = Rows::default();
    let halved = laid.area.halved();
    let reference = model.reference;
    let chromas = [(&reference.blue, model.base[1], &laid.blue), (&reference.red, model.base[2], &laid.red)];
    for pass in 0..PASSES {
        let sharp = pass >= SHARP_PASSES;
        let mut system = System::new(model.made);
        for y in (laid.area.rows.0..laid.area.rows.1).step_by(LUMA_STRIDE) {
            rows.load((&reference.luma, model.base[0], &laid.luma), Kind::Luma, y, laid.area.columns, change);
            system.take(&mut rows, Kind::Luma, change, sharp);
        }
        for planes in chromas {
            for y in (halved.rows.0..halved.rows.1).step_by(CHROMA_STRIDE) {
                rows.load(planes, Kind::Chroma, y, halved.columns, change);
                system.take(&mut rows, Kind::Chroma, change, sharp);
            }
        }
        change = system.solve_within_limits(model.made);
    }
    change
}

/// One row of each field, and what the picture differs from the model by.
#[derive(Default)]
struct Rows {
    fields: [Vec<f32>; WAYS],
    rest: Vec<f32>,
    weights: Vec<f32>,
    weighted: Vec<f32>,
}

impl Rows {
    fn load(
        &mut self,
        (channel, base, picture): (&Channel, &Fine, &Plane),
        kind: Kind,
        y: usize,
        (first, last): (usize, usize),
        change: Change,
    ) {
        let length = last.saturating_sub(first);
        let end = first + length;
        for row in self.fields.iter_mut().chain([&mut self.rest, &mut self.weights, &mut self.weighted]) {
            row.resize(length, 0.0);
        }
        let (low, high) = change.ends();
        let (low, high) = (low * channel.low.scale, high * channel.high.scale);
        let [_, _, contrast, brightness, .., vignette] = &mut self.fields;
        let at_ends = channel.low.row(y)[first..end].iter().zip(&channel.high.row(y)[first..end]);
        let found = picture.row(y)[first..end].iter().zip(&base.row(y)[first..end]).zip(at_ends);
        for ((rest, contrast), ((&value, &level), (&at_low, &at_high))) in
            self.rest.iter_mut().zip(contrast.iter_mut()).zip(found)
        {
            let level = f32::from(level) * base.scale;
            *rest = value - level - low * f32::from(at_low) - high * f32::from(at_high);
            *contrast = level - kind.middle();
        }
        brightness.fill(1.0);
        let corner = Corner::new(base, y);
        for ((out, &contrast), x) in vignette.iter_mut().zip(contrast.iter()).zip(first..) {
            *out = -(contrast + kind.middle()) * corner.nearness(x);
        }
        for (way, field) in &channel.fields {
            for (out, &value) in self.fields[*way].iter_mut().zip(&field.row(y)[first..end]) {
                *out = f32::from(value) * field.scale;
            }
        }
    }
}

/// How near to a corner the samples of a row lie: 0 in the middle of the picture, 1 in its corners.
struct Corner {
    down: f32,
    centre: f32,
    step: f32,
}

impl Corner {
    fn new(base: &Fine, y: usize) -> Self {
        let down = (y as f32 + 0.5) / base.height as f32 - 0.5;
        Self { down: down * down, centre: base.width as f32 * 0.5 - 0.5, step: 1.0 / base.width as f32 }
    }

    fn nearness(&self, x: usize) -> f32 {
        let across = (x as f32 - self.centre) * self.step;
        2.0 * (across * across + self.down)
    }
}

/// The normal equations of the fit.
struct System {
    matrix: [[f64; WAYS]; WAYS],
    target: [f64; WAYS],
}

impl System {
    fn new(made: Change) -> Self {
        let (mut matrix, mut target) = ([[0.0; WAYS]; WAYS], [0.0; WAYS]);
        for (way, prior) in PRIORS.iter().enumerate() {
            matrix[way][way] = PRIOR_SAMPLES / (prior * prior);
            target[way] = -matrix[way][way] * f64::from(made.0[way]);
        }
        Self { matrix, target }
    }

    fn take(&mut self, rows: &mut Rows, kind: Kind, change: Change, sharp: bool) {
        let ways = kind.ways();
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

    /// Solves; a way that leaves its limits is held there, and the others are solved again without it. The limits hold
    /// for this change and the one already made together.
    fn solve_within_limits(mut self, made: Change) -> Change {
        mirror(&mut self.matrix);
        let limits: [(f64, f64); WAYS] = std::array::from_fn(|way| {
            let made = f64::from(made.0[way]);
            (LIMITS[way].0 - made, LIMITS[way].1 - made)
        });
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
                .map(|way| (way, excess(found[way], limits[way])))
                .filter(|&(_, excess)| excess > 0.0)
                .max_by(|a, b| a.1.total_cmp(&b.1));
            match worst {
                None => return Change(found.map(|value| value as f32)),
                Some((way, _)) => held[way] = Some(found[way].clamp(limits[way].0, limits[way].1)),
            }
        }
        Change::NONE
    }
}

/// How far past its limits a way lies, in widths of them.
fn excess(value: f64, (low, high): (f64, f64)) -> f64 {
    (low - value).max(value - high) / (high - low)
}

/// What is left of the picture after the change: luma, blue, red.
pub(super) fn residue(model: Model<'_>, laid: &Laid, change: Change) -> [Plane; 3] {
    let reference = model.reference;
    [
        left((&reference.luma, model.base[0], &laid.luma), Kind::Luma, change),
        left((&reference.blue, model.base[1], &laid.blue), Kind::Chroma, change),
        left((&reference.red, model.base[2], &laid.red), Kind::Chroma, change),
    ]
}

fn left((channel, base, picture): (&Channel, &Fine, &Plane), kind: Kind, change: Change) -> Plane {
    let by = change.0;
    let (low, high) = change.ends();
    let (low, high) = (low * channel.low.scale, high * channel.high.scale);
    let stretch = 1.0 + by[CONTRAST];
    let (bias, bounds) = match kind {
        Kind::Luma => (by[BRIGHTNESS] - kind.middle() * by[CONTRAST], (0.0, 255.0)),
        Kind::Chroma => (0.0, (-128.0, 128.0)),
    };
    let mut out = Plane::new(picture.width, picture.height);
    let mut expected = vec![0.0_f32; picture.width];
    for y in 0..picture.height {
        let corner = Corner::new(base, y);
        let ends = channel.low.row(y).iter().zip(channel.high.row(y));
        for (((out, &level), (&at_low, &at_high)), x) in expected.iter_mut().zip(base.row(y)).zip(ends).zip(0..) {
            let level = f32::from(level) * base.scale * (stretch - by[VIGNETTE] * corner.nearness(x));
            *out = level + bias + low * f32::from(at_low) + high * f32::from(at_high);
        }
        for (way, field) in &channel.fields {
            let factor = by[*way] * field.scale;
            for (out, &value) in expected.iter_mut().zip(field.row(y)) {
                *out += factor * f32::from(value);
            }
        }
        for ((out, &value), &expected) in out.row_mut(y).iter_mut().zip(picture.row(y)).zip(&expected) {
            *out = value - expected.clamp(bounds.0, bounds.1);
        }
    }
    out
}
