//! Which tokens are for which process. Every process works that out by itself from the same list, so they need not agree.

use std::collections::{BTreeMap, BTreeSet};

use store::TokenWish;

/// The tokens that are for this process: each goes to one of those who know it, to the one with the fewest so far, so that
/// none lies idle; where that leaves a choice it stays where it is, so that tokens do not wander.
pub fn share_of(me: &str, wishes: &[TokenWish]) -> BTreeSet<String> {
    let mut wanted: BTreeMap<&str, Vec<&TokenWish>> = BTreeMap::new();
    for wish in wishes {
        wanted.entry(&wish.token).or_default().push(wish);
    }
    let mut tokens: Vec<_> = wanted.into_iter().collect();
    // who knows no other token goes before who has a choice
    tokens.sort_by_key(|(_, wishes)| wishes.len());
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut mine = BTreeSet::new();
    for (token, wishes) in tokens {
        let count = |wish: &TokenWish| counts.get(wish.holder.as_str()).copied().unwrap_or_default();
        let chosen = wishes.iter().min_by_key(|wish| (count(wish), !wish.is_held, wish.holder.as_str()));
        if let Some(chosen) = chosen {
            *counts.entry(&chosen.holder).or_default() += 1;
            if chosen.holder == me {
                mine.insert(token.to_owned());
            }
        }
    }
    mine
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Everybody with the tokens they know; those in capitals they hold.
    fn wishes(all: &[(&str, &str)]) -> Vec<TokenWish> {
        let of_one = |(holder, tokens): &(&str, &str)| {
            let wish = |token: &str| TokenWish {
                token: token.to_lowercase(),
                holder: (*holder).to_owned(),
                is_held: token != token.to_lowercase(),
            };
            tokens.split_terminator(' ').map(wish).collect::<Vec<_>>()
        };
        all.iter().flat_map(of_one).collect()
    }

    fn shares(all: &[(&str, &str)]) -> Vec<String> {
        let wishes = wishes(all);
        let share = |(holder, _): &(&str, &str)| share_of(holder, &wishes).into_iter().collect::<Vec<_>>().join(" ");
        all.iter().map(share).collect()
    }

    #[test]
    fn tokens_that_all_know_are_shared_out_evenly() {
        assert_eq!(shares(&[("one", "a b c"), ("two", "a b c"), ("three", "a b c")]), ["a", "c", "b"]);
        assert_eq!(shares(&[("one", "a b c")]), ["a b c"]);
        assert_eq!(shares(&[("one", "a"), ("two", "a")]), ["a", ""]);
        assert_eq!(shares(&[("one", "")]), [""]);
    }

    #[test]
    fn tokens_that_one_process_alone_knows_are_all_its_own() {
        assert_eq!(shares(&[("one", "a b c"), ("two", "d")]), ["a b c", "d"]);
        assert_eq!(shares(&[("one", "a b c"), ("two", "c d")]), ["a b", "c d"]);
        assert_eq!(shares(&[("one", "a b"), ("two", "a b c d")]), ["a b", "c d"]);
    }

    #[test]
    fn tokens_stay_where_they_are_unless_another_has_fewer() {
        assert_eq!(shares(&[("one", "a b"), ("two", "A B")]), ["b", "a"]);
        assert_eq!(shares(&[("one", "a B c"), ("two", "A b C")]), ["b", "a c"]);
        assert_eq!(shares(&[("one", "A B C"), ("two", "a b c")]), ["a c", "b"]);
    }

    proptest::proptest! {
        #[test]
        fn every_token_is_for_exactly_one_who_knows_it_and_stays_there(
            known in proptest::collection::vec(proptest::collection::btree_set(0_u8..12, 0..12), 1..6),
        ) {
            let name = |place: usize| format!("p{place}");
            let mut wishes = Vec::new();
            for (place, tokens) in known.iter().enumerate() {
                wishes.extend(tokens.iter().map(|token| TokenWish {
                    token: format!("t{token:02}"),
                    holder: name(place),
                    is_held: false,
                }));
            }
            let all: BTreeSet<_> = wishes.iter().map(|wish| wish.token.clone()).collect();
            let shares = |wishes: &[TokenWish]| (0..known.len()).map(|one| share_of(&name(one), wishes)).collect::<Vec<_>>();
            let first = shares(&wishes);
            let mut given: Vec<_> = first.iter().flatten().cloned().collect();
            given.sort_unstable();
            proptest::prop_assert_eq!(given, all.into_iter().collect::<Vec<_>>());
            for wish in &mut wishes {
                let place: usize = wish.holder[1..].parse().unwrap();
                wish.is_held = first[place].contains(&wish.token);
            }
            proptest::prop_assert_eq!(shares(&wishes), first);
        }
    }
}
