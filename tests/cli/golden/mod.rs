//! A store that an earlier version wrote is opened by this one and asked the same questions: the answers are what they were
//! then. So are that version's evidence, policy, configuration and registry still read.

pub mod compare;
pub mod kept;

use compare::Answers;
use kept::{Release, releases};

use super::program::Folder;

/// A folder with a copy of a release's store, and a configuration under which its last looks were judged.
fn with_release(release: &Release) -> Folder {
    let place = Folder::new();
    place.write("store.sqlite", release.store());
    for name in ["pos-vk-2023.toml", "region.toml"] {
        place.write(name, release.read(&format!("policy/{name}")));
    }
    let policy = "[policy]\npath = \"pos-vk-2023.toml\"\noverrides = [\"region.toml\"]\n";
    place.write("vk-page-auditor.toml", format!("[store]\nurl = \"sqlite:store.sqlite\"\n{policy}"));
    place
}

#[test]
fn an_earlier_store_answers_as_it_did_then() {
    for release in releases() {
        let place = with_release(&release);
        let mut answers = Answers::of(&release);
        let codes = release.exit_codes();
        for (name, words) in release.questions() {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let ended = place.run_words(&words);
            assert_eq!(Some(ended.code()), codes.get(&name).copied(), "{name}: {}", ended.err);
            answers.compare(&name, ended.text());
        }
        answers.end();
    }
}

#[test]
fn the_evidence_of_an_earlier_version_is_intact_and_comes_out_the_same() {
    for release in releases() {
        let place = with_release(&release);
        let mut answers = Answers::of(&release);
        for path in release.files("evidence") {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            place.copy(&path);
            let verified = place.run(&format!("evidence verify {name}")).expect(0, &[]);
            assert!(verified.text().contains("всё цело"), "{name}: {}", verified.text());
            let kept: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
            let page = kept["page"]["address"].as_str().unwrap();
            place.run(&format!("evidence export {page} -o now.json")).expect(0, &[]);
            place.run("evidence verify now.json").expect(0, &[]);
            answers.compare_with(&format!("evidence/{name}"), &kept.to_string(), &place.read_text("now.json"));
            std::fs::remove_file(place.path("now.json")).unwrap();
            // whoever changes it is found out today as then
            let forged = place.read_text(&name).replacen("finding.opened", "finding.closed", 1);
            place.write("forged.json", forged);
            place.run("evidence verify forged.json").expect(1, &[]);
        }
        answers.end();
    }
}

#[test]
fn the_files_of_an_earlier_version_are_still_read() {
    for release in releases() {
        let place = with_release(&release);
        let check = |words: &[&str], code: i32| {
            let mut command = place.command(words);
            command.env("VK_TOKEN", super::program::CANARY);
            place.finish(command).expect(code, &[]);
        };
        check(&["config", "check"], 0);
        // the configuration as that version wrote it, with a registry and a token
        let written = String::from_utf8(release.read("config/vk-page-auditor.toml")).unwrap();
        let config = written.replacen("path = \"\"", "path = \"registry.csv\"", 1);
        assert_ne!(config, written);
        place.write("old.toml", config);
        for name in ["registry.csv", "registry.toml", "registry.xlsx"] {
            place.write(name, release.read(&format!("registry/{name}")));
            // one row gives the account of an organisation that it says is not connected: read then, told since
            place.run(&format!("registry check {name}")).expect(2, &[]);
        }
        // the same row is told
        check(&["config", "check", "--config", "old.toml"], 2);
        let shown = place.run("config show --config old.toml").expect(0, &[]);
        assert!(shown.text().contains("registry.csv"), "{}", shown.text());
    }
}

#[test]
fn an_earlier_store_that_may_only_be_read_is_told_of_or_read() {
    for release in releases() {
        let place = with_release(&release);
        // whatever had to be changed in it for this version has been changed by the first command
        place.run("store info").expect(0, &[]);
        let before = place.read("store.sqlite");
        place.run("report --format json").expect(0, &[]);
        place.run("store check").expect(0, &[]);
        assert_eq!(place.read("store.sqlite"), before, "commands that read change nothing");
    }
}
