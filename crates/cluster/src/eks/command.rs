//! What somebody does to a simulated cluster, and when.

use serde::{Deserialize, Serialize};

/// A command and its time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timed {
    /// Whole seconds since the simulation began.
    pub at: u32,
    /// What is done then.
    pub command: Command,
}

/// Something done to the cluster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
pub enum Command {
    /// Something breaks.
    Fault {
        /// What.
        fault: Fault,
    },
    /// What broke is whole again. A node that died, and an instance that was taken back, stay dead.
    Heal {
        /// What.
        fault: Fault,
    },
    /// `terraform apply` of other texts; waits for one that still runs.
    Apply {
        /// The texts by name: the configuration as a whole, not a difference.
        texts: Vec<(String, String)>,
    },
    /// `kubectl apply -f`.
    Kubectl {
        /// The manifests: YAML or JSON, several documents.
        text: String,
    },
    /// `kubectl delete`.
    Delete {
        /// The kind, as `Deployment`.
        kind: String,
        /// The namespace.
        namespace: String,
        /// The name.
        name: String,
    },
    /// `kubectl scale`.
    Scale {
        /// The namespace of a Deployment, ReplicaSet or StatefulSet.
        namespace: String,
        /// Its name.
        name: String,
        /// How many pods it shall have.
        replicas: u32,
    },
    /// `kubectl drain`: no new pod, and those that run are evicted.
    Drain {
        /// The node's name.
        node: String,
    },
    /// `aws eks update-cluster-version`.
    UpgradeCluster {
        /// The version, as `1.35`: the next minor one.
        version: String,
    },
    /// The control plane goes back to the minor version that it had up to seven days ago.
    RollBack,
    /// `aws eks update-nodegroup-version`: every node is replaced by one of the cluster's version.
    UpgradeNodeGroup {
        /// The group's name.
        group: String,
        /// Whether pods that can't be evicted are deleted.
        force: bool,
    },
    /// `aws eks update-nodegroup-config --scaling-config`.
    Resize {
        /// The group's name.
        group: String,
        /// The least number of nodes.
        min: u32,
        /// The greatest number of nodes.
        max: u32,
        /// How many nodes are wanted.
        desired: u32,
    },
    /// A zonal shift away from a zone begins.
    ZonalShift {
        /// The zone's name, as `us-east-1a`.
        zone: String,
    },
    /// A zonal shift ends.
    EndZonalShift {
        /// The zone's name.
        zone: String,
    },
    /// What the callers of the workloads do from now on.
    Load {
        /// Calls that the pods make to each other, all together, in a second.
        calls: u32,
        /// Bytes of a call and its answer together.
        bytes: u32,
        /// Requests to the Kubernetes API in a second.
        api: u32,
    },
}

/// Something that breaks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "kebab-case")]
pub enum Fault {
    /// A zone is gone: its nodes, and the part of the control plane that is in it.
    ZoneDown {
        /// The zone's name.
        zone: String,
    },
    /// An API server dies.
    ApiServerDown {
        /// Its id, as `api-1`.
        server: String,
    },
    /// A member of etcd is lost with its disk.
    EtcdLost {
        /// Its id, as `etcd-1`.
        member: String,
    },
    /// A node stops.
    NodeDown {
        /// The node's name.
        node: String,
    },
    /// All free addresses of a subnet are taken by others.
    SubnetFull {
        /// The subnet's address in the configuration.
        subnet: String,
    },
    /// EC2 has no instance to give in a zone.
    NoCapacity {
        /// The zone's name.
        zone: String,
    },
    /// New nodes of a group don't join: their user data breaks what starts the kubelet.
    BadUserData {
        /// The group's name.
        group: String,
    },
    /// The nodes of a group don't reach the API server any more: their security group is another.
    WrongSecurityGroup {
        /// The group's name.
        group: String,
    },
    /// The pods of a node don't go when they are evicted.
    StuckDrain {
        /// The node's name.
        node: String,
    },
    /// EC2 takes a Spot instance back, two minutes after it said so.
    SpotInterruption {
        /// The node's name.
        node: String,
    },
}

impl Fault {
    /// The kinds of fault, by the ids that their texts have.
    pub const KINDS: [&'static str; 10] = [
        "zone-down",
        "api-server-down",
        "etcd-lost",
        "node-down",
        "subnet-full",
        "no-capacity",
        "bad-user-data",
        "wrong-security-group",
        "stuck-drain",
        "spot-interruption",
    ];

    /// The kind, one of [`Self::KINDS`].
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::ZoneDown { .. } => "zone-down",
            Self::ApiServerDown { .. } => "api-server-down",
            Self::EtcdLost { .. } => "etcd-lost",
            Self::NodeDown { .. } => "node-down",
            Self::SubnetFull { .. } => "subnet-full",
            Self::NoCapacity { .. } => "no-capacity",
            Self::BadUserData { .. } => "bad-user-data",
            Self::WrongSecurityGroup { .. } => "wrong-security-group",
            Self::StuckDrain { .. } => "stuck-drain",
            Self::SpotInterruption { .. } => "spot-interruption",
        }
    }

    /// What breaks: a zone, server, member, node, subnet or group.
    #[must_use]
    pub fn target(&self) -> &str {
        match self {
            Self::ZoneDown { zone } | Self::NoCapacity { zone } => zone,
            Self::ApiServerDown { server } => server,
            Self::EtcdLost { member } => member,
            Self::NodeDown { node }
            | Self::StuckDrain { node }
            | Self::SpotInterruption { node } => node,
            Self::SubnetFull { subnet } => subnet,
            Self::BadUserData { group } | Self::WrongSecurityGroup { group } => group,
        }
    }
}
