//! Grows a region: bodies, institutions under them, accounts on the feedback platform. Knows no pages.

use std::collections::HashMap;
use std::sync::Arc;

use rand::Rng;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

use super::codes::{ogrn, region_genitive, scramble};
use super::municipalities::{Kind, Place, municipalities};
use super::names::{
    INSTITUTIONS, Institution, MINISTRIES, MUNICIPAL_BODIES, Over, PROPER_NAMES, SETTLEMENTS, WITHOUT_PAGE,
};
use super::world::{Level, Organization, PollsOf, WithoutPage, World};

/// Pages to a regional body.
const PAGES_PER_REGIONAL_BODY: usize = 20;
/// Share of institutions with an account of their own and connected for messages; the others show a body's form, so that
/// one account stands on the pages of dozens.
const CONNECTED_SHARE: f64 = 0.25;
/// Share of unconnected institutions that have an account all the same.
const IDLE_ACCOUNT_SHARE: f64 = 0.08;
/// Share of institutions that stand under another institution of their kind, as a branch does.
const BRANCH_SHARE: f64 = 0.08;
/// Share of subordinates of regional bodies with the region's polls link: 109 of 134 in the field.
const REGION_POLLS_SHARE: f64 = 0.81;
/// Share of subordinates of regional bodies whose row says whose polls form is due.
const POLLS_OF_TOLD_SHARE: f64 = 0.15;
/// Pages to one organisation without a page.
const PAGES_PER_WITHOUT: usize = 25;

/// Grows the region: exactly `pages` organisations with pages, the same for the same generator state. With `gaps` the
/// registry lacks values here and there, and some organisations have no page.
pub(crate) fn grow(region_code: &str, pages: usize, gaps: bool, rng: &mut ChaCha8Rng) -> (World, Vec<String>) {
    let places = municipalities(region_code, pages, gaps);
    let region = region_genitive(region_code).unwrap_or("региона");
    let mut grower = Grower { rng, region, gaps, organizations: Vec::with_capacity(pages), slugs: Vec::new(), pages };
    grower.regional_bodies();
    let heads: Vec<Head> =
        places.iter().enumerate().map_while(|(place, one)| grower.municipal_bodies(place, one)).collect();
    grower.institutions(&places, &heads);
    let without_page = if gaps { grower.without_page(&places, &heads) } else { Vec::new() };
    let Grower { organizations, slugs, .. } = grower;
    let municipalities = places.into_iter().map(|place| place.municipality).collect();
    (World { region_code: region_code.to_owned(), municipalities, organizations, without_page }, slugs)
}

/// The bodies of one municipality that institutions can stand under.
struct Head {
    administration: u32,
    education: Option<u32>,
    culture: Option<u32>,
}

/// Where a new organisation stands.
#[derive(Clone, Copy)]
struct Spot {
    level: Level,
    municipality: Option<usize>,
    parent: Option<u32>,
    polls: PollsOf,
    polls_of_told: bool,
}

struct Grower<'a> {
    rng: &'a mut ChaCha8Rng,
    region: &'static str,
    gaps: bool,
    organizations: Vec<Organization>,
    slugs: Vec<String>,
    pages: usize,
}

impl Grower<'_> {
    fn full(&self) -> bool {
        self.organizations.len() >= self.pages
    }

    fn next_place(&self) -> u32 {
        u32::try_from(self.organizations.len()).unwrap_or(u32::MAX)
    }

    fn add(&mut self, name: String, spot: Spot, own: Own, slug: String) {
        let place = u64::from(self.next_place());
        let opa_id = (own != Own::Nothing).then(|| 100_000 + u32::try_from(place * 3 % 900_000_000).unwrap_or(0));
        self.organizations.push(Organization {
            name: Arc::from(name),
            ogrn: ogrn_of(place),
            level: spot.level,
            municipality: spot.municipality.and_then(|place| u16::try_from(place).ok()),
            opa_id,
            connected: own == Own::Connected,
            parent: spot.parent,
            polls: spot.polls,
            polls_of_told: spot.polls_of_told,
            municipality_told: true,
            ogrn_told: true,
            opa_id_told: true,
            page_url: Box::default(),
        });
        self.slugs.push(slug);
    }

    fn last(&mut self) -> Option<&mut Organization> {
        self.organizations.last_mut()
    }

    fn regional_bodies(&mut self) {
        let wanted = (self.pages / PAGES_PER_REGIONAL_BODY).clamp(1, MINISTRIES.len());
        let spot = Spot {
            level: Level::Regional,
            municipality: None,
            parent: None,
            polls: PollsOf::Region,
            polls_of_told: false,
        };
        for (place, (name, slug)) in MINISTRIES.iter().take(wanted).enumerate() {
            if self.full() {
                return;
            }
            self.add(format!("{name} {}", self.region), spot, Own::Connected, (*slug).to_owned());
            let told = !(self.gaps && place % 7 == 3);
            if let Some(body) = self.last() {
                body.opa_id_told = told;
            }
        }
    }

    fn municipal_bodies(&mut self, place: usize, one: &Place) -> Option<Head> {
        if self.full() {
            return None;
        }
        let administration = self.next_place();
        let (genitive, slug) = (&one.municipality.genitive, &one.municipality.slug);
        let spot = |parent| Spot {
            level: Level::Municipal,
            municipality: Some(place),
            parent,
            polls: PollsOf::Municipality,
            polls_of_told: false,
        };
        self.add(format!("Администрация {genitive}"), spot(None), Own::Connected, format!("adm_{slug}"));
        let told = !(self.gaps && place % 5 == 2);
        if let Some(body) = self.last() {
            body.opa_id_told = told;
        }
        let mut head = Head { administration, education: None, culture: None };
        let bodies = match one.kind {
            Kind::Settlement => 0,
            _ if self.pages >= 200 => 1 + place % MUNICIPAL_BODIES.len(),
            _ => 1,
        };
        for (body, (name, body_slug)) in MUNICIPAL_BODIES.iter().take(bodies).enumerate() {
            if self.full() {
                break;
            }
            match body {
                0 => head.education = Some(self.next_place()),
                1 => head.culture = Some(self.next_place()),
                _ => {}
            }
            let own = if self.rng.random_bool(0.5) { Own::Connected } else { Own::Nothing };
            self.add(format!("{name} {genitive}"), spot(Some(administration)), own, format!("{body_slug}_{slug}"));
        }
        Some(head)
    }

    fn institutions(&mut self, places: &[Place], heads: &[Head]) {
        let regional = self.organizations.iter().take_while(|one| one.level == Level::Regional).count();
        let ministries = u32::try_from(regional).unwrap_or(1).max(1);
        let mut numbers: HashMap<(usize, &'static str), (u32, u32)> = HashMap::new();
        let total_weight: u32 = INSTITUTIONS.iter().map(|kind| kind.weight).sum();
        let mut turn = 0;
        while !self.full() && !heads.is_empty() {
            turn = (turn + 1) % heads.len();
            let mut draw = self.rng.random_range(0..total_weight);
            let Some(kind) = INSTITUTIONS.iter().find(|kind| {
                let here = draw < kind.weight;
                draw = draw.saturating_sub(kind.weight);
                here
            }) else {
                continue;
            };
            let (Some(place), Some(head)) = (places.get(turn), heads.get(turn)) else { continue };
            let is_wide = matches!(kind.over, Over::Wide(_));
            if is_wide && turn % 4 > 0 || place.kind == Kind::Settlement && kind.over != Over::Culture {
                continue;
            }
            let whose = if is_wide { usize::MAX } else { turn };
            let (number, first) = numbers.entry((whose, kind.slug)).or_insert((0, self.next_place()));
            *number += 1;
            let (number, first) = (*number, *first);
            let branch = number > 1 && self.rng.random_bool(BRANCH_SHARE);
            let parent = if branch { first } else { over(kind, head, ministries) };
            // A few organisations stand alone: nobody above them, an account of their own.
            let alone = self.rng.random_bool(0.01);
            let own = if alone { Own::Connected } else { self.account() };
            let parent = (!alone).then_some(parent);
            let spot = self.spot(kind.over, turn, parent);
            let name = self.name(kind, number, place);
            let slug = if is_wide { "region" } else { place.municipality.slug.as_str() };
            let slug = format!("{}{number}_{slug}", kind.slug);
            self.add(name, spot, own, slug);
            if self.gaps {
                let place = u64::from(self.next_place());
                if let Some(one) = self.last() {
                    one.municipality_told = !scramble(place ^ 0x3217).is_multiple_of(12);
                    one.opa_id_told = !scramble(place ^ 0x0A1D).is_multiple_of(10);
                    // Branches name the first of their kind by its OGRN.
                    one.ogrn_told = number == 1 || !scramble(place ^ 0x0C49).is_multiple_of(30);
                }
            }
        }
    }

    fn spot(&mut self, over: Over, municipality: usize, parent: Option<u32>) -> Spot {
        let level = Level::Subordinate;
        match over {
            Over::Education | Over::Culture | Over::Administration => Spot {
                level,
                municipality: Some(municipality),
                parent,
                polls: PollsOf::Municipality,
                polls_of_told: false,
            },
            Over::Wide(_) => Spot {
                level,
                // Where every value is told, it is that of the place where it stands.
                municipality: (!self.gaps).then_some(0),
                parent,
                polls: PollsOf::Region,
                polls_of_told: false,
            },
            Over::Ministry(_) => {
                let region = self.rng.random_bool(REGION_POLLS_SHARE);
                let polls = if region { PollsOf::Region } else { PollsOf::Municipality };
                let polls_of_told = self.rng.random_bool(POLLS_OF_TOLD_SHARE) && self.gaps;
                Spot { level, municipality: Some(municipality), parent, polls, polls_of_told }
            }
        }
    }

    fn account(&mut self) -> Own {
        if self.rng.random_bool(CONNECTED_SHARE) {
            Own::Connected
        } else if self.rng.random_bool(IDLE_ACCOUNT_SHARE) {
            Own::IdleAccount
        } else {
            Own::Nothing
        }
    }

    fn name(&mut self, kind: &Institution, number: u32, place: &Place) -> String {
        let settlement = SETTLEMENTS.choose(self.rng).copied().unwrap_or("");
        let settlement = if place.kind == Kind::District { format!("{settlement} ") } else { String::new() };
        let proper = PROPER_NAMES.choose(self.rng).copied().unwrap_or("");
        let further = if number > 1 { format!(" № {number}") } else { String::new() };
        kind.pattern
            .replace("{n}", &number.to_string())
            .replace("{#}", &further)
            .replace("{s}", &settlement)
            .replace("{w}", proper)
            .replace("{m}", &place.municipality.genitive)
            .replace("{a}", &place.adjective)
            .replace("{f}", &place.feminine)
            .replace("{r}", self.region)
    }

    /// Organisations of the registry that keep no page, under the administrations of their municipalities.
    fn without_page(&mut self, places: &[Place], heads: &[Head]) -> Vec<WithoutPage> {
        let mut out = Vec::new();
        let pairs: Vec<(usize, u32)> = heads.iter().map(|head| head.administration).enumerate().collect();
        for number in 0..self.pages / PAGES_PER_WITHOUT {
            let Some((municipality, parent)) = pairs.get(number % pairs.len().max(1)).copied() else { break };
            let (round, kind) = (number / pairs.len() / WITHOUT_PAGE.len(), number / pairs.len() % WITHOUT_PAGE.len());
            let further = if round > 0 { format!(" № {}", round + 1) } else { String::new() };
            let (cell, reason) = self.no_page();
            out.push(WithoutPage {
                name: format!("{}{further} {}", WITHOUT_PAGE[kind], places[municipality].municipality.genitive),
                ogrn: ogrn_of(u64::try_from(self.pages + number).unwrap_or(0)),
                municipality: u16::try_from(municipality).ok(),
                parent,
                cell,
                reason,
            });
        }
        out.sort_by_key(|one| one.parent);
        out
    }

    /// What stands in place of an address, and the reason.
    fn no_page(&mut self) -> (String, String) {
        let number = self.rng.random_range(1..400);
        let cell = match self.rng.random_range(0..10) {
            0..4 => "нет".to_owned(),
            4..6 => "-".to_owned(),
            6..8 => String::new(),
            8 => format!("https://ok.ru/group/{}", 70_000_000_000_000_u64 + number),
            _ => format!("https://t.me/official_{number}"),
        };
        let reason = match self.rng.random_range(0..3) {
            0 => String::new(),
            1 => format!("распоряжение главы от {:02}.02.2023 № {number}", 1 + number % 28),
            _ => "не ведётся по решению учредителя".to_owned(),
        };
        (cell, reason)
    }
}

fn over(kind: &Institution, head: &Head, ministries: u32) -> u32 {
    match kind.over {
        Over::Education => head.education.unwrap_or(head.administration),
        Over::Culture => head.culture.unwrap_or(head.administration),
        Over::Administration => head.administration,
        // A small region has fewer bodies than there are things to be over.
        Over::Ministry(place) | Over::Wide(place) => place % ministries,
    }
}

/// Eleven free digits scrambled by the place keep numbers apart: the place itself stands in the middle.
fn ogrn_of(place: u64) -> u64 {
    let year = 2 + scramble(place) % 22;
    let tax_region = 1 + scramble(place ^ 0xABC) % 89;
    ogrn(100_000_000_000 + year * 1_000_000_000 + tax_region * 10_000_000 + place * 37 % 10_000_000)
}

/// What an organisation has on the feedback platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Own {
    /// An account, connected for messages.
    Connected,
    /// An account, not connected for messages.
    IdleAccount,
    /// No account.
    Nothing,
}
