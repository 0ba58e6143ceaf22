//! One test per scenario file: what VK does wrong, and what may come of it.

use std::collections::BTreeSet;
use std::path::Path;

use vk_page_auditor::model::{CutShort, Sight, UnverifiedReason};

use crate::stage::{Outcome, addresses, numbers, play, region, scenario};

/// What comes of a pass.
#[derive(Debug)]
enum Expected {
    /// Every page is verified.
    All,
    /// All but so many pages are verified; these are unverified for this reason.
    AllBut(usize, UnverifiedReason),
    /// The pass stops; what was not verified by then has this reason.
    Stops(UnverifiedReason),
    /// The same, after some pages were verified.
    StopsInTheMiddle(UnverifiedReason),
}

fn check(name: &str, outcome: &Outcome, expected: &Expected) {
    let unverified = outcome.unverified();
    let reasons: BTreeSet<UnverifiedReason> = unverified.iter().copied().collect();
    let stopped = matches!(outcome.end.cut_short, Some(CutShort::Stopped { .. }));
    let told = format!("{name}: {reasons:?}, {} unverified, {:?}", unverified.len(), outcome.end);
    match expected {
        Expected::All => assert!(unverified.is_empty() && outcome.end.cut_short.is_none(), "{told}"),
        Expected::AllBut(count, reason) => {
            assert_eq!(
                (unverified.len(), reasons, &outcome.end.cut_short),
                (*count, [*reason].into(), &None),
                "{told}"
            );
        }
        Expected::Stops(reason) => {
            assert_eq!((outcome.verified(), reasons, stopped), (0, [*reason].into(), true), "{told}");
        }
        Expected::StopsInTheMiddle(reason) => {
            assert!(stopped && outcome.verified() > 0 && reasons == [*reason].into(), "{told}");
        }
    }
}

/// A test per scenario, and the list of them all.
macro_rules! scenarios {
    ($($name:ident => $expected:expr,)*) => {
        use Expected::{All, AllBut, Stops, StopsInTheMiddle};
        use UnverifiedReason::{BadAnswer, Network, Stopped, TokensExhausted, VkError};

        $(
            #[tokio::test]
            async fn $name() {
                let file = stringify!($name).replace('_', "-");
                // a group that cannot be understood is known by its number alone
                let asked = if file.starts_with("group-") { numbers(&region()) } else { addresses(&region()) };
                let outcome = play(Some(scenario(&file)), &asked).await;
                outcome.assert_true(&region());
                check(&file, &outcome, &$expected);
            }
        )*

        const LISTED: &[&str] = &[$(stringify!($name)),*];
    };
}

scenarios! {
    bad_day => All,
    body_empty => All,
    body_slow => All,
    body_stalled => All,
    code_0001_unknown => All,
    code_0002_application_disabled => Stops(TokensExhausted),
    code_0003_unknown_method => Stops(VkError),
    code_0004_incorrect_signature => Stops(TokensExhausted),
    code_0005_expired => Stops(TokensExhausted),
    code_0005_invalid_session => Stops(TokensExhausted),
    code_0005_invalid_token => Stops(TokensExhausted),
    code_0005_other_ip => Stops(TokensExhausted),
    code_0005_revoked_in_the_middle => StopsInTheMiddle(TokensExhausted),
    code_0006_every_third => All,
    code_0006_storm => All,
    code_0007_permission_denied => Stops(TokensExhausted),
    code_0008_invalid_request => Stops(VkError),
    code_0009_flood_control => StopsInTheMiddle(TokensExhausted),
    code_0010_internal => All,
    code_0013_too_big => All,
    code_0014_captcha => StopsInTheMiddle(Stopped),
    code_0015_access_denied => Stops(TokensExhausted),
    code_0017_validation => Stops(Stopped),
    code_0018_user_deleted => Stops(VkError),
    code_0020_non_standalone => Stops(TokensExhausted),
    code_0021_only_standalone => Stops(TokensExhausted),
    code_0023_method_disabled => Stops(VkError),
    code_0024_confirmation => Stops(Stopped),
    code_0027_group_authorization => Stops(TokensExhausted),
    code_0028_application_authorization => Stops(TokensExhausted),
    code_0029_daily_limit => StopsInTheMiddle(TokensExhausted),
    code_0030_private_profile => Stops(VkError),
    code_0036_timeout => All,
    code_0037_user_banned => Stops(TokensExhausted),
    code_0042_ip_not_allowed => Stops(TokensExhausted),
    code_0043_section_unavailable => All,
    code_0100_wrong_parameter => All,
    code_0113_invalid_user => All,
    code_0125_invalid_group => All,
    code_0203_access_to_group => Stops(VkError),
    code_0777_unlisted => Stops(VkError),
    code_1051_profile_type => Stops(TokensExhausted),
    code_1114_anonymous_expired => Stops(TokensExhausted),
    code_1116_anonymous_invalid => Stops(TokensExhausted),
    code_1117_token_expired => Stops(TokensExhausted),
    code_3300_recaptcha => Stops(Stopped),
    code_3609_token_extension => Stops(TokensExhausted),
    code_3610_user_deactivated => Stops(TokensExhausted),
    code_9999_http_method => Stops(VkError),
    content_type_html => All,
    group_id_is_text => AllBut(1, BadAnswer),
    group_item_is_null => AllBut(1, BadAnswer),
    group_items_is_object => AllBut(1, BadAnswer),
    group_menu_is_text => AllBut(1, BadAnswer),
    group_no_id => AllBut(1, BadAnswer),
    group_not_an_object => All,
    group_null => All,
    head_stalled => All,
    html_429_status_200 => All,
    html_maintenance => Stops(Network),
    http_403 => All,
    http_404 => All,
    http_413 => All,
    http_429 => All,
    http_500 => All,
    http_502_for_ever => Stops(Network),
    http_502 => All,
    http_503 => All,
    http_504 => All,
    ids_dropped => All,
    ids_duplicates => All,
    ids_stranger => All,
    json_trailing_comma => All,
    json_truncated => All,
    poisonous_page_100 => AllBut(1, VkError),
    poisonous_page_15 => AllBut(1, VkError),
    reset_before => All,
    reset_in_the_middle => All,
}

/// Scenarios about menus, names, rates and stalls, which have tests of their own.
const ELSEWHERE: [&str; 7] = [
    "head_slow",
    "menu_dropped",
    "menus_lost",
    "menus_lost_here_and_there",
    "name_taken_over",
    "renamed",
    "rate_lower",
];

/// Whether pages have no menus or VK gives none is not for the crawl to say.
#[tokio::test]
async fn pages_come_out_without_menus_when_vk_gives_none() {
    let outcome = play(Some(scenario("menu-dropped")), &addresses(&region())).await;
    check("menu_dropped", &outcome, &Expected::All);
    let has_menu = |sight: &Sight| matches!(sight, Sight::Seen(page) if page.menu.is_some());
    assert!(!outcome.observations.iter().any(|seen| seen.sight.as_ref().is_ok_and(has_menu)));
}

#[test]
fn every_shipped_scenario_has_its_test() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("mock-vk/scenarios");
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().path().file_stem().unwrap().to_str().unwrap().replace('-', "_");
        let is_tested = LISTED.contains(&name.as_str()) || ELSEWHERE.contains(&name.as_str());
        assert!(is_tested || name.starts_with("cover_"), "no test for {name}");
    }
}
