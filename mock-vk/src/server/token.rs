//! Tokens the stand-in knows: name, kind, rate. Shows no token's text to anyone.

use std::fmt;
use std::str::FromStr;

use crate::MockError;
use crate::region::scramble_text;

use super::window::Rate;

/// VK's kinds of tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// A service key: 3 calls a second.
    Service,
    /// A user's token: 3 calls a second.
    User,
    /// A community's key: 20 calls a second.
    Community,
}

impl TokenKind {
    /// The published rate of this kind.
    pub const fn rate(self) -> Rate {
        match self {
            Self::Service | Self::User => Rate::PerSecond(3),
            Self::Community => Rate::PerSecond(20),
        }
    }
}

/// A token the stand-in accepts.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    /// How the journal calls it.
    pub name: String,
    /// Its kind.
    pub kind: TokenKind,
    /// Its rate.
    pub rate: Rate,
    text: String,
}

impl Token {
    /// A token of this kind with the kind's rate.
    pub fn new(name: &str, kind: TokenKind, text: &str) -> Self {
        Self { name: name.to_owned(), kind, rate: kind.rate(), text: text.to_owned() }
    }

    /// The same token with another rate.
    #[must_use]
    pub const fn with_rate(mut self, rate: Rate) -> Self {
        self.rate = rate;
        self
    }

    pub(super) fn is(&self, text: &str) -> bool {
        self.text == text
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token").field("name", &self.name).field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl FromStr for Token {
    type Err = MockError;

    /// Reads `NAME:KIND:TOKEN` or `NAME:KIND:TOKEN:RATE`.
    fn from_str(text: &str) -> Result<Self, MockError> {
        let mut parts = text.splitn(4, ':');
        // Text without any colon may be a bare token: it must not be shown as a name.
        let name = parts.next().filter(|_| text.contains(':')).unwrap_or("").to_owned();
        let wrong = |reason: &str| MockError::Token { name: name.clone(), reason: reason.to_owned() };
        if name.is_empty() {
            return Err(wrong("it has no name"));
        }
        let kind = match parts.next() {
            Some("service") => TokenKind::Service,
            Some("user") => TokenKind::User,
            Some("community") => TokenKind::Community,
            _ => return Err(wrong("its kind is unknown")),
        };
        let secret = parts.next().filter(|secret| !secret.is_empty()).ok_or_else(|| wrong("it has no text"))?;
        let token = Self::new(&name, kind, secret);
        match parts.next() {
            None => Ok(token),
            Some("unlimited") => Ok(token.with_rate(Rate::Unlimited)),
            Some(rate) => match rate.parse() {
                Ok(0) | Err(_) => Err(wrong("its rate is neither a number above 0 nor `unlimited`")),
                Ok(rate) => Ok(token.with_rate(Rate::PerSecond(rate))),
            },
        }
    }
}

/// How the journal calls a token that has no name.
pub(super) fn nameless(text: &str) -> String {
    if text.is_empty() { "none".to_owned() } else { format!("token-{:08x}", scramble_text(text) & 0xFFFF_FFFF) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_with_its_rate_and_its_text_is_never_shown() {
        let token: Token = "a:service:vk1.a.SECRET".parse().unwrap();
        assert_eq!(token.rate, Rate::PerSecond(3));
        assert_eq!("b:community:x:7".parse::<Token>().unwrap().rate, Rate::PerSecond(7));
        assert!(!format!("{token:?}").contains("SECRET"));
        for wrong in ["", "SECRET", "a:service", "a:service:", "a:king:SECRET", "a:user:SECRET:0", ":user:SECRET"] {
            let error = wrong.parse::<Token>().unwrap_err().to_string();
            assert!(!error.contains("SECRET"), "{error}");
        }
        assert!(!nameless("SECRET").contains("SECRET"));
    }
}
