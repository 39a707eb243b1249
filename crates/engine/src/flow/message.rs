//! Messages on one clock: who sends what to whom, and what each can read in it.

use serde::Serialize;
use serde_json::Value;

use super::http::{Http, Start};
use super::ids::ids;
use super::jose::{self, Parts};
use super::setup::Lane;
use crate::Timestamp;

ids! {
    /// A party.
    Actor {
        /// The user, at a browser.
        Browser = "browser",
        /// The application that wants to do something for the user.
        Client = "client",
        /// The authorization server; with OpenID Connect, the OpenID provider.
        Server = "authorization-server",
        /// The API that has what the client wants.
        Api = "api",
        /// A device without a browser.
        Device = "device",
        /// A service behind the API.
        Billing = "billing",
        /// Whoever attacks: with a browser, a server and programs of their own.
        Attacker = "attacker",
        /// The node's agent, which asks for a pod's tokens.
        Kubelet = "kubelet",
        /// The cluster's API server, which signs them.
        ApiServer = "api-server",
        /// The pod, with an AWS SDK in it.
        Pod = "pod",
        /// What the cluster's issuer publishes.
        Issuer = "issuer",
        /// AWS STS.
        Sts = "sts",
        /// Amazon S3.
        S3 = "s3",
    }
}

ids! {
    /// What a message is.
    Title {
        /// A browser asks the client to log somebody in.
        LoginStart = "login-start",
        /// The client sends the browser to the authorization endpoint.
        LoginRedirect = "login-redirect",
        /// The client asks what the server offers.
        MetadataRequest = "metadata-request",
        /// Endpoints, algorithms, the address of the keys.
        Metadata = "metadata",
        /// The browser asks for authorization.
        Authorize = "authorize",
        /// The server asks the user who they are, and whether they agree.
        LoginPage = "login-page",
        /// The user answers, to the server alone.
        Consent = "consent",
        /// The server sends the browser back with its response.
        AuthorizeResponse = "authorize-response",
        /// The browser brings the response to the client.
        Callback = "callback",
        /// The client trades the code for tokens.
        TokenRequest = "token-request",
        /// The tokens.
        TokenResponse = "token-response",
        /// The server refuses.
        TokenError = "token-error",
        /// The keys that signatures are checked with, asked for.
        KeysRequest = "keys-request",
        /// The keys.
        Keys = "keys",
        /// The client asks who the user is.
        UserinfoRequest = "userinfo-request",
        /// Who the user is.
        Userinfo = "userinfo",
        /// The client uses the access token.
        ApiRequest = "api-request",
        /// The API answers.
        ApiResponse = "api-response",
        /// The API asks the server about a token that it can't read.
        IntrospectionRequest = "introspection-request",
        /// What the server knows of it.
        Introspection = "introspection",
        /// The client tells the browser how it went.
        LoggedIn = "logged-in",
        /// A party refuses.
        Refusal = "refusal",
        /// The device asks for a code that a user can type.
        DeviceStart = "device-start",
        /// The codes, for the device and for the user.
        DeviceCodes = "device-codes",
        /// The user types the code elsewhere.
        DeviceApproval = "device-approval",
        /// The server has noted it.
        DeviceApproved = "device-approved",
        /// The device asks whether the user is done.
        DevicePoll = "device-poll",
        /// A client asks for a token in exchange for another.
        ExchangeRequest = "exchange-request",
        /// The token got in exchange.
        ExchangeResponse = "exchange-response",
        /// What the attacker takes.
        Stolen = "stolen",
        /// The kubelet asks for the pod's token.
        ServiceTokenRequest = "service-token-request",
        /// The token.
        ServiceToken = "service-token",
        /// The kubelet puts it into the pod.
        ProjectedFile = "projected-file",
        /// The SDK, or whoever has the token, calls STS.
        AssumeRole = "assume-role",
        /// Credentials of the role.
        Credentials = "credentials",
        /// STS refuses.
        StsError = "sts-error",
        /// A signed call.
        SignedCall = "signed-call",
        /// Its answer.
        CallResponse = "call-response",
        /// Somebody deletes the pod.
        PodDelete = "pod-delete",
        /// The pod is gone.
        PodDeleted = "pod-deleted",
        /// Is this token still good? asked of the cluster.
        TokenReview = "token-review",
        /// What the cluster says.
        TokenReviewed = "token-reviewed",
    }
}

ids! {
    /// What a value that stands for something is.
    TokenKind {
        /// Says who the user is, to a client.
        IdToken = "id-token",
        /// Lets its bearer do something at an API.
        AccessToken = "access-token",
        /// Gets a new access token.
        RefreshToken = "refresh-token",
        /// Gets the first tokens, once.
        Code = "code",
        /// Says which workload it is.
        ProjectedToken = "projected-token",
        /// Session credentials of AWS.
        SessionToken = "session-token",
        /// A JWT that nobody of these would issue.
        Unknown = "unknown",
    }
}

/// A token in a message.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TokenView {
    /// The field it is in.
    pub field: String,
    /// What it is.
    pub kind: TokenKind,
    /// Itself.
    pub compact: String,
    /// Its header; none for one that is only a reference.
    pub header: Option<Value>,
    /// Its claims; none for one that is only a reference.
    pub claims: Option<Value>,
    /// Whom it names as its audience.
    pub audience: Vec<String>,
    /// The party that it is meant to be read by.
    pub read_by: Option<Actor>,
    /// The party that issued it, as it says itself.
    pub issued_by: Option<Actor>,
}

/// A value in a message, by the name under which it can be edited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Field {
    /// The name.
    pub name: String,
    /// The value.
    pub value: String,
}

/// One message.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// Its place in the flow, from 0.
    pub step: usize,
    /// When it is sent.
    #[serde(serialize_with = "instant")]
    pub time: Timestamp,
    /// Seconds since the flow began.
    pub at: i64,
    /// Who sends it.
    pub from: Actor,
    /// Who gets it.
    pub to: Actor,
    /// The lane it belongs to.
    pub lane: Lane,
    /// What it is.
    pub title: Title,
    /// `request`, `response` or `file`.
    pub kind: &'static str,
    /// Its complete text.
    pub http: String,
    /// Its values.
    pub fields: Vec<Field>,
    /// Its tokens, taken apart.
    pub tokens: Vec<TokenView>,
    /// The names of values that were edited.
    pub edited: Vec<String>,
}

fn instant<S: serde::Serializer>(time: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(time)
}

/// A message that is on its way.
pub(super) struct Envelope {
    pub(super) title: Title,
    pub(super) from: Actor,
    pub(super) to: Actor,
    pub(super) lane: Lane,
}

impl Message {
    pub(super) fn new(
        step: usize,
        (start, time): (Timestamp, Timestamp),
        envelope: Envelope,
        http: &Http,
        edited: Vec<String>,
    ) -> Self {
        let names = http.names();
        let field = |name: String| {
            let value = http.field(&name)?;
            Some(Field { name, value })
        };
        let fields: Vec<Field> = names.into_iter().filter_map(field).collect();
        let kind = match http.start {
            Start::Request { .. } => "request",
            Start::Response { .. } => "response",
            Start::File { .. } => "file",
        };
        let Envelope { title, from, to, lane } = envelope;
        let tokens = fields.iter().filter_map(token).collect();
        let at = time.since(start);
        Self {
            step,
            time,
            at,
            from,
            to,
            lane,
            title,
            kind,
            http: http.text(),
            fields,
            tokens,
            edited,
        }
    }

    /// The value with this name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|field| field.name == name).map(|field| field.value.as_str())
    }
}

/// The token that a field holds.
fn token(field: &Field) -> Option<TokenView> {
    let value = field.value.strip_prefix("Bearer ").unwrap_or(&field.value);
    let opaque = |kind, read_by| TokenView {
        field: field.name.clone(),
        kind,
        compact: value.to_owned(),
        header: None,
        claims: None,
        audience: Vec::new(),
        read_by: Some(read_by),
        issued_by: None,
    };
    if let Some(parts) = Parts::read(value) {
        return Some(jwt(field, value, parts));
    }
    match field.name.as_str() {
        "code" => Some(opaque(TokenKind::Code, Actor::Server)),
        "refresh_token" => Some(opaque(TokenKind::RefreshToken, Actor::Server)),
        "access_token" | "subject_token" | "token" => {
            Some(opaque(TokenKind::AccessToken, Actor::Server))
        }
        "Authorization" if field.value.starts_with("Bearer ") => {
            Some(opaque(TokenKind::AccessToken, Actor::Server))
        }
        "x-amz-security-token" => Some(opaque(TokenKind::SessionToken, Actor::S3)),
        _ => None,
    }
}

fn jwt(field: &Field, compact: &str, parts: Parts) -> TokenView {
    let issued_by = jose::issuer_of(parts.claim("iss").unwrap_or_default());
    let typ = parts.header.get("typ").and_then(Value::as_str);
    let kind = match (typ, issued_by) {
        (Some("at+jwt"), _) => TokenKind::AccessToken,
        (_, Some(Actor::ApiServer)) => TokenKind::ProjectedToken,
        (_, Some(_)) => TokenKind::IdToken,
        _ => TokenKind::Unknown,
    };
    let read_by = match kind {
        TokenKind::IdToken => Some(Actor::Client),
        TokenKind::AccessToken => match parts.audiences().first().map(String::as_str) {
            Some(super::demo::BILLING) => Some(Actor::Billing),
            _ => Some(Actor::Api),
        },
        TokenKind::ProjectedToken => match parts.audiences().first().map(String::as_str) {
            Some(super::demo::STS_AUDIENCE) => Some(Actor::Sts),
            _ => Some(Actor::ApiServer),
        },
        _ => None,
    };
    TokenView {
        field: field.name.clone(),
        kind,
        compact: compact.to_owned(),
        audience: parts.audiences(),
        header: Some(parts.header),
        claims: Some(parts.claims),
        read_by,
        issued_by,
    }
}
