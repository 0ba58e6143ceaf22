//! Registries that were sent and wait for a word: a few at a time, each for an hour and for whoever sent it. The files lie
//! in the system's folder for temporary ones and go with their entry here.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use parking_lot::{Mutex, MutexGuard};
use tempfile::NamedTempFile;
use tokio::sync::{Semaphore, SemaphorePermit};

use super::dry_run::DryRun;
use crate::http::error::WebError;
use store::PersonId;

/// How long a file waits.
const KEPT: SignedDuration = SignedDuration::from_hours(1);
/// How many files wait at the most; each may take 32 MiB of the disk.
const WAIT_MOST: usize = 4;

#[derive(Debug)]
pub struct Upload {
    /// What nobody can guess.
    pub id: String,
    /// Who sent it; `None` for whoever sits at this computer while nobody is registered.
    pub person: Option<PersonId>,
    /// The name of the file, as the browser gave it.
    pub name: String,
    pub file: NamedTempFile,
    pub at: Timestamp,
    pub dry_run: DryRun,
}

#[derive(Debug, Default)]
pub struct Uploads(Vec<Arc<Upload>>);

impl Uploads {
    /// Keeps one in the place of an earlier one of the same person; false when too many wait.
    pub fn keep(&mut self, upload: Upload, now: Timestamp) -> bool {
        self.forget_old(now);
        self.0.retain(|one| one.person != upload.person);
        if self.0.len() >= WAIT_MOST {
            return false;
        }
        self.0.push(Arc::new(upload));
        true
    }

    /// The one with this id, if this person sent it.
    pub fn get(&mut self, id: &str, person: Option<PersonId>, now: Timestamp) -> Option<Arc<Upload>> {
        self.forget_old(now);
        self.0.iter().find(|one| one.id == id && one.person == person).map(Arc::clone)
    }

    /// Takes it away, if this person sent it.
    pub fn take(&mut self, id: &str, person: Option<PersonId>, now: Timestamp) -> Option<Arc<Upload>> {
        let taken = self.get(id, person, now);
        self.0.retain(|one| one.id != id || one.person != person);
        taken
    }

    fn forget_old(&mut self, now: Timestamp) {
        self.0.retain(|one| now.duration_since(one.at).abs() < KEPT);
    }
}

/// Registries that wait for a word, and the turn of whoever reads or writes one: it takes memory.
#[derive(Clone)]
pub(crate) struct RegistryFiles {
    uploads: Arc<Mutex<Uploads>>,
    turn: Arc<Semaphore>,
}

impl Default for RegistryFiles {
    fn default() -> Self {
        Self { uploads: Arc::default(), turn: Arc::new(Semaphore::new(1)) }
    }
}

impl RegistryFiles {
    pub(super) fn uploads(&self) -> MutexGuard<'_, Uploads> {
        self.uploads.lock()
    }

    pub(super) async fn turn(&self) -> Result<SemaphorePermit<'_>, WebError> {
        self.turn.acquire().await.map_err(|_| WebError::Internal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn upload(id: &str, person: i64) -> Upload {
        Upload {
            id: id.to_owned(),
            person: person.to_string().parse().ok(),
            name: String::new(),
            file: NamedTempFile::new().unwrap(),
            at: Timestamp::UNIX_EPOCH,
            dry_run: DryRun::default(),
        }
    }

    #[test]
    fn a_file_waits_an_hour_for_whoever_sent_it_and_then_is_gone() {
        let (mut uploads, now) = (Uploads::default(), Timestamp::UNIX_EPOCH);
        let person = |number: i64| number.to_string().parse().ok();
        assert!(uploads.keep(upload("a", 1), now));
        let path = uploads.get("a", person(1), now).unwrap().file.path().to_owned();
        assert!(uploads.get("a", person(2), now).is_none() && uploads.get("a", None, now).is_none());
        assert!(uploads.take("a", person(2), now).is_none() && path.exists());
        assert!(uploads.get("a", person(1), Timestamp::from_second(3_599).unwrap()).is_some());
        assert!(uploads.get("a", person(1), Timestamp::from_second(3_600).unwrap()).is_none());
        assert!(!path.exists());
    }

    #[test]
    fn a_later_file_takes_the_place_of_an_earlier_one_and_few_wait() {
        let (mut uploads, now) = (Uploads::default(), Timestamp::UNIX_EPOCH);
        for id in ["a", "b"] {
            assert!(uploads.keep(upload(id, 1), now));
        }
        assert!(uploads.get("a", "1".parse().ok(), now).is_none());
        for person in 2..=4 {
            assert!(uploads.keep(upload("c", person), now));
        }
        assert!(!uploads.keep(upload("d", 5), now));
        assert!(uploads.keep(upload("e", 4), now), "whoever waits may send another");
    }
}
