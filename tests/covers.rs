//! The labelled pictures in `tests/fixtures/covers`: each must be judged as its label says, however the set was made.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex};

use vk_page_auditor::covers::{
    ApprovedSet, ArchiveFile, CoverSource, CoverVerdict, FormPatterns, Matcher, Picture, TakenCover, assign, decode,
};
use vk_page_auditor::model::Form;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/covers")
}

/// The reference pictures as a program would import them: by the names of their folders.
fn references() -> Vec<TakenCover> {
    let mut files = Vec::new();
    for form in fs::read_dir(folder().join("reference")).unwrap() {
        let form = form.unwrap();
        for file in fs::read_dir(form.path()).unwrap() {
            let file = file.unwrap();
            let path = format!("{}/{}", form.file_name().display(), file.file_name().display());
            files.push(ArchiveFile { path, bytes: fs::read(file.path()).unwrap() });
        }
    }
    let found = assign(files, &FormPatterns::default());
    assert_eq!(found.ignored, []);
    found.taken
}

fn set<'a>(covers: impl IntoIterator<Item = &'a TakenCover>) -> ApprovedSet {
    let sources =
        covers.into_iter().map(|cover| CoverSource { form: cover.form, scheme: &cover.scheme, bytes: &cover.bytes });
    ApprovedSet::build(sources).unwrap()
}

static MATCHER: LazyLock<Matcher> = LazyLock::new(|| Matcher::new(set(&references())));

struct Labelled {
    file: String,
    /// `approved`, `rejected` or `review`.
    expected: String,
    form: Form,
    scheme: String,
    transformation: String,
    picture: Picture,
}

fn labelled() -> Vec<Labelled> {
    let text = fs::read_to_string(folder().join("labels.csv")).unwrap();
    let rows = text.lines().skip(1).map(|line| {
        let [file, expected, form, scheme, transformation] = line.split(',').collect::<Vec<_>>().try_into().unwrap();
        Labelled {
            file: file.to_owned(),
            expected: expected.to_owned(),
            form: Form::parse(form).unwrap(),
            scheme: scheme.to_owned(),
            transformation: transformation.to_owned(),
            picture: decode(&fs::read(folder().join(file)).unwrap()).unwrap(),
        }
    });
    rows.collect()
}

/// Judges on all processors: without optimisation one picture takes a noticeable time.
fn judge_all(matcher: &Matcher, labelled: &[Labelled]) -> BTreeMap<String, CoverVerdict> {
    let out = Mutex::new(BTreeMap::new());
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for worker in 0..workers {
            let out = &out;
            scope.spawn(move || {
                for one in labelled.iter().skip(worker).step_by(workers) {
                    let verdict = matcher.judge(&one.picture, Some(one.form));
                    out.lock().unwrap().insert(one.file.clone(), verdict);
                }
            });
        }
    });
    out.into_inner().unwrap()
}

fn approved_for(verdict: &CoverVerdict, form: Form) -> bool {
    matches!(verdict, CoverVerdict::Approved(found) if found.form == form)
}

#[test]
fn every_labelled_picture_is_judged_as_labelled() {
    let labelled = labelled();
    let verdicts = judge_all(&MATCHER, &labelled);
    assert!(labelled.len() >= 140, "the fixtures are gone");
    for one in &labelled {
        let verdict = &verdicts[&one.file];
        let told = format!("{} ({}): {verdict:?}", one.file, one.transformation);
        let word = if matches!(verdict, CoverVerdict::Approved(_)) && !approved_for(verdict, one.form) {
            "rejected"
        } else {
            verdict.word()
        };
        assert_eq!(word, one.expected, "{told}");
        if one.expected == "approved" {
            assert_eq!(verdict.nearest().scheme, one.scheme, "{told}");
        }
        if one.transformation == "swapped_form" || one.transformation.starts_with("near_other_form") {
            assert!(approved_for(verdict, one.form.other()), "{told}");
        }
    }
}

#[test]
fn without_a_wanted_form_the_form_that_approves_is_found() {
    for one in labelled().iter().filter(|one| one.transformation == "size_188" || one.transformation == "swapped_form")
    {
        let form = if one.expected == "approved" { one.form } else { one.form.other() };
        assert!(approved_for(&MATCHER.judge(&one.picture, None), form), "{}", one.file);
    }
}

#[test]
fn the_order_of_references_and_the_file_of_the_set_have_no_effect() {
    let mut covers = references();
    let first = set(&covers);
    covers.reverse();
    covers.swap(3, 17);
    let second = set(&covers);
    let bytes = first.to_bytes().unwrap();
    assert_eq!(bytes, second.to_bytes().unwrap());
    let read = ApprovedSet::from_bytes(&bytes).unwrap();
    assert_eq!(read.to_bytes().unwrap(), bytes);
    assert_eq!(read.fingerprint().unwrap(), first.fingerprint().unwrap());
    let labelled: Vec<Labelled> = labelled().into_iter().step_by(29).collect();
    assert_eq!(judge_all(&Matcher::new(read), &labelled), judge_all(&MATCHER, &labelled));
}

#[test]
fn a_further_reference_never_turns_an_approval_into_another_verdict() {
    let covers = references();
    let labelled: Vec<Labelled> = labelled().into_iter().filter(|one| one.expected == "approved").step_by(12).collect();
    for one in &labelled {
        // The smallest set that approves it: its own scheme and one of the other form.
        let own = covers.iter().find(|cover| cover.form == one.form && cover.scheme == one.scheme).unwrap();
        let other = covers.iter().find(|cover| cover.form != one.form).unwrap();
        let small = Matcher::new(set([own, other])).judge(&one.picture, Some(one.form));
        if approved_for(&small, one.form) {
            assert!(approved_for(&MATCHER.judge(&one.picture, Some(one.form)), one.form), "{}", one.file);
        }
    }
}

#[test]
fn a_reference_is_approved_with_the_score_of_itself() {
    for cover in references().iter().step_by(11) {
        let verdict = MATCHER.judge_bytes(&cover.bytes, Some(cover.form)).unwrap();
        assert!(approved_for(&verdict, cover.form), "{verdict:?}");
        assert_eq!(verdict.nearest().scheme, cover.scheme);
        assert!(verdict.nearest().score < 0.1, "{verdict:?}");
    }
}

#[test]
fn a_scheme_that_is_not_in_the_set_is_not_approved() {
    let covers = references();
    let without: Vec<&TakenCover> = covers.iter().filter(|cover| cover.scheme != "05-green").collect();
    let matcher = Matcher::new(set(without));
    for cover in covers.iter().filter(|cover| cover.scheme == "05-green") {
        let verdict = matcher.judge_bytes(&cover.bytes, Some(cover.form)).unwrap();
        assert!(matches!(verdict, CoverVerdict::Rejected(_)), "{verdict:?}");
    }
}

/// A picture as a JPEG of some quality.
fn jpeg_of(picture: &Picture, quality: u8) -> Vec<u8> {
    let side = |length: usize| u16::try_from(length).unwrap();
    let mut out = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut out, quality);
    encoder.set_sampling_factor(jpeg_encoder::SamplingFactor::F_2_2);
    // As libjpeg does; by default this encoder takes every other pixel.
    encoder.set_chroma_subsampling_method(jpeg_encoder::ChromaSubsamplingMethod::Average);
    encoder.encode(picture.rgb(), side(picture.width()), side(picture.height()), jpeg_encoder::ColorType::Rgb).unwrap();
    out
}

#[test]
fn encoding_a_picture_once_more_changes_no_verdict() {
    let labelled: Vec<Labelled> = labelled().into_iter().step_by(3).collect();
    let verdicts = judge_all(&MATCHER, &labelled);
    for quality in [95, 80] {
        let again: Vec<Labelled> = labelled
            .iter()
            .map(|one| Labelled {
                file: one.file.clone(),
                expected: one.expected.clone(),
                form: one.form,
                scheme: one.scheme.clone(),
                transformation: one.transformation.clone(),
                picture: decode(&jpeg_of(&one.picture, quality)).unwrap(),
            })
            .collect();
        for (file, verdict) in judge_all(&MATCHER, &again) {
            let (first, form) = (&verdicts[&file], verdict.nearest().form);
            assert_eq!(verdict.word(), first.word(), "{file} at {quality}: {first:?}, then {verdict:?}");
            assert!(!matches!(first, CoverVerdict::Approved(_)) || form == first.nearest().form, "{file}: {verdict:?}");
        }
    }
}

/// A picture at half the size, each pixel the mean of 2 x 2, with a frame of some lines drawn over its edge.
fn halved_and_framed(picture: &Picture, lines: usize, frame: [u8; 3]) -> Picture {
    let (width, height) = (picture.width() / 2, picture.height() / 2);
    let at = |x: usize, y: usize, channel: usize| u32::from(picture.rgb()[(y * picture.width() + x) * 3 + channel]);
    let mut rgb = Vec::with_capacity(width * height * 3);
    for (y, x) in (0..height).flat_map(|y| (0..width).map(move |x| (y, x))) {
        let inside = (lines..width - lines).contains(&x) && (lines..height - lines).contains(&y);
        rgb.extend((0..3).map(|channel| {
            let sum = [(0, 0), (1, 0), (0, 1), (1, 1)].map(|(right, down)| at(2 * x + right, 2 * y + down, channel));
            if inside { u8::try_from((sum.iter().sum::<u32>() + 2) / 4).unwrap() } else { frame[channel] }
        }));
    }
    Picture::from_rgb(width, height, rgb).unwrap()
}

#[test]
fn a_frame_at_the_size_of_lists_is_seen_and_a_line_of_one_pixel_is_borne() {
    let black_red_white = [[0, 0, 0], [200, 20, 30], [255, 255, 255]];
    for cover in references().iter().filter(|cover| ["01-blue", "05-green"].contains(&cover.scheme.as_str())) {
        let reference = decode(&cover.bytes).unwrap();
        for frame in black_red_white {
            for lines in [0, 1, 2, 3, 4] {
                let framed = jpeg_of(&halved_and_framed(&reference, lines, frame), 95);
                let verdict = MATCHER.judge_bytes(&framed, Some(cover.form)).unwrap();
                let told = format!("{:?} {} {frame:?} {lines}: {verdict:?}", cover.form, cover.scheme);
                match lines {
                    0 => assert!(approved_for(&verdict, cover.form), "{told}"),
                    // Encoding spreads the colour of a bright line inwards: then a person may have to look.
                    1 => assert!(!matches!(verdict, CoverVerdict::Rejected(_)), "{told}"),
                    _ => assert!(!approved_for(&verdict, cover.form), "{told}"),
                }
            }
        }
    }
}

#[test]
fn files_that_cannot_be_read_have_no_verdict_but_a_reason() {
    let jpeg = fs::read(folder().join("img/00003.jpg")).unwrap();
    let avif = b"\0\0\0\x1Cftypavif\0\0\0\0avifmif1miaf".to_vec();
    for bytes in [avif, Vec::new(), b"<html></html>".to_vec(), jpeg[..jpeg.len() / 3].to_vec(), jpeg[..20].to_vec()] {
        let judged = MATCHER.judge_bytes(&bytes, Some(Form::Messages));
        assert!(judged.is_err(), "{} bytes: {judged:?}", bytes.len());
    }
}
