//! What STS answers, in its own words.
//!
//! Codes and statuses are those of the service model the SDKs are generated from; texts are those
//! that real runs were seen to give, quirks included. Where no real text is public, the nearest
//! known one stands and its [`Evidence`] is [`Evidence::Model`].

mod xml;

use crate::arn::Arn;
use crate::{Evidence, Text, Timestamp};

use super::request::{DEFAULT_DURATION, Request};
use crate::oidc::digest;

const API: &str =
    "https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html";
const COMMON: &str = "https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html";

/// Writes the enum and the table from one list of rows.
macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $wire:literal $status:literal $source:expr;)+) => {
        /// The errors of `AssumeRoleWithWebIdentity`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code { $($(#[doc = $doc])+ $name,)+ }

        impl Code {
            /// Every code, once.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The `Code` element of the answer.
            #[must_use]
            pub const fn wire(self) -> &'static str {
                match self { $(Self::$name => $wire),+ }
            }

            /// The HTTP status.
            #[must_use]
            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status),+ }
            }

            /// Where code and status can be read.
            #[must_use]
            pub const fn source_url(self) -> &'static str {
                match self { $(Self::$name => $source),+ }
            }
        }
    };
}

codes! {
    /// The parameters break a constraint.
    ValidationError = "ValidationError" 400 COMMON;
    /// The session policy is no valid policy.
    MalformedPolicyDocument = "MalformedPolicyDocument" 400 API;
    /// Session policies and tags, compressed, take more than their space.
    PackedPolicyTooLarge = "PackedPolicyTooLarge" 400 API;
    /// STS is not active in the region for the account.
    RegionDisabled = "RegionDisabledException" 403 API;
    /// The token can't be validated.
    InvalidIdentityToken = "InvalidIdentityToken" 400 API;
    /// The token is past its time. The wire keeps the suffix, unlike for its siblings.
    ExpiredToken = "ExpiredTokenException" 400 API;
    /// The identity provider says no; never seen for an EKS issuer.
    IdpRejectedClaim = "IDPRejectedClaim" 403 API;
    /// The identity provider could not be reached.
    IdpCommunicationError = "IDPCommunicationError" 400 API;
    /// The trust policy, or another one, does not allow it; or the role does not exist.
    AccessDenied = "AccessDenied" 403 COMMON;
}

impl Code {
    /// The code with this name on the wire; the suffix `Exception`, which some SDKs add, is
    /// ignored.
    #[must_use]
    pub fn from_wire(wire: &str) -> Option<Self> {
        let bare = |name: &'static str| name.strip_suffix("Exception").unwrap_or(name);
        let wire = wire.strip_suffix("Exception").unwrap_or(wire);
        Self::ALL.iter().copied().find(|code| bare(code.wire()) == wire)
    }

    /// Whether the documentation says that the same call may succeed when it is repeated.
    #[must_use]
    pub const fn is_retryable(self) -> bool {
        matches!(self, Self::IdpCommunicationError)
    }
}

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StsError {
    /// The code, which decides the status.
    pub code: Code,
    /// The text, as STS words it.
    pub message: Text,
    /// How well the text is known.
    pub evidence: Evidence,
}

impl StsError {
    fn observed(code: Code, message: impl Into<Text>) -> Self {
        Self { code, message: message.into(), evidence: Evidence::Observed }
    }

    fn model(code: Code, message: impl Into<Text>) -> Self {
        Self { code, message: message.into(), evidence: Evidence::Model }
    }

    /// The HTTP status.
    #[must_use]
    pub const fn status(&self) -> u16 {
        self.code.status()
    }

    /// Violated constraints, already worded.
    pub(super) fn validation(message: String) -> Self {
        Self::observed(Code::ValidationError, message)
    }

    /// The role ARN is no role's:
    /// <https://github.com/crossplane-contrib/provider-aws/issues/517>.
    #[must_use]
    pub fn request_arn_invalid() -> Self {
        Self::observed(Code::ValidationError, "Request ARN is invalid")
    }

    /// A `ProviderId` was sent along with an OIDC token. What Login with Amazon and Facebook say is
    /// public; the rest is known from an emulator alone.
    #[must_use]
    pub fn provider_id(id: &str) -> Self {
        match id {
            "www.amazon.com" => Self::observed(
                Code::InvalidIdentityToken,
                "Provided Token is not a Login With Amazon token",
            ),
            "graph.facebook.com" => Self::observed(
                Code::IdpRejectedClaim,
                "graph.facebook.com: graph.facebook.com responded with HTTP/1.1 400 Bad Request",
            ),
            _ => Self::model(
                Code::InvalidIdentityToken,
                "Unrecognized OAuth provider. Do not include a provider parameter when \
                 submitting OpenIDConnect ID tokens",
            ),
        }
    }

    /// STS is not active in the region:
    /// <https://github.com/turbot/steampipe-plugin-aws/issues/1510>.
    #[must_use]
    pub fn region_disabled(account: &str) -> Self {
        let message = format!(
            "STS is not activated in this region for account:{account}. Your account \
             administrator can activate STS in this region using the IAM Console."
        );
        Self::observed(Code::RegionDisabled, message)
    }

    /// The token is no JWT, or is signed with an algorithm that STS does not take.
    #[must_use]
    pub fn not_a_jwt() -> Self {
        Self::observed(
            Code::InvalidIdentityToken,
            "The ID Token provided is not a valid JWT. (You may see this error if you sent an \
             Access Token)",
        )
    }

    /// A claim is missing: <https://github.com/aws/aws-sdk-ruby/issues/2698>.
    #[must_use]
    pub fn missing_claim(claim: &str) -> Self {
        let message = format!("Missing a required claim: {claim}");
        Self::observed(Code::InvalidIdentityToken, message)
    }

    /// A time in the token is no whole number. Known from an emulator alone.
    #[must_use]
    pub fn invalid_timestamp() -> Self {
        Self::model(Code::InvalidIdentityToken, "Invalid timestamp in token claims.")
    }

    /// The token is not valid yet. Known from an emulator alone.
    #[must_use]
    pub fn issued_in_the_future() -> Self {
        Self::model(Code::InvalidIdentityToken, "Token issued in the future.")
    }

    /// The role's account has no provider for the issuer, printed as the token has it. Seen in
    /// recorded traffic: <https://github.com/smithy-lang/smithy-rs>, `aws-config/test-data`.
    #[must_use]
    pub fn no_provider(issuer: &str) -> Self {
        let message = format!("No OpenIDConnect provider found in your account for {issuer}");
        Self::observed(Code::InvalidIdentityToken, message)
    }

    /// The audience is not among the provider's client ids:
    /// <https://github.com/aws/amazon-eks-pod-identity-webhook/issues/232>.
    #[must_use]
    pub fn incorrect_audience() -> Self {
        Self::observed(Code::InvalidIdentityToken, "Incorrect token audience")
    }

    /// Several audiences and no `azp`.
    #[must_use]
    pub fn several_audiences() -> Self {
        Self::observed(
            Code::InvalidIdentityToken,
            "Token audience contains more than one audience while authorized party is not present",
        )
    }

    /// The key can't be had: the issuer does not answer, or its set lacks the key. Two spaces
    /// follow the comma: <https://github.com/awslabs/aws-sdk-rust/issues/827>.
    #[must_use]
    pub fn no_verification_key() -> Self {
        Self::observed(
            Code::InvalidIdentityToken,
            "Couldn't retrieve verification key from your identity provider,  please reference \
             AssumeRoleWithWebIdentity documentation for requirements",
        )
    }

    /// The key set has more than 100 keys of the token's type. That it is refused is documented,
    /// the text is not.
    #[must_use]
    pub fn too_many_keys() -> Self {
        Self { evidence: Evidence::Model, ..Self::no_verification_key() }
    }

    /// The issuer's certificate matches no thumbprint; only for issuers behind a private authority:
    /// <https://github.com/aws-actions/configure-aws-credentials/issues/357>.
    #[must_use]
    pub fn thumbprint_mismatch() -> Self {
        Self::observed(
            Code::InvalidIdentityToken,
            "OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint",
        )
    }

    /// The signature does not verify. Known from an emulator alone.
    #[must_use]
    pub fn signature_invalid() -> Self {
        Self::model(Code::InvalidIdentityToken, "Token signature invalid")
    }

    /// The token expired, as worded in 2024: <https://github.com/aws/aws-sdk-java-v2/issues/5709>.
    /// In 2021 no space stood before the second number:
    /// <https://github.com/awslabs/aws-orbit-workbench/issues/707>.
    #[must_use]
    pub fn expired(now: Timestamp, expiry: Timestamp) -> Self {
        let message = format!(
            "Token expired: current date/time {} must be before the expiration date/time {}",
            now.0, expiry.0
        );
        Self::observed(Code::ExpiredToken, message)
    }

    /// The token was issued too long ago, whatever its expiry:
    /// <https://github.com/mozilla-iam/mozilla-aws-cli/issues/146>.
    #[must_use]
    pub fn too_old(seconds: i64) -> Self {
        Self::observed(Code::ExpiredToken, format!("Token too old: {seconds}"))
    }

    /// The provider could not be reached. No real text is public: the documented meaning stands.
    #[must_use]
    pub fn provider_unreachable() -> Self {
        Self::model(
            Code::IdpCommunicationError,
            "The request could not be fulfilled because the identity provider (IDP) that was \
             asked to verify the incoming identity token could not be reached.",
        )
    }

    /// The trust policy does not allow it, or the role does not exist; the text is the same:
    /// <https://github.com/aws-actions/configure-aws-credentials/issues/318>.
    #[must_use]
    pub fn not_authorized() -> Self {
        Self::observed(
            Code::AccessDenied,
            "Not authorized to perform sts:AssumeRoleWithWebIdentity",
        )
    }

    /// The duration exceeds the role's own maximum.
    #[must_use]
    pub fn duration_over_maximum() -> Self {
        Self::observed(
            Code::ValidationError,
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
        )
    }

    /// Session tags take more than their space:
    /// <https://github.com/aws/containers-roadmap/issues/2413>.
    #[must_use]
    pub fn packed_tags_too_large(percent: u32) -> Self {
        let message = format!("Packed size of session tags consumes {percent}% of allotted space.");
        Self::observed(Code::PackedPolicyTooLarge, message)
    }

    /// The session policy has an ARN that is cut short. AWS documents the code; the text is what
    /// IAM says where a policy is saved: <https://github.com/CloudSnorkel/CloudWatch2S3/issues/1>.
    #[must_use]
    pub fn session_arn_incomplete(value: &str) -> Self {
        let message = format!("Resource {value} must be in ARN format or \"*\".");
        Self::model(Code::MalformedPolicyDocument, message)
    }

    /// The session policy is no JSON. Known from an emulator alone.
    #[must_use]
    pub fn malformed_session_policy() -> Self {
        Self::model(Code::MalformedPolicyDocument, "This policy contains invalid Json")
    }
}

/// Credentials, and for whom they are.
///
/// Keys and token are derived from the request and say `DEMO`: no AWS service takes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Success {
    /// The token's audience, a plain string even where the claim is a list.
    pub audience: Text,
    /// The role's id and the session name.
    pub assumed_role_id: String,
    /// The session's ARN, without the role's path.
    pub assumed_role_arn: String,
    /// The ARN of the provider. The documentation says it is the token's `iss`; recorded answers
    /// have the ARN.
    pub provider: Text,
    /// 20 characters: `ASIADEMO…`.
    pub access_key_id: String,
    /// 40 characters: `DEMO/not/a/secret/…`.
    pub secret_access_key: String,
    /// `DEMO/not/a/session/token/…`.
    pub session_token: String,
    /// When the credentials end.
    pub expiration: Timestamp,
    /// The token's subject.
    pub subject: Text,
}

/// What a token that STS accepted says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The claim `aud`, or the one value of it.
    pub audience: Text,
    /// The claim `sub`.
    pub subject: Text,
    /// The ARN of the provider of its issuer.
    pub provider: Text,
}

impl Success {
    /// The answer to `request` at `now`; none if its role ARN is no role's. `role_id` is the role's
    /// own id (`AROA…`); one is derived where it is not known.
    #[must_use]
    pub fn issue(
        request: &Request,
        accepted: Accepted,
        role_id: Option<&str>,
        now: Timestamp,
    ) -> Option<Self> {
        let session = &*request.role_session_name;
        let arn = assumed_role_arn(&request.role_arn, session)?;
        let role_id = role_id.map_or_else(
            || format!("AROADEMO{}", letters(&["role", &request.role_arn], 13)),
            str::to_owned,
        );
        let at = now.to_string();
        let derived = |kind, length| letters(&[kind, &arn, &accepted.subject, &at], length);
        let duration = request.duration_seconds.unwrap_or(DEFAULT_DURATION);
        Some(Self {
            assumed_role_id: format!("{role_id}:{session}"),
            access_key_id: format!("ASIADEMO{}", derived("access-key", 12)),
            secret_access_key: format!("DEMO/not/a/secret/{}", derived("secret", 22)),
            session_token: format!("DEMO/not/a/session/token/{}", derived("token", 32)),
            assumed_role_arn: arn,
            expiration: now.plus(duration),
            audience: accepted.audience,
            provider: accepted.provider,
            subject: accepted.subject,
        })
    }
}

/// The ARN of a session of a role, which leaves out the role's path; none if `role_arn` is no
/// role's: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html>.
#[must_use]
pub fn assumed_role_arn(role_arn: &str, session: &str) -> Option<String> {
    let arn = Arn::parse(role_arn)?;
    let name = arn.role()?.rsplit('/').next()?;
    Some(format!("arn:{}:sts::{}:assumed-role/{name}/{session}", arn.partition, arn.account))
}

/// `length` letters and digits of base 32 that depend on `parts`; at most 32.
fn letters(parts: &[&str], length: usize) -> String {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let letter = |byte: &u8| alphabet.get(usize::from(byte & 31)).map(|byte| char::from(*byte));
    digest(parts).iter().take(length).filter_map(letter).collect()
}

#[cfg(test)]
mod tests;
