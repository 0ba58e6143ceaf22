//! Who is whose parent: every organisation of the registry once, cycles of parents, and for each organisation the nearest
//! one at or above it that is connected for messages or has an OKTMO.

use std::collections::HashMap;

use super::drafts::Drafts;
use super::intake::{Draft, Given};
use crate::model::{Level, Ogrn, Oktmo, OpaId};

/// The place of an organisation in [`Bodies`].
pub(super) type BodyId = u32;

/// One organisation as a parent: what its rows say, those that are set aside included.
#[derive(Debug)]
pub(super) struct Body {
    /// The place of its first row among the drafts.
    pub first: usize,
    pub parent: Option<Ogrn>,
    pub level: Option<Level>,
    pub is_connected: bool,
    pub opa_id: Option<OpaId>,
    pub oktmo: Option<Oktmo>,
    /// The key of its municipality's name.
    pub municipality: Option<u32>,
    pub is_on_cycle: bool,
    parent_id: Option<BodyId>,
    connected: Option<BodyId>,
    with_oktmo: Option<BodyId>,
    ruling: Option<BodyId>,
}

/// All organisations.
pub(super) struct Bodies {
    by_ogrn: HashMap<Ogrn, BodyId>,
    all: Vec<Body>,
}

impl Bodies {
    /// Gathers the organisations of all rows whose OGRN can be read. What the first row of one leaves out, a later row of
    /// it fills in.
    pub fn gather(drafts: &Drafts) -> Self {
        let mut bodies = Self { by_ogrn: HashMap::with_capacity(drafts.len()), all: Vec::with_capacity(drafts.len()) };
        for (place, draft) in drafts.iter().enumerate() {
            let Some(ogrn) = draft.ogrn else { continue };
            let next = BodyId::try_from(bodies.all.len()).unwrap_or(BodyId::MAX);
            let id = *bodies.by_ogrn.entry(ogrn).or_insert(next);
            match bodies.all.get_mut(id as usize) {
                Some(body) => body.fill(draft),
                None => bodies.all.push(Body::new(place, draft)),
            }
        }
        for place in 0..bodies.all.len() {
            bodies.all[place].parent_id = bodies.all[place].parent.and_then(|ogrn| bodies.find(ogrn));
        }
        bodies.mark_cycles();
        let connected = bodies.nearest(|body| body.is_connected);
        let with_oktmo = bodies.nearest(|body| body.oktmo.is_some());
        let ruling = bodies.nearest(|body| matches!(body.level, Some(Level::Regional | Level::Municipal)));
        for (((body, connected), with_oktmo), ruling) in
            bodies.all.iter_mut().zip(connected).zip(with_oktmo).zip(ruling)
        {
            body.connected = connected;
            body.with_oktmo = with_oktmo;
            body.ruling = ruling;
        }
        bodies
    }

    /// The organisation with this OGRN.
    pub fn find(&self, ogrn: Ogrn) -> Option<BodyId> {
        self.by_ogrn.get(&ogrn).copied()
    }

    /// The organisation at this place.
    pub fn get(&self, id: BodyId) -> &Body {
        &self.all[id as usize]
    }

    /// The nearest organisation, this one or above it, that is connected for messages.
    pub fn connected_from(&self, id: BodyId) -> Option<&Body> {
        self.get(id).connected.map(|id| self.get(id))
    }

    /// The nearest organisation, this one or above it, that has an OKTMO of its own.
    pub fn with_oktmo_from(&self, id: BodyId) -> Option<&Body> {
        self.get(id).with_oktmo.map(|id| self.get(id))
    }

    /// The nearest regional or municipal body, this one or above it.
    pub fn ruling_from(&self, id: BodyId) -> Option<&Body> {
        self.get(id).ruling.map(|id| self.get(id))
    }

    /// Follows every chain of parents once; a chain that meets itself has a cycle from there on.
    fn mark_cycles(&mut self) {
        const UNSEEN: u32 = u32::MAX;
        let mut walk_of = vec![UNSEEN; self.all.len()];
        for start in 0..self.all.len() {
            let walk = u32::try_from(start).unwrap_or(UNSEEN - 1);
            let mut at = start;
            while walk_of[at] == UNSEEN {
                walk_of[at] = walk;
                match self.all[at].parent_id {
                    Some(parent) => at = parent as usize,
                    None => break,
                }
            }
            let met_itself = walk_of[at] == walk && self.all[at].parent_id.is_some();
            while met_itself && !self.all[at].is_on_cycle {
                self.all[at].is_on_cycle = true;
                at = self.all[at].parent_id.map_or(at, |parent| parent as usize);
            }
        }
    }

    /// For each organisation the nearest one at or above it with a property. Each chain is walked once, so that a chain as
    /// long as the registry costs no more than short ones.
    fn nearest(&self, has: impl Fn(&Body) -> bool) -> Vec<Option<BodyId>> {
        #[derive(Clone, Copy, PartialEq)]
        enum Known {
            No,
            Walking,
            Yes(Option<BodyId>),
        }
        let mut known = vec![Known::No; self.all.len()];
        let mut walk = Vec::new();
        for start in 0..self.all.len() {
            let mut next = BodyId::try_from(start).ok();
            let found = loop {
                let Some(id) = next else { break None };
                match known[id as usize] {
                    Known::Yes(found) => break found,
                    // a cycle on which nobody has the property
                    Known::Walking => break None,
                    Known::No => {}
                }
                walk.push(id);
                known[id as usize] = Known::Walking;
                if has(self.get(id)) {
                    break Some(id);
                }
                next = self.get(id).parent_id;
            };
            for id in walk.drain(..) {
                known[id as usize] = Known::Yes(found);
            }
        }
        let found = |known| if let Known::Yes(found) = known { found } else { None };
        known.into_iter().map(found).collect()
    }
}

impl Body {
    fn new(first: usize, draft: &Draft) -> Self {
        let mut body = Self {
            first,
            parent: None,
            level: None,
            is_connected: draft.is_connected(),
            opa_id: None,
            oktmo: None,
            municipality: None,
            is_on_cycle: false,
            parent_id: None,
            connected: None,
            with_oktmo: None,
            ruling: None,
        };
        body.fill(draft);
        body
    }

    fn fill(&mut self, draft: &Draft) {
        self.parent = self.parent.or(draft.parent.good());
        self.level = self.level.or(draft.level);
        self.oktmo = self.oktmo.or(draft.oktmo.good());
        self.municipality = self.municipality.or(draft.municipality.as_ref().map(|name| name.key));
        if self.opa_id.is_none()
            && let Given::Good(opa_id) = draft.opa_id
        {
            self.opa_id = Some(opa_id);
            self.is_connected |= draft.is_connected();
        }
    }
}
