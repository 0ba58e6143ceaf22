//! Numbers an organisation is known by: OGRN with its check digit, OKATO beginnings of regions, OKTMO. Knows no page and no menu.

/// The codes of regions as the links of the feedback platform write them, with the region's name in the genitive.
///
/// The first two digits of OKATO but for the three autonomous okrugs, which have codes of their own.
pub(crate) const REGIONS: &[(&str, &str)] = &[
    ("01", "Алтайского края"),
    ("03", "Краснодарского края"),
    ("04", "Красноярского края"),
    ("05", "Приморского края"),
    ("07", "Ставропольского края"),
    ("08", "Хабаровского края"),
    ("10", "Амурской области"),
    ("11", "Архангельской области"),
    ("111", "Ненецкого автономного округа"),
    ("12", "Астраханской области"),
    ("14", "Белгородской области"),
    ("15", "Брянской области"),
    ("17", "Владимирской области"),
    ("18", "Волгоградской области"),
    ("19", "Вологодской области"),
    ("20", "Воронежской области"),
    ("22", "Нижегородской области"),
    ("24", "Ивановской области"),
    ("25", "Иркутской области"),
    ("26", "Республики Ингушетия"),
    ("27", "Калининградской области"),
    ("28", "Тверской области"),
    ("29", "Калужской области"),
    ("30", "Камчатского края"),
    ("32", "Кемеровской области"),
    ("33", "Кировской области"),
    ("34", "Костромской области"),
    ("35", "Республики Крым"),
    ("36", "Самарской области"),
    ("37", "Курганской области"),
    ("38", "Курской области"),
    ("40", "города Санкт-Петербурга"),
    ("41", "Ленинградской области"),
    ("42", "Липецкой области"),
    ("44", "Магаданской области"),
    ("45", "города Москвы"),
    ("46", "Московской области"),
    ("47", "Мурманской области"),
    ("49", "Новгородской области"),
    ("50", "Новосибирской области"),
    ("52", "Омской области"),
    ("53", "Оренбургской области"),
    ("54", "Орловской области"),
    ("56", "Пензенской области"),
    ("57", "Пермского края"),
    ("58", "Псковской области"),
    ("60", "Ростовской области"),
    ("61", "Рязанской области"),
    ("63", "Саратовской области"),
    ("64", "Сахалинской области"),
    ("65", "Свердловской области"),
    ("66", "Смоленской области"),
    ("68", "Тамбовской области"),
    ("69", "Томской области"),
    ("70", "Тульской области"),
    ("71", "Тюменской области"),
    ("711", "Ханты-Мансийского автономного округа – Югры"),
    ("7114", "Ямало-Ненецкого автономного округа"),
    ("73", "Ульяновской области"),
    ("75", "Челябинской области"),
    ("76", "Забайкальского края"),
    ("77", "Чукотского автономного округа"),
    ("78", "Ярославской области"),
    ("79", "Республики Адыгея"),
    ("80", "Республики Башкортостан"),
    ("81", "Республики Бурятия"),
    ("82", "Республики Дагестан"),
    ("83", "Кабардино-Балкарской Республики"),
    ("84", "Республики Алтай"),
    ("85", "Республики Калмыкия"),
    ("86", "Республики Карелия"),
    ("87", "Республики Коми"),
    ("88", "Республики Марий Эл"),
    ("89", "Республики Мордовия"),
    ("90", "Республики Северная Осетия – Алания"),
    ("91", "Карачаево-Черкесской Республики"),
    ("92", "Республики Татарстан"),
    ("93", "Республики Тыва"),
    ("94", "Удмуртской Республики"),
    ("95", "Республики Хакасия"),
    ("96", "Чеченской Республики"),
    ("97", "Чувашской Республики"),
    ("98", "Республики Саха (Якутия)"),
    ("99", "Еврейской автономной области"),
];

/// The genitive name of a region, or `None` for a code that no region has.
pub(crate) fn region_genitive(code: &str) -> Option<&'static str> {
    REGIONS.iter().find(|(known, _)| *known == code).map(|(_, name)| *name)
}

/// Digits 1 to 3 of a district's OKTMO: okrugs inside a region have a third digit of their own (118, 718, 719).
pub(crate) fn oktmo_beginning(region_code: &str, city: bool) -> String {
    match region_code {
        "111" => "118".to_owned(),
        "711" => "718".to_owned(),
        "7114" => "719".to_owned(),
        other => format!("{other}{}", if city { '7' } else { '6' }),
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
    fn remainder_ten_gives_the_digit_zero() {
        let first = (100_000_000_000..100_000_000_011).find(|number| number % 11 == 10).unwrap_or(0);
        assert_eq!(ogrn(first) % 10, 0);
    }
}
