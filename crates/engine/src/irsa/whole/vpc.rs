//! The way through the VPC: security groups of pods, routes and interface endpoints, as
//! `aws ec2 describe-…` prints them.

use super::network::{HTTPS, addresses, contains, matches};
use crate::irsa::walk::Walk;
use crate::irsa::world::Given;
use crate::report::Artefacts;
use crate::source::Node;
use crate::{Check, Gate, Place, Reason, State, Step, Text};

/// Regions that an account has to switch on.
pub(super) const OPT_IN: [&str; 18] = [
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-4",
    "ap-south-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-west-1",
    "eu-central-2",
    "eu-south-1",
    "eu-south-2",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
];
/// The port of name servers.
const DNS: i64 = 53;
/// What a route out of the VPC may go to. Where it goes on from there is taken to be right.
const WAYS_OUT: [&str; 9] = [
    "NatGatewayId",
    "GatewayId",
    "TransitGatewayId",
    "InstanceId",
    "NetworkInterfaceId",
    "VpcPeeringConnectionId",
    "LocalGatewayId",
    "CarrierGatewayId",
    "CoreNetworkArn",
];

/// Says what stands in the way to a host, or serves it within the VPC.
pub(super) fn judge(walk: &mut Walk<'_>, host: &Text, checks: &mut Vec<Check>) {
    let endpoint = endpoint(walk).filter(|_| !walk.world.settings.sts.global);
    checks.extend(of_pods_groups(walk, host, endpoint));
    let private = endpoint
        .is_some_and(|it| it.item.get("PrivateDnsEnabled").and_then(Node::boolean) == Some(true));
    if let Some(endpoint) = endpoint.filter(|_| private) {
        let shut = shut(walk, endpoint, host);
        let served = || {
            let reason = Reason::EndpointServes {
                endpoint: name(endpoint.item, "VpcEndpointId"),
                host: host.clone(),
            };
            check(State::Pass, reason).at(endpoint.place(endpoint.item.span))
        };
        return checks.push(shut.unwrap_or_else(served));
    }
    let Some(place) = without_way_out(walk) else { return };
    let host = host.clone();
    let missing = match endpoint {
        Some(endpoint) => {
            let reason =
                Reason::EndpointWithoutDns { endpoint: name(endpoint.item, "VpcEndpointId"), host };
            check(State::Fail, reason).at(endpoint.place(endpoint.item.span)).related(Some(place))
        }
        None if walk.world.settings.sts.global || !listed(walk, "VpcEndpoints").is_empty() => {
            check(State::Fail, Reason::NoRoute { host }).at(place)
        }
        None => {
            let filter = "Name=service-name,Values='*.sts'";
            let command = format!(
                "aws ec2 describe-vpc-endpoints --region {} --filters {filter}",
                walk.region
            );
            walk.miss(Gate::Network, Artefacts::Endpoints, command);
            check(State::Unknown, Reason::EndpointsNotGiven { host }).at(place)
        }
    };
    checks.push(missing);
}

fn check(state: State, reason: Reason) -> Check {
    Check::new(Gate::Network, Step::StsReached, state, reason)
}

fn name(node: &Node, key: &str) -> Text {
    node.get(key).and_then(Node::text).cloned().unwrap_or_default()
}

/// The listings under a key.
fn listed<'w>(walk: &Walk<'w>, key: &str) -> Vec<Given<'w, Node>> {
    let lists = walk.world.others.iter().copied();
    let lists = lists.filter_map(|other| Some(Given { item: other.item.get(key)?, ..other }));
    lists.collect()
}

/// What the listings under a key hold.
fn all<'w>(walk: &Walk<'w>, key: &str) -> Vec<Given<'w, Node>> {
    let lists = listed(walk, key).into_iter();
    let each = lists.flat_map(|list| {
        list.item.items().iter().map(move |item| Given { item: item.resolve(), ..list })
    });
    each.collect()
}

/// The interface endpoint for STS in the region, the one with private DNS where there are several.
fn endpoint<'w>(walk: &Walk<'w>) -> Option<Given<'w, Node>> {
    let service = format!(".{}.sts", walk.region);
    let text = |node: &Node, key: &str| name(node, key).to_ascii_lowercase();
    let mut endpoints = all(walk, "VpcEndpoints");
    endpoints.retain(|it| {
        let state = text(it.item, "State");
        text(it.item, "ServiceName").ends_with(&service)
            && (state.is_empty() || state == "available")
    });
    let private = |it: &&Given<'w, Node>| {
        it.item.get("PrivateDnsEnabled").and_then(Node::boolean) == Some(true)
    };
    endpoints.iter().find(private).or(endpoints.first()).copied()
}

// ---- routes ------------------------------------------------------------------------------------

/// Where routes were given and none leads out of the VPC: the first listing of them.
fn without_way_out(walk: &Walk<'_>) -> Option<Place> {
    let first = *listed(walk, "RouteTables").first()?;
    // A pod with security groups of its own has no public address, which internet gateways need.
    let own_groups = groups_of(walk).is_some();
    let out = |route: &Node| {
        let any = [("DestinationCidrBlock", "0.0.0.0/0"), ("DestinationIpv6CidrBlock", "::/0")];
        let everywhere = any.iter().any(|(key, block)| &*name(route, key) == *block);
        let leads = WAYS_OUT.iter().any(|key| route.get(key).is_some());
        let of_internet = name(route, "GatewayId").starts_with("igw-");
        everywhere && leads && !(of_internet && own_groups) && &*name(route, "State") != "blackhole"
    };
    let tables = all(walk, "RouteTables");
    let routes = |table: &Given<'_, Node>| {
        table.item.get("Routes").map(Node::items).unwrap_or_default().iter().any(out)
    };
    (!tables.is_empty() && !tables.iter().any(routes)).then(|| first.place(first.item.span))
}

// ---- security groups ---------------------------------------------------------------------------

/// The policy that gives the pod security groups of its own, and their ids.
pub(super) fn groups_of<'w>(walk: &Walk<'w>) -> Option<(Given<'w, Node>, Vec<Text>)> {
    let pod = walk.process.pod.as_ref()?;
    let namespace = walk.namespace();
    let account = walk.account().map(|account| &account.item.metadata);
    let selects = |policy: &Node| {
        let text = |path: &[&str]| policy.path(path).and_then(Node::text).map(|it| &**it);
        let of_pod = policy.path(&["spec", "podSelector"]);
        let of_account = policy.path(&["spec", "serviceAccountSelector"]);
        text(&["kind"]) == Some("SecurityGroupPolicy")
            && text(&["metadata", "namespace"]).unwrap_or("default") == &*namespace
            && (of_pod.is_some() || of_account.is_some())
            && of_pod.is_none_or(|it| matches(it, &pod.metadata))
            && of_account.is_none_or(|it| account.is_some_and(|account| matches(it, account)))
    };
    let policy = walk.world.others.iter().find(|other| selects(other.item)).copied()?;
    let ids = policy.item.path(&["spec", "securityGroups", "groupIds"]);
    let ids = ids.map(Node::items).unwrap_or_default();
    Some((policy, ids.iter().filter_map(Node::text).cloned().collect()))
}

/// What the groups among `ids` that were given let through to a port.
struct Rules<'w> {
    /// The first of the groups.
    group: Text,
    place: Place,
    permissions: Vec<&'w Node>,
}

/// None where a group was not given, since it may let anything through.
fn rules<'w>(walk: &Walk<'w>, ids: &[Text], key: &str, asked: i64) -> Option<Rules<'w>> {
    let groups = all(walk, "SecurityGroups");
    let known = |id: &Text| groups.iter().find(|it| name(it.item, "GroupId") == *id).copied();
    let found: Vec<_> = ids.iter().map(known).collect::<Option<_>>()?;
    let first = *found.first()?;
    let lets = |permission: &&'w Node| {
        let protocol = name(permission, "IpProtocol");
        let port = |key| permission.get(key).and_then(Node::integer);
        let spans = port("FromPort").is_none_or(|from| from <= asked)
            && port("ToPort").is_none_or(|to| to >= asked);
        let udp = asked == DNS && &*protocol == "udp";
        &*protocol == "-1" || (&*protocol == "tcp" || udp) && spans
    };
    let permissions = found.iter().flat_map(|group| {
        let item: &'w Node = group.item;
        item.get(key).map(Node::items).unwrap_or_default().iter().map(Node::resolve)
    });
    Some(Rules {
        group: ids.first().cloned().unwrap_or_default(),
        place: first.place(first.item.span),
        permissions: permissions.filter(lets).collect(),
    })
}

/// Whether the pod's own groups let it ask a name server, and STS.
fn of_pods_groups(
    walk: &Walk<'_>,
    host: &Text,
    endpoint: Option<Given<'_, Node>>,
) -> Option<Check> {
    let (_, ids) = groups_of(walk)?;
    let blocks = |rules: &Rules<'_>, port: i64, endpoint: Text| {
        let group = rules.group.clone();
        let reason = Reason::SecurityGroupBlocks { group, endpoint, port };
        check(State::Fail, reason).at(rules.place)
    };
    let rules_out = |port| rules(walk, &ids, "IpPermissionsEgress", port);
    let out = rules_out(HTTPS)?;
    if out.permissions.is_empty() {
        return Some(blocks(&out, HTTPS, host.clone()));
    }
    let names = rules_out(DNS)?;
    if names.permissions.is_empty() {
        return Some(blocks(&names, DNS, "CoreDNS".into()));
    }
    let (blocks_out, pairs) = targets(&out);
    let served = endpoint.map(|it| ids_of(it.item)).unwrap_or_default();
    let addresses = addresses(walk);
    let lets_out = |address: &Text| blocks_out.iter().any(|block| contains(block, address));
    if blocks_out.iter().any(|block| block.ends_with("/0"))
        || pairs.iter().any(|pair| served.contains(pair))
        || !addresses.is_empty() && addresses.iter().all(lets_out)
    {
        return None;
    }
    if let Some(address) = addresses.first() {
        return Some(blocks(&out, HTTPS, address.clone()));
    }
    let reason = Reason::SecurityGroupNarrow { group: out.group.clone(), endpoint: host.clone() };
    Some(check(State::Unknown, reason).at(out.place))
}

/// The address blocks and the groups that permissions name.
fn targets(rules: &Rules<'_>) -> (Vec<Text>, Vec<Text>) {
    let named = |list: &str, key: &str| -> Vec<Text> {
        let lists = rules.permissions.iter().filter_map(|it| it.get(list));
        lists.flat_map(Node::items).map(|it| name(it.resolve(), key)).collect()
    };
    let blocks = [named("IpRanges", "CidrIp"), named("Ipv6Ranges", "CidrIpv6")].concat();
    (blocks, named("UserIdGroupPairs", "GroupId"))
}

/// The ids of an endpoint's groups.
fn ids_of(endpoint: &Node) -> Vec<Text> {
    let groups = endpoint.get("Groups").map(Node::items).unwrap_or_default();
    groups.iter().map(|group| name(group.resolve(), "GroupId")).collect()
}

/// Whether the endpoint's groups let nobody in.
fn shut(walk: &Walk<'_>, endpoint: Given<'_, Node>, host: &Text) -> Option<Check> {
    let rules = rules(walk, &ids_of(endpoint.item), "IpPermissions", HTTPS)?;
    let (blocks, pairs) = targets(&rules);
    let lists = rules.permissions.iter().filter_map(|it| it.get("PrefixListIds"));
    if !blocks.is_empty() || !pairs.is_empty() || lists.flat_map(Node::items).next().is_some() {
        return None;
    }
    let reason =
        Reason::SecurityGroupBlocks { group: rules.group, endpoint: host.clone(), port: HTTPS };
    let place = endpoint.place(endpoint.item.span);
    Some(check(State::Fail, reason).at(rules.place).related(Some(place)))
}
