//! How often somebody may try to sign in: per account and per address, in memory of a bounded size. Answers are the same
//! whether the account exists; nothing here knows accounts.

use core::net::IpAddr;
use std::collections::HashMap;
use std::hash::Hash;

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

/// How many tries are free at once, and how soon a spent one comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ThrottleRule {
    /// Tries that are free at once.
    pub burst: u32,
    /// After how many milliseconds one more is free.
    pub refill_ms: i64,
}

/// Of one account, from addresses it was never signed in from: ten, then one a minute, so 1,450 a day.
const ACCOUNT: ThrottleRule = ThrottleRule { burst: 10, refill_ms: 60_000 };
/// Of one address, where a whole office may sit: thirty, then one every ten seconds.
const ADDRESS: ThrottleRule = ThrottleRule { burst: 30, refill_ms: 10_000 };
/// How many accounts, addresses and known pairs of both are remembered; each takes some 50 bytes.
const REMEMBERED: usize = 20_000;
/// Bits of an IPv6 address that one customer gets and can move in at will (RFC 6177).
const IPV6_NETWORK_BITS: u32 = 64;

/// A digest takes the same room however long the text is that a stranger sends.
type Key = [u8; 16];

/// Counts tries to sign in.
#[derive(Debug, Clone)]
pub struct Throttle {
    accounts: Buckets<Key>,
    addresses: Buckets<u128>,
    /// Accounts together with addresses that were signed in from: somebody else's tries do not lock their owners out.
    known: Buckets<Key>,
    owners: Seen,
}

impl Default for Throttle {
    fn default() -> Self {
        Self::new(ACCOUNT, ADDRESS, REMEMBERED)
    }
}

impl Throttle {
    /// Counts by these rules, and remembers so many accounts and addresses at the most.
    pub fn new(account: ThrottleRule, address: ThrottleRule, remembered: usize) -> Self {
        Self {
            accounts: Buckets::new(account, remembered),
            addresses: Buckets::new(address, remembered),
            known: Buckets::new(account, remembered),
            owners: Seen::new(remembered),
        }
    }

    /// Takes one try for this login, as it was typed, from this address. It is taken before the password is looked at, so
    /// that tries at the same time are counted too.
    ///
    /// # Errors
    /// When the next try is free, if this one is not; it is then not counted.
    pub fn take(&mut self, login: &str, address: IpAddr, now: Timestamp) -> Result<(), Timestamp> {
        let (account, network) = (account_key(login), network(address));
        let pair = pair_key(&account, network);
        let is_known = self.owners.has(&pair);
        let own = if is_known { self.known.free_at(&pair, now) } else { self.accounts.free_at(&account, now) };
        let free_at = own.max(self.addresses.free_at(&network, now));
        if free_at > now {
            return Err(free_at);
        }
        if is_known {
            self.known.take(pair, now);
        } else {
            self.accounts.take(account, now);
        }
        self.addresses.take(network, now);
        Ok(())
    }

    /// Notes that the password was right: the try is given back, and from this address the account is known.
    pub fn succeeded(&mut self, login: &str, address: IpAddr, now: Timestamp) {
        let (account, network) = (account_key(login), network(address));
        let pair = pair_key(&account, network);
        if self.owners.has(&pair) {
            self.known.give_back(&pair, now);
        } else {
            self.accounts.give_back(&account, now);
        }
        self.addresses.give_back(&network, now);
        self.owners.note(pair);
    }

    /// How many accounts, addresses and pairs are remembered.
    pub fn remembered(&self) -> usize {
        self.accounts.full_at.len() + self.addresses.full_at.len() + self.known.full_at.len() + self.owners.order.len()
    }
}

fn digest(parts: &[&[u8]]) -> Key {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    let mut key = Key::default();
    let length = key.len();
    key.copy_from_slice(&hash.finalize()[..length]);
    key
}

fn account_key(login: &str) -> Key {
    // what is no login at all is counted too, as it was typed
    super::Login::parse(login).map_or_else(
        |_| digest(&[b"no login", login.as_bytes()]),
        |login| digest(&[b"login", login.as_str().as_bytes()]),
    )
}

fn pair_key(account: &Key, network: u128) -> Key {
    digest(&[account, &network.to_be_bytes()])
}

pub(super) fn network(address: IpAddr) -> u128 {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_bits().into(),
        IpAddr::V6(address) => address.to_bits() & (u128::MAX << (u128::BITS - IPV6_NETWORK_BITS)),
    }
}

/// Buckets of tries that fill up again; each is one moment: when it will be full.
#[derive(Debug, Clone)]
pub(super) struct Buckets<K> {
    rule: ThrottleRule,
    remembered: usize,
    full_at: HashMap<K, i64>,
}

impl<K: Hash + Eq + Copy> Buckets<K> {
    pub(super) fn new(rule: ThrottleRule, remembered: usize) -> Self {
        Self { rule, remembered: remembered.max(1), full_at: HashMap::new() }
    }

    /// When the bucket is full; a clock that was put back must not lock anybody out for longer than an empty bucket.
    fn full_at(&self, key: &K, now: i64) -> i64 {
        let empty = now.saturating_add(self.rule.refill_ms.saturating_mul(self.rule.burst.into()));
        self.full_at.get(key).copied().unwrap_or(now).clamp(now, empty)
    }

    pub(super) fn free_at(&self, key: &K, now: Timestamp) -> Timestamp {
        let room = self.rule.refill_ms.saturating_mul(i64::from(self.rule.burst.max(1)) - 1);
        let free_at = self.full_at(key, now.as_millisecond()).saturating_sub(room);
        Timestamp::from_millisecond(free_at).map_or(Timestamp::MAX, |at| at.max(now))
    }

    pub(super) fn take(&mut self, key: K, now: Timestamp) {
        let now = now.as_millisecond();
        let full_at = self.full_at(&key, now).saturating_add(self.rule.refill_ms);
        if !self.full_at.contains_key(&key) && self.full_at.len() >= self.remembered {
            self.make_room(now);
        }
        self.full_at.insert(key, full_at);
    }

    fn give_back(&mut self, key: &K, now: Timestamp) {
        let now = now.as_millisecond();
        let full_at = self.full_at(key, now).saturating_sub(self.rule.refill_ms);
        if full_at <= now {
            self.full_at.remove(key);
        } else if let Some(kept) = self.full_at.get_mut(key) {
            *kept = full_at;
        }
    }

    /// Forgets full buckets, which say nothing, and if there are none the fullest half: of those the least is lost. A
    /// half, so that who floods the memory does not make every try as dear as this.
    fn make_room(&mut self, now: i64) {
        self.full_at.retain(|_, full_at| *full_at > now);
        if self.full_at.len() >= self.remembered {
            let mut moments: Vec<i64> = self.full_at.values().copied().collect();
            let half = moments.len() / 2;
            let (_, middle, _) = moments.select_nth_unstable(half);
            let middle = *middle;
            let mut surplus = self.full_at.len() - half;
            self.full_at.retain(|_, full_at| {
                let goes = surplus > 0 && *full_at <= middle;
                surplus -= usize::from(goes);
                !goes
            });
        }
    }
}

/// The last so many keys that were noted.
#[derive(Debug, Clone)]
struct Seen {
    remembered: usize,
    order: HashMap<Key, u64>,
    noted: u64,
}

impl Seen {
    fn new(remembered: usize) -> Self {
        Self { remembered: remembered.max(1), order: HashMap::new(), noted: 0 }
    }

    fn has(&self, key: &Key) -> bool {
        self.order.contains_key(key)
    }

    /// Only who knows a password can note one, so forgetting one after the other is no burden.
    fn note(&mut self, key: Key) {
        self.noted += 1;
        self.order.insert(key, self.noted);
        if self.order.len() > self.remembered
            && let Some(oldest) = self.order.iter().min_by_key(|(_, noted)| **noted).map(|(key, _)| *key)
        {
            self.order.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_millisecond(1_800_000_000_000 + ms).unwrap()
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    /// How many tries in a row are free at this moment.
    fn free(throttle: &mut Throttle, login: &str, address: &str, now: Timestamp) -> usize {
        (0..1_000).take_while(|_| throttle.take(login, ip(address), now).is_ok()).count()
    }

    #[test]
    fn an_account_has_ten_tries_and_then_one_a_minute_wherever_they_come_from() {
        let mut throttle = Throttle::default();
        for number in 0..10 {
            throttle.take("admin", ip(&format!("10.0.0.{number}")), at(0)).unwrap();
        }
        assert_eq!(throttle.take("admin", ip("10.0.1.1"), at(1_000)), Err(at(60_000)));
        // however it is typed
        assert_eq!(throttle.take(" ADMIN", ip("10.0.1.2"), at(1_000)), Err(at(60_000)));
        assert_eq!(throttle.take("other", ip("10.0.1.1"), at(1_000)), Ok(()));
        assert_eq!(free(&mut throttle, "admin", "10.0.1.3", at(60_000)), 1);
    }

    #[test]
    fn an_address_has_thirty_tries_whatever_it_tries() {
        let mut throttle = Throttle::default();
        for number in 0..30 {
            throttle.take(&format!("person{number}"), ip("192.0.2.1"), at(0)).unwrap();
        }
        assert_eq!(throttle.take("another", ip("192.0.2.1"), at(0)), Err(at(10_000)));
        assert_eq!(throttle.take("another", ip("::ffff:192.0.2.1"), at(0)), Err(at(10_000)));
        assert_eq!(throttle.take("another", ip("192.0.2.2"), at(0)), Ok(()));
    }

    #[test]
    fn a_network_of_ipv6_is_one_address() {
        let mut throttle = Throttle::default();
        for number in 0..30 {
            throttle.take(&format!("person{number}"), ip(&format!("2001:db8::{number}")), at(0)).unwrap();
        }
        assert!(throttle.take("another", ip("2001:db8::ffff:1"), at(0)).is_err());
        assert!(throttle.take("another", ip("2001:db8:0:1::1"), at(0)).is_ok());
    }

    #[test]
    fn a_right_password_costs_no_try_and_its_address_is_not_locked_out_by_others() {
        let mut throttle = Throttle::default();
        for number in 0..100 {
            throttle.take("admin", ip("10.0.0.1"), at(number)).unwrap();
            throttle.succeeded("admin", ip("10.0.0.1"), at(number));
        }
        for number in 0..20 {
            let _ = throttle.take("admin", ip(&format!("203.0.113.{number}")), at(200));
        }
        assert!(throttle.take("admin", ip("203.0.113.99"), at(200)).is_err());
        assert_eq!(free(&mut throttle, "admin", "10.0.0.1", at(200)), 10);
    }

    #[test]
    fn a_clock_that_is_put_back_locks_nobody_out_for_long() {
        let mut throttle = Throttle::default();
        assert_eq!(free(&mut throttle, "admin", "10.0.0.1", at(0)), 10);
        let day = 24 * 3_600_000;
        let free_at = throttle.take("admin", ip("10.0.0.2"), at(-day)).unwrap_err();
        assert_eq!(free_at, at(-day + 60_000));
    }

    #[test]
    fn memory_is_bounded_and_what_is_most_spent_is_remembered() {
        let rule = ThrottleRule { burst: 3, refill_ms: 1_000_000 };
        let mut throttle = Throttle::new(rule, ThrottleRule { burst: 100_000, refill_ms: 1 }, 50);
        for number in 0..3 {
            throttle.take("victim", ip("10.0.0.1"), at(number)).unwrap();
        }
        for number in 0..5_000_u32 {
            let address = IpAddr::V4((0xc000_0000 + number).into());
            let _ = throttle.take(&format!("stranger{number}"), address, at(10 + i64::from(number)));
            assert!(throttle.remembered() <= 4 * 50);
        }
        assert!(throttle.take("victim", ip("10.0.0.1"), at(10_000)).is_err());
    }

    proptest! {
        #[test]
        fn no_stretch_of_time_has_more_tries_than_the_rule(
            gaps in vec(0_i64..4_000, 1..200), burst in 1_u32..6, refill_ms in 1_i64..3_000, known in any::<bool>(),
        ) {
            let rule = ThrottleRule { burst, refill_ms };
            let mut throttle = Throttle::new(rule, ThrottleRule { burst: 100_000, refill_ms: 1 }, 10);
            if known {
                throttle.succeeded("a", ip("10.0.0.1"), at(0));
            }
            let (mut now, mut taken) = (0, Vec::new());
            for gap in gaps {
                now += gap;
                match throttle.take("a", ip("10.0.0.1"), at(now)) {
                    Ok(()) => taken.push(now),
                    Err(free_at) => {
                        prop_assert!(free_at > at(now) && free_at <= at(now + refill_ms));
                        // waiting as long as was said is enough, and no less is
                        let mut patient = throttle.clone();
                        prop_assert!(patient.take("a", ip("10.0.0.1"), free_at).is_ok());
                        let early = free_at - jiff::SignedDuration::from_millis(1);
                        prop_assert!(throttle.clone().take("a", ip("10.0.0.1"), early).is_err());
                    }
                }
            }
            for (place, from) in taken.iter().enumerate() {
                for (count, until) in taken[place..].iter().enumerate() {
                    let allowed = i64::from(burst) + (until - from) / refill_ms;
                    prop_assert!(i64::try_from(count).unwrap() < allowed, "{count} tries from {from} to {until}");
                }
            }
        }

        #[test]
        fn others_do_not_matter_while_there_is_room(
            tries in vec((0_u8..3, 0_u8..3, 0_i64..30_000), 0..100),
        ) {
            let fresh = || Throttle::new(ThrottleRule { burst: 3, refill_ms: 9_000 }, ThrottleRule { burst: 3, refill_ms: 7_000 }, 100);
            let (mut all, mut alone, mut now) = (fresh(), fresh(), 0);
            for (login, address, gap) in tries {
                now += gap;
                // each account has addresses of its own
                let (name, from) = (format!("person{login}"), ip(&format!("10.0.{login}.{address}")));
                let answer = all.take(&name, from, at(now));
                if login == 0 {
                    prop_assert_eq!(answer, alone.take(&name, from, at(now)));
                }
            }
        }

        #[test]
        fn any_login_is_counted_without_panic(login in ".{0,100}", ms in -1_000_000_i64..1_000_000) {
            let mut throttle = Throttle::default();
            prop_assert_eq!(throttle.take(&login, ip("::1"), at(ms)), Ok(()));
            throttle.succeeded(&login, ip("::1"), at(ms));
        }
    }
}
