//! Finds the tokens' texts (environment, files, systemd credentials) and checks their shape.
//! No message here repeats any part of a token.

use std::{
    fs::File,
    io::Read,
    path::{Path, PathBuf},
    time::Duration,
};

use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;

use super::{
    env::Environment,
    sections::{TokenKind, TokenSection, VkSection},
};
use domain::decode;

/// The longest token seen in the wild has some 320 characters; more than this is a wrong file.
const LONGEST_TOKEN: usize = 2_048;
/// Stand-ins of VK take short tokens, but not shorter than this.
const SHORTEST_TOKEN: usize = 4;
/// More than any list of tokens needs.
const LARGEST_TOKEN_FILE: u64 = 256 * 1_024;
/// What tokens of the present form begin with.
const TOKEN_PREFIX: &str = "vk1.";
/// Tokens of the old form are 85 hexadecimal digits; no other value of the configuration has so many.
const OLD_TOKEN_DIGITS: usize = 60;

/// A token ready for use.
#[derive(Debug, Clone)]
pub struct Token {
    /// The name that logs and metrics call it by.
    pub name: String,
    /// What it was issued for.
    pub kind: TokenKind,
    /// Its text, which prints as a mask.
    pub secret: SecretString,
    /// Time between the starts of two calls with it.
    pub spacing: Duration,
    /// The other names under which the same token is given.
    pub given_again_as: Vec<String>,
}

/// Where a token was to be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenPlace {
    /// The n-th token of `VK_TOKEN`, from 1.
    Variable(usize),
    /// The n-th token of the file that `VK_TOKEN_FILE` names, from 1.
    VariableFile(PathBuf, usize),
    /// The file of this entry of the configuration.
    File {
        /// The entry's name.
        name: String,
        path: PathBuf,
    },
    /// The systemd credential of this entry of the configuration.
    Credential {
        /// The entry's name.
        name: String,
        /// The credential's name.
        credential: String,
    },
}

/// Why there is no usable token at a place.
#[derive(Debug, Error)]
pub enum TokenError {
    /// The file cannot be read.
    #[error("cannot be read")]
    Unreadable(#[source] std::io::Error),
    /// systemd gave no credentials.
    #[error("no credentials")]
    NoCredentials,
    /// There is nothing in it.
    #[error("empty")]
    Empty,
    /// There is more than one token in it.
    #[error("several tokens")]
    Several,
    /// The n-th character, from 1, is none a token can have.
    #[error("unexpected character {0}")]
    Character(usize),
    /// No token has so many characters.
    #[error("{0} characters")]
    Length(usize),
}

/// Whether a text can be nothing but a token; such a text is never repeated in a message.
pub(super) fn looks_like_token(text: &str) -> bool {
    let text = text.trim();
    text.starts_with(TOKEN_PREFIX)
        || text.len() >= OLD_TOKEN_DIGITS && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Collects the tokens. Those of the environment stand in for all of the configuration.
///
/// # Errors
/// The first place that has no usable token.
/// The tokens in force; the same text under two names is one token.
///
/// # Errors
/// The first token that cannot be had, with its place.
pub fn collect(vk: &VkSection, environment: &Environment) -> Result<Vec<Token>, (TokenPlace, TokenError)> {
    let mut tokens = from_environment(vk, environment)?;
    if tokens.is_empty() {
        for entry in &vk.tokens {
            tokens.push(from_entry(vk, entry, environment)?);
        }
    }
    // the same token under two names would be used at twice its rate
    let mut distinct: Vec<Token> = Vec::new();
    for token in tokens {
        match distinct.iter_mut().find(|known| known.secret.expose_secret() == token.secret.expose_secret()) {
            Some(known) => known.given_again_as.push(token.name),
            None => distinct.push(token),
        }
    }
    Ok(distinct)
}

fn from_environment(vk: &VkSection, environment: &Environment) -> Result<Vec<Token>, (TokenPlace, TokenError)> {
    let mut tokens = Vec::new();
    let mut take = |text: &str, place: &dyn Fn(usize) -> TokenPlace| {
        for (index, part) in parts(text).enumerate() {
            let secret = check(part).map_err(|error| (place(index + 1), error))?;
            let name = format!("env-{}", tokens.len() + 1);
            let kind = TokenKind::Service;
            let spacing = vk.spacing_of(kind, None, None);
            tokens.push(Token { name, kind, secret, spacing, given_again_as: Vec::new() });
        }
        Ok(())
    };
    if let Some(text) = &environment.tokens {
        take(text.expose_secret(), &TokenPlace::Variable)?;
    }
    if let Some(path) = &environment.token_file {
        let place = |number| TokenPlace::VariableFile(path.clone(), number);
        let text = read(path).map_err(|error| (place(1), error))?;
        if parts(text.expose_secret()).next().is_none() {
            return Err((place(1), TokenError::Empty));
        }
        take(text.expose_secret(), &place)?;
    }
    Ok(tokens)
}

fn from_entry(
    vk: &VkSection,
    entry: &TokenSection,
    environment: &Environment,
) -> Result<Token, (TokenPlace, TokenError)> {
    let name = entry.name.clone();
    let (place, path) = if let Some(path) = &entry.file {
        (TokenPlace::File { name, path: path.clone() }, Some(path.clone()))
    } else {
        let credential = entry.credential.clone().unwrap_or_default();
        let path = environment.credentials.as_ref().map(|folder| folder.join(&credential));
        (TokenPlace::Credential { name, credential }, path)
    };
    let secret = path.ok_or(TokenError::NoCredentials).and_then(|path| {
        let text = read(&path)?;
        let mut parts = parts(text.expose_secret());
        let token = parts.next().ok_or(TokenError::Empty)?;
        if parts.next().is_some() { Err(TokenError::Several) } else { check(token) }
    });
    Ok(Token {
        name: entry.name.clone(),
        kind: entry.kind,
        secret: secret.map_err(|error| (place, error))?,
        spacing: vk.spacing_of(entry.kind, entry.per_second, entry.spacing),
        given_again_as: Vec::new(),
    })
}

/// The tokens of a text: parted by commas and line ends, lines that begin with `#` left out.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .filter(|line| !line.trim_start().starts_with('#'))
        .flat_map(|line| line.split(','))
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

fn read(path: &Path) -> Result<SecretString, TokenError> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(TokenError::Unreadable)?;
    file.take(LARGEST_TOKEN_FILE).read_to_end(&mut bytes).map_err(TokenError::Unreadable)?;
    Ok(decode::text(&bytes).into_owned().into())
}

fn check(token: &str) -> Result<SecretString, TokenError> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '%' | '-');
    if let Some(at) = token.chars().position(|c| !fits(c)) {
        return Err(TokenError::Character(at + 1));
    }
    if !(SHORTEST_TOKEN..=LONGEST_TOKEN).contains(&token.len()) {
        return Err(TokenError::Length(token.len()));
    }
    Ok(token.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "vk1.a.letmein_letmein-letmein";

    fn environment(token: &str) -> Environment {
        Environment { tokens: Some(token.to_owned().into()), ..Environment::default() }
    }

    fn section(entry: &TokenSection) -> VkSection {
        VkSection { tokens: vec![entry.clone()], ..VkSection::default() }
    }

    fn texts(tokens: &[Token]) -> Vec<&str> {
        tokens.iter().map(|token| token.secret.expose_secret()).collect()
    }

    #[test]
    fn tokens_of_the_variable_are_parted_and_named_in_order() {
        let tokens = collect(&VkSection::default(), &environment(" aaaa, bbbb ,,cccc,aaaa\n")).unwrap();
        assert_eq!(texts(&tokens), ["aaaa", "bbbb", "cccc"]);
        assert_eq!(tokens[0].given_again_as, ["env-4"]);
        assert_eq!(tokens.iter().map(|token| token.name.as_str()).collect::<Vec<_>>(), ["env-1", "env-2", "env-3"]);
        assert!(tokens.iter().all(|token| token.kind == TokenKind::Service));
    }

    #[test]
    fn token_file_may_have_comments_a_bom_and_windows_line_ends() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokens");
        std::fs::write(&path, "\u{feff}# регион\r\naaaa\r\nbbbb,cccc\r\n").unwrap();
        let environment = Environment { token_file: Some(path), ..Environment::default() };
        assert_eq!(texts(&collect(&VkSection::default(), &environment).unwrap()), ["aaaa", "bbbb", "cccc"]);
    }

    #[test]
    fn environment_stands_in_for_the_entries_of_the_file() {
        let entry = TokenSection { name: "main".into(), file: Some("absent".into()), ..TokenSection::default() };
        assert_eq!(texts(&collect(&section(&entry), &environment("aaaa")).unwrap()), ["aaaa"]);
        assert!(matches!(collect(&section(&entry), &Environment::default()), Err((_, TokenError::Unreadable(_)))));
    }

    #[test]
    fn credential_is_found_in_the_folder_of_systemd() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("vk-main"), format!("{SECRET}\n")).unwrap();
        let kind = TokenKind::Community;
        let entry =
            TokenSection { name: "main".into(), kind, credential: Some("vk-main".into()), ..Default::default() };
        let none = collect(&section(&entry), &Environment::default());
        assert!(matches!(none, Err((_, TokenError::NoCredentials))));
        let environment = Environment { credentials: Some(folder.path().to_owned()), ..Environment::default() };
        let tokens = collect(&section(&entry), &environment).unwrap();
        assert_eq!((texts(&tokens), tokens[0].kind), (vec![SECRET], TokenKind::Community));
        assert!(!format!("{tokens:?}").contains(SECRET));
    }

    #[test]
    fn what_cannot_be_a_token_is_refused() {
        let error = |text: &str| collect(&VkSection::default(), &environment(text)).unwrap_err().1;
        assert!(matches!(error("\"aaaa\""), TokenError::Character(1)));
        assert!(matches!(error("aaaa bbbb"), TokenError::Character(5)));
        assert!(matches!(error("токен"), TokenError::Character(1)));
        assert!(matches!(error("abc"), TokenError::Length(3)));
        assert!(matches!(error(&"a".repeat(LONGEST_TOKEN + 1)), TokenError::Length(_)));
    }
}
