//! The passwords that are tried first. Only those long enough to be chosen otherwise.

/// In small letters: rows of the keyboard, well-known words with digits behind them, and what lies at hand here.
const COMMON: &[&str] = &[
    "0123456789",
    "01234567890",
    "0987654321",
    "1029384756",
    "1111122222",
    "1122334455",
    "1212121212",
    "1231231231",
    "123123123123",
    "1234512345",
    "1234554321",
    "123456123456",
    "12345678900",
    "1234567890",
    "12345678901",
    "123456789a",
    "123456789q",
    "123456qwerty",
    "12345qwert",
    "1234qwerty",
    "123qwe123qwe",
    "123qweasdzxc",
    "1q2w3e4r5t",
    "1q2w3e4r5t6y",
    "1qaz2wsx3edc",
    "1qazxsw23edc",
    "9876543210",
    "a123456789",
    "aa12345678",
    "abc1234567",
    "abcd123456",
    "abcdefghij",
    "admin12345",
    "admin123456",
    "administrator",
    "asdfasdfasdf",
    "asdfghjkl1",
    "asdfghjkl;",
    "changeme123",
    "football123",
    "gosuslugi1",
    "gosuslugi123",
    "iloveyou123",
    "letmein123",
    "letmein1234",
    "login12345",
    "p@ssw0rd123",
    "pass123456",
    "password01",
    "password1!",
    "password11",
    "password12",
    "password123",
    "password1234",
    "password12345",
    "passwordpassword",
    "q1w2e3r4t5",
    "q1w2e3r4t5y6",
    "qazwsxedcrfv",
    "qwe123qwe123",
    "qweasdzxc123",
    "qwerqwerqwer",
    "qwerty1234",
    "qwerty12345",
    "qwerty123456",
    "qwertyqwerty",
    "qwertyuiop",
    "qwertyuiop1",
    "qwertyuiop[]",
    "qwertyuiop123",
    "superadmin",
    "test123456",
    "user123456",
    "vkontakte1",
    "vkontakte123",
    "vk-page-auditor",
    "welcome123",
    "zaq12wsxcde3",
    "zxcvbnm123",
    "zxcvbnm,./",
    "администратор",
    "администрация",
    "вконтакте1",
    "вконтакте123",
    "госуслуги1",
    "госуслуги123",
    "йцукенгшщз",
    "йцукенгшщзхъ",
    "йцукен1234",
    "йцукен12345",
    "йцукен123456",
    "пароль1234",
    "пароль12345",
    "пароль123456",
    "парольпароль",
    "фывапролдж",
    "фывапролджэ",
];

/// Whether a password in small letters is tried first, or is one character over and over.
pub fn is_common(folded: &str) -> bool {
    let mut characters = folded.chars();
    let first = characters.next();
    characters.all(|character| Some(character) == first) || COMMON.contains(&folded.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_in_small_letters_without_doubles() {
        for (place, word) in COMMON.iter().enumerate() {
            assert_eq!(*word, word.to_lowercase());
            assert!(word.chars().count() >= 10, "{word} is too short to be chosen anyway");
            assert!(!COMMON[..place].contains(word), "{word} is there twice");
        }
        assert!(is_common("password123") && is_common("яяяяяяяяяяя") && !is_common("password124"));
    }
}
