//! The way to STS, or to the Pod Identity agent.

use super::account::created;
use super::{Bench, run};
use crate::fix::{Candidate, Edit, FixKind, plain};
use crate::irsa::whole::seat::FARGATE_LABEL;
use crate::irsa::whole::{called, options};
use crate::source::Node;
use crate::source::edit::{set, string, with_item, without};
use crate::{Check, Place, Reason, Text};

/// The port of STS.
const HTTPS: i64 = 443;
/// The port of the Pod Identity agent.
const HTTP: i64 = 80;

/// The agent's addresses, which a proxy must not get.
const AGENT: &str = "169.254.170.23,[fd00:ec2::23]";

pub(super) fn remedies(bench: &Bench<'_>, check: &Check) -> Vec<Candidate> {
    let found = match (&*check.reason, check.at) {
        (Reason::EndpointUnreachable { problem }, _) => bench.reached(problem),
        (Reason::RegionDisabled { .. }, _) => bench.activated(),
        (Reason::NetworkPolicyBlocks { .. }, Some(at)) => bench.opened(at),
        (Reason::NetworkPolicyAgent { address, .. }, Some(at)) => {
            bench.opened_to(at, &[single(address)], HTTP)
        }
        (Reason::SecurityGroupBlocks { group, port, .. }, Some(at)) => {
            let ways = [("IpPermissionsEgress", "egress"), ("IpPermissions", "ingress")];
            return ways.into_iter().filter_map(|way| bench.group(at, group, *port, way)).collect();
        }
        (Reason::NoRoute { .. }, _) => bench.with_endpoint(),
        (Reason::EndpointWithoutDns { endpoint, .. }, Some(at)) => bench.with_dns(at, endpoint),
        (Reason::PartitionDiffers { expected, actual }, Some(at)) => {
            return bench.of_partition(expected, actual, at);
        }
        (Reason::RegionMalformed { region }, Some(at)) => bench.in_region(region, at),
        (Reason::EndpointElsewhere { .. }, _) => {
            bench.on_pod(FixKind::RemoveVariables, bench.without_variables(&called::ENDPOINTS))
        }
        (Reason::AgentUnreachable { problem }, _) => bench.agent(problem),
        (Reason::ProxySwallowsAgent { .. }, _) => bench.past_proxy(),
        _ => None,
    };
    found.into_iter().collect()
}

impl Bench<'_> {
    /// Opens the way: an endpoint of STS in the VPC is the one that needs no way out of it.
    fn reached(&self, problem: &str) -> Option<Candidate> {
        let edit = self.settings(&["sts", "reach"], "ok")?;
        let region = &self.walk.region;
        // Another name, or an image without certificates, is none of the network's.
        let command = (problem != "tls").then(|| create_endpoint(region));
        let mut edits = vec![edit];
        if self.walk.world.settings.sts.global {
            edits.extend(self.settings(&["sts", "endpoint"], "regional"));
        }
        Some(run(FixKind::ReachEndpoint, command, edits))
    }

    /// The endpoint of STS in the VPC, which needs no way out of it.
    fn with_endpoint(&self) -> Option<Candidate> {
        let region = &self.walk.region;
        let text = format!(
            "{{\"VpcEndpoints\": [{{\"VpcEndpointId\": \"vpce-created\", \
             \"VpcEndpointType\": \"Interface\", \"ServiceName\": {}, \
             \"State\": \"available\", \"PrivateDnsEnabled\": true}}]}}\n",
            string(&format!("com.amazonaws.{region}.sts"))
        );
        let mut edits = vec![created("created-vpc-endpoints.json", text)];
        if self.walk.world.settings.sts.global {
            edits.extend(self.settings(&["sts", "endpoint"], "regional"));
        }
        Some(run(FixKind::ReachEndpoint, Some(create_endpoint(region)), edits))
    }

    /// Lets the endpoint answer for the name that SDKs call.
    fn with_dns(&self, at: Place, id: &str) -> Option<Candidate> {
        let edit = self.set(at.file, &self.node(at)?, &["PrivateDnsEnabled"], "true")?;
        let command =
            format!("aws ec2 modify-vpc-endpoint --vpc-endpoint-id {id} --private-dns-enabled");
        Some(run(FixKind::ReachEndpoint, Some(command), vec![edit]))
    }

    /// Opens a security group for one port, one way.
    fn group(&self, at: Place, id: &str, port: i64, way: (&str, &str)) -> Option<Candidate> {
        let (key, word) = way;
        let group = self.node(at)?;
        let protocol = if port == HTTPS { "tcp" } else { "udp" };
        let rule = format!(
            "{{\"IpProtocol\": \"{protocol}\", \"FromPort\": {port}, \"ToPort\": {port}, \
             \"IpRanges\": [{{\"CidrIp\": \"0.0.0.0/0\"}}]}}"
        );
        let text = self.text(at.file);
        let list = group.get(key).filter(|list| !list.items().is_empty());
        let change = match list {
            Some(list) => with_item(text, list, &rule)?,
            None => set(text, &group, &[key], &format!("[{rule}]"))?,
        };
        let command = format!(
            "aws ec2 authorize-security-group-{word} --group-id {id} --protocol {protocol} \
             --port {port} --cidr 0.0.0.0/0"
        );
        let edit = self.edit(at.file, change)?;
        Some(run(FixKind::OpenSecurityGroup, Some(command), vec![edit]))
    }

    fn activated(&self) -> Option<Candidate> {
        let edit = self.settings(&["sts", "active"], "true")?;
        Some(plain(FixKind::ActivateRegion, vec![edit]))
    }

    /// Lets a network policy send to the addresses that STS is known to have, or to any on its
    /// port.
    fn opened(&self, at: Place) -> Option<Candidate> {
        let addresses = options::node(self.walk, &["addresses"]);
        let known = addresses.iter().flat_map(Node::one_or_many).filter_map(Node::text).cloned();
        let mut blocks: Vec<Text> = known.map(|address| single(&address)).collect();
        if blocks.is_empty() {
            blocks.push("0.0.0.0/0".into());
        }
        self.opened_to(at, &blocks, HTTPS)
    }

    fn opened_to(&self, at: Place, blocks: &[Text], port: i64) -> Option<Candidate> {
        let policy = self.node(at)?;
        let to = |block: &Text| format!("{{\"ipBlock\": {{\"cidr\": {}}}}}", string(block));
        let to: Vec<String> = blocks.iter().map(to).collect();
        let rule = format!(
            "{{\"to\": [{}], \"ports\": [{{\"protocol\": \"TCP\", \"port\": {port}}}]}}",
            to.join(", ")
        );
        let text = self.text(at.file);
        let list = policy.path(&["spec", "egress"]).filter(|list| !list.items().is_empty());
        let change = match list {
            Some(list) => with_item(text, list, &rule)?,
            None => set(text, &policy, &["spec", "egress"], &format!("[{rule}]"))?,
        };
        let file = self.walk.file_name(at.file);
        let edit = self.edit(at.file, change)?;
        let command = Some(format!("kubectl apply -f {file}"));
        Some(run(FixKind::OpenNetworkPolicy, command, vec![edit]))
    }

    /// A role of the partition that the pod runs in.
    fn of_partition(&self, expected: &str, actual: &str, at: Place) -> Vec<Candidate> {
        let value = self.walk.role_arn().unwrap_or_default();
        let (old, new) = (format!("arn:{actual}:"), format!("arn:{expected}:"));
        self.correct_role(&value.replacen(&old, &new, 1), at)
    }

    /// The region that was meant.
    fn in_region(&self, region: &str, at: Place) -> Option<Candidate> {
        let edit = self.replace(at, string(&called::meant(self.walk, region)?))?;
        self.on_pod(FixKind::SetRegion, vec![edit])
    }

    fn agent(&self, problem: &str) -> Option<Candidate> {
        if matches!(problem, "fargate" | "windows") {
            let edits: Vec<Edit> = self.settings(&["compute"], "ec2").into_iter().collect();
            let on_node = self.off_fargate();
            if !on_node.is_empty() {
                return self
                    .on_pod(FixKind::UseLinuxNode, edits.into_iter().chain(on_node).collect());
            }
            return (!edits.is_empty()).then(|| plain(FixKind::UseLinuxNode, edits));
        }
        let set = |key: &str, value: &str| {
            let old = options::text(self.walk, &["podIdentity", key])?;
            (*old.value != *value).then_some(())?;
            self.settings(&["podIdentity", key], value)
        };
        let edits: Vec<Edit> =
            [set("agent", "running"), set("reach", "ok")].into_iter().flatten().collect();
        let cluster = self.walk.association().and_then(|association| {
            association.item.node.get("clusterName").and_then(Node::text).cloned()
        });
        let cluster = cluster.unwrap_or_else(|| "NAME".into());
        let command = format!(
            "aws eks create-addon --cluster-name {cluster} --addon-name eks-pod-identity-agent"
        );
        let command = (problem == "stopped").then_some(command);
        (!edits.is_empty()).then(|| run(FixKind::StartAgent, command, edits))
    }

    /// Takes out of the pod what EKS gives to those that Fargate runs.
    fn off_fargate(&self) -> Vec<Edit> {
        let Some(pod) = self.pod() else { return Vec::new() };
        let node = |path: &[&str]| pod.item.node.path(path);
        let held = [
            (node(&["spec"]), "schedulerName", "fargate-scheduler"),
            (node(&["spec"]), "nodeName", "fargate-"),
            (node(&["metadata", "labels"]), FARGATE_LABEL, ""),
        ];
        let of_fargate = held.into_iter().filter_map(|(map, key, start)| {
            let map = map?;
            map.get(key)?.text()?.starts_with(start).then_some(())?;
            self.edit(pod.file, without(self.text(pod.file), map, key)?)
        });
        of_fargate.collect()
    }

    /// Names the agent's addresses among those that go past the proxy.
    fn past_proxy(&self) -> Option<Candidate> {
        let own = self.walk.process.container.as_ref()?.set_variable("NO_PROXY");
        let own = own.and_then(|variable| variable.value.as_ref());
        let edits = match own {
            Some(list) => {
                let place = self.walk.pod_place(list.span)?;
                let text = string(&format!("{},{AGENT}", list.value));
                self.replace(place, text).into_iter().collect()
            }
            None => self.with_variable("NO_PROXY", AGENT),
        };
        self.on_pod(FixKind::ExceptAgent, edits)
    }
}

/// What makes an endpoint of STS in a VPC.
fn create_endpoint(region: &str) -> String {
    let suffix = if region.starts_with("cn-") { "cn.com.amazonaws" } else { "com.amazonaws" };
    format!(
        "aws ec2 create-vpc-endpoint --vpc-endpoint-type Interface \
         --service-name {suffix}.{region}.sts --private-dns-enabled \
         --vpc-id VPC --subnet-ids SUBNETS --security-group-ids GROUPS"
    )
}

/// The block that holds one address alone.
fn single(address: &str) -> Text {
    let bits = if address.contains(':') { 128 } else { 32 };
    format!("{address}/{bits}").into()
}
