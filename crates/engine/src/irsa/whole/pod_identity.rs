//! EKS Pod Identity, beside IRSA: an association gives an account its role, the webhook points the
//! SDK to an agent on the node, and EKS assumes the role for it. No OIDC provider plays a part.

use std::rc::Rc;

use super::{chain, options, process};
use crate::iam::context::Values;
use crate::iam::{Caller, Context, Decision, Request, Silent, Trace, decide};
use crate::irsa::admission::webhook_state;
use crate::irsa::trust;
use crate::irsa::walk::{RoleInUse, Walk};
use crate::irsa::who::Who;
use crate::irsa::world::Given;
use crate::k8s::webhook::OPT_OUT_LABEL;
use crate::model::aws::{Association, TrustPolicy};
use crate::model::settings::Compute;
use crate::report::{Artefacts, Assumed};
use crate::sdk::Origin;
use crate::source::Node;
use crate::sts::answer::assumed_role_arn;
use crate::{Check, Gate, Place, Reason, State, Step, Text};

/// The variable that points SDKs to the agent.
const AGENT_URI: &str = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
/// Who assumes the role.
pub(super) const SERVICE: &str = "pods.eks.amazonaws.com";
/// The addresses the agent listens at, by the family of the cluster's addresses.
const AGENT: [&str; 2] = ["169.254.170.23", "[fd00:ec2::23]"];
/// The actions the trust policy has to allow.
const ASSUME: &str = "sts:AssumeRole";
const TAG: &str = "sts:TagSession";

pub(super) fn judge(walk: &mut Walk<'_>) {
    let Some(association) = walk.association() else { return };
    binding(walk, association);
    admission(walk);
    chain::judge(walk, Origin::Container);
    let subject = crate::oidc::mint::subject(&walk.namespace(), &walk.account_name());
    let minted = Reason::TokenMinted { subject: subject.into(), audience: SERVICE.into() };
    walk.record(Check::new(Gate::Token, Step::TokenRead, State::Pass, minted));
    network(walk);
    let reason = Rc::new(associated(walk, association));
    for (gate, step) in
        [(Gate::Provider, Step::ProviderFound), (Gate::Audience, Step::AudienceCompared)]
    {
        walk.record(Check::new(gate, step, State::NotApplicable, Rc::clone(&reason)));
    }
    trust(walk, association);
}

fn associated(walk: &Walk<'_>, association: Given<'_, Association>) -> Reason {
    let role = association.item.role.as_ref().map(|role| role.value.clone());
    Reason::AssociationPresent { account: walk.account_name(), role: role.unwrap_or_default() }
}

/// The association is the binding; the annotation, where there is one too, counts for nothing.
fn binding(walk: &mut Walk<'_>, association: Given<'_, Association>) {
    let check = |state, reason| Check::new(Gate::Binding, Step::AnnotationsRead, state, reason);
    let role = association.item.role.clone();
    walk.role = role.as_ref().map(|role| RoleInUse {
        arn: role.value.clone(),
        place: Some(association.place(role.span)),
    });
    let span = role.as_ref().map_or(association.span, |role| role.span);
    let checked = match role {
        Some(_) => check(State::Pass, associated(walk, association)),
        None => check(State::Unknown, Reason::BindingNotGiven { account: walk.account_name() }),
    };
    walk.record(checked.at(association.place(span)));
}

/// A running pod has the agent's address or it does not: one that is older than the association, or
/// that the webhook admitted before it knew of it, never gets it.
fn admission(walk: &mut Walk<'_>) {
    let check = |state, reason| Check::new(Gate::Admission, Step::PodMutated, state, reason);
    let container = walk.container_name();
    let injected = Reason::PodIdentityInjected { container: container.clone() };
    let present = walk.world.settings.webhook.as_ref().is_none_or(|webhook| webhook.present);
    let checked = match walk.who {
        Who::Pod(pod) if pod.item.live => {
            let place = pod.place(pod.item.metadata.name.span);
            let from = walk.process.container.as_ref().is_some_and(|it| it.env_from);
            match process::variable(walk, AGENT_URI).map(|variable| variable.span) {
                Some(span) => check(State::Pass, injected).at(pod.place(span)),
                None if from => {
                    check(State::Unknown, Reason::VariablesElsewhere { container }).at(place)
                }
                None => {
                    let pod = pod.item.metadata.name.value.clone();
                    check(State::Fail, Reason::PodIdentityNotInjected { pod }).at(place)
                }
            }
        }
        _ if !present => check(State::Fail, Reason::WebhookAbsent),
        Who::Pod(pod) => match pod.item.metadata.label(OPT_OUT_LABEL) {
            Some(label) => {
                let reason = Reason::WebhookOptedOut { label: label.key.value.clone() };
                check(State::Fail, reason).at(pod.place(label.key.span))
            }
            None => check(webhook_state(walk), injected),
        },
        _ => check(webhook_state(walk), injected),
    };
    walk.record(checked);
}

/// Whether the pod reaches the agent on its node, and the agent EKS.
fn network(walk: &mut Walk<'_>) {
    let check = |state, reason| Check::new(Gate::Network, Step::StsReached, state, reason);
    let agent = options::word(walk, &["podIdentity", "agent"], &["running", "stopped"]);
    let reach = options::word(walk, &["podIdentity", "reach"], &["ok", "timeout", "dns", "tls"]);
    let stopped = agent.as_ref().filter(|agent| &*agent.value == "stopped");
    let unreached = reach.as_ref().filter(|reach| &*reach.value != "ok");
    let windows = walk.process.pod.as_ref().is_some_and(|pod| pod.windows);
    // The agent is a DaemonSet of Linux nodes, of which Fargate has none.
    let compute = match walk.world.settings.compute {
        Compute::Fargate => Some("fargate"),
        Compute::Windows => Some("windows"),
        Compute::Ec2 => windows.then_some("windows"),
    };
    let problem = stopped.or(unreached);
    if let Some(problem) = problem {
        let place = options::place(walk, problem);
        let reason = Reason::AgentUnreachable { problem: problem.value.clone() };
        walk.record(check(State::Fail, reason).at(place));
    } else if let Some(compute) = compute {
        let reason = Reason::AgentUnreachable { problem: compute.into() };
        walk.record(check(State::Fail, reason));
    } else if let Some((proxy, place)) = proxy(walk) {
        let address = process::value(walk, AGENT_URI).unwrap_or_else(|| AGENT[0].into());
        let reason = Reason::ProxySwallowsAgent { proxy, address };
        walk.record(check(State::Fail, reason).at(place));
    } else if agent.is_some() {
        walk.record(check(State::Pass, Reason::AgentReached));
    } else {
        walk.assume(Assumed::Network, "agent".into());
        walk.record(check(State::Assumed, Reason::AgentReached));
    }
}

/// A proxy for plain HTTP that the agent's address is not excepted from.
fn proxy(walk: &Walk<'_>) -> Option<(Text, Option<Place>)> {
    let either =
        |names: [&str; 2]| names.into_iter().find_map(|name| process::variable(walk, name));
    let proxy = either(["HTTP_PROXY", "http_proxy"])?;
    let excepted = either(["NO_PROXY", "no_proxy"]).and_then(|it| it.value.as_ref());
    let uri = process::value(walk, AGENT_URI);
    let address = if uri.is_some_and(|uri| uri.contains('[')) { AGENT[1] } else { AGENT[0] };
    let bare = address.trim_matches(['[', ']']);
    let names_it = excepted.is_some_and(|list| {
        let mut hosts = list.value.split(',').map(str::trim);
        hosts.any(|host| {
            let block = host.strip_suffix("/16").or_else(|| host.strip_suffix("/32"));
            host == "*"
                || host == address
                || host == bare
                || block.is_some_and(|it| it == bare || it == "169.254.0.0" && address == AGENT[0])
        })
    });
    let value = proxy.value.as_ref().map(|value| value.value.clone()).unwrap_or_default();
    (!names_it).then(|| (value, walk.pod_place(proxy.span)))
}

// ---- trust -----------------------------------------------------------------------------------

fn trust(walk: &mut Walk<'_>, association: Given<'_, Association>) {
    let Some(policy) = trust::find(walk) else { return };
    if let Some(check) = trust::refusal(walk, policy) {
        walk.trust_decided_by = Some(walk.checks.len());
        return walk.record(check);
    }
    let account = walk.role_account();
    let context = context(walk, association);
    let tags = !disabled(association, "disableSessionTags");
    let asks =
        Asks { caller: Caller::Service(SERVICE), account: &account, context: &context, tags };
    if !asks.of(walk, policy) {
        return;
    }
    let first = walk.role_arn().unwrap_or_default();
    let target = association.item.node.get("targetRoleArn").and_then(Node::spanned);
    let role = match target {
        Some(target) => {
            let place = association.place(target.span);
            if !second(walk, &first, &target.value, place, &context, tags) {
                return;
            }
            target.value
        }
        None => first,
    };
    let session = session(walk, association);
    walk.agent_gives = assumed_role_arn(&role, &session).map(Text::from);
}

fn disabled(association: Given<'_, Association>, key: &str) -> bool {
    association.item.node.get(key).and_then(Node::boolean).unwrap_or(false)
}

/// The session's name, which ends in an id of EKS's own.
fn session(walk: &mut Walk<'_>, association: Given<'_, Association>) -> Text {
    let cluster = association.item.node.get("clusterName").and_then(Node::text).cloned();
    let pod = walk.process.pod.as_ref().map(|pod| pod.metadata.name.value.clone());
    let (cluster, pod) = (cluster.unwrap_or_default(), pod.unwrap_or_default());
    let name: Text =
        format!("eks-{cluster}-{pod}-00000000").chars().take(64).collect::<String>().into();
    walk.assume(Assumed::SessionName, name.clone());
    name
}

/// One call of STS, which needs two actions where the session is tagged.
struct Asks<'a> {
    caller: Caller<'a>,
    account: &'a str,
    context: &'a Context,
    tags: bool,
}

impl Asks<'_> {
    const fn request<'a>(&'a self, action: &'a str) -> Request<'a> {
        Request {
            action,
            caller: self.caller,
            account: self.account,
            resource: None,
            context: self.context,
        }
    }

    /// Evaluates a trust policy, records every part, and says whether it lets the call in.
    fn of(&self, walk: &mut Walk<'_>, policy: Given<'_, TrustPolicy>) -> bool {
        let mut trace = Trace::new(policy.file);
        let document = &policy.item.policy;
        let decision = decide(document, &self.request(ASSUME), &mut trace);
        let unknown = trace.hinges_on_unknown(decision);
        let place = policy.place(document.span);
        let mut decisive = trace.decisive(decision, place);
        if unknown {
            decisive.state = State::Unknown;
        }
        walk.checks.extend(trace.into_checks());
        let tagged =
            !self.tags || decide(document, &self.request(TAG), &mut Silent) == Decision::Allow;
        if decision == Decision::Allow && !unknown && !tagged {
            decisive = trust::check(State::Fail, Reason::TagSessionMissing).at(decisive.at);
        }
        let let_in = decision == Decision::Allow && tagged;
        walk.trust_decided_by = Some(walk.checks.len());
        walk.record(decisive);
        let_in
    }
}

/// Whether the role of the association may go on to the one in another account.
fn second(
    walk: &mut Walk<'_>,
    first: &str,
    target: &Text,
    place: Place,
    context: &Context,
    tags: bool,
) -> bool {
    let is_it = |role: &&Given<'_, crate::model::aws::Role>| {
        role.item.arn.as_ref().is_some_and(|arn| arn.value == *target)
    };
    let role = walk.world.roles.iter().find(is_it).copied();
    let policy = role.and_then(|role| {
        let item = role.item.trust.as_ref()?;
        Some(Given { file: role.file, broken: role.broken, span: item.span, item })
    });
    let Some(policy) = policy else {
        let name = target.rsplit('/').next().unwrap_or_default();
        walk.miss(Gate::Trust, Artefacts::Role, format!("aws iam get-role --role-name {name}"));
        walk.trust_decided_by = Some(walk.checks.len());
        let reason = Reason::RoleNotGiven { role: target.clone() };
        walk.record(trust::check(State::Unknown, reason).at(place));
        return false;
    };
    let account = crate::arn::Arn::parse(target).map_or("", |arn| arn.account).to_owned();
    let asks = Asks { caller: Caller::Aws(first), account: &account, context, tags };
    asks.of(walk, policy)
}

/// The keys of the call: who it is made for, as tags, and for which cluster. What EKS names as the
/// source is the cluster, not the association.
fn context(walk: &Walk<'_>, association: Given<'_, Association>) -> Context {
    let text = |key: &str| association.item.node.get(key).and_then(Node::text).cloned();
    let arn = text("associationArn").unwrap_or_default();
    let named = crate::arn::Arn::parse(&arn);
    let region = named.as_ref().map_or(&*walk.region, |arn| arn.region);
    let of_role = walk.role_account();
    let account = named.as_ref().map_or(&*of_role, |arn| arn.account);
    let partition = named.as_ref().map_or("aws", |arn| arn.partition);
    let cluster = text("clusterName").unwrap_or_default();
    let cluster_arn = format!("arn:{partition}:eks:{region}:{account}:cluster/{cluster}");
    let mut context = Context::default()
        .with("aws:SourceAccount", account)
        .with("aws:SourceArn", cluster_arn.clone())
        .with("aws:RequestedRegion", region)
        .with("aws:SecureTransport", "true")
        .with("aws:CurrentTime", walk.now.to_string())
        .with("aws:EpochTime", walk.now.0.to_string())
        .with_unknown("aws:SourceOrgID")
        .with_unknown("aws:SourceOrgPaths")
        .with_unknown("sts:RoleSessionName");
    if let Some(id) = text("externalId") {
        context = context.with("sts:ExternalId", id);
    }
    if disabled(association, "disableSessionTags") {
        return context;
    }
    let pod = walk.process.pod.as_ref();
    let uid = pod.and_then(|pod| pod.node.path(&["metadata", "uid"])).and_then(Node::text).cloned();
    let name = pod.map(|pod| pod.metadata.name.value.clone());
    let tags = [
        ("eks-cluster-arn", Some(cluster_arn.into())),
        ("eks-cluster-name", Some(cluster)),
        ("kubernetes-namespace", Some(walk.namespace())),
        ("kubernetes-service-account", Some(walk.account_name())),
        ("kubernetes-pod-name", name.filter(|_| uid.is_some())),
        ("kubernetes-pod-uid", uid),
    ];
    for (key, value) in &tags {
        let values = match value {
            Some(value) => Values::Known(vec![value.clone()]),
            None => Values::Unknown,
        };
        context.insert(&format!("aws:RequestTag/{key}"), values, None);
    }
    let keys: Vec<Text> = tags.iter().map(|(key, _)| Text::from(*key)).collect();
    context.with_values("aws:TagKeys", keys.clone()).with_values("sts:TransitiveTagKeys", keys)
}
