//! `explain PAGE`: why this verdict, since when, on what evidence.

use std::io::{self, Write};

use serde::Serialize;

use super::ground::{Ground, Grounds};
use super::page::{Story, Violations, WirePage, write_events, write_head};
use super::wire::{WireEvent, WireFinding, print};
use crate::cli::exit::Exit;
use crate::cli::setup::Setup;
use crate::cli::store_args::ShowPageArgs;
use crate::i18n::history::Tell;
use crate::i18n::{self, visible};
use crate::model::{AuditedItem, CoverSight, Sight};
use crate::store::{Digest, hex};

/// The name of the JSON contract.
const SCHEMA_ID: &str = "vk-page-auditor/explanation/1";

/// `explain`.
///
/// # Errors
/// The store cannot be read, it has no such page, or what it keeps cannot be read.
pub async fn explain(setup: &Setup, args: &ShowPageArgs) -> anyhow::Result<Exit> {
    let opened = setup.store_to_read().await?;
    let story = Story::read(setup, &opened, &args.page).await?;
    let ground = Grounds::of(setup, &opened).of_page(&story.row).await?;
    let in_force = setup.policy_in_force()?.kept.digest;
    let violations = Violations::of(
        &story,
        ground.as_ref().map(|ground| &*ground.policy),
        ground.as_ref().map(|ground| &ground.audit),
    );
    if args.shape == "json" {
        let wire = WireExplanation {
            schema: SCHEMA_ID,
            page: WirePage::new(&story),
            open: violations.wire_open(setup, &story),
            unconfirmed: violations.wire_waiting(setup, &story),
            ground: ground.as_ref().map(|ground| WireGround::new(&story, ground, in_force)),
            events: story.events.iter().map(WireEvent::new).collect(),
        };
        print(&wire)?;
        return Ok(Exit::Clean);
    }
    let mut out = io::stdout().lock();
    write_head(setup, &story, &mut out)?;
    violations.write(setup, &story, &mut out)?;
    match &ground {
        Some(ground) => write_ground(setup, &story, ground, in_force, &mut out)?,
        None => writeln!(out, "\n{}", Tell::NothingKept.text(setup.lang))?,
    }
    write_events(setup, &story.events, &mut out)?;
    out.flush()?;
    Ok(Exit::Clean)
}

fn write_ground(
    setup: &Setup,
    story: &Story,
    ground: &Ground,
    in_force: Digest,
    out: &mut impl Write,
) -> io::Result<()> {
    let lang = setup.lang;
    writeln!(out, "\n{}:", Tell::VkSaid.text(lang))?;
    match &ground.look.sight {
        Sight::NotFound => writeln!(out, "  {}", Tell::VkKnowsNoPage.text(lang))?,
        Sight::Seen(page) => match &page.menu {
            None => writeln!(out, "  {}", Tell::NoMenu.text(lang))?,
            Some(menu) => {
                if menu.is_hidden {
                    writeln!(out, "  {}", Tell::HiddenMenu.text(lang))?;
                }
                for (index, item) in ground.audit.menu.iter().enumerate() {
                    write_item(setup, item, content(ground, index), out)?;
                }
            }
        },
    }
    writeln!(out, "\n{}:", Tell::Ground.text(lang))?;
    writeln!(out, "  {}: {}", Tell::Snapshot.text(lang), hex(&ground.snapshot))?;
    writeln!(
        out,
        "  {}: {}, SHA-256 {}",
        Tell::PolicyIs.text(lang),
        visible(&ground.kept.id),
        hex(&ground.kept.digest)
    )?;
    let now = if ground.kept.digest == in_force { Tell::PolicyInForce } else { Tell::OtherPolicyInForce };
    writeln!(out, "    {}", now.text(lang))?;
    writeln!(out, "  {}: {}", Tell::LookVerdict.text(lang), i18n::verdict(lang, ground.audit.verdict))?;
    let replay = if is_same(story, ground) { Tell::ReplaySame } else { Tell::ReplayDiffers };
    writeln!(out, "  {}", replay.text(lang))
}

fn write_item(setup: &Setup, item: &AuditedItem, content: Option<String>, out: &mut impl Write) -> io::Result<()> {
    let lang = setup.lang;
    let mut notes = Vec::new();
    if let Some(form) = item.form {
        notes.push(format!("«{}»", i18n::form(form)));
    }
    if item.is_hidden {
        notes.push(Tell::Hidden.text(lang).to_owned());
    }
    let notes = if notes.is_empty() { String::new() } else { format!(" ({})", notes.join(", ")) };
    writeln!(out, "  {}. {}{notes}", item.position, visible(&item.title))?;
    writeln!(out, "     {}", visible(&item.url))?;
    match &item.cover {
        None => writeln!(out, "     {}", Tell::NoCover.text(lang)),
        Some(cover) => {
            let sha = content.map(|content| format!(", SHA-256 {content}")).unwrap_or_default();
            writeln!(out, "     {}: {}{sha}", Tell::Cover.text(lang), i18n::cover(lang, cover.judgement))
        }
    }
}

/// The digest of the cover that was judged for an item of the menu.
fn content(ground: &Ground, index: usize) -> Option<String> {
    match ground.look.covers.get(index)?.as_ref()? {
        CoverSight::Judged(cover) => cover.content.map(|content| hex(&content)),
        CoverSight::Failed { .. } => None,
    }
}

fn is_same(story: &Story, ground: &Ground) -> bool {
    story.row.look_verdict.as_deref() == Some(ground.audit.verdict.as_str())
}

#[derive(Serialize)]
struct WireExplanation<'a> {
    schema: &'static str,
    page: WirePage<'a>,
    open: Vec<WireFinding<'a>>,
    unconfirmed: Vec<WireFinding<'a>>,
    ground: Option<WireGround<'a>>,
    events: Vec<WireEvent>,
}

#[derive(Serialize)]
struct WireGround<'a> {
    snapshot: String,
    policy: WirePolicy<'a>,
    found: bool,
    menu_hidden: Option<bool>,
    menu: Vec<WireItem<'a>>,
    look_verdict: &'static str,
    codes: Vec<&'static str>,
    replay_agrees: bool,
}

#[derive(Serialize)]
struct WirePolicy<'a> {
    id: &'a str,
    digest: String,
    in_force: bool,
}

#[derive(Serialize)]
struct WireItem<'a> {
    position: u32,
    title: &'a str,
    url: &'a str,
    form: Option<&'static str>,
    hidden: bool,
    cover: Option<WireCover<'a>>,
}

#[derive(Serialize)]
struct WireCover<'a> {
    url: &'a str,
    verdict: &'static str,
    sha256: Option<String>,
}

impl<'a> WireGround<'a> {
    fn new(story: &Story, ground: &'a Ground, in_force: Digest) -> Self {
        let menu = match &ground.look.sight {
            Sight::Seen(page) => page.menu.as_ref(),
            Sight::NotFound => None,
        };
        let item = |(index, item): (usize, &'a AuditedItem)| WireItem {
            position: item.position,
            title: &item.title,
            url: &item.url,
            form: item.form.map(crate::model::Form::as_str),
            hidden: item.is_hidden,
            cover: item.cover.as_ref().map(|cover| WireCover {
                url: &cover.url,
                verdict: cover.judgement.as_str(),
                sha256: content(ground, index),
            }),
        };
        Self {
            snapshot: hex(&ground.snapshot),
            policy: WirePolicy {
                id: &ground.kept.id,
                digest: hex(&ground.kept.digest),
                in_force: ground.kept.digest == in_force,
            },
            found: matches!(ground.look.sight, Sight::Seen(_)),
            menu_hidden: menu.map(|menu| menu.is_hidden),
            menu: ground.audit.menu.iter().enumerate().map(item).collect(),
            look_verdict: ground.audit.verdict.as_str(),
            codes: ground.audit.violations.iter().map(|one| one.code.as_str()).collect(),
            replay_agrees: is_same(story, ground),
        }
    }
}
