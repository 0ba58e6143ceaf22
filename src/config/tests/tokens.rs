//! Errors of tokens never repeat a part of one.

use proptest::prelude::*;
use vk_page_auditor_config::{ConfigError, Environment, VkSection, tokens::collect};
use words::Lang;

fn environment(token: &str) -> Environment {
    Environment::from_lookup(|name| (name == "VK_TOKEN").then(|| token.into()))
}

proptest! {
    #[test]
    fn no_message_repeats_a_part_of_a_token(before in "[a-z0-9]{6,12}", wrong in "[ \"'$я]", after in "[a-z0-9]{6,12}") {
        let (place, source) = collect(&VkSection::default(), &environment(&format!("{before}{wrong}{after}"))).unwrap_err();
        let error = ConfigError::Token { place, source };
        for text in [words::config_error(Lang::Ru, &error), words::config_error(Lang::En, &error), format!("{error:?}")] {
            prop_assert!(!text.contains(&before) && !text.contains(&after), "{}", text);
        }
    }
}
