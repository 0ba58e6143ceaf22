//! `registry check|import|export|history`.

use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context as _, anyhow};

use super::access::actor;
use super::args::{GlobalArgs, PassArgs, RegistryCommand};
use super::context::{CommandContext, ReadRegistry};
use super::exit::Exit;
use super::open_store::trouble;
use super::outputs::WholeFile;
use super::{history, run_with, understood};
use app::use_cases::{Actor, ImportRefused, RegistryFile, import_registry, registry_pages};
use config::Overrides;
use domain::registry::{Headers, Registry, RegistryFormat};
use store::{RegistryChange, RegistryImport, Removals, Store};
use words::cli::Say;
use words::history::Tell;
use words::{self, Lang};

/// Checks, imports or exports a registry.
///
/// # Errors
/// A file that cannot be read, used or written.
pub fn execute(global: &GlobalArgs, command: &RegistryCommand) -> anyhow::Result<Exit> {
    match command {
        RegistryCommand::Check { file } => {
            let context = CommandContext::load(global, Some(&PassArgs::with_registry(file.clone())))?;
            let policy = context.policy()?;
            let read = context.required_registry(&policy)?;
            let mut out = io::stdout().lock();
            understood::tell_all(&mut out, context.lang, &read)?;
            Ok(if read.problems.is_empty() { Exit::Clean } else { Exit::Usage })
        }
        RegistryCommand::Export { file, from_store, store, .. } if *from_store || store.store.is_some() => {
            let overrides = Overrides { store: store.store.clone(), ..Overrides::default() };
            run_with(&CommandContext::load_over(global, overrides)?, async |context| export(context, file).await)
        }
        RegistryCommand::Export { file, registry, .. } => {
            let context = CommandContext::load(global, Some(&PassArgs::with_registry(registry.clone())))?;
            has_known_ending(context.lang, file)?;
            let policy = context.policy()?;
            let read = context.required_registry(&policy)?;
            write(context.lang, &read.registry, file)?;
            Ok(if read.problems.is_empty() { Exit::Clean } else { Exit::Incomplete })
        }
        RegistryCommand::Import { file, registry, set_bad_aside, accept_removals, dry_run, store } => {
            let overrides =
                Overrides { registry: registry.clone(), store: store.store.clone(), ..Overrides::default() };
            let context = CommandContext::load_over(global, overrides)?;
            let may = May { set_bad_aside: *set_bad_aside, accept_removals: *accept_removals, only_tell: *dry_run };
            run_with(&context, async |context| import(context, file, may).await)
        }
        RegistryCommand::History(args) => {
            let overrides = Overrides { store: args.store.store.clone(), ..Overrides::default() };
            run_with(&CommandContext::load_over(global, overrides)?, async |context| {
                history::imports(context, args).await
            })
        }
    }
}

/// Writes the registry that was imported into the store.
async fn export(context: &CommandContext, file: &Path) -> anyhow::Result<Exit> {
    has_known_ending(context.lang, file)?;
    let store = context.store_to_read().await?;
    let pages = store.registered_pages(None, usize::MAX).await.map_err(|error| trouble(context.lang, &error))?;
    let pages = pages.into_iter().filter_map(|page| Some((page.url, page.address, page.organization?)));
    write(context.lang, &Registry::of_pages(pages), file)?;
    Ok(Exit::Clean)
}

/// What an import may do.
#[derive(Debug, Clone, Copy)]
struct May {
    /// Leave bad rows out.
    set_bad_aside: bool,
    /// Remove as many pages as are gone.
    accept_removals: bool,
    /// Change nothing.
    only_tell: bool,
}

async fn import(context: &CommandContext, file: &Path, may: May) -> anyhow::Result<Exit> {
    let lang = context.lang;
    let target = context.config().registry.path.as_deref();
    if target.is_none() && !context.has_store() {
        return Err(anyhow!(Say::NoImportTarget.text(lang)));
    }
    let policy = context.policy()?;
    let read = context.read_registry(file, &policy)?;
    understood::tell(&mut io::stdout(), lang, &read)?;
    if !read.problems.is_empty() && !may.set_bad_aside {
        return Err(anyhow!(Say::NotImported.text(lang)));
    }
    let removals = if may.accept_removals { Removals::Any } else { context.removals() };
    if read.registry.is_empty() {
        return Err(refused(lang, ImportRefused::NoGoodRows, &read, removals));
    }
    // neither place takes it over unless both do
    if let Some(target) = target {
        let known = if target.exists() { Some(context.read_registry(target, &policy)?.registry) } else { None };
        let change = between(known.as_deref(), &read.registry);
        tell_change(lang, &target.display().to_string(), &change)?;
        not_held_back(lang, &change, removals)?;
    }
    let store = if context.has_store() { context.store_to_import(may.only_tell).await? } else { None };
    if let Some(store) = &store {
        let change =
            store.compare_registry(registry_pages(&read.registry)).await.map_err(|error| trouble(lang, &error))?;
        if may.only_tell {
            tell_change(lang, &store.url().to_string(), &change)?;
        }
        not_held_back(lang, &change, removals)?;
    } else if context.has_store() {
        let url = context.config().store.url.as_deref().unwrap_or_default();
        tell_change(lang, url, &between(None, &read.registry))?;
    }
    if may.only_tell {
        return Ok(Exit::Clean);
    }
    if let Some(target) = target {
        write(lang, &read.registry, target)?;
        writeln!(io::stdout(), "{}: {}", Say::Imported.text(lang), target.display())?;
    }
    if let Some(store) = store {
        import_into_store(context, &store, &read, removals).await?;
    }
    Ok(Exit::Clean)
}

fn tell_change(lang: Lang, place: &str, change: &RegistryChange) -> io::Result<()> {
    let [added, changed, removed] = [Say::Added, Say::Changed, Say::Removed].map(|word| word.text(lang));
    writeln!(
        io::stdout(),
        "{}: {added} {}, {changed} {}, {removed} {}",
        words::visible(place),
        change.added,
        change.changed,
        change.removed
    )
}

fn not_held_back(lang: Lang, change: &RegistryChange, removals: Removals) -> anyhow::Result<()> {
    if removals.holds_back(change) { Err(held_back(lang, change, removals)) } else { Ok(()) }
}

/// Why a registry is not taken over, in words.
pub fn refused(lang: Lang, why: ImportRefused, read: &ReadRegistry, removals: Removals) -> anyhow::Error {
    match why {
        ImportRefused::HeldBack(change) => held_back(lang, &change, removals),
        ImportRefused::NoGoodRows => anyhow!("{}: {}", read.path.display(), Say::NoGoodRows.text(lang)),
        ImportRefused::Store(error) => trouble(lang, &error),
        // whoever runs the program may do all, and compares with nothing that was shown before
        ImportRefused::Forbidden | ImportRefused::ChangedMeanwhile => anyhow!(why),
    }
}

/// Why a registry is not taken over, and what to do.
pub fn held_back(lang: Lang, change: &RegistryChange, removals: Removals) -> anyhow::Error {
    let [what, of, most, advice] =
        [Say::RegistryHeldBack, Say::OfRegistered, Say::MostUnasked, Say::AcceptRemovals].map(|say| say.text(lang));
    let number = |count| words::number(lang, count);
    let (removed, registered) = (number(change.removed), number(change.registered));
    anyhow!("{what}: {removed} {of} {registered}, {most} {}; {advice}", number(removals.most(change.registered)))
}

async fn import_into_store(
    context: &CommandContext,
    store: &Store,
    read: &ReadRegistry,
    removals: Removals,
) -> anyhow::Result<()> {
    let lang = context.lang;
    let imported = context.import_into(store, read, removals, &actor(context)).await;
    let imported = imported.map_err(|why| refused(lang, why, read, removals))?;
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
    Ok(())
}

impl CommandContext {
    /// How many pages a registry may remove unasked.
    pub fn removals(&self) -> Removals {
        let section = &self.config().registry;
        Removals::AtMost { share: section.removed_share, least: section.removed_least.into() }
    }

    /// Takes a registry over into a store, unless it removes more than it may.
    ///
    /// # Errors
    /// See [`ImportRefused`].
    pub async fn import_into(
        &self,
        store: &Store,
        read: &ReadRegistry,
        removals: Removals,
        by: &Actor,
    ) -> Result<RegistryImport, ImportRefused> {
        let source = read.path.display().to_string();
        let registry = &read.registry;
        let file = RegistryFile { source: &source, digest: read.digest, registry, removals, compared_with: None };
        import_registry(store, file, by, self.clock.now()).await
    }

    /// The store that takes a registry over; `None`: there is none yet, and none is to be made.
    async fn store_to_import(&self, only_tell: bool) -> anyhow::Result<Option<Store>> {
        if !only_tell {
            return self.store(true).await.map(Some);
        }
        self.store_if_there().await
    }
}

/// How a registry differs from the one before, by page.
fn between(before: Option<&Registry>, after: &Registry) -> RegistryChange {
    let pages = after.len() as u64;
    let Some(before) = before else { return RegistryChange { pages, added: pages, ..RegistryChange::default() } };
    let mut change = RegistryChange { registered: before.len() as u64, pages, ..RegistryChange::default() };
    for entry in after {
        match before.by_address(&entry.address) {
            None => change.added += 1,
            Some(known) if known.organization != entry.organization => change.changed += 1,
            Some(_) => {}
        }
    }
    change.removed = before.iter().filter(|entry| after.by_address(&entry.address).is_none()).count() as u64;
    change
}

/// Whether the file's ending is one that is written; a name without one gets CSV.
fn has_known_ending(lang: Lang, file: &Path) -> anyhow::Result<()> {
    let ending = file.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    if ending.is_none_or(|ending| ["csv", "tsv", "xlsx", "toml"].contains(&ending.as_str())) {
        return Ok(());
    }
    Err(anyhow!("{}: {}", file.display(), Say::RegistryEndings.text(lang)))
}

fn write(lang: Lang, registry: &Registry, file: &Path) -> anyhow::Result<()> {
    if file.as_os_str() == "-" {
        return registry.write_csv(headers(lang), io::stdout().lock()).context("-");
    }
    let name = file.display().to_string();
    let format = RegistryFormat::detect(&name, b"");
    if format == RegistryFormat::Ods {
        return Err(anyhow!("{name}: {}", Say::RegistryEndings.text(lang)));
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
