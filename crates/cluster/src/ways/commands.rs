//! A cluster of Terraform as the commands of `aws` and `kubectl` that make the same.
//!
//! Source: <https://docs.aws.amazon.com/cli/latest/reference/>.

mod ec2;

use super::made::{Made, made};

/// The commands that make what a configuration makes, in an order in which they can run. What has
/// no command here is named in a comment. Ids are those of the simulation.
#[must_use]
pub fn commands(texts: &[(&str, &str)]) -> String {
    let mut out = String::new();
    for one in made(texts) {
        let commands = command(&one);
        if commands.is_empty() {
            let name = one.text(&["name"]).or(one.text(&["id"])).unwrap_or_default();
            out.push_str(&format!("# {} {name}\n", one.kind));
        }
        for command in commands {
            out.push_str(&command.written());
            out.push('\n');
        }
    }
    out
}

/// A command under construction: its words, and its options line by line.
struct Command {
    words: String,
    options: Vec<String>,
}

impl Command {
    fn new(words: &str) -> Self {
        Self { words: words.to_owned(), options: Vec::new() }
    }

    /// An option whose value is a text; none where there is none.
    fn text(self, name: &str, value: Option<impl AsRef<str>>) -> Self {
        match value {
            Some(value) => self.words(name, &[value.as_ref()]),
            None => self,
        }
    }

    /// An option with several words; none where there are none.
    fn words(mut self, name: &str, values: &[impl AsRef<str>]) -> Self {
        if !values.is_empty() {
            let values: Vec<String> = values.iter().map(|value| quoted(value.as_ref())).collect();
            self.options.push(format!("{name} {}", values.join(" ")));
        }
        self
    }

    /// An option of `key=value`s; none where all are absent.
    fn pairs(self, name: &str, pairs: &[(&str, Option<String>)]) -> Self {
        let set =
            pairs.iter().filter_map(|(key, value)| Some(format!("{key}={}", value.as_ref()?)));
        let set: Vec<String> = set.collect();
        if set.is_empty() { self } else { self.words(name, &[set.join(",")]) }
    }

    /// One line, or one for each option where that would be long.
    fn written(&self) -> String {
        let one = std::iter::once(&self.words).chain(&self.options).cloned().collect::<Vec<_>>();
        let line = one.join(" ");
        if line.len() <= 100 { line } else { one.join(" \\\n  ") }
    }
}

/// A word that the shell takes as it is.
fn quoted(word: &str) -> String {
    let plain = |char: char| char.is_ascii_alphanumeric() || "-_./:=,@+%".contains(char);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

fn joined(items: &[impl AsRef<str>]) -> Option<String> {
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    (!items.is_empty()).then(|| items.join(","))
}

fn command(one: &Made) -> Vec<Command> {
    let text = |name: &str| one.text(&[name]);
    match one.kind.as_str() {
        "aws_iam_role" => vec![role(one)],
        "aws_iam_role_policy_attachment" => vec![
            Command::new("aws iam attach-role-policy")
                .text("--role-name", text("role"))
                .text("--policy-arn", text("policy_arn")),
        ],
        "aws_iam_policy" => vec![
            Command::new("aws iam create-policy")
                .text("--policy-name", text("name"))
                .text("--policy-document", text("policy")),
        ],
        "aws_iam_role_policy" => vec![
            Command::new("aws iam put-role-policy")
                .text("--role-name", text("role"))
                .text("--policy-name", text("name"))
                .text("--policy-document", text("policy")),
        ],
        "aws_iam_openid_connect_provider" => vec![provider(one)],
        "aws_eks_cluster" => vec![
            cluster(one),
            Command::new("aws eks wait cluster-active").text("--name", text("name")),
            // What `kubectl` talks to from here on.
            Command::new("aws eks update-kubeconfig").text("--name", text("name")),
        ],
        "aws_eks_node_group" => vec![
            node_group(one),
            Command::new("aws eks wait nodegroup-active")
                .text("--cluster-name", text("cluster_name"))
                .text("--nodegroup-name", text("node_group_name")),
        ],
        kind if kind.starts_with("kubernetes_") => kubernetes(one),
        _ => beside(one),
    }
}

fn role(one: &Made) -> Command {
    let path = one.text(&["path"]).filter(|path| &**path != "/");
    let seconds = one.text(&["max_session_duration"]).filter(|seconds| &**seconds != "3600");
    Command::new("aws iam create-role")
        .text("--role-name", one.text(&["name"]))
        .text("--path", path)
        .text("--max-session-duration", seconds)
        .text("--assume-role-policy-document", one.text(&["assume_role_policy"]))
}

fn provider(one: &Made) -> Command {
    let url = one.text(&["url"]).map(|url| match url.contains("://") {
        true => url.to_string(),
        false => format!("https://{url}"),
    });
    Command::new("aws iam create-open-id-connect-provider")
        .text("--url", url)
        .words("--client-id-list", &one.texts(&["client_id_list"]))
        .words("--thumbprint-list", &one.texts(&["thumbprint_list"]))
}

fn cluster(one: &Made) -> Command {
    let of = |path: &[&str]| one.text(path).map(|text| text.to_string());
    let network = |name: &str| of(&["vpc_config", "0", name]);
    let list = |name: &str| joined(&one.texts(&["vpc_config", "0", name]));
    let access = |name: &str| of(&["access_config", "0", name]);
    let logs = joined(&one.texts(&["enabled_cluster_log_types"])).map(|types| {
        let types = types.split(',').map(|name| format!("\"{name}\"")).collect::<Vec<_>>();
        format!("{{\"clusterLogging\":[{{\"types\":[{}],\"enabled\":true}}]}}", types.join(","))
    });
    let key = of(&["encryption_config", "0", "provider", "0", "key_arn"]);
    let key = key.map(|key| {
        format!("[{{\"resources\":[\"secrets\"],\"provider\":{{\"keyArn\":\"{key}\"}}}}]")
    });
    let self_managed = one.text(&["bootstrap_self_managed_addons"]);
    let mut command = Command::new("aws eks create-cluster")
        .text("--name", one.text(&["name"]))
        .text("--role-arn", one.text(&["role_arn"]))
        .text("--kubernetes-version", one.set("version"))
        .pairs(
            "--resources-vpc-config",
            &[
                ("subnetIds", list("subnet_ids")),
                ("securityGroupIds", list("security_group_ids")),
                ("endpointPublicAccess", network("endpoint_public_access")),
                ("endpointPrivateAccess", network("endpoint_private_access")),
                ("publicAccessCidrs", list("public_access_cidrs")),
            ],
        )
        .pairs(
            "--access-config",
            &[
                ("authenticationMode", access("authentication_mode")),
                (
                    "bootstrapClusterCreatorAdminPermissions",
                    access("bootstrap_cluster_creator_admin_permissions"),
                ),
            ],
        )
        .pairs("--upgrade-policy", &[("supportType", of(&["upgrade_policy", "0", "support_type"]))])
        .pairs(
            "--kubernetes-network-config",
            &[("serviceIpv4Cidr", of(&["kubernetes_network_config", "0", "service_ipv4_cidr"]))],
        )
        .pairs("--zonal-shift-config", &[("enabled", of(&["zonal_shift_config", "0", "enabled"]))])
        .text("--encryption-config", key)
        .text("--logging", logs);
    if self_managed.is_some_and(|value| &*value == "false") {
        command.options.push("--no-bootstrap-self-managed-addons".to_owned());
    }
    command
}

fn node_group(one: &Made) -> Command {
    let block =
        |block: &str, name: &str| one.text(&[block, "0", name]).map(|text| text.to_string());
    let labels = one.pairs(&["labels"]);
    let labels: Vec<String> = labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
    let taints = one.blocks("taint");
    let taints: Vec<String> = taints
        .iter()
        .map(|taint| {
            let of = |name: &str| taint.text(&[name]).unwrap_or_default();
            format!("key={},value={},effect={}", of("key"), of("value"), of("effect"))
        })
        .collect();
    Command::new("aws eks create-nodegroup")
        .text("--cluster-name", one.text(&["cluster_name"]))
        .text("--nodegroup-name", one.text(&["node_group_name"]))
        .text("--node-role", one.text(&["node_role_arn"]))
        .words("--subnets", &one.texts(&["subnet_ids"]))
        .pairs(
            "--scaling-config",
            &[
                ("minSize", block("scaling_config", "min_size")),
                ("maxSize", block("scaling_config", "max_size")),
                ("desiredSize", block("scaling_config", "desired_size")),
            ],
        )
        .text("--ami-type", one.text(&["ami_type"]))
        .text("--capacity-type", one.text(&["capacity_type"]))
        .words("--instance-types", &one.texts(&["instance_types"]))
        .text("--disk-size", one.text(&["disk_size"]))
        .text("--labels", joined(&labels))
        .words("--taints", &taints)
        .pairs(
            "--launch-template",
            &[
                ("id", block("launch_template", "id")),
                ("name", block("launch_template", "name")),
                ("version", block("launch_template", "version")),
            ],
        )
        .pairs(
            "--update-config",
            &[
                ("maxUnavailable", block("update_config", "max_unavailable")),
                ("maxUnavailablePercentage", block("update_config", "max_unavailable_percentage")),
            ],
        )
}

/// What stands beside a cluster.
fn beside(one: &Made) -> Vec<Command> {
    let text = |name: &str| one.text(&[name]);
    let of = |words: &str| Command::new(words).text("--cluster-name", text("cluster_name"));
    vec![match one.kind.as_str() {
        "aws_eks_addon" => of("aws eks create-addon")
            .text("--addon-name", text("addon_name"))
            .text("--addon-version", one.set("addon_version"))
            .text("--service-account-role-arn", text("service_account_role_arn")),
        "aws_eks_fargate_profile" => {
            let selectors = one.blocks("selector");
            let selectors: Vec<String> = selectors
                .iter()
                .filter_map(|selector| {
                    Some(format!("namespace={}", selector.text(&["namespace"])?))
                })
                .collect();
            of("aws eks create-fargate-profile")
                .text("--fargate-profile-name", text("fargate_profile_name"))
                .text("--pod-execution-role-arn", text("pod_execution_role_arn"))
                .words("--subnets", &one.texts(&["subnet_ids"]))
                .words("--selectors", &selectors)
        }
        "aws_eks_access_entry" => of("aws eks create-access-entry")
            .text("--principal-arn", text("principal_arn"))
            .text("--type", text("type"))
            .words("--kubernetes-groups", &one.texts(&["kubernetes_groups"])),
        "aws_eks_access_policy_association" => {
            let scope = |name: &str| one.text(&["access_scope", "0", name]).map(|t| t.to_string());
            of("aws eks associate-access-policy")
                .text("--principal-arn", text("principal_arn"))
                .text("--policy-arn", text("policy_arn"))
                .pairs("--access-scope", &[("type", scope("type"))])
        }
        "aws_eks_pod_identity_association" => of("aws eks create-pod-identity-association")
            .text("--namespace", text("namespace"))
            .text("--service-account", text("service_account"))
            .text("--role-arn", text("role_arn")),
        _ => return ec2::commands(one),
    }]
}

fn kubernetes(one: &Made) -> Vec<Command> {
    let of = |name: &str| one.text(&["metadata", "0", name]);
    let name = of("name").unwrap_or_default();
    let bare = one.kind.trim_start_matches("kubernetes_").trim_end_matches("_v1");
    match bare {
        "namespace" => vec![Command::new(&format!("kubectl create namespace {}", quoted(&name)))],
        "service_account" => {
            let words = format!("kubectl create serviceaccount {}", quoted(&name));
            let mut commands = vec![Command::new(&words).text("--namespace", of("namespace"))];
            let annotations = one.pairs(&["metadata", "0", "annotations"]);
            if !annotations.is_empty() {
                let pairs: Vec<String> = annotations
                    .iter()
                    .map(|(key, value)| quoted(&format!("{key}={value}")))
                    .collect();
                let words = format!("kubectl annotate serviceaccount {}", quoted(&name));
                let mut command = Command::new(&words).text("--namespace", of("namespace"));
                command.options.extend(pairs);
                commands.push(command);
            }
            commands
        }
        _ => Vec::new(),
    }
}
