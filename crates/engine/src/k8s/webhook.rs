//! The amazon-eks-pod-identity-webhook: what it adds to a pod that is being created.
//!
//! It follows the handler's source:
//! <https://github.com/aws/amazon-eks-pod-identity-webhook/blob/master/pkg/handler/handler.go>.
//! [`decide`] looks at the pod and its account and changes nothing; [`admit`] also applies the
//! decision to the pod's text. Both are for service accounts with a role annotation; what the
//! webhook does for accounts with a Pod Identity association is in [`agent`]. The real webhook sees
//! pods only; for a workload's template both show what each of its pods becomes.

pub mod agent;
mod apply;
mod lint;
mod settings;
mod skip;
mod text;

use super::{Container, Pod, ServiceAccount};
use crate::source::Spanned;
use crate::{Span, Text};

pub(super) use lint::{lint_account, lint_pod};
pub use settings::{Profile, WebhookSettings};
pub use text::{Unreadable, admit_text};

/// The label whose mere presence hides a pod from the webhook, by the `objectSelector` of
/// [its configuration](https://github.com/aws/amazon-eks-pod-identity-webhook/tree/master/deploy).
pub const OPT_OUT_LABEL: &str = "eks.amazonaws.com/skip-pod-identity-webhook";
/// The annotation of a pod that names the containers to leave alone.
pub const SKIP_CONTAINERS: &str = "eks.amazonaws.com/skip-containers";
/// The annotation of a pod, or of its account, that sets the token's lifetime.
pub const TOKEN_EXPIRATION: &str = "eks.amazonaws.com/token-expiration";
/// The volume that holds the token.
pub const VOLUME: &str = "aws-iam-token";
/// The token's file within the volume.
pub const TOKEN_FILE: &str = "token";
/// The variable with the role to assume.
pub const ROLE_ARN: &str = "AWS_ROLE_ARN";
/// The variable with the path of the token's file.
pub const WEB_IDENTITY_TOKEN_FILE: &str = "AWS_WEB_IDENTITY_TOKEN_FILE";

const REGION: &str = "AWS_REGION";
const DEFAULT_REGION: &str = "AWS_DEFAULT_REGION";
const REGIONAL_ENDPOINTS: &str = "AWS_STS_REGIONAL_ENDPOINTS";

/// The lifetime asked for where nothing else is said, in seconds; also the most EKS grants.
pub const EXPIRATION_DEFAULT: i64 = 86_400;
/// The least lifetime asked for, in seconds; a smaller one is raised to it.
pub const EXPIRATION_MINIMUM: i64 = 600;

/// What the webhook does with a pod.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It leaves the pod as it is.
    Untouched(Untouched),
    /// It returns a patch, which may turn out empty.
    Mutated(Mutation),
}

impl Decision {
    /// The patch, if there is one.
    #[must_use]
    pub const fn mutation(&self) -> Option<&Mutation> {
        match self {
            Self::Mutated(mutation) => Some(mutation),
            Self::Untouched(_) => None,
        }
    }
}

/// Why the webhook leaves a pod as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Untouched {
    /// It does not run, and its failure policy lets pods through.
    WebhookAbsent,
    /// The pod carries the opt-out label, here with its key.
    OptedOut(Spanned<Text>),
    /// It does not know the pod's service account.
    AccountUnknown,
    /// The account carries no role annotation, or an empty one.
    NoRole,
}

/// What the webhook adds to a pod.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mutation {
    /// The account's role annotation, which is injected as it is; none where the pod is pointed to
    /// the Pod Identity agent.
    pub role: Option<Spanned<Text>>,
    /// The label, with its value, that the pod is given.
    pub label: Option<(&'static str, &'static str)>,
    /// The name of the volume that containers mount.
    pub volume_name: &'static str,
    /// The volume put before the others; none where one of its name is there.
    pub volume: Option<TokenVolume>,
    /// What happens to each container, the init containers first.
    pub containers: Vec<ContainerChange>,
}

impl Mutation {
    /// Whether the patch leaves the pod as it was, but for a label.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let adds = |change: &ContainerChange| match &change.outcome {
            Outcome::Added { env, mount } => !env.is_empty() || mount.is_some(),
            Outcome::Skipped | Outcome::Complete => false,
        };
        self.volume.is_none() && !self.containers.iter().any(adds)
    }
}

/// The projected volume with the token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenVolume {
    /// The token's file within the volume.
    pub file: &'static str,
    /// Whom the token is for; an empty one is left out, which means the API server.
    pub audience: Text,
    /// The lifetime asked for.
    pub expiration_seconds: i64,
}

/// What the webhook does with one container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContainerChange {
    /// The container's name.
    pub container: Text,
    /// Whether it is an init container.
    pub init: bool,
    /// The whole container.
    pub span: Span,
    /// What happens to it.
    pub outcome: Outcome,
}

/// What the webhook does with a container, and why it leaves one alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The pod's annotation [`SKIP_CONTAINERS`] names it.
    Skipped,
    /// It has an identity, a region and the endpoint variable already, so it does not even get the
    /// mount.
    Complete,
    /// These are appended.
    Added {
        /// Variables and their values, in order.
        env: Vec<(&'static str, Text)>,
        /// Where the volume is mounted; none where the container mounts one of its name.
        mount: Option<Text>,
    },
}

/// A pod as the webhook leaves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admitted {
    /// The pod; what was added has the span of the container or the spec it was added to.
    pub pod: Pod,
    /// What was done.
    pub decision: Decision,
}

/// Decides, and applies the decision to the pod's text.
#[must_use]
pub fn admit(pod: &Pod, account: Option<&ServiceAccount>, settings: &WebhookSettings) -> Admitted {
    applied(pod, decide(pod, account, settings))
}

fn applied(pod: &Pod, decision: Decision) -> Admitted {
    let pod = match decision.mutation() {
        Some(mutation) => pod.with_text(apply::apply(&pod.node, mutation)),
        None => pod.clone(),
    };
    Admitted { pod, decision }
}

/// Decides what to add to `pod`, which runs as `account`; none where the webhook does not know it.
#[must_use]
pub fn decide(pod: &Pod, account: Option<&ServiceAccount>, settings: &WebhookSettings) -> Decision {
    if let Some(why) = unseen(pod, settings) {
        return Decision::Untouched(why);
    }
    let Some(account) = account else {
        return Decision::Untouched(Untouched::AccountUnknown);
    };
    let Some(role) = account.role_arn().filter(|role| !role.value.is_empty()) else {
        return Decision::Untouched(Untouched::NoRole);
    };
    let method = Method {
        variables: [ROLE_ARN, WEB_IDENTITY_TOKEN_FILE],
        value: &role.value,
        volume: VOLUME,
        file: TOKEN_FILE,
        mount_path: &settings.mount_path,
        audience: account.audience().map_or(&settings.audience, |aud| &aud.value),
    };
    let mutation = method.mutation(pod, Some(account), settings);
    Decision::Mutated(Mutation { role: Some(role.clone()), ..mutation })
}

/// Why the pod does not come before the webhook.
fn unseen(pod: &Pod, settings: &WebhookSettings) -> Option<Untouched> {
    if !settings.present {
        return Some(Untouched::WebhookAbsent);
    }
    pod.metadata.label(OPT_OUT_LABEL).map(|label| Untouched::OptedOut(label.key.clone()))
}

/// The containers that the pod has skipped; a malformed list skips none.
pub(crate) fn skipped(pod: &Pod) -> Vec<String> {
    let listed = pod.metadata.annotation(SKIP_CONTAINERS);
    listed.and_then(|pair| skip::record(&pair.value.value)).unwrap_or_default()
}

/// What the ways to credentials differ in.
struct Method<'a> {
    /// Either of them suppresses both.
    variables: [&'static str; 2],
    /// The first variable's value; the second one's is the path of the token's file.
    value: &'a Text,
    volume: &'static str,
    file: &'static str,
    mount_path: &'a Text,
    audience: &'a Text,
}

impl Method<'_> {
    fn mutation(
        &self,
        pod: &Pod,
        account: Option<&ServiceAccount>,
        settings: &WebhookSettings,
    ) -> Mutation {
        let injection = Injection::new(self, pod, account, settings);
        let init = pod.init_containers.iter().map(|container| injection.change(container, true));
        let main = pod.containers.iter().map(|container| injection.change(container, false));
        let has_volume = pod.volumes.iter().any(|volume| &*volume.name == self.volume);
        Mutation {
            role: None,
            label: None,
            volume_name: self.volume,
            containers: init.chain(main).collect(),
            volume: (!has_volume).then(|| TokenVolume {
                file: self.file,
                audience: self.audience.clone(),
                expiration_seconds: expiration(pod, account, settings),
            }),
        }
    }
}

/// What is injected into each container of one pod.
struct Injection<'a> {
    method: &'a Method<'a>,
    token_file: Text,
    region: Option<Text>,
    regional_endpoint: bool,
    skipped: Vec<String>,
}

impl<'a> Injection<'a> {
    fn new(
        method: &'a Method<'a>,
        pod: &Pod,
        account: Option<&ServiceAccount>,
        settings: &WebhookSettings,
    ) -> Self {
        let token_file = token_file(method.mount_path, method.file, pod.windows);
        // What its flag says is kept with the accounts that the webhook knows.
        let regional = account.is_some_and(|account| {
            let written = account.regional_endpoints();
            let written = written.and_then(|written| parse_bool(&written.value));
            written.unwrap_or_else(|| settings.regional_endpoint())
        });
        Self {
            method,
            token_file: Text::from(token_file),
            region: settings.region().filter(|region| !region.is_empty()),
            regional_endpoint: regional,
            skipped: skipped(pod),
        }
    }

    fn change(&self, container: &Container, init: bool) -> ContainerChange {
        let skipped = self.skipped.iter().any(|name| **name == *container.name);
        let outcome = if skipped { Outcome::Skipped } else { self.outcome(container) };
        ContainerChange { container: container.name.clone(), init, span: container.span, outcome }
    }

    fn outcome(&self, container: &Container) -> Outcome {
        let Method { variables: [first, second], volume, .. } = *self.method;
        // Names alone count: a value from a Secret, or an empty one, is as good as any.
        let has = |name| container.variable(name).is_some();
        let has_identity = has(first) || has(second);
        let has_region = has(REGION) || has(DEFAULT_REGION);
        let has_endpoint = has(REGIONAL_ENDPOINTS);
        if has_identity && has_region && has_endpoint {
            return Outcome::Complete;
        }
        let mut env = Vec::new();
        if !has_endpoint && self.regional_endpoint {
            env.push((REGIONAL_ENDPOINTS, Text::from("regional")));
        }
        if let Some(region) = self.region.as_ref().filter(|_| !has_region) {
            env.push((DEFAULT_REGION, region.clone()));
            env.push((REGION, region.clone()));
        }
        if !has_identity {
            env.push((first, self.method.value.clone()));
            env.push((second, self.token_file.clone()));
        }
        let mounted = container.mounts.iter().any(|mount| &*mount.volume == volume);
        Outcome::Added { env, mount: (!mounted).then(|| self.method.mount_path.clone()) }
    }
}

/// The lifetime asked for: the pod's annotation, else the account's, else the setting. One that is
/// no whole number counts as absent, a small one is raised, a large one is left to the API server.
fn expiration(pod: &Pod, account: Option<&ServiceAccount>, settings: &WebhookSettings) -> i64 {
    let of_pod = pod.metadata.annotation(TOKEN_EXPIRATION).map(|pair| &pair.value);
    let of_account = account.and_then(ServiceAccount::token_expiration);
    // `i64::from_str` takes exactly what Go's `ParseInt(text, 10, 64)` takes.
    let mut written = [of_pod, of_account].into_iter().flatten();
    let seconds = written.find_map(|text| text.value.parse().ok());
    let flag = account.map_or(EXPIRATION_DEFAULT, |_| settings.token_expiration);
    let seconds = seconds.unwrap_or(flag).max(EXPIRATION_MINIMUM);
    if seconds == EXPIRATION_DEFAULT { seconds - settings.jitter_seconds } else { seconds }
}

/// Go's `strconv.ParseBool`.
fn parse_bool(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}

/// The path of the token's file in the container. Go's `filepath.Join` also tidies the path; on
/// Windows the mount path itself stays as it is.
fn token_file(mount_path: &str, file: &str, windows: bool) -> String {
    let rooted = mount_path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in mount_path.split('/').chain([file]) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if rooted => {}
            part => parts.push(part),
        }
    }
    let path = format!("{}{}", if rooted { "/" } else { "" }, parts.join("/"));
    if windows { format!("C:{}", path.replace('/', "\\")) } else { path }
}

#[cfg(test)]
mod tests;
