//! EKS Pod Identity, beside IRSA: an association gives an account its role, the webhook points the
//! SDK to an agent on the node, and EKS assumes the role for it. No OIDC provider plays a part.

use std::rc::Rc;

use super::{agent, chain, pointed, policies};
use crate::iam::context::Values;
use crate::iam::{ASSUME, Caller, Context, Decision, Request, Silent, Trace, decide};
use crate::irsa::trust;
use crate::irsa::walk::{RoleInUse, Walk};
use crate::irsa::who::Who;
use crate::irsa::world::Given;
use crate::model::aws::{Association, TrustPolicy};
use crate::report::{Artefacts, Assumed};
use crate::sdk::Origin;
use crate::source::Node;
use crate::sts::answer::assumed_role_arn;
use crate::{Check, Finding, Gate, Place, Reason, State, Step, Text};

/// Who assumes the role.
pub(super) const SERVICE: &str = "pods.eks.amazonaws.com";
/// How much of the room for packed tags the six tags of EKS were seen to take, in percent. How
/// tags are packed is not published.
const PACKED: u32 = 74;
/// The action the trust policy has to allow beside the one that assumes the role.
pub(super) const TAG: &str = "sts:TagSession";

pub(super) fn judge(walk: &mut Walk<'_>) {
    let association = walk.association();
    match association {
        Some(association) => binding(walk, association),
        None => not_given(walk),
    }
    pointed::judge(walk);
    chain::judge(walk, Origin::Container);
    let subject = crate::oidc::mint::subject(&walk.namespace(), &walk.account_name());
    let minted = Reason::TokenMinted { subject: subject.into(), audience: SERVICE.into() };
    walk.record(Check::new(Gate::Token, Step::TokenRead, State::Pass, minted));
    agent::network(walk);
    let reason = Rc::new(match association {
        Some(association) => associated(walk, association),
        None => Reason::AssociationNotGiven { account: walk.account_name() },
    });
    for (gate, step) in
        [(Gate::Provider, Step::ProviderFound), (Gate::Audience, Step::AudienceCompared)]
    {
        walk.record(Check::new(gate, step, State::NotApplicable, Rc::clone(&reason)));
    }
    match association {
        Some(association) => {
            agreement(walk, association);
            trust(walk, association);
        }
        None => walk.record(trust::check(State::Unknown, Reason::RoleUnknown)),
    }
}

/// The pod is pointed to the agent; which role that hands out was not given.
fn not_given(walk: &mut Walk<'_>) {
    let (namespace, account) = (walk.namespace(), walk.account_name());
    let command = format!(
        "aws eks list-pod-identity-associations --cluster-name CLUSTER --namespace {namespace} \
         --service-account {account}"
    );
    walk.miss(Gate::Binding, Artefacts::Association, command);
    let reason = Reason::AssociationNotGiven { account };
    walk.record(Check::new(Gate::Binding, Step::AnnotationsRead, State::Unknown, reason));
}

/// What an association and a web identity mean beside each other: for new pods the association
/// counts, a running one keeps what it was given.
pub(super) fn beside(walk: &mut Walk<'_>) {
    let Some(association) = walk.associated() else { return };
    if let (Who::Pod(pod), None) = (walk.who, walk.association()) {
        let name = &pod.item.metadata.name;
        let reason = Reason::PodKeepsWebIdentity { pod: name.value.clone() };
        return walk.find(pod.file, Finding::info(reason, name.span));
    }
    let Some(account) = walk.account() else { return };
    let Some(role) = account.item.role_arn().filter(|role| !role.value.is_empty()) else { return };
    let reason = Reason::AnnotationBesideAssociation { annotation: role.value.clone() };
    let finding = Finding::info(reason, role.span);
    if walk.association().is_some_and(|it| it.span == association.span) {
        walk.find(account.file, finding);
    }
}

/// The session policy of the association, which narrows what its role may do.
pub(super) fn session_policy(walk: &mut Walk<'_>) -> Option<Vec<policies::Written>> {
    let association = walk.association()?;
    let node = association.item.node.get("policy").filter(|it| it.text().is_some())?.clone();
    let written = policies::read(walk, &node, association.place(node.span))?;
    Some(vec![written])
}

/// What EKS says of an association besides its role.
fn agreement(walk: &mut Walk<'_>, association: Given<'_, Association>) {
    let tagged = !disabled(association, "disableSessionTags");
    let node = |key: &str| association.item.node.get(key);
    let policy = node("policy").filter(|it| it.text().is_some_and(|it| !it.is_empty()));
    if let Some(policy) = policy.filter(|_| tagged) {
        let finding = Finding::error(Reason::SessionPolicyWithTags, policy.span);
        walk.find(association.file, finding);
    }
    if let Some(target) = node("targetRoleArn").filter(|it| tagged && it.text().is_some()) {
        let reason = Reason::SessionTagsPacked { percent: PACKED };
        walk.find(association.file, Finding::info(reason, target.span));
    }
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
    let account = owner(walk, association);
    let elsewhere = |role: &Text| {
        let own = crate::arn::Arn::parse(role)?.account.to_owned();
        account.clone().filter(|account| **account != *own)
    };
    let checked = match role.map(|role| (elsewhere(&role.value), role.value)) {
        Some((Some(account), role)) => {
            check(State::Fail, Reason::AssociationRoleElsewhere { role, account })
        }
        Some(_) => check(State::Pass, associated(walk, association)),
        None => check(State::Unknown, Reason::BindingNotGiven { account: walk.account_name() }),
    };
    walk.record(checked.at(association.place(span)));
}

/// The account of the association's cluster: its own ARN names it, else that of the cluster with
/// the name that it says.
fn owner(walk: &Walk<'_>, association: Given<'_, Association>) -> Option<Text> {
    let text = |key: &str| association.item.node.get(key).and_then(Node::text);
    let account = |arn: &Text| Some(Text::from(crate::arn::Arn::parse(arn)?.account));
    if let Some(own) = text("associationArn") {
        return account(own);
    }
    let name = text("clusterName")?;
    let is_it =
        |arn: &&Text| arn.rsplit_once(":cluster/").is_some_and(|(_, named)| *named == **name);
    let arns = walk.world.clusters.iter().filter_map(|cluster| cluster.item.arn.as_ref());
    arns.into_iter().find(is_it).and_then(account)
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
