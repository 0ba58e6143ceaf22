//! How quick the pages are over a country and a year of history: `serve` as a process of its own over the store that the
//! benchmark `store` leaves behind in `STORE_FILE`, asked at a steady rate whether it has answered or not, as many
//! browsers would. Tells also how soon it is ready, what it holds at rest, and what a whole export costs.

#![expect(clippy::print_stdout, reason = "a benchmark prints what it saw")]

use std::error::Error;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use reqwest::Client;
use tokio::task::JoinSet;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// How many requests begin in a second.
const RATE: u32 = 50;
/// How long each page is asked for.
const ASKED_FOR: Duration = Duration::from_secs(6);
/// What 99 of 100 requests may take.
const MOST_TIME: Duration = Duration::from_millis(50);
/// What a page may weigh before it is compressed.
const MOST_WEIGHT: usize = 100_000;
/// What the process may hold at rest.
const MOST_REST: u64 = 40_000_000;
/// How soon it must be ready.
const MOST_START: Duration = Duration::from_millis(200);
/// What an export of all pages may add to what the process holds.
const MOST_EXPORT: u64 = 100_000_000;
/// How long the process rests before what it holds is read.
const REST: Duration = Duration::from_secs(20);
/// No answer takes so long.
const PATIENCE: Duration = Duration::from_mins(5);

/// Lists and the overview, as people ask for them.
const PAGES: [&str; 22] = [
    "/",
    "/?region=03",
    "/pages",
    "/pages?region=03",
    "/pages?verdict=violations",
    "/pages?region=03&verdict=violations",
    "/pages?code=menu.hidden",
    "/pages?sort=name",
    "/pages?sort=-gravity",
    "/pages?sort=-changed",
    "/pages?q=official_19999",
    "/pages?q=%D1%88%D0%BA%D0%BE%D0%BB%D0%B0",
    "/pages?q=%D0%B3%D0%B8%D0%BC%D0%BD%D0%B0%D0%B7%D0%B8%D1%8F",
    "/findings",
    "/findings?region=03",
    "/findings?code=menu.hidden",
    "/findings?severity=error",
    "/findings?q=official_19999",
    "/events",
    "/events?region=03",
    "/pages/100000",
    "/runs",
];

/// The process, which does not outlive the benchmark.
struct Service(Child);

impl Drop for Service {
    fn drop(&mut self) {
        // it may have ended by itself
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Service {
    fn start(store: &Path, folder: &Path, address: &str) -> Outcome<Self> {
        let config = folder.join("service.toml");
        let text = format!(
            "[vk]\nhost = \"http://127.0.0.1:9\"\n[covers]\nenabled = false\n[store]\nurl = \"sqlite:{}\"\n\
             [serve]\nlisten = \"{address}\"\n[schedule]\nrecheck = \"0s\"\n",
            store.display()
        );
        std::fs::write(&config, text)?;
        let log = std::fs::File::create(folder.join("serve.log"))?;
        let mut command = Command::new(env!("CARGO_BIN_EXE_vk-page-auditor"));
        command.arg("serve").arg("--config").arg(&config).env("VK_TOKEN", "bench-token-of-nobody");
        Ok(Self(command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn()?))
    }

    /// What it holds, in bytes: `VmRSS` now, `VmHWM` at most so far.
    fn held(&self, key: &str) -> Outcome<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix(key)).ok_or("the system does not tell")?;
        let kib: u64 = line.trim_matches([':', ' ', '\t']).trim_end_matches(" kB").trim().parse()?;
        Ok(kib * 1_024)
    }
}

/// Whether a figure is what it should be; both are told.
fn tell(name: &str, is_met: bool, figure: &str) {
    println!("{name:<56} {figure}{}", if is_met { "" } else { "  MISSED" });
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

#[expect(clippy::cast_precision_loss, reason = "shown with one digit after the point")]
fn mb(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

async fn get(client: &Client, url: &str) -> Outcome<usize> {
    let answer = client.get(url).send().await?.error_for_status()?;
    Ok(answer.bytes().await?.len())
}

/// Asks at a steady rate; a request's time counts from the moment it should have begun.
async fn ask(client: &Client, base: &str, paths: &[&str], length: Duration) -> Outcome<Vec<Duration>> {
    let mut asked = JoinSet::new();
    let begun = Instant::now();
    let mut number = 0;
    while begun.elapsed() < length {
        let at = begun + Duration::from_secs(1) / RATE * number;
        tokio::time::sleep_until(at.into()).await;
        let (client, url) = (client.clone(), format!("{base}{}", paths[number as usize % paths.len()]));
        asked.spawn(async move { get(&client, &url).await.map(|_| at.elapsed()).map_err(|error| error.to_string()) });
        number += 1;
    }
    let mut times = Vec::new();
    while let Some(time) = asked.join_next().await {
        times.push(time??);
    }
    times.sort_unstable();
    Ok(times)
}

fn tell_times(name: &str, times: &[Duration], weight: Option<usize>) {
    let (p50, p99, most) = (times[times.len() / 2], times[times.len() * 99 / 100], times[times.len() - 1]);
    let weight_told = weight.map(|weight| format!(", {:.1} KB", mb(weight as u64) * 1_000.0)).unwrap_or_default();
    let is_met = p99 <= MOST_TIME && weight.is_none_or(|weight| weight <= MOST_WEIGHT);
    let figure = format!("p50 {:>7.1} ms, p99 {:>7.1}, most {:>7.1}{weight_told}", ms(p50), ms(p99), ms(most));
    tell(name, is_met, &figure);
}

async fn play(store: PathBuf) -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    // a free port, as the system gives it
    let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
    let base = format!("http://{address}");
    // the program chooses its provider at its start; a benchmark has none to start
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = Client::builder().no_proxy().timeout(PATIENCE).build()?;
    let begun = Instant::now();
    let service = Service::start(&store, folder.path(), &address)?;
    while get(&client, &format!("{base}/healthz")).await.is_err() {
        if begun.elapsed() > PATIENCE {
            return Err(std::fs::read_to_string(folder.path().join("serve.log"))?.into());
        }
        // sleeps because a process is watched from outside
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let started = begun.elapsed();
    tell("ready", started <= MOST_START, &format!("{:.0} ms", ms(started)));
    // sleeps because a process is watched from outside
    tokio::time::sleep(REST).await;
    let rest = service.held("VmRSS")?;
    tell("at rest, before anybody asked", rest <= MOST_REST, &format!("{:.1} MB", mb(rest)));
    for path in PAGES {
        let url = format!("{base}{path}");
        let begun = Instant::now();
        let weight = get(&client, &url).await?;
        let first = begun.elapsed();
        let times = ask(&client, &base, &[path], ASKED_FOR).await?;
        tell_times(&format!("{path} (first {:.0} ms)", ms(first)), &times, Some(weight));
    }
    let times = ask(&client, &base, &PAGES, ASKED_FOR * 5).await?;
    tell_times("all of them in turn", &times, None);
    let before = service.held("VmHWM")?;
    for path in ["/pages.csv", "/pages.xlsx", "/pages.json", "/findings.xlsx"] {
        let begun = Instant::now();
        let weight = get(&client, &format!("{base}{path}")).await?;
        let more = service.held("VmHWM")?.saturating_sub(before);
        let figure = format!(
            "{:.1} s, {:.1} MB, the process held {:.1} MB more at most",
            begun.elapsed().as_secs_f64(),
            mb(weight as u64),
            mb(more)
        );
        tell(path, more <= MOST_EXPORT, &figure);
    }
    // sleeps because a process is watched from outside
    tokio::time::sleep(REST).await;
    let rest = service.held("VmRSS")?;
    tell("at rest, after all that", rest <= MOST_REST, &format!("{:.1} MB", mb(rest)));
    Ok(())
}

fn main() -> Outcome<()> {
    let store = std::env::var_os("STORE_FILE").filter(|name| !name.is_empty());
    let store = store.ok_or("STORE_FILE names no store: leave one behind with `cargo bench --bench store`")?;
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(play(store.into()))
}
