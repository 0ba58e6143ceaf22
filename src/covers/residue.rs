//! How far a picture's residue exceeds what encoding can leave: block by block, against a bound that grows with the
//! reference's own roughness, because the smallest sizes and halved chroma blur edges.

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
}

/// The squared slopes of a reference over cells.
#[derive(Debug, Clone)]
pub(super) struct Roughness {
    luma: Cells,
    chroma: Cells,
}

impl Roughness {
    /// Of the blurred luma, blue and red.
    pub(super) fn new([luma, blue, red]: &[Plane; 3]) -> Self {
        let steep = |plane: &Plane| {
            let (across, down) = plane.slopes();
            across.zip(&down, |a, b| a * a + b * b)
        };
        let whole = |plane: &Plane| Area { columns: (0, plane.width), rows: (0, plane.height) };
        let both = steep(blue).zip(&steep(red), |a, b| a + b);
        Self { luma: Cells::new(&steep(luma), CELL, whole(luma)), chroma: Cells::new(&both, CELL / 2, whole(blue)) }
    }
}

/// The largest residues of luma and of chroma, each in units of its bound.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Excess {
    pub(super) luma: f32,
    pub(super) chroma: f32,
}

/// Measures a residue of luma, blue, red within an area of luma.
pub(super) fn measure([luma, blue, red]: &[Plane; 3], area: Area, roughness: &Roughness) -> Excess {
    let squares = Cells::new(&luma.map(|value| value * value), CELL, area);
    let tints = [blue, red].map(|plane| Cells::new(plane, CELL / 2, area.halved()));
    let mut excess = Excess::default();
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
                    let slope = roughness.luma.block(x, y, side).0.sqrt();
                    excess.luma = excess.luma.max(square.sqrt() / (smooth + per_slope * slope));
                }
                if let Some((smooth, per_slope)) = chroma_bound {
                    let slope = roughness.chroma.block(x, y, side).0.sqrt();
                    let tint = tints.iter().fold(0.0_f32, |most, cells| most.max(cells.block(x, y, side).0.abs()));
                    excess.chroma = excess.chroma.max(tint / (smooth + per_slope * slope));
                }
            }
        }
    }
    excess
}
