//! Identifiers with a parsing constructor each: what is held is always well-formed.

use std::fmt;
use std::num::NonZero;

use thiserror::Error;

/// Why a text is not an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum IdError {
    /// There is no text.
    #[error("empty")]
    Empty,
    /// Something other than ASCII digits is in it.
    #[error("not digits only")]
    NotDigits,
    /// The number of digits is wrong.
    #[error("wrong number of digits")]
    WrongLength,
    /// The last digit of an OGRN does not follow from the others.
    #[error("wrong check digit, {expected} would be right")]
    WrongCheckDigit {
        /// The digit that would be right.
        expected: u8,
    },
    /// The number does not fit the type, or is zero where that means nothing.
    #[error("out of range")]
    OutOfRange,
}

fn digits(text: &str) -> Result<&str, IdError> {
    if text.is_empty() {
        Err(IdError::Empty)
    } else if text.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(text)
    } else {
        Err(IdError::NotDigits)
    }
}

/// The number of a VK community, always positive (VK documentation of `groups.getById`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GroupId(u64);

impl GroupId {
    /// Wraps a community number.
    ///
    /// # Errors
    /// Zero, and numbers that VK could not hold as a signed one, are [`IdError::OutOfRange`].
    pub const fn new(id: u64) -> Result<Self, IdError> {
        if id == 0 || id > i64::MAX as u64 { Err(IdError::OutOfRange) } else { Ok(Self(id)) }
    }

    /// Reads the number from digits.
    ///
    /// # Errors
    /// Anything but the digits of a positive number.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        digits(text)?.parse().map_err(|_| IdError::OutOfRange).and_then(Self::new)
    }

    /// The number itself.
    pub const fn get(self) -> u64 {
        self.0
    }
}

impl fmt::Display for GroupId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The main state registration number of an organisation (ОГРН): 13 digits, the last one a check digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ogrn(u64);

impl Ogrn {
    /// How many digits an OGRN has.
    pub const LENGTH: usize = 13;

    /// Reads an OGRN and proves its check digit: the first twelve digits modulo 11, of that the last digit
    /// (order of the Ministry of Finance on the register of legal entities, 30.10.2017 № 165н, item 5).
    ///
    /// # Errors
    /// Tells apart empty, non-digits, a wrong length and a wrong check digit.
    ///
    /// ```
    /// use vk_page_auditor_domain::model::{IdError, Ogrn};
    /// assert_eq!(Ogrn::parse("1027301172106").unwrap().to_string(), "1027301172106");
    /// assert_eq!(Ogrn::parse("1027301172107"), Err(IdError::WrongCheckDigit { expected: 6 }));
    /// ```
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let digits = digits(text)?;
        if digits.len() != Self::LENGTH {
            return Err(IdError::WrongLength);
        }
        let number: u64 = digits.parse().map_err(|_| IdError::OutOfRange)?;
        let expected = number / 10 % 11 % 10;
        if number % 10 == expected {
            Ok(Self(number))
        } else {
            Err(IdError::WrongCheckDigit { expected: u8::try_from(expected).unwrap_or_default() })
        }
    }
}

impl fmt::Display for Ogrn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:0width$}", self.0, width = Self::LENGTH)
    }
}

/// The code of a municipality in the All-Russian classifier (ОКТМО), its first 8 digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Oktmo(u32);

impl Oktmo {
    /// How many digits name a municipality.
    pub const LENGTH: usize = 8;
    /// How many digits name a settlement inside it; such a code is cut to the municipality.
    const SETTLEMENT_LENGTH: usize = 11;

    /// Reads 8 digits.
    ///
    /// # Errors
    /// Tells apart empty, non-digits and a wrong length.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let digits = digits(text)?;
        if digits.len() != Self::LENGTH {
            return Err(IdError::WrongLength);
        }
        digits.parse().map(Self).map_err(|_| IdError::OutOfRange)
    }

    /// Reads 8 digits, or 11 that are cut to 8, as a registry may hold them.
    ///
    /// # Errors
    /// As [`Oktmo::parse`].
    pub fn parse_cut(text: &str) -> Result<Self, IdError> {
        let digits = digits(text)?;
        Self::parse(if digits.len() == Self::SETTLEMENT_LENGTH { &digits[..Self::LENGTH] } else { digits })
    }
}

impl fmt::Display for Oktmo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:0width$}", self.0, width = Self::LENGTH)
    }
}

/// The number of a body's account in the feedback platform (ЛКО ПОС), `opaId` in the URL of the messages form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OpaId(NonZero<u64>);

impl OpaId {
    /// Reads the number from digits; leading zeros carry no meaning and are dropped.
    ///
    /// # Errors
    /// Tells apart empty, non-digits and a number that is zero or does not fit 64 bits.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        digits(text)?.parse().map(Self).map_err(|_| IdError::OutOfRange)
    }
}

impl fmt::Display for OpaId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The code of a region as the forms' URLs carry it: two digits of its OKATO code, or 111, 711, 7114.
/// Which codes exist is the policy's knowledge; this type only knows the shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RegionCode {
    number: u16,
    length: u8,
}

impl RegionCode {
    const SHORTEST: usize = 2;
    const LONGEST: usize = 4;

    /// Reads 2 to 4 digits.
    ///
    /// # Errors
    /// Tells apart empty, non-digits and a wrong length.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let digits = digits(text)?;
        if !(Self::SHORTEST..=Self::LONGEST).contains(&digits.len()) {
            return Err(IdError::WrongLength);
        }
        let number = digits.parse().map_err(|_| IdError::OutOfRange)?;
        Ok(Self { number, length: u8::try_from(digits.len()).unwrap_or_default() })
    }
}

impl fmt::Display for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:0width$}", self.number, width = usize::from(self.length))
    }
}

#[cfg(test)]
mod tests {

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn check_digit_ten_becomes_zero() {
        // 12 digits that leave the remainder 10
        let body = (100_000_000_000_u64..100_000_000_100).find(|number| number % 11 == 10).unwrap();
        assert!(Ogrn::parse(&format!("{body}0")).is_ok());
        assert_eq!(Ogrn::parse(&format!("{body}1")), Err(IdError::WrongCheckDigit { expected: 0 }));
    }

    #[test]
    fn eleven_digits_of_oktmo_are_cut_where_asked_only() {
        assert_eq!(Oktmo::parse_cut("03698000101").unwrap().to_string(), "03698000");
        assert_eq!(Oktmo::parse("03698000101"), Err(IdError::WrongLength));
    }

    #[test]
    fn region_code_keeps_its_leading_zero() {
        for text in ["03", "111", "7114"] {
            assert_eq!(RegionCode::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(RegionCode::parse("3"), Err(IdError::WrongLength));
        assert_ne!(RegionCode::parse("03"), RegionCode::parse("003"));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused_without_panic(text in ".{0,24}") {
            let _ = (GroupId::parse(&text), Ogrn::parse(&text), Oktmo::parse_cut(&text), OpaId::parse(&text), RegionCode::parse(&text));
        }

        #[test]
        fn what_is_shown_reads_back(id in 1..i64::MAX as u64, oktmo in 0u32..100_000_000, body in 0u64..1_000_000_000_000) {
            let id = GroupId::new(id).unwrap();
            prop_assert_eq!(GroupId::parse(&id.to_string()), Ok(id));
            let oktmo = Oktmo::parse(&format!("{oktmo:08}")).unwrap();
            prop_assert_eq!(Oktmo::parse(&oktmo.to_string()), Ok(oktmo));
            let ogrn = Ogrn::parse(&format!("{body:012}{}", body % 11 % 10)).unwrap();
            prop_assert_eq!(Ogrn::parse(&ogrn.to_string()), Ok(ogrn));
        }
    }
}
