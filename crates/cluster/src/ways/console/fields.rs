//! The fields, and what the console has in them at first.

/// A field of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Its name, unique among all forms.
    pub id: &'static str,
    /// The form that it stands in.
    pub form: Form,
    /// What it takes.
    pub kind: Kind,
    /// What the console has in it at first; several values are separated by commas.
    pub default: &'static str,
    /// The attribute of Terraform that it writes.
    pub writes: &'static str,
}

/// A form of the console, in the order in which a cluster is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// "Configure cluster".
    Cluster,
    /// "Specify networking".
    Networking,
    /// "Configure observability".
    Observability,
    /// "Select add-ons".
    Addons,
    /// "Add node group".
    NodeGroup,
    /// "Add provider" in IAM.
    Provider,
    /// "Create role" for a web identity in IAM.
    Role,
    /// "Create Pod Identity association".
    PodIdentity,
}

impl Form {
    /// The name in markup and among the words.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Cluster => "cluster",
            Self::Networking => "networking",
            Self::Observability => "observability",
            Self::Addons => "addons",
            Self::NodeGroup => "node-group",
            Self::Provider => "provider",
            Self::Role => "role",
            Self::PodIdentity => "pod-identity",
        }
    }
}

/// What a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A text.
    Text,
    /// A whole number.
    Number,
    /// `true` or `false`.
    Toggle,
    /// Texts, separated by commas.
    List,
    /// One of these.
    Choice(&'static [&'static str]),
    /// Any of these, separated by commas.
    Many(&'static [&'static str]),
}

const fn field(
    id: &'static str,
    form: Form,
    kind: Kind,
    default: &'static str,
    writes: &'static str,
) -> Field {
    Field { id, form, kind, default, writes }
}

use Form::{Addons, Cluster, Networking, NodeGroup, Observability, PodIdentity, Provider, Role};
use Kind::{Choice, List, Many, Number, Text, Toggle};

const REGIONS: Kind = Choice(&["us-east-1", "us-west-2", "eu-west-1", "ap-northeast-2"]);
const MODES: Kind = Choice(&["API", "API_AND_CONFIG_MAP", "CONFIG_MAP"]);
const ACCESS: Kind = Choice(&["public", "public-and-private", "private"]);
const LOGS: Kind = Many(&["api", "audit", "authenticator", "controllerManager", "scheduler"]);
const ADDONS: Kind = Many(&[
    "coredns",
    "kube-proxy",
    "vpc-cni",
    "eks-pod-identity-agent",
    "aws-ebs-csi-driver",
    "metrics-server",
]);
const AMIS: Kind = Choice(&[
    "AL2023_x86_64_STANDARD",
    "AL2023_ARM_64_STANDARD",
    "BOTTLEROCKET_x86_64",
    "BOTTLEROCKET_ARM_64",
]);

/// Every field, form by form.
pub const FIELDS: &[Field] = &[
    field("region", Cluster, REGIONS, "us-east-1", "provider.aws.region"),
    field("name", Cluster, Text, "demo", "aws_eks_cluster.name"),
    field("cluster_role", Cluster, Text, "eks-cluster", "aws_iam_role.name"),
    field("version", Cluster, Text, "1.34", "aws_eks_cluster.version"),
    field(
        "support",
        Cluster,
        Choice(&["EXTENDED", "STANDARD"]),
        "EXTENDED",
        "aws_eks_cluster.upgrade_policy.support_type",
    ),
    field(
        "authentication",
        Cluster,
        MODES,
        "API_AND_CONFIG_MAP",
        "aws_eks_cluster.access_config.authentication_mode",
    ),
    field(
        "admin",
        Cluster,
        Toggle,
        "true",
        "aws_eks_cluster.access_config.bootstrap_cluster_creator_admin_permissions",
    ),
    field("secrets_key", Cluster, Text, "", "aws_eks_cluster.encryption_config.provider.key_arn"),
    field("zonal_shift", Cluster, Toggle, "false", "aws_eks_cluster.zonal_shift_config.enabled"),
    field("vpc_cidr", Networking, Text, "10.0.0.0/16", "aws_vpc.cidr_block"),
    field("zones", Networking, List, "a,b", "aws_subnet.availability_zone"),
    field(
        "service_cidr",
        Networking,
        Text,
        "",
        "aws_eks_cluster.kubernetes_network_config.service_ipv4_cidr",
    ),
    field(
        "endpoint",
        Networking,
        ACCESS,
        "public-and-private",
        "aws_eks_cluster.vpc_config.endpoint_public_access",
    ),
    field(
        "public_cidrs",
        Networking,
        List,
        "0.0.0.0/0",
        "aws_eks_cluster.vpc_config.public_access_cidrs",
    ),
    field("logs", Observability, LOGS, "", "aws_eks_cluster.enabled_cluster_log_types"),
    field("addons", Addons, ADDONS, "coredns,kube-proxy,vpc-cni", "aws_eks_addon.addon_name"),
    field("group", NodeGroup, Text, "workers", "aws_eks_node_group.node_group_name"),
    field("node_role", NodeGroup, Text, "eks-node", "aws_iam_role.name"),
    field("labels", NodeGroup, List, "", "aws_eks_node_group.labels"),
    field("taints", NodeGroup, List, "", "aws_eks_node_group.taint"),
    field("ami", NodeGroup, AMIS, "AL2023_x86_64_STANDARD", "aws_eks_node_group.ami_type"),
    field(
        "capacity",
        NodeGroup,
        Choice(&["ON_DEMAND", "SPOT"]),
        "ON_DEMAND",
        "aws_eks_node_group.capacity_type",
    ),
    field("instances", NodeGroup, List, "t3.medium", "aws_eks_node_group.instance_types"),
    field("disk", NodeGroup, Number, "20", "aws_eks_node_group.disk_size"),
    field("desired", NodeGroup, Number, "2", "aws_eks_node_group.scaling_config.desired_size"),
    field("min", NodeGroup, Number, "2", "aws_eks_node_group.scaling_config.min_size"),
    field("max", NodeGroup, Number, "2", "aws_eks_node_group.scaling_config.max_size"),
    field(
        "unavailable",
        NodeGroup,
        Number,
        "1",
        "aws_eks_node_group.update_config.max_unavailable",
    ),
    field("provider", Provider, Toggle, "true", "aws_iam_openid_connect_provider.url"),
    field(
        "audiences",
        Provider,
        List,
        "sts.amazonaws.com",
        "aws_iam_openid_connect_provider.client_id_list",
    ),
    field("role", Role, Text, "orders", "aws_iam_role.name"),
    field("audience", Role, Text, "sts.amazonaws.com", "aws_iam_role.assume_role_policy"),
    // The console adds no condition on the subject by itself: left empty, the role is open to
    // every account of the cluster.
    field(
        "subject",
        Role,
        Text,
        "system:serviceaccount:shop:orders",
        "aws_iam_role.assume_role_policy",
    ),
    field(
        "policies",
        Role,
        List,
        "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess",
        "aws_iam_role_policy_attachment.policy_arn",
    ),
    field(
        "association_namespace",
        PodIdentity,
        Text,
        "",
        "aws_eks_pod_identity_association.namespace",
    ),
    field(
        "association_account",
        PodIdentity,
        Text,
        "",
        "aws_eks_pod_identity_association.service_account",
    ),
];
