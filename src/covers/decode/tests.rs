//! Pictures of every kind and every way of being broken, made here.

use std::borrow::Cow;

use jpeg_encoder::{ColorType, Encoder};

use super::*;

const WIDTH: u16 = 96;
const HEIGHT: u16 = 64;

/// Red above blue, RGB.
fn flag() -> Vec<u8> {
    let half = usize::from(WIDTH) * usize::from(HEIGHT) / 2;
    [[200, 30, 40].repeat(half), [20, 60, 180].repeat(half)].concat()
}

fn jpeg(pixels: &[u8], kind: ColorType, exif: Option<u8>) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, 95);
    if let Some(orientation) = exif {
        let mut tiff = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
        tiff.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
        encoder.add_app_segment(1, [b"Exif\0\0".to_vec(), tiff].concat()).unwrap();
    }
    encoder.encode(pixels, WIDTH, HEIGHT, kind).unwrap();
    out
}

fn png_of(pixels: &[u8], color: ::png::ColorType, depth: ::png::BitDepth, palette: Option<(&[u8], &[u8])>) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut out, u32::from(WIDTH), u32::from(HEIGHT));
    encoder.set_color(color);
    encoder.set_depth(depth);
    if let Some((colours, alphas)) = palette {
        encoder.set_palette(colours.to_vec());
        encoder.set_trns(alphas.to_vec());
    }
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(pixels).unwrap();
    writer.finish().unwrap();
    out
}

fn png_header(width: u32, height: u32) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut out, width, height);
    encoder.set_color(::png::ColorType::Rgba);
    drop(encoder.write_header().unwrap());
    out
}

/// A GIF of two frames: red, then blue.
fn animated_gif() -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = ::gif::Encoder::new(&mut out, WIDTH, HEIGHT, &[200, 30, 40, 20, 60, 180]).unwrap();
    for colour in 0..2 {
        let buffer = Cow::Owned(vec![colour; usize::from(WIDTH) * usize::from(HEIGHT)]);
        encoder.write_frame(&::gif::Frame { width: WIDTH, height: HEIGHT, buffer, ..Default::default() }).unwrap();
    }
    drop(encoder);
    out
}

fn still_webp(rgb: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let encoder = image_webp::WebPEncoder::new(&mut out);
    encoder.encode(rgb, u32::from(WIDTH), u32::from(HEIGHT), image_webp::ColorType::Rgb8).unwrap();
    out
}

fn chunk(name: [u8; 4], body: &[u8]) -> Vec<u8> {
    let mut out = name.to_vec();
    out.extend(u32::try_from(body.len()).unwrap().to_le_bytes());
    out.extend(body);
    out.resize(out.len() + body.len() % 2, 0);
    out
}

fn long24(value: u16) -> [u8; 3] {
    let [low, high] = value.to_le_bytes();
    [low, high, 0]
}

/// A WebP of two frames, each a still one's lossless data in a frame of the animation.
fn animated_webp(canvas: (u16, u16)) -> Vec<u8> {
    let size = [long24(canvas.0 - 1), long24(canvas.1 - 1)].concat();
    let frame = |colour: [u8; 3]| {
        let still = still_webp(&colour.repeat(usize::from(WIDTH) * usize::from(HEIGHT)));
        let place = [long24(0), long24(0), long24(WIDTH - 1), long24(HEIGHT - 1), long24(100), [0; 3]].concat();
        chunk(*b"ANMF", &[&place[..16], &still[12..]].concat())
    };
    let head = chunk(*b"VP8X", &[&[0b0000_0010, 0, 0, 0], size.as_slice()].concat());
    let body = [b"WEBP".to_vec(), head, chunk(*b"ANIM", &[0; 6]), frame([200, 30, 40]), frame([20, 60, 180])].concat();
    chunk(*b"RIFF", &body)
}

fn near(found: [u8; 3], wanted: [u8; 3]) -> bool {
    found.iter().zip(wanted).all(|(found, wanted)| found.abs_diff(wanted) <= 8)
}

#[track_caller]
fn assert_flag(bytes: &[u8]) {
    let picture = decode(bytes).unwrap();
    assert_eq!((picture.width(), picture.height()), (usize::from(WIDTH), usize::from(HEIGHT)));
    assert!(near(picture.pixel(10, 10), [200, 30, 40]), "{:?}", picture.pixel(10, 10));
    assert!(near(picture.pixel(80, 55), [20, 60, 180]), "{:?}", picture.pixel(80, 55));
}

#[test]
fn every_format_gives_the_same_picture_whatever_the_file_is_called() {
    use ::png::{BitDepth, ColorType as Color};
    let flag = flag();
    assert_flag(&jpeg(&flag, ColorType::Rgb, None));
    assert_flag(&png_of(&flag, Color::Rgb, BitDepth::Eight, None));
    assert_flag(&still_webp(&flag));
    let deep: Vec<u8> = flag.iter().flat_map(|&value| [value, 0x80]).collect();
    assert_flag(&png_of(&deep, Color::Rgb, BitDepth::Sixteen, None));
    let indexed: Vec<u8> = flag.chunks(3).map(|pixel| u8::from(pixel[0] == 20)).collect();
    assert_flag(&png_of(&indexed, Color::Indexed, BitDepth::Eight, Some((&[200, 30, 40, 20, 60, 180], &[255, 255]))));
}

#[test]
fn a_progressive_jpeg_is_read() {
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, 95);
    encoder.set_progressive(true);
    encoder.encode(&flag(), WIDTH, HEIGHT, ColorType::Rgb).unwrap();
    assert_flag(&out);
}

#[test]
fn cmyk_and_ycck_are_turned_into_rgb() {
    let cmyk: Vec<u8> =
        flag().chunks(3).flat_map(|pixel| [255 - pixel[0], 255 - pixel[1], 255 - pixel[2], 0]).collect();
    assert_flag(&jpeg(&cmyk, ColorType::Cmyk, None));
    assert_flag(&jpeg(&cmyk, ColorType::CmykAsYcck, None));
}

#[test]
fn grey_and_alpha_are_laid_over_white() {
    use ::png::{BitDepth, ColorType as Color};
    let pixels = usize::from(WIDTH) * usize::from(HEIGHT);
    let grey = decode(&jpeg(&vec![77; pixels], ColorType::Luma, None)).unwrap();
    assert!(near(grey.pixel(5, 5), [77; 3]));
    let rgba = decode(&png_of(&[0, 0, 0, 51].repeat(pixels), Color::Rgba, BitDepth::Eight, None)).unwrap();
    assert_eq!(rgba.pixel(5, 5), [204; 3]);
    let pair = decode(&png_of(&[10, 0].repeat(pixels), Color::GrayscaleAlpha, BitDepth::Eight, None)).unwrap();
    assert_eq!(pair.pixel(5, 5), [255; 3]);
    let clear = png_of(&vec![0; pixels], Color::Indexed, BitDepth::Eight, Some((&[1, 2, 3], &[0])));
    assert_eq!(decode(&clear).unwrap().pixel(5, 5), [255; 3]);
}

#[test]
fn a_turned_photograph_is_set_upright() {
    // Turned right to be upright: what was above is at the right.
    let picture = decode(&jpeg(&flag(), ColorType::Rgb, Some(6))).unwrap();
    assert_eq!((picture.width(), picture.height()), (usize::from(HEIGHT), usize::from(WIDTH)));
    assert!(near(picture.pixel(60, 50), [200, 30, 40]));
    assert!(near(picture.pixel(3, 50), [20, 60, 180]));
}

#[test]
fn the_first_frame_of_an_animation_is_taken() {
    for bytes in [animated_gif(), animated_webp((WIDTH, HEIGHT))] {
        let picture = decode(&bytes).unwrap();
        assert!(near(picture.pixel(50, 50), [200, 30, 40]), "{:?}", picture.pixel(50, 50));
    }
}

#[test]
fn a_frame_larger_than_its_canvas_is_refused_before_it_is_decoded() {
    let error = decode(&animated_webp((WIDTH - 20, HEIGHT))).unwrap_err();
    assert_eq!(error.code(), "broken", "{error}");
}

#[test]
fn what_is_no_picture_is_named() {
    assert_eq!(decode(b""), Err(PictureError::Empty));
    let cases: [(&[u8], LooksLike); 6] = [
        (b"\xEF\xBB\xBF<!DOCTYPE html><html><body>404</body></html>", LooksLike::WebPage),
        (b"{\"error\":{\"error_code\":5}}", LooksLike::Json),
        (b"<?xml version=\"1.0\"?><a/>", LooksLike::Xml),
        (b"%PDF-1.7", LooksLike::Pdf),
        (b"PK\x03\x04", LooksLike::Archive),
        (b"hello", LooksLike::Other),
    ];
    for (bytes, looks_like) in cases {
        assert_eq!(decode(bytes), Err(PictureError::NotAPicture { looks_like }));
    }
    let unread: [&[u8]; 4] = [b"BM......", b"II*\0....", b"\0\0\0\x1Cftypavif", b"<svg xmlns=\"\"/>"];
    for bytes in unread {
        assert_eq!(decode(bytes).unwrap_err().code(), "unsupported");
    }
    let large = vec![0xFF; MAX_PICTURE_BYTES + 1];
    assert_eq!(decode(&large), Err(PictureError::TooManyBytes { bytes: large.len() }));
}

#[test]
fn a_header_that_promises_too_much_is_refused_before_decoding() {
    let (width, height) = (30_000, 30_000);
    assert_eq!(decode(&png_header(width, height)), Err(PictureError::TooManyPixels { width, height }));
    assert_eq!(decode(&png_header(40, 40)), Err(PictureError::TooSmall { width: 40, height: 40 }));
    let mut huge = jpeg(&flag(), ColorType::Rgb, None);
    let sof = huge.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
    huge[sof + 5..sof + 9].copy_from_slice(&[0xFF; 4]);
    assert_eq!(decode(&huge).unwrap_err().code(), "too_many_pixels");
    let mut gif = animated_gif();
    gif[6..10].copy_from_slice(&[0xFF; 4]);
    assert_eq!(decode(&gif).unwrap_err().code(), "too_many_pixels");
}

#[test]
fn a_file_that_broke_off_is_broken_not_another_picture() {
    let files = [
        jpeg(&flag(), ColorType::Rgb, None),
        png_of(&flag(), ::png::ColorType::Rgb, ::png::BitDepth::Eight, None),
        still_webp(&flag()),
        animated_gif(),
    ];
    for file in files {
        for part in [2, 3, 5] {
            let cut = &file[..file.len() / part];
            let error = decode(cut).unwrap_err();
            let is_told = matches!(error, PictureError::Broken { damage: Damage::CutOff, .. })
                || matches!(error, PictureError::NotAPicture { .. });
            assert!(is_told, "1/{part} of {:?}: {error}", &file[..4]);
        }
    }
}
