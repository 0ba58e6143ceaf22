//! A policy with the texts it was read from, as the store keeps it beside each verdict: whoever has the texts can derive
//! the verdict again. Judges nothing.

use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use domain::policy::{Policy, PolicyError, SourceText};
use domain::rules::RULES;

/// A policy in force with what is kept of it.
#[derive(Debug, Clone)]
pub struct PolicyInForce {
    pub policy: Arc<Policy>,
    /// What the store keeps.
    pub kept: store::KeptPolicy,
}

/// The texts a policy is made of: the body of [`store::KeptPolicy`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyTexts {
    policy: PolicyText,
    #[serde(default)]
    overrides: Vec<PolicyText>,
    /// The rules of the program that judged by them; those of the first versions are not named.
    #[serde(default = "first_rules", skip_serializing_if = "is_first")]
    rules: u32,
}

const fn first_rules() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
const fn is_first(rules: &u32) -> bool {
    *rules == first_rules()
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyText {
    /// The name of its file, without folders: machines that share a store have it in different ones.
    pub name: String,
    pub text: String,
}

impl PolicyText {
    pub fn new(path: &str, text: &str) -> Self {
        let name = Path::new(path).file_name().map_or_else(|| path.into(), |name| name.to_string_lossy());
        Self { name: name.into_owned(), text: text.to_owned() }
    }

    fn source(&self) -> SourceText<'_> {
        SourceText { name: &self.name, text: &self.text }
    }
}

impl PolicyTexts {
    /// These texts, by the rules of this version.
    pub const fn new(policy: PolicyText, overrides: Vec<PolicyText>) -> Self {
        Self { policy, overrides, rules: RULES }
    }

    /// Whether this version judges by the same rules, so that the same look gives the same audit.
    pub const fn has_own_rules(&self) -> bool {
        self.rules == RULES
    }

    /// Reads what the store keeps.
    ///
    /// # Errors
    /// The body is no policy of this version of the program.
    pub fn of_body(body: &str) -> serde_json::Result<Self> {
        serde_json::from_str(body)
    }

    /// The policy the texts make.
    ///
    /// # Errors
    /// Names the text, line and key, and what would be right.
    pub fn policy(&self) -> Result<Policy, PolicyError> {
        let overrides: Vec<SourceText<'_>> = self.overrides.iter().map(PolicyText::source).collect();
        Policy::parse(self.policy.source(), &overrides)
    }

    /// What the store keeps of the policy with this id.
    pub fn kept(&self, id: &str) -> store::KeptPolicy {
        // texts always become JSON
        store::KeptPolicy::new(id, serde_json::to_string(self).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::policy::{BUILT_IN, BUILT_IN_NAME};

    #[test]
    fn a_kept_policy_is_read_back_with_its_overrides() {
        let text = "id = \"region-73\"\n[codes.\"url.not_canonical\"]\nseverity = \"error\"\n";
        let texts = PolicyTexts::new(
            PolicyText::new(BUILT_IN_NAME, BUILT_IN),
            vec![PolicyText::new("/etc/vk-page-auditor/region.toml", text)],
        );
        let kept = texts.kept("pos");
        let again = PolicyTexts::of_body(&kept.body).unwrap();
        assert_eq!(again, texts);
        assert_eq!(again.kept("pos"), kept);
        assert!(!kept.body.contains("/etc/"), "the folder is no part of the policy");
    }

    #[test]
    fn a_policy_of_the_first_versions_keeps_its_digest_and_other_rules() {
        let body = "{\"policy\":{\"name\":\"a.toml\",\"text\":\"b\"},\"overrides\":[]}";
        let texts = PolicyTexts::of_body(body).unwrap();
        assert_eq!(texts.kept("pos").body, body);
        assert!(!texts.has_own_rules());
        assert!(PolicyTexts::new(PolicyText::new("a.toml", "b"), Vec::new()).has_own_rules());
    }

    #[test]
    fn the_built_in_policy_comes_back_the_same() {
        let texts = PolicyTexts::new(PolicyText::new(BUILT_IN_NAME, BUILT_IN), Vec::new());
        let kept = texts.kept("pos");
        let policy = PolicyTexts::of_body(&kept.body).unwrap().policy().unwrap();
        assert_eq!(policy.id, Policy::built_in().unwrap().id);
    }

    #[test]
    fn another_body_is_refused() {
        for body in
            ["", "{}", "[]", "{\"policy\":{\"name\":\"a\"}}", "{\"policy\":{\"name\":\"\",\"text\":\"\"},\"x\":1}"]
        {
            assert!(PolicyTexts::of_body(body).is_err(), "{body}");
        }
    }
}
