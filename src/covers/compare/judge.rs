//! One picture against one prepared reference: registration, colour family, residue, edges, geometry -> how unlike they
//! are.

use super::color::CurveTables;
use super::edges;
use super::family::{Area, Laid, Model, fit, residue};
use super::geometry;
use super::grid::GRID_WIDTHS;
use super::plane::Plane;
use super::reference::{Prepared, levels};
use super::register::{LEVELS, Registration, register};
use super::render::render;
use super::resample::{warp_cubic, warp_linear};
use super::residue::{Excess, Roughness, measure};
use super::sample::Sample;
use super::ways::{CLIPPING, Change};

/// At most this score: the picture is the reference.
pub(crate) const APPROVED: f32 = 1.4;
/// At least this score: the picture is not the reference. Between the two a person should look.
pub(crate) const REJECTED: f32 = 2.0;
/// The score of a picture that a person should look at whatever else is found.
const DOUBTFUL: f32 = 1.7;
/// The score of a picture that cannot be laid over the reference at all, and the largest score.
pub(crate) const UNLIKE: f32 = 99.0;
/// Pictures narrower than this show too little of the letters to be sure, in pixels.
const SURE: usize = 150;
/// A residue this small needs no closer look, and one this large gains nothing by it.
const CLEAR: f32 = 1.0;
const HOPELESS: f32 = 6.0;

/// A picture with what registration needs of it, made once for all references.
#[derive(Debug, Clone)]
pub(crate) struct Subject {
    pub(crate) sample: Sample,
    levels: [Plane; LEVELS],
}

impl Subject {
    pub(crate) fn new(sample: Sample) -> Self {
        let levels = levels(&sample.planes.luma);
        Self { sample, levels }
    }
}

/// How unlike the picture and the reference are: 0 is the same, [`UNLIKE`] another thing.
pub(crate) fn unlikeness(subject: &Subject, reference: &Prepared, tables: &CurveTables) -> f32 {
    compare(subject, reference, tables).unwrap_or(UNLIKE).min(UNLIKE)
}

fn compare(subject: &Subject, reference: &Prepared, tables: &CurveTables) -> Option<f32> {
    let sample = &subject.sample;
    let luma = &sample.planes.luma;
    let start = Registration::start(sample.content, (luma.width, luma.height));
    let registration = register(&reference.levels, &subject.levels, start)?;
    let laid = lay(sample, reference, registration)?;
    let best = best_explained(sample, reference, &laid, tables);
    let frame = edges::frame(sample, &best.residue, registration);
    // A line of so small a picture is a broad strip of the original: it tells too little to reject by.
    let frame = if sample.own.0 < SURE { frame.min(DOUBTFUL) } else { frame };
    let painted = if edges::is_painted_over(sample, start, registration) { DOUBTFUL } else { 0.0 };
    let shape = sample.own.0 as f32 / sample.own.1 as f32 / reference.aspect;
    let geometry = geometry::unlikeness(shape, edges::hidden(sample), start, registration);
    Some(in_doubt(best.score.max(frame), sample.own.0).max(geometry).max(painted))
}

/// A picture explained as a reference and a change.
struct Explained {
    residue: [Plane; 3],
    change: Change,
    score: f32,
}

impl Explained {
    fn new(model: Model<'_>, laid: &Laid, roughness: &Roughness, allowance: Allowance) -> Self {
        let change = fit(model, laid);
        let residue = residue(model, laid, change);
        let score = allowance.score(measure(&residue, laid.area, roughness, allowance.per_thin));
        Self { residue, change: model.made.plus(change), score }
    }
}

/// Explains the picture by the sum of small changes first. Where that comes near but does not do, the reference is
/// rendered with the changes found, clipping and all, and the rest is fitted again, until nothing more is gained.
fn best_explained(sample: &Sample, reference: &Prepared, laid: &Laid, tables: &CurveTables) -> Explained {
    const ROUNDS: usize = 4;
    /// A round that gains less than this part is the last.
    const GAIN: f32 = 0.05;
    /// What is left of the clipping after rendering shows that chroma was halved once more, or twice, or once less.
    const ONCE_MORE: f32 = 0.5;
    const TWICE_MORE: f32 = 0.9;
    const ONCE_LESS: f32 = -0.25;
    let allowance = Allowance::of(sample);
    let mut best = Explained::new(Model::plain(reference), laid, &reference.roughness, allowance);
    if best.score <= CLEAR || best.score >= HOPELESS {
        return best;
    }
    let (mut change, mut halved) = (best.change, 1);
    for _ in 0..ROUNDS {
        let rendered = render(reference, change, halved, tables);
        let model = Model { reference, base: rendered.base.each_ref(), made: rendered.made };
        let found = Explained::new(model, laid, &rendered.roughness, allowance);
        change = found.change;
        let clipping = change.0[CLIPPING];
        let more = if clipping > TWICE_MORE {
            halved + 2
        } else if clipping > ONCE_MORE {
            halved + 1
        } else if clipping < ONCE_LESS {
            halved.saturating_sub(1)
        } else {
            halved
        };
        let gained = found.score < best.score * (1.0 - GAIN);
        if found.score < best.score {
            best = found;
        }
        if best.score <= CLEAR || (!gained && more == halved) {
            break;
        }
        halved = more;
    }
    best
}

/// What is allowed to a picture by how its size relates to the grid.
#[derive(Debug, Clone, Copy)]
struct Allowance {
    /// What multiplies the excess of luma: the smallest sizes have been averaged most and vary least, while a picture
    /// larger than the grid brings the aliasing of its own scaling.
    luma: f32,
    /// What is allowed for each level that the blur takes from thin strokes; the same aliasing breaks them up.
    per_thin: f32,
}

impl Allowance {
    fn of(sample: &Sample) -> Self {
        /// Up to this grid width a picture counts as small.
        const SMALL_GRID: usize = 188;
        if sample.own.0 > sample.planes.luma.width {
            Self { luma: 0.85, per_thin: 0.5 }
        } else if GRID_WIDTHS[sample.grid] > SMALL_GRID {
            Self { luma: 1.0, per_thin: 0.2 }
        } else {
            Self { luma: 1.25, per_thin: 0.1 }
        }
    }

    fn score(self, excess: Excess) -> f32 {
        (excess.luma * self.luma).max(excess.chroma)
    }
}

/// The narrower a small picture is, the less of its letters can be told: the scores between which a person should look
/// spread to both sides.
fn in_doubt(score: f32, width: usize) -> f32 {
    /// At this width the spread is whole.
    const LEAST_SURE: usize = 94;
    /// How far the bounds of approval and of rejection move.
    const SPREAD: (f32, f32) = (0.5, 0.6);
    if width >= SURE {
        return score;
    }
    let part = ((SURE - width) as f32 / (SURE - LEAST_SURE) as f32).min(1.0);
    let (approved, rejected) = (APPROVED - part * SPREAD.0, REJECTED + part * SPREAD.1);
    if score <= approved {
        score * (APPROVED / approved)
    } else if score < rejected {
        APPROVED + (score - approved) / (rejected - approved) * (REJECTED - APPROVED)
    } else {
        score - (rejected - REJECTED)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_narrower_the_picture_the_wider_the_doubt() {
        let scores = [0.0_f32, 1.0, APPROVED, 1.7, REJECTED, 9.0];
        for width in [SURE, 188, 376] {
            assert_eq!(scores.map(|score| in_doubt(score, width).to_bits()), scores.map(f32::to_bits));
        }
        assert!((in_doubt(0.9, 94) - APPROVED).abs() < 1e-5 && (in_doubt(2.6, 94) - REJECTED).abs() < 1e-5);
        assert!(in_doubt(1.3, 135) > APPROVED && in_doubt(2.1, 135) < REJECTED);
        let mut last = -1.0;
        for step in 0..400_u16 {
            let score = in_doubt(f32::from(step) * 0.01, 100);
            assert!(score > last);
            last = score;
        }
    }
}
