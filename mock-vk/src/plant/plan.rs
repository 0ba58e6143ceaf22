//! Chooses which page gets which defects: the whole catalogue once where the region is big enough, then a realistic mix. Knows no menu.

use std::collections::HashSet;

use rand::Rng;
use rand::seq::{IndexedRandom, SliceRandom};
use rand_chacha::ChaCha8Rng;

use crate::region::{Form, Level, Param, World};

use super::defect::{Canon, Defect, Escape, Foreign, Layout, NoMenu, Redirector, Space, WrongPath};

/// A region of at least this many pages shows every defect of the catalogue.
pub(crate) const PAGES_FOR_WHOLE_CATALOGUE: usize = 300;
/// Regional bodies that must be wrong for each of their own defects to find a page.
const REGIONAL_BODIES_FOR_CATALOGUE: usize = 9;
/// Most catalogue defects on one page, so that the small regions have room for all.
const MOST_OF_CATALOGUE_ON_A_PAGE: usize = 3;

/// A plan for each page: `correct_share` of them without any defect that makes a page wrong.
pub(crate) fn plans(world: &World, correct_share: f64, rng: &mut ChaCha8Rng) -> Vec<Vec<Defect>> {
    let pages = world.organizations.len();
    let mut plans: Vec<Vec<Defect>> = vec![Vec::new(); pages];
    let mut wrong: Vec<usize> = (0..pages).collect();
    wrong.shuffle(rng);
    if pages >= PAGES_FOR_WHOLE_CATALOGUE {
        // Regional bodies are few, and a part of the catalogue fits only them: enough of them come first.
        let regional = wrong.iter().copied().filter(|place| world.organizations[*place].level == Level::Regional);
        let first: HashSet<usize> = regional.take(REGIONAL_BODIES_FOR_CATALOGUE).collect();
        wrong.sort_by_key(|place| !first.contains(place));
    }
    wrong.truncate(pages - correct_pages(pages, correct_share));
    if pages >= PAGES_FOR_WHOLE_CATALOGUE {
        spread_catalogue(world, &wrong, &mut plans, rng);
    }
    for place in wrong {
        if plans[place].is_empty() {
            plans[place] = random_plan(world.organizations[place].level, rng);
        }
    }
    plans
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

fn spread_catalogue(world: &World, wrong: &[usize], plans: &mut [Vec<Defect>], rng: &mut ChaCha8Rng) {
    let mut catalogue = Defect::catalogue();
    // What fits only regional bodies goes first, then what takes a whole page, while there are empty pages.
    catalogue.shuffle(rng);
    catalogue.sort_by_key(|defect| (defect.fits(Level::Municipal), std::cmp::Reverse(defect.slots().count_ones())));
    let mut next = 0;
    for defect in catalogue {
        // One page after another, so that the catalogue is spread thin where there is room.
        let found = (0..wrong.len()).map(|step| (next + step) % wrong.len()).find(|at| {
            let place = wrong[*at];
            let plan = &plans[place];
            plan.len() < MOST_OF_CATALOGUE_ON_A_PAGE
                && defect.fits(world.organizations[place].level)
                && go_together(plan, defect)
        });
        if let Some(at) = found {
            plans[wrong[at]].push(defect);
            next = at + 1;
        }
    }
}

fn go_together(plan: &[Defect], defect: Defect) -> bool {
    plan.iter().all(|other| other.slots() & defect.slots() == 0)
}

/// A plan for one wrong page: mostly one defect, at times two or three that do not hide each other.
pub(crate) fn random_plan(level: Level, rng: &mut ChaCha8Rng) -> Vec<Defect> {
    let wanted = match rng.random_range(0..100) {
        0..60 => 1,
        60..90 => 2,
        _ => 3,
    };
    let mut plan: Vec<Defect> = Vec::with_capacity(wanted);
    // The draws are bounded: a page that claims everything takes no second defect.
    for _ in 0..12 {
        if plan.len() == wanted {
            break;
        }
        let defect = common(level, rng);
        if defect.fits(level) && go_together(&plan, defect) {
            plan.push(defect);
        }
    }
    plan
}

/// A defect as often as it is met: links that differ from the template lead, then missing forms, then the pasted template and the line break.
fn common(level: Level, rng: &mut ChaCha8Rng) -> Defect {
    let form = if rng.random_bool(0.55) { Form::Messages } else { Form::Polls };
    let first = match (form, level) {
        (Form::Messages, _) => Param::OpaId,
        (Form::Polls, Level::Regional) => Param::RegCode,
        (Form::Polls, _) => Param::MunCode,
    };
    let param = [first, Param::UtmSource, Param::UtmMedium, Param::UtmCampaign].choose(rng).copied().unwrap_or(first);
    match rng.random_range(0..100) {
        0..14 => Defect::Mismatch(form, param),
        14..18 => Defect::Copied(form),
        18..23 => Defect::Missing(form, param),
        23..27 => Defect::Malformed(form, param, rng.random()),
        27..31 => Defect::Template(form, form == Form::Messages && rng.random_bool(0.3)),
        31..39 => Defect::Space(form, *[Space::Plain, Space::Percent].choose(rng).unwrap_or(&Space::Plain)),
        39..55 => Defect::Layout(
            *[
                Layout::OnlyMessagesFirst,
                Layout::OnlyMessagesFirst,
                Layout::OnlyPollsFirst,
                Layout::OnlyPollsSecond,
                Layout::Neither,
                Layout::Swapped,
                Layout::PollsThird,
                Layout::BothLate,
            ]
            .choose(rng)
            .unwrap_or(&Layout::Neither),
        ),
        55..61 => Defect::NoMenu(NoMenu::KeyAbsent),
        61..67 => Defect::Title(form),
        67..72 => Defect::Cover(form, *crate::covers::Spoil::ALL.choose(rng).unwrap_or(&crate::covers::Spoil::Plain)),
        72..75 => Defect::NoCover(form),
        75..78 => Defect::Escaped(form, Escape::Ampersand),
        78..81 => Defect::Redirect(form, Redirector::AwayCom),
        81..83 => Defect::Http(form),
        83..86 => Defect::Foreign(form, *[Foreign::Portal, Foreign::MiniApp].choose(rng).unwrap_or(&Foreign::Portal)),
        86..88 => Defect::Path(form, WrongPath::Landing),
        88..90 => Defect::Unknown(form, 0),
        90..92 => Defect::Canon(form, Canon::CapitalHost),
        92..94 => Defect::NotFound,
        94..95 => Defect::Deleted,
        95..96 => Defect::ClosedBare,
        96..97 => Defect::MenuHidden,
        97..98 => Defect::Hidden(form),
        _ => Defect::Unofficial,
    }
}

#[cfg(test)]
mod tests {

    use rand::SeedableRng;

    use super::*;
    use crate::region::{Region, RegionOptions};

    #[test]
    fn the_whole_catalogue_finds_room_in_the_smallest_region_that_promises_it() {
        for seed in 0..12 {
            let options = RegionOptions { seed, pages: PAGES_FOR_WHOLE_CATALOGUE, ..RegionOptions::default() };
            let region = Region::generate(&options).unwrap();
            let planned = plans(region.world(), 0.45, &mut ChaCha8Rng::seed_from_u64(seed)).concat();
            let homeless: Vec<Defect> = Defect::catalogue().into_iter().filter(|one| !planned.contains(one)).collect();
            assert!(homeless.is_empty(), "seed {seed}: {homeless:?}");
        }
    }

    #[test]
    fn no_plan_claims_anything_twice() {
        let region = Region::generate(&RegionOptions { pages: 2_000, ..RegionOptions::default() }).unwrap();
        for plan in plans(region.world(), 0.2, &mut ChaCha8Rng::seed_from_u64(5)) {
            for (at, defect) in plan.iter().enumerate() {
                assert!(go_together(&plan[..at], *defect), "{plan:?}");
            }
        }
    }
}
