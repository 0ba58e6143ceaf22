//! A line over days as SVG: geometry only, the template draws it.

use std::fmt::Write as _;

use store::DayVerdicts;
use words::{Lang, percent};

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 220.0;
/// Room for the labels at the left and below.
const LEFT: f64 = 46.0;
const BOTTOM: f64 = 24.0;
const TOP: f64 = 8.0;
/// Where text stands beside a line, so that it looks centred.
const TEXT_DOWN: f64 = 4.0;
const GRID: [u32; 5] = [0, 25, 50, 75, 100];

pub(super) struct Chart {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(crate) left: f64,
    pub(crate) right: f64,
    pub(super) label_y: f64,
    pub(crate) line: String,
    pub(crate) area: String,
    pub(super) grid: Vec<GridLine>,
    pub(crate) days: Vec<DayLabel>,
    /// Day and share, the newest first.
    pub(crate) table: Vec<(String, String)>,
    pub(super) first_share: String,
    pub(super) last_share: String,
}

pub(super) struct GridLine {
    pub(super) y: f64,
    pub(super) text_y: f64,
    pub(crate) label: String,
}

pub(super) struct DayLabel {
    pub(crate) x: f64,
    pub(crate) anchor: &'static str,
    pub(crate) text: String,
}

/// A day on which something was checked.
struct Point {
    place: usize,
    compliant: u64,
    checked: u64,
    day: String,
}

impl Chart {
    /// The share of compliant pages; `None` when there are fewer than two days on which anything was checked.
    pub(crate) fn of(trend: &[DayVerdicts], lang: Lang) -> Option<Self> {
        let points: Vec<Point> = trend
            .iter()
            .enumerate()
            .map(|(place, day)| Point {
                place,
                compliant: day.verdicts.compliant,
                checked: day.verdicts.pages() - day.verdicts.unverified,
                day: day.day.strftime(lang.pick("%d.%m.%Y", "%Y-%m-%d")).to_string(),
            })
            .skip_while(|point| point.checked == 0)
            .filter(|point| point.checked > 0)
            .collect();
        let (first, last) = (points.first()?, points.last()?);
        if first.place == last.place {
            return None;
        }
        let share = |point: &Point| percent(lang, point.compliant, point.checked);
        let y_of = |part: f64| TOP + (HEIGHT - TOP - BOTTOM) * (1.0 - part);
        let x_of = |place: usize| LEFT + (WIDTH - LEFT) * ratio(place - first.place, last.place - first.place);
        let mut line = String::new();
        for point in &points {
            let (x, y) = (x_of(point.place), y_of(ratio_of(point.compliant, point.checked)));
            let _ = write!(line, "{}{x:.1} {y:.1}", if line.is_empty() { 'M' } else { 'L' });
        }
        let (floor, left, right) = (y_of(0.0), x_of(first.place), x_of(last.place));
        let label = |point: &Point, anchor| DayLabel { x: x_of(point.place), anchor, text: point.day.clone() };
        Some(Self {
            width: WIDTH,
            height: HEIGHT,
            left: LEFT,
            right: WIDTH,
            label_y: HEIGHT - TEXT_DOWN,
            area: format!("{line}L{right:.1} {floor:.1}L{left:.1} {floor:.1}Z"),
            line,
            grid: GRID
                .into_iter()
                .map(|percents| {
                    let y = y_of(f64::from(percents) / 100.0);
                    GridLine { y, text_y: y + TEXT_DOWN, label: format!("{percents} %") }
                })
                .collect(),
            days: vec![label(first, "start"), label(last, "end")],
            first_share: share(first),
            last_share: share(last),
            table: points.iter().rev().map(|point| (point.day.clone(), share(point))).collect(),
        })
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    ratio_of(part as u64, whole as u64)
}

#[expect(clippy::cast_precision_loss, reason = "a drawing is exact enough with 52 bits")]
fn ratio_of(part: u64, whole: u64) -> f64 {
    part as f64 / whole.max(1) as f64
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use store::VerdictCounts;

    fn day(number: i8, compliant: u64, violations: u64) -> DayVerdicts {
        let verdicts = VerdictCounts { compliant, violations, review: 0, unverified: 3 };
        DayVerdicts { day: date(2026, 3, number), verdicts }
    }

    #[test]
    fn a_line_goes_from_the_first_checked_day_to_the_last() {
        let chart = Chart::of(&[day(1, 0, 0), day(2, 1, 1), day(3, 3, 1)], Lang::En).unwrap();
        assert_eq!((chart.first_share.as_str(), chart.last_share.as_str()), ("50%", "75%"));
        assert!(chart.line.starts_with("M46.0 102.0L720.0"), "{}", chart.line);
        assert_eq!(chart.table.len(), 2);
    }

    #[test]
    fn one_day_makes_no_line() {
        assert!(Chart::of(&[day(1, 0, 0), day(2, 1, 1)], Lang::Ru).is_none());
        assert!(Chart::of(&[], Lang::Ru).is_none());
    }
}
