//! The columns of each list. A list may show a choice of them; keys are stable.

use super::Kind::{Flag, Id, Json, Moment, Number, Page, Share, Term, Text};
use super::{Column, Kind};
use words::listing::{ListWord, Vocabulary};

const fn column(key: &'static str, title: ListWord, kind: Kind) -> Column {
    Column { key, title, kind }
}

const PAGE_URL: Column = column("page_url", ListWord::Page, Page);
const PAGE_NAME: Column = column("page_name", ListWord::PageName, Text);
const ORGANIZATION: Column = column("organization", ListWord::Organization, Text);
const OGRN: Column = column("ogrn", ListWord::Ogrn, Id);
const MUNICIPALITY: Column = column("municipality", ListWord::Municipality, Text);

/// Pages as they stand.
pub const PAGES: [Column; 19] = [
    PAGE_URL,
    PAGE_NAME,
    ORGANIZATION,
    OGRN,
    MUNICIPALITY,
    column("region_code", ListWord::RegionCode, Id),
    column("level", ListWord::Level, Term(Vocabulary::Level)),
    column("group_id", ListWord::GroupId, Id),
    column("verdict", ListWord::Verdict, Term(Vocabulary::Verdict)),
    column("look_verdict", ListWord::LookVerdict, Term(Vocabulary::Verdict)),
    column("unverified_reason", ListWord::UnverifiedReason, Term(Vocabulary::UnverifiedReason)),
    column("unverified_since", ListWord::UnverifiedSince, Moment),
    column("looked_at", ListWord::LookedAt, Moment),
    column("seen_at", ListWord::SeenAt, Moment),
    column("changed_at", ListWord::ChangedAt, Moment),
    column("next_look_at", ListWord::NextLookAt, Moment),
    column("errors", ListWord::Errors, Number),
    column("warnings", ListWord::Warnings, Number),
    column("notices", ListWord::Notices, Number),
];

/// What is or was wrong on pages.
pub const FINDINGS: [Column; 19] = [
    PAGE_URL,
    PAGE_NAME,
    ORGANIZATION,
    MUNICIPALITY,
    column("severity", ListWord::Severity, Term(Vocabulary::Severity)),
    column("code", ListWord::Code, Text),
    column("message", ListWord::Message, Text),
    column("form", ListWord::Form, Term(Vocabulary::Form)),
    column("field", ListWord::Field, Text),
    column("position", ListWord::Position, Number),
    column("observed", ListWord::Observed, Text),
    column("expected", ListWord::Expected, Text),
    column("state", ListWord::State, Term(Vocabulary::FindingState)),
    column("first_seen_at", ListWord::FirstSeenAt, Moment),
    column("opened_at", ListWord::OpenedAt, Moment),
    column("confirmed_at", ListWord::ConfirmedAt, Moment),
    column("last_seen_at", ListWord::LastSeenAt, Moment),
    column("closed_at", ListWord::ClosedAt, Moment),
    column("times_opened", ListWord::TimesOpened, Number),
];

/// What happened.
pub const EVENTS: [Column; 5] = [
    column("seq", ListWord::Seq, Id),
    column("at", ListWord::At, Moment),
    column("kind", ListWord::Kind, Term(Vocabulary::EventKind)),
    PAGE_URL,
    column("detail", ListWord::Detail, Json),
];

/// Runs over pages.
pub const RUNS: [Column; 19] = [
    column("id", ListWord::Id, Id),
    column("name", ListWord::RunName, Text),
    column("kind", ListWord::Kind, Term(Vocabulary::RunKind)),
    column("state", ListWord::State, Term(Vocabulary::RunState)),
    column("started_at", ListWord::StartedAt, Moment),
    column("finished_at", ListWord::FinishedAt, Moment),
    column("policy", ListWord::Policy, Id),
    column("pages", ListWord::PagesAsked, Number),
    column("seen", ListWord::PagesSeen, Number),
    column("coverage", ListWord::Coverage, Share),
    column("compliant", ListWord::Compliant, Number),
    column("violations", ListWord::WithViolations, Number),
    column("review", ListWord::ForReview, Number),
    column("unverified", ListWord::Unverified, Number),
    column("changed", ListWord::PagesChanged, Number),
    column("opened", ListWord::Opened, Number),
    column("closed", ListWord::Closed, Number),
    column("hold_reason", ListWord::HoldReason, Text),
    column("calls", ListWord::Calls, Number),
];

/// What another policy would change.
pub const REHEARSAL: [Column; 9] = [
    PAGE_URL,
    PAGE_NAME,
    ORGANIZATION,
    OGRN,
    MUNICIPALITY,
    column("verdict_before", ListWord::VerdictBefore, Term(Vocabulary::Verdict)),
    column("verdict_after", ListWord::VerdictAfter, Term(Vocabulary::Verdict)),
    column("appear", ListWord::Appear, Text),
    column("disappear", ListWord::Disappear, Text),
];

/// Imports of the registry.
pub const IMPORTS: [Column; 9] = [
    column("id", ListWord::Id, Id),
    column("at", ListWord::At, Moment),
    column("source", ListWord::SourceFile, Text),
    column("pages", ListWord::PagesAsked, Number),
    column("set_aside", ListWord::RowsSetAside, Number),
    column("added", ListWord::PagesAdded, Number),
    column("changed", ListWord::PagesOtherwise, Number),
    column("removed", ListWord::PagesRemoved, Number),
    column("digest", ListWord::DigestOf, Text),
];

const ROLE: Column = column("role", ListWord::Role, Term(Vocabulary::Role));
const REGIONS: Column = column("regions", ListWord::Regions, Text);
const MUNICIPALITIES: Column = column("municipalities", ListWord::Municipalities, Text);
const ORGANIZATIONS: Column = column("organizations", ListWord::Organizations, Text);
const CREATED_AT: Column = column("created_at", ListWord::CreatedAt, Moment);

/// People who may sign in.
pub const PEOPLE: [Column; 12] = [
    column("id", ListWord::Id, Id),
    column("login", ListWord::Login, Text),
    column("name", ListWord::PersonName, Text),
    ROLE,
    REGIONS,
    MUNICIPALITIES,
    ORGANIZATIONS,
    column("has_password", ListWord::HasPassword, Flag),
    column("language", ListWord::Language, Text),
    CREATED_AT,
    column("password_changed_at", ListWord::PasswordChangedAt, Moment),
    column("disabled_at", ListWord::DisabledAt, Moment),
];

/// Tokens of the API and of feeds.
pub const TOKENS: [Column; 13] = [
    column("id", ListWord::Id, Id),
    column("kind", ListWord::Kind, Term(Vocabulary::TokenKind)),
    column("shown", ListWord::Shown, Text),
    column("name", ListWord::TokenName, Text),
    column("owner", ListWord::Owner, Text),
    ROLE,
    REGIONS,
    MUNICIPALITIES,
    ORGANIZATIONS,
    CREATED_AT,
    column("expires_at", ListWord::ExpiresAt, Moment),
    column("last_used_at", ListWord::LastUsedAt, Moment),
    column("revoked_at", ListWord::RevokedAt, Moment),
];

/// Who did what.
pub const JOURNAL: [Column; 7] = [
    column("seq", ListWord::EntryNumber, Id),
    column("at", ListWord::At, Moment),
    column("who", ListWord::Who, Text),
    column("action", ListWord::Action, Term(Vocabulary::JournalAction)),
    column("object", ListWord::Object, Text),
    column("detail", ListWord::Detail, Json),
    column("address", ListWord::FromAddress, Text),
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::super::List;

    #[test]
    fn the_keys_of_a_list_are_distinct_and_their_titles_too() {
        for list in List::ALL {
            let columns = list.columns();
            let keys: HashSet<_> = columns.iter().map(|column| column.key).collect();
            let titles: HashSet<_> = columns.iter().map(|column| column.title.text(words::Lang::Ru)).collect();
            assert_eq!((keys.len(), titles.len()), (columns.len(), columns.len()), "{}", list.as_str());
        }
    }
}
