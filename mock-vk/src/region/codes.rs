//! Numbers an organisation is known by: OGRN with its check digit, OKATO beginnings of regions, OKTMO. Knows no page and no menu.

/// The codes of regions as the links of the feedback platform write them, with the region's name in the genitive and the
/// code on its cars' plates, which people take for the other.
///
/// The first two digits of OKATO but for the three autonomous okrugs, which have codes of their own.
pub(crate) const REGIONS: &[(&str, &str, &str)] = &[
    ("01", "Алтайского края", "22"),
    ("03", "Краснодарского края", "23"),
    ("04", "Красноярского края", "24"),
    ("05", "Приморского края", "25"),
    ("07", "Ставропольского края", "26"),
    ("08", "Хабаровского края", "27"),
    ("10", "Амурской области", "28"),
    ("11", "Архангельской области", "29"),
    ("111", "Ненецкого автономного округа", "83"),
    ("12", "Астраханской области", "30"),
    ("14", "Белгородской области", "31"),
    ("15", "Брянской области", "32"),
    ("17", "Владимирской области", "33"),
    ("18", "Волгоградской области", "34"),
    ("19", "Вологодской области", "35"),
    ("20", "Воронежской области", "36"),
    ("21", "Донецкой Народной Республики", "80"),
    ("22", "Нижегородской области", "52"),
    ("23", "Запорожской области", "85"),
    ("24", "Ивановской области", "37"),
    ("25", "Иркутской области", "38"),
    ("26", "Республики Ингушетия", "06"),
    ("27", "Калининградской области", "39"),
    ("28", "Тверской области", "69"),
    ("29", "Калужской области", "40"),
    ("30", "Камчатского края", "41"),
    ("32", "Кемеровской области", "42"),
    ("33", "Кировской области", "43"),
    ("34", "Костромской области", "44"),
    ("35", "Республики Крым", "82"),
    ("36", "Самарской области", "63"),
    ("37", "Курганской области", "45"),
    ("38", "Курской области", "46"),
    ("40", "города Санкт-Петербурга", "78"),
    ("41", "Ленинградской области", "47"),
    ("42", "Липецкой области", "48"),
    ("43", "Луганской Народной Республики", "81"),
    ("44", "Магаданской области", "49"),
    ("45", "города Москвы", "77"),
    ("46", "Московской области", "50"),
    ("47", "Мурманской области", "51"),
    ("49", "Новгородской области", "53"),
    ("50", "Новосибирской области", "54"),
    ("52", "Омской области", "55"),
    ("53", "Оренбургской области", "56"),
    ("54", "Орловской области", "57"),
    ("56", "Пензенской области", "58"),
    ("57", "Пермского края", "59"),
    ("58", "Псковской области", "60"),
    ("60", "Ростовской области", "61"),
    ("61", "Рязанской области", "62"),
    ("63", "Саратовской области", "64"),
    ("64", "Сахалинской области", "65"),
    ("65", "Свердловской области", "66"),
    ("66", "Смоленской области", "67"),
    ("67", "города Севастополя", "92"),
    ("68", "Тамбовской области", "68"),
    ("69", "Томской области", "70"),
    ("70", "Тульской области", "71"),
    ("71", "Тюменской области", "72"),
    ("711", "Ханты-Мансийского автономного округа – Югры", "86"),
    ("7114", "Ямало-Ненецкого автономного округа", "89"),
    ("73", "Ульяновской области", "73"),
    ("74", "Херсонской области", "84"),
    ("75", "Челябинской области", "74"),
    ("76", "Забайкальского края", "75"),
    ("77", "Чукотского автономного округа", "87"),
    ("78", "Ярославской области", "76"),
    ("79", "Республики Адыгея", "01"),
    ("80", "Республики Башкортостан", "02"),
    ("81", "Республики Бурятия", "03"),
    ("82", "Республики Дагестан", "05"),
    ("83", "Кабардино-Балкарской Республики", "07"),
    ("84", "Республики Алтай", "04"),
    ("85", "Республики Калмыкия", "08"),
    ("86", "Республики Карелия", "10"),
    ("87", "Республики Коми", "11"),
    ("88", "Республики Марий Эл", "12"),
    ("89", "Республики Мордовия", "13"),
    ("90", "Республики Северная Осетия – Алания", "15"),
    ("91", "Карачаево-Черкесской Республики", "09"),
    ("92", "Республики Татарстан", "16"),
    ("93", "Республики Тыва", "17"),
    ("94", "Удмуртской Республики", "18"),
    ("95", "Республики Хакасия", "19"),
    ("96", "Чеченской Республики", "95"),
    ("97", "Чувашской Республики", "21"),
    ("98", "Республики Саха (Якутия)", "14"),
    ("99", "Еврейской автономной области", "79"),
];

/// The genitive name of a region, or `None` for a code that no region has.
pub(crate) fn region_genitive(code: &str) -> Option<&'static str> {
    REGIONS.iter().find(|(known, ..)| *known == code).map(|(_, name, _)| *name)
}

/// The code on the plates of a region's cars where it is another region's code here, so that it is well-formed and wrong.
pub(crate) fn plate_of_another(code: &str) -> Option<&'static str> {
    let (.., plate) = REGIONS.iter().find(|(known, ..)| *known == code)?;
    (*plate != code && region_genitive(plate).is_some()).then_some(*plate)
}

/// Digits 1 to 3 of a municipality's OKTMO: the okrugs inside other regions have a third digit of their own (118, 718,
/// 719), elsewhere the third digit tells the kind of municipality.
pub(crate) fn oktmo_beginning(region_code: &str, kind: char) -> String {
    match region_code {
        "111" => "118".to_owned(),
        "711" => "718".to_owned(),
        "7114" => "719".to_owned(),
        other => format!("{other}{kind}"),
    }
}

/// The 13-digit OGRN whose first twelve digits are given: the check digit is the remainder by 11, its last digit.
pub(crate) const fn ogrn(first_twelve: u64) -> u64 {
    first_twelve * 10 + first_twelve % 11 % 10
}

/// Whether the text is an OGRN: 13 digits and the right check digit.
#[cfg(test)]
pub(crate) fn is_ogrn(text: &str) -> bool {
    text.len() == 13
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && text.parse::<u64>().is_ok_and(|number| ogrn(number / 10) == number)
}

/// A fixed scrambling of a number (splitmix64): the same on every machine and in every version of the generators.
pub(crate) const fn scramble(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

/// A fixed scrambling of bytes.
pub(crate) fn scramble_text(text: &str) -> u64 {
    text.bytes().fold(0x5EED, |state, byte| scramble(state ^ u64::from(byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digit_is_that_of_the_published_example() {
        assert!(is_ogrn("1027301172106"));
        assert!(is_ogrn("1032311673074"));
        assert!(!is_ogrn("1027301172107"));
        assert!(!is_ogrn("102730117210"));
    }

    #[test]
    fn a_plate_is_told_only_where_it_can_be_taken_for_a_region() {
        assert_eq!(plate_of_another("10"), Some("28"));
        assert_eq!(plate_of_another("711"), Some("86"));
        assert_eq!(plate_of_another("73"), None, "the plates of this region have its own code");
        assert_eq!(plate_of_another("111"), Some("83"));
    }

    #[test]
    fn remainder_ten_gives_the_digit_zero() {
        let first = (100_000_000_000..100_000_000_011).find(|number| number % 11 == 10).unwrap_or(0);
        assert_eq!(ogrn(first) % 10, 0);
    }
}
