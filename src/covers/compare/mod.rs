//! One picture against one approved cover -> how unlike they are. Knows no set, no file format and no verdict.
//!
//! Everything is plain IEEE arithmetic in a fixed order, without fused products and without the platform's
//! transcendental functions: every machine computes the same score.

#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "sides are below 2^23 pixels and levels within 0..=255, so nothing is lost between the number types"
)]

mod color;
mod edges;
mod family;
mod geometry;
mod grid;
mod judge;
mod packed;
mod peel;
mod plane;
mod reference;
mod register;
mod render;
mod resample;
mod residue;
mod sample;
mod solve;
#[cfg(test)]
mod tests;
mod ways;

pub(super) use color::CurveTables;
pub(super) use grid::GRID_WIDTHS;
pub(super) use judge::{APPROVED, REJECTED, Subject, UNLIKE, unlikeness};
pub(super) use reference::{CANONICAL_WIDTH, Prepared, canonical, thumbnail};
pub(super) use sample::{Sample, Thumbnail};
