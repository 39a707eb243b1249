//! Every policy type together: what an account, an organization, a resource and a session say about
//! one request, and which of them decides.
//!
//! The order and the exceptions are those of
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html>.

use crate::{
    arn::Arn,
    iam::{
        Caller, Decision, Effect, Policy, Principal, Recorder, Request, Silent, Statement, decide,
        evaluate::{Part, applies},
        policy::Form,
        principal::{PrincipalKind, account_of, named_account},
    },
    trace::State,
};

/// A sort of policy, as AWS names it in the text of a denial.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layer {
    /// Attached to the principal.
    Identity,
    /// The most that the principal's own policies can grant.
    Boundary,
    /// Passed when the session was made.
    Session,
    /// Attached to the resource; a role's is its trust policy.
    Resource,
    /// The organization's, for principals.
    Scp,
    /// The organization's, for resources.
    Rcp,
    /// Of the VPC endpoint that the call goes through.
    Endpoint,
}

impl Layer {
    /// Its name in the text of a denial.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity-based policy",
            Self::Boundary => "permissions boundary",
            Self::Session => "session policy",
            Self::Resource => "resource-based policy",
            Self::Scp => "service control policy",
            Self::Rcp => "resource control policy",
            Self::Endpoint => "VPC endpoint policy",
        }
    }
}

/// The policies in play: of a type that is none, no policy is; an empty list grants nothing.
#[derive(Debug, Clone, Default)]
pub struct Layers {
    /// The resource's own policy.
    pub resource: Option<Policy>,
    /// The principal's policies.
    pub identity: Option<Vec<Policy>>,
    /// The principal's boundary.
    pub boundary: Option<Vec<Policy>>,
    /// The session's policies.
    pub session: Option<Vec<Policy>>,
    /// The service control policies of each level, from the root down.
    pub scps: Option<Vec<Vec<Policy>>>,
    /// The resource control policies of each level.
    pub rcps: Option<Vec<Vec<Policy>>>,
    /// The policies of the VPC endpoint.
    pub endpoint: Option<Vec<Policy>>,
}

/// What all of them say, and which of them said no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ruling {
    /// The decision.
    pub decision: Decision,
    /// The sort of policy that denies, or in which nothing allows; none where it is allowed.
    pub by: Option<Layer>,
}

impl Layers {
    /// Every policy with its sort.
    pub fn all(&self) -> impl Iterator<Item = (Layer, &Policy)> {
        let resource = self.resource.iter().map(|policy| (Layer::Resource, policy));
        of_levels(Layer::Rcp, self.rcps.as_deref())
            .chain(of_levels(Layer::Scp, self.scps.as_deref()))
            .chain(of_list(Layer::Endpoint, self.endpoint.as_deref()))
            .chain(resource)
            .chain(of_list(Layer::Identity, self.identity.as_deref()))
            .chain(of_list(Layer::Boundary, self.boundary.as_deref()))
            .chain(of_list(Layer::Session, self.session.as_deref()))
    }

    /// What they say about a request.
    #[must_use]
    pub fn rule(&self, request: &Request<'_>) -> Ruling {
        let linked = is_service_linked(request);
        let bears = |layer: Layer| !linked || !matches!(layer, Layer::Scp | Layer::Rcp);
        let denies = |(layer, policy): &(Layer, &Policy)| {
            bears(*layer) && self.denies(*layer, policy, request)
        };
        if let Some((layer, _)) = self.all().find(denies) {
            return Ruling { decision: Decision::ExplicitDeny, by: Some(layer) };
        }
        match self.missing(request) {
            Some(layer) => Ruling { decision: Decision::Deny, by: Some(layer) },
            None => Ruling { decision: Decision::Allow, by: None },
        }
    }

    /// Whether a policy denies the request. `NotPrincipal` names nobody who has a boundary:
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html>.
    fn denies(&self, layer: Layer, policy: &Policy, request: &Request<'_>) -> bool {
        if decide(policy, request, &mut Silent) == Decision::ExplicitDeny {
            return true;
        }
        let bounded = self.boundary.is_some() && matches!(request.caller, Caller::Aws(_));
        let of_others = matches!(layer, Layer::Resource | Layer::Endpoint);
        bounded && of_others && policy.statements.iter().any(|it| denies_bounded(it, request))
    }

    /// The first sort of policy in which an `Allow` is missing.
    fn missing(&self, request: &Request<'_>) -> Option<Layer> {
        let allows = |policies: &Vec<Policy>| {
            policies.iter().any(|it| decide(it, request, &mut Silent) == Decision::Allow)
        };
        let every_level = |levels: &Option<Vec<Vec<Policy>>>| {
            levels.as_ref().is_none_or(|levels| !levels.is_empty() && levels.iter().all(allows))
        };
        let within = |policies: &Option<Vec<Policy>>| policies.as_ref().is_none_or(allows);
        let linked = is_service_linked(request);
        if !linked && !every_level(&self.rcps) {
            return Some(Layer::Rcp);
        }
        if !linked && !every_level(&self.scps) {
            return Some(Layer::Scp);
        }
        if !within(&self.endpoint) {
            return Some(Layer::Endpoint);
        }
        let granted = self.granted(request);
        let own = match request.caller {
            Caller::Aws(caller) => account_of(caller) == Some(request.account),
            _ => return (!granted.any()).then_some(Layer::Resource),
        };
        let identity = self.identity.as_ref().map(allows);
        let (boundary, session) = (within(&self.boundary), within(&self.session));
        let limited = || match (boundary, session) {
            (false, _) => Some(Layer::Boundary),
            (true, false) => Some(Layer::Session),
            (true, true) => None,
        };
        if !own {
            return match (granted.any(), identity) {
                (false, _) => Some(Layer::Resource),
                (true, Some(false)) => Some(Layer::Identity),
                (true, _) => limited(),
            };
        }
        if granted.to_session {
            return None;
        }
        if granted.to_role && boundary && session {
            return None;
        }
        match identity {
            Some(true) if self.resource_has_to(request) && !granted.any() => Some(Layer::Resource),
            Some(true) => limited(),
            None if granted.any() => limited(),
            _ if granted.to_role => limited(),
            _ => Some(Layer::Identity),
        }
    }

    /// Whether the principal's own policies are not enough within an account: roles and keys. Who
    /// assumes a role with tags or a source identity needs its trust policy's word for those, too:
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html>.
    fn resource_has_to(&self, request: &Request<'_>) -> bool {
        let resource = request.resource.and_then(Arn::parse);
        let is_role = resource.as_ref().is_some_and(|arn| arn.role().is_some());
        let assumes = request.action.get(..4).is_some_and(|it| it.eq_ignore_ascii_case("sts:"));
        let is_key = resource.is_some_and(|arn| arn.service == "kms");
        self.resource.is_some() && (is_role && assumes || is_key)
    }

    fn granted(&self, request: &Request<'_>) -> Granted {
        let mut recorder = Granting::default();
        if let Some(policy) = &self.resource {
            decide(policy, request, &mut recorder);
        }
        recorder.granted
    }
}

/// Whether a service's own role calls, which an organization's policies leave alone:
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html>.
fn is_service_linked(request: &Request<'_>) -> bool {
    let Caller::Aws(caller) = request.caller else { return false };
    let role = Arn::parse(caller).and_then(|arn| arn.role());
    role.is_some_and(|path| path.starts_with("aws-service-role/"))
}

/// Whether a statement denies the request to all but those it names, whoever calls.
fn denies_bounded(statement: &Statement, request: &Request<'_>) -> bool {
    let denies = statement.effect.as_ref().is_some_and(|it| it.value == Effect::Deny);
    let except = statement.principals.as_ref().is_some_and(|it| it.form == Form::Except);
    let anybody = Request { caller: Caller::Anonymous, ..*request };
    denies && except && applies(statement, &anybody, &mut Silent)
}

fn of_list(layer: Layer, list: Option<&[Policy]>) -> impl Iterator<Item = (Layer, &Policy)> {
    list.into_iter().flatten().map(move |policy| (layer, policy))
}

fn of_levels(
    layer: Layer,
    levels: Option<&[Vec<Policy>]>,
) -> impl Iterator<Item = (Layer, &Policy)> {
    levels.into_iter().flatten().flatten().map(move |policy| (layer, policy))
}

/// To whom a resource's policy grants, which decides what still limits the grant.
#[derive(Debug, Clone, Copy, Default)]
struct Granted {
    /// To the session itself, a user, a service, or anyone: no implicit deny of the principal's own
    /// policies limits that.
    to_session: bool,
    /// To the role: its boundary and session policies limit that.
    to_role: bool,
    /// To the account, which hands the decision to the principal's own policies.
    to_account: bool,
}

impl Granted {
    const fn any(self) -> bool {
        self.to_session || self.to_role || self.to_account
    }

    fn add(&mut self, principal: &Principal, request: &Request<'_>) {
        let Caller::Aws(caller) = request.caller else {
            self.to_session = true;
            return;
        };
        let value = &*principal.value.value;
        let is_role = Arn::parse(caller).is_some_and(|arn| arn.role().is_some());
        match principal.kind {
            PrincipalKind::Aws if value == caller && !is_role => self.to_session = true,
            PrincipalKind::Aws if named_account(value).is_some() => self.to_account = true,
            PrincipalKind::Aws => self.to_role = true,
            _ => self.to_session = true,
        }
    }
}

/// Records to whom the statements that apply grant.
#[derive(Debug, Default)]
struct Granting {
    allows: bool,
    current: Granted,
    granted: Granted,
}

impl Recorder for Granting {
    const WHOLE: bool = false;

    fn open(&mut self, _: usize, statement: &Statement) {
        self.current = Granted::default();
        self.allows = statement.effect.as_ref().is_some_and(|it| it.value == Effect::Allow);
    }

    fn part(&mut self, part: Part<'_>, state: State, request: &Request<'_>) {
        let Part::Principals(Some(scope), _) = part else { return };
        if state == State::Pass && scope.form == Form::Except {
            self.current.to_session = true;
        }
        let items = scope.items.iter().filter(|_| scope.form == Form::Listed);
        for item in items.filter(|item| item.matches(&request.caller, request.account)) {
            self.current.add(item, request);
        }
    }

    fn close(&mut self, applies: bool) {
        if applies && self.allows {
            self.granted.to_session |= self.current.to_session;
            self.granted.to_role |= self.current.to_role;
            self.granted.to_account |= self.current.to_account;
        }
    }
}
