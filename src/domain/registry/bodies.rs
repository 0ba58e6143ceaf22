//! Who is whose parent: every organisation of the registry once, cycles of parents, and for each organisation the nearest
//! one at or above it that has what it inherits.

use std::collections::HashMap;

use super::draft::{Draft, Given};
use super::drafts::Drafts;
use super::field::fold;
use super::intake::Names;
use super::layout::Layout;
use super::words::LevelWord;
use crate::model::{Level, Ogrn, Oktmo, OpaId, RegionCode};

/// The place of an organisation in [`Bodies`].
pub(super) type BodyId = u32;

/// One organisation as a parent: what its rows say, those that are set aside included.
#[derive(Debug)]
pub(super) struct Body {
    /// The place of its first row among the drafts.
    pub first: usize,
    pub ogrn: Option<Ogrn>,
    pub level: Option<Level>,
    /// The level of the body above it that its own word for a level tells.
    pub said_above: Option<Level>,
    pub region: Option<RegionCode>,
    pub is_connected: bool,
    pub opa_id: Option<OpaId>,
    pub oktmo: Option<Oktmo>,
    /// The key of its municipality's name.
    pub municipality: Option<u32>,
    pub polls: Option<bool>,
    pub is_on_cycle: bool,
    pub parent: Option<BodyId>,
    has_children: bool,
}

/// What an organisation's body above is said to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Parent {
    /// None is named.
    None,
    Is(BodyId),
    /// No row has this OGRN.
    Unknown(Ogrn),
    /// No row has this name.
    UnknownName(u32),
    /// Several organisations have this name.
    Ambiguous(u32),
}

/// Who has the name of a founder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    Nobody,
    One(BodyId),
    Several,
}

/// All organisations.
pub(super) struct Bodies {
    by_ogrn: HashMap<Ogrn, BodyId>,
    all: Vec<Body>,
    /// The organisation of each draft.
    of_draft: Vec<BodyId>,
    /// By the number of the founder's name.
    founders: Vec<Named>,
}

/// For each organisation the nearest one, itself or above it, with a property.
pub(super) struct Nearest(Vec<Option<BodyId>>);

impl Nearest {
    pub fn from(&self, id: BodyId) -> Option<BodyId> {
        self.0[id as usize]
    }
}

impl Bodies {
    /// Gathers the organisations of all rows: one for each OGRN that can be read, one for each row without. What the first
    /// row of one leaves out, a later row of it fills in.
    pub fn gather(drafts: &Drafts, founders: &Names, layouts: &[Layout]) -> Self {
        let mut bodies = Self {
            by_ogrn: HashMap::with_capacity(drafts.len()),
            all: Vec::with_capacity(drafts.len()),
            of_draft: Vec::with_capacity(drafts.len()),
            founders: vec![Named::Nobody; founders.len()],
        };
        for (place, draft) in drafts.iter().enumerate() {
            let next = BodyId::try_from(bodies.all.len()).unwrap_or(BodyId::MAX);
            let id = draft.ogrn.good().map_or(next, |ogrn| *bodies.by_ogrn.entry(ogrn).or_insert(next));
            bodies.of_draft.push(id);
            match bodies.all.get_mut(id as usize) {
                Some(body) => body.fill(draft),
                None => bodies.all.push(Body::new(place, draft)),
            }
            if founders.len() > 0 {
                bodies.note_name(&draft.name, id, founders);
            }
        }
        // a later row may name the parent that the first leaves out
        for (place, draft) in drafts.iter().enumerate() {
            if let Parent::Is(parent) = bodies.parent_of(place, draft) {
                bodies.all[bodies.of_draft[place] as usize].parent.get_or_insert(parent);
            }
        }
        for place in 0..bodies.all.len() {
            if let Some(parent) = bodies.all[place].parent {
                bodies.all[parent as usize].has_children = true;
            }
        }
        bodies.mark_cycles();
        bodies.settle_levels(drafts, layouts);
        bodies
    }

    fn note_name(&mut self, name: &str, id: BodyId, founders: &Names) {
        let Some(named) = founders.key_of_folded(&fold(name)).and_then(|key| self.founders.get_mut(key as usize))
        else {
            return;
        };
        *named = match *named {
            Named::Nobody => Named::One(id),
            Named::One(known) if known == id => Named::One(id),
            Named::One(_) | Named::Several => Named::Several,
        };
    }

    /// What the row of this place says of the body above: by OGRN, else by name. Who names itself names nobody.
    pub fn parent_of(&self, place: usize, draft: &Draft) -> Parent {
        if let Given::Good(ogrn) = draft.parent {
            return self.by_ogrn.get(&ogrn).map_or(Parent::Unknown(ogrn), |id| Parent::Is(*id));
        }
        let Some(founder) = draft.founder.as_ref().filter(|_| draft.parent.is_absent()) else { return Parent::None };
        match self.founders[founder.key as usize] {
            Named::One(id) if id == self.of_draft[place] => Parent::None,
            Named::One(id) => Parent::Is(id),
            Named::Several if fold(&draft.name) == fold(&founder.text) => Parent::None,
            Named::Several => Parent::Ambiguous(founder.key),
            Named::Nobody => Parent::UnknownName(founder.key),
        }
    }

    /// The organisation of a draft.
    pub fn id_of(&self, place: usize) -> BodyId {
        self.of_draft[place]
    }

    /// The organisation at this place.
    pub fn get(&self, id: BodyId) -> &Body {
        &self.all[id as usize]
    }

    /// Forgets the OKTMO of an organisation: it lies in another region.
    pub fn drop_oktmo(&mut self, id: BodyId) {
        self.all[id as usize].oktmo = None;
    }

    /// What a word of a level means depends on what else is said: a body is one that others are subordinate to, or that
    /// has none above it.
    fn settle_levels(&mut self, drafts: &Drafts, layouts: &[Layout]) {
        for body in &mut self.all {
            let draft = &drafts[body.first];
            let Some(word) = draft.level else { continue };
            let names_subordinates = layouts.get(usize::from(draft.layout)).is_some_and(|one| one.names_subordinates);
            let names_one_above =
                draft.founder.as_ref().is_some_and(|founder| fold(&founder.text) != fold(&draft.name));
            let has_one_above = body.parent.is_some() || !draft.parent.is_absent() || names_one_above;
            // in a table of subordinate organisations a body is one that others name
            let is_below = has_one_above || (names_subordinates && !body.has_children);
            (body.level, body.said_above) = match word {
                LevelWord::Below(level) => (Some(Level::Subordinate), Some(level)),
                LevelWord::Of(level) if is_below => (Some(Level::Subordinate), Some(level)),
                LevelWord::Is(level) | LevelWord::Of(level) => (Some(level), None),
            };
        }
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
                match self.all[at].parent {
                    Some(parent) => at = parent as usize,
                    None => break,
                }
            }
            let met_itself = walk_of[at] == walk && self.all[at].parent.is_some();
            while met_itself && !self.all[at].is_on_cycle {
                self.all[at].is_on_cycle = true;
                at = self.all[at].parent.map_or(at, |parent| parent as usize);
            }
        }
    }

    /// For each organisation the nearest one at or above it with a property. Each chain is walked once, so that a chain as
    /// long as the registry costs no more than short ones.
    pub fn nearest(&self, has: impl Fn(&Body) -> bool) -> Nearest {
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
                    // a cycle: nobody on it has the property
                    Known::Walking => break None,
                    Known::No => {}
                }
                walk.push(id);
                known[id as usize] = Known::Walking;
                if has(self.get(id)) {
                    break Some(id);
                }
                next = self.get(id).parent;
            };
            for id in walk.drain(..) {
                known[id as usize] = Known::Yes(found);
            }
        }
        let found = |known| if let Known::Yes(found) = known { found } else { None };
        Nearest(known.into_iter().map(found).collect())
    }
}

impl Body {
    fn new(first: usize, draft: &Draft) -> Self {
        let mut body = Self {
            first,
            ogrn: draft.ogrn.good(),
            level: None,
            said_above: None,
            region: None,
            is_connected: draft.is_connected(),
            opa_id: None,
            oktmo: None,
            municipality: None,
            polls: None,
            is_on_cycle: false,
            parent: None,
            has_children: false,
        };
        body.fill(draft);
        body
    }

    fn fill(&mut self, draft: &Draft) {
        self.region = self.region.or(draft.region.good());
        self.oktmo = self.oktmo.or(draft.oktmo.good());
        self.municipality = self.municipality.or(draft.municipality.as_ref().map(|name| name.key));
        self.polls = self.polls.or(draft.polls);
        if self.opa_id.is_none()
            && let Given::Good(opa_id) = draft.opa_id
        {
            self.opa_id = Some(opa_id);
            self.is_connected |= draft.is_connected();
        }
    }

    /// Whether those below it are surely in the same municipality: a regional body's are all over the region, and so are
    /// those of a body that its word for a level calls subordinate to one.
    pub fn has_place(&self) -> bool {
        match self.level {
            Some(Level::Municipal) => true,
            Some(Level::Subordinate) => self.said_above != Some(Level::Regional),
            Some(Level::Regional) | None => false,
        }
    }
}
