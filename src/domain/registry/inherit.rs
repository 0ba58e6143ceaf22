//! What an organisation has from those above it and from its municipality: region, OKTMO, account, polls.

use std::collections::HashMap;
use std::sync::Arc;

use super::bodies::{Bodies, Body, BodyId, Nearest, Parent};
use super::draft::{Draft, Given};
use super::drafts::Drafts;
use super::territory::{Agreed, Territory};
use crate::model::{Level, Ogrn, Oktmo, OpaId, RegionCode};

/// What a row comes to with what it inherits; `None` is unknown.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Inherited {
    pub level: Option<Level>,
    pub body_level: Option<Level>,
    pub region: Option<RegionCode>,
    /// The number of the municipality's name, where the row does not give one.
    pub municipality: Option<u32>,
    pub oktmo: Option<Oktmo>,
    pub messages_opa_id: Option<OpaId>,
    pub messages_connected: Option<bool>,
    /// Whose account is shown, where that is another body's.
    pub messages_from: Option<BodyId>,
    pub polls_connected: Option<bool>,
    pub parent_ogrn: Option<Ogrn>,
    /// The place of the organisation's first row, where this is a later one.
    pub first: Option<u32>,
}

/// Who has what others inherit.
pub(super) struct Heritage<'a> {
    bodies: &'a Bodies,
    territory: &'a Territory,
    connected: Nearest,
    with_oktmo: Nearest,
    with_municipality: Nearest,
    /// Regional and municipal bodies.
    governing: Nearest,
}

impl<'a> Heritage<'a> {
    pub fn new(bodies: &'a Bodies, territory: &'a Territory) -> Self {
        let is_governing = |body: &Body| matches!(body.level, Some(Level::Regional | Level::Municipal));
        Self {
            bodies,
            territory,
            connected: bodies.nearest(|body| body.is_connected),
            with_oktmo: bodies.nearest(|body| body.oktmo.is_some() && body.has_place()),
            with_municipality: bodies.nearest(|body| body.municipality.is_some() && body.has_place()),
            governing: bodies.nearest(is_governing),
        }
    }

    /// What the row comes to.
    pub fn of(&self, place: usize, draft: &Draft, region: Option<RegionCode>) -> Inherited {
        let id = self.bodies.id_of(place);
        let body = self.bodies.get(id);
        let parent = match self.bodies.parent_of(place, draft) {
            Parent::Is(parent) => Some(parent),
            _ => None,
        };
        let governing = parent.and_then(|parent| self.governing.from(parent));
        let is_governing = matches!(body.level, Some(Level::Regional | Level::Municipal));
        let above = if is_governing { None } else { governing };
        let (messages_connected, messages_opa_id, messages_from) = self.messages(draft, parent);
        let oktmo = self.oktmo(draft, body, parent, region);
        let parent_ogrn = parent.and_then(|parent| self.ogrn_of(parent)).or(draft.parent.good());
        Inherited {
            level: body.level,
            body_level: match body.level {
                Some(Level::Subordinate) => above.and_then(|above| self.bodies.get(above).level).or(body.said_above),
                // below a municipal body everybody shows the municipality's polls, whatever the level
                None => above.and_then(|above| self.bodies.get(above).level).filter(|level| *level == Level::Municipal),
                Some(Level::Regional | Level::Municipal) => None,
            },
            region,
            municipality: self.municipality(draft, body, parent, oktmo),
            oktmo,
            messages_opa_id,
            messages_connected,
            messages_from,
            polls_connected: draft.polls.or_else(|| self.polls_of_municipality(above?)),
            parent_ogrn,
            first: (body.first != place).then(|| u32::try_from(body.first).unwrap_or(u32::MAX)),
        }
    }

    /// The form of polls is the municipality's, and so is its being connected. A regional body says so of itself alone: which
    /// form its subordinates show is not certain.
    fn polls_of_municipality(&self, above: BodyId) -> Option<bool> {
        let body = self.bodies.get(above);
        body.polls.filter(|_| body.level == Some(Level::Municipal))
    }

    fn ogrn_of(&self, body: BodyId) -> Option<Ogrn> {
        self.bodies.get(body).ogrn
    }

    /// Whether the organisation is connected for messages, the account whose form its page must show, and whose that is: its
    /// own, or that of the nearest connected ancestor (official instruction, third paragraph).
    fn messages(&self, draft: &Draft, parent: Option<BodyId>) -> (Option<bool>, Option<OpaId>, Option<BodyId>) {
        if draft.is_connected() {
            return (Some(true), draft.opa_id.good(), None);
        }
        let ancestor = parent.and_then(|parent| self.connected.from(parent));
        let is_told = matches!(draft.messages, Given::Good(false));
        // an account that is there but cannot be read is not passed over for one further up: that would be a wrong one
        let opa_id = ancestor.and_then(|id| self.bodies.get(id).opa_id);
        ((is_told || ancestor.is_some()).then_some(false), opa_id, ancestor)
    }

    /// The row's own OKTMO; else that of the nearest ancestor that has one, if it is in the same municipality; else what
    /// the rows of the municipality agree on; else that ancestor's all the same, for names are written in many ways. The
    /// polls form is that of the municipality, so its name goes before the chain of parents. Where nothing says in which
    /// municipality the organisation is, and those above it are of the whole region, it stays unknown.
    fn oktmo(&self, draft: &Draft, body: &Body, parent: Option<BodyId>, region: Option<RegionCode>) -> Option<Oktmo> {
        if !draft.oktmo.is_absent() || body.level == Some(Level::Regional) {
            return draft.oktmo.good();
        }
        let ancestor = parent.and_then(|parent| self.with_oktmo.from(parent)).map(|id| self.bodies.get(id));
        let municipality = draft.municipality.as_ref().map(|name| name.key);
        let same_place = ancestor.filter(|above| municipality.is_none() || above.municipality == municipality);
        let agreed = municipality.and_then(|key| self.territory.oktmo(region, key));
        match (same_place, agreed) {
            (Some(above), _) => above.oktmo,
            (None, Some(Agreed::On(oktmo))) => Some(oktmo),
            (None, Some(Agreed::OnNothing)) => None,
            (None, None) => ancestor.and_then(|above| above.oktmo),
        }
    }

    fn municipality(&self, draft: &Draft, body: &Body, parent: Option<BodyId>, oktmo: Option<Oktmo>) -> Option<u32> {
        if draft.municipality.is_some() || body.level == Some(Level::Regional) {
            return None;
        }
        let own = draft.oktmo.good().and_then(|oktmo| self.territory.name(oktmo));
        let above = parent.and_then(|parent| self.with_municipality.from(parent)).map(|id| self.bodies.get(id));
        own.or_else(|| above?.municipality).or_else(|| self.territory.name(oktmo?))
    }

    /// The names of the bodies whose account others show, each once.
    pub fn names(inherited: &[Inherited], bodies: &Bodies, drafts: &Drafts) -> HashMap<BodyId, Arc<str>> {
        let mut names = HashMap::new();
        for body in inherited.iter().filter_map(|inherited| inherited.messages_from) {
            names.entry(body).or_insert_with(|| Arc::from(&*drafts[bodies.get(body).first].name));
        }
        names
    }
}
