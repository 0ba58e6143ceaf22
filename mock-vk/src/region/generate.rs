//! Makes a whole region from a seed: world, identities, addresses, plans, pages. Runs no rules.

use std::collections::HashSet;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::MockError;
use crate::plant::{Defect, Soil, build, plans, random_plan};

use super::address::{STYLES, write_address};
use super::codes::{region_genitive, scramble};
use super::page::{Page, PageKind};
use super::tree::grow;
use super::{Record, Region};

/// The number of the first community; real official pages have numbers of this length.
const FIRST_ID: u64 = 200_000_000;
/// Most pages of a region: beyond it the numbers inside an OGRN would run over.
pub const MOST_PAGES: usize = 250_000;
/// VK's bounds for a short name.
const SHORT_NAME_CHARS: usize = 32;
/// Share of pages with a short name.
const NAMED_SHARE: f64 = 0.75;

/// What region to make.
#[derive(Debug, Clone, PartialEq)]
pub struct RegionOptions {
    /// The same seed and options make the same region.
    pub seed: u64,
    /// How many official pages it has.
    pub pages: usize,
    /// The code as links write it, `03` for instance.
    pub region_code: String,
    /// The share of pages planted without a defect.
    pub correct_share: f64,
    /// Whether some items beside the forms carry hostile text.
    pub hostile: bool,
    /// Whether the registry is as offices keep it: rows that lack values, organisations without a page.
    pub gaps: bool,
}

impl Default for RegionOptions {
    fn default() -> Self {
        Self { seed: 1, pages: 1_500, region_code: "03".to_owned(), correct_share: 0.55, hostile: true, gaps: false }
    }
}

impl Region {
    /// Makes the region of these options; with 300 pages or more every code is planted at least once.
    ///
    /// # Errors
    ///
    /// [`MockError::RegionCode`] for a code no region has, [`MockError::TooManyPages`] beyond [`MOST_PAGES`].
    pub fn generate(options: &RegionOptions) -> Result<Self, MockError> {
        if region_genitive(&options.region_code).is_none() {
            return Err(MockError::RegionCode { code: options.region_code.clone() });
        }
        if options.pages > MOST_PAGES {
            return Err(MockError::TooManyPages { pages: options.pages, most: MOST_PAGES });
        }
        let mut rng = ChaCha8Rng::seed_from_u64(options.seed);
        let (mut world, slugs) = grow(&options.region_code, options.pages, options.gaps, &mut rng);
        let mut pages =
            identities(&world.organizations.iter().map(|one| &one.name).collect::<Vec<_>>(), &slugs, &mut rng);
        drop(slugs);
        let plans = plans(&world, options.correct_share, &mut rng);
        for (place, page) in pages.iter_mut().enumerate() {
            let short_name_needed = plans[place].contains(&Defect::TakenByUser);
            if short_name_needed && page.screen_name.is_none() {
                page.screen_name = Some(format!("ivan.petrov{}", page.id).into_boxed_str());
            }
            let style = if short_name_needed { 1 } else { rng.random_range(0..STYLES * 2) };
            let mut address = write_address(page, style, &mut rng);
            if short_name_needed && let Some(name) = &page.screen_name {
                address = format!("https://vk.com/{}", name.to_lowercase());
            }
            world.organizations[place].page_url = address.into_boxed_str();
        }
        let mut region = Self {
            options: options.clone(),
            world,
            pages,
            records: Vec::with_capacity(options.pages),
            ..Self::default()
        };
        for (place, plan) in plans.into_iter().enumerate() {
            let (page, record) = region.remade(place, &plan, 0);
            region.pages[place] = page;
            region.records.push(record);
        }
        region.index();
        Ok(region)
    }

    /// The page at this place made anew from a plan; `round` makes the same plan come out differently.
    pub(crate) fn remade(&self, place: usize, plan: &[Defect], round: u64) -> (Page, Record) {
        let salt = u64::try_from(place).unwrap_or(0) ^ (round << 40);
        let mut rng = ChaCha8Rng::seed_from_u64(self.options.seed ^ scramble(salt));
        let soil =
            Soil { world: &self.world, index: place, identity: &self.pages[place], hostile: self.options.hostile };
        build(&soil, plan, &mut rng)
    }

    /// A new random plan for the page at this place.
    pub(crate) fn new_plan(&self, place: usize, round: u64) -> Vec<Defect> {
        let salt = scramble(u64::try_from(place).unwrap_or(0) ^ (round << 32) ^ 0xB0B);
        let mut rng = ChaCha8Rng::seed_from_u64(self.options.seed ^ salt);
        self.world.facts(place).map_or_else(Vec::new, |facts| random_plan(facts, &mut rng))
    }
}

fn identities(names: &[&std::sync::Arc<str>], slugs: &[String], rng: &mut ChaCha8Rng) -> Vec<Page> {
    let mut id = FIRST_ID;
    let mut used: HashSet<String> = HashSet::with_capacity(slugs.len());
    let mut pages = Vec::with_capacity(names.len());
    for (name, slug) in names.iter().zip(slugs) {
        id += rng.random_range(1..8);
        let mut page = Page::new(id, "");
        page.name = std::sync::Arc::clone(name);
        page.kind = match rng.random_range(0..100) {
            0 => PageKind::Event,
            1..12 => PageKind::Group,
            _ => PageKind::Page,
        };
        if rng.random_bool(NAMED_SHARE) {
            let mut short: String = slug.chars().take(SHORT_NAME_CHARS).collect();
            if !used.insert(short.clone()) || short.len() < 5 {
                let tail = format!("_{}", id - FIRST_ID);
                short = slug.chars().take(SHORT_NAME_CHARS - tail.len()).collect::<String>() + &tail;
                used.insert(short.clone());
            }
            // VK keeps the letters' case as the owner typed them.
            if rng.random_bool(0.1) {
                short = short[..1].to_uppercase() + &short[1..];
            }
            page.screen_name = Some(short.into_boxed_str());
        }
        pages.push(page);
    }
    pages
}
