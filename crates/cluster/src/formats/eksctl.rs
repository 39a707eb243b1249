//! eksctl's ClusterConfig: what `eksctl create cluster -f` makes of it.
//!
//! Source: <https://schema.eksctl.io/> and
//! <https://docs.aws.amazon.com/eks/latest/eksctl/iamserviceaccounts.html>.

use irsa_engine::Place;
use irsa_engine::source;

use super::detect::{Format, of_object};
use super::{Input, Reading};
use crate::terraform::{Entry, Map, Value, digits};

/// Reads every ClusterConfig of a text.
pub(super) fn read(reading: &mut Reading<'_>, input: Input<'_>) {
    for document in &source::read(input.text).documents {
        let root = document.root.resolve();
        if of_object(root) == Some(Format::Eksctl) {
            config(reading, &input.value(root), input.place(root.span));
        }
    }
}

/// What one ClusterConfig makes, which stands at `whole`.
pub(super) fn config(reading: &mut Reading<'_>, value: &Value, whole: Place) {
    let Some(name) = value.path(&["metadata", "name"]).and_then(Value::as_text) else {
        let place = value.get("metadata").and_then(|metadata| metadata.at).unwrap_or(whole);
        return reading.refused("eksctl", "metadata.name must be set", place);
    };
    let place = value.path(&["metadata", "name"]).and_then(|name| name.at).unwrap_or(whole);
    let iam = value.get("iam").cloned().unwrap_or(Value::null());
    let accounts = iam.get("serviceAccounts").map(Value::one_or_many).unwrap_or_default();
    let with_oidc = iam.get("withOIDC").and_then(Value::as_bool).unwrap_or(false);
    if let (Some(first), false) = (accounts.first(), with_oidc) {
        let place = iam.as_map().and_then(|iam| iam.entries.get("serviceAccounts")?.key_at);
        let message = "iam.withOIDC must be enabled explicitly for iam.serviceAccounts to be \
                       created";
        return reading.refused("eksctl", message, place.or(first.at).unwrap_or(whole));
    }
    let mut config = Map::default();
    if let Some(value) = value.path(&["metadata", "name"]) {
        config.put("name", value.clone());
    }
    if let Some(version) = value.path(&["metadata", "version"]) {
        config.put("version", version.clone());
    }
    reading.make("aws_eks_cluster", &name, &config, place);
    if with_oidc {
        let place = iam.as_map().and_then(|iam| iam.entries.get("withOIDC")?.key_at);
        reading.associate(&name, place.unwrap_or(whole));
    }
    for account in accounts {
        ServiceAccount::of(account).make(reading, &name, account.at);
    }
    let associations = iam.get("podIdentityAssociations").map(Value::one_or_many);
    for association in associations.unwrap_or_default() {
        pod_identity(reading, &name, association);
    }
    for addon in value.get("addons").map(Value::one_or_many).unwrap_or_default() {
        let (Some(addon_name), Some(role)) =
            (addon.get("name"), addon.get("serviceAccountRoleARN"))
        else {
            continue;
        };
        let mut config = Map::default();
        config.put("cluster_name", Value::text(&*name));
        config.put("addon_name", addon_name.clone());
        config.put("service_account_role_arn", role.clone());
        reading.make("aws_eks_addon", &name, &config, addon.at.unwrap_or(place));
    }
}

/// An account that eksctl makes a role for, from a ClusterConfig or from a command.
#[derive(Debug, Default)]
pub(super) struct ServiceAccount {
    /// Its name.
    pub(super) name: Option<Value>,
    /// Its namespace.
    pub(super) namespace: Option<Value>,
    /// Its own annotations.
    pub(super) annotations: Option<Value>,
    /// The role's name.
    pub(super) role_name: Option<Value>,
    /// A role that exists, instead of one that is made.
    pub(super) attached: Option<Value>,
    /// Whether the role alone is made.
    pub(super) role_only: bool,
    /// The subjects that get the role, with wildcards, instead of the account.
    pub(super) subject: Option<Value>,
}

impl ServiceAccount {
    fn of(item: &Value) -> Self {
        let get = |path: &[&str]| item.path(path).filter(|value| !value.is_null()).cloned();
        Self {
            name: get(&["metadata", "name"]),
            namespace: get(&["metadata", "namespace"]),
            annotations: get(&["metadata", "annotations"]),
            role_name: get(&["roleName"]),
            attached: get(&["attachRoleARN"]),
            role_only: item.get("roleOnly").and_then(Value::as_bool).unwrap_or(false),
            subject: get(&["subjectPattern"]),
        }
    }

    /// The role, trusting the account, and the account, annotated with it.
    pub(super) fn make(self, reading: &mut Reading<'_>, cluster: &str, at: Option<Place>) {
        let Some(place) = at else { return };
        let Some(name) = self.name else {
            return reading.refused("eksctl", "metadata.name must be set", place);
        };
        let namespace = self.namespace.unwrap_or_else(|| Value::text("default").at(name.at));
        let (Some(account), Some(space)) = (name.as_text(), namespace.as_text()) else { return };
        let role = match self.attached {
            Some(role) => role,
            None => {
                let path = format!("{cluster}-addon-iamserviceaccount-{space}-{account}");
                let role_name =
                    self.role_name.unwrap_or_else(|| Value::text(generated(&path)).at(name.at));
                let subject = self.subject.clone().unwrap_or_else(|| {
                    Value::text(format!("system:serviceaccount:{space}:{account}")).at(name.at)
                });
                let operator = if self.subject.is_some() { "StringLike" } else { "StringEquals" };
                let issuer = reading.facts.issuer_of(cluster, "");
                let issuer = issuer.trim_start_matches("https://");
                let policy = trust(reading, issuer, operator, subject, place);
                let mut config = Map::default();
                config.put("name", role_name);
                config.put("assume_role_policy", policy);
                reading.make("aws_iam_role", &path, &config, place);
                let made = reading.resources.last().and_then(|made| made.object.get("arn"));
                made.cloned().unwrap_or(Value::null()).at(name.at)
            }
        };
        if self.role_only {
            return;
        }
        let mut annotations =
            self.annotations.as_ref().and_then(Value::as_map).cloned().unwrap_or_default();
        let entry = Entry { key_at: name.at, value: role };
        annotations.entries.insert("eks.amazonaws.com/role-arn".into(), entry);
        let metadata = Value::object([
            ("name", name),
            ("namespace", namespace),
            ("annotations", Value::map(annotations)),
        ]);
        service_account(reading, metadata.at(Some(place)), place);
    }
}

/// A service account of that metadata.
pub(super) fn service_account(reading: &mut Reading<'_>, metadata: Value, place: Place) {
    let mut config = Map::default();
    config.put("metadata", Value::list(vec![metadata]));
    reading.make("kubernetes_service_account", "account", &config, place);
}

/// The trust policy that eksctl gives a role: for one account, or for what a pattern covers, and
/// for the audience of STS.
fn trust(
    reading: &Reading<'_>,
    issuer: &str,
    operator: &str,
    subject: Value,
    place: Place,
) -> Value {
    let (partition, account) = (reading.facts.partition(), &reading.facts.account);
    let provider = format!("arn:{partition}:iam::{account}:oidc-provider/{issuer}");
    let at = Some(place);
    let audience_key = format!("{issuer}:aud");
    let mut audience = Map::default();
    audience.put(&audience_key, Value::text("sts.amazonaws.com").at(at));
    let mut condition = Map::default();
    let entry = Entry { key_at: subject.at, value: subject };
    if operator == "StringEquals" {
        audience.entries.insert(format!("{issuer}:sub").into(), entry);
    } else {
        let mut like = Map::default();
        like.entries.insert(format!("{issuer}:sub").into(), entry);
        condition.put(operator, Value::map(like));
    }
    condition.put("StringEquals", Value::map(audience));
    let statement = Value::object([
        ("Effect", Value::text("Allow")),
        ("Principal", Value::object([("Federated", Value::text(provider).at(at))])),
        ("Action", Value::text("sts:AssumeRoleWithWebIdentity").at(at)),
        ("Condition", Value::map(condition).at(at)),
    ]);
    let statements = Value::list(vec![statement.at(at)]);
    Value::object([("Version", Value::text("2012-10-17")), ("Statement", statements)]).at(at)
}

/// An association of EKS Pod Identity, and the role that is made for it where none is named.
pub(super) fn pod_identity(reading: &mut Reading<'_>, cluster: &str, association: &Value) {
    let Some(place) = association.at else { return };
    let get = |name: &str| association.get(name).filter(|value| !value.is_null()).cloned();
    let (Some(namespace), Some(account)) = (get("namespace"), get("serviceAccountName")) else {
        let message = "podIdentityAssociations: namespace and serviceAccountName must be set";
        return reading.refused("eksctl", message, place);
    };
    let (Some(space), Some(name)) = (namespace.as_text(), account.as_text()) else { return };
    let role = get("roleARN").unwrap_or_else(|| {
        let path = format!("{cluster}-podidentityrole-{space}-{name}");
        let role_name = get("roleName").unwrap_or_else(|| Value::text(generated(&path)));
        let actions = ["sts:AssumeRole", "sts:TagSession"].map(Value::text).to_vec();
        let service = Value::text("pods.eks.amazonaws.com");
        let statement = Value::object([
            ("Effect", Value::text("Allow")),
            ("Principal", Value::object([("Service", service)])),
            ("Action", Value::list(actions)),
        ]);
        let statements = Value::list(vec![statement.at(Some(place))]);
        let policy =
            Value::object([("Version", Value::text("2012-10-17")), ("Statement", statements)]);
        let mut config = Map::default();
        config.put("name", role_name);
        config.put("assume_role_policy", policy.at(Some(place)));
        reading.make("aws_iam_role", &path, &config, place);
        let made = reading.resources.last().and_then(|made| made.object.get("arn"));
        made.cloned().unwrap_or(Value::null()).at(Some(place))
    });
    let mut config = Map::default();
    config.put("cluster_name", Value::text(cluster));
    config.put("namespace", namespace.clone());
    config.put("service_account", account.clone());
    config.put("role_arn", role);
    reading.make("aws_eks_pod_identity_association", &name, &config, place);
    if association.get("createServiceAccount").and_then(Value::as_bool) == Some(true) {
        let metadata = Value::object([("name", account), ("namespace", namespace)]);
        service_account(reading, metadata.at(Some(place)), place);
    }
}

/// The name that CloudFormation gives the role of one of eksctl's stacks.
fn generated(path: &str) -> String {
    let kept: String = format!("eksctl-{path}").chars().take(45).collect();
    format!("{kept}-Role1-{}", digits(path, 12).to_uppercase())
}
