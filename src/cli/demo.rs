//! `demo`: a made-up region audited against a stand-in for VK inside this process. The only place that knows the
//! stand-in.

use std::collections::{BTreeSet, HashMap};
mod dashboard;

use std::io::{self, Write as _};
use std::sync::Arc;

use anyhow::anyhow;
use mock_vk::region::Verdict;
use mock_vk::{Region, RegionOptions, Server, ServerOptions};
use secrecy::SecretString;

use dashboard::Place;

use super::args::{DemoArgs, GlobalArgs};
use super::context::CommandContext;
use super::exit::Exit;
use super::outputs::Outputs;
use super::pass::{self, Heading};
use super::run::targets;
use app::run::{Audited, Plan};
use covers::{ApprovedSet, CoverSource};
use domain::model::{Form, PageAudit};
use domain::registry::{Registry, RegistryFormat, RegistryOptions};
use vk::crawl;
use words::cli::Say;

/// The stand-in takes any token; this one is named so that nobody takes it for a real one.
const MADE_UP_TOKEN: &str = "demo-token-of-the-stand-in";

/// Audits the made-up region, compares the result with what was built into it, and prints it.
///
/// # Errors
/// The stand-in cannot be started, or the audit does not agree with the truth the region was made with.
pub async fn execute(context: &CommandContext, global: &GlobalArgs, args: &DemoArgs) -> anyhow::Result<Exit> {
    let lang = context.lang;
    let options = RegionOptions { pages: args.pages as usize, seed: args.seed, ..RegionOptions::default() };
    let region = Arc::new(Region::generate(&options)?);
    let server = Server::start(ServerOptions::new(Arc::clone(&region))).await?;
    let policy = context.policy()?;
    let csv = region.registry_csv();
    let (registry, problems) =
        Registry::read(csv.as_bytes(), RegistryFormat::Csv, &RegistryOptions::default(), &*policy)?;
    if let Some(problem) = problems.first() {
        return Err(anyhow!("{}", words::row_problem(lang, problem)));
    }
    let targets = targets(&registry);
    let directory = Arc::new(registry);
    let covers = context.covers_of_stand_in(approved_set()?)?;
    let report_options = context.report_options(targets.len() as u64, Some(&covers));
    let outputs = Outputs::open(&args.output, &[], &report_options)?;
    let token = vk::Token::new("demo", vk::TokenKind::Service, SecretString::from(MADE_UP_TOKEN));
    let client_options = vk::ClientOptions { api_url: server.url(), ..vk::ClientOptions::default() };
    let client = vk::Client::new(client_options, vec![token], fastrand::Rng::with_seed(args.seed))?;
    let source = Arc::new(crawl::ApiSource::new(Arc::new(client)).asking_again_for_menus());
    let plan = Plan {
        policy,
        targets,
        registry: None,
        directory: Some(directory),
        source,
        covers: Some(covers.look),
        clock: Arc::clone(&context.clock),
        keep_looks: false,
        expects_menu: false,
    };
    let cancel = pass::cancelled_by_signals(lang)?;
    let mut truth = Truth::of(&region);
    let heading = Heading { registry: Some(Say::MadeUpRegion.text(lang).to_owned()), ..Heading::default() };
    let mut compare = |audited: &Audited| truth.compare(&audited.audit);
    let finished = pass::carry_out(context, plan, heading, outputs, &cancel, Some(&mut compare)).await?;
    if cancel.is_cancelled() {
        return Ok(finished.exit(context));
    }
    truth.tell(context)?;
    cancel.cancel();
    let exit = if args.once {
        Exit::Clean
    } else {
        let page = csv.lines().nth(1).and_then(|row| row.split([';', ',']).next()).unwrap_or_default();
        let place = Place::lay_out(global, &server.url(), &csv, &approved_set()?)?;
        place.serve(context, args, &server, page).await?
    };
    server.shutdown().await;
    Ok(exit)
}

/// The set the stand-in serves its covers from.
fn approved_set() -> anyhow::Result<ApprovedSet> {
    /// The folder of the polls form's covers in the ministry's set.
    const POLLS_FOLDER: &str = "vyskazat-mnenie";
    let covers = mock_vk::covers::reference_covers().iter().map(|cover| CoverSource {
        form: if cover.form_folder == POLLS_FOLDER { Form::Polls } else { Form::Messages },
        scheme: cover.scheme,
        bytes: cover.png,
    });
    Ok(ApprovedSet::build(covers)?)
}

type Defects = BTreeSet<(String, Option<String>, Option<String>)>;

/// What was built into the region, and how far the audit agrees.
struct Truth {
    expected: HashMap<String, (Verdict, Defects)>,
    agreed: usize,
    differences: Vec<String>,
}

impl Truth {
    fn of(region: &Region) -> Self {
        let expected = region.truth().map(|truth| {
            let defects = truth.violations.iter().map(|planted| {
                let (form, field) = (
                    planted.form.map(mock_vk::region::Form::as_str),
                    planted.field.map(mock_vk::region::Param::as_str),
                );
                (planted.code.as_str().to_owned(), form.map(ToOwned::to_owned), field.map(ToOwned::to_owned))
            });
            (truth.url, (truth.verdict, defects.collect()))
        });
        Self { expected: expected.collect(), agreed: 0, differences: Vec::new() }
    }

    fn compare(&mut self, audit: &PageAudit) {
        let url = audit.page.url.as_ref();
        let found: Defects = audit
            .violations
            .iter()
            .map(|one| {
                (
                    one.code.to_string(),
                    one.form.map(|form| form.to_string()),
                    one.field.as_ref().map(ToString::to_string),
                )
            })
            .collect();
        let verdict = match audit.verdict {
            domain::model::Verdict::Compliant => Some(Verdict::Compliant),
            domain::model::Verdict::Violations => Some(Verdict::Violations),
            domain::model::Verdict::Review | domain::model::Verdict::Unverified => None,
        };
        match self.expected.remove(url) {
            Some(expected)
                if Some(expected.0) == verdict
                    && expected.1 == found
                    // nothing is told twice
                    && found.len() == audit.violations.len() =>
            {
                self.agreed += 1;
            }
            expected => self.differences.push(format!("{url}: {} {found:?}, {expected:?}", audit.verdict)),
        }
    }

    fn tell(&self, context: &CommandContext) -> anyhow::Result<()> {
        let (lang, all) = (context.lang, self.agreed + self.differences.len() + self.expected.len());
        if self.agreed == all {
            let words = Say::Agrees.text(lang);
            writeln!(io::stderr(), "{words}: {all}/{all}")?;
            return Ok(());
        }
        let words = Say::Differs.text(lang);
        let missing = self.expected.keys().map(String::as_str);
        let shown: Vec<&str> = self.differences.iter().map(String::as_str).chain(missing).take(10).collect();
        Err(anyhow!("{words}: {}/{all}\n{}", all - self.agreed, shown.join("\n")))
    }
}
