//! One question as a line of JSON, one answer as a word.

use crate::{
    Node, Severity, Text,
    arn::Arn,
    iam::{
        Caller, Context, Kind, Policy, Request, context::Values, layers::Layers,
        principal::account_of, quota::JUDGED_BYTES,
    },
    source::{self, Tree, json},
};

/// Identity providers that are no ARN, as AWS lists them for a `Principal`:
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>.
const PROVIDERS: [&str; 4] = [
    "accounts.google.com",
    "cognito-identity.amazonaws.com",
    "graph.facebook.com",
    "www.amazon.com",
];

const DEFAULT_ACTION: &str = "sts:AssumeRoleWithWebIdentity";

/// Answers a question: `allow`, `deny`, `explicit-deny`, or `error: ` and why.
///
/// Its fields: `policy`, a trust or resource policy as an object or as JSON in a string;
/// `principal`, whose type follows from its form: an identity provider's ARN, or its name where it
/// has no ARN and the call is not `sts:AssumeRole`, which no token is for; `*.amazonaws.com`; else
/// an AWS principal, and nobody where there is none; `context`; `action`, by default
/// `sts:AssumeRoleWithWebIdentity`; `resource`, by default a role of the principal's account;
/// `account`, by default the resource's; `identity` and `boundary`, the principal's policies;
/// `session`, those passed when its session was made; `scps` and `rcps`, lists of each level's
/// policies; `endpoint`, those of a VPC endpoint. A type that is absent is not in play, an empty
/// list grants nothing. Other fields are ignored.
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
    let layers = layers(&root)?;
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
        caller: principal.as_deref().map_or(Caller::Anonymous, |it| caller(it, &action)),
        account: &account,
        resource: Some(&resource),
        context: &context,
    };
    Ok(layers.rule(&request).decision.id())
}

/// Every type of policy that the question brings.
fn layers(root: &Node) -> Result<Layers, String> {
    let resource =
        given(root, "policy").map(|node| policy(node, "policy", Kind::Resource)).transpose()?;
    let identity = list(root, "identity")?;
    if resource.is_none() && identity.is_none() {
        return Err("there is no policy".into());
    }
    Ok(Layers {
        resource,
        identity,
        boundary: list(root, "boundary")?,
        session: session(root)?,
        scps: levels(root, "scps")?,
        rcps: levels(root, "rcps")?,
        endpoint: list(root, "endpoint")?,
    })
}

/// A list of policies, or one.
fn list(root: &Node, field: &str) -> Result<Option<Vec<Policy>>, String> {
    given(root, field).map(|node| policies(node, field)).transpose()
}

/// What STS takes for a session.
fn session(root: &Node) -> Result<Option<Vec<Policy>>, String> {
    let policies = list(root, "session")?;
    match policies.iter().flatten().find_map(Policy::arn_cut_short) {
        Some(_) => Err("the session is malformed: session-arn-incomplete".into()),
        None => Ok(policies),
    }
}

fn policies(node: &Node, field: &str) -> Result<Vec<Policy>, String> {
    node.one_or_many().iter().map(|node| policy(node, field, Kind::Identity)).collect()
}

/// A list of lists of policies.
fn levels(root: &Node, field: &str) -> Result<Option<Vec<Vec<Policy>>>, String> {
    let Some(node) = given(root, field) else { return Ok(None) };
    let is_list = |node: &Node| matches!(node.value, source::Value::List(_));
    if !is_list(node) || !node.items().iter().all(is_list) {
        return Err(format!("{field} is not a list of lists"));
    }
    node.items().iter().map(|level| policies(level, field)).collect::<Result<_, _>>().map(Some)
}

/// The policy, which may stand in a string. It is read by the looser grammar, for what is asked is
/// what it would do; but one that IAM could make nothing of does nothing.
fn policy(node: &Node, field: &str, kind: Kind) -> Result<Policy, String> {
    let in_string = match node.text() {
        Some(text) => Some(parsed(text).ok_or_else(|| format!("the {field} is not JSON"))?),
        None => None,
    };
    let bytes =
        node.text().map_or(node.span.end.saturating_sub(node.span.start), |text| text.len());
    if bytes > JUDGED_BYTES {
        return Err(format!("the {field} is longer than {JUDGED_BYTES} bytes"));
    }
    let (policy, findings) = Policy::read(in_string.as_ref().unwrap_or(node), kind);
    match findings.iter().find(|finding| finding.severity == Severity::Error) {
        Some(finding) => Err(format!("the {field} is malformed: {}", finding.reason.rule().id)),
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

fn caller<'a>(principal: &'a str, action: &str) -> Caller<'a> {
    let is_provider = Arn::parse(principal).is_some_and(|arn| {
        arn.oidc_provider().is_some() || arn.resource.starts_with("saml-provider/")
    });
    let with_token = action.get(..4).is_some_and(|it| it.eq_ignore_ascii_case("sts:"))
        && !action.eq_ignore_ascii_case(super::ASSUME);
    if is_provider || with_token && PROVIDERS.contains(&principal) {
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
