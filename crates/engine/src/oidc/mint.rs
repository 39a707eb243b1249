//! The token a current cluster gives to a pod.
//!
//! Header and claims cost nothing and are what the run decides on; [`mint`] signs, which takes
//! milliseconds, and is for where the token itself is shown.
//!
//! Order and form follow Kubernetes 1.32 and later:
//! <https://github.com/kubernetes/kubernetes/blob/master/pkg/serviceaccount/claims.go>.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;

use super::issuer::json;
use super::keys::{DemoKey, KeyError};
use super::{derived_uuid, signing};
use crate::Timestamp;

/// What the kubelet asks the API server for, and what that knows of the pod.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenRequest<'a> {
    /// The cluster's issuer URL.
    pub issuer: &'a str,
    /// Whom the token is for; a projected volume names exactly one.
    pub audiences: &'a [&'a str],
    /// When it is minted.
    pub issued: Timestamp,
    /// Seconds until it expires.
    pub lifetime: i64,
    /// The pod's namespace.
    pub namespace: &'a str,
    /// The pod's service account.
    pub service_account: Object<'a>,
    /// The pod.
    pub pod: Object<'a>,
    /// The node it runs on; none while it is not scheduled.
    pub node: Option<Object<'a>>,
}

/// A Kubernetes object that a token is bound to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Object<'a> {
    /// `metadata.name`.
    pub name: &'a str,
    /// `metadata.uid`; one is derived from the names where none is known.
    pub uid: Option<&'a str>,
}

#[derive(Serialize)]
struct Header<'a> {
    alg: &'a str,
    kid: &'a str,
}

/// Fields in the order of the alphabet, as Go prints them.
#[derive(Serialize)]
struct Claims<'a> {
    aud: &'a [&'a str],
    exp: i64,
    iat: i64,
    iss: &'a str,
    jti: String,
    #[serde(rename = "kubernetes.io")]
    kubernetes: Kubernetes<'a>,
    nbf: i64,
    sub: String,
}

#[derive(Serialize)]
struct Kubernetes<'a> {
    namespace: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    node: Option<Bound<'a>>,
    pod: Bound<'a>,
    serviceaccount: Bound<'a>,
}

#[derive(Serialize)]
struct Bound<'a> {
    name: &'a str,
    uid: String,
}

/// What the subject of every service account's tokens begins with.
pub const SUBJECT: &str = "system:serviceaccount:";

/// The subject of a service account's tokens.
#[must_use]
pub fn subject(namespace: &str, service_account: &str) -> String {
    format!("{SUBJECT}{namespace}:{service_account}")
}

/// The token's header: algorithm and key id, without a type.
#[must_use]
pub fn header(key: DemoKey) -> String {
    json(&Header { alg: "RS256", kid: key.kid() })
}

/// The token's claims.
#[must_use]
pub fn claims(request: &TokenRequest<'_>) -> String {
    let TokenRequest { namespace, service_account, pod, .. } = *request;
    let bound = |kind: &str, object: Object<'_>| match object.uid {
        Some(uid) => uid.to_owned(),
        None => derived_uuid(&[kind, request.issuer, namespace, object.name]),
    };
    let kubernetes = Kubernetes {
        namespace,
        node: request.node.map(|node| Bound { name: node.name, uid: bound("node", node) }),
        pod: Bound { name: pod.name, uid: bound("pod", pod) },
        serviceaccount: Bound {
            name: service_account.name,
            uid: bound("serviceaccount", service_account),
        },
    };
    let issued = request.issued.0.to_string();
    json(&Claims {
        aud: request.audiences,
        exp: request.issued.plus(request.lifetime).0,
        iat: request.issued.0,
        iss: request.issuer,
        jti: derived_uuid(&["jti", request.issuer, &issued, &kubernetes.pod.uid]),
        nbf: request.issued.0,
        sub: subject(namespace, service_account.name),
        kubernetes,
    })
}

/// The token itself, signed with the demo cluster's key of that time.
///
/// # Errors
///
/// If a file under `content/keys` holds no RSA key.
pub fn mint(request: &TokenRequest<'_>) -> Result<String, KeyError> {
    sign(&claims(request), DemoKey::signing_at(request.issued))
}

/// A token with these claims, whatever they are, signed with a demo key.
///
/// # Errors
///
/// If a file under `content/keys` holds no RSA key.
pub fn sign(claims: &str, key: DemoKey) -> Result<String, KeyError> {
    sign_with(&header(key), claims, key)
}

/// A token with this header and these claims, whatever they say, signed with RS256.
///
/// # Errors
///
/// If a file under `content/keys` holds no RSA key.
pub(crate) fn sign_with(header: &str, claims: &str, key: DemoKey) -> Result<String, KeyError> {
    let mut token = URL_SAFE_NO_PAD.encode(header);
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(claims, &mut token);
    let signature = signing::sign(&token, key.private_key())?;
    token.push('.');
    token.push_str(&signature);
    Ok(token)
}

#[cfg(test)]
mod tests;
