//! A picture in memory: reading a PNG, scaling by area, writing a JPEG. Knows no names.

use jpeg_encoder::{ColorType, Encoder};

/// Eight bits each of red, green, blue; rows from the top.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Picture {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) pixels: Vec<u8>,
}

impl Picture {
    pub(crate) fn filled(width: usize, height: usize, colour: [u8; 3]) -> Self {
        Self { width, height, pixels: colour.repeat(width * height) }
    }

    pub(crate) fn get(&self, x: usize, y: usize) -> [u8; 3] {
        let at = (y * self.width + x) * 3;
        self.pixels.get(at..at + 3).map_or([0; 3], |slice| [slice[0], slice[1], slice[2]])
    }

    pub(crate) fn set(&mut self, x: usize, y: usize, colour: [u8; 3]) {
        let at = (y * self.width + x) * 3;
        if let Some(slice) = self.pixels.get_mut(at..at + 3) {
            slice.copy_from_slice(&colour);
        }
    }

    /// Reads a PNG of eight bits a channel; `None` when it is of another kind.
    pub(crate) fn from_png(bytes: &[u8]) -> Option<Self> {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
        decoder.set_transformations(png::Transformations::normalize_to_color8());
        let mut reader = decoder.read_info().ok()?;
        let mut buffer = vec![0; reader.output_buffer_size()?];
        let info = reader.next_frame(&mut buffer).ok()?;
        let (width, height) = (usize::try_from(info.width).ok()?, usize::try_from(info.height).ok()?);
        let channels = info.color_type.samples();
        let pixels = buffer
            .chunks_exact(channels)
            .take(width * height)
            .flat_map(|pixel| match pixel {
                [grey] | [grey, _] => [*grey; 3],
                [red, green, blue, ..] => [*red, *green, *blue],
                [] => [0; 3],
            })
            .collect();
        Some(Self { width, height, pixels })
    }

    /// Scales down by area: every new pixel is the weighted mean of the old ones under it, in whole numbers.
    pub(crate) fn scaled(&self, width: usize, height: usize) -> Self {
        let whole = |length| Side { file: length, from: 0, shown: length };
        self.framed(whole(self.width), whole(self.height), width, height)
    }

    /// The part of the picture that is shown, scaled by area, as if the picture had the size of `across` and `down`.
    pub(crate) fn framed(&self, across: Side, down: Side, width: usize, height: usize) -> Self {
        let mut out = Self::filled(width, height, [0; 3]);
        for y in 0..height {
            let rows = down.under(y, height, self.height);
            for x in 0..width {
                let columns = across.under(x, width, self.width);
                let mut sums = [0_u64; 3];
                let mut weights = 0_u64;
                for (row, row_weight) in rows.clone() {
                    for (column, column_weight) in columns.clone() {
                        let weight = row_weight * column_weight;
                        for (sum, value) in sums.iter_mut().zip(self.get(column, row)) {
                            *sum += u64::from(value) * weight;
                        }
                        weights += weight;
                    }
                }
                let mean = sums.map(|sum| u8::try_from((sum + weights / 2) / weights.max(1)).unwrap_or(u8::MAX));
                out.set(x, y, mean);
            }
        }
        out
    }

    /// The rectangle from (x, y), cut at the picture's edges.
    pub(crate) fn cut(&self, x: usize, y: usize, width: usize, height: usize) -> Self {
        let mut out = Self::filled(width, height, [0; 3]);
        for to_y in 0..height {
            for to_x in 0..width {
                out.set(to_x, to_y, self.get((x + to_x).min(self.width - 1), (y + to_y).min(self.height - 1)));
            }
        }
        out
    }

    /// The picture as JPEG of this quality, chroma halved as VK does it.
    pub(crate) fn to_jpeg(&self, quality: u8) -> Vec<u8> {
        let mut out = Vec::new();
        let mut encoder = Encoder::new(&mut out, quality);
        encoder.set_sampling_factor(jpeg_encoder::SamplingFactor::F_2_2);
        let width = u16::try_from(self.width).unwrap_or(u16::MAX);
        let height = u16::try_from(self.height).unwrap_or(u16::MAX);
        if encoder.encode(&self.pixels, width, height, ColorType::Rgb).is_err() {
            return Vec::new();
        }
        out
    }
}

/// One direction of a frame: the length of the file, where the part that is shown begins and how long it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Side {
    pub(crate) file: usize,
    pub(crate) from: usize,
    pub(crate) shown: usize,
}

impl Side {
    /// The pixels of a picture of `old` pixels under pixel `at` of `new` ones, each with its weight.
    fn under(self, at: usize, new: usize, old: usize) -> impl Iterator<Item = (usize, u64)> + Clone {
        let edge = |at: usize| (self.from * new + at * self.shown) * old;
        let (start, end, pixel) = (edge(at), edge(at + 1), self.file * new);
        (start / pixel..end.div_ceil(pixel)).map(move |place| {
            let covered = end.min((place + 1) * pixel) - start.max(place * pixel);
            (place, covered as u64)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scaling_keeps_a_plain_colour_and_averages_a_chequer() {
        let plain = Picture::filled(30, 20, [10, 200, 77]).scaled(7, 3);
        assert!(plain.pixels.chunks(3).all(|pixel| pixel == [10, 200, 77]));
        let mut chequer = Picture::filled(4, 4, [0; 3]);
        for y in 0..4 {
            for x in 0..4 {
                if (x + y) % 2 == 0 {
                    chequer.set(x, y, [255; 3]);
                }
            }
        }
        assert_eq!(chequer.scaled(1, 1).get(0, 0), [128; 3]);
    }

    #[test]
    fn a_frame_shows_its_part_and_nothing_else() {
        let mut picture = Picture::filled(10, 4, [10; 3]);
        for y in 0..4 {
            picture.set(0, y, [250; 3]);
            picture.set(9, y, [250; 3]);
        }
        let (across, down) = (Side { file: 100, from: 10, shown: 80 }, Side { file: 40, from: 0, shown: 40 });
        assert!(picture.framed(across, down, 8, 4).pixels.iter().all(|value| *value == 10));
        let wider = Side { file: 100, from: 5, shown: 90 };
        assert_eq!(picture.framed(wider, down, 9, 4).get(0, 0), [130; 3], "half of the first pixel");
    }
}
