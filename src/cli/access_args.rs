//! The shape of `access`. The English words stand here, the Russian ones in the catalogue.

use clap::{Args, Subcommand};

use super::args::OutputArgs;
use super::store_args::{ScopeArgs, StoreArgs, one_of, parse_id, parse_limit};
use super::when::When;
use domain::access::{Role, SecretKind};
use store::{AccessTokenId, JournalAction};

/// What `access` can do.
#[derive(Debug, Subcommand)]
pub enum AccessCommand {
    /// Create an administrator, as the first person too; makes the store if it is not there
    CreateAdmin(CreateAdminArgs),
    /// Create a person
    Add(AddArgs),
    /// List the people who may sign in
    List(PeopleListArgs),
    /// Change what a person is called or may do
    Change(ChangeArgs),
    /// Let a person sign in no more, and end all sessions
    Disable(OnePersonArgs),
    /// Let a person sign in again
    Enable(OnePersonArgs),
    /// Set a person's password and end all sessions
    Password(PasswordCommandArgs),
    /// End sessions
    #[command(subcommand)]
    Sessions(SessionsCommand),
    /// Make, list or revoke tokens of the API and of feeds
    #[command(subcommand)]
    Token(TokenCommand),
    /// List who did what
    Journal(JournalArgs),
    /// Replace the key that signs addresses of badges: former addresses open nothing any more
    RotateBadgeKey {
        /// Which store.
        #[command(flatten)]
        store: StoreArgs,
    },
}

impl AccessCommand {
    /// Which store.
    pub const fn store(&self) -> &StoreArgs {
        match self {
            Self::CreateAdmin(args) => &args.store,
            Self::Add(args) => &args.store,
            Self::List(args) => &args.store,
            Self::Change(args) => &args.store,
            Self::Disable(args) | Self::Enable(args) | Self::Sessions(SessionsCommand::End(args)) => &args.store,
            Self::Password(args) => &args.store,
            Self::Token(TokenCommand::Create(args)) => &args.store,
            Self::Token(TokenCommand::List(args)) => &args.store,
            Self::Token(TokenCommand::Revoke { store, .. }) | Self::RotateBadgeKey { store } => store,
            Self::Journal(args) => &args.store,
        }
    }
}

/// Arguments of `access create-admin`.
#[derive(Debug, Args)]
pub struct CreateAdminArgs {
    /// What the person signs in with
    #[arg(value_name = "LOGIN")]
    pub login: String,
    /// What the person is called [default: the login]
    #[arg(long = "name", value_name = "NAME")]
    pub person_name: Option<String>,
    /// Read the password from standard input, one line
    #[arg(long)]
    pub password_stdin: bool,
    /// Whose pages.
    #[command(flatten)]
    pub scope: ScopeArgs,
    /// Which store.
    #[command(flatten)]
    pub store: StoreArgs,
}

/// Arguments of `access add`.
#[derive(Debug, Args)]
pub struct AddArgs {
    /// What the person signs in with
    #[arg(value_name = "LOGIN")]
    pub login: String,
    /// What the person may do: viewer, supervisor, admin
    #[arg(long, value_name = "ROLE", value_parser = parse_role)]
    pub role: Role,
    /// What the person is called [default: the login]
    #[arg(long = "name", value_name = "NAME")]
    pub person_name: Option<String>,
    /// The language the person reads [default: as configured]
    #[arg(long = "language", value_name = "LANG", value_parser = ["ru", "en"])]
    pub person_language: Option<String>,
    /// Read the password from standard input, one line
    #[arg(long)]
    pub password_stdin: bool,
    /// No password: the person is signed in by a proxy
    #[arg(long, conflicts_with = "password_stdin")]
    pub no_password: bool,
    /// Whose pages.
    #[command(flatten)]
    pub scope: ScopeArgs,
    /// Which store.
    #[command(flatten)]
    pub store: StoreArgs,
}

/// Arguments of `access list`.
#[derive(Debug, Args)]
pub struct PeopleListArgs {
    /// At most so many rows
    #[arg(long, value_name = "N", value_parser = parse_limit)]
    pub limit: Option<usize>,
    /// Begin behind this number, as the list before told it
    #[arg(long, value_name = "ID", value_parser = parse_id::<store::PersonId>)]
    pub after: Option<store::PersonId>,
    /// Which store.
    #[command(flatten)]
    pub store: StoreArgs,
    /// Where the list goes.
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Arguments of `access change`.
#[derive(Debug, Args)]
pub struct ChangeArgs {
    /// What the person signs in with
    #[arg(value_name = "LOGIN")]
    pub login: String,
    /// What the person may do: viewer, supervisor, admin
    #[arg(long = "role", value_name = "ROLE", value_parser = parse_role)]
    pub new_role: Option<Role>,
    /// What the person is called from now on
    #[arg(long = "name", value_name = "NAME")]
    pub new_name: Option<String>,
    /// The language the person reads
    #[arg(long = "language", value_name = "LANG", value_parser = ["ru", "en"])]
    pub person_language: Option<String>,
    /// All pages, no limit any more
    #[arg(long, conflicts_with_all = ["regions", "municipalities", "organizations"])]
    pub everything: bool,
    /// Whose pages, in place of those before.
    #[command(flatten)]
    pub scope: ScopeArgs,
    /// Which store.
    #[command(flatten)]
    pub store: StoreArgs,
}

/// One person.
#[derive(Debug, Args)]
pub struct OnePersonArgs {
    /// What the person signs in with
    #[arg(value_name = "LOGIN")]
    pub login: String,
    /// Which store.
    #[command(flatten)]
    pub store: StoreArgs,
}

/// Arguments of `access password`.
#[derive(Debug, Args)]
pub struct PasswordCommandArgs {
    /// What the person signs in with
    #[arg(value_name = "LOGIN")]
    pub login: String,
    /// Read the password from standard input, one line
    #[arg(long)]
    pub password_stdin: bool,
    /// No password: the person is signed in by a proxy
    #[arg(long, conflicts_with = "password_stdin")]
    pub no_password: bool,
    /// Which store.
    #[command(flatten)]
    pub store: StoreArgs,
}

/// What `access sessions` can do.
#[derive(Debug, Subcommand)]
pub enum SessionsCommand {
    /// End all sessions of a person
    End(OnePersonArgs),
}

/// What `access token` can do.
#[derive(Debug, Subcommand)]
pub enum TokenCommand {
    /// Make a token and print it, this once
    Create(TokenCreateArgs),
    /// List tokens
    List(TokenListArgs),
    /// Revoke a token
    Revoke {
        /// The token's number
        #[arg(value_name = "ID", value_parser = parse_id::<AccessTokenId>)]
        token_id: AccessTokenId,
        /// Which store.
        #[command(flatten)]
        store: StoreArgs,
    },
}

/// Arguments of `access token create`.
#[derive(Debug, Args)]
pub struct TokenCreateArgs {
    /// Whose token it is: it may never do more than this person
    #[arg(long = "for", value_name = "LOGIN")]
    pub owner: String,
    /// What it is called
    #[arg(long = "name", value_name = "NAME")]
    pub token_name: String,
    /// What it opens: api, feed [default: api]
    #[arg(long = "kind", value_name = "KIND", default_value = "api", value_parser = parse_token_kind, hide_default_value = true)]
    pub token_kind: SecretKind,
    /// What may be done with it at the most: viewer, supervisor, admin [default: as its owner]
    #[arg(long = "role", value_name = "ROLE", value_parser = parse_role)]
    pub token_role: Option<Role>,
    /// When it ends: an age from now like 90d, a day, a moment [default: never]
    #[arg(long, value_name = "WHEN")]
    pub expires: Option<When>,
    /// Whose pages.
    #[command(flatten)]
    pub scope: ScopeArgs,
    /// Which store.
    #[command(flatten)]
    pub store: StoreArgs,
}

/// Arguments of `access token list`.
#[derive(Debug, Args)]
pub struct TokenListArgs {
    /// Only tokens of this person
    #[arg(long = "for", value_name = "LOGIN")]
    pub of_owner: Option<String>,
    /// Also those that ended or were revoked
    #[arg(long = "all")]
    pub with_ended: bool,
    /// At most so many rows
    #[arg(long, value_name = "N", value_parser = parse_limit)]
    pub limit: Option<usize>,
    /// Begin behind this number, as the list before told it
    #[arg(long, value_name = "ID", value_parser = parse_id::<AccessTokenId>)]
    pub after: Option<AccessTokenId>,
    /// Which store.
    #[command(flatten)]
    pub store: StoreArgs,
    /// Where the list goes.
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Arguments of `access journal`.
#[derive(Debug, Args)]
pub struct JournalArgs {
    /// Only what this person did
    #[arg(long = "by", value_name = "LOGIN")]
    pub by: Option<String>,
    /// Only this, for instance token.created (repeatable)
    #[arg(long = "action", value_name = "ACTION", value_parser = parse_action)]
    pub actions: Vec<JournalAction>,
    /// Since: a moment, a day, or an age like 7d
    #[arg(long, value_name = "WHEN")]
    pub since: Option<When>,
    /// Before: a moment, a day, or an age like 7d
    #[arg(long, value_name = "WHEN")]
    pub until: Option<When>,
    /// Begin behind this number, as the list before told it
    #[arg(long, value_name = "SEQ")]
    pub after: Option<i64>,
    /// The newest first
    #[arg(long)]
    pub newest_first: bool,
    /// At most so many rows
    #[arg(long, value_name = "N", value_parser = parse_limit)]
    pub limit: Option<usize>,
    /// Which store.
    #[command(flatten)]
    pub store: StoreArgs,
    /// Where the list goes.
    #[command(flatten)]
    pub output: OutputArgs,
}

fn parse_role(text: &str) -> Result<Role, String> {
    one_of(Role::parse(text), Role::ALL.map(Role::as_str))
}

fn parse_token_kind(text: &str) -> Result<SecretKind, String> {
    let kinds = [SecretKind::Api, SecretKind::Feed];
    one_of(SecretKind::parse(text).filter(|kind| kinds.contains(kind)), kinds.map(SecretKind::as_str))
}

fn parse_action(text: &str) -> Result<JournalAction, String> {
    one_of(JournalAction::parse(text), JournalAction::ALL.iter().map(|action| action.as_str()))
}
