//! Which roles each known service account can get: what STS would say to its token, whichever role
//! the account is annotated with.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::trust::{self, Call};
use super::walk::{RoleInUse, Walk};
use super::whole::Part;
use super::{audience, provider};
use crate::iam::Policy;
use crate::iam::prepared::Roles;
use crate::iam::reach::AccountName;
use crate::model::Parsed;
use crate::oidc::issuer::without_scheme;
use crate::oidc::mint;
use crate::{Ask, Gate, State, Text};

/// A service account, and the roles that it can get.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    /// Who.
    pub account: AccountName,
    /// The ARNs of the roles that STS gives it, in the order in which they were given.
    pub roles: Vec<Text>,
    /// The ARNs of the roles of which that can't be said: the trust policy was not given or lets it
    /// in, and what STS looks at besides is not known.
    pub unknown: Vec<Text>,
}

/// A role, and what is known of it whoever asks.
struct Door {
    arn: Text,
    /// None where it can't be read.
    policy: Option<Policy>,
    /// Whether STS comes as far as the policy; none where that is not known.
    reached: Option<bool>,
}

/// What every service account reaches that was given or that a pod runs under, in the order in
/// which they were given. The roles are those that were given.
#[must_use]
pub fn reached(files: &[Rc<Parsed>], ask: &Ask) -> Vec<Reached> {
    let mut walk = Walk::new(files, ask);
    super::seat(&mut walk);
    let mut all = accounts(&walk);
    let mut groups: Vec<([Text; 2], Vec<Door>)> = Vec::new();
    for arn in roles(&walk) {
        walk.role = Some(RoleInUse { arn: arn.clone(), place: None });
        let owner = [walk.partition(), walk.role_account()];
        let door = door(&mut walk, arn);
        match groups.iter_mut().find(|(known, _)| *known == owner) {
            Some((_, doors)) => doors.push(door),
            None => groups.push((owner, vec![door])),
        }
    }
    for (_, doors) in &groups {
        pass(&mut walk, doors, &mut all);
    }
    all
}

fn accounts(walk: &Walk<'_>) -> Vec<Reached> {
    let known = walk.known_accounts();
    let given = known.iter().map(|given| {
        let metadata = &given.item.metadata;
        (metadata.namespace(), &*metadata.name.value)
    });
    let pods = walk.world.pods.iter().map(|pod| pod.item);
    let pods = pods.map(|pod| (pod.metadata.namespace(), pod.account_name()));
    let unknown: BTreeSet<_> =
        pods.filter(|(namespace, name)| known.named(namespace, name).is_none()).collect();
    let of = |(namespace, name): (&str, &str)| Reached {
        account: AccountName { namespace: namespace.into(), name: name.into() },
        roles: Vec::new(),
        unknown: Vec::new(),
    };
    given.chain(unknown).map(of).collect()
}

/// Every role by its ARN; a trust policy on its own is that of the role in question.
fn roles(walk: &Walk<'_>) -> Vec<Text> {
    let world = &walk.world;
    let mut arns: Vec<Text> = Vec::new();
    let given = world.roles.iter().filter_map(|role| Some(role.item.arn.as_ref()?.value.clone()));
    for arn in given.chain(walk.role_arn().filter(|_| !world.policies.is_empty())) {
        if !arns.contains(&arn) {
            arns.push(arn);
        }
    }
    arns
}

/// Looks at what comes before the policy, at the policy's text, and at the policies of others.
fn door(walk: &mut Walk<'_>, arn: Text) -> Door {
    walk.checks.clear();
    provider::judge(walk);
    audience::judge(walk);
    walk.wholly(Part::Rest);
    let given = trust::given(walk).filter(|given| trust::too_long(walk, *given).is_none());
    let refused = given.is_some_and(|given| trust::refusal(walk, given).is_some());
    let early = [Gate::Provider, Gate::Audience];
    let before = |state| {
        let mut checks = walk.checks.iter();
        checks.any(|check| check.state == state && early.contains(&check.gate))
    };
    let reached = match (refused || before(State::Fail), before(State::Unknown)) {
        (true, _) => Some(false),
        // Another policy that refuses the asker may let in others.
        (false, unknown) if unknown || walk.failed(Gate::Trust) => None,
        (false, _) => Some(true),
    };
    Door { arn, policy: given.map(|given| given.item.policy.clone()), reached }
}

/// Asks for every account's token at the doors of one AWS account.
fn pass(walk: &mut Walk<'_>, doors: &[Door], all: &mut [Reached]) {
    let (mut asked, mut policies) = (Vec::new(), Vec::new());
    let issued = walk.token().and_then(|token| Some((token.clone(), token.issuer.clone()?.0)));
    for door in doors.iter().filter(|door| door.reached != Some(false)) {
        if let (Some(policy), Some(_)) = (&door.policy, &issued) {
            asked.push(door);
            policies.push(policy.clone());
        } else {
            all.iter_mut().for_each(|one| one.unknown.push(door.arn.clone()));
        }
    }
    let (Some(first), Some((token, issuer))) = (asked.first(), issued) else { return };
    walk.role = Some(RoleInUse { arn: first.arn.clone(), place: None });
    let mut call = Call::new(walk, &token, &issuer);
    let key = format!("{}:sub", without_scheme(&issuer)).to_ascii_lowercase();
    let mut open = Roles::new(&policies, &call.request(), &key);
    for one in all {
        let AccountName { namespace, name } = &one.account;
        call.context.put(&key, mint::subject(namespace, name).into());
        let mut found = Vec::new();
        open.open_to(&call.request(), |role| found.push(role));
        found.sort_unstable();
        for door in found.into_iter().filter_map(|role| asked.get(role)) {
            match door.reached {
                Some(_) => one.roles.push(door.arn.clone()),
                None => one.unknown.push(door.arn.clone()),
            }
        }
    }
}
