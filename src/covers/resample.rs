//! Changing the size of a plane: area averages down, and a sub-pixel scale and shift for registration. Separable, so
//! a scale and a shift per axis are all it can do, which is all that crops, borders and sizes need.

use super::plane::Plane;

/// Shrinks (or slightly enlarges) a plane to a size by averaging the area each new sample covers.
pub(super) fn resize(source: &Plane, width: usize, height: usize) -> Plane {
    resize_part(source, (source.width as f64, source.height as f64), width, height)
}

/// The same for the upper left part of a plane, whose sides need not be whole samples.
pub(super) fn resize_part(source: &Plane, part: (f64, f64), width: usize, height: usize) -> Plane {
    if part == (width as f64, height as f64) && (source.width, source.height) == (width, height) {
        return source.clone();
    }
    let columns = Taps::area(source.width, part.0, width);
    let rows = Taps::area(source.height, part.1, height);
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
    fn area(from: usize, extent: f64, to: usize) -> Self {
        let scale = extent / to as f64;
        // Enlarging by area would repeat samples: the footprint never gets narrower than one old sample.
        let reach = scale.max(1.0) / 2.0;
        let most = (2.0 * reach).ceil() as usize + 1;
        let (mut first, mut weights) = (Vec::with_capacity(to), Vec::with_capacity(to * most));
        for index in 0..to {
            let centre = (index as f64 + 0.5) * scale;
            let (low, high) = ((centre - reach).max(0.0), (centre + reach).min(extent));
            let start = (low.floor() as usize).min(from - 1);
            let start = start.min(from.saturating_sub(most));
            let mut sum = 0.0;
            let mut row = vec![0.0; most];
            for (offset, weight) in row.iter_mut().enumerate() {
                let at = (start + offset) as f64;
                let cover = (high.min(at + 1.0) - low.max(at)).max(0.0);
                if start + offset < from {
                    *weight = cover;
                    sum += cover;
                }
            }
            first.push(start);
            weights.extend(row.iter().map(|weight| (weight / sum) as f32));
        }
        Self { first, most: most.min(from), weights: trim(&weights, most, most.min(from)) }
    }

    fn of(&self, index: usize) -> (usize, &[f32]) {
        (self.first[index], &self.weights[index * self.most..(index + 1) * self.most])
    }

    fn apply(&self, line: &[f32], out: &mut [f32]) {
        match self.most {
            2 => self.apply_fixed::<2>(line, out),
            3 => self.apply_fixed::<3>(line, out),
            4 => self.apply_fixed::<4>(line, out),
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

fn trim(weights: &[f32], from: usize, to: usize) -> Vec<f32> {
    weights.chunks_exact(from).flat_map(|row| row[..to].iter().copied()).collect()
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
        let [a, b, c, d] =
            [whole.saturating_sub(1), whole, (whole + 1).min(last), (whole + 2).min(last)].map(|y| source.row(y));
        let inner = &mut line[PAD..PAD + source.width];
        for ((((sum, &a), &b), &c), &d) in inner.iter_mut().zip(a).zip(b).zip(c).zip(d) {
            *sum = (a * weights[0] + b * weights[1]) + (c * weights[2] + d * weights[3]);
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
