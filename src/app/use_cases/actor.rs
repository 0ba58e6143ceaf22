//! Who does something.

use domain::access::{Action, Rights, Role};
use domain::model::Scope;
use store::{Digest, PersonId, Who};

/// How somebody is known to the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Not at all.
    Stranger,
    /// As whoever sits at this computer while nobody is registered; the first person takes that away.
    ThisComputer,
    /// By a session, or by the word of a proxy, which has none.
    SignedIn(Option<Digest>),
    /// By a token of the API.
    Token,
    /// As whoever may run commands on the machine.
    Operator,
    /// As the program itself.
    Program,
}

/// Who does something, what they may do, and with whose pages.
#[derive(Debug, Clone)]
pub struct Actor {
    /// For the journal.
    pub who: Who,
    /// How they are known.
    pub standing: Standing,
    /// What they may do; a stranger has no rights.
    pub rights: Option<Rights>,
}

impl Actor {
    /// Whoever is at the command line, by the system's name of them if it is known.
    pub fn operator(user: Option<String>) -> Self {
        Self { who: Who::Cli { user }, standing: Standing::Operator, rights: Some(all_rights()) }
    }

    /// The program itself, by its configuration.
    pub fn program() -> Self {
        Self { who: Who::System, standing: Standing::Program, rights: Some(all_rights()) }
    }

    /// Whether the actor may do this.
    pub fn may(&self, action: Action) -> bool {
        self.rights.as_ref().is_some_and(|rights| rights.may(action))
    }

    /// The person who acts, also by a token.
    pub const fn person(&self) -> Option<PersonId> {
        match &self.who {
            Who::Person { id, .. } => Some(*id),
            Who::Cli { .. } | Who::System => None,
        }
    }

    /// The session in which the actor acts.
    pub const fn session(&self) -> Option<&Digest> {
        match &self.standing {
            Standing::SignedIn(session) => session.as_ref(),
            _ => None,
        }
    }

    /// For the journal; strangers leave no trace there.
    pub fn noted(&self) -> Option<&Who> {
        (self.standing != Standing::Stranger).then_some(&self.who)
    }
}

fn all_rights() -> Rights {
    Rights { role: Role::Admin, scope: Scope::everything() }
}
