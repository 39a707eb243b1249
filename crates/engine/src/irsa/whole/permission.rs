//! May the role make the call that was asked about?

use super::pod_identity::TAG;
use super::{options, pod_identity, policies, vpc};
use crate::arn::Arn;
use crate::iam::layers::{Layers, Ruling};
use crate::iam::{ASSUME, Caller, Context, Decision, Policy, Request, Trace, decide};
use crate::irsa::walk::Walk;
use crate::report::{Artefacts, Assumed, Call};
use crate::sts::answer::assumed_role_arn;
use crate::{Check, Gate, Place, Reason, State, Step, Text};

/// The longest session of a role that another role's session assumes, in seconds.
pub(super) const HOUR: i64 = 3600;
/// What STS answers beyond that: <https://github.com/99designs/aws-vault/issues/263>.
const OVER_HOUR: &str = "The requested DurationSeconds exceeds the 1 hour session limit for \
                         roles assumed by role chaining.";
/// A policy that allows everything, which stands for one that was not given.
const ANYTHING: &str = r#"{"Version":"2012-10-17","Statement":
    {"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}"#;

pub(super) fn judge(walk: &mut Walk<'_>) {
    let Some(call) = walk.world.settings.action.clone() else {
        return walk.record(check(State::Skipped, Reason::PermissionNotAsked));
    };
    if walk.world.settings.sts.global && vpc::OPT_IN.contains(&&*walk.region) {
        let reason = Reason::SessionTokenRegion { region: walk.region.clone() };
        walk.record(check(State::Fail, reason));
    }
    let checked = of_call(walk, &call);
    walk.record(checked);
    over_hour(walk, &call);
}

/// What the role's session assumes has its credentials for an hour at most, whatever that role's
/// own maximum is.
fn over_hour(walk: &mut Walk<'_>, call: &Call) {
    let asked = options::node(walk, &["durationSeconds"]);
    let Some(asked) = asked.filter(|_| call.action.eq_ignore_ascii_case(ASSUME)) else {
        return;
    };
    if asked.integer().is_some_and(|seconds| seconds > HOUR) {
        let place = Place { file: walk.world.settings_file, span: asked.span };
        let reason = Reason::ChainOverHour { message: OVER_HOUR.into() };
        walk.record(check(State::Fail, reason).at(place));
    }
}

fn check(state: State, reason: Reason) -> Check {
    Check::new(Gate::Permission, Step::CredentialsUsed, state, reason)
}

/// What was given, and whether it may be more.
pub(super) struct Given {
    layers: Layers,
    place: Option<Place>,
    /// Whether the role may have policies that were not given.
    identity_open: bool,
    /// Whether the resource's policy decides and was not given.
    resource_open: bool,
}

/// Puts the call with everything that was given; none where nobody can make it.
pub(super) fn asked<T>(
    walk: &mut Walk<'_>,
    call: &Call,
    answer: impl FnOnce(&Given, &Request<'_>) -> T,
) -> Option<T> {
    let role = walk.role_arn()?;
    let session = session(walk, &role)?;
    let given = given(walk, call);
    let resource = call.resource.clone().unwrap_or_else(|| "*".into());
    let own = walk.role_account();
    let account = Arn::parse(&resource).map_or("", |arn| arn.account).to_owned();
    let context = with_what_is_asked(context(walk, &role, &account), &given.layers);
    let request = Request {
        action: &call.action,
        caller: Caller::Aws(&session),
        account: if account.is_empty() { &own } else { &account },
        resource: Some(&resource),
        context: &context,
    };
    Some(answer(&given, &request))
}

/// What all policies say about the call, without those that were not given.
pub(super) fn ruling(walk: &mut Walk<'_>, call: &Call) -> Option<Ruling> {
    asked(walk, call, |given, request| given.layers.rule(request))
}

/// The session that the process calls with.
fn session(walk: &Walk<'_>, role: &str) -> Option<Text> {
    let assumed = || {
        let given = crate::irsa::sdk::given_session_name(walk).map(|(name, _)| name);
        let name = given.unwrap_or_else(|| walk.usual_session_name());
        assumed_role_arn(role, &name).map(Text::from)
    };
    walk.agent_gives.clone().or_else(assumed)
}

fn of_call(walk: &mut Walk<'_>, call: &Call) -> Check {
    let unknown = Reason::PermissionUnknown { action: call.action.clone() };
    let found = asked(walk, call, |given, request| {
        let least = given.layers.rule(request);
        let most = given.at_most().rule(request);
        let open = least.decision != most.decision || hinges(&given.layers, request, least);
        (least, open, given.place)
    });
    let Some((least, open, place)) = found else { return check(State::Unknown, unknown) };
    let role = walk.role_arn().unwrap_or_default();
    if open {
        let (artefact, command) = match policies::more_of_role(walk) {
            Some(command) => (Artefacts::Policies, command),
            None => {
                // From where and with which tags calls are made is in the record of one.
                let (_, name) = call.action.split_once(':').unwrap_or_default();
                let command = format!(
                    "aws cloudtrail lookup-events --max-results 5 --lookup-attributes \
                     AttributeKey=EventName,AttributeValue={name}"
                );
                (Artefacts::Events, command)
            }
        };
        walk.miss(Gate::Permission, artefact, command);
        return check(State::Unknown, unknown).at(place);
    }
    if least.decision == Decision::Allow {
        let settings = ["scps", "rcps"].into_iter();
        let all = settings.chain(["policies"]).all(|key| options::node(walk, &[key]).is_some());
        let reason = Reason::PermissionAllowed { action: call.action.clone() };
        if !all {
            walk.assume(Assumed::Policies, "none".into());
        }
        let taken = [Assumed::Policies, Assumed::AttachedPolicies];
        let state = match walk.assumed.iter().any(|it| taken.contains(&it.what)) {
            true => State::Assumed,
            false => State::Pass,
        };
        return check(state, reason).at(place);
    }
    let resource = call.resource.clone().unwrap_or_else(|| "*".into());
    let session = session(walk, &role).unwrap_or_default();
    let message = denial(&session, call, &resource, least);
    check(State::Fail, Reason::PermissionDenied { message }).at(place)
}

/// The text that AWS prints for a denial.
fn denial(session: &str, call: &Call, resource: &str, ruling: Ruling) -> Text {
    let action = &call.action;
    let layer = ruling.by.map_or("policy", |layer| layer.name());
    let because = match ruling.decision {
        Decision::ExplicitDeny => {
            let article = if layer.starts_with('i') { "an" } else { "a" };
            format!("with an explicit deny in {article} {layer}")
        }
        _ => format!("because no {layer} allows the {action} action"),
    };
    format!(
        "User: {session} is not authorized to perform: {action} on resource: {resource} {because}"
    )
    .into()
}

fn given(walk: &mut Walk<'_>, call: &Call) -> Given {
    let plain = |all: Vec<policies::Written>| -> Vec<Policy> {
        all.into_iter().map(|it| it.policy).collect()
    };
    let levels = |all: Vec<Vec<policies::Written>>| -> Vec<Vec<Policy>> {
        all.into_iter().map(plain).collect()
    };
    let identity = policies::of_role(walk);
    let resource = policies::list(walk, &["policies", "resource"]);
    let place =
        identity.iter().flatten().chain(resource.iter().flatten()).map(|it| it.place).next();
    let complete = walk.world.settings.complete.policies && !policies::is_unattributed(walk)
        || options::node(walk, &["policies", "identity"]).is_some()
        || policies::more_of_role(walk).is_none();
    let of_trust = [ASSUME, TAG, "sts:SetSourceIdentity"];
    let assumes = of_trust.iter().any(|action| call.action.eq_ignore_ascii_case(action));
    let target = call.resource.as_ref().filter(|_| assumes);
    let trust = target.and_then(|target| trust_of(walk, target));
    let resource = resource.and_then(|all| all.into_iter().next()).map(|it| it.policy).or(trust);
    Given {
        place,
        identity_open: !complete,
        resource_open: target.is_some() && resource.is_none(),
        layers: Layers {
            resource,
            identity: Some(identity.map(plain).unwrap_or_default()),
            boundary: policies::list(walk, &["policies", "boundary"]).map(plain),
            session: policies::list(walk, &["policies", "session"])
                .or_else(|| pod_identity::session_policy(walk))
                .map(plain),
            scps: policies::levels(walk, "scps").map(levels),
            rcps: policies::levels(walk, "rcps").and_then(with_full_access).map(levels),
            endpoint: policies::list(walk, &["endpointPolicies"]).map(plain),
        },
    }
}

/// AWS attaches a policy that allows everything to every level, and nobody can take it off.
fn with_full_access(levels: Vec<Vec<policies::Written>>) -> Option<Vec<Vec<policies::Written>>> {
    let add = |mut level: Vec<policies::Written>| {
        let place = level.first().map(|it| it.place);
        let policy = anything();
        level.extend(place.zip(policy).map(|(place, policy)| policies::Written { policy, place }));
        level
    };
    let levels: Vec<_> = levels.into_iter().map(add).filter(|level| !level.is_empty()).collect();
    (!levels.is_empty()).then_some(levels)
}

fn trust_of(walk: &Walk<'_>, target: &Text) -> Option<Policy> {
    let arn = |role: &crate::model::aws::Role| role.arn.as_ref().map(|arn| arn.value.clone());
    let role = walk.world.roles.iter().find(|given| arn(given.item).as_ref() == Some(target))?;
    role.item.trust.as_ref().map(|trust| trust.policy.clone())
}

pub(super) fn anything() -> Option<Policy> {
    let mut tree = crate::source::json::parse(ANYTHING);
    let root = tree.documents.pop()?.root;
    Some(Policy::read(&root, crate::iam::Kind::Resource).0)
}

impl Given {
    /// The same with everything allowed by what was not given.
    fn at_most(&self) -> Layers {
        let mut layers = self.layers.clone();
        if self.identity_open {
            layers.identity.get_or_insert_default().extend(anything());
        }
        if self.resource_open {
            layers.resource = anything();
        }
        layers
    }
}

/// Whether what they come to depends on a key whose value nobody said: of a policy that allows
/// nothing, too, a denial turns what others allow.
fn hinges(layers: &Layers, request: &Request<'_>, ruling: Ruling) -> bool {
    layers.all().any(|(_, policy)| {
        let mut trace = Trace::new(0);
        decide(policy, request, &mut trace);
        trace.hinges_on_unknown(ruling.decision)
    })
}

/// Of every other key that a policy asks for, as a tag of the resource, the value is unknown.
fn with_what_is_asked(context: Context, layers: &Layers) -> Context {
    let statements = layers.all().flat_map(|(_, policy)| &policy.statements);
    let keys = statements.flat_map(|it| &it.conditions).map(|it| &it.lower_key);
    keys.fold(context, |context, key| match context.get(key) {
        Some(_) => context,
        None => context.with_unknown(key),
    })
}

/// The keys of a call that a session of the role makes.
fn context(walk: &Walk<'_>, role: &Text, account: &str) -> Context {
    let mut context = Context::default()
        .with("aws:PrincipalArn", role.clone())
        .with("aws:PrincipalAccount", walk.role_account())
        .with("aws:PrincipalType", "AssumedRole")
        .with("aws:RequestedRegion", walk.region.clone())
        .with("aws:SecureTransport", "true")
        .with("aws:PrincipalIsAWSService", "false")
        .with("aws:ViaAWSService", "false")
        .with("aws:CurrentTime", walk.now.to_string())
        .with("aws:EpochTime", walk.now.0.to_string());
    if !account.is_empty() {
        context = context.with("aws:ResourceAccount", account);
    }
    let unknown = [
        "aws:SourceIp",
        "aws:VpcSourceIp",
        "aws:SourceVpc",
        "aws:SourceVpce",
        "aws:UserAgent",
        "aws:userid",
        "aws:PrincipalOrgID",
        "aws:PrincipalOrgPaths",
        "aws:ResourceOrgID",
        "aws:ResourceOrgPaths",
        "aws:TokenIssueTime",
    ];
    unknown.into_iter().fold(context, Context::with_unknown)
}
