//! The issuer URL of a cluster and the two documents behind it.

use std::rc::Rc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;

use super::keys::{DemoKey, KeyError};
use crate::Text;

/// An issuer URL that an IAM OIDC provider can exist for.
///
/// The text is never normalised: letter case, a trailing slash and every other character are part
/// of the identity that IAM compares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuer {
    text: Text,
    host_end: usize,
}

/// Why a text is no issuer that IAM takes, as the `Url` of `CreateOpenIDConnectProvider`:
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html>.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IssuerError {
    /// It does not begin with `https://`.
    NotHttps,
    /// Nothing stands between the scheme and the path.
    HostMissing,
    /// It has a query string or a fragment.
    QueryOrFragment,
    /// It holds white space or a control character.
    Whitespace,
    /// It is longer than 255 characters.
    TooLong,
}

/// The forms of an EKS issuer's host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EksForm {
    /// `oidc.eks.REGION.amazonaws.com`.
    Standard,
    /// `oidc.eks.REGION.amazonaws.com.cn`, in the partition `aws-cn`.
    China,
    /// `oidc-eks.REGION.api.aws`, of a cluster with IPv4 and IPv6.
    DualStack,
}

/// What an EKS issuer's URL says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Eks<'a> {
    /// Where the cluster runs.
    pub region: &'a str,
    /// The cluster's id: what follows `/id/`.
    pub id: &'a str,
    /// Which form the host has.
    pub form: EksForm,
}

const SCHEME: &str = "https://";

/// `text` without a leading `https://`: the host and path that begin an issuer's condition keys and
/// name its provider.
#[must_use]
pub fn without_scheme(text: &str) -> &str {
    text.strip_prefix("https://").unwrap_or(text)
}

impl Issuer {
    /// Reads an issuer URL.
    ///
    /// # Errors
    ///
    /// If IAM would refuse a provider for it.
    pub fn parse(text: &str) -> Result<Self, IssuerError> {
        let rest = text.strip_prefix(SCHEME).ok_or(IssuerError::NotHttps)?;
        if text.chars().any(|char| char.is_whitespace() || char.is_control()) {
            return Err(IssuerError::Whitespace);
        }
        if rest.contains(['?', '#']) {
            return Err(IssuerError::QueryOrFragment);
        }
        if text.chars().count() > 255 {
            return Err(IssuerError::TooLong);
        }
        let host = rest.find('/').unwrap_or(rest.len());
        if host == 0 {
            return Err(IssuerError::HostMissing);
        }
        Ok(Self { text: Rc::from(text), host_end: SCHEME.len() + host })
    }

    /// The issuer of the EKS cluster with this id.
    #[must_use]
    pub fn eks_url(region: &str, id: &str) -> String {
        let suffix = if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
        format!("{SCHEME}oidc.eks.{region}.{suffix}/id/{id}")
    }

    /// The whole URL, as in the claim `iss`.
    #[must_use]
    pub const fn text(&self) -> &Text {
        &self.text
    }

    /// The URL without `https://`: the end of the provider's ARN and the start of its condition
    /// keys.
    #[must_use]
    pub fn without_scheme(&self) -> &str {
        self.text.get(SCHEME.len()..).unwrap_or_default()
    }

    /// The host, with a port where one is written.
    #[must_use]
    pub fn host(&self) -> &str {
        self.text.get(SCHEME.len()..self.host_end).unwrap_or_default()
    }

    /// The path: empty, or `/` and what follows.
    #[must_use]
    pub fn path(&self) -> &str {
        self.text.get(self.host_end..).unwrap_or_default()
    }

    /// The region and id, if the URL has a form EKS gives to its clusters.
    #[must_use]
    pub fn eks(&self) -> Option<Eks<'_>> {
        let id = self.path().strip_prefix("/id/")?;
        let (region, form) = eks_region(self.host())?;
        // Real ids are hexadecimal; those in documentation spell EXAMPLE.
        let of_id = |byte: u8| byte.is_ascii_digit() || byte.is_ascii_uppercase();
        let valid = !region.is_empty() && !region.contains('.') && !id.is_empty();
        (valid && id.bytes().all(of_id)).then_some(Eks { region, id, form })
    }

    /// Whether the URL has a form EKS gives to its clusters.
    #[must_use]
    pub fn is_eks(&self) -> bool {
        self.eks().is_some()
    }

    /// The ARN of the IAM OIDC provider for this issuer in an account.
    #[must_use]
    pub fn provider_arn(&self, partition: &str, account: &str) -> String {
        format!("arn:{partition}:iam::{account}:oidc-provider/{}", self.without_scheme())
    }

    /// The document at `/.well-known/openid-configuration`, with the fields EKS serves in its
    /// order: <https://repost.aws/knowledge-center/eks-error-invalid-identity-token>.
    #[must_use]
    pub fn discovery(&self) -> String {
        let document = Discovery {
            issuer: &self.text,
            jwks_uri: format!("{}/keys", self.text),
            authorization_endpoint: "urn:kubernetes:programmatic_authorization",
            response_types_supported: ["id_token"],
            subject_types_supported: ["public"],
            claims_supported: ["sub", "iss"],
            id_token_signing_alg_values_supported: ["RS256"],
        };
        json(&document)
    }
}

/// The region in an EKS issuer's host.
fn eks_region(host: &str) -> Option<(&str, EksForm)> {
    if let Some(rest) = host.strip_prefix("oidc-eks.") {
        return Some((rest.strip_suffix(".api.aws")?, EksForm::DualStack));
    }
    let rest = host.strip_prefix("oidc.eks.")?;
    match rest.strip_suffix(".amazonaws.com.cn") {
        Some(region) => Some((region, EksForm::China)),
        None => Some((rest.strip_suffix(".amazonaws.com")?, EksForm::Standard)),
    }
}

#[derive(Serialize)]
struct Discovery<'a> {
    issuer: &'a str,
    jwks_uri: String,
    authorization_endpoint: &'a str,
    response_types_supported: [&'a str; 1],
    subject_types_supported: [&'a str; 1],
    claims_supported: [&'a str; 2],
    id_token_signing_alg_values_supported: [&'a str; 1],
}

#[derive(Serialize)]
struct KeySet<'a> {
    keys: Vec<Key<'a>>,
}

#[derive(Serialize)]
struct Key<'a> {
    kty: &'a str,
    kid: &'a str,
    #[serde(rename = "use")]
    key_use: &'a str,
    alg: &'a str,
    n: String,
    e: String,
}

/// The key set at the issuer's `jwks_uri`.
///
/// # Errors
///
/// If a file under `content/keys` holds no RSA key.
pub fn jwks(keys: &[DemoKey]) -> Result<String, KeyError> {
    let mut set = KeySet { keys: Vec::with_capacity(keys.len()) };
    for key in keys {
        let public = key.public()?;
        set.keys.push(Key {
            kty: "RSA",
            kid: key.kid(),
            key_use: "sig",
            alg: "RS256",
            n: URL_SAFE_NO_PAD.encode(public.n),
            e: URL_SAFE_NO_PAD.encode(public.e),
        });
    }
    Ok(json(&set))
}

/// Compact JSON of a value made of strings, lists and structs, which can't fail.
pub(super) fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

#[cfg(test)]
mod tests;
