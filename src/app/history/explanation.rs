//! What a verdict rests on, in JSON.

use serde::Serialize;
use utoipa::ToSchema;

use super::{PageTimeline, VerdictBasis};
use domain::model::{AuditedItem, CoverSight, Sight};
use store::{Digest, hex};

impl VerdictBasis {
    /// The digest of the cover that was judged for an item of the menu.
    pub fn cover_content(&self, index: usize) -> Option<String> {
        match self.look.covers.get(index)?.as_ref()? {
            CoverSight::Judged(cover) => cover.content.map(|content| hex(&content)),
            CoverSight::Failed { .. } => None,
        }
    }

    /// Whether it says of the page what was said when it was looked at.
    pub fn agrees_with(&self, story: &PageTimeline) -> bool {
        story.row.look_verdict.as_deref() == Some(self.audit.verdict.as_str())
    }
}

/// What a verdict rests on, in JSON.
#[derive(Serialize, ToSchema)]
pub struct WireGround<'a> {
    snapshot: String,
    policy: WirePolicy<'a>,
    found: bool,
    menu_hidden: Option<bool>,
    menu: Vec<WireItem<'a>>,
    look_verdict: &'static str,
    codes: Vec<&'a str>,
    replay_agrees: bool,
}

#[derive(Serialize, ToSchema)]
struct WirePolicy<'a> {
    id: &'a str,
    digest: String,
    in_force: bool,
    /// Whether the page was judged by the rules of this version of the program.
    own_rules: bool,
}

#[derive(Serialize, ToSchema)]
struct WireItem<'a> {
    position: Option<u32>,
    title: &'a str,
    url: &'a str,
    form: Option<&'static str>,
    hidden: bool,
    cover: Option<WireCover<'a>>,
}

#[derive(Serialize, ToSchema)]
struct WireCover<'a> {
    url: &'a str,
    verdict: &'static str,
    sha256: Option<String>,
}

impl<'a> WireGround<'a> {
    /// Beside the policy that is in force now.
    pub fn new(story: &PageTimeline, ground: &'a VerdictBasis, in_force: Digest) -> Self {
        let menu = match &ground.look.sight {
            Sight::Seen(page) => page.menu.as_ref(),
            Sight::NotFound => None,
        };
        let item = |(index, item): (usize, &'a AuditedItem)| WireItem {
            position: item.position,
            title: &item.title,
            url: &item.url,
            form: item.form.map(domain::model::Form::as_str),
            hidden: item.is_hidden,
            cover: item.cover.as_ref().map(|cover| WireCover {
                url: &cover.url,
                verdict: cover.judgement.as_str(),
                sha256: ground.cover_content(index),
            }),
        };
        Self {
            snapshot: hex(&ground.snapshot),
            policy: WirePolicy {
                id: &ground.kept.id,
                digest: hex(&ground.kept.digest),
                in_force: ground.kept.digest == in_force,
                own_rules: ground.has_own_rules,
            },
            found: matches!(ground.look.sight, Sight::Seen(_)),
            menu_hidden: menu.map(|menu| menu.is_hidden),
            menu: ground.audit.menu.iter().enumerate().map(item).collect(),
            look_verdict: ground.audit.verdict.as_str(),
            codes: ground.audit.violations.iter().map(|one| one.code.as_str()).collect(),
            replay_agrees: ground.agrees_with(story),
        }
    }
}
