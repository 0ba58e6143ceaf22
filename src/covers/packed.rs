//! Planes kept small: prepared references stay in memory by the dozen, and eight or sixteen bits hold all that counts.

use super::plane::Plane;

/// A plane as whole steps of a scale.
#[derive(Debug, Clone)]
pub(super) struct Packed<T> {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) scale: f32,
    pub(super) data: Vec<T>,
}

/// A plane in 16 bits: the channel itself, which must not lose a tenth of a level.
pub(super) type Fine = Packed<i16>;
/// A plane in 8 bits: fields that enter with small factors.
pub(super) type Coarse = Packed<i8>;

impl Fine {
    pub(super) fn new(plane: &Plane) -> Self {
        pack(plane, f32::from(i16::MAX), |value| value as i16)
    }
}

impl Coarse {
    pub(super) fn new(plane: &Plane) -> Self {
        pack(plane, f32::from(i8::MAX), |value| value as i8)
    }
}

impl<T> Packed<T> {
    pub(super) fn row(&self, y: usize) -> &[T] {
        &self.data[y * self.width..(y + 1) * self.width]
    }

    pub(super) fn bytes(&self) -> usize {
        self.data.len() * size_of::<T>()
    }
}

fn pack<T>(plane: &Plane, most: f32, cut: impl Fn(f32) -> T) -> Packed<T> {
    let peak = plane.data.iter().fold(0.0_f32, |peak, value| peak.max(value.abs()));
    let scale = if peak > 0.0 { peak / most } else { 1.0 };
    let data = plane.data.iter().map(|value| cut((value / scale).round())).collect();
    Packed { width: plane.width, height: plane.height, scale, data }
}
