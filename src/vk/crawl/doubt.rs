//! Pages of which one answer is not enough: those it left out, and those it showed without a menu. Decides from a second
//! answer what is true of them. Asks nothing itself.
//!
//! A second answer counts when it is beyond doubt itself: it shows every page that VK showed before, with the menus seen
//! before, and says of no page in doubt the opposite of what the first answer said. One that does not is a contradiction,
//! and what it says against a page has to be said once more.

use std::collections::HashMap;

use super::matching::{Matched, Page};
use domain::model::{Access, Cause, PageAddress, PageSnapshot, Sight, Unverified, UnverifiedReason};

/// How many pages that VK has shown are asked for together with those in doubt. What is paid for is the call; many of
/// them make an answer with holes show its holes.
const COMPANIONS: usize = 20;
/// How many answers may contradict those before about a page before it is asked for alone, or counts as not seen.
const MOST_CONTRADICTIONS: u8 = 6;

/// A page that VK showed before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Companion {
    pub(super) page: Page,
    pub(super) has_menu: bool,
}

/// Why a page is in doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doubt {
    /// An answer left it out.
    LeftOut,
    /// It was shown without a menu.
    NoMenu,
}

#[derive(Debug, Clone, Copy)]
struct InDoubt {
    doubt: Doubt,
    contradictions: u8,
}

/// The pages in doubt.
#[derive(Debug)]
pub(super) struct Doubts {
    /// Whether pages shown without a menu are in doubt too.
    of_menus: bool,
    companions_wanted: usize,
    pages: HashMap<Page, InDoubt>,
    companions: Vec<Companion>,
    is_menu_seen: bool,
}

/// What a second answer amounts to.
#[derive(Debug, Default)]
pub(super) struct Judged {
    /// What is said of these pages now.
    pub(super) settled: Vec<(Page, Result<Sight, Unverified>)>,
    /// To be asked for again together: answers contradict each other.
    pub(super) again: Vec<Page>,
    /// To be asked for alone: too many answers contradicted each other.
    pub(super) alone: Vec<Page>,
    /// One or more of these may be what the answer showed under another name: to be asked for in parts.
    pub(super) in_parts: Vec<Page>,
}

impl Doubts {
    /// No page in doubt yet, in a pass whose calls hold up to so many pages.
    pub(super) fn new(of_menus: bool, batch_size: usize) -> Self {
        Self {
            of_menus,
            companions_wanted: COMPANIONS.min(batch_size / 2),
            pages: HashMap::new(),
            companions: Vec::new(),
            is_menu_seen: false,
        }
    }

    /// Pages that VK has just shown, those with a menu first.
    pub(super) fn companions(&self) -> &[Companion] {
        &self.companions
    }

    /// Whether VK has shown a menu in this pass.
    pub(super) const fn is_menu_seen(&self) -> bool {
        self.is_menu_seen
    }

    /// Why the page is in doubt.
    pub(super) fn of(&self, page: Page) -> Option<Doubt> {
        self.pages.get(&page).map(|page| page.doubt)
    }

    /// Whether one answer is too little to believe what was seen.
    pub(super) fn is_doubtful(&self, sight: &Result<Sight, Unverified>) -> bool {
        self.of_menus && matches!(sight, Ok(Sight::Seen(page)) if is_open_without_menu(page))
    }

    /// Takes in a first answer: parts what it showed into what is believed and what is in doubt, and gives all that is in
    /// doubt now.
    pub(super) fn sift(&mut self, matched: &mut Matched) -> Vec<Page> {
        self.learn(matched.seen.iter().map(|(page, sight)| (*page, sight)));
        let mut doubted = std::mem::take(&mut matched.unmatched);
        for page in &doubted {
            self.put(*page, Doubt::LeftOut);
        }
        if self.of_menus {
            let (doubtful, clear) =
                std::mem::take(&mut matched.seen).into_iter().partition(|(_, sight)| self.is_doubtful(sight));
            matched.seen = clear;
            let doubtful: Vec<(Page, Result<Sight, Unverified>)> = doubtful;
            for (page, _) in doubtful {
                self.put(page, Doubt::NoMenu);
                doubted.push(page);
            }
        }
        doubted
    }

    /// Puts a page in doubt; tells whether answers contradicted each other about it too often.
    pub(super) fn put(&mut self, page: Page, doubt: Doubt) -> bool {
        match self.pages.get_mut(&page) {
            None => {
                self.pages.insert(page, InDoubt { doubt, contradictions: 0 });
                false
            }
            Some(known) => {
                known.doubt = doubt;
                known.contradictions += 1;
                known.contradictions > MOST_CONTRADICTIONS
            }
        }
    }

    /// A page is in doubt no longer.
    pub(super) fn settle(&mut self, page: Page) {
        self.pages.remove(&page);
    }

    /// Remembers pages that were shown, so that they can be asked for together with others.
    pub(super) fn learn<'a>(&mut self, seen: impl IntoIterator<Item = (Page, &'a Result<Sight, Unverified>)>) {
        let shown = seen.into_iter().filter_map(|(page, sight)| match sight {
            Ok(Sight::Seen(snapshot)) => Some(Companion { page, has_menu: has_menu(snapshot) }),
            Ok(Sight::NotFound) | Err(_) => None,
        });
        let (with_menu, without): (Vec<_>, Vec<_>) = shown.partition(|companion| companion.has_menu);
        self.is_menu_seen |= !with_menu.is_empty();
        let known = std::mem::take(&mut self.companions);
        let (known_with, known_without): (Vec<_>, Vec<_>) = known.into_iter().partition(|companion| companion.has_menu);
        let mut companions: Vec<Companion> = Vec::with_capacity(self.companions_wanted);
        for companion in [with_menu, known_with, without, known_without].into_iter().flatten() {
            if companions.len() == self.companions_wanted {
                break;
            }
            if companions.iter().all(|other| other.page != companion.page) {
                companions.push(companion);
            }
        }
        self.companions = companions;
    }

    /// What a second answer says of the pages in doubt it was asked about, together with companions.
    pub(super) fn judge(&mut self, asked: &[PageAddress], companions: &[Companion], matched: Matched) -> Judged {
        let Matched { seen, unmatched, strangers, nameless } = matched;
        let mut judged = Judged::default();
        let companion = |page: Page| companions.iter().find(|companion| companion.page == page);
        let mut witnesses = Witnesses::default();
        let mut still_no_menu = Vec::new();
        self.is_menu_seen |= seen.iter().any(|(_, sight)| matches!(sight, Ok(Sight::Seen(page)) if has_menu(page)));
        for (page, sight) in seen {
            if let Some(companion) = companion(page) {
                witnesses.see(*companion, &sight);
                continue;
            }
            match (self.of(page), self.is_doubtful(&sight)) {
                (Some(Doubt::NoMenu), true) => {
                    witnesses.shown += 1;
                    still_no_menu.push((page, sight));
                }
                (Some(Doubt::NoMenu), false) => {
                    witnesses.shown += 1;
                    witnesses.a_menu_was_lost |= matches!(&sight, Ok(Sight::Seen(page)) if has_menu(page));
                    self.done(page, sight, &mut judged);
                }
                (_, true) => {
                    witnesses.a_page_was_lost |= self.of(page).is_some();
                    self.contradicted(page, Doubt::NoMenu, &mut judged);
                }
                (doubt, false) => {
                    witnesses.a_page_was_lost |= doubt.is_some();
                    self.done(page, sight, &mut judged);
                }
            }
        }
        let (left_out, lost): (Vec<Page>, Vec<Page>) =
            unmatched.into_iter().partition(|page| self.of(*page) == Some(Doubt::LeftOut));
        // they were shown before: companions, and pages without a menu
        witnesses.a_page_was_lost |= !lost.is_empty();
        for page in lost.into_iter().filter(|page| companion(*page).is_none()) {
            self.contradicted(page, Doubt::LeftOut, &mut judged);
        }
        for (page, sight) in still_no_menu {
            if witnesses.tell_of_menus(self.is_menu_seen) {
                self.done(page, sight, &mut judged);
            } else {
                self.contradicted(page, Doubt::NoMenu, &mut judged);
            }
        }
        for page in left_out {
            let may_be_shown = nameless > 0 || (strangers > 0 && asked[page].group_id().is_none());
            if !witnesses.tell_of_absence() {
                self.contradicted(page, Doubt::LeftOut, &mut judged);
            } else if may_be_shown {
                judged.in_parts.push(page);
            } else {
                self.done(page, Ok(Sight::NotFound), &mut judged);
            }
        }
        judged
    }

    fn done(&mut self, page: Page, sight: Result<Sight, Unverified>, judged: &mut Judged) {
        self.settle(page);
        judged.settled.push((page, sight));
    }

    fn contradicted(&mut self, page: Page, doubt: Doubt, judged: &mut Judged) {
        if !self.put(page, doubt) {
            judged.again.push(page);
        } else if doubt == Doubt::LeftOut {
            judged.alone.push(page);
        } else {
            self.done(page, Err(contradictory()), judged);
        }
    }
}

/// What the pages say that an answer had to show.
#[derive(Debug, Default)]
struct Witnesses {
    shown: usize,
    with_menu: usize,
    a_page_was_lost: bool,
    a_menu_was_lost: bool,
}

impl Witnesses {
    fn see(&mut self, companion: Companion, sight: &Result<Sight, Unverified>) {
        match sight {
            Ok(Sight::Seen(page)) => {
                self.shown += 1;
                self.with_menu += usize::from(has_menu(page));
                self.a_menu_was_lost |= companion.has_menu && is_open_without_menu(page);
            }
            // it was shown before, and understood
            Ok(Sight::NotFound) | Err(_) => self.a_page_was_lost = true,
        }
    }

    /// Whether what the answer left out does not exist.
    const fn tell_of_absence(&self) -> bool {
        self.shown > 0 && !self.a_page_was_lost
    }

    /// Whether what the answer showed without a menu has none; where VK has shown no menu at all in this pass, that is for
    /// others to judge.
    const fn tell_of_menus(&self, is_menu_seen: bool) -> bool {
        !self.a_menu_was_lost && (self.with_menu > 0 || !is_menu_seen)
    }
}

/// Why a page counts as not seen about which VK said now this and now that.
pub(super) fn contradictory() -> Unverified {
    Unverified { reason: UnverifiedReason::BadAnswer, cause: Cause::Contradiction }
}

fn has_menu(page: &PageSnapshot) -> bool {
    page.menu.as_ref().is_some_and(|menu| !menu.items.is_empty())
}

/// VK gives no menu of closed and deactivated pages, and none is needed of them; a hidden menu may be empty.
fn is_open_without_menu(page: &PageSnapshot) -> bool {
    let has_none = page.menu.as_ref().is_none_or(|menu| menu.items.is_empty() && !menu.is_hidden);
    has_none && page.access == Access::Open && page.deactivated.is_none()
}
