//! `[schedule]`: which passes run by themselves, and when. What a cron expression means is not this module's business.

use std::{collections::BTreeSet, time::Duration};

use jiff::tz::TimeZone;

use crate::{
    codecs::{Choice, Lasting, List, Region, Text, Zone, cron_shape, filled, moscow, name},
    keys::{Keys, Section},
    problem::Why,
};
use domain::model::RegionCode;

const SHORTEST_RECHECK: Duration = Duration::from_mins(1);
const LONGEST_RECHECK: Duration = Duration::from_hours(24 * 30);
/// Shifting a pass by more than this would move it to another day.
const LONGEST_JITTER: Duration = Duration::from_hours(12);

/// Settings of the `[schedule]` section.
#[derive(Debug, Clone, PartialEq)]
pub struct ScheduleSection {
    /// How often pages with open findings are looked at between the passes; zero: not at all.
    pub recheck: Duration,
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
