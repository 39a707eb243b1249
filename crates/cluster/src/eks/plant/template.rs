//! Launch templates, and what a managed node group makes of one.
//!
//! Source: <https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html>.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{text, texts};
use crate::terraform::{Stored, Value};

/// What the user data of a launch template is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum UserData {
    /// There is none.
    None,
    /// MIME multipart, which EKS adds its own part to.
    Mime,
    /// TOML, as Bottlerocket reads it.
    Toml,
    /// A script or something else, which EKS can't add anything to.
    Plain,
}

/// A launch template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Template {
    pub(crate) instance_type: Option<String>,
    /// Whether it names an AMI: then nothing is added to its user data.
    pub(crate) custom_ami: bool,
    pub(crate) user_data: UserData,
    /// Whether its user data starts the kubelet.
    pub(crate) bootstraps: bool,
    /// Its security groups; where there are any, the cluster's own is not attached.
    pub(crate) security_groups: Vec<String>,
    /// What it has and must not have.
    pub(crate) forbidden: Vec<&'static str>,
    pub(crate) version: u32,
}

impl Template {
    pub(crate) fn of(stored: &Stored) -> Self {
        let object = &stored.object;
        let set = |name: &str| {
            object.get(name).is_some_and(|value| {
                !value.is_null() && value.items().is_none_or(|items| !items.is_empty())
            })
        };
        let interfaces = object.get("network_interfaces").map(Value::one_or_many);
        let interfaces = interfaces.unwrap_or_default();
        let mut security_groups = texts(object.get("vpc_security_group_ids"));
        for interface in interfaces {
            security_groups.extend(texts(interface.get("security_groups")));
        }
        let mut forbidden = Vec::new();
        let rows = [
            ("iam_instance_profile", "an IAM instance profile"),
            ("instance_market_options", "Spot options"),
            ("hibernation_options", "hibernation options"),
            ("instance_initiated_shutdown_behavior", "a shutdown behavior"),
        ];
        forbidden.extend(rows.iter().filter(|(name, _)| set(name)).map(|(_, what)| *what));
        if interfaces.iter().any(|one| one.get("subnet_id").is_some_and(|id| !id.is_null())) {
            forbidden.push("a subnet");
        }
        let encoded = text(stored, &["user_data"]).unwrap_or_default();
        let decoded = STANDARD.decode(encoded.trim()).unwrap_or_default();
        let user_data = String::from_utf8_lossy(&decoded);
        let starts = ["bootstrap.sh", "nodeadm", "node.eks.aws"];
        let version = object.get("latest_version").and_then(Value::as_index).unwrap_or(1);
        Self {
            instance_type: text(stored, &["instance_type"]).filter(|name| !name.is_empty()),
            custom_ami: set("image_id"),
            user_data: kind(&user_data),
            bootstraps: starts.iter().any(|start| user_data.contains(start)),
            security_groups,
            forbidden,
            version: u32::try_from(version).unwrap_or(1),
        }
    }
}

fn kind(text: &str) -> UserData {
    let text = text.trim_start();
    if text.is_empty() {
        UserData::None
    } else if text.starts_with("MIME-Version:") || text.starts_with("Content-Type: multipart/") {
        UserData::Mime
    } else if text.starts_with("[settings") {
        UserData::Toml
    } else {
        UserData::Plain
    }
}
