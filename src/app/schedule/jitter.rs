//! How far a name shifts its passes, so that many of them do not ask VK in the same second. No randomness: the same name
//! gets the same shift on every machine and after every restart.

use std::time::Duration;

use sha2::{Digest, Sha256};

/// The shift of a name, in whole seconds from zero to less than the span.
pub fn jitter(name: &str, within: Duration) -> Duration {
    let digest: [u8; 32] = Sha256::digest(name.as_bytes()).into();
    let mut first = [0; 8];
    first.copy_from_slice(&digest[..8]);
    // the high word of the product lies below the factor, and every value is as likely as any other
    let seconds = (u128::from(u64::from_be_bytes(first)) * u128::from(within.as_secs())) >> u64::BITS;
    Duration::from_secs(u64::try_from(seconds).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn shift_of_a_name_is_the_same_for_ever() {
        let hour = Duration::from_hours(1);
        assert_eq!(jitter("nightly", hour), jitter("nightly", hour));
        // a change of these figures would move everybody's passes with an update
        assert_eq!(["nightly", "weekly", "регион"].map(|name| jitter(name, hour).as_secs()), [593, 1916, 3014]);
    }

    #[test]
    fn names_spread_over_the_whole_span() {
        let shifts: Vec<_> =
            (0..1_000).map(|n| jitter(&format!("pass-{n}"), Duration::from_mins(10)).as_secs()).collect();
        for minute in 0..10 {
            let inside = shifts.iter().filter(|shift| **shift / 60 == minute).count();
            assert!((60..=140).contains(&inside), "{inside} of 1000 in minute {minute}");
        }
    }

    proptest! {
        #[test]
        fn shift_stays_below_the_span(name in ".{0,20}", seconds in 0..10_000_000_u64) {
            let within = Duration::from_secs(seconds);
            let shift = jitter(&name, within);
            prop_assert!(shift < within || within.is_zero() && shift.is_zero());
        }
    }
}
