//! The ways in which honest re-encoding changes a picture, each with its limits: a small family, smooth and everywhere.
//! More freedom here would explain a recolouring away.

/// The number of ways a picture may differ smoothly from its reference.
pub(super) const WAYS: usize = 10;
/// Of all colours: a gamut misread, a gamma, contrast, brightness.
pub(super) const GAMUT: usize = 0;
pub(super) const GAMMA: usize = 1;
pub(super) const CONTRAST: usize = 2;
pub(super) const BRIGHTNESS: usize = 3;
/// Of edges: sharpness of luma over one sample and over two, sharpness of chroma, what clipping adds where chroma was
/// halved, what scaling in linear light adds.
pub(super) const DETAIL: usize = 4;
pub(super) const BROAD: usize = 5;
pub(super) const TINT_DETAIL: usize = 6;
pub(super) const CLIPPING: usize = 7;
pub(super) const LINEAR: usize = 8;
/// Of the whole: corners darker than the middle.
pub(super) const VIGNETTE: usize = 9;

/// Limits of each way; brightness is in levels of 255, the others are factors.
pub(super) const LIMITS: [(f64, f64); WAYS] = [
    (-0.2, 1.1),
    (-0.07, 0.07),
    (-0.05, 0.05),
    (-8.0, 8.0),
    (-2.0, 4.0),
    (-0.8, 1.6),
    (-2.0, 1.0),
    (-0.3, 2.5),
    (-0.2, 1.2),
    (-0.01, 0.08),
];
/// How far from zero each way is expected to lie, as a standard deviation.
pub(super) const PRIORS: [f64; WAYS] = [0.5, 0.05, 0.04, 5.0, 1.2, 1.2, 1.2, 1.4, 0.8, 0.06];

/// One member of the family: how far it goes each way.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Change(pub(super) [f32; WAYS]);

impl Change {
    pub(super) const NONE: Self = Self([0.0; WAYS]);

    /// Both changes, one after the other.
    pub(super) fn plus(self, other: Self) -> Self {
        Self(std::array::from_fn(|way| self.0[way] + other.0[way]))
    }

    /// The same without the ways that are not among these.
    pub(super) fn only(self, ways: &[usize]) -> Self {
        Self(std::array::from_fn(|way| if ways.contains(&way) { self.0[way] } else { 0.0 }))
    }

    /// What the ends of the range hold back of contrast and brightness: at the lower end, at the upper.
    pub(super) fn ends(self) -> (f32, f32) {
        let (contrast, brightness) = (self.0[CONTRAST], self.0[BRIGHTNESS]);
        ((128.0 * contrast - brightness).max(0.0), (-127.0 * contrast - brightness).min(0.0))
    }
}
