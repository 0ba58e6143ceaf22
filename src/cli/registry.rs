//! `registry check|import|export|history`.

use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context as _, anyhow};

use super::args::{GlobalArgs, PassArgs, RegistryCommand};
use super::exit::Exit;
use super::open_store::trouble;
use super::outputs::WholeFile;
use super::setup::{ReadRegistry, Setup};
use super::{history, run_with};
use crate::config::Overrides;
use crate::i18n::cli::Say;
use crate::i18n::history::Tell;
use crate::i18n::{self, Lang};
use crate::registry::{Headers, Registry, RegistryFormat};
use crate::store::{RegistryImport, RegistryPage, Store};

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
        RegistryCommand::Export { file, registry } => {
            let setup = Setup::load(global, Some(&PassArgs::with_registry(registry.clone())))?;
            let policy = setup.policy()?;
            let read = setup.required_registry(&policy)?;
            write(setup.lang, &read.registry, file)?;
            Ok(if read.problems.is_empty() { Exit::Clean } else { Exit::Incomplete })
        }
        RegistryCommand::Import { file, registry, set_bad_aside, dry_run, store } => {
            let overrides =
                Overrides { registry: registry.clone(), store: store.store.clone(), ..Overrides::default() };
            let setup = Setup::load_over(global, overrides)?;
            run_with(&setup, async |setup| import(setup, file, *set_bad_aside, *dry_run).await)
        }
        RegistryCommand::History(args) => {
            let overrides = Overrides { store: args.store.store.clone(), ..Overrides::default() };
            run_with(&Setup::load_over(global, overrides)?, async |setup| history::imports(setup, args).await)
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

async fn import(setup: &Setup, file: &Path, set_bad_aside: bool, dry_run: bool) -> anyhow::Result<Exit> {
    let lang = setup.lang;
    let target = setup.config().registry.path.as_deref();
    if target.is_none() && !setup.has_store() {
        return Err(anyhow!(Say::NoImportTarget.text(lang)));
    }
    let policy = setup.policy()?;
    let read = setup.read_registry(file, &policy)?;
    tell(&mut io::stdout(), lang, &read)?;
    if !read.problems.is_empty() && !set_bad_aside {
        return Err(anyhow!(Say::NotImported.text(lang)));
    }
    if let Some(target) = target {
        let known = if target.exists() { Some(setup.read_registry(target, &policy)?.registry) } else { None };
        tell_change(lang, &Change::between(known.as_deref(), &read.registry))?;
        if !dry_run {
            write(lang, &read.registry, target)?;
            writeln!(io::stdout(), "{}: {}", Say::Imported.text(lang), target.display())?;
        }
    }
    if setup.has_store() && !dry_run {
        import_into_store(setup, &read).await?;
    }
    Ok(Exit::Clean)
}

fn tell_change(lang: Lang, change: &Change) -> io::Result<()> {
    let [added, changed, removed] = [Say::Added, Say::Changed, Say::Removed].map(|word| word.text(lang));
    writeln!(io::stdout(), "{added} {}, {changed} {}, {removed} {}", change.added, change.changed, change.removed)
}

async fn import_into_store(setup: &Setup, read: &ReadRegistry) -> anyhow::Result<()> {
    let lang = setup.lang;
    let store = setup.store(true).await?;
    let imported = setup.import_into(&store, read).await?;
    let [added, changed, removed] = [Say::Added, Say::Changed, Say::Removed].map(|word| word.text(lang));
    writeln!(
        io::stdout(),
        "{}: {}, {added} {}, {changed} {}, {removed} {}",
        Tell::ImportedToStore.text(lang),
        store.url(),
        imported.added,
        imported.changed,
        imported.removed
    )?;
    store.close().await;
    Ok(())
}

impl Setup {
    /// Takes a registry over into a store.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn import_into(&self, store: &Store, read: &ReadRegistry) -> anyhow::Result<RegistryImport> {
        let source = read.path.display().to_string();
        let pages = read.registry.iter().map(|entry| RegistryPage {
            url: &entry.url,
            address: &entry.address,
            organization: &entry.organization,
        });
        let set_aside = read.registry.set_aside() as u64;
        let imported = store.import_registry(&source, read.digest, set_aside, pages, self.clock.now()).await;
        imported.map_err(|error| trouble(self.lang, &error))
    }
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
