//! Runs: begun, released and discarded by the API, by the form, by the command.

use serde_json::{Value, json};
use vk_page_auditor::store::{JournalEntry, RunId, RunQuery, RunState};

use super::{command, journal};
use crate::client::Client;
use crate::stage::{Asker, Stage};

#[derive(Debug, Clone, Copy)]
enum Way {
    Api,
    Form,
    Command,
}

const WAYS: [Way; 3] = [Way::Api, Way::Form, Way::Command];

impl Way {
    /// A run over the own municipality.
    async fn start(self, stage: &Stage, supervisor: &mut Client) -> bool {
        match self {
            Self::Api => supervisor.json("POST", "/api/v1/runs", &json!({})).await.status == 201,
            Self::Form => supervisor.form("/runs", &[]).await.status == 303,
            Self::Command => command(stage, &["runs", "start", "--municipality", &stage.own]).0 == Some(0),
        }
    }

    async fn decide(self, stage: &Stage, admin: &mut Client, run: RunId, verb: &str) -> u16 {
        match self {
            Self::Api => admin.json("POST", &format!("/api/v1/runs/{run}/{verb}"), &json!({})).await.status,
            Self::Form => admin.form(&format!("/runs/{run}/{verb}"), &[("sure", "yes")]).await.status,
            Self::Command => {
                command(stage, &["runs", verb, &run.to_string()]).0.map_or(500, |code| u16::try_from(code).unwrap())
            }
        }
    }

    /// How it says that it is done, that it cannot be decided now, and that there is no such run.
    const fn says(self) -> [u16; 3] {
        match self {
            Self::Api => [200, 409, 404],
            Self::Form => [303, 409, 404],
            Self::Command => [0, 2, 2],
        }
    }
}

fn told(entry: &JournalEntry) -> (String, Value) {
    let mut detail: Value = serde_json::from_str(&entry.detail).unwrap();
    detail.as_object_mut().unwrap().remove("os_user");
    (entry.action.clone(), detail)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_way_begins_the_same_run_once_and_discards_it_once() {
    let stage = Stage::start().await;
    let (mut supervisor, mut admin) = (stage.client(Asker::Supervisor).await, stage.client(Asker::Admin).await);
    let mut lines = Vec::new();
    for way in WAYS {
        assert!(way.start(&stage, &mut supervisor).await, "{way:?}");
        let run = stage.store.runs(&RunQuery { limit: 1, ..RunQuery::default() }).await.unwrap().remove(0);
        let started = journal(&stage).await.remove(0);
        assert_eq!(started.object, run.id.to_string(), "{way:?}");
        let count = journal(&stage).await.len();
        for again in WAYS {
            assert!(!again.start(&stage, &mut supervisor).await, "{way:?} {again:?}: it is under way");
        }
        assert_eq!(journal(&stage).await.len(), count, "{way:?}");
        let [done, not_now, unknown] = way.says();
        assert_eq!(way.decide(&stage, &mut admin, run.id, "discard").await, done, "{way:?}");
        let discarded = journal(&stage).await.remove(0);
        assert_eq!(discarded.object, run.id.to_string(), "{way:?}");
        for verb in ["discard", "release"] {
            assert_eq!(way.decide(&stage, &mut admin, run.id, verb).await, not_now, "{way:?} {verb}");
            let none = "999999".parse().unwrap();
            assert_eq!(way.decide(&stage, &mut admin, none, verb).await, unknown, "{way:?} {verb}");
        }
        assert_eq!(journal(&stage).await.len(), count + 1, "{way:?}");
        lines.push((run.name, told(&started), told(&discarded)));
    }
    assert_eq!(lines[0], lines[1]);
    assert_eq!(lines[0], lines[2]);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_way_releases_a_held_run() {
    for way in WAYS {
        let stage = Stage::start().await;
        let mut admin = stage.client(Asker::Admin).await;
        let run = stage.held_run().await;
        assert_eq!(way.decide(&stage, &mut admin, run, "release").await, way.says()[0], "{way:?}");
        let line = journal(&stage).await.remove(0);
        assert_eq!((line.action.as_str(), line.object), ("run.released", run.to_string()), "{way:?}");
        assert_ne!(stage.store.run(run).await.unwrap().unwrap().state, RunState::Held, "{way:?}");
    }
}
