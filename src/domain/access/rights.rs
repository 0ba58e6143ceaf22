//! Roles, what each may do, and rights: a role over some pages.

use std::fmt;

use crate::model::{Scope, named};

/// What a person is to the program; a later one may do all that an earlier one may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Sees.
    Viewer,
    /// Sees, and has pages looked at.
    Supervisor,
    /// Does everything, also to other people's accounts.
    Admin,
}

impl Role {
    /// All roles, from the least.
    pub const ALL: [Self; 3] = [Self::Viewer, Self::Supervisor, Self::Admin];

    /// The stable text.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Supervisor => "supervisor",
            Self::Admin => "admin",
        }
    }

    /// Finds the role with this stable text.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }

    /// Whether the role may do this at all; whether with these pages is for [`Rights::may`] to say.
    pub const fn may(self, action: Action) -> bool {
        match self {
            Self::Admin => true,
            Self::Supervisor => !matches!(
                action,
                Action::SettleRuns | Action::ManageRegistry | Action::ManagePeople | Action::SeeJournal
            ),
            Self::Viewer => matches!(
                action,
                Action::SeePages | Action::SeeFindings | Action::SeeEvents | Action::SeeRuns | Action::MakeFeeds
            ),
        }
    }
}

named!(Role);

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Everything a person may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// See pages and reports of them.
    SeePages,
    SeeFindings,
    SeeEvents,
    SeeRuns,
    /// Have a page looked at now.
    CheckPage,
    /// Start a run over pages.
    StartRuns,
    /// Say that a held run counts, or that a run does not.
    SettleRuns,
    /// Import a registry or undo an import.
    ManageRegistry,
    /// Create, change and disable people, and revoke their tokens.
    ManagePeople,
    /// See who did what.
    SeeJournal,
    /// Make addresses of feeds for oneself.
    MakeFeeds,
    /// Make tokens of the API for oneself.
    MakeTokens,
    /// Make addresses of badges, which anybody may then see.
    MakeBadges,
}

impl Action {
    /// All actions.
    pub const ALL: [Self; 13] = [
        Self::SeePages,
        Self::SeeFindings,
        Self::SeeEvents,
        Self::SeeRuns,
        Self::CheckPage,
        Self::StartRuns,
        Self::SettleRuns,
        Self::ManageRegistry,
        Self::ManagePeople,
        Self::SeeJournal,
        Self::MakeFeeds,
        Self::MakeTokens,
        Self::MakeBadges,
    ];

    /// Whether it touches all pages and all people, so that it needs rights over everything.
    pub const fn concerns_everything(self) -> bool {
        matches!(self, Self::SettleRuns | Self::ManageRegistry | Self::ManagePeople | Self::SeeJournal)
    }
}

/// A role over some pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rights {
    /// What may be done.
    pub role: Role,
    /// With which pages.
    pub scope: Scope,
}

impl Rights {
    /// Whether this may be done. For actions with a page or a scope the caller also asks [`Scope::admits`] or
    /// [`Scope::within`].
    ///
    /// ```
    /// use vk_page_auditor_domain::access::{Action, Rights, Role};
    /// use vk_page_auditor_domain::model::{RegionCode, Scope};
    /// let scope = Scope { regions: vec![RegionCode::parse("73").unwrap()], ..Scope::everything() };
    /// let regional = Rights { role: Role::Admin, scope };
    /// assert!(regional.may(Action::CheckPage) && !regional.may(Action::ManageRegistry));
    /// ```
    pub const fn may(&self, action: Action) -> bool {
        self.role.may(action) && (!action.concerns_everything() || self.scope.is_everything())
    }

    /// What is left of them within others: the lesser role over the pages of both. `None` when no page is left.
    pub fn narrowed_to(&self, other: &Self) -> Option<Self> {
        let scope = self.scope.intersect(&other.scope)?;
        Some(Self { role: self.role.min(other.role), scope })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RegionCode;

    fn rights(role: Role, region: Option<&str>) -> Rights {
        let regions = region.map(|code| RegionCode::parse(code).unwrap()).into_iter().collect();
        Rights { role, scope: Scope { regions, ..Scope::everything() } }
    }

    #[test]
    fn a_greater_role_may_do_all_that_a_lesser_may() {
        for action in Action::ALL {
            for pair in Role::ALL.windows(2) {
                assert!(!pair[0].may(action) || pair[1].may(action), "{action:?}");
            }
            assert!(Role::Admin.may(action));
        }
    }

    #[test]
    fn each_role_may_do_what_it_is_for() {
        let may = |role: Role| -> Vec<Action> { Action::ALL.into_iter().filter(|action| role.may(*action)).collect() };
        assert_eq!(
            may(Role::Viewer),
            [Action::SeePages, Action::SeeFindings, Action::SeeEvents, Action::SeeRuns, Action::MakeFeeds]
        );
        let supervisor = [Action::CheckPage, Action::StartRuns, Action::MakeTokens, Action::MakeBadges];
        let more: Vec<Action> = may(Role::Supervisor).into_iter().filter(|action| !Role::Viewer.may(*action)).collect();
        assert_eq!(more, supervisor);
    }

    #[test]
    fn only_an_admin_over_everything_touches_what_is_everybodys() {
        for action in Action::ALL.into_iter().filter(|action| action.concerns_everything()) {
            for role in Role::ALL {
                assert_eq!(rights(role, None).may(action), role == Role::Admin, "{role} {action:?}");
                assert!(!rights(role, Some("73")).may(action), "{role} {action:?}");
            }
        }
        assert!(rights(Role::Admin, Some("73")).may(Action::StartRuns));
    }

    #[test]
    fn rights_are_narrowed_to_the_lesser_role_and_the_common_pages() {
        let admin = rights(Role::Admin, Some("73"));
        let token = rights(Role::Supervisor, None);
        assert_eq!(token.narrowed_to(&admin), Some(rights(Role::Supervisor, Some("73"))));
        assert_eq!(admin.narrowed_to(&rights(Role::Viewer, Some("16"))), None);
    }

    #[test]
    fn roles_are_found_by_their_texts() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.as_str()), Some(role));
        }
        assert_eq!(Role::parse("Admin"), None);
    }
}
