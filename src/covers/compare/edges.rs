//! The outermost lines of a picture. Blocks leave them out, because filters reach over the edge there, and a thin frame
//! that somebody added would hide in them.

use super::family::Area;
use super::peel::most_around;
use super::plane::Plane;
use super::register::Registration;
use super::resample::Axis;
use super::sample::Sample;

/// The parts of a side that are looked at apart: what stands near an edge in places is no frame.
const PARTS: usize = 8;
/// The lines from the edge on that are looked at, and the line behind them that they are held against, in samples.
const LINES: usize = 2;
const BEHIND: usize = 6;
/// How far a line may lie off the line behind, in levels, for a score of 1: where nothing was peeled, and next to a
/// border that was peeled, where encoding rings and halved chroma bleeds.
const LUMA: Bound = Bound { plain: 3.0, peeled: 4.0 };
const CHROMA: Bound = Bound { plain: 4.0, peeled: 13.8 };
/// How far a line outside of the reference may lie off the one at its edge, in levels, for a score of 1, and how many
/// samples outside make a line.
const OUTSIDE: f32 = 4.0;
const OUT: f32 = 0.75;

/// The part of a peeled strip that hides the reference from which on it was painted over it.
const UNDER: f32 = 0.6;

#[derive(Debug, Clone, Copy)]
struct Bound {
    plain: f32,
    peeled: f32,
}

/// How far a frame stands out: on two opposite sides at least, since a strip on one is what shifting leaves.
pub(super) fn frame(sample: &Sample, residue: &[Plane; 3], registration: Registration) -> f32 {
    let [luma, blue, red] = residue;
    let (x, y) = registration.between((luma.width, luma.height), (sample.planes.luma.width, sample.planes.luma.height));
    let inside = Area {
        columns: x.inside(luma.width, sample.content.0, (0.0, 0.0)),
        rows: y.inside(luma.height, sample.content.1, (0.0, 0.0)),
    };
    let of = |plane: &Plane, area: Area, behind: usize, bound: Bound| {
        opposite(sides(plane, area, behind, bound, sample.peeled))
    };
    let lines = of(luma, inside, BEHIND, LUMA).max(of(blue, inside.halved(), BEHIND / 2, CHROMA)).max(of(
        red,
        inside.halved(),
        BEHIND / 2,
        CHROMA,
    ));
    let content = (sample.content.0 as f32 - 1.0, sample.content.1 as f32 - 1.0);
    let ends = [x.at(0), content.0 - x.at(luma.width - 1), y.at(0), content.1 - y.at(luma.height - 1)];
    lines.max(opposite(outside(sample, ends)))
}

/// Whether a strip was painted over one side: more lines than a border has were peeled off, and the reference lies under
/// them. A shift leaves such a strip too, but it moves the reference away from under it.
pub(super) fn is_painted_over(sample: &Sample, start: Registration, found: Registration) -> bool {
    let lost = |start: Axis, found: Axis, length: usize| {
        let end = (found.scale + found.shift) / start.scale - 1.0;
        [-found.shift / start.scale, end].map(|part| part * length as f32)
    };
    let (width, height) = sample.own;
    let [left, right] = lost(start.x, found.x, width);
    let [top, bottom] = lost(start.y, found.y, height);
    let most = most_around(width);
    sample
        .peeled
        .iter()
        .zip([left, right, top, bottom])
        .any(|(&lines, lost)| lines > most && lost > lines as f32 * UNDER)
}

/// The parts of the width and of the height that lie under a border on both sides.
pub(super) fn hidden(sample: &Sample) -> (f32, f32) {
    let [left, right, top, bottom] = sample.peeled;
    let part = |a: usize, b: usize, length: usize| if a > 0 && b > 0 { (a + b) as f32 / length as f32 } else { 0.0 };
    (part(left, right, sample.own.0), part(top, bottom, sample.own.1))
}

/// What two opposite sides both reach.
fn opposite([left, right, top, bottom]: [f32; 4]) -> f32 {
    left.min(right).max(top.min(bottom))
}

/// For each side how far its outermost lines lie off the one behind them, in units of the bound.
fn sides(plane: &Plane, inside: Area, behind: usize, bound: Bound, peeled: [usize; 4]) -> [f32; 4] {
    std::array::from_fn(|side| {
        let lines = if side < 2 { inside.columns } else { inside.rows };
        if lines.1 < lines.0 + 2 * behind + 2 {
            return 0.0;
        }
        let line = |from_edge: usize| if side % 2 == 0 { lines.0 + from_edge } else { lines.1 - 1 - from_edge };
        let value = |at: usize, along: usize| {
            if side < 2 { plane.row(along)[line(at)] } else { plane.row(line(at))[along] }
        };
        let along = if side < 2 { inside.rows } else { inside.columns };
        let off = |at: usize| middle_part(along, |along| value(at, along) - value(behind, along)).abs();
        let most = (0..LINES).map(off).fold(0.0_f32, f32::max);
        most / if peeled[side] > 0 { bound.peeled } else { bound.plain }
    })
}

/// For each side how far the picture's outermost line lies off the one at the reference's edge, where the picture
/// reaches beyond it; `ends` is how far it does, in samples.
fn outside(sample: &Sample, ends: [f32; 4]) -> [f32; 4] {
    let plane = &sample.planes.luma;
    let (width, height) = sample.content;
    std::array::from_fn(|side| {
        if ends[side] < OUT || sample.peeled[side] > 0 {
            return 0.0;
        }
        let (across, along) = if side < 2 { (width, height) } else { (height, width) };
        let inner = (ends[side] as usize + 2).min(across - 1);
        let line = |from_edge: usize| if side % 2 == 0 { from_edge } else { across - 1 - from_edge };
        let value = |at: usize, along: usize| {
            if side < 2 { plane.row(along)[line(at)] } else { plane.row(line(at))[along] }
        };
        middle_part((0, along), |along| value(0, along) - value(inner, along)).abs() / OUTSIDE
    })
}

/// The middle one of the means over the parts of a line.
fn middle_part((first, last): (usize, usize), value: impl Fn(usize) -> f32) -> f32 {
    let length = last - first;
    let mut means: [f32; PARTS] = std::array::from_fn(|part| {
        let (from, to) = (first + length * part / PARTS, first + length * (part + 1) / PARTS);
        (from..to).map(&value).sum::<f32>() / (to - from).max(1) as f32
    });
    means.sort_by(f32::total_cmp);
    f32::midpoint(means[PARTS / 2 - 1], means[PARTS / 2])
}
