//! What `demo` leaves up: the service over the made-up region, with a store, a schedule and a stand-in that changes.

use std::io::{self, Write as _};
use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use mock_vk::Server;
use mock_vk::server::MendOrder;
use tempfile::TempDir;

use super::MADE_UP_TOKEN;
use crate::cli::args::{DemoArgs, GlobalArgs, ServeArgs};
use crate::cli::context::CommandContext;
use crate::cli::cover_set::SET_FILE;
use crate::cli::exit::Exit;
use crate::cli::open_store::trouble;
use crate::cli::serve;
use crate::cli::service::import_registry;
use crate::cli::store_args::StoreArgs;
use app::schedule::ByHand;
use covers::ApprovedSet;
use words::cli::Say;

/// How often some pages of the region are mended and others spoiled, so that there is something to see.
const BETWEEN_CHANGES: Duration = Duration::from_mins(1);
/// The shares of pages that change each time.
const MENDED: f64 = 0.03;
const SPOILED: f64 = 0.004;

/// A folder with everything the service needs; it goes away with this.
pub struct Place {
    folder: TempDir,
    global: GlobalArgs,
}

impl Place {
    /// Lays out the folder: registry, covers, token, configuration.
    ///
    /// # Errors
    /// The folder for temporary files cannot be written.
    pub fn lay_out(global: &GlobalArgs, vk: &str, registry: &str, covers: &ApprovedSet) -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new().prefix("vk-page-auditor-demo-").tempdir()?;
        let config = folder.path().join("demo.toml");
        let write = |name: &Path, content: &[u8]| {
            let path = folder.path().join(name);
            std::fs::write(&path, content).with_context(|| path.display().to_string())
        };
        write(Path::new("registry.csv"), registry.as_bytes())?;
        write(Path::new(SET_FILE), &covers.to_bytes()?)?;
        write(Path::new("token"), MADE_UP_TOKEN.as_bytes())?;
        let text = format!(
            "[vk]\nhost = \"{vk}\"\n\n[[vk.tokens]]\nname = \"demo\"\nkind = \"service\"\nfile = \"token\"\n\n\
             [registry]\npath = \"registry.csv\"\n\n[covers]\nset = \"{SET_FILE}\"\nallow_loopback = true\n\n\
             [store]\nurl = \"sqlite:demo.sqlite\"\n\n[findings]\nsecond_look = \"5s\"\n\n\
             [[schedule.passes]]\nname = \"demo\"\ncron = \"*/2 * * * *\"\n"
        );
        write(Path::new("demo.toml"), text.as_bytes())?;
        let global = GlobalArgs { config: Some(config), lang: global.lang.clone(), ..*global };
        Ok(Self { folder, global })
    }

    /// Tells what to do with it, and serves until it is told to stop.
    ///
    /// # Errors
    /// The address is taken, or the store cannot be written.
    pub async fn serve(
        self,
        context: &CommandContext,
        args: &DemoArgs,
        server: &Server,
        page: &str,
    ) -> anyhow::Result<Exit> {
        let lang = context.lang;
        let own = context.elsewhere(&self.global)?;
        let store = own.store(true).await?;
        import_registry(&own, &store).await?;
        let by_hand = ByHand {
            policy: own.policy_in_force()?.kept,
            batch_size: own.config().vk.batch_size,
            second_look: own.config().findings.second_look,
        };
        let now = own.clock.now();
        let run = store.start_run(&by_hand.whole(store::Scope::everything(), now), now).await;
        run.map_err(|error| trouble(lang, &error))?;
        own.close_store().await;
        self.tell(context, args, page)?;
        let changes = change_now_and_then(server);
        let serve_args = ServeArgs { listen: Some(args.listen.clone()), store: StoreArgs { store: None } };
        tokio::select! {
            exit = serve::execute(own, &self.global, &serve_args) => exit,
            never = changes => match never {},
        }
    }

    fn tell(&self, context: &CommandContext, args: &DemoArgs, page: &str) -> anyhow::Result<()> {
        let (lang, config) = (context.lang, self.folder.path().join("demo.toml"));
        let mut err = io::stderr().lock();
        writeln!(err, "\n{}: http://{}/", Say::DashboardIsUp.text(lang), args.listen)?;
        writeln!(err, "{}", Say::StandInStaysUp.text(lang))?;
        for command in [
            "findings --limit 10",
            "runs list",
            &format!("explain '{page}'"),
            "run --output report.html",
            "links --all",
        ] {
            writeln!(err, "  vk-page-auditor --config {} {command}", config.display())?;
        }
        Ok(())
    }
}

/// Mends some pages and spoils others, again and again.
async fn change_now_and_then(server: &Server) -> std::convert::Infallible {
    loop {
        tokio::time::sleep(BETWEEN_CHANGES).await;
        let order = MendOrder { fix_share: MENDED, break_share: SPOILED, ..MendOrder::default() };
        match server.mend(&order) {
            Ok(report) => tracing::info!(?report, "the stand-in changed"),
            Err(error) => tracing::warn!(%error, "the stand-in does not change"),
        }
    }
}
