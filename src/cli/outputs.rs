//! Where reports go: standard output, and files that appear whole or not at all.

use std::fs::{self, File, Permissions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow};
use tempfile::NamedTempFile;

use super::args::OutputArgs;
use domain::model::{PageAudit, RunFacts, Summary};
use report::{Format, ReportOptions, ReportWriter};
use words::Lang;
use words::cli::Say;

/// How much is gathered before the system is asked to write.
const BUFFER_BYTES: usize = 256 * 1024;

/// All reports of one pass.
pub struct Outputs {
    reports: Vec<Report>,
}

struct Report {
    writer: Box<dyn ReportWriter>,
    name: String,
    /// The finished file takes its place only when the report is whole.
    file: Option<WholeFile>,
}

/// A file that is written aside and takes its place when it is whole.
pub struct WholeFile {
    temporary: NamedTempFile,
    target: PathBuf,
}

impl WholeFile {
    /// Begins a file beside the one it will replace.
    ///
    /// # Errors
    /// The folder is missing or cannot be written to, or the path is a folder.
    pub fn create(target: &Path, lang: Lang) -> anyhow::Result<Self> {
        if target.is_dir() {
            return Err(anyhow!("{}: {}", target.display(), Say::IsFolder.text(lang)));
        }
        let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let temporary = new_temporary(folder).with_context(|| {
            let advice = Say::CannotWrite.text(lang);
            format!("{}: {advice}", target.display())
        })?;
        Ok(Self { temporary, target: target.to_owned() })
    }

    /// A handle to write with.
    ///
    /// # Errors
    /// What the system answers.
    pub fn handle(&self) -> io::Result<File> {
        self.temporary.reopen()
    }

    /// Puts the file in its place.
    ///
    /// # Errors
    /// What the system answers.
    pub fn put_in_place(self) -> io::Result<()> {
        self.temporary.as_file().sync_all()?;
        self.temporary.persist(&self.target).map(drop).map_err(|error| error.error)
    }
}

/// Like any new file it may be read as the user's mask allows; the crate's own default is the owner alone.
fn new_temporary(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".vk-page-auditor-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        /// Read and write for all, before the user's mask.
        const MODE: u32 = 0o666;
        builder.permissions(Permissions::from_mode(MODE));
        builder.tempfile_in(folder)
    }
    #[cfg(not(unix))]
    builder.tempfile_in(folder)
}

/// Writes a whole file in one go, all or nothing.
///
/// # Errors
/// The file cannot be written.
pub fn write_whole(target: &Path, bytes: &[u8], lang: Lang) -> anyhow::Result<()> {
    let file = WholeFile::create(target, lang)?;
    let written = file.handle().and_then(|mut handle| handle.write_all(bytes)).and_then(|()| file.put_in_place());
    written.with_context(|| target.display().to_string())
}

impl Outputs {
    /// Opens everything that was asked for before any work begins, so that a wrong path costs nothing.
    ///
    /// # Errors
    /// A file name whose ending names no format, a folder that is missing or cannot be written to.
    pub fn open(args: &OutputArgs, configured: &[PathBuf], options: &ReportOptions) -> anyhow::Result<Self> {
        let mut outputs = Self { reports: Vec::new() };
        for Opened { name, format, out, file, is_plain } in open_each(args, configured, options.lang)? {
            let options = ReportOptions { color: options.color && !is_plain, ..options.clone() };
            let writer = format.writer(out, options).with_context(|| name.clone())?;
            outputs.reports.push(Report { writer, name, file });
        }
        Ok(outputs)
    }

    /// Whether a report takes the lines of NDJSON of its pages.
    pub fn take_lines(&self) -> bool {
        self.reports.iter().any(|report| report.writer.takes_lines())
    }

    /// Whether a report takes audits and no lines.
    pub fn take_audits(&self) -> bool {
        self.reports.iter().any(|report| !report.writer.takes_lines())
    }

    /// Adds pages to every report: to those that take lines by their lines, where these are given.
    ///
    /// # Errors
    /// A report cannot be written any further.
    pub fn pages<'a>(
        &mut self,
        audits: &(impl Iterator<Item = &'a PageAudit> + Clone),
        lines: Option<&[u8]>,
    ) -> anyhow::Result<()> {
        for Report { writer, name, .. } in &mut self.reports {
            let written = match lines {
                Some(lines) if writer.takes_lines() => writer.lines(lines),
                _ => audits.clone().try_for_each(|audit| writer.page(audit)),
            };
            written.with_context(|| name.clone())?;
        }
        Ok(())
    }

    /// Hands on what was written so far.
    ///
    /// # Errors
    /// A report cannot be written any further.
    pub fn flush(&mut self) -> anyhow::Result<()> {
        for report in &mut self.reports {
            report.writer.flush().with_context(|| report.name.clone())?;
        }
        Ok(())
    }

    /// Ends every report and puts the files in their places.
    ///
    /// # Errors
    /// A report cannot be written or put in its place; the others are.
    pub fn finish(self, facts: &RunFacts, summary: &Summary) -> anyhow::Result<()> {
        let mut first_error = None;
        for Report { writer, name, file } in self.reports {
            let finished = writer.finish(facts, summary).and_then(|()| file.map_or(Ok(()), WholeFile::put_in_place));
            if let Err(error) = finished {
                first_error.get_or_insert(anyhow::Error::new(error).context(name));
            }
        }
        first_error.map_or(Ok(()), Err)
    }
}

/// An output that was opened.
pub struct Opened {
    /// How it is called in messages.
    pub name: String,
    /// What is to be written there.
    pub format: Format,
    /// Where to write.
    pub out: Box<dyn Write + Send>,
    /// The file that takes its place at the end, where it is one.
    pub file: Option<WholeFile>,
    /// Whether nobody sees it in a terminal.
    pub is_plain: bool,
}

/// Opens every output that was asked for, or standard output.
///
/// # Errors
/// A file name whose ending names no format, a folder that is missing or cannot be written to.
pub fn open_each(args: &OutputArgs, configured: &[PathBuf], lang: Lang) -> anyhow::Result<Vec<Opened>> {
    let asked = if args.output.is_empty() { configured } else { &args.output };
    let to_stdout = args.format.is_some() || asked.is_empty() || asked.iter().any(|path| is_stdout(path));
    let mut opened = Vec::new();
    if to_stdout {
        opened.push(Opened {
            name: Say::StandardOutput.text(lang).to_owned(),
            format: args.format.unwrap_or(Format::Table),
            out: Box::new(BufWriter::with_capacity(BUFFER_BYTES, io::stdout())),
            file: None,
            is_plain: false,
        });
    }
    for path in asked.iter().filter(|path| !is_stdout(path)) {
        let format = Format::from_path(path).ok().or(args.format).ok_or_else(|| unknown_ending(path, lang))?;
        let name = path.display().to_string();
        let (out, file) = if fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir()) {
            // a pipe or a device cannot be replaced, only written to
            (File::options().write(true).open(path).with_context(|| name.clone())?, None)
        } else {
            let file = WholeFile::create(path, lang)?;
            (file.handle().with_context(|| name.clone())?, Some(file))
        };
        let out = Box::new(BufWriter::with_capacity(BUFFER_BYTES, out));
        opened.push(Opened { name, format, out, file, is_plain: true });
    }
    Ok(opened)
}

fn is_stdout(path: &Path) -> bool {
    path.as_os_str() == "-"
}

fn unknown_ending(path: &Path, lang: Lang) -> anyhow::Error {
    let advice = Say::UnknownEnding.text(lang);
    anyhow!("{}: {advice}", path.display())
}
