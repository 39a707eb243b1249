//! Who asks for the role.

use super::world::{Given, World};
use crate::k8s::objects::ServiceAccount;
use crate::k8s::pod::Pod;
use crate::order::{Names, in_order, joined};
use crate::{Ask, Text};

/// The one who asks.
#[derive(Debug, Clone, Copy)]
pub(super) enum Who<'a> {
    /// A pod, or the pod that a workload makes.
    Pod(Given<'a, Pod>),
    /// A pod that is taken to use this account, since none was given.
    Account(Given<'a, ServiceAccount>),
    /// The bearer of a token that no Kubernetes object came with.
    Token,
    /// Nobody could be made out.
    Nobody,
}

impl Who<'_> {
    /// Namespace, service account and role: two pods that share them get the same answer.
    fn identity(&self, world: &World<'_>) -> Text {
        let (namespace, account) = match self {
            Self::Pod(pod) => (pod.item.metadata.namespace(), pod.item.account_name()),
            Self::Account(account) => {
                let metadata = &account.item.metadata;
                (metadata.namespace(), &*metadata.name.value)
            }
            Self::Token | Self::Nobody => ("", ""),
        };
        let known = world.account(namespace, account);
        let annotated = known.and_then(|known| known.item.role_arn().map(|arn| arn.value.clone()));
        let injected = match self {
            Self::Pod(pod) => pod.item.containers.iter().find_map(role_variable),
            _ => None,
        };
        let role = injected.or(annotated);
        joined(&joined(namespace, account), role.as_deref().unwrap_or("-"))
    }
}

fn role_variable(container: &crate::k8s::pod::Container) -> Option<Text> {
    let variable = container.variable(crate::k8s::webhook::ROLE_ARN)?;
    variable.value.as_ref().map(|value| value.value.clone())
}

/// Everyone who might be asking, each with another namespace, account or role.
#[must_use]
pub(super) fn candidates<'a>(world: &World<'a>) -> Vec<Who<'a>> {
    let mut all: Vec<Who<'a>> = pods(world).collect();
    if all.is_empty() {
        all = accounts(world);
    }
    if all.is_empty() {
        let token =
            !world.tokens.is_empty() || !world.claims.is_empty() || !world.bad_tokens.is_empty();
        return vec![if token { Who::Token } else { Who::Nobody }];
    }
    distinct(world, all)
}

/// The pods; one that runs says more than the template it came from, which asks for the same.
fn pods<'a>(world: &World<'a>) -> impl Iterator<Item = Who<'a>> {
    let pods = in_order(world.pods.clone(), |pod| [usize::from(!pod.item.live), 0, 0]);
    pods.into_iter().map(Who::Pod)
}

/// The first of each namespace, account and role.
fn distinct<'a>(world: &World<'a>, mut all: Vec<Who<'a>>) -> Vec<Who<'a>> {
    let mut seen = Names::default();
    all.retain(|who| seen.add(&who.identity(world)));
    all
}

/// Without a pod: the account that a token names, else every account with a role.
fn accounts<'a>(world: &World<'a>) -> Vec<Who<'a>> {
    let claimed = super::token::given_subjects(world);
    let named = |account: &Given<'_, ServiceAccount>| {
        claimed.iter().any(|claimed| **claimed == *account.item.subject)
    };
    let annotated = |account: &Given<'_, ServiceAccount>| account.item.role_arn().is_some();
    let pick = |keep: &dyn Fn(&Given<'_, ServiceAccount>) -> bool| -> Vec<Who<'a>> {
        let kept = world.accounts.given().filter(|account| keep(account));
        kept.map(Who::Account).collect()
    };
    let by_token = pick(&named);
    if !by_token.is_empty() || !claimed.is_empty() {
        return by_token;
    }
    let bound = pick(&annotated);
    if bound.is_empty() { pick(&|_| true) } else { bound }
}

/// The pod asked about by name, in the question or in the settings.
pub(super) fn named<'a>(world: &'a World<'_>, ask: &'a Ask) -> Option<&'a (Text, Text)> {
    ask.pod.as_ref().or(world.settings.pod.as_ref())
}

/// Everyone whom the question may be about: those of the name asked for, else every candidate. One
/// name may stand for several, as a pod and a workload that share it.
#[must_use]
pub(super) fn asked<'a>(world: &World<'a>, ask: &Ask) -> Vec<Who<'a>> {
    let Some((namespace, name)) = named(world, ask) else { return candidates(world) };
    let has_name = |who: &Who<'_>| match who {
        Who::Pod(pod) => {
            let metadata = &pod.item.metadata;
            let owner = pod.item.owner.as_ref().is_some_and(|owner| owner.name == *name);
            metadata.namespace() == &**namespace && (metadata.name.value == *name || owner)
        }
        Who::Account(_) | Who::Token | Who::Nobody => false,
    };
    let pods = pods(world).filter(has_name);
    let account = world.account(namespace, name).filter(|_| world.pods.is_empty());
    distinct(world, pods.chain(account.map(Who::Account)).collect())
}

/// The one the question is about.
#[must_use]
pub(super) fn choose<'a>(world: &World<'a>, ask: &Ask) -> Who<'a> {
    asked(world, ask).get(ask.candidate).copied().unwrap_or(Who::Nobody)
}
