//! Laying a picture over a reference: a scale and a shift per axis, found coarse to fine. Gauss-Newton over luma with
//! gain and bias, so that brighter or flatter copies register too, and with robust weights, so that an overlay does
//! not pull.

use super::family::Area;
use super::plane::{Plane, dot, total};
use super::reference::Level;
use super::resample::{Axis, warp_linear};
use super::solve::{mirror, solve};

/// The steps from coarse to fine.
pub(super) const LEVELS: usize = 4;
/// The residue past which a pixel loses weight, in levels of 255.
const ROBUST: f32 = 8.0;
/// The outer part that is ignored: crops, shifts and borders end there.
const EDGE: f32 = 0.03;
/// The largest scale off 1 and shift off 0 (as part of the side) that is followed: a cut by a tenth, at one side or at
/// both.
const MOST_SCALE: f32 = 0.14;
const MOST_SHIFT: f32 = 0.09;

/// Where a reference lies in a picture, in parts of the sides: `picture = scale * reference + shift`, per axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Registration {
    pub(super) x: Axis,
    pub(super) y: Axis,
}

impl Registration {
    /// The whole reference over the content of a padded plane.
    pub(super) fn start(content: (usize, usize), padded: (usize, usize)) -> Self {
        let axis = |content: usize, padded: usize| Axis { scale: content as f32 / padded as f32, shift: 0.0 };
        Self { x: axis(content.0, padded.0), y: axis(content.1, padded.1) }
    }

    /// Where the search starts anew when the whole leads nowhere: a cut by about a tenth, at all sides or at two.
    fn cut(self) -> [Self; 5] {
        const CUT: f32 = 0.08;
        const PLACES: [(f32, f32); 5] = [(0.5, 0.5), (0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)];
        let axis = |axis: Axis, part: f32| {
            let scale = axis.scale / (1.0 - CUT);
            Axis { scale, shift: -part * (scale - axis.scale) }
        };
        PLACES.map(|(x, y)| Self { x: axis(self.x, x), y: axis(self.y, y) })
    }

    /// The same in samples of two grids.
    pub(super) fn between(self, from: (usize, usize), to: (usize, usize)) -> (Axis, Axis) {
        (in_samples(self.x, from.0, to.0), in_samples(self.y, from.1, to.1))
    }

    fn within_reach(self, start: Self) -> bool {
        let near = |now: Axis, start: Axis| {
            let scale = now.scale / start.scale;
            (scale - 1.0).abs() <= MOST_SCALE && (now.shift + (scale - 1.0) * 0.5).abs() <= MOST_SHIFT
        };
        near(self.x, start.x) && near(self.y, start.y)
    }
}

fn in_samples(axis: Axis, from: usize, to: usize) -> Axis {
    let (from, to) = (from as f32, to as f32);
    let scale = axis.scale * to / from;
    Axis { scale, shift: axis.shift * to + 0.5 * scale - 0.5 }
}

fn in_parts(axis: Axis, from: usize, to: usize) -> Axis {
    let (from, to) = (from as f32, to as f32);
    Axis { scale: axis.scale * from / to, shift: (axis.shift + 0.5 - 0.5 * axis.scale) / to }
}

/// Lays the picture over the reference; `None` when it runs out of reach or is plainly another picture.
pub(super) fn register(
    levels: &[Level; LEVELS],
    picture: &[Plane; LEVELS],
    start: Registration,
) -> Option<Registration> {
    let coarsest = |from| settle(&levels[0], &picture[0], PLANS[0], start, from);
    let mut found = coarsest(start).or_else(|| start.cut().into_iter().find_map(coarsest))?;
    for ((level, picture), plan) in levels.iter().zip(picture).zip(PLANS).skip(1) {
        found = settle(level, picture, plan, start, found)?;
    }
    Some(found)
}

/// How one level is worked.
#[derive(Debug, Clone, Copy)]
struct Plan {
    /// The most steps; most pictures settle after two.
    steps: usize,
    /// A step smaller than this, in samples of the level, ends it.
    settled: f32,
    /// Every so many rows are looked at.
    stride: usize,
    /// The largest mean residue of a picture that may still be the reference, in levels.
    residue: f32,
}

/// Coarse to fine. The finer two have rows to spare. True matches leave residues of at most 1.8, 2.3, 3.1 and 3.5.
const PLANS: [Plan; LEVELS] = [
    Plan { steps: 10, settled: 0.02, stride: 1, residue: 4.0 },
    Plan { steps: 6, settled: 0.02, stride: 1, residue: 4.5 },
    Plan { steps: 4, settled: 0.02, stride: 2, residue: 5.0 },
    Plan { steps: 4, settled: 0.01, stride: 2, residue: 5.5 },
];

fn settle(level: &Level, picture: &Plane, plan: Plan, start: Registration, from: Registration) -> Option<Registration> {
    let size = (level.luma.width, level.luma.height);
    let picture_size = (picture.width, picture.height);
    let (centre_x, centre_y) = (centre(size.0), centre(size.1));
    let (mut x, mut y) = from.between(size, picture_size);
    let mut now = from;
    let mut warped = Plane::new(size.0, size.1);
    let mut residue = 0.0;
    for _ in 0..plan.steps {
        warp_linear(picture, x, y, &mut warped);
        let inside =
            inside(size, (x, y), (start.x.scale * picture_size.0 as f32, start.y.scale * picture_size.1 as f32));
        let step = improvement(level, &warped, inside, plan.stride)?;
        residue = step.residue;
        let [across_scale, across, down_scale, down] = step.moves;
        // Moves are about the centre, in samples of the reference's grid; the picture's grid may differ.
        x.shift += (across - across_scale * centre_x) * x.scale;
        x.scale += across_scale * x.scale;
        y.shift += (down - down_scale * centre_y) * y.scale;
        y.scale += down_scale * y.scale;
        now = Registration { x: in_parts(x, size.0, picture_size.0), y: in_parts(y, size.1, picture_size.1) };
        if !now.within_reach(start) {
            return None;
        }
        let moves = [across, down, across_scale * centre_x, down_scale * centre_y];
        if moves.iter().all(|moved| moved.abs() < plan.settled) {
            break;
        }
    }
    (residue <= plan.residue).then_some(now)
}

fn centre(length: usize) -> f32 {
    (length as f32 - 1.0) * 0.5
}

/// The samples of a level that are compared: those that lie in the picture's content, but for the outermost.
fn inside(size: (usize, usize), axes: (Axis, Axis), content: (f32, f32)) -> Area {
    let span = |length: usize, axis: Axis, content: f32| {
        let edge = (length as f32 * EDGE) as usize + 1;
        let (first, last) = axis.inside(length, content.ceil() as usize, (0.0, 0.0));
        (first.max(edge), last.min(length - edge))
    };
    Area { columns: span(size.0, axes.0, content.0), rows: span(size.1, axes.1, content.1) }
}

/// What one Gauss-Newton step finds.
struct Improvement {
    /// Scale and shift across, scale and shift down, about the centre of the grid.
    moves: [f32; 4],
    /// The mean absolute residue before the step, in levels.
    residue: f32,
}

/// One Gauss-Newton step over every so many rows.
fn improvement(level: &Level, warped: &Plane, inside: Area, stride: usize) -> Option<Improvement> {
    let (width, height) = (warped.width, warped.height);
    let span = inside.columns.0..inside.columns.1;
    if span.len() * 2 < width || (inside.rows.0..inside.rows.1).len() * 2 < height {
        return None;
    }
    let (gain, bias) = gain_and_bias(level, warped, inside, stride);
    let from_centre: Vec<f32> = span.clone().map(|x| x as f32 - centre(width)).collect();
    let mut rows: [Vec<f32>; TERMS] = std::array::from_fn(|_| vec![1.0; span.len()]);
    let [mut weighted, mut rest, mut weights] = std::array::from_fn(|_| vec![0.0_f32; span.len()]);
    let mut system = System::default();
    let (mut residue, mut count) = (0.0_f64, 0.0_f64);
    for y in (inside.rows.0..inside.rows.1).step_by(stride) {
        let luma = &level.luma.row(y)[span.clone()];
        let (across, down) = (&level.across.row(y)[span.clone()], &level.down.row(y)[span.clone()]);
        let picture = &warped.row(y)[span.clone()];
        for (((rest, weight), &luma), &value) in rest.iter_mut().zip(&mut weights).zip(luma).zip(picture) {
            *rest = value - gain * luma - bias;
            *weight = rest.abs();
        }
        residue += f64::from(total(&weights));
        count += weights.len() as f64;
        for weight in &mut weights {
            *weight = ROBUST / weight.max(ROBUST);
        }
        let [by_x, shift_x, shift_y, own, _] = &mut rows;
        for (((by_x, shift_x), &slope), &by) in by_x.iter_mut().zip(shift_x).zip(across).zip(&from_centre) {
            *shift_x = -gain * slope;
            *by_x = *shift_x * by;
        }
        for (shift_y, &slope) in shift_y.iter_mut().zip(down) {
            *shift_y = -gain * slope;
        }
        own.copy_from_slice(luma);
        let mut products = [[0.0_f32; TERMS]; TERMS];
        let mut targets = [0.0_f32; TERMS];
        for i in 0..TERMS {
            for ((out, &value), &weight) in weighted.iter_mut().zip(&rows[i]).zip(&weights) {
                *out = value * weight;
            }
            for j in i..TERMS {
                products[i][j] = dot(&weighted, &rows[j]);
            }
            targets[i] = dot(&weighted, &rest);
        }
        system.add(products, targets, f64::from(y as f32 - centre(height)));
    }
    let moves = system.solve()?;
    Some(Improvement { moves, residue: (residue / count.max(1.0)) as f32 })
}

/// The terms of a row: scale and shift across, shift down, gain, bias. The scale down is the shift down times the
/// row's place, so it needs no products of its own.
const TERMS: usize = 5;
/// The unknowns: scale and shift across, scale and shift down, gain, bias.
const UNKNOWNS: usize = 6;

/// The normal equations of a step.
#[derive(Default)]
struct System {
    matrix: [[f64; UNKNOWNS]; UNKNOWNS],
    target: [f64; UNKNOWNS],
}

impl System {
    /// Adds a row's products (the upper triangle); `place` is the row's distance from the centre.
    fn add(&mut self, products: [[f32; TERMS]; TERMS], targets: [f32; TERMS], place: f64) {
        /// For each unknown its term in the row, and whether the row's place multiplies it.
        const FROM: [(usize, bool); UNKNOWNS] = [(0, false), (1, false), (2, true), (2, false), (3, false), (4, false)];
        let factor = |placed: bool| if placed { place } else { 1.0 };
        for (i, &(row, row_placed)) in FROM.iter().enumerate() {
            for (j, &(column, column_placed)) in FROM.iter().enumerate().skip(i) {
                self.matrix[i][j] += f64::from(products[row][column]) * factor(row_placed) * factor(column_placed);
            }
            self.target[i] += f64::from(targets[row]) * factor(row_placed);
        }
    }

    fn solve(mut self) -> Option<[f32; 4]> {
        mirror(&mut self.matrix);
        let [across_scale, across, down_scale, down, _, _] = solve(self.matrix, self.target)?;
        Some([across_scale, across, down_scale, down].map(|value| value as f32))
    }
}

/// The straight line that takes the reference's luma to the picture's.
fn gain_and_bias(level: &Level, warped: &Plane, inside: Area, stride: usize) -> (f32, f32) {
    let span = inside.columns.0..inside.columns.1;
    let (mut count, mut sum, mut sum_other, mut square, mut product) = (0.0_f64, 0.0_f64, 0.0_f64, 0.0_f64, 0.0_f64);
    for y in (inside.rows.0..inside.rows.1).step_by(stride) {
        let (own, other) = (&level.luma.row(y)[span.clone()], &warped.row(y)[span.clone()]);
        count += own.len() as f64;
        sum += f64::from(total(own));
        sum_other += f64::from(total(other));
        square += f64::from(dot(own, own));
        product += f64::from(dot(own, other));
    }
    let spread = square - sum * sum / count;
    if spread <= f64::EPSILON * square {
        return (1.0, ((sum_other - sum) / count) as f32);
    }
    let gain = ((product - sum * sum_other / count) / spread).clamp(0.7, 1.4);
    (gain as f32, ((sum_other - gain * sum) / count) as f32)
}
