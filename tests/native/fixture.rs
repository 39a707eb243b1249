//! An answer made by hand, so that views are tested for what they show and not for what is true.

use std::rc::Rc;

use irsa_engine::fix::{Action, Blast, Edit, Fix, FixKind};
use irsa_engine::iam::reach::{AccountName, Open, WhoElse};
use irsa_engine::report::{
    Asker, Assumed, Assumption, GateReport, Identity, Report, Source, StsAnswer,
};
use irsa_engine::{Check, Evidence, Gate, Place, Reason, Span, State, Step, Timestamp, Verdict};
use irsa_playground::answer::Answer;

pub(crate) const POLICY: &str = "{\n  \"aud\": \"sts.amazonaws.co\"\n}\n";

fn place() -> Place {
    Place { file: 0, span: Span::new(11, 29) }
}

fn gate(gate: Gate, checks: Vec<Check>, decided_by: Option<usize>, reached: bool) -> GateReport {
    let deciding = decided_by.and_then(|at| checks.get(at)).or(checks.first());
    let state = deciding.map_or(State::Skipped, |check| check.state);
    GateReport { gate, state, reached, checks, decided_by }
}

/// A pod whose role denies it at the audience, with a trust gate behind that is not reached.
pub(crate) fn denied() -> Answer {
    let audience = Reason::AudienceNotRegistered {
        expected: "sts.amazonaws.co".into(),
        actual: "sts.amazonaws.com".into(),
    };
    let audience =
        Check::new(Gate::Audience, Step::AudienceCompared, State::Fail, audience).at(place());
    let exists = Reason::ServiceAccountExists { account: "store/orders".into() };
    let pod = Check::new(Gate::Pod, Step::PodCreated, State::Pass, exists);
    let role = Check::new(Gate::Trust, Step::TrustEvaluated, State::Unknown, Reason::RoleUnknown);
    let report = Report {
        files: vec![Rc::new(irsa_engine::parse("trust-policy.json", POLICY))],
        ask: irsa_engine::Ask::default(),
        now: Timestamp(0),
        asker: Some(Asker {
            namespace: Some("store".into()),
            pod: Some("orders".into()),
            account: Some("orders".into()),
            container: None,
        }),
        role: Some("arn:aws:iam::111122223333:role/S3Reader".into()),
        gates: vec![
            gate(Gate::Pod, vec![pod], Some(0), true),
            gate(Gate::Audience, vec![audience], Some(0), true),
            gate(Gate::Trust, vec![role], Some(0), false),
            gate(Gate::Permission, Vec::new(), None, false),
        ],
        findings: Vec::new(),
        assumed: vec![Assumption { what: Assumed::Region, value: "us-east-1".into() }],
        missing: Vec::new(),
        observed: Vec::new(),
        identity: Identity { arn: None, source: Source::None },
        sts: Some(StsAnswer {
            status: 400,
            code: Some("InvalidIdentityToken"),
            message: Some("Incorrect token audience".to_owned()),
            evidence: Evidence::Observed,
        }),
        call: None,
    };
    Answer { report, fixes: vec![fix()], untried: 0, who_else: Some(others(0)) }
}

/// A fix that lets 46 others in.
fn fix() -> Fix {
    Fix {
        kind: FixKind::UseActualValue,
        reason: Reason::RoleUnknown.into(),
        action: Action::Edit,
        command: None,
        edits: vec![Edit {
            file: "trust-policy.json".into(),
            span: Span::new(12, 28),
            text: "sts.amazonaws.com".to_owned(),
        }],
        verdict: Verdict::Allow,
        who_else: Blast { before: 0, after: 46, of: 47, open: Open::Namespace },
    }
}

/// So many accounts in six namespaces, of 47.
pub(crate) fn others(count: usize) -> WhoElse {
    let account = |number: usize| AccountName {
        namespace: format!("space-{}", number % 6).into(),
        name: format!("account-{number}").into(),
    };
    WhoElse { accounts: (0..count).map(account).collect(), of: 47, open: Open::None }
}

/// The same pod with nothing in its way.
pub(crate) fn allowed(count: usize) -> Answer {
    let mut answer = denied();
    answer.report.gates.retain(|gate| gate.state == State::Pass);
    answer.report.identity = Identity {
        arn: Some("arn:aws:sts::111122223333:assumed-role/S3Reader/1".into()),
        source: Source::WebIdentity,
    };
    answer.report.sts =
        Some(StsAnswer { status: 200, code: None, message: None, evidence: Evidence::AwsDoc });
    answer.fixes = Vec::new();
    answer.who_else = Some(others(count));
    answer
}
