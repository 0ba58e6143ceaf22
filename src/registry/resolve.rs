//! Looks at all rows together: pages named twice, rows that contradict each other, parents, what is inherited. Makes the
//! entries of the rows without a problem.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::bodies::{Bodies, Body};
use super::drafts::Drafts;
use super::field::Field;
use super::intake::{Draft, Given, Intake, shown};
use super::territory::{Agreed, Territory};
use super::{Entry, Regions};
use crate::model::{Level, Oktmo, OpaId, Organization, PageAddress, RowProblem, RowProblemKind};

/// What a registry comes to.
pub(super) struct Resolved {
    pub entries: Vec<Entry>,
    /// By row, then by column.
    pub problems: Vec<RowProblem>,
    /// How many rows gave no entry.
    pub set_aside: usize,
}

/// What a row needs from others; `None` where its own cells already lack what it takes.
#[derive(Debug, Clone, Copy, Default)]
struct Inherited {
    oktmo: Option<Oktmo>,
    messages_opa_id: Option<OpaId>,
    body_level: Option<Level>,
    /// The place of the organisation's first row, where this is a later one.
    first: Option<u32>,
}

/// Resolves all rows.
pub(super) fn resolve(intake: Intake<'_>) -> Resolved {
    let regions = intake.regions();
    let Intake { mut drafts, mut problems, unreadable_rows, .. } = intake;
    let bodies = Bodies::gather(&drafts);
    let territory = Territory::gather(&drafts);
    let mut look = Look { drafts: &drafts, bodies: &bodies, territory: &territory, regions, problems: Vec::new() };
    look.duplicates();
    let mut inherited = Vec::with_capacity(drafts.len());
    for place in 0..drafts.len() {
        look.contradictions(place);
        look.parent(place);
        let messages_opa_id = look.messages_opa_id(place);
        let body_level = look.body_level(place);
        inherited.push(Inherited {
            oktmo: look.oktmo(place),
            messages_opa_id,
            body_level,
            first: look.first_of(place),
        });
    }
    let found = look.problems;
    // their memory is needed for the entries
    drop((bodies, territory));
    for (place, problem) in found {
        drafts[place].is_bad = true;
        problems.push(problem);
    }
    sort(&mut problems);
    let rows = drafts.len() + unreadable_rows;
    let entries = entries(drafts, &inherited);
    Resolved { set_aside: rows - entries.len(), entries, problems }
}

fn sort(problems: &mut [RowProblem]) {
    let place = |column: &'static str| Field::ALL.iter().position(|field| field.english() == column);
    problems.sort_by_key(|problem| (problem.row, problem.column.and_then(place)));
}

fn entries(drafts: Drafts, inherited: &[Inherited]) -> Vec<Entry> {
    let count = drafts.iter().filter(|draft| !draft.is_bad).count();
    let mut entries: Vec<Entry> = Vec::with_capacity(count);
    let shared: HashSet<u32> = inherited.iter().filter_map(|inherited| inherited.first).collect();
    let mut entry_of_first_row = HashMap::with_capacity(shared.len());
    for (place, (draft, inherited)) in (0_u32..).zip(drafts.take_apart().zip(inherited)) {
        let Some((row, url, address, mut organization)) = organization(draft, *inherited) else { continue };
        if let Some(first) = inherited.first {
            // a second page of an organisation: one organisation in memory, where the rows agree
            let known = entry_of_first_row.get(&first).and_then(|index: &usize| entries.get(*index));
            if let Some(known) = known.filter(|known| known.organization == organization) {
                organization = Arc::clone(&known.organization);
            }
        } else if shared.contains(&place) {
            entry_of_first_row.insert(place, entries.len());
        }
        entries.push(Entry { row, url, address, organization });
    }
    entries
}

fn organization(draft: Draft, inherited: Inherited) -> Option<(u32, Arc<str>, PageAddress, Arc<Organization>)> {
    if draft.is_bad {
        return None;
    }
    let messages_connected = draft.is_connected();
    let organization = Organization {
        ogrn: Some(draft.ogrn?),
        level: Some(draft.level?),
        body_level: inherited.body_level,
        region_code: Some(draft.region?),
        municipality: draft.municipality.map(|municipality| municipality.name),
        oktmo: inherited.oktmo,
        opa_id: draft.opa_id.good(),
        messages_opa_id: Some(inherited.messages_opa_id?),
        messages_from: None,
        messages_connected: Some(messages_connected),
        polls_of: None,
        polls_connected: draft.polls,
        parent_ogrn: draft.parent.good(),
        contact_email: draft.email,
        name: draft.name,
    };
    Some((draft.row, draft.url, draft.address?, Arc::new(organization)))
}

/// All rows at once, and what is found wrong between them.
struct Look<'a> {
    drafts: &'a Drafts,
    bodies: &'a Bodies,
    territory: &'a Territory,
    regions: &'a dyn Regions,
    /// With the place of the draft.
    problems: Vec<(usize, RowProblem)>,
}

impl<'a> Look<'a> {
    fn tell(&mut self, place: usize, field: Field, value: &str, kind: RowProblemKind) {
        let row = Some(self.drafts[place].row);
        let problem = RowProblem { row, column: Some(field.english()), value: shown(value), kind };
        self.problems.push((place, problem));
    }

    fn duplicates(&mut self) {
        let drafts = self.drafts;
        let mut firsts: HashMap<&PageAddress, usize> = HashMap::with_capacity(drafts.len());
        for (place, draft) in drafts.iter().enumerate() {
            let Some(address) = &draft.address else { continue };
            let first = *firsts.entry(address).or_insert(place);
            if first != place {
                let first_row = drafts[first].row;
                self.tell(place, Field::PageUrl, &draft.url, RowProblemKind::DuplicatePage { first_row });
            }
        }
    }

    fn body(&self, draft: &Draft) -> Option<&'a Body> {
        draft.ogrn.and_then(|ogrn| self.bodies.find(ogrn)).map(|id| self.bodies.get(id))
    }

    fn first_of(&self, place: usize) -> Option<u32> {
        let first = self.body(&self.drafts[place])?.first;
        (first != place).then(|| u32::try_from(first).unwrap_or(u32::MAX))
    }

    fn contradictions(&mut self, place: usize) {
        let drafts = self.drafts;
        let draft = &drafts[place];
        let Some(first) = self.body(draft).map(|body| body.first).filter(|first| *first != place) else { return };
        let first = &drafts[first];
        let connected = |draft: &Draft| (!matches!(draft.messages, Given::Bad)).then(|| draft.is_connected());
        self.compare(place, first, Field::Level, draft.level, first.level);
        self.compare(place, first, Field::MessagesConnected, connected(draft), connected(first));
        self.compare(place, first, Field::OpaId, draft.opa_id.good(), first.opa_id.good());
        self.compare(place, first, Field::ParentOgrn, draft.parent.good(), first.parent.good());
    }

    fn compare<T: ToString + PartialEq>(
        &mut self,
        place: usize,
        first: &Draft,
        field: Field,
        own: Option<T>,
        other: Option<T>,
    ) {
        if let (Some(own), Some(other)) = (own, other)
            && own != other
        {
            let kind = RowProblemKind::Contradiction { first_row: first.row, other: other.to_string() };
            self.tell(place, field, &own.to_string(), kind);
        }
    }

    /// The level of the nearest regional or municipal body above a subordinate organisation.
    fn body_level(&self, place: usize) -> Option<Level> {
        let draft = &self.drafts[place];
        if draft.level != Some(Level::Subordinate) {
            return None;
        }
        let parent = self.bodies.find(draft.parent.good()?)?;
        self.bodies.ruling_from(parent).and_then(|body| body.level)
    }

    fn is_on_cycle(&self, draft: &Draft) -> bool {
        self.body(draft).is_some_and(|body| body.is_on_cycle && body.parent == draft.parent.good())
    }

    fn parent(&mut self, place: usize) {
        let draft = &self.drafts[place];
        let Given::Good(parent) = draft.parent else { return };
        if self.bodies.find(parent).is_none() {
            self.tell(place, Field::ParentOgrn, &parent.to_string(), RowProblemKind::UnknownParent);
        } else if self.is_on_cycle(draft) {
            self.tell(place, Field::ParentOgrn, &parent.to_string(), RowProblemKind::ParentCycle);
        }
    }

    /// The account whose messages form the page must show: its own, or that of the nearest connected ancestor (official
    /// instruction, third paragraph).
    fn messages_opa_id(&mut self, place: usize) -> Option<OpaId> {
        let draft = &self.drafts[place];
        if draft.is_connected() {
            return draft.opa_id.good();
        }
        let parent = draft.parent.good()?;
        let id = self.bodies.find(parent)?;
        let ancestor = self.bodies.connected_from(id);
        // an account that is there but cannot be read must not be passed over for one further up: it would be a wrong one
        let opa_id = ancestor.and_then(|body| body.opa_id);
        if opa_id.is_none() && !self.is_on_cycle(draft) {
            self.tell(place, Field::ParentOgrn, &parent.to_string(), RowProblemKind::NoConnectedAncestor);
        }
        opa_id
    }

    /// The row's own OKTMO; else that of the nearest ancestor that has one, if it is in the same municipality; else what
    /// the rows of the municipality agree on; else that ancestor's all the same, for names are written in many ways. The
    /// polls form is that of the municipality, so its name goes before the chain of parents.
    fn oktmo(&mut self, place: usize) -> Option<Oktmo> {
        let draft = &self.drafts[place];
        let level = draft.level?;
        if level == Level::Regional || !draft.oktmo.is_absent() {
            return draft.oktmo.good();
        }
        let parent = draft.parent.good().and_then(|ogrn| self.bodies.find(ogrn));
        let ancestor = parent.and_then(|id| self.bodies.with_oktmo_from(id));
        // a regional body's OKTMO is never that of a municipal body below it
        let ancestor = ancestor.filter(|body| level == Level::Subordinate || body.level != Some(Level::Regional));
        let municipality = draft.municipality.as_ref().map(|name| name.key);
        let same_place = ancestor.filter(|body| municipality.is_some() && body.municipality == municipality);
        let agreed = municipality.zip(draft.region).and_then(|(key, region)| self.territory.oktmo(region, key));
        let found = match (same_place.and_then(|body| body.oktmo), agreed) {
            (Some(oktmo), _) | (None, Some(Agreed::On(oktmo))) => Some(oktmo),
            (None, Some(Agreed::OnNothing)) => None,
            (None, None) => ancestor.and_then(|body| body.oktmo),
        };
        match (found, draft.region) {
            (Some(oktmo), Some(code)) if !self.regions.contains(code, oktmo) => {
                let kind = RowProblemKind::OtherRegion { region_code: code.to_string() };
                self.tell(place, Field::Oktmo, &oktmo.to_string(), kind);
            }
            (None, _) if !self.is_told_already(draft, level) => {
                self.tell(place, Field::Oktmo, "", RowProblemKind::NoOktmo);
            }
            _ => {}
        }
        found
    }

    /// Whether the row already has the problem that leaves a subordinate organisation without an OKTMO: once it is
    /// mended, there may be one to inherit. A municipal body should have given its own.
    fn is_told_already(&self, draft: &Draft, level: Level) -> bool {
        let parent_is_bad = match draft.parent {
            Given::Absent => false,
            Given::Bad => true,
            Given::Good(ogrn) => self.bodies.find(ogrn).is_none(),
        };
        level == Level::Subordinate
            && (draft.municipality.is_none() || draft.region.is_none() || parent_is_bad || self.is_on_cycle(draft))
    }
}
