//! How often strangers may have something done that costs: per address, and all of them together, in memory of a bounded
//! size.

use core::net::IpAddr;

use jiff::Timestamp;

use super::ThrottleRule;
use super::throttle::{Buckets, network};

/// How many addresses are remembered; each takes some 50 bytes.
const REMEMBERED: usize = 20_000;

/// Counts what strangers have done.
#[derive(Debug, Clone)]
pub struct Quota {
    addresses: Buckets<u128>,
    all: Buckets<()>,
}

impl Quota {
    /// So often for one address, and so often for all together.
    pub fn new(address: ThrottleRule, all: ThrottleRule) -> Self {
        Self { addresses: Buckets::new(address, REMEMBERED), all: Buckets::new(all, 1) }
    }

    /// Takes one try for this address.
    ///
    /// # Errors
    /// When the next try is free, if this one is not; it is then not counted.
    pub fn take(&mut self, address: IpAddr, now: Timestamp) -> Result<(), Timestamp> {
        let network = network(address);
        let free_at = self.addresses.free_at(&network, now).max(self.all.free_at(&(), now));
        if free_at > now {
            return Err(free_at);
        }
        self.addresses.take(network, now);
        self.all.take((), now);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_millisecond(1_800_000_000_000 + ms).unwrap()
    }

    #[test]
    fn one_address_has_its_share_and_all_together_have_theirs() {
        let mut quota =
            Quota::new(ThrottleRule { burst: 2, refill_ms: 1_000 }, ThrottleRule { burst: 5, refill_ms: 10_000 });
        let ip = |last: u8| IpAddr::from([192, 0, 2, last]);
        assert_eq!((quota.take(ip(1), at(0)), quota.take(ip(1), at(0))), (Ok(()), Ok(())));
        assert_eq!(quota.take(ip(1), at(0)), Err(at(1_000)));
        for last in 2..5 {
            assert_eq!(quota.take(ip(last), at(0)), Ok(()));
        }
        assert_eq!(quota.take(ip(9), at(0)), Err(at(10_000)), "all together have had theirs");
        assert_eq!(quota.take(ip(1), at(10_000)), Ok(()));
    }
}
