//! From the tree to the policy.

use super::{Effect, Form, Kind, Pattern, Policy, Scope, Statement, Version, refusal::Findings};
use crate::{
    Finding, Node, Reason, Text,
    iam::{
        Condition, Operator, Principal, operator::Spelling, principal::PrincipalKind, value::Value,
    },
    source::{self, Entry, Spanned},
};

const POLICY: [&str; 3] = ["Version", "Id", "Statement"];
const STATEMENT: [&str; 9] = [
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];

pub(super) fn policy(node: &Node, kind: Kind) -> (Policy, Vec<Finding>) {
    let mut reader = Reader { kind, version: Version::V2008, findings: Findings::default() };
    let node = node.resolve();
    let mut policy = Policy { version: Version::V2008, statements: Vec::new(), span: node.span };
    if !matches!(node.value, source::Value::Map(_)) {
        reader.findings.refused("This policy contains invalid Json", node.span);
        return (policy, reader.findings.into_list());
    }
    reader.findings.elements(node, &POLICY);
    reader.version(node.get("Version"));
    policy.version = reader.version;
    match node.get("Statement").map(Node::one_or_many) {
        None | Some([]) => {
            reader.findings.refused("Could not parse the policy: Statement is empty!", node.span);
        }
        Some(statements) => {
            let read = statements.iter().filter_map(|node| reader.statement(node.resolve()));
            policy.statements = read.collect();
        }
    }
    reader.findings.sids(&policy.statements);
    (policy, reader.findings.into_list())
}

struct Reader {
    kind: Kind,
    version: Version,
    findings: Findings,
}

impl Reader {
    fn version(&mut self, node: Option<&Node>) {
        let Some(node) = node else { return };
        match node.text().map(|text| &**text) {
            Some("2012-10-17") => self.version = Version::V2012,
            Some("2008-10-17") => {}
            Some(value) => {
                let value = value.into();
                self.findings.error(Reason::PolicyVersionInvalid { value }, node.span);
            }
            None => self.findings.mismatch("Version", "string", node),
        }
    }

    fn statement(&mut self, node: &Node) -> Option<Statement> {
        if !matches!(node.value, source::Value::Map(_)) {
            self.findings.mismatch("Statement", "object", node);
            return None;
        }
        self.findings.elements(node, &STATEMENT);
        self.findings.exclusive(node, self.kind);
        let version = self.version;
        let resource = match self.kind {
            Kind::Identity => Value::resource_completed,
            Kind::Trust | Kind::Resource => Value::resource,
        };
        let statement = Statement {
            span: node.span,
            sid: self.sid(node),
            effect: self.effect(node),
            principals: self.principals(node),
            actions: self.scope(node, "Action", "NotAction", Pattern::read),
            resources: self.scope(node, "Resource", "NotResource", |text| {
                resource(text.value, text.span, version)
            }),
            conditions: self.conditions(node),
        };
        if statement.actions.is_none() {
            self.findings.refused("Missing required field Action", node.span);
        }
        if self.kind == Kind::Trust {
            self.findings.trust_statement(&statement, node);
        }
        Some(statement)
    }

    fn sid(&mut self, node: &Node) -> Option<Spanned<Text>> {
        let node = node.get("Sid")?;
        let sid = node.spanned();
        if sid.is_none() {
            self.findings.mismatch("Sid", "string", node);
        }
        sid
    }

    /// The value has letter case: AWS's page on the element says so.
    fn effect(&mut self, node: &Node) -> Option<Spanned<Effect>> {
        let Some(value) = node.get("Effect") else {
            self.findings.refused("Missing required field Effect", node.span);
            return None;
        };
        let effect = match value.text().map(|text| &**text) {
            Some("Allow") => Effect::Allow,
            Some("Deny") => Effect::Deny,
            Some(other) => {
                let reason = Reason::PolicyEffectInvalid { value: other.into() };
                self.findings.error(reason, value.span);
                return None;
            }
            None => {
                self.findings.mismatch("Effect", "string", value);
                return None;
            }
        };
        Some(Spanned::new(effect, value.span))
    }

    fn principals(&mut self, node: &Node) -> Option<Scope<Principal>> {
        let (form, value) = match (node.get("Principal"), node.get("NotPrincipal")) {
            (Some(value), _) => (Form::Listed, value),
            (None, Some(value)) => (Form::Except, value),
            (None, None) if self.kind == Kind::Identity => {
                let anyone = Spanned::new("*".into(), node.span);
                let items = vec![Principal::read(PrincipalKind::Aws, anyone)];
                return Some(Scope { form: Form::Listed, items, span: node.span });
            }
            (None, None) => {
                self.findings.refused("Missing required field Principal", node.span);
                return None;
            }
        };
        let items = match &value.value {
            source::Value::Map(entries) => self.principal_map(entries),
            source::Value::Missing => return None,
            source::Value::Scalar(text, _) if &**text == "*" => {
                vec![Principal::read(PrincipalKind::Aws, Spanned::new(text.clone(), value.span))]
            }
            _ => {
                self.findings.refused("Principal must be a JSON object.", value.span);
                return None;
            }
        };
        if items.is_empty() {
            let message = "Missing required field Principal cannot be empty!";
            self.findings.refused(message, value.span);
        }
        Some(Scope { form, items, span: value.span })
    }

    fn principal_map(&mut self, entries: &[Entry]) -> Vec<Principal> {
        let mut principals = Vec::new();
        for entry in entries {
            let Some(kind) = PrincipalKind::of_key(&entry.key) else {
                let reason = Reason::PrincipalKeyUnknown { key: entry.key.clone() };
                self.findings.error(reason, entry.key_span);
                continue;
            };
            for node in entry.value.one_or_many() {
                let Some(value) = node.resolve().spanned() else {
                    self.findings.mismatch(kind.key(), "string", node);
                    continue;
                };
                let principal = Principal::read(kind, value);
                if self.kind == Kind::Trust {
                    self.findings.principal(&principal);
                }
                principals.push(principal);
            }
        }
        principals
    }

    fn scope<T>(
        &mut self,
        node: &Node,
        listed: &'static str,
        except: &'static str,
        read: impl Fn(Spanned<Text>) -> T,
    ) -> Option<Scope<T>> {
        let (form, name, value) = match (node.get(listed), node.get(except)) {
            (Some(value), _) => (Form::Listed, listed, value),
            (None, Some(value)) => (Form::Except, except, value),
            (None, None) => return None,
        };
        let mut items = Vec::new();
        for node in value.one_or_many() {
            match node.resolve().spanned() {
                Some(text) => items.push(read(text)),
                None => self.findings.mismatch(name, "string", node),
            }
        }
        Some(Scope { form, items, span: value.span })
    }

    fn conditions(&mut self, node: &Node) -> Vec<Condition> {
        let Some(node) = node.get("Condition") else { return Vec::new() };
        self.expect_map("Condition", node);
        self.findings.duplicates(node.entries());
        let mut conditions = Vec::new();
        for entry in node.entries() {
            let operator = self.operator(entry);
            let keys = entry.value.resolve();
            self.expect_map(&entry.key, keys);
            self.findings.duplicates(keys.entries());
            let read = keys.entries().iter().map(|key| self.condition(operator, entry, key));
            conditions.extend(read);
        }
        conditions
    }

    fn expect_map(&mut self, element: &str, node: &Node) {
        if !matches!(node.value, source::Value::Map(_)) {
            self.findings.mismatch(element, "object", node);
        }
    }

    fn operator(&mut self, entry: &Entry) -> Option<Operator> {
        let Some((operator, spelling)) = Operator::parse(&entry.key) else {
            let reason = Reason::ConditionOperatorUnknown { operator: entry.key.clone() };
            self.findings.error(reason, entry.key_span);
            return None;
        };
        if spelling == Spelling::OtherCase {
            let reason = Reason::ConditionOperatorCase { operator: entry.key.clone() };
            self.findings.warning(reason, entry.key_span);
        }
        Some(operator)
    }

    fn condition(&mut self, operator: Option<Operator>, name: &Entry, key: &Entry) -> Condition {
        let node = key.value.resolve();
        let mut values = Vec::new();
        for item in node.one_or_many() {
            match item.resolve().spanned() {
                Some(text) => {
                    values.push(Value::read(text.value, text.span, operator, self.version));
                }
                None => self.findings.mismatch(&key.key, "string", item),
            }
        }
        let condition = Condition {
            operator,
            name: Spanned::new(name.key.clone(), name.key_span),
            key: Spanned::new(key.key.clone(), key.key_span),
            lower_key: key.key.to_ascii_lowercase().into(),
            values,
            values_span: node.span,
        };
        self.findings.condition(&condition, node, self.kind);
        if self.version == Version::V2008 {
            self.findings.literal_variables(&condition);
        }
        condition
    }
}
