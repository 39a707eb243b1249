//! EKS add-ons, and what EKS brings without one.
//!
//! Source: <https://docs.aws.amazon.com/eks/latest/userguide/eks-add-ons.html>.

use super::objects::Objects;
use super::pod::Stage;
use super::snapshot::Issue;
use super::world::World;

/// Seconds until an add-on is active at the earliest.
const AT_LEAST: u32 = 35;
/// Seconds after which one whose pods are not ready is degraded.
const DEGRADED: u32 = 15 * 60;

/// What `describe-addon` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// EKS brought it by itself, and there is no add-on of that name.
    SelfManaged,
    Creating,
    Active,
    Degraded,
}

impl Status {
    /// As `describe-addon` spells it.
    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::SelfManaged => "self-managed",
            Self::Creating => "CREATING",
            Self::Active => "ACTIVE",
            Self::Degraded => "DEGRADED",
        }
    }
}

/// An add-on.
#[derive(Debug, Clone)]
pub(crate) struct AddOn {
    /// Its address in the configuration; empty where EKS brought it.
    pub(crate) address: String,
    pub(crate) status: Status,
    pub(crate) since: u32,
    /// Whether it has a role of its own.
    pub(crate) role: bool,
    pub(crate) issues: Vec<Issue>,
}

impl World {
    /// Installs an add-on.
    pub(crate) fn install(&mut self, name: &str, address: &str, role: bool) {
        let status = if address.is_empty() { Status::SelfManaged } else { Status::Creating };
        let since = self.now;
        let made = AddOn { address: address.to_owned(), status, since, role, issues: Vec::new() };
        self.add_ons.insert(name.to_owned(), made);
        self.objects.install(name);
    }

    /// What every new cluster runs, unless it was asked for without.
    pub(crate) fn bootstrap(&mut self) {
        let wanted = self.plane.as_ref().is_some_and(|plane| plane.is_made() && plane.bootstraps);
        for name in ["vpc-cni", "kube-proxy", "coredns"] {
            if wanted && !self.add_ons.contains_key(name) {
                self.install(name, "", false);
            }
        }
        if let Some(plane) = self.plane.as_mut().filter(|plane| plane.is_made()) {
            plane.bootstraps = false;
        }
    }

    /// A second of every add-on.
    pub(crate) fn run_add_ons(&mut self) {
        self.bootstrap();
        let names: Vec<String> = self.add_ons.keys().cloned().collect();
        for name in names {
            let ready = self.serves(&name);
            let now = self.now;
            let Some(add_on) = self.add_ons.get_mut(&name) else { continue };
            let before = add_on.status;
            let since = add_on.since;
            add_on.status = match before {
                Status::SelfManaged => before,
                Status::Creating | Status::Degraded if ready && now >= since + AT_LEAST => {
                    Status::Active
                }
                Status::Creating if !ready && now >= since + 60 => Status::Degraded,
                Status::Active if !ready => {
                    let lacking = since.max(now.saturating_sub(DEGRADED));
                    if now >= lacking + DEGRADED { Status::Degraded } else { before }
                }
                _ => before,
            };
            if add_on.status == Status::Active && ready {
                add_on.since = now;
            }
            let degraded = add_on.status == Status::Degraded;
            let text = "The add-on is unhealthy because it doesn't have the desired number of \
                        replicas.";
            add_on.issues = Vec::new();
            if degraded {
                add_on.issues.push(Issue {
                    code: "InsufficientNumberOfReplicas".to_owned(),
                    message: text.to_owned(),
                    resources: Vec::new(),
                });
            }
            if degraded && before != Status::Degraded {
                self.say("InsufficientNumberOfReplicas", &name, text, true);
            }
        }
    }

    /// Whether everything that an add-on runs is ready.
    fn serves(&self, name: &str) -> bool {
        if self.plane.as_ref().is_none_or(|plane| !plane.is_made()) {
            return false;
        }
        super::objects::titles_of_add_on(name).all(|(kind, name, replicas)| {
            let own = self
                .pods
                .values()
                .filter(|pod| pod.spec.system && pod.owner.1 == name && pod.owner.0 == kind);
            let running = own.clone().filter(|pod| matches!(pod.stage, Stage::Running { .. }));
            match kind {
                "DaemonSet" => running.count() == own.count(),
                _ => running.count() >= replicas as usize,
            }
        })
    }
}

impl Objects {
    /// Whether a controller is there that makes load balancers of Ingresses.
    pub(crate) fn has_balancer_controller(&self) -> bool {
        self.workloads.keys().any(|(_, _, name)| name.contains("aws-load-balancer-controller"))
    }
}
