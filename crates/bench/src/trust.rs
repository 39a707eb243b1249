//! Does this trust policy let that token in? Policies and requests are read beforehand: what is
//! measured is the decision.

use iam_rs::{
    Arn, Context as PeerContext, Decision as PeerDecision, EvaluationOptions, IAMPolicy,
    IAMRequest, PolicyEvaluator, Principal, PrincipalId,
};
use irsa_engine::iam::{Caller, Context, Decision, Kind, Policy, Prepared, Request, Trace, decide};
use irsa_engine::source::json;
use std::hint::black_box;

use crate::figure::Figure;
use crate::timing::side_by_side;

const ACCOUNT: &str = "111122223333";
pub(crate) const ISSUER: &str =
    "oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E";
const PROVIDER: &str = "arn:aws:iam::111122223333:oidc-provider/\
     oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E";
const ROLE: &str = "arn:aws:iam::111122223333:role/app";
const ACTION: &str = "sts:AssumeRoleWithWebIdentity";
pub(crate) const AUDIENCE: &str = "sts.amazonaws.com";

const PEER: &str = "iam-rs 0.8.0";
const PEER_TELLING: &str = "iam-rs 0.8.0, with its details";

/// How statements name their subject.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Form {
    /// `StringEquals`, by namespace and name.
    Exact,
    /// `StringLike`, every account of a namespace.
    Pattern,
}

impl Form {
    const ALL: [Self; 2] = [Self::Exact, Self::Pattern];

    const fn operator(self) -> &'static str {
        match self {
            Self::Exact => "StringEquals",
            Self::Pattern => "StringLike",
        }
    }

    fn conditions(self, team: usize) -> String {
        let audience = format!(r#""{ISSUER}:aud":"{AUDIENCE}""#);
        match self {
            Self::Exact => {
                let subject = subject(team);
                format!(r#"{{"StringEquals":{{{audience},"{ISSUER}:sub":"{subject}"}}}}"#)
            }
            Self::Pattern => {
                let pattern = format!("system:serviceaccount:team-{team}:*");
                let like = format!(r#"{{"{ISSUER}:sub":"{pattern}"}}"#);
                format!(r#"{{"StringEquals":{{{audience}}},"StringLike":{like}}}"#)
            }
        }
    }
}

/// The subject of a team's service account.
fn subject(team: usize) -> String {
    format!("system:serviceaccount:team-{team}:orders")
}

/// A statement with these conditions.
pub(crate) fn statement(number: usize, conditions: &str) -> String {
    format!(
        r#"{{"Sid":"Team{number}","Effect":"Allow","Principal":{{"Federated":"{PROVIDER}"}},
        "Action":"{ACTION}","Condition":{conditions}}}"#
    )
}

/// A trust policy with a statement for each team.
pub(crate) fn policy_text(teams: usize, form: Form) -> String {
    let statements: Vec<String> =
        (1..=teams).map(|team| statement(team, &form.conditions(team))).collect();
    format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, statements.join(","))
}

/// The policy of a text.
pub(crate) fn read(policy: &str) -> Option<Policy> {
    let tree = json::parse(policy);
    Some(Policy::read(&tree.documents.first()?.root, Kind::Trust).0)
}

/// The call of a web identity.
pub(crate) const fn request(context: &Context) -> Request<'_> {
    Request {
        action: ACTION,
        caller: Caller::Federated(PROVIDER),
        account: ACCOUNT,
        resource: None,
        context,
    }
}

/// Our side of the question.
struct Ours<'p> {
    policy: &'p Policy,
    prepared: Prepared<'p>,
    context: Context,
}

impl<'p> Ours<'p> {
    fn new(policy: &'p Policy, subject: &str) -> Self {
        let context = Context::default()
            .with(&format!("{ISSUER}:aud"), AUDIENCE)
            .with(&format!("{ISSUER}:sub"), subject);
        Self { policy, prepared: Prepared::new(policy), context }
    }

    fn lets_in(&self) -> bool {
        self.prepared.decide(&request(&self.context)) == Decision::Allow
    }

    /// The same with every check of every statement, explained.
    fn lets_in_and_says_why(&self) -> bool {
        let mut trace = Trace::new(0);
        let decision = decide(self.policy, &request(&self.context), &mut trace);
        black_box(trace.into_checks());
        decision == Decision::Allow
    }
}

/// The same question for `iam-rs`.
struct Peer {
    evaluator: PolicyEvaluator,
    request: IAMRequest,
}

impl Peer {
    fn new(policy: &str, subject: &str, says_why: bool) -> Option<Self> {
        let policy = IAMPolicy::from_json(policy).ok()?;
        // A trust policy names no resource.
        let options = EvaluationOptions {
            ignore_resource_constraints: true,
            collect_match_details: says_why,
            ..EvaluationOptions::default()
        };
        let context = PeerContext::new()
            .with_string(format!("{ISSUER}:aud"), AUDIENCE)
            .with_string(format!("{ISSUER}:sub"), subject);
        let caller = Principal::Federated(PrincipalId::String(PROVIDER.to_owned()));
        let role = Arn::parse(ROLE).ok()?;
        Some(Self {
            evaluator: PolicyEvaluator::with_policies(vec![policy]).with_options(options),
            request: IAMRequest::new_with_context(caller, ACTION, role, context),
        })
    }

    fn lets_in(&self) -> bool {
        let result = self.evaluator.evaluate(&self.request);
        result.is_ok_and(|result| result.decision == PeerDecision::Allow)
    }
}

/// Decisions a second: without a trace, and with one.
pub(crate) fn figures() -> Result<Vec<Figure>, String> {
    let mut figures = Vec::new();
    for form in Form::ALL {
        for (teams, budget) in [(1, 3e6), (10, 2e6), (50, 1e6)] {
            let text = policy_text(teams, form);
            let policy = read(&text).ok_or("our side can't read the policy")?;
            agree(&policy, &text, teams)?;
            // The last of the statements is the one that lets it in.
            let asker = subject(teams);
            let ours = Ours::new(&policy, &asker);
            let (peer, telling) = peers(&text, &asker)?;
            let name = format!("trust decision, {} in 1 of {teams}", form.operator());
            let (own, theirs) = side_by_side(|| ours.lets_in(), || peer.lets_in());
            let figure = Figure::new(&name, "/s", own.recip());
            figures.push(figure.beside(PEER, theirs.recip()).budget(budget));
            let name = format!("{name}, every check told");
            let (own, told) = side_by_side(|| ours.lets_in_and_says_why(), || telling.lets_in());
            let figure = Figure::new(&name, "/s", own.recip());
            // Telling everything has to be faster than the peer's bare answer.
            figures.push(figure.beside(PEER_TELLING, told.recip()).budget(theirs.recip()));
        }
    }
    Ok(figures)
}

fn peers(policy: &str, subject: &str) -> Result<(Peer, Peer), String> {
    let peer = |says_why| Peer::new(policy, subject, says_why).ok_or("the peer can't read it");
    Ok((peer(false)?, peer(true)?))
}

/// Both sides say the same, with and without telling why, of everybody named and of strangers.
fn agree(policy: &Policy, text: &str, teams: usize) -> Result<(), String> {
    let strangers = [subject(teams + 1), "system:serviceaccount:team-1".into(), String::new()];
    let named = (1..=teams).map(|team| (subject(team), true));
    for (subject, expected) in named.chain(strangers.map(|subject| (subject, false))) {
        let ours = Ours::new(policy, &subject);
        let (peer, telling) = peers(text, &subject)?;
        let said = [ours.lets_in(), ours.lets_in_and_says_why(), peer.lets_in(), telling.lets_in()];
        if said != [expected; 4] {
            return Err(format!("{subject:?} of {teams}: {said:?} instead of {expected}"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_agree() {
        for form in Form::ALL {
            for teams in [1, 3] {
                let text = policy_text(teams, form);
                agree(&read(&text).unwrap(), &text, teams).unwrap();
            }
        }
    }
}
