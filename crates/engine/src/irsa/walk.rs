//! What the gates share while they are walked: the facts found so far, and the trace.

use std::rc::Rc;

use super::accounts::Accounts;
use super::process::{Process, Variables};
use super::token::Token;
use super::who::Who;
use super::whole::{Part, Whole};
use super::world::{Given, World};
use crate::arn::Arn;
use crate::k8s::objects::ServiceAccount;
use crate::k8s::pod::Pod;
use crate::k8s::webhook::Decision;
use crate::model::{Parsed, aws};
use crate::oidc::verify::Verifier;
use crate::report::{Artefacts, Assumed, Assumption, Missing, Reported, Source};
use crate::sts::observed::Observed;
use crate::{Ask, Check, Finding, Gate, Place, Reason, Span, Text, Timestamp};

/// The account taken where nothing names one.
const ACCOUNT_ASSUMED: &str = "111122223333";
/// The region taken where nothing names one.
const REGION_ASSUMED: &str = "us-east-1";
/// The instant taken where no text holds one: 2026-01-01T00:00:00Z.
const NOW_ASSUMED: Timestamp = Timestamp(1_767_225_600);
/// How long after the latest instant in the texts the question is put, in seconds.
const NOW_AFTER_LATEST: i64 = 60;

/// The role the process asks for.
#[derive(Debug, Clone)]
pub(crate) struct RoleInUse {
    /// Its ARN, as it is sent.
    pub(crate) arn: Text,
    /// Where that was written.
    pub(crate) place: Option<Place>,
}

/// The facts found so far, and the trace.
#[derive(Debug)]
pub(crate) struct Walk<'a> {
    pub(super) files: &'a [Rc<Parsed>],
    pub(super) world: World<'a>,
    pub(super) who: Who<'a>,
    /// The pod named in the question or the settings.
    pub(super) asked_for: Option<(Text, Text)>,
    pub(super) now: Timestamp,
    pub(super) verifier: Option<Verifier>,
    pub(super) whole: Option<Whole>,
    /// Whose credentials come before the web identity, or instead of it.
    pub(super) works_as: Option<Source>,
    /// Whether the SDK goes on to the node's role where a web identity fails.
    pub(super) moves_on: bool,
    /// What the SDK calls a session where nothing else is said, if that SDK was named.
    pub(super) usual_session: Option<Text>,
    /// Whether the association counts, where that is not told by what the pod has: the SDK comes to
    /// the agent before the web identity, or the webhook learned of the association too late.
    pub(super) association_counts: Option<bool>,
    /// Whether the webhook learned of the pod's account after the pod was created.
    pub(super) account_late: bool,
    /// Why the webhook is not asked about the pod, where what was given of it says so.
    pub(super) unseen: Option<Check>,
    /// Whether the pod is pointed to the agent and has no web identity.
    pub(super) agent_alone: bool,
    /// Whom the Pod Identity agent hands out credentials of.
    pub(super) agent_gives: Option<Text>,
    pub(super) region: Text,
    pub(super) process: Process,
    pub(super) role: Option<RoleInUse>,
    pub(super) token: Option<Token>,
    pub(super) checks: Vec<Check>,
    /// Which of the checks decided the trust gate.
    pub(super) trust_decided_by: Option<usize>,
    pub(super) findings: Vec<Reported>,
    /// Error texts that only a whole run knows, by file.
    pub(super) told: Vec<(usize, Observed)>,
    pub(super) assumed: Vec<Assumption>,
    pub(super) missing: Vec<Missing>,
}

impl<'a> Walk<'a> {
    pub(crate) fn new(files: &'a [Rc<Parsed>], ask: &Ask) -> Self {
        let world = World::new(files);
        let who = super::who::choose(&world, ask);
        let latest = files.iter().filter_map(|file| file.latest).max();
        let given = ask.now.or(world.settings.now);
        let after = latest.map_or(NOW_ASSUMED, |latest| latest.plus(NOW_AFTER_LATEST));
        let region = world.region();
        let mut walk = Self {
            files,
            who,
            asked_for: super::who::named(&world, ask).cloned(),
            now: given.unwrap_or(after),
            verifier: ask.verifier,
            whole: ask.whole,
            works_as: None,
            moves_on: false,
            usual_session: None,
            association_counts: None,
            account_late: false,
            unseen: None,
            agent_alone: false,
            agent_gives: None,
            region: region.clone().unwrap_or_else(|| REGION_ASSUMED.into()),
            world,
            process: Process::default(),
            role: None,
            token: None,
            checks: Vec::new(),
            trust_decided_by: None,
            findings: Vec::new(),
            told: Vec::new(),
            assumed: Vec::new(),
            missing: Vec::new(),
        };
        for (file, span, object) in walk.world.given_twice.clone() {
            walk.find(file, Finding::warning(Reason::GivenTwice { object }, span));
        }
        if given.is_none() {
            walk.assume(Assumed::Now, after.to_string().into());
        }
        if region.is_none() {
            walk.assume(Assumed::Region, REGION_ASSUMED.into());
        }
        let metadata = match walk.who {
            Who::Pod(pod) => Some(&pod.item.metadata),
            Who::Account(account) => Some(&account.item.metadata),
            Who::Token | Who::Nobody => None,
        };
        if metadata.is_some_and(|metadata| metadata.namespace.is_none()) {
            walk.assume(Assumed::Namespace, walk.namespace());
        }
        walk
    }

    /// Judges a part where that was handed in; whether it was.
    pub(super) fn wholly(&mut self, part: Part) -> bool {
        if let Some(whole) = self.whole {
            whole.judge(self, part);
        }
        self.whole.is_some()
    }

    pub(super) fn record(&mut self, check: Check) {
        self.checks.push(check);
    }

    pub(super) fn find(&mut self, file: usize, finding: Finding) {
        self.findings.push(Reported { file, finding });
    }

    pub(super) fn assume(&mut self, what: Assumed, value: Text) {
        let assumption = Assumption { what, value };
        if !self.assumed.contains(&assumption) {
            self.assumed.push(assumption);
        }
    }

    pub(super) fn miss(&mut self, gate: Gate, artefact: Artefacts, command: impl Into<String>) {
        let command = command.into();
        if !self.missing.iter().any(|missing| missing.command == command) {
            self.missing.push(Missing { gate, artefact, command });
        }
    }

    /// Notes that the service account of that name is missing, and what prints it.
    pub(super) fn miss_account(&mut self, gate: Gate, namespace: &str, account: &str) {
        let command = format!("kubectl get serviceaccount {account} -n {namespace} -o yaml");
        self.miss(gate, Artefacts::ServiceAccount, command);
    }

    /// Notes that the cluster is missing, and what names its issuer.
    pub(super) fn miss_cluster(&mut self, gate: Gate) {
        self.miss(gate, Artefacts::Cluster, "aws eks describe-cluster --name NAME");
    }

    /// The checks that count. In the trust gate that is the one that decided, since a statement
    /// that does not match fails nothing where another one does.
    pub(super) fn decisive(&self) -> impl Iterator<Item = &Check> {
        let decided = self.trust_decided_by;
        let counts = move |(at, check): &(usize, &Check)| {
            check.gate != Gate::Trust || decided.is_none_or(|decided| decided == *at)
        };
        self.checks.iter().enumerate().filter(counts).map(|(_, check)| check)
    }

    /// Whether a gate has failed so far.
    pub(super) fn failed(&self, gate: Gate) -> bool {
        self.checks.iter().any(|check| check.gate == gate && check.state == crate::State::Fail)
    }

    /// The asker's namespace; `default` where none is named.
    pub(super) fn namespace(&self) -> Text {
        match self.who {
            Who::Pod(pod) => pod.item.metadata.namespace().into(),
            Who::Account(account) => account.item.metadata.namespace().into(),
            Who::Token | Who::Nobody => "default".into(),
        }
    }

    /// The name of the asker's service account.
    pub(super) fn account_name(&self) -> Text {
        match self.who {
            Who::Pod(pod) => pod.item.account_name().into(),
            Who::Account(account) => account.item.metadata.name.value.clone(),
            Who::Token | Who::Nobody => "default".into(),
        }
    }

    /// The asker's service account, where it was given.
    pub(super) fn account(&self) -> Option<Given<'a, ServiceAccount>> {
        match self.who {
            Who::Account(account) => Some(account),
            Who::Pod(_) if self.account_unread().is_some() => None,
            Who::Pod(_) => self.world.account(&self.namespace(), &self.account_name()),
            Who::Token | Who::Nobody => None,
        }
    }

    /// Whether the API server has already rejected the pod for want of its account.
    pub(super) fn account_is_rejected(&self) -> bool {
        self.failed(Gate::Pod)
    }

    /// A pod that can't be read to its end and so far names no account, or none that was given:
    /// what it names may be cut off.
    pub(super) fn account_unread(&self) -> Option<Given<'a, Pod>> {
        let pod = self.broken_pod()?;
        let named = || {
            let namespace = pod.item.metadata.namespace();
            self.world.account(namespace, &pod.item.account.as_ref()?.value)
        };
        named().is_none().then_some(pod)
    }

    /// Whether the pod has no container so far, so that whatever it will have is injected into.
    pub(super) const fn is_yet_to_be_written(&self) -> bool {
        matches!(self.process.decision, Some(Decision::Mutated(_)))
            && self.process.container.is_none()
    }

    /// A Pod Identity association for the asker's account: the webhook then sets up the agent's
    /// credentials instead of a web identity. A pod that has one already keeps it.
    pub(crate) fn association(&self) -> Option<Given<'a, aws::Association>> {
        let keeps = matches!(self.process.variables, Variables::Both { written: true, .. });
        if self.association_counts.unwrap_or(!keeps) { self.associated() } else { None }
    }

    /// The association that was given for the asker's account.
    pub(super) fn associated(&self) -> Option<Given<'a, aws::Association>> {
        let (namespace, account) = (self.namespace(), self.account_name());
        let of_asker = |given: &&Given<'_, aws::Association>| {
            given.item.namespace.as_ref() == Some(&namespace)
                && given.item.account.as_ref() == Some(&account)
        };
        self.world.associations.iter().find(of_asker).copied()
    }

    /// The name of the container that asks.
    pub(super) fn container_name(&self) -> Text {
        self.process.container.as_ref().map_or_else(|| "".into(), |found| found.name.clone())
    }

    /// A place in the file of the pod that asks.
    pub(super) fn pod_place(&self, span: Span) -> Option<Place> {
        match self.who {
            Who::Pod(pod) => Some(pod.place(span)),
            _ => None,
        }
    }

    /// The pod, where its text has an error in it.
    pub(super) fn broken_pod(&self) -> Option<Given<'a, Pod>> {
        match self.who {
            Who::Pod(pod) if pod.broken => Some(pod),
            _ => None,
        }
    }

    /// Whether a place is in an artefact with an error in its text.
    pub(super) fn is_broken(&self, place: Place) -> bool {
        let broken = self.files.get(place.file).map_or(&[][..], |file| &file.broken);
        broken.iter().any(|span| span.start <= place.span.start && place.span.end <= span.end)
    }

    pub(super) fn file_name(&self, file: usize) -> Text {
        self.files.get(file).map_or_else(|| "".into(), |file| file.name.clone())
    }

    /// The ARN of the role in question: the one the process asks for, else the only one given, else
    /// one for the trust policy that was given without its role.
    pub(super) fn role_arn(&self) -> Option<Text> {
        let asked = self.role.as_ref().map(|role| role.arn.clone());
        let world = &self.world;
        asked.or_else(|| match (world.roles.as_slice(), world.policies.as_slice()) {
            ([role], _) => role.item.arn.as_ref().map(|arn| arn.value.clone()),
            ([], [policy]) => Some(self.role_of(policy.item)),
            _ => None,
        })
    }

    /// A role for a policy given without one: of the account whose providers are listed, else of
    /// the one whose provider the policy names.
    fn role_of(&self, policy: &aws::TrustPolicy) -> Text {
        let listed = self.world.provider_lists.iter().filter(|list| !list.broken);
        let listed = listed.flat_map(|list| &list.item.arns);
        let principals = policy.policy.statements.iter().filter_map(|it| it.principals.as_ref());
        let principals = principals.flat_map(|scope| &scope.items).map(|it| &it.value);
        let mut arns = listed.chain(principals).filter_map(|text| Arn::parse(&text.value));
        let provider = arns.find(|arn| arn.oidc_provider().is_some());
        let (partition, account) =
            provider.map_or(("aws", ACCOUNT_ASSUMED), |arn| (arn.partition, arn.account));
        format!("arn:{partition}:iam::{account}:role/test").into()
    }

    /// The role in question, where it was given.
    pub(super) fn role_given(&self) -> Option<Given<'a, aws::Role>> {
        let arn = self.role_arn();
        let is_it = |role: &&Given<'_, aws::Role>| {
            role.item.arn.as_ref().map(|arn| &arn.value) == arn.as_ref()
        };
        self.world.roles.iter().find(is_it).copied()
    }

    /// The token that STS gets.
    pub(crate) const fn token(&self) -> Option<&Token> {
        self.token.as_ref()
    }

    /// The last client id of the issuer's provider, where it was given.
    pub(crate) fn last_client_id(&self, issuer: &str) -> Option<Span> {
        let issuer = crate::oidc::issuer::without_scheme(issuer);
        let given = self.world.providers.iter().find(|given| given.item.issuer() == issuer)?;
        given.item.client_ids.last().map(|id| id.span)
    }

    /// The service accounts that were given.
    pub(crate) const fn known_accounts(&self) -> &Accounts<'a> {
        &self.world.accounts
    }

    /// The session's name where nobody gives one: what the SDK makes of the instant, as botocore
    /// where none was named.
    pub(super) fn usual_session_name(&self) -> Text {
        let botocore = || format!("botocore-session-{}", self.now.0).into();
        self.usual_session.clone().unwrap_or_else(botocore)
    }

    /// Notes where the role's account was made up.
    pub(super) fn assume_account(&mut self) {
        let arn = self.role_arn();
        let named = arn.as_deref().and_then(Arn::parse).is_some_and(|arn| !arn.account.is_empty());
        if !named {
            self.assume(Assumed::Account, ACCOUNT_ASSUMED.into());
        }
    }

    /// The account that the role is in.
    pub(crate) fn role_account(&self) -> Text {
        let arn = self.role_arn();
        let account = arn.as_deref().and_then(Arn::parse).map(|arn| arn.account);
        account.filter(|id| !id.is_empty()).unwrap_or(ACCOUNT_ASSUMED).into()
    }

    /// The partition of the role.
    pub(crate) fn partition(&self) -> Text {
        let arn = self.role_arn();
        arn.as_deref().and_then(Arn::parse).map_or("aws", |arn| arn.partition).into()
    }
}
