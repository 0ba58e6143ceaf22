//! Audits as the rules would make them, built by hand: the reports' tests and measurements need every code, hostile
//! text and any number of pages, and neither VK nor rules.

use std::sync::Arc;

use jiff::Timestamp;
use vk_page_auditor::model::{
    AuditedItem, CallFailure, Cause, Clause, Code, CoverJudgement, CutShort, ExpectedForm, ExpectedForms, Form,
    GroupId, ItemCover, Level, Ogrn, Oktmo, OpaId, Organization, PageAudit, PageIdentity, RegionCode, Remark, Remedy,
    RowPlace, RowProblem, RowProblemKind, RowRef, RunFacts, Severity, Summary, Unverified, UnverifiedReason, Verdict,
    Violation, VkError,
};

/// The moment of every sample.
pub fn moment() -> Timestamp {
    "2026-11-22T02:34:56.789Z".parse().unwrap()
}

/// The clause of every sample's violations.
pub fn clause() -> Arc<Clause> {
    Arc::new(Clause {
        ru: "Инструкция по размещению электронных форм ПОС, п. 5.1".to_owned(),
        en: "Instruction on placing the forms of the feedback platform, item 5.1".to_owned(),
    })
}

pub fn organization() -> Organization {
    Organization {
        name: "МБОУ «Средняя школа № 1»".into(),
        ogrn: Ogrn::parse("1027301172106").ok(),
        level: Some(Level::Subordinate),
        region_code: RegionCode::parse("73").ok(),
        municipality: Some(Arc::from("Город Ульяновск")),
        oktmo: Oktmo::parse("73701000").ok(),
        messages_opa_id: OpaId::parse("215120").ok(),
        messages_connected: Some(false),
        contact_email: Some("school@example.org".into()),
        ..Organization::default()
    }
}

pub const MESSAGES_URL: &str =
    "https://pos.gosuslugi.ru/form/?opaId=215120&utm_source=vk&utm_medium=73&utm_campaign=1027301172106";
pub const POLLS_URL: &str = "https://pos.gosuslugi.ru/og/org-activities?mun_code=73701000&utm_source=vk2&utm_medium=73&utm_campaign=1027301172106";

fn expected() -> ExpectedForms {
    ExpectedForms {
        messages: ExpectedForm {
            position: 1,
            titles: vec![Arc::from("Решаем вместе")],
            url: Some(MESSAGES_URL.to_owned()),
            unknown: Vec::new(),
        },
        polls: ExpectedForm {
            position: 2,
            titles: vec![Arc::from("Решаем вместе"), Arc::from("Высказать мнение")],
            url: Some(POLLS_URL.to_owned()),
            unknown: Vec::new(),
        },
    }
}

fn item(position: u32, title: &str, url: &str, form: Option<Form>) -> AuditedItem {
    AuditedItem {
        position: Some(position),
        title: title.into(),
        url: url.into(),
        form,
        is_hidden: false,
        cover: form.map(|form| ItemCover {
            url: "https://sun9-1.userapi.com/impg/cover.jpg?size=510x340&quality=95".into(),
            judgement: CoverJudgement::Approved,
            form: Some(form),
            scheme: Some(Arc::from("blue")),
            score: Some(0.42),
            content: Some([7; 32]),
        }),
    }
}

/// A page on which all is as it should be.
pub fn compliant(number: u64) -> PageAudit {
    PageAudit {
        page: PageIdentity {
            url: format!("https://vk.com/club{number}").into(),
            group_id: GroupId::new(number).ok(),
            screen_name: Some(format!("school_{number}").into()),
            name: Some(format!("Школа № {number} | Официальная страница").into()),
        },
        organization: Some(Arc::new(organization())),
        verdict: Verdict::Compliant,
        checked_at: moment(),
        menu: vec![
            item(1, "Решаем вместе", MESSAGES_URL, Some(Form::Messages)),
            item(2, "Решаем вместе", POLLS_URL, Some(Form::Polls)),
            item(3, "Сайт школы", "https://school.example.org/", None),
        ],
        expected: Some(expected()),
        violations: Vec::new(),
        unverified: None,
    }
}

/// A violation of this code with everything that may be set.
pub fn violation(code: Code, severity: Severity, form: Form) -> Violation {
    Violation {
        code: code.into(),
        severity: severity.into(),
        form: Some(form),
        position: Some(if form == Form::Messages { 1 } else { 2 }),
        field: None,
        observed: None,
        expected: None,
        account_of: None,
        remedy: Remedy::ByCode,
        clause: clause(),
    }
}

/// A page with a broken link, a wrong OGRN in it, a title written inexactly and a cover of its own.
pub fn with_violations(number: u64) -> PageAudit {
    let mut audit = compliant(number);
    audit.verdict = Verdict::Violations;
    let broken = "https://pos.gosuslugi.ru/form/?opaId=215120&utm_source=vk&utm_mediu m=73&utm_campaign=1027301172107";
    audit.menu[0].url = broken.into();
    audit.menu[1].title = "решаем вместе!".into();
    if let Some(cover) = &mut audit.menu[1].cover {
        cover.judgement = CoverJudgement::Rejected;
        cover.score = Some(7.25);
    }
    let paste = Remedy::PasteUrl { url: MESSAGES_URL.to_owned() };
    audit.violations = vec![
        Violation {
            observed: Some(broken.to_owned()),
            expected: Some(MESSAGES_URL.to_owned()),
            remedy: paste.clone(),
            ..violation(Code::UrlWhitespace, Severity::Error, Form::Messages)
        },
        Violation {
            field: Some("utm_campaign".into()),
            observed: Some("1027301172107".to_owned()),
            expected: Some("1027301172106".to_owned()),
            remedy: paste,
            ..violation(Code::UrlParamMismatch, Severity::Error, Form::Messages)
        },
        Violation {
            observed: Some("решаем вместе!".to_owned()),
            expected: Some("Решаем вместе / Высказать мнение".to_owned()),
            remedy: Remedy::SetTitle { titles: expected().polls.titles },
            ..violation(Code::TitleNearMatch, Severity::Warning, Form::Polls)
        },
        violation(Code::CoverNotApproved, Severity::Error, Form::Polls),
    ];
    audit
}

/// A page that lacks the polls form, whose organisation nobody knows.
pub fn unknown_organization(number: u64) -> PageAudit {
    let mut audit = compliant(number);
    audit.verdict = Verdict::Violations;
    audit.organization = None;
    audit.expected = None;
    audit.menu.remove(1);
    audit.violations = vec![Violation {
        position: None,
        remedy: Remedy::AddItem { item: Box::new(ExpectedForm { url: None, ..expected().polls }), instead_of: None },
        ..violation(Code::FormMissing, Severity::Error, Form::Polls)
    }];
    audit
}

/// A page whose cover a person should look at.
pub fn for_review(number: u64) -> PageAudit {
    let mut audit = compliant(number);
    audit.verdict = Verdict::Review;
    if let Some(cover) = &mut audit.menu[0].cover {
        cover.judgement = CoverJudgement::Review;
        cover.score = Some(1.7);
    }
    audit.violations = vec![violation(Code::CoverReview, Severity::Notice, Form::Messages)];
    audit
}

/// An error of VK's that the program does not know, with this text.
fn vk_error(text: &str) -> VkError {
    VkError { code: 777, subcode: None, message: text.to_owned(), redirect_uri: None }
}

/// The same as the cause of something.
pub fn told_by_vk(text: &str) -> Cause {
    Cause::Call(CallFailure::Vk(vk_error(text)))
}

/// A page that could not be seen.
pub fn unverified(number: u64, reason: UnverifiedReason, cause: Cause) -> PageAudit {
    let mut audit = compliant(number);
    audit.page.group_id = None;
    audit.page.screen_name = None;
    audit.page.name = None;
    audit.verdict = Verdict::Unverified;
    audit.menu.clear();
    audit.unverified = Some(Unverified { reason, cause });
    audit
}

/// A page in whose every text the hostile one stands.
pub fn hostile(number: u64, text: &str) -> PageAudit {
    let mut audit = with_violations(number);
    let boxed: Box<str> = text.into();
    audit.page.url = boxed.clone();
    audit.page.screen_name = Some(boxed.clone());
    audit.page.name = Some(boxed.clone());
    audit.organization = Some(Arc::new(Organization {
        name: boxed.clone(),
        municipality: Some(Arc::from(text)),
        contact_email: Some(boxed.clone()),
        ..organization()
    }));
    for item in &mut audit.menu {
        item.title = boxed.clone();
        item.url = boxed.clone();
        if let Some(cover) = &mut item.cover {
            cover.url = boxed.clone();
            cover.scheme = Some(Arc::from(text));
        }
    }
    for violation in &mut audit.violations {
        violation.field = Some(text.to_owned().into());
        violation.observed = Some(text.to_owned());
        violation.expected = Some(text.to_owned());
    }
    audit
}

/// The facts of a run in which much went wrong.
pub fn run() -> RunFacts {
    RunFacts {
        started_at: "2026-11-22T02:30:00Z".parse().unwrap(),
        finished_at: moment(),
        source: "api.vk.ru".to_owned(),
        policy: "pos-2023".to_owned(),
        registry: Some("region.xlsx".to_owned()),
        rows_set_aside: 2,
        problems: vec![
            RowProblem {
                place: RowPlace { row: Some(12), column: Some("ogrn"), ..RowPlace::default() },
                value: "1027301172107".to_owned(),
                kind: RowProblemKind::WrongCheckDigit { expected: 6 },
            },
            RowProblem {
                place: RowPlace { row: Some(14), column: Some("page_url"), ..RowPlace::default() },
                value: "https://vk.com/id1".to_owned(),
                kind: RowProblemKind::BadAddress(vk_page_auditor::model::AddressError::UserProfile),
            },
        ],
        covers_checked: true,
        cut_short: None,
        remarks: vec![Remark::Renamed {
            url: "https://vk.com/old_name".to_owned(),
            screen_name: "new_name".to_owned(),
        }],
    }
}

/// The facts of a run that was stopped, with hostile words everywhere.
pub fn hostile_run(text: &str) -> RunFacts {
    RunFacts {
        source: text.to_owned(),
        policy: text.to_owned(),
        registry: Some(text.to_owned()),
        problems: vec![RowProblem {
            place: RowPlace { sheet: Some(text.into()), ..RowPlace::default() },
            value: text.to_owned(),
            kind: RowProblemKind::Contradiction {
                first: RowRef { sheet: Some(text.into()), row: 2 },
                other: text.to_owned(),
            },
        }],
        cut_short: Some(CutShort::Stopped { cause: told_by_vk(text) }),
        remarks: vec![
            Remark::Renamed { url: text.to_owned(), screen_name: text.to_owned() },
            Remark::Token { name: text.to_owned(), failure: CallFailure::Vk(vk_error(text)) },
            Remark::Text(text.to_owned()),
        ],
        ..run()
    }
}

/// A page of every kind.
pub fn mixed() -> Vec<PageAudit> {
    let mut elsewhere = compliant(2);
    elsewhere.organization = Some(Arc::new(Organization {
        name: "Администрация Чердаклинского района".into(),
        level: Some(Level::Municipal),
        municipality: Some(Arc::from("Чердаклинский район")),
        ..organization()
    }));
    let mut regional = compliant(3);
    regional.organization = Some(Arc::new(Organization {
        name: "Министерство транспорта Ульяновской области".into(),
        level: Some(Level::Regional),
        municipality: None,
        ..organization()
    }));
    vec![
        with_violations(1),
        elsewhere,
        regional,
        unknown_organization(4),
        for_review(5),
        unverified(6, UnverifiedReason::Network, Cause::Call(CallFailure::Http { status: 502 })),
        unverified(7, UnverifiedReason::CoverDownload, Cause::Unsaid),
    ]
}

/// The sums over pages.
pub fn summary(pages: &[PageAudit]) -> Summary {
    let mut summary = Summary::default();
    for page in pages {
        summary.add(page);
    }
    summary
}
