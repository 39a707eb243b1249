//! What is shown of a simulated instant. Plain data, in strings and whole numbers, so that a worker
//! can send it as JSON.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Everything at one instant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Whole seconds since the simulation began.
    pub t: u32,
    /// How far the provisioning is.
    pub stage: Stage,
    /// The region, as `us-east-1`.
    pub region: String,
    /// Terraform's resources by address, each with the id of its [`crate::Progress`].
    pub resources: Vec<Resource>,
    /// Whether `terraform apply` runs.
    pub applying: bool,
    /// The control plane; none before `aws_eks_cluster` is being made.
    pub control_plane: Option<ControlPlane>,
    /// The zones that a subnet, a node or the control plane is in.
    pub zones: Vec<Zone>,
    /// The subnets.
    pub subnets: Vec<Subnet>,
    /// The managed node groups.
    pub node_groups: Vec<NodeGroup>,
    /// The Fargate profiles.
    pub fargate_profiles: Vec<FargateProfile>,
    /// The nodes, those that run only one Fargate pod among them.
    pub nodes: Vec<Node>,
    /// The pods.
    pub pods: Vec<Pod>,
    /// The pod disruption budgets.
    pub budgets: Vec<Budget>,
    /// The EKS add-ons.
    pub add_ons: Vec<AddOn>,
    /// The load balancers of Services and Ingresses.
    pub load_balancers: Vec<LoadBalancer>,
    /// The faults that stand.
    pub faults: Vec<super::command::Fault>,
    /// Money, traffic and latency.
    pub meters: Meters,
}

/// The four steps from an empty account to a running pod.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// The control plane is made.
    Cluster,
    /// Nodes are made and join.
    Nodes,
    /// The cluster is reached: kubeconfig, access entries, add-ons.
    Connect,
    /// Workloads run.
    Workloads,
}

impl Stage {
    /// Every stage, in order.
    pub const ALL: [Self; 4] = [Self::Cluster, Self::Nodes, Self::Connect, Self::Workloads];

    /// The id, as in JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Cluster => "cluster",
            Self::Nodes => "nodes",
            Self::Connect => "connect",
            Self::Workloads => "workloads",
        }
    }
}

/// A Terraform resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resource {
    /// Its address, as `aws_eks_cluster.main`.
    pub address: String,
    /// The id of its [`crate::Progress`], as `creating`.
    pub state: String,
}

/// The control plane, in a VPC of AWS.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ControlPlane {
    /// The address of the cluster in the configuration.
    pub address: String,
    /// The cluster's name.
    pub name: String,
    /// `CREATING`, `ACTIVE`, `UPDATING`, `DELETING` or `FAILED`, as `describe-cluster` has it.
    pub status: String,
    /// The Kubernetes version, as `1.34`.
    pub version: String,
    /// The platform version, as `eks.1`.
    pub platform_version: String,
    /// Until when the version has standard and extended support, as `2026-12-02`.
    pub support: Support,
    /// Seconds in which the control plane may still be rolled back; none where it can't be.
    pub rollback_left: Option<u32>,
    /// The version and progress of an upgrade or rollback that runs.
    pub updating_to: Option<String>,
    /// The API servers.
    pub api_servers: Vec<Instance>,
    /// The members of etcd.
    pub etcd: Vec<Instance>,
    /// Members that have to agree on a write.
    pub quorum: u32,
    /// Whether the API answers reads.
    pub readable: bool,
    /// Whether the API takes writes: an API server is there, and etcd has quorum and a leader.
    pub writable: bool,
    /// Load of the API servers, in percent of what those that are up can take.
    pub load: u32,
}

/// The support window of a version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Support {
    /// `standard`, `extended`, `unsupported` or `unknown`.
    pub state: String,
    /// The last day of standard support; empty where it is not known.
    pub standard_until: String,
    /// The last day of extended support; empty where it is not known.
    pub extended_until: String,
}

/// A machine of the control plane.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instance {
    /// Its id, as `api-1` or `etcd-2`.
    pub id: String,
    /// The zone's name.
    pub zone: String,
    /// `starting`, `up`, `down` or `replacing`.
    pub state: String,
    /// Whether it leads etcd; false for API servers.
    pub leader: bool,
    /// The version that it runs.
    pub version: String,
}

/// An availability zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zone {
    /// The name, as `us-east-1a`.
    pub name: String,
    /// The id, which is the same place for every account, as `use1-az4`.
    pub id: String,
    /// `up`, `down` or `shifted`.
    pub state: String,
    /// Whether EC2 has instances to give there.
    pub capacity: bool,
}

/// A subnet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subnet {
    /// Its address in the configuration, or its id where it was given as a literal.
    pub address: String,
    /// Its id, as `subnet-0…`.
    pub id: String,
    /// The zone's name.
    pub zone: String,
    /// Its range, as `10.0.1.0/24`.
    pub cidr: String,
    /// Whether its route table leads to an internet gateway.
    pub public: bool,
    /// Whether anything leads out of it: an internet gateway or a NAT gateway.
    pub way_out: bool,
    /// Addresses that are free.
    pub free: u32,
    /// Addresses that can be used: all but the five that AWS keeps.
    pub total: u32,
}

/// A managed node group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NodeGroup {
    /// Its address in the configuration.
    pub address: String,
    /// Its name.
    pub name: String,
    /// `CREATING`, `ACTIVE`, `UPDATING`, `DELETING`, `CREATE_FAILED` or `DEGRADED`.
    pub status: String,
    /// What is wrong with it.
    pub issues: Vec<Issue>,
    /// The least number of nodes.
    pub min: u32,
    /// The greatest number of nodes.
    pub max: u32,
    /// How many are wanted.
    pub desired: u32,
    /// How many more than `max` an update or a rebalancing may have at the moment.
    pub surge: u32,
    /// The Kubernetes version of new nodes.
    pub version: String,
    /// The phase of an update that runs: `setup`, `scale-up`, `upgrade` or `scale-down`; else
    /// empty.
    pub update: String,
}

/// An issue, as `describe-nodegroup` lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    /// The code, as `NodeCreationFailure`.
    pub code: String,
    /// What AWS says.
    pub message: String,
    /// The resources that it is about.
    pub resources: Vec<String>,
}

/// A Fargate profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FargateProfile {
    /// Its address in the configuration.
    pub address: String,
    /// Its name.
    pub name: String,
    /// `CREATING`, `ACTIVE` or `DELETING`.
    pub status: String,
}

/// A node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    /// Its name, as `ip-10-0-1-17.ec2.internal`.
    pub name: String,
    /// The name of its group; of its profile, for Fargate.
    pub group: String,
    /// The zone's name.
    pub zone: String,
    /// The address of its subnet.
    pub subnet: String,
    /// The instance type; `fargate` for Fargate.
    pub instance_type: String,
    /// Whether it is a Spot instance.
    pub spot: bool,
    /// `launching`, `booting`, `ready`, `not-ready`, `cordoned`, `draining`, `terminating` or
    /// `dead`.
    pub state: String,
    /// What the API says of its readiness: `True`, `False`, `Unknown`; empty before it has joined.
    /// A dead node still counts as ready for some seconds.
    pub condition: String,
    /// The kubelet's version.
    pub version: String,
    /// The most pods that it takes.
    pub max_pods: u32,
    /// The pods that it has, those of the system among them.
    pub pods: u32,
    /// CPU that pods can request, in thousandths.
    pub cpu: u32,
    /// CPU that its pods request.
    pub cpu_requested: u32,
    /// Memory that pods can request, in MiB.
    pub memory: u32,
    /// Memory that its pods request.
    pub memory_requested: u32,
    /// The network interfaces that are attached.
    pub interfaces: u32,
    /// Addresses of its subnet that it holds, those in reserve among them.
    pub addresses: u32,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// Its taints, each as `key=value:Effect`.
    pub taints: Vec<String>,
}

/// A pod.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pod {
    /// The namespace.
    pub namespace: String,
    /// The name.
    pub name: String,
    /// The workload that made it, as `Deployment/orders`; empty for a bare pod.
    pub owner: String,
    /// The service account.
    pub service_account: String,
    /// The role that the account names; empty where it names none.
    pub role_arn: String,
    /// The node; empty where it has none.
    pub node: String,
    /// The zone of the node.
    pub zone: String,
    /// `Pending`, `Running`, `Succeeded` or `Failed`.
    pub phase: String,
    /// Whether it runs and answers, on a machine that does.
    pub ready: bool,
    /// Whether Services send calls to it: what the API believes.
    pub listed: bool,
    /// Whether it has been told to go.
    pub terminating: bool,
    /// Why it is not running, as `kubectl get pods` has it: `Pending`, `ContainerCreating`,
    /// `ImagePullBackOff`; `Running` where it is.
    pub reason: String,
    /// What Kubernetes says to that, as in `kubectl describe pod`.
    pub message: String,
    /// CPU that it requests, in thousandths.
    pub cpu: u32,
    /// Memory that it requests, in MiB.
    pub memory: u32,
    /// Whether it belongs to the cluster itself: an add-on or a part of one.
    pub system: bool,
}

/// A pod disruption budget.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Budget {
    /// The namespace.
    pub namespace: String,
    /// The name.
    pub name: String,
    /// Pods that may be evicted now.
    pub allowed: u32,
    /// Pods that are healthy.
    pub healthy: u32,
    /// Pods that have to be.
    pub needed: u32,
}

/// An EKS add-on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddOn {
    /// Its address in the configuration; empty where EKS brought it by itself.
    pub address: String,
    /// Its name, as `coredns`.
    pub name: String,
    /// `CREATING`, `ACTIVE`, `DEGRADED` or `CREATE_FAILED`; `self-managed` without an EKS add-on.
    pub status: String,
    /// What is wrong with it.
    pub issues: Vec<Issue>,
}

/// A load balancer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoadBalancer {
    /// The Service or Ingress, as `Service/shop/orders`.
    pub of: String,
    /// `pending`, `active` or `failed`.
    pub state: String,
    /// `application`, `network` or `classic`.
    pub kind: String,
    /// `internal` or `internet-facing`.
    pub scheme: String,
    /// The addresses of its subnets.
    pub subnets: Vec<String>,
    /// What the controller says where it fails.
    pub message: String,
}

/// Money, traffic and latency so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meters {
    /// What was spent, by item.
    pub costs: Vec<Cost>,
    /// What was spent in all, in billionths of a US dollar.
    pub total: u64,
    /// What an hour like this second costs in all, in billionths of a US dollar.
    pub per_hour: u64,
    /// Calls between pods so far.
    pub calls: u64,
    /// Calls that found no ready pod.
    pub failed_calls: u64,
    /// Calls that went from one zone to another.
    pub cross_zone_calls: u64,
    /// Bytes that went from one zone to another, both ways together.
    pub cross_zone_bytes: u64,
    /// The mean time that a call spends on the network now, there and back, in microseconds.
    pub latency_mean: u32,
    /// The 99th percentile of that, in microseconds.
    pub latency_p99: u32,
}

/// What was spent on an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// What for.
    pub item: Item,
    /// Of what kind, as the instance type; empty where there is but one.
    pub of: String,
    /// How many there are now: nodes, gateways, addresses.
    pub count: u32,
    /// Spent so far, in billionths of a US dollar.
    pub spent: u64,
    /// What an hour like this second costs, in billionths of a US dollar.
    pub per_hour: u64,
}

/// What money is spent on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Item {
    /// The control plane, by the hour.
    ControlPlane,
    /// What extended support of an old version costs on top.
    ExtendedSupport,
    /// EC2 instances on demand.
    Nodes,
    /// EC2 Spot instances.
    SpotNodes,
    /// Fargate pods.
    Fargate,
    /// NAT gateways, by the hour.
    NatGateways,
    /// What went through NAT gateways.
    NatTraffic,
    /// What went from one zone to another.
    CrossZoneTraffic,
    /// Public IPv4 addresses.
    PublicAddresses,
    /// EBS volumes.
    Volumes,
    /// Load balancers, by the hour.
    LoadBalancers,
}

impl Item {
    /// Every item.
    pub const ALL: [Self; 11] = [
        Self::ControlPlane,
        Self::ExtendedSupport,
        Self::Nodes,
        Self::SpotNodes,
        Self::Fargate,
        Self::NatGateways,
        Self::NatTraffic,
        Self::CrossZoneTraffic,
        Self::PublicAddresses,
        Self::Volumes,
        Self::LoadBalancers,
    ];

    /// The id, as in JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::ControlPlane => "control-plane",
            Self::ExtendedSupport => "extended-support",
            Self::Nodes => "nodes",
            Self::SpotNodes => "spot-nodes",
            Self::Fargate => "fargate",
            Self::NatGateways => "nat-gateways",
            Self::NatTraffic => "nat-traffic",
            Self::CrossZoneTraffic => "cross-zone-traffic",
            Self::PublicAddresses => "public-addresses",
            Self::Volumes => "volumes",
            Self::LoadBalancers => "load-balancers",
        }
    }
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Whole seconds since the simulation began.
    pub t: u32,
    /// What kind of event: the reason that Kubernetes gives, as `FailedScheduling`, or `Terraform`;
    /// for what we say ourselves an id that has its text in `content/i18n`, as `zone-down`.
    pub kind: String,
    /// What it is about: a Terraform address, `Pod/shop/orders`, a node, a group, a zone.
    pub about: String,
    /// What Kubernetes, AWS or Terraform says, in its own words; empty where the text of `kind`
    /// says it.
    pub text: String,
    /// What the text of `kind` names.
    pub data: BTreeMap<String, String>,
    /// Whether something is wrong.
    pub warning: bool,
}
