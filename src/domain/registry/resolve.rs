//! Looks at all rows together: what is inherited (`inherit.rs`), rows that contradict each other, parents, pages named
//! twice. Makes the entries of the rows without a problem.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::Regions;
use super::bodies::{Bodies, BodyId, Parent};
use super::draft::{Draft, DraftPage, Given};
use super::drafts::Drafts;
use super::duplicates;
use super::entries::{Absent, Aside, Entry};
use super::field::Field;
use super::inherit::{Heritage, Inherited};
use super::intake::{Intake, shown};
use super::layout::Layout;
use super::remarks::Remarks;
use super::territory::Territory;
use super::words::LevelWord;
use crate::model::{
    Level, Organization, RegionCode, RegistryRemark, RegistryRemarkKind, RowProblem, RowProblemKind, RowRef,
};

/// What a registry comes to.
pub(super) struct Resolved {
    pub entries: Vec<Entry>,
    /// Organisations without a page.
    pub absent: Vec<Absent>,
    /// Rows that are set aside, as far as they can be found again.
    pub aside: Vec<Aside>,
    /// By sheet, row and column.
    pub problems: Vec<RowProblem>,
    pub remarks: Vec<RegistryRemark>,
    pub layouts: Vec<Layout>,
    /// How many rows gave neither an entry nor an organisation without a page.
    pub set_aside: usize,
}

/// Resolves all rows.
pub(super) fn resolve(intake: Intake<'_>) -> Resolved {
    let Intake {
        regions,
        region_code,
        municipalities,
        founders,
        mut drafts,
        mut problems,
        mut remarks,
        layouts,
        unreadable_rows,
        ..
    } = intake;
    let mut bodies = Bodies::gather(&drafts, &founders, &layouts);
    let of_regions = regions_of(&drafts, &bodies, regions, region_code);
    for place in 0..drafts.len() {
        let (Some(code), Some(oktmo)) = (of_regions[place], drafts[place].oktmo.good()) else { continue };
        if !regions.contains(code, oktmo) {
            let kind = RowProblemKind::OtherRegion { region_code: code, right: regions.of(oktmo) };
            problems.push(problem(&layouts, &drafts[place], Field::Oktmo, &oktmo.to_string(), kind));
            drafts[place].oktmo = Given::Bad;
            drafts[place].is_bad = true;
            bodies.drop_oktmo(bodies.id_of(place));
        }
    }
    let level = |place: usize| bodies.get(bodies.id_of(place)).level;
    let territory = Territory::gather(&drafts, |place| of_regions[place], level);
    let (found, inherited) = compare(&drafts, &bodies, &layouts, &of_regions, &territory, &mut remarks);
    mark(&mut drafts, &mut problems, found);
    let good: Vec<bool> = drafts.iter().map(|draft| !draft.is_bad).collect();
    let found = duplicates::find(&drafts, &bodies).into_iter().map(|duplicate| {
        let (draft, other) = (&drafts[duplicate.place], refer(&layouts, &drafts, duplicate.place, duplicate.other));
        let kind = RowProblemKind::DuplicatePage { other };
        (duplicate.place, problem(&layouts, draft, Field::PageUrl, &draft.url, kind))
    });
    let found = found.collect();
    mark(&mut drafts, &mut problems, found);
    let names = Heritage::names(&inherited, &bodies, &drafts);
    // their memory is needed for the entries
    drop((territory, of_regions));
    drop(bodies);
    sort(&mut problems, &layouts);
    let rows = drafts.len() + unreadable_rows;
    let mut resolved = Resolved {
        entries: Vec::new(),
        absent: Vec::new(),
        aside: Vec::new(),
        problems,
        remarks: remarks.into_all(),
        layouts,
        set_aside: 0,
    };
    Making { names, municipalities: &municipalities, inherited: &inherited, good_but_twice: &good }
        .make(drafts, &mut resolved);
    resolved.set_aside = rows - resolved.entries.len() - resolved.absent.len();
    resolved
}

/// What is wrong between the rows, with the place of the draft; and what each row comes to.
fn compare(
    drafts: &Drafts,
    bodies: &Bodies,
    layouts: &[Layout],
    regions: &[Option<RegionCode>],
    territory: &Territory,
    remarks: &mut Remarks,
) -> (Vec<(usize, RowProblem)>, Vec<Inherited>) {
    let heritage = Heritage::new(bodies, territory);
    let mut look = Look { drafts, bodies, layouts, regions, territory, found: Vec::new(), remarks };
    let mut inherited = Vec::with_capacity(drafts.len());
    for (place, draft) in drafts.iter().enumerate() {
        look.contradictions(place);
        look.parent(place);
        look.municipality(place);
        inherited.push(heritage.of(place, draft, regions[place]));
    }
    (look.found, inherited)
}

/// The region of each row: its own, else that of the nearest body above that has one, else the one of all rows, else the one
/// in which its OKTMO lies.
fn regions_of(
    drafts: &Drafts,
    bodies: &Bodies,
    regions: &dyn Regions,
    of_all: Option<RegionCode>,
) -> Vec<Option<RegionCode>> {
    let with_region = bodies.nearest(|body| body.region.is_some());
    let mut by_oktmo = HashMap::new();
    let mut region = |(place, draft): (usize, &Draft)| {
        if draft.region == Given::Bad {
            return None;
        }
        let above = with_region.from(bodies.id_of(place)).and_then(|id| bodies.get(id).region);
        let oktmo = draft.oktmo.good();
        let mut derived = || oktmo.and_then(|oktmo| *by_oktmo.entry(oktmo).or_insert_with(|| regions.of(oktmo)));
        draft.region.good().or(above).or(of_all).or_else(&mut derived)
    };
    drafts.iter().enumerate().map(&mut region).collect()
}

fn mark(drafts: &mut Drafts, problems: &mut Vec<RowProblem>, found: Vec<(usize, RowProblem)>) {
    for (place, problem) in found {
        drafts[place].is_bad = true;
        problems.push(problem);
    }
}

fn sort(problems: &mut [RowProblem], layouts: &[Layout]) {
    let column = |column: &'static str| Field::ALL.iter().position(|field| field.english() == column);
    problems.sort_by_cached_key(|problem| {
        let place = &problem.place;
        let sheet = layouts.iter().position(|layout| layout.sheet == place.sheet);
        (sheet, place.row, place.column.and_then(column))
    });
}

fn problem(layouts: &[Layout], draft: &Draft, field: Field, value: &str, kind: RowProblemKind) -> RowProblem {
    let place = layouts.get(usize::from(draft.layout)).map(|layout| layout.place(draft.row, Some(field)));
    RowProblem { place: place.unwrap_or_default(), value: shown(value), kind }
}

/// Another row, as a problem of this one names it.
fn refer(layouts: &[Layout], drafts: &Drafts, place: usize, other: usize) -> RowRef {
    let (here, there) = (&drafts[place], &drafts[other]);
    let layout = |draft: &Draft| layouts.get(usize::from(draft.layout));
    match (layout(here), layout(there)) {
        (Some(own), Some(others)) => own.refer(others, there.row),
        _ => RowRef { sheet: None, row: there.row },
    }
}

/// All rows at once, and what is found wrong between them.
struct Look<'a> {
    drafts: &'a Drafts,
    bodies: &'a Bodies,
    layouts: &'a [Layout],
    regions: &'a [Option<RegionCode>],
    territory: &'a Territory,
    /// With the place of the draft.
    found: Vec<(usize, RowProblem)>,
    remarks: &'a mut Remarks,
}

impl Look<'_> {
    fn tell(&mut self, place: usize, field: Field, value: &str, kind: RowProblemKind) {
        let problem = problem(self.layouts, &self.drafts[place], field, value, kind);
        self.found.push((place, problem));
    }

    fn contradictions(&mut self, place: usize) {
        let drafts = self.drafts;
        let draft = &drafts[place];
        let first = self.bodies.get(self.bodies.id_of(place)).first;
        if first == place {
            return;
        }
        let other = &drafts[first];
        let connected = |draft: &Draft| (!matches!(draft.messages, Given::Bad)).then(|| draft.is_connected());
        let says_connected = |draft: &Draft| !(draft.messages.is_absent() && draft.opa_id.is_absent());
        let level = |draft: &Draft| draft.level.and_then(LevelWord::own);
        self.compare(place, first, Field::Level, level(draft), level(other));
        // who says nothing of it contradicts nobody
        if says_connected(draft) && says_connected(other) {
            self.compare(place, first, Field::MessagesConnected, connected(draft), connected(other));
        }
        self.compare(place, first, Field::OpaId, draft.opa_id.good(), other.opa_id.good());
        self.compare(place, first, Field::ParentOgrn, draft.parent.good(), other.parent.good());
    }

    fn compare<T: ToString + PartialEq>(
        &mut self,
        place: usize,
        first: usize,
        field: Field,
        own: Option<T>,
        other: Option<T>,
    ) {
        if let (Some(own), Some(other)) = (own, other)
            && own != other
        {
            let first = refer(self.layouts, self.drafts, place, first);
            let kind = RowProblemKind::Contradiction { first, other: other.to_string() };
            self.tell(place, field, &own.to_string(), kind);
        }
    }

    /// Whether the parent can be the row's.
    fn parent(&mut self, place: usize) {
        let draft = &self.drafts[place];
        let (field, value) = match (&draft.parent, &draft.founder) {
            (Given::Good(ogrn), _) => (Field::ParentOgrn, ogrn.to_string()),
            (_, Some(name)) => (Field::Founder, name.text.to_string()),
            _ => return,
        };
        match self.bodies.parent_of(place, draft) {
            Parent::None => {}
            Parent::Unknown(_) => self.tell(place, field, &value, RowProblemKind::UnknownParent),
            Parent::UnknownName(_) => self.remark(place, &value, RegistryRemarkKind::UnknownFounder),
            Parent::Ambiguous(_) => self.remark(place, &value, RegistryRemarkKind::AmbiguousFounder),
            Parent::Is(parent) => {
                let body = self.bodies.get(self.bodies.id_of(place));
                if body.is_on_cycle && body.parent == Some(parent) {
                    self.tell(place, field, &value, RowProblemKind::ParentCycle);
                } else if let (Some(own), Some(parents)) = (self.regions[place], self.region_of(parent))
                    && own != parents
                {
                    self.tell(place, field, &value, RowProblemKind::ParentInOtherRegion { own, parents });
                }
            }
        }
    }

    fn region_of(&self, body: BodyId) -> Option<RegionCode> {
        self.regions[self.bodies.get(body).first]
    }

    fn remark(&mut self, place: usize, founder: &str, kind: RegistryRemarkKind) {
        let (draft, layouts) = (&self.drafts[place], self.layouts);
        let at = || layouts.get(usize::from(draft.layout)).map(|layout| layout.place(draft.row, Some(Field::Founder)));
        self.remarks.add_row(founder, kind, || at().unwrap_or_default());
    }

    /// Whether the OKTMO is that of the municipality's other rows.
    fn municipality(&mut self, place: usize) {
        let draft = &self.drafts[place];
        let (Some(name), Some(oktmo)) = (&draft.municipality, draft.oktmo.good()) else { return };
        // beside a regional body may stand the whole region's
        if self.bodies.get(self.bodies.id_of(place)).level == Some(Level::Regional) {
            return;
        }
        if let Some((other, first)) = self.territory.against(self.regions[place], name.key, oktmo) {
            let row = refer(self.layouts, self.drafts, place, first);
            let kind = RowProblemKind::TwoOktmo { other: row, oktmo: other.to_string() };
            self.tell(place, Field::Oktmo, &oktmo.to_string(), kind);
        }
    }
}

/// Makes what comes out of the rows.
struct Making<'a> {
    /// Names of bodies whose account others show.
    names: HashMap<BodyId, Arc<str>>,
    municipalities: &'a super::intake::Names,
    inherited: &'a [Inherited],
    /// Whether nothing is wrong with a draft but that another one names its page too.
    good_but_twice: &'a [bool],
}

impl Making<'_> {
    fn make(&self, drafts: Drafts, resolved: &mut Resolved) {
        let good = drafts.iter().filter(|draft| !draft.is_bad && matches!(draft.page, DraftPage::Is(_))).count();
        resolved.entries = Vec::with_capacity(good);
        let shared: HashSet<u32> = self.inherited.iter().filter_map(|inherited| inherited.first).collect();
        let mut of_first_row: HashMap<u32, Arc<Organization>> = HashMap::with_capacity(shared.len());
        for (place, (mut draft, inherited)) in (0_u32..).zip(drafts.take_apart().zip(self.inherited)) {
            let sheet = resolved.layouts.get(usize::from(draft.layout)).and_then(|layout| layout.sheet.clone());
            let (row, url) = (draft.row, std::mem::take(&mut draft.url));
            let page = std::mem::replace(&mut draft.page, DraftPage::Bad);
            if draft.is_bad {
                let address = if let DraftPage::Is(address) = page { Some(address) } else { None };
                let is_only_duplicate = self.good_but_twice[place as usize];
                resolved.aside.push(Aside { sheet, row, address, ogrn: draft.ogrn.good(), is_only_duplicate });
                continue;
            }
            let (reason, founder) = (draft.no_page_reason.take(), draft.founder.take().map(|name| name.text));
            let mut organization = Arc::new(self.organization(draft, *inherited));
            if let Some(first) = inherited.first {
                // a second page of an organisation: one organisation in memory, where the rows agree
                if let Some(known) = of_first_row.get(&first).filter(|known| **known == organization) {
                    organization = Arc::clone(known);
                }
            } else if shared.contains(&place) {
                of_first_row.insert(place, Arc::clone(&organization));
            }
            match page {
                DraftPage::Is(address) => {
                    resolved.entries.push(Entry { sheet, row, url, address, organization, founder });
                }
                DraftPage::None | DraftPage::Bad => {
                    resolved.absent.push(Absent { sheet, row, said: url, reason, organization, founder });
                }
            }
        }
    }

    fn organization(&self, draft: Draft, inherited: Inherited) -> Organization {
        let municipality = draft.municipality.map(|name| name.text);
        let by_key = || Some(Arc::clone(self.municipalities.text(inherited.municipality?)?));
        Organization {
            name: draft.name,
            ogrn: draft.ogrn.good(),
            level: inherited.level,
            region_code: inherited.region,
            municipality: municipality.or_else(by_key),
            oktmo: inherited.oktmo,
            opa_id: draft.opa_id.good(),
            messages_opa_id: inherited.messages_opa_id,
            messages_connected: inherited.messages_connected,
            messages_from: inherited.messages_from.and_then(|body| self.names.get(&body).cloned()),
            polls_connected: inherited.polls_connected,
            polls_of: draft.polls_of,
            body_level: inherited.body_level,
            parent_ogrn: inherited.parent_ogrn,
            contact_email: draft.email,
        }
    }
}
