//! Speed and accuracy of cover matching.
//!
//! Without settings it times the parts over `tests/fixtures/covers`. With `COVERS_LABELLED=FOLDER` it judges a labelled
//! folder instead (`labels.csv`: file, expected, form, scheme, transformation; `items.csv`, if there is one: file,
//! form) and prints a table by kind and the effect of other thresholds; `COVERS_REFERENCE=FOLDER` gives other
//! references, `COVERS_SAMPLE=N` takes every N-th picture.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark may panic and reports to its terminal")]

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use criterion::Criterion;
use vk_page_auditor::covers::{
    ApprovedSet, ArchiveFile, CoverSource, CoverVerdict, FormPatterns, Matcher, Picture, assign, decode,
};
use vk_page_auditor::model::Form;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/covers")
}

fn variable(name: &str) -> Option<PathBuf> {
    std::env::var_os(name).map(PathBuf::from)
}

fn read_folder(folder: &Path, inside: &str, files: &mut Vec<ArchiveFile>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let path = format!("{inside}{}", entry.file_name().display());
        if entry.path().is_dir() {
            read_folder(&entry.path(), &format!("{path}/"), files);
        } else {
            files.push(ArchiveFile { path, bytes: fs::read(entry.path()).unwrap() });
        }
    }
}

fn reference_set() -> ApprovedSet {
    let folder = variable("COVERS_REFERENCE").unwrap_or_else(|| fixtures().join("reference"));
    let mut files = Vec::new();
    read_folder(&folder, "", &mut files);
    let taken = assign(files, &FormPatterns::default()).taken;
    let covers = taken.iter().map(|cover| CoverSource { form: cover.form, scheme: &cover.scheme, bytes: &cover.bytes });
    ApprovedSet::build(covers).unwrap()
}

/// A set of some size: the fixture's covers, and copies of them in other colours.
fn set_of(count: usize) -> ApprovedSet {
    let mut files = Vec::new();
    read_folder(&fixtures().join("reference"), "", &mut files);
    let taken = assign(files, &FormPatterns::default()).taken;
    let copies = (0..count).map(|index| {
        let (cover, turn) = (&taken[index % taken.len()], index / taken.len());
        let picture = decode(&cover.bytes).unwrap();
        (cover.form, format!("{turn}-{}", cover.scheme), png_of(&recoloured(&picture, turn)))
    });
    let copies: Vec<_> = copies.collect();
    let covers = copies.iter().map(|(form, scheme, bytes)| CoverSource { form: *form, scheme, bytes });
    ApprovedSet::build(covers).unwrap()
}

/// The channels exchanged and shifted, differently for each turn.
fn recoloured(picture: &Picture, turn: usize) -> Picture {
    let orders = [[0, 1, 2], [1, 2, 0], [2, 0, 1], [0, 2, 1], [2, 1, 0], [1, 0, 2]];
    let order = orders[turn % orders.len()];
    let shift = u8::try_from(turn / orders.len() * 29).unwrap();
    let rgb = picture.rgb().chunks_exact(3).flat_map(|pixel| order.map(|channel| pixel[channel].saturating_sub(shift)));
    Picture::from_rgb(picture.width(), picture.height(), rgb.collect()).unwrap()
}

fn png_of(picture: &Picture) -> Vec<u8> {
    let mut out = Vec::new();
    let side = |length: usize| u32::try_from(length).unwrap();
    let mut encoder = png::Encoder::new(&mut out, side(picture.width()), side(picture.height()));
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(picture.rgb()).unwrap();
    writer.finish().unwrap();
    out
}

struct Labelled {
    file: String,
    approved: bool,
    form: Form,
    scheme: String,
    kind: String,
    bytes: Vec<u8>,
}

/// The forms are named as in reports or as in the ministry's folders.
fn form(text: &str) -> Form {
    let is = |patterns: &[&str]| patterns.iter().any(|pattern| text.contains(pattern));
    if is(FormPatterns::default().messages) { Form::Messages } else { Form::Polls }
}

fn rows(path: &Path) -> Vec<Vec<String>> {
    let text = fs::read_to_string(path).unwrap();
    text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

fn labelled(folder: &Path, every: usize) -> Vec<Labelled> {
    let items = folder.join("items.csv");
    let items: HashMap<String, String> = if items.exists() {
        rows(&items).into_iter().map(|row| (row[0].clone(), row[1].clone())).collect()
    } else {
        HashMap::new()
    };
    let rows = rows(&folder.join("labels.csv")).into_iter().step_by(every);
    rows.map(|row| Labelled {
        file: row[0].clone(),
        approved: row[1] == "approved",
        form: form(items.get(&row[0]).unwrap_or(&row[2])),
        scheme: row[3].clone(),
        kind: row[4].clone(),
        bytes: fs::read(folder.join(&row[0])).unwrap(),
    })
    .collect()
}

fn is_approved(verdict: &CoverVerdict, form: Form) -> bool {
    matches!(verdict, CoverVerdict::Approved(found) if found.form == form)
}

#[derive(Default)]
struct Tally {
    scores: Vec<f32>,
    false_approvals: usize,
    false_rejections: usize,
    reviews: usize,
    other_form: usize,
    wrong_scheme: usize,
}

fn table(folder: &Path) {
    let every = std::env::var("COVERS_SAMPLE").ok().and_then(|text| text.parse().ok()).unwrap_or(1);
    let matcher = Matcher::new(reference_set());
    let labelled = labelled(folder, every);
    let mut kinds: BTreeMap<(bool, &str), Tally> = BTreeMap::new();
    let mut odd = Vec::new();
    let mut spent = Duration::ZERO;
    for one in &labelled {
        let start = Instant::now();
        let verdict = matcher.judge_bytes(&one.bytes, Some(one.form)).unwrap();
        spent += start.elapsed();
        let tally = kinds.entry((!one.approved, &one.kind)).or_default();
        let approved = is_approved(&verdict, one.form);
        let review = matches!(verdict, CoverVerdict::Review(_));
        let other_form = matches!(verdict, CoverVerdict::Approved(_)) && !approved;
        tally.reviews += usize::from(review);
        tally.other_form += usize::from(other_form);
        tally.false_approvals += usize::from(approved && !one.approved);
        tally.false_rejections += usize::from(one.approved && !approved && !review);
        tally.wrong_scheme += usize::from(one.approved && verdict.nearest().scheme != one.scheme);
        // The score of a cover of the other form is about that form: it says nothing here.
        tally.scores.push(if other_form { f32::NAN } else { verdict.nearest().score });
        if approved != one.approved {
            odd.push(format!("{} ({}): {verdict:?}", one.file, one.kind));
        }
    }
    println!(
        "{:26}{:>6}{:>10}{:>10}{:>8}{:>8}{:>8}{:>8}{:>8}",
        "kind", "n", "false app", "false rej", "review", "other", "scheme", "min s", "max s"
    );
    for ((rejected, kind), tally) in &kinds {
        let low = tally.scores.iter().copied().fold(f32::NAN, f32::min);
        let high = tally.scores.iter().copied().fold(f32::NAN, f32::max);
        println!(
            "{:26}{:>6}{:>10}{:>10}{:>8}{:>8}{:>8}{low:>8.2}{high:>8.2}",
            format!("{}{kind}", if *rejected { '-' } else { '+' }),
            tally.scores.len(),
            tally.false_approvals,
            tally.false_rejections,
            tally.reviews,
            tally.other_form,
            tally.wrong_scheme,
        );
    }
    for line in odd {
        println!("not as labelled: {line}");
    }
    let scores = |rejected| kinds.iter().filter(move |(key, _)| key.0 == rejected).flat_map(|(_, tally)| &tally.scores);
    println!("threshold: approved ones above it, rejected ones at or below it");
    for threshold in [0.8, 1.0, 1.2, 1.4, 1.6, 1.8, 2.0, 2.5, 3.0, 4.0] {
        let above = scores(false).filter(|&&score| score > threshold).count();
        let below = scores(true).filter(|&&score| score <= threshold).count();
        println!("{threshold:>6.1}{above:>6}{below:>6}");
    }
    let count = labelled.len();
    println!(
        "{count} pictures in {spent:.2?}: {:.0} a second",
        f64::from(u32::try_from(count).unwrap()) / spent.as_secs_f64()
    );
}

fn timings(criterion: &mut Criterion) {
    let labelled = labelled(&fixtures(), 1);
    let one = |kind: &str| labelled.iter().find(|one| one.kind == kind).unwrap();
    let (good, bad, plain) = (one("size_376"), one("overlay_3_10pct"), one("plain"));
    criterion.bench_function("decode one", |bencher| bencher.iter(|| decode(black_box(&good.bytes))));
    for count in [24, 200] {
        let matcher = Matcher::new(set_of(count));
        for (name, one) in [("approved", good), ("overlay", bad), ("plain", plain)] {
            criterion.bench_function(&format!("judge {name} of {count}"), |bencher| {
                bencher.iter(|| matcher.judge_bytes(black_box(&one.bytes), Some(one.form)));
            });
        }
    }
    let matcher = Matcher::new(set_of(24));
    criterion.bench_function(&format!("judge {} fixtures", labelled.len()), |bencher| {
        bencher.iter(|| {
            for one in &labelled {
                black_box(matcher.judge_bytes(&one.bytes, Some(one.form)).unwrap());
            }
        });
    });
    let bytes = set_of(24).to_bytes().unwrap();
    println!("a set of 24 covers takes {} bytes", bytes.len());
    criterion.bench_function("read a set of 24", |bencher| bencher.iter(|| ApprovedSet::from_bytes(&bytes)));
}

fn main() {
    if let Some(folder) = variable("COVERS_LABELLED") {
        table(&folder);
        return;
    }
    let mut criterion = Criterion::default().sample_size(20).configure_from_args();
    timings(&mut criterion);
    criterion.final_summary();
}
