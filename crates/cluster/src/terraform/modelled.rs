//! The registry modules that are modelled: each a text in the same language, written for this, that
//! makes what the real one makes of a role, a cluster or a network, at the addresses that its plans
//! show. What a policy for a role permits is left out, and so are tags that nobody reads. An
//! argument that no text knows is named where it is written.

/// A module of the registry and the text that stands for it, as a version has it.
#[derive(Debug, Clone)]
pub(crate) struct Modelled {
    /// The name of the text.
    pub(crate) file: String,
    row: &'static Row,
    major: u32,
}

/// A module of the registry.
#[derive(Debug)]
struct Row {
    /// Its address.
    source: &'static str,
    /// The major versions at which it changed; the first is the oldest that is told apart.
    majors: &'static [u32],
    /// The name of the text.
    file: &'static str,
    /// The text. `MAJOR` in it is the version.
    text: &'static str,
    /// Names that changed with a version: in the text, before that version, from it on.
    names: &'static [(&'static str, &'static str, &'static str, u32)],
    /// The first major version that has it, and the first that has it no more.
    exists: (u32, u32),
}

impl Modelled {
    /// The text, as that version has it.
    pub(crate) fn text(&self) -> String {
        let text = self.row.text.replace("MAJOR", &self.major.to_string());
        let named = |text: String, (name, older, newer, since): &(&str, &str, &str, u32)| {
            text.replace(name, if self.major < *since { older } else { newer })
        };
        self.row.names.iter().fold(text, named)
    }
}

macro_rules! text {
    ($file:literal) => {
        include_str!(concat!("modelled/", $file, ".tf"))
    };
}

/// A module that is the same in all versions.
const fn row(source: &'static str, file: &'static str, text: &'static str) -> Row {
    Row { source, majors: &[0], file, text, names: &[], exists: (0, u32::MAX) }
}

/// The same, in the versions before `until`.
const fn until(until: u32, row: Row) -> Row {
    Row { exists: (0, until), ..row }
}

/// The same, from the version `since` on.
const fn since(since: u32, row: Row) -> Row {
    Row { exists: (since, u32::MAX), ..row }
}

const EKS: &[u32] = &[17, 18, 19, 20, 21];

const MODELLED: &[Row] = &[
    until(
        6,
        row(
            "terraform-aws-modules/iam/aws//modules/iam-role-for-service-accounts-eks",
            "modelled/iam-role-for-service-accounts-eks",
            text!("iam_role_for_service_accounts_eks"),
        ),
    ),
    since(
        6,
        row(
            "terraform-aws-modules/iam/aws//modules/iam-role-for-service-accounts",
            "modelled/iam-role-for-service-accounts",
            text!("iam_role_for_service_accounts"),
        ),
    ),
    until(
        6,
        row(
            "terraform-aws-modules/iam/aws//modules/iam-assumable-role-with-oidc",
            "modelled/iam-assumable-role-with-oidc",
            text!("iam_assumable_role_with_oidc"),
        ),
    ),
    until(
        6,
        row(
            "terraform-aws-modules/iam/aws//modules/iam-eks-role",
            "modelled/iam-eks-role",
            text!("iam_eks_role"),
        ),
    ),
    since(
        6,
        row(
            "terraform-aws-modules/iam/aws//modules/iam-role",
            "modelled/iam-role",
            text!("iam_role"),
        ),
    ),
    since(
        6,
        row(
            "terraform-aws-modules/iam/aws//modules/iam-oidc-provider",
            "modelled/iam-oidc-provider",
            text!("iam_oidc_provider"),
        ),
    ),
    row(
        "terraform-aws-modules/iam/aws//modules/iam-policy",
        "modelled/iam-policy",
        text!("iam_policy"),
    ),
    row(
        "terraform-aws-modules/eks-pod-identity/aws",
        "modelled/eks-pod-identity",
        text!("eks_pod_identity"),
    ),
    row(
        "cloudposse/eks-iam-role/aws",
        "modelled/cloudposse-eks-iam-role",
        text!("cloudposse_eks_iam_role"),
    ),
    row(
        "aws-ia/eks-blueprints-addon/aws",
        "modelled/eks-blueprints-addon",
        text!("eks_blueprints_addon"),
    ),
    row(
        "aws-ia/eks-blueprints-addons/aws",
        "modelled/eks-blueprints-addons",
        text!("eks_blueprints_addons"),
    ),
    row("terraform-aws-modules/kms/aws", "modelled/kms", text!("kms")),
    Row { majors: EKS, ..row("terraform-aws-modules/eks/aws", "modelled/eks", text!("eks")) },
    Row {
        majors: EKS,
        ..row(
            "terraform-aws-modules/eks/aws//modules/eks-managed-node-group",
            "modelled/eks-managed-node-group",
            text!("eks_managed_node_group"),
        )
    },
    Row {
        majors: EKS,
        ..row(
            "terraform-aws-modules/eks/aws//modules/fargate-profile",
            "modelled/fargate-profile",
            text!("fargate_profile"),
        )
    },
    Row {
        majors: &[19, 20, 21],
        names: &[
            ("CONTROLLER", "irsa", "controller", 20),
            ("NODE_additional", "additional", "node_additional", 20),
            ("NODE", "this", "node", 20),
        ],
        ..row(
            "terraform-aws-modules/eks/aws//modules/karpenter",
            "modelled/karpenter",
            text!("eks_karpenter"),
        )
    },
    Row { majors: &[3, 4], ..row("terraform-aws-modules/vpc/aws", "modelled/vpc", text!("vpc")) },
];

/// A module by its address, and the major version that is asked for: the newest where none is.
fn row_of(source: &str, version: Option<&str>) -> Option<(&'static Row, u32)> {
    let (address, query) = source.split_once('?').unwrap_or((source, ""));
    let reference = query.split('&').find_map(|part| part.strip_prefix("ref=")).unwrap_or("");
    let mut address = address.trim_start_matches("registry.terraform.io/").to_owned();
    if address.contains("github.com") {
        let rest = address.split_once("github.com").map_or("", |(_, rest)| rest);
        let rest = rest.trim_start_matches([':', '/']).replace(".git", "");
        let (owner, path) = rest.split_once("/terraform-aws-")?;
        let (module, inner) = path.split_once("//").unwrap_or((path, ""));
        let inner = if inner.is_empty() { String::new() } else { format!("//{inner}") };
        address = format!("{owner}/{module}/aws{inner}");
    }
    let address = address.trim_end_matches('/');
    let wanted = version.into_iter().chain([reference]).find_map(major).unwrap_or(u32::MAX);
    Some((MODELLED.iter().find(|known| known.source == address)?, wanted))
}

impl Row {
    /// Whether that version has the module. Who asks for none wrote it when there was one.
    const fn is_in(&self, major: u32) -> bool {
        major == u32::MAX || self.exists.0 <= major && major < self.exists.1
    }
}

/// The text that stands for a module, by its address: in the registry or in its repository.
pub(crate) fn find(source: &str, version: Option<&str>) -> Option<Modelled> {
    let (row, wanted) = row_of(source, version).filter(|(row, wanted)| row.is_in(*wanted))?;
    let (first, rest) = row.majors.split_first()?;
    let major = rest.iter().rev().find(|major| **major <= wanted).unwrap_or(first);
    let file = match rest {
        [] => row.file.to_owned(),
        _ => format!("{}-{major}", row.file),
    };
    Some(Modelled { file, row, major: *major })
}

/// Why Terraform does not find a module in the version that is asked for, in its own words.
pub(crate) fn absent(source: &str, version: Option<&str>) -> Option<String> {
    let (row, major) = row_of(source, version).filter(|(row, major)| !row.is_in(*major))?;
    let (_, inner) = row.source.split_once("//")?;
    Some(format!(
        "Unreadable module subdirectory: The target submodule {inner} does not exist within the \
         target module, in version {major}."
    ))
}

/// What version 21 of the module for clusters calls otherwise: all of them began with `cluster_`.
///
/// Source: <https://github.com/terraform-aws-modules/terraform-aws-eks/blob/master/docs/UPGRADE-21.0.md>.
const RENAMED: [&str; 14] = [
    "additional_security_group_ids",
    "addons",
    "compute_config",
    "enabled_log_types",
    "encryption_config",
    "endpoint_private_access",
    "endpoint_public_access",
    "endpoint_public_access_cidrs",
    "ip_family",
    "kubernetes_version",
    "name",
    "service_ipv4_cidr",
    "upgrade_policy",
    "zonal_shift_config",
];

/// Whether a version of a modelled module, by the name of its text, refuses an argument that
/// another one takes.
pub(crate) fn refuses(file: &str, argument: &str) -> bool {
    match file {
        "modelled/eks-21" => {
            let bare = argument.strip_prefix("cluster_").unwrap_or("");
            RENAMED.contains(&bare) || argument == "cluster_version"
        }
        "modelled/eks-18" | "modelled/eks-19" | "modelled/eks-20" => RENAMED.contains(&argument),
        "modelled/karpenter-21" => argument.starts_with("irsa_") || argument == "enable_irsa",
        _ => false,
    }
}

/// The first number of a version or of a constraint on it, as 20 of `~> 20.8`.
fn major(version: &str) -> Option<u32> {
    let digits = version.trim_start_matches(|char: char| !char.is_ascii_digit());
    digits.split(|char: char| !char.is_ascii_digit()).next()?.parse().ok()
}
