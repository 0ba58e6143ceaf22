//! A PostgreSQL server of a test's own, which it may stop and start again; gone with the test. Holds no test.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use vk_page_auditor::store::StoreUrl;

/// How many ports are tried: somebody else may take a free one first.
const TRIES: usize = 20;

/// A server in a folder of its own.
pub struct OwnServer {
    folder: tempfile::TempDir,
    programs: PathBuf,
    /// What runs a program as somebody the server accepts.
    run_as: Vec<String>,
    port: u16,
}

impl OwnServer {
    /// Makes a server and starts it.
    pub fn start() -> Self {
        let mut server =
            Self { folder: tempfile::tempdir().unwrap(), programs: programs(), run_as: Vec::new(), port: 0 };
        // the server refuses to be run by root
        if nix::unistd::geteuid().is_root() {
            let [user, group] = ["-u", "-g"].map(id_of_postgres);
            let (user_id, group_id) = (user.parse().unwrap(), group.parse().unwrap());
            std::os::unix::fs::chown(server.folder.path(), Some(user_id), Some(group_id)).unwrap();
            server.run_as =
                ["setpriv", &format!("--reuid={user}"), &format!("--regid={group}"), "--clear-groups", "--"]
                    .map(ToOwned::to_owned)
                    .to_vec();
        }
        let made = server
            .run("initdb", &["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]);
        assert!(made, "initdb failed: {}", server.log());
        for _ in 0..TRIES {
            server.port = fastrand::u16(20_000..32_000);
            if server.try_start() {
                return server;
            }
        }
        panic!("the server does not start: {}", server.log());
    }

    /// Where its database is.
    pub fn url(&self) -> StoreUrl {
        StoreUrl::Postgres(format!("postgres://postgres@127.0.0.1:{}/postgres", self.port))
    }

    /// Stops it in one of the ways of `pg_ctl`.
    pub fn stop(&self, mode: &str) {
        assert!(self.run("pg_ctl", &["stop", "--silent", "-w", "-m", mode]), "{}", self.log());
    }

    /// Starts it again where it was.
    pub fn start_again(&self) {
        assert!(self.try_start(), "{}", self.log());
    }

    fn try_start(&self) -> bool {
        // what was committed must outlive a server that is killed, not a machine that is
        let settings = format!(
            "-c listen_addresses=127.0.0.1 -c port={} -c unix_socket_directories= -c fsync=off -c full_page_writes=off",
            self.port
        );
        self.run("pg_ctl", &["start", "--silent", "-w", "-o", &settings])
    }

    fn run(&self, program: &str, arguments: &[&str]) -> bool {
        let program = self.programs.join(program);
        let mut words = self.run_as.iter().map(AsRef::as_ref).chain([program.as_os_str()]);
        let log = File::options().create(true).append(true).open(self.log_file()).unwrap();
        let status = Command::new(words.next().unwrap())
            .args(words)
            .args(arguments)
            .arg("-D")
            .arg(self.folder.path().join("data"))
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .status();
        status.unwrap().success()
    }

    fn log_file(&self) -> PathBuf {
        self.folder.path().join("server.log")
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.log_file()).unwrap_or_default()
    }
}

impl Drop for OwnServer {
    fn drop(&mut self) {
        // a test that failed may have left it stopped
        self.run("pg_ctl", &["stop", "--silent", "-m", "immediate"]);
    }
}

/// Debian keeps the server's programs out of PATH, one folder per version; the newest is taken.
fn programs() -> PathBuf {
    let version =
        |path: &Path| path.file_name().and_then(|name| name.to_str()?.parse::<f32>().ok()).unwrap_or_default();
    let folders = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path());
    let newest = folders
        .filter(|path| path.join("bin/initdb").is_file())
        .max_by(|one, other| version(one).total_cmp(&version(other)));
    let in_path = || {
        std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()).find(|path| path.join("initdb").is_file())
    };
    newest.map(|path| path.join("bin")).or_else(in_path).unwrap()
}

/// The number of the user or group the server runs as.
fn id_of_postgres(what: &str) -> String {
    let ask = |user: &str| Command::new("id").args([what, user]).stderr(Stdio::null()).output().unwrap();
    let known = Some(ask("postgres")).filter(|output| output.status.success());
    String::from_utf8(known.unwrap_or_else(|| ask("nobody")).stdout).unwrap().trim().to_owned()
}
