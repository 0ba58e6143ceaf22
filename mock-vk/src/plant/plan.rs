//! Chooses which page gets which defects: the whole catalogue once where the region is big enough, then a realistic mix. Knows no menu.

use rand::Rng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use crate::region::{Facts, Param, World};

use super::claims::go_together;
use super::defect::Defect;
use super::mix::common;

/// A region of at least this many pages shows every defect of the catalogue.
pub(crate) const PAGES_FOR_WHOLE_CATALOGUE: usize = 300;
/// Pages of a rare kind that must be wrong for each of the defects that fit only them to find a page.
const PAGES_OF_A_RARE_KIND: usize = 6;
/// Most catalogue defects on one page, so that the small regions have room for all.
const MOST_OF_CATALOGUE_ON_A_PAGE: usize = 3;

/// A plan for each page: `correct_share` of them without any defect that makes a page wrong.
pub(crate) fn plans(world: &World, correct_share: f64, rng: &mut ChaCha8Rng) -> Vec<Vec<Defect>> {
    let pages = world.organizations.len();
    let mut plans: Vec<Vec<Defect>> = vec![Vec::new(); pages];
    let facts: Vec<Facts> = (0..pages).filter_map(|place| world.facts(place)).collect();
    let mut wrong: Vec<usize> = (0..pages).collect();
    wrong.shuffle(rng);
    if pages >= PAGES_FOR_WHOLE_CATALOGUE {
        // A part of the catalogue fits only a few pages: enough of them come first.
        let mut counts = [0; 3];
        wrong.sort_by_cached_key(|place| {
            let Some(kind) = facts.get(*place).copied().and_then(rare_kind) else { return true };
            counts[kind] += 1;
            counts[kind] > PAGES_OF_A_RARE_KIND
        });
    }
    wrong.truncate(pages - correct_pages(pages, correct_share));
    if pages >= PAGES_FOR_WHOLE_CATALOGUE {
        spread_catalogue(&facts, &wrong, &mut plans, rng);
    }
    for place in wrong {
        if plans[place].is_empty() {
            plans[place] = random_plan(facts[place], rng);
        }
    }
    plans
}

/// The pages of which there are few: those whose registry row lacks what the others tell, and those with `reg_code`.
const fn rare_kind(facts: Facts) -> Option<usize> {
    match facts {
        Facts { needs_polls: false, .. } => None,
        Facts { knows_ogrn: false, .. } => Some(0),
        Facts { knows_oktmo: false, polls_first: Param::MunCode, .. } => Some(1),
        Facts { polls_first: Param::RegCode, .. } => Some(2),
        _ => None,
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a share of a count"
)]
fn correct_pages(pages: usize, share: f64) -> usize {
    (pages as f64 * share.clamp(0.0, 1.0)).round() as usize
}

fn spread_catalogue(facts: &[Facts], wrong: &[usize], plans: &mut [Vec<Defect>], rng: &mut ChaCha8Rng) {
    if wrong.is_empty() {
        return;
    }
    let mut catalogue = Defect::catalogue();
    // What fits few pages goes first, then what takes a whole page, while there are empty pages.
    catalogue.shuffle(rng);
    let homes = |defect: &Defect| wrong.iter().filter(|place| defect.fits(facts[**place])).count();
    catalogue.sort_by_cached_key(|defect| {
        let rare = homes(defect) * 4 < wrong.len();
        (!rare, std::cmp::Reverse(defect.claims().count_ones()))
    });
    let mut next = 0;
    for defect in catalogue {
        // One page after another, so that the catalogue is spread thin where there is room.
        let found = (0..wrong.len()).map(|step| (next + step) % wrong.len()).find(|at| {
            let place = wrong[*at];
            let plan = &plans[place];
            plan.len() < MOST_OF_CATALOGUE_ON_A_PAGE && defect.fits(facts[place]) && go_together(plan, defect)
        });
        if let Some(at) = found {
            plans[wrong[at]].push(defect);
            next = at + 1;
        }
    }
}

/// A plan for one wrong page: mostly one defect, at times two or three that do not hide each other.
pub(crate) fn random_plan(facts: Facts, rng: &mut ChaCha8Rng) -> Vec<Defect> {
    let wanted = match rng.random_range(0..100) {
        0..78 => 1,
        78..95 => 2,
        _ => 3,
    };
    let mut plan: Vec<Defect> = Vec::with_capacity(wanted);
    // The draws are bounded: a page that claims everything takes no second defect.
    for _ in 0..40 {
        if plan.len() == wanted {
            break;
        }
        let defect = common(facts, rng);
        if defect.fits(facts) && go_together(&plan, defect) {
            plan.push(defect);
        }
    }
    plan
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;
    use crate::region::{Region, RegionOptions};

    #[test]
    fn the_whole_catalogue_finds_room_in_the_smallest_region_that_promises_it() {
        for seed in 0..12 {
            let options =
                RegionOptions { seed, pages: PAGES_FOR_WHOLE_CATALOGUE, gaps: true, ..RegionOptions::default() };
            let share = options.correct_share;
            let region = Region::generate(&options).unwrap();
            let planned = plans(region.world(), share, &mut ChaCha8Rng::seed_from_u64(seed)).concat();
            let homeless: Vec<Defect> = Defect::catalogue().into_iter().filter(|one| !planned.contains(one)).collect();
            assert!(homeless.is_empty(), "seed {seed}: {homeless:?}");
        }
    }

    #[test]
    fn no_plan_claims_anything_twice_and_every_defect_fits_its_page() {
        let region = Region::generate(&RegionOptions { pages: 2_000, gaps: true, ..RegionOptions::default() }).unwrap();
        let plans = plans(region.world(), 0.2, &mut ChaCha8Rng::seed_from_u64(5));
        assert!(plans.iter().filter(|plan| plan.is_empty()).count() <= 400);
        for (place, plan) in plans.iter().enumerate() {
            let facts = region.world().facts(place).unwrap();
            for (at, defect) in plan.iter().enumerate() {
                assert!(go_together(&plan[..at], *defect), "{plan:?}");
                assert!(defect.fits(facts), "{defect:?}, {facts:?}");
            }
        }
    }
}
