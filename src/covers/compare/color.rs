//! RGB -> luma and chroma, and what honest re-encoding does to colours: a gamma, a wide-gamut profile taken for sRGB.
//! Roots instead of `powf`, because IEEE fixes the square root on every machine and leaves `powf` to the platform.

use super::plane::Plane;

/// Luma and two chroma planes of equal size (BT.601, full range, chroma around 0).
#[derive(Debug, Clone)]
pub(super) struct Ycc {
    pub(super) luma: Plane,
    pub(super) blue: Plane,
    pub(super) red: Plane,
}

/// BT.601 luma and chroma of a colour of 0..255 per channel; chroma lies around 0.
pub(super) fn ycc([red, green, blue]: [f32; 3]) -> [f32; 3] {
    let luma = 0.299 * red + 0.587 * green + 0.114 * blue;
    [luma, (blue - luma) * (0.5 / 0.886), (red - luma) * (0.5 / 0.701)]
}

/// The colour of a luma and two chromas, not clipped.
pub(super) fn rgb([luma, blue, red]: [f32; 3]) -> [f32; 3] {
    let (red, blue) = (luma + 1.402 * red, luma + 1.772 * blue);
    [red, (luma - 0.299 * red - 0.114 * blue) * (1.0 / 0.587), blue]
}

/// The curves of sRGB and of gamma as tables.
#[derive(Debug)]
pub(crate) struct CurveTables {
    linear: [f32; 256],
    encoded: Vec<f32>,
    gamma: [f32; 256],
}

impl CurveTables {
    /// The steps of the encoding table; between them straight lines are within 0.02 of a level.
    const STEPS: usize = 4096;

    pub(crate) fn new() -> Self {
        let mut linear = [0.0; 256];
        for (value, out) in linear.iter_mut().enumerate() {
            *out = decode(value as f64 / 255.0) as f32;
        }
        let encoded =
            (0..=Self::STEPS + 1).map(|step| (encode(step as f64 / Self::STEPS as f64) * 255.0) as f32).collect();
        let gamma = std::array::from_fn(|value| gamma_slope(value as f32));
        Self { linear, encoded, gamma }
    }

    /// What a colour becomes when its picture is stored in Display P3 and the profile is then dropped.
    pub(super) fn misread_wide_gamut(&self, colour: [u8; 3]) -> [f32; 3] {
        /// sRGB -> Display P3, both linear, both D65 (CSS Color 4, sample matrices).
        const TO_P3: [[f32; 3]; 3] =
            [[0.822_462, 0.177_538, 0.0], [0.033_194, 0.966_806, 0.0], [0.017_083, 0.072_397, 0.910_520]];
        let line = colour.map(|value| self.linear[usize::from(value)]);
        TO_P3.map(|row| self.encode(row[0] * line[0] + row[1] * line[1] + row[2] * line[2]))
    }

    /// What a wide-gamut profile taken for sRGB adds to a colour.
    pub(super) fn wide_gamut_adds(&self, colour: [f32; 3]) -> [f32; 3] {
        let whole = colour.map(|value| (value + 0.5) as u8);
        let wide = self.misread_wide_gamut(whole);
        [0, 1, 2].map(|channel| wide[channel] - f32::from(whole[channel]))
    }

    /// What a gamma adds to a colour, per unit of gamma around 1.
    pub(super) fn gamma_adds(&self, colour: [f32; 3]) -> [f32; 3] {
        colour.map(|value| self.gamma[usize::from((value + 0.5) as u8)])
    }

    /// The linear value of a level between two others when they were mixed in linear light instead of in sRGB.
    pub(super) fn linear_mix(&self, value: u8, least: u8, most: u8) -> f32 {
        let [value, least, most] = [value, least, most].map(usize::from);
        if most == least {
            return self.linear[value];
        }
        let part = (value - least) as f32 / (most - least) as f32;
        self.linear[least] + (self.linear[most] - self.linear[least]) * part
    }

    /// A linear value of 0..=1 as an sRGB level of 0..=255.
    pub(super) fn encode(&self, linear: f32) -> f32 {
        let place = linear.clamp(0.0, 1.0) * Self::STEPS as f32;
        let step = place as usize;
        let (low, high) = (self.encoded[step], self.encoded[step + 1]);
        low + (high - low) * (place - step as f32)
    }
}

/// What a gamma adds to a level, per unit of gamma around 1, as the slope between gamma 1 and 17/16.
fn gamma_slope(value: f32) -> f32 {
    const STEP: f32 = 1.0 / 16.0;
    let part = value / 255.0;
    let root = part.sqrt().sqrt().sqrt().sqrt();
    (part * root - part) * (255.0 / STEP)
}

/// sRGB's decoding curve, 0..=1 -> 0..=1.
fn decode(part: f64) -> f64 {
    if part <= 0.040_45 {
        return part / 12.92;
    }
    // x^2.4 = x^2 * (x^2)^(1/5)
    let square = ((part + 0.055) / 1.055) * ((part + 0.055) / 1.055);
    square * root(square, 5)
}

/// sRGB's encoding curve, 0..=1 -> 0..=1; past 1 it stays 1.
fn encode(linear: f64) -> f64 {
    let linear = linear.clamp(0.0, 1.0);
    if linear <= 0.003_130_8 {
        return linear * 12.92;
    }
    // x^(1/2.4) = ((x^5)^(1/3))^(1/4)
    let fifth = linear * linear * linear * linear * linear;
    1.055 * root(fifth, 3).sqrt().sqrt() - 0.055
}

/// The n-th root of a number in 0..=1 by Newton's method from above, in a fixed number of steps.
fn root(value: f64, n: i32) -> f64 {
    /// From 1 down, every step divides the excess by at least n / (n - 1); 80 reach the smallest values used here.
    const STEPS: usize = 80;
    if value <= 0.0 {
        return 0.0;
    }
    let count = f64::from(n);
    let mut guess = 1.0_f64;
    for _ in 0..STEPS {
        let mut power = 1.0;
        for _ in 1..n {
            power *= guess;
        }
        let next = ((count - 1.0) * guess + value / power) / count;
        if next >= guess {
            break;
        }
        guess = next;
    }
    guess
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_give_the_srgb_curve() {
        for value in 0..=255_u8 {
            let part = f64::from(value) / 255.0;
            let exact = if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) };
            assert!((decode(part) - exact).abs() < 1e-12, "{value}");
            assert!((encode(decode(part)) - part).abs() < 1e-6, "{value}");
        }
    }

    #[test]
    fn greys_are_the_same_in_both_gamuts_and_red_pales() {
        let tables = CurveTables::new();
        for value in [0, 1, 7, 120, 254, 255] {
            let grey = tables.misread_wide_gamut([value; 3]);
            assert!(grey.iter().all(|out| (out - f32::from(value)).abs() < 0.1), "{grey:?}");
        }
        let red = tables.misread_wide_gamut([255, 0, 0]);
        assert!(red[0] < 240.0 && red[1] > 30.0, "{red:?}");
    }
}
