//! What EKS refuses of a managed node group, by itself and together with its launch template.
//!
//! Source: <https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html> and
//! <https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html>.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Refusal, text};
use crate::terraform::{State, Stored, Value};

/// A node group and what stands beside it.
struct Group<'g> {
    own: &'g Stored,
    template: Option<&'g Stored>,
    cluster: Option<&'g Stored>,
}

/// Whether a group breaks a rule, and what EKS then answers.
type Rule = (fn(&Group<'_>) -> bool, &'static str);

/// What a launch template may not hold, or not together with what the group says.
///
/// Evidence: the rules are those of the documentation; EKS's own wording is not published, so the
/// texts follow what people report.
const FORBIDDEN: &[Rule] = &[
    (
        |g| g.has("iam_instance_profile"),
        "instance profile cannot be specified in the launch template",
    ),
    (
        |g| g.has("instance_market_options"),
        "instance market options cannot be specified in the launch template",
    ),
    (
        |g| g.has("hibernation_options"),
        "hibernation options cannot be specified in the launch template",
    ),
    (
        |g| g.has("instance_initiated_shutdown_behavior") || g.is_true("disable_api_termination"),
        "shutdown behavior and termination protection cannot be specified in the launch template",
    ),
    (
        |g| g.interface("subnet_id"),
        "network interface subnets cannot be specified in the launch template",
    ),
    (
        |g| g.interface("security_groups") && g.has("vpc_security_group_ids"),
        "security groups cannot be specified both for the instance and for a network interface",
    ),
    (
        |g| g.has("instance_type") && is_set(g.own, "instance_types"),
        "You cannot specify instance types in both the launch template and the node group",
    ),
    (
        |g| g.template.is_some() && is_set(g.own, "disk_size"),
        "Disk size must be specified within the launch template.",
    ),
    (
        |g| g.template.is_some() && is_set(g.own, "remote_access"),
        "Remote access configuration cannot be specified with a launch template.",
    ),
    (
        |g| g.has("image_id") && g.own_ami_type().is_some_and(|kind| kind != "CUSTOM"),
        "You cannot specify an AMI type with a launch template that has an image id",
    ),
    (
        |g| g.has("image_id") && (is_set(g.own, "version") || is_set(g.own, "release_version")),
        "You cannot specify a version with a launch template that has an image id",
    ),
];

/// What a node group may not say by itself.
const OWN: &[Rule] = &[
    (|g| g.size("min_size").is_some_and(|min| min < 0.0), "minSize must be at least 0"),
    (|g| g.size("max_size").is_some_and(|max| max < 1.0), "maxSize must be at least 1"),
    (
        |g| {
            g.update("max_unavailable").is_some()
                && g.update("max_unavailable_percentage").is_some()
        },
        "maxUnavailable and maxUnavailablePercentage cannot both be specified",
    ),
    (
        |g| {
            let outside = |name| g.update(name).is_some_and(|n| !(1.0..=100.0).contains(&n));
            outside("max_unavailable") || outside("max_unavailable_percentage")
        },
        "maxUnavailable must be from 1 to 100",
    ),
    (|g| items(g.own, "instance_types").len() > 20, "at most 20 instance types can be specified"),
    (|g| items(g.own, "taint").len() > 50, "at most 50 taints can be specified"),
    (
        |g| {
            let known = ["NO_SCHEDULE", "NO_EXECUTE", "PREFER_NO_SCHEDULE"];
            let effect = |taint: &Value| taint.get("effect").and_then(Value::as_text);
            let mut effects = items(g.own, "taint").iter().filter_map(effect);
            effects.any(|effect| !known.contains(&&*effect))
        },
        "a taint's effect is NO_SCHEDULE, NO_EXECUTE or PREFER_NO_SCHEDULE",
    ),
    (
        |g| {
            let labels = g.own.config.get("labels").and_then(Value::as_map);
            let mut labels = labels.into_iter().flat_map(|map| &map.entries);
            labels.any(|(key, entry)| {
                let value = entry.value.as_text().map_or(0, |value| value.chars().count());
                let name = key.rsplit('/').next().unwrap_or(key).chars().count();
                name == 0 || name > 63 || value > 63
            })
        },
        "a label's key has 1 to 63 characters, its value at most 63",
    ),
];

/// Why a node group can't be made.
pub(super) fn create(target: &Stored, state: &State) -> Option<Refusal> {
    let group = Group::new(target, state);
    group.sizes().or_else(|| group.version()).or_else(|| group.broken(&[OWN, FORBIDDEN]))
}

/// Why a node group can't be changed to this.
pub(super) fn update(target: &Stored, state: &State) -> Option<Refusal> {
    let group = Group::new(target, state);
    group.sizes().or_else(|| group.broken(&[OWN, FORBIDDEN]))
}

/// Why a launch template can't be made.
pub(super) fn launch_template(target: &Stored) -> Option<Refusal> {
    let data = target.config.get("user_data").and_then(Value::as_text)?;
    let malformed = STANDARD.decode(data.as_bytes()).is_err();
    let error = "InvalidUserData.Malformed: Invalid BASE64 encoding of user data.";
    malformed.then(|| Refusal::at_once(error))
}

impl<'g> Group<'g> {
    fn new(own: &'g Stored, state: &'g State) -> Self {
        let named = |kind: &str, name: &str, value: Option<std::rc::Rc<str>>| {
            let mut stored = state.resources.values().filter(|stored| stored.kind == kind);
            let value = value?;
            stored.find(|stored| text(stored, &[name]).as_deref() == Some(&*value))
        };
        let of_block = |name| text(own, &["launch_template", "0", name]);
        let template = named("aws_launch_template", "id", of_block("id"))
            .or_else(|| named("aws_launch_template", "name", of_block("name")));
        let cluster = named("aws_eks_cluster", "name", text(own, &["cluster_name"]));
        Self { own, template, cluster }
    }

    fn size(&self, name: &str) -> Option<f64> {
        self.own.object.path(&["scaling_config", "0", name]).and_then(Value::as_number)
    }

    fn update(&self, name: &str) -> Option<f64> {
        self.own.config.path(&["update_config", "0", name]).and_then(Value::as_number)
    }

    /// Whether the launch template sets an attribute.
    fn has(&self, name: &str) -> bool {
        self.template.is_some_and(|template| is_set(template, name))
    }

    fn is_true(&self, name: &str) -> bool {
        let value = self.template.and_then(|template| template.config.get(name));
        value.and_then(Value::as_bool) == Some(true)
    }

    /// Whether a network interface of the launch template sets an attribute.
    fn interface(&self, name: &str) -> bool {
        let interfaces = self.template.map(|template| items(template, "network_interfaces"));
        let mut set = interfaces.into_iter().flatten().filter_map(|one| one.get(name));
        set.any(|value| !value.is_null())
    }

    fn own_ami_type(&self) -> Option<String> {
        self.own.config.get("ami_type").and_then(Value::as_text).map(|kind| kind.to_string())
    }

    /// The sizes have to be in order.
    fn sizes(&self) -> Option<Refusal> {
        let (min, desired, max) =
            (self.size("min_size"), self.size("desired_size")?, self.size("max_size"));
        if let Some(min) = min.filter(|min| *min > desired) {
            return Some(refused(&format!(
                "Minimum capacity {min} can't be greater than desired size {desired}"
            )));
        }
        let max = max.filter(|max| desired > *max)?;
        Some(refused(&format!("desired capacity {desired} can't be greater than max size {max}")))
    }

    /// A new group has the version of its cluster.
    fn version(&self) -> Option<Refusal> {
        let own = self.own.config.get("version").and_then(Value::as_text)?;
        let cluster = text(self.cluster?, &["version"])?;
        (own != cluster).then(|| {
            refused(&format!(
                "Nodegroup Kubernetes version {own} should be equal to Cluster kubernetes version \
                 {cluster}"
            ))
        })
    }

    /// The first rule that is broken.
    fn broken(&self, rules: &[&[Rule]]) -> Option<Refusal> {
        let mut rules = rules.iter().flat_map(|rules| rules.iter());
        rules.find(|(broken, _)| broken(self)).map(|(_, text)| refused(text))
    }
}

fn refused(text: &str) -> Refusal {
    Refusal::at_once(format!("InvalidParameterException: {text}"))
}

/// Whether an attribute is configured; an empty block or list is none.
fn is_set(stored: &Stored, name: &str) -> bool {
    stored.config.get(name).is_some_and(|value| {
        !value.is_null() && value.items().is_none_or(|items| !items.is_empty())
    })
}

fn items<'s>(stored: &'s Stored, name: &str) -> &'s [Value] {
    stored.config.get(name).map(Value::one_or_many).unwrap_or_default()
}
