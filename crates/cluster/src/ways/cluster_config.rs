//! A cluster of Terraform as eksctl's ClusterConfig.
//!
//! Source: <https://schema.eksctl.io/>.

use std::rc::Rc;

use irsa_engine::Span;
use irsa_engine::source::{Entry, Node, Style, Value as Tree, emit};

use super::made::{Made, made};

/// The ClusterConfigs of the clusters that a configuration makes, one document each; empty where
/// it makes none. Roles stay what they are, so accounts are attached to them by their ARN.
#[must_use]
pub fn cluster_config(texts: &[(&str, &str)]) -> String {
    let all = made(texts);
    let clusters = all.iter().filter(|one| one.kind == "aws_eks_cluster");
    let documents = clusters.map(|cluster| emit::yaml(&config(cluster, &all)));
    documents.collect::<Vec<_>>().join("---\n")
}

/// A map of what is there.
#[derive(Default)]
struct Map(Vec<Entry>);

impl Map {
    fn put(&mut self, key: &str, value: Option<Node>) {
        let span = Span::at(0);
        self.0.extend(value.map(|value| Entry { key: key.into(), key_span: span, value }));
    }

    fn with(mut self, key: &str, value: Option<Node>) -> Self {
        self.put(key, value);
        self
    }

    /// The map; none where nothing is in it.
    fn node(self) -> Option<Node> {
        let value = Tree::Map(self.0);
        let node = Node { span: Span::at(0), value };
        (!node.entries().is_empty()).then_some(node)
    }
}

fn text(text: impl AsRef<str>) -> Node {
    Node::scalar(text.as_ref(), Style::Quoted, Span::at(0))
}

fn plain(text: impl AsRef<str>) -> Node {
    Node::scalar(text.as_ref(), Style::Plain, Span::at(0))
}

fn list(items: Vec<Node>) -> Option<Node> {
    (!items.is_empty()).then_some(Node { span: Span::at(0), value: Tree::List(items) })
}

fn texts(items: &[Rc<str>]) -> Option<Node> {
    list(items.iter().map(text).collect())
}

fn pairs(pairs: &[(Rc<str>, Rc<str>)]) -> Option<Node> {
    let mut map = Map::default();
    pairs.iter().for_each(|(key, value)| map.put(key, Some(text(value))));
    map.node()
}

fn config(cluster: &Made, all: &[Made]) -> Node {
    let name = cluster.text(&["name"]).unwrap_or_default();
    let mine = |kind: &str| -> Vec<&Made> {
        let same = |one: &&Made| one.text(&["cluster_name"]).as_deref() == Some(&*name);
        all.iter().filter(|one| one.kind == kind).filter(same).collect()
    };
    let region = cluster.text(&["arn"]).and_then(|arn| Some(arn.split(':').nth(3)?.to_owned()));
    let metadata = Map::default()
        .with("name", Some(text(&name)))
        .with("region", region.map(text))
        .with("version", cluster.set("version").map(text));
    let mode = cluster.text(&["access_config", "0", "authentication_mode"]);
    let access = Map::default().with("authenticationMode", mode.map(text));
    let groups = mine("aws_eks_node_group").into_iter().filter_map(node_group).collect();
    let profiles = mine("aws_eks_fargate_profile").into_iter().filter_map(profile).collect();
    let addons = mine("aws_eks_addon").into_iter().filter_map(addon).collect();
    let logs = Map::default()
        .with("enableTypes", texts(&cluster.texts(&["enabled_cluster_log_types"])))
        .node();
    let config = Map::default()
        .with("apiVersion", Some(text("eksctl.io/v1alpha5")))
        .with("kind", Some(text("ClusterConfig")))
        .with("metadata", metadata.node())
        .with("accessConfig", access.node())
        .with("vpc", network(cluster, all))
        .with("iam", identity(cluster, all, &mine("aws_eks_pod_identity_association")))
        .with("addons", list(addons))
        .with("managedNodeGroups", list(groups))
        .with("fargateProfiles", list(profiles))
        .with("cloudWatch", Map::default().with("clusterLogging", logs).node());
    Node { span: Span::at(0), value: Tree::Map(config.0) }
}

/// The subnets by their zones; one whose zone is not known stands under its own id.
fn network(cluster: &Made, all: &[Made]) -> Option<Node> {
    let (mut private, mut public) = (Map::default(), Map::default());
    for id in cluster.texts(&["vpc_config", "0", "subnet_ids"]) {
        let mut subnets = all.iter().filter(|one| one.kind == "aws_subnet");
        let subnet = subnets.find(|one| one.text(&["id"]).as_deref() == Some(&*id));
        let zone = subnet.and_then(|subnet| subnet.text(&["availability_zone"]));
        let mut of = Map::default();
        if let Some(zone) = &zone {
            of.put("az", Some(text(zone)));
        }
        let given = subnet.and_then(|subnet| subnet.text(&["map_public_ip_on_launch"]));
        let kind = if given.as_deref() == Some("true") { &mut public } else { &mut private };
        kind.put(&id, of.with("id", Some(text(&id))).node());
    }
    let flag = |name: &str| cluster.text(&["vpc_config", "0", name]).map(plain);
    let endpoints = Map::default()
        .with("publicAccess", flag("endpoint_public_access"))
        .with("privateAccess", flag("endpoint_private_access"));
    let subnets = Map::default().with("public", public.node()).with("private", private.node());
    Map::default().with("clusterEndpoints", endpoints.node()).with("subnets", subnets.node()).node()
}

/// The provider, the accounts that carry a role, and the associations of EKS Pod Identity.
fn identity(cluster: &Made, all: &[Made], associations: &[&Made]) -> Option<Node> {
    let issuer = cluster.text(&["identity", "0", "oidc", "0", "issuer"]).unwrap_or_default();
    let host = issuer.trim_start_matches("https://").to_owned();
    let with_oidc = all.iter().any(|one| {
        one.kind == "aws_iam_openid_connect_provider"
            && one.text(&["url"]).is_some_and(|url| url.trim_start_matches("https://") == host)
    });
    let account = |one: &Made| {
        let annotations = one.pairs(&["metadata", "0", "annotations"]);
        let role = annotations.iter().find(|(key, _)| &**key == "eks.amazonaws.com/role-arn");
        let of = |name: &str| one.text(&["metadata", "0", name]);
        let metadata = Map::default()
            .with("name", of("name").map(text))
            .with("namespace", of("namespace").map(text));
        let role = text(&role?.1);
        Map::default().with("metadata", metadata.node()).with("attachRoleARN", Some(role)).node()
    };
    let is_account = |one: &&Made| one.kind.starts_with("kubernetes_service_account");
    let accounts: Vec<Node> = match with_oidc {
        true => all.iter().filter(is_account).filter_map(account).collect(),
        // eksctl refuses accounts without it.
        false => Vec::new(),
    };
    let association = |one: &&Made| {
        let of = |name: &str| one.text(&[name]).map(text);
        Map::default()
            .with("namespace", of("namespace"))
            .with("serviceAccountName", of("service_account"))
            .with("roleARN", of("role_arn"))
            .node()
    };
    Map::default()
        .with("serviceRoleARN", cluster.text(&["role_arn"]).map(text))
        .with("withOIDC", with_oidc.then(|| plain("true")))
        .with("serviceAccounts", list(accounts))
        .with(
            "podIdentityAssociations",
            list(associations.iter().filter_map(association).collect()),
        )
        .node()
}

fn node_group(one: &Made) -> Option<Node> {
    let block = |block: &str, name: &str| one.text(&[block, "0", name]);
    let types = one.texts(&["instance_types"]);
    let (single, several) = match types.as_slice() {
        [only] => (Some(text(only)), None),
        _ => (None, texts(&types)),
    };
    let template = Map::default()
        .with("id", block("launch_template", "id").map(text))
        .with("version", block("launch_template", "version").map(text));
    let taints = one.blocks("taint");
    let taint = |taint: &Made| {
        let effect = taint.text(&["effect"]).map(|effect| match &*effect {
            "NO_SCHEDULE" => "NoSchedule".to_owned(),
            "NO_EXECUTE" => "NoExecute".to_owned(),
            "PREFER_NO_SCHEDULE" => "PreferNoSchedule".to_owned(),
            other => other.to_owned(),
        });
        Map::default()
            .with("key", taint.text(&["key"]).map(text))
            .with("value", taint.text(&["value"]).map(text))
            .with("effect", effect.map(text))
            .node()
    };
    let role = Map::default().with("instanceRoleARN", one.text(&["node_role_arn"]).map(text));
    let family = one.text(&["ami_type"]).map(|kind| match &*kind {
        kind if kind.starts_with("BOTTLEROCKET") => "Bottlerocket",
        kind if kind.starts_with("AL2_") => "AmazonLinux2",
        _ => "AmazonLinux2023",
    });
    let spot = one.text(&["capacity_type"]).is_some_and(|kind| &*kind == "SPOT");
    Map::default()
        .with("name", one.text(&["node_group_name"]).map(text))
        .with("amiFamily", family.map(text))
        .with("instanceType", single)
        .with("instanceTypes", several)
        .with("spot", spot.then(|| plain("true")))
        .with("desiredCapacity", block("scaling_config", "desired_size").map(plain))
        .with("minSize", block("scaling_config", "min_size").map(plain))
        .with("maxSize", block("scaling_config", "max_size").map(plain))
        .with("volumeSize", one.text(&["disk_size"]).map(plain))
        .with("subnets", texts(&one.texts(&["subnet_ids"])))
        .with("labels", pairs(&one.pairs(&["labels"])))
        .with("taints", list(taints.iter().filter_map(taint).collect()))
        .with("launchTemplate", template.node())
        .with("iam", role.node())
        .node()
}

fn profile(one: &Made) -> Option<Node> {
    let selector = |selector: &Made| {
        Map::default()
            .with("namespace", selector.text(&["namespace"]).map(text))
            .with("labels", pairs(&selector.pairs(&["labels"])))
            .node()
    };
    let selectors = one.blocks("selector").iter().filter_map(selector).collect();
    Map::default()
        .with("name", one.text(&["fargate_profile_name"]).map(text))
        .with("podExecutionRoleARN", one.text(&["pod_execution_role_arn"]).map(text))
        .with("subnets", texts(&one.texts(&["subnet_ids"])))
        .with("selectors", list(selectors))
        .node()
}

fn addon(one: &Made) -> Option<Node> {
    Map::default()
        .with("name", one.text(&["addon_name"]).map(text))
        .with("version", one.set("addon_version").map(text))
        .with("serviceAccountRoleARN", one.text(&["service_account_role_arn"]).map(text))
        .node()
}
