//! Changing the size of a plane: by cubics as wide as the new samples, and a sub-pixel scale and shift for
//! registration. Separable, so a scale and a shift per axis are all it can do, which is all that crops, borders and
//! sizes need.

use super::plane::Plane;

/// Shrinks or enlarges a plane to a size by cubics (Catmull-Rom), stretched to the new samples where it shrinks.
pub(super) fn resize(source: &Plane, width: usize, height: usize) -> Plane {
    resize_part(source, (source.width as f64, source.height as f64), width, height)
}

/// The same for the upper left part of a plane, whose sides need not be whole samples.
pub(super) fn resize_part(source: &Plane, part: (f64, f64), width: usize, height: usize) -> Plane {
    if part == (width as f64, height as f64) && (source.width, source.height) == (width, height) {
        return source.clone();
    }
    let columns = Taps::new(source.width, part.0, width);
    let rows = Taps::new(source.height, part.1, height);
    let mut out = Plane::new(width, height);
    let mut line = vec![0.0_f32; source.width];
    for y in 0..height {
        let (first, weights) = rows.of(y);
        line.fill(0.0);
        for (offset, &weight) in weights.iter().enumerate() {
            for (sum, &value) in line.iter_mut().zip(source.row(first + offset)) {
                *sum += weight * value;
            }
        }
        columns.apply(&line, out.row_mut(y));
    }
    out
}

/// For each new sample: the first old one and the weights from there on.
struct Taps {
    first: Vec<usize>,
    most: usize,
    weights: Vec<f32>,
}

impl Taps {
    fn new(from: usize, extent: f64, to: usize) -> Self {
        let scale = extent / to as f64;
        // Enlarging must not repeat samples: the kernel never gets narrower than the old grid.
        let stretch = scale.max(1.0);
        let reach = 2.0 * stretch;
        let most = ((2.0 * reach).ceil() as usize + 1).min(from);
        let (mut first, mut weights) = (Vec::with_capacity(to), Vec::with_capacity(to * most));
        for index in 0..to {
            let centre = (index as f64 + 0.5) * scale;
            let start = ((centre - reach).max(0.0).floor() as usize).min(from - most);
            let mut sum = 0.0;
            let mut row = vec![0.0; most];
            for (offset, weight) in row.iter_mut().enumerate() {
                let at = (start + offset) as f64 + 0.5;
                if at - 0.5 < extent {
                    *weight = kernel((at - centre) / stretch);
                    sum += *weight;
                }
            }
            first.push(start);
            weights.extend(row.iter().map(|weight| (weight / sum) as f32));
        }
        Self { first, most, weights }
    }

    fn of(&self, index: usize) -> (usize, &[f32]) {
        (self.first[index], &self.weights[index * self.most..(index + 1) * self.most])
    }

    fn apply(&self, line: &[f32], out: &mut [f32]) {
        match self.most {
            5 => self.apply_fixed::<5>(line, out),
            6 => self.apply_fixed::<6>(line, out),
            7 => self.apply_fixed::<7>(line, out),
            8 => self.apply_fixed::<8>(line, out),
            9 => self.apply_fixed::<9>(line, out),
            _ => {
                for (index, out) in out.iter_mut().enumerate() {
                    let (first, weights) = self.of(index);
                    *out = line[first..].iter().zip(weights).fold(0.0, |sum, (&value, &weight)| sum + value * weight);
                }
            }
        }
    }

    fn apply_fixed<const N: usize>(&self, line: &[f32], out: &mut [f32]) {
        let (weights, _) = self.weights.as_chunks::<N>();
        for ((out, &first), weights) in out.iter_mut().zip(&self.first).zip(weights) {
            let mut sum = 0.0;
            for (value, weight) in line[first..first + N].iter().zip(weights) {
                sum += value * weight;
            }
            *out = sum;
        }
    }
}

/// The weight of an old sample at some distance, in samples: Catmull-Rom's cubic.
fn kernel(x: f64) -> f64 {
    let x = x.abs();
    if x < 1.0 {
        (1.5 * x - 2.5) * x * x + 1.0
    } else if x < 2.0 {
        ((-0.5 * x + 2.5) * x - 4.0) * x + 2.0
    } else {
        0.0
    }
}

/// One axis of a registration: sample `i` of the new grid lies at `scale * i + shift` of the old one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Axis {
    pub(super) scale: f32,
    pub(super) shift: f32,
}

impl Axis {
    pub(super) fn at(self, index: usize) -> f32 {
        self.scale * index as f32 + self.shift
    }

    /// The new samples whose place lies inside an old grid of `length` samples, by a margin at its start and its end:
    /// first and past-last.
    pub(super) fn inside(self, count: usize, length: usize, (margin, end_margin): (f32, f32)) -> (usize, usize) {
        let end = length as f32 - 1.0 - end_margin;
        let good = |index: &usize| {
            let place = self.at(*index);
            place >= margin && place <= end
        };
        let first = (0..count).find(good).unwrap_or(count);
        let last = (first..count).rev().find(good).map_or(first, |index| index + 1);
        (first, last)
    }
}

/// Samples a plane at the places two axes give, by straight lines between samples; edges repeated.
pub(super) fn warp_linear(source: &Plane, x: Axis, y: Axis, out: &mut Plane) {
    let columns: Vec<(usize, f32)> = (0..out.width).map(|index| split(x.at(index), source.width)).collect();
    let mut line = vec![0.0_f32; source.width + 1];
    for row in 0..out.height {
        let (upper, part) = split(y.at(row), source.height);
        let lower = (upper + 1).min(source.height - 1);
        for ((sum, &a), &b) in line.iter_mut().zip(source.row(upper)).zip(source.row(lower)) {
            *sum = a + (b - a) * part;
        }
        line[source.width] = line[source.width - 1];
        for (out, &(left, part)) in out.row_mut(row).iter_mut().zip(&columns) {
            let (a, b) = (line[left], line[left + 1]);
            *out = a + (b - a) * part;
        }
    }
}

fn split(place: f32, length: usize) -> (usize, f32) {
    let place = place.clamp(0.0, (length - 1) as f32);
    let whole = place as usize;
    (whole, place - whole as f32)
}

/// Samples a plane at the places two axes give, by cubics through four samples (Catmull-Rom); edges repeated.
pub(super) fn warp_cubic(source: &Plane, x: Axis, y: Axis, out: &mut Plane) {
    const PAD: usize = 2;
    let columns: Vec<(usize, [f32; 4])> = (0..out.width)
        .map(|index| {
            let (whole, part) = split(x.at(index), source.width);
            (whole + PAD - 1, cubic(part))
        })
        .collect();
    let mut line = vec![0.0_f32; source.width + 2 * PAD];
    let last = source.height - 1;
    for row in 0..out.height {
        let (whole, part) = split(y.at(row), source.height);
        let weights = cubic(part);
        let near = [whole.saturating_sub(1), whole, (whole + 1).min(last), (whole + 2).min(last)];
        let [first, second, third, fourth] = near.map(|y| source.row(y));
        let inner = line[PAD..PAD + source.width].iter_mut();
        for ((sum, (first, second)), (third, fourth)) in
            inner.zip(first.iter().zip(second)).zip(third.iter().zip(fourth))
        {
            *sum = (first * weights[0] + second * weights[1]) + (third * weights[2] + fourth * weights[3]);
        }
        let edge = line[PAD];
        line[..PAD].fill(edge);
        let edge = line[PAD + source.width - 1];
        line[PAD + source.width..].fill(edge);
        for (out, (first, weights)) in out.row_mut(row).iter_mut().zip(&columns) {
            let near = &line[*first..*first + 4];
            *out = (near[0] * weights[0] + near[1] * weights[1]) + (near[2] * weights[2] + near[3] * weights[3]);
        }
    }
}

fn cubic(t: f32) -> [f32; 4] {
    let (t2, t3) = (t * t, t * t * t);
    [0.5 * (2.0 * t2 - t - t3), 0.5 * (2.0 - 5.0 * t2 + 3.0 * t3), 0.5 * (t + 4.0 * t2 - 3.0 * t3), 0.5 * (t3 - t2)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slope(width: usize, height: usize) -> Plane {
        let data = (0..height).flat_map(|y| (0..width).map(move |x| x as f32 + 10.0 * y as f32)).collect();
        Plane { width, height, data }
    }

    #[test]
    fn shrinking_keeps_the_mean_and_the_slope() {
        let small = resize(&slope(60, 40), 24, 16);
        let mean = |plane: &Plane| plane.data.iter().sum::<f32>() / plane.data.len() as f32;
        assert!((mean(&small) - mean(&slope(60, 40))).abs() < 0.01);
        // Two new samples cover five old ones.
        assert!((small.row(5)[10] - small.row(5)[8] - 5.0).abs() < 0.01);
    }

    #[test]
    fn both_warps_give_back_a_slope_at_other_places() {
        let (x, y) = (Axis { scale: 0.9, shift: 2.25 }, Axis { scale: 1.05, shift: 1.5 });
        for warp in [warp_linear, warp_cubic] {
            let mut out = Plane::new(40, 30);
            warp(&slope(60, 40), x, y, &mut out);
            for (column, row) in [(0, 0), (17, 11), (39, 29)] {
                let exact = x.at(column) + 10.0 * y.at(row);
                assert!((out.row(row)[column] - exact).abs() < 0.001, "{column} {row}");
            }
        }
    }

    #[test]
    fn the_inside_of_an_axis_leaves_its_margins() {
        let axis = Axis { scale: 1.0, shift: -3.0 };
        assert_eq!(axis.inside(20, 12, (1.0, 2.0)), (4, 13));
        assert_eq!(Axis { scale: 1.0, shift: 50.0 }.inside(20, 12, (0.0, 0.0)), (20, 20));
    }
}
