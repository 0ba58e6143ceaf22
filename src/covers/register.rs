//! Laying a picture over a reference: a scale and a shift per axis, found coarse to fine. Gauss-Newton over luma with
//! gain and bias, so that brighter or flatter copies register too, and with robust weights, so that an overlay does
//! not pull.

use super::plane::{Plane, dot, total};
use super::reference::Level;
use super::resample::{Axis, warp_linear};
use super::solve::solve;

/// The most steps per level; most pictures settle after two.
const MOST_STEPS: usize = 5;
/// A step smaller than this, in pixels of the level, ends the level.
const SETTLED: f32 = 0.01;
/// The residue past which a pixel loses weight, in levels of 255.
const ROBUST: f32 = 8.0;
/// The outer part that is ignored: crops, shifts and borders end there.
const EDGE: f32 = 0.03;
/// The largest scale off 1 and shift off 0 (as part of the side) that is followed.
const MOST_SCALE: f32 = 0.08;
const MOST_SHIFT: f32 = 0.05;

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

/// Registers one level; `None` when the picture runs out of reach, so that it cannot be this reference.
pub(super) fn register(
    level: &Level,
    picture: &Plane,
    start: Registration,
    from: Registration,
) -> Option<Registration> {
    let size = (level.luma.width, level.luma.height);
    let picture_size = (picture.width, picture.height);
    let (mut x, mut y) = from.between(size, picture_size);
    let mut warped = Plane::new(size.0, size.1);
    for _ in 0..MOST_STEPS {
        warp_linear(picture, x, y, &mut warped);
        let [across_scale, across, down_scale, down] = improvement(level, &warped)?;
        // Improvements are about the centre, in samples of the reference's grid; the picture's grid may differ.
        let (centre_x, centre_y) = (centre(size.0), centre(size.1));
        x.shift += (across - across_scale * centre_x) * x.scale;
        x.scale += across_scale * x.scale;
        y.shift += (down - down_scale * centre_y) * y.scale;
        y.scale += down_scale * y.scale;
        let now = Registration { x: in_parts(x, size.0, picture_size.0), y: in_parts(y, size.1, picture_size.1) };
        if !now.within_reach(start) {
            return None;
        }
        let moved =
            across.abs().max(down.abs()).max((across_scale * centre_x).abs()).max((down_scale * centre_y).abs());
        if moved < SETTLED {
            break;
        }
    }
    Some(Registration { x: in_parts(x, size.0, picture_size.0), y: in_parts(y, size.1, picture_size.1) })
}

fn centre(length: usize) -> f32 {
    (length as f32 - 1.0) * 0.5
}

/// One Gauss-Newton step: scale and shift across, scale and shift down.
fn improvement(level: &Level, warped: &Plane) -> Option<[f32; 4]> {
    const UNKNOWNS: usize = 6;
    let (width, height) = (warped.width, warped.height);
    let (edge_x, edge_y) = ((width as f32 * EDGE) as usize + 1, (height as f32 * EDGE) as usize + 1);
    let span = edge_x..width - edge_x;
    let (gain, bias) = gain_and_bias(level, warped, edge_x, edge_y);
    let from_centre: Vec<f32> = span.clone().map(|x| x as f32 - centre(width)).collect();
    let ones = vec![1.0_f32; span.len()];
    let mut rows: [Vec<f32>; UNKNOWNS] = std::array::from_fn(|_| vec![0.0; span.len()]);
    let (mut weighted, mut rest) = (vec![0.0_f32; span.len()], vec![0.0_f32; span.len()]);
    let mut weights = vec![0.0_f32; span.len()];
    let mut matrix = [[0.0_f64; UNKNOWNS]; UNKNOWNS];
    let mut target = [0.0_f64; UNKNOWNS];
    rows[5].copy_from_slice(&ones);
    for y in edge_y..height - edge_y {
        let luma = &level.luma.row(y)[span.clone()];
        let (across, down) = (&level.across.row(y)[span.clone()], &level.down.row(y)[span.clone()]);
        let down_by = y as f32 - centre(height);
        let picture = &warped.row(y)[span.clone()];
        for (((rest, weight), &luma), &value) in rest.iter_mut().zip(&mut weights).zip(luma).zip(picture) {
            *rest = value - gain * luma - bias;
            *weight = ROBUST / rest.abs().max(ROBUST);
        }
        for (((scale, shift), &slope), &by) in split_two(&mut rows, 0).zip(across).zip(&from_centre) {
            (*scale, *shift) = (-gain * slope * by, -gain * slope);
        }
        for ((scale, shift), &slope) in split_two(&mut rows, 2).zip(down) {
            (*scale, *shift) = (-gain * slope * down_by, -gain * slope);
        }
        rows[4].copy_from_slice(luma);
        for i in 0..UNKNOWNS {
            for ((out, &value), &weight) in weighted.iter_mut().zip(&rows[i]).zip(&weights) {
                *out = value * weight;
            }
            for j in i..UNKNOWNS {
                matrix[i][j] += f64::from(dot(&weighted, &rows[j]));
            }
            target[i] += f64::from(dot(&weighted, &rest));
        }
    }
    for i in 0..UNKNOWNS {
        for j in 0..i {
            matrix[i][j] = matrix[j][i];
        }
    }
    let found = solve(matrix, target)?;
    Some([found[0] as f32, found[1] as f32, found[2] as f32, found[3] as f32])
}

fn split_two(rows: &mut [Vec<f32>; 6], first: usize) -> impl Iterator<Item = (&mut f32, &mut f32)> {
    let (left, right) = rows[first..first + 2].split_at_mut(1);
    left[0].iter_mut().zip(right[0].iter_mut())
}

/// The straight line that takes the reference's luma to the picture's.
fn gain_and_bias(level: &Level, warped: &Plane, edge_x: usize, edge_y: usize) -> (f32, f32) {
    let span = edge_x..warped.width - edge_x;
    let (mut count, mut sum, mut sum_other, mut square, mut product) = (0.0_f64, 0.0_f64, 0.0_f64, 0.0_f64, 0.0_f64);
    for y in edge_y..warped.height - edge_y {
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
