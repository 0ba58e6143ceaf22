//! `config init|check|show`.

use std::io::{self, Write as _};
use std::path::Path;

use anyhow::anyhow;

use super::args::{ConfigCommand, GlobalArgs};
use super::exit::Exit;
use super::outputs::write_whole;
use super::setup::Setup;
use crate::config::EXAMPLE;
use crate::i18n::{self, Lang};

/// Writes, checks or shows the configuration.
///
/// # Errors
/// The configuration cannot be used, or the file cannot be written.
pub fn execute(global: &GlobalArgs, command: &ConfigCommand) -> anyhow::Result<Exit> {
    match command {
        ConfigCommand::Init { file, force } => {
            init(global.lang.as_deref().and_then(Lang::parse).unwrap_or_default(), file, *force)
        }
        ConfigCommand::Check => check(&Setup::load(global, None)?),
        ConfigCommand::Show => {
            io::stdout().write_all(Setup::load(global, None)?.loaded.show().as_bytes())?;
            Ok(Exit::Clean)
        }
    }
}

fn init(lang: Lang, file: &Path, force: bool) -> anyhow::Result<Exit> {
    if file.as_os_str() == "-" {
        io::stdout().write_all(EXAMPLE.as_bytes())?;
        return Ok(Exit::Clean);
    }
    if file.exists() && !force {
        let words = lang.pick("файл уже есть; заменить его: --force", "the file is there already; --force replaces it");
        return Err(anyhow!("{}: {words}", file.display()));
    }
    write_whole(file, EXAMPLE.as_bytes(), lang)?;
    let words = lang.pick("записан; впишите реестр и токен и проверьте: vk-page-auditor config check", "written; name your registry and token in it, then: vk-page-auditor config check");
    writeln!(io::stderr(), "{}: {words}", file.display())?;
    Ok(Exit::Clean)
}

/// Everything a run needs is tried: configuration, policy, registry, tokens. Nothing is asked of VK.
fn check(setup: &Setup) -> anyhow::Result<Exit> {
    let lang = setup.lang;
    let mut out = io::stdout().lock();
    let file = setup.loaded.file.as_ref().map_or_else(
        || lang.pick("файла нет, действуют значения по умолчанию", "no file, defaults hold").to_owned(),
        |file| file.display().to_string(),
    );
    writeln!(out, "{}: {file}", lang.pick("настройки", "configuration"))?;
    let policy = setup.policy()?;
    writeln!(out, "{}: {} — {}", lang.pick("правила", "policy"), policy.id, lang.pick(&*policy.title.ru, &*policy.title.en))?;
    let read = setup.registry(&policy)?;
    let mut exit = Exit::Clean;
    match &read {
        None => writeln!(out, "{}", lang.pick("реестр: не указан", "registry: none named"))?,
        Some(read) => {
            let (good, bad) = (read.registry.len(), read.registry.set_aside());
            writeln!(out, "{}: {}, {}: {good}, {}: {bad}", lang.pick("реестр", "registry"), read.path.display(), lang.pick("годных строк", "good rows"), lang.pick("отложено", "set aside"))?;
            for problem in &read.problems {
                writeln!(out, "  {}", i18n::row_problem(lang, problem))?;
                exit = Exit::Usage;
            }
        }
    }
    let tokens = setup.tokens()?;
    let names: Vec<&str> = tokens.iter().map(|token| token.name.as_str()).collect();
    writeln!(out, "{}: {}", lang.pick("токены", "tokens"), names.join(", "))?;
    if exit == Exit::Clean {
        writeln!(out, "{}", lang.pick("всё в порядке", "all is well"))?;
    }
    Ok(exit)
}
