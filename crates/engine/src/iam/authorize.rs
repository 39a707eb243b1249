//! One question as a line of JSON, one answer as a word.

use crate::{
    Node, Severity, Text,
    arn::Arn,
    iam::{
        Caller, Context, Kind, Policy, Request, Silent, context::Values, decide,
        principal::account_of, quota::JUDGED_BYTES,
    },
    source::{self, Tree, json},
};

const DEFAULT_ACTION: &str = "sts:AssumeRoleWithWebIdentity";

/// Policy types that a question can bring and that are not evaluated.
const NOT_MODELLED: [&str; 6] = ["identity", "boundary", "session", "scps", "rcps", "endpoint"];

/// Answers a question: `allow`, `deny`, `explicit-deny`, or `error: ` and why.
///
/// Its fields: `policy`, a trust or resource policy as an object or as JSON in a string;
/// `principal`, whose type follows from its form: an identity provider's ARN, `*.amazonaws.com`,
/// else an AWS principal, and nobody where there is none; `context`; `action`, by default
/// `sts:AssumeRoleWithWebIdentity`; `resource`, by default a role of the principal's account;
/// `account`, by default the resource's. Other fields are ignored.
#[must_use]
pub fn answer(line: &str) -> String {
    match question(line) {
        Ok(word) => word.into(),
        Err(problem) => format!("error: {problem}"),
    }
}

fn question(line: &str) -> Result<&'static str, String> {
    let root = parsed(line).ok_or("the line is not JSON")?;
    if !matches!(root.value, source::Value::Map(_)) {
        return Err("the line is not a JSON object".into());
    }
    if let Some(field) = NOT_MODELLED.into_iter().find(|field| given(&root, field).is_some()) {
        return Err(format!("{field} is not modelled"));
    }
    let policy = policy(&root)?;
    let context = context(&root)?;
    let principal = text(&root, "principal")?;
    let own_account = principal.as_deref().and_then(account_of).unwrap_or_default();
    let resource = match text(&root, "resource")? {
        Some(resource) => resource,
        None => format!("arn:aws:iam::{own_account}:role/test").into(),
    };
    let resource_account = Arn::parse(&resource).map(|arn| arn.account).unwrap_or_default();
    let default = if resource_account.is_empty() { own_account } else { resource_account };
    let account = text(&root, "account")?.unwrap_or_else(|| default.into());
    let action = text(&root, "action")?.unwrap_or_else(|| DEFAULT_ACTION.into());
    let request = Request {
        action: &action,
        caller: principal.as_deref().map_or(Caller::Anonymous, caller),
        account: &account,
        resource: Some(&resource),
        context: &context,
    };
    Ok(decide(&policy, &request, &mut Silent).id())
}

/// The policy, which may stand in a string. It is read by the looser grammar, for what is asked is
/// what it would do; but one that IAM could make nothing of does nothing.
fn policy(root: &Node) -> Result<Policy, String> {
    let node = given(root, "policy").ok_or("there is no policy")?;
    let in_string = match node.text() {
        Some(text) => Some(parsed(text).ok_or("the policy is not JSON")?),
        None => None,
    };
    let bytes =
        node.text().map_or(node.span.end.saturating_sub(node.span.start), |text| text.len());
    if bytes > JUDGED_BYTES {
        return Err(format!("the policy is longer than {JUDGED_BYTES} bytes"));
    }
    let (policy, findings) = Policy::read(in_string.as_ref().unwrap_or(node), Kind::Resource);
    match findings.iter().find(|finding| finding.severity == Severity::Error) {
        Some(finding) => Err(format!("the policy is malformed: {}", finding.reason.rule().id)),
        None => Ok(policy),
    }
}

fn context(root: &Node) -> Result<Context, String> {
    let mut context = Context::default();
    let Some(node) = given(root, "context") else { return Ok(context) };
    if !matches!(node.value, source::Value::Map(_)) {
        return Err("context is not an object".into());
    }
    for entry in node.entries() {
        if entry.value.resolve().value == source::Value::Null {
            continue;
        }
        let texts: Option<Vec<Text>> =
            entry.value.one_or_many().iter().map(|value| value.text().cloned()).collect();
        let texts = texts.ok_or_else(|| format!("context {:?} is no value", entry.key))?;
        context.insert(&entry.key, Values::Known(texts), None);
    }
    Ok(context)
}

fn caller(principal: &str) -> Caller<'_> {
    let is_provider = Arn::parse(principal).is_some_and(|arn| {
        arn.oidc_provider().is_some() || arn.resource.starts_with("saml-provider/")
    });
    if is_provider {
        return Caller::Federated(principal);
    }
    let is_service = !principal.contains([':', '/'])
        && (principal.ends_with(".amazonaws.com") || principal.ends_with(".amazonaws.com.cn"));
    if is_service { Caller::Service(principal) } else { Caller::Aws(principal) }
}

/// The one document of a text, unless something is wrong with it.
fn parsed(text: &str) -> Option<Node> {
    let Tree { documents, findings } = json::parse(text);
    if findings.iter().any(|finding| finding.severity == Severity::Error) {
        return None;
    }
    let [document] = <[_; 1]>::try_from(documents).ok()?;
    (!document.broken).then_some(document.root)
}

/// A field that is there and not `null`.
fn given<'a>(root: &'a Node, field: &str) -> Option<&'a Node> {
    root.get(field).filter(|node| node.value != source::Value::Null)
}

fn text(root: &Node, field: &str) -> Result<Option<Text>, String> {
    match given(root, field) {
        None => Ok(None),
        Some(node) => match node.text() {
            Some(text) => Ok(Some(text.clone())),
            None => Err(format!("{field} is not a string")),
        },
    }
}
