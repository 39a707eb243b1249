//! The role, and what its trust policy and the policies around it say.

use super::account::created;
use super::{Bench, run};
use crate::arn::Arn;
use crate::fix::{Action, Candidate, Edit, FixKind, new_statement, plain};
use crate::iam::{ASSUME, Decision, Effect, Policy, Request, Silent, Statement, decide};
use crate::irsa::trust::{self, ACTION, Call};
use crate::irsa::walk::Walk;
use crate::irsa::whole::pod_identity::{SERVICE, TAG};
use crate::irsa::whole::policies::{self, Written};
use crate::oidc::issuer::without_scheme;
use crate::source::Node;
use crate::source::edit::{Change, gap, string, with_item, without_entry};
use crate::{Ask, Check, Place, Reason, Span};

pub(super) fn remedies(bench: &Bench<'_>, check: &Check) -> Vec<Candidate> {
    let rule = check.reason.rule();
    if rule.gate.is_none() || super::policy::is_refusal(&check.reason) {
        return super::policy::remedies(bench, check);
    }
    match (&*check.reason, check.at) {
        (Reason::RoleMissing { role }, at) => {
            let other = at.map(|at| bench.correct_role(role, at)).unwrap_or_default();
            other.into_iter().chain(bench.new_role(role)).collect()
        }
        (Reason::RoleNameTaken { actual, .. }, Some(at)) => bench.correct_role(actual, at),
        (Reason::ExplicitDeny { .. }, _) => bench.excepted_here().into_iter().collect(),
        (Reason::GuardDenies { .. }, _) => bench.let_through().into_iter().collect(),
        (Reason::TagSessionMissing, _) => bench.tagged().into_iter().collect(),
        (Reason::SessionTagsPacked { .. }, _) => bench.with_tags(false).into_iter().collect(),
        (reason, Some(at)) if bench.walk.association().is_some() => bench.of_agent(reason, at),
        _ => Vec::new(),
    }
}

impl Bench<'_> {
    /// The statement that lets in the asker alone.
    pub(super) fn statement(&self, indent: &str) -> Option<String> {
        if self.walk.association().is_some() {
            return Some(self.statement_for_agent());
        }
        let token = self.walk.token()?;
        let (issuer, _) = token.issuer.clone()?;
        let ((subject, _), (audience, _)) = (token.subject.clone()?, token.compared_audience()?);
        let provider =
            trust::provider_arn(&self.walk.partition(), &self.walk.role_account(), &issuer);
        Some(new_statement([&provider, without_scheme(&issuer), &subject, &audience], indent))
    }

    fn statement_for_agent(&self) -> String {
        let (namespace, account) = (self.walk.namespace(), self.walk.account_name());
        format!(
            "{{\"Effect\": \"Allow\", \"Principal\": {{\"Service\": {}}}, \
             \"Action\": [\"sts:AssumeRole\", {}], \"Condition\": {{\"StringEquals\": \
             {{\"aws:RequestTag/kubernetes-namespace\": {}, \
             \"aws:RequestTag/kubernetes-service-account\": {}}}}}}}",
            string(SERVICE),
            string(TAG),
            string(&namespace),
            string(&account)
        )
    }

    fn new_role(&self, role: &str) -> Option<Candidate> {
        let statement = self.statement("    ")?;
        let (_, name) = role.split_once(":role/")?;
        let (path, name) = name.rsplit_once('/').unwrap_or(("", name));
        let text = format!(
            "{{\"Role\": {{\n  \"RoleName\": {},\n  \"Arn\": {},\n  \
             \"AssumeRolePolicyDocument\": {{\n    \"Version\": \"2012-10-17\",\n    \
             \"Statement\": [{statement}]\n  }}\n}}}}\n",
            string(name),
            string(role)
        );
        let path = if path.is_empty() { String::new() } else { format!(" --path /{path}/") };
        Some(Candidate {
            kind: FixKind::CreateRole,
            action: Action::CreateFile,
            command: Some(format!(
                "aws iam create-role --role-name {name}{path} \
                 --assume-role-policy-document file://trust-policy.json"
            )),
            edits: vec![created("created-role.json", text)],
        })
    }

    /// Excepts the asker's subject from the statements of the trust policy that deny it.
    fn excepted_here(&self) -> Option<Candidate> {
        let given = trust::given(self.walk)?;
        let (call, key, subject) = self.call()?;
        let denying = denying(&given.item.policy, &call.request());
        let except = |statement: &Statement| {
            let place = given.place(statement.span);
            self.except(place, ["StringNotEquals", &key], &subject)
        };
        let edits: Option<Vec<Edit>> = denying.into_iter().map(except).collect();
        Some(plain(FixKind::ExceptFromDeny, edits.filter(|edits| !edits.is_empty())?))
    }

    /// The call as policies see it, the key of its subject, and that.
    fn call(&self) -> Option<(Call, String, String)> {
        let token = self.walk.token()?;
        let (issuer, _) = token.issuer.clone()?;
        let (subject, _) = token.subject.clone()?;
        let key = format!("{}:sub", without_scheme(&issuer));
        Some((Call::new(self.walk, token, &issuer), key, subject.to_string()))
    }

    /// Adds a value to a negated condition of a statement, beside those that it has.
    pub(super) fn except(&self, place: Place, path: [&str; 2], value: &str) -> Option<Edit> {
        let statement = self.node(place)?;
        let [operator, key] = path;
        let old = statement.path(&["Condition", operator, key]);
        let old = old.map(Node::one_or_many).unwrap_or_default();
        let values = old.iter().filter_map(Node::text).map(|it| string(it)).chain([string(value)]);
        let values: Vec<String> = values.collect();
        let values = match values.as_slice() {
            [single] => single.clone(),
            several => format!("[{}]", several.join(", ")),
        };
        self.set(place.file, &statement, &["Condition", operator, key], &values)
    }

    /// Excepts the asker from the organization's policies and the endpoint's that deny the call, or
    /// lets the endpoint's allow it.
    fn let_through(&self) -> Option<Candidate> {
        let mut walk = self.again();
        let rcps = policies::levels(&mut walk, "rcps").unwrap_or_default();
        let endpoint = policies::list(&mut walk, &["endpointPolicies"]);
        let (call, key, subject) = self.call()?;
        let role = self.walk.role_arn()?;
        let request = Request { resource: Some(&role), ..call.request() };
        let of_endpoint = endpoint.iter().flatten();
        let all: Vec<&Written> = rcps.iter().flatten().chain(of_endpoint).collect();
        let except = |written: &&Written| -> Vec<Edit> {
            let place =
                |statement: &Statement| Place { file: written.place.file, span: statement.span };
            let denying = denying(&written.policy, &request).into_iter();
            denying
                .filter_map(|it| self.except(place(it), ["StringNotEquals", &key], &subject))
                .collect()
        };
        let edits: Vec<Edit> = all.iter().flat_map(except).collect();
        if !edits.is_empty() {
            return Some(plain(FixKind::ExceptFromDeny, edits));
        }
        let first = endpoint?.into_iter().next()?;
        let statement = format!(
            "{{\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": {}, \"Resource\": {}}}",
            string(ACTION),
            string(&role)
        );
        let edit = self.add_statement(first.place, &statement)?;
        Some(plain(FixKind::AllowBeyond, vec![edit]))
    }

    /// The walk once more, for what reads policies and says what is wrong with them.
    pub(super) fn again(&self) -> Walk<'_> {
        let ask = Ask { now: Some(self.report.now), ..self.report.ask.clone() };
        let mut walk = Walk::new(&self.report.files, &ask);
        crate::irsa::seat(&mut walk);
        walk
    }

    /// Puts a statement before the others of a policy.
    pub(super) fn add_statement(&self, policy: Place, statement: &str) -> Option<Edit> {
        let change = with_statement(self.text(policy.file), &self.node(policy)?, statement)?;
        self.edit(policy.file, change)
    }

    // ---- EKS Pod Identity --------------------------------------------------------------------

    /// Adds the action of tags to the statement that lets the agent in.
    fn tagged(&self) -> Option<Candidate> {
        let policies = self.trust_policies();
        let place = policies.iter().find_map(|(file, policy)| {
            let allows = |it: &&Statement| {
                let (assumes, _) = it.actions.as_ref()?.judge(|it| it.matches(ASSUME));
                let (tags, _) = it.actions.as_ref()?.judge(|it| it.matches(TAG));
                (it.effect.as_ref()?.value == Effect::Allow && assumes && !tags).then_some(())
            };
            let found = policy.statements.iter().find(|it| allows(it).is_some())?;
            Some(Place { file: *file, span: found.span })
        })?;
        let actions = self.node(place)?.get("Action")?.clone();
        let edit = match actions.items() {
            [.., last] => {
                let gap = gap(self.text(place.file), last.span.start);
                let change = Change::new(Span::at(last.span.end), format!(",{gap}{}", string(TAG)));
                self.edit(place.file, change)?
            }
            [] => {
                let list = format!("[{}, {}]", string(actions.text()?), string(TAG));
                self.set(place.file, &self.node(place)?, &["Action"], &list)?
            }
        };
        Some(plain(FixKind::AllowTagSession, vec![edit]))
    }

    /// The trust policies of the association's roles, the first one's first.
    fn trust_policies(&self) -> Vec<(usize, &Policy)> {
        let roles = self.walk.world.roles.iter().rev();
        let of_roles =
            roles.filter_map(|role| Some((role.file, &role.item.trust.as_ref()?.policy)));
        let bare = self.walk.world.policies.iter().map(|given| (given.file, &given.item.policy));
        of_roles.chain(bare).collect()
    }

    /// What the agent's call fails on in a trust policy.
    fn of_agent(&self, reason: &Reason, at: Place) -> Vec<Candidate> {
        let value = |actual: &str, kind| {
            let edit = self.replace(at, string(actual));
            edit.map(|edit| plain(kind, vec![edit])).into_iter().collect::<Vec<_>>()
        };
        let mut all = match reason {
            Reason::PrincipalDiffers { actual, .. } => value(actual, FixKind::CorrectPrincipal),
            Reason::ConditionFails { actual, .. } | Reason::ConditionCaseDiffers { actual, .. } => {
                value(actual, FixKind::UseActualValue)
            }
            Reason::ActionDiffers { actual, .. } => value(actual, FixKind::CorrectAction),
            Reason::ConditionKeyAbsent { .. } => {
                self.with_tags(true).into_iter().chain(self.without_condition(at)).collect()
            }
            _ => Vec::new(),
        };
        let policy = trust::given(self.walk);
        let place = policy.map(|policy| policy.place(policy.item.policy.span));
        let added = place.and_then(|place| self.add_statement(place, &self.statement_for_agent()));
        all.extend(added.map(|edit| plain(FixKind::AddStatement, vec![edit])));
        all
    }

    /// Lets the association tag its sessions, or not.
    fn with_tags(&self, tags: bool) -> Option<Candidate> {
        let association = self.walk.association()?;
        let node = &association.item.node;
        if tags {
            node.get("disableSessionTags")?;
        }
        let value = if tags { "false" } else { "true" };
        let edit = self.set(association.file, node, &["disableSessionTags"], value)?;
        let text = |key: &str| node.get(key).and_then(Node::text).map(|text| text.to_string());
        let arn = text("associationArn").unwrap_or_default();
        let id = text("associationId");
        let id = id.or_else(|| Some(Arn::parse(&arn)?.resource.rsplit('/').next()?.to_owned()))?;
        let cluster = text("clusterName")?;
        let command = format!(
            "aws eks update-pod-identity-association --cluster-name {cluster} \
             --association-id {id} {}",
            if tags { "--no-disable-session-tags" } else { "--disable-session-tags" }
        );
        Some(run(FixKind::AllowTagSession, Some(command), vec![edit]))
    }

    fn without_condition(&self, at: Place) -> Option<Candidate> {
        Some(plain(FixKind::RemoveCondition, vec![self.without_part(at)?]))
    }

    /// Takes out the entry whose key or value stands at a place.
    pub(super) fn without_part(&self, at: Place) -> Option<Edit> {
        let map = self.parent(at)?;
        let mut entries = map.entries().iter();
        let index =
            entries.position(|entry| entry.key_span == at.span || entry.value.span == at.span)?;
        self.edit(at.file, without_entry(self.text(at.file), &map, index)?)
    }
}

/// The statements of a policy that deny a request.
pub(super) fn denying<'p>(policy: &'p Policy, request: &Request<'_>) -> Vec<&'p Statement> {
    let denies = |statement: &&Statement| {
        let alone = Policy { statements: vec![(*statement).clone()], ..policy.clone() };
        decide(&alone, request, &mut Silent) == Decision::ExplicitDeny
    };
    policy.statements.iter().filter(denies).collect()
}

/// A policy's text with one more statement, the first.
pub(super) fn with_statement(text: &str, policy: &Node, statement: &str) -> Option<Change> {
    let statements = policy.get("Statement")?;
    match statements.value {
        crate::source::Value::List(_) => with_item(text, statements, statement),
        _ => {
            let old = statements.span.of(text);
            Some(Change::new(statements.span, format!("[{statement}, {old}]")))
        }
    }
}
