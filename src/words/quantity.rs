//! Numbers, shares, counted nouns and dates, written as each language writes them. Reads no clock: the time zone and
//! the moment are arguments.

use std::fmt::Write as _;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Lang;

/// Between the groups of digits in Russian: a space at which no line breaks.
const RU_SEPARATOR: char = '\u{a0}';

/// A whole number with its thousands parted.
pub fn number(lang: Lang, value: u64) -> String {
    let digits = value.to_string();
    let separator = lang.pick(RU_SEPARATOR, ',');
    // Russian style guides part four-digit numbers from the fifth digit on only; English from the fourth.
    if lang == Lang::Ru && digits.len() <= 4 {
        return digits;
    }
    let mut out = String::with_capacity(digits.len() * 2);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(separator);
        }
        out.push(digit);
    }
    out
}

/// A number with one or more decimals.
pub fn decimal(lang: Lang, value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    lang.pick(text.replace('.', ",").as_str(), text.as_str()).to_owned()
}

/// The share of `part` in `whole` with one decimal, rounded down where it would else claim "100 %" (or up from
/// "0 %") of what is not quite all (or nothing); a dash when there is no whole.
pub fn percent(lang: Lang, part: u64, whole: u64) -> String {
    if whole == 0 {
        return "—".to_owned();
    }
    let tenths = (u128::from(part) * 2000 / u128::from(whole)).div_ceil(2);
    let tenths = match tenths {
        1000.. if part < whole => 999,
        0 if part > 0 => 1,
        tenths => tenths,
    };
    let (units, tenth) = (tenths / 10, tenths % 10);
    match (lang, tenth) {
        (Lang::Ru, 0) => format!("{units}{RU_SEPARATOR}%"),
        (Lang::Ru, _) => format!("{units},{tenth}{RU_SEPARATOR}%"),
        (Lang::En, 0) => format!("{units}%"),
        (Lang::En, _) => format!("{units}.{tenth}%"),
    }
}

/// A noun that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noun {
    Page,
    Violation,
    /// Rows of a registry.
    Row,
    /// Menu items.
    Item,
    Municipality,
    Remark,
}

impl Noun {
    /// One, few, many in Russian (genitive singular after 2 to 4); one, many in English.
    const fn forms(self) -> ([&'static str; 3], [&'static str; 2]) {
        match self {
            Self::Page => (["страница", "страницы", "страниц"], ["page", "pages"]),
            Self::Violation => (["нарушение", "нарушения", "нарушений"], ["violation", "violations"]),
            Self::Row => (["строка", "строки", "строк"], ["row", "rows"]),
            Self::Item => (["пункт", "пункта", "пунктов"], ["item", "items"]),
            Self::Municipality => {
                (["муниципалитет", "муниципалитета", "муниципалитетов"], ["municipality", "municipalities"])
            }
            Self::Remark => (["замечание", "замечания", "замечаний"], ["remark", "remarks"]),
        }
    }

    /// The form of the noun that goes with the number, without the number.
    pub const fn after(self, lang: Lang, number: u64) -> &'static str {
        let (ru, en) = self.forms();
        match lang {
            Lang::Ru => match (number % 100, number % 10) {
                (11..=14, _) => ru[2],
                (_, 1) => ru[0],
                (_, 2..=4) => ru[1],
                _ => ru[2],
            },
            Lang::En => en[if number == 1 { 0 } else { 1 }],
        }
    }
}

/// A number with its noun: "5 страниц", "1 page".
pub fn count(lang: Lang, value: u64, noun: Noun) -> String {
    format!("{}{RU_SEPARATOR}{}", number(lang, value), noun.after(lang, value))
}

const RU_MONTHS: [&str; 12] = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
];
const EN_MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn month(lang: Lang, month: i8) -> &'static str {
    let names = lang.pick(&RU_MONTHS, &EN_MONTHS);
    usize::try_from(month - 1).ok().and_then(|index| names.get(index)).copied().unwrap_or_default()
}

/// The day: "22 ноября 2026 г.", "22 November 2026".
pub fn date(lang: Lang, at: Timestamp, zone: &TimeZone) -> String {
    let day = at.to_zoned(zone.clone());
    let (number, month, year) = (day.day(), month(lang, day.month()), day.year());
    match lang {
        Lang::Ru => format!("{number} {month} {year} г."),
        Lang::En => format!("{number} {month} {year}"),
    }
}

/// The day and the minute with the offset from UTC: "22 ноября 2026 г., 05:34 (UTC+3)".
pub fn date_time(lang: Lang, at: Timestamp, zone: &TimeZone) -> String {
    let moment = at.to_zoned(zone.clone());
    let offset = offset(at, zone);
    format!("{}, {:02}:{:02} ({offset})", date(lang, at, zone), moment.hour(), moment.minute())
}

/// How far a zone is from UTC at a moment: "UTC+3", "UTC−3:30", "UTC".
fn offset(at: Timestamp, zone: &TimeZone) -> String {
    let minutes = at.to_zoned(zone.clone()).offset().seconds() / 60;
    let sign = if minutes < 0 { '−' } else { '+' };
    let (hours, rest) = (minutes.abs() / 60, minutes.abs() % 60);
    match (hours, rest) {
        (0, 0) => "UTC".to_owned(),
        (_, 0) => format!("UTC{sign}{hours}"),
        _ => format!("UTC{sign}{hours}:{rest:02}"),
    }
}

/// What a time zone is called at a moment: "Asia/Yakutsk, UTC+9".
pub fn zone_name(at: Timestamp, zone: &TimeZone) -> String {
    let offset = offset(at, zone);
    zone.iana_name().filter(|name| *name != offset).map_or_else(|| offset.clone(), |name| format!("{name}, {offset}"))
}

/// A moment of the schedule in the zone people read in, and where the schedule has another one also in its own:
/// "02.12.2026 01:30 (Asia/Yakutsk, UTC+9), по расписанию 02:30 (Asia/Vladivostok, UTC+10)".
pub fn due_moment(lang: Lang, at: Timestamp, zone: &TimeZone, schedule: &TimeZone) -> String {
    let mut text = format!("{} ({})", minute(lang, at, zone), zone_name(at, zone));
    let own = at.to_zoned(schedule.clone());
    if own.offset() != at.to_zoned(zone.clone()).offset() {
        let lead = lang.pick("по расписанию", "by the schedule");
        let (hour, minute, name) = (own.hour(), own.minute(), zone_name(at, schedule));
        let _ = write!(text, ", {lead} {hour:02}:{minute:02} ({name})");
    }
    text
}

/// The day and the minute in digits, for narrow columns: "22.11.2026 05:34", "2026-11-22 05:34". Says no time zone.
pub fn minute(lang: Lang, at: Timestamp, zone: &TimeZone) -> String {
    let moment = at.to_zoned(zone.clone());
    let (year, month, day) = (moment.year(), moment.month(), moment.day());
    let (hour, minute) = (moment.hour(), moment.minute());
    match lang {
        Lang::Ru => format!("{day:02}.{month:02}.{year:04} {hour:02}:{minute:02}"),
        Lang::En => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_parted_as_each_language_does() {
        assert_eq!(number(Lang::Ru, 1234), "1234");
        assert_eq!(number(Lang::Ru, 1_234_567), "1\u{a0}234\u{a0}567");
        assert_eq!(number(Lang::En, 1234), "1,234");
        assert_eq!(number(Lang::En, 12), "12");
        assert_eq!(decimal(Lang::Ru, 1.25, 1), "1,2");
    }

    #[test]
    fn nouns_follow_their_number() {
        for (value, text) in [(0, "страниц"), (1, "страница"), (2, "страницы"), (5, "страниц"), (11, "страниц")]
        {
            assert_eq!(Noun::Page.after(Lang::Ru, value), text, "{value}");
        }
        for (value, text) in [(21, "страница"), (22, "страницы"), (112, "страниц"), (1001, "страница")]
        {
            assert_eq!(Noun::Page.after(Lang::Ru, value), text, "{value}");
        }
        assert_eq!(count(Lang::En, 1, Noun::Municipality), "1\u{a0}municipality");
        assert_eq!(count(Lang::En, 0, Noun::Row), "0\u{a0}rows");
    }

    #[test]
    fn a_share_never_claims_all_or_nothing_falsely() {
        assert_eq!(percent(Lang::Ru, 1, 3), "33,3\u{a0}%");
        assert_eq!(percent(Lang::En, 2, 3), "66.7%");
        assert_eq!(percent(Lang::En, 99_999, 100_000), "99.9%");
        assert_eq!(percent(Lang::En, 1, 100_000), "0.1%");
        assert_eq!(percent(Lang::Ru, 5, 5), "100\u{a0}%");
        assert_eq!(percent(Lang::Ru, 0, 0), "—");
    }

    #[test]
    fn dates_are_written_out_in_the_given_zone() {
        let at: Timestamp = "2026-11-22T02:34:56Z".parse().unwrap();
        let moscow = TimeZone::get("Europe/Moscow").unwrap();
        assert_eq!(date_time(Lang::Ru, at, &moscow), "22 ноября 2026 г., 05:34 (UTC+3)");
        assert_eq!(date_time(Lang::En, at, &TimeZone::UTC), "22 November 2026, 02:34 (UTC)");
        assert_eq!(minute(Lang::Ru, at, &moscow), "22.11.2026 05:34");
        assert_eq!(minute(Lang::En, at, &moscow), "2026-11-22 05:34");
        assert_eq!(date(Lang::En, at, &TimeZone::get("Pacific/Honolulu").unwrap()), "21 November 2026");
        let [yakutsk, vladivostok] = ["Asia/Yakutsk", "Asia/Vladivostok"].map(|name| TimeZone::get(name).unwrap());
        assert_eq!(due_moment(Lang::Ru, at, &moscow, &moscow), "22.11.2026 05:34 (Europe/Moscow, UTC+3)");
        assert_eq!(
            due_moment(Lang::Ru, at, &yakutsk, &vladivostok),
            "22.11.2026 11:34 (Asia/Yakutsk, UTC+9), по расписанию 12:34 (Asia/Vladivostok, UTC+10)"
        );
        assert_eq!(due_moment(Lang::En, at, &TimeZone::UTC, &TimeZone::UTC), "2026-11-22 02:34 (UTC)");
        assert!(date_time(Lang::En, at, &TimeZone::get("Asia/Kolkata").unwrap()).ends_with("08:04 (UTC+5:30)"));
    }
}
