//! The texts, what each leaves possible, and where it was seen.

use super::Leaves;
use crate::Gate::{
    self, Admission, Audience, Binding, Network, Permission, Provider, Sdk, Token, Trust,
};
use crate::sts::answer::Code::{
    self, AccessDenied, ExpiredToken, IdpCommunicationError, IdpRejectedClaim,
    InvalidIdentityToken, MalformedPolicyDocument, PackedPolicyTooLarge, RegionDisabled,
    ValidationError,
};

/// One text that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sign {
    /// What must stand in the pasted text.
    pub text: &'static str,
    /// What must stand there too; empty where the first is enough.
    pub also: &'static str,
    /// Where the message begins, in front of `text`; empty where it begins with it.
    pub opening: &'static str,
    /// The code it comes with.
    pub code: Option<Code>,
    /// What it leaves possible.
    pub leaves: Leaves,
}

pub(crate) const GET_ROLE: &str = "aws iam get-role --role-name ROLE";
const LIST_PROVIDERS: &str = "aws iam list-open-id-connect-providers";
const GET_PROVIDER: &str =
    "aws iam get-open-id-connect-provider --open-id-connect-provider-arn PROVIDER_ARN";
pub(crate) const ENVIRONMENT: &str = "kubectl exec POD -n NAMESPACE -- env";
pub(crate) const GET_POD: &str = "kubectl get pod POD -n NAMESPACE -o yaml";
const GET_ACCOUNT: &str = "kubectl get serviceaccount ACCOUNT -n NAMESPACE -o yaml";
const READ_TOKEN: &str = "kubectl exec POD -n NAMESPACE -- cat TOKEN_FILE";
pub(crate) const LOOK_AT_TOKEN: &str = "kubectl exec POD -n NAMESPACE -- ls -lL TOKEN_FILE";
const READ_KEYS: &str = "curl ISSUER/keys";
pub(crate) const REACH_STS: &str =
    "kubectl exec POD -n NAMESPACE -- curl -sv https://sts.REGION.amazonaws.com";
pub(crate) const WHO: &str = "kubectl exec POD -n NAMESPACE -- aws sts get-caller-identity";

const API: &str =
    "https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html";
const IRSA_ERRORS: &str = "https://repost.aws/knowledge-center/eks-troubleshoot-irsa-errors";
const TOKEN_ERRORS: &str = "https://repost.aws/knowledge-center/iam-sts-invalididentitytoken";
const NO_PROVIDER: &str = "https://repost.aws/knowledge-center/iam-oidc-idp-federation";

const fn leaves_to(
    gates: &'static [Gate],
    command: &'static str,
    source_url: &'static str,
) -> Leaves {
    Leaves { gates, command, source_url }
}

/// The process runs as the node: nothing was injected, the SDK passed the web identity over, or it
/// fell back after the token or the trust policy failed.
pub(super) const NODE: Leaves = leaves_to(
    &[Binding, Admission, Sdk, Token, Trust],
    ENVIRONMENT,
    "https://github.com/kubernetes/autoscaler/issues/2335",
);
/// The process works with the keys of a user.
pub(super) const USER: Leaves = leaves_to(
    &[Sdk],
    ENVIRONMENT,
    "https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html",
);
pub(super) const ROLE_ARN: Leaves = leaves_to(&[Binding], GET_ACCOUNT, IRSA_ERRORS);
pub(super) const TOKEN_FILE: Leaves = leaves_to(&[Token], READ_TOKEN, API);
pub(super) const PARAMETERS: Leaves =
    leaves_to(&[Sdk], ENVIRONMENT, "https://github.com/suzuki-shunsuke/tfaction/issues/1934");

/// What a code leaves possible where its text is not known.
#[must_use]
pub const fn leaves(code: Code) -> Leaves {
    match code {
        ValidationError => leaves_to(&[Binding, Sdk, Token], GET_POD, API),
        MalformedPolicyDocument | PackedPolicyTooLarge => leaves_to(&[Sdk], ENVIRONMENT, API),
        RegionDisabled => leaves_to(&[Network], REACH_STS, API),
        InvalidIdentityToken => leaves_to(&[Token, Provider, Audience], READ_TOKEN, TOKEN_ERRORS),
        ExpiredToken => leaves_to(&[Token], READ_TOKEN, API),
        IdpRejectedClaim | IdpCommunicationError => leaves_to(&[Provider], READ_KEYS, API),
        AccessDenied => leaves_to(&[Trust], GET_ROLE, IRSA_ERRORS),
    }
}

/// A text that STS itself words, so that it comes with exactly one code.
const fn sts(
    text: &'static str,
    code: Code,
    gates: &'static [Gate],
    command: &'static str,
    source_url: &'static str,
) -> Sign {
    let leaves = leaves_to(gates, command, source_url);
    Sign { text, also: "", opening: "", code: Some(code), leaves }
}

/// A text of an SDK, a tool or the system.
pub(crate) const fn local(
    text: &'static str,
    also: &'static str,
    gates: &'static [Gate],
    command: &'static str,
    source_url: &'static str,
) -> Sign {
    Sign { text, also, opening: "", code: None, leaves: leaves_to(gates, command, source_url) }
}

impl Sign {
    const fn opening(self, opening: &'static str) -> Self {
        Self { opening, ..self }
    }

    /// Whether a text holds it.
    #[must_use]
    pub fn is_in(&self, text: &str) -> bool {
        text.contains(self.text) && text.contains(self.also)
    }
}

/// Every text known, the ones that say most first.
pub const SIGNS: &[Sign] = &[
    sts(
        "Not authorized to perform sts:AssumeRoleWithWebIdentity",
        AccessDenied,
        &[Trust],
        GET_ROLE,
        "https://github.com/aws-actions/configure-aws-credentials/issues/318",
    ),
    sts(
        "No OpenIDConnect provider found in your account",
        InvalidIdentityToken,
        &[Provider],
        LIST_PROVIDERS,
        NO_PROVIDER,
    ),
    sts(
        "Incorrect token audience",
        InvalidIdentityToken,
        &[Audience],
        GET_PROVIDER,
        "https://github.com/aws/amazon-eks-pod-identity-webhook/issues/232",
    ),
    sts(
        "Missing a required claim",
        InvalidIdentityToken,
        &[Token],
        READ_TOKEN,
        "https://github.com/aws/aws-sdk-ruby/issues/2698",
    ),
    sts(
        "Token audience contains more than one audience",
        InvalidIdentityToken,
        &[Token],
        READ_TOKEN,
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html",
    ),
    sts(
        "The ID Token provided is not a valid JWT",
        InvalidIdentityToken,
        &[Token],
        READ_TOKEN,
        API,
    ),
    sts(
        "Couldn't retrieve verification key from your identity provider",
        InvalidIdentityToken,
        &[Provider],
        READ_KEYS,
        TOKEN_ERRORS,
    ),
    sts(
        "OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint",
        InvalidIdentityToken,
        &[Provider],
        GET_PROVIDER,
        "https://repost.aws/knowledge-center/eks-error-invalid-identity-token",
    ),
    sts("Token signature invalid", InvalidIdentityToken, &[Provider], READ_KEYS, TOKEN_ERRORS),
    sts(
        "The web identity token provided could not be validated",
        InvalidIdentityToken,
        &[Token, Provider, Audience],
        READ_TOKEN,
        TOKEN_ERRORS,
    ),
    sts(
        "Provided Token is not a Login With Amazon token",
        InvalidIdentityToken,
        &[Sdk],
        ENVIRONMENT,
        API,
    ),
    sts(
        "Token expired: current date/time",
        ExpiredToken,
        &[Token],
        READ_TOKEN,
        "https://github.com/aws/aws-sdk-java-v2/issues/5709",
    ),
    sts(
        "Token too old: ",
        ExpiredToken,
        &[Token],
        READ_TOKEN,
        "https://github.com/mozilla-iam/mozilla-aws-cli/issues/146",
    ),
    sts("Request ARN is invalid", ValidationError, &[Binding], GET_ACCOUNT, IRSA_ERRORS),
    sts(
        "The requested DurationSeconds exceeds the MaxSessionDuration",
        ValidationError,
        &[Sdk],
        GET_ROLE,
        API,
    ),
    sts(
        "Packed size of session tags consumes",
        PackedPolicyTooLarge,
        &[Permission],
        WHO,
        "https://github.com/aws/containers-roadmap/issues/2413",
    ),
    sts(
        "STS is not activated in this region for account",
        RegionDisabled,
        &[Network],
        REACH_STS,
        "https://github.com/turbot/steampipe-plugin-aws/issues/1510",
    ),
    sts("failed to satisfy constraint", ValidationError, &[Sdk], ENVIRONMENT, API)
        .opening("validation error"),
    sts(
        "is not authorized to perform: sts:AssumeRole on",
        AccessDenied,
        &[Permission],
        WHO,
        "https://github.com/cert-manager/cert-manager/issues/5893",
    )
    .opening("User: "),
    Sign {
        also: ":user/",
        ..sts(
            "is not authorized to perform",
            AccessDenied,
            &[Sdk],
            ENVIRONMENT,
            "https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html",
        )
        .opening("User: ")
    },
    Sign {
        also: ":assumed-role/",
        ..sts(
            "is not authorized to perform",
            AccessDenied,
            &[Permission],
            WHO,
            "https://github.com/aws/karpenter-provider-aws/issues/6298",
        )
        .opening("User: ")
    },
    local(
        "To use web identity tokens, the 'sts' service module must be on the class path",
        "",
        &[Sdk],
        ENVIRONMENT,
        "https://github.com/atleon/atleon/issues/382",
    ),
    local(
        "AWSSDK.SecurityToken",
        "could not be found",
        &[Sdk],
        ENVIRONMENT,
        "https://github.com/aws/aws-sdk-net/issues/2473",
    ),
    local(
        "only loopback hosts are allowed",
        "",
        &[Sdk],
        ENVIRONMENT,
        "https://github.com/kubernetes-sigs/external-dns/issues/4353",
    ),
    local(
        "169.254.170.23 is not a valid container metadata service hostname",
        "",
        &[Sdk],
        ENVIRONMENT,
        "https://github.com/kubernetes-sigs/external-dns/issues/4353",
    ),
    local(
        "169.254.170.23",
        "time",
        &[Network],
        GET_POD,
        "https://github.com/aws/karpenter-provider-aws/issues/5784",
    ),
    local(
        "Missing Region",
        "",
        &[Sdk],
        ENVIRONMENT,
        "https://github.com/aws/containers-roadmap/issues/586",
    ),
    local(
        "sts..amazonaws.com",
        "",
        &[Sdk],
        ENVIRONMENT,
        "https://github.com/cert-manager/cert-manager/issues/7102",
    ),
    local(
        "certificate signed by unknown authority",
        "sts",
        &[Network],
        REACH_STS,
        "https://github.com/doitintl/secrets-init/issues/26",
    ),
    local(
        "https://sts.",
        "time",
        &[Network],
        REACH_STS,
        "https://github.com/kubernetes-sigs/external-dns/issues/1470",
    ),
    local(
        "lookup sts.",
        "",
        &[Network],
        REACH_STS,
        "https://github.com/kubernetes-sigs/external-dns/issues/1470",
    ),
    local(
        "permission denied",
        "token",
        &[Token],
        LOOK_AT_TOKEN,
        "https://github.com/kubernetes-sigs/external-dns/pull/1185",
    ),
    local(
        "open : no such file or directory",
        "",
        &[Admission],
        GET_POD,
        "https://github.com/crossplane-contrib/provider-aws/issues/472",
    ),
    local(
        "no such file or directory",
        "serviceaccount/token",
        &[Admission, Token],
        GET_POD,
        "https://github.com/aws/amazon-eks-pod-identity-webhook/issues/52",
    ),
    local(
        "EKS does not have permissions to assume the associated role",
        "",
        &[Trust],
        GET_ROLE,
        "https://github.com/aws/eks-pod-identity-agent/issues/139",
    ),
    local(
        "Unable to load credentials from any of the providers in the chain",
        "",
        &[Binding, Admission, Sdk],
        ENVIRONMENT,
        "https://github.com/aws/aws-sdk-java-v2/issues/1470",
    ),
    local("Unable to locate credentials", "", &[Binding, Admission, Sdk], ENVIRONMENT, IRSA_ERRORS),
    local("NoCredentialProviders", "", &[Binding, Admission, Sdk], ENVIRONMENT, IRSA_ERRORS),
    local(
        "Could not load credentials from any providers",
        "",
        &[Binding, Admission, Sdk],
        ENVIRONMENT,
        IRSA_ERRORS,
    ),
];
