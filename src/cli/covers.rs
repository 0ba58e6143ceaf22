//! `covers import|list|check`.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context as _, anyhow};
use parking_lot::Mutex;
use serde::Serialize;

use super::args::{CoversCheckArgs, CoversCommand, GlobalArgs};
use super::context::CommandContext;
use super::cover_labels::{Labels, Tally};
use super::cover_set::{FoundSet, find_set, read_any_set, read_bounded};
use super::exit::Exit;
use super::outputs::write_whole;
use covers::{ApprovedSet, CoverVerdict, MAX_PICTURE_BYTES, Matcher};
use domain::model::{FileFault, Form};
use domain::policy::Policy;
use words::cli::Say;
use words::{self, Lang};

/// Endings of the files that are looked at in a folder; a file named itself is looked at whatever its ending. Pictures
/// of formats that cannot be read are among them: each is told, none is passed over.
const PICTURE_ENDINGS: [&str; 17] = [
    "jpg", "jpeg", "jpe", "jfif", "png", "apng", "webp", "gif", "avif", "heic", "heif", "bmp", "tif", "tiff", "svg",
    "jxl", "ico",
];

/// One picture as the checks tell it.
#[derive(Serialize)]
struct Row {
    file: String,
    verdict: &'static str,
    form: Option<&'static str>,
    scheme: Option<String>,
    score: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<String>,
}

/// Imports, lists or checks covers.
///
/// # Errors
/// A set or a picture's path that cannot be read.
pub fn execute(global: &GlobalArgs, command: &CoversCommand) -> anyhow::Result<Exit> {
    let context = CommandContext::load(global, None)?;
    let policy = context.policy()?;
    match command {
        CoversCommand::Import { file, set } => import(&context, &policy, file, set.as_deref()),
        CoversCommand::List { set } => {
            let set = required_set(&context, &policy, set.as_deref())?;
            let mut out = io::stdout().lock();
            for (form, scheme) in set.covers() {
                writeln!(out, "{}\t{}", form_name(context.lang, form), words::visible(scheme))?;
            }
            Ok(Exit::Clean)
        }
        CoversCommand::Check(args) => {
            let set = required_set(&context, &policy, args.set.as_deref())?;
            check(context.lang, set, args)
        }
    }
}

/// What a form is called where people read: by the words on its cover, which are Russian, or by its key.
const fn form_name(lang: Lang, form: Form) -> &'static str {
    match lang {
        Lang::Ru => words::form(form),
        Lang::En => form.as_str(),
    }
}

fn required_set(context: &CommandContext, policy: &Policy, named: Option<&Path>) -> anyhow::Result<ApprovedSet> {
    let path = named.map(Path::to_owned).or_else(|| context.cover_set_path());
    let path = path.ok_or_else(|| anyhow!(Say::CoverSetRequired.text(context.lang)))?;
    read_any_set(&path, policy)
}

fn import(context: &CommandContext, policy: &Policy, file: &Path, target: Option<&Path>) -> anyhow::Result<Exit> {
    let lang = context.lang;
    let target = target.map_or_else(|| context.import_target(), Path::to_owned);
    let FoundSet { assignment, set } = find_set(file, policy)?;
    let mut out = io::stdout().lock();
    writeln!(out, "{}:", Say::CoverTaken.text(lang))?;
    for taken in &assignment.taken {
        let name = &policy.form(taken.form).cover;
        let name = lang.pick(name.ru.as_str(), name.en.as_str());
        writeln!(out, "  {name}\t{}\t{}", words::visible(&taken.scheme), words::visible(&taken.path))?;
    }
    if !assignment.ignored.is_empty() {
        writeln!(out, "{}:", Say::CoverIgnored.text(lang))?;
        for ignored in &assignment.ignored {
            writeln!(out, "  {}\t{}", words::visible(&ignored.path), words::ignored_reason(lang, &ignored.reason))?;
        }
    }
    write_whole(&target, &set.to_bytes()?, lang)?;
    writeln!(out, "{}: {}", Say::CoverSetImported.text(lang), target.display())?;
    Ok(Exit::Clean)
}

fn check(lang: Lang, set: ApprovedSet, args: &CoversCheckArgs) -> anyhow::Result<Exit> {
    let mut files = Vec::new();
    for path in &args.paths {
        gather(path, &mut files).with_context(|| path.display().to_string())?;
    }
    if files.is_empty() {
        return Err(anyhow!(Say::NoPictures.text(lang)));
    }
    let labels = args.labels.as_deref().map(|path| Labels::read(path, lang)).transpose()?;
    let wanted = |path: &Path| args.form.or_else(|| labels.as_ref()?.of(path)?.form);
    let rows = judge_all(lang, &Matcher::new(set), &files, wanted);
    for row in &rows {
        if let Some(problem) = &row.problem {
            writeln!(
                io::stderr(),
                "{}: {}: {}",
                words::visible(&row.file),
                Say::CoverUnreadable.text(lang),
                words::visible(problem)
            )?;
        }
    }
    match &labels {
        None => write_rows(&mut io::stdout().lock(), lang, &args.format, &rows.iter().collect::<Vec<_>>())?,
        Some(labels) => write_tally(lang, &args.format, &rows, labels, wanted)?,
    }
    let any = |verdict| rows.iter().any(|row| row.verdict == verdict);
    Ok(if any("rejected") {
        Exit::Violations
    } else if any("review") {
        Exit::Incomplete
    } else {
        Exit::Clean
    })
}

/// The pictures at a path: the file itself, or those below a folder in the order of their names.
fn gather(path: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if !fs::metadata(path)?.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    let mut entries: Vec<_> = fs::read_dir(path)?.collect::<Result<_, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let (kind, path) = (entry.file_type()?, entry.path());
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
        if kind.is_dir() {
            gather(&path, files)?;
        } else if PICTURE_ENDINGS.contains(&ending.as_str()) {
            files.push(path);
        }
    }
    Ok(())
}

/// Judges the files on all cores; the rows come in the files' order.
fn judge_all(
    lang: Lang,
    matcher: &Matcher,
    files: &[PathBuf],
    wanted: impl Fn(&Path) -> Option<Form> + Sync,
) -> Vec<Row> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(files.len()));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some(index) = Some(next.fetch_add(1, Ordering::Relaxed)).filter(|index| *index < files.len())
                {
                    let row = judge(lang, matcher, &files[index], wanted(&files[index]));
                    done.lock().push((index, row));
                }
            });
        }
    });
    let mut rows = done.into_inner();
    rows.sort_by_key(|(index, _)| *index);
    rows.into_iter().map(|(_, row)| row).collect()
}

/// A file that is no picture can be neither approved nor rejected: a person should look.
fn judge(lang: Lang, matcher: &Matcher, path: &Path, wanted: Option<Form>) -> Row {
    let file = path.display().to_string();
    let judged = read_bounded(path, MAX_PICTURE_BYTES)
        .map_err(|error| words::file_fault(lang, FileFault::of(&error)))
        .and_then(|bytes| matcher.judge_bytes(&bytes, wanted).map_err(|error| words::picture_error(lang, &error)));
    match judged {
        Err(problem) => Row { file, verdict: "review", form: None, scheme: None, score: None, problem: Some(problem) },
        Ok(verdict) => {
            let nearest = verdict.nearest();
            // An approved cover of the other form is not approved for the wanted one.
            let is_other =
                matches!(verdict, CoverVerdict::Approved(_)) && wanted.is_some_and(|form| form != nearest.form);
            Row {
                file,
                verdict: if is_other { "rejected" } else { verdict.word() },
                form: Some(nearest.form.as_str()),
                scheme: Some(nearest.scheme.clone()),
                score: Some((f64::from(nearest.score) * 1000.0).round() / 1000.0),
                problem: None,
            }
        }
    }
}

/// Tells how the verdicts fare against labels. As a table: what is not as labelled, and the counts; else the rows, with
/// the counts beside them on the standard error.
fn write_tally(
    lang: Lang,
    format: &str,
    rows: &[Row],
    labels: &Labels,
    wanted: impl Fn(&Path) -> Option<Form>,
) -> anyhow::Result<()> {
    let mut tally = Tally::default();
    let mut odd = Vec::new();
    for row in rows {
        let path = Path::new(&row.file);
        let Some(label) = labels.of(path) else { continue };
        // A score against the other form says nothing about the wanted one.
        let is_about_wanted = wanted(path).is_none_or(|form| row.form == Some(form.as_str()));
        if !tally.add(label, row.verdict, row.score.filter(|_| is_about_wanted)) {
            odd.push(row);
        }
    }
    let mut out = io::stdout().lock();
    if format == "table" {
        write_rows(&mut out, lang, format, &odd)?;
        tally.write(&mut out, lang)?;
    } else {
        write_rows(&mut out, lang, format, &rows.iter().collect::<Vec<_>>())?;
        tally.write(&mut io::stderr().lock(), lang)?;
    }
    Ok(())
}

fn write_rows(out: &mut impl Write, lang: Lang, format: &str, rows: &[&Row]) -> anyhow::Result<()> {
    let score = |row: &Row| row.score.map(|score| score.to_string()).unwrap_or_default();
    match format {
        "json" => {
            report::write_json(&rows, &mut *out)?;
            writeln!(out)?;
        }
        "csv" => {
            let mut csv = csv::Writer::from_writer(&mut *out);
            csv.write_record(["file", "verdict", "form", "scheme", "score"])?;
            for row in rows {
                let scheme = row.scheme.as_deref().unwrap_or_default();
                csv.write_record([&row.file, row.verdict, row.form.unwrap_or_default(), scheme, &score(row)])?;
            }
            csv.flush()?;
        }
        _ => {
            for row in rows {
                let scheme = words::visible(row.scheme.as_deref().unwrap_or_default());
                let form = row.form.and_then(Form::parse).map(|form| form_name(lang, form)).unwrap_or_default();
                let verdict = match row.verdict {
                    "approved" => Say::CoverApproved,
                    "rejected" => Say::CoverRejected,
                    _ => Say::CoverReview,
                };
                let verdict = verdict.text(lang);
                writeln!(out, "{verdict:13}  {form:19}  {scheme:20}  {:6}  {}", score(row), words::visible(&row.file))?;
            }
        }
    }
    out.flush()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use covers::CoverSource;

    #[test]
    fn pictures_that_cannot_be_read_are_told_one_by_one() {
        let reference = |form: &str| {
            let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/covers/reference");
            fs::read(fixtures.join(form).join("01-blue.png")).unwrap()
        };
        let covers =
            [(Form::Messages, reference("soobshchit-o-probleme")), (Form::Polls, reference("vyskazat-mnenie"))];
        let sources = covers.iter().map(|(form, bytes)| CoverSource { form: *form, scheme: "01-blue", bytes });
        let matcher = Matcher::new(ApprovedSet::build(sources).unwrap());
        let folder = tempfile::tempdir().unwrap();
        let files: [(&str, &[u8]); 6] = [
            ("a.avif", b"\0\0\0\x1Cftypavif\0\0\0\0avifmif1"),
            ("b.HEIC", b"\0\0\0\x1Cftypheic\0\0\0\0heicmif1"),
            ("c.jpg", &[0xFF, 0xD8, 0xFF, 0xE0]),
            ("d.png", &covers[0].1),
            ("e.bmp", b""),
            ("notes.txt", b"no picture"),
        ];
        for (name, bytes) in files {
            fs::write(folder.path().join(name), bytes).unwrap();
        }
        let mut found = Vec::new();
        gather(folder.path(), &mut found).unwrap();
        let rows = judge_all(Lang::En, &matcher, &found, |_| Some(Form::Messages));
        let told: Vec<(&str, bool)> = rows.iter().map(|row| (row.verdict, row.problem.is_some())).collect();
        let unread = ("review", true);
        assert_eq!(told, [unread, unread, unread, ("approved", false), unread]);
    }
}
