//! A grid of `f32` samples with the few separable filters the matcher needs. Plain IEEE additions and products in a
//! fixed order, so that every machine computes the same bits. Knows nothing of colours or covers.

/// Sums are kept in this many lanes: a fixed order that compilers can still turn into vector code.
const LANES: usize = 8;

/// A rectangle of samples, row by row.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Plane {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) data: Vec<f32>,
}

impl Plane {
    pub(super) fn new(width: usize, height: usize) -> Self {
        Self { width, height, data: vec![0.0; width * height] }
    }

    pub(super) fn row(&self, y: usize) -> &[f32] {
        &self.data[y * self.width..(y + 1) * self.width]
    }

    pub(super) fn row_mut(&mut self, y: usize) -> &mut [f32] {
        &mut self.data[y * self.width..(y + 1) * self.width]
    }

    /// A new plane with each sample passed through `change`.
    pub(super) fn map(&self, change: impl Fn(f32) -> f32) -> Self {
        Self { width: self.width, height: self.height, data: self.data.iter().map(|&value| change(value)).collect() }
    }

    /// A new plane of the two planes' samples taken pair by pair; both have the same size.
    pub(super) fn zip(&self, other: &Self, join: impl Fn(f32, f32) -> f32) -> Self {
        let data = self.data.iter().zip(&other.data).map(|(&a, &b)| join(a, b)).collect();
        Self { width: self.width, height: self.height, data }
    }

    /// Blurs with the weights 1 2 1 in both directions (standard deviation 0.7), edges repeated.
    pub(super) fn blur3(&self) -> Self {
        let mut across = Self::new(self.width, self.height);
        for y in 0..self.height {
            let source = self.row(y);
            let padded = pad(source, 1);
            for ((out, pair), &centre) in across.row_mut(y).iter_mut().zip(padded.windows(3)).zip(source) {
                *out = (pair[0] + pair[2] + 2.0 * centre) * 0.25;
            }
        }
        let mut out = Self::new(self.width, self.height);
        for y in 0..self.height {
            let (above, below) = (across.row(y.saturating_sub(1)), across.row((y + 1).min(self.height - 1)));
            let sides = above.iter().zip(below);
            for ((out, (&a, &b)), &centre) in out.data[y * self.width..].iter_mut().zip(sides).zip(across.row(y)) {
                *out = (a + b + 2.0 * centre) * 0.25;
            }
        }
        out
    }

    /// Blurs with the weights 1 4 6 4 1 in both directions (standard deviation 1), edges repeated.
    pub(super) fn blur5(&self) -> Self {
        let mut across = Self::new(self.width, self.height);
        for y in 0..self.height {
            let padded = pad(self.row(y), 2);
            for (out, near) in across.row_mut(y).iter_mut().zip(padded.windows(5)) {
                *out = ((near[0] + near[4]) + 4.0 * (near[1] + near[3]) + 6.0 * near[2]) * 0.0625;
            }
        }
        let mut out = Self::new(self.width, self.height);
        let last = self.height - 1;
        for y in 0..self.height {
            let (far_above, above) = (across.row(y.saturating_sub(2)), across.row(y.saturating_sub(1)));
            let (below, far_below) = (across.row((y + 1).min(last)), across.row((y + 2).min(last)));
            let far = far_above.iter().zip(far_below);
            let near = above.iter().zip(below);
            let target = &mut out.data[y * self.width..(y + 1) * self.width];
            for (((out, (&a, &e)), (&b, &d)), &c) in target.iter_mut().zip(far).zip(near).zip(across.row(y)) {
                *out = ((a + e) + 4.0 * (b + d) + 6.0 * c) * 0.0625;
            }
        }
        out
    }

    /// Half the size, each sample the mean of 2 x 2; an odd last row or column is repeated.
    pub(super) fn halved(&self) -> Self {
        let (width, height) = (self.width.div_ceil(2), self.height.div_ceil(2));
        let mut out = Self::new(width, height);
        for y in 0..height {
            let (upper, lower) = (self.row(2 * y), self.row((2 * y + 1).min(self.height - 1)));
            for (x, out) in out.row_mut(y).iter_mut().enumerate() {
                let right = (2 * x + 1).min(self.width - 1);
                *out = (upper[2 * x] + upper[right] + lower[2 * x] + lower[right]) * 0.25;
            }
        }
        out
    }

    /// The horizontal and the vertical slope by central differences, zero past the edges.
    pub(super) fn slopes(&self) -> (Self, Self) {
        let (mut across, mut down) = (Self::new(self.width, self.height), Self::new(self.width, self.height));
        for y in 0..self.height {
            let row = self.row(y);
            for (out, near) in across.row_mut(y)[1..].iter_mut().zip(row.windows(3)) {
                *out = (near[2] - near[0]) * 0.5;
            }
            if y > 0 && y + 1 < self.height {
                let pairs = self.row(y - 1).iter().zip(self.row(y + 1));
                for (out, (&above, &below)) in down.row_mut(y).iter_mut().zip(pairs) {
                    *out = (below - above) * 0.5;
                }
            }
        }
        (across, down)
    }
}

fn pad(row: &[f32], by: usize) -> Vec<f32> {
    let (first, last) = (row[0], row[row.len() - 1]);
    let mut padded = Vec::with_capacity(row.len() + 2 * by);
    padded.resize(by, first);
    padded.extend_from_slice(row);
    padded.resize(row.len() + 2 * by, last);
    padded
}

/// The sum of the products of two rows, in a fixed order.
pub(super) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
    let mut lanes = [0.0_f32; LANES];
    for (a, b) in a.iter().zip(b) {
        for lane in 0..LANES {
            lanes[lane] += a[lane] * b[lane];
        }
    }
    let mut sum = fold(lanes);
    for (a, b) in a_rest.iter().zip(b_rest) {
        sum += a * b;
    }
    sum
}

/// The sum of a row, in a fixed order.
pub(super) fn total(row: &[f32]) -> f32 {
    let (chunks, rest) = row.as_chunks::<LANES>();
    let mut lanes = [0.0_f32; LANES];
    for chunk in chunks {
        for lane in 0..LANES {
            lanes[lane] += chunk[lane];
        }
    }
    rest.iter().fold(fold(lanes), |sum, value| sum + value)
}

fn fold(lanes: [f32; LANES]) -> f32 {
    let [a, b, c, d, e, f, g, h] = lanes;
    ((a + e) + (c + g)) + ((b + f) + (d + h))
}
