//! The keys that a web identity's call of `sts:AssumeRoleWithWebIdentity` carries.

use crate::oidc::issuer::without_scheme;
use crate::{
    Node, Place, Text, Timestamp,
    iam::{Context, context::Values},
};

/// One claim of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Its name.
    pub name: Text,
    /// Its values: one, or those of a list.
    pub values: Vec<Text>,
    /// Where it stands.
    pub at: Option<Place>,
}

impl Claim {
    /// The claims of a decoded payload that are text, numbers, booleans or lists of them. `file`
    /// is the index of the file the payload stands in; none where it stands in no file.
    #[must_use]
    pub fn read(payload: &Node, file: Option<usize>) -> Vec<Self> {
        let claim = |entry: &crate::source::Entry| {
            let values: Vec<Text> =
                entry.value.one_or_many().iter().filter_map(Node::text).cloned().collect();
            let at = file.map(|file| Place { file, span: entry.value.span });
            (!values.is_empty()).then(|| Self { name: entry.key.clone(), values, at })
        };
        payload.resolve().entries().iter().filter_map(claim).collect()
    }
}

/// What STS knows when it evaluates the trust policy.
#[derive(Debug, Clone, Copy)]
pub struct WebIdentity<'a> {
    /// The token's issuer, with or without `https://`.
    pub issuer: &'a str,
    /// The token's claims.
    pub claims: &'a [Claim],
    /// The session name asked for; none where it is made up when the process starts.
    pub session_name: Option<&'a str>,
    /// The region whose endpoint is called; `us-east-1` for the global one.
    pub region: &'a str,
    /// When.
    pub now: Timestamp,
}

/// Claims with a key of the same name, whoever the issuer is.
const COMMON: [&str; 3] = ["sub", "amr", "email"];

/// Claims with a key of the same name where the issuer is one that AWS knows, as AWS lists them.
/// An EKS cluster is not among them: of its tokens only the common claims are sent.
const KNOWN_ISSUERS: [(&str, &[&str]); 6] = [
    (
        "token.actions.githubusercontent.com",
        &[
            "actor",
            "actor_id",
            "job_workflow_ref",
            "repository",
            "repository_id",
            "repository_owner_id",
            "workflow",
            "ref",
            "environment",
            "enterprise_id",
        ],
    ),
    (
        "gitlab.com",
        &[
            "namespace_id",
            "project_id",
            "user_id",
            "user_login",
            "user_email",
            "user_access_level",
            "ref_protected",
            "pipeline_source",
            "runner_environment",
        ],
    ),
    (
        "agent.buildkite.com",
        &[
            "organization_slug",
            "organization_id",
            "pipeline_slug",
            "pipeline_id",
            "cluster_name",
            "cluster_id",
            "build_branch",
        ],
    ),
    ("accounts.google.com", &["google/organization_number"]),
    ("oidc.circleci.com", &["oidc.circleci.com/project-id"]),
    ("identity.oraclecloud.com", &["rpst_id"]),
];

/// Keys that AWS sets on every call, from what no artefact says. With a VPC endpoint the address
/// is among others, so none of them is known.
const UNKNOWN: [&str; 5] =
    ["aws:SourceIp", "aws:VpcSourceIp", "aws:SourceVpc", "aws:SourceVpce", "aws:UserAgent"];

/// Builds the context of the call. The call is not signed, so there are no keys of an IAM
/// principal, but for the account, which AWS gives as `anonymous`.
#[must_use]
pub fn web_identity_context(identity: &WebIdentity<'_>) -> Context {
    let mut context = Context::default()
        .of_issuer(without_scheme(identity.issuer))
        .with("aws:RequestedRegion", identity.region)
        .with("aws:SecureTransport", "true")
        .with("aws:ViaAWSService", "false")
        .with("aws:CurrentTime", identity.now.to_string())
        .with("aws:EpochTime", identity.now.0.to_string())
        .with("aws:PrincipalAccount", "anonymous");
    for key in UNKNOWN {
        context = context.with_unknown(key);
    }
    context = match identity.session_name {
        Some(name) => context.with("sts:RoleSessionName", name),
        None => context.with_unknown("sts:RoleSessionName"),
    };
    let own = own_claims(without_scheme(identity.issuer));
    for claim in identity.claims {
        for key in keys_of(claim, identity, own) {
            let key = format!("{}:{key}", without_scheme(identity.issuer));
            context.insert(&key, Values::Known(claim.values.clone()), claim.at);
        }
    }
    context
}

/// The names of the keys a claim is sent under. Where there is an `azp`, that is the audience.
fn keys_of<'a>(claim: &'a Claim, identity: &WebIdentity<'_>, own: &[&str]) -> Vec<&'a str> {
    match &*claim.name {
        "aud" if has(identity, "azp") => vec!["oaud"],
        "aud" => vec!["aud", "oaud"],
        "azp" => vec!["aud"],
        // Google's claim has a colon where its key has a slash.
        "google:organization_number" if own.contains(&"google/organization_number") => {
            vec!["google/organization_number"]
        }
        name if COMMON.contains(&name) || own.contains(&name) => vec![name],
        _ => Vec::new(),
    }
}

fn has(identity: &WebIdentity<'_>, name: &str) -> bool {
    identity.claims.iter().any(|claim| &*claim.name == name)
}

/// The claims beyond the common ones that the issuer's keys may be made of. CircleCI has an issuer
/// per organisation, Oracle a host per tenant.
fn own_claims(issuer: &str) -> &'static [&'static str] {
    let host = issuer.split('/').next().unwrap_or_default();
    let known = KNOWN_ISSUERS.iter().find(|(known, _)| match *known {
        "identity.oraclecloud.com" => {
            host.strip_suffix(known).is_some_and(|tenant| tenant.ends_with('.'))
        }
        "oidc.circleci.com" => host == *known,
        _ => issuer == *known,
    });
    known.map_or(&[], |(_, claims)| claims)
}

/// Whether the issuer's tokens can carry a key with this claim at all.
#[must_use]
pub fn is_sent(issuer: &str, claim: &str) -> bool {
    let own = own_claims(issuer);
    COMMON.contains(&claim) || matches!(claim, "aud" | "oaud") || own.contains(&claim)
}
