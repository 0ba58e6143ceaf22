//! Words of people, roles and tokens: what the command line says of them, and why a login, a name or a password is refused.

use super::{Lang, number};
use domain::access::{NameError, PasswordError};

words! {
    /// What is said of people and their tokens.
    pub enum AccessSay {
        LoginTaken = "такой логин уже есть", "this login is taken";
        NoSuchPerson = "нет человека с таким логином; всех покажет «access list»", "there is nobody with this login; `access list` shows everybody";
        NoSuchToken = "нет такого токена, или он уже отозван; все токены покажет «access token list»", "there is no such token, or it is revoked; `access token list` shows all";
        LastAdmin = "это последний, кто может управлять людьми; сначала создайте другого: `access create-admin ЛОГИН`", "nobody else may manage people; create another first: access create-admin LOGIN";
        Disabled = "этот человек отключён; сначала включите его: `access enable ЛОГИН`", "this person is disabled; enable first: access enable LOGIN";
        Created = "создан", "created";
        Changed = "изменён", "changed";
        NowDisabled = "отключён, его сеансы завершены", "disabled, with all sessions ended";
        NowEnabled = "включён", "enabled";
        PasswordSet = "пароль задан, сеансов завершено", "the password is set, sessions ended";
        PasswordTaken = "пароль убран, сеансов завершено", "the password is taken away, sessions ended";
        SessionsEnded = "сеансов завершено", "sessions ended";
        TokenMade = "токен показан один раз, сохраните его сейчас; номер", "the token is shown this once, keep it now; number";
        TokenRevoked = "токен отозван", "the token is revoked";
        KeyRotated = "ключ заменён: прежние адреса значков больше не действуют", "the key is another: former addresses of badges open nothing any more";
        NothingToChange = "не сказано, что изменить: --name, --role, --language, --region, --municipality, --ogrn, --everything", "nothing to change is named: --name, --role, --language, --region, --municipality, --ogrn, --everything";
        EnterPassword = "Пароль", "Password";
        EnterAgain = "Ещё раз", "Once more";
        PasswordsDiffer = "пароли не совпали; повторите", "the passwords differ; try again";
        NoTerminal = "пароль негде спросить: это не терминал; подайте его на вход и добавьте --password-stdin", "there is no terminal to ask for the password; pipe it in and add --password-stdin";
        PasswordUnreadable = "пароль не читается: нужна одна строка в UTF-8", "the password cannot be read: one line of UTF-8 is needed";
        RoleTooHigh = "эта роль выше роли владельца", "this role is above the owner's";
        ScopeTooWide = "это шире, чем видит владелец", "this is wider than what the owner sees";
        EndsBeforeNow = "этот срок уже прошёл", "this moment is over";
        BadLogin = "логин не годится", "the login cannot be used";
        BadName = "имя не годится", "the name cannot be used";
        BadPassword = "пароль не годится", "the password cannot be used";
    }
}

/// Why a login or a name is refused.
pub fn name_error(lang: Lang, error: NameError) -> String {
    match error {
        NameError::Empty => lang.pick("он пуст", "it is empty").to_owned(),
        NameError::TooLong { most } => at_most(lang, most),
        NameError::Character { character } => {
            let start = lang.pick("в нём не может быть знака", "it must not have the character");
            format!("{start} «{}» (U+{:04X})", super::visible(&character.to_string()), u32::from(character))
        }
        NameError::Mixed => lang
            .pick(
                "в нём и латинские, и русские буквы; оставьте одни",
                "Latin and Russian letters are mixed; use either",
            )
            .to_owned(),
        NameError::Reserved => lang.pick("это слово занято программой", "the program uses this word itself").to_owned(),
    }
}

/// Why a password is refused.
pub fn password_error(lang: Lang, error: PasswordError) -> String {
    match error {
        PasswordError::TooShort { least } => {
            format!(
                "{} {}",
                lang.pick("символов нужно не меньше", "characters needed, at least:"),
                number(lang, least as u64)
            )
        }
        PasswordError::TooLong { most } => at_most(lang, most),
        PasswordError::IsLogin => lang.pick("он совпадает с логином", "it is the login").to_owned(),
        PasswordError::Common => lang
            .pick(
                "он из тех, что подбирают первыми; придумайте другой",
                "it is among those that are tried first; choose another",
            )
            .to_owned(),
    }
}

fn at_most(lang: Lang, most: usize) -> String {
    format!(
        "{} {}",
        lang.pick("символов может быть не больше", "characters allowed, at most:"),
        number(lang, most as u64)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_people_is_said_in_both_languages() {
        let names = [
            NameError::Empty,
            NameError::TooLong { most: 64 },
            NameError::Character { character: '\u{202e}' },
            NameError::Mixed,
            NameError::Reserved,
        ];
        let passwords = [
            PasswordError::TooShort { least: 10 },
            PasswordError::TooLong { most: 200 },
            PasswordError::IsLogin,
            PasswordError::Common,
        ];
        let mut all: Vec<[String; 2]> =
            AccessSay::ALL.iter().map(|say| Lang::ALL.map(|lang| say.text(lang).to_owned())).collect();
        all.extend(names.map(|error| Lang::ALL.map(|lang| name_error(lang, error))));
        all.extend(passwords.map(|error| Lang::ALL.map(|lang| password_error(lang, error))));
        for [ru, en] in all {
            assert!(ru.chars().any(|letter| ('а'..='я').contains(&letter)), "{ru}");
            assert!(!en.is_empty() && !en.chars().any(|letter| ('а'..='я').contains(&letter)), "{en}");
            assert!(!ru.contains('\u{202e}') && !en.contains('\u{202e}'));
        }
    }
}
