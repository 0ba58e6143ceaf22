//! `registry check|import|export`.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow};

use super::args::{GlobalArgs, PassArgs, RegistryCommand};
use super::exit::Exit;
use super::outputs::WholeFile;
use super::setup::{ReadRegistry, Setup};
use crate::i18n::cli::Say;
use crate::i18n::{self, Lang};
use crate::registry::{Headers, Registry, RegistryFormat};

/// Checks, imports or exports a registry.
///
/// # Errors
/// A file that cannot be read, used or written.
pub fn execute(global: &GlobalArgs, command: &RegistryCommand) -> anyhow::Result<Exit> {
    match command {
        RegistryCommand::Check { file } => {
            let setup = Setup::load(global, Some(&PassArgs::with_registry(file.clone())))?;
            let policy = setup.policy()?;
            let read = setup.required_registry(&policy)?;
            let mut out = io::stdout().lock();
            tell(&mut out, setup.lang, &read)?;
            Ok(if read.problems.is_empty() { Exit::Clean } else { Exit::Usage })
        }
        RegistryCommand::Import { file, registry, set_bad_aside, dry_run } => {
            let setup = Setup::load(global, Some(&PassArgs::with_registry(registry.clone())))?;
            import(&setup, file, *set_bad_aside, *dry_run)
        }
        RegistryCommand::Export { file, registry } => {
            let setup = Setup::load(global, Some(&PassArgs::with_registry(registry.clone())))?;
            let policy = setup.policy()?;
            let read = setup.required_registry(&policy)?;
            write(setup.lang, &read.registry, file)?;
            Ok(if read.problems.is_empty() { Exit::Clean } else { Exit::Incomplete })
        }
    }
}

/// Counts and every problem, for a person.
fn tell(out: &mut impl Write, lang: Lang, read: &ReadRegistry) -> io::Result<()> {
    let (good, bad) = (read.registry.len(), read.registry.set_aside());
    let [rows, aside] = [Say::GoodRows, Say::SetAside].map(|word| word.text(lang));
    writeln!(out, "{}: {rows} {good}, {aside} {bad}", read.path.display())?;
    for problem in &read.problems {
        writeln!(out, "  {}", i18n::row_problem(lang, problem))?;
    }
    Ok(())
}

fn import(setup: &Setup, file: &Path, set_bad_aside: bool, dry_run: bool) -> anyhow::Result<Exit> {
    let lang = setup.lang;
    let target: PathBuf =
        setup.config().registry.path.clone().ok_or_else(|| anyhow!(Say::NoImportTarget.text(lang)))?;
    let policy = setup.policy()?;
    let read = setup.read_registry(file, &policy)?;
    let mut out = io::stdout().lock();
    tell(&mut out, lang, &read)?;
    if !read.problems.is_empty() && !set_bad_aside {
        return Err(anyhow!(Say::NotImported.text(lang)));
    }
    let known = if target.exists() { Some(setup.read_registry(&target, &policy)?.registry) } else { None };
    let change = Change::between(known.as_deref(), &read.registry);
    let [added, changed, removed] = [Say::Added, Say::Changed, Say::Removed].map(|word| word.text(lang));
    writeln!(out, "{added} {}, {changed} {}, {removed} {}", change.added, change.changed, change.removed)?;
    if dry_run {
        return Ok(Exit::Clean);
    }
    write(lang, &read.registry, &target)?;
    writeln!(out, "{}: {}", Say::Imported.text(lang), target.display())?;
    Ok(Exit::Clean)
}

/// How a registry differs from the one before, by page.
#[derive(Debug, Default, PartialEq, Eq)]
struct Change {
    added: usize,
    changed: usize,
    removed: usize,
}

impl Change {
    fn between(before: Option<&Registry>, after: &Registry) -> Self {
        let Some(before) = before else { return Self { added: after.len(), ..Self::default() } };
        let mut change = Self::default();
        for entry in after {
            match before.by_address(&entry.address) {
                None => change.added += 1,
                Some(known) if known.organization != entry.organization => change.changed += 1,
                Some(_) => {}
            }
        }
        change.removed = before.iter().filter(|entry| after.by_address(&entry.address).is_none()).count();
        change
    }
}

fn write(lang: Lang, registry: &Registry, file: &Path) -> anyhow::Result<()> {
    if file.as_os_str() == "-" {
        return registry.write_csv(headers(lang), io::stdout().lock()).context("-");
    }
    let name = file.display().to_string();
    let format = RegistryFormat::detect(&name, b"");
    if format == RegistryFormat::Ods {
        return Err(anyhow!("{name}: {}", Say::NoOdsExport.text(lang)));
    }
    let whole = WholeFile::create(file, lang)?;
    let handle = whole.handle().with_context(|| name.clone())?;
    let written = match format {
        RegistryFormat::Xlsx => registry.write_xlsx(headers(lang), handle),
        RegistryFormat::Toml => registry.write_toml(io::BufWriter::new(handle)),
        RegistryFormat::Csv | RegistryFormat::Ods => registry.write_csv(headers(lang), io::BufWriter::new(handle)),
    };
    written.and_then(|()| whole.put_in_place()).context(name)
}

const fn headers(lang: Lang) -> Headers {
    match lang {
        Lang::Ru => Headers::Russian,
        Lang::En => Headers::English,
    }
}
