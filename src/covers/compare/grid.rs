//! The sizes at which pictures are compared.

/// The widths of the grids, in pixels, largest first: the sizes VK serves, and one for pictures between them. More than
/// VK's largest adds work and noise, not evidence; its smallest is 94 pixels wide.
pub(crate) const GRID_WIDTHS: [usize; 6] = [376, 320, 268, 188, 136, 92];
/// Sides of working planes are multiples of this, so that halving twice loses nothing.
pub(super) const STEP: usize = 4;

/// The index of the widest grid that a picture of some width fills (2 % short of it is near enough).
pub(super) fn grid_for(width: usize) -> usize {
    GRID_WIDTHS.iter().position(|&grid| width * 50 >= grid * 49).unwrap_or(GRID_WIDTHS.len() - 1)
}

/// The height of a grid of some width for a picture of some size: the nearest multiple of [`STEP`].
pub(super) fn height_at((own_width, own_height): (usize, usize), width: usize) -> usize {
    ((own_height * width + own_width * STEP / 2) / (own_width * STEP)).clamp(2, 2 * width) * STEP
}
