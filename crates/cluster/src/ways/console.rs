//! The forms of the management console as data, and what they come to as Terraform.
//!
//! Each field is one that the console asks for when a cluster, a node group, an identity provider
//! or a role is made, with the choice that the console makes beforehand.
//!
//! Source: <https://docs.aws.amazon.com/eks/latest/userguide/create-cluster.html> and
//! <https://docs.aws.amazon.com/eks/latest/userguide/create-managed-node-group.html>.

mod desk;
mod fields;
mod filled;
mod identity;
mod slot;

pub use fields::{FIELDS, Field, Form, Kind};
pub use filled::{Blank, Choice, Filled, Takes, Why, filled};
pub use slot::{Literal, Slot};

use super::hcl::{Hcl, list, quoted};
use slot::{bare, items, pairs, taint_parts};

/// The forms, filled in.
struct Given<'g>(&'g [(&'g str, &'g str)]);

impl<'g> Given<'g> {
    /// What stands in a field: what was given, else what the console has in it.
    fn text(&self, id: &str) -> &'g str {
        let given = self.0.iter().rev().find(|(name, _)| *name == id).map(|(_, value)| *value);
        let default = || FIELDS.iter().find(|field| field.id == id).map(|field| field.default);
        given.or_else(default).unwrap_or_default().trim()
    }

    fn is_on(&self, id: &str) -> bool {
        self.text(id) == "true"
    }

    fn list(&self, id: &str) -> Vec<&'g str> {
        items(self.text(id)).collect()
    }

    /// A number as it is, anything else as a string, which Terraform refuses by itself.
    fn number(&self, id: &str) -> String {
        bare(self.text(id))
    }
}

/// What the forms come to as Terraform: `given` has what was filled in, by the field's id; every
/// other field has its default. A form without its name makes nothing.
#[must_use]
pub fn console(given: &[(&str, &str)]) -> String {
    let given = Given(given);
    let mut hcl = Hcl::default();
    hcl.block("provider \"aws\"", |body| body.text("region", given.text("region")));
    network(&mut hcl, &given);
    service_role(&mut hcl, "cluster", &given, "cluster_role", "eks.amazonaws.com");
    cluster(&mut hcl, &given);
    addons(&mut hcl, &given);
    if !given.text("group").is_empty() {
        service_role(&mut hcl, "node", &given, "node_role", "ec2.amazonaws.com");
        node_group(&mut hcl, &given);
    }
    identity(&mut hcl, &given);
    hcl.finish()
}

fn network(hcl: &mut Hcl, given: &Given<'_>) {
    let region = given.text("region");
    let zones: Vec<String> = given.list("zones").into_iter().map(|zone| of(region, zone)).collect();
    hcl.block("resource \"aws_vpc\" \"main\"", |vpc| {
        vpc.text("cidr_block", given.text("vpc_cidr"));
        vpc.set("enable_dns_support", "true");
        vpc.set("enable_dns_hostnames", "true");
    });
    hcl.block("resource \"aws_subnet\" \"main\"", |subnet| {
        subnet.set("for_each", format!("toset({})", list(zones.iter().map(String::as_str))));
        subnet.set("vpc_id", "aws_vpc.main.id");
        subnet.set("availability_zone", "each.key");
        let index = format!("index({}, each.key)", list(zones.iter().map(String::as_str)));
        subnet.set("cidr_block", format!("cidrsubnet(aws_vpc.main.cidr_block, 4, {index})"));
        subnet.set("map_public_ip_on_launch", "true");
    });
    hcl.block("resource \"aws_internet_gateway\" \"main\"", |gateway| {
        gateway.set("vpc_id", "aws_vpc.main.id");
    });
    hcl.block("resource \"aws_route_table\" \"main\"", |table| {
        table.set("vpc_id", "aws_vpc.main.id");
        table.block("route", |route| {
            route.text("cidr_block", "0.0.0.0/0");
            route.set("gateway_id", "aws_internet_gateway.main.id");
        });
    });
    hcl.block("resource \"aws_route_table_association\" \"main\"", |association| {
        association.set("for_each", "aws_subnet.main");
        association.set("subnet_id", "each.value.id");
        association.set("route_table_id", "aws_route_table.main.id");
    });
}

/// A zone's name: a letter alone stands for that zone of the region.
fn of(region: &str, zone: &str) -> String {
    if zone.len() == 1 { format!("{region}{zone}") } else { zone.to_owned() }
}

/// The managed policies of the roles that the console recommends.
const POLICIES: [(&str, &[&str]); 2] = [
    ("cluster", &["AmazonEKSClusterPolicy"]),
    (
        "node",
        &[
            "AmazonEKSWorkerNodePolicy",
            "AmazonEKS_CNI_Policy",
            "AmazonEC2ContainerRegistryPullOnly",
        ],
    ),
];

fn service_role(hcl: &mut Hcl, label: &str, given: &Given<'_>, id: &str, service: &str) {
    hcl.block(&format!("resource \"aws_iam_role\" \"{label}\""), |role| {
        role.text("name", given.text(id));
        let policy = format!(
            "jsonencode({{\n  Version = \"2012-10-17\"\n  Statement = [{{\n    Effect    = \
             \"Allow\"\n    Action    = \"sts:AssumeRole\"\n    Principal = {{ Service = {} }}\n  \
             }}]\n}})",
            quoted(service)
        );
        role.set("assume_role_policy", policy);
    });
    let policies = POLICIES.iter().find(|(name, _)| *name == label).map(|(_, names)| *names);
    hcl.block(&format!("resource \"aws_iam_role_policy_attachment\" \"{label}\""), |attached| {
        let names = list(policies.unwrap_or_default().iter().copied());
        attached.set("for_each", format!("toset({names})"));
        attached.set("role", format!("aws_iam_role.{label}.name"));
        attached.set("policy_arn", "\"arn:aws:iam::aws:policy/${each.key}\"");
    });
}

fn cluster(hcl: &mut Hcl, given: &Given<'_>) {
    hcl.block("resource \"aws_eks_cluster\" \"main\"", |cluster| {
        cluster.text("name", given.text("name"));
        cluster.set("role_arn", "aws_iam_role.cluster.arn");
        cluster.text("version", given.text("version"));
        // What the console calls add-ons are managed ones, so no others are put in beforehand.
        cluster.set("bootstrap_self_managed_addons", "false");
        let logs = given.list("logs");
        if !logs.is_empty() {
            cluster.set("enabled_cluster_log_types", list(logs));
        }
        cluster.block("vpc_config", |vpc| {
            vpc.set("subnet_ids", "values(aws_subnet.main)[*].id");
            let access = given.text("endpoint");
            vpc.set("endpoint_public_access", (access != "private").to_string());
            vpc.set("endpoint_private_access", (access != "public").to_string());
            if access != "private" {
                vpc.set("public_access_cidrs", list(given.list("public_cidrs")));
            }
        });
        cluster.block("access_config", |access| {
            access.text("authentication_mode", given.text("authentication"));
            let admin = given.is_on("admin").to_string();
            access.set("bootstrap_cluster_creator_admin_permissions", admin);
        });
        cluster.block("upgrade_policy", |policy| {
            policy.text("support_type", given.text("support"));
        });
        optional(cluster, given);
        cluster.set("depends_on", "[aws_iam_role_policy_attachment.cluster]");
    });
}

fn optional(cluster: &mut Hcl, given: &Given<'_>) {
    let (service, key) = (given.text("service_cidr"), given.text("secrets_key"));
    if !service.is_empty() {
        cluster.block("kubernetes_network_config", |network| {
            network.text("service_ipv4_cidr", service);
        });
    }
    if !key.is_empty() {
        cluster.block("encryption_config", |encryption| {
            encryption.set("resources", "[\"secrets\"]");
            encryption.block("provider", |provider| provider.text("key_arn", key));
        });
    }
    if given.is_on("zonal_shift") {
        cluster.block("zonal_shift_config", |shift| shift.set("enabled", "true"));
    }
}

/// Add-ons whose pods need a node; the others are what makes nodes ready.
const ON_NODES: [&str; 3] = ["coredns", "aws-ebs-csi-driver", "metrics-server"];

fn addons(hcl: &mut Hcl, given: &Given<'_>) {
    let on_nodes = |addon: &&str| ON_NODES.contains(addon);
    let (waiting, first): (Vec<&str>, Vec<&str>) =
        given.list("addons").into_iter().partition(on_nodes);
    for (label, addons) in [("node", first), ("main", waiting)] {
        if addons.is_empty() {
            continue;
        }
        hcl.block(&format!("resource \"aws_eks_addon\" \"{label}\""), |addon| {
            addon.set("for_each", format!("toset({})", list(addons)));
            addon.set("cluster_name", "aws_eks_cluster.main.name");
            addon.set("addon_name", "each.key");
            if label == "main" && !given.text("group").is_empty() {
                addon.set("depends_on", "[aws_eks_node_group.main]");
            }
        });
    }
}

fn node_group(hcl: &mut Hcl, given: &Given<'_>) {
    hcl.block("resource \"aws_eks_node_group\" \"main\"", |group| {
        group.set("cluster_name", "aws_eks_cluster.main.name");
        group.text("node_group_name", given.text("group"));
        group.set("node_role_arn", "aws_iam_role.node.arn");
        group.set("subnet_ids", "values(aws_subnet.main)[*].id");
        group.text("ami_type", given.text("ami"));
        group.text("capacity_type", given.text("capacity"));
        group.set("instance_types", list(given.list("instances")));
        group.set("disk_size", given.number("disk"));
        let labels = given.text("labels");
        if !labels.is_empty() {
            group.set("labels", pairs(labels));
        }
        group.block("scaling_config", |scaling| {
            scaling.set("desired_size", given.number("desired"));
            scaling.set("min_size", given.number("min"));
            scaling.set("max_size", given.number("max"));
        });
        group.block("update_config", |update| {
            update.set("max_unavailable", given.number("unavailable"));
        });
        given.list("taints").into_iter().for_each(|text| taint(group, text));
        group.set("depends_on", "[aws_iam_role_policy_attachment.node]");
    });
}

/// `key=value:EFFECT`.
fn taint(group: &mut Hcl, text: &str) {
    let [key, value, effect] = taint_parts(text);
    group.block("taint", |taint| {
        taint.text("key", key);
        taint.text("value", value);
        taint.text("effect", effect);
    });
}

fn identity(hcl: &mut Hcl, given: &Given<'_>) {
    let federated = given.is_on("provider");
    if federated {
        hcl.block("data \"tls_certificate\" \"issuer\"", |certificate| {
            certificate.set("url", "aws_eks_cluster.main.identity[0].oidc[0].issuer");
        });
        hcl.block("resource \"aws_iam_openid_connect_provider\" \"main\"", |provider| {
            provider.set("url", "aws_eks_cluster.main.identity[0].oidc[0].issuer");
            provider.set("client_id_list", list(given.list("audiences")));
            let thumbprints = "[data.tls_certificate.issuer.certificates[0].sha1_fingerprint]";
            provider.set("thumbprint_list", thumbprints);
        });
    }
    if given.text("role").is_empty() {
        return;
    }
    let (namespace, account) =
        (given.text("association_namespace"), given.text("association_account"));
    let associated = !namespace.is_empty() && !account.is_empty();
    hcl.block("resource \"aws_iam_role\" \"pod\"", |role| {
        role.text("name", given.text("role"));
        role.set("assume_role_policy", trust(given, federated, associated));
    });
    hcl.block("resource \"aws_iam_role_policy_attachment\" \"pod\"", |attached| {
        attached.set("for_each", format!("toset({})", list(given.list("policies"))));
        attached.set("role", "aws_iam_role.pod.name");
        attached.set("policy_arn", "each.key");
    });
    if associated {
        hcl.block("resource \"aws_eks_pod_identity_association\" \"main\"", |association| {
            association.set("cluster_name", "aws_eks_cluster.main.name");
            association.text("namespace", namespace);
            association.text("service_account", account);
            association.set("role_arn", "aws_iam_role.pod.arn");
        });
    }
}

/// The trust policy that the form for a web identity writes, and the one of Pod Identity.
fn trust(given: &Given<'_>, federated: bool, associated: bool) -> String {
    let mut out = "jsonencode({\n  Version = \"2012-10-17\"\n  Statement = [\n".to_owned();
    if federated {
        let issuer = "${replace(aws_eks_cluster.main.identity[0].oidc[0].issuer, \"https://\", \
                      \"\")}";
        let mut keys = format!("          \"{issuer}:aud\" = {}\n", quoted(given.text("audience")));
        let subject = given.text("subject");
        if !subject.is_empty() {
            keys.push_str(&format!("          \"{issuer}:sub\" = {}\n", quoted(subject)));
        }
        let like = subject.contains(['*', '?']);
        let operator = if like { "StringLike" } else { "StringEquals" };
        out.push_str(&format!(
            "    {{\n      Effect    = \"Allow\"\n      Action    = \
             \"sts:AssumeRoleWithWebIdentity\"\n      Principal = {{ Federated = \
             aws_iam_openid_connect_provider.main.arn }}\n      Condition = {{\n        {operator} \
             = {{\n{keys}        }}\n      }}\n    }},\n"
        ));
    }
    if associated || !federated {
        out.push_str(
            "    {\n      Effect    = \"Allow\"\n      Action    = [\"sts:AssumeRole\", \
             \"sts:TagSession\"]\n      Principal = { Service = \"pods.eks.amazonaws.com\" }\n    \
             },\n",
        );
    }
    out.push_str("  ]\n})");
    out
}
