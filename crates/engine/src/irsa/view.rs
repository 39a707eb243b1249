//! What goes from one party to the next in a run, as it would be seen on the way: the pod through
//! admission, the token, what its issuer serves, the call of STS and its answer.
//!
//! Nothing is decided here: all of it follows from a report. No signature is made either, which
//! takes milliseconds; [`SIGNATURE`] stands where one would be.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::token::{Origin, Token};
use super::walk::Walk;
use super::{limits, network, sdk, token};
use crate::oidc::issuer::Issuer;
use crate::oidc::keys::DemoKey;
use crate::oidc::mint::{self, Object, TokenRequest};
use crate::oidc::token::Jwt;
use crate::report::{Report, StsAnswer};
use crate::source::emit;
use crate::sts::answer::{Accepted, Code, StsError, Success};
use crate::sts::request::Request;
use crate::{Ask, State, Step, Text, Timestamp};

/// What stands for the signature of a token, which is not made here, or was given and is kept back.
pub const SIGNATURE: &str = "SIGNATURE";

/// Everything that can be seen on the way.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct View {
    /// The pod through admission; none where no pod was given.
    pub admission: Option<Admission>,
    /// The token; none where it can't be known.
    pub token: Option<TokenView>,
    /// What the issuer serves; none where it is unknown, or IAM takes no such issuer.
    pub issuer: Option<IssuerView>,
    /// The call of STS; none where it does not come to one.
    pub call: Option<Exchange>,
    /// What STS hands out; none where it refuses.
    pub credentials: Option<Success>,
}

/// A pod before and after admission, as YAML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admission {
    /// Whether the pod was read from a cluster, so that admission is over.
    pub live: bool,
    /// As it was given.
    pub before: String,
    /// As it runs.
    pub after: String,
}

/// A token, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenView {
    /// Where it comes from.
    pub origin: TokenOrigin,
    /// Its header; none where only claims were given.
    pub header: Option<String>,
    /// Its claims, as JSON in lines.
    pub claims: String,
    /// Who issued it.
    pub issuer: Option<Text>,
    /// Whom it is for.
    pub audiences: Vec<Text>,
    /// Seconds until it expires; negative behind that, none where it does not say.
    pub left: Option<i64>,
    /// What the cluster signs, and when; none where the token was given.
    pub signed: Option<(Timestamp, String)>,
    compact: String,
}

/// Where a token comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenOrigin {
    /// Modelled after what a current cluster mints for the pod.
    Modelled,
    /// Its claims were given.
    Claims,
    /// It was given.
    Given,
}

/// What a cluster's issuer serves to everyone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuerView {
    /// Where the discovery document is.
    pub discovery_url: String,
    /// The discovery document, as JSON in lines.
    pub discovery: String,
    /// Where the key set is.
    pub jwks_url: String,
}

/// A call and its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// The host that is called.
    pub host: String,
    /// The body of the request.
    pub request: String,
    /// Status and body of the answer; none where it can't be known.
    pub answer: Option<(u16, String)>,
}

/// Looks at a report.
#[must_use]
pub fn view(report: &Report) -> View {
    if limits::exceeded(&report.files).is_some() {
        return View::default();
    }
    let ask = Ask { now: Some(report.now), ..report.ask.clone() };
    let mut walk = Walk::new(&report.files, &ask);
    super::seat(&mut walk);
    let token = walk.token.clone().and_then(|token| token_view(&walk, &token));
    let issuer = walk.token.as_ref().and_then(issuer_view);
    let request = token.as_ref().and_then(|token| request(&walk, token));
    let called = request.filter(|_| is_called(report));
    let credentials = called.as_ref().and_then(|request| success(&walk, report, request));
    let call = called.map(|request| Exchange {
        host: network::host(&walk),
        request: request.body(),
        answer: answer(report.sts.as_ref(), credentials.as_ref()),
    });
    View { admission: admission(&walk), token, issuer, call, credentials }
}

fn admission(walk: &Walk<'_>) -> Option<Admission> {
    let super::who::Who::Pod(given) = walk.who else { return None };
    let after = walk.process.pod.as_ref()?;
    Some(Admission {
        live: given.item.live,
        before: emit::yaml(&given.item.node),
        after: emit::yaml(&after.node),
    })
}

fn token_view(walk: &Walk<'_>, token: &Token) -> Option<TokenView> {
    let (origin, header, claims, left) = match token.origin {
        Origin::Minted => {
            let lifetime = token::lifetime(walk);
            let header = mint::header(DemoKey::signing_at(walk.now));
            (TokenOrigin::Modelled, Some(header), minted(walk, token, lifetime)?, Some(lifetime))
        }
        Origin::Claims { index } => {
            let given = walk.world.claims.get(index)?;
            let text = given.span.of(&walk.files.get(given.file)?.text).to_owned();
            (TokenOrigin::Claims, None, text, left(walk, given.item))
        }
        Origin::Jwt { index } => {
            let jwt: &Jwt = walk.world.tokens.get(index)?.item;
            let (header, claims) = jwt.signed.split_once('.')?;
            (TokenOrigin::Given, decoded(header), decoded(claims)?, left(walk, &jwt.claims))
        }
    };
    let values = |of: &[token::Value]| of.iter().map(|(value, _)| value.clone()).collect();
    let shown = header.clone().unwrap_or_else(|| mint::header(DemoKey::signing_at(walk.now)));
    let encode = |json: &str| URL_SAFE_NO_PAD.encode(json);
    Some(TokenView {
        origin,
        compact: format!("{}.{}.{SIGNATURE}", encode(&shown), encode(&claims)),
        header: header.map(|header| in_lines(&header)),
        claims: in_lines(&claims),
        issuer: token.issuer.as_ref().map(|(issuer, _)| issuer.clone()),
        audiences: values(&token.audiences),
        left,
        signed: (origin == TokenOrigin::Modelled).then_some((walk.now, claims)),
    })
}

/// The claims that the cluster puts into the pod's token; none where its issuer is unknown.
fn minted(walk: &Walk<'_>, token: &Token, lifetime: i64) -> Option<String> {
    let (issuer, _) = token.issuer.as_ref()?;
    let audiences: Vec<&str> = token.audiences.iter().map(|(audience, _)| &**audience).collect();
    let uid = walk.process.pod.as_ref().and_then(|pod| pod.node.path(&["metadata", "uid"]));
    let uid = uid.and_then(crate::Node::text).map(|uid| &**uid);
    let (namespace, account) = (walk.namespace(), walk.account_name());
    let pod = walk.process.pod.as_ref().map(|pod| pod.metadata.name.value.clone());
    let pod = pod.unwrap_or_else(|| account.clone());
    Some(mint::claims(&TokenRequest {
        issuer,
        audiences: &audiences,
        issued: walk.now,
        lifetime,
        namespace: &namespace,
        service_account: Object { name: &account, uid: None },
        pod: Object { name: &pod, uid },
        node: None,
    }))
}

fn left(walk: &Walk<'_>, claims: &crate::oidc::token::Claims) -> Option<i64> {
    Some(claims.expiry.as_ref()?.at?.since(walk.now))
}

fn decoded(segment: &str) -> Option<String> {
    String::from_utf8(URL_SAFE_NO_PAD.decode(segment).ok()?).ok()
}

fn issuer_view(token: &Token) -> Option<IssuerView> {
    let (issuer, _) = token.issuer.as_ref()?;
    let issuer = Issuer::parse(issuer).ok()?;
    Some(IssuerView {
        discovery_url: format!("{}/.well-known/openid-configuration", issuer.text()),
        discovery: in_lines(&issuer.discovery()),
        jwks_url: format!("{}/keys", issuer.text()),
    })
}

/// Whether nothing fails before STS gets the call.
fn is_called(report: &Report) -> bool {
    let mut checks = report.gates.iter().flat_map(|gate| &gate.checks);
    let before = |step| step < Step::ParametersValidated;
    !checks.any(|check| check.state == State::Fail && before(check.step))
}

fn request(walk: &Walk<'_>, token: &TokenView) -> Option<Request> {
    let named = sdk::given_session_name(walk).map(|(name, _)| name);
    Some(Request {
        role_arn: walk.role_arn()?,
        role_session_name: named.unwrap_or_else(|| walk.usual_session_name()),
        web_identity_token: token.compact.as_str().into(),
        duration_seconds: walk.world.settings.request.duration.as_ref().map(|it| it.value),
        provider_id: None,
        policy_arns: Vec::new(),
        policy: None,
    })
}

fn success(walk: &Walk<'_>, report: &Report, request: &Request) -> Option<Success> {
    report.sts.as_ref().filter(|answer| answer.code.is_none())?;
    let token = walk.token.as_ref()?;
    let (issuer, _) = token.issuer.as_ref()?;
    let provider =
        super::trust::provider_arn(&walk.partition(), &walk.role_account(), issuer).into();
    let accepted = Accepted {
        audience: token.compared_audience()?.0,
        subject: token.subject.as_ref()?.0.clone(),
        provider,
    };
    Success::issue(request, accepted, None, report.now)
}

fn answer(answer: Option<&StsAnswer>, success: Option<&Success>) -> Option<(u16, String)> {
    let answer = answer?;
    let body = match answer.code {
        None => success?.to_xml(),
        Some(code) => StsError {
            code: Code::from_wire(code)?,
            message: answer.message.as_deref()?.into(),
            evidence: answer.evidence,
        }
        .to_xml(),
    };
    Some((answer.status, body))
}

/// JSON with a line for each value. Text that is no JSON comes out with its own characters.
#[must_use]
pub fn in_lines(json: &str) -> String {
    let (mut text, mut depth, mut quoted, mut escaped) = (String::new(), 0_usize, false, false);
    let start = |depth: usize| format!("\n{}", "  ".repeat(depth));
    let mut characters = json.trim().chars().peekable();
    while let Some(char) = characters.next() {
        if quoted {
            text.push(char);
            quoted = escaped || char != '"';
            escaped = char == '\\' && !escaped;
            continue;
        }
        match char {
            char if char.is_whitespace() => {}
            '{' | '[' => {
                text.push(char);
                while characters.next_if(|next| next.is_whitespace()).is_some() {}
                if let Some(close) = characters.next_if(|next| matches!(next, '}' | ']')) {
                    text.push(close);
                } else {
                    depth += 1;
                    text.push_str(&start(depth));
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                text.push_str(&start(depth));
                text.push(char);
            }
            ',' => text.push_str(&format!(",{}", start(depth))),
            ':' => text.push_str(": "),
            char => {
                quoted = char == '"';
                text.push(char);
            }
        }
    }
    text
}

#[cfg(test)]
mod tests;
