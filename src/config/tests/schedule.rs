//! Tests of `sections/schedule.rs` with the words its errors are told in.

use std::{path::Path, time::Duration};

use vk_page_auditor_config::{read::read, *};
use words::{Lang, config_problem};

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
    let expected = PassSection { name: "nightly".to_owned(), cron: "0 3 * * *".to_owned(), ..PassSection::default() };
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
