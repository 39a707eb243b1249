//! What runs, with more than the webhook for annotated accounts: associations that it knows of, the
//! order in which things happened, and what the SDK takes first and calls.

use super::chain::names_region;
use super::{options, process, webhook};
use crate::iam::Decimal;
use crate::irsa::process::{Variables, seat, webhook_settings};
use crate::irsa::walk::Walk;
use crate::irsa::who::Who;
use crate::k8s::webhook::agent::{self, FULL_URI};
use crate::k8s::webhook::{Decision, Untouched};
use crate::model::settings::Compute;
use crate::sdk::{Origin, Regionless, Sdk};
use crate::source::Node;

/// How long the webhook waits for an account that it does not know yet, in milliseconds; the
/// default of `--service-account-lookup-grace-period`. For an association it does not wait.
const GRACE: i64 = 100;
/// Regions that have the global endpoint in the mode `legacy`; the others have their own:
/// <https://docs.aws.amazon.com/sdkref/latest/guide/feature-sts-regionalized-endpoints.html>.
const LEGACY: [&str; 15] = [
    "ap-northeast-1",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ca-central-1",
    "eu-central-1",
    "eu-north-1",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
];

/// The label of the pods that a Fargate profile takes.
pub(super) const FARGATE_LABEL: &str = "eks.amazonaws.com/fargate-profile";

pub(super) fn judge(walk: &mut Walk<'_>) {
    admission(walk);
    let name = options::text(walk, &["sdk", "name"]);
    let sdk = name.and_then(|name| Sdk::named(&name.value));
    let version = options::text(walk, &["sdk", "version"]).map(|version| version.value);
    if let Some(sdk) = sdk {
        walk.usual_session = Some(sdk.session_name(walk.now));
    }
    let disabled = process::value(walk, "AWS_EC2_METADATA_DISABLED");
    if disabled.is_some_and(|value| value.eq_ignore_ascii_case("true")) {
        walk.world.settings.imds.unreachable = true;
    }
    if on_fargate(walk) {
        walk.world.settings.compute = Compute::Fargate;
    }
    endpoint(walk, sdk, version.as_deref());
    let agent = process::value(walk, FULL_URI);
    let agent = agent.is_some_and(|uri| is_agent(&uri));
    let web_identity = matches!(walk.process.variables, Variables::Both { .. });
    walk.agent_alone = agent && matches!(walk.process.variables, Variables::Neither);
    let order: Vec<Origin> = match (options::node(walk, &["sdk", "chain"]), sdk) {
        (Some(own), _) => own.items().iter().filter_map(named).collect(),
        (None, Some(sdk)) => sdk.chain(version.as_deref()).collect(),
        (None, None) => Vec::new(),
    };
    let place = |origin| order.iter().position(|it| *it == origin);
    let first = place(Origin::Container).is_some_and(|container| {
        place(Origin::WebIdentity).is_none_or(|identity| container < identity)
    });
    if agent && web_identity && first {
        walk.association_counts = Some(true);
    }
}

/// Whether the pod says itself that Fargate runs it: the scheduler, the node and the label are
/// those that EKS gives to its pods there.
fn on_fargate(walk: &Walk<'_>) -> bool {
    let Some(pod) = &walk.process.pod else { return false };
    let text = |path: &[&str]| pod.node.path(path).and_then(Node::text);
    let scheduler = text(&["spec", "schedulerName"]).is_some_and(|it| &**it == "fargate-scheduler");
    let node = text(&["spec", "nodeName"]).is_some_and(|it| it.starts_with("fargate-"));
    scheduler || node || pod.metadata.label(FARGATE_LABEL).is_some()
}

fn named(node: &Node) -> Option<Origin> {
    node.text().and_then(|word| Origin::named(word))
}

/// Whether an address is one of the agent's.
fn is_agent(uri: &str) -> bool {
    uri.contains("169.254.170.23") || uri.contains("[fd00:ec2::23]")
}

/// A manifest is admitted with what the webhook knows when the pod is created.
fn admission(walk: &mut Walk<'_>) {
    walk.unseen = webhook::unseen(walk);
    let Who::Pod(given) = walk.who else { return };
    if given.item.live {
        return;
    }
    if walk.unseen.is_some() {
        let decision = Decision::Untouched(Untouched::WebhookAbsent);
        return seat(walk, given, given.item.clone(), Some(decision));
    }
    let account = walk.account();
    let before = |file| late(walk, given.file, file);
    let account_late = account.is_some_and(|account| before(account.file) > GRACE);
    let association = walk.associated();
    let associated = association.is_some_and(|it| before(it.file) <= 0);
    if association.is_some() && !associated {
        walk.association_counts = Some(false);
    }
    let known = account.filter(|_| !account_late).map(|account| account.item);
    if associated {
        let admitted = agent::admit(given.item, known, &webhook_settings(walk));
        seat(walk, given, admitted.pod, Some(admitted.decision));
    } else if account_late {
        let decision = Decision::Untouched(Untouched::AccountUnknown);
        walk.account_late = true;
        seat(walk, given, given.item.clone(), Some(decision));
    }
}

/// How long after a pod's file another one was applied, in milliseconds, as far as a timeline says
/// so.
fn late(walk: &Walk<'_>, pod: usize, other: usize) -> i64 {
    let Some(timeline) = options::node(walk, &["timeline"]) else { return 0 };
    let at = |file: usize| {
        let name = walk.file_name(file);
        let entries = timeline.items().iter().map(Node::resolve);
        let mut of_file = entries.filter(|it| it.get("apply").and_then(Node::text) == Some(&name));
        of_file.find_map(applied_at)
    };
    at(other).zip(at(pod)).map_or(0, |(other, pod)| other.saturating_sub(pod))
}

/// When an entry of a timeline is applied, in milliseconds.
pub(super) fn applied_at(entry: &Node) -> Option<i64> {
    Decimal::parse(entry.get("at")?.text()?)?.thousandths()
}

/// Which endpoint of STS the SDK calls, where the settings do not say it.
fn endpoint(walk: &mut Walk<'_>, sdk: Option<&Sdk>, version: Option<&str>) {
    let Some(sdk) = sdk.filter(|_| !walk.world.settings.sts.chosen) else { return };
    let set = process::value(walk, "AWS_STS_REGIONAL_ENDPOINTS");
    let legacy = match set.as_deref() {
        _ if !sdk.reads_endpoint_mode(version) => false,
        Some("legacy") => true,
        Some(_) => false,
        None => sdk.is_legacy(version),
    };
    // A variable that it does not read leaves it without a region, and it goes on all the same: to
    // `sts.amazonaws.com`, or to us-east-1.
    let other = ["AWS_REGION", "AWS_DEFAULT_REGION"]
        .into_iter()
        .any(|name| process::variable(walk, name).is_some());
    let lost = matches!(sdk.regionless, Regionless::Goes)
        && other
        && !names_region(walk, sdk, version)
        && process::profile(walk).is_none();
    walk.world.settings.sts.global = lost || legacy && LEGACY.contains(&&*walk.region);
}
