//! How far a picture is cut, padded or stretched, on the scale of the score.

use super::judge::{APPROVED, REJECTED};
use super::register::Registration;

/// What may be lost along a side, beside a cut to the picture's own shape; from there up to a cut by a tenth a person
/// should look.
const CUT: (f32, f32) = (0.03, 0.102);
/// What may be added along a side, and what is too much.
const ADDED: (f32, f32) = (0.015, 0.0215);
/// How far the shape may be stretched; a cut on one axis alone, scaled to the old shape, is for a person too.
const STRETCH: (f32, f32) = (0.025, 0.115);
/// The largest cut to another shape that is VK's own (1.47 to 1.5), with some room.
const SHAPE_CUT: f32 = 0.03;

/// The score of a picture by its place alone. `shape` is the picture's width over height, as part of the reference's;
/// `hidden` is the part of its width and height that lay under a border, which is no cut.
pub(super) fn unlikeness(shape: f32, hidden: (f32, f32), start: Registration, found: Registration) -> f32 {
    let (x, y) = (found.x.scale / start.x.scale, found.y.scale / start.y.scale);
    let allowed = |ratio: f32| {
        let cut = 1.0 - 1.0 / ratio;
        if (0.0..=SHAPE_CUT).contains(&cut) { cut } else { 0.0 }
    };
    let lost =
        (1.0 - 1.0 / x - allowed(1.0 / shape) - hidden.0).max(1.0 - 1.0 / y - allowed(shape) - hidden.1).max(0.0);
    let added = (1.0 / x).max(1.0 / y) - 1.0;
    let stretch = (shape * x / y - 1.0).abs();
    score(lost, CUT).max(score(added, ADDED)).max(score(stretch, STRETCH))
}

/// 0 for nothing, [`APPROVED`] at the first limit, [`REJECTED`] at the second, and on like that.
fn score(amount: f32, (fine, too_much): (f32, f32)) -> f32 {
    if amount <= fine {
        return amount / fine * APPROVED;
    }
    APPROVED + (amount - fine) / (too_much - fine) * (REJECTED - APPROVED)
}
