//! Grows a region: municipalities, bodies, institutions under them, accounts on the feedback platform. Knows no pages.

use std::collections::HashMap;
use std::sync::Arc;

use rand::Rng;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

use super::codes::{ogrn, oktmo_beginning, region_genitive, scramble};
use super::names::{
    CITIES, DISTRICTS, INSTITUTIONS, Institution, MINISTRIES, MUNICIPAL_BODIES, Over, PROPER_NAMES, SETTLEMENTS,
    transliterate,
};
use super::world::{Level, Municipality, Organization, World};

/// Pages to a municipality before another one is added: a district has some thirty to two hundred official pages.
const PAGES_PER_MUNICIPALITY: usize = 36;
/// Pages to a regional body.
const PAGES_PER_REGIONAL_BODY: usize = 16;
/// Share of institutions with an account of their own and connected for messages.
const CONNECTED_SHARE: f64 = 0.35;
/// Share of unconnected institutions that have an account all the same.
const IDLE_ACCOUNT_SHARE: f64 = 0.08;
/// Share of institutions that stand under another institution of their kind, as a branch does.
const BRANCH_SHARE: f64 = 0.08;

/// An organisation with what its page's short name is made of.
pub(crate) struct Seedling {
    pub(crate) organization: Organization,
    pub(crate) slug: String,
}

/// Grows the region: exactly `pages` organisations, the same for the same generator state.
pub(crate) fn grow(region_code: &str, pages: usize, rng: &mut ChaCha8Rng) -> (World, Vec<String>) {
    let municipalities = municipalities(region_code, pages);
    let region = region_genitive(region_code).unwrap_or("региона");
    let mut grower = Grower { rng, seedlings: Vec::with_capacity(pages), pages };
    grower.regional_bodies(region);
    let heads: Vec<Head> =
        municipalities.iter().enumerate().map_while(|(place, one)| grower.municipal_bodies(place, one)).collect();
    grower.institutions(&municipalities, &heads);
    let mut organizations = Vec::with_capacity(pages);
    let mut slugs = Vec::with_capacity(pages);
    for seedling in grower.seedlings {
        organizations.push(seedling.organization);
        slugs.push(seedling.slug);
    }
    (World { region_code: region_code.to_owned(), municipalities, organizations }, slugs)
}

fn municipalities(region_code: &str, pages: usize) -> Vec<Municipality> {
    let wanted = (pages / PAGES_PER_MUNICIPALITY).clamp(2, DISTRICTS.len() + CITIES.len());
    let cities = (wanted / 4).min(CITIES.len());
    let districts = (wanted - cities).min(DISTRICTS.len());
    let mut out = Vec::with_capacity(cities + districts);
    for (place, (stem, ending)) in DISTRICTS.iter().take(districts).enumerate() {
        out.push(Municipality {
            name: format!("{stem}{ending} район"),
            genitive: format!("{stem}ого района"),
            oktmo: format!("{}{:02}000", oktmo_beginning(region_code, false), 3 + place),
            slug: transliterate(stem),
        });
    }
    for (place, city) in CITIES.iter().take(cities).enumerate() {
        out.push(Municipality {
            name: format!("город {city}"),
            genitive: format!("г. {city}"),
            oktmo: format!("{}{:02}000", oktmo_beginning(region_code, true), 50 + place),
            slug: transliterate(city),
        });
    }
    for municipality in &mut out {
        // An okrug's beginning has three digits where a region's has three too; longer ones are cut to the eight of OKTMO.
        municipality.oktmo.truncate(8);
    }
    out
}

/// The bodies of one municipality that institutions can stand under.
struct Head {
    administration: u32,
    education: Option<u32>,
    culture: Option<u32>,
}

struct Grower<'a> {
    rng: &'a mut ChaCha8Rng,
    seedlings: Vec<Seedling>,
    pages: usize,
}

impl Grower<'_> {
    fn full(&self) -> bool {
        self.seedlings.len() >= self.pages
    }

    fn next_place(&self) -> u32 {
        u32::try_from(self.seedlings.len()).unwrap_or(u32::MAX)
    }

    fn add(
        &mut self,
        name: String,
        level: Level,
        municipality: Option<usize>,
        parent: Option<u32>,
        own: Own,
        slug: String,
    ) {
        let place = u64::from(self.next_place());
        // Eleven free digits scrambled by the place keep numbers apart: the place itself stands in the middle.
        let year = 2 + scramble(place) % 22;
        let tax_region = 1 + scramble(place ^ 0xABC) % 89;
        let first_twelve = 100_000_000_000 + year * 1_000_000_000 + tax_region * 10_000_000 + place * 37 % 10_000_000;
        let opa_id = (own != Own::Nothing).then(|| 100_000 + u32::try_from(place * 3 % 900_000_000).unwrap_or(0));
        self.seedlings.push(Seedling {
            organization: Organization {
                name: Arc::from(name),
                ogrn: ogrn(first_twelve),
                level,
                municipality: municipality.and_then(|place| u16::try_from(place).ok()),
                opa_id,
                connected: own == Own::Connected,
                parent,
                page_url: Box::default(),
            },
            slug,
        });
    }

    fn regional_bodies(&mut self, region: &str) {
        let wanted = (self.pages / PAGES_PER_REGIONAL_BODY).clamp(1, MINISTRIES.len());
        for (name, slug) in MINISTRIES.iter().take(wanted) {
            if self.full() {
                return;
            }
            self.add(format!("{name} {region}"), Level::Regional, None, None, Own::Connected, (*slug).to_owned());
        }
    }

    fn municipal_bodies(&mut self, place: usize, municipality: &Municipality) -> Option<Head> {
        if self.full() {
            return None;
        }
        let administration = self.next_place();
        let genitive = &municipality.genitive;
        let slug = format!("adm_{}", municipality.slug);
        self.add(format!("Администрация {genitive}"), Level::Municipal, Some(place), None, Own::Connected, slug);
        let mut head = Head { administration, education: None, culture: None };
        let bodies = if self.pages >= 200 { 1 + place % MUNICIPAL_BODIES.len() } else { 1 };
        for (body, (name, slug)) in MUNICIPAL_BODIES.iter().take(bodies).enumerate() {
            if self.full() {
                break;
            }
            match body {
                0 => head.education = Some(self.next_place()),
                1 => head.culture = Some(self.next_place()),
                _ => {}
            }
            let own = if self.rng.random_bool(0.6) { Own::Connected } else { Own::Nothing };
            let slug = format!("{slug}_{}", municipality.slug);
            self.add(format!("{name} {genitive}"), Level::Municipal, Some(place), Some(administration), own, slug);
        }
        Some(head)
    }

    fn institutions(&mut self, municipalities: &[Municipality], heads: &[Head]) {
        let mut numbers: HashMap<(usize, &'static str), (u32, u32)> = HashMap::new();
        let total_weight: u32 = INSTITUTIONS.iter().map(|kind| kind.weight).sum();
        let mut place = 0;
        while !self.full() && !heads.is_empty() {
            place = (place + 1) % heads.len();
            let mut draw = self.rng.random_range(0..total_weight);
            let Some(kind) = INSTITUTIONS.iter().find(|kind| {
                let here = draw < kind.weight;
                draw = draw.saturating_sub(kind.weight);
                here
            }) else {
                continue;
            };
            let (number, first) = numbers.entry((place, kind.slug)).or_insert((0, self.next_place()));
            *number += 1;
            let (number, first) = (*number, *first);
            let (Some(municipality), Some(head)) = (municipalities.get(place), heads.get(place)) else { continue };
            let branch = number > 1 && self.rng.random_bool(BRANCH_SHARE);
            let parent = if branch { Some(first) } else { self.over(kind, head) };
            let own = self.account();
            let name = self.name(kind, number, municipality);
            let slug = format!("{}{number}_{}", kind.slug, municipality.slug);
            // A few organisations stand alone: nobody above them, an account of their own.
            let alone = self.rng.random_bool(0.01);
            let (parent, own) = if alone { (None, Own::Connected) } else { (parent, own) };
            self.add(name, Level::Subordinate, Some(place), parent, own, slug);
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

    fn over(&self, kind: &Institution, head: &Head) -> Option<u32> {
        let regional = self.seedlings.iter().take_while(|one| one.organization.level == Level::Regional).count();
        match kind.over {
            Over::Education => head.education.or(Some(head.administration)),
            Over::Culture => head.culture.or(Some(head.administration)),
            Over::Administration => Some(head.administration),
            Over::Ministry(place) => u32::try_from(place % regional.max(1)).ok(),
        }
    }

    fn name(&mut self, kind: &Institution, number: u32, municipality: &Municipality) -> String {
        let settlement = SETTLEMENTS.choose(self.rng).copied().unwrap_or("");
        let proper = PROPER_NAMES.choose(self.rng).copied().unwrap_or("");
        kind.pattern
            .replace("{n}", &number.to_string())
            .replace("{s}", settlement)
            .replace("{w}", proper)
            .replace("{m}", &municipality.genitive)
    }
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
