//! A registry is taken over: by the form and by the command.

use vk_page_auditor::store::RegistryImport;

use super::{command, journal};
use crate::client::Client;
use crate::stage::{Asker, Stage};

#[derive(Debug, Clone, Copy)]
enum Way {
    Form,
    Command,
}

impl Way {
    /// Sends a registry and says yes to everything; whether it was taken over, and what was said.
    async fn import(self, stage: &Stage, admin: &mut Client, text: &str) -> (bool, String) {
        match self {
            Self::Form => {
                let sent = admin.send(admin.upload("registry.csv", text.as_bytes())).await;
                assert_eq!(sent.status, 303, "{}", sent.text);
                let place = format!("{}?lang=en", sent.header("location"));
                let answer = admin.form(&place, &[("bad", "yes"), ("removals", "yes")]).await;
                (answer.status == 303, answer.text)
            }
            Self::Command => {
                let folder = tempfile::tempdir().unwrap();
                let file = folder.path().join("registry.csv");
                std::fs::write(&file, text).unwrap();
                let path = file.to_str().unwrap();
                let words = ["registry", "import", path, "--set-bad-aside", "--accept-removals"];
                let (code, said) = command(stage, &words);
                (code == Some(0), said)
            }
        }
    }

    const fn who(self) -> &'static str {
        match self {
            Self::Form => "admin",
            Self::Command => "cli",
        }
    }
}

async fn imports(stage: &Stage) -> Vec<RegistryImport> {
    stage.store.registry_imports(10).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_way_takes_a_registry_over_with_its_line_in_the_journal() {
    let mut results = Vec::new();
    for way in [Way::Form, Way::Command] {
        let stage = Stage::start().await;
        let mut admin = stage.client(Asker::Admin).await;
        let now = admin.get("/registry.csv").await.text;
        let lines: Vec<&str> = now.lines().collect();
        let shorter = lines[..lines.len() - 1].join("\r\n");
        let noted = journal(&stage).await.len();
        let (is_done, said) = way.import(&stage, &mut admin, &shorter).await;
        assert!(is_done, "{way:?}: {said}");
        let import = imports(&stage).await.remove(0);
        let line = journal(&stage).await.remove(0);
        assert_eq!((line.who.as_str(), line.action.as_str()), (way.who(), "registry.imported"), "{way:?}");
        assert_eq!(line.object, import.id.to_string(), "{way:?}");
        let detail: serde_json::Value = serde_json::from_str(&line.detail).unwrap();
        assert_eq!((&detail["removed"], &detail["pages"]), (&1.into(), &import.pages.into()), "{way:?}");
        // the same again is no import
        let (is_done, said) = way.import(&stage, &mut admin, &shorter).await;
        assert!(is_done, "{way:?}: {said}");
        assert_eq!((imports(&stage).await.len(), journal(&stage).await.len()), (2, noted + 1), "{way:?}");
        results.push((import.pages, import.set_aside, import.added, import.changed, import.removed));
    }
    assert_eq!(results[0], results[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_way_refuses_a_registry_without_a_good_row() {
    let stage = Stage::start().await;
    let mut admin = stage.client(Asker::Admin).await;
    let now = admin.get("/registry.csv").await.text;
    let bad = format!("{}\r\nне адрес;Плохая строка\r\n", now.lines().next().unwrap());
    let noted = journal(&stage).await.len();
    for (way, told) in [(Way::Form, "no good row"), (Way::Command, "not one row")] {
        let (is_done, said) = way.import(&stage, &mut admin, &bad).await;
        assert!(!is_done && said.contains(told), "{way:?}: {said}");
        assert_eq!((imports(&stage).await.len(), journal(&stage).await.len()), (1, noted), "{way:?}");
    }
}
