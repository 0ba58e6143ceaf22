//! Which answer belongs to which asked page: by number or short name, never by position. Asks nothing itself.

use std::collections::HashMap;

use crate::{GroupAnswer, Malformed};
use domain::model::{AnswerFault, Cause, PageAddress, Sight, Unverified, UnverifiedReason};

/// A page of a pass, by its place among the asked ones.
pub(super) type Page = usize;

/// What the answer to one call said of its pages.
#[derive(Debug, Default)]
pub(super) struct Matched {
    /// Pages the answer told of.
    pub(super) seen: Vec<(Page, Result<Sight, Unverified>)>,
    /// Pages it did not, in the order asked.
    pub(super) unmatched: Vec<Page>,
    /// How many communities it told of that no page was asked by, or that were told already: a page asked by a former name,
    /// perhaps.
    pub(super) strangers: usize,
    /// How many it told of in such a way that they may be any page.
    pub(super) nameless: usize,
}

/// The first place of each page, and the later places of those that are asked more than once.
pub(super) fn distinct(asked: &[PageAddress]) -> (Vec<Page>, HashMap<Page, Vec<Page>>) {
    let mut first_places = HashMap::with_capacity(asked.len());
    let (mut distinct, mut repeats) = (Vec::with_capacity(asked.len()), HashMap::<Page, Vec<Page>>::new());
    for (place, address) in asked.iter().enumerate() {
        let first = *first_places.entry(address).or_insert(place);
        if first == place {
            distinct.push(place);
        } else {
            repeats.entry(first).or_default().push(place);
        }
    }
    (distinct, repeats)
}

/// Gives each answer to the page that was asked by its number or its short name; of two answers for one page the first.
pub(super) fn match_batch(asked: &[PageAddress], pages: &[Page], answers: Vec<GroupAnswer>) -> Matched {
    let mut waiting: HashMap<&PageAddress, Page> = pages.iter().map(|page| (&asked[*page], *page)).collect();
    let mut matched = Matched { seen: Vec::with_capacity(pages.len()), ..Matched::default() };
    for answer in answers {
        let keys = answer.addresses();
        let is_nameless = keys.iter().all(Option::is_none);
        // a community asked both by number and by name belongs to both
        let [by_id, by_name] = keys.map(|key| key.and_then(|key| waiting.remove(&key)));
        match (by_id, by_name) {
            (Some(first), Some(second)) => {
                let sight = answer.into_sight();
                matched.seen.push((first, sight.clone()));
                matched.seen.push((second, sight));
            }
            (Some(page), None) | (None, Some(page)) => matched.seen.push((page, answer.into_sight())),
            (None, None) if is_nameless => matched.nameless += 1,
            (None, None) => matched.strangers += 1,
        }
    }
    matched.unmatched = pages.iter().copied().filter(|page| waiting.contains_key(&asked[*page])).collect();
    matched
}

/// What the answer to a question for this page alone says of it, and its new short name if it was asked by another.
pub(super) fn match_single(
    address: &PageAddress,
    mut answers: Vec<GroupAnswer>,
) -> (Result<Sight, Unverified>, Option<Box<str>>) {
    let is_own = |answer: &GroupAnswer| answer.addresses().iter().flatten().any(|key| key == address);
    if let Some(own) = answers.iter().position(is_own) {
        return (answers.swap_remove(own).into_sight(), None);
    }
    match (answers.pop(), answers.is_empty(), address.screen_name()) {
        (None, ..) => (Ok(Sight::NotFound), None),
        // asked for one name, VK shows one community: the name leads there, whatever its own short name is now
        (Some(answer), true, Some(_)) => {
            let sight = answer.into_sight();
            let renamed_to = match &sight {
                Ok(Sight::Seen(page)) => page.screen_name.clone(),
                Ok(Sight::NotFound) | Err(_) => None,
            };
            (sight, renamed_to)
        }
        (Some(GroupAnswer::Malformed(Malformed { group_id: None, fault, .. })), true, None) => {
            (Err(bad_answer(fault)), None)
        }
        _ => (Err(bad_answer(AnswerFault::OtherCommunity)), None),
    }
}

fn bad_answer(fault: AnswerFault) -> Unverified {
    Unverified { reason: UnverifiedReason::BadAnswer, cause: Cause::Answer(fault) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::model::{Access, GroupId, PageSnapshot};

    fn group(id: u64, name: &str) -> GroupAnswer {
        GroupAnswer::Understood(Box::new(PageSnapshot {
            group_id: GroupId::new(id).unwrap(),
            screen_name: Some(name.into()),
            name: "".into(),
            access: Access::Open,
            deactivated: None,
            is_government_organization: None,
            menu: None,
        }))
    }

    fn asked(texts: &[&str]) -> Vec<PageAddress> {
        texts.iter().map(|text| PageAddress::parse(text).unwrap()).collect()
    }

    fn id(sight: &Result<Sight, Unverified>) -> Option<u64> {
        match sight {
            Ok(Sight::Seen(page)) => Some(page.group_id.get()),
            _ => None,
        }
    }

    #[test]
    fn answers_in_any_order_and_case_find_their_pages() {
        let asked = asked(&["public3", "Adm_One", "two", "gone"]);
        let answers = vec![group(2, "two"), group(1, "ADM_one"), group(3, "club3"), group(9, "stranger")];
        let matched = match_batch(&asked, &[0, 1, 2, 3], answers);
        let mut seen: Vec<_> = matched.seen.iter().map(|(page, sight)| (*page, id(sight))).collect();
        seen.sort_unstable();
        assert_eq!(seen, [(0, Some(3)), (1, Some(1)), (2, Some(2))]);
        assert_eq!((matched.unmatched.as_slice(), matched.strangers), ([3].as_slice(), 1));
    }

    #[test]
    fn a_community_asked_by_number_and_by_name_is_seen_under_both() {
        let asked = asked(&["7", "seven"]);
        let matched = match_batch(&asked, &[0, 1], vec![group(7, "seven"), group(7, "later")]);
        assert_eq!(matched.seen.len(), 2);
        assert!(matched.seen.iter().all(|(_, sight)| id(sight) == Some(7)));
    }

    #[test]
    fn a_renamed_community_is_told_when_it_was_asked_alone_by_name() {
        let address = &asked(&["old_name"])[0];
        let (sight, renamed_to) = match_single(address, vec![group(5, "new_name")]);
        assert_eq!((id(&sight), renamed_to.as_deref()), (Some(5), Some("new_name")));
        let (sight, renamed_to) = match_single(address, vec![group(5, "OLD_name")]);
        assert_eq!((id(&sight), renamed_to), (Some(5), None));
        assert_eq!(match_single(address, Vec::new()).0, Ok(Sight::NotFound));
    }

    #[test]
    fn a_strangers_number_is_never_taken_for_the_page() {
        let by_id = &asked(&["7"])[0];
        assert_eq!(match_single(by_id, vec![group(8, "eight")]).0.unwrap_err().reason, UnverifiedReason::BadAnswer);
        let by_name = &asked(&["seven"])[0];
        let two = vec![group(8, "eight"), group(9, "nine")];
        assert_eq!(match_single(by_name, two).0.unwrap_err().reason, UnverifiedReason::BadAnswer);
    }

    #[test]
    fn a_malformed_answer_is_neither_seen_nor_not_found() {
        let malformed = |group_id: Option<u64>, name: Option<&str>| {
            GroupAnswer::Malformed(Malformed {
                group_id: group_id.map(|id| GroupId::new(id).unwrap()),
                screen_name: name.map(Into::into),
                fault: AnswerFault::IsHidden,
            })
        };
        let asked = asked(&["7", "seven"]);
        let matched = match_batch(&asked, &[0, 1], vec![malformed(Some(7), None), malformed(None, Some("Seven"))]);
        assert_eq!(matched.seen.len(), 2);
        assert!(matched.seen.iter().all(|(_, sight)| sight.is_err()));
        assert_eq!(match_batch(&asked, &[0, 1], vec![malformed(None, None)]).nameless, 1);
        for address in &asked {
            let unseen = match_single(address, vec![malformed(None, None)]).0.unwrap_err();
            assert_eq!(unseen.cause, Cause::Answer(AnswerFault::IsHidden));
        }
    }
}
