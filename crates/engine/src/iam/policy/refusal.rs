//! What IAM says on saving a policy.
//!
//! Only what documents or real runs show to be refused is an error. Messages are IAM's own.

use super::{Form, Kind, Pattern, Statement};
use crate::order::Names;
use crate::{
    Finding, Node, Reason, Span, Text,
    arn::{self, Arn},
    iam::{Condition, Operator, Principal, principal::PrincipalKind},
    source::{self, Entry},
};

/// The actions a trust policy may name, in lower case.
const TRUST_ACTIONS: [&str; 6] = [
    "sts:assumerole",
    "sts:assumerolewithsaml",
    "sts:assumerolewithwebidentity",
    "sts:setcontext",
    "sts:setsourceidentity",
    "sts:tagsession",
];

#[derive(Default)]
pub(super) struct Findings(Vec<Finding>);

impl Findings {
    pub(super) fn into_list(self) -> Vec<Finding> {
        self.0
    }

    pub(super) fn error(&mut self, reason: Reason, span: Span) {
        self.0.push(Finding::error(reason, span));
    }

    pub(super) fn warning(&mut self, reason: Reason, span: Span) {
        self.0.push(Finding::warning(reason, span));
    }

    pub(super) fn refused(&mut self, message: &str, span: Span) {
        self.error(Reason::PolicyRefused { message: message.into() }, span);
    }

    /// A value of another JSON type than the grammar has. One that is still to be typed has none.
    pub(super) fn mismatch(&mut self, element: &str, expected: &str, node: &Node) {
        if node.resolve().value != source::Value::Missing {
            let (element, expected) = (element.into(), expected.into());
            self.error(Reason::PolicyTypeMismatch { element, expected }, node.span);
        }
    }

    /// Elements that the grammar does not have, and elements that stand twice.
    pub(super) fn elements(&mut self, node: &Node, known: &[&str]) {
        let mut seen = Names::default();
        for entry in node.entries() {
            let element = entry.key.clone();
            if !seen.add(&entry.key) {
                self.error(Reason::PolicyElementDuplicate { element }, entry.key_span);
            } else if !known.contains(&&*entry.key) {
                self.unknown_element(element, entry.key_span, known);
            }
        }
    }

    /// Elements of which a statement may have one: Access Analyzer calls two of them an error, and
    /// IAM's own words for it are those for any fault of the grammar.
    pub(super) fn exclusive(&mut self, node: &Node, kind: Kind) {
        let resources = [("Principal", "NotPrincipal"), ("Resource", "NotResource")];
        let more: &[(&str, &str)] = if kind == Kind::Trust { &[] } else { &resources };
        for (listed, except) in [("Action", "NotAction")].iter().chain(more) {
            if let Some(entry) = node.entry(except).filter(|_| node.get(listed).is_some()) {
                self.refused(super::SYNTAX, entry.key_span);
            }
        }
    }

    /// What AWS makes of another letter case is not clear from its documents, so that is doubted.
    fn unknown_element(&mut self, element: Text, span: Span, known: &[&str]) {
        match known.iter().find(|name| name.eq_ignore_ascii_case(&element)) {
            Some(name) => {
                let expected = (*name).into();
                self.warning(Reason::PolicyElementCase { found: element, expected }, span);
            }
            None => self.error(Reason::PolicyElementUnknown { element }, span),
        }
    }

    /// Operators or keys that stand twice in one map, which most JSON readers hide.
    pub(super) fn duplicates(&mut self, entries: &[Entry]) {
        let mut seen = Names::default();
        for entry in entries {
            if !seen.add(&entry.key) {
                let message = Text::from("Duplicate condition element");
                let reason = Reason::PolicyRefusedDuplicate { message, key: entry.key.clone() };
                self.error(reason, entry.key_span);
            }
        }
    }

    /// Names of statements: unique, letters and digits only.
    pub(super) fn sids(&mut self, statements: &[Statement]) {
        let mut seen = Names::default();
        let named = statements.iter().filter_map(|statement| statement.sid.as_ref());
        for sid in named.filter(|sid| !sid.value.is_empty()) {
            if !seen.add(&sid.value) {
                self.refused("The Statement Ids in the policy are not unique", sid.span);
            }
            if !sid.value.chars().all(|char| char.is_ascii_alphanumeric()) {
                self.warning(Reason::SidCharacters { sid: sid.value.clone() }, sid.span);
            }
        }
    }

    /// What a trust policy may not hold though other policies may.
    pub(super) fn trust_statement(&mut self, statement: &Statement, node: &Node) {
        if let Some(entry) = node.entry("NotPrincipal") {
            let allow = node.get("Effect").and_then(Node::text).is_some_and(|it| &**it == "Allow");
            let message = if allow {
                "Allow with NotPrincipal is not allowed."
            } else {
                "AssumeRole policy must not contain NotPrincipal field."
            };
            self.refused(message, entry.key_span);
        }
        if let Some(entry) = node.entry("Resource") {
            let message = "Has prohibited field Resource".into();
            self.error(Reason::PolicyRefusedResource { message }, entry.key_span);
        }
        if let Some(entry) = node.entry("NotResource") {
            self.refused("AssumeRole policy must not contain resources.", entry.key_span);
        }
        if let Some(actions) = statement.actions.as_ref().filter(|it| it.form == Form::Listed) {
            actions.items.iter().for_each(|action| self.trust_action(action));
        }
    }

    /// Reports differ on wildcards that take in an allowed action, so those are only doubted.
    fn trust_action(&mut self, action: &Pattern) {
        let message = Text::from("AssumeRole policy may only specify STS AssumeRole actions.");
        let (value, span) = (action.text.value.clone(), action.text.span);
        if TRUST_ACTIONS.contains(&&*value.to_ascii_lowercase()) {
            return;
        }
        if TRUST_ACTIONS.iter().any(|name| action.matches(name)) {
            self.warning(Reason::PolicyMayBeRefused { message, value }, span);
        } else {
            self.error(Reason::PolicyRefusedActions { message, value }, span);
        }
    }

    pub(super) fn principal(&mut self, principal: &Principal) {
        let (value, span) = (principal.value.value.clone(), principal.value.span);
        match principal.kind {
            PrincipalKind::Federated if !is_federated(&value) => {
                let message =
                    "Federated principals must be valid domain names or SAML metadata ARNs".into();
                self.error(Reason::PolicyRefusedFederated { message, value }, span);
            }
            PrincipalKind::Aws if !is_aws(&value) => {
                let message = format!("Invalid principal in policy: \"AWS\":\"{value}\"").into();
                self.error(Reason::PolicyRefusedPrincipal { message, value }, span);
            }
            PrincipalKind::Service if !may_be_service(&value) => {
                let message = format!("Invalid principal in policy: \"SERVICE\":\"{value}\"");
                self.warning(Reason::PolicyMayBeRefused { message: message.into(), value }, span);
            }
            _ => {}
        }
    }

    /// `${…}` where it is plain text, which nobody means.
    pub(super) fn literal_variables(&mut self, condition: &Condition) {
        if condition.operator.is_some_and(Operator::takes_variables) {
            for value in condition.values.iter().filter(|value| value.text.contains("${")) {
                let reason = Reason::VariableInOldVersion { value: value.text.clone() };
                self.warning(reason, value.span);
            }
        }
    }

    pub(super) fn condition(&mut self, condition: &Condition, node: &Node, kind: Kind) {
        let key = &condition.key;
        if kind == Kind::Trust && key.value.starts_with("https://") {
            let message = "Condition can contain only one colon.".into();
            let reason = Reason::ConditionKeyColons { key: key.value.clone(), message };
            self.warning(reason, key.span);
        }
        if condition.operator.is_none() {
            return;
        }
        if matches!(&node.value, source::Value::List(items) if items.is_empty()) {
            let reason = Reason::ConditionValuesEmpty { key: key.value.clone() };
            self.warning(reason, condition.values_span);
        }
        for value in condition.values.iter().filter(|value| value.is_invalid()) {
            let (operator, text) = (condition.name.value.clone(), value.text.clone());
            let reason = Reason::ConditionValueInvalid { operator, value: text };
            self.warning(reason, value.span);
        }
    }
}

/// A provider's ARN, or a domain name. A path behind the name is known to be accepted.
fn is_federated(value: &str) -> bool {
    if value.starts_with("arn:") {
        return Arn::parse(value).is_some_and(|arn| {
            let saml = arn.resource.starts_with("saml-provider/");
            let provider = saml || arn.oidc_provider().is_some();
            provider && arn.service == "iam" && arn::is_account_id(arn.account)
        });
    }
    let host = value.split('/').next().unwrap_or_default();
    let plain = |char: char| char.is_ascii_alphanumeric() || "-._".contains(char);
    host.contains('.') && host.chars().all(plain)
}

/// The name of a service, as far as that can be seen; that of EKS Pod Identity is often misspelled.
fn may_be_service(value: &str) -> bool {
    let of_pods = value.contains("pod") && value.contains("eks");
    let own = matches!(value, "pods.eks.amazonaws.com" | "eks-fargate-pods.amazonaws.com");
    value.contains('.') && !value.contains('*') && (own || !of_pods)
}

/// An account, an ARN without wildcards, or the id IAM keeps for a user or role it knew.
fn is_aws(value: &str) -> bool {
    let is_id = value.starts_with('A')
        && value.len() >= 16
        && value.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let kinds = ["root", "user/", "role/", "assumed-role/", "federated-user/"];
    let is_arn = Arn::parse(value).is_some_and(|arn| {
        matches!(arn.service, "iam" | "sts")
            && kinds.iter().any(|kind| arn.resource.starts_with(kind))
    });
    arn::is_account_id(value) || is_id || (is_arn && !value.contains(['*', '?']))
}
