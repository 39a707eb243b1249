//! The container as it runs: after admission for a manifest, as it stands for a live pod.

use super::walk::Walk;
use super::who::Who;
use super::world::Given;
use crate::k8s::pod::{Container, Pod};
use crate::k8s::webhook::{self, Decision, ROLE_ARN, WEB_IDENTITY_TOKEN_FILE, WebhookSettings};
use crate::report::Assumed;
use crate::{Finding, Place, Reason, Text};

/// What runs.
#[derive(Debug, Clone, Default)]
pub(super) struct Process {
    /// The container that asks.
    pub container: Option<Container>,
    /// The pod it is in, after admission.
    pub pod: Option<Pod>,
    /// What the webhook did; none for a live pod or where there is no pod.
    pub decision: Option<Decision>,
    /// The two variables that make a web identity.
    pub variables: Variables,
}

/// A variable's value and where it was written, where that was in a text.
pub(super) type Value = (Text, Option<Place>);

/// The two variables that make a web identity.
#[derive(Debug, Clone, Default)]
pub(super) enum Variables {
    /// Both are set.
    Both {
        /// `AWS_ROLE_ARN`.
        role: Value,
        /// `AWS_WEB_IDENTITY_TOKEN_FILE`.
        file: Value,
        /// Whether the pod's own text sets them, rather than the webhook.
        written: bool,
    },
    /// One is set.
    One {
        /// The one that is.
        set: &'static str,
        /// The one that is not.
        unset: &'static str,
        /// Where the set one is.
        place: Option<Place>,
    },
    /// They may be set from a config map, a secret or a field.
    Elsewhere,
    /// Neither is set.
    #[default]
    Neither,
}

/// The webhook's settings: the scenario's, else those of an EKS cluster in its region.
pub(super) fn webhook_settings(walk: &Walk<'_>) -> WebhookSettings {
    let given = walk.world.settings.webhook.clone();
    given.unwrap_or_else(|| WebhookSettings::eks(walk.region.clone()))
}

/// Finds the container that asks and what it runs with.
pub(super) fn start(walk: &mut Walk<'_>) {
    let Who::Pod(given) = walk.who else { return };
    let (pod, decision) = if given.item.live {
        (given.item.clone(), None)
    } else {
        let account = walk.account().map(|account| account.item);
        let admitted = webhook::admit(given.item, account, &webhook_settings(walk));
        (admitted.pod, Some(admitted.decision))
    };
    seat(walk, given, pod, decision);
}

/// What runs in a pod that admission left like this.
pub(super) fn seat(
    walk: &mut Walk<'_>,
    given: Given<'_, Pod>,
    pod: Pod,
    decision: Option<Decision>,
) {
    let container = choose(walk, &pod);
    let variables =
        container.as_ref().map_or(Variables::Neither, |container| variables(given, container));
    walk.process = Process { container, pod: Some(pod), decision, variables };
}

/// The container named in the settings, else the first that has a web identity, else the first.
fn choose(walk: &mut Walk<'_>, pod: &Pod) -> Option<Container> {
    let containers = &pod.containers;
    if let Some(name) = walk.world.settings.container.clone() {
        let mut all =
            containers.iter().chain(&pod.init_containers).chain(&pod.ephemeral_containers);
        if let Some(named) = all.find(|container| container.name == name.value) {
            return Some(named.clone());
        }
        let reason = Reason::SettingInvalid { key: "container".into(), value: name.value };
        walk.find(walk.world.settings_file, Finding::warning(reason, name.span));
    }
    let bound = containers.iter().find(|container| container.variable(ROLE_ARN).is_some());
    let chosen = bound.or_else(|| containers.first())?.clone();
    if containers.len() > 1 {
        walk.assume(Assumed::Container, chosen.name.clone());
    }
    Some(chosen)
}

/// Reads the two variables; one whose text lies in the pod as given has a place.
fn variables(given: Given<'_, Pod>, container: &Container) -> Variables {
    let own = given.item.containers.iter().chain(&given.item.init_containers);
    let own = own.clone().find(|own| own.name == container.name);
    let place = |name: &str| {
        let variable = own?.variable(name)?;
        Some(given.place(variable.value.as_ref().map_or(variable.span, |value| value.span)))
    };
    let read = |name: &str| {
        let value = container.set_variable(name)?.value.as_ref();
        Some(value.map(|value| (value.value.clone(), place(name))))
    };
    match (read(ROLE_ARN), read(WEB_IDENTITY_TOKEN_FILE)) {
        (Some(Some(role)), Some(Some(file))) => {
            let written = role.1.is_some();
            Variables::Both { role, file, written }
        }
        (Some(None), _) | (_, Some(None)) => Variables::Elsewhere,
        (None, None) if container.env_from => Variables::Elsewhere,
        (None, None) => Variables::Neither,
        (Some(_), None) => {
            Variables::One { set: ROLE_ARN, unset: WEB_IDENTITY_TOKEN_FILE, place: place(ROLE_ARN) }
        }
        (None, Some(_)) => Variables::One {
            set: WEB_IDENTITY_TOKEN_FILE,
            unset: ROLE_ARN,
            place: place(WEB_IDENTITY_TOKEN_FILE),
        },
    }
}
