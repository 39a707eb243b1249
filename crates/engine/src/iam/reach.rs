//! Who else gets in: every known account, and how far beyond them a trust policy reaches.

use std::ptr;

use crate::iam::{Decision, Effect, Policy, Prepared, Silent, Statement, decide};
use crate::irsa::accounts::Accounts;
use crate::irsa::trust::{Call, provider_arn};
use crate::irsa::{self, Walk};
use crate::k8s::objects::ServiceAccount;
use crate::oidc::issuer::without_scheme;
use crate::oidc::mint::{self, SUBJECT};
use crate::order::in_order;
use crate::report::{Asker, Report, Reported};
use crate::{Ask, Gate, Severity, Span, State, Text};

/// How far a trust policy reaches beyond the accounts that are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Open {
    /// Nobody else.
    None,
    /// Accounts that anyone creates in the asker's namespace.
    Namespace,
    /// Whatever else the same issuer names: accounts created anywhere in the cluster.
    Cluster,
    /// Tokens of other issuers, or whatever the issuer names at all where it is no cluster.
    Anyone,
}

impl Open {
    /// The name in JSON output and the key in the `open` table of words.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Namespace => "namespace",
            Self::Cluster => "cluster",
            Self::Anyone => "anyone",
        }
    }
}

/// A service account by name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct AccountName {
    /// Its namespace.
    pub namespace: Text,
    /// Its name.
    pub name: Text,
}

/// Who else gets a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhoElse {
    /// The known accounts other than the asker that get in.
    pub accounts: Vec<AccountName>,
    /// How many other accounts are known.
    pub of: usize,
    /// How far the policy reaches beyond them.
    pub open: Open,
}

/// A name that nobody has, for asking what a pattern lets in.
const FRESH: &str = "zz-unheard-of";

/// Who else gets the role of a report; none where the role or the issuer is unknown.
#[must_use]
pub fn who_else(report: &Report) -> Option<WhoElse> {
    let (let_in, of, open) = beyond(report, &|door, others| door.let_in(others))?;
    let name = |account: &&ServiceAccount| {
        let ServiceAccount { metadata, .. } = account;
        let namespace = metadata.namespace.as_ref().map(|namespace| namespace.value.clone());
        let namespace = namespace.unwrap_or_else(|| metadata.namespace().into());
        AccountName { namespace, name: metadata.name.value.clone() }
    };
    let accounts = let_in.iter().map(name).collect();
    Some(WhoElse { accounts, of, open })
}

/// How many others get the role of a report, of how many, and how far the policy reaches beyond
/// them: [`who_else`] without the names.
#[must_use]
pub fn how_many(report: &Report) -> Option<(usize, usize, Open)> {
    beyond(report, &|door, others| door.count_let_in(others))
}

/// Whom one statement lets in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    /// Known accounts other than the asker.
    pub count: usize,
    /// How many other accounts are known.
    pub of: usize,
    /// How far it reaches beyond them.
    pub open: Open,
}

/// For each finding of a report: whom the statement lets in that it is about, and that alone. None
/// for one about anything else than who gets in.
#[must_use]
pub fn of_findings(report: &Report) -> Vec<Option<Reach>> {
    let is_lint = |found: &Reported| found.finding.reason.rule().id.starts_with("lint-");
    if !report.findings.iter().any(is_lint) {
        return vec![None; report.findings.len()];
    }
    let question = Ask { now: Some(report.now), ..report.ask.clone() };
    let walk = seated(report, &question);
    let given = irsa::trust::given(&walk);
    let mut known: Vec<(Span, Option<Reach>)> = Vec::new();
    let mut of_finding = |found: &Reported| {
        let given = given.filter(|given| is_lint(found) && given.file == found.file)?;
        let inside = |statement: &&Statement| {
            let (outer, inner) = (statement.span, found.finding.span);
            outer.start <= inner.start && inner.end <= outer.end
        };
        let policy = &given.item.policy;
        let statement = policy.statements.iter().find(inside)?;
        if let Some((_, counted)) = known.iter().find(|(span, _)| *span == statement.span) {
            return *counted;
        }
        let alone = Policy { statements: vec![statement.clone()], ..policy.clone() };
        let counted = through(report, &walk, &alone, |door, others| door.count_let_in(others));
        let counted = counted.map(|(count, of, open)| Reach { count, of, open });
        known.push((statement.span, counted));
        counted
    };
    report.findings.iter().map(&mut of_finding).collect()
}

/// Asks about everybody but the asker. Gives the answer, how many those are, and how far the policy
/// reaches beyond them.
fn beyond<'r, T: Default>(
    report: &'r Report,
    ask: &dyn Fn(&mut Door<'_>, &Others<'_, 'r>) -> T,
) -> Option<(T, usize, Open)> {
    let question = Ask { now: Some(report.now), ..report.ask.clone() };
    let walk = seated(report, &question);
    let policy = irsa::trust::given(&walk)?.item;
    through(report, &walk, &policy.policy, ask)
}

fn seated<'r>(report: &'r Report, question: &Ask) -> Walk<'r> {
    let mut walk = Walk::new(&report.files, question);
    irsa::seat(&mut walk);
    walk
}

/// Asks about everybody but the asker through a policy.
fn through<'r, T: Default>(
    report: &Report,
    walk: &Walk<'r>,
    policy: &Policy,
    ask: impl FnOnce(&mut Door<'_>, &Others<'_, 'r>) -> T,
) -> Option<(T, usize, Open)> {
    let known = walk.known_accounts();
    let named = |asker: &Asker| known.named(asker.namespace.as_deref()?, asker.account.as_deref()?);
    let asker = report.asker.as_ref();
    let others = Others { known, asker: asker.and_then(named).map(|given| given.item) };
    let mut door = Door::new(walk, policy)?;
    if shut(report) {
        return Some((T::default(), others.count(), Open::None));
    }
    let open = door.open(walk, asker.and_then(|asker| asker.namespace.as_deref()));
    Some((ask(&mut door, &others), others.count(), open))
}

/// Whether the role lets in a token of that account, whichever pod a report is about; none where
/// the role is not the one of the report, or is unknown.
#[must_use]
pub fn lets_in(
    report: &Report,
    namespace: &str,
    account: &str,
    role: Option<&str>,
) -> Option<bool> {
    if role.is_some() && role != report.role.as_deref() {
        return None;
    }
    let ask = Ask { now: Some(report.now), ..report.ask.clone() };
    let mut walk = Walk::new(&report.files, &ask);
    irsa::seat(&mut walk);
    let policy = irsa::trust::given(&walk)?.item;
    let mut door = Door::new(&walk, &policy.policy)?;
    Some(!shut(report) && door.lets_in(&mint::subject(namespace, account).into()))
}

/// Whether STS refuses every token of the issuer before it looks at the trust policy, or no role
/// can have this policy.
fn shut(report: &Report) -> bool {
    let fails = |gate| report.gate(gate).is_some_and(|gate| gate.state == State::Fail);
    let decided = report.gate(Gate::Trust).and_then(|gate| gate.deciding());
    // What no role can have for a policy is an error of its text, and decides as one.
    let refused = decided.is_some_and(|check| {
        let mut errors = report.findings.iter().map(|found| &found.finding);
        errors.any(|it| it.severity == Severity::Error && it.reason == check.reason)
    });
    fails(Gate::Provider) || fails(Gate::Audience) || refused
}

/// The namespace in a service account's subject; none in what is not one.
fn namespace_of(subject: &str) -> Option<&str> {
    let (namespace, name) = subject.strip_prefix(SUBJECT)?.split_once(':')?;
    (!namespace.is_empty() && !name.is_empty() && !name.contains(':')).then_some(namespace)
}

/// What a pattern of `*` lets in that nobody has. A star may stand for any stretch of a subject,
/// colons included, so the first one is also asked to make up the subject's beginning.
fn fitting(pattern: &str) -> Vec<String> {
    let mut all = vec![pattern.replace('*', FRESH)];
    let Some((head, tail)) = pattern.split_once('*') else { return all };
    let begun = head.starts_with(SUBJECT).then_some("");
    let Some(rest) = begun.or_else(|| SUBJECT.strip_prefix(head)) else { return all };
    let kind = rest.strip_suffix(':').unwrap_or(rest);
    let (name, both) = (format!("{rest}{FRESH}"), format!("{rest}{FRESH}:{FRESH}"));
    for first in [kind, rest, &name, &both] {
        for later in ["", FRESH, &format!(":{FRESH}")] {
            all.push([head, first, &tail.replace('*', later)].concat());
        }
    }
    all
}

/// The accounts that were given, but for the asker's.
struct Others<'k, 'a> {
    known: &'k Accounts<'a>,
    asker: Option<&'a ServiceAccount>,
}

impl<'a> Others<'_, 'a> {
    fn include(&self, account: &ServiceAccount) -> bool {
        self.asker.is_none_or(|asker| !ptr::eq(asker, account))
    }

    fn iter(&self) -> impl Iterator<Item = &'a ServiceAccount> {
        let all = self.known.iter().map(|given| given.item);
        all.filter(|account| self.include(account))
    }

    const fn count(&self) -> usize {
        self.known.count() - self.asker.is_some() as usize
    }
}

/// A trust policy and the call that asks for entry, for any subject.
struct Door<'p> {
    policy: &'p Policy,
    prepared: Prepared<'p>,
    /// Whether those get in whom no statement names, once that was asked.
    strangers: Option<bool>,
    call: Call,
    /// In lower case.
    subject_key: String,
    /// The asker's own subject.
    subject: Option<Text>,
    /// Whether the issuer names service accounts, as a cluster does.
    names_accounts: bool,
}

impl<'p> Door<'p> {
    fn new(walk: &Walk<'_>, policy: &'p Policy) -> Option<Self> {
        let token = walk.token()?.clone();
        let (issuer, _) = token.issuer.clone()?;
        let call = Call::new(walk, &token, &issuer);
        let subject = token.subject.as_ref().map(|(subject, _)| subject);
        let subject_key = format!("{}:sub", without_scheme(&issuer)).to_ascii_lowercase();
        Some(Self {
            policy,
            prepared: Prepared::settled(policy, &call.request(), &subject_key),
            strangers: None,
            subject_key,
            names_accounts: subject.is_none_or(|text| text.starts_with(SUBJECT)),
            subject: subject.cloned(),
            call,
        })
    }

    fn lets_in(&mut self, subject: &Text) -> bool {
        let named = self.prepared.names(&self.subject_key, subject);
        if let (false, Some(lets_in)) = (named, self.strangers) {
            return lets_in;
        }
        let lets_in = self.prepared.decide_of(subject).unwrap_or_else(|| {
            self.call.context.put(&self.subject_key, subject.clone());
            self.prepared.decide(&self.call.request())
        });
        let lets_in = lets_in == Decision::Allow;
        if !named {
            self.strangers = Some(lets_in);
        }
        lets_in
    }

    /// The accounts that get in, in the order in which they were given.
    fn let_in<'a>(&mut self, others: &Others<'_, 'a>) -> Vec<&'a ServiceAccount> {
        let named = self.named(others).filter(|(_, strangers)| !strangers);
        let asked = named.map_or_else(|| others.iter().collect(), |(named, _)| named);
        asked.into_iter().filter(|account| self.lets_in(&account.subject)).collect()
    }

    /// How many accounts get in.
    fn count_let_in(&mut self, others: &Others<'_, '_>) -> usize {
        let Some((named, strangers)) = self.named(others) else {
            return others.iter().filter(|account| self.lets_in(&account.subject)).count();
        };
        let unnamed = others.count() - named.len();
        let let_in = named.iter().filter(|account| self.lets_in(&account.subject)).count();
        if strangers { unnamed + let_in } else { let_in }
    }

    /// The accounts of which the policy says something by name, and whether everybody else gets in;
    /// none where it names more than names.
    fn named<'a>(&mut self, others: &Others<'_, 'a>) -> Option<(Vec<&'a ServiceAccount>, bool)> {
        let subjects = self.prepared.subjects(&self.subject_key)?;
        let stranger = mint::subject(FRESH, FRESH).into();
        if subjects.contains(&stranger) {
            return None;
        }
        let known = subjects.iter().filter_map(|subject| others.known.of_subject(subject));
        let known = in_order(known.collect(), |given| [given.file, given.span.start, 0]);
        let named = known.into_iter().map(|given| given.item);
        Some((named.filter(|account| others.include(account)).collect(), self.lets_in(&stranger)))
    }

    /// How far the policy reaches beyond the accounts that are known: asked with names that nobody
    /// has.
    fn open(&mut self, walk: &Walk<'_>, namespace: Option<&str>) -> Open {
        if self.lets_in_other_issuers() {
            return Open::Anyone;
        }
        if !self.names_accounts {
            let free = self.lets_in(&FRESH.into());
            let own = self.subject.clone();
            let mut named = self.patterns();
            named.retain(|subject| own.as_deref() != Some(subject));
            let patterned = named.into_iter().any(|subject| self.lets_in(&subject.into()));
            return if free {
                Open::Anyone
            } else if patterned {
                Open::Cluster
            } else {
                Open::None
            };
        }
        let namespace = namespace.unwrap_or("default");
        let asker = self.subject.clone();
        let is_known = |subject: &str| {
            let known = || walk.known_accounts().of_subject(subject);
            asker.as_deref() == Some(subject) || known().is_some()
        };
        let fresh = [mint::subject(FRESH, FRESH), mint::subject(namespace, FRESH)];
        let mut widest = Open::None;
        for subject in fresh.into_iter().chain(self.patterns()) {
            let Some(found) = namespace_of(&subject) else { continue };
            let reach = if found == namespace { Open::Namespace } else { Open::Cluster };
            if reach > widest && !is_known(&subject) && self.lets_in(&subject.into()) {
                widest = reach;
            }
        }
        widest
    }

    /// Whom the policy's own conditions on the subject name: what is written, and for patterns what
    /// they let in that nobody has.
    fn patterns(&self) -> Vec<String> {
        let allowing = self.policy.statements.iter().filter(|statement| {
            statement.effect.as_ref().is_some_and(|effect| effect.value == Effect::Allow)
        });
        let conditions = allowing.flat_map(|statement| &statement.conditions);
        let values = conditions.filter(|condition| *condition.lower_key == self.subject_key);
        let values = values.flat_map(|condition| &condition.values);
        values.flat_map(|value| fitting(&value.text.replace('?', "z"))).collect()
    }

    /// Whether a token of an issuer that the policy does not name would get in.
    fn lets_in_other_issuers(&mut self) -> bool {
        let own = self.call.provider.clone();
        let partition = crate::arn::Arn::parse(&own).map_or("aws", |arn| arn.partition);
        let other = format!("https://{FRESH}.example");
        self.call.provider = provider_arn(partition, &self.call.account.clone(), &other);
        self.call.context.put(&self.subject_key, FRESH.into());
        let free = decide(self.policy, &self.call.request(), &mut Silent) == Decision::Allow;
        self.call.provider = own;
        free
    }
}
