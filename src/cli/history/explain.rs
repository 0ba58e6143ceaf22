//! `explain PAGE`: why this verdict, since when, on what evidence.

use std::io::{self, Write};

use serde::Serialize;

use super::page::{write_events, write_head, write_violations};
use super::print::print;
use super::{InLanguage as _, page_row};
use crate::cli::context::CommandContext;
use crate::cli::exit::Exit;
use crate::cli::store_args::ShowPageArgs;
use app::history::{Grounds, PageTimeline, VerdictBasis, Violations, WireEvent, WireFinding, WireGround, WirePage};
use domain::model::{AuditedItem, Sight};
use store::{Digest, hex};
use words::history::Tell;
use words::{self, visible};

/// The name of the JSON contract.
const SCHEMA_ID: &str = "vk-page-auditor/explanation/1";

/// `explain`.
///
/// # Errors
/// The store cannot be read, or it has no such page.
pub async fn explain(context: &CommandContext, args: &ShowPageArgs) -> anyhow::Result<Exit> {
    let lang = context.lang;
    let opened = context.store_to_read().await?;
    let story = PageTimeline::read(&opened, page_row(context, &opened, &args.page).await?).await.told(context)?;
    let (ground, unreadable) = match Grounds::of(&opened).of_page(&story.row).await {
        // what is confirmed is told though its ground is for a later version to show
        Err(error) if error.is_of_the_page() => (None, Err::<(), _>(error).told(context).err()),
        ground => (ground.told(context)?, None),
    };
    let in_force = context.policy_in_force()?.kept.digest;
    let violations = Violations::of(
        &story,
        ground.as_ref().map(|ground| &*ground.policy),
        ground.as_ref().map(|ground| &ground.audit),
    );
    if args.shape == "json" {
        let wire = WireExplanation {
            schema: SCHEMA_ID,
            page: WirePage::new(lang, &story),
            open: violations.wire_open(lang, &story),
            unconfirmed: violations.wire_waiting(lang, &story),
            ground: ground.as_ref().map(|ground| WireGround::new(&story, ground, in_force)),
            events: story.events.iter().map(WireEvent::new).collect(),
        };
        print(&wire)?;
        return Ok(Exit::Clean);
    }
    let mut out = io::stdout().lock();
    write_head(context, &story, &mut out)?;
    write_violations(context, &story, &violations, &mut out)?;
    if let Some(ground) = &ground {
        write_ground(context, &story, ground, in_force, &mut out)?;
    } else {
        writeln!(out, "\n{}", Tell::NothingKept.text(context.lang))?;
        if let Some(error) = unreadable {
            writeln!(out, "  {}", visible(&format!("{error:#}")))?;
        }
    }
    write_events(context, &story.events, &mut out)?;
    out.flush()?;
    Ok(Exit::Clean)
}

fn write_ground(
    context: &CommandContext,
    story: &PageTimeline,
    ground: &VerdictBasis,
    in_force: Digest,
    out: &mut impl Write,
) -> io::Result<()> {
    let lang = context.lang;
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
                    write_item(context, item, ground.cover_content(index), out)?;
                }
            }
        },
    }
    writeln!(out, "\n{}:", Tell::VerdictBasis.text(lang))?;
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
    writeln!(out, "  {}: {}", Tell::LookVerdict.text(lang), words::verdict(lang, ground.audit.verdict))?;
    let replay = match (ground.agrees_with(story), ground.has_own_rules) {
        (true, _) => Tell::ReplaySame,
        (false, true) => Tell::ReplayDiffers,
        (false, false) => Tell::ReplayByOtherRules,
    };
    writeln!(out, "  {}", replay.text(lang))
}

fn write_item(
    context: &CommandContext,
    item: &AuditedItem,
    content: Option<String>,
    out: &mut impl Write,
) -> io::Result<()> {
    let lang = context.lang;
    let mut notes = Vec::new();
    if let Some(form) = item.form {
        notes.push(format!("«{}»", words::form(form)));
    }
    if item.is_hidden {
        notes.push(Tell::Hidden.text(lang).to_owned());
    }
    let notes = if notes.is_empty() { String::new() } else { format!(" ({})", notes.join(", ")) };
    let position = item.position.map_or_else(|| "—".to_owned(), |position| format!("{position}."));
    writeln!(out, "  {position} {}{notes}", visible(&item.title))?;
    writeln!(out, "     {}", visible(&item.url))?;
    match &item.cover {
        None => writeln!(out, "     {}", Tell::NoCover.text(lang)),
        Some(cover) => {
            let sha = content.map(|content| format!(", SHA-256 {content}")).unwrap_or_default();
            writeln!(out, "     {}: {}{sha}", Tell::Cover.text(lang), words::cover(lang, cover.judgement))
        }
    }
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
