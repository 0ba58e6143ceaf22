//! `[schedule]`: which passes run by themselves, and when. What a cron expression means is not this module's business.

use std::{collections::BTreeSet, time::Duration};

use jiff::tz::TimeZone;

use crate::{
    config::{
        codecs::{Choice, Lasting, List, Region, Text, Zone, cron_shape, filled, moscow, name},
        keys::{Keys, Section},
        problem::Why,
    },
    model::RegionCode,
};

const SHORTEST_RECHECK: Duration = Duration::from_mins(1);
const LONGEST_RECHECK: Duration = Duration::from_hours(24 * 30);
/// Shifting a pass by more than this would move it to another day.
const LONGEST_JITTER: Duration = Duration::from_hours(12);

/// Settings of the `[schedule]` section.
#[derive(Debug, Clone, PartialEq)]
pub struct ScheduleSection {
    /// How often pages with open findings are looked at between the passes; zero: not at all.
    pub recheck: Duration,
    /// The passes.
    pub passes: Vec<PassSection>,
}

impl Default for ScheduleSection {
    fn default() -> Self {
        Self { recheck: Duration::from_hours(6), passes: Vec::new() }
    }
}

impl Section for ScheduleSection {
    fn visit(&mut self, keys: &mut impl Keys) {
        keys.key("recheck", &mut self.recheck, Lasting(Duration::ZERO..=LONGEST_RECHECK));
        keys.tables("passes", &mut self.passes);
    }

    fn check(&self) -> Vec<(&'static str, Why)> {
        let mut problems = Vec::new();
        if !self.recheck.is_zero() && self.recheck < SHORTEST_RECHECK {
            problems.push((
                "recheck",
                Why::OutOfRange { least: Lasting::shown(SHORTEST_RECHECK), greatest: Lasting::shown(LONGEST_RECHECK) },
            ));
        }
        let mut seen = BTreeSet::new();
        if self.passes.iter().any(|pass| !pass.name.is_empty() && !seen.insert(&pass.name)) {
            problems.push(("passes", Why::Repeated));
        }
        problems
    }
}

/// What becomes of runs that were due while the program was off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MissedRuns {
    /// They are forgotten.
    Skip,
    /// One run stands for all of them.
    #[default]
    Once,
}

const MISSED: Choice<MissedRuns> = Choice(&[("skip", MissedRuns::Skip), ("once", MissedRuns::Once)]);

/// One `[[schedule.passes]]`: a pass over the registry or a part of it that runs by itself.
#[derive(Debug, Clone, PartialEq)]
pub struct PassSection {
    /// The name that logs and the store know it by.
    pub name: String,
    /// The cron expression of five fields. Only its shape is checked here.
    pub cron: String,
    /// The zone that the expression's times are of.
    pub time_zone: TimeZone,
    /// The regions it goes over; empty: all.
    pub regions: Vec<RegionCode>,
    /// The municipalities it goes over, as the registry names them; empty: all.
    pub municipalities: Vec<String>,
    /// Within how long after the due moment it begins; each name has its own moment.
    pub jitter: Duration,
    /// What becomes of runs that were missed.
    pub missed: MissedRuns,
}

impl Default for PassSection {
    fn default() -> Self {
        Self {
            name: String::new(),
            cron: String::new(),
            time_zone: moscow(),
            regions: Vec::new(),
            municipalities: Vec::new(),
            jitter: Duration::ZERO,
            missed: MissedRuns::default(),
        }
    }
}

impl Section for PassSection {
    fn visit(&mut self, keys: &mut impl Keys) {
        keys.key("name", &mut self.name, Text(name));
        keys.key("cron", &mut self.cron, Text(cron_shape));
        keys.key("time_zone", &mut self.time_zone, Zone);
        keys.key("regions", &mut self.regions, List(Region));
        keys.key("municipalities", &mut self.municipalities, List(Text(filled)));
        keys.key("jitter", &mut self.jitter, Lasting(Duration::ZERO..=LONGEST_JITTER));
        keys.key("missed", &mut self.missed, MISSED);
    }

    fn check(&self) -> Vec<(&'static str, Why)> {
        let required = [("name", &self.name), ("cron", &self.cron)];
        required.into_iter().filter(|(_, value)| value.is_empty()).map(|(key, _)| (key, Why::Missing)).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::{Config, EXAMPLE, read::read};
    use crate::i18n::{Lang, config_problem};

    fn parse(text: &str) -> (ScheduleSection, Vec<String>) {
        let mut config = Config::default();
        let outcome = read(text, Path::new("a.toml"), &mut config);
        let problems = outcome.problems.iter().map(|problem| config_problem(Lang::En, problem)).collect();
        (config.schedule, problems)
    }

    #[test]
    fn commented_pass_of_the_example_is_right() {
        let start = EXAMPLE.find("# [[schedule.passes]]").unwrap();
        let end = start + EXAMPLE[start..].find("\n\n").unwrap();
        let lines = EXAMPLE[start..end].lines().map(|line| line.trim_start_matches("# "));
        let (schedule, problems) = parse(&lines.collect::<Vec<_>>().join("\n"));
        assert_eq!(problems, [""; 0]);
        let expected =
            PassSection { name: "nightly".to_owned(), cron: "0 3 * * *".to_owned(), ..PassSection::default() };
        assert_eq!(schedule.passes, [expected]);
    }

    #[test]
    fn pass_of_a_region_is_read() {
        let (schedule, problems) = parse(
            "[[schedule.passes]]\nname = \"камчатка\"\ncron = \"@daily\"\ntime_zone = \"Asia/Kamchatka\"\n\
             regions = [\"30\", 73]\nmunicipalities = [\"Елизовский район\"]\njitter = \"10m\"\nmissed = \"skip\"",
        );
        assert_eq!(problems, [""; 0]);
        let pass = &schedule.passes[0];
        assert_eq!(pass.time_zone.iana_name(), Some("Asia/Kamchatka"));
        assert_eq!(pass.regions.iter().map(ToString::to_string).collect::<Vec<_>>(), ["30", "73"]);
        assert_eq!((pass.municipalities.len(), pass.jitter), (1, Duration::from_mins(10)));
        assert_eq!(pass.missed, MissedRuns::Skip);
    }

    #[test]
    fn wrong_passes_are_told_each_by_itself() {
        let (_, problems) = parse(
            "[schedule]\nrecheck = \"5s\"\n[[schedule.passes]]\nname = \"a\"\ncron = \"0 0 3 * * *\"\n\
             [[schedule.passes]]\nname = \"a\"\n[[schedule.passes]]\ncron = \"0 3 * * 1;2\"\ntime_zone = \"MSK\"\n",
        );
        let cron = "must be a cron expression of five fields (minute hour day month weekday), for instance \
                    \"0 3 * * *\", or @daily, @weekly, @monthly";
        assert_eq!(
            problems,
            [
                "a.toml:2:1: schedule.recheck: must be from 1m to 30d".to_owned(),
                "a.toml:3:12: schedule.passes: two entries have the same name; names must differ".to_owned(),
                format!("a.toml:5:8: schedule.passes[0].cron = \"0 0 3 * * *\": {cron}"),
                "a.toml:6:1: schedule.passes[1].cron: this key is required".to_owned(),
                "a.toml:8:1: schedule.passes[2].name: this key is required".to_owned(),
                format!("a.toml:9:8: schedule.passes[2].cron = \"0 3 * * 1;2\": {cron}"),
                "a.toml:10:13: schedule.passes[2].time_zone = \"MSK\": unknown time zone; an IANA name is needed, for \
                 instance \"Europe/Samara\"; for example: time_zone = \"Europe/Moscow\""
                    .to_owned(),
            ]
        );
    }
}
