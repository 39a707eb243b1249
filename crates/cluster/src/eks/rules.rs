//! What the simulation follows, and how well each rule is known.
//!
//! What AWS does not publish is [`Evidence::Model`]: the simulation's own choice, which
//! `ARCHITECTURE.md` of this project lists.

use irsa_engine::Evidence;

/// A rule of the simulation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Kebab-case, never reused for another meaning; its text is found by it.
    pub id: &'static str,
    /// How well it is known.
    pub evidence: Evidence,
    /// Where that can be read.
    pub source_url: &'static str,
}

const fn doc(id: &'static str, source_url: &'static str) -> Rule {
    Rule { id, evidence: Evidence::AwsDoc, source_url }
}

const fn source(id: &'static str, source_url: &'static str) -> Rule {
    Rule { id, evidence: Evidence::Source, source_url }
}

const fn observed(id: &'static str, source_url: &'static str) -> Rule {
    Rule { id, evidence: Evidence::Observed, source_url }
}

const fn model(id: &'static str) -> Rule {
    Rule { id, evidence: Evidence::Model, source_url: "ARCHITECTURE.md#what-aws-does-not-publish" }
}

macro_rules! eks {
    ($page:literal) => {
        concat!("https://docs.aws.amazon.com/eks/latest/", $page)
    };
}

const LIMITS: &str = "https://github.com/aws/amazon-vpc-cni-k8s/blob/master/pkg/vpc";
const NODEADM: &str =
    "https://github.com/awslabs/amazon-eks-ami/tree/main/nodeadm/internal/kubelet";
const NODES: &str = "https://kubernetes.io/docs/concepts/architecture/nodes/";
const SCHEDULER: &str =
    "https://github.com/kubernetes/kubernetes/blob/master/pkg/scheduler/framework/types.go";

/// Every rule, by subject.
pub const RULES: &[Rule] = &[
    doc("plane-layout", eks!("userguide/eks-architecture.html")),
    doc("plane-replaces", eks!("best-practices/control-plane.html")),
    model("plane-replace-seconds"),
    model("plane-scaling"),
    observed(
        "cluster-seconds",
        "https://github.com/terraform-aws-modules/terraform-aws-eks/pull/3218",
    ),
    source("etcd-quorum", "https://etcd.io/docs/v3.5/faq/"),
    model("etcd-restored"),
    doc("cluster-subnets", eks!("userguide/network-reqs.html")),
    doc("one-minor-at-a-time", eks!("userguide/update-cluster.html")),
    doc("kubelet-skew", eks!("userguide/kubernetes-versions.html")),
    doc("rollback-window", eks!("userguide/rollback-cluster.html")),
    doc("support-calendar", eks!("userguide/kubernetes-versions.html")),
    doc("launch-template", eks!("userguide/launch-templates.html")),
    doc("group-issues", eks!("APIReference/API_Issue.html")),
    doc("nodes-join-in-time", eks!("userguide/troubleshooting.html")),
    observed("group-seconds", "https://github.com/DevopsArtFactory/terraform-provisioning/pull/46"),
    model("node-seconds"),
    source("max-pods", LIMITS),
    source("allocatable", NODEADM),
    doc("subnet-addresses", "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html"),
    doc("warm-addresses", eks!("best-practices/vpc-cni.html")),
    doc("fargate-size", eks!("userguide/fargate-pod-configuration.html")),
    doc("fargate-profile", eks!("userguide/fargate-profile.html")),
    model("fargate-seconds"),
    doc("add-ons", eks!("userguide/eks-add-ons.html")),
    source("scheduler-text", SCHEDULER),
    model("scheduler-choice"),
    source(
        "topology-spread",
        "https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/",
    ),
    doc("volume-zone", eks!("userguide/ebs-csi.html")),
    source("node-lost", NODES),
    source(
        "eviction-after-loss",
        "https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/",
    ),
    source("eviction-rate", NODES),
    model("status-check-seconds"),
    source("budgets", "https://kubernetes.io/docs/tasks/run-application/configure-pdb/"),
    doc("update-phases", eks!("userguide/managed-node-update-behavior.html")),
    doc(
        "zone-rebalance",
        "https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-benefits.html",
    ),
    doc("zonal-shift", eks!("userguide/zone-shift.html")),
    doc(
        "spot-notice",
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html",
    ),
    doc("access-entries", eks!("userguide/access-entries.html")),
    source(
        "token-check",
        "https://github.com/kubernetes-sigs/aws-iam-authenticator/blob/master/pkg/token/token.go",
    ),
    doc("access-policies", eks!("userguide/access-policy-permissions.html")),
    source("rbac", "https://kubernetes.io/docs/reference/access-authn-authz/rbac/"),
    source(
        "kubeconfig",
        "https://github.com/aws/aws-cli/blob/develop/awscli/customizations/eks/update_kubeconfig.py",
    ),
    doc("image-pull", "https://docs.aws.amazon.com/AmazonECR/latest/userguide/ECR_on_EKS.html"),
    source("pull-back-off", "https://kubernetes.io/docs/concepts/containers/images/"),
    source(
        "balancer-subnets",
        "https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/subnet_discovery/",
    ),
    model("balancer-seconds"),
    doc("price-cluster", "https://aws.amazon.com/eks/pricing/"),
    doc("price-nodes", "https://aws.amazon.com/ec2/pricing/on-demand/"),
    model("price-spot"),
    model("price-unlisted"),
    doc("price-nat", "https://aws.amazon.com/vpc/pricing/"),
    doc("price-cross-zone", "https://aws.amazon.com/ec2/pricing/on-demand/#Data_Transfer"),
    doc("calls-to-any-zone", eks!("best-practices/cost-opt-networking.html")),
    model("latency"),
    model("image-size"),
];
