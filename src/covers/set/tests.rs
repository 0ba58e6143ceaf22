//! Sets made of drawn pictures: what is refused when building, what is noticed when reading.

use super::*;
use crate::matcher::{CoverVerdict, Matcher};

/// A cover drawn by a rule: ground and figure colours, the figure's place told by `form`.
fn drawn(form: Form, ground: [u8; 3]) -> Vec<u8> {
    let (width, height) = (376_u32, 256_u32);
    let mut rows = Vec::new();
    for y in 0..height {
        for x in 0..width {
            let figure = match form {
                Form::Messages => {
                    (60..200).contains(&x) && (40..90).contains(&y) || (x / 9 % 2 == 0 && (150..190).contains(&y))
                }
                Form::Polls => {
                    (220..340).contains(&x) && (100..220).contains(&y) || (y / 7 % 2 == 0 && (30..90).contains(&x))
                }
            };
            rows.extend(if figure { [250, 250, 245] } else { ground });
        }
    }
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, width, height);
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&rows).unwrap();
    writer.finish().unwrap();
    out
}

const BLUE: [u8; 3] = [20, 70, 190];
const GREEN: [u8; 3] = [30, 150, 60];

fn source<'a>(form: Form, scheme: &'a str, bytes: &'a [u8]) -> CoverSource<'a> {
    CoverSource { form, scheme, bytes }
}

fn leak(bytes: Vec<u8>) -> &'static [u8] {
    Box::leak(bytes.into_boxed_slice())
}

fn small() -> ApprovedSet {
    let messages = leak(drawn(Form::Messages, BLUE));
    let polls = leak(drawn(Form::Polls, BLUE));
    ApprovedSet::build([source(Form::Polls, "blue", polls), source(Form::Messages, "blue", messages)]).unwrap()
}

fn refusal(covers: &[CoverSource<'_>]) -> SetError {
    ApprovedSet::build(covers.iter().copied()).unwrap_err()
}

#[test]
fn a_small_set_tells_its_covers_from_each_other_and_from_others() {
    let matcher = Matcher::new(small());
    assert_eq!(matcher.set().covers().collect::<Vec<_>>(), [(Form::Messages, "blue"), (Form::Polls, "blue")]);
    for form in Form::ALL {
        let verdict = matcher.judge_bytes(&drawn(form, BLUE), Some(Form::Messages)).unwrap();
        assert!(matches!(&verdict, CoverVerdict::Approved(found) if found.form == form), "{verdict:?}");
        let verdict = matcher.judge_bytes(&drawn(form, GREEN), None).unwrap();
        assert_eq!(verdict.word(), "rejected", "{verdict:?}");
    }
}

#[test]
fn a_set_that_cannot_serve_is_refused_with_the_picture_at_fault() {
    let messages = source(Form::Messages, "blue", leak(drawn(Form::Messages, BLUE)));
    let polls = source(Form::Polls, "blue", leak(drawn(Form::Polls, BLUE)));
    assert_eq!(refusal(&[]), SetError::NoCover(Form::Messages));
    assert_eq!(refusal(&[messages]), SetError::NoCover(Form::Polls));
    let duplicate = SetError::DuplicateName { form: Form::Polls, scheme: "blue".to_owned() };
    assert_eq!(refusal(&[messages, polls, polls]), duplicate);
    let broken = refusal(&[messages, polls, source(Form::Polls, "red", b"<html>")]);
    assert!(matches!(&broken, SetError::BadPicture { scheme, .. } if scheme == "red"), "{broken}");
    let alike = refusal(&[messages, polls, source(Form::Polls, "copy", messages.bytes)]);
    assert_eq!(alike, SetError::FormsAlike { messages: "blue".to_owned(), polls: "copy".to_owned() });
    assert_eq!(refusal(&[source(Form::Polls, "", polls.bytes)]), SetError::BadName(String::new()));
}

#[test]
fn a_picture_narrower_than_the_comparison_is_refused() {
    let mut out = Vec::new();
    let mut writer = png::Encoder::new(&mut out, 188, 128).write_header().unwrap();
    writer.write_image_data(&vec![7; 188 * 128]).unwrap();
    writer.finish().unwrap();
    let narrow = refusal(&[source(Form::Messages, "small", leak(out))]);
    assert_eq!(narrow, SetError::TooNarrow { form: Form::Messages, scheme: "small".to_owned(), width: 188 });
}

#[test]
fn a_set_reads_back_as_it_was_written() {
    let set = small();
    let bytes = set.to_bytes().unwrap();
    let read = ApprovedSet::from_bytes(&bytes).unwrap();
    assert_eq!(read.covers().collect::<Vec<_>>(), set.covers().collect::<Vec<_>>());
    assert_eq!(read.to_bytes().unwrap(), bytes);
}

#[test]
fn every_changed_byte_and_every_missing_one_is_noticed() {
    let bytes = small().to_bytes().unwrap();
    for at in (0..bytes.len()).step_by(13).chain(0..60) {
        let mut tampered = bytes.clone();
        tampered[at] ^= 0x20;
        assert!(ApprovedSet::from_bytes(&tampered).is_err(), "byte {at}");
    }
    for length in (0..bytes.len()).step_by(97).chain(1..60) {
        let error = ApprovedSet::from_bytes(&bytes[..length]).unwrap_err();
        let expected = if length == 0 { SetError::NotASet } else { SetError::Truncated { bytes: length } };
        assert_eq!(error, expected, "{length} bytes");
    }
    assert_eq!(
        ApprovedSet::from_bytes(&[bytes, vec![0]].concat()).unwrap_err(),
        SetError::Malformed(SetDamage::Trailing)
    );
}

#[test]
fn other_files_and_newer_sets_are_named() {
    assert_eq!(ApprovedSet::from_bytes(b"PK\x03\x04").unwrap_err(), SetError::NotASet);
    let mut newer = small().to_bytes().unwrap();
    newer[8] = 9;
    assert_eq!(ApprovedSet::from_bytes(&newer).unwrap_err(), SetError::NewerVersion { found: 9, known: 1 });
}
