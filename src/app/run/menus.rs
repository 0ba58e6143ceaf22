//! Doubts menus that nobody has: when a whole pass sees not one, it is VK that does not tell them, or a saved answer
//! that was not asked for them. VK serves `menu` without documenting it. Judges no page.

use domain::model::{Access, Cause, Sight, Unverified, UnverifiedReason};
use vk::Observation;

/// So many open pages without a single menu among them are no chance: even where seven pages of ten have none, twenty
/// in a row come once in a thousand times.
const MENUS_MISSED: usize = 20;
/// After so many without a menu none of them is waited for any longer: they were not seen in full, whatever comes.
const MOST_HELD: usize = 2_000;

/// Holds open pages without a menu back until a menu is seen, so that none is accused of what VK did not tell.
#[derive(Debug, Default)]
pub(super) struct MissingMenuGuard {
    /// Pages that are known to have a menu are among those asked for: not one menu means that VK gives none.
    expects_menu: bool,
    is_menu_seen: bool,
    held: Vec<Observation>,
    /// Pages that were not understood; where menus are missing, that may be the same trouble.
    not_understood: usize,
}

impl MissingMenuGuard {
    /// Doubts menus; with witnesses among the pages, however few these are.
    pub(super) fn new(expects_menu: bool) -> Self {
        Self { expects_menu, ..Self::default() }
    }

    /// The observations that can be judged now.
    pub(super) fn admit(&mut self, batch: Vec<Observation>) -> Vec<Observation> {
        if self.is_menu_seen {
            return batch;
        }
        if batch.iter().any(has_menu) {
            self.is_menu_seen = true;
            let mut free = std::mem::take(&mut self.held);
            free.extend(batch);
            return free;
        }
        self.not_understood += batch.iter().filter(|seen| is_not_understood(seen)).count();
        let (held, free): (Vec<_>, Vec<_>) = batch.into_iter().partition(is_open_without_menu);
        self.held.extend(held);
        if self.held.len() > MOST_HELD { free.into_iter().chain(self.drain()).collect() } else { free }
    }

    /// The observations that were held back, when no more will come: few have no menu, many were not seen in full. Where a
    /// menu was to be expected, none was.
    pub(super) fn drain(&mut self) -> Vec<Observation> {
        let mut rest = std::mem::take(&mut self.held);
        let missed = rest.len();
        if self.expects_menu || missed + self.not_understood >= MENUS_MISSED {
            for seen in &mut rest {
                let cause = Cause::NoMenus { pages: missed };
                seen.sight = Err(Unverified { reason: UnverifiedReason::BadAnswer, cause });
            }
        }
        rest
    }
}

fn has_menu(seen: &Observation) -> bool {
    matches!(&seen.sight, Ok(Sight::Seen(page)) if page.menu.is_some())
}

/// VK gives no menu of closed and deactivated pages, which are judged without it.
fn is_open_without_menu(seen: &Observation) -> bool {
    match &seen.sight {
        Ok(Sight::Seen(page)) => page.menu.is_none() && page.access == Access::Open && page.deactivated.is_none(),
        Ok(Sight::NotFound) | Err(_) => false,
    }
}

fn is_not_understood(seen: &Observation) -> bool {
    matches!(&seen.sight, Err(unverified) if unverified.reason == UnverifiedReason::BadAnswer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::model::{GroupId, Menu, PageSnapshot};

    fn seen(index: usize, menu: Option<Menu>, access: Access) -> Observation {
        let page = PageSnapshot {
            group_id: GroupId::new(index as u64 + 1).unwrap(),
            screen_name: None,
            name: "".into(),
            access,
            deactivated: None,
            is_government_organization: None,
            menu,
        };
        Observation { index, sight: Ok(Sight::Seen(Box::new(page))), renamed_to: None }
    }

    fn without(count: usize) -> Vec<Observation> {
        (0..count).map(|index| seen(index, None, Access::Open)).collect()
    }

    fn with(index: usize) -> Observation {
        seen(index, Some(Menu { is_hidden: false, items: Vec::new() }), Access::Open)
    }

    #[test]
    fn pages_without_a_menu_wait_until_another_page_shows_one() {
        let mut doubt = MissingMenuGuard::default();
        assert!(doubt.admit(without(100)).is_empty());
        let free = doubt.admit(vec![with(100)]);
        assert_eq!(free.len(), 101);
        assert!(free.iter().all(|seen| seen.sight.is_ok()));
        assert_eq!(doubt.admit(without(5)).len(), 5, "from then on nothing waits");
        assert!(doubt.drain().is_empty());
    }

    #[test]
    fn many_pages_without_any_menu_among_them_were_not_seen_in_full() {
        let mut doubt = MissingMenuGuard::default();
        for _ in 0..4 {
            assert!(doubt.admit(without(5)).is_empty());
        }
        let rest = doubt.drain();
        assert_eq!(rest.len(), 20);
        assert!(rest.iter().all(is_not_understood));
    }

    #[test]
    fn more_than_can_be_held_are_not_waited_for() {
        let mut doubt = MissingMenuGuard::default();
        assert!(doubt.admit(without(MOST_HELD)).is_empty());
        let free = doubt.admit(without(1));
        assert_eq!(free.len(), MOST_HELD + 1);
        assert!(free.iter().all(is_not_understood));
        assert!(doubt.admit(without(1)).is_empty());
        assert_eq!(doubt.admit(vec![with(0)]).len(), 2);
    }

    #[test]
    fn a_few_pages_without_a_menu_have_none() {
        let mut doubt = MissingMenuGuard::default();
        assert!(doubt.admit(without(19)).is_empty());
        assert!(doubt.drain().iter().all(|seen| seen.sight.is_ok()));
    }

    #[test]
    fn a_few_are_doubted_with_the_many_that_were_not_understood() {
        let mut doubt = MissingMenuGuard::default();
        doubt.admit(without(3));
        let unclear = Unverified::of(UnverifiedReason::BadAnswer);
        let batch = (3..40).map(|index| Observation { index, sight: Err(unclear.clone()), renamed_to: None });
        assert_eq!(doubt.admit(batch.collect()).len(), 37);
        assert!(doubt.drain().iter().all(is_not_understood));
    }

    #[test]
    fn a_few_pages_without_a_menu_were_not_seen_in_full_when_a_witness_shows_none_either() {
        let mut doubt = MissingMenuGuard::new(true);
        assert!(doubt.admit(without(2)).is_empty());
        let rest = doubt.drain();
        assert_eq!(rest.len(), 2);
        assert!(rest.iter().all(is_not_understood));
    }

    #[test]
    fn a_few_pages_without_a_menu_are_not_accused_when_the_witness_was_not_seen() {
        let mut doubt = MissingMenuGuard::new(true);
        let unseen = Unverified::of(UnverifiedReason::Network);
        let witness = Observation { index: 2, sight: Err(unseen), renamed_to: None };
        let free = doubt.admit(without(2).into_iter().chain([witness]).collect());
        assert_eq!(free.iter().map(|seen| seen.index).collect::<Vec<_>>(), [2]);
        assert!(doubt.drain().iter().all(is_not_understood));
    }

    #[test]
    fn the_menu_of_a_witness_frees_the_few_that_have_none() {
        let mut doubt = MissingMenuGuard::new(true);
        assert!(doubt.admit(without(2)).is_empty());
        assert_eq!(doubt.admit(vec![with(2)]).len(), 3);
        assert!(doubt.drain().is_empty());
    }

    #[test]
    fn closed_pages_never_wait() {
        let mut doubt = MissingMenuGuard::default();
        let closed: Vec<_> = (0..50).map(|index| seen(index, None, Access::Closed)).collect();
        assert_eq!(doubt.admit(closed).len(), 50);
    }
}
