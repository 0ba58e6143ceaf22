//! A stand-in of VK for tests of the command line, and the comparison of a report with what was built into its region.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use mock_vk::region::{Param, Planted, Verdict};
use mock_vk::{Region, RegionOptions, Scenario, Server, ServerOptions};
use serde_json::Value;
use tokio::runtime::Runtime;
use vk_page_auditor::covers::{ApprovedSet, CoverSource};
use vk_page_auditor::model::Form;

/// Settings under which a pass does not wait: a stand-in without limits needs no pauses, and a token that VK closes for
/// longer than a run waits is given up at once.
pub const WITHOUT_PAUSES: &str = "[vk]\nspacing = \"1ms\"\npause_first = \"1ms\"\npause_max = \"5ms\"\n\
    token_block_flood = \"1s\"\ntoken_block_daily = \"10s\"\nlongest_wait = \"3s\"\n";

/// A running stand-in.
pub struct Vk {
    server: Option<Server>,
    runtime: Option<Runtime>,
}

impl Vk {
    /// A well-behaved one that keeps to VK's limits.
    pub fn of(region: Region) -> Self {
        Self::with(ServerOptions::new(Arc::new(region)))
    }

    /// One without limits that misbehaves.
    pub fn misbehaving(region: Arc<Region>, scenario: Scenario) -> Self {
        // a scenario about limits needs them kept
        let limit = scenario.real_rate_per_second.is_some();
        Self::with(ServerOptions { scenario: Some(scenario), limit, ..ServerOptions::new(region) })
    }

    pub fn with(options: ServerOptions) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let server = runtime.block_on(Server::start(options)).unwrap();
        Self { server: Some(server), runtime: Some(runtime) }
    }

    pub fn server(&self) -> &Server {
        self.server.as_ref().unwrap()
    }

    pub fn url(&self) -> String {
        self.server().url()
    }
}

impl Drop for Vk {
    fn drop(&mut self) {
        drop(self.server.take());
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// A made-up region.
pub fn region(pages: usize, seed: u64, code: &str) -> Region {
    let options = RegionOptions { pages, seed, region_code: code.to_owned(), ..RegionOptions::default() };
    Region::generate(&options).unwrap()
}

/// Code, form and field of each violation.
pub type Defects = BTreeSet<(String, Option<String>, Option<String>)>;

/// What the auditor must say of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    pub verdict: String,
    pub defects: Defects,
}

impl Judgement {
    /// What a report says of a page; panics when it says one thing twice.
    #[track_caller]
    pub fn of(page: &Value) -> Self {
        let text = |value: &Value| value.as_str().map(ToOwned::to_owned);
        let violations = page["violations"].as_array().unwrap();
        let defects =
            violations.iter().map(|one| (text(&one["code"]).unwrap(), text(&one["form"]), text(&one["field"])));
        let defects: Defects = defects.collect();
        assert_eq!(defects.len(), violations.len(), "one mistake, one violation: {violations:?}");
        Self { verdict: text(&page["verdict"]).unwrap(), defects }
    }

    fn built_in(verdict: Verdict, planted: &[Planted]) -> Self {
        let defect = |one: &Planted| {
            let (form, field) = (one.form.map(mock_vk::region::Form::as_str), one.field.map(Param::as_str));
            (one.code.as_str().to_owned(), form.map(ToOwned::to_owned), field.map(ToOwned::to_owned))
        };
        let verdict = match verdict {
            Verdict::Compliant => "compliant",
            Verdict::Violations => "violations",
        };
        Self { verdict: verdict.to_owned(), defects: planted.iter().map(defect).collect() }
    }
}

/// The approved set the stand-in serves its covers from, as `covers import` would have left it.
pub fn approved_set() -> &'static [u8] {
    static SET: LazyLock<Vec<u8>> = LazyLock::new(build_approved_set);
    &SET
}

fn build_approved_set() -> Vec<u8> {
    let form = |folder| if folder == "vyskazat-mnenie" { Form::Polls } else { Form::Messages };
    let covers = mock_vk::covers::reference_covers().iter();
    let source = |cover: &'static mock_vk::covers::ReferenceCover| CoverSource {
        form: form(cover.form_folder),
        scheme: cover.scheme,
        bytes: cover.png,
    };
    ApprovedSet::build(covers.map(source)).unwrap().to_bytes().unwrap()
}

/// What an auditor that judges pictures must say of each page, by its address.
pub fn truth_with_covers(region: &Region) -> BTreeMap<String, Judgement> {
    region.truth().map(|truth| (truth.url, Judgement::built_in(truth.verdict, &truth.violations))).collect()
}

/// What an auditor that judges no picture must say of each page, by its address.
pub fn truth_without_covers(region: &Region) -> BTreeMap<String, Judgement> {
    let judgement = |truth: mock_vk::Truth| {
        let without = Judgement::built_in(truth.verdict_without_covers, &truth.violations_without_covers);
        (truth.url, without)
    };
    region.truth().map(judgement).collect()
}

/// The pages of a report by their addresses; panics when one comes twice.
#[track_caller]
pub fn by_url(pages: &[Value]) -> BTreeMap<String, &Value> {
    let mut found = BTreeMap::new();
    for page in pages {
        let url = page["page"]["url"].as_str().unwrap().to_owned();
        assert!(found.insert(url, page).is_none(), "{} comes twice", page["page"]["url"]);
    }
    found
}
