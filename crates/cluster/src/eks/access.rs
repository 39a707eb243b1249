//! Who reaches the Kubernetes API, and as whom: 401 where nobody is known, 403 where nothing
//! allows.
//!
//! Sources: <https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html>,
//! <https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html>,
//! `pkg/token/token.go` of <https://github.com/kubernetes-sigs/aws-iam-authenticator>.

mod kubeconfig;

use serde::{Deserialize, Serialize};

use super::world::World;

/// An access entry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) user: String,
    pub(crate) groups: Vec<String>,
    /// The access policies, each with its namespaces; none for the whole cluster.
    pub(crate) policies: Vec<(String, Option<Vec<String>>)>,
}

/// What `kubectl` is asked to do, and by whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// The IAM principal: a user, a role or a session of one. Empty for nobody.
    pub principal: String,
    /// The cluster that the token was made for.
    pub token_for: String,
    /// Seconds since the token was made.
    pub token_age: u32,
    /// Whether the caller is outside of the VPC.
    pub outside: bool,
    /// As `list`.
    pub verb: String,
    /// As `pods`.
    pub resource: String,
    /// The namespace; none for all of them, and for what has none.
    pub namespace: Option<String>,
}

/// What comes of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The HTTP status; 0 where there is no answer.
    pub status: u16,
    /// Whom the API takes the caller for; empty where for nobody.
    pub user: String,
    /// What `kubectl` prints; empty where the call is allowed.
    pub message: String,
}

/// Resources that are in no namespace.
const CLUSTER_WIDE: [&str; 6] = [
    "clusterrolebindings",
    "clusterroles",
    "namespaces",
    "nodes",
    "persistentvolumes",
    "storageclasses",
];
const READ: [&str; 3] = ["get", "list", "watch"];
/// Seconds for which a token is taken.
const TOKEN: u32 = 15 * 60;

/// What a role of Kubernetes and an access policy of EKS allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// Everything.
    All,
    /// To read everything.
    ReadAll,
    /// Everything in a namespace.
    Namespace,
    /// The same without roles.
    Edit,
    /// To read what is in a namespace, without Secrets.
    View,
}

const REACHES: [(&str, Reach); 9] = [
    ("AmazonEKSAdminPolicy", Reach::Namespace),
    ("AmazonEKSAdminViewPolicy", Reach::ReadAll),
    ("AmazonEKSClusterAdminPolicy", Reach::All),
    ("AmazonEKSEditPolicy", Reach::Edit),
    ("AmazonEKSViewPolicy", Reach::View),
    ("admin", Reach::Namespace),
    ("cluster-admin", Reach::All),
    ("edit", Reach::Edit),
    ("view", Reach::View),
];

impl Reach {
    fn of(name: &str) -> Option<Self> {
        REACHES.iter().find(|(known, _)| *known == name).map(|(_, reach)| *reach)
    }

    fn allows(self, verb: &str, resource: &str) -> bool {
        let namespaced = !CLUSTER_WIDE.contains(&resource);
        let (read, roles) = (READ.contains(&verb), ["roles", "rolebindings"].contains(&resource));
        match self {
            Self::All => true,
            Self::ReadAll => read,
            Self::Namespace => namespaced || (resource == "namespaces" && read),
            Self::Edit => namespaced && !roles,
            Self::View => namespaced && read && !roles && resource != "secrets",
        }
    }
}

/// `arn:aws:sts::A:assumed-role/R/S` as the role that it is a session of; the role's path is lost.
fn canonical(arn: &str) -> String {
    match arn.split_once(":assumed-role/") {
        Some((before, rest)) => {
            let role = rest.split('/').next().unwrap_or(rest);
            format!("{}:role/{role}", before.replace(":sts:", ":iam:"))
        }
        None => arn.to_owned(),
    }
}

/// A caller whom the API knows.
struct Known {
    user: String,
    groups: Vec<String>,
    policies: Vec<(String, Option<Vec<String>>)>,
}

impl World {
    /// What the Kubernetes API answers.
    pub(crate) fn call(&self, call: &Call) -> Answer {
        let silent =
            |message: &str| Answer { status: 0, user: String::new(), message: message.to_owned() };
        let Some(plane) = self.plane.as_ref().filter(|plane| plane.is_made()) else {
            return silent("Unable to connect to the server: no such host");
        };
        if call.outside && !plane.public {
            return silent("Unable to connect to the server: dial tcp 10.0.1.10:443: i/o timeout");
        }
        if !plane.readable(self) {
            return silent("Unable to connect to the server: net/http: TLS handshake timeout");
        }
        let unauthorised = || Answer {
            status: 401,
            user: String::new(),
            message: "error: You must be logged in to the server (Unauthorized)".to_owned(),
        };
        if call.principal.is_empty() || call.token_for != plane.name || call.token_age > TOKEN {
            return unauthorised();
        }
        let Some(known) = self.known(&call.principal) else { return unauthorised() };
        if self.allows(&known, call) {
            return Answer { status: 200, user: known.user, message: String::new() };
        }
        let place = match &call.namespace {
            Some(namespace) => format!("in the namespace \"{namespace}\""),
            None => "at the cluster scope".to_owned(),
        };
        let (resource, verb) = (&call.resource, &call.verb);
        let message = format!(
            "Error from server (Forbidden): {resource} is forbidden: User \"{}\" cannot {verb} \
             resource \"{resource}\" in API group \"{}\" {place}",
            known.user,
            group_of(resource),
        );
        Answer { status: 403, user: known.user, message }
    }

    /// Whom the API takes a principal for: an access entry, where it reads them, before `aws-auth`.
    fn known(&self, principal: &str) -> Option<Known> {
        let plane = self.plane.as_ref()?;
        let arn = canonical(principal);
        let named = |user: &str| {
            let session = principal.rsplit('/').next().unwrap_or_default();
            match user.is_empty() {
                true => principal.to_owned(),
                false => user.replace("{{SessionName}}", session),
            }
        };
        let bare = |arn: &str| {
            let (before, name) = arn.rsplit_once('/').unwrap_or(("", arn));
            let before = before.split_once(":role").map_or(before, |(before, _)| before);
            format!("{before}/{name}")
        };
        if plane.mode != "CONFIG_MAP" {
            let own = self.entries.iter().find(|(of, _)| **of == arn || bare(of) == bare(&arn));
            if let Some((_, entry)) = own {
                return Some(Known {
                    user: named(&entry.user),
                    groups: entry.groups.clone(),
                    policies: entry.policies.clone(),
                });
            }
        }
        if plane.creator && arn == self.creator() {
            let policies = vec![("AmazonEKSClusterAdminPolicy".to_owned(), None)];
            return Some(Known { user: named(""), groups: Vec::new(), policies });
        }
        if plane.mode == "API" {
            return None;
        }
        let row = self.objects.mapped.iter().find(|(of, ..)| *of == arn);
        row.map(|(_, user, groups)| Known {
            user: named(user),
            groups: groups.clone(),
            policies: Vec::new(),
        })
    }

    /// Who applies the Terraform.
    pub(crate) fn creator(&self) -> String {
        "arn:aws:iam::111122223333:user/terraform".to_owned()
    }

    /// RBAC or an access policy: one that allows is enough.
    fn allows(&self, known: &Known, call: &Call) -> bool {
        let inside = |namespaces: &[String]| {
            call.namespace.as_ref().is_some_and(|namespace| {
                namespaces.iter().any(|pattern| irsa_engine::glob::like(pattern, namespace))
            })
        };
        let by_policy = known.policies.iter().any(|(policy, scope)| {
            let name = policy.rsplit('/').next().unwrap_or(policy);
            let reaches =
                Reach::of(name).is_some_and(|reach| reach.allows(&call.verb, &call.resource));
            reaches && scope.as_ref().is_none_or(|namespaces| inside(namespaces))
        });
        if by_policy || known.groups.iter().any(|group| group == "system:masters") {
            return true;
        }
        self.objects.bindings.values().any(|binding| {
            let subject = binding.subjects.iter().any(|(kind, name)| match kind.as_str() {
                "Group" => known.groups.contains(name),
                "User" => *name == known.user,
                _ => false,
            });
            let scope =
                binding.namespace.is_empty() || call.namespace.as_ref() == Some(&binding.namespace);
            subject && scope && self.role_allows(&binding.role, &binding.namespace, call)
        })
    }

    fn role_allows(&self, (kind, name): &(String, String), namespace: &str, call: &Call) -> bool {
        let namespace = if kind == "Role" { namespace } else { "" };
        let key = (kind.clone(), namespace.to_owned(), name.clone());
        match self.objects.roles.get(&key) {
            Some(grant) => grant.rules.iter().any(|(resources, verbs)| {
                let has =
                    |list: &[String], one: &str| list.iter().any(|any| any == "*" || any == one);
                has(resources, &call.resource) && has(verbs, &call.verb)
            }),
            None => Reach::of(name).is_some_and(|reach| {
                kind == "ClusterRole" && reach.allows(&call.verb, &call.resource)
            }),
        }
    }
}

/// The API group of a resource.
fn group_of(resource: &str) -> &'static str {
    match resource {
        "deployments" | "replicasets" | "statefulsets" | "daemonsets" => "apps",
        "jobs" | "cronjobs" => "batch",
        "ingresses" | "networkpolicies" => "networking.k8s.io",
        "roles" | "rolebindings" | "clusterroles" | "clusterrolebindings" => {
            "rbac.authorization.k8s.io"
        }
        "poddisruptionbudgets" => "policy",
        "storageclasses" => "storage.k8s.io",
        _ => "",
    }
}
