//! The resources of EKS, out of Terraform's state.

use crate::eks::fargate::Profile;
use crate::eks::group::{Group, Status};
use crate::eks::objects::Taint;
use crate::eks::plane::{self, Plane};
use crate::eks::plant::{Template, pairs, text, text_of, texts};
use crate::terraform::{State, Stored, Value};

/// The minor version of a cluster that names none.
const VERSION: u32 = 34;

fn count(stored: &Stored, path: &[&str]) -> Option<u32> {
    let value = stored.object.path(path).and_then(Value::as_index)?;
    u32::try_from(value).ok()
}

fn is(stored: &Stored, path: &[&str], usual: bool) -> bool {
    text(stored, path).map_or(usual, |text| text == "true")
}

/// A cluster that is being made.
pub(super) fn plane(address: &str, stored: &Stored, until: u32) -> Plane {
    let vpc = |name| ["vpc_config", "0", name];
    let version = text(stored, &["version"]).and_then(|version| plane::minor(&version));
    let mut made = Plane {
        address: address.to_owned(),
        name: text(stored, &["name"]).unwrap_or_default(),
        version: version.unwrap_or(VERSION),
        status: plane::Status::Creating { until },
        private: false,
        public: true,
        bootstraps: is(stored, &["bootstrap_self_managed_addons"], true),
        zonal_shift: false,
        mode: String::new(),
        creator: is(
            stored,
            &["access_config", "0", "bootstrap_cluster_creator_admin_permissions"],
            true,
        ),
        subnets: texts(stored.object.path(&vpc("subnet_ids"))),
        security_group: text(stored, &vpc("cluster_security_group_id")).unwrap_or_default(),
        security_groups: texts(stored.object.path(&vpc("security_group_ids"))),
        servers: Vec::new(),
        members: Vec::new(),
        leader: None,
        update: None,
        upgraded: None,
        broken: None,
        loaded: None,
        idle: None,
        made: 0,
    };
    change_plane(&mut made, stored);
    made
}

/// What can be changed in place.
pub(super) fn change_plane(plane: &mut Plane, stored: &Stored) {
    plane.private = is(stored, &["vpc_config", "0", "endpoint_private_access"], false);
    plane.public = is(stored, &["vpc_config", "0", "endpoint_public_access"], true);
    plane.zonal_shift = is(stored, &["zonal_shift_config", "0", "enabled"], false);
    let mode = text(stored, &["access_config", "0", "authentication_mode"]);
    plane.mode = mode.unwrap_or_else(|| "CONFIG_MAP".to_owned());
    plane.security_groups = texts(stored.object.path(&["vpc_config", "0", "security_group_ids"]));
}

/// The launch template that a group names.
fn template(stored: &Stored, state: &State) -> Option<Template> {
    let block = stored.object.path(&["launch_template", "0"])?;
    let id = text_of(block, &["id"]).or_else(|| text_of(block, &["name"]))?;
    let found = state.resources.values().find(|other| {
        other.kind == "aws_launch_template"
            && [text(other, &["id"]), text(other, &["name"])].contains(&Some(id.clone()))
    });
    found.map(Template::of)
}

/// A node group that is being made.
pub(super) fn group(
    address: &str,
    stored: &Stored,
    state: &State,
    now: u32,
    version: u32,
) -> Group {
    let size = |name| count(stored, &["scaling_config", "0", name]);
    let ami = text(stored, &["ami_type"]).unwrap_or_default();
    let taints = stored.object.get("taint").map(Value::one_or_many).unwrap_or_default();
    let effect = |name: String| match name.as_str() {
        "NO_SCHEDULE" => "NoSchedule".to_owned(),
        "NO_EXECUTE" => "NoExecute".to_owned(),
        "PREFER_NO_SCHEDULE" => "PreferNoSchedule".to_owned(),
        _ => name,
    };
    let taint = |value: &Value| Taint {
        key: text_of(value, &["key"]).unwrap_or_default(),
        value: text_of(value, &["value"]).unwrap_or_default(),
        effect: effect(text_of(value, &["effect"]).unwrap_or_default()),
    };
    Group {
        address: address.to_owned(),
        name: text(stored, &["node_group_name"]).unwrap_or_default(),
        status: Status::Creating,
        issues: Vec::new(),
        min: size("min_size").unwrap_or(1),
        max: size("max_size").unwrap_or(2),
        desired: size("desired_size").unwrap_or(2),
        subnets: texts(stored.object.get("subnet_ids")),
        types: texts(stored.object.get("instance_types")),
        spot: text(stored, &["capacity_type"]).as_deref() == Some("SPOT"),
        labels: pairs(stored.object.get("labels")),
        taints: taints.iter().map(taint).collect(),
        role: text(stored, &["node_role_arn"]).unwrap_or_default(),
        template: template(stored, state),
        al2023: ami.is_empty() || ami.starts_with("AL2023"),
        bottlerocket: ami.starts_with("BOTTLEROCKET"),
        version,
        unavailable: count(stored, &["update_config", "0", "max_unavailable"]).unwrap_or(1),
        percentage: count(stored, &["update_config", "0", "max_unavailable_percentage"]),
        created: now,
        whole: None,
        lacking: None,
        update: None,
        failed: None,
        pause: 0,
        rebalancing: 0,
    }
}

/// A Fargate profile.
pub(super) fn profile(address: &str, stored: &Stored, now: u32) -> Profile {
    let selectors = stored.object.get("selector").map(Value::one_or_many).unwrap_or_default();
    let selector = |value: &Value| {
        (text_of(value, &["namespace"]).unwrap_or_default(), pairs(value.get("labels")))
    };
    Profile {
        address: address.to_owned(),
        name: text(stored, &["fargate_profile_name"]).unwrap_or_default(),
        until: now,
        selectors: selectors.iter().map(selector).collect(),
        subnets: texts(stored.object.get("subnet_ids")),
        role: text(stored, &["pod_execution_role_arn"]).unwrap_or_default(),
        deleting: false,
    }
}
