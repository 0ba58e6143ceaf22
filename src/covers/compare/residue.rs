//! How far a picture's residue exceeds what encoding can leave: block by block, against a bound that grows with the
//! reference's own roughness, because small sizes and halved chroma blur edges and scaling breaks up fine text.

use super::family::Area;
use super::plane::{Plane, total};

/// The side of a cell in samples of luma; chroma cells are half of it. Blocks are some cells wide and step by one.
const CELL: usize = 8;
/// The sides of blocks, in cells.
const SMALL: usize = 1;
const MIDDLE: usize = 2;
const WIDE: usize = 4;
/// Bounds: levels on smooth ground, and levels per level of slope.
const LUMA_SMALL: (f32, f32) = (3.5, 0.14);
const LUMA_MIDDLE: (f32, f32) = (2.5, 0.10);
const CHROMA_MIDDLE: (f32, f32) = (2.4, 0.32);
const CHROMA_WIDE: (f32, f32) = (2.0, 0.2);
/// Strokes of letters as thin as a sample lose more in the blur than this part of the slope they keep; edges of broad
/// figures lose less.
const THIN: f32 = 0.75;
/// Honest noise lies over the whole picture, a change in one place. The excess that nine blocks of ten stay under is
/// taken for noise where it passes this, and raises the bound as far as the limit.
const NOISY: f32 = 0.5;
const MOST_NOISE: f32 = 1.4;

/// Sums over cells: value and number of samples.
#[derive(Debug, Clone)]
struct Cells {
    columns: usize,
    rows: usize,
    sums: Vec<f32>,
    counts: Vec<f32>,
}

impl Cells {
    /// Sums a plane over its cells within an area of it.
    fn new(plane: &Plane, cell: usize, area: Area) -> Self {
        let (columns, rows) = (plane.width.div_ceil(cell), plane.height.div_ceil(cell));
        let mut out = Self { columns, rows, sums: vec![0.0; columns * rows], counts: vec![0.0; columns * rows] };
        for y in area.rows.0..area.rows.1 {
            let row = plane.row(y);
            for column in 0..columns {
                let first = (column * cell).max(area.columns.0);
                let last = ((column + 1) * cell).min(area.columns.1);
                if first < last {
                    let at = y / cell * columns + column;
                    out.sums[at] += total(&row[first..last]);
                    out.counts[at] += (last - first) as f32;
                }
            }
        }
        out
    }

    /// Mean over `side` x `side` cells, and the number of samples in them.
    fn block(&self, column: usize, row: usize, side: usize) -> (f32, f32) {
        let (mut sum, mut count) = (0.0, 0.0);
        for y in row..(row + side).min(self.rows) {
            for x in column..(column + side).min(self.columns) {
                sum += self.sums[y * self.columns + x];
                count += self.counts[y * self.columns + x];
            }
        }
        (sum / count.max(1.0), count)
    }

    /// The root of the mean over a block of squares.
    fn root(&self, column: usize, row: usize, side: usize) -> f32 {
        self.block(column, row, side).0.sqrt()
    }
}

/// What makes a reference hard to reproduce, as squares over cells.
#[derive(Debug, Clone)]
pub(super) struct Roughness {
    /// The slopes of luma and of chroma.
    luma: Cells,
    chroma: Cells,
    /// What the blur took from luma.
    thin: Cells,
}

impl Roughness {
    /// Of the blurred luma, blue and red, and of luma before the blur.
    pub(super) fn new([luma, blue, red]: &[Plane; 3], sharp: &Plane) -> Self {
        let steep = |plane: &Plane| {
            let (across, down) = plane.slopes();
            across.zip(&down, |a, b| a * a + b * b)
        };
        let whole = |plane: &Plane| Area { columns: (0, plane.width), rows: (0, plane.height) };
        let both = steep(blue).zip(&steep(red), |a, b| a + b);
        let lost = sharp.zip(luma, |sharp, soft| (sharp - soft) * (sharp - soft));
        Self {
            luma: Cells::new(&steep(luma), CELL, whole(luma)),
            chroma: Cells::new(&both, CELL / 2, whole(blue)),
            thin: Cells::new(&lost, CELL, whole(luma)),
        }
    }
}

/// The largest residues of luma and of chroma, each in units of its bound.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Excess {
    pub(super) luma: f32,
    pub(super) chroma: f32,
}

/// Measures a residue of luma, blue, red within an area of luma. `per_thin` is what is allowed for each level that the
/// blur takes from thin strokes.
pub(super) fn measure(residue: &[Plane; 3], area: Area, roughness: &Roughness, per_thin: f32) -> Excess {
    let [luma, blue, red] = residue;
    let squares = Cells::new(&luma.map(|value| value * value), CELL, area);
    let tints = [blue, red].map(|plane| Cells::new(plane, CELL / 2, area.halved()));
    let mut excess = Excess::default();
    let mut middle = Vec::with_capacity(squares.sums.len());
    for (side, luma_bound, chroma_bound) in [
        (SMALL, Some(LUMA_SMALL), None),
        (MIDDLE, Some(LUMA_MIDDLE), Some(CHROMA_MIDDLE)),
        (WIDE, None, Some(CHROMA_WIDE)),
    ] {
        let full = (CELL * CELL * side * side) as f32;
        for y in 0..squares.rows {
            for x in 0..squares.columns {
                let (square, count) = squares.block(x, y, side);
                // A sliver at the edge of the area has too few samples for a mean.
                if count * 2.0 < full {
                    continue;
                }
                if let Some((smooth, per_slope)) = luma_bound {
                    let slope = roughness.luma.root(x, y, side);
                    let thin = (roughness.thin.root(x, y, side) - THIN * slope).max(0.0);
                    let found = square.sqrt() / (smooth + per_slope * slope + per_thin * thin);
                    excess.luma = excess.luma.max(found);
                    if side == MIDDLE {
                        middle.push(found);
                    }
                }
                if let Some((smooth, per_slope)) = chroma_bound {
                    let slope = roughness.chroma.root(x, y, side);
                    let tint = tints.iter().fold(0.0_f32, |most, cells| most.max(cells.block(x, y, side).0.abs()));
                    excess.chroma = excess.chroma.max(tint / (smooth + per_slope * slope));
                }
            }
        }
    }
    excess.luma /= (noise(&mut middle) / NOISY).clamp(1.0, MOST_NOISE);
    excess
}

/// What nine of ten values stay under.
fn noise(values: &mut [f32]) -> f32 {
    if values.is_empty() {
        return 0.0;
    }
    let at = (values.len() * 9 / 10).min(values.len() - 1);
    *values.select_nth_unstable_by(at, f32::total_cmp).1
}
