//! One picture against one prepared reference: registration, colour family, residue, geometry -> how unlike they are.

use super::family::{Area, Laid, fit, residue};
use super::grid::GRID_WIDTHS;
use super::plane::Plane;
use super::reference::{Prepared, levels};
use super::register::{Registration, register};
use super::resample::{warp_cubic, warp_linear};
use super::residue::measure;
use super::sample::Sample;

/// At most this score: the picture is the reference.
pub(crate) const APPROVED: f32 = 1.4;
/// At least this score: the picture is not the reference. Between the two a person should look.
pub(crate) const REJECTED: f32 = 2.0;
/// The score of a picture that cannot be laid over the reference at all, and the largest score.
pub(crate) const UNLIKE: f32 = 99.0;
/// Pictures narrower than this show too little of the letters to be approved, in pixels (VK's smallest is 188).
const MIN_TELLING_WIDTH: usize = 150;

/// A picture with what registration needs of it, made once for all references.
#[derive(Debug, Clone)]
pub(crate) struct Subject {
    pub(crate) sample: Sample,
    levels: [Plane; 3],
}

impl Subject {
    pub(crate) fn new(sample: Sample) -> Self {
        let levels = levels(&sample.planes.luma);
        Self { sample, levels }
    }
}

/// How unlike the picture and the reference are: 0 is the same, [`UNLIKE`] another thing.
pub(crate) fn unlikeness(subject: &Subject, reference: &Prepared) -> f32 {
    compare(subject, reference).unwrap_or(UNLIKE).min(UNLIKE)
}

fn compare(subject: &Subject, reference: &Prepared) -> Option<f32> {
    let sample = &subject.sample;
    let luma = &sample.planes.luma;
    let start = Registration::start(sample.content, (luma.width, luma.height));
    let registration = register(&reference.levels, &subject.levels, start)?;
    let laid = lay(sample, reference, registration)?;
    let change = fit(reference, &laid);
    let excess = measure(&residue(reference, &laid, change), laid.area, &reference.roughness);
    let geometry = geometry(sample, reference, start, registration) * APPROVED;
    let score = (excess.luma * luma_factor(sample)).max(excess.chroma).max(geometry);
    // A picture so small can be shown to be another one, but not to be the same.
    let least = if sample.own.0 < MIN_TELLING_WIDTH { f32::midpoint(APPROVED, REJECTED) } else { 0.0 };
    Some(score.max(least))
}

/// Noise of luma by how the picture's size relates to the grid: the smallest sizes have been averaged most and vary
/// least, while a picture larger than the grid brings the aliasing of its own scaling.
fn luma_factor(sample: &Sample) -> f32 {
    /// Up to this grid width a picture counts as small.
    const SMALL_GRID: usize = 188;
    if GRID_WIDTHS[sample.grid] <= SMALL_GRID {
        1.25
    } else if sample.own.0 > sample.planes.luma.width {
        0.85
    } else {
        1.0
    }
}

/// Lays the picture over the reference's grid, blurred like it.
fn lay(sample: &Sample, reference: &Prepared, registration: Registration) -> Option<Laid> {
    let base = &reference.luma.base;
    let own = &sample.planes.luma;
    let (x, y) = registration.between((base.width, base.height), (own.width, own.height));
    let [left, right, top, bottom] = sample.margins;
    let area = Area {
        columns: x.inside(base.width, sample.content.0, (left, right)),
        rows: y.inside(base.height, sample.content.1, (top, bottom)),
    };
    if (area.columns.1 - area.columns.0) * 2 < base.width || (area.rows.1 - area.rows.0) * 2 < base.height {
        return None;
    }
    let mut luma = Plane::new(base.width, base.height);
    warp_cubic(own, x, y, &mut luma);
    let tint = |plane: &Plane| {
        let (width, height) = (reference.blue.base.width, reference.blue.base.height);
        let (x, y) = registration.between((width, height), (plane.width, plane.height));
        let mut out = Plane::new(width, height);
        warp_linear(plane, x, y, &mut out);
        out.blur3()
    };
    Some(Laid { luma: luma.blur5(), blue: tint(&sample.planes.blue), red: tint(&sample.planes.red), area })
}

/// How far the picture is cropped, padded or stretched, in units of what is allowed.
fn geometry(sample: &Sample, reference: &Prepared, start: Registration, found: Registration) -> f32 {
    /// What may be lost along a side, beside a cut to the picture's own shape.
    const CUT: f32 = 0.03;
    /// What may be added along a side.
    const ADDED: f32 = 0.015;
    /// How far the shape may be stretched.
    const STRETCH: f32 = 0.025;
    /// The largest cut to another shape that is VK's own (1.47 to 1.5), with some room.
    const SHAPE_CUT: f32 = 0.03;
    let (x, y) = (found.x.scale / start.x.scale, found.y.scale / start.y.scale);
    let shape = sample.own.0 as f32 / sample.own.1 as f32 / reference.aspect;
    let allowed = |ratio: f32| (1.0 - 1.0 / ratio).clamp(0.0, SHAPE_CUT);
    let lost = (1.0 - 1.0 / x - allowed(1.0 / shape)).max(1.0 - 1.0 / y - allowed(shape));
    let added = (1.0 / x).max(1.0 / y) - 1.0;
    let stretch = (shape * x / y - 1.0).abs();
    (lost / CUT).max(added / ADDED).max(stretch / STRETCH)
}
