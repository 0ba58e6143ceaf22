//! How verdicts about covers fare against a labelled set: a table by kind of picture, and the errors in all.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow};
use serde::Deserialize;

use covers::FormPatterns;
use domain::model::Form;
use words::cli::Say;
use words::{self, Lang};

/// Beside the labels, where there is one: the form of the menu item each picture stands in (`file`, `form`).
const ITEMS_FILE: &str = "items.csv";

/// A line of the labels; `file` is named from their folder.
#[derive(Deserialize)]
struct LabelLine {
    file: PathBuf,
    expected: String,
    form: String,
    transformation: String,
}

#[derive(Deserialize)]
struct ItemLine {
    file: PathBuf,
    form: String,
}

/// What is known of a picture.
pub struct Label {
    /// The form it must be approved for.
    pub form: Option<Form>,
    expected: String,
    kind: String,
}

/// The labels by the pictures' paths.
pub struct Labels(HashMap<PathBuf, Label>);

impl Labels {
    /// Reads labels: a CSV file with the columns `file`, `expected` (`approved`, `rejected`, `review`), `form` and
    /// `transformation`.
    ///
    /// # Errors
    /// A file that cannot be read, or lacks a column.
    pub fn read(path: &Path, lang: Lang) -> anyhow::Result<Self> {
        let folder = path.parent().unwrap_or(Path::new(""));
        let items = folder.join(ITEMS_FILE);
        let items: Vec<ItemLine> = if items.exists() { lines(&items, lang)? } else { Vec::new() };
        let items: HashMap<PathBuf, String> = items.into_iter().map(|item| (item.file, item.form)).collect();
        let labels = lines::<LabelLine>(path, lang)?.into_iter().map(|line| {
            let form = form_of(items.get(&line.file).unwrap_or(&line.form));
            let place = folder.join(&line.file);
            let place = fs::canonicalize(&place).unwrap_or(place);
            (place, Label { form, expected: line.expected, kind: line.transformation })
        });
        Ok(Self(labels.collect()))
    }

    /// The label of a picture.
    pub fn of(&self, path: &Path) -> Option<&Label> {
        self.0.get(&fs::canonicalize(path).ok()?)
    }
}

fn lines<T: for<'a> Deserialize<'a>>(path: &Path, lang: Lang) -> anyhow::Result<Vec<T>> {
    let bytes = fs::read(path).with_context(|| path.display().to_string())?;
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let lines = reader.deserialize().collect::<Result<_, csv::Error>>();
    // the words of the library are English
    lines.map_err(|error| {
        let line = error.position().map_or(1, csv::Position::line);
        anyhow!("{}:{line}: {}", path.display(), Say::CoverLabelsColumns.text(lang))
    })
}

/// Forms are named as in reports, or as the folders of the published set.
fn form_of(text: &str) -> Option<Form> {
    let FormPatterns { messages, polls } = FormPatterns::default();
    let has = |patterns: &[&str]| patterns.iter().any(|pattern| text.contains(pattern));
    Form::parse(text).or_else(|| has(messages).then_some(Form::Messages)).or_else(|| has(polls).then_some(Form::Polls))
}

#[derive(Default)]
struct Counts {
    approved: usize,
    review: usize,
    rejected: usize,
    least: Option<f64>,
    most: Option<f64>,
}

impl Counts {
    fn pictures(&self) -> usize {
        self.approved + self.review + self.rejected
    }

    fn add(&mut self, verdict: &str, score: Option<f64>) {
        match verdict {
            "approved" => self.approved += 1,
            "review" => self.review += 1,
            _ => self.rejected += 1,
        }
        if let Some(score) = score {
            self.least = Some(self.least.map_or(score, |least| least.min(score)));
            self.most = Some(self.most.map_or(score, |most| most.max(score)));
        }
    }
}

/// Verdicts counted by what was expected and by kind.
#[derive(Default)]
pub struct Tally(BTreeMap<(String, String), Counts>);

impl Tally {
    /// Counts a verdict, with its score where that is about the wanted form; tells whether it is as labelled.
    pub fn add(&mut self, label: &Label, verdict: &str, score: Option<f64>) -> bool {
        self.0.entry((label.expected.clone(), label.kind.clone())).or_default().add(verdict, score);
        label.expected == verdict
    }

    /// Writes the table by kind, then the errors in all.
    ///
    /// # Errors
    /// Output that cannot be written.
    pub fn write(&self, out: &mut dyn Write, lang: Lang) -> io::Result<()> {
        let say = |words: Say| words.text(lang);
        let heads =
            [Say::CoverExpected, Say::CoverKind, Say::CoverPictures, Say::CoverApproved, Say::CoverReview].map(say);
        writeln!(
            out,
            "{:13}  {:34} {:>9} {:>12} {:>12} {:>13} {:>7} {:>7}",
            heads[0],
            heads[1],
            heads[2],
            heads[3],
            heads[4],
            say(Say::CoverRejected),
            say(Say::CoverLeast),
            say(Say::CoverMost)
        )?;
        let score = |score: Option<f64>| score.map(|score| format!("{score:.2}")).unwrap_or_default();
        for ((expected, kind), counts) in &self.0 {
            let expected = match expected.as_str() {
                "approved" => say(Say::CoverApproved),
                "review" => say(Say::CoverReview),
                _ => say(Say::CoverRejected),
            };
            writeln!(
                out,
                "{expected:13}  {:34} {:>9} {:>12} {:>12} {:>13} {:>7} {:>7}",
                words::visible(kind),
                counts.pictures(),
                counts.approved,
                counts.review,
                counts.rejected,
                score(counts.least),
                score(counts.most)
            )?;
        }
        let sum = |is_approved: bool, count: fn(&Counts) -> usize| -> usize {
            self.0
                .iter()
                .filter(|((expected, _), _)| (expected == "approved") == is_approved)
                .map(|(_, one)| count(one))
                .sum()
        };
        let (good, others) = (sum(true, Counts::pictures), sum(false, Counts::pictures));
        for (words, count, of) in [
            (Say::CoverFalseApprovals, sum(false, |one| one.approved), others),
            (Say::CoverFalseRejections, sum(true, |one| one.rejected), good),
            (Say::CoverToReview, sum(true, |one| one.review), good),
        ] {
            writeln!(out, "{}: {count} / {of} ({:.2} %)", say(words), percent(count, of))?;
        }
        Ok(())
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of files are far below 2^52")]
fn percent(count: usize, of: usize) -> f64 {
    100.0 * count as f64 / of.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_counts_by_kind_and_the_form_of_the_item_goes_first() {
        let folder = tempfile::tempdir().unwrap();
        let place = |name: &str| folder.path().join(name);
        let labels = "file,expected,form,scheme,transformation\na.jpg,approved,polls,01-blue,sharp\n\
                      b.jpg,rejected,vyskazat-mnenie,01-blue,hue\nc.jpg,approved,polls,02-navy,sharp\n";
        fs::write(place("labels.csv"), labels).unwrap();
        fs::write(place("items.csv"), "file,form\nb.jpg,soobshchit-o-probleme\n").unwrap();
        for name in ["a.jpg", "b.jpg", "c.jpg"] {
            fs::write(place(name), "").unwrap();
        }
        let labels = Labels::read(&place("labels.csv"), Lang::Ru).unwrap();
        let of = |name: &str| labels.of(&place(name)).unwrap();
        assert_eq!((of("a.jpg").form, of("b.jpg").form), (Some(Form::Polls), Some(Form::Messages)));
        assert!(labels.of(&place("labels.csv")).is_none());
        let mut tally = Tally::default();
        assert!(tally.add(of("a.jpg"), "approved", Some(0.5)));
        assert!(!tally.add(of("c.jpg"), "review", Some(1.5)));
        assert!(!tally.add(of("b.jpg"), "approved", None));
        let mut out = Vec::new();
        tally.write(&mut out, Lang::En).unwrap();
        let text = String::from_utf8(out).unwrap();
        let cells: Vec<Vec<&str>> = text.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(cells[1], ["approved", "sharp", "2", "1", "1", "0", "0.50", "1.50"]);
        assert_eq!(cells[2], ["rejected", "hue", "1", "1", "0", "0"]);
        assert!(text.contains("1 / 1 (100.00 %)") && text.contains("1 / 2 (50.00 %)"), "{text}");
    }

    #[test]
    fn labels_that_lack_a_column_are_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("labels.csv");
        fs::write(&path, "file,form\na.jpg,polls\n").unwrap();
        let error = Labels::read(&path, Lang::Ru).err().map(|error| format!("{error:#}")).unwrap_or_default();
        assert!(error.contains("labels.csv") && error.contains("expected"), "{error}");
    }
}
