//! The binary `mock-vk`: serves a made-up region as api.vk.ru would. Wires the library; decides nothing.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use mock_vk::server::{Token, UnknownInBatch};
use mock_vk::{MockError, Region, RegionOptions, Scenario, Server, ServerOptions};

/// A stand-in for api.vk.ru over a made-up region of official pages.
///
/// Prints the URL it listens on as its first line and serves until Ctrl-C or SIGTERM.
#[derive(Debug, Parser)]
#[command(name = "mock-vk", version)]
#[expect(clippy::struct_excessive_bools, reason = "one switch of the command line each")]
struct Args {
    /// How many official pages the region has
    #[arg(long, default_value_t = 1500)]
    pages: usize,
    /// The same seed makes the same region
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The port to listen on, 0 for a free one
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// The address to listen on
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    host: IpAddr,
    /// The region's code: two digits of OKATO, or 111, 711, 7114
    #[arg(long, default_value = "03")]
    region_code: String,
    /// The share of pages without a planted defect, 0 to 1
    #[arg(long, default_value_t = 0.55)]
    correct_share: f64,
    /// Serve the groups of a saved groups.getById answer instead of a made-up region
    #[arg(long, value_name = "FILE")]
    from_vk_json: Option<PathBuf>,
    /// How the server misbehaves
    #[arg(long, value_name = "FILE")]
    scenario: Option<PathBuf>,
    /// A token to accept; KIND is service, user or community, RATE is calls a second or `unlimited`.
    /// Without any, every token is accepted at 3 calls a second
    #[arg(long = "token", value_name = "NAME:KIND:TOKEN[:RATE]")]
    tokens: Vec<String>,
    /// Enforce no rates
    #[arg(long)]
    no_limit: bool,
    /// Answer error 100 to a whole batch with an unknown id, instead of leaving the id out
    #[arg(long)]
    unknown_fails: bool,
    /// The base of the pictures' URLs instead of the host the client called
    #[arg(long, value_name = "URL")]
    cover_base: Option<String>,
    /// Write the region's registry as CSV
    #[arg(long, value_name = "FILE")]
    write_registry: Option<PathBuf>,
    /// Write the region as one saved groups.getById answer
    #[arg(long, value_name = "FILE")]
    write_vk_json: Option<PathBuf>,
    /// Write what an auditor must say of each page, one JSON object a line
    #[arg(long, value_name = "FILE")]
    write_truth: Option<PathBuf>,
    /// Tell every value in the registry, and leave out organisations without a page
    #[arg(long)]
    whole_registry: bool,
    /// Write the files and end without serving
    #[arg(long)]
    write_only: bool,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&format!("cannot start: {error}")),
    };
    match runtime.block_on(run(args)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error.to_string()),
    }
}

#[expect(clippy::print_stderr, reason = "a binary tells its user what is wrong on stderr")]
fn failed(text: &str) -> ExitCode {
    eprintln!("mock-vk: {text}");
    ExitCode::from(2)
}

#[expect(clippy::print_stdout, reason = "the first line of stdout is the URL, as the help promises")]
async fn run(args: Args) -> Result<(), MockError> {
    let region = Arc::new(region(&args)?);
    let tokens = args.tokens.iter().map(|text| text.parse()).collect::<Result<Vec<Token>, _>>()?;
    let scenario = args.scenario.as_deref().map(Scenario::load).transpose()?;
    let addr = SocketAddr::new(args.host, args.port);
    let base = args.cover_base.clone().unwrap_or_else(|| format!("http://{addr}"));
    write_files(&args, &region, &base)?;
    if args.write_only {
        return Ok(());
    }
    let unknown_in_batch = if args.unknown_fails { UnknownInBatch::WholeCallFails } else { UnknownInBatch::Dropped };
    let server = Server::start(ServerOptions {
        addr,
        tokens,
        limit: !args.no_limit,
        scenario,
        unknown_in_batch,
        cover_base: args.cover_base,
        ..ServerOptions::new(region)
    })
    .await?;
    println!("{}", server.url());
    // Whoever waits for the line must get it at once, also through a pipe.
    let _ = std::io::stdout().flush();
    until_signal().await;
    server.shutdown().await;
    Ok(())
}

fn region(args: &Args) -> Result<Region, MockError> {
    if let Some(path) = &args.from_vk_json {
        let text = std::fs::read_to_string(path).map_err(|source| MockError::File { path: path.clone(), source })?;
        return Region::from_vk_json(&text);
    }
    Region::generate(&RegionOptions {
        seed: args.seed,
        pages: args.pages,
        region_code: args.region_code.clone(),
        correct_share: args.correct_share,
        gaps: !args.whole_registry,
        ..RegionOptions::default()
    })
}

fn write_files(args: &Args, region: &Region, base: &str) -> Result<(), MockError> {
    if let Some(path) = &args.write_registry {
        write_file(path, |file| file.write_all(region.registry_csv().as_bytes()))?;
    }
    if let Some(path) = &args.write_vk_json {
        write_file(path, |file| region.write_vk_json(base, file))?;
    }
    if let Some(path) = &args.write_truth {
        write_file(path, |file| {
            for truth in region.truth() {
                serde_json::to_writer(&mut *file, &truth)?;
                file.write_all(b"\n")?;
            }
            Ok(())
        })?;
    }
    Ok(())
}

fn write_file(path: &Path, write: impl FnOnce(&mut BufWriter<File>) -> std::io::Result<()>) -> Result<(), MockError> {
    let failed = |source| MockError::File { path: path.to_owned(), source };
    let mut file = BufWriter::new(File::create(path).map_err(failed)?);
    write(&mut file).and_then(|()| file.flush()).map_err(failed)
}

async fn until_signal() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupted => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    // Without a handler for the signal there is nothing left to wait for.
    let _ = interrupted.await;
}
