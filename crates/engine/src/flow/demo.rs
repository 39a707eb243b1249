//! The names and values of the demo: fixed, or derived from what they stand for. None is a secret.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::Timestamp;
use crate::oidc::digest;

/// 2026-01-01T00:00:00Z, when every flow begins.
pub(super) const START: Timestamp = Timestamp(1_767_225_600);
/// The server that the client trusts.
pub(super) const SERVER: &str = "https://login.example";
/// The attacker's own server.
pub(super) const ATTACKER: &str = "https://login.attacker.example";
/// The client.
pub(super) const CLIENT: &str = "https://app.example";
/// Where the client takes responses.
pub(super) const CALLBACK: &str = "https://app.example/callback";
/// The client's id, at every server.
pub(super) const CLIENT_ID: &str = "app";
/// Another client at the same server, which the attacker runs.
pub(super) const GAME_ID: &str = "free-game";
/// Where that one takes responses.
pub(super) const GAME_CALLBACK: &str = "https://game.attacker.example/callback";
/// The API.
pub(super) const API: &str = "https://api.example";
/// A service behind the API.
pub(super) const BILLING: &str = "https://billing.example";
/// The client that the API itself is, at the authorization server.
pub(super) const API_ID: &str = "api";
/// A client without a user: a job that runs at night.
pub(super) const JOB_ID: &str = "nightly-job";
/// The audience of tokens for STS.
pub(super) const STS_AUDIENCE: &str = "sts.amazonaws.com";
/// The audience of tokens for the cluster's own API server.
pub(super) const CLUSTER_AUDIENCE: &str = "https://kubernetes.default.svc";
/// The cluster's issuer.
pub(super) const CLUSTER: &str =
    "https://oidc.eks.ap-northeast-2.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E";
/// The user.
pub(super) const USER: &str = "alice";
/// The attacker, who has an account of their own.
pub(super) const MALLORY: &str = "mallory";

/// A value that is the same whenever `parts` are, and says that it is a demo's.
pub(super) fn value(kind: &str, parts: &[&str]) -> String {
    let mut all = vec![kind];
    all.extend(parts);
    format!("demo-{kind}-{}", URL_SAFE_NO_PAD.encode(digest(&all).split_at(16).0))
}

/// A code verifier: 43 to 128 characters, RFC 7636 section 4.1.
pub(super) fn verifier(session: &str) -> String {
    format!("demo-verifier-{}", URL_SAFE_NO_PAD.encode(digest(&["verifier", session])))
}

/// The secret of a client.
pub(super) fn secret(client: &str) -> String {
    value("secret", &[client])
}
